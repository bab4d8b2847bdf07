//! Drivers: what goes with the headline, and where improvement would matter most.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::credentials::Analyst;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::v1::figures::PeriodView;
use crate::http::v1::inquiry::FileView;
use crate::http::v1::inquiry::{Asked, Inquiry, TableFormat, figures_query, form, of_results, told, whole_quarters};
use crate::reports::drivers::table;
use crate::reports::form::Format;
use crate::state::State;
use crate::survey::codes::{QuestionCode, SurveySlug};
use crate::survey::definitions;
use crate::survey::disclosure::Withheld;
use crate::survey::drivers::{Driver, Drivers, DriversQuery, Priority, Reliability, drivers};
use crate::survey::figures::{Coverage, Filters, GroupBy, Proportion, Record};
use crate::survey::period::Period;
use crate::survey::text::LocalizedText;
use crate::survey::wording::Words;

/// What goes with the headline
#[utoipa::path(
    tag = "analysts",
    params(("survey" = String, Path, description = "The survey's slug", example = "obsluga"), DriversParameters),
    responses(
        (status = 200, description = "The drivers", content(
            (DriversView = "application/json"),
            (String = "text/csv"),
            (inline(FileView) = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        )),
        (status = 304, description = "The client has them")
    ),
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
    let DriversParameters { period, department, as_of, format, dialect } = query.0;
    let form = form(&request, &Format::OF_TABLES, format, dialect)?;
    let (period, questions, group_by) = (whole_quarters("period", period)?, Vec::new(), GroupBy::Nothing);
    let asked = Asked { survey: &survey, period, departments: department, questions, group_by, as_of };
    let (wanted, versions) = asked.read(&*state.catalogue().await, &key.0)?;
    let inquiry = Inquiry::new("drivers", form, None, &wanted, versions);
    let wanted = DriversQuery {
        survey: wanted.survey,
        period: wanted.period,
        departments: wanted.departments,
        as_of: wanted.as_of,
    };
    let make = move |record: &Record| {
        let drivers = drivers(&wanted, record)?;
        told(form, of_results(&drivers.results), &DriversView::from(&drivers), || table(&drivers))
    };
    inquiry.answer(&request, &state, &key.0, make).await
}

figures_query! {
    /// Which period, and in which form.
    DriversParameters in TableFormat {
        /// Whole quarters: `2026-Q3`, `2026`, or `2026-01..2026-06`.
        #[param(inline)]
        period: Period,
    }
}

/// What goes with the headline.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Drivers)]
pub struct DriversView<'a> {
    /// The survey's slug.
    survey: &'a SurveySlug,
    /// The period.
    period: PeriodView,
    /// What they are limited to.
    filters: &'a Filters,
    /// Which responses the shares rest on.
    coverage: &'a Coverage,
    /// The headline question.
    headline: &'a QuestionCode,
    /// The question that asks what matters most; `null`: none does.
    importance: Option<&'a QuestionCode>,
    /// The rated dimensions, those that go most with the headline first.
    drivers: Vec<DriverView<'a>>,
    /// Whether the dimensions measure one thing; `null`: that is not told.
    reliability: Option<&'a Reliability>,
    /// Why it is not: `not_closed_yet`, `too_alike`, or `fewer_than_k` for departments.
    reliability_withheld: Option<Withheld>,
    /// What can be said about them together.
    words: Words,
    /// The number of the definitions in force.
    definitions: u32,
}

/// One rated dimension.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Driver)]
pub struct DriverView<'a> {
    /// The question.
    code: &'a QuestionCode,
    /// Its words by language.
    label: &'a LocalizedText,
    /// How many people answered both it and the headline, in the last four quarters that were closed.
    n: Option<u64>,
    /// Spearman's rank correlation with the headline, -1 to 1, with one decimal.
    correlation: Option<f64>,
    /// Why those two are not told: `not_closed_yet`, `too_alike`, or `fewer_than_k` for departments.
    withheld: Option<Withheld>,
    /// Its share of positive answers.
    performance: Option<Proportion>,
    /// The share of those who named it among what matters most.
    importance: Option<Proportion>,
    /// Where it stands between the two, beside the mean of all dimensions.
    priority: Option<Priority>,
    /// The same in words.
    words: Option<Words>,
}

impl<'a> From<&'a Drivers> for DriversView<'a> {
    fn from(drivers: &'a Drivers) -> Self {
        Self {
            survey: &drivers.results.survey,
            period: PeriodView::new(&drivers.results.period, drivers.results.closed),
            filters: &drivers.results.filters,
            coverage: &drivers.results.coverage,
            headline: &drivers.headline,
            importance: drivers.importance.as_ref(),
            drivers: drivers.drivers.iter().map(DriverView::from).collect(),
            reliability: drivers.reliability.as_ref().ok(),
            reliability_withheld: drivers.reliability.as_ref().err().copied(),
            words: drivers.words(),
            definitions: definitions::IN_FORCE.number,
        }
    }
}

impl<'a> From<&'a Driver> for DriverView<'a> {
    fn from(driver: &'a Driver) -> Self {
        Self {
            code: &driver.code,
            label: &driver.label,
            n: driver.association.ok().map(|association| association.n),
            correlation: driver.association.ok().map(|association| association.rho),
            withheld: driver.association.err(),
            performance: driver.performance,
            importance: driver.importance,
            priority: driver.priority,
            words: driver.priority.map(Priority::words),
        }
    }
}
