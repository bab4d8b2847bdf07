//! `/console/actions/table`: many actions at once. A line with an id replaces the action that it names, one without is new.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::http::{Problem, actions};
use crate::intake::sheet::{Column, Line, read_lines};
use crate::pages::console::actions::words::Words;
use crate::pages::console::csv::{Look, Pasted, PastedForm, Saying, Sheet, hand_out};
use crate::pages::console::layout::{Layout, go_telling};
use crate::pages::console::person::Person;
use crate::reports::table::Cell;
use crate::state::State;
use crate::storage::actions::list_actions;
use crate::survey::action::Action;
use crate::survey::fault::Fault;

/// The columns: the members of the API's body, and the id. What residents are told is written in the form.
const COLUMNS: [Column; 13] = [
    ("id", "identyfikator"),
    ("survey", "ankieta"),
    ("title", "działanie"),
    ("source", "skąd powód"),
    ("finding", "powód"),
    ("question", "pytanie"),
    ("department", "wydział"),
    ("owner", "kto odpowiada"),
    ("decided_on", "dzień decyzji"),
    ("due_on", "termin"),
    ("done_on", "dzień wykonania"),
    ("before", "okres przed"),
    ("after", "okres po"),
];

/// An action as it was, if it was there, and as it is to be.
type Change = (Option<Action>, Action);

/// `GET /console/actions/table`
pub async fn get_table(request: HttpRequest, state: Data<State>, person: Person) -> Result<HttpResponse, Problem> {
    let layout = Layout::new(&request, &state, &person).await?;
    sheet(&layout).show(&layout, &Pasted::default(), Look::None)
}

/// `POST /console/actions/table`: looks through a table, and takes it when that is asked for and all of it fits.
pub async fn post_table(request: HttpRequest, state: Data<State>, form: PastedForm) -> Result<HttpResponse, Problem> {
    let (person, pasted) = Pasted::open(form);
    let layout = Layout::new(&request, &state, &person).await?;
    let words = Words::of(&layout.frame.words.language);
    let read = read(&pasted.text, &state, &person).await?;
    let told = |(old, new): &Change| match old {
        Some(old) if old == new => None,
        Some(_) => Some(format!("{} ({})", new.title, words.is_changed)),
        None => Some(format!("{} ({})", new.title, words.is_new)),
    };
    let take = async |read: Vec<Change>| {
        let changed = read.into_iter().filter(|(old, new)| old.as_ref() != Some(new));
        let (replaced, created): (Vec<_>, Vec<_>) = changed.partition(|(old, _)| old.is_some());
        let actions_of = |read: Vec<Change>| read.into_iter().map(|(_, new)| new).collect();
        actions::import(&state, &person, actions_of(created), actions_of(replaced)).await?;
        Ok(go_telling("/console/actions", "saved"))
    };
    sheet(&layout).answer(&layout, &pasted, read, told, take).await
}

/// The actions in a table, or everything that is wrong with it.
async fn read(text: &str, state: &Data<State>, person: &Person) -> Result<Result<Vec<Change>, Vec<Fault>>, Problem> {
    let (lines, mut faults) = match read_lines("actions", text.as_bytes(), Some(encoding_rs::UTF_8), &COLUMNS) {
        Ok(read) => read,
        Err(faults) => return Ok(Err(faults)),
    };
    let known = own(state, person).await?;
    let mut read: Vec<Change> = Vec::new();
    for line in &lines {
        let named = known.iter().find(|action| action.id.to_string() == line.cells[0]);
        if named.is_none() && !line.cells[0].is_empty() {
            faults.push(line.fault(Some(0), "unknown_action", "must be the id of an action"));
            continue;
        }
        let id = named.map_or_else(Uuid::new_v4, |action| action.id);
        match actions::read(&body(line), id, state).await {
            Ok(action) if person.require(action.department.as_ref()).is_err() => {
                faults.push(line.fault(Some(6), "unknown_department", "must be a department of this account"));
            }
            // What residents are told is no column, and stays.
            Ok(action) => {
                let public = named.and_then(|action| action.public.clone());
                read.push((named.cloned(), Action { public, ..action }));
            }
            Err(problem) => faults.extend(problem.faults().map(|(pointer, code)| place(line, pointer, code))),
        }
    }
    Ok(if faults.is_empty() { Ok(read) } else { Err(faults) })
}

/// `GET /console/actions/table/file`: all actions of a person's departments.
pub async fn get_file(state: Data<State>, person: Person) -> Result<HttpResponse, Problem> {
    let all = own(&state, &person).await?;
    let row = |action: &Action| -> Vec<Cell<'_>> {
        let text = |text: String| Cell::from(text);
        vec![
            text(action.id.to_string()),
            text(action.survey.to_string()),
            text(action.title.clone()),
            text(action.source.as_str().to_owned()),
            text(action.finding.clone()),
            text(action.question.to_string()),
            action.department.as_ref().map(ToString::to_string).into(),
            text(action.owner.clone()),
            action.decided_on.into(),
            action.due_on.into(),
            action.done_on.into(),
            action.before.as_ref().map(ToString::to_string).into(),
            action.after.as_ref().map(ToString::to_string).into(),
        ]
    };
    Ok(hand_out("actions", &COLUMNS, &all.iter().map(row).collect::<Vec<_>>()))
}

async fn own(state: &Data<State>, person: &Person) -> Result<Vec<Action>, Problem> {
    let mut all = state.read(list_actions).await?;
    all.retain(|action| person.require(action.department.as_ref()).is_ok());
    Ok(all)
}

/// A line as the body that a program would send: an empty cell says nothing, where something may be left out.
fn body(line: &Line) -> Value {
    let optional = ["department", "decided_on", "done_on", "before", "after"];
    let cells = COLUMNS.iter().zip(&line.cells).skip(1);
    let said = cells.filter(|((name, _), cell)| !(cell.is_empty() && optional.contains(name)));
    said.map(|((name, _), cell)| ((*name).to_owned(), cell.as_str().into())).collect::<Map<String, Value>>().into()
}

/// A fault of an action, in the line that it is in.
fn place(line: &Line, pointer: &str, code: &'static str) -> Fault {
    let column = COLUMNS.iter().position(|(name, _)| pointer.trim_start_matches('/') == *name);
    line.fault(column, code, "does not fit")
}

fn sheet(layout: &Layout) -> Sheet {
    let words = Words::of(&layout.frame.words.language);
    let sayings: Vec<Saying> = vec![
        ("id", "unknown_action", &words.no_action),
        ("due_on", "out_of_range", &words.due_early),
        ("done_on", "out_of_range", &words.done_early),
        ("after", "out_of_range", &words.after_early),
        ("before", "malformed", &words.not_a_period),
        ("after", "malformed", &words.not_a_period),
    ];
    Sheet {
        title: &words.table_title,
        address: "/console/actions/table",
        list: ("/console/actions", &words.title),
        columns: &COLUMNS,
        sayings,
    }
}
