//! Drivers: what goes with the headline, and where improvement would matter most.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::http::credentials::Analyst;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::v1::contrast::WordsView;
use crate::http::v1::figures::{PeriodView, PositiveView};
use crate::http::v1::inquiry::{Asked, Inquiry, json, whole_quarters};
use crate::http::v1::questionnaire::{TextsBody, texts_view};
use crate::state::State;
use crate::survey::definitions;
use crate::survey::drivers::{Driver, Drivers, DriversQuery, Reliability, drivers};
use crate::survey::figures::{GroupBy, Record};

/// What goes with the headline
#[utoipa::path(
    tag = "analysts",
    params(("survey" = String, Path, description = "The survey's slug", example = "obsluga"), DriversParameters),
    responses((status = 200, description = "The drivers", body = DriversView), (status = 304, description = "The client has them")),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[get("/surveys/{survey}/drivers")]
pub async fn get_drivers(
    request: HttpRequest,
    state: Data<State>,
    key: Analyst,
    survey: Path<String>,
    query: Query<DriversParameters>,
) -> Result<HttpResponse, Problem> {
    let asked = Asked {
        survey: &survey,
        period: whole_quarters("period", &query.0.period)?,
        departments: &query.0.department,
        questions: &[],
        group_by: GroupBy::Nothing,
        as_of: query.0.as_of.as_deref(),
    };
    let (wanted, versions) = asked.read(&*state.catalogue().await, &key.0)?;
    let inquiry = Inquiry::new("drivers", &(), &wanted, versions);
    let wanted = DriversQuery {
        survey: wanted.survey,
        period: wanted.period,
        departments: wanted.departments,
        as_of: wanted.as_of,
    };
    let make = move |record: &Record| json(&DriversView::from(&drivers(&wanted, record)?));
    inquiry.answer(&request, &state, &key.0, make).await
}

/// Which period.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct DriversParameters {
    /// Whole quarters: `2026-Q3`, `2026`, or `2026-01..2026-06`.
    #[param(example = "2026-Q3")]
    period: String,
    /// Only this department; may be repeated.
    #[serde(default)]
    department: Vec<String>,
    /// As the figures stood at the end of this day.
    #[param(format = "date")]
    as_of: Option<String>,
}

/// What goes with the headline.
#[derive(Debug, Serialize, ToSchema)]
pub struct DriversView {
    /// The survey's slug.
    survey: String,
    /// The period.
    period: PeriodView,
    /// The headline question.
    headline: String,
    /// The question that asks what matters most; `null`: none does.
    importance: Option<String>,
    /// The rated dimensions, those that go most with the headline first.
    drivers: Vec<DriverView>,
    /// Whether the dimensions measure one thing; `null`: that is not told.
    reliability: Option<ReliabilityView>,
    /// Why it is not: `not_closed_yet`, `too_alike`, or `fewer_than_k` for departments.
    reliability_withheld: Option<&'static str>,
    /// What can be said about them together.
    words: WordsView,
    /// The number of the definitions in force.
    definitions: u32,
}

/// One rated dimension.
#[derive(Debug, Serialize, ToSchema)]
pub struct DriverView {
    /// The question.
    code: String,
    /// Its words by language.
    label: TextsBody,
    /// How many people answered both it and the headline, in the last four quarters that were closed.
    n: Option<u64>,
    /// Spearman's rank correlation with the headline, -1 to 1, with one decimal.
    correlation: Option<f64>,
    /// Why those two are not told: `not_closed_yet`, `too_alike`, or `fewer_than_k` for departments.
    withheld: Option<&'static str>,
    /// Its share of positive answers.
    performance: Option<PositiveView>,
    /// The share of those who named it among what matters most.
    importance: Option<PositiveView>,
    /// Where it stands between the two, beside the mean of all dimensions: `improve`, `keep`, `watch` or `maintain`.
    priority: Option<&'static str>,
    /// The same in words.
    words: Option<WordsView>,
}

/// Cronbach's alpha of those who answered all questions, in the last four quarters that were closed.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReliabilityView {
    /// The questions.
    items: Vec<String>,
    /// How many people answered all of them.
    n: u64,
    /// Alpha, at most 1, with one decimal.
    alpha: f64,
}

impl From<&Drivers> for DriversView {
    fn from(drivers: &Drivers) -> Self {
        Self {
            survey: drivers.results.survey.to_string(),
            period: PeriodView::new(&drivers.results.period, drivers.results.closed),
            headline: drivers.headline.to_string(),
            importance: drivers.importance.as_ref().map(ToString::to_string),
            drivers: drivers.drivers.iter().map(DriverView::from).collect(),
            reliability: drivers.reliability.as_ref().ok().map(ReliabilityView::from),
            reliability_withheld: drivers.reliability.as_ref().err().map(|why| why.as_str()),
            words: drivers.words().into(),
            definitions: definitions::IN_FORCE.number,
        }
    }
}

impl From<&Driver> for DriverView {
    fn from(driver: &Driver) -> Self {
        Self {
            code: driver.code.to_string(),
            label: texts_view(&driver.label),
            n: driver.association.ok().map(|association| association.n),
            correlation: driver.association.ok().map(|association| association.rho),
            withheld: driver.association.err().map(|why| why.as_str()),
            performance: driver.performance.as_ref().map(PositiveView::from),
            importance: driver.importance.as_ref().map(PositiveView::from),
            priority: driver.priority.map(|priority| priority.as_str()),
            words: driver.priority.map(|priority| priority.words().into()),
        }
    }
}

impl From<&Reliability> for ReliabilityView {
    fn from(reliability: &Reliability) -> Self {
        Self {
            items: reliability.items.iter().map(ToString::to_string).collect(),
            n: reliability.n,
            alpha: reliability.alpha,
        }
    }
}
