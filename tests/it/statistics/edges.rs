//! The promises of `survey::statistics` at the edges: order, range, extreme counts, callers' errors.

use ankieta::survey::statistics::*;

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

/// A series after a baseline of so many that its centre, 0.5, is known: deviations in standard deviations of a point of
/// 100 people, 0.05; none is a gap.
fn after_a_baseline(deviations: &[Option<f64>]) -> Vec<Option<Observed>> {
    let known = Observed::certain(1_000_000_000_000, 2_000_000_000_000);
    let point = |deviation: f64| {
        let hits = (50.0 + deviation * 5.0).round() as u64;
        Observed::certain(hits, 100)
    };
    let points = deviations.iter().map(|deviation| deviation.map(point));
    std::iter::repeat_n(Some(known), 8).chain(points).collect()
}

/// No place at all.
const NOWHERE: [usize; 0] = [];

/// The places after the baseline at which a rule fires.
fn fires(rule: Rule, deviations: &[Option<f64>]) -> Vec<usize> {
    let told = p_chart(&after_a_baseline(deviations), &[]);
    let told = &told[8..];
    (0..told.len()).filter(|index| told[*index].signals.contains(&rule)).collect()
}

fn points(deviations: &[f64]) -> Vec<Option<f64>> {
    deviations.iter().copied().map(Some).collect()
}

#[test]
fn limits_of_a_known_centre_are_those_of_the_textbook() {
    // Montgomery, "Introduction to Statistical Quality Control", example 7.1: 0.2313, n = 50, limits 0.0524 and 0.4102.
    let known = Some(Observed::certain(2_313_000_000_000, 10_000_000_000_000));
    let series = [[known; 8].as_slice(), &[Some(Observed::certain(12, 50))]].concat();
    let limits = p_chart(&series, &[])[8].limits.expect("enough points before it");
    assert_eq!([limits.center, limits.low, limits.high].map(|it| (it * 1e4).round() / 1e4), [0.2313, 0.0524, 0.4102]);
}

#[test]
fn a_point_beyond_a_limit_is_a_signal_and_one_on_it_is_none() {
    assert_eq!(fires(Rule::BeyondLimit, &points(&[0.0, 3.2, -3.2, 2.8, -2.8])), [1, 2]);
    let never = p_chart(&[Some(Observed::certain(7, 7)); 9], &[]);
    let on_it = Some(Limits { center: 1.0, low: 1.0, high: 1.0, sigma: 0.0 });
    assert_eq!((never[8].limits, never[8].signals.as_slice()), (on_it, [].as_slice()));
}

#[test]
fn eight_points_on_one_side_are_a_run_and_the_next_baseline() {
    assert_eq!(fires(Rule::RunOfEight, &points(&[0.6; 9])), [7]);
    assert_eq!(fires(Rule::RunOfEight, &points(&[-0.6; 17])), [7], "no shift from what it shifted to");
    assert_eq!(fires(Rule::RunOfEight, &points(&[0.6; 7])), NOWHERE);
    let mut interrupted = points(&[0.6; 10]);
    interrupted[4] = None;
    assert_eq!(fires(Rule::RunOfEight, &interrupted), NOWHERE, "a gap interrupts");
    interrupted[4] = Some(0.0);
    assert_eq!(fires(Rule::RunOfEight, &interrupted), NOWHERE, "the centre is on neither side");
    interrupted[4] = Some(-0.2);
    assert_eq!(fires(Rule::RunOfEight, &interrupted), NOWHERE, "another side interrupts");
}

#[test]
fn six_rising_or_falling_points_are_a_trend() {
    assert_eq!(fires(Rule::TrendOfSix, &points(&[-1.0, -0.6, 0.0, 0.6, 1.0, 1.6, 2.0])), [5, 6]);
    assert_eq!(fires(Rule::TrendOfSix, &points(&[1.2, 1.0, 0.8, 0.6, 0.4, 0.2])), [5]);
    assert_eq!(fires(Rule::TrendOfSix, &points(&[-1.0, -0.6, 0.0, 0.0, 1.0, 1.6])), NOWHERE, "equals do not rise");
    let gap = [Some(-1.0), Some(-0.6), Some(0.0), None, Some(0.6), Some(1.0), Some(1.6)];
    assert_eq!(fires(Rule::TrendOfSix, &gap), NOWHERE);
}

#[test]
fn two_of_three_far_off_on_one_side_are_a_signal_at_the_second() {
    assert_eq!(fires(Rule::TwoOfThree, &points(&[2.2, 0.0, 2.2, 0.0, 0.0, 2.2])), [2]);
    assert_eq!(fires(Rule::TwoOfThree, &points(&[-2.2, -2.2, 0.0])), [1]);
    assert_eq!(fires(Rule::TwoOfThree, &points(&[2.2, -2.2, 0.0])), NOWHERE, "on the same side");
    assert_eq!(fires(Rule::TwoOfThree, &[Some(2.2), None, Some(2.2)]), NOWHERE, "a gap interrupts");
}

#[test]
fn no_point_judges_itself_and_no_later_one_an_earlier() {
    let mut random = fastrand::Rng::with_seed(1931);
    for _ in 0..200 {
        let point = |random: &mut fastrand::Rng| {
            let n = random.u64(0..90);
            (random.u8(..9) > 0).then(|| Observed::certain(random.u64(0..=n), n))
        };
        let series: Vec<_> = (0..40).map(|_| point(&mut random)).collect();
        let anew = [random.usize(..40)];
        let judged = p_chart(&series, &anew);
        let so_far = random.usize(..40);
        assert_eq!(p_chart(&series[..so_far], &anew), judged[..so_far]);
        let mut other = series.clone();
        other[so_far] = other[so_far].map(|point| Observed::certain(0, point.n));
        let changed = &p_chart(&other, &anew)[so_far];
        assert_eq!(changed.limits, judged[so_far].limits, "its own hits do not move its limits");
    }
}

#[test]
fn a_shift_that_only_doubtful_answers_show_is_not_confirmed_and_no_new_baseline() {
    let low = Observed { low: 0.41, high: 0.52, ..Observed::certain(45, 100) };
    let series: Vec<_> = after_a_baseline(&[]).into_iter().chain([Some(low); 10]).collect();
    let judged = p_chart(&series, &[]);
    assert_eq!((&judged[15].signals[..], &judged[15].unconfirmed[..]), (&[][..], &[Rule::RunOfEight][..]));
    assert_eq!(judged[16].limits, judged[15].limits);
    assert_eq!(judged[17].unconfirmed, [Rule::RunOfEight]);
}

#[test]
fn the_largest_counts_have_tables_and_charts() {
    let max = u64::MAX;
    let test = chi_squared(&[vec![max, max], vec![max, max]]).expect("two rows and columns");
    assert!(test.statistic.is_finite() && test.p > 0.99 && test.cramers_v < 1e-6, "{test:?}");
    let complete = chi_squared(&[vec![max, 0], vec![0, max]]).expect("two rows and columns");
    assert_eq!((complete.p, complete.cramers_v), (0.0, 1.0));
    assert_eq!(spearman(&[vec![max, 0], vec![0, max]]), Some(1.0));
    let judged = p_chart(&[Some(Observed::certain(max, max)); 9], &[]);
    assert_eq!(judged[8].limits.expect("enough points").center, 1.0);
    let strata = Stratum { hits1: max, n1: max, hits2: 0, n2: max };
    assert_eq!(mantel_haenszel(&[strata; 3]), None);
}

#[test]
fn letters_are_shared_by_those_and_only_those_that_do_not_differ() {
    let mut random = fastrand::Rng::with_seed(2004);
    for _ in 0..200 {
        let groups = random.usize(2..9);
        let pairs: Vec<(usize, usize)> =
            (0..groups).flat_map(|one| (one + 1..groups).map(move |other| (one, other))).collect();
        let different: Vec<_> = pairs.iter().copied().filter(|_| random.u8(..3) == 0).collect();
        let told = letters(groups, &different);
        for (one, other) in pairs {
            let shared = told[one].chars().any(|letter| letter.is_alphabetic() && told[other].contains(letter));
            assert_eq!(shared, !different.contains(&(one, other)), "{told:?} of {different:?}");
        }
    }
    assert_eq!(letters(2, &[(0, 0), (0, 5), (7, 1)]), ["a", "a"], "no such pairs");
}

#[test]
fn matrices_without_an_alpha_have_none() {
    assert_eq!(alpha(&[]), None);
    assert_eq!(alpha(&[vec![1.0]]), None);
    assert_eq!(alpha(&[vec![1.0, 0.5]]), None);
    assert_eq!(alpha(&[vec![1.0, f64::NAN], vec![f64::NAN, 1.0]]), None);
    assert_eq!(alpha(&[vec![-1.0, 2.0], vec![2.0, 1.0]]), None);
    assert_eq!(alpha(&[vec![1.0, -1.0], vec![-1.0, 1.0]]), None, "the sum has no variance");
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
    let half_z = Z95 / 20.0;
    assert!((margin(100, 0.5, None).expect("a margin") - half_z).abs() < 1e-15);
    assert!((margin(100, 0.5, Some(1_000)).expect("a margin") - half_z * (900.0_f64 / 999.0).sqrt()).abs() < 1e-15);
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
    benjamini_hochberg(&[f64::NAN]);
}

#[cfg(not(debug_assertions))]
#[test]
fn errors_of_the_caller_are_clamped_in_a_release() {
    assert_eq!(wilson(3, 2), wilson(2, 2));
    assert_eq!(newcombe(3, 2, 1, 2), newcombe(2, 2, 1, 2));
    assert_eq!(two_proportions(3, 2, 1, 2), two_proportions(2, 2, 1, 2));
    assert_eq!(holm(&[f64::NAN, -1.0, 2.0]), [1.0, 0.0, 1.0]);
    assert_eq!(benjamini_hochberg(&[f64::NAN, -1.0, 2.0]), [1.0, 0.0, 1.0]);
}
