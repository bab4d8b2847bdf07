//! Trends: one question over time, with limits that tell a signal from noise.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::credentials::Analyst;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::v1::figures::PeriodView;
use crate::http::v1::inquiry::FileView;
use crate::http::v1::inquiry::{Asked, Inquiry, TableFormat, figures_query, form, told};
use crate::reports::form::Format;
use crate::reports::trend::table;
use crate::state::State;
use crate::storage::actions::list_actions;
use crate::survey::codes::{QuestionCode, SurveySlug};
use crate::survey::definitions;
use crate::survey::disclosure::{Days, Withheld};
use crate::survey::figures::{Filters, GroupBy, Proportion, Record};
use crate::survey::period::{Period, Unit};
use crate::survey::statistics::{FEWEST_POINTS, Limits, Rule};
use crate::survey::trend::{MOST_POINTS, Point, Trend, TrendQuery, trend};

/// One question over time
#[utoipa::path(
    tag = "analysts",
    params(("survey" = String, Path, description = "The survey's slug", example = "obsluga"), TrendParameters),
    responses(
        (status = 200, description = "The trend", content(
            (TrendView = "application/json"),
            (String = "text/csv"),
            (inline(FileView) = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        )),
        (status = 304, description = "The client has it")
    ),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[get("/surveys/{survey}/trend")]
pub async fn get_trend(
    request: HttpRequest,
    state: Data<State>,
    key: Analyst,
    survey: Path<String>,
    query: Query<TrendParameters>,
) -> Result<HttpResponse, Problem> {
    let TrendParameters { question, by: unit, from, to, department, as_of, format, dialect } = query.0;
    let form = form(&request, &Format::OF_TABLES, format, dialect)?;
    let (period, group_by) = (whole(&from, &to, unit)?, GroupBy::Unit(unit));
    let questions = question.into_iter().collect();
    let asked = Asked { survey: &survey, period, departments: department, questions, group_by, as_of };
    let (wanted, versions) = asked.read(&*state.catalogue().await, &key.0)?;
    let inquiry = Inquiry::new("trend", form, None, &wanted, versions);
    let wanted = TrendQuery {
        survey: wanted.survey,
        question: wanted.questions.into_iter().next(),
        unit,
        period: wanted.period,
        departments: wanted.departments,
        as_of: wanted.as_of,
        actions: state.read(list_actions).await?,
    };
    let inquiry = inquiry.since_the_beginning(&wanted.actions);
    let make = move |record: &Record| {
        let trend = trend(&wanted, record)?;
        told(form, (&wanted.survey, &wanted.period, None), &TrendView::from(&trend), || table(&trend))
    };
    inquiry.answer(&request, &state, &key.0, make).await
}

/// The months from the first point to the last.
fn whole(from: &Period, to: &Period, unit: Unit) -> Result<Period, Problem> {
    let whole =
        Period::spanning(from, to).ok_or_else(|| Problem::bad_parameter("to", "must not end before `from` begins"))?;
    let parts = whole.parts(unit);
    let ends = parts.first().zip(parts.last()).filter(|_| parts.len() <= MOST_POINTS);
    let too_many = || Problem::bad_parameter("to", format!("must make at most {MOST_POINTS} points"));
    let (first, last) = ends.ok_or_else(too_many)?;
    Ok(Period::spanning(first, last).unwrap_or(whole))
}

figures_query! {
    /// Which question, over what time, and in which form.
    TrendParameters in TableFormat {
        /// The question; without it the headline.
        #[param(inline, example = "OVERALL")]
        question: Option<QuestionCode>,
        /// What one point is.
        #[serde(default)]
        #[param(inline)]
        by: Unit,
        /// Where the trend begins: a month such as `2025-01`, a quarter or a year. The month, quarter or year of a point
        /// is always taken whole.
        #[param(inline, example = "2025-01")]
        from: Period,
        /// Where it ends; at most 120 points.
        #[param(inline, example = "2026-09")]
        to: Period,
    }
}

/// One question over time.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Trend)]
pub struct TrendView<'a> {
    /// The survey's slug.
    survey: &'a SurveySlug,
    /// The edition of the definitions that the figures are computed by, see `/definitions`.
    definitions: u32,
    /// The question.
    question: &'a QuestionCode,
    /// What one point is.
    by: Unit,
    /// What it is limited to.
    filters: &'a Filters,
    /// The control chart that the limits come from.
    chart: ChartView,
    /// The points, in order.
    points: Vec<PointView<'a>>,
}

/// A control chart of shares whose sizes vary.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Chart)]
pub struct ChartView {
    /// How it is made: `p_chart`, with three standard deviations.
    method: &'static str,
    /// The centre of the latest limits; `null`: there are none.
    center: Option<f64>,
    /// How many points have a share.
    points: usize,
    /// With fewer points than this before it, a point has no limits.
    fewest_points: usize,
    /// Why no point has limits: `too_few_points`; `null`: there are.
    unsaid: Option<&'static str>,
}

/// One point of a trend.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Point)]
pub struct PointView<'a> {
    /// The month, quarter or year.
    period: PeriodView,
    /// The days on which they were collected; `null`: withheld.
    days: Option<Days>,
    /// How many answered the question; `null`: withheld.
    n: Option<u64>,
    /// The share of positive answers.
    positive: Option<Proportion>,
    /// Why nothing is told; `null`: it is told.
    withheld: Option<Withheld>,
    /// The versions that were answered.
    versions: &'a [u32],
    /// A version that is newer than all before it: what follows may not be comparable with what came before.
    version_mark: Option<u32>,
    /// Where the share is expected, if nothing but chance is at work.
    limits: Option<Limits>,
    /// The rules that the point breaks.
    signals: &'a [Rule],
    /// The rules that it would not break without the responses that carry `burst` or `repeat`.
    not_confirmed: &'a [Rule],
}

impl<'a> From<&'a Trend> for TrendView<'a> {
    fn from(trend: &'a Trend) -> Self {
        Self {
            survey: &trend.survey,
            definitions: definitions::IN_FORCE.number,
            question: &trend.question,
            by: trend.unit,
            filters: &trend.filters,
            chart: ChartView {
                method: "p_chart",
                center: trend.center,
                points: trend.points.iter().filter(|point| point.positive.is_some()).count(),
                fewest_points: FEWEST_POINTS,
                unsaid: trend.unsaid(),
            },
            points: trend.points.iter().map(PointView::from).collect(),
        }
    }
}

impl<'a> From<&'a Point> for PointView<'a> {
    fn from(point: &'a Point) -> Self {
        Self {
            period: PeriodView::new(&point.period, point.closed),
            days: point.days,
            n: point.n,
            positive: point.positive,
            withheld: point.withheld,
            versions: &point.versions,
            version_mark: point.version_mark,
            limits: point.limits,
            signals: &point.signals,
            not_confirmed: &point.unconfirmed,
        }
    }
}
