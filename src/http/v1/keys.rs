//! Keys: made, listed and revoked. A secret is shown once.

use std::sync::Arc;

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, delete, get, post};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::access::{Actor, Key, Scope, Secret};
use crate::http::body::{Json, one_line, out_of_bounds};
use crate::http::conditional::{self, Caching};
use crate::http::credentials::Administrator;
use crate::http::problem::{Kind, Problem};
use crate::http::query::{NoParameters, Query};
use crate::http::v1::page::{PageQuery, PageView};
use crate::http::v1::texts::{codes, day};
use crate::state::State;
use crate::storage::keys as storage;
use crate::survey::codes::DepartmentCode;

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
    let (new, secret) = make(&state, &key.0, body.0).await?;
    let view = NewKeyView { secret: secret.reveal().to_owned(), key: KeyView::from(&new) };
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
    revoke(&state, &key.0, &id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Makes a key, and notes who did; for the API and for the console.
///
/// # Errors
/// `Invalid` with everything that does not fit; otherwise when the database or the system's random bits are not available.
pub async fn make(state: &Arc<State>, actor: impl Into<Actor>, body: KeyBody) -> Result<(Key, Secret), Problem> {
    let mut faults = out_of_bounds(&body);
    let departments: Vec<DepartmentCode> = codes(&body.departments, "/departments", &mut faults);
    let catalogue = state.refreshed_catalogue().await?;
    faults.extend(body.scope.faults(&departments, &catalogue.departments));
    let expires_on = day(body.expires_on.as_deref(), "/expires_on", &mut faults);
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let made = Key::generate(body.name, body.scope, departments, state.clock.today(), expires_on);
    let (key, secret) = made.map_err(|_| Problem::new(Kind::Unavailable))?;
    let (new, entry) = (key.clone(), state.audit_entry(actor, "key.create", key.id.to_string()));
    state.change(entry, move |session| storage::insert_key(session, &new)).await?;
    Ok((key, secret))
}

/// Revokes a key for good, and notes who did; for the API and for the console.
///
/// # Errors
/// `NotFound` when there is none that can be; otherwise when the database is not available.
pub async fn revoke(state: &Arc<State>, actor: impl Into<Actor>, id: &str) -> Result<(), Problem> {
    let id = Uuid::try_parse(id).map_err(|_| Problem::new(Kind::NotFound))?;
    let today = state.clock.today();
    let entry = state.audit_entry(actor, "key.revoke", id.to_string());
    Ok(state.change(entry, move |session| storage::revoke_key(session, id, today)).await?)
}

/// A new key.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct KeyBody {
    /// What it is for, in your words.
    #[validate(length(min = 1, max = 200), custom(function = "one_line"))]
    #[schema(min_length = 1, max_length = 200, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    pub name: String,
    /// What it is good for.
    pub scope: Scope,
    /// The only departments it is good for; left out: all, as a key with the scope `admin` always is.
    #[serde(default)]
    #[validate(length(max = 200))]
    #[schema(max_items = 200, value_type = Vec<DepartmentCode>)]
    pub departments: Vec<String>,
    /// The last day it is good for.
    #[schema(format = "date")]
    pub expires_on: Option<String>,
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
