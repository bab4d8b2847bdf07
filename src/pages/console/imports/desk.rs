//! `/console/imports`: the lots that wait, and the form for a file.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use encoding_rs::Encoding;
use serde::Deserialize;

use crate::http::{FormFile, Kind, Problem};
use crate::intake::import::{Failure, Misfit, Unreadable, template};
use crate::pages::console::fields::{Choice, Wrong};
use crate::pages::console::imports::choices;
use crate::pages::console::imports::course::{Order, Seen};
use crate::pages::console::imports::told::Teller;
use crate::pages::console::imports::words::Words;
use crate::pages::console::layout::{Layout, go_telling};
use crate::pages::console::lots::{self, ChosenLot, is_theirs, lines, lots_with_months};
use crate::pages::console::person::{Form, Person, Upload};
use crate::pages::shared::Frame;
use crate::reports::numbers::Numbers;
use crate::state::{Catalogue, State};
use crate::survey::lot::{LONGEST_BATCH, Lot, Months};
use crate::survey::period::{Period, Unit};
use crate::survey::questionnaire::Version;

/// Where files are handed in.
const ADDRESS: &str = "/console/imports";
/// How large a file may be, with the form around it, in bytes.
pub const LARGEST: usize = 8 * 1024 * 1024;
/// How many faults are told; more of them are counted.
const MOST_FAULTS: usize = 200;
/// How many words are asked about at once that are no known answers.
const MOST_WORDS: usize = 30;

/// What is said about a file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sent {
    /// The survey and the version: `obsluga/2`.
    of: String,
    channel: String,
    batch: String,
    encoding: String,
    sheet: String,
    /// Columns that are not known, and, in the same order, what they are.
    column: Vec<String>,
    means: Vec<String>,
    /// Words that are not known, and, in the same order, the questions that they answer, and the options that they mean.
    word: Vec<String>,
    question: Vec<String>,
    option: Vec<String>,
    partial: bool,
    again: bool,
    store: bool,
}

#[derive(Template)]
#[template(path = "console/imports/imports.html", config = "src/pages/askama.toml")]
struct ImportsPage<'a> {
    frame: &'a Frame,
    layout: &'a Layout,
    words: &'static Words,
    waiting: Vec<Waiting>,
    versions: Vec<Choice>,
    channels: Vec<Choice>,
    encodings: Vec<Choice>,
    sheets: Vec<Choice>,
    columns: Vec<(String, Vec<Choice>)>,
    answers: Vec<UnknownAnswer>,
    batch: &'a str,
    wrong: Wrong,
    found: Found,
}

/// A word that is no answer to its question, and what it may mean.
struct UnknownAnswer {
    question: String,
    asked: String,
    word: String,
    options: Vec<Choice>,
}

/// A lot that waits.
struct Waiting {
    label: String,
    name: String,
    survey: String,
    channel: String,
    responses: String,
    months: Vec<String>,
    until: String,
    is_whole: bool,
}

/// What was found in a file, as the page tells it.
#[derive(Default)]
struct Found {
    /// Whether a file was looked at.
    is_there: bool,
    /// Why it is not taken as a whole.
    failures: Vec<String>,
    /// What was seen in it.
    said: Vec<String>,
    months: Vec<(String, String, String)>,
    /// Faults: line, column, and what is wrong.
    faults: Vec<(String, String, String)>,
    more_faults: Option<String>,
    /// What it can be told to do all the same.
    offers_partial: Option<String>,
    offers_again: bool,
    /// The columns that are not known, and the sheets, where one must be chosen.
    unknown: Vec<String>,
    sheets: Vec<String>,
    /// Words that are not known, with the codes of their questions, and how many more there are.
    words: Vec<(String, String)>,
    more_words: Option<String>,
}

/// `GET /console/imports`
pub async fn get_imports(request: HttpRequest, state: Data<State>, person: Person) -> Result<HttpResponse, Problem> {
    let layout = Layout::new(&request, &state, &person).await?;
    let words = Words::of(&layout.frame.words.language);
    let told: [(&str, &'static str); 4] = [
        ("stored", &words.stored),
        ("known", &words.known),
        ("confirmed", &words.confirmed),
        ("taken-back", &words.taken_back),
    ];
    let layout = layout.telling(&request, &told);
    show(&layout, &state, &person, &Sent::default(), Wrong(None), Found::default()).await
}

/// `POST /console/imports`: looks through a file, or stores what is in it.
pub async fn post_file(
    request: HttpRequest,
    state: Data<State>,
    form: Upload<Sent, LARGEST>,
) -> Result<HttpResponse, Problem> {
    let Upload { person, sent, file } = form;
    let layout = Layout::new(&request, &state, &person).await?;
    let catalogue = state.refreshed_catalogue().await?;
    let order = match read_order(&sent, file, &catalogue, &layout, &person) {
        Ok(order) => order,
        Err(wrong) => return show(&layout, &state, &person, &sent, wrong, Found::default()).await,
    };
    let version = order.version.clone();
    let (notes, who) = (state.clone(), person.clone());
    let note = move |subject| notes.audit_entry(&who, "lot.store", subject);
    let came = state.inspect(move |storage| match order.carry_out(storage, note) {
        Err(Failure::Storage(error)) => Err(error),
        came => Ok(came),
    });
    let words = Words::of(&layout.frame.words.language);
    let teller = Teller { words, frame: &layout.frame, version: &version };
    let found = match came.await? {
        Err(failure) => Found::failed(&failure, &teller),
        Ok(seen) => match &seen.report {
            Some(report) if report.conflicts.is_empty() => {
                return Ok(go_telling(ADDRESS, if report.created > 0 { "stored" } else { "known" }));
            }
            _ => Found::seen(&seen, &teller),
        },
    };
    show(&layout, &state, &person, &sent, Wrong(None), found).await
}

/// `GET /console/imports/template`: an empty table for a version.
pub async fn get_template(state: Data<State>, _: Person, query: Query<Sent>) -> Result<HttpResponse, Problem> {
    let catalogue = state.refreshed_catalogue().await?;
    let wanted = if query.of.is_empty() { newest(&catalogue) } else { find_version(&catalogue, &query.of) };
    let version = wanted.ok_or_else(|| Problem::new(Kind::NotFound))?;
    let name = format!("attachment; filename=\"{}-{}.csv\"", version.survey, version.number);
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_DISPOSITION, name))
        .content_type("text/csv; charset=utf-8")
        .body(template(version)))
}

/// `POST /console/imports/confirm`: lets a lot count from the next release on.
pub async fn post_confirm(state: Data<State>, form: Form<ChosenLot>) -> Result<HttpResponse, Problem> {
    lots::confirm(&state, form, ADDRESS).await
}

/// `POST /console/imports/take-back`: deletes a lot with all that it holds.
pub async fn post_take_back(state: Data<State>, form: Form<ChosenLot>) -> Result<HttpResponse, Problem> {
    lots::take_back(&state, form, ADDRESS).await
}

impl Sent {
    /// The words that the form knows: the question of each, the option that it means, and the word.
    fn known_words(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        let meant = self.question.iter().zip(&self.option).zip(&self.word);
        meant.map(|((question, option), word)| (question.as_str(), option.as_str(), word.as_str()))
    }

    /// The words to choose options for: those just found, and those of which the form knows what they mean.
    fn answers(
        &self,
        found: &[(String, String)],
        version: &Version,
        frame: &Frame,
        words: &Words,
    ) -> Vec<UnknownAnswer> {
        let is_found = |code: &str, word: &str| found.iter().any(|(its, found)| its == code && found == word);
        let known = self.known_words().filter(|(code, option, word)| !option.is_empty() && !is_found(code, word));
        let found = found.iter().map(|(code, word)| {
            let before = self.known_words().find(|(its, _, known)| its == code && known == word);
            (code.as_str(), before.map_or("", |(_, option, _)| option), word.as_str())
        });
        let answer = |(code, option, word): (&str, &str, &str)| {
            let question = version.question(code)?;
            Some(UnknownAnswer {
                question: code.to_owned(),
                asked: format!("{code} – {}", frame.text(&question.text)),
                word: word.to_owned(),
                options: choices::answers(question, version, frame, words, option),
            })
        };
        found.chain(known).filter_map(answer).collect()
    }
}

/// What is to become of a file, as far as the form says it.
fn read_order(
    sent: &Sent,
    file: Option<FormFile>,
    catalogue: &Catalogue,
    layout: &Layout,
    person: &Person,
) -> Result<Order, Wrong> {
    let words = Words::of(&layout.frame.words.language);
    let choose = |field| Wrong(Some((field, &*layout.words.misfit_unknown)));
    let version = find_version(catalogue, &sent.of).ok_or_else(|| choose("of"))?.clone();
    let channel = sent.channel.parse().map_err(|_| choose("channel"))?;
    let batch = sent.batch.trim();
    if batch.chars().count() > LONGEST_BATCH || batch.chars().any(char::is_control) {
        return Err(Wrong(Some(("batch", &words.batch_too_long))));
    }
    let encoding = match sent.encoding.as_str() {
        "" => None,
        label => Some(Encoding::for_label(label.as_bytes()).ok_or_else(|| choose("encoding"))?),
    };
    let file = file.ok_or(Wrong(Some(("file", &words.no_file))))?;
    let name: String = file.name.chars().filter(|letter| !letter.is_control()).take(100).collect();
    let (ignored, named): (Vec<_>, Vec<_>) = sent
        .column
        .iter()
        .zip(&sent.means)
        .filter(|(_, means)| !means.is_empty())
        .partition(|(_, it)| *it == choices::LEFT_OUT);
    let own = version.departments.iter().map(|department| department.code.clone());
    let owned =
        |(question, option, word): (&str, &str, &str)| (question.to_owned(), option.to_owned(), word.to_owned());
    Ok(Order {
        fieldwork: catalogue.fieldwork(version.survey.as_str()).clone(),
        today: catalogue.day(),
        channel,
        batch: Some(batch.to_owned()).filter(|batch| !batch.is_empty()),
        encoding,
        sheet: Some(sent.sheet.clone()).filter(|sheet| !sheet.is_empty()),
        columns: named.into_iter().map(|(name, means)| (name.clone(), means.clone())).collect(),
        words: sent.known_words().filter(|(_, option, _)| !option.is_empty()).map(owned).collect(),
        ignore: ignored.into_iter().map(|(name, _)| name.clone()).collect(),
        own: own.filter(|code| person.covers(code)).collect(),
        file: FormFile { name, ..file },
        store: sent.store,
        partial: sent.partial,
        again: sent.again,
        version,
    })
}

/// The version that `obsluga/2` names.
fn find_version<'a>(catalogue: &'a Catalogue, named: &str) -> Option<&'a Arc<Version>> {
    let (survey, number) = named.split_once('/')?;
    catalogue.version(survey, Some(number.parse().ok()?))
}

fn newest(catalogue: &Catalogue) -> Option<&Arc<Version>> {
    catalogue.surveys.values().find_map(|versions| versions.last())
}

async fn show(
    layout: &Layout,
    state: &Data<State>,
    person: &Person,
    sent: &Sent,
    wrong: Wrong,
    found: Found,
) -> Result<HttpResponse, Problem> {
    let words = Words::of(&layout.frame.words.language);
    let catalogue = state.catalogue().await;
    let lots = state.read(lots_with_months).await?;
    let waiting = lots.into_iter().filter(|(_, months)| is_theirs(person, months));
    let version = find_version(&catalogue, &sent.of).or_else(|| newest(&catalogue));
    let status = if wrong.0.is_some() || !found.failures.is_empty() || !found.faults.is_empty() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let unknown = found.unknown.iter().chain(sent.column.iter().filter(|name| !found.unknown.contains(name)));
    let columns = unknown.filter_map(|name| {
        let at = sent.column.iter().position(|column| column == name);
        let means = at.and_then(|at| sent.means.get(at)).map_or("", String::as_str);
        Some((name.clone(), choices::meanings(version?, &layout.frame, words, means)))
    });
    let page = ImportsPage {
        frame: &layout.frame,
        layout,
        words,
        waiting: waiting.map(|lot| tell_lot(lot, &catalogue, layout, words)).collect(),
        versions: choices::versions(&catalogue, &layout.frame, words, &sent.of),
        channels: choices::channels(words, &sent.channel),
        encodings: choices::encodings(words, &sent.encoding),
        sheets: choices::sheets(&found.sheets, &sent.sheet),
        columns: columns.collect(),
        answers: version.map_or_else(Vec::new, |it| sent.answers(&found.words, it, &layout.frame, words)),
        batch: &sent.batch,
        wrong,
        found,
    };
    layout.show_with(status, &page)
}

fn tell_lot((lot, months): (Lot, Months), catalogue: &Catalogue, layout: &Layout, words: &Words) -> Waiting {
    let numbers = Numbers::of(&layout.frame.words.language);
    let version = catalogue.version(lot.survey.as_str(), None);
    let title = version.map_or(lot.survey.as_str(), |it| layout.frame.text(&it.questionnaire.title));
    Waiting {
        label: lot.number.label(),
        survey: title.to_owned(),
        channel: choices::channel_name(lot.channel, words).to_owned(),
        responses: numbers.count(months.values().sum()),
        until: match lot.whole {
            true => words.counts_from.replace("{day}", &numbers.day(lot.confirmed_from())),
            false => words.cut_short.clone(),
        },
        is_whole: lot.whole,
        months: lines(&months, numbers),
        name: lot.name,
    }
}

impl Found {
    fn failed(failure: &Failure, teller: &Teller<'_>) -> Self {
        let (mut unknown, mut sheets) = (Vec::new(), Vec::new());
        match failure {
            Failure::Columns(Misfit { unknown: names, .. }) => unknown.clone_from(names),
            Failure::Unreadable(Unreadable::SeveralSheets(names)) => sheets.clone_from(names),
            _ => {}
        }
        let offers_again = matches!(failure, Failure::Repeats { .. });
        let failures = teller.failure(failure);
        Self { is_there: true, failures, offers_again, unknown, sheets, ..Self::default() }
    }

    fn seen(seen: &Seen, teller: &Teller<'_>) -> Self {
        let (words, numbers) = (teller.words, Numbers::of(&teller.frame.words.language));
        let count = |text: &str, number: usize| text.replace("{number}", &numbers.count(number as u64));
        let mut found = Self { is_there: true, ..Self::default() };
        found.said.push(count(&words.fitting, seen.fitting));
        found.said.extend((seen.unfinished > 0).then(|| count(&words.unfinished, seen.unfinished)));
        let encoding = seen.encoding.filter(|encoding| *encoding != "UTF-8");
        found.said.extend(encoding.map(|encoding| words.read_as.replace("{encoding}", encoding)));
        found.said.extend(seen.is_trial.then(|| words.trial.clone()));
        if let Some((on, number)) = seen.repeated {
            found.said.push(teller.repeats(on, number));
            found.offers_again = true;
        }
        if !seen.foreign.is_empty() {
            let codes: Vec<&str> = seen.foreign.iter().map(|code| code.as_str()).collect();
            found.failures.push(words.foreign.replace("{codes}", &codes.join(", ")));
        }
        let place = |((department, month), number): (&(_, jiff::civil::Date), &u64)| {
            let department: &crate::survey::codes::DepartmentCode = department;
            (department.to_string(), numbers.period(&Period::holding(*month, Unit::Month)), numbers.count(*number))
        };
        found.months = seen.months.iter().map(place).collect();
        let conflicts = seen.report.iter().flat_map(|report| &report.conflicts);
        let conflicts = conflicts.map(|line| (line.to_string(), String::new(), words.conflict.clone()));
        let faults = seen.refused.iter();
        let faults = faults.map(|it| (it.line.to_string(), it.column.clone(), teller.fault(&it.fault)));
        found.faults = conflicts.chain(faults).collect();
        let more = found.faults.len().saturating_sub(MOST_FAULTS);
        found.faults.truncate(MOST_FAULTS);
        found.more_faults = (more > 0).then(|| count(&words.more_faults, more));
        found.words = seen.unknown_words.iter().take(MOST_WORDS).cloned().collect();
        let more = seen.unknown_words.len().saturating_sub(MOST_WORDS);
        found.more_words = (more > 0).then(|| count(&words.more_words, more));
        let partial = seen.report.is_none() && !seen.refused.is_empty() && seen.fitting > 0;
        found.offers_partial = partial.then(|| count(&words.partial, seen.fitting));
        match &seen.report {
            Some(report) => found.said.push(count(&words.created, report.created)),
            None => found.said.push(words.nothing_stored.clone()),
        }
        found
    }
}
