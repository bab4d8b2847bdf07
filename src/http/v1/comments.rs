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
use crate::http::v1::questionnaire::{TextsBody, texts_view};
use crate::state::State;
use crate::storage::comments::{CommentQuery, list_released_comments};
use crate::storage::release::find_closed_through;
use crate::survey::codes::DepartmentCode;
use crate::survey::comment::{Cell, ReleasedComment, Theme, cells};
use crate::survey::figures::{GroupBy, others_together};
use crate::survey::questionnaire::Version;

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
    let period = whole_quarters("period", &query.0.period)?;
    let asked = Asked {
        survey: &survey,
        period: period.clone(),
        departments: &query.0.department,
        questions: &[],
        group_by: GroupBy::Department,
        as_of: None,
    };
    let (wanted, versions) = asked.read(&*state.catalogue().await, &key.0)?;
    wanted.check_departments(&versions)?;
    let entry = state.audit_entry(&key.0, "comments.read", format!("{} {}", wanted.survey, request.query_string()));
    let read = CommentQuery { survey: wanted.survey.clone(), period: Some(period.clone()), decision: None };
    let (mut comments, closed_through) = state
        .consult(Some(entry), move |session, _| {
            Ok((list_released_comments(session, &read)?, find_closed_through(session)?))
        })
        .await?;
    comments.retain(|comment| wanted.names(comment.department.as_ref()));
    let closed = closed_through.is_some_and(|through| period.last() <= through);
    let view = CommentsView {
        survey: wanted.survey.to_string(),
        period: PeriodView::new(&period, closed),
        groups: cells(comments).iter().map(|cell| CellView::new(cell, &versions)).collect(),
    };
    conditional::json(&request, Caching::Private, &view)
}

/// Which comments.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct CommentsQuery {
    /// Whole quarters: `2026-Q3`, `2026`, or `2026-07..2026-12`.
    #[param(example = "2026-Q3")]
    period: String,
    /// Only this department; may be repeated. Then what is told only for the whole office is left out.
    #[serde(default)]
    department: Vec<String>,
}

/// What people wrote.
#[derive(Debug, Serialize, ToSchema)]
pub struct CommentsView {
    /// The survey's slug.
    survey: String,
    /// The period.
    period: PeriodView,
    /// One group for each quarter and department that has enough of them.
    groups: Vec<CellView>,
}

/// Which comments a group holds.
#[derive(Debug, Serialize, ToSchema)]
pub struct CellKeyView {
    /// The quarter.
    quarter: String,
    /// The department; `null`: what is told only for the whole office.
    department: Option<String>,
}

/// The comments of one quarter and department.
#[derive(Debug, Serialize, ToSchema)]
pub struct CellView {
    /// Which ones.
    key: CellKeyView,
    /// The department's name by language.
    label: TextsBody,
    /// How many there are.
    n: u64,
    /// How many are shown here.
    published: u64,
    /// How many an administrator has withheld.
    withheld: u64,
    /// How many wait for an administrator.
    waiting: u64,
    /// Those that are shown, by theme.
    themes: Vec<ThemeView>,
}

/// The comments about one thing.
#[derive(Debug, Serialize, ToSchema)]
pub struct ThemeView {
    /// What they are about; `null`: nobody has said so.
    theme: Option<ThemeBody>,
    /// Its name by language.
    label: TextsBody,
    /// The comments, in no order.
    comments: Vec<CommentView>,
}

/// A comment.
#[derive(Debug, Serialize, ToSchema)]
pub struct CommentView {
    /// The question it answers.
    question: String,
    /// What it says. What was left out of it is `[…]`.
    text: String,
}

/// What a comment is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ThemeBody {
    /// How long people wait.
    Waiting,
    /// How people are treated.
    Courtesy,
    /// What staff know and can do.
    Competence,
    /// What people are told, and signs.
    Information,
    /// Forms, and how matters are handled.
    Procedure,
    /// The building and its rooms.
    Conditions,
    /// Whether everybody can get in and be served.
    Accessibility,
    /// When the office is open.
    Hours,
    /// What can be done without coming.
    Online,
    /// Thanks and praise.
    Praise,
    /// Something else.
    Other,
}

impl CellView {
    fn new(cell: &Cell, versions: &[Arc<Version>]) -> Self {
        let name = |code: &DepartmentCode| versions.iter().rev().find_map(|version| version.department(code));
        let label = match &cell.department {
            Some(code) => name(code).map(|it| it.name_on(cell.quarter.last()).clone()).unwrap_or_default(),
            None => others_together(),
        };
        let department = cell.department.as_ref().map(ToString::to_string);
        Self {
            key: CellKeyView { quarter: cell.quarter.to_string(), department },
            label: texts_view(&label),
            n: cell.n(),
            published: cell.published(),
            withheld: cell.withheld,
            waiting: cell.waiting,
            themes: cell.themes.iter().map(|(theme, comments)| ThemeView::new(*theme, comments)).collect(),
        }
    }
}

impl ThemeView {
    fn new(theme: Option<Theme>, comments: &[ReleasedComment]) -> Self {
        let comment = |comment: &ReleasedComment| CommentView {
            question: comment.question.to_string(),
            text: comment.text.clone(),
        };
        Self {
            theme: theme.map(ThemeBody::from),
            label: theme.map(|theme| texts_view(&theme.label())).unwrap_or_default(),
            comments: comments.iter().map(comment).collect(),
        }
    }
}

macro_rules! same_themes {
    ($($theme:ident)*) => {
        impl From<Theme> for ThemeBody {
            fn from(theme: Theme) -> Self {
                match theme { $(Theme::$theme => Self::$theme,)* }
            }
        }

        impl From<ThemeBody> for Theme {
            fn from(body: ThemeBody) -> Self {
                match body { $(ThemeBody::$theme => Self::$theme,)* }
            }
        }
    };
}

same_themes! { Waiting Courtesy Competence Information Procedure Conditions Accessibility Hours Online Praise Other }
