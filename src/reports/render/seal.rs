//! What proves that a review is the one that was issued.

/// What proves that a review is the one that was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// The SHA-256 of its JSON form, in hexadecimal digits.
    pub sha256: String,
}
