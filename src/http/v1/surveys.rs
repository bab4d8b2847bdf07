//! Surveys: what a form shows, and what administrators draft.

use std::sync::Arc;

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get, post, put};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::access::Scope;
use crate::http::body::Json;
use crate::http::conditional::{self, Caching};
use crate::http::credentials::{Administrator, Staff};
use crate::http::problem::{Kind, Problem};
use crate::http::query::{NoParameters, Query};
use crate::http::v1::page::PageView;
use crate::http::v1::questionnaire::{QuestionBody, QuestionnaireBody};
use crate::http::v1::texts::{TextsBody, code};
use crate::state::{Catalogue, State};
use crate::storage::surveys as storage;
use crate::survey::codes::{DepartmentCode, SurveySlug};
use crate::survey::questionnaire::Version;
use crate::survey::text::LocalizedText;

/// The largest questionnaire, in bytes.
const LARGEST: usize = 512 * 1024;

/// What a form shows: the current published version
#[utoipa::path(
    tag = "respondents",
    params(("survey" = String, Path, description = "The survey's slug", example = "obsluga")),
    responses((status = 200, description = "The current version", body = SurveyView), (status = 304, description = "The client has it")),
    security(())
)]
#[get("/surveys/{survey}")]
pub async fn get_survey(
    request: HttpRequest,
    state: Data<State>,
    survey: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, Problem> {
    let catalogue = state.catalogue().await;
    let version = catalogue.asked(&survey).ok_or_else(|| Problem::new(Kind::NotFound))?;
    conditional::json(&request, Caching::Public, &SurveyView::new(version, &catalogue))
}

/// All surveys
///
/// A key of the scope `results` lists those that are published.
#[utoipa::path(
    tag = "administrators",
    responses((status = 200, description = "The surveys by slug", body = PageView<SurveySummaryView>)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[get("/surveys")]
pub async fn list_surveys(
    request: HttpRequest,
    state: Data<State>,
    key: Staff,
    _: Query<NoParameters>,
) -> Result<HttpResponse, Problem> {
    let catalogue = state.refreshed_catalogue().await?;
    let listed = |versions: &[Arc<Version>]| key.0.scope == Scope::Admin || !versions.is_empty();
    let surveys = catalogue.surveys.iter().filter(|(_, versions)| listed(versions));
    let summaries = surveys.map(|(slug, versions)| SurveySummaryView {
        survey: slug.to_string(),
        version: versions.last().map(|version| version.number),
    });
    conditional::json(&request, Caching::Private, &PageView::all(summaries.collect()))
}

/// Start a survey with a first draft
#[utoipa::path(
    tag = "administrators",
    request_body = SurveyBody,
    responses(
        (status = 201, description = "The draft is stored", body = SurveySummaryView),
        (status = 409, description = "There is a survey of that slug", content_type = "application/problem+json", body = crate::http::problem::ProblemView)
    ),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[post("/surveys")]
pub async fn create_survey(
    state: Data<State>,
    key: Administrator,
    _: Query<NoParameters>,
    body: Json<SurveyBody, LARGEST>,
) -> Result<HttpResponse, Problem> {
    let Json(SurveyBody { slug, questionnaire }) = body;
    let mut faults = Vec::new();
    let slug: Option<SurveySlug> = code(&slug, "/slug", &mut faults);
    let draft = questionnaire
        .into_questionnaire()
        .map_err(|inner| Problem::invalid(inner.into_iter().map(|fault| fault.below("/questionnaire")).collect()))?;
    let slug = slug.ok_or_else(|| Problem::invalid(faults))?;
    let today = state.clock.today();
    let view = SurveySummaryView { survey: slug.to_string(), version: None };
    let entry = state.audit_entry(&key.0, "survey.create", slug.as_str());
    state.change(entry, move |session| storage::insert_survey(session, &slug, &draft, today)).await?;
    Ok(HttpResponse::Created().json(view))
}

/// The draft of a survey's next version
#[utoipa::path(
    tag = "administrators",
    params(("survey" = String, Path, description = "The survey's slug", example = "obsluga")),
    responses((status = 200, description = "The draft", body = QuestionnaireBody)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[get("/surveys/{survey}/draft")]
pub async fn get_draft(
    request: HttpRequest,
    state: Data<State>,
    _key: Administrator,
    survey: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, Problem> {
    let slug = known_survey(&state, &survey).await?;
    let draft = state.read(move |session| storage::find_draft(session, &slug)).await?;
    let draft = draft.ok_or_else(|| Problem::new(Kind::NotFound).because("The survey has no draft."))?;
    conditional::json(&request, Caching::Private, &QuestionnaireBody::from(&draft))
}

/// Replace the draft of a survey's next version
#[utoipa::path(
    tag = "administrators",
    params(("survey" = String, Path, description = "The survey's slug", example = "obsluga")),
    request_body = QuestionnaireBody,
    responses((status = 204, description = "The draft is stored")),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[put("/surveys/{survey}/draft")]
pub async fn replace_draft(
    state: Data<State>,
    key: Administrator,
    survey: Path<String>,
    _: Query<NoParameters>,
    body: Json<QuestionnaireBody, LARGEST>,
) -> Result<HttpResponse, Problem> {
    let slug = known_survey(&state, &survey).await?;
    let draft = body.0.into_questionnaire().map_err(Problem::invalid)?;
    let entry = state.audit_entry(&key.0, "survey.draft", slug.as_str());
    state.change(entry, move |session| storage::replace_draft(session, &slug, &draft)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The survey of that slug, published or not.
pub async fn known_survey(state: &Data<State>, slug: &str) -> Result<SurveySlug, Problem> {
    let catalogue = state.refreshed_catalogue().await?;
    let known = catalogue.surveys.keys().find(|known| known.as_str() == slug);
    known.cloned().ok_or_else(|| Problem::new(Kind::NotFound))
}

/// A new survey.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct SurveyBody {
    /// Its name in addresses.
    #[validate(length(min = 1, max = 32))]
    #[schema(value_type = SurveySlug, example = "obsluga")]
    slug: String,
    /// The draft of its first version.
    #[validate(nested)]
    questionnaire: QuestionnaireBody,
}

/// A survey in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct SurveySummaryView {
    /// Its slug.
    survey: String,
    /// Its current version; `null`: nothing is published yet.
    version: Option<u32>,
}

/// The current version of a survey, with what a form needs.
#[derive(Debug, Serialize, ToSchema)]
pub struct SurveyView {
    /// Its slug.
    survey: String,
    /// The number of the version.
    version: u32,
    /// Whether it is a trial: everything is checked, and nothing is stored.
    trial: bool,
    /// Its title by language.
    title: TextsBody,
    /// The languages that every text exists in, the default one first.
    languages: Vec<String>,
    /// The question whose share of positive answers stands for the whole.
    headline: String,
    /// The departments that may be chosen.
    departments: Vec<SurveyDepartmentView>,
    /// The words beside the points of a rating scale, worst first.
    rating_labels: Vec<TextsBody>,
    /// The words of the answer "not applicable".
    na_label: Option<TextsBody>,
    /// The questions, in the order they are asked.
    questions: Vec<QuestionBody>,
}

/// A department that may be chosen.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OfferedDepartment)]
pub struct SurveyDepartmentView {
    /// Its code.
    code: DepartmentCode,
    /// Its name by language.
    name: LocalizedText,
    /// Its street address.
    site: String,
}

impl SurveyView {
    fn new(version: &Version, catalogue: &Catalogue) -> Self {
        let questionnaire = QuestionnaireBody::from(&version.questionnaire);
        let offered = catalogue.offered(version).map(|department| SurveyDepartmentView {
            code: department.code.clone(),
            name: department.name.clone(),
            site: department.site.clone(),
        });
        Self {
            survey: version.survey.to_string(),
            version: version.number,
            trial: catalogue.is_trial(version.survey.as_str()),
            departments: offered.collect(),
            title: questionnaire.title,
            languages: questionnaire.languages,
            headline: questionnaire.headline,
            rating_labels: questionnaire.rating_labels,
            na_label: questionnaire.na_label,
            questions: questionnaire.questions,
        }
    }
}
