//! What a choice of periods would tell at a given pace.

use crate::survey::disclosure::published::Threshold;

/// The share of a department's responses that are told under its name, when `expected` come in a period, one by one.
///
/// Formula: E(k·⌊N/k⌋) / E(N) for a Poisson variable N; of many, all but the (k − 1)/2 that are left on average. What is
/// left when the period closes is told for the whole office.
pub fn told_share(expected: f64, k: Threshold) -> f64 {
    let k = k.get();
    if expected <= 0.0 {
        return 0.0;
    }
    if expected > 40.0 * k as f64 {
        return 1.0 - (k - 1) as f64 / 2.0 / expected;
    }
    let (mut chance, mut told) = ((-expected).exp(), 0.0);
    for n in 1..100 * k {
        chance *= expected / n as f64;
        told += chance * (n / k * k) as f64;
    }
    told / expected
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_department_is_told_by_years_and_not_by_quarters() {
        let k = Threshold::try_from(10).unwrap();
        assert!(told_share(7.0, k) < 0.3 && told_share(28.0, k) > 0.75);
        assert!((told_share(399.0, k) - told_share(401.0, k)).abs() < 1e-3);
        assert_eq!(told_share(0.0, k), 0.0);
    }
}
