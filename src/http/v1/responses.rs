//! Responses, on their way in. There is no way out: nothing here ever returns one.

use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, post, put};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::http::body::{Json, parse_item};
use crate::http::credentials::Sender;
use crate::http::problem::{FaultView, Kind, Problem, ProblemView};
use crate::http::query::{NoParameters, Query};
use crate::http::reception::{HandedIn, Reception, Verdict, parse_id};
use crate::http::v1::answers::{AnswerBody, AnswersBody};
use crate::state::State;
use crate::storage::responses::Outcome;
use crate::survey::codes::{DepartmentCode, Language, QuestionCode};
use crate::survey::fault::Fault;
use crate::survey::flags::{Flag, Flags};
use crate::survey::lot::Lot;
use crate::survey::response::Draft;

/// The most responses in one batch.
const LARGEST_BATCH: usize = 100;
/// The largest batch, in bytes, with a key.
const LARGEST_BATCH_BYTES: usize = 1024 * 1024;

/// Send a response
///
/// The client makes the id. A retry under the same id is recognised and never stored twice.
/// Where something in between keeps a log of paths, it would tie the id to an address and a time: send a batch of one there.
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
    let claimed = body.0.collected_on.clone();
    let mut verdicts = reception.receive(vec![Ok(body.0.hand_in(id))]).await?;
    match verdicts.pop().unwrap_or(Verdict::Invalid(Vec::new())) {
        Verdict::Known(Outcome::Created { day }) => {
            let view = StatusView { status: Status::Created, collected_on: other_day(claimed, day), trial: false };
            Ok(reception.answer(HttpResponse::Created()).json(view))
        }
        Verdict::Known(Outcome::Replayed) => {
            let view = StatusView { status: Status::Replayed, collected_on: None, trial: false };
            Ok(reception.answer(HttpResponse::Ok()).json(view))
        }
        Verdict::Trial => {
            let view = StatusView { status: Status::Created, collected_on: None, trial: true };
            Ok(reception.answer(HttpResponse::Created()).json(view))
        }
        Verdict::Known(Outcome::Conflict) => {
            Err(Problem::new(Kind::Conflict).because("Another response was stored under this id."))
        }
        Verdict::Invalid(faults) => Err(Problem::invalid(faults)),
    }
}

/// Send up to 100 responses at once
///
/// For a kiosk's queue or a stack of paper, of at most 1 MiB; without a key of at most 64 KiB.
/// One item that does not fit does not hurt the others.
/// A stack of paper that is named as a `batch` waits outside the release, in a lot, for seven days or until somebody
/// confirms it (`ankieta import --confirm`), and can be taken back whole until then. Without a name nothing says which
/// requests are one stack, and each response counts from the next release on, as if it had been sent by itself.
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
    if let Some(batch) = body.0.batch {
        reception.gather(batch)?;
    }
    let named = |item: &Result<BatchItemBody, Vec<Fault>>| {
        let item = item.as_ref().ok();
        (item.map(|item| item.id.clone()), item.and_then(|item| item.collected_on.clone()))
    };
    let named: Vec<(Option<String>, Option<String>)> = items.iter().map(named).collect();
    let verdicts = reception.receive(items.into_iter().map(BatchItemBody::read).collect()).await?;
    let results = named.into_iter().zip(verdicts).map(|((id, claimed), verdict)| ItemView::new(id, claimed, verdict));
    let results = results.collect();
    let lot = reception.lot().map(LotView::new);
    Ok(reception.answer(HttpResponse::Ok()).json(BatchView { results, lot }))
}

/// A response.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ResponseBody {
    /// The version it answers; the current one if left out.
    #[schema(minimum = 1)]
    version: Option<u32>,
    /// The department it is about.
    #[schema(value_type = DepartmentCode, example = "KM")]
    department: String,
    /// The language it was asked in.
    #[schema(value_type = Option<Language>, example = "pl")]
    language: Option<String>,
    /// The day it was collected; today if left out, if more than 45 days back or after today, or if it is closed.
    #[schema(format = "date", example = "2026-07-14")]
    collected_on: Option<String>,
    /// What it says, by question code.
    #[schema(value_type = std::collections::HashMap<QuestionCode, AnswerBody>, example = json!({ "OVERALL": 5, "WAIT": 4, "OUTCOME": "yes" }))]
    answers: AnswersBody,
    /// What a kiosk's tablet noticed about it; nobody else may say so.
    #[serde(default)]
    #[schema(max_items = 3)]
    flags: Vec<FlagBody>,
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
    #[schema(value_type = DepartmentCode, example = "KM")]
    department: String,
    /// The language it was asked in.
    #[schema(value_type = Option<Language>, example = "pl")]
    language: Option<String>,
    /// The day it was collected; today if left out, if more than 45 days back or after today, or if it is closed.
    #[schema(format = "date", example = "2026-07-14")]
    collected_on: Option<String>,
    /// What it says, by question code.
    #[schema(value_type = std::collections::HashMap<QuestionCode, AnswerBody>, example = json!({ "OVERALL": 5, "WAIT": 4, "OUTCOME": "yes" }))]
    answers: AnswersBody,
    /// What a kiosk's tablet noticed about it; nobody else may say so.
    #[serde(default)]
    #[schema(max_items = 3)]
    flags: Vec<FlagBody>,
}

/// Signs that a response may not be what it seems. They are counted, and nothing is dropped on their account.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FlagBody {
    /// One of a burst of responses at the same kiosk, as older tablets say. It is not counted: the service finds by
    /// itself what is more than a kiosk can collect.
    Burst,
    /// It was given while the lobby was closed.
    OutsideHours,
    /// Several questions were answered in less than three seconds.
    TooFast,
}

/// Up to 100 responses.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct BatchBody {
    /// The responses.
    #[schema(value_type = Vec<BatchItemBody>, max_items = 100)]
    responses: Vec<Box<RawValue>>,
    /// The name of the stack of paper that they are part of, for a key of the scope `paper`; it may come in several
    /// requests. Left out: they count from the next release on.
    #[validate(length(min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64, example = "okienko 3, 12 października")]
    batch: Option<String>,
}

/// What became of a response.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatusView {
    /// What became of it.
    status: Status,
    /// The day it counts for, where that is not the day it was said to be collected on: that one is closed, or not near.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "date")]
    collected_on: Option<String>,
    /// Whether it was given in a trial: it fits, and was not stored.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    trial: bool,
}

/// What became of a response.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It is stored; in a trial, it would be.
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
    /// The lot in which those of a named batch wait.
    #[serde(skip_serializing_if = "Option::is_none")]
    lot: Option<LotView>,
}

/// A lot that waits to be confirmed.
#[derive(Debug, Serialize, ToSchema)]
pub struct LotView {
    /// What it is called on the command line.
    #[schema(example = "5b0c6e1f")]
    label: String,
    /// The day from whose release on it counts, if nobody confirms it before.
    #[schema(format = "date", example = "2026-10-19")]
    counts_from: String,
}

/// What became of one response of a batch.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemView {
    /// The id it was sent under; `null` when it had none that could be read.
    id: Option<String>,
    /// What became of it.
    status: Status,
    /// The day it counts for, where that is not the day it was said to be collected on: that one is closed, or not near.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "date")]
    collected_on: Option<String>,
    /// Whether it was given in a trial: it fits, and was not stored.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    trial: bool,
    /// Everything that does not fit, with pointers into the item.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FaultView>,
}

impl ResponseBody {
    fn hand_in(self, id: Uuid) -> HandedIn {
        let draft = Draft {
            version: self.version,
            department: self.department,
            language: self.language,
            collected_on: self.collected_on,
            answers: self.answers.0,
        };
        HandedIn { id, draft, flags: read_flags(&self.flags) }
    }
}

impl BatchItemBody {
    fn read(item: Result<Self, Vec<Fault>>) -> Result<HandedIn, Vec<Fault>> {
        let item = item?;
        let id = parse_id(&item.id).map_err(|fault| vec![fault.below("/id")])?;
        let draft = Draft {
            version: item.version,
            department: item.department,
            language: item.language,
            collected_on: item.collected_on,
            answers: item.answers.0,
        };
        Ok(HandedIn { id, draft, flags: read_flags(&item.flags) })
    }
}

impl LotView {
    fn new(lot: &Lot) -> Self {
        Self { label: lot.number.label(), counts_from: lot.confirmed_from().to_string() }
    }
}

impl ItemView {
    fn new(id: Option<String>, claimed: Option<String>, verdict: Verdict) -> Self {
        // An id that is none may be anything at all: it is not echoed.
        let id = id.filter(|id| parse_id(id).is_ok());
        match verdict {
            Verdict::Known(outcome) => {
                let (status, collected_on) = match outcome {
                    Outcome::Created { day } => (Status::Created, other_day(claimed, day)),
                    Outcome::Replayed => (Status::Replayed, None),
                    Outcome::Conflict => (Status::Conflict, None),
                };
                Self { id, status, collected_on, trial: false, errors: Vec::new() }
            }
            Verdict::Trial => Self { id, status: Status::Created, collected_on: None, trial: true, errors: Vec::new() },
            Verdict::Invalid(faults) => {
                let errors = faults.into_iter().map(FaultView::from).collect();
                Self { id, status: Status::Invalid, collected_on: None, trial: false, errors }
            }
        }
    }
}

/// The day that a response counts for, where another one was claimed.
fn other_day(claimed: Option<String>, day: Date) -> Option<String> {
    let day = day.to_string();
    claimed.filter(|claimed| *claimed != day).map(|_| day)
}

fn read_flags(flags: &[FlagBody]) -> Flags {
    flags.iter().fold(Flags::default(), |all, flag| match flag {
        FlagBody::Burst => all,
        FlagBody::OutsideHours => all.with(Flag::OutsideHours),
        FlagBody::TooFast => all.with(Flag::TooFast),
    })
}
