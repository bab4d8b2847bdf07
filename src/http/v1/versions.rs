//! Published versions: they are added, and never changed.

use std::sync::Arc;

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get, post};
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::conditional::{self, Caching};
use crate::http::credentials::Administrator;
use crate::http::problem::{Kind, Problem};
use crate::http::query::{NoParameters, Query};
use crate::http::v1::page::PageView;
use crate::http::v1::questionnaire::QuestionnaireBody;
use crate::http::v1::surveys::known_survey;
use crate::state::State;
use crate::storage::surveys as storage;
use crate::survey::codes::{DepartmentCode, Language, SurveySlug};
use crate::survey::questionnaire::Version;

/// All versions of a survey
#[utoipa::path(
    tag = "administrators",
    params(("survey" = String, Path, description = "The survey's slug", example = "obsluga")),
    responses((status = 200, description = "The versions, oldest first", body = PageView<VersionSummaryView>)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[get("/surveys/{survey}/versions")]
pub async fn list_versions(
    request: HttpRequest,
    state: Data<State>,
    _key: Administrator,
    survey: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, Problem> {
    let slug = known_survey(&state, &survey).await?;
    let catalogue = state.catalogue().await;
    let versions = catalogue.versions(slug.as_str()).unwrap_or_default();
    let summaries = versions.iter().map(|version| VersionSummaryView::from(&**version));
    conditional::json(&request, Caching::Private, &PageView::all(summaries.collect()))
}

/// Publish the draft as the next version
#[utoipa::path(
    tag = "administrators",
    params(("survey" = String, Path, description = "The survey's slug", example = "obsluga")),
    responses(
        (status = 201, description = "The version is published", body = NewVersionView),
        (status = 409, description = "There is no draft", content_type = "application/problem+json", body = crate::http::problem::ProblemView),
        (status = 422, description = "The draft does not fit", content_type = "application/problem+json", body = crate::http::problem::ProblemView)
    ),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[post("/surveys/{survey}/versions")]
pub async fn publish_version(
    state: Data<State>,
    key: Administrator,
    survey: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, Problem> {
    let slug = known_survey(&state, &survey).await?;
    let catalogue = state.refreshed_catalogue().await?;
    let wanted = slug.clone();
    let draft = state.read(move |session| storage::find_draft(session, &wanted)).await?;
    let draft = draft.ok_or_else(|| Problem::new(Kind::Conflict).because("The survey has no draft to publish."))?;
    let earlier: Vec<Version> =
        catalogue.versions(slug.as_str()).unwrap_or_default().iter().map(|version| Version::clone(version)).collect();
    let version = Version::publish(slug, draft, &catalogue.departments, &earlier, state.clock.today());
    let version = Arc::new(version.map_err(Problem::invalid)?);
    let entry = state.audit_entry(&key.0, "survey.publish", format!("{} {}", version.survey, version.number));
    let published = version.clone();
    state.change(entry, move |session| storage::insert_version(session, &published)).await?;
    Ok(HttpResponse::Created().json(NewVersionView::from(&*version)))
}

/// A published version
#[utoipa::path(
    tag = "administrators",
    params(
        ("survey" = String, Path, description = "The survey's slug", example = "obsluga"),
        ("number" = u32, Path, description = "The version's number", example = 1)
    ),
    responses((status = 200, description = "The version", body = VersionView)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[get("/surveys/{survey}/versions/{number}")]
pub async fn get_version(
    request: HttpRequest,
    state: Data<State>,
    _key: Administrator,
    path: Path<(String, String)>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, Problem> {
    let (survey, number) = path.into_inner();
    let catalogue = state.refreshed_catalogue().await?;
    let number = number.parse().map_err(|_| Problem::new(Kind::NotFound))?;
    let version = catalogue.version(&survey, Some(number)).ok_or_else(|| Problem::new(Kind::NotFound))?;
    conditional::json(&request, Caching::Private, &VersionView::from(&**version))
}

/// A version in a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = VersionSummary)]
pub struct VersionSummaryView {
    /// The survey's slug.
    survey: SurveySlug,
    /// The version's number.
    version: u32,
    /// The day it was published.
    published_on: Date,
}

/// A version that was just published, and what its forms will lack.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NewVersion)]
pub struct NewVersionView {
    /// The version.
    #[serde(flatten)]
    version: VersionSummaryView,
    /// The departments whose names are not there in every language of the questionnaire: forms show them in Polish.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    missing: Vec<MissingNameView>,
}

/// A department whose name is not there in every language.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MissingName)]
pub struct MissingNameView {
    /// Its code.
    department: DepartmentCode,
    /// The languages that it has no name in.
    languages: Vec<Language>,
}

/// A version, whole.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Version)]
pub struct VersionView {
    /// The version.
    #[serde(flatten)]
    version: VersionSummaryView,
    /// What it asks.
    questionnaire: QuestionnaireBody,
}

impl From<&Version> for VersionSummaryView {
    fn from(version: &Version) -> Self {
        Self { survey: version.survey.clone(), version: version.number, published_on: version.published_on }
    }
}

impl From<&Version> for NewVersionView {
    fn from(version: &Version) -> Self {
        let missing = version.departments.iter().filter_map(|department| {
            let mut languages = version.questionnaire.languages.clone();
            languages.retain(|language| department.name.in_language(language).is_none());
            let missing = MissingNameView { department: department.code.clone(), languages };
            (!missing.languages.is_empty()).then_some(missing)
        });
        Self { version: version.into(), missing: missing.collect() }
    }
}

impl From<&Version> for VersionView {
    fn from(version: &Version) -> Self {
        Self { version: version.into(), questionnaire: (&version.questionnaire).into() }
    }
}
