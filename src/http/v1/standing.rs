//! Standing: each department against the rest of the office, and groups of equals instead of ranks.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::credentials::Analyst;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::v1::contrast::{OutcomeView, SideView};
use crate::http::v1::figures::PeriodView;
use crate::http::v1::inquiry::FileView;
use crate::http::v1::inquiry::{Asked, Inquiry, TableFormat, figures_query, form, of_results, told};
use crate::reports::form::Format;
use crate::reports::standing::table;
use crate::state::State;
use crate::survey::codes::{DepartmentCode, QuestionCode, SurveySlug};
use crate::survey::definitions;
use crate::survey::disclosure::Withheld;
use crate::survey::figures::{Coverage, Filters, GroupBy, Record};
use crate::survey::period::Period;
use crate::survey::standing::{DepartmentStanding, QuestionStanding, Standings, stand};
use crate::survey::text::LocalizedText;

/// The departments compared with the rest of the office
#[utoipa::path(
    tag = "analysts",
    params(("survey" = String, Path, description = "The survey's slug", example = "obsluga"), StandingQuery),
    responses(
        (status = 200, description = "The comparison", content(
            (StandingView = "application/json"),
            (String = "text/csv"),
            (inline(FileView) = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        )),
        (status = 304, description = "The client has it")
    ),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[get("/surveys/{survey}/comparison/departments")]
pub async fn get_standing(
    request: HttpRequest,
    state: Data<State>,
    key: Analyst,
    survey: Path<String>,
    query: Query<StandingQuery>,
) -> Result<HttpResponse, Problem> {
    let StandingQuery { period, question, department, as_of, format, dialect } = query.0;
    let form = form(&request, &Format::OF_TABLES, format, dialect)?;
    let group_by = GroupBy::Department;
    let asked = Asked { survey: &survey, period, departments: department, questions: question, group_by, as_of };
    let (wanted, versions) = asked.read(&*state.catalogue().await, &key.0)?;
    let inquiry = Inquiry::new("standing", form, None, &wanted, versions);
    let make = move |record: &Record| {
        let standings = stand(&wanted, record)?;
        told(form, of_results(&standings.results), &StandingView::from(&standings), || table(&standings))
    };
    inquiry.answer(&request, &state, &key.0, make).await
}

figures_query! {
    /// Which departments are compared, each with the others that are selected, and in which form.
    StandingQuery in TableFormat {
        /// `2026-07`, `2026-Q3`, `2026`, or `2026-07..2026-09`.
        #[param(inline)]
        period: Period,
        /// Only this question; may be repeated.
        #[serde(default)]
        #[param(inline)]
        question: Vec<QuestionCode>,
    }
}

/// The departments of an office side by side.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Standings)]
pub struct StandingView<'a> {
    /// The survey's slug.
    survey: &'a SurveySlug,
    /// The edition of the definitions that the figures are computed by, see `/definitions`.
    definitions: u32,
    /// The period.
    period: PeriodView,
    /// What they are limited to.
    filters: &'a Filters,
    /// Which responses the figures rest on.
    coverage: &'a Coverage,
    /// The departments, in the order of the survey, which is no rank.
    departments: Vec<DepartmentStandingView<'a>>,
}

/// How one department stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DepartmentStanding)]
pub struct DepartmentStandingView<'a> {
    /// The department.
    code: &'a DepartmentCode,
    /// Its name by language.
    label: &'a LocalizedText,
    /// Why nothing is told; `null`: it is told.
    withheld: Option<Withheld>,
    /// The questions that know positive answers.
    questions: Vec<QuestionStandingView<'a>>,
}

/// How one department stands in one question.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = QuestionStanding)]
pub struct QuestionStandingView<'a> {
    /// The question.
    code: &'a QuestionCode,
    /// The department's share of positive answers.
    department: SideView,
    /// The share of everything else that was selected: without a choice of departments, of the rest of the office.
    rest: SideView,
    /// What follows from the two; the difference is department less rest.
    #[serde(flatten)]
    outcome: OutcomeView,
    /// Letters: departments that share one do not differ in this question. They are no ranks. `null`: too few answers.
    #[schema(example = "ab")]
    equals: Option<&'a str>,
}

impl<'a> From<&'a Standings> for StandingView<'a> {
    fn from(standings: &'a Standings) -> Self {
        let results = &standings.results;
        Self {
            survey: &results.survey,
            definitions: definitions::IN_FORCE.number,
            period: PeriodView::new(&results.period, results.closed),
            filters: &results.filters,
            coverage: &results.coverage,
            departments: standings.departments.iter().map(DepartmentStandingView::from).collect(),
        }
    }
}

impl<'a> From<&'a DepartmentStanding> for DepartmentStandingView<'a> {
    fn from(standing: &'a DepartmentStanding) -> Self {
        let DepartmentStanding { code, label, withheld, questions } = standing;
        Self { code, label, withheld: *withheld, questions: questions.iter().map(QuestionStandingView::from).collect() }
    }
}

impl<'a> From<&'a QuestionStanding> for QuestionStandingView<'a> {
    fn from(question: &'a QuestionStanding) -> Self {
        Self {
            code: &question.code,
            department: question.contrast.share.into(),
            rest: question.contrast.against.into(),
            outcome: OutcomeView::new(&question.contrast, question.verdict()),
            equals: question.equals.as_deref(),
        }
    }
}
