//! Moderation: an administrator reads each released comment before analysts do, and decides about it.

use std::sync::Arc;

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get, put};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::Actor;
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
use crate::survey::codes::{DepartmentCode, SurveySlug};
use crate::survey::comment::{Decision, Judgement, Reason, ReleasedComment, Theme};
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
    let subject = format!("{survey} {}", request.query_string());
    let wanted = CommentQuery { survey, period, decision: Some(query.0.decision) };
    let mut comments = read(&state, &key.0, subject, wanted).await?;
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
    let survey = known_survey(&state, &path.0).await?;
    let comment = load_comment(&state, &survey, &path.1).await?;
    let DecisionBody { decision, theme, reason, text } = body.0;
    let judgement = Judgement { decision, theme, reason, text };
    Ok(HttpResponse::Ok().json(decide(&state, &key.0, &survey, comment, judgement).await?))
}

/// Reads released comments for whoever moderates them, and notes it in the audit log; for the API and for the console.
///
/// # Errors
/// When the database is not available.
pub async fn read(
    state: &Arc<State>,
    reader: impl Into<Actor>,
    subject: String,
    wanted: CommentQuery,
) -> Result<Vec<ReleasedComment>, Problem> {
    let entry = state.audit_entry(reader, "moderation.read", subject);
    Ok(state.consult(Some(entry), move |session, _| storage::list_released_comments(session, &wanted)).await?)
}

/// The released comment of a survey that an address names.
///
/// # Errors
/// `NotFound` when it names none; otherwise when the database is not available.
pub async fn load_comment(state: &State, survey: &SurveySlug, id: &str) -> Result<ReleasedComment, Problem> {
    let unknown = || Problem::new(Kind::NotFound);
    let id = Uuid::try_parse(id).map_err(|_| unknown())?;
    let slug = survey.clone();
    let found = state.read(move |session| storage::find_released_comment(session, &slug, id)).await?;
    found.ok_or_else(unknown)
}

/// Decides about a comment, and notes who did; for the API and for the console.
///
/// # Errors
/// `Invalid` when what is decided does not fit the comment; otherwise when the database is not available.
pub async fn decide(
    state: &Arc<State>,
    actor: impl Into<Actor>,
    survey: &SurveySlug,
    comment: ReleasedComment,
    judgement: Judgement,
) -> Result<ReleasedComment, Problem> {
    let decision = judgement.decision;
    let judged = comment.judged(judgement).map_err(Problem::invalid)?;
    let entry = state.audit_entry(actor, "comment.decide", format!("{survey} {} {}", judged.id, decision.as_str()));
    let written = judged.clone();
    state.change(entry, move |session| storage::replace_decision(session, &written)).await?;
    Ok(judged)
}

/// Takes back what was decided about a comment, so that it waits again, and notes who did.
///
/// # Errors
/// When the database is not available.
pub async fn reopen(
    state: &Arc<State>,
    actor: impl Into<Actor>,
    survey: &SurveySlug,
    comment: ReleasedComment,
) -> Result<(), Problem> {
    let entry = state.audit_entry(actor, "comment.reopen", format!("{survey} {}", comment.id));
    let reopened = comment.reopened();
    Ok(state.change(entry, move |session| storage::replace_decision(session, &reopened)).await?)
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
    /// Why it is withheld; left out: it is not, or nobody says.
    reason: Option<Reason>,
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
