//! Minutes of management reviews: what a meeting decided, issued as an annex to the review that it had before it.
//!
//! They are written down in every form when they are issued, like a review; a correction is the next edition. A decision
//! becomes an action in the same transaction, or names one that is there.

mod entry;
mod view;

use std::sync::Arc;

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get, post};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use utoipa::IntoParams;

use crate::access::Reader;
use crate::http::body::{Json, parse};
use crate::http::conditional::{self, Caching};
use crate::http::credentials::{Administrator, Analyst};
use crate::http::problem::{Kind, Problem};
use crate::http::query::Query;
use crate::http::v1::page::PageView;
use crate::http::v1::reviews::form::{Form, FormatBody, LanguageBody};
use crate::http::v1::reviews::make::SOFTWARE;
use crate::http::v1::reviews::wanted::{Handed, IssueQuery, Wanted, check_reason, only};
use crate::reports::render::{Speech, Words, write_page, write_page_xlsx};
use crate::state::State;
use crate::storage::actions::insert_action;
use crate::storage::audit::insert_entry;
use crate::storage::minutes::{IssuedMinutes, insert_minutes, list_minutes as list_editions, load_minutes_document};
use crate::storage::reviews::Document;
use crate::survey::action::Action;
use crate::survey::minutes::Minutes;
use crate::survey::report::Term;

use entry::MinutesBody;
use view::{IssuedMinutesView, MinutesView};

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

impl MinutesQuery {
    /// The survey, if one is named.
    pub fn survey(&self) -> Option<&str> {
        self.survey.as_deref()
    }

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
