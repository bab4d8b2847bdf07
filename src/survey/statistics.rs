//! The statistics a survey report shows: means, shares with their uncertainty,
//! comparisons between two groups, and the Net Promoter Score.
//!
//! Everything here is a pure function of counts. Answers are passed in already
//! tallied, so the cost depends on the number of distinct answers, not on the
//! number of respondents, and counts of 1e9 and more lose no accuracy.
//!
//! Every result is finite: where a formula has no value the function returns
//! `None`, never NaN. All intervals are two-sided at [`LEVEL`]. Shares are
//! fractions in 0..=1, not per cent; only the Net Promoter Score is in points.
//!
//! Deliberately not here: reading answers from storage, weighting, rounding and
//! wording for display, and any decision on which results are worth showing.
//! Only [`sample_size`] and [`margin`], which plan a sample, correct for a finite
//! population. All formulas assume a simple random sample, which a survey open to
//! anyone is not.
//!
//! Start reading at [`wilson`]: [`newcombe`] is built from it, and
//! [`two_proportions`] followed by [`holm`] is the matching test.

use std::f64::consts::FRAC_1_SQRT_2;

/// The 0.975 quantile of the standard normal distribution (no unit): the
/// half-width, in standard errors, of a two-sided interval at [`LEVEL`].
pub const Z95: f64 = 1.959963984540054;

/// The confidence level of every interval in this module, as a fraction.
pub const LEVEL: f64 = 0.95;

/// A confidence interval for a share, at [`LEVEL`].
///
/// Both ends are fractions, and 0 <= `low` <= `high` <= 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower end, a fraction in 0..=1.
    pub low: f64,
    /// The upper end, a fraction in 0..=1.
    pub high: f64,
}

/// The difference between two shares, with its interval at [`LEVEL`].
///
/// All three are fractions (0.05 is five percentage points), and
/// -1 <= `low` <= `share` <= `high` <= 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The first share minus the second, in -1..=1.
    pub share: f64,
    /// The lower end of the interval, in -1..=1.
    pub low: f64,
    /// The upper end of the interval, in -1..=1.
    pub high: f64,
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

/// The Net Promoter Score, with the three groups it comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NetPromoter {
    /// Respondents who answered 9 or 10.
    pub promoters: u64,
    /// Respondents who answered 7 or 8.
    pub passives: u64,
    /// Respondents who answered 0 to 6.
    pub detractors: u64,
    /// The share of promoters minus that of detractors, in points, -100..=100.
    pub score: f64,
    /// The half-width of the interval at [`LEVEL`], in points, from 0 to about
    /// 139 (one promoter, one detractor). The interval `score` ± `margin` may
    /// reach beyond -100 or 100.
    pub margin: f64,
}

/// The arithmetic mean of tallied values, given as (value, how many).
///
/// Formula: m = Σ cᵢ·vᵢ / n with n = Σ cᵢ, and then a second pass adds the
/// residual Σ cᵢ·(vᵢ − m) / n that rounding left, as R's `mean` does.
///
/// In the unit of the values; between the smallest and the largest that occurs,
/// but for rounding. A value that occurs 0 times is ignored, whatever it is.
///
/// `None` when the total is 0, when a value that occurs is not finite, or when
/// the values are so large (about 1e308) that their sums overflow.
pub fn mean(counts: &[(f64, u64)]) -> Option<f64> {
    let n = total(counts);
    if n == 0 {
        return None;
    }
    let rough = average(counts, n, |value| value);
    let mean = rough + average(counts, n, |value| value - rough);
    mean.is_finite().then_some(mean)
}

/// The sample standard deviation of tallied values, given as (value, how many).
///
/// Formula: √(Σ cᵢ·(vᵢ − mean)² / (n − 1)) with n = Σ cᵢ, by the corrected
/// two-pass algorithm, which keeps its digits when the values are large and
/// close together. Source: Chan, Golub and LeVeque, "Algorithms for Computing
/// the Sample Variance", The American Statistician 37, 1983.
///
/// In the unit of the values, 0 or more; exactly 0 when all values are equal.
/// A value that occurs 0 times is ignored, whatever it is.
///
/// `None` when n < 2, when [`mean`] is `None`, or when the squares overflow
/// (deviations beyond about 1e154).
pub fn standard_deviation(counts: &[(f64, u64)]) -> Option<f64> {
    let n = total(counts);
    if n < 2 {
        return None;
    }
    let mean = mean(counts)?;
    let residual = average(counts, n, |value| value - mean);
    let squares = average(counts, n, |value| (value - mean) * (value - mean));
    if !squares.is_finite() {
        return None;
    }
    let variance = (squares - residual * residual).max(0.0);
    let sample = variance * (n as f64 / (n - 1) as f64);
    sample.is_finite().then(|| sample.sqrt())
}

/// The Wilson score interval for a share of `hits` among `n`, at [`LEVEL`],
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

/// The share of the first group minus that of the second, with Newcombe's
/// hybrid score interval at [`LEVEL`], without continuity correction.
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
    Some(Difference { share, low: (share - below).max(-1.0), high: (share + above).min(1.0) })
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

/// Holm's step-down adjusted p-values, in the order of the input.
///
/// Formula, with p₍₁₎ ≤ … ≤ p₍ₘ₎ the sorted values: the j-th is adjusted to
/// max over i ≤ j of min(1, (m − i + 1)·p₍ᵢ₎). Rejecting those at or below α
/// keeps the chance of any false rejection at or below α, whatever the
/// dependence between the tests. Source: Holm, "A Simple Sequentially Rejective
/// Multiple Test Procedure", Scandinavian Journal of Statistics 6, 1979.
///
/// Probabilities in 0..=1, as many as given and none smaller than its input;
/// equal inputs have equal results. Empty for an empty input.
///
/// A value outside 0..=1 is a caller's error: it panics in a debug build, and
/// otherwise counts as the nearer end (NaN as 1).
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut sorted: Vec<(usize, f64)> = p.iter().map(|&p| probability(p)).enumerate().collect();
    sorted.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut adjusted = vec![0.0; p.len()];
    let mut largest: f64 = 0.0;
    for (rank, &(place, p)) in sorted.iter().enumerate() {
        let remaining = (sorted.len() - rank) as f64;
        largest = largest.max((remaining * p).min(1.0));
        adjusted[place] = largest;
    }
    adjusted
}

/// The Net Promoter Score of a 0 to 10 question; `counts[k]` is the number of
/// respondents who answered k.
///
/// Formula, with p and d the shares of promoters (9, 10) and detractors (0 to
/// 6): score = 100·(p − d). Source: Reichheld, "The One Number You Need to
/// Grow", Harvard Business Review, December 2003. The margin is
/// 100·[`Z95`]·√(v / n), where v = p(1 − p) + d(1 − d) + 2pd is the multinomial
/// variance of p − d for one respondent (divisor n, not n − 1).
///
/// The score is in points, -100..=100; the margin is a half-width in points, 0
/// or more. The margin is 0 when all respondents fall into one group, also for
/// a single respondent: that means "no spread seen", not "certain".
///
/// `None` when nobody answered. A group beyond `u64::MAX` counts as that many.
pub fn net_promoter(counts: &[u64; 11]) -> Option<NetPromoter> {
    let group = |part: &[u64]| part.iter().fold(0, |sum: u64, &c| sum.saturating_add(c));
    let (detractors, passives, promoters) = (group(&counts[..7]), group(&counts[7..9]), group(&counts[9..]));
    let (d, o, p) = (u128::from(detractors), u128::from(passives), u128::from(promoters));
    let total = d + o + p;
    if total == 0 {
        return None;
    }
    let n = total as f64;
    let share = |count: u128| count as f64 / n;
    // Written with the complements counted, so that nothing is subtracted.
    let variance = share(p) * share(d + o) + share(d) * share(p + o) + 2.0 * share(p) * share(d);
    let net = share(p.abs_diff(d));
    Some(NetPromoter {
        promoters,
        passives,
        detractors,
        score: if p < d { -100.0 * net } else { 100.0 * net },
        margin: 100.0 * Z95 * (variance / n).sqrt(),
    })
}

/// How many answers it takes for the interval at [`LEVEL`] of a share to reach
/// no further than `half_width` to either side, by the normal approximation;
/// with a population, of which the answers are a part, fewer.
///
/// Formula, with p = `share`, e = `half_width`, z = [`Z95`] and N = `population`:
/// n₀ = z²p(1 − p)/e², and n = n₀ or n = N/(1 + (N − 1)/n₀), rounded up. Source:
/// Cochran, "Sampling Techniques", 3rd edition, 1977, section 4.4.
///
/// A number of answers, 1 or more, and never more than the population.
///
/// `None` when `half_width` is not above 0, when `share` is outside 0..=1, when
/// the population is 0, or when the number is beyond 2⁵³.
pub fn sample_size(half_width: f64, share: f64, population: Option<u64>) -> Option<u64> {
    let precise = half_width > 0.0 && half_width.is_finite();
    if !precise || !(0.0..=1.0).contains(&share) || population == Some(0) {
        return None;
    }
    let endless = Z95 * Z95 * share * (1.0 - share) / (half_width * half_width);
    let size = match population {
        Some(people) => people as f64 / (1.0 + (people - 1) as f64 / endless),
        None => endless,
    };
    // What rounding adds to a whole number is not one more answer.
    let size = (size * (1.0 - 4.0 * f64::EPSILON)).ceil().max(1.0);
    (size <= MOST_EXACT).then(|| population.map_or(size as u64, |people| people.min(size as u64)))
}

/// The half-width of the interval at [`LEVEL`] of a share among `n`, by the
/// normal approximation; with a population, of which the `n` are a part, less.
///
/// Formula, with p = `share`, z = [`Z95`] and N = `population`:
/// z·√(p(1 − p)/n), times √((N − n)/(N − 1)). Source: Cochran, as for
/// [`sample_size`], theorem 3.2.
///
/// A fraction, 0 or more; exactly 0 when all of the population answered, or when
/// more did than it is said to have.
///
/// `None` when `n` or the population is 0, or when `share` is outside 0..=1.
pub fn margin(n: u64, share: f64, population: Option<u64>) -> Option<f64> {
    if n == 0 || population == Some(0) || !(0.0..=1.0).contains(&share) {
        return None;
    }
    let rest = match population {
        Some(people) if people <= n => 0.0,
        Some(people) => (people - n) as f64 / (people - 1) as f64,
        None => 1.0,
    };
    Some(Z95 * (share * (1.0 - share) / n as f64 * rest).sqrt())
}

/// The largest number up to which an `f64` holds every whole number.
const MOST_EXACT: f64 = 9_007_199_254_740_992.0;

/// How many values there are; wide enough never to overflow.
fn total(counts: &[(f64, u64)]) -> u128 {
    counts.iter().map(|&(_, count)| u128::from(count)).sum()
}

/// The average of `of(value)` over the `n` > 0 values that occur. The weights
/// are shares rather than counts, so that large counts do not overflow.
fn average(counts: &[(f64, u64)], n: u128, of: impl Fn(f64) -> f64) -> f64 {
    let occurring = counts.iter().filter(|&&(_, count)| count > 0);
    occurring.map(|&(value, count)| of(value) * (count as f64 / n as f64)).sum()
}

/// `hits`, or `n` if a caller mistakenly reports more hits than respondents.
fn at_most(hits: u64, n: u64) -> u64 {
    debug_assert!(hits <= n, "{hits} hits among only {n}");
    hits.min(n)
}

/// hits₁/n₁ − hits₂/n₂ for non-zero n, subtracted as integers so that two large
/// groups with nearly the same share do not cancel.
fn difference(hits1: u64, n1: u64, hits2: u64, n2: u64) -> f64 {
    let first = u128::from(hits1) * u128::from(n2);
    let second = u128::from(hits2) * u128::from(n1);
    let size = (first.abs_diff(second) as f64 / (n1 as f64 * n2 as f64)).min(1.0);
    if first < second { -size } else { size }
}

/// √(a² + b²), for a and b no larger than 1.
fn root_of_squares(a: f64, b: f64) -> f64 {
    (a * a + b * b).sqrt()
}

/// `p`, brought into 0..=1 if a caller mistakenly passes something else.
fn probability(p: f64) -> f64 {
    debug_assert!((0.0..=1.0).contains(&p), "{p} is not a probability");
    if p.is_nan() { 1.0 } else { p.clamp(0.0, 1.0) }
}
