//! Two shares held against each other.

use std::f64::consts::FRAC_1_SQRT_2;

use serde::Serialize;
use utoipa::ToSchema;

use crate::survey::statistics::bounds::at_most;
use crate::survey::statistics::level::LEVEL;
use crate::survey::statistics::shares::wilson;

/// The difference between two shares, with its interval.
///
/// Its parts are fractions (0.05 is five percentage points), and
/// -1 <= `low` <= `share` <= `high` <= 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct Difference {
    /// The first share minus the second, in -1..=1.
    pub share: f64,
    /// The lower end of the interval, in -1..=1.
    pub low: f64,
    /// The upper end of the interval, in -1..=1.
    pub high: f64,
    /// The level of the interval.
    pub level: f64,
}

/// The outcome of a two-sided z test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Test {
    /// The statistic, in standard errors: positive when the first share is the
    /// larger. Any finite number.
    pub z: f64,
    /// The two-sided p-value, a probability in 0..=1. It becomes exactly 0
    /// where it is too small for an `f64`, from about |z| = 38.
    pub p: f64,
}

/// The share of the first group minus that of the second, with Newcombe's
/// hybrid score interval at [`LEVEL`](crate::survey::statistics::level::LEVEL), without continuity correction.
///
/// Formula, with (l, u) the [`wilson`] interval of each group and d = p₁ − p₂:
/// from d − √((p₁ − l₁)² + (u₂ − p₂)²) to d + √((u₁ − p₁)² + (p₂ − l₂)²).
/// Source: Newcombe, "Interval Estimation for the Difference between
/// Independent Proportions", Statistics in Medicine 17, 1998, method 10.
///
/// Fractions in -1..=1.
///
/// `None` when `n1` or `n2` is 0. More hits than respondents is a caller's
/// error: it panics in a debug build, and counts as all of them otherwise.
pub fn newcombe(hits1: u64, n1: u64, hits2: u64, n2: u64) -> Option<Difference> {
    let first = wilson(hits1, n1)?;
    let second = wilson(hits2, n2)?;
    let (hits1, hits2) = (at_most(hits1, n1), at_most(hits2, n2));
    let p1 = hits1 as f64 / n1 as f64;
    let p2 = hits2 as f64 / n2 as f64;
    let share = difference(hits1, n1, hits2, n2);
    let below = root_of_squares(p1 - first.low, second.high - p2);
    let above = root_of_squares(first.high - p1, p2 - second.low);
    Some(Difference { share, low: (share - below).max(-1.0), high: (share + above).min(1.0), level: LEVEL })
}

/// The pooled two-sided z test that two groups have the same share, without
/// continuity correction.
///
/// Formula, with p = (hits₁ + hits₂) / (n₁ + n₂) the pooled share:
/// z = (p₁ − p₂) / √(p(1 − p)(1/n₁ + 1/n₂)), and the p-value is
/// erfc(|z| / √2). z² is Pearson's chi-squared of the 2×2 table. Source:
/// Fleiss, Levin and Paik, "Statistical Methods for Rates and Proportions",
/// 3rd edition, 2003, chapter 3, there with a continuity correction as well.
///
/// z is in standard errors, positive when the first share is the larger; p is
/// a probability in 0..=1. The normal approximation is poor when a group has
/// fewer than about five hits or five misses; the caller decides what to show.
///
/// `None` when `n1` or `n2` is 0, or when the pooled variance is 0 (nobody hit,
/// or everybody did). More hits than respondents is a caller's error: it panics
/// in a debug build, and counts as all of them otherwise.
pub fn two_proportions(hits1: u64, n1: u64, hits2: u64, n2: u64) -> Option<Test> {
    if n1 == 0 || n2 == 0 {
        return None;
    }
    let (hits1, hits2) = (at_most(hits1, n1), at_most(hits2, n2));
    let hits = u128::from(hits1) + u128::from(hits2);
    let n = u128::from(n1) + u128::from(n2);
    if hits == 0 || hits == n {
        return None;
    }
    let pooled = hits as f64 / n as f64;
    let rest = (n - hits) as f64 / n as f64;
    let variance = pooled * rest * (1.0 / n1 as f64 + 1.0 / n2 as f64);
    let z = difference(hits1, n1, hits2, n2) / variance.sqrt();
    let p = libm::erfc(z.abs() * FRAC_1_SQRT_2).min(1.0);
    Some(Test { z, p })
}

/// hits₁/n₁ − hits₂/n₂ for non-zero n, subtracted as integers so that two large
/// groups with nearly the same share do not cancel.
pub(super) fn difference(hits1: u64, n1: u64, hits2: u64, n2: u64) -> f64 {
    let first = u128::from(hits1) * u128::from(n2);
    let second = u128::from(hits2) * u128::from(n1);
    let size = (first.abs_diff(second) as f64 / (n1 as f64 * n2 as f64)).min(1.0);
    if first < second { -size } else { size }
}

/// √(a² + b²), for a and b no larger than 1.
fn root_of_squares(a: f64, b: f64) -> f64 {
    (a * a + b * b).sqrt()
}
/// The two-sided test that of `n` people as many chose one answer as another, where the first was chosen most often, the
/// second next, and one person may have chosen both.
///
/// Formula: z = (x₁ − x₂) / √(x₁ + x₂ − 2b), with b the fewest people who must have chosen both, max(0, x₁ + x₂ − n): how
/// many did is not known, and the more, the smaller the p-value, so that it is never too small. Sources: McNemar, "Note
/// on the Sampling Error of the Difference between Correlated Proportions or Percentages", Psychometrika 12, 1947; that
/// the largest may be held against the second by the same two-sided test: Hung and Fithian, "Rank Verification for
/// Exponential Families", Annals of Statistics 47, 2019.
///
/// `None` when nobody chose either. More than `n` is a caller's error: it panics in a debug build, and counts as all of
/// them otherwise.
pub fn leads(first: u64, second: u64, n: u64) -> Option<Test> {
    let (first, second) = (at_most(first, n), at_most(second, n));
    let both = (first + second).saturating_sub(n);
    let apart = first + second - 2 * both;
    if first + second == 0 {
        return None;
    }
    let z = if apart == 0 { 0.0 } else { (first as f64 - second as f64) / (apart as f64).sqrt() };
    Some(Test { z, p: libm::erfc(z.abs() * FRAC_1_SQRT_2) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_answer_leads_by_what_the_least_overlap_leaves() {
        // 2 * scipy.stats.norm.sf(z), with z by hand; statsmodels' mcnemar on the table of the least overlap agrees.
        for ((first, second), z, p) in [
            ((30, 15), 2.23606797749979, 0.0253473186774683),
            ((60, 40), 2.0, 0.0455002638963584),
            ((90, 80), 1.82574185835055, 0.0678891548618295),
        ] {
            let test = leads(first, second, 100).unwrap();
            assert!((test.z - z).abs() < 1e-9 && (test.p - p).abs() < 1e-6, "{test:?}");
        }
        assert_eq!(leads(7, 7, 7).unwrap().p, 1.0);
        assert_eq!(leads(0, 0, 9), None);
    }
}
