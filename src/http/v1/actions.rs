//! Actions: what the office does about what it found, and whether it helped.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, delete, get, post, put};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::access::Actor;
use crate::http::body::{Json, lines, one_line, out_of_bounds, parse_item};
use crate::http::conditional::{self, Caching};
use crate::http::credentials::{Administrator, Staff};
use crate::http::problem::{Kind, Problem};
use crate::http::query::{NoParameters, Query};
use crate::http::v1::page::{PageQuery, PageView};
use crate::http::v1::texts::{ResidentsWords, TextsBody, code, day, texts};
use crate::state::{Catalogue, Released, State};
use crate::storage::{Session, actions as storage};
use crate::survey::action::{Action, Effect, PublicWords, Source, Status};
use crate::survey::codes::{DepartmentCode, QuestionCode, SurveySlug};
use crate::survey::fault::Fault;
use crate::survey::figures::Record;
use crate::survey::period::{InvalidPeriod, Period};
use crate::survey::target::measure_faults;

/// All actions, with how far each has come and what it changed
#[utoipa::path(
    tag = "records",
    params(PageQuery),
    responses((status = 200, description = "The actions of what the key is good for, in the order in which they were decided", body = PageView<ActionView>)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[get("/actions")]
pub async fn list_actions(
    request: HttpRequest,
    state: Data<State>,
    key: Staff,
    query: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let limit = query.0.limit()?;
    let after = query.0.place()?.unwrap_or_default();
    let (today, catalogue) = (state.clock.today(), state.catalogue().await);
    let entry = state.audit_entry(&key.0, "actions.read", request.query_string());
    let views = state
        .consult(Some(entry), move |session, released| {
            let mut actions = storage::list_actions(session)?;
            actions.retain(|action| key.may_read(action.department.as_ref()) && place(action) > after);
            // What was released of a survey is gathered once, however many of its actions there are.
            let mut records = BTreeMap::new();
            let view = |action: Action| {
                let record = records.entry(action.survey.clone());
                let record = record.or_insert_with(|| record_of(&action, &catalogue, &released));
                ActionView::new(action, today, record)
            };
            Ok(actions.into_iter().take(limit + 1).map(view).collect())
        })
        .await?;
    let page = PageView::cut(views, limit, |view: &ActionView| place(&view.action));
    conditional::json(&request, Caching::Private, &page)
}

/// Write down what is to be done
#[utoipa::path(
    tag = "records",
    request_body = ActionBody,
    responses((status = 201, description = "The action, with its id", body = ActionView)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[post("/actions")]
pub async fn create_action(
    state: Data<State>,
    key: Administrator,
    _: Query<NoParameters>,
    body: Json<ActionBody>,
) -> Result<HttpResponse, Problem> {
    let action = body.0.read(Uuid::new_v4(), &state).await?;
    create(&state, &key.0, action.clone()).await?;
    Ok(HttpResponse::Created().json(shown(&state, action).await?))
}

/// An action, with how far it has come and what it changed
#[utoipa::path(
    tag = "records",
    params(("id" = Uuid, Path, description = "The action's id")),
    responses((status = 200, description = "The action", body = ActionView)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[get("/actions/{id}")]
pub async fn get_action(
    request: HttpRequest,
    state: Data<State>,
    key: Staff,
    id: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, Problem> {
    let id = Uuid::try_parse(&id).map_err(|_| Problem::new(Kind::NotFound))?;
    let (today, catalogue) = (state.clock.today(), state.catalogue().await);
    let entry = state.audit_entry(&key.0, "action.read", id.to_string());
    let view = state
        .consult(Some(entry), move |session, released| {
            let found = storage::find_action(session, id)?;
            let readable = found.filter(|action| key.may_read(action.department.as_ref()));
            Ok(readable.map(|action| {
                let record = record_of(&action, &catalogue, &released);
                ActionView::new(action, today, &record)
            }))
        })
        .await?;
    conditional::json(&request, Caching::Private, &view.ok_or_else(|| Problem::new(Kind::NotFound))?)
}

/// Replace an action
#[utoipa::path(
    tag = "records",
    params(("id" = Uuid, Path, description = "The action's id")),
    request_body = ActionBody,
    responses((status = 200, description = "The action as it is now", body = ActionView)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[put("/actions/{id}")]
pub async fn replace_action(
    state: Data<State>,
    key: Administrator,
    id: Path<String>,
    _: Query<NoParameters>,
    body: Json<ActionBody>,
) -> Result<HttpResponse, Problem> {
    let id = Uuid::try_parse(&id).map_err(|_| Problem::new(Kind::NotFound))?;
    let action = body.0.read(id, &state).await?;
    replace(&state, &key.0, action.clone()).await?;
    Ok(HttpResponse::Ok().json(shown(&state, action).await?))
}

/// Delete an action
#[utoipa::path(
    tag = "records",
    params(("id" = Uuid, Path, description = "The action's id")),
    responses((status = 204, description = "It is gone")),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[delete("/actions/{id}")]
pub async fn delete_action(
    state: Data<State>,
    key: Administrator,
    id: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, Problem> {
    let id = Uuid::try_parse(&id).map_err(|_| Problem::new(Kind::NotFound))?;
    remove(&state, &key.0, id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Reads an action that was typed, as the body that a program would send.
///
/// # Errors
/// As [`create_action`] answers.
pub async fn read(typed: &serde_json::Value, id: Uuid, state: &Arc<State>) -> Result<Action, Problem> {
    let body: ActionBody = parse_item(&typed.to_string()).map_err(Problem::invalid)?;
    body.read(id, state).await
}

/// Writes a new action down, and notes who did; for the API and for the console.
///
/// # Errors
/// When the database is not available.
pub async fn create(state: &Arc<State>, actor: impl Into<Actor>, action: Action) -> Result<(), Problem> {
    let entry = state.audit_entry(actor, "action.create", action.id.to_string());
    Ok(state.change(entry, move |session| storage::insert_action(session, &action)).await?)
}

/// Writes an action anew, and notes who did.
///
/// # Errors
/// `NotFound` when there is none with its id; otherwise when the database is not available.
pub async fn replace(state: &Arc<State>, actor: impl Into<Actor>, action: Action) -> Result<(), Problem> {
    let entry = state.audit_entry(actor, "action.save", action.id.to_string());
    Ok(state.change(entry, move |session| storage::replace_action(session, &action)).await?)
}

/// Writes new actions down and others anew, all or none, and notes who did.
///
/// # Errors
/// `NotFound` when one to be written anew is gone; otherwise when the database is not available.
pub async fn import(
    state: &Arc<State>,
    actor: impl Into<Actor>,
    created: Vec<Action>,
    replaced: Vec<Action>,
) -> Result<(), Problem> {
    let entry =
        state.audit_entry(actor, "actions.import", format!("{} new, {} changed", created.len(), replaced.len()));
    let write = move |session: &mut Session| {
        created.iter().try_for_each(|action| storage::insert_action(session, action))?;
        replaced.iter().try_for_each(|action| storage::replace_action(session, action))
    };
    Ok(state.change(entry, write).await?)
}

/// Deletes an action, and notes who did.
///
/// # Errors
/// `NotFound` when there is none with that id; otherwise when the database is not available.
pub async fn remove(state: &Arc<State>, actor: impl Into<Actor>, id: Uuid) -> Result<(), Problem> {
    let entry = state.audit_entry(actor, "action.delete", id.to_string());
    Ok(state.change(entry, move |session| storage::delete_action(session, id)).await?)
}

/// Where an action is in the list.
fn place(action: &Action) -> String {
    format!("{} {}", action.decided_on, action.id)
}

/// What is done about a finding, as it is entered.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ActionBody {
    /// What is done, in a line.
    #[validate(length(min = 1, max = 200), custom(function = "one_line"))]
    #[schema(min_length = 1, max_length = 200, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    title: String,
    /// Where the reason for it came from.
    source: Source,
    /// The reason for it, in words.
    #[validate(length(min = 1, max = 2000), custom(function = "lines"))]
    #[schema(
        min_length = 1,
        max_length = 2000,
        pattern = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$"
    )]
    finding: String,
    /// The survey that its effect is measured by.
    #[schema(value_type = SurveySlug, example = "obsluga")]
    survey: String,
    /// The question that its effect is measured by; it must know positive answers.
    #[schema(value_type = QuestionCode, example = "WAIT")]
    question: String,
    /// The department; left out: the whole office.
    #[schema(value_type = Option<DepartmentCode>, example = "KM")]
    department: Option<String>,
    /// Who sees to it.
    #[validate(length(min = 1, max = 200), custom(function = "one_line"))]
    #[schema(min_length = 1, max_length = 200, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    owner: String,
    /// The day it was decided; left out: today.
    #[schema(format = "date")]
    decided_on: Option<String>,
    /// The last day by which it is to be done.
    #[schema(format = "date")]
    due_on: String,
    /// The day it was done; left out: it is not.
    #[schema(format = "date")]
    done_on: Option<String>,
    /// The period that shows how it was before.
    #[schema(value_type = Option<Period>, example = "2026-Q1")]
    before: Option<String>,
    /// The period that shows how it is afterwards.
    #[schema(value_type = Option<Period>, example = "2026-Q3")]
    after: Option<String>,
    /// What residents are told of it; left out: nothing.
    public: Option<PublicBody>,
}

/// What residents are told of an action, in the same languages, at most 1,000 characters each; Polish is required.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublicBody {
    /// What they had said.
    #[schema(value_type = ResidentsWords)]
    you_said: TextsBody,
    /// What the office did.
    #[schema(value_type = ResidentsWords)]
    we_did: TextsBody,
}

/// An action, with how far it has come and what it changed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ActionInProgress)]
pub struct ActionView {
    /// The action.
    #[serde(flatten)]
    action: Action,
    /// How far it has come.
    status: Status,
    /// What it changed.
    effect: Effect,
}

/// The action that a decision of a meeting becomes; who sees to it, and by when, the decision says.
#[derive(Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct FollowUpBody {
    /// What is done, in a line.
    #[validate(length(min = 1, max = 200), custom(function = "one_line"))]
    #[schema(min_length = 1, max_length = 200, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    pub title: String,
    /// The reason for it, in words.
    #[validate(length(min = 1, max = 2000), custom(function = "lines"))]
    #[schema(
        min_length = 1,
        max_length = 2000,
        pattern = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$"
    )]
    finding: String,
    /// The question that its effect is measured by; it must know positive answers.
    #[schema(value_type = QuestionCode, example = "WAIT")]
    question: String,
    /// The department; left out: the whole office.
    #[schema(value_type = Option<DepartmentCode>, example = "KM")]
    department: Option<String>,
    /// The period that shows how it is afterwards.
    #[schema(value_type = Option<Period>, example = "2027-Q1")]
    after: Option<String>,
    /// What residents are told of it; left out: nothing.
    public: Option<PublicBody>,
}

/// What a decision says of the action that it becomes.
pub struct Decided<'a> {
    /// The survey that was reviewed.
    pub survey: &'a SurveySlug,
    /// The period that was reviewed: it shows how it was before.
    pub period: &'a Period,
    /// Who sees to it.
    pub owner: &'a str,
    /// The day of the meeting.
    pub held_on: Date,
    /// The last day by which it is to be done.
    pub due_on: Date,
}

impl FollowUpBody {
    /// The action, and what is wrong with it.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn read(self, decided: &Decided<'_>, state: &Arc<State>) -> Result<Result<Action, Vec<Fault>>, Problem> {
        let body = ActionBody {
            title: self.title,
            source: Source::Review,
            finding: self.finding,
            survey: decided.survey.to_string(),
            question: self.question,
            department: self.department,
            owner: decided.owner.to_owned(),
            decided_on: Some(decided.held_on.to_string()),
            due_on: decided.due_on.to_string(),
            done_on: None,
            before: Some(decided.period.to_string()),
            after: self.after,
            public: self.public,
        };
        body.check(Uuid::new_v4(), state).await
    }
}

impl ActionBody {
    /// The action, checked against its survey as it is now.
    async fn read(self, id: Uuid, state: &Arc<State>) -> Result<Action, Problem> {
        self.check(id, state).await?.map_err(Problem::invalid)
    }

    async fn check(self, id: Uuid, state: &Arc<State>) -> Result<Result<Action, Vec<Fault>>, Problem> {
        let mut faults = out_of_bounds(&self);
        let survey = code(&self.survey, "/survey", &mut faults);
        let question = code(&self.question, "/question", &mut faults);
        let department = self.department.and_then(|text| code(&text, "/department", &mut faults));
        let is_undecided = self.decided_on.is_none();
        let decided_on = day(self.decided_on.as_deref(), "/decided_on", &mut faults);
        let due_on = day(Some(&self.due_on), "/due_on", &mut faults);
        let done_on = day(self.done_on.as_deref(), "/done_on", &mut faults);
        let before = optional_period(self.before.as_deref(), "/before", &mut faults);
        let after = optional_period(self.after.as_deref(), "/after", &mut faults);
        let known = faults.len();
        let public = self.public.map(|public| PublicWords {
            you_said: texts(&public.you_said, "/public/you_said", &mut faults),
            we_did: texts(&public.we_did, "/public/we_did", &mut faults),
        });
        // Of words in a language that is none it is told that alone.
        let public = public.filter(|_| faults.len() == known);
        let (Some(survey), Some(question)) = (survey, question) else { return Ok(Err(faults)) };
        let action = Action {
            id,
            title: self.title,
            source: self.source,
            finding: self.finding,
            survey,
            question,
            department,
            owner: self.owner,
            // A day that cannot be read is in order with all others: it is wrong in one way, and told once.
            decided_on: decided_on.unwrap_or(if is_undecided { state.clock.today() } else { Date::MIN }),
            due_on: due_on.unwrap_or(Date::MAX),
            done_on,
            before,
            after,
            public,
        };
        faults.extend(action.faults());
        match state.refreshed_catalogue().await?.versions(action.survey.as_str()) {
            Some(versions) => {
                faults.extend(measure_faults(&action.question, action.department.as_ref(), versions, ""));
            }
            None => faults.push(Fault::new("/survey", "unknown_survey", "must be a survey that is published")),
        }
        Ok(if faults.is_empty() { Ok(action) } else { Err(faults) })
    }
}

fn optional_period(text: Option<&str>, place: &str, faults: &mut Vec<Fault>) -> Option<Period> {
    let read = text?.parse();
    read.map_err(|error: InvalidPeriod| faults.push(Fault::new(place, "malformed", error.to_string()))).ok()
}

/// An action that was just written, as it is shown.
async fn shown(state: &Data<State>, action: Action) -> Result<ActionView, Problem> {
    let (today, catalogue) = (state.clock.today(), state.catalogue().await);
    let show = move |_: &mut Session, released: Released<'_>| {
        Ok({
            let record = record_of(&action, &catalogue, &released);
            ActionView::new(action, today, &record)
        })
    };
    Ok(state.consult(None, show).await?)
}

/// What was released of the survey that an action is about.
fn record_of(action: &Action, catalogue: &Catalogue, released: &Released<'_>) -> Record {
    released.of(&action.survey, catalogue.versions(action.survey.as_str()).unwrap_or_default())
}

impl ActionView {
    fn new(action: Action, today: Date, record: &Record) -> Self {
        Self { status: action.status(today), effect: action.effect_in(record), action }
    }
}
