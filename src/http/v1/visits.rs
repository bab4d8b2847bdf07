//! Visits: how many people came to a department in a month, as the office counted them.

use std::sync::Arc;

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, delete, get, post, put};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::access::Actor;
use crate::http::body::{CsvFile, Json};
use crate::http::conditional::{self, Caching};
use crate::http::credentials::{Administrator, Staff};
use crate::http::problem::{Kind, Problem};
use crate::http::query::{NoParameters, Query};
use crate::http::v1::page::PageView;
use crate::intake::visits::read_visits;
use crate::state::{Catalogue, State};
use crate::storage::{Session, visits as storage};
use crate::survey::codes::DepartmentCode;
use crate::survey::fault::Fault;
use crate::survey::period::{Period, Unit};
use crate::survey::visits::Visits;

/// The visits that were entered, by month and department
#[utoipa::path(
    tag = "records",
    params(VisitsQuery),
    responses((status = 200, description = "The visits of the departments that the key is good for", body = PageView<Visits>)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[get("/visits")]
pub async fn list_visits(
    request: HttpRequest,
    state: Data<State>,
    key: Staff,
    query: Query<VisitsQuery>,
) -> Result<HttpResponse, Problem> {
    let wanted = query.0.period;
    let mut visits = state.read(move |session| storage::list_visits(session, wanted.as_ref())).await?;
    visits.retain(|one| key.may_read(Some(&one.department)));
    conditional::json(&request, Caching::Private, &PageView::all(visits))
}

/// Enter the visits of many months and departments
///
/// A CSV file with the columns `month`, `department` and `visits`, separated by commas, semicolons or tabs, in UTF-8,
/// UTF-16, Windows-1250 or ISO-8859-2, or the encoding that `charset` names. What was entered for the same month and
/// department is replaced. One line that does not fit, and nothing is taken; the pointer of each fault names its line and
/// column: `/3/visits`.
#[utoipa::path(
    tag = "records",
    request_body(content = String, content_type = "text/csv"),
    responses((status = 200, description = "All of it is entered", body = EnteredView)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[post("/visits")]
pub async fn post_visits(
    state: Data<State>,
    key: Administrator,
    _: Query<NoParameters>,
    body: CsvFile,
) -> Result<HttpResponse, Problem> {
    let catalogue = state.refreshed_catalogue().await?;
    let departments: Vec<DepartmentCode> = catalogue.departments.iter().map(|known| known.code.clone()).collect();
    let visits =
        read_visits(&body.bytes, body.encoding, &departments, state.clock.today()).map_err(Problem::invalid)?;
    let view = EnteredView { entered: visits.len() };
    import(&state, &key.0, visits).await?;
    Ok(HttpResponse::Ok().json(view))
}

/// Enters the visits of a file, and notes who did; for the API and for the console.
///
/// # Errors
/// When the database is not available.
pub async fn import(state: &Arc<State>, actor: impl Into<Actor>, visits: Vec<Visits>) -> Result<(), Problem> {
    let entry = state.audit_entry(actor, "visits.import", visits.len().to_string());
    Ok(state.change(entry, move |session| storage::upsert_visits(session, &visits)).await?)
}

/// Enters the visits of a month, takes back those of other departments, and notes who did; for the API and for the
/// console.
///
/// # Errors
/// `Invalid` when the month has not begun or there are too many; otherwise when the database is not available.
pub async fn enter(
    state: &Arc<State>,
    actor: impl Into<Actor>,
    month: &Period,
    entered: Vec<Visits>,
    taken_back: Vec<DepartmentCode>,
) -> Result<(), Problem> {
    let faults: Vec<Fault> = entered.iter().flat_map(|visits| visits.faults(state.clock.today())).collect();
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let names: Vec<&str> = entered.iter().map(|visits| visits.department.as_str()).collect();
    let entry = state.audit_entry(actor, "visits.save", format!("{month} {}", names.join(" ")));
    let month = month.clone();
    let write = move |session: &mut Session| {
        let known = storage::list_visits(session, Some(&month))?;
        for visits in known.iter().filter(|visits| taken_back.contains(&visits.department)) {
            storage::delete_visits(session, &month, &visits.department)?;
        }
        storage::upsert_visits(session, &entered)
    };
    Ok(state.change(entry, write).await?)
}

/// Enter the visits of one month to one department
#[utoipa::path(
    tag = "records",
    params(
        ("month" = String, Path, description = "The month", example = "2026-07"),
        ("department" = String, Path, description = "The department's code", example = "KM")
    ),
    request_body = VisitsBody,
    responses((status = 200, description = "They are entered", body = Visits)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[put("/visits/{month}/{department}")]
pub async fn put_visits(
    state: Data<State>,
    key: Administrator,
    path: Path<(String, String)>,
    _: Query<NoParameters>,
    body: Json<VisitsBody>,
) -> Result<HttpResponse, Problem> {
    let (month, department) = place(&*state.refreshed_catalogue().await?, &path, Unit::Month)?;
    let visits = Visits { month: month.clone(), department, visits: body.0.visits };
    let view = HttpResponse::Ok().json(&visits);
    enter(&state, &key.0, &month, vec![visits], Vec::new()).await?;
    Ok(view)
}

/// Take back the visits of one month to one department
#[utoipa::path(
    tag = "records",
    params(
        ("month" = String, Path, description = "The month", example = "2026-07"),
        ("department" = String, Path, description = "The department's code", example = "KM")
    ),
    responses((status = 204, description = "They are not entered any more")),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[delete("/visits/{month}/{department}")]
pub async fn delete_visits(
    state: Data<State>,
    key: Administrator,
    path: Path<(String, String)>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, Problem> {
    let (month, department) = place(&*state.refreshed_catalogue().await?, &path, Unit::Month)?;
    let entry = state.audit_entry(&key.0, "visits.delete", format!("{month} {department}"));
    state.change(entry, move |session| storage::delete_visits(session, &month, &department)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The calendar unit and the department that an address names.
///
/// # Errors
/// `NotFound` when it names none.
pub fn place(catalogue: &Catalogue, path: &(String, String), unit: Unit) -> Result<(Period, DepartmentCode), Problem> {
    let period = path.0.parse().ok().filter(|period: &Period| period.is_one(unit));
    let department = catalogue.departments.iter().find(|known| known.code.as_str() == path.1);
    let both = period.zip(department.map(|known| known.code.clone()));
    both.ok_or_else(|| Problem::new(Kind::NotFound))
}

/// Which visits.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct VisitsQuery {
    /// `2026-07`, `2026-Q3`, `2026`, or `2026-07..2026-09`; left out: all.
    #[param(inline)]
    period: Option<Period>,
}

/// The visits of one month to one department, as they are entered.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct VisitsBody {
    /// How many people came. Someone who came twice counts twice.
    #[validate(range(max = 10_000_000))]
    #[schema(maximum = 10_000_000)]
    visits: u64,
}

/// What was entered from a file.
#[derive(Debug, Serialize, ToSchema)]
pub struct EnteredView {
    /// How many lines.
    entered: usize,
}
