//! What is set about a survey: where its form may be shown, and how, whether its results are public, and when it counts.
//! No new version comes of it.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get, put};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::body::Json;
use crate::http::conditional::{self, Caching};
use crate::http::credentials::Administrator;
use crate::http::problem::Problem;
use crate::http::query::{NoParameters, Query};
use crate::http::v1::questionnaire::code;
use crate::http::v1::surveys::known_survey;
use crate::state::State;
use crate::storage::responses::counts;
use crate::storage::settings::upsert_settings;
use crate::survey::codes::SurveySlug;
use crate::survey::fault::Fault;
use crate::survey::questionnaire::Asking;
use crate::survey::settings::{Layout, Licence, SurveySettings};

/// What is set about a survey
#[utoipa::path(
    tag = "administrators",
    params(("survey" = String, Path, description = "The survey's slug", example = "obsluga")),
    responses((status = 200, description = "The settings; the defaults where nothing was set", body = SettingsBody)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[get("/surveys/{survey}/settings")]
pub async fn get_settings(
    request: HttpRequest,
    state: Data<State>,
    _key: Administrator,
    survey: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, Problem> {
    let slug = known_survey(&state, &survey).await?;
    let catalogue = state.catalogue().await;
    conditional::json(&request, Caching::Private, &SettingsBody::from(catalogue.settings(slug.as_str())))
}

/// Set where a survey's form may be shown, and how, whether its results are public, and when it counts
///
/// What is left out has its default. Settings hold at once, and make no new version of the survey.
#[utoipa::path(
    tag = "administrators",
    params(("survey" = String, Path, description = "The survey's slug", example = "obsluga")),
    request_body = SettingsBody,
    responses((status = 200, description = "The settings", body = SettingsBody)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[put("/surveys/{survey}/settings")]
pub async fn put_settings(
    state: Data<State>,
    key: Administrator,
    survey: Path<String>,
    _: Query<NoParameters>,
    body: Json<SettingsBody>,
) -> Result<HttpResponse, Problem> {
    let slug = known_survey(&state, &survey).await?;
    let mut settings = body.0.into_settings().map_err(Problem::invalid)?;
    let catalogue = state.catalogue().await;
    let (before, version) = (catalogue.settings(slug.as_str()), catalogue.version(slug.as_str(), None));
    let taken = settings.take_up(before, version.map(|it| &**it), &catalogue.departments, state.clock.today());
    taken.map_err(Problem::invalid)?;
    refuse_late_trial(&state, &slug, &settings).await?;
    let view = SettingsBody::from(&settings);
    let entry = state.audit_entry(&key.0, "survey.settings", slug.as_str());
    state.change(entry, move |session| upsert_settings(session, &slug, &settings)).await?;
    Ok(HttpResponse::Ok().json(view))
}

/// A survey that counts cannot become a trial: what residents say meanwhile would be thrown away.
async fn refuse_late_trial(state: &State, slug: &SurveySlug, settings: &SurveySettings) -> Result<(), Problem> {
    let survey = slug.clone();
    if !settings.is_trial_on(state.clock.today()) || !state.read(move |session| counts(session, &survey)).await? {
        return Ok(());
    }
    let place = if settings.trial { "/trial" } else { "/opens_on" };
    let detail = "responses that count were given already: rehearse with a survey of its own, which asks the same";
    Err(Problem::invalid(vec![Fault::new(place, "not_permitted", detail)]))
}

/// What is set about a survey.
#[derive(Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct SettingsBody {
    /// The other websites that may show the form and send responses, by their origins: the scheme `https` (`http` only
    /// for `localhost` and `127.0.0.1`), the host in lower case, and a port if it is not the usual one.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[schema(max_items = 20, example = json!(["https://www.example.pl"]))]
    origins: Vec<String>,
    /// How the form is laid out; on one page if left out.
    #[serde(default)]
    layout: LayoutBody,
    /// Whether everybody may read the results of closed quarters and years at `/wyniki`, without a key; not if left
    /// out. Nothing is published while the service's k is below 10.
    #[serde(default)]
    public: bool,
    /// The licence of what is public; CC BY 4.0 if left out.
    #[serde(default)]
    licence: LicenceBody,
    /// Whether it is a trial without a day to open on yet; not if left out. In a trial forms, kiosks, paper, websites and
    /// imports work and say so, everything is checked, and nothing is stored.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    trial: bool,
    /// The first day whose responses count: what is collected before it is a trial, whenever it arrives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "date", example = "2027-01-04")]
    opens_on: Option<String>,
    /// The last day that it asks on. Then its forms are hidden, and what was collected later is refused; results stay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "date", example = "2027-12-31")]
    closes_on: Option<String>,
    /// Departments that it asks about on some days only, or that the version does not ask about; the version's others
    /// are asked about without an end. It needs no new version, and whatever waits goes on waiting.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    departments: Vec<AskingBody>,
}

/// A department, and the days on which a survey asks about it.
#[derive(Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct AskingBody {
    /// Its code.
    #[validate(length(min = 1, max = 16))]
    #[schema(min_length = 1, max_length = 16, example = "KM")]
    code: String,
    /// The first day; if left out, that on which a department is taken up that the version does not ask about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "date", example = "2027-01-04")]
    from: Option<String>,
    /// The last day; if left out, there is none. What was collected later is refused, and results stay.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "date", example = "2027-12-31")]
    until: Option<String>,
}

/// On which terms everybody may use what is public.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
pub enum LicenceBody {
    /// Creative Commons Attribution 4.0.
    #[default]
    #[serde(rename = "cc-by-4.0")]
    CcBy,
    /// Creative Commons Zero 1.0.
    #[serde(rename = "cc0-1.0")]
    Cc0,
}

/// How a form is laid out.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LayoutBody {
    /// All questions on one page.
    #[default]
    OnePage,
    /// A few questions on each of several pages.
    Pages,
}

impl SettingsBody {
    fn into_settings(self) -> Result<SurveySettings, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut origins = Vec::new();
        for (index, origin) in self.origins.iter().enumerate() {
            match origin.parse() {
                Ok(origin) => origins.push(origin),
                Err(error) => {
                    let error: crate::survey::address::InvalidOrigin = error;
                    faults.push(Fault::new(format!("/origins/{index}"), "malformed", error.to_string()));
                }
            }
        }
        let settings = SurveySettings {
            origins,
            layout: self.layout.into(),
            public: self.public,
            licence: self.licence.into(),
            trial: self.trial,
            opens_on: day(self.opens_on.as_deref(), "/opens_on", &mut faults),
            closes_on: day(self.closes_on.as_deref(), "/closes_on", &mut faults),
            departments: asking(&self.departments, &mut faults),
        };
        if faults.is_empty() {
            faults = settings.faults();
        }
        if faults.is_empty() { Ok(settings) } else { Err(faults) }
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

/// A day of the office's calendar, if one is given.
fn day(text: Option<&str>, place: &str, faults: &mut Vec<Fault>) -> Option<Date> {
    let text = text?;
    let day = text.parse().ok().filter(|_| text.len() == 10);
    if day.is_none() {
        faults.push(Fault::new(place, "malformed", "must be a day as YYYY-MM-DD"));
    }
    day
}

impl From<&Asking> for AskingBody {
    fn from(asking: &Asking) -> Self {
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        Self { code: asking.code.to_string(), from: day(asking.from), until: day(asking.until) }
    }
}

impl From<LayoutBody> for Layout {
    fn from(body: LayoutBody) -> Self {
        match body {
            LayoutBody::OnePage => Self::OnePage,
            LayoutBody::Pages => Self::Pages,
        }
    }
}

impl From<Layout> for LayoutBody {
    fn from(layout: Layout) -> Self {
        match layout {
            Layout::OnePage => Self::OnePage,
            Layout::Pages => Self::Pages,
        }
    }
}

impl From<LicenceBody> for Licence {
    fn from(body: LicenceBody) -> Self {
        match body {
            LicenceBody::CcBy => Self::CcBy,
            LicenceBody::Cc0 => Self::Cc0,
        }
    }
}

impl From<Licence> for LicenceBody {
    fn from(licence: Licence) -> Self {
        match licence {
            Licence::CcBy => Self::CcBy,
            Licence::Cc0 => Self::Cc0,
        }
    }
}

impl From<&SurveySettings> for SettingsBody {
    fn from(settings: &SurveySettings) -> Self {
        Self {
            origins: settings.origins.iter().map(ToString::to_string).collect(),
            layout: settings.layout.into(),
            public: settings.public,
            licence: settings.licence.into(),
            trial: settings.trial,
            opens_on: settings.opens_on.map(|day| day.to_string()),
            closes_on: settings.closes_on.map(|day| day.to_string()),
            departments: settings.departments.iter().map(AskingBody::from).collect(),
        }
    }
}
