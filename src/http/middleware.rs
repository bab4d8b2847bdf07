//! What happens around every request: counting, headers, and a log line for staff.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{CONTENT_ENCODING, ETAG, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;

use crate::state::State;

/// The methods that are counted by name. A client may make up others, as many as it likes.
const COUNTED: [&str; 7] = ["GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS"];

/// Counts the request; logs it when someone with a key read or changed something.
///
/// What respondents send is never logged, lest a line give away when someone answered. Nor is a path, which may hold
/// an id: only the pattern it matched.
pub async fn count_and_log(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let state = request.app_data::<Data<State>>().cloned();
    let method = request.method().clone();
    let pattern = request.match_pattern().unwrap_or_else(|| "(none)".to_owned());
    let answer = next.call(request).await?;
    let status = answer.status().as_u16();
    if let Some(state) = state {
        let counted = COUNTED.into_iter().find(|known| *known == method.as_str());
        state.metrics.count_request(counted.unwrap_or("other"), status);
    }
    let of_staff = method == Method::GET || !pattern.ends_with("/responses") && !pattern.ends_with("/responses/{id}");
    if of_staff && pattern.starts_with("/api/") {
        tracing::debug!(method = method.as_str(), pattern, status, "answered");
    }
    Ok(answer)
}

/// Answers HEAD as GET: the route is the same, and the server leaves out the body by itself, since it was asked for none.
pub async fn head_as_get(
    mut request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    if request.method() == Method::HEAD {
        request.head_mut().method = Method::GET;
    }
    next.call(request).await
}

/// Says that the tag of a packed answer names what it says and not its bytes: these differ from those of the plain one,
/// which is what is kept.
pub async fn weaken_tags(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let mut answer = next.call(request).await?;
    if answer.headers().contains_key(CONTENT_ENCODING)
        && let Some(tag) = answer.headers().get(ETAG).and_then(|tag| tag.to_str().ok())
        && let Ok(weak) = HeaderValue::try_from(format!("W/{tag}"))
    {
        answer.headers_mut().insert(ETAG, weak);
    }
    Ok(answer)
}

/// Headers that every answer carries, unless it brings its own.
pub async fn security_headers(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let docs = request.path().starts_with("/docs");
    let speaks_tls = request.app_data::<Data<State>>().is_some_and(|state| state.config.tls_cert.is_some());
    let mut answer = next.call(request).await?;
    // Swagger UI styles its own elements; everything else is data, and loads nothing.
    let policy = if docs {
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
         connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    } else {
        "default-src 'none'; frame-ancestors 'none'"
    };
    let headers = [
        ("content-security-policy", policy),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
    ];
    // Behind a proxy it is the proxy's to say: it alone knows whether it speaks TLS.
    let of_tls = speaks_tls.then_some(("strict-transport-security", "max-age=63072000"));
    for (name, value) in headers.into_iter().chain(of_tls) {
        let (name, value) = (HeaderName::from_static(name), HeaderValue::from_static(value));
        // A page says itself what it needs.
        if !answer.headers().contains_key(&name) {
            answer.headers_mut().insert(name, value);
        }
    }
    Ok(answer)
}
