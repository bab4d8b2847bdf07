//! Process behaviour: whether a point of a series is more than the noise that the series always has.

use serde::Serialize;
use utoipa::ToSchema;

use crate::survey::statistics::bounds::at_most;

/// How many of the first points of a phase are the baseline that later ones are judged by, at the most.
pub const BASELINE: usize = 8;
/// With fewer points than this before it, a point is not judged.
pub const FEWEST_POINTS: usize = 4;
/// How many points in a row on one side of the centre are a signal.
const RUN: usize = 8;
/// How many points in a row that rise, or fall, are a signal.
const TREND: usize = 6;

/// Where a point of a series is expected, as fractions.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct Limits {
    /// The centre line: the share of everybody in the baseline.
    pub center: f64,
    /// Three standard deviations below, cut off at 0.
    pub low: f64,
    /// Three standard deviations above, cut off at 1.
    pub high: f64,
    /// One standard deviation of the noise, 0 or more; not cut off.
    #[serde(skip)]
    pub sigma: f64,
}

/// A point of a series of shares.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Observed {
    /// How many hit.
    pub hits: u64,
    /// Of how many; 0 is a gap.
    pub n: u64,
    /// The lowest that the share could be without those who are open to doubt, 0..=1.
    pub low: f64,
    /// The highest that it could be without them.
    pub high: f64,
}

/// A point beside what those before it let expect.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Judged {
    /// Its limits; none for a gap, and when too few points came before.
    pub limits: Option<Limits>,
    /// The rules that it breaks, also without those who are open to doubt.
    pub signals: Vec<Rule>,
    /// The rules that it would not break without them.
    pub unconfirmed: Vec<Rule>,
}

/// A value of a series with its limits.
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
#[schema(as = Signal)]
pub enum Rule {
    /// The point is beyond a limit.
    BeyondLimit,
    /// It ends a run of at least eight points on one side of the centre.
    RunOfEight,
    /// It ends a run of at least six points, each above the one before, or each below.
    TrendOfSix,
    /// It and one of the two points before it are more than two standard deviations off, on the same side.
    TwoOfThree,
}

/// Judges each point of a series of shares by those before it (a p-chart).
///
/// A phase begins with the first point, at each of `anew` (places in the series),
/// and with the run of eight that shows that the share has shifted. Its first
/// eight points are the baseline; a point is judged by those of them that came
/// before it, if they are at least four. So no point helps to judge itself, and no later one
/// makes an earlier one a signal.
///
/// Formula, with c = Σ hits / N the share of the N people of the baseline and n
/// those of the point: limits c ± 3·√(c(1 − c)(1/n + 1/N)), cut off at 0 and 1;
/// 1/N is there since the centre is itself estimated. Rules: beyond a limit; the
/// eighth point in a row on one side of the centre; the sixth in a row that
/// rises, or falls; the second of three more than two standard deviations off,
/// on the same side. A rule is told at the point that completes its pattern and
/// at those that continue it; a gap and a new phase interrupt every pattern; a
/// point on the centre line is on neither side. Sources: Shewhart, "Economic
/// Control of Quality of Manufactured Product", 1931; Montgomery, "Introduction
/// to Statistical Quality Control", section 7.2; Chakraborti and Human, "Parameter
/// estimation and performance of the p-chart for attributes data", IEEE
/// Transactions on Reliability 55, 2006; Nelson, "The Shewhart Control Chart:
/// Tests for Special Causes", Journal of Quality Technology 16, 1984, with the
/// run of eight of the Western Electric "Statistical Quality Control Handbook", 1956.
/// With thousands of respondents a point these limits are narrow: there is more
/// to the noise of an office than the drawing of a sample.
///
/// As many as there are points. More hits than respondents is a caller's error:
/// it panics in a debug build, and counts as all of them otherwise.
pub fn p_chart(series: &[Option<Observed>], anew: &[usize]) -> Vec<Judged> {
    let mut phase = Phase::default();
    let judge = |(place, point): (usize, &Option<Observed>)| {
        if anew.contains(&place) {
            phase = Phase::default();
        }
        match point.filter(|point| point.n > 0) {
            Some(point) => phase.judge(point),
            None => {
                phase.patterns.clear();
                Judged::default()
            }
        }
    };
    series.iter().enumerate().map(judge).collect()
}

/// The points between two shifts.
#[derive(Default)]
struct Phase {
    /// The first of them, as many as are the baseline.
    baseline: Vec<Observed>,
    /// The points without a gap that are judged: what was said, and the same without those who are open to doubt.
    patterns: Vec<(Observed, [Charted; 2])>,
}

impl Phase {
    fn judge(&mut self, point: Observed) -> Judged {
        let limits = self.limits(point.n);
        if self.baseline.len() < BASELINE {
            self.baseline.push(point);
        }
        let Some(limits) = limits else { return Judged::default() };
        self.patterns
            .push((point, [point.share(), point.nearest_to(limits.center)].map(|value| Charted { value, limits })));
        let broken = |version: usize| {
            let run: Vec<Charted> = self.patterns.iter().map(|(_, charted)| charted[version]).collect();
            broken_at_the_end(&run)
        };
        let without_doubt = broken(1);
        let (signals, unconfirmed): (Vec<_>, Vec<_>) =
            broken(0).into_iter().partition(|signal| without_doubt.contains(signal));
        if signals.contains(&Rule::RunOfEight) {
            let run = self.patterns.split_off(self.patterns.len().saturating_sub(RUN));
            *self = Self { baseline: run.into_iter().map(|(point, _)| point).collect(), patterns: Vec::new() };
        }
        Judged { limits: Some(limits), signals, unconfirmed }
    }

    /// The limits of a point of so many people; none: too few points came before.
    fn limits(&self, people: u64) -> Option<Limits> {
        if self.baseline.len() < FEWEST_POINTS {
            return None;
        }
        let n: u128 = self.baseline.iter().map(|point| u128::from(point.n)).sum();
        let hits: u128 = self.baseline.iter().map(|point| u128::from(at_most(point.hits, point.n))).sum();
        let center = hits as f64 / n as f64;
        let rest = (n - hits) as f64 / n as f64;
        let sigma = (center * rest * (1.0 / people as f64 + 1.0 / n as f64)).sqrt();
        Some(Limits { center, low: (center - 3.0 * sigma).max(0.0), high: (center + 3.0 * sigma).min(1.0), sigma })
    }
}

impl Observed {
    /// A point that nothing is open to doubt about.
    pub fn certain(hits: u64, n: u64) -> Self {
        let share = at_most(hits, n) as f64 / n.max(1) as f64;
        Self { hits, n, low: share, high: share }
    }

    fn share(&self) -> f64 {
        at_most(self.hits, self.n) as f64 / self.n as f64
    }

    /// The share as near to the centre as it may be without those who are open to doubt.
    fn nearest_to(&self, center: f64) -> f64 {
        if self.share() > center { self.low.max(center) } else { self.high.min(center) }
    }
}

/// Which rules the last point of an uninterrupted series breaks.
fn broken_at_the_end(run: &[Charted]) -> Vec<Rule> {
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
        (Rule::BeyondLimit, beyond),
        (Rule::RunOfEight, on_one_side),
        (Rule::TrendOfSix, rises_or_falls),
        (Rule::TwoOfThree, two_of_three),
    ];
    rules.into_iter().filter_map(|(rule, broken)| broken.then_some(rule)).collect()
}

/// Whether all points lie on the same side, by more than so many standard deviations.
fn all_above_or_all_below(run: &[Charted], deviations: f64) -> bool {
    let above = |point: &Charted| point.value > point.limits.center + deviations * point.limits.sigma;
    let below = |point: &Charted| point.value < point.limits.center - deviations * point.limits.sigma;
    run.iter().all(above) || run.iter().all(below)
}

impl Rule {
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
