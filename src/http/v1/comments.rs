//! Comments as analysts read them: released, approved, shuffled, and never beside anything else that was answered.

use std::sync::Arc;

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::http::conditional::{self, Caching};
use crate::http::credentials::Analyst;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::v1::figures::PeriodView;
use crate::http::v1::inquiry::{Asked, whole_quarters};
use crate::state::State;
use crate::storage::comments::{CommentQuery, list_released_comments};
use crate::storage::release::find_closed_through;
use crate::survey::codes::{DepartmentCode, QuestionCode, SurveySlug};
use crate::survey::comment::{Cell, ReleasedComment, Theme, cells};
use crate::survey::figures::{GroupBy, others_together};
use crate::survey::period::Period;
use crate::survey::questionnaire::Version;
use crate::survey::text::LocalizedText;

/// What people wrote
///
/// Comments are released when their quarter ends: at least k of one department to one question together, under its name;
/// what smaller departments have, together, for the whole office; and what is not enough even so, with the next quarter.
/// A comment is shown after an administrator has approved it. Those of a group stand in no order.
/// A group that is not here has too few comments, or none.
#[utoipa::path(
    tag = "analysts",
    params(("survey" = String, Path, description = "The survey's slug", example = "obsluga"), CommentsQuery),
    responses((status = 200, description = "The comments", body = CommentsView), (status = 304, description = "The client has them")),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[get("/surveys/{survey}/comments")]
pub async fn get_comments(
    request: HttpRequest,
    state: Data<State>,
    key: Analyst,
    survey: Path<String>,
    query: Query<CommentsQuery>,
) -> Result<HttpResponse, Problem> {
    let (period, departments) = (whole_quarters("period", query.0.period)?, query.0.department);
    let (questions, group_by, as_of) = (Vec::new(), GroupBy::Department, None);
    let asked = Asked { survey: &survey, period: period.clone(), departments, questions, group_by, as_of };
    let (wanted, versions) = asked.read(&*state.catalogue().await, &key.0)?;
    let entry = state.audit_entry(&key.0, "comments.read", format!("{} {}", wanted.survey, request.query_string()));
    let read = CommentQuery { survey: wanted.survey.clone(), period: Some(period.clone()), decision: None };
    let (mut comments, closed_through) = state
        .consult(Some(entry), move |session, _| {
            Ok((list_released_comments(session, &read)?, find_closed_through(session)?))
        })
        .await?;
    comments.retain(|comment| wanted.names(comment.department.as_ref()));
    let closed = closed_through.is_some_and(|through| period.last() <= through);
    let cells = cells(comments);
    let view = CommentsView {
        survey: &wanted.survey,
        period: PeriodView::new(&period, closed),
        groups: cells.iter().map(|cell| CellView::new(cell, &versions)).collect(),
    };
    conditional::json(&request, Caching::Private, &view)
}

/// Which comments.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct CommentsQuery {
    /// Whole quarters: `2026-Q3`, `2026`, or `2026-07..2026-12`.
    #[param(inline)]
    period: Period,
    /// Only this department; may be repeated. Then what is told only for the whole office is left out.
    #[serde(default)]
    #[param(inline)]
    department: Vec<DepartmentCode>,
}

/// What people wrote.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Comments)]
pub struct CommentsView<'a> {
    /// The survey's slug.
    survey: &'a SurveySlug,
    /// The period.
    period: PeriodView,
    /// One group for each quarter and department that has enough of them.
    groups: Vec<CellView<'a>>,
}

/// Which comments a group holds.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CommentsKey)]
pub struct CellKeyView<'a> {
    /// The quarter.
    quarter: &'a Period,
    /// The department; `null`: what is told only for the whole office.
    department: Option<&'a DepartmentCode>,
}

/// The comments of one quarter and department.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CommentsGroup)]
pub struct CellView<'a> {
    /// Which ones.
    key: CellKeyView<'a>,
    /// The department's name by language.
    label: LocalizedText,
    /// How many there are.
    n: u64,
    /// How many are shown here.
    published: u64,
    /// How many an administrator has withheld.
    withheld: u64,
    /// How many wait for an administrator.
    waiting: u64,
    /// Those that are shown, by theme.
    themes: Vec<ThemeView<'a>>,
}

/// The comments about one thing.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CommentsOnTheme)]
pub struct ThemeView<'a> {
    /// What they are about; `null`: nobody has said so.
    theme: Option<Theme>,
    /// Its name by language.
    label: LocalizedText,
    /// The comments, in no order.
    comments: Vec<CommentView<'a>>,
}

/// A comment.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Comment)]
pub struct CommentView<'a> {
    /// The question it answers.
    question: &'a QuestionCode,
    /// What it says. What was left out of it is `[…]`.
    text: &'a str,
}

impl<'a> CellView<'a> {
    fn new(cell: &'a Cell, versions: &[Arc<Version>]) -> Self {
        let name = |code: &DepartmentCode| versions.iter().rev().find_map(|version| version.department(code));
        let label = match &cell.department {
            Some(code) => name(code).map(|it| it.name_on(cell.quarter.last()).clone()).unwrap_or_default(),
            None => others_together(),
        };
        Self {
            key: CellKeyView { quarter: &cell.quarter, department: cell.department.as_ref() },
            label,
            n: cell.n(),
            published: cell.published(),
            withheld: cell.withheld,
            waiting: cell.waiting,
            themes: cell.themes.iter().map(|(theme, comments)| ThemeView::new(*theme, comments)).collect(),
        }
    }
}

impl<'a> ThemeView<'a> {
    fn new(theme: Option<Theme>, comments: &'a [ReleasedComment]) -> Self {
        let comment = |comment: &'a ReleasedComment| CommentView { question: &comment.question, text: &comment.text };
        Self {
            theme,
            label: theme.map(Theme::label).unwrap_or_default(),
            comments: comments.iter().map(comment).collect(),
        }
    }
}
