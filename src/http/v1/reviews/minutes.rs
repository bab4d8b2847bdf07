//! Minutes of management reviews: what a meeting decided, issued as an annex to the review that it had before it.
//!
//! They are written down in every form when they are issued, like a review; a correction is the next edition. A decision
//! becomes an action in the same transaction, or names one that is there.

use std::sync::Arc;

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get, post};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::{Validate, ValidationError};

use crate::access::Reader;
use crate::http::body::{Json, lines, one_line, parse};
use crate::http::conditional::{self, Caching};
use crate::http::credentials::{Administrator, Analyst};
use crate::http::problem::{Kind, Problem};
use crate::http::query::Query;
use crate::http::v1::actions::{Decided, FollowUpBody};
use crate::http::v1::page::PageView;
use crate::http::v1::questionnaire::{TextsBody, day, texts_view};
use crate::http::v1::reviews::form::{Form, FormatBody, LanguageBody};
use crate::http::v1::reviews::make::SOFTWARE;
use crate::http::v1::reviews::wanted::{Handed, IssueQuery, Wanted, check_reason, only};
use crate::reports::render::{Speech, Words, write_page, write_page_xlsx};
use crate::state::State;
use crate::storage::actions::{find_action, insert_action};
use crate::storage::audit::insert_entry;
use crate::storage::minutes::{IssuedMinutes, insert_minutes, list_minutes as list_editions, load_minutes_document};
use crate::storage::reviews::{Document, list_reviews};
use crate::survey::action::Action;
use crate::survey::fault::Fault;
use crate::survey::minutes::{Decision, Meeting, Minutes, Reviewed, Tracked};
use crate::survey::report::Term;

/// The minutes that were issued of a review
#[utoipa::path(
    tag = "analysts",
    params(("period" = String, Path, description = "The period that was reviewed", example = "2026-Q3"), IssueQuery),
    responses((status = 200, description = "Every edition, in order", body = PageView<IssuedMinutesView>)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[get("/reviews/{period}/minutes")]
pub async fn list_minutes(
    request: HttpRequest,
    state: Data<State>,
    key: Analyst,
    period: Path<String>,
    query: Query<IssueQuery>,
) -> Result<HttpResponse, Problem> {
    let catalogue = state.catalogue().await;
    let reader = Reader::from(&*key.0);
    let wanted = Wanted::read(&catalogue, &reader, &period, query.0.survey.as_deref())?;
    state.note_read(state.audit_entry(&reader, "minutes.read", wanted.subject()))?;
    let views = issued(&state, &wanted).await?.iter().map(IssuedMinutesView::from).collect();
    conditional::json(&request, Caching::Private, &PageView::all(views))
}

/// The minutes of a management review
///
/// They are handed out as they were issued, byte for byte.
#[utoipa::path(
    tag = "analysts",
    params(
        ("period" = String, Path, description = "The period that was reviewed", example = "2026-Q3"),
        ("edition" = u32, Path, description = "The edition of the minutes, from 1", minimum = 1),
        MinutesQuery
    ),
    responses(
        (status = 200, description = "The minutes", content(
            (MinutesView = "application/json"),
            (String = "text/html"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        )),
        (status = 304, description = "The client has them"),
        (status = 406, description = "No form that the client accepts", content_type = "application/problem+json", body = crate::http::problem::ProblemView)
    ),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[get("/reviews/{period}/minutes/{edition}")]
pub async fn get_minutes(
    request: HttpRequest,
    state: Data<State>,
    key: Analyst,
    path: Path<(String, String)>,
    query: Query<MinutesQuery>,
) -> Result<HttpResponse, Problem> {
    let (period, edition) = path.into_inner();
    hand_out_minutes(&request, &state, &Reader::from(&*key.0), &period, &edition, query.0).await
}

/// Hands minutes out to whoever may read them, and notes it in the audit log; for the API and for the console.
///
/// # Errors
/// When there are no such minutes, the reader may not read them, or the database is not available.
pub async fn hand_out_minutes(
    request: &HttpRequest,
    state: &Arc<State>,
    reader: &Reader,
    period: &str,
    edition: &str,
    query: MinutesQuery,
) -> Result<HttpResponse, Problem> {
    let form = FormatBody::form(query.format, request)?;
    let catalogue = state.catalogue().await;
    let wanted = Wanted::read(&catalogue, reader, period, query.survey.as_deref())?;
    let known = issued(state, &wanted).await?.into_iter().find(|known| known.edition.to_string() == edition);
    let known = known.ok_or_else(|| Problem::new(Kind::NotFound))?;
    state.note_read(state.audit_entry(reader, "minutes.read", format!("{} {edition}", wanted.subject())))?;
    Ok(hand_out(state, known, form, LanguageBody::code(query.lang)).await?.answer(request))
}

/// Issues the minutes that were typed, as the body that a program would send.
///
/// # Errors
/// As [`issue_minutes`] answers.
pub async fn record(
    state: &Arc<State>,
    recorder: &Reader,
    period: &str,
    survey: &str,
    typed: &serde_json::Value,
) -> Result<(), Problem> {
    let catalogue = state.refreshed_catalogue().await?;
    let wanted = Wanted::read(&catalogue, recorder, period, Some(survey).filter(|survey| !survey.is_empty()))?;
    let body: MinutesBody = parse(typed.to_string().as_bytes())?;
    record_minutes(state, recorder, &wanted, body).await.map(drop)
}

/// The latest edition of the minutes of a review, as its JSON document; none: none were issued.
///
/// # Errors
/// As [`get_minutes`] answers.
pub async fn find_latest(
    state: &Arc<State>,
    reader: &Reader,
    period: &str,
    survey: &str,
) -> Result<Option<serde_json::Value>, Problem> {
    let catalogue = state.refreshed_catalogue().await?;
    let wanted = Wanted::read(&catalogue, reader, period, Some(survey).filter(|survey| !survey.is_empty()))?;
    let Some(latest) = issued(state, &wanted).await?.pop() else { return Ok(None) };
    let body = state.read(move |session| load_minutes_document(session, &latest, Form::Json.as_str(), "")).await?;
    serde_json::from_slice(&body).map(Some).map_err(|_| Problem::new(Kind::Internal))
}

/// Issue the minutes of a management review
///
/// The review must be issued, since a meeting decides on figures that stand still. A decision with an `action` becomes an
/// action of the source `review`, in one transaction with the minutes. A correction is the next edition: it says why it is
/// made, and names the actions that are there already by `action_id`.
#[utoipa::path(
    tag = "administrators",
    params(("period" = String, Path, description = "The period that was reviewed", example = "2026-Q3"), IssueQuery),
    request_body = MinutesBody,
    responses(
        (status = 201, description = "The minutes are issued", body = MinutesView),
        (status = 409, description = "The review is not issued, a correction gives no reason, or another edition was issued meanwhile", content_type = "application/problem+json", body = crate::http::problem::ProblemView)
    ),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[post("/reviews/{period}/minutes")]
pub async fn issue_minutes(
    state: Data<State>,
    key: Administrator,
    period: Path<String>,
    query: Query<IssueQuery>,
    body: Json<MinutesBody>,
) -> Result<HttpResponse, Problem> {
    let catalogue = state.refreshed_catalogue().await?;
    let reader = Reader::from(&*key.0);
    let wanted = Wanted::read(&catalogue, &reader, &period, query.0.survey.as_deref())?;
    let minutes = record_minutes(&state, &reader, &wanted, body.0).await?;
    Ok(HttpResponse::Created().json(MinutesView::from(&minutes)))
}

/// Issues the next edition of the minutes of a review, and makes the actions that it decides on.
///
/// # Errors
/// As [`issue_minutes`] answers.
pub async fn record_minutes(
    state: &Arc<State>,
    recorder: &Reader,
    wanted: &Wanted,
    body: MinutesBody,
) -> Result<Minutes, Problem> {
    let known = issued(state, wanted).await?;
    let edition = known.last().map_or(1, |latest| latest.edition + 1);
    check_reason(edition, body.reason.as_deref())?;
    let reason = body.reason.clone();
    let (review, meeting, actions) = body.read(state, wanted).await?;
    let catalogue = state.catalogue().await;
    let title = wanted.versions.last().map(|version| version.questionnaire.title.clone());
    let minutes = Minutes {
        office: catalogue.office.name.clone(),
        survey: wanted.survey.clone(),
        title: title.ok_or_else(|| Problem::new(Kind::NotFound))?,
        period: wanted.period.clone(),
        review,
        edition,
        issued_on: state.clock.today(),
        reason,
        meeting,
        software: SOFTWARE.to_owned(),
    };
    let (issued, documents) = written(&minutes, state)?;
    let entry = state.audit_entry(recorder, "minutes.issue", format!("{} {edition}", wanted.subject()));
    let noted = |action: &Action| state.audit_entry(recorder, "action.create", action.id.to_string());
    let created: Vec<_> = actions.into_iter().map(|action| (noted(&action), action)).collect();
    let change = state.change(entry, move |session| {
        for (entry, action) in &created {
            insert_entry(session, entry)?;
            insert_action(session, action)?;
        }
        insert_minutes(session, &issued, &documents)
    });
    change.await?;
    Ok(minutes)
}

/// Every edition of the minutes of a review.
///
/// # Errors
/// When the database is not available.
pub async fn issued(state: &Arc<State>, wanted: &Wanted) -> Result<Vec<IssuedMinutes>, Problem> {
    let (survey, period) = (wanted.survey.clone(), wanted.period.clone());
    Ok(state.read(move |session| list_editions(session, &survey, &period)).await?)
}

async fn hand_out(
    state: &Arc<State>,
    issued: IssuedMinutes,
    form: Form,
    language: &'static str,
) -> Result<Handed, Problem> {
    let name = format!("{}-{}-minutes-{}", issued.survey, issued.period, issued.edition);
    let body = state.read(move |session| {
        let language = if form == Form::Json { "" } else { language };
        load_minutes_document(session, &issued, form.as_str(), language)
    });
    Ok(Handed { form, language, name, body: body.await?, sha256: None })
}

/// What is kept of minutes: what they are, and their bytes in every form.
fn written(minutes: &Minutes, state: &State) -> Result<(IssuedMinutes, Vec<Document>), Problem> {
    let internal = || Problem::new(Kind::Internal);
    let json = serde_json::to_vec(&MinutesView::from(minutes)).map_err(|_| internal())?;
    let sha256: String = Sha256::digest(&json).iter().map(|byte| format!("{byte:02x}")).collect();
    let page = minutes.page();
    let mut documents = Vec::new();
    for words in Words::all() {
        let speech = Speech::of(words, state.config.k);
        let seal = format!("{}: {sha256}", speech.term(Term::Sha256OfMinutes));
        let html = write_page(&page, &seal, speech).ok_or_else(internal)?.into_bytes();
        let xlsx = write_page_xlsx(&page, minutes.issued_on, &speech).map_err(|_| internal())?;
        for (form, body) in [(Form::Html, html), (Form::Xlsx, xlsx)] {
            documents.push(Document { form: form.as_str(), language: words.language.to_string(), body });
        }
    }
    documents.push(Document { form: Form::Json.as_str(), language: String::new(), body: json });
    let issued = IssuedMinutes {
        survey: minutes.survey.clone(),
        period: minutes.period.clone(),
        edition: minutes.edition,
        review: minutes.review.edition,
        held_on: minutes.meeting.held_on,
        issued_on: minutes.issued_on,
        reason: minutes.reason.clone(),
        software: minutes.software.clone(),
        sha256,
    };
    Ok((issued, documents))
}

/// In which form minutes are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct MinutesQuery {
    /// The survey; may be left out when there is only one.
    #[param(example = "obsluga")]
    survey: Option<String>,
    /// The form; without it the Accept header says.
    #[param(inline)]
    format: Option<FormatBody>,
    /// The language of HTML and XLSX; Polish if left out. JSON is as it was entered.
    #[param(inline)]
    lang: Option<LanguageBody>,
}

/// What a meeting decided, as it is entered.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct MinutesBody {
    /// The edition of the review that the meeting had before it; left out: the latest that was issued by then.
    #[validate(range(min = 1))]
    #[schema(minimum = 1)]
    review: Option<u32>,
    /// The day of the meeting.
    #[schema(format = "date")]
    held_on: String,
    /// Who was there, at most 100.
    #[validate(length(min = 1, max = 100), custom(function = "names"))]
    #[schema(min_items = 1, max_items = 100, example = json!(["Starosta", "Pełnomocnik ds. jakości"]))]
    participants: Vec<String>,
    /// What was decided, in order, at most 50.
    #[validate(length(min = 1, max = 50), nested)]
    #[schema(min_items = 1, max_items = 50)]
    decisions: Vec<DecidedBody>,
    /// Who wrote the minutes.
    #[validate(length(min = 1, max = 200), custom(function = "one_line"))]
    #[schema(min_length = 1, max_length = 200, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    prepared_by: String,
    /// Who approved them.
    #[validate(length(min = 1, max = 200), custom(function = "one_line"))]
    #[schema(min_length = 1, max_length = 200, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    approved_by: String,
    /// Who gets them, at most 100.
    #[serde(default)]
    #[validate(length(max = 100), custom(function = "names"))]
    #[schema(max_items = 100)]
    distribution: Vec<String>,
    /// Why there is another edition; it is printed. The first edition has none.
    #[validate(length(min = 1, max = 500), custom(function = "one_line"))]
    #[schema(min_length = 1, max_length = 500)]
    reason: Option<String>,
}

/// Something that was decided.
#[derive(Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct DecidedBody {
    /// What was decided.
    #[validate(length(min = 1, max = 2000), custom(function = "lines"))]
    #[schema(
        min_length = 1,
        max_length = 2000,
        pattern = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$"
    )]
    text: String,
    /// Who sees to it.
    #[validate(length(min = 1, max = 200), custom(function = "one_line"))]
    #[schema(min_length = 1, max_length = 200, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    owner: String,
    /// The last day by which it is to be done.
    #[schema(format = "date")]
    due_on: String,
    /// The action that it becomes, so that its effect is measured; left out: none.
    #[validate(nested)]
    action: Option<FollowUpBody>,
    /// The action that it already is, by its id.
    action_id: Option<Uuid>,
}

/// Minutes that were issued.
#[derive(Debug, Serialize, ToSchema)]
pub struct IssuedMinutesView {
    /// The survey's slug.
    survey: String,
    /// The period that was reviewed.
    period: String,
    /// The edition of the minutes.
    edition: u32,
    /// The edition of the review that the meeting had before it.
    review: u32,
    /// The day of the meeting.
    #[schema(format = "date")]
    held_on: String,
    /// The day they were issued.
    #[schema(format = "date")]
    issued_on: String,
    /// Why there is another edition than the first.
    reason: Option<String>,
    /// The version of the program that made them.
    software: String,
    /// The SHA-256 of their JSON form, in hexadecimal digits.
    sha256: String,
}

/// The minutes of a management review.
#[derive(Debug, Serialize, ToSchema)]
pub struct MinutesView {
    /// The office's name by language.
    office: TextsBody,
    /// The survey's slug.
    survey: String,
    /// The survey's title by language.
    title: TextsBody,
    /// The period that was reviewed.
    period: String,
    /// The edition of the minutes.
    edition: u32,
    /// The day they were issued.
    #[schema(format = "date")]
    issued_on: String,
    /// Why there is another edition than the first.
    reason: Option<String>,
    /// The review that the meeting had before it.
    review: ReviewedView,
    /// The day of the meeting.
    #[schema(format = "date")]
    held_on: String,
    /// Who was there.
    participants: Vec<String>,
    /// What was decided, in order.
    decisions: Vec<DecisionView>,
    /// Who wrote them.
    prepared_by: String,
    /// Who approved them.
    approved_by: String,
    /// Who gets them.
    distribution: Vec<String>,
    /// The version of the program that made them.
    software: String,
}

/// The edition of a review that a meeting had before it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewedView {
    /// Its number.
    edition: u32,
    /// The day it was issued.
    #[schema(format = "date")]
    issued_on: String,
    /// The SHA-256 of its JSON form, in hexadecimal digits.
    sha256: String,
}

/// Something that was decided.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MeetingDecision)]
pub struct DecisionView {
    /// What was decided.
    text: String,
    /// Who sees to it.
    owner: String,
    /// The last day by which it is to be done.
    #[schema(format = "date")]
    due_on: String,
    /// The action that it became; `null`: none.
    action: Option<TrackedView>,
}

/// The action that a decision became.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DecidedAction)]
pub struct TrackedView {
    /// Its id.
    id: Uuid,
    /// What is done, in a line.
    title: String,
}

impl MinutesQuery {
    /// The same on a page, where minutes are a document to read unless it says otherwise.
    pub fn on_a_page(self) -> Self {
        Self { format: self.format.or(Some(FormatBody::Html)), ..self }
    }

    /// The same on a page of one survey; none: it is of another.
    pub fn of_survey(mut self, survey: &str) -> Option<Self> {
        self.survey = Some(only(self.survey, survey)?);
        Some(self.on_a_page())
    }
}

impl MinutesBody {
    /// The meeting, the review that it had before it, and the actions that are to be made.
    async fn read(self, state: &Arc<State>, wanted: &Wanted) -> Result<(Reviewed, Meeting, Vec<Action>), Problem> {
        let mut faults = Vec::new();
        let Some(held_on) = day(Some(&self.held_on), "/held_on", &mut faults) else {
            return Err(Problem::invalid(faults));
        };
        let review = reviewed(state, wanted, self.review, held_on).await?;
        let mut meeting = Meeting {
            held_on,
            participants: self.participants,
            decisions: Vec::new(),
            prepared_by: self.prepared_by,
            approved_by: self.approved_by,
            distribution: self.distribution,
        };
        let mut follow_ups = Vec::new();
        for (place, body) in self.decisions.into_iter().enumerate() {
            let due_on = day(Some(&body.due_on), &format!("/decisions/{place}/due_on"), &mut faults);
            let Some(due_on) = due_on else { continue };
            meeting.decisions.push(Decision { text: body.text, owner: body.owner, due_on, action: None });
            follow_ups.push((body.action, body.action_id));
        }
        faults.extend(meeting.faults(&review, state.clock.today()));
        if !faults.is_empty() {
            return Err(Problem::invalid(faults));
        }
        let mut following = Following { state, wanted, held_on, actions: Vec::new(), faults };
        for ((place, decision), follow_up) in meeting.decisions.iter_mut().enumerate().zip(follow_ups) {
            decision.action = following.track(decision, follow_up, &format!("/decisions/{place}")).await?;
        }
        let Following { actions, faults, .. } = following;
        if faults.is_empty() { Ok((review, meeting, actions)) } else { Err(Problem::invalid(faults)) }
    }
}

/// What becomes of decisions.
struct Following<'a> {
    state: &'a Arc<State>,
    wanted: &'a Wanted,
    held_on: Date,
    /// The actions that are to be made.
    actions: Vec<Action>,
    faults: Vec<Fault>,
}

impl Following<'_> {
    /// The action that a decision becomes, or already is.
    async fn track(
        &mut self,
        decision: &Decision,
        follow_up: (Option<FollowUpBody>, Option<Uuid>),
        at: &str,
    ) -> Result<Option<Tracked>, Problem> {
        match follow_up {
            (None, None) => Ok(None),
            (Some(_), Some(_)) => {
                self.faults.push(Fault::new(format!("{at}/action_id"), "conflict", "must not stand beside `action`"));
                Ok(None)
            }
            (None, Some(id)) => self.find(id, at).await,
            (Some(action), None) => self.make(action, decision, at).await,
        }
    }

    async fn make(&mut self, body: FollowUpBody, decision: &Decision, at: &str) -> Result<Option<Tracked>, Problem> {
        let decided = Decided {
            survey: &self.wanted.survey,
            period: &self.wanted.period,
            owner: &decision.owner,
            held_on: self.held_on,
            due_on: decision.due_on,
        };
        match body.read(&decided, self.state).await? {
            Ok(action) => {
                let tracked = Tracked { id: action.id, title: action.title.clone() };
                self.actions.push(action);
                Ok(Some(tracked))
            }
            Err(found) => {
                self.faults.extend(found.into_iter().map(|fault| fault.below(&format!("{at}/action"))));
                Ok(None)
            }
        }
    }

    async fn find(&mut self, id: Uuid, at: &str) -> Result<Option<Tracked>, Problem> {
        let found = self.state.read(move |session| find_action(session, id)).await?;
        let found = found.filter(|action| action.survey == self.wanted.survey);
        if found.is_none() {
            let detail = "must be an action of this survey";
            self.faults.push(Fault::new(format!("{at}/action_id"), "unknown_action", detail));
        }
        Ok(found.map(|action| Tracked { id, title: action.title }))
    }
}

/// The edition of the review that a meeting had before it: the one that is named, else the latest of that day.
async fn reviewed(state: &State, wanted: &Wanted, number: Option<u32>, held_on: Date) -> Result<Reviewed, Problem> {
    let mut editions = state.read(list_reviews).await?;
    editions.retain(|review| review.survey == wanted.survey && review.period == wanted.period);
    if editions.is_empty() {
        let detail = "The review of the period is not issued yet: a meeting decides on figures that stand still.";
        return Err(Problem::new(Kind::Conflict).because(detail));
    }
    let by_then = editions.iter().rfind(|review| review.edition.issued_on <= held_on);
    let found = match number {
        Some(number) => editions.iter().find(|review| review.edition.number == number),
        None => by_then.or(editions.first()),
    };
    let found = found.ok_or_else(|| {
        Problem::invalid(vec![Fault::new("/review", "unknown_edition", "must be an edition that was issued")])
    })?;
    let (edition, issued_on) = (found.edition.number, found.edition.issued_on);
    Ok(Reviewed { edition, issued_on, sha256: found.sha256.clone() })
}

/// Names of people or offices, each in a line.
fn names(names: &[String]) -> Result<(), ValidationError> {
    let fits = |name: &String| (1..=200).contains(&name.chars().count()) && one_line(name).is_ok();
    if names.iter().all(fits) { Ok(()) } else { Err(ValidationError::new("malformed")) }
}

impl From<&IssuedMinutes> for IssuedMinutesView {
    fn from(issued: &IssuedMinutes) -> Self {
        Self {
            survey: issued.survey.to_string(),
            period: issued.period.label().to_owned(),
            edition: issued.edition,
            review: issued.review,
            held_on: issued.held_on.to_string(),
            issued_on: issued.issued_on.to_string(),
            reason: issued.reason.clone(),
            software: issued.software.clone(),
            sha256: issued.sha256.clone(),
        }
    }
}

impl From<&Minutes> for MinutesView {
    fn from(minutes: &Minutes) -> Self {
        let (review, meeting) = (&minutes.review, &minutes.meeting);
        Self {
            office: texts_view(&minutes.office),
            survey: minutes.survey.to_string(),
            title: texts_view(&minutes.title),
            period: minutes.period.label().to_owned(),
            edition: minutes.edition,
            issued_on: minutes.issued_on.to_string(),
            reason: minutes.reason.clone(),
            review: ReviewedView {
                edition: review.edition,
                issued_on: review.issued_on.to_string(),
                sha256: review.sha256.clone(),
            },
            held_on: meeting.held_on.to_string(),
            participants: meeting.participants.clone(),
            decisions: meeting.decisions.iter().map(DecisionView::from).collect(),
            prepared_by: meeting.prepared_by.clone(),
            approved_by: meeting.approved_by.clone(),
            distribution: meeting.distribution.clone(),
            software: minutes.software.clone(),
        }
    }
}

impl From<&Decision> for DecisionView {
    fn from(decision: &Decision) -> Self {
        let tracked = |action: &Tracked| TrackedView { id: action.id, title: action.title.clone() };
        Self {
            text: decision.text.clone(),
            owner: decision.owner.clone(),
            due_on: decision.due_on.to_string(),
            action: decision.action.as_ref().map(tracked),
        }
    }
}
