//! Means and their spread.

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
