//! Other websites: those that a survey names may use what its respondents use, and nothing else.
//!
//! `actix-cors` speaks the protocol; for whom and where is said here. What is not shared is answered as if no other
//! website had asked: without any permission, and with the same words as ever.

use actix_cors::Cors;
use actix_web::ResponseError;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{RequestHead, ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;

use crate::http::fallback::answer_unknown;
use crate::state::{Catalogue, State};

/// How long a browser may remember a permission, in seconds.
const REMEMBERED: usize = 600;
/// What a script on another website may read besides the body.
const EXPOSED: &str = "ETag, RateLimit-Policy, Retry-After";

/// The protocol, for what a survey shares with the websites that it names. It never allows credentials.
pub fn cors(state: Data<State>) -> Cors {
    Cors::default()
        .allowed_origin_fn(move |_, head| is_shared(&state.latest_catalogue(), head))
        .allowed_methods([Method::GET, Method::PUT, Method::POST])
        .allowed_header(header::CONTENT_TYPE)
        .max_age(REMEMBERED)
        .disable_vary_header()
}

/// Lets [`cors`] judge by what the surveys name now, and answers itself what is not shared; belongs around it.
pub async fn admit_origins(
    mut request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<EitherBody<impl MessageBody>>, actix_web::Error> {
    let mut shared = false;
    if request.headers().contains_key(header::ORIGIN)
        && let Some(state) = request.app_data::<Data<State>>().cloned()
    {
        shared = is_shared(&*state.catalogue().await, request.head());
    }
    if !shared {
        // Then it is no preflight, but a method that nobody takes.
        request.headers_mut().remove(header::ACCESS_CONTROL_REQUEST_METHOD);
    }
    let mut answer = next.call(request).await?;
    if answer.headers().contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN) {
        answer.headers_mut().insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
    } else if shared && answer.request().method() == Method::OPTIONS {
        // A preflight that asks for more than there is to have: it too is a method that nobody takes.
        let (request, _) = answer.into_parts();
        let refusal = answer_unknown(request.clone()).await.unwrap_or_else(|problem| problem.error_response());
        return Ok(ServiceResponse::new(request, refusal).map_into_right_body());
    }
    Ok(answer.map_into_left_body())
}

/// Whether a request, or the one that a preflight asks for, is one that its survey shares with the website it is from.
fn is_shared(catalogue: &Catalogue, head: &RequestHead) -> bool {
    let text = |name| head.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let method = match text(header::ACCESS_CONTROL_REQUEST_METHOD) {
        Some(method) if head.method == Method::OPTIONS => method,
        _ => head.method.as_str(),
    };
    let survey = survey_of_respondents(method, head.uri.path());
    survey.zip(text(header::ORIGIN)).is_some_and(|(survey, origin)| catalogue.settings(survey).admits(origin))
}

/// The survey that a request concerns, if it is one that respondents make: read the form, send a response or several.
fn survey_of_respondents<'a>(method: &str, path: &'a str) -> Option<&'a str> {
    let mut steps = path.strip_prefix("/api/v1/surveys/")?.split('/');
    match (method, steps.next()?, steps.next(), steps.next(), steps.next()) {
        ("GET", survey, None, None, None)
        | ("POST", survey, Some("responses"), None, None)
        | ("PUT", survey, Some("responses"), Some(_), None) => Some(survey),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::survey_of_respondents;

    #[test]
    fn only_what_respondents_do_concerns_other_websites() {
        let base = "/api/v1/surveys/obsluga";
        for (method, path) in
            [("GET", base.to_owned()), ("POST", format!("{base}/responses")), ("PUT", format!("{base}/responses/1"))]
        {
            assert_eq!(survey_of_respondents(method, &path), Some("obsluga"), "{method} {path}");
        }
        for (method, path) in [
            ("GET", ""),
            ("GET", "/results"),
            ("GET", "/comparison"),
            ("GET", "/draft"),
            ("PUT", "/draft"),
            ("POST", "/versions"),
            ("GET", "/settings"),
            ("PUT", "/settings"),
            ("GET", "/responses"),
            ("DELETE", "/responses/1"),
            ("PUT", "/responses"),
            ("POST", "/responses/1"),
            ("PUT", "/responses/1/2"),
            ("get", ""),
            ("POST", ""),
            ("", ""),
        ] {
            let path = format!("{base}{path}");
            let expected = (method == "GET" && path == base).then_some("obsluga");
            assert_eq!(survey_of_respondents(method, &path), expected, "{method} {path}");
        }
        for path in ["/api/v1/surveys", "/api/v1/departments", "/api/v1/office", "/", "/api/v2/surveys/obsluga"] {
            assert_eq!(survey_of_respondents("GET", path), None, "{path}");
        }
    }
}
