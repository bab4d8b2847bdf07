//! What a kiosk's tablet says: a code, once, for its key; then, on a timer, how it is, for what it should show now.
//!
//! Neither holds a count of responses given, and nothing here is written on account of a response.

use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::access::{Actor, Key, Scope};
use crate::http::body::{Json, one_line};
use crate::http::credentials::{Address, Tablet};
use crate::http::problem::{Kind, Problem, ProblemView};
use crate::http::query::{NoParameters, Query};
use crate::http::v1::kiosks::OpeningHoursBody;
use crate::kiosk::{Contact, Kiosk, PairingCode, rounded};
use crate::state::{Catalogue, State};
use crate::storage::{Error, kiosks as storage};
use crate::survey::codes::{DepartmentCode, Language, SurveySlug};
use crate::survey::fault::Fault;

/// Pair a tablet with a kiosk
///
/// A code works once. A wrong, a used and an expired one are answered alike.
#[utoipa::path(
    tag = "respondents",
    request_body = PairingBody,
    responses(
        (status = 200, description = "The tablet's key, this once, and what it is to show", body = PairedView),
        (status = 404, description = "There is no such code", content_type = "application/problem+json", body = ProblemView),
        (status = 429, description = "Too many wrong codes were tried", content_type = "application/problem+json", body = ProblemView)
    ),
    security(())
)]
#[post("/kiosks/pairing")]
pub async fn pair_kiosk(
    state: Data<State>,
    address: Address,
    _: Query<NoParameters>,
    body: Json<PairingBody>,
) -> Result<HttpResponse, Problem> {
    let now = state.clock.now();
    let guess = state.guesses.take(address.0, None).map_err(|wait| {
        Problem::too_many(wait).because("Too many wrong codes were tried. Retry-After says when to try again.")
    })?;
    let code = PairingCode::parse(&body.0.code).ok_or_else(|| Problem::new(Kind::NotFound))?;
    let hash = code.hash();
    let seconds = now.timestamp().as_second();
    let found = state.read(move |session| storage::find_kiosk_of_code(session, hash, seconds)).await?;
    let subject = found.ok_or_else(|| Problem::new(Kind::NotFound))?.id.to_string();
    let entry = state.audit_entry(Actor::PairingCode, "kiosk.pair", subject);
    let catalogue = state.refreshed_catalogue().await?;
    let pair = move |session: &mut crate::storage::Session| {
        // Only in here is it certain that nobody else has just used the code.
        let kiosk = storage::find_kiosk_of_code(session, hash, seconds)?.ok_or(Error::Missing)?;
        let departments = kiosk.settings.department.iter().cloned().collect();
        let name = format!("kiosk: {}", kiosk.settings.name);
        let (key, secret) =
            Key::generate(name, Scope::Submit, departments, now.date(), None).map_err(Error::unavailable)?;
        storage::pair_kiosk(session, &kiosk, &key, &Contact::first(now.timestamp()))?;
        Ok(PairedView { key: secret.reveal().to_owned(), settings: KioskSettingsView::new(&kiosk, &catalogue) })
    };
    let view = state.change(entry, pair).await?;
    guess.was_right();
    Ok(HttpResponse::Ok().insert_header(("cache-control", "no-store")).json(view))
}

/// Say how a kiosk's tablet is, and learn what it should show
///
/// Sent on a timer, never together with a response.
#[utoipa::path(
    tag = "respondents",
    request_body = HeartbeatBody,
    responses((status = 200, description = "What the tablet is to show", body = KioskSettingsView)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[post("/kiosks/heartbeat")]
pub async fn report_heartbeat(
    state: Data<State>,
    tablet: Tablet,
    _: Query<NoParameters>,
    body: Json<HeartbeatBody>,
) -> Result<HttpResponse, Problem> {
    let kiosk = tablet.0;
    let contact = body.0.contact(rounded(state.clock.now().timestamp()))?;
    let view = KioskSettingsView::new(&kiosk, &*state.catalogue().await);
    let before = state.read(move |session| storage::find_contact(session, kiosk.id)).await?;
    if before.is_none_or(|before| contact.is_news(&before)) {
        state.append(move |session| storage::replace_contact(session, kiosk.id, &contact)).await?;
    }
    Ok(HttpResponse::Ok().insert_header(("cache-control", "no-store")).json(view))
}

/// A code, as someone typed it.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PairingBody {
    /// Three words; case, accents, and what stands between them do not matter.
    #[validate(length(max = 200))]
    #[schema(max_length = 200, example = "rower-zamek-lipiec")]
    code: String,
}

/// How a tablet is.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct HeartbeatBody {
    /// How many responses wait on it to be sent.
    #[validate(range(max = 1_000_000))]
    #[schema(maximum = 1_000_000)]
    queued: u32,
    /// The day of the oldest of them.
    #[schema(format = "date")]
    oldest_queued_on: Option<String>,
    /// How many responses it holds that were refused.
    #[validate(range(max = 1_000_000))]
    #[schema(maximum = 1_000_000)]
    refused: u32,
    /// The version of the page it shows.
    #[validate(length(min = 1, max = 40), custom(function = "one_line"))]
    #[schema(min_length = 1, max_length = 40, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    app_version: String,
    /// How full its battery is, in percent, where it knows.
    #[validate(range(max = 100))]
    #[schema(maximum = 100)]
    battery: Option<u8>,
    /// Whether it cannot keep what is said: its storage is full or broken.
    #[serde(default)]
    storage_failing: bool,
}

impl HeartbeatBody {
    fn contact(self, at: i64) -> Result<Contact, Problem> {
        let read = |day: String| {
            let parsed: Option<Date> = day.parse().ok().filter(|_| day.len() == 10);
            let fault = || Fault::new("/oldest_queued_on", "malformed", "must be a day as YYYY-MM-DD");
            parsed.ok_or_else(|| Problem::invalid(vec![fault()]))
        };
        Ok(Contact {
            at,
            queued: self.queued,
            oldest_queued_on: self.oldest_queued_on.map(read).transpose()?,
            refused: self.refused,
            app_version: Some(self.app_version),
            battery: self.battery,
            storage_failing: self.storage_failing,
        })
    }
}

/// What a kiosk's tablet is to show.
#[derive(Debug, Serialize, ToSchema)]
pub struct KioskSettingsView {
    /// The kiosk's id.
    kiosk: Uuid,
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
    /// The six digits that open its staff corner.
    staff_pin: String,
    /// Whether anybody may answer; `false`: its department or its survey is closed, and it is to say so.
    in_use: bool,
    /// The days from today on, on which it is to say that it is out of use, the earliest first.
    out_of_use: Vec<DaysView>,
}

/// Days in a row.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OutOfUseDays)]
pub struct DaysView {
    /// The first day.
    from: Date,
    /// The last day.
    until: Date,
}

/// What a tablet is given when it is paired.
#[derive(Debug, Serialize, ToSchema)]
pub struct PairedView {
    /// Its key, with the scope `submit`. It is not kept, and never shown again.
    key: String,
    /// What it is to show.
    #[serde(flatten)]
    settings: KioskSettingsView,
}

impl KioskSettingsView {
    fn new(kiosk: &Kiosk, catalogue: &Catalogue) -> Self {
        let settings = &kiosk.settings;
        let version = catalogue.asked(settings.survey.as_str()).map(AsRef::as_ref);
        let out_of_use = settings.out_of_use.iter().filter(|days| days.until >= catalogue.day());
        Self {
            kiosk: kiosk.id,
            name: settings.name.clone(),
            survey: settings.survey.clone(),
            department: settings.department.clone(),
            site: settings.site.clone(),
            languages: settings.languages.clone(),
            opening_hours: (&settings.opening_hours).into(),
            cooldown_seconds: settings.cooldown_seconds,
            staff_pin: kiosk.staff_pin.clone(),
            out_of_use: out_of_use.map(|days| DaysView { from: days.from, until: days.until }).collect(),
            in_use: settings.is_in_use(version, &catalogue.departments, catalogue.day()),
        }
    }
}
