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

/// The largest number up to which an `f64` holds every whole number.
const MOST_EXACT: f64 = 9_007_199_254_740_992.0;
