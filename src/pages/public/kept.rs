//! What anybody may keep for five minutes: nothing here depends on who asks, and closed periods stand still.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, EntityTag, Header, HeaderValue, IfNoneMatch};
use actix_web::{HttpRequest, HttpResponse};

use crate::http::{Kind, Problem};
use crate::state::etag;

/// How long it may be kept.
const CACHING: HeaderValue = HeaderValue::from_static("public, max-age=300");

/// The answer with its entity tag; or 304, where the client has it.
///
/// # Errors
/// `Internal` when the body is not there as a whole.
pub fn keep(request: &HttpRequest, answer: HttpResponse) -> Result<HttpResponse, Problem> {
    let (mut answer, body) = answer.into_parts();
    let body = body.try_into_bytes().map_err(|_| Problem::new(Kind::Internal))?;
    // Weak, because the bytes differ by how they are compressed.
    let tag = EntityTag::new_weak(etag(&body).trim_matches('"').to_owned());
    let known = match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(&tag)),
        _ => false,
    };
    let value = HeaderValue::try_from(tag.to_string()).map_err(|_| Problem::new(Kind::Internal))?;
    answer.headers_mut().insert(header::ETAG, value);
    answer.headers_mut().insert(header::CACHE_CONTROL, CACHING);
    if known {
        *answer.status_mut() = StatusCode::NOT_MODIFIED;
        return Ok(answer.set_body(BoxBody::new(())));
    }
    Ok(answer.set_body(BoxBody::new(body)))
}
