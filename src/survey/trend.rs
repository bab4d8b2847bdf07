//! One question over time: a point for every month, quarter or year, and whether it is more than noise.

use jiff::civil::Date;

use crate::survey::action::{Action, EffectVerdict};
use crate::survey::codes::{DepartmentCode, QuestionCode, SurveySlug};
use crate::survey::disclosure::{Days, Withheld};
use crate::survey::figures::{Filters, Group, GroupBy, Key, Proportion, Query, Record, Results, UnknownName, results};
use crate::survey::period::{Period, Unit};
use crate::survey::statistics::{self, Limits, Observed, Rule};

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
    /// What the office did: an action that was effective shifts the share, so what follows is judged by what followed it.
    pub actions: Vec<Action>,
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
    /// The centre of the newest limits; none when no point has any, since
    /// [too few](statistics::FEWEST_POINTS) came before it.
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
    /// Where the share is expected, by the points before it.
    pub limits: Option<Limits>,
    /// The rules that the point breaks, also without the responses that repeat others.
    pub signals: Vec<Rule>,
    /// The rules that it would not break without them.
    pub unconfirmed: Vec<Rule>,
}

/// The trend for a query, from what was released.
///
/// A point is judged by those before it, also by those before the query's days: so it is the same in each trend that
/// shows it.
///
/// # Errors
/// As [`results`]: when the query names a department or question that no version knows.
pub fn trend(query: &TrendQuery, record: &Record) -> Result<Trend, UnknownName> {
    let question = query.question(record)?;
    let figures = query.figures(&question, GroupBy::Nothing, record)?;
    let points = figures.iter().map(|figures| Point::of(figures, Some(&figures.total), &question)).collect();
    let mut points = query.judged(points, &question, record);
    mark_versions(&mut points);
    let center = points.iter().rev().find_map(|point| point.limits).map(|limits| limits.center);
    let departments = query.departments.clone();
    let group_by = query.unit.as_str().to_owned();
    let filters = Filters { departments, questions: vec![question.clone()], group_by, as_of: query.as_of };
    Ok(Trend { survey: query.survey.clone(), question, unit: query.unit, filters, center, points })
}

/// The points of each department of a query by itself, as [`trend`] has them, but for the versions, which are those that
/// were answered in any of them.
///
/// # Errors
/// As [`trend`].
pub fn trends_of_departments(
    query: &TrendQuery,
    record: &Record,
) -> Result<Vec<(DepartmentCode, Vec<Point>)>, UnknownName> {
    let question = query.question(record)?;
    let figures = query.figures(&question, GroupBy::Department, record)?;
    let codes = figures.last().into_iter().flat_map(|figures| &figures.groups).filter_map(|group| match &group.key {
        Key::Department(code) => code.clone(),
        _ => None,
    });
    let points = |code: DepartmentCode| {
        let key = Key::Department(Some(code.clone()));
        let of =
            |figures: &Results| Point::of(figures, figures.groups.iter().find(|group| group.key == key), &question);
        let alone = TrendQuery { departments: vec![code.clone()], ..query.clone() };
        (code, alone.judged(figures.iter().map(of).collect(), &question, record))
    };
    Ok(codes.map(points).collect())
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

/// Gives the points their limits and signals; from each of the days on, a new baseline begins.
fn judge(points: &mut [Point], shifts: &[Date]) {
    let series: Vec<_> = points.iter().map(Point::observed).collect();
    let from = |shift: &Date| points.iter().position(|point| point.period.first() >= *shift);
    let anew: Vec<usize> = shifts.iter().filter_map(from).collect();
    for (point, judged) in points.iter_mut().zip(statistics::p_chart(&series, &anew)) {
        (point.limits, point.signals, point.unconfirmed) = (judged.limits, judged.signals, judged.unconfirmed);
    }
}

impl Trend {
    /// Why there are no limits; none: there are.
    pub fn unsaid(&self) -> Option<&'static str> {
        self.center.is_none().then_some("too_few_points")
    }
}

impl TrendQuery {
    fn question(&self, record: &Record) -> Result<QuestionCode, UnknownName> {
        let headline = || self.whole(self.period.clone(), Vec::new()).headline(record);
        self.question.clone().or_else(headline).ok_or(UnknownName::Question)
    }

    /// The figures behind each point, also of those before the query's days.
    fn figures(
        &self,
        question: &QuestionCode,
        group_by: GroupBy,
        record: &Record,
    ) -> Result<Vec<Results>, UnknownName> {
        let parts = self.with_all_before(record).parts(self.unit).into_iter();
        let query = |part| Query { group_by: group_by.clone(), ..self.whole(part, vec![question.clone()]) };
        parts.map(|part| results(&query(part), record)).collect()
    }

    /// The points of the query's days, each judged by all those before it.
    fn judged(&self, mut points: Vec<Point>, question: &QuestionCode, record: &Record) -> Vec<Point> {
        judge(&mut points, &self.shifts(question, record));
        points.retain(|point| point.period.last() >= self.period.first());
        points
    }

    /// The query's days, and all those before them that something was released of.
    fn with_all_before(&self, record: &Record) -> Period {
        let days = record.blocks.iter().map(|block| block.last_day).chain([self.period.first()]);
        let first = days.min().map(|day| Period::holding(day, self.unit));
        first.and_then(|first| Period::spanning(&first, &self.period)).unwrap_or_else(|| self.period.clone())
    }

    /// From which days on the share is another one, because an action was effective.
    fn shifts(&self, question: &QuestionCode, record: &Record) -> Vec<Date> {
        let about = |action: &&Action| {
            action.survey == self.survey
                && action.question == *question
                && action.department.as_slice() == self.departments
        };
        let effective = |action: &&Action| action.effect_in(record).verdict == EffectVerdict::Effective;
        let after = |action: &Action| action.after.as_ref().map(Period::first);
        self.actions.iter().filter(about).filter(effective).filter_map(after).collect()
    }

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
    /// The point of a group of some figures; none: nothing is told of it.
    fn of(figures: &Results, group: Option<&Group>, question: &QuestionCode) -> Self {
        let asked = group.and_then(|group| group.question(question));
        Self {
            closed: figures.closed,
            days: asked.and_then(|asked| asked.days),
            n: asked.map(|asked| asked.n),
            positive: asked.and_then(|asked| asked.positive),
            withheld: group.map_or(Some(Withheld::FewerThanK), |group| group.why_untold(question)),
            versions: figures.coverage.versions.clone(),
            version_mark: None,
            limits: None,
            signals: Vec::new(),
            unconfirmed: Vec::new(),
            period: figures.period.clone(),
        }
    }

    fn observed(&self) -> Option<Observed> {
        let share = self.positive?;
        let bound = share.bound();
        Some(Observed { hits: share.n, n: share.of, low: bound.low, high: bound.high })
    }
}
