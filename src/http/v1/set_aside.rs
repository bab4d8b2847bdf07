//! Responses that an administrator sets aside while they wait: all that came for one department over one channel on one
//! day, never by what they say. Days that bring more than usual are held for a week, so that somebody can.
//!
//! Nothing here counts what waits: what is told of it changes at the nightly release alone.

use std::sync::Arc;

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, delete, get, put};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::access::Actor;
use crate::http::body::{Json, checked, one_line};
use crate::http::conditional::{self, Caching};
use crate::http::credentials::Administrator;
use crate::http::problem::{Kind, Problem};
use crate::http::query::{NoParameters, Query};
use crate::http::v1::surveys::known_survey;
use crate::state::State;
use crate::storage::Session;
use crate::storage::days::{self, Place};
use crate::survey::ceiling::HELD_DAYS;
use crate::survey::codes::{DepartmentCode, SurveySlug};
use crate::survey::response::Channel;

/// What is held, and what the next release sets aside
///
/// Both change at the nightly release, and by what administrators order, never because somebody answered.
#[utoipa::path(
    tag = "administrators",
    params(("survey" = String, Path, description = "The survey's slug", example = "obsluga")),
    responses((status = 200, description = "The days that are held, and the orders", body = SetAsideView)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[get("/surveys/{survey}/set-aside")]
pub async fn get_set_aside(
    request: HttpRequest,
    state: Data<State>,
    _key: Administrator,
    survey: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, Problem> {
    let survey = known_survey(&state, &survey).await?;
    let (held, orders) = list(&state, &survey).await?;
    let view = SetAsideView {
        held: held.iter().map(HeldView::from).collect(),
        orders: orders.iter().map(PlaceView::from).collect(),
    };
    conditional::json(&request, Caching::Private, &view)
}

/// Have set aside what came for a department over a channel on a day
///
/// The next release leaves out, whole, what waits of it then, and forgets it; what was released before stays as it is,
/// and so does history that was imported. Until then the order can be taken back. Comments are not set aside, since
/// nothing ties them to a day: as many of them count no longer as somebody's own, and each is read before it is told.
#[utoipa::path(
    tag = "administrators",
    params(
        ("survey" = String, Path, description = "The survey's slug", example = "obsluga"),
        ("department" = String, Path, description = "The department's code", example = "KM"),
        ("channel" = String, Path, description = "`kiosk`, `web` or `paper`", example = "kiosk"),
        ("day" = String, Path, description = "The day on which it was collected", example = "2026-07-14")
    ),
    request_body = SetAsideBody,
    responses((status = 200, description = "It is ordered, whether or not anything of it waits", body = PlaceView)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[put("/surveys/{survey}/set-aside/{department}/{channel}/{day}")]
pub async fn put_set_aside(
    state: Data<State>,
    key: Administrator,
    path: Path<(String, String, String, String)>,
    _: Query<NoParameters>,
    body: Json<SetAsideBody>,
) -> Result<HttpResponse, Problem> {
    let place = find(&state, &path).await?;
    let view = PlaceView::from(&place);
    let Place { survey, department, channel, day } = place;
    let order = Order { survey, departments: vec![department], channel, first: day, last: day };
    give(&state, &key.0, order, body.0).await?;
    Ok(HttpResponse::Ok().json(view))
}

/// Take back an order to set aside
///
/// What a release has set aside does not come back.
#[utoipa::path(
    tag = "administrators",
    params(
        ("survey" = String, Path, description = "The survey's slug", example = "obsluga"),
        ("department" = String, Path, description = "The department's code", example = "KM"),
        ("channel" = String, Path, description = "`kiosk`, `web` or `paper`", example = "kiosk"),
        ("day" = String, Path, description = "The day on which it was collected", example = "2026-07-14")
    ),
    responses((status = 204, description = "It is not ordered any more")),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[delete("/surveys/{survey}/set-aside/{department}/{channel}/{day}")]
pub async fn delete_set_aside(
    state: Data<State>,
    key: Administrator,
    path: Path<(String, String, String, String)>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, Problem> {
    let place = find(&state, &path).await?;
    withdraw(&state, &key.0, place).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// What is held of a survey, each day with that of the release that found it, and what the next release sets aside; for
/// the API and for the console.
///
/// # Errors
/// When the database is not available.
pub async fn list(state: &Arc<State>, survey: &SurveySlug) -> Result<(Vec<(Place, Date)>, Vec<Place>), Problem> {
    let read = |session: &mut Session| Ok((days::list_held(session)?, days::list_orders(session)?));
    let (mut held, mut orders) = state.read(read).await?;
    held.retain(|(place, _)| place.survey == *survey);
    orders.retain(|place| place.survey == *survey);
    Ok((held, orders))
}

/// What is to be set aside at once: what came for some departments over one channel on some days in a row.
#[derive(Debug, Clone)]
pub struct Order {
    /// The survey.
    pub survey: SurveySlug,
    /// The departments.
    pub departments: Vec<DepartmentCode>,
    /// The channel.
    pub channel: Channel,
    /// The first day on which it was collected.
    pub first: Date,
    /// The last one.
    pub last: Date,
}

impl Order {
    /// All that it is about, department by department and day by day.
    fn places(&self) -> Vec<Place> {
        let days = || self.first.series(1.day()).take_while(|day| *day <= self.last);
        let place = |department: &DepartmentCode, day| {
            let (survey, department) = (self.survey.clone(), department.clone());
            Place { survey, department, channel: self.channel, day }
        };
        self.departments.iter().flat_map(|department| days().map(move |day| place(department, day))).collect()
    }

    /// What the audit log calls it.
    fn subject(&self) -> String {
        let departments: Vec<&str> = self.departments.iter().map(|code| code.as_str()).collect();
        let (departments, channel, first) = (departments.join(","), self.channel.as_str(), self.first);
        let until = if first == self.last { String::new() } else { format!("/{}", self.last) };
        format!("{} {departments} {channel} {first}{until}", self.survey)
    }
}

/// Has something set aside, and notes who ordered it and why; for the API and for the console.
///
/// # Errors
/// `Invalid` when the reason is out of its bounds; otherwise when the database is not available.
pub async fn give(
    state: &Arc<State>,
    actor: impl Into<Actor>,
    order: Order,
    body: SetAsideBody,
) -> Result<(), Problem> {
    let body = checked(body)?;
    let entry = state.audit_entry(actor, "set_aside.order", format!("{}: {}", order.subject(), body.reason.trim()));
    let places = order.places();
    let write = move |session: &mut Session| places.iter().try_for_each(|it| days::order_set_aside(session, it));
    Ok(state.change(entry, write).await?)
}

/// Takes an order back, and notes who did; for the API and for the console.
///
/// # Errors
/// `NotFound` when there is none, or a release has carried it out; otherwise when the database is not available.
pub async fn withdraw(state: &Arc<State>, actor: impl Into<Actor>, place: Place) -> Result<(), Problem> {
    let entry = state.audit_entry(actor, "set_aside.withdraw", subject(&place));
    Ok(state.change(entry, move |session| days::withdraw_set_aside(session, &place)).await?)
}

/// What came for a department over a channel on a day, by their names in addresses: survey, department, channel and day.
///
/// # Errors
/// `NotFound` when there is no such survey, department, channel or day.
pub async fn find(state: &Data<State>, path: &(String, String, String, String)) -> Result<Place, Problem> {
    let survey = known_survey(state, &path.0).await?;
    let catalogue = state.catalogue().await;
    let versions = catalogue.versions(survey.as_str()).unwrap_or_default();
    let departments = versions.iter().flat_map(|version| &version.departments);
    let department = departments.map(|department| &department.code).find(|code| code.as_str() == path.1).cloned();
    let day: Option<Date> = path.3.parse().ok().filter(|day: &Date| day.to_string() == path.3);
    let channel = path.2.parse().ok();
    let found = department.zip(channel).zip(day).map(|((department, channel), day)| (department, channel, day));
    let (department, channel, day) = found.ok_or_else(|| Problem::new(Kind::NotFound))?;
    Ok(Place { survey, department, channel, day })
}

fn subject(place: &Place) -> String {
    let Place { survey, department, channel, day } = place;
    format!("{survey} {department} {} {day}", channel.as_str())
}

/// Why it is set aside.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct SetAsideBody {
    /// What happened, such as that a tablet was stolen; it stays in the audit log.
    #[validate(length(min = 3, max = 500), custom(function = "one_line"))]
    #[schema(min_length = 3, max_length = 500, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    pub reason: String,
}

/// What is held, and what the next release sets aside.
#[derive(Debug, Serialize, ToSchema)]
pub struct SetAsideView {
    /// The days that the last release found above their ceiling.
    held: Vec<HeldView>,
    /// What the next release sets aside.
    orders: Vec<PlaceView>,
}

/// What came for one department over one channel on one day.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceView {
    /// The department.
    department: DepartmentCode,
    /// The channel.
    channel: Channel,
    /// The day on which it was collected.
    day: Date,
}

/// A day that is held.
#[derive(Debug, Serialize, ToSchema)]
pub struct HeldView {
    /// What is held.
    #[serde(flatten)]
    place: PlaceView,
    /// The day of the release that found it.
    since: Date,
    /// The day from which a release lets it go, unless it is set aside.
    until: Date,
}

impl From<&Place> for PlaceView {
    fn from(place: &Place) -> Self {
        Self { department: place.department.clone(), channel: place.channel, day: place.day }
    }
}

impl From<&(Place, Date)> for HeldView {
    fn from((place, since): &(Place, Date)) -> Self {
        Self { place: place.into(), since: *since, until: since.saturating_add(HELD_DAYS.days()) }
    }
}
