//! Keys: made, listed and revoked. A secret is shown once.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, delete, get, post};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::access::{Key, Scope};
use crate::http::body::{Json, one_line};
use crate::http::conditional::{self, Caching};
use crate::http::credentials::Administrator;
use crate::http::problem::{Kind, Problem};
use crate::http::query::{NoParameters, Query};
use crate::http::v1::page::{PageQuery, PageView};
use crate::http::v1::texts::codes;
use crate::state::State;
use crate::storage::keys as storage;
use crate::survey::codes::DepartmentCode;
use crate::survey::fault::Fault;

/// All keys, without their secrets
#[utoipa::path(
    tag = "administrators",
    params(PageQuery),
    responses((status = 200, description = "The keys by id, also revoked ones", body = PageView<KeyView>)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[get("/keys")]
pub async fn list_keys(
    request: HttpRequest,
    state: Data<State>,
    _key: Administrator,
    query: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let limit = query.0.limit()?;
    let after = query.0.place()?.unwrap_or_default();
    let keys = state.read(storage::list_keys).await?;
    let rest = keys.iter().filter(|key| key.id.to_string() > after).take(limit + 1);
    let page = PageView::cut(rest.map(KeyView::from).collect(), limit, |key| key.id.to_string());
    conditional::json(&request, Caching::Private, &page)
}

/// Make a key
#[utoipa::path(
    tag = "administrators",
    request_body = KeyBody,
    responses((status = 201, description = "The key, with its secret: this once", body = NewKeyView)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[post("/keys")]
pub async fn create_key(
    state: Data<State>,
    key: Administrator,
    _: Query<NoParameters>,
    body: Json<KeyBody>,
) -> Result<HttpResponse, Problem> {
    let body = body.0;
    let mut faults = Vec::new();
    let departments: Vec<DepartmentCode> = codes(&body.departments, "/departments", &mut faults);
    let catalogue = state.refreshed_catalogue().await?;
    faults.extend(body.scope.faults(&departments, &catalogue.departments));
    let expires_on = body.expires_on.as_deref().and_then(|day| {
        let parsed: Option<Date> = day.parse().ok().filter(|_| day.len() == 10);
        if parsed.is_none() {
            faults.push(Fault::new("/expires_on", "malformed", "must be a day as YYYY-MM-DD"));
        }
        parsed
    });
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let today = state.clock.today();
    let (new, secret) = Key::generate(body.name, body.scope, departments, today, expires_on)
        .map_err(|_| Problem::new(Kind::Unavailable))?;
    let view = NewKeyView { secret: secret.reveal().to_owned(), key: KeyView::from(&new) };
    let entry = state.audit_entry(&key.0, "key.create", new.id.to_string());
    state.change(entry, move |session| storage::insert_key(session, &new)).await?;
    Ok(HttpResponse::Created().insert_header(("cache-control", "no-store")).json(view))
}

/// Revoke a key for good
#[utoipa::path(
    tag = "administrators",
    params(("id" = Uuid, Path, description = "The key's id")),
    responses((status = 204, description = "It opens nothing any more")),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[delete("/keys/{id}")]
pub async fn revoke_key(
    state: Data<State>,
    key: Administrator,
    id: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, Problem> {
    let id = Uuid::try_parse(&id).map_err(|_| Problem::new(Kind::NotFound))?;
    let today = state.clock.today();
    let entry = state.audit_entry(&key.0, "key.revoke", id.to_string());
    state.change(entry, move |session| storage::revoke_key(session, id, today)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A new key.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct KeyBody {
    /// What it is for, in your words.
    #[validate(length(min = 1, max = 200), custom(function = "one_line"))]
    #[schema(min_length = 1, max_length = 200, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    name: String,
    /// What it is good for.
    scope: Scope,
    /// The only departments it is good for; left out: all, as a key with the scope `admin` always is.
    #[serde(default)]
    #[validate(length(max = 200))]
    #[schema(max_items = 200, value_type = Vec<DepartmentCode>)]
    departments: Vec<String>,
    /// The last day it is good for.
    #[schema(format = "date")]
    expires_on: Option<String>,
}

/// A key, without its secret.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ApiKey)]
pub struct KeyView {
    /// Its id.
    id: Uuid,
    /// What it is for.
    name: String,
    /// What it is good for.
    scope: Scope,
    /// The only departments it is good for; empty: all.
    departments: Vec<DepartmentCode>,
    /// The day it was made.
    created_on: Date,
    /// The last day it is good for.
    expires_on: Option<Date>,
    /// The day it was revoked.
    revoked_on: Option<Date>,
    /// The day its tablet was taken out of service: for 45 days it hands in what was collected by then, and nothing else.
    retired_on: Option<Date>,
}

/// A key that was just made.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewKeyView {
    /// The secret. It is not kept, and never shown again.
    secret: String,
    /// The key.
    key: KeyView,
}

impl From<&Key> for KeyView {
    fn from(key: &Key) -> Self {
        Self {
            id: key.id,
            name: key.name.clone(),
            scope: key.scope,
            departments: key.departments.clone(),
            created_on: key.created_on,
            expires_on: key.expires_on,
            revoked_on: key.revoked_on,
            retired_on: key.retired_on,
        }
    }
}
