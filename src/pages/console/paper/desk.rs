//! `/console/paper`: the batches that wait, and those that were confirmed.

use std::sync::Arc;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use jiff::civil::Date;

use crate::http::Problem;
use crate::pages::console::fields::Choice;
use crate::pages::console::layout::Layout;
use crate::pages::console::lots::{self, ChosenLot, is_theirs, is_unchecked, lines, lots_with_months};
use crate::pages::console::paper::words::Words;
use crate::pages::console::person::{Form, Person};
use crate::pages::shared::Frame;
use crate::reports::numbers::Numbers;
use crate::state::{Catalogue, State};
use crate::storage::batches::list_batches;
use crate::storage::{Error, Session};
use crate::survey::lot::{Batch, Lot, Months, Typing, WAITS_DAYS};
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
    /// How long a batch waits.
    lead: String,
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
    /// Whether forms were put aside to be typed a second time, and none was.
    is_unchecked: bool,
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

/// `GET /console/paper`
pub async fn get_desk(request: HttpRequest, state: Data<State>, person: Person) -> Result<HttpResponse, Problem> {
    let layout = Layout::new(&request, &state, &person).await?;
    let words = Words::of(&layout.frame.words.language);
    let told: [(&str, &'static str); 3] =
        [("confirmed", &words.confirmed), ("taken-back", &words.taken_back), ("unchecked", &words.unchecked)];
    let layout = layout.telling(&request, &told);
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
        lead: words.lead.replace("{days}", &WAITS_DAYS.to_string()),
        waiting: lots
            .into_iter()
            .filter(|held| is_theirs(&person, &held.months))
            .map(|held| waiting(held, words, numbers))
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
pub async fn post_confirm(state: Data<State>, form: Form<ChosenLot>) -> Result<HttpResponse, Problem> {
    lots::confirm(&state, form, ADDRESS).await
}

/// `POST /console/paper/take-back`: deletes a batch with all that it holds.
pub async fn post_take_back(state: Data<State>, form: Form<ChosenLot>) -> Result<HttpResponse, Problem> {
    lots::take_back(&state, form, ADDRESS).await
}

/// A lot of paper that waits.
struct Held {
    lot: Lot,
    months: Months,
    is_unchecked: bool,
}

/// The lots of paper that wait, and the batches that were confirmed.
async fn load(state: &State, catalogue: &Arc<Catalogue>) -> Result<(Vec<Held>, Vec<Batch>), Problem> {
    let surveys: Vec<_> = catalogue.surveys.keys().cloned().collect();
    let read = move |session: &mut Session| {
        let mut batches = Vec::new();
        for survey in &surveys {
            batches.extend(list_batches(session, survey)?);
        }
        let on_paper = lots_with_months(session)?.into_iter().filter(|(lot, _)| lot.channel == Channel::Paper);
        let held = on_paper.map(|(lot, months)| Ok(Held { is_unchecked: is_unchecked(session, &lot)?, lot, months }));
        Ok((held.collect::<Result<_, Error>>()?, batches))
    };
    Ok(state.read(read).await?)
}

/// The surveys that are asked.
pub(super) fn surveys(catalogue: &Catalogue, layout: &Layout) -> Vec<Choice> {
    let asked = catalogue.surveys.keys().filter_map(|slug| catalogue.asked(slug.as_str()));
    asked.map(|it| Choice::new(it.survey.as_str(), layout.frame.text(&it.questionnaire.title), false)).collect()
}

/// Their departments.
pub(super) fn departments(catalogue: &Catalogue, layout: &Layout, person: &Person) -> Vec<Choice> {
    let own = catalogue.departments.iter().filter(|department| person.covers(&department.code));
    let name = |department: &crate::survey::department::Department| {
        format!("{} – {}", department.code, layout.frame.text(&department.name))
    };
    own.map(|department| Choice::new(department.code.as_str(), name(department), false)).collect()
}

fn waiting(held: Held, words: &'static Words, numbers: &Numbers) -> Waiting {
    let Held { lot, months, is_unchecked } = held;
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
        is_unchecked,
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
