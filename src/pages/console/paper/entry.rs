//! What the grid sends: a form, the same form back, and a form that is typed a second time. Each is answered with a few
//! words of JSON for the script.
//!
//! Nothing here is noted in the audit log: it would say at what moment which response was typed.

use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Serialize;
use uuid::Uuid;

use crate::http::{HandedIn, Kind, Problem, Reception, Sender, Verdict, parse_id};
use crate::pages::console::paper::words::Words;
use crate::pages::console::person::{Form, Person};
use crate::pages::form::{field, read_draft};
use crate::state::State;
use crate::storage::Error;
use crate::storage::forms::{find_form, note_check};
use crate::storage::lots::find_lot;
use crate::storage::responses::Outcome;
use crate::survey::codes::Language;
use crate::survey::double_entry::compare_entries;
use crate::survey::fault::Fault;
use crate::survey::flags::Flags;
use crate::survey::lot::{LONGEST_BATCH, batch_digest};
use crate::survey::questionnaire::Version;
use crate::survey::response::{Channel, Draft, Window, check};

/// The fields of a form: those of the grid by name, and the answers by question code.
type Fields = Vec<(String, String)>;

/// A form as the grid sent it.
struct Sent {
    survey: String,
    batch: String,
    id: Uuid,
    draft: Draft,
    /// How many of its answers nobody can read.
    unreadable: u64,
}

/// What became of a form.
#[derive(Debug, Default, Serialize)]
struct Answer {
    status: &'static str,
    /// Its number in its batch.
    place: Option<u32>,
    /// How many forms of the batch wait.
    waiting: u64,
    /// What is wrong with it, or how it differs from what was typed first, in words.
    errors: Vec<String>,
}

/// `POST /console/paper/forms`: a form goes into the lot of its batch.
pub async fn post_form(state: Data<State>, form: Form<Fields>) -> Result<HttpResponse, Problem> {
    let (sent, version) = Sent::read(&state, &form.sent).await?;
    let mut reception = Reception::open(&state, sender(&form.person), &sent.survey).await?;
    let handed_in = HandedIn { id: sent.id, draft: sent.draft, flags: Flags::default() };
    let typed = reception.type_in(&sent.batch, handed_in, sent.unreadable).await?;
    let (words, language) = words(&form.person);
    let (status, errors) = match typed.verdict {
        Verdict::Known(Outcome::Created { .. } | Outcome::Replayed) => ("stored", Vec::new()),
        Verdict::Known(Outcome::Conflict) => ("refused", vec![words.fault_conflict.clone()]),
        Verdict::Trial => ("trial", Vec::new()),
        Verdict::Invalid(faults) => ("refused", words.faults(&faults, &version, language)),
    };
    Ok(HttpResponse::Ok().json(Answer { status, place: typed.place, waiting: typed.waiting, errors }))
}

/// `POST /console/paper/forms/undo`: a form is taken back out of its batch.
pub async fn post_undo(state: Data<State>, form: Form<Fields>) -> Result<HttpResponse, Problem> {
    let (sent, _) = Sent::read(&state, &form.sent).await?;
    let mut reception = Reception::open(&state, sender(&form.person), &sent.survey).await?;
    let handed_in = HandedIn { id: sent.id, draft: sent.draft, flags: Flags::default() };
    let answer = match reception.take_back(&sent.batch, handed_in, sent.unreadable).await {
        Ok(waiting) => Answer { status: "taken_back", waiting, ..Answer::default() },
        Err(problem) if matches!(problem.kind(), Kind::NotFound) => Answer { status: "gone", ..Answer::default() },
        Err(problem) => return Err(problem),
    };
    Ok(HttpResponse::Ok().json(answer))
}

/// `POST /console/paper/forms/check`: a form that was typed before is held against what was typed then.
pub async fn post_check(state: Data<State>, form: Form<Fields>) -> Result<HttpResponse, Problem> {
    let (sent, version) = Sent::read(&state, &form.sent).await?;
    let (words, language) = words(&form.person);
    let place: u32 = field(&form.sent, "place").and_then(|place| place.parse().ok()).unwrap_or(0);
    let second = match check(&sent.draft, &version, state.clock.today(), Window::Recent) {
        Ok(second) => second,
        Err(faults) => {
            let errors = words.faults(&faults, &version, language);
            return Ok(HttpResponse::Ok().json(Answer { status: "refused", errors, ..Answer::default() }));
        }
    };
    form.person.require(Some(&second.department))?;
    let digest = batch_digest(&version.survey, Channel::Paper, &sent.batch);
    let asked = version.clone();
    let compare = move |session: &mut crate::storage::Session| {
        let lot = find_lot(session, &digest)?.ok_or(Error::Missing)?;
        let first = find_form(session, lot.number, place)?.ok_or(Error::Missing)?;
        if first.department != second.department || first.version != second.version {
            return Err(Error::Missing);
        }
        let compared = compare_entries(&asked, &second.department, &first.answers, &second.answers);
        note_check(session, lot.number, place, compared.answers, compared.different.len() as u64)?;
        Ok(compared)
    };
    let answer = match state.write(compare).await {
        Ok(compared) => {
            let named = |code: &crate::survey::codes::QuestionCode| words.question(code.as_str(), &version, language);
            let errors = compared.different.iter().map(named).collect();
            Answer { status: "compared", place: Some(place), errors, ..Answer::default() }
        }
        Err(Error::Missing) => Answer { status: "gone", ..Answer::default() },
        Err(error) => return Err(error.into()),
    };
    Ok(HttpResponse::Ok().json(answer))
}

fn sender(person: &Person) -> Sender {
    Sender::at_a_desk(person.account.departments.clone())
}

fn words(person: &Person) -> (&'static Words, &Language) {
    let language = &person.account.language;
    (Words::of(language), language)
}

impl Sent {
    async fn read(state: &Data<State>, fields: &Fields) -> Result<(Self, std::sync::Arc<Version>), Problem> {
        let named = |name: &str| field(fields, name).unwrap_or_default();
        let survey = named("survey").to_owned();
        let number = named("version").parse().map_err(|_| Problem::new(Kind::BadQuery))?;
        let version = state.catalogue().await.version(&survey, Some(number)).cloned();
        let version = version.ok_or_else(|| Problem::new(Kind::NotFound))?;
        let batch = named("batch").trim().to_owned();
        let id = parse_id(named("id")).map_err(|_| Problem::new(Kind::BadQuery))?;
        if !(1..=LONGEST_BATCH).contains(&batch.chars().count()) {
            return Err(Problem::new(Kind::BadQuery));
        }
        let mut draft = read_draft(fields, &version, named("department"), "");
        // In which language somebody read the form, paper does not say.
        draft.language = None;
        draft.collected_on = Some(named("day").to_owned()).filter(|day| !day.is_empty());
        let unreadable = fields.iter().filter(|(name, _)| name == "unreadable");
        let unreadable = unreadable.filter(|(_, code)| version.question(code).is_some()).count() as u64;
        Ok((Self { survey, batch, id, draft, unreadable }, version))
    }
}

impl Words {
    /// What does not fit, each with its question.
    fn faults(&self, faults: &[Fault], version: &Version, language: &Language) -> Vec<String> {
        let said = |fault: &Fault| {
            let words = match fault.code {
                "required" => &self.fault_required,
                "too_many" => &self.fault_too_many,
                "too_long" => &self.fault_too_long,
                "closed" => &self.fault_closed,
                "not_permitted" | "unknown_department" => &self.fault_department,
                _ => &self.fault_other,
            };
            match fault.pointer.strip_prefix("/answers/") {
                Some(code) => format!("{} – {words}", self.question(code, version, language)),
                None => words.clone(),
            }
        };
        faults.iter().map(said).collect()
    }

    /// A question as its number and words.
    fn question(&self, code: &str, version: &Version, language: &Language) -> String {
        let question = version.question(code);
        let text = question.map(|question| question.text.in_language(language).unwrap_or(question.text.in_polish()));
        text.unwrap_or(code).to_owned()
    }
}
