//! Coverage: who answered, of all who came, and how many answers it takes.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::http::conditional::{self, Caching};
use crate::http::credentials::Analyst;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::v1::figures::{KeyView, PeriodView};
use crate::http::v1::inquiry::{Asked, period};
use crate::http::v1::questionnaire::{TextsBody, texts_view};
use crate::state::State;
use crate::storage::visits::list_visits;
use crate::survey::coverage::{CoveragePart, CoverageReport, PLANNED_SHARE, Unattributed, coverage};
use crate::survey::figures::GroupBy;
use crate::survey::statistics::LEVEL;

/// Who answered, of all who came
///
/// Visits are those that the office has entered. A department whose visits are not entered for every month of the
/// period has none, and then no rate; shares of all visits need those of every department.
#[utoipa::path(
    tag = "analysts",
    params(("survey" = String, Path, description = "The survey's slug", example = "obsluga"), CoverageQuery),
    responses((status = 200, description = "The coverage", body = CoverageReportView), (status = 304, description = "The client has it")),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[get("/surveys/{survey}/coverage")]
pub async fn get_coverage(
    request: HttpRequest,
    state: Data<State>,
    key: Analyst,
    survey: Path<String>,
    query: Query<CoverageQuery>,
) -> Result<HttpResponse, Problem> {
    let asked = Asked {
        survey: &survey,
        period: period("period", &query.0.period)?,
        departments: &query.0.department,
        questions: &[],
        group_by: GroupBy::Department,
        as_of: None,
    };
    let (wanted, versions) = asked.read(&*state.catalogue().await, &key.0)?;
    let entry = state.audit_entry(&key.0, "coverage.read", format!("{} {}", wanted.survey, request.query_string()));
    let slug = wanted.survey.clone();
    let report = state
        .consult(Some(entry), move |session, released| {
            let visits = list_visits(session, Some(&wanted.period))?;
            Ok(coverage(&wanted, &released.of(&wanted.survey, &versions), &visits))
        })
        .await??;
    conditional::json(&request, Caching::Private, &CoverageReportView::new(slug.as_str(), &report))
}

/// Which period, and which departments.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct CoverageQuery {
    /// `2026-07`, `2026-Q3`, `2026`, or `2026-07..2026-09`.
    #[param(example = "2026-Q3")]
    period: String,
    /// Only this department; may be repeated.
    #[serde(default)]
    department: Vec<String>,
}

/// Who answered in a period, of all who came.
#[derive(Debug, Serialize, ToSchema)]
pub struct CoverageReportView {
    /// The survey's slug.
    survey: String,
    /// The period.
    period: PeriodView,
    /// The level of the intervals that margins and samples are for.
    level: f64,
    /// The share of positive answers that margins and samples are for: none needs more answers.
    planned_share: f64,
    /// One part for each department.
    groups: Vec<CoveragePartView>,
    /// Responses that are told only for the whole office. They belong to departments, and nobody can say to which: a
    /// department's rate is at least what is told of it. `null`: departments were named, so these are left out.
    unattributed: Option<UnattributedView>,
    /// Everything that was selected.
    total: CoveragePartView,
}

/// Who answered in one department, or in all of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct CoveragePartView {
    /// Which part.
    key: KeyView,
    /// Its name by language.
    label: TextsBody,
    /// How many came; `null`: not entered for every month, or not for every department of the total.
    visits: Option<u64>,
    /// How many answered; `null`: withheld.
    n: Option<u64>,
    /// Why that is not told; `null`: it is told.
    withheld: Option<&'static str>,
    /// How many answered of those who came; above 1 when more answered than were counted.
    response_rate: Option<f64>,
    /// Its share of all visits.
    share_of_visits: Option<f64>,
    /// Its share of all responses.
    share_of_responses: Option<f64>,
    /// The half-width of the interval that so many responses give, with finite-population correction where visits are known.
    margin: Option<f64>,
    /// How many responses ±5 points take, with the same correction.
    needed_5: Option<u64>,
    /// How many responses ±10 points take, with the same correction.
    needed_10: Option<u64>,
}

/// Responses that are told only for the whole office.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnattributedView {
    /// How many; 0: none that may be told.
    n: u64,
    /// Their share of all responses.
    share_of_responses: Option<f64>,
}

impl CoverageReportView {
    fn new(survey: &str, report: &CoverageReport) -> Self {
        Self {
            survey: survey.to_owned(),
            period: PeriodView::new(&report.period, report.closed),
            level: LEVEL,
            planned_share: PLANNED_SHARE,
            groups: report.departments.iter().map(CoveragePartView::from).collect(),
            unattributed: report.unattributed.map(UnattributedView::from),
            total: (&report.total).into(),
        }
    }
}

impl From<&CoveragePart> for CoveragePartView {
    fn from(part: &CoveragePart) -> Self {
        Self {
            key: (&part.key).into(),
            label: texts_view(&part.label),
            visits: part.visits,
            n: part.n,
            withheld: part.withheld.map(|withheld| withheld.as_str()),
            response_rate: part.response_rate,
            share_of_visits: part.share_of_visits,
            share_of_responses: part.share_of_responses,
            margin: part.margin,
            needed_5: part.needed_5,
            needed_10: part.needed_10,
        }
    }
}

impl From<Unattributed> for UnattributedView {
    fn from(unattributed: Unattributed) -> Self {
        Self { n: unattributed.n, share_of_responses: unattributed.share_of_responses }
    }
}
