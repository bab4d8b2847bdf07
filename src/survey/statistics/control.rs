//! Process behaviour: whether a point of a series is more than the noise that the series always has.

use serde::Serialize;
use utoipa::ToSchema;

use crate::survey::statistics::bounds::at_most;

/// With fewer points than this a series has no limits: they would be noise themselves.
pub const FEWEST_POINTS: usize = 8;
/// How many points in a row on one side of the centre are a signal.
const RUN: usize = 8;
/// How many points in a row that rise, or fall, are a signal.
const TREND: usize = 6;
/// Three standard deviations over the mean moving range: 3 / 1.128.
const INDIVIDUALS: f64 = 2.66;
/// The upper limit of moving ranges over their mean, D₄ for pairs.
const RANGES: f64 = 3.268;

/// Where a point of a series is expected, in the unit of its values.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct Limits {
    /// The centre line.
    pub center: f64,
    /// Three standard deviations below, cut off where values end.
    pub low: f64,
    /// Three standard deviations above, cut off where values end.
    pub high: f64,
    /// One standard deviation of the noise, 0 or more; not cut off.
    #[serde(skip)]
    pub sigma: f64,
}

/// Limits for a series of shares.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// The share of all respondents of the series, 0..=1.
    pub center: f64,
    /// The limits of each point, in order; none for a gap.
    pub points: Vec<Option<Limits>>,
}

/// Limits for a series of single values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct XmrChart {
    /// The limits of each point.
    pub limits: Limits,
    /// The mean of the moving ranges, 0 or more.
    pub moving_range: f64,
    /// What a moving range should not exceed.
    pub range_limit: f64,
}

/// A point of a series with its limits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Charted {
    /// The value.
    pub value: f64,
    /// Where it is expected.
    pub limits: Limits,
}

/// A rule that a point of a series breaks: it is unlikely to be noise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// The point is beyond a limit.
    BeyondLimit,
    /// It ends a run of at least eight points on one side of the centre.
    RunOfEight,
    /// It ends a run of at least six points, each above the one before, or each below.
    TrendOfSix,
    /// It and one of the two points before it are more than two standard deviations off, on the same side.
    TwoOfThree,
}

/// The limits of a p-chart, for a series of (hits, respondents) whose sizes vary.
///
/// Formula: the centre is c = Σ hits / Σ n, the standard deviation of a point
/// √(c(1 − c) / n), and its limits c ± 3 of them, cut off at 0 and 1. Source:
/// Shewhart, "Economic Control of Quality of Manufactured Product", 1931;
/// Montgomery, "Introduction to Statistical Quality Control", section 7.2.
/// With thousands of respondents a point these limits are narrow: there is more
/// to the noise of an office than the drawing of a sample.
///
/// Fractions in 0..=1. A point without respondents is a gap, like `None`.
///
/// `None` when fewer than [`FEWEST_POINTS`] points are no gaps. More hits than
/// respondents is a caller's error: it panics in a debug build, and counts as
/// all of them otherwise.
pub fn p_chart(series: &[Option<(u64, u64)>]) -> Option<Chart> {
    let points = || series.iter().map(|point| point.filter(|&(_, n)| n > 0));
    let present: Vec<(u64, u64)> = points().flatten().collect();
    if present.len() < FEWEST_POINTS {
        return None;
    }
    let n: u128 = present.iter().map(|&(_, n)| u128::from(n)).sum();
    let hits: u128 = present.iter().map(|&(hits, n)| u128::from(at_most(hits, n))).sum();
    let center = hits as f64 / n as f64;
    let spread = center * ((n - hits) as f64 / n as f64);
    let limits = |(_, n): (u64, u64)| {
        let sigma = (spread / n as f64).sqrt();
        Limits { center, low: (center - 3.0 * sigma).max(0.0), high: (center + 3.0 * sigma).min(1.0), sigma }
    };
    Some(Chart { center, points: points().map(|point| point.map(limits)).collect() })
}

/// The limits of an XmR chart (individuals and moving ranges), for a series of counts.
///
/// Formula, with x̄ the mean and R̄ the mean of |xᵢ − xᵢ₋₁| over neighbours:
/// x̄ ± 2.66·R̄, cut off at 0, and 3.268·R̄ for a moving range; one standard
/// deviation is a third of 2.66·R̄. A range across a gap is none. Source:
/// Wheeler and Chambers, "Understanding Statistical Process Control", 2nd
/// edition, 1992.
///
/// In the unit of the counts.
///
/// `None` when fewer than [`FEWEST_POINTS`] points are no gaps, or when no two
/// of them are neighbours.
pub fn xmr_chart(series: &[Option<u64>]) -> Option<XmrChart> {
    let present: Vec<u64> = series.iter().flatten().copied().collect();
    let pairs = series.windows(2).filter_map(|pair| Some(pair[0]?.abs_diff(pair[1]?)));
    let ranges: Vec<u64> = pairs.collect();
    if present.len() < FEWEST_POINTS || ranges.is_empty() {
        return None;
    }
    let mean = |values: &[u64]| {
        let sum: u128 = values.iter().copied().map(u128::from).sum();
        sum as f64 / values.len() as f64
    };
    let (center, moving_range) = (mean(&present), mean(&ranges));
    let reach = INDIVIDUALS * moving_range;
    let limits = Limits { center, low: (center - reach).max(0.0), high: center + reach, sigma: reach / 3.0 };
    Some(XmrChart { limits, moving_range, range_limit: RANGES * moving_range })
}

/// Which rules each point of a series breaks; for a gap, none.
///
/// A rule is told at the point that completes its pattern, and at every further
/// point that continues it. A gap interrupts every pattern; a point on the
/// centre line is on neither side. Source: Nelson, "The Shewhart Control Chart:
/// Tests for Special Causes", Journal of Quality Technology 16, 1984, with the
/// run of eight of the Western Electric "Statistical Quality Control Handbook",
/// 1956.
///
/// As many as there are points.
pub fn signals(series: &[Option<Charted>]) -> Vec<Vec<Signal>> {
    let mut told = Vec::with_capacity(series.len());
    let mut run: Vec<Charted> = Vec::new();
    for point in series {
        match point {
            Some(point) => {
                run.push(*point);
                told.push(broken_at_the_end(&run));
            }
            None => {
                run.clear();
                told.push(Vec::new());
            }
        }
    }
    told
}

/// Which rules the last point of an uninterrupted series breaks.
fn broken_at_the_end(run: &[Charted]) -> Vec<Signal> {
    let last = |count: usize| run.len().checked_sub(count).map(|start| &run[start..]);
    let Some([point]) = last(1) else { return Vec::new() };
    let beyond = point.value < point.limits.low || point.value > point.limits.high;
    let on_one_side = last(RUN).is_some_and(|run| all_above_or_all_below(run, 0.0));
    let rises_or_falls = last(TREND).is_some_and(|run| {
        run.windows(2).all(|pair| pair[0].value < pair[1].value)
            || run.windows(2).all(|pair| pair[0].value > pair[1].value)
    });
    let before = &run[run.len().saturating_sub(3)..run.len() - 1];
    let two_of_three = before.iter().any(|earlier| all_above_or_all_below(&[*earlier, *point], 2.0));
    let rules = [
        (Signal::BeyondLimit, beyond),
        (Signal::RunOfEight, on_one_side),
        (Signal::TrendOfSix, rises_or_falls),
        (Signal::TwoOfThree, two_of_three),
    ];
    rules.into_iter().filter_map(|(rule, broken)| broken.then_some(rule)).collect()
}

/// Whether all points lie on the same side, by more than so many standard deviations.
fn all_above_or_all_below(run: &[Charted], deviations: f64) -> bool {
    let above = |point: &Charted| point.value > point.limits.center + deviations * point.limits.sigma;
    let below = |point: &Charted| point.value < point.limits.center - deviations * point.limits.sigma;
    run.iter().all(above) || run.iter().all(below)
}

impl Signal {
    /// The word that documents use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BeyondLimit => "beyond_limit",
            Self::RunOfEight => "run_of_eight",
            Self::TrendOfSix => "trend_of_six",
            Self::TwoOfThree => "two_of_three",
        }
    }
}
