//! Two shares held against each other within strata, so that a change of the mix is not taken for a change.

use crate::survey::statistics::bounds::at_most;
use crate::survey::statistics::differences::{Difference, difference};
use crate::survey::statistics::level::{LEVEL, Z95};

/// One stratum, such as a department: its two groups, such as two periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stratum {
    /// The hits in the first group.
    pub hits1: u64,
    /// The respondents in the first group.
    pub n1: u64,
    /// The hits in the second group.
    pub hits2: u64,
    /// The respondents in the second group.
    pub n2: u64,
}

/// The difference of two shares that strata have in common, by Mantel and
/// Haenszel, with Sato's interval at [`LEVEL`](crate::survey::statistics::level::LEVEL).
///
/// Formula, over strata with N = n₁ + n₂ and w = n₁n₂ / N:
/// d = Σ w(p₁ − p₂) / Σ w, and its variance is (d·P + Q) / (Σ w)² with
/// P = Σ (n₁²·hits₂ − n₂²·hits₁ + n₁n₂(n₂ − n₁)/2) / N² and
/// Q = Σ (hits₁(n₂ − hits₂) + hits₂(n₁ − hits₁)) / 2N.
/// It holds for few large strata and for many small ones alike. Source: Sato,
/// "On the Variance Estimator for the Mantel-Haenszel Risk Difference",
/// Biometrics 45, 1989, with Greenland and Robins, Biometrics 41, 1985.
///
/// Fractions in -1..=1; the interval is cut off there. A stratum that lacks one
/// of its groups says nothing about a difference, and is left out.
///
/// `None` when no stratum has both groups, or when the variance is 0 (nobody
/// hit, everybody did, or all of one group and none of the other). More hits
/// than respondents is a caller's error: it panics in a debug build, and counts
/// as all of them otherwise.
pub fn mantel_haenszel(strata: &[Stratum]) -> Option<Difference> {
    let (mut weight, mut weighted, mut first, mut second) = (0.0, 0.0, 0.0, 0.0);
    for stratum in strata.iter().filter(|stratum| stratum.n1 > 0 && stratum.n2 > 0) {
        let (n1, n2) = (stratum.n1 as f64, stratum.n2 as f64);
        let hits1 = at_most(stratum.hits1, stratum.n1);
        let hits2 = at_most(stratum.hits2, stratum.n2);
        let (misses1, misses2) = ((stratum.n1 - hits1) as f64, (stratum.n2 - hits2) as f64);
        let difference = difference(hits1, stratum.n1, hits2, stratum.n2);
        let (hits1, hits2) = (hits1 as f64, hits2 as f64);
        let n = n1 + n2;
        weight += n1 / n * n2;
        weighted += n1 / n * n2 * difference;
        first += (n1 / n) * (n1 / n) * hits2 - (n2 / n) * (n2 / n) * hits1 + (n1 / n) * (n2 / n) * (n2 - n1) / 2.0;
        second += (hits1 * misses2 + hits2 * misses1) / (2.0 * n);
    }
    if weight == 0.0 {
        return None;
    }
    let share = (weighted / weight).clamp(-1.0, 1.0);
    let variance = (share * first + second) / weight / weight;
    // What is left of a variance of 0 after rounding is some 1e-16 of its terms.
    let rounding = (share * first).abs().max(second) / weight / weight * 1e-12;
    if variance <= rounding {
        return None;
    }
    let half = Z95 * variance.sqrt();
    Some(Difference { share, low: (share - half).max(-1.0), high: (share + half).min(1.0), level: LEVEL })
}
