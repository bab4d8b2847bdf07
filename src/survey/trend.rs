//! One question over time: a point for every month, quarter or year, and whether it is more than noise.

use jiff::civil::Date;

use crate::survey::codes::{DepartmentCode, QuestionCode, SurveySlug};
use crate::survey::disclosure::{Days, Withheld};
use crate::survey::figures::{Filters, GroupBy, Proportion, Query, Record, Results, UnknownName, results};
use crate::survey::period::{Period, Unit};
use crate::survey::statistics::{self, Charted, Limits, Signal};

/// The most points of a trend: ten years of months.
pub const MOST_POINTS: usize = 120;

/// What trend is asked for.
#[derive(Debug, Clone)]
pub struct TrendQuery {
    /// The survey.
    pub survey: SurveySlug,
    /// The question; none: the headline of the newest version that was there by the end of the period.
    pub question: Option<QuestionCode>,
    /// What one point is.
    pub unit: Unit,
    /// The days that the points cover. A unit that it cuts into is taken whole.
    pub period: Period,
    /// Only these departments; empty: the whole office.
    pub departments: Vec<DepartmentCode>,
    /// As the figures stood at the end of this day; none: as they stand.
    pub as_of: Option<Date>,
}

/// One question over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// The survey.
    pub survey: SurveySlug,
    /// The question.
    pub question: QuestionCode,
    /// What one point is.
    pub unit: Unit,
    /// What it is limited to.
    pub filters: Filters,
    /// The share of all points together, the centre of the limits; none when there are
    /// [too few points](statistics::FEWEST_POINTS) for limits.
    pub center: Option<f64>,
    /// The points, in order.
    pub points: Vec<Point>,
}

/// One point of a trend.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The month, quarter or year.
    pub period: Period,
    /// Whether all of it is closed.
    pub closed: bool,
    /// The days on which they were collected.
    pub days: Option<Days>,
    /// How many answered the question; none when withheld.
    pub n: Option<u64>,
    /// Their share of positive answers; none when withheld, and when nobody was asked or the question knows none.
    pub positive: Option<Proportion>,
    /// Why nothing is told, if nothing is.
    pub withheld: Option<Withheld>,
    /// The versions that were answered, in order.
    pub versions: Vec<u32>,
    /// A version that is newer than all before it in this trend; what follows may not be comparable with what came before.
    pub version_mark: Option<u32>,
    /// Where the share is expected.
    pub limits: Option<Limits>,
    /// The rules that the point breaks, also without the responses that repeat others.
    pub signals: Vec<Signal>,
    /// The rules that it would not break without them.
    pub unconfirmed: Vec<Signal>,
}

/// The trend for a query, from what was released.
///
/// # Errors
/// As [`results`]: when the query names a department or question that no version knows.
pub fn trend(query: &TrendQuery, record: &Record) -> Result<Trend, UnknownName> {
    let question = match &query.question {
        Some(code) => code.clone(),
        None => query.whole(query.period.clone(), Vec::new()).headline(record).ok_or(UnknownName::Question)?,
    };
    let asked = vec![question.clone()];
    let parts = query.period.parts(query.unit).into_iter();
    let figures = parts.map(|part| results(&query.whole(part, asked.clone()), record));
    let mut points: Vec<Point> = figures.map(|figures| Ok(Point::of(figures?, &question))).collect::<Result<_, _>>()?;
    mark_versions(&mut points);
    let center = chart(&mut points);
    let departments = query.departments.clone();
    let group_by = query.unit.as_str().to_owned();
    let filters = Filters { departments, questions: vec![question.clone()], group_by, as_of: query.as_of };
    Ok(Trend { survey: query.survey.clone(), question, unit: query.unit, filters, center, points })
}

/// Notes where a version appears that is newer than all before.
fn mark_versions(points: &mut [Point]) {
    let mut newest: Option<u32> = None;
    for point in points {
        let Some(latest) = point.versions.last().copied() else { continue };
        point.version_mark = newest.filter(|newest| latest > *newest).map(|_| latest);
        newest = newest.max(Some(latest));
    }
}

/// Gives the points their limits and signals, and tells the centre.
fn chart(points: &mut [Point]) -> Option<f64> {
    let series: Vec<_> = points.iter().map(|point| point.positive.map(|share| (share.n, share.of))).collect();
    let chart = statistics::p_chart(&series)?;
    for (point, limits) in points.iter_mut().zip(chart.points) {
        point.limits = limits;
    }
    let charted: Vec<_> = points.iter().map(Point::charted).collect();
    let without: Vec<_> = points.iter().map(Point::charted_without_repeated).collect();
    let signals = statistics::signals(&charted).into_iter().zip(statistics::signals(&without));
    for (point, (signals, without)) in points.iter_mut().zip(signals) {
        (point.signals, point.unconfirmed) = signals.into_iter().partition(|signal| without.contains(signal));
    }
    Some(chart.center)
}

impl Trend {
    /// Why there are no limits; none: there are.
    pub fn unsaid(&self) -> Option<&'static str> {
        self.center.is_none().then_some("too_few_points")
    }
}

impl TrendQuery {
    fn whole(&self, period: Period, questions: Vec<QuestionCode>) -> Query {
        Query {
            survey: self.survey.clone(),
            period,
            departments: self.departments.clone(),
            questions,
            group_by: GroupBy::Nothing,
            as_of: self.as_of,
        }
    }
}

impl Point {
    fn of(figures: Results, question: &QuestionCode) -> Self {
        let asked = figures.total.question(question);
        Self {
            closed: figures.closed,
            days: asked.and_then(|asked| asked.days),
            n: asked.map(|asked| asked.n),
            positive: asked.and_then(|asked| asked.positive),
            withheld: figures.total.why_untold(question),
            versions: figures.coverage.versions,
            version_mark: None,
            limits: None,
            signals: Vec::new(),
            unconfirmed: Vec::new(),
            period: figures.period,
        }
    }

    fn charted(&self) -> Option<Charted> {
        Some(Charted { value: self.positive?.share, limits: self.limits? })
    }

    /// The same with the share as near to the centre as it may be without the responses that repeat others.
    fn charted_without_repeated(&self) -> Option<Charted> {
        let (share, limits) = (self.positive?, self.limits?);
        let (bound, center) = (share.bound(), limits.center);
        let value = if share.share > center { bound.low.max(center) } else { bound.high.min(center) };
        Some(Charted { value, limits })
    }
}
