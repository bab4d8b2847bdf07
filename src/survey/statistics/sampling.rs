//! How many answers are needed, and how far those that there are reach.

use crate::survey::statistics::level::Z95;

/// How many answers it takes for the interval at [`LEVEL`](crate::survey::statistics::level::LEVEL) of a share to reach
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

/// The half-width of the interval at [`LEVEL`](crate::survey::statistics::level::LEVEL) of a share among `n`, by the
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

/// How many answers it takes to see that a share of `n` earlier answers has moved by `change`: so many that a two-sided
/// test at 1 - [`LEVEL`](crate::survey::statistics::level::LEVEL) finds it in four cases of five.
///
/// Formula, with p₁ = `share`, p₂ = p₁ + `change`, m the wanted number and
/// p̄ = (n·p₁ + m·p₂)/(n + m): the smallest m for which
/// |p₂ − p₁| ≥ z₀.₉₇₅·√(p̄(1 − p̄)(1/n + 1/m)) + z₀.₈·√(p₁(1 − p₁)/n + p₂(1 − p₂)/m).
/// Source: Fleiss, Levin and Paik, "Statistical Methods for Rates and
/// Proportions", 3rd edition, 2003, section 4.3 with unequal sizes, without
/// continuity correction.
///
/// A number of answers, 1 or more.
///
/// `None` when p₁ or p₂ is outside 0..=1, when there is no change, when `n` is 0 or so small that no number
/// of further answers shows it, or when the number is beyond 2³².
pub fn answers_to_see(change: f64, share: f64, n: u64) -> Option<u64> {
    let moved = share + change;
    if change == 0.0 || n == 0 || !(0.0..=1.0).contains(&share) || !(0.0..=1.0).contains(&moved) {
        return None;
    }
    let shows = |m: u64| {
        let (n, m) = (n as f64, m as f64);
        let pooled = (n * share + m * moved) / (n + m);
        let by_chance = (pooled * (1.0 - pooled) * (1.0 / n + 1.0 / m)).sqrt();
        let as_it_moved = (share * (1.0 - share) / n + moved * (1.0 - moved) / m).sqrt();
        change.abs() >= Z95 * by_chance + Z80 * as_it_moved
    };
    // On no grid that was tried do more answers show less, so the smallest number is found by halving.
    let (mut too_few, mut enough) = (0, MOST_TO_SEE);
    if !shows(enough) {
        return None;
    }
    while enough - too_few > 1 {
        let middle = too_few + (enough - too_few) / 2;
        if shows(middle) { enough = middle } else { too_few = middle }
    }
    Some(enough)
}

/// The 0.8 quantile of the standard normal distribution (no unit).
const Z80: f64 = 0.841_621_233_572_914_2;
/// The most answers that are looked for.
const MOST_TO_SEE: u64 = 1 << 32;

/// The largest number up to which an `f64` holds every whole number.
const MOST_EXACT: f64 = 9_007_199_254_740_992.0;
