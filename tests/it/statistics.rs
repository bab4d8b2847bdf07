//! `survey::statistics` against scipy and statsmodels, and its promises at the
//! edges. The worked cases come from `vectors/statistics.py`.

use ankieta::survey::statistics::*;
use serde_json::Value;

const VECTORS: &str = include_str!("vectors/statistics.json");

/// The cases of one section; a missing or empty section is a failure.
fn section(name: &str) -> Vec<Value> {
    let vectors: Value = serde_json::from_str(VECTORS).expect("vectors/statistics.json is JSON");
    let cases = vectors[name].as_array().cloned().unwrap_or_default();
    assert!(!cases.is_empty(), "no cases for {name}");
    cases
}

fn float(case: &Value, key: &str) -> f64 {
    let number = case[key].as_f64();
    number.unwrap_or_else(|| panic!("no number {key:?} in {case}"))
}

fn count(case: &Value, key: &str) -> u64 {
    let number = case[key].as_u64();
    number.unwrap_or_else(|| panic!("no count {key:?} in {case}"))
}

fn list<'a>(case: &'a Value, key: &str) -> &'a [Value] {
    let items = case[key].as_array();
    items.unwrap_or_else(|| panic!("no list {key:?} in {case}"))
}

/// `"expected": null` is written out, so a forgotten value cannot pass for it.
fn expects_none(case: &Value) -> bool {
    case.get("expected").is_some_and(Value::is_null)
}

fn tally(case: &Value) -> Vec<(f64, u64)> {
    let pair = |pair: &Value| Some((pair[0].as_f64()?, pair[1].as_u64()?));
    let counts: Option<_> = list(case, "counts").iter().map(pair).collect();
    counts.unwrap_or_else(|| panic!("not (value, how many) in {case}"))
}

fn pair_of_groups(case: &Value) -> (u64, u64, u64, u64) {
    let group = |key| count(case, key);
    (group("hits1"), group("n1"), group("hits2"), group("n2"))
}

/// Within 1e-9, relative to `want` where that is larger than 1.
#[track_caller]
fn close(got: f64, want: f64, case: &Value) {
    let error = (got - want).abs();
    assert!(error <= 1e-9 * want.abs().max(1.0), "got {got:e}, want {want:e} in {case}");
}

/// Within 1e-9 of `want`, however small that is; exactly 0 for 0.
#[track_caller]
fn close_in_digits(got: f64, want: f64, case: &Value) {
    let error = (got - want).abs();
    assert!(error <= 1e-9 * want.abs(), "got {got:e}, want {want:e} in {case}");
}

#[test]
fn there_are_enough_vectors() {
    let vectors: Value = serde_json::from_str(VECTORS).expect("vectors/statistics.json is JSON");
    let sections = vectors.as_object().expect("sections by name");
    let cases: usize = sections.keys().map(|name| section(name).len()).sum();
    assert_eq!(sections.len(), 7);
    assert!(cases >= 60, "only {cases} cases");
}

#[test]
fn mean_agrees_with_statsmodels() {
    for case in section("mean") {
        match mean(&tally(&case)) {
            Some(got) => close_in_digits(got, float(&case, "expected"), &case),
            None => assert!(expects_none(&case), "got None in {case}"),
        }
    }
}

#[test]
fn standard_deviation_agrees_with_statsmodels() {
    for case in section("standard_deviation") {
        match standard_deviation(&tally(&case)) {
            Some(got) => close_in_digits(got, float(&case, "expected"), &case),
            None => assert!(expects_none(&case), "got None in {case}"),
        }
    }
}

#[test]
fn wilson_agrees_with_scipy() {
    for case in section("wilson") {
        match wilson(count(&case, "hits"), count(&case, "n")) {
            Some(got) => {
                close_in_digits(got.low, float(&case, "low"), &case);
                close_in_digits(got.high, float(&case, "high"), &case);
            }
            None => assert!(expects_none(&case), "got None in {case}"),
        }
    }
}

#[test]
fn newcombe_agrees_with_statsmodels() {
    for case in section("newcombe") {
        let (hits1, n1, hits2, n2) = pair_of_groups(&case);
        match newcombe(hits1, n1, hits2, n2) {
            Some(got) => {
                close(got.share, float(&case, "share"), &case);
                close(got.low, float(&case, "low"), &case);
                close(got.high, float(&case, "high"), &case);
            }
            None => assert!(expects_none(&case), "got None in {case}"),
        }
    }
}

#[test]
fn two_proportions_agrees_with_statsmodels() {
    for case in section("two_proportions") {
        let (hits1, n1, hits2, n2) = pair_of_groups(&case);
        match two_proportions(hits1, n1, hits2, n2) {
            Some(got) => {
                close(got.z, float(&case, "z"), &case);
                close_in_digits(got.p, float(&case, "p"), &case);
            }
            None => assert!(expects_none(&case), "got None in {case}"),
        }
    }
}

#[test]
fn holm_agrees_with_statsmodels() {
    for case in section("holm") {
        let p: Option<Vec<f64>> = list(&case, "p").iter().map(Value::as_f64).collect();
        let got = holm(&p.expect("p-values are numbers"));
        let want = list(&case, "expected");
        assert_eq!(got.len(), want.len(), "{case}");
        for (got, want) in got.iter().zip(want) {
            close_in_digits(*got, want.as_f64().expect("a number"), &case);
        }
    }
}

#[test]
fn net_promoter_agrees_with_statsmodels() {
    for case in section("net_promoter") {
        let counts: Option<Vec<u64>> = list(&case, "counts").iter().map(Value::as_u64).collect();
        let counts: [u64; 11] = counts.and_then(|c| c.try_into().ok()).expect("11 counts");
        match net_promoter(&counts) {
            Some(got) => {
                assert_eq!(got.promoters, count(&case, "promoters"), "{case}");
                assert_eq!(got.passives, count(&case, "passives"), "{case}");
                assert_eq!(got.detractors, count(&case, "detractors"), "{case}");
                close(got.score, float(&case, "score"), &case);
                close_in_digits(got.margin, float(&case, "margin"), &case);
            }
            None => assert!(expects_none(&case), "got None in {case}"),
        }
    }
}

/// Counts at which something could overflow, cancel or divide by 0.
const SIZES: [u64; 9] = [0, 1, 2, 7, 1_000_000_000, 1_000_000_001, (1 << 53) + 1, u64::MAX - 1, u64::MAX];

fn groups() -> impl Iterator<Item = (u64, u64)> {
    let hits = |n| SIZES.into_iter().filter(move |&hits| hits <= n);
    SIZES.into_iter().flat_map(move |n| hits(n).map(move |hits| (hits, n)))
}

#[test]
fn wilson_stays_in_order_and_is_exact_at_the_ends() {
    for (hits, n) in groups().filter(|&(_, n)| n > 0) {
        let Interval { low, high } = wilson(hits, n).expect("n > 0");
        let share = hits as f64 / n as f64;
        assert!(0.0 <= low && low <= share && share <= high && high <= 1.0, "{hits} of {n}");
        assert_eq!(low == 0.0, hits == 0, "{hits} of {n}: low {low}");
        assert!(hits < n || high == 1.0, "{hits} of {n}: high {high}");
    }
}

#[test]
fn comparisons_stay_in_range_and_change_sign_with_the_order() {
    for ((hits1, n1), (hits2, n2)) in groups().flat_map(|a| groups().map(move |b| (a, b))) {
        let label = format!("{hits1} of {n1} against {hits2} of {n2}");
        if let Some(got) = newcombe(hits1, n1, hits2, n2) {
            assert!(-1.0 <= got.low && got.low <= got.share, "{label}: {got:?}");
            assert!(got.share <= got.high && got.high <= 1.0, "{label}: {got:?}");
            let swapped = newcombe(hits2, n2, hits1, n1).expect("some, as before");
            assert_eq!((swapped.share, swapped.low), (-got.share, -got.high), "{label}");
        }
        if let Some(got) = two_proportions(hits1, n1, hits2, n2) {
            assert!(got.z.is_finite() && (0.0..=1.0).contains(&got.p), "{label}: {got:?}");
            let swapped = two_proportions(hits2, n2, hits1, n1).expect("some, as before");
            assert_eq!((swapped.z, swapped.p), (-got.z, got.p), "{label}");
        }
    }
}

#[test]
fn equal_shares_do_not_differ() {
    assert_eq!(newcombe(1, 3, 300_000_000, 900_000_000).map(|d| d.share), Some(0.0));
    let test = two_proportions(1, 3, 300_000_000, 900_000_000);
    assert_eq!(test, Some(Test { z: 0.0, p: 1.0 }));
}

#[test]
fn one_answer_among_a_thousand_million_is_not_lost() {
    // z = 1e-9 / sqrt(0.25 * 2e-9): statsmodels has only 7 digits right here.
    let test = two_proportions(500_000_001, 1_000_000_000, 500_000_000, 1_000_000_000);
    let z = test.expect("a test").z;
    assert!((z / 4.472_135_954_999_579e-5 - 1.0).abs() < 1e-9, "{z:e}");
}

#[test]
fn equal_values_have_no_spread() {
    let counts = [(0.1, 3), (0.1, 1_000_000_000), (0.1, 7)];
    assert_eq!(mean(&counts), Some(0.1));
    assert_eq!(standard_deviation(&counts), Some(0.0));
}

#[test]
fn large_values_close_together_keep_their_spread() {
    // As for 0, 1, 1: the mean itself has no exact f64 here.
    let spread = standard_deviation(&[(1e15, 1), (1e15 + 1.0, 2)]);
    let error = spread.expect("n > 1") - (1.0_f64 / 3.0).sqrt();
    assert!(error.abs() < 1e-9, "off by {error:e}");
}

#[test]
fn tallies_without_a_finite_result_have_none() {
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(mean(&[(value, 1), (2.0, 1)]), None);
        assert_eq!(standard_deviation(&[(value, 1), (2.0, 1)]), None);
        assert_eq!(mean(&[(value, 0), (2.0, 1)]), Some(2.0), "a value that never occurs");
    }
    assert_eq!(mean(&[(f64::MAX, 1), (-f64::MAX, 1)]), Some(0.0));
    assert_eq!(standard_deviation(&[(1e200, 1), (-1e200, 1)]), None);
}

#[test]
fn the_largest_counts_do_not_overflow() {
    assert_eq!(mean(&[(1.0, u64::MAX), (3.0, u64::MAX)]), Some(2.0));
    assert_eq!(standard_deviation(&[(1.0, u64::MAX), (3.0, u64::MAX)]), Some(1.0));
    let all = net_promoter(&[u64::MAX; 11]).expect("a score");
    assert_eq!((all.score, all.passives), (0.0, u64::MAX));
    assert!(all.margin.is_finite());
}

#[test]
fn holm_keeps_the_order_of_its_input() {
    let p = [0.9, 0.001, 0.5, 0.001, 0.03, 0.0, 1.0];
    let adjusted = holm(&p);
    for (i, j) in (0..p.len()).flat_map(|i| (0..p.len()).map(move |j| (i, j))) {
        assert!(p[i] > p[j] || adjusted[i] <= adjusted[j], "{p:?} became {adjusted:?}");
        assert!(p[i] <= adjusted[i] && adjusted[i] <= 1.0, "{p:?} became {adjusted:?}");
    }
}

/// Krejcie and Morgan's table (1970) is the same formula, for ±5 points at a share of one half; it rounds to the nearest.
#[test]
fn sample_sizes_are_those_of_the_table() {
    for (people, size) in [(10, 10), (100, 80), (200, 132), (500, 218), (1_000, 278), (10_000, 370), (75_000, 382)] {
        let ours = sample_size(0.05, 0.5, Some(people)).expect("a size");
        assert!(ours == size || ours == size + 1, "{people}: {ours}, in the table {size}");
    }
    assert_eq!((sample_size(0.05, 0.5, None), sample_size(0.1, 0.5, None)), (Some(385), Some(97)));
}

#[test]
fn a_sample_is_as_large_as_it_must_be_and_no_larger() {
    for (half_width, share) in [(0.05, 0.5), (0.1, 0.5), (0.03, 0.9), (0.5, 0.5), (0.001, 0.01)] {
        for population in [Some(2), Some(7), Some(385), Some(2_026), Some(1_000_000_000), None] {
            let case = serde_json::json!([half_width, share, population]);
            let size = sample_size(half_width, share, population).expect("a size");
            let reached = margin(size, share, population).expect("a margin");
            assert!(reached <= half_width * (1.0 + 1e-12), "{case}: {reached}");
            let smaller = margin(size - 1, share, population);
            assert!(size == 1 || smaller.expect("a margin") > half_width, "{case}: {smaller:?}");
        }
    }
}

#[test]
fn margins_and_samples_of_nobody_have_no_value() {
    // z·√(0.25/100) is half of z by ten; among 1,000 people it is less by √(900/999).
    close(margin(100, 0.5, None).expect("a margin"), Z95 / 20.0, &Value::Null);
    close(margin(100, 0.5, Some(1_000)).expect("a margin"), Z95 / 20.0 * (900.0_f64 / 999.0).sqrt(), &Value::Null);
    assert_eq!(
        (margin(5, 0.5, Some(5)), margin(6, 0.5, Some(5)), margin(1, 0.5, Some(1))),
        (Some(0.0), Some(0.0), Some(0.0))
    );
    assert_eq!((margin(0, 0.5, None), margin(1, 0.5, Some(0)), margin(1, f64::NAN, None)), (None, None, None));
    for half_width in [0.0, -0.1, f64::NAN, f64::INFINITY, 1e-200] {
        assert_eq!(sample_size(half_width, 0.5, None), None, "{half_width}");
    }
    assert_eq!((sample_size(0.05, 1.5, None), sample_size(0.05, 0.5, Some(0))), (None, None));
    assert_eq!((sample_size(0.05, 0.0, None), sample_size(0.05, 0.5, Some(1))), (Some(1), Some(1)));
    assert_eq!(sample_size(1e-200, 0.5, Some(9)), Some(9), "a whole population is precise");
}

#[cfg(debug_assertions)]
#[test]
#[should_panic(expected = "3 hits among only 2")]
fn more_hits_than_respondents_is_an_error() {
    wilson(3, 2);
}

#[cfg(debug_assertions)]
#[test]
#[should_panic(expected = "is not a probability")]
fn nan_is_not_a_p_value() {
    holm(&[f64::NAN]);
}

#[cfg(not(debug_assertions))]
#[test]
fn errors_of_the_caller_are_clamped_in_a_release() {
    assert_eq!(wilson(3, 2), wilson(2, 2));
    assert_eq!(newcombe(3, 2, 1, 2), newcombe(2, 2, 1, 2));
    assert_eq!(two_proportions(3, 2, 1, 2), two_proportions(2, 2, 1, 2));
    assert_eq!(holm(&[f64::NAN, -1.0, 2.0]), [1.0, 0.0, 1.0]);
}
