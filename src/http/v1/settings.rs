//! What is set about a survey: where its form may be shown, and whether its results are public. No new version comes of it.

use std::sync::Arc;

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get, put};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::access::Actor;
use crate::http::body::{Json, out_of_bounds};
use crate::http::conditional::{self, Caching};
use crate::http::credentials::Administrator;
use crate::http::problem::Problem;
use crate::http::query::{NoParameters, Query};
use crate::http::v1::surveys::known_survey;
use crate::state::State;
use crate::storage::settings::upsert_settings;
use crate::survey::codes::SurveySlug;
use crate::survey::fault::Fault;
use crate::survey::settings::{Licence, Origin, SurveySettings};

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
    conditional::json(&request, Caching::Private, catalogue.settings(slug.as_str()))
}

/// Set where a survey's form may be shown, and whether its results are public
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
    Ok(HttpResponse::Ok().json(set(&state, &key.0, slug, body.0).await?))
}

/// Sets where a survey's form may be shown and whether its results are public, and notes who did; for the API and for the
/// console.
///
/// # Errors
/// `Invalid` when something does not fit; otherwise when the database is not available.
pub async fn set(
    state: &Arc<State>,
    actor: impl Into<Actor>,
    slug: SurveySlug,
    body: SettingsBody,
) -> Result<SurveySettings, Problem> {
    let settings = body.into_settings().map_err(Problem::invalid)?;
    let entry = state.audit_entry(actor, "survey.settings", slug.as_str());
    let written = settings.clone();
    state.change(entry, move |session| upsert_settings(session, &slug, &written)).await?;
    Ok(settings)
}

/// What is set about a survey.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct SettingsBody {
    /// The other websites that may show the form and send responses, by their origins: the scheme `https` (`http` only
    /// for `localhost` and `127.0.0.1`), the host in lower case, and a port if it is not the usual one.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[schema(max_items = 20, value_type = Vec<Origin>, example = json!(["https://www.example.pl"]))]
    pub origins: Vec<String>,
    /// Whether everybody may read the results of closed quarters and years at `/wyniki`, without a key; not if left
    /// out. Nothing is published while the service's k is below 10.
    #[serde(default)]
    pub public: bool,
    /// The licence of what is public; CC BY 4.0 if left out.
    #[serde(default)]
    pub licence: Licence,
}

impl SettingsBody {
    fn into_settings(self) -> Result<SurveySettings, Vec<Fault>> {
        let mut faults = out_of_bounds(&self);
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
        let settings = SurveySettings { origins, public: self.public, licence: self.licence };
        if faults.is_empty() {
            faults = settings.faults();
        }
        if faults.is_empty() { Ok(settings) } else { Err(faults) }
    }
}
