//! Targets: the shares of positive answers that the office has set itself, and whether they were reached.

use std::sync::Arc;

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get, put};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::access::Actor;
use crate::http::body::{Json, out_of_bounds};
use crate::http::conditional::{self, Caching};
use crate::http::credentials::{Administrator, Staff};
use crate::http::problem::Problem;
use crate::http::query::{NoParameters, Query};
use crate::http::v1::surveys::known_survey;
use crate::http::v1::texts::code;
use crate::state::State;
use crate::storage::{Error, Session, targets as storage};
use crate::survey::codes::{DepartmentCode, QuestionCode, SurveySlug};
use crate::survey::fault::Fault;
use crate::survey::figures::Proportion;
use crate::survey::period::Period;
use crate::survey::questionnaire::Version;
use crate::survey::target::{MOST_TARGETS, Reached, Target, TargetVerdict, faults, reached};

/// A survey's targets, and whether they were reached
///
/// Without a period all targets, as they were entered. With one, those that hold for it, each with the share of positive
/// answers and the verdict of its interval.
#[utoipa::path(
    tag = "records",
    params(("survey" = String, Path, description = "The survey's slug", example = "obsluga"), TargetsQuery),
    responses((status = 200, description = "The targets of what the key is good for", body = TargetsView)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[get("/surveys/{survey}/targets")]
pub async fn get_targets(
    request: HttpRequest,
    state: Data<State>,
    key: Staff,
    survey: Path<String>,
    query: Query<TargetsQuery>,
) -> Result<HttpResponse, Problem> {
    let slug = known_survey(&state, &survey).await?;
    let versions = state.catalogue().await.versions(&survey).unwrap_or_default().to_vec();
    let entry = state.audit_entry(&key.0, "targets.read", format!("{slug} {}", request.query_string()));
    let targets = state
        .consult(Some(entry), move |session, released| {
            let mut targets = storage::list_targets(session, &slug)?;
            targets.retain(|target| key.may_read(target.department.as_ref()));
            let Some(period) = query.0.period else {
                return Ok(targets.iter().map(|target| TargetView::new(target, None)).collect());
            };
            let record = released.of(&slug, &versions);
            let view = |reached: &Reached<'_>| TargetView::new(reached.target, Some(reached));
            Ok(reached(&targets, &slug, &period, &record).iter().map(view).collect())
        })
        .await?;
    conditional::json(&request, Caching::Private, &TargetsView { targets })
}

/// Replace a survey's targets
#[utoipa::path(
    tag = "records",
    params(("survey" = String, Path, description = "The survey's slug", example = "obsluga")),
    request_body = TargetsBody,
    responses((status = 200, description = "The targets", body = TargetsView)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[put("/surveys/{survey}/targets")]
pub async fn put_targets(
    state: Data<State>,
    key: Administrator,
    survey: Path<String>,
    _: Query<NoParameters>,
    body: Json<TargetsBody>,
) -> Result<HttpResponse, Problem> {
    let slug = known_survey(&state, &survey).await?;
    let targets = body.0.read()?;
    let faults = faults(&targets, state.catalogue().await.versions(&survey).unwrap_or_default());
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let view = TargetsView { targets: targets.iter().map(|target| TargetView::new(target, None)).collect() };
    let entry = state.audit_entry(&key.0, "targets.save", slug.as_str());
    state.change(entry, move |session| storage::replace_targets(session, &slug, &targets)).await?;
    Ok(HttpResponse::Ok().json(view))
}

/// One target, as it was typed; an empty department is the whole office, and no share is one that is no number.
///
/// # Errors
/// `Invalid`, as of a body.
pub fn read_one(question: &str, department: &str, from: &str, share: Option<f64>) -> Result<Target, Problem> {
    let (question, from) = (question.to_owned(), from.trim().to_owned());
    let department = Some(department.to_owned()).filter(|code| !code.is_empty());
    let body = TargetBody { question, department, from, share: share.unwrap_or_default() };
    let mut faults = out_of_bounds(&body);
    if share.is_none() {
        faults.push(Fault::new("/share", "malformed", "must be a number"));
    }
    let target = body.read("", &mut faults);
    target.filter(|_| faults.is_empty()).ok_or_else(|| Problem::invalid(faults))
}

/// Sets one target more for a survey, and notes who did.
///
/// # Errors
/// `Invalid` when it does not fit the survey or those that there are; otherwise when the database is not available.
pub async fn add(
    state: &Arc<State>,
    actor: impl Into<Actor>,
    survey: &SurveySlug,
    target: Target,
) -> Result<(), Problem> {
    let slug = survey.clone();
    let known = state.read(move |session| storage::list_targets(session, &slug)).await?;
    let catalogue = state.refreshed_catalogue().await?;
    let mut found = faults_of(&target, &known, catalogue.versions(survey.as_str()).unwrap_or_default());
    if known.len() >= MOST_TARGETS {
        found.push(Fault::new("/question", "out_of_range", format!("there are {MOST_TARGETS} targets already")));
    }
    if !found.is_empty() {
        return Err(Problem::invalid(found));
    }
    amend(state, actor, survey, move |all| all.push(target)).await
}

/// What is wrong with a target beside others. Another one from the same period is seen by its period.
pub fn faults_of(target: &Target, others: &[Target], versions: &[Arc<Version>]) -> Vec<Fault> {
    let all: Vec<Target> = others.iter().chain([target]).cloned().collect();
    let place = format!("/targets/{}", others.len());
    let own = |fault: Fault| {
        let rest = fault.pointer.strip_prefix(&place)?;
        let pointer = if rest.is_empty() { "/from" } else { rest };
        Some(Fault::new(pointer, fault.code, fault.detail.clone()))
    };
    faults(&all, versions).into_iter().filter_map(own).collect()
}

/// Sets many targets of a survey, each in place of the one for the same question, department and period, and notes who
/// did.
///
/// # Errors
/// `Conflict` when there would be too many; otherwise when the database is not available.
pub async fn import(
    state: &Arc<State>,
    actor: impl Into<Actor>,
    survey: &SurveySlug,
    targets: Vec<Target>,
) -> Result<(), Problem> {
    let same = |one: &Target, other: &Target| {
        (&one.question, &one.department, one.from.first()) == (&other.question, &other.department, other.from.first())
    };
    amend(state, actor, survey, move |all| {
        all.retain(|old| !targets.iter().any(|new| same(old, new)));
        all.extend(targets);
    })
    .await
}

/// Takes a target of a survey away, and notes who did.
///
/// # Errors
/// When the database is not available.
pub async fn remove(
    state: &Arc<State>,
    actor: impl Into<Actor>,
    survey: &SurveySlug,
    target: Target,
) -> Result<(), Problem> {
    amend(state, actor, survey, move |all| all.retain(|other| *other != target)).await
}

async fn amend(
    state: &Arc<State>,
    actor: impl Into<Actor>,
    survey: &SurveySlug,
    change: impl FnOnce(&mut Vec<Target>) + Send + 'static,
) -> Result<(), Problem> {
    let (slug, entry) = (survey.clone(), state.audit_entry(actor, "targets.save", survey.as_str()));
    let write = move |session: &mut Session| {
        let mut all = storage::list_targets(session, &slug)?;
        change(&mut all);
        if all.len() > MOST_TARGETS {
            return Err(Error::Conflict);
        }
        storage::replace_targets(session, &slug, &all)
    };
    Ok(state.change(entry, write).await?)
}

/// Which period.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TargetsQuery {
    /// `2026-07`, `2026-Q3`, `2026`, or `2026-07..2026-09`; left out: all targets, without verdicts.
    #[param(inline)]
    period: Option<Period>,
}

/// The targets of a survey, as they are entered.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct TargetsBody {
    /// All of them; those that are left out are gone.
    #[validate(length(max = 500), nested)]
    #[schema(max_items = 500)]
    targets: Vec<TargetBody>,
}

/// A target, as it is entered.
#[derive(Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct TargetBody {
    /// The question.
    #[schema(value_type = QuestionCode, example = "OVERALL")]
    question: String,
    /// The department; left out: the whole office.
    #[schema(value_type = Option<DepartmentCode>, example = "KM")]
    department: Option<String>,
    /// The period from which it holds, until a later target takes its place.
    #[schema(value_type = Period, example = "2026-Q1")]
    from: String,
    /// The share of positive answers to reach, 0 to 1.
    #[validate(range(min = 0.0, max = 1.0))]
    #[schema(minimum = 0, maximum = 1, example = 0.85)]
    share: f64,
}

/// The targets of a survey.
#[derive(Debug, Serialize, ToSchema)]
pub struct TargetsView {
    /// All of them, or those that hold for the period.
    targets: Vec<TargetView>,
}

/// A target, and whether it was reached.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TargetReached)]
pub struct TargetView {
    /// The target.
    #[serde(flatten)]
    target: Target,
    /// The share of positive answers in the period that was asked for; `null`: withheld, or no period was.
    positive: Option<Proportion>,
    /// `met`, `not_met` or `undecided`, by the interval of that share; `not_confirmed`: not without the responses that
    /// carry `burst` or `repeat`; `not_yet`: the period is not closed; `null`: no period was asked for.
    verdict: Option<TargetVerdict>,
}

impl TargetsBody {
    fn read(self) -> Result<Vec<Target>, Problem> {
        let mut faults = Vec::new();
        let read = self.targets.into_iter().enumerate();
        let read = read.filter_map(|(index, target)| target.read(&format!("/targets/{index}"), &mut faults));
        let targets = read.collect();
        if faults.is_empty() { Ok(targets) } else { Err(Problem::invalid(faults)) }
    }
}

impl TargetBody {
    fn read(self, place: &str, faults: &mut Vec<Fault>) -> Option<Target> {
        let question = code(&self.question, &format!("{place}/question"), faults);
        let department = self.department.map(|text| code(&text, &format!("{place}/department"), faults));
        let from = self.from.parse();
        if from.is_err() {
            let detail = "must be a period such as 2026-07, 2026-Q3 or 2026";
            faults.push(Fault::new(format!("{place}/from"), "malformed", detail));
        }
        Some(Target { question: question?, department: department.flatten(), from: from.ok()?, share: self.share })
    }
}

impl TargetView {
    /// A target, beside what was reached if a period was asked for.
    fn new(target: &Target, reached: Option<&Reached<'_>>) -> Self {
        Self {
            target: target.clone(),
            positive: reached.and_then(|reached| reached.positive),
            verdict: reached.map(|reached| reached.verdict),
        }
    }
}
