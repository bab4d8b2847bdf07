//! Kiosks, as administrators look after them: what each shows, the code that pairs a tablet, and how it is.

mod body;

use std::sync::Arc;

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, delete, get, post, put};
use jiff::civil::Date;
use jiff::{Timestamp, Zoned};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::Actor;
use crate::http::body::Json;
use crate::http::conditional::{self, Caching};
use crate::http::credentials::Administrator;
use crate::http::problem::{Kind, Problem, ProblemView};
use crate::http::query::{NoParameters, Query};
use crate::http::v1::page::{PageQuery, PageView};
use crate::kiosk::{Condition, Contact, Kiosk, PairingCode, expiry};
use crate::reports::qr;
use crate::state::State;
use crate::storage::{Session, kiosks as storage};
use crate::survey::codes::{DepartmentCode, Language, SurveySlug};

pub use body::{KioskBody, OpeningHoursBody, OutOfUseBody};

/// All kiosks, and how they are
#[utoipa::path(
    tag = "administrators",
    params(PageQuery),
    responses((status = 200, description = "The kiosks by id, also revoked ones", body = PageView<KioskView>)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[get("/kiosks")]
pub async fn list_kiosks(
    request: HttpRequest,
    state: Data<State>,
    _key: Administrator,
    query: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let limit = query.0.limit()?;
    let after = query.0.place()?.unwrap_or_default();
    let kiosks = state.read(storage::list_kiosks).await?;
    let now = state.clock.now();
    let rest = kiosks.iter().filter(|(kiosk, _)| kiosk.id.to_string() > after).take(limit + 1);
    let views = rest.map(|(kiosk, contact)| KioskView::new(kiosk, contact.as_ref(), &now)).collect();
    conditional::json(&request, Caching::Private, &PageView::cut(views, limit, |kiosk| kiosk.id.to_string()))
}

/// Set up a kiosk
///
/// The answer holds the code that a tablet is paired with: this once.
#[utoipa::path(
    tag = "administrators",
    request_body = KioskBody,
    responses((status = 201, description = "The kiosk, waiting for a tablet", body = NewKioskView)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[post("/kiosks")]
pub async fn create_kiosk(
    state: Data<State>,
    key: Administrator,
    _: Query<NoParameters>,
    body: Json<KioskBody>,
) -> Result<HttpResponse, Problem> {
    let (kiosk, pairing) = set_up(&state, &key.0, body.0).await?;
    let view = NewKioskView { kiosk: KioskView::new(&kiosk, None, &state.clock.now()), pairing };
    Ok(HttpResponse::Created().insert_header(("cache-control", "no-store")).json(view))
}

/// A kiosk, and how it is
#[utoipa::path(
    tag = "administrators",
    params(("id" = Uuid, Path, description = "The kiosk's id")),
    responses((status = 200, description = "The kiosk", body = KioskView)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[get("/kiosks/{id}")]
pub async fn get_kiosk(
    request: HttpRequest,
    state: Data<State>,
    _key: Administrator,
    id: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, Problem> {
    let (kiosk, contact) = find(&state, &id).await?;
    let view = KioskView::new(&kiosk, contact.as_ref(), &state.clock.now());
    conditional::json(&request, Caching::Private, &view)
}

/// Change what a kiosk shows
///
/// Its tablet learns of it when it next reports.
#[utoipa::path(
    tag = "administrators",
    params(("id" = Uuid, Path, description = "The kiosk's id")),
    request_body = KioskBody,
    responses(
        (status = 200, description = "The kiosk as it is now", body = KioskView),
        (status = 409, description = "It is revoked", content_type = "application/problem+json", body = ProblemView)
    ),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[put("/kiosks/{id}")]
pub async fn replace_kiosk(
    state: Data<State>,
    key: Administrator,
    id: Path<String>,
    _: Query<NoParameters>,
    body: Json<KioskBody>,
) -> Result<HttpResponse, Problem> {
    let (kiosk, contact) = change(&state, &key.0, &id, body.0).await?;
    Ok(HttpResponse::Ok().json(KioskView::new(&kiosk, contact.as_ref(), &state.clock.now())))
}

/// Revoke a kiosk for good
///
/// For 45 days its tablet's key still hands in what was collected until today, and nothing else.
/// Where a tablet was stolen, revoke its key, too: then it hands in nothing.
#[utoipa::path(
    tag = "administrators",
    params(("id" = Uuid, Path, description = "The kiosk's id")),
    responses((status = 204, description = "It is out of service")),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[delete("/kiosks/{id}")]
pub async fn revoke_kiosk(
    state: Data<State>,
    key: Administrator,
    id: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, Problem> {
    revoke(&state, &key.0, &id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Make a new code for a kiosk, to pair its first tablet or another one
///
/// The code before it opens nothing any more. When the new one is used, the key of the tablet before is retired.
#[utoipa::path(
    tag = "administrators",
    params(("id" = Uuid, Path, description = "The kiosk's id")),
    responses(
        (status = 201, description = "The code: this once", body = PairingView),
        (status = 409, description = "It is revoked", content_type = "application/problem+json", body = ProblemView)
    ),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[post("/kiosks/{id}/pairing")]
pub async fn create_pairing(
    state: Data<State>,
    key: Administrator,
    id: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, Problem> {
    let view = open_again(&state, &key.0, &id).await?;
    Ok(HttpResponse::Created().insert_header(("cache-control", "no-store")).json(view))
}

/// Sets up a kiosk and opens it for a tablet, and notes who did; for the API and for the console.
///
/// # Errors
/// `Invalid` when the settings do not fit the survey; otherwise when the database is not available.
pub async fn set_up(
    state: &Arc<State>,
    actor: impl Into<Actor>,
    body: KioskBody,
) -> Result<(Kiosk, PairingView), Problem> {
    let settings = body.settings(state).await?;
    let kiosk = Kiosk::new(settings, state.clock.today()).map_err(|_| Problem::new(Kind::Unavailable))?;
    let new = kiosk.clone();
    let insert = move |session: &mut Session| storage::insert_kiosk(session, &new);
    let pairing = open_for_code(state, actor, "kiosk.create", kiosk.id, insert).await?;
    Ok((kiosk, pairing))
}

/// Changes what a kiosk shows, and notes who did; for the API and for the console.
///
/// # Errors
/// `NotFound` when there is no such kiosk, `Conflict` when it is revoked, `Invalid` when the settings do not fit the
/// survey; otherwise when the database is not available.
pub async fn change(
    state: &Arc<State>,
    actor: impl Into<Actor>,
    id: &str,
    body: KioskBody,
) -> Result<(Kiosk, Option<Contact>), Problem> {
    let id = find_in_service(state, id).await?.id;
    let settings = body.settings(state).await?;
    let entry = state.audit_entry(actor, "kiosk.change", id.to_string());
    let write = move |session: &mut Session| {
        let kiosk = storage::change_settings(session, id, settings)?;
        Ok((kiosk, storage::find_contact(session, id)?))
    };
    Ok(state.change(entry, write).await?)
}

/// Revokes a kiosk for good, and notes who did; for the API and for the console.
///
/// # Errors
/// `NotFound` when there is none in service; otherwise when the database is not available.
pub async fn revoke(state: &Arc<State>, actor: impl Into<Actor>, id: &str) -> Result<(), Problem> {
    let id = Uuid::try_parse(id).map_err(|_| Problem::new(Kind::NotFound))?;
    let today = state.clock.today();
    let entry = state.audit_entry(actor, "kiosk.revoke", id.to_string());
    Ok(state.change(entry, move |session| storage::revoke_kiosk(session, id, today)).await?)
}

/// Opens a kiosk for its first tablet or another one, and notes who did; for the API and for the console.
///
/// # Errors
/// `NotFound` when there is no such kiosk, `Conflict` when it is revoked; otherwise when the database is not available.
pub async fn open_again(state: &Arc<State>, actor: impl Into<Actor>, id: &str) -> Result<PairingView, Problem> {
    let id = find_in_service(state, id).await?.id;
    open_for_code(state, actor, "kiosk.code", id, |_| Ok(())).await
}

/// Does something to a kiosk, and opens it for a new code.
async fn open_for_code(
    state: &Arc<State>,
    actor: impl Into<Actor>,
    action: &str,
    kiosk: Uuid,
    work: impl FnOnce(&mut Session) -> Result<(), crate::storage::Error> + Send + 'static,
) -> Result<PairingView, Problem> {
    let code = PairingCode::generate().map_err(|_| Problem::new(Kind::Unavailable))?;
    let (hash, expires_at) = (code.hash(), expiry(state.clock.now().timestamp()));
    let entry = state.audit_entry(actor, action, kiosk.to_string());
    state
        .change(entry, move |session| {
            work(session)?;
            storage::replace_code(session, kiosk, hash, expires_at)
        })
        .await?;
    let url = code.url(&state.config.public_url());
    let only_on_this_computer = state.config.is_only_here();
    let qr = (!only_on_this_computer).then(|| qr::svg(&url).ok_or_else(|| Problem::new(Kind::Internal))).transpose()?;
    let code = code.reveal().to_owned();
    Ok(PairingView { code, url, qr, only_on_this_computer, expires_at: moment(expires_at) })
}

/// The kiosk that an address names, and the last that was heard of its tablet.
///
/// # Errors
/// `NotFound` when it names none; otherwise when the database is not available.
pub async fn find(state: &Arc<State>, id: &str) -> Result<(Kiosk, Option<Contact>), Problem> {
    let id = Uuid::try_parse(id).map_err(|_| Problem::new(Kind::NotFound))?;
    let read =
        move |session: &mut Session| Ok((storage::find_kiosk(session, id)?, storage::find_contact(session, id)?));
    let (kiosk, contact) = state.read(read).await?;
    Ok((kiosk.ok_or_else(|| Problem::new(Kind::NotFound))?, contact))
}

async fn find_in_service(state: &Arc<State>, id: &str) -> Result<Kiosk, Problem> {
    let (kiosk, _) = find(state, id).await?;
    match kiosk.revoked_on {
        None => Ok(kiosk),
        Some(_) => Err(Problem::new(Kind::Conflict).because("The kiosk is revoked.")),
    }
}

fn moment(seconds: i64) -> String {
    Timestamp::from_second(seconds).map(|at| at.to_string()).unwrap_or_default()
}

/// The last that was heard of a kiosk's tablet.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContactView {
    /// When, rounded down to the hour.
    #[schema(format = "date-time")]
    at: String,
    /// How many responses wait on it to be sent.
    queued: u32,
    /// The day of the oldest of them.
    oldest_queued_on: Option<Date>,
    /// How many responses it holds that were refused.
    refused: u32,
    /// The version of the page it shows; `null`: it has paired, and not reported since.
    app_version: Option<String>,
    /// How full its battery is, in percent, where it knows.
    battery: Option<u8>,
    /// Whether it cannot keep what is said.
    storage_failing: bool,
}

/// A kiosk.
#[derive(Debug, Serialize, ToSchema)]
pub struct KioskView {
    /// Its id.
    id: Uuid,
    /// What it is called.
    name: String,
    /// The survey it asks.
    survey: SurveySlug,
    /// The department it is about; `null`: whoever answers chooses.
    department: Option<DepartmentCode>,
    /// Where it stands.
    site: String,
    /// The languages it offers, the default one first.
    languages: Vec<Language>,
    /// When its lobby is open.
    opening_hours: OpeningHoursBody,
    /// How long it waits between two responses, in seconds.
    cooldown_seconds: u16,
    /// The days on which it is out of use, the earliest first.
    out_of_use: Vec<OutOfUseBody>,
    /// The six digits that open its staff corner.
    staff_pin: String,
    /// The day it was set up.
    created_on: Date,
    /// The day it was revoked.
    revoked_on: Option<Date>,
    /// The id of its tablet's key; `null`: it has never been paired.
    key: Option<Uuid>,
    /// How it is.
    condition: Condition,
    /// The last that was heard of its tablet.
    contact: Option<ContactView>,
}

/// A code that pairs a tablet with a kiosk.
#[derive(Debug, Serialize, ToSchema)]
pub struct PairingView {
    /// Three words. They are not kept, and never shown again.
    #[schema(example = "rower-zamek-lipiec")]
    pub code: String,
    /// The address that pairs the tablet that opens it.
    pub url: String,
    /// The same address as a QR code: an SVG image; `null`: the address leads nowhere but on the service's own computer.
    pub qr: Option<String>,
    /// Whether the address works only on the computer that the service runs on, because it was given no public one
    /// (`ANKIETA_PUBLIC_URL`).
    pub only_on_this_computer: bool,
    /// Until when it can be used, once.
    #[schema(format = "date-time")]
    pub expires_at: String,
}

/// A kiosk that was just set up.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewKioskView {
    /// The kiosk.
    kiosk: KioskView,
    /// What pairs a tablet with it.
    pairing: PairingView,
}

impl KioskView {
    fn new(kiosk: &Kiosk, contact: Option<&Contact>, now: &Zoned) -> Self {
        let settings = &kiosk.settings;
        Self {
            id: kiosk.id,
            name: settings.name.clone(),
            survey: settings.survey.clone(),
            department: settings.department.clone(),
            site: settings.site.clone(),
            languages: settings.languages.clone(),
            opening_hours: (&settings.opening_hours).into(),
            cooldown_seconds: settings.cooldown_seconds,
            out_of_use: settings.out_of_use.iter().map(OutOfUseBody::from).collect(),
            staff_pin: kiosk.staff_pin.clone(),
            created_on: kiosk.created_on,
            revoked_on: kiosk.revoked_on,
            key: kiosk.key,
            condition: kiosk.condition(contact, now),
            contact: contact.map(ContactView::from),
        }
    }
}

impl From<&Contact> for ContactView {
    fn from(contact: &Contact) -> Self {
        Self {
            at: moment(contact.at),
            queued: contact.queued,
            oldest_queued_on: contact.oldest_queued_on,
            refused: contact.refused,
            app_version: contact.app_version.clone(),
            battery: contact.battery,
            storage_failing: contact.storage_failing,
        }
    }
}
