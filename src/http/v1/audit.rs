//! The audit log: what administrators and analysts did. Never what respondents do.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::http::conditional::{self, Caching};
use crate::http::credentials::Administrator;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::v1::page::{PageQuery, PageView};
use crate::state::State;
use crate::storage::audit::{Entry, list_entries};

/// What administrators and analysts did, newest first
///
/// What is read is noted once for a key, what it read and an hour, with how often.
#[utoipa::path(
    tag = "administrators",
    params(PageQuery),
    responses((status = 200, description = "A page of the log", body = PageView<AuditView>)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[get("/audit")]
pub async fn list_audit(
    request: HttpRequest,
    state: Data<State>,
    _key: Administrator,
    query: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let limit = query.0.limit()?;
    let place = query.0.place()?.map(|place| read_place(&place)).transpose()?;
    state.write_reads().await?;
    let entries = state.read(move |session| list_entries(session, place, limit as i64 + 1)).await?;
    let views: Vec<AuditView> = entries.iter().map(AuditView::from).collect();
    let page = PageView::cut(views, limit, |view| format!("{} {}", view.seconds, view.id));
    conditional::json(&request, Caching::Private, &page)
}

fn read_place(place: &str) -> Result<(i64, Uuid), Problem> {
    let parts = place.split_once(' ').and_then(|(at, id)| Some((at.parse().ok()?, Uuid::try_parse(id).ok()?)));
    parts.ok_or_else(|| Problem::bad_parameter("cursor", "must be a cursor that this list gave"))
}

/// Something that someone with a key or an account did.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditView {
    /// The entry's id.
    id: Uuid,
    /// When; of what was read several times in an hour, when it was read first.
    #[schema(format = "date-time")]
    at: String,
    /// The hour, by its beginning.
    #[schema(format = "date-time")]
    hour: String,
    /// How many times in that hour; of what changes something, 1.
    #[schema(minimum = 1)]
    count: i64,
    /// The id of the key, `account` and what its holder signs in with, `command line`, or `pairing code`.
    actor: String,
    /// What was done.
    #[schema(example = "key.create")]
    action: String,
    /// To what.
    subject: String,
    #[serde(skip)]
    seconds: i64,
}

impl From<&Entry> for AuditView {
    fn from(entry: &Entry) -> Self {
        let time = |seconds| Timestamp::from_second(seconds).map(|at| at.to_string()).unwrap_or_default();
        Self {
            id: entry.id,
            at: time(entry.at),
            hour: time(entry.hour()),
            count: entry.count,
            actor: entry.actor.clone(),
            action: entry.action.clone(),
            subject: entry.subject.clone(),
            seconds: entry.at,
        }
    }
}
