//! Responses, on their way in. There is no way out: nothing here ever returns one.
//!
//! Both ways in go through [`Reception`]: the same checks, the same limits, the same queue.

use std::net::IpAddr;
use std::sync::Arc;

use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, HttpResponseBuilder, post, put};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::http::body::{Json, parse_item};
use crate::http::credentials::Sender;
use crate::http::problem::{FaultView, Kind, Problem, ProblemView};
use crate::http::query::{NoParameters, Query};
use crate::http::v1::answers::{AnswerBody, AnswersBody};
use crate::state::{Allowance, Catalogue, State};
use crate::storage::responses::{Outcome, Receipt, Submission, find_receipt};
use crate::survey::fault::Fault;
use crate::survey::response::{Draft, Window, check};

/// The most responses in one batch.
const LARGEST_BATCH: usize = 100;
/// The largest batch, in bytes.
const LARGEST_BATCH_BYTES: usize = 1024 * 1024;

/// Send a response
///
/// The client makes the id. A retry under the same id is recognised and never stored twice.
#[utoipa::path(
    tag = "respondents",
    params(
        ("survey" = String, Path, description = "The survey's slug", example = "obsluga"),
        ("id" = Uuid, Path, description = "A UUID version 4 that the client made for this response")
    ),
    request_body = ResponseBody,
    responses(
        (status = 201, description = "It is stored", body = StatusView),
        (status = 200, description = "The same response was stored before", body = StatusView),
        (status = 409, description = "Another response was stored under this id", content_type = "application/problem+json", body = ProblemView),
        (status = 429, description = "Too many from one address without a key", content_type = "application/problem+json", body = ProblemView)
    ),
    security((), ("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[put("/surveys/{survey}/responses/{id}")]
pub async fn put_response(
    state: Data<State>,
    sender: Sender,
    path: Path<(String, String)>,
    _: Query<NoParameters>,
    body: Json<ResponseBody>,
) -> Result<HttpResponse, Problem> {
    let (survey, id) = path.into_inner();
    let mut reception = Reception::open(&state, sender, &survey).await?;
    let id = parse_id(&id).map_err(|fault| Problem::invalid(vec![fault.below("/id")]))?;
    let mut verdicts = reception.receive(vec![Ok((id, body.0.into_draft()))]).await?;
    match verdicts.pop().unwrap_or(Verdict::Invalid(Vec::new())) {
        Verdict::Known(Outcome::Created) => {
            Ok(reception.answer(HttpResponse::Created()).json(StatusView { status: Status::Created }))
        }
        Verdict::Known(Outcome::Replayed) => {
            Ok(reception.answer(HttpResponse::Ok()).json(StatusView { status: Status::Replayed }))
        }
        Verdict::Known(Outcome::Conflict) => {
            Err(Problem::new(Kind::Conflict).because("Another response was stored under this id."))
        }
        Verdict::Invalid(faults) => Err(Problem::invalid(faults)),
    }
}

/// Send up to 100 responses at once
///
/// For a kiosk's queue or a stack of paper. One item that does not fit does not hurt the others.
#[utoipa::path(
    tag = "respondents",
    params(("survey" = String, Path, description = "The survey's slug", example = "obsluga")),
    request_body = BatchBody,
    responses(
        (status = 200, description = "What became of each, in the same order", body = BatchView),
        (status = 429, description = "Too many from one address without a key", content_type = "application/problem+json", body = ProblemView)
    ),
    security((), ("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[post("/surveys/{survey}/responses")]
pub async fn post_responses(
    state: Data<State>,
    sender: Sender,
    survey: Path<String>,
    _: Query<NoParameters>,
    body: Json<BatchBody, LARGEST_BATCH_BYTES>,
) -> Result<HttpResponse, Problem> {
    let mut reception = Reception::open(&state, sender, &survey).await?;
    if body.0.responses.len() > LARGEST_BATCH {
        return Err(Problem::new(Kind::TooLarge).because("A batch may hold at most 100 responses."));
    }
    let items: Vec<Result<BatchItemBody, Vec<Fault>>> =
        body.0.responses.iter().map(|item| parse_item(item.get())).collect();
    let ids: Vec<Option<String>> = items.iter().map(|item| item.as_ref().ok().map(|item| item.id.clone())).collect();
    let verdicts = reception.receive(items.into_iter().map(BatchItemBody::read).collect()).await?;
    let results = ids.into_iter().zip(verdicts).map(|(id, verdict)| ItemView::new(id, verdict)).collect();
    Ok(reception.answer(HttpResponse::Ok()).json(BatchView { results }))
}

/// What became of one response.
enum Verdict {
    Known(Outcome),
    Invalid(Vec<Fault>),
}

/// The one way in, for one request.
struct Reception<'a> {
    state: &'a Data<State>,
    sender: Sender,
    survey: &'a str,
    catalogue: Arc<Catalogue>,
    /// How many more the sender may send, where there is a limit.
    remaining: Option<u32>,
}

impl<'a> Reception<'a> {
    async fn open(state: &'a Data<State>, sender: Sender, survey: &'a str) -> Result<Self, Problem> {
        let catalogue = state.catalogue().await;
        if catalogue.versions(survey).is_none() {
            return Err(Problem::new(Kind::NotFound));
        }
        Ok(Self { state, sender, survey, catalogue, remaining: None })
    }

    /// Checks every item, hands over those that fit, and says of each, in order, what became of it.
    async fn receive(&mut self, items: Vec<Result<(Uuid, Draft), Vec<Fault>>>) -> Result<Vec<Verdict>, Problem> {
        self.learn_newer_versions(&items).await?;
        let mut verdicts = Vec::with_capacity(items.len());
        let (mut places, mut submissions) = (Vec::new(), Vec::new());
        for (place, item) in items.into_iter().enumerate() {
            let verdict = match item {
                Ok((id, draft)) => match self.submission(id, &draft) {
                    Ok(submission) => {
                        places.push(place);
                        submissions.push(submission);
                        None
                    }
                    // What was accepted stays accepted, also when the current version would not take it any more.
                    Err(faults) => Some(self.recognise(id, &draft).await?.unwrap_or(Verdict::Invalid(faults))),
                },
                Err(faults) => Some(Verdict::Invalid(faults)),
            };
            verdicts.push(verdict);
        }
        for (place, outcome) in places.into_iter().zip(self.submit(submissions).await?) {
            verdicts[place] = Some(Verdict::Known(outcome));
        }
        Ok(verdicts.into_iter().map(|verdict| verdict.unwrap_or(Verdict::Invalid(Vec::new()))).collect())
    }

    /// A version that is not known here may have been published a moment ago, by another process.
    async fn learn_newer_versions(&mut self, items: &[Result<(Uuid, Draft), Vec<Fault>>]) -> Result<(), Problem> {
        let mut wanted = items.iter().flatten().filter_map(|(_, draft)| draft.version);
        if wanted.any(|number| self.catalogue.version(self.survey, Some(number)).is_none()) {
            self.catalogue = self.state.refreshed_catalogue().await?;
        }
        Ok(())
    }

    fn submission(&self, id: Uuid, draft: &Draft) -> Result<Submission, Vec<Fault>> {
        let version = self.catalogue.version(self.survey, draft.version);
        let version = version.ok_or_else(|| {
            vec![Fault::new("/version", "unknown_version", "is not a published version of the survey")]
        })?;
        let today = self.state.clock.today();
        let response = check(draft, version, today, Window::Recent)?;
        if self.sender.key.as_ref().is_some_and(|key| !key.covers(&response.department)) {
            return Err(vec![Fault::new(
                "/department",
                "not_permitted",
                "is not a department that the key is good for",
            )]);
        }
        Ok(Submission {
            receipt: Receipt::new(&version.survey, id, draft),
            response,
            channel: self.sender.channel,
            received_on: today,
            history: false,
        })
    }

    async fn submit(&mut self, submissions: Vec<Submission>) -> Result<Vec<Outcome>, Problem> {
        if submissions.is_empty() {
            return Ok(Vec::new());
        }
        if let (None, Some(address)) = (&self.sender.key, self.sender.address)
            && let Some(known) = self.limit(address, &submissions).await?
        {
            return Ok(known);
        }
        Ok(self.state.intake.submit(submissions).await?)
    }

    /// Applies the limits of those without a key. What is stored already is said to be so, however many there are.
    async fn limit(&mut self, address: IpAddr, submissions: &[Submission]) -> Result<Option<Vec<Outcome>>, Problem> {
        let count = u32::try_from(submissions.len()).unwrap_or(u32::MAX);
        let wait = match self.state.limiter.take(address, count, self.state.clock.today()) {
            Allowance::Unlimited => return Ok(None),
            Allowance::Granted { remaining } => {
                self.remaining = Some(remaining);
                return Ok(None);
            }
            Allowance::Wait(wait) => wait,
        };
        let receipts: Vec<Receipt> = submissions.iter().map(|submission| submission.receipt).collect();
        let known: Vec<Option<Outcome>> = self
            .state
            .read(move |session| receipts.into_iter().map(|receipt| find_receipt(session, receipt)).collect())
            .await?;
        match known.into_iter().collect::<Option<Vec<Outcome>>>() {
            Some(known) => Ok(Some(known)),
            None => Err(Problem::too_many(wait, self.state.limiter.policy())),
        }
    }

    /// An answer that says how many more the sender may send, where there is a limit.
    fn answer(&self, mut answer: HttpResponseBuilder) -> HttpResponseBuilder {
        if let (Some((most, seconds)), Some(remaining)) = (self.state.limiter.policy(), self.remaining) {
            answer.insert_header(("RateLimit-Policy", format!("\"web\";q={most};w={seconds}")));
            answer.insert_header(("RateLimit", format!("\"web\";r={remaining}")));
        }
        answer
    }

    async fn recognise(&self, id: Uuid, draft: &Draft) -> Result<Option<Verdict>, Problem> {
        let Some(version) = self.catalogue.version(self.survey, None) else { return Ok(None) };
        let receipt = Receipt::new(&version.survey, id, draft);
        let known = self.state.read(move |session| find_receipt(session, receipt)).await?;
        Ok(known.filter(|outcome| *outcome == Outcome::Replayed).map(Verdict::Known))
    }
}

fn parse_id(text: &str) -> Result<Uuid, Fault> {
    // Other versions carry the time or the machine, and would tell when or where someone answered.
    let id = Uuid::try_parse(text).ok().filter(|id| id.get_version_num() == 4 && text.len() == 36);
    id.ok_or_else(|| Fault::new("", "malformed", "must be a UUID version 4 that the client made for this response"))
}

/// A response.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ResponseBody {
    /// The version it answers; the current one if left out.
    #[schema(minimum = 1)]
    version: Option<u32>,
    /// The department it is about.
    #[schema(max_length = 16, example = "KM")]
    department: String,
    /// The language it was asked in.
    #[schema(max_length = 3, example = "pl")]
    language: Option<String>,
    /// The day it was collected; today if left out, or if more than 45 days back or one day ahead.
    #[schema(format = "date", example = "2026-07-14")]
    collected_on: Option<String>,
    /// What it says, by question code.
    #[schema(value_type = std::collections::HashMap<String, AnswerBody>, example = json!({ "OVERALL": 5, "WAIT": 4, "OUTCOME": "yes" }))]
    answers: AnswersBody,
}

/// A response of a batch.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BatchItemBody {
    /// A UUID version 4 that the client made for this response.
    #[schema(format = "uuid")]
    id: String,
    /// The version it answers; the current one if left out.
    #[schema(minimum = 1)]
    version: Option<u32>,
    /// The department it is about.
    #[schema(max_length = 16, example = "KM")]
    department: String,
    /// The language it was asked in.
    #[schema(max_length = 3, example = "pl")]
    language: Option<String>,
    /// The day it was collected; today if left out, or if more than 45 days back or one day ahead.
    #[schema(format = "date", example = "2026-07-14")]
    collected_on: Option<String>,
    /// What it says, by question code.
    #[schema(value_type = std::collections::HashMap<String, AnswerBody>, example = json!({ "OVERALL": 5, "WAIT": 4, "OUTCOME": "yes" }))]
    answers: AnswersBody,
}

/// Up to 100 responses.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct BatchBody {
    /// The responses.
    #[schema(value_type = Vec<BatchItemBody>, max_items = 100)]
    responses: Vec<Box<RawValue>>,
}

/// What became of a response.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatusView {
    /// What became of it.
    status: Status,
}

/// What became of a response.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It is stored.
    Created,
    /// It was stored before.
    Replayed,
    /// Another response was stored under its id.
    Conflict,
    /// It does not fit.
    Invalid,
}

/// What became of a batch.
#[derive(Debug, Serialize, ToSchema)]
pub struct BatchView {
    /// What became of each response, in the order they were sent.
    results: Vec<ItemView>,
}

/// What became of one response of a batch.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemView {
    /// The id it was sent under; `null` when it had none that could be read.
    id: Option<String>,
    /// What became of it.
    status: Status,
    /// Everything that does not fit, with pointers into the item.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FaultView>,
}

impl ResponseBody {
    fn into_draft(self) -> Draft {
        Draft {
            version: self.version,
            department: self.department,
            language: self.language,
            collected_on: self.collected_on,
            answers: self.answers.0,
        }
    }
}

impl BatchItemBody {
    fn read(item: Result<Self, Vec<Fault>>) -> Result<(Uuid, Draft), Vec<Fault>> {
        let item = item?;
        let id = parse_id(&item.id).map_err(|fault| vec![fault.below("/id")])?;
        let draft = Draft {
            version: item.version,
            department: item.department,
            language: item.language,
            collected_on: item.collected_on,
            answers: item.answers.0,
        };
        Ok((id, draft))
    }
}

impl ItemView {
    fn new(id: Option<String>, verdict: Verdict) -> Self {
        // An id that is none may be anything at all: it is not echoed.
        let id = id.filter(|id| parse_id(id).is_ok());
        match verdict {
            Verdict::Known(outcome) => {
                let status = match outcome {
                    Outcome::Created => Status::Created,
                    Outcome::Replayed => Status::Replayed,
                    Outcome::Conflict => Status::Conflict,
                };
                Self { id, status, errors: Vec::new() }
            }
            Verdict::Invalid(faults) => {
                Self { id, status: Status::Invalid, errors: faults.into_iter().map(FaultView::from).collect() }
            }
        }
    }
}
