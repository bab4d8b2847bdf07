//! The office's departments.

use std::sync::Arc;

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get, patch, put};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::access::Actor;
use crate::http::body::{Json, one_line, out_of_bounds};
use crate::http::conditional::{self, Caching};
use crate::http::credentials::{Administrator, Staff};
use crate::http::problem::{Kind, Problem};
use crate::http::query::{NoParameters, Query};
use crate::http::v1::page::PageView;
use crate::http::v1::texts::{ResidentsName, TextsBody, code, day, texts};
use crate::state::State;
use crate::storage::departments::{list_departments as list, upsert_department};
use crate::survey::codes::DepartmentCode;
use crate::survey::department::{Department, Matter, Renamed};
use crate::survey::fault::Fault;
use crate::survey::office::check_name;
use crate::survey::text::LocalizedText;

/// All departments that the key is good for
#[utoipa::path(
    tag = "administrators",
    responses((status = 200, description = "The departments by code", body = PageView<DepartmentView>)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[get("/departments")]
pub async fn list_departments(
    request: HttpRequest,
    state: Data<State>,
    key: Staff,
    _: Query<NoParameters>,
) -> Result<HttpResponse, Problem> {
    let mut departments = state.read(list).await?;
    departments.retain(|department| key.may_read(Some(&department.code)));
    let today = state.clock.today();
    let views = departments.into_iter().map(|department| DepartmentView::new(department, today)).collect();
    conditional::json(&request, Caching::Private, &PageView::all(views))
}

/// A department
#[utoipa::path(
    tag = "administrators",
    params(("code" = String, Path, description = "The department's code", example = "KM")),
    responses((status = 200, description = "The department", body = DepartmentView)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[get("/departments/{code}")]
pub async fn get_department(
    request: HttpRequest,
    state: Data<State>,
    _key: Administrator,
    code: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, Problem> {
    let department = find(&state, &code).await?.ok_or_else(|| Problem::new(Kind::NotFound))?;
    conditional::json(&request, Caching::Private, &DepartmentView::new(department, state.clock.today()))
}

/// Add a department, or replace it
#[utoipa::path(
    tag = "administrators",
    params(("code" = String, Path, description = "The department's code: `[A-Z][A-Z0-9]{0,15}`", example = "KM")),
    request_body = DepartmentBody,
    responses(
        (status = 200, description = "It is replaced", body = DepartmentView),
        (status = 201, description = "It is added", body = DepartmentView)
    ),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[put("/departments/{code}")]
pub async fn put_department(
    state: Data<State>,
    key: Administrator,
    path: Path<String>,
    _: Query<NoParameters>,
    body: Json<DepartmentBody>,
) -> Result<HttpResponse, Problem> {
    answer(&state, put(&state, &key.0, &path, body.0).await?)
}

/// Change a department
#[utoipa::path(
    tag = "administrators",
    params(("code" = String, Path, description = "The department's code", example = "KM")),
    request_body = DepartmentPatchBody,
    responses((status = 200, description = "It is changed", body = DepartmentView)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[patch("/departments/{code}")]
pub async fn patch_department(
    state: Data<State>,
    key: Administrator,
    path: Path<String>,
    _: Query<NoParameters>,
    body: Json<DepartmentPatchBody>,
) -> Result<HttpResponse, Problem> {
    let mut department = find(&state, &path).await?.ok_or_else(|| Problem::new(Kind::NotFound))?;
    let patch = body.0;
    let mut faults = Vec::new();
    let today = state.clock.today();
    let planned = planned(patch.renamed, &mut faults);
    faults.extend(planned.and_then(|planned| department.plan_names(planned, today).err()));
    if let Some(changed) = patch.name {
        // What it is called in other languages stays.
        let mut all = department.name_on(today).clone();
        all.0.extend(texts(&changed, "/name", &mut faults).0);
        check_name(&all, "/name", &mut faults);
        department.rename(all, today);
    }
    if let Some(changed) = patch.matters {
        department.matters = matters(changed, &mut faults);
    }
    department.site = patch.site.unwrap_or(department.site);
    department.active = patch.active.unwrap_or(department.active);
    answer(&state, save(&state, &key.0, department, faults).await?)
}

/// Adds a department, or replaces it, and notes who did; for the API and for the console. The second is whether it is new.
///
/// # Errors
/// `Invalid` when something does not fit; otherwise when the database is not available.
pub async fn put(
    state: &Arc<State>,
    actor: impl Into<Actor>,
    path: &str,
    body: DepartmentBody,
) -> Result<(Department, bool), Problem> {
    let mut faults = out_of_bounds(&body);
    let parsed: Option<DepartmentCode> = code(path, "/code", &mut faults);
    let name = name(&body.name, "/name", &mut faults);
    let matters = matters(body.matters, &mut faults);
    let planned = planned(body.renamed, &mut faults);
    let Some(code) = parsed else { return Err(Problem::invalid(faults)) };
    let today = state.clock.today();
    let mut department = find(state, path).await?.unwrap_or_else(|| Department {
        code,
        name: name.clone(),
        site: String::new(),
        active: true,
        matters: Vec::new(),
        renamed: Vec::new(),
    });
    faults.extend(planned.and_then(|planned| department.plan_names(planned, today).err()));
    department.rename(name, today);
    let department = Department { site: body.site, active: body.active, matters, ..department };
    save(state, actor, department, faults).await
}

/// The department of a code, if there is one.
///
/// # Errors
/// When the database is not available.
pub async fn find(state: &Arc<State>, code: &str) -> Result<Option<Department>, Problem> {
    let departments = state.read(list).await?;
    Ok(departments.into_iter().find(|department| department.code.as_str() == code))
}

async fn save(
    state: &Arc<State>,
    actor: impl Into<Actor>,
    department: Department,
    faults: Vec<Fault>,
) -> Result<(Department, bool), Problem> {
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let entry = state.audit_entry(actor, "department.save", department.code.as_str());
    let saved = department.clone();
    let added = state.change(entry, move |session| upsert_department(session, &department)).await?;
    Ok((saved, added))
}

fn answer(state: &State, (department, added): (Department, bool)) -> Result<HttpResponse, Problem> {
    let mut answer = if added { HttpResponse::Created() } else { HttpResponse::Ok() };
    Ok(answer.json(DepartmentView::new(department, state.clock.today())))
}

fn name(body: &TextsBody, place: &str, faults: &mut Vec<Fault>) -> LocalizedText {
    let name = texts(body, place, faults);
    check_name(&name, place, faults);
    name
}

/// The names from a day on, if they are given.
fn planned(bodies: Option<Vec<RenamedBody>>, faults: &mut Vec<Fault>) -> Option<Vec<Renamed>> {
    let read = bodies?.into_iter().enumerate().filter_map(|(index, body)| {
        let place = format!("/renamed/{index}");
        let name = name(&body.name, &format!("{place}/name"), faults);
        let from = day(Some(&body.from), &format!("{place}/from"), faults);
        Some(Renamed { from: from?, name })
    });
    Some(read.collect())
}

fn matters(body: Vec<MatterBody>, faults: &mut Vec<Fault>) -> Vec<Matter> {
    let read = body.into_iter().enumerate().filter_map(|(index, matter)| {
        let place = format!("/matters/{index}");
        let text = name(&matter.text, &format!("{place}/text"), faults);
        Some(Matter { code: code(&matter.code, &format!("{place}/code"), faults)?, text })
    });
    read.collect()
}

/// A department.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct DepartmentBody {
    /// Its name by language, at most 200 characters; Polish is required.
    #[schema(value_type = ResidentsName)]
    pub name: TextsBody,
    /// Where it receives people: a street address.
    #[serde(default)]
    #[validate(length(max = 200), custom(function = "one_line"))]
    #[schema(max_length = 200, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    pub site: String,
    /// Whether forms offer it.
    #[serde(default = "yes")]
    pub active: bool,
    /// The kinds of matter it handles.
    #[serde(default)]
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50)]
    pub matters: Vec<MatterBody>,
    /// The names that it has from a day on, oldest first; those that it has if left out.
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50)]
    pub renamed: Option<Vec<RenamedBody>>,
}

/// What changes about a department; what is left out stays.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct DepartmentPatchBody {
    /// Its name by language, at most 200 characters; the languages that are left out keep theirs.
    name: Option<TextsBody>,
    /// Where it receives people.
    #[validate(length(max = 200), custom(function = "one_line"))]
    #[schema(max_length = 200, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    site: Option<String>,
    /// Whether forms offer it.
    active: Option<bool>,
    /// The kinds of matter it handles.
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50)]
    matters: Option<Vec<MatterBody>>,
    /// The names that it has from a day on, oldest first.
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50)]
    renamed: Option<Vec<RenamedBody>>,
}

/// The name that a department has from a day on, under the same code. Figures of periods that end before it keep theirs.
#[derive(Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct RenamedBody {
    /// The first day; today or later.
    #[schema(format = "date", example = "2027-01-01")]
    pub from: String,
    /// The name by language, at most 200 characters; Polish is required.
    #[schema(value_type = ResidentsName)]
    pub name: TextsBody,
}

/// A kind of matter.
#[derive(Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct MatterBody {
    /// Its stable code within the department.
    #[validate(length(min = 1, max = 28))]
    #[schema(min_length = 1, max_length = 28, pattern = "^[a-z0-9_]{1,28}$")]
    pub code: String,
    /// Its name by language, at most 200 characters; Polish is required.
    #[schema(value_type = ResidentsName)]
    pub text: TextsBody,
}

impl From<&Renamed> for RenamedBody {
    fn from(renamed: &Renamed) -> Self {
        Self { from: renamed.from.to_string(), name: (&renamed.name).into() }
    }
}

impl From<&Matter> for MatterBody {
    fn from(matter: &Matter) -> Self {
        Self { code: matter.code.to_string(), text: (&matter.text).into() }
    }
}

/// A department, as it is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DepartmentToday)]
pub struct DepartmentView {
    /// Its stable code.
    code: DepartmentCode,
    /// Its name today by language.
    name: LocalizedText,
    /// Where it receives people.
    site: String,
    /// Whether forms offer it.
    active: bool,
    /// The kinds of matter it handles.
    #[schema(value_type = Vec<MatterBody>)]
    matters: Vec<Matter>,
    /// The names that it has, or had, from a day on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<RenamedBody>)]
    renamed: Vec<Renamed>,
}

impl DepartmentView {
    fn new(department: Department, today: Date) -> Self {
        let name = department.name_on(today).clone();
        let Department { code, site, active, matters, renamed, .. } = department;
        Self { code, name, site, active, matters, renamed }
    }
}

fn yes() -> bool {
    true
}
