//! The headers that tell a sender how much it may still send (draft-ietf-httpapi-ratelimit-headers).

use actix_web::HttpResponseBuilder;

/// Says that an address may send so many in so many seconds, how many of them are left, and for how many seconds it
/// must wait when none is.
pub fn declare(answer: &mut HttpResponseBuilder, policy: (u32, u32), remaining: u32, wait: Option<u64>) {
    let (most, window) = policy;
    let reset = wait.map(|seconds| format!(";t={seconds}")).unwrap_or_default();
    answer.insert_header(("RateLimit-Policy", format!("\"web\";q={most};w={window}")));
    answer.insert_header(("RateLimit", format!("\"web\";r={remaining}{reset}")));
}
