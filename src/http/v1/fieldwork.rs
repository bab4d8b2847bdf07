//! When a survey asks, and about whom. No new version comes of it.

use std::sync::Arc;

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get, put};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::access::Actor;
use crate::http::body::{Json, out_of_bounds};
use crate::http::conditional::{self, Caching};
use crate::http::credentials::Administrator;
use crate::http::problem::Problem;
use crate::http::query::{NoParameters, Query};
use crate::http::v1::surveys::known_survey;
use crate::http::v1::texts::{code, day};
use crate::state::State;
use crate::storage::departments::list_departments;
use crate::storage::fieldwork::upsert_fieldwork;
use crate::storage::responses::counts;
use crate::survey::codes::{DepartmentCode, SurveySlug};
use crate::survey::fault::Fault;
use crate::survey::fieldwork::Fieldwork;
use crate::survey::questionnaire::Asking;

/// When a survey asks, and about whom
#[utoipa::path(
    tag = "administrators",
    params(("survey" = String, Path, description = "The survey's slug", example = "obsluga")),
    responses((status = 200, description = "Its fieldwork; where nothing was set, it asks without an end", body = FieldworkBody)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[get("/surveys/{survey}/fieldwork")]
pub async fn get_fieldwork(
    request: HttpRequest,
    state: Data<State>,
    _key: Administrator,
    survey: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, Problem> {
    let slug = known_survey(&state, &survey).await?;
    let catalogue = state.catalogue().await;
    conditional::json(&request, Caching::Private, &FieldworkBody::from(catalogue.fieldwork(slug.as_str())))
}

/// Set when a survey asks, and about whom
///
/// What is left out has its default, but for the departments, which stay as they are. It holds at once, and makes no new
/// version of the survey; figures of the days before today cannot be changed by it.
#[utoipa::path(
    tag = "administrators",
    params(("survey" = String, Path, description = "The survey's slug", example = "obsluga")),
    request_body = FieldworkBody,
    responses((status = 200, description = "Its fieldwork", body = FieldworkBody)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[put("/surveys/{survey}/fieldwork")]
pub async fn put_fieldwork(
    state: Data<State>,
    key: Administrator,
    survey: Path<String>,
    _: Query<NoParameters>,
    body: Json<FieldworkBody>,
) -> Result<HttpResponse, Problem> {
    let slug = known_survey(&state, &survey).await?;
    let fieldwork = set(&state, &key.0, slug, body.0).await?;
    Ok(HttpResponse::Ok().json(FieldworkBody::from(&fieldwork)))
}

/// Sets when a survey asks and about whom, and notes who did; for the API and for the console.
///
/// # Errors
/// `Invalid` when something does not fit; otherwise when the database is not available.
pub async fn set(
    state: &Arc<State>,
    actor: impl Into<Actor>,
    slug: SurveySlug,
    body: FieldworkBody,
) -> Result<Fieldwork, Problem> {
    let known = state.read(list_departments).await?;
    let catalogue = state.refreshed_catalogue().await?;
    let kept = catalogue.fieldwork(slug.as_str()).departments.clone();
    let mut fieldwork = body.into_fieldwork(kept).map_err(Problem::invalid)?;
    let (before, version) = (catalogue.fieldwork(slug.as_str()), catalogue.version(slug.as_str(), None));
    let taken = fieldwork.take_up(before, version.map(|it| &**it), &known, state.clock.today());
    let mut faults = taken.err().unwrap_or_default();
    let survey = slug.clone();
    let counts = state.read(move |session| counts(session, &survey)).await?;
    faults.extend(fieldwork.admit_trial(state.clock.today(), counts).err());
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let entry = state.audit_entry(actor, "survey.fieldwork", slug.as_str());
    let written = fieldwork.clone();
    state.change(entry, move |session| upsert_fieldwork(session, &slug, &written)).await?;
    Ok(fieldwork)
}

/// Sets on which days a survey asks about one department, and notes who did; without any, as its version says.
///
/// # Errors
/// `Invalid` when they do not fit, with the department as the first of the list; otherwise when the database is not
/// available.
pub async fn set_department(
    state: &Arc<State>,
    actor: impl Into<Actor>,
    slug: SurveySlug,
    asking: AskingBody,
) -> Result<Fieldwork, Problem> {
    let mut body = FieldworkBody::from(state.refreshed_catalogue().await?.fieldwork(slug.as_str()));
    let others = body.departments.take().unwrap_or_default().into_iter().filter(|other| other.code != asking.code);
    let others: Vec<AskingBody> = others.collect();
    let asking = Some(asking).filter(|asking| asking.from.is_some() || asking.until.is_some());
    body.departments = Some(asking.into_iter().chain(others).collect());
    set(state, actor, slug, body).await
}

/// When a survey asks, and about whom.
#[derive(Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct FieldworkBody {
    /// Whether it is a trial without a day to open on yet; not if left out. In a trial forms, kiosks, paper, websites and
    /// imports work and say so, everything is checked, and nothing is stored.
    #[serde(default)]
    pub trial: bool,
    /// The first day whose responses count: what is collected before it is a trial, whenever it arrives.
    #[schema(format = "date", example = "2027-01-04")]
    pub opens_on: Option<String>,
    /// The last day that it asks on. Then its forms are hidden, and what was collected later is refused; results stay.
    #[schema(format = "date", example = "2027-12-31")]
    pub closes_on: Option<String>,
    /// Departments that it asks about on some days only, or that the version does not ask about; the version's others
    /// are asked about without an end. It needs no new version, and whatever waits goes on waiting. Left out: as before.
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    pub departments: Option<Vec<AskingBody>>,
}

/// A department, and the days on which a survey asks about it.
#[derive(Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct AskingBody {
    /// Its code.
    #[validate(length(min = 1, max = 16))]
    #[schema(value_type = DepartmentCode, example = "KM")]
    pub code: String,
    /// The first day; if left out, that on which a department is taken up that the version does not ask about.
    #[schema(format = "date", example = "2027-01-04")]
    pub from: Option<String>,
    /// The last day; if left out, there is none. What was collected later is refused, and results stay.
    #[schema(format = "date", example = "2027-12-31")]
    pub until: Option<String>,
}

impl FieldworkBody {
    /// The fieldwork; with the departments that there are where it names none.
    fn into_fieldwork(self, kept: Vec<Asking>) -> Result<Fieldwork, Vec<Fault>> {
        let mut faults = out_of_bounds(&self);
        let fieldwork = Fieldwork {
            trial: self.trial,
            opens_on: day(self.opens_on.as_deref(), "/opens_on", &mut faults),
            closes_on: day(self.closes_on.as_deref(), "/closes_on", &mut faults),
            departments: self.departments.map_or(kept, |departments| asking(&departments, &mut faults)),
        };
        if faults.is_empty() {
            faults = fieldwork.faults();
        }
        if faults.is_empty() { Ok(fieldwork) } else { Err(faults) }
    }
}

fn asking(bodies: &[AskingBody], faults: &mut Vec<Fault>) -> Vec<Asking> {
    let read = bodies.iter().enumerate().filter_map(|(index, body)| {
        let place = format!("/departments/{index}");
        let from = day(body.from.as_deref(), &format!("{place}/from"), faults);
        let until = day(body.until.as_deref(), &format!("{place}/until"), faults);
        Some(Asking { code: code(&body.code, &format!("{place}/code"), faults)?, from, until, taken_up: None })
    });
    read.collect()
}

impl From<&Fieldwork> for FieldworkBody {
    fn from(fieldwork: &Fieldwork) -> Self {
        Self {
            trial: fieldwork.trial,
            opens_on: fieldwork.opens_on.map(|day| day.to_string()),
            closes_on: fieldwork.closes_on.map(|day| day.to_string()),
            departments: Some(fieldwork.departments.iter().map(AskingBody::from).collect()),
        }
    }
}

impl From<&Asking> for AskingBody {
    fn from(asking: &Asking) -> Self {
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        Self { code: asking.code.to_string(), from: day(asking.from), until: day(asking.until) }
    }
}
