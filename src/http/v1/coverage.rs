//! Coverage: who answered, of all who came, and how many answers it takes.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::conditional::{self, Caching};
use crate::http::credentials::Analyst;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::v1::figures::PeriodView;
use crate::http::v1::inquiry::FileView;
use crate::http::v1::inquiry::{Asked, TableFormat, figures_query, file_name, form, named, told};
use crate::reports::coverage::table;
use crate::reports::form::Format;
use crate::state::{State, etag};
use crate::storage::visits::list_visits;
use crate::survey::codes::SurveySlug;
use crate::survey::coverage::{CoveragePart, CoverageReport, PLANNED_SHARE, Unattributed, coverage};
use crate::survey::figures::{Coverage, Filters, GroupBy};
use crate::survey::period::Period;
use crate::survey::statistics::LEVEL;

/// Who answered, of all who came
///
/// Visits are those that the office has entered. A department whose visits are not entered for every month of the
/// period has none, and then no rate; shares of all visits need those of every department.
#[utoipa::path(
    tag = "analysts",
    params(("survey" = String, Path, description = "The survey's slug", example = "obsluga"), CoverageQuery),
    responses(
        (status = 200, description = "The coverage", content(
            (CoverageReportView = "application/json"),
            (String = "text/csv"),
            (inline(FileView) = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        )),
        (status = 304, description = "The client has it")
    ),
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
    let CoverageQuery { period, department, as_of, format, dialect } = query.0;
    let form = form(&request, &Format::OF_TABLES, format, dialect)?;
    let (questions, group_by) = (Vec::new(), GroupBy::Department);
    let asked = Asked { survey: &survey, period, departments: department, questions, group_by, as_of };
    let (wanted, versions) = asked.read(&*state.catalogue().await, &key.0)?;
    let entry = state.audit_entry(&key.0, "coverage.read", format!("{} {}", wanted.survey, request.query_string()));
    let (slug, file) = (wanted.survey.clone(), form.map(|form| file_name("coverage", &wanted, None, form)));
    let report = state
        .consult(Some(entry), move |session, released| {
            let visits = list_visits(session, Some(&wanted.period))?;
            Ok(coverage(&wanted, &released.of(&wanted.survey, &versions), &visits))
        })
        .await??;
    let view = CoverageReportView::new(&slug, &report);
    let (media_type, body) = told(form, (&slug, &report.period, report.basis.as_of), &view, || table(&slug, &report))?;
    let answer = conditional::answer(&request, Caching::Private, &etag(&body), media_type, body);
    Ok(named(answer, file))
}

figures_query! {
    /// Which period, and in which form.
    CoverageQuery in TableFormat {
        /// `2026-07`, `2026-Q3`, `2026`, or `2026-07..2026-09`.
        #[param(inline)]
        period: Period,
    }
}

/// Who answered in a period, of all who came.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CoverageReport)]
pub struct CoverageReportView<'a> {
    /// The survey's slug.
    survey: &'a SurveySlug,
    /// The period.
    period: PeriodView,
    /// What it is limited to.
    filters: &'a Filters,
    /// Which responses it rests on.
    coverage: &'a Coverage,
    /// The level of the intervals that margins and samples are for.
    level: f64,
    /// The share of positive answers that margins and samples are for: none needs more answers.
    planned_share: f64,
    /// One part for each department.
    groups: &'a [CoveragePart],
    /// Responses that are told only for the whole office. They belong to departments, and nobody can say to which: a
    /// department's rate is at least what is told of it. `null`: departments were named, so these are left out.
    unattributed: Option<Unattributed>,
    /// Everything that was selected.
    total: &'a CoveragePart,
}

impl<'a> CoverageReportView<'a> {
    fn new(survey: &'a SurveySlug, report: &'a CoverageReport) -> Self {
        Self {
            survey,
            period: PeriodView::new(&report.period, report.closed),
            filters: &report.filters,
            coverage: &report.basis,
            level: LEVEL,
            planned_share: PLANNED_SHARE,
            groups: &report.departments,
            unattributed: report.unattributed,
            total: &report.total,
        }
    }
}
