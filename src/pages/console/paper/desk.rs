//! `/console/paper`: the batches that wait, and those that were confirmed.

use std::sync::Arc;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use jiff::civil::Date;
use serde::Deserialize;

use crate::http::{Kind, Problem};
use crate::pages::console::fields::Choice;
use crate::pages::console::layout::{Layout, go_telling};
use crate::pages::console::paper::words::Words;
use crate::pages::console::person::{Form, Person};
use crate::pages::shared::Frame;
use crate::reports::numbers::Numbers;
use crate::state::{Catalogue, State};
use crate::storage::Session;
use crate::storage::batches::{count_months, list_batches};
use crate::storage::lots::{confirm_lot, list_lots, take_back_lot};
use crate::survey::lot::{Batch, Lot, Months, Typing};
use crate::survey::period::{Period, Unit};
use crate::survey::response::Channel;

/// Where the batches are listed.
const ADDRESS: &str = "/console/paper";

#[derive(Template)]
#[template(path = "console/paper/desk.html", config = "src/pages/askama.toml")]
struct DeskPage<'a> {
    frame: &'a Frame,
    layout: &'a Layout,
    words: &'static Words,
    surveys: Vec<Choice>,
    departments: Vec<Choice>,
    batch: String,

    waiting: Vec<Waiting>,
    confirmed: Vec<Confirmed>,
}

/// A batch that waits.
struct Waiting {
    label: String,
    name: String,
    /// What the address of its grid asks for, if all its forms are of one department.
    query: Option<String>,
    forms: u64,
    months: Vec<String>,
    until: String,
    is_whole: bool,
    unreadable: u64,
    compared: String,
}

/// A batch that was confirmed.
struct Confirmed {
    name: String,
    on: String,
    forms: u64,
    months: Vec<String>,
    unreadable: u64,
    compared: String,
}

/// What is done about which lot.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chosen {
    lot: String,
}

/// `GET /console/paper`
pub async fn get_desk(request: HttpRequest, state: Data<State>, person: Person) -> Result<HttpResponse, Problem> {
    let layout = Layout::new(&request, &state, &person).await?;
    let words = Words::of(&layout.frame.words.language);
    let layout = layout.telling(&request, &[("confirmed", &words.confirmed), ("taken-back", &words.taken_back)]);
    let catalogue = state.catalogue().await;
    let (lots, batches) = load(&state, &catalogue).await?;
    let today = state.clock.today();
    let numbers = Numbers::of(&layout.frame.words.language);
    let page = DeskPage {
        frame: &layout.frame,
        layout: &layout,
        words,
        surveys: surveys(&catalogue, &layout),
        departments: departments(&catalogue, &layout, &person),
        batch: day(today),
        waiting: lots
            .into_iter()
            .filter(|(_, months)| is_theirs(&person, months))
            .map(|lot| waiting(lot, words, numbers))
            .collect(),
        confirmed: batches
            .into_iter()
            .filter(|it| is_theirs(&person, &it.forms))
            .map(|it| confirmed(it, words, numbers))
            .collect(),
    };
    layout.show(&page)
}

/// `POST /console/paper/confirm`: lets a batch count from the next release on.
pub async fn post_confirm(state: Data<State>, form: Form<Chosen>) -> Result<HttpResponse, Problem> {
    let today = state.clock.today();
    about(&state, form, "lot.confirm", move |session, lot| confirm_lot(session, lot, today).map(|_| ())).await?;
    Ok(go_telling(ADDRESS, "confirmed"))
}

/// `POST /console/paper/take-back`: deletes a batch with all that it holds.
pub async fn post_take_back(state: Data<State>, form: Form<Chosen>) -> Result<HttpResponse, Problem> {
    about(&state, form, "lot.take_back", |session, lot| take_back_lot(session, lot).map(|_| ())).await?;
    Ok(go_telling(ADDRESS, "taken-back"))
}

/// Does something about a lot of theirs, and notes that they did it.
async fn about(
    state: &Data<State>,
    form: Form<Chosen>,
    action: &str,
    work: impl FnOnce(&mut Session, &Lot) -> Result<(), crate::storage::Error> + Send + 'static,
) -> Result<(), Problem> {
    let lots = state.read(lots_with_months).await?;
    let found = lots.into_iter().find(|(lot, _)| lot.number.label() == form.sent.lot);
    let (lot, months) = found.ok_or_else(|| Problem::new(Kind::Conflict))?;
    if !is_theirs(&form.person, &months) {
        return Err(Problem::new(Kind::Forbidden));
    }
    let entry = state.audit_entry(&form.person, action, lot.subject(months.values().sum()));
    state.change(entry, move |session| work(session, &lot)).await?;
    Ok(state.empty_log().await?)
}

/// The lots of paper that wait, and the batches that were confirmed.
async fn load(state: &State, catalogue: &Arc<Catalogue>) -> Result<(Vec<(Lot, Months)>, Vec<Batch>), Problem> {
    let surveys: Vec<_> = catalogue.surveys.keys().cloned().collect();
    let read = move |session: &mut Session| {
        let mut batches = Vec::new();
        for survey in &surveys {
            batches.extend(list_batches(session, survey)?);
        }
        Ok((lots_with_months(session)?, batches))
    };
    Ok(state.read(read).await?)
}

fn lots_with_months(session: &mut Session) -> Result<Vec<(Lot, Months)>, crate::storage::Error> {
    let lots = list_lots(session)?.into_iter().filter(|(lot, _)| lot.channel == Channel::Paper);
    lots.map(|(lot, _)| count_months(session, lot.number).map(|months| (lot, months))).collect()
}

/// Whether all forms are of their departments.
fn is_theirs(person: &Person, months: &Months) -> bool {
    months.keys().all(|(department, _)| person.covers(department))
}

fn surveys(catalogue: &Catalogue, layout: &Layout) -> Vec<Choice> {
    let asked = catalogue.surveys.keys().filter_map(|slug| catalogue.asked(slug.as_str()));
    asked.map(|it| Choice::new(it.survey.as_str(), layout.frame.text(&it.questionnaire.title), false)).collect()
}

fn departments(catalogue: &Catalogue, layout: &Layout, person: &Person) -> Vec<Choice> {
    let own = catalogue.departments.iter().filter(|department| person.covers(&department.code));
    let name = |department: &crate::survey::department::Department| {
        format!("{} – {}", department.code, layout.frame.text(&department.name))
    };
    own.map(|department| Choice::new(department.code.as_str(), name(department), false)).collect()
}

fn waiting((lot, months): (Lot, Months), words: &'static Words, numbers: &Numbers) -> Waiting {
    let mut departments = months.keys().map(|(department, _)| department);
    let first = departments.next().filter(|first| departments.all(|other| other == *first));
    let query = first
        .map(|department| [("survey", lot.survey.as_str()), ("department", department.as_str()), ("batch", &lot.name)]);
    Waiting {
        label: lot.number.label(),
        query: query.and_then(|query| serde_html_form::to_string(query).ok()),
        forms: months.values().sum(),
        until: match lot.whole {
            true => words.counts_from.replace("{day}", &day(lot.confirmed_from())),
            false => words.cut_short.clone(),
        },
        is_whole: lot.whole,
        unreadable: lot.typing.unreadable,
        compared: compared(lot.typing, words, numbers),
        months: lines(&months, numbers),
        name: lot.name,
    }
}

fn confirmed(batch: Batch, words: &'static Words, numbers: &Numbers) -> Confirmed {
    Confirmed {
        on: day(batch.confirmed_on),
        forms: batch.forms.values().sum(),
        months: lines(&batch.forms, numbers),
        unreadable: batch.typing.unreadable,
        compared: compared(batch.typing, words, numbers),
        name: batch.name,
    }
}

fn lines(months: &Months, numbers: &Numbers) -> Vec<String> {
    let name = |month: Date| numbers.period(&Period::holding(month, Unit::Month));
    months.iter().map(|((department, month), number)| format!("{department}, {}: {number}", name(*month))).collect()
}

/// How often two entries of one form differ, in words.
fn compared(typing: Typing, words: &Words, numbers: &Numbers) -> String {
    if typing.compared == 0 {
        return words.not_compared.clone();
    }
    let rate = numbers.share(typing.different as f64 / typing.compared as f64);
    let said = words.differences.replace("{different}", &typing.different.to_string());
    said.replace("{compared}", &typing.compared.to_string()).replace("{rate}", &rate)
}

/// A day as it is written on forms.
pub(super) fn day(day: Date) -> String {
    day.strftime("%d.%m.%Y").to_string()
}
