//! The header that tells a client how much may be sent or read (draft-ietf-httpapi-ratelimit-headers).
//!
//! How much of it is left is told to nobody: a neighbour on the same address would learn when somebody answered.

/// Its name.
pub const HEADER: &str = "RateLimit-Policy";
/// What a limit is for: responses without a key, by address.
pub const WEB: &str = "web";
/// What a limit is for: results, by key.
pub const RESULTS: &str = "results";

/// Says that of something there may be so many in so many seconds.
pub fn describe(name: &str, (most, window): (u32, u64)) -> String {
    format!("\"{name}\";q={most};w={window}")
}
