//! Standing: each department against the rest of the office, and groups of equals instead of ranks.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::http::credentials::Analyst;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::v1::contrast::{OutcomeView, SideView};
use crate::http::v1::figures::{CoverageView, PeriodView};
use crate::http::v1::inquiry::{Asked, Inquiry, json, period};
use crate::http::v1::questionnaire::{TextsBody, texts_view};
use crate::state::State;
use crate::survey::definitions;
use crate::survey::figures::{GroupBy, Record};
use crate::survey::standing::{DepartmentStanding, QuestionStanding, Standings, stand};

/// The departments compared with the rest of the office
#[utoipa::path(
    tag = "analysts",
    params(("survey" = String, Path, description = "The survey's slug", example = "obsluga"), StandingQuery),
    responses((status = 200, description = "The comparison", body = StandingView), (status = 304, description = "The client has it")),
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
    let asked = Asked {
        survey: &survey,
        period: period("period", &query.0.period)?,
        departments: &query.0.department,
        questions: &query.0.question,
        group_by: GroupBy::Department,
        as_of: query.0.as_of.as_deref(),
    };
    let (wanted, versions) = asked.read(&*state.catalogue().await, &key.0)?;
    let inquiry = Inquiry::new("standing", &(), &wanted, versions);
    let make = move |record: &Record| json(&StandingView::from(&stand(&wanted, record)?));
    inquiry.answer(&request, &state, &key.0, make).await
}

/// Which departments are compared.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct StandingQuery {
    /// `2026-07`, `2026-Q3`, `2026`, or `2026-07..2026-09`.
    #[param(example = "2026-Q3")]
    period: String,
    /// Only this department; may be repeated. Each is then compared with the others of them.
    #[serde(default)]
    department: Vec<String>,
    /// Only this question; may be repeated.
    #[serde(default)]
    question: Vec<String>,
    /// As the figures stood at the end of this day.
    #[param(format = "date")]
    as_of: Option<String>,
}

/// The departments of an office side by side.
#[derive(Debug, Serialize, ToSchema)]
pub struct StandingView {
    /// The survey's slug.
    survey: String,
    /// The edition of the definitions that the figures are computed by, see `/definitions`.
    definitions: u32,
    /// The period.
    period: PeriodView,
    /// Which responses the figures rest on.
    coverage: CoverageView,
    /// The departments, in the order of the survey, which is no rank.
    departments: Vec<DepartmentStandingView>,
}

/// How one department stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct DepartmentStandingView {
    /// The department.
    code: String,
    /// Its name by language.
    label: TextsBody,
    /// Why nothing is told; `null`: it is told.
    withheld: Option<&'static str>,
    /// The questions that know positive answers.
    questions: Vec<QuestionStandingView>,
}

/// How one department stands in one question.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuestionStandingView {
    /// The question.
    code: String,
    /// The department's share of positive answers.
    department: SideView,
    /// The share of everything else that was selected: without a choice of departments, of the rest of the office.
    rest: SideView,
    /// What follows from the two; the difference is department less rest.
    #[serde(flatten)]
    outcome: OutcomeView,
    /// Letters: departments that share one do not differ in this question. They are no ranks. `null`: too few answers.
    #[schema(example = "ab")]
    equals: Option<String>,
}

impl From<&Standings> for StandingView {
    fn from(standings: &Standings) -> Self {
        let results = &standings.results;
        Self {
            survey: results.survey.to_string(),
            definitions: definitions::IN_FORCE.number,
            period: PeriodView::new(&results.period, results.closed),
            coverage: (&results.coverage).into(),
            departments: standings.departments.iter().map(DepartmentStandingView::from).collect(),
        }
    }
}

impl From<&DepartmentStanding> for DepartmentStandingView {
    fn from(standing: &DepartmentStanding) -> Self {
        Self {
            code: standing.code.to_string(),
            label: texts_view(&standing.label),
            withheld: standing.withheld.map(|withheld| withheld.as_str()),
            questions: standing.questions.iter().map(QuestionStandingView::from).collect(),
        }
    }
}

impl From<&QuestionStanding> for QuestionStandingView {
    fn from(question: &QuestionStanding) -> Self {
        Self {
            code: question.code.to_string(),
            department: question.contrast.share.as_ref().into(),
            rest: question.contrast.against.as_ref().into(),
            outcome: OutcomeView::new(&question.contrast, question.verdict()),
            equals: question.equals.clone(),
        }
    }
}
