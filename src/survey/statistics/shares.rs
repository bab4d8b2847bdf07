//! A share and its uncertainty.

use crate::survey::statistics::bounds::at_most;
use crate::survey::statistics::level::Z95;

/// A confidence interval for a share, at [`LEVEL`](crate::survey::statistics::level::LEVEL).
///
/// Both ends are fractions, and 0 <= `low` <= `high` <= 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower end, a fraction in 0..=1.
    pub low: f64,
    /// The upper end, a fraction in 0..=1.
    pub high: f64,
}

/// The Wilson score interval for a share of `hits` among `n`, at [`LEVEL`](crate::survey::statistics::level::LEVEL),
/// without continuity correction.
///
/// Formula, with p = hits / n and z = [`Z95`]:
/// (p + z²/2n ± z·√(p(1 − p)/n + z²/4n²)) / (1 + z²/n).
/// Source: Wilson, "Probable Inference, the Law of Succession, and Statistical
/// Inference", Journal of the American Statistical Association 22, 1927.
///
/// The ends are fractions in 0..=1: `low` is exactly 0 when `hits` is 0, `high`
/// exactly 1 when `hits` is `n`, and `hits / n` is never outside.
///
/// `None` when `n` is 0. More hits than `n` is a caller's error: it panics in a
/// debug build, and counts as `n` otherwise.
pub fn wilson(hits: u64, n: u64) -> Option<Interval> {
    if n == 0 {
        return None;
    }
    let hits = at_most(hits, n);
    let size = n as f64;
    let share = hits as f64 / size;
    let rest = (n - hits) as f64 / size;
    let a = Z95 * Z95 / size;
    let upper = share + a / 2.0 + Z95 * ((share * rest + a / 4.0) / size).sqrt();
    // The ends are the roots of (1 + a)x² − (2p + a)x + p² = 0. Taking the lower
    // one from their product, p² / (1 + a), avoids subtracting near-equals.
    let low = share * share / upper;
    let high = upper / (1.0 + a);
    Some(Interval {
        low: low.min(share),
        high: high.clamp(share, 1.0), // exactly 1 when the share is
    })
}
