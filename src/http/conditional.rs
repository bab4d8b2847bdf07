//! Reads that can be repeated cheaply: strong entity tags, and 304 for those who have the bytes already.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, Header, HeaderValue, IfNoneMatch};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use crate::http::accept;
use crate::http::problem::{Kind, Problem};
use crate::state::{Answer, etag};

/// What the tag of a packed answer ends in.
const PACKED: &str = "-gzip";

/// How long and by whom an answer may be kept.
#[derive(Debug, Clone, Copy)]
pub enum Caching {
    /// By anyone, for a minute.
    Public,
    /// By the client alone, who asks each time whether it still holds.
    Private,
}

/// A JSON answer with its entity tag, or 304 when the client has it.
///
/// # Errors
/// `NotAcceptable` when the client takes no JSON; `Internal` when the view cannot be written as JSON.
pub fn json(request: &HttpRequest, caching: Caching, view: &impl Serialize) -> Result<HttpResponse, Problem> {
    accept::preferred(request, &[((), "application/json")]).ok_or_else(|| Problem::new(Kind::NotAcceptable))?;
    let body = serde_json::to_vec(view).map_err(|_| Problem::new(Kind::Internal))?;
    Ok(answer(request, caching, &etag(&body), "application/json", body))
}

/// Finished bytes with their entity tag, or 304 when the client has them.
pub fn answer(
    request: &HttpRequest,
    caching: Caching,
    etag: &str,
    media_type: &str,
    body: impl Into<actix_web::web::Bytes>,
) -> HttpResponse {
    let mut builder = if has(request, etag) { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    builder.insert_header((header::ETAG, etag)).insert_header((
        header::CACHE_CONTROL,
        match caching {
            Caching::Public => "public, max-age=60",
            Caching::Private => "private, no-cache",
        },
    ));
    builder.insert_header((header::VARY, "Accept, Accept-Encoding, Authorization, Origin, X-API-Key"));
    if has(request, etag) {
        return builder.finish();
    }
    builder.content_type(media_type).body(body.into())
}

/// An answer that is kept, packed for whoever takes it so: that is done once, and not by those who answer requests.
pub async fn kept(request: &HttpRequest, caching: Caching, answer: Arc<Answer>) -> HttpResponse {
    let plain = self::answer(request, caching, &answer.etag, answer.media_type, answer.body.clone());
    if !accept::takes_gzip(request) {
        return plain;
    }
    if !answer.is_packed() {
        let packing = answer.clone();
        let _ = web::block(move || packing.is_packed() || packing.packed().is_some()).await;
    }
    let Some(packed) = answer.packed() else { return plain };
    // Other bytes, hence another tag; either is known again.
    let etag = format!("{}{PACKED}\"", answer.etag.trim_end_matches('"'));
    let mut response = self::answer(request, caching, &etag, answer.media_type, packed.clone());
    if response.status() == StatusCode::OK {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

fn has(request: &HttpRequest, etag: &str) -> bool {
    match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => request.headers().contains_key(header::IF_NONE_MATCH),
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|tag| bare(tag.tag()) == bare(etag)),
        Err(_) => false,
    }
}

/// What a tag says of the answer, packed or not.
fn bare(tag: &str) -> &str {
    tag.trim_matches('"').trim_end_matches(PACKED)
}
