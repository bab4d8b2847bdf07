//! The upper tail of the chi-squared distribution.

use std::f64::consts::FRAC_1_SQRT_2;

/// The probability that a chi-squared variable with `degrees` degrees of
/// freedom is at least `x`: the regularised incomplete gamma function
/// Q(degrees / 2, x / 2).
///
/// Formula, exact for whole degrees, with y = x / 2 and only positive terms:
/// Σ yʲe⁻ʸ / Γ(j + 1) over j = 0, 1, …, degrees/2 − 1 when even, and
/// erfc(√y) plus the same sum over j = ½, 1½, …, degrees/2 − 1 when odd.
/// Source: Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964,
/// 26.4.4 and 26.4.5. Each term is taken from its logarithm, so that neither
/// factor overflows.
///
/// A probability in 0..=1; 1 for `x` = 0. `x` must be finite and not negative,
/// `degrees` at least 1.
pub(super) fn chi_squared_tail(x: f64, degrees: usize) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    let y = x / 2.0;
    let odd = degrees % 2 == 1;
    let (first, start) = if odd { (libm::erfc(x.sqrt() * FRAC_1_SQRT_2), 0.5) } else { (0.0, 0.0) };
    let terms = (0..degrees / 2).map(|index| {
        let j = start + index as f64;
        (j * y.ln() - y - libm::lgamma(j + 1.0)).exp()
    });
    (first + terms.sum::<f64>()).min(1.0)
}
