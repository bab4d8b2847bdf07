//! Comparisons: whether a share of positive answers changed, and how sure one can be.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::credentials::Analyst;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::v1::contrast::{OutcomeView, SideView};
use crate::http::v1::figures::PeriodView;
use crate::http::v1::inquiry::FileView;
use crate::http::v1::inquiry::{Asked, Inquiry, TableFormat, figures_query, form, of_results, told};
use crate::reports::comparison::table;
use crate::reports::form::Format;
use crate::state::State;
use crate::survey::codes::{QuestionCode, SurveySlug};
use crate::survey::comparison::{ComparedGroup, ComparedQuestion, Comparison, compare};
use crate::survey::definitions;
use crate::survey::disclosure::Withheld;
use crate::survey::figures::{Coverage, Filters, GroupBy, Key, Record};
use crate::survey::period::Period;
use crate::survey::text::LocalizedText;

/// Two periods compared
#[utoipa::path(
    tag = "analysts",
    params(("survey" = String, Path, description = "The survey's slug", example = "obsluga"), ComparisonQuery),
    responses(
        (status = 200, description = "The comparison", content(
            (ComparisonView = "application/json"),
            (String = "text/csv"),
            (inline(FileView) = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        )),
        (status = 304, description = "The client has it")
    ),
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
    let ComparisonQuery { period, against, question, group_by, department, as_of, format, dialect } = query.0;
    let form = form(&request, &Format::OF_TABLES, format, dialect)?;
    if period.overlaps(&against) {
        return Err(Problem::bad_parameter(
            "against",
            "must not share a day with `period`: nobody is compared with themselves",
        ));
    }
    let group_by = group_by.into();
    let asked = Asked { survey: &survey, period, departments: department, questions: question, group_by, as_of };
    let (wanted, versions) = asked.read(&*state.catalogue().await, &key.0)?;
    let inquiry = Inquiry::new("comparison", form, Some(&against), &wanted, versions);
    let make = move |record: &Record| {
        let comparison = compare(&wanted, against, record)?;
        told(form, of_results(&comparison.period), &ComparisonView::from(&comparison), || table(&comparison))
    };
    inquiry.answer(&request, &state, &key.0, make).await
}

figures_query! {
    /// Which periods are compared, and in which form.
    ComparisonQuery in TableFormat {
        /// `2026-07`, `2026-Q3`, `2026`, or `2026-07..2026-09`.
        #[param(inline)]
        period: Period,
        /// The period it is held against.
        #[param(inline, example = "2026-Q2")]
        against: Period,
        /// Only this question; may be repeated.
        #[serde(default)]
        #[param(inline)]
        question: Vec<QuestionCode>,
        /// How the comparison is split.
        #[serde(default)]
        #[param(inline)]
        group_by: ComparisonGroupByBody,
    }
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
#[schema(as = Comparison)]
pub struct ComparisonView<'a> {
    /// The survey's slug.
    survey: &'a SurveySlug,
    /// The edition of the definitions that the figures are computed by, see `/definitions`.
    definitions: u32,
    /// The period.
    period: PeriodView,
    /// The period it is held against.
    against: PeriodView,
    /// What they are limited to.
    filters: &'a Filters,
    /// Which responses the period's figures rest on.
    coverage: &'a Coverage,
    /// Which responses those rest on that it is held against.
    against_coverage: &'a Coverage,
    /// One group for each part.
    groups: Vec<ComparedGroupView<'a>>,
    /// Everything that was selected; its p-values are adjusted on their own.
    total: ComparedGroupView<'a>,
}

/// One part of a comparison.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ComparedGroup)]
pub struct ComparedGroupView<'a> {
    /// Which part.
    key: &'a Key,
    /// Its name by language.
    label: &'a LocalizedText,
    /// Why nothing is told; `null`: it is told.
    withheld: Option<Withheld>,
    /// The questions that know positive answers.
    questions: Vec<ComparedQuestionView<'a>>,
}

/// One question compared.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ComparedQuestion)]
pub struct ComparedQuestionView<'a> {
    /// The question.
    code: &'a QuestionCode,
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

impl<'a> From<&'a Comparison> for ComparisonView<'a> {
    fn from(comparison: &'a Comparison) -> Self {
        let Comparison { period, against, groups, total } = comparison;
        Self {
            survey: &period.survey,
            definitions: definitions::IN_FORCE.number,
            period: PeriodView::new(&period.period, period.closed),
            against: PeriodView::new(&against.period, against.closed),
            filters: &period.filters,
            coverage: &period.coverage,
            against_coverage: &against.coverage,
            groups: groups.iter().map(ComparedGroupView::from).collect(),
            total: total.into(),
        }
    }
}

impl<'a> From<&'a ComparedGroup> for ComparedGroupView<'a> {
    fn from(group: &'a ComparedGroup) -> Self {
        let ComparedGroup { key, label, withheld, questions } = group;
        Self { key, label, withheld: *withheld, questions: questions.iter().map(ComparedQuestionView::from).collect() }
    }
}

impl<'a> From<&'a ComparedQuestion> for ComparedQuestionView<'a> {
    fn from(question: &'a ComparedQuestion) -> Self {
        Self {
            code: &question.code,
            period: question.contrast.share.into(),
            against: question.contrast.against.into(),
            outcome: OutcomeView::new(&question.contrast, question.verdict()),
        }
    }
}
