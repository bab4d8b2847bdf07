//! Complaints and motions, entered by hand for a quarter and a department: beside the survey, never merged with it.

use std::sync::Arc;

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, delete, get, put};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::access::Actor;
use crate::http::body::Json;
use crate::http::conditional::{self, Caching};
use crate::http::credentials::{Administrator, Staff};
use crate::http::problem::{Kind, Problem};
use crate::http::query::{NoParameters, Query};
use crate::http::v1::inquiry::whole_quarters;
use crate::http::v1::visits::place;
use crate::state::State;
use crate::storage::{Session, complaints as storage};
use crate::survey::codes::DepartmentCode;
use crate::survey::complaint::{Cases, Complaints};
use crate::survey::fault::Fault;
use crate::survey::period::{Period, Unit};

/// The complaints and motions that were entered, by quarter and department
#[utoipa::path(
    tag = "records",
    params(ComplaintsQuery),
    responses((status = 200, description = "Those of the departments that the key is good for", body = ComplaintListView)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[get("/complaints")]
pub async fn list_complaints(
    request: HttpRequest,
    state: Data<State>,
    key: Staff,
    query: Query<ComplaintsQuery>,
) -> Result<HttpResponse, Problem> {
    let wanted = query.0.period.map(|period| whole_quarters("period", period)).transpose()?;
    let mut entered = state.read(move |session| storage::list_complaints(session, wanted.as_ref())).await?;
    entered.retain(|one| key.may_read(Some(&one.department)));
    conditional::json(&request, Caching::Private, &ComplaintListView::from(entered))
}

/// The complaints and motions of one quarter and department
#[utoipa::path(
    tag = "records",
    params(
        ("quarter" = String, Path, description = "The quarter", example = "2026-Q3"),
        ("department" = String, Path, description = "The department's code", example = "KM")
    ),
    responses((status = 200, description = "What was entered", body = Complaints)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[get("/complaints/{quarter}/{department}")]
pub async fn get_complaints(
    request: HttpRequest,
    state: Data<State>,
    key: Staff,
    path: Path<(String, String)>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, Problem> {
    let (quarter, department) = place(&*state.catalogue().await, &path, Unit::Quarter)?;
    if !key.may_read(Some(&department)) {
        return Err(Problem::new(Kind::Forbidden).because("The key is not good for that department."));
    }
    let found = state.read(move |session| storage::find_complaints(session, &quarter, &department)).await?;
    let entered = found.ok_or_else(|| Problem::new(Kind::NotFound))?;
    conditional::json(&request, Caching::Private, &entered)
}

/// Enter the complaints and motions of one quarter and department
#[utoipa::path(
    tag = "records",
    params(
        ("quarter" = String, Path, description = "The quarter", example = "2026-Q3"),
        ("department" = String, Path, description = "The department's code", example = "KM")
    ),
    request_body = ComplaintBody,
    responses((status = 200, description = "They are entered", body = Complaints)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[put("/complaints/{quarter}/{department}")]
pub async fn put_complaints(
    state: Data<State>,
    key: Administrator,
    path: Path<(String, String)>,
    _: Query<NoParameters>,
    body: Json<ComplaintBody>,
) -> Result<HttpResponse, Problem> {
    let (quarter, department) = place(&*state.refreshed_catalogue().await?, &path, Unit::Quarter)?;
    let (complaints, motions) = (body.0.complaints.into(), body.0.motions.into());
    let entered = Complaints { quarter, department, complaints, motions };
    let view = HttpResponse::Ok().json(&entered);
    let quarter = entered.quarter.clone();
    enter(&state, &key.0, &quarter, vec![entered], Vec::new()).await?;
    Ok(view)
}

/// Enters the complaints and motions of a file, and notes who did.
///
/// # Errors
/// When the database is not available.
pub async fn import(state: &Arc<State>, actor: impl Into<Actor>, entered: Vec<Complaints>) -> Result<(), Problem> {
    let entry = state.audit_entry(actor, "complaints.import", entered.len().to_string());
    let write =
        move |session: &mut Session| entered.iter().try_for_each(|one| storage::upsert_complaints(session, one));
    Ok(state.change(entry, write).await?)
}

/// Enters the complaints and motions of a quarter, takes back those of other departments, and notes who did; for the API
/// and for the console.
///
/// # Errors
/// `Invalid` when the numbers do not fit each other or the quarter has not begun; otherwise when the database is not
/// available.
pub async fn enter(
    state: &Arc<State>,
    actor: impl Into<Actor>,
    quarter: &Period,
    entered: Vec<Complaints>,
    taken_back: Vec<DepartmentCode>,
) -> Result<(), Problem> {
    let faults: Vec<Fault> = entered.iter().flat_map(|one| one.faults(state.clock.today())).collect();
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let names: Vec<&str> = entered.iter().map(|one| one.department.as_str()).collect();
    let entry = state.audit_entry(actor, "complaints.save", format!("{quarter} {}", names.join(" ")));
    let quarter = quarter.clone();
    let write = move |session: &mut Session| {
        let known = storage::list_complaints(session, Some(&quarter))?;
        for one in known.iter().filter(|one| taken_back.contains(&one.department)) {
            storage::delete_complaints(session, &quarter, &one.department)?;
        }
        entered.iter().try_for_each(|one| storage::upsert_complaints(session, one))
    };
    Ok(state.change(entry, write).await?)
}

/// Take back the complaints and motions of one quarter and department
#[utoipa::path(
    tag = "records",
    params(
        ("quarter" = String, Path, description = "The quarter", example = "2026-Q3"),
        ("department" = String, Path, description = "The department's code", example = "KM")
    ),
    responses((status = 204, description = "They are not entered any more")),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[delete("/complaints/{quarter}/{department}")]
pub async fn delete_complaints(
    state: Data<State>,
    key: Administrator,
    path: Path<(String, String)>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, Problem> {
    let (quarter, department) = place(&*state.refreshed_catalogue().await?, &path, Unit::Quarter)?;
    let entry = state.audit_entry(&key.0, "complaints.delete", format!("{quarter} {department}"));
    state.change(entry, move |session| storage::delete_complaints(session, &quarter, &department)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Which quarters.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ComplaintsQuery {
    /// Whole quarters: `2026-Q3`, `2026`, or `2026-07..2026-12`; left out: all.
    #[param(inline)]
    period: Option<Period>,
}

/// The complaints and motions of one quarter and department, as they are entered.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ComplaintBody {
    /// Complaints (skargi); left out: none.
    #[serde(default)]
    #[validate(nested)]
    complaints: CasesBody,
    /// Motions (wnioski); left out: none.
    #[serde(default)]
    #[validate(nested)]
    motions: CasesBody,
}

/// How many there were, and what became of them.
#[derive(Debug, Default, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CasesBody {
    /// How many were received.
    #[validate(range(max = 100_000))]
    #[schema(maximum = 100_000)]
    received: u32,
    /// How many of them were handled on time.
    #[serde(default)]
    #[validate(range(max = 100_000))]
    #[schema(maximum = 100_000)]
    on_time: u32,
    /// How many of them were found justified.
    #[serde(default)]
    #[validate(range(max = 100_000))]
    #[schema(maximum = 100_000)]
    justified: u32,
}

/// The complaints and motions of several quarters and departments.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ComplaintList)]
pub struct ComplaintListView {
    /// By quarter and department.
    items: Vec<Complaints>,
    /// All complaints (skargi) of the list.
    complaints: Cases,
    /// All motions (wnioski) of the list.
    motions: Cases,
}

impl From<CasesBody> for Cases {
    fn from(body: CasesBody) -> Self {
        Self { received: body.received, on_time: body.on_time, justified: body.justified }
    }
}

impl From<Vec<Complaints>> for ComplaintListView {
    fn from(items: Vec<Complaints>) -> Self {
        let (mut complaints, mut motions) = (Cases::default(), Cases::default());
        for one in &items {
            complaints.add(one.complaints);
            motions.add(one.motions);
        }
        Self { items, complaints, motions }
    }
}
