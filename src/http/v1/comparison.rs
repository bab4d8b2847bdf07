//! Comparisons: whether a share of positive answers changed, and how sure one can be.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::http::credentials::Analyst;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::v1::contrast::{OutcomeView, SideView};
use crate::http::v1::figures::{KeyView, PeriodView};
use crate::http::v1::inquiry::{Asked, Inquiry, json, period};
use crate::http::v1::questionnaire::{TextsBody, texts_view};
use crate::state::State;
use crate::survey::comparison::{ComparedGroup, ComparedQuestion, Comparison, compare};
use crate::survey::definitions;
use crate::survey::figures::{GroupBy, Record};

/// Two periods compared
#[utoipa::path(
    tag = "analysts",
    params(("survey" = String, Path, description = "The survey's slug", example = "obsluga"), ComparisonQuery),
    responses((status = 200, description = "The comparison", body = ComparisonView), (status = 304, description = "The client has it")),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[get("/surveys/{survey}/comparison")]
pub async fn get_comparison(
    request: HttpRequest,
    state: Data<State>,
    key: Analyst,
    survey: Path<String>,
    query: Query<ComparisonQuery>,
) -> Result<HttpResponse, Problem> {
    let asked = Asked {
        survey: &survey,
        period: period("period", &query.0.period)?,
        departments: &query.0.department,
        questions: &query.0.question,
        group_by: query.0.group_by.into(),
        as_of: query.0.as_of.as_deref(),
    };
    let (wanted, versions) = asked.read(&*state.catalogue().await, &key.0)?;
    let against = period("against", &query.0.against)?;
    let inquiry = Inquiry::new("comparison", &against, &wanted, versions).with(&against);
    let make = move |record: &Record| json(&ComparisonView::from(&compare(&wanted, against, record)?));
    inquiry.answer(&request, &state, &key.0, make).await
}

/// Which periods are compared.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ComparisonQuery {
    /// `2026-07`, `2026-Q3`, `2026`, or `2026-07..2026-09`.
    #[param(example = "2026-Q3")]
    period: String,
    /// The period it is held against.
    #[param(example = "2026-Q2")]
    against: String,
    /// Only this department; may be repeated.
    #[serde(default)]
    department: Vec<String>,
    /// Only this question; may be repeated.
    #[serde(default)]
    question: Vec<String>,
    /// How the comparison is split.
    #[serde(default)]
    #[param(inline)]
    group_by: ComparisonGroupByBody,
    /// As the figures stood at the end of this day.
    #[param(format = "date")]
    as_of: Option<String>,
}

/// How comparisons are split.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ComparisonGroupByBody {
    /// One group, equal to the total.
    #[default]
    None,
    /// By department, and what is told only for the whole office.
    Department,
}

/// Two periods compared.
#[derive(Debug, Serialize, ToSchema)]
pub struct ComparisonView {
    /// The survey's slug.
    survey: String,
    /// The edition of the definitions that the figures are computed by, see `/definitions`.
    definitions: u32,
    /// The period.
    period: PeriodView,
    /// The period it is held against.
    against: PeriodView,
    /// One group for each part.
    groups: Vec<ComparedGroupView>,
    /// Everything that was selected; its p-values are adjusted on their own.
    total: ComparedGroupView,
}

/// One part of a comparison.
#[derive(Debug, Serialize, ToSchema)]
pub struct ComparedGroupView {
    /// Which part.
    key: KeyView,
    /// Its name by language.
    label: TextsBody,
    /// Why nothing is told; `null`: it is told.
    withheld: Option<&'static str>,
    /// The questions that know positive answers.
    questions: Vec<ComparedQuestionView>,
}

/// One question compared.
#[derive(Debug, Serialize, ToSchema)]
pub struct ComparedQuestionView {
    /// The question.
    code: String,
    /// The period's share of positive answers.
    period: SideView,
    /// The share it is held against.
    against: SideView,
    /// What follows from the two; the difference is period less against.
    #[serde(flatten)]
    outcome: OutcomeView,
}

impl From<ComparisonGroupByBody> for GroupBy {
    fn from(body: ComparisonGroupByBody) -> Self {
        match body {
            ComparisonGroupByBody::None => Self::Nothing,
            ComparisonGroupByBody::Department => Self::Department,
        }
    }
}

impl From<&Comparison> for ComparisonView {
    fn from(comparison: &Comparison) -> Self {
        Self {
            survey: comparison.period.survey.to_string(),
            definitions: definitions::IN_FORCE.number,
            period: PeriodView::new(&comparison.period.period, comparison.period.closed),
            against: PeriodView::new(&comparison.against.period, comparison.against.closed),
            groups: comparison.groups.iter().map(ComparedGroupView::from).collect(),
            total: (&comparison.total).into(),
        }
    }
}

impl From<&ComparedGroup> for ComparedGroupView {
    fn from(group: &ComparedGroup) -> Self {
        Self {
            key: (&group.key).into(),
            label: texts_view(&group.label),
            withheld: group.withheld.map(|withheld| withheld.as_str()),
            questions: group.questions.iter().map(ComparedQuestionView::from).collect(),
        }
    }
}

impl From<&ComparedQuestion> for ComparedQuestionView {
    fn from(question: &ComparedQuestion) -> Self {
        Self {
            code: question.code.to_string(),
            period: question.contrast.share.as_ref().into(),
            against: question.contrast.against.as_ref().into(),
            outcome: OutcomeView::new(&question.contrast, question.verdict()),
        }
    }
}
