//! p-values of several tests at once.

use crate::survey::statistics::bounds::probability;

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

/// Benjamini and Hochberg's step-up adjusted p-values, in the order of the input.
///
/// Formula, with p₍₁₎ ≤ … ≤ p₍ₘ₎ the sorted values: the j-th is adjusted to
/// min over i ≥ j of min(1, m·p₍ᵢ₎ / i). Rejecting those at or below α keeps the
/// expected share of false rejections among all rejections at or below α when
/// the tests are independent or positively dependent; it says nothing about
/// each single one, which [`holm`] does. Source: Benjamini and Hochberg,
/// "Controlling the False Discovery Rate", Journal of the Royal Statistical
/// Society B 57, 1995.
///
/// Probabilities in 0..=1, as many as given, none smaller than its input and
/// none larger than Holm's; equal inputs have equal results. Empty for an empty
/// input.
///
/// A value outside 0..=1 is a caller's error: it panics in a debug build, and
/// otherwise counts as the nearer end (NaN as 1).
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let mut sorted: Vec<(usize, f64)> = p.iter().map(|&p| probability(p)).enumerate().collect();
    sorted.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut adjusted = vec![0.0; p.len()];
    let mut smallest: f64 = 1.0;
    for (rank, &(place, p)) in sorted.iter().enumerate().rev() {
        let factor = sorted.len() as f64 / (rank + 1) as f64;
        smallest = smallest.min(factor * p);
        adjusted[place] = smallest;
    }
    adjusted
}
