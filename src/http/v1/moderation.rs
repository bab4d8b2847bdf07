//! Moderation: an administrator reads each released comment before analysts do, and decides about it.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get, put};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::http::body::{Json, lines};
use crate::http::conditional::{self, Caching};
use crate::http::credentials::Administrator;
use crate::http::problem::{Kind, Problem};
use crate::http::query::{NoParameters, Query};
use crate::http::v1::inquiry::whole_quarters;
use crate::http::v1::page::{PageQuery, PageView};
use crate::http::v1::surveys::known_survey;
use crate::state::State;
use crate::storage::comments::{self as storage, CommentQuery};
use crate::survey::codes::DepartmentCode;
use crate::survey::comment::{Decision, OMISSION, ReleasedComment, Theme, only_leaves_out};
use crate::survey::fault::Fault;
use crate::survey::period::Period;

/// Released comments, to be decided about
///
/// Those that wait for a decision, or those about which one was made. They come in the order of their random ids.
#[utoipa::path(
    tag = "records",
    params(("survey" = String, Path, description = "The survey's slug", example = "obsluga"), ModerationQuery),
    responses((status = 200, description = "A page of comments", body = PageView<ReleasedComment>)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[get("/surveys/{survey}/comments/moderation")]
pub async fn list_comments(
    request: HttpRequest,
    state: Data<State>,
    key: Administrator,
    survey: Path<String>,
    query: Query<ModerationQuery>,
) -> Result<HttpResponse, Problem> {
    let page = PageQuery { cursor: query.0.cursor, limit: query.0.limit };
    let (limit, after) = (page.limit()?, page.place()?.unwrap_or_default());
    let departments = query.0.department;
    let period = query.0.period.map(|period| whole_quarters("period", period)).transpose()?;
    let survey = known_survey(&state, &survey).await?;
    let entry = state.audit_entry(&key.0, "moderation.read", format!("{survey} {}", request.query_string()));
    let decision = query.0.decision;
    let wanted = CommentQuery { survey, period, decision: Some(decision) };
    let mut comments =
        state.consult(Some(entry), move |session, _| storage::list_released_comments(session, &wanted)).await?;
    comments.retain(|comment| {
        let named = |code: &DepartmentCode| departments.contains(code);
        (departments.is_empty() || comment.department.as_ref().is_some_and(named)) && comment.id.to_string() > after
    });
    comments.truncate(limit + 1);
    conditional::json(&request, Caching::Private, &PageView::cut(comments, limit, |comment| comment.id.to_string()))
}

/// Decide about a comment
///
/// A decision can be made again. What was left out of a comment is gone for good.
#[utoipa::path(
    tag = "records",
    params(
        ("survey" = String, Path, description = "The survey's slug", example = "obsluga"),
        ("id" = Uuid, Path, description = "The comment's id, which belongs to nothing else")
    ),
    request_body = DecisionBody,
    responses((status = 200, description = "The comment as it is now", body = ReleasedComment)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[put("/surveys/{survey}/comments/{id}")]
pub async fn put_comment(
    state: Data<State>,
    key: Administrator,
    path: Path<(String, String)>,
    _: Query<NoParameters>,
    body: Json<DecisionBody>,
) -> Result<HttpResponse, Problem> {
    let unknown = || Problem::new(Kind::NotFound);
    let id = Uuid::try_parse(&path.1).map_err(|_| unknown())?;
    let survey = known_survey(&state, &path.0).await?;
    let slug = survey.clone();
    let found = state.read(move |session| storage::find_released_comment(session, &slug, id)).await?;
    let mut comment = found.ok_or_else(unknown)?;
    if let Some(text) = body.0.text.map(|text| text.replace("[...]", OMISSION)) {
        if !only_leaves_out(&text, &comment.text) {
            let detail = "must be the comment as it is, with […] in place of what is left out";
            return Err(Problem::invalid(vec![Fault::new("/text", "altered", detail)]));
        }
        comment.text = text;
    }
    let decision = body.0.decision;
    comment.decision = Some(decision);
    comment.theme = body.0.theme;
    let view = comment.clone();
    let entry = state.audit_entry(&key.0, "comment.decide", format!("{survey} {id} {}", decision.as_str()));
    state.change(entry, move |session| storage::replace_decision(session, &comment)).await?;
    Ok(HttpResponse::Ok().json(view))
}

/// Which released comments.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ModerationQuery {
    /// Those about which this was decided; left out: those that wait.
    #[param(inline)]
    decision: Option<Decision>,
    /// Whole quarters: `2026-Q3`, `2026`, or `2026-07..2026-12`; left out: all.
    #[param(inline)]
    period: Option<Period>,
    /// Only this department; may be repeated.
    #[serde(default)]
    #[param(inline)]
    department: Vec<DepartmentCode>,
    /// The cursor that the page before gave.
    cursor: Option<String>,
    /// How many items at most, 1 to 100; 100 if left out.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<usize>,
}

/// What is decided about a comment.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct DecisionBody {
    /// Whether analysts may read it.
    decision: Decision,
    /// What it is about; left out: nothing of the list.
    theme: Option<Theme>,
    /// The comment with `[…]` in place of what is left out, such as a name; left out: as it is. Nothing else of it may
    /// be changed.
    #[validate(length(min = 1, max = 4000), custom(function = "lines"))]
    #[schema(
        min_length = 1,
        max_length = 4000,
        pattern = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$"
    )]
    text: Option<String>,
}
