//! A share with its interval, which most charts are about.

/// A share as a chart shows it, with its interval; all three from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The share.
    pub share: f64,
    /// The lower end of its interval.
    pub low: f64,
    /// The upper end of its interval.
    pub high: f64,
    /// Of how many answers.
    pub n: u64,
}
