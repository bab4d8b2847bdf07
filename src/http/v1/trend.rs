//! Trends: one question over time, with limits that tell a signal from noise.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::http::accept;
use crate::http::credentials::Analyst;
use crate::http::problem::{Kind, Problem};
use crate::http::query::Query;
use crate::http::v1::figures::{PeriodView, PositiveView};
use crate::http::v1::inquiry::{Asked, Inquiry, json, period};
use crate::http::v1::results::DialectBody;
use crate::reports::csv::{self, Dialect};
use crate::reports::form::Form;
use crate::reports::trend::table;
use crate::state::State;
use crate::storage::actions::list_actions;
use crate::survey::definitions;
use crate::survey::figures::{GroupBy, Record};
use crate::survey::period::{Period, Unit};
use crate::survey::statistics::{FEWEST_POINTS, Limits, Signal};
use crate::survey::trend::{MOST_POINTS, Point, Trend, TrendQuery, trend};

/// One question over time
#[utoipa::path(
    tag = "analysts",
    params(("survey" = String, Path, description = "The survey's slug", example = "obsluga"), TrendParameters),
    responses(
        (status = 200, description = "The trend", content((TrendView = "application/json"), (String = "text/csv"))),
        (status = 304, description = "The client has it"),
        (status = 406, description = "No form that the client accepts", content_type = "application/problem+json", body = crate::http::problem::ProblemView)
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
    let dialect = query.0.dialect(&request)?;
    let asked = Asked {
        survey: &survey,
        period: query.0.period()?,
        departments: &query.0.department,
        questions: query.0.question.as_slice(),
        group_by: GroupBy::Unit(query.0.by.into()),
        as_of: query.0.as_of.as_deref(),
    };
    let (wanted, versions) = asked.read(&*state.catalogue().await, &key.0)?;
    let inquiry = Inquiry::new("trend", &dialect, &wanted, versions);
    let wanted = TrendQuery {
        survey: wanted.survey,
        question: wanted.questions.into_iter().next(),
        unit: query.0.by.into(),
        period: wanted.period,
        departments: wanted.departments,
        as_of: wanted.as_of,
        actions: state.read(list_actions).await?,
    };
    let inquiry = inquiry.since_the_beginning(&wanted.actions);
    let make = move |record: &Record| -> Result<_, Problem> {
        let trend = trend(&wanted, record)?;
        match dialect {
            Some(dialect) => Ok((Form::Csv(dialect).media_type(), csv::write(&table(&trend), dialect))),
            None => json(&TrendView::from(&trend)),
        }
    };
    inquiry.answer(&request, &state, &key.0, make).await
}

/// Which question, and over what time.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TrendParameters {
    /// The question; without it the headline.
    #[param(example = "OVERALL")]
    question: Option<String>,
    /// What one point is.
    #[serde(default)]
    #[param(inline)]
    by: UnitBody,
    /// Where the trend begins: a month such as `2025-01`, a quarter or a year. The month, quarter or year of a point is
    /// always taken whole.
    #[param(example = "2025-01")]
    from: String,
    /// Where it ends; at most 120 points.
    #[param(example = "2026-09")]
    to: String,
    /// Only this department; may be repeated.
    #[serde(default)]
    department: Vec<String>,
    /// As the figures stood at the end of this day.
    #[param(format = "date")]
    as_of: Option<String>,
    /// The form; without it the Accept header says.
    #[param(inline)]
    format: Option<TrendFormatBody>,
    /// How CSV is written.
    #[param(inline)]
    dialect: Option<DialectBody>,
}

/// The forms of a trend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TrendFormatBody {
    /// JSON.
    Json,
    /// CSV.
    Csv,
}

/// What one point of a trend is.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnitBody {
    /// A calendar month.
    #[default]
    Month,
    /// A calendar quarter.
    Quarter,
    /// A calendar year.
    Year,
}

/// One question over time.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrendView {
    /// The survey's slug.
    survey: String,
    /// The edition of the definitions that the figures are computed by, see `/definitions`.
    definitions: u32,
    /// The question.
    question: String,
    /// What one point is: `month`, `quarter` or `year`.
    by: &'static str,
    /// The control chart that the limits come from.
    chart: ChartView,
    /// The points, in order.
    points: Vec<PointView>,
}

/// A control chart of shares whose sizes vary.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChartView {
    /// How it is made: `p_chart`, with three standard deviations.
    method: &'static str,
    /// The share of all points together; `null`: there are too few points for limits.
    center: Option<f64>,
    /// How many points have a share.
    points: usize,
    /// With fewer points than this there are no limits.
    fewest_points: usize,
    /// Why there are no limits: `too_few_points`; `null`: there are.
    unsaid: Option<&'static str>,
}

/// One point of a trend.
#[derive(Debug, Serialize, ToSchema)]
pub struct PointView {
    /// The month, quarter or year.
    period: PeriodView,
    /// How many answered the question; `null`: withheld.
    n: Option<u64>,
    /// The share of positive answers.
    positive: Option<PositiveView>,
    /// Why nothing is told; `null`: it is told.
    withheld: Option<&'static str>,
    /// The versions that were answered.
    versions: Vec<u32>,
    /// A version that is newer than all before it: what follows may not be comparable with what came before.
    version_mark: Option<u32>,
    /// Where the share is expected, if nothing but chance is at work.
    limits: Option<LimitsView>,
    /// The rules that the point breaks: `beyond_limit`, `run_of_eight`, `trend_of_six`, `two_of_three`.
    #[schema(example = json!(["beyond_limit"]))]
    signals: Vec<&'static str>,
    /// The rules that it would not break without the responses that carry `burst` or `repeat`.
    not_confirmed: Vec<&'static str>,
}

/// Where a share is expected, 0 to 1.
#[derive(Debug, Serialize, ToSchema)]
pub struct LimitsView {
    /// The centre.
    center: f64,
    /// Three standard deviations below, at least 0.
    low: f64,
    /// Three standard deviations above, at most 1.
    high: f64,
}

/// The forms and their media types; the first is for those who do not say.
const OFFERS: [(TrendFormatBody, &str); 2] =
    [(TrendFormatBody::Json, "application/json"), (TrendFormatBody::Csv, "text/csv")];

impl TrendParameters {
    /// How the answer is written as CSV, if it is; else it is JSON.
    fn dialect(&self, request: &HttpRequest) -> Result<Option<Dialect>, Problem> {
        let accepted = || accept::preferred(request, &OFFERS).ok_or_else(|| Problem::new(Kind::NotAcceptable));
        match (self.format.map_or_else(accepted, Ok)?, self.dialect) {
            (TrendFormatBody::Json, None) => Ok(None),
            (TrendFormatBody::Json, Some(_)) => Err(Problem::bad_parameter("dialect", "belongs to CSV")),
            (TrendFormatBody::Csv, dialect) => Ok(Some(dialect.map_or(Dialect::Standard, Dialect::from))),
        }
    }

    fn period(&self) -> Result<Period, Problem> {
        let (from, to) = (period("from", &self.from)?, period("to", &self.to)?);
        let whole =
            Period::spanning(&from, &to).ok_or_else(|| Problem::bad_parameter("to", "ends before from begins"))?;
        let parts = whole.parts(self.by.into());
        let ends = parts.first().zip(parts.last()).filter(|_| parts.len() <= MOST_POINTS);
        let (first, last) = ends.ok_or_else(|| Problem::bad_parameter("to", "makes more than 120 points"))?;
        Ok(Period::spanning(first, last).unwrap_or(whole))
    }
}

impl From<UnitBody> for Unit {
    fn from(body: UnitBody) -> Self {
        match body {
            UnitBody::Month => Self::Month,
            UnitBody::Quarter => Self::Quarter,
            UnitBody::Year => Self::Year,
        }
    }
}

impl From<&Trend> for TrendView {
    fn from(trend: &Trend) -> Self {
        Self {
            survey: trend.survey.to_string(),
            definitions: definitions::IN_FORCE.number,
            question: trend.question.to_string(),
            by: trend.unit.as_str(),
            chart: ChartView {
                method: "p_chart",
                center: trend.center,
                points: trend.points.iter().filter(|point| point.positive.is_some()).count(),
                fewest_points: FEWEST_POINTS,
                unsaid: trend.center.is_none().then_some("too_few_points"),
            },
            points: trend.points.iter().map(PointView::from).collect(),
        }
    }
}

impl From<&Point> for PointView {
    fn from(point: &Point) -> Self {
        Self {
            period: PeriodView::new(&point.period, point.closed),
            n: point.n,
            positive: point.positive.as_ref().map(PositiveView::from),
            withheld: point.withheld.map(|withheld| withheld.as_str()),
            versions: point.versions.clone(),
            version_mark: point.version_mark,
            limits: point.limits.as_ref().map(LimitsView::from),
            signals: point.signals.iter().copied().map(Signal::as_str).collect(),
            not_confirmed: point.unconfirmed.iter().copied().map(Signal::as_str).collect(),
        }
    }
}

impl From<&Limits> for LimitsView {
    fn from(limits: &Limits) -> Self {
        Self { center: limits.center, low: limits.low, high: limits.high }
    }
}
