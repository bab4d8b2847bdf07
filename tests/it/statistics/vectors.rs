//! Worked cases from scipy, statsmodels, pingouin and networkx, made by `vectors/statistics.py`.

use ankieta::survey::contrast::{Contrast, adjust_families};
use ankieta::survey::figures::Proportion;
use ankieta::survey::statistics::*;
use serde_json::{Value, json};

const VECTORS: &str = include_str!("../vectors/statistics.json");

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

fn floats(numbers: &Value) -> Vec<f64> {
    let numbers: Option<Vec<f64>> = numbers.as_array().and_then(|items| items.iter().map(Value::as_f64).collect());
    numbers.expect("a list of numbers")
}

fn table(case: &Value) -> Vec<Vec<u64>> {
    let row = |row: &Value| row.as_array()?.iter().map(Value::as_u64).collect();
    let rows: Option<_> = list(case, "table").iter().map(row).collect();
    rows.unwrap_or_else(|| panic!("no table of counts in {case}"))
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
    assert_eq!(sections.len(), 18);
    assert!(cases >= 200, "only {cases} cases");
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
        let got = holm(&floats(&case["p"]));
        let want = list(&case, "expected");
        assert_eq!(got.len(), want.len(), "{case}");
        for (got, want) in got.iter().zip(want) {
            close_in_digits(*got, want.as_f64().expect("a number"), &case);
        }
    }
}

#[test]
fn families_agree_with_statsmodels() {
    for case in section("families") {
        let pair = |pair: &Value| {
            let count = |place: usize| pair[place].as_u64().expect("a count");
            let share = |hits, n| Proportion::of(count(hits), count(n));
            (pair[0] == true, Contrast::between(share(1, 2), share(3, 4)).expect("somebody answered"))
        };
        let mut pairs: Vec<(bool, Contrast)> = list(&case, "pairs").iter().map(pair).collect();
        adjust_families(pairs.iter_mut().map(|(headline, contrast)| (*headline, contrast)));
        let want = list(&case, "expected");
        assert_eq!(pairs.len(), want.len(), "{case}");
        for ((_, got), want) in pairs.iter().zip(want) {
            match want.as_f64() {
                Some(want) => close_in_digits(got.p_adjusted.expect("it is adjusted"), want, &case),
                None => assert_eq!(got.p_adjusted, None, "{case}"),
            }
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

#[test]
fn benjamini_hochberg_agrees_with_statsmodels() {
    for case in section("benjamini_hochberg") {
        let p = floats(&case["p"]);
        let (got, want) = (benjamini_hochberg(&p), floats(&case["expected"]));
        assert_eq!(got.len(), want.len(), "{case}");
        got.iter().zip(&want).for_each(|(got, want)| close_in_digits(*got, *want, &case));
        got.iter().zip(holm(&p)).for_each(|(got, holm)| assert!(*got <= holm, "{case}"));
    }
}

#[test]
fn chi_squared_agrees_with_scipy() {
    for case in section("chi_squared") {
        match chi_squared(&table(&case)) {
            Some(got) => {
                close_in_digits(got.statistic, float(&case, "statistic"), &case);
                assert_eq!(got.degrees as u64, count(&case, "degrees"), "{case}");
                close_in_digits(got.p, float(&case, "p"), &case);
                close_in_digits(got.cramers_v, float(&case, "cramers_v"), &case);
            }
            None => assert!(expects_none(&case), "got None in {case}"),
        }
    }
}

#[test]
fn spearman_agrees_with_scipy() {
    for case in section("spearman") {
        match spearman(&table(&case)) {
            Some(got) => close(got, float(&case, "expected"), &case),
            None => assert!(expects_none(&case), "got None in {case}"),
        }
    }
}

#[test]
fn alpha_agrees_with_pingouin() {
    for case in section("alpha") {
        let matrix = |key: &str| case[key].as_array().map(|rows| rows.iter().map(floats).collect::<Vec<_>>());
        match alpha(&matrix("covariances").expect("a matrix")) {
            Some(got) => close(got, float(&case, "raw"), &case),
            None => assert!(expects_none(&case), "got None in {case}"),
        }
    }
}

#[test]
fn p_chart_agrees_with_statsmodels() {
    for case in section("p_chart") {
        let point = |point: &Value| Some(Observed::certain(point[0].as_u64()?, point[1].as_u64()?));
        let series: Vec<_> = list(&case, "series").iter().map(point).collect();
        let anew: Vec<usize> = list(&case, "anew").iter().map(|place| place.as_u64().unwrap() as usize).collect();
        let judged = p_chart(&series, &anew);
        let (limits, signals) = (list(&case, "limits"), list(&case, "signals"));
        assert_eq!((judged.len(), judged.len()), (limits.len(), signals.len()), "{case}");
        for (judged, (limits, signals)) in judged.iter().zip(limits.iter().zip(signals)) {
            match judged.limits {
                Some(found) => {
                    let wanted = floats(limits);
                    close_in_digits(found.center, wanted[0], &case);
                    close(found.low, wanted[1], &case);
                    close(found.high, wanted[2], &case);
                }
                None => assert!(limits.is_null(), "{case}"),
            }
            let found: Vec<&str> = judged.signals.iter().map(|signal| signal.as_str()).collect();
            assert_eq!(json!(found), *signals, "{case}");
            assert!(judged.unconfirmed.is_empty(), "nothing is open to doubt in {case}");
        }
    }
}

#[test]
fn sample_size_is_the_smallest_that_reaches() {
    for case in section("sample_size") {
        let got = sample_size(float(&case, "half_width"), float(&case, "share"), case["population"].as_u64());
        assert_eq!(got, case["expected"].as_u64(), "{case}");
        assert!(got.is_some() || expects_none(&case), "{case}");
    }
}

#[test]
fn margin_agrees_with_its_formula() {
    for case in section("margin") {
        match margin(count(&case, "n"), float(&case, "share"), case["population"].as_u64()) {
            Some(got) => close_in_digits(got, float(&case, "expected"), &case),
            None => assert!(expects_none(&case), "got None in {case}"),
        }
    }
}

#[test]
fn answers_to_see_agrees_with_statsmodels() {
    for case in section("answers_to_see") {
        let got = answers_to_see(float(&case, "change"), float(&case, "share"), count(&case, "n"));
        assert_eq!(got, case["expected"].as_u64(), "{case}");
        assert!(got.is_some() || expects_none(&case), "{case}");
    }
}

#[test]
fn mantel_haenszel_agrees_with_its_formula_in_fractions() {
    for case in section("mantel_haenszel") {
        let stratum = |numbers: &Value| {
            let number = |index: usize| numbers[index].as_u64().expect("a count");
            Stratum { hits1: number(0), n1: number(1), hits2: number(2), n2: number(3) }
        };
        let strata: Vec<Stratum> = list(&case, "strata").iter().map(stratum).collect();
        match mantel_haenszel(&strata) {
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
fn letters_are_the_cliques_of_equals() {
    for case in section("letters") {
        let index = |value: &Value| usize::try_from(value.as_u64().expect("an index")).expect("a small one");
        let pairs: Vec<_> = list(&case, "different").iter().map(|pair| (index(&pair[0]), index(&pair[1]))).collect();
        let got = letters(index(&case["groups"]), &pairs);
        assert_eq!(serde_json::json!(got), case["expected"], "{case}");
    }
}
