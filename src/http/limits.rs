//! The header that tells a sender how much may be sent (draft-ietf-httpapi-ratelimit-headers).
//!
//! How much of it is left is told to nobody: a neighbour on the same address would learn when somebody answered.

use actix_web::HttpResponseBuilder;

/// Says that an address may send so many in so many seconds.
pub fn declare(answer: &mut HttpResponseBuilder, policy: (u32, u64)) {
    let (most, window) = policy;
    answer.insert_header(("RateLimit-Policy", format!("\"web\";q={most};w={window}")));
}
