//! `/console/targets/table`: many targets of a survey at once. What holds for the same question, department and period is
//! replaced; all others stay.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use crate::http::{Kind, Problem, targets};
use crate::intake::sheet::{Column, Line, read_lines};
use crate::pages::console::chosen::Chosen;
use crate::pages::console::csv::{Look, Pasted, PastedForm, Saying, Sheet, hand_out};
use crate::pages::console::layout::Layout;
use crate::pages::console::person::Person;
use crate::pages::console::targets::list::share;
use crate::pages::console::targets::words::Words;
use crate::pages::staff::go;
use crate::reports::numbers::Numbers;
use crate::reports::table::Cell;
use crate::state::State;
use crate::storage::targets::list_targets;
use crate::survey::fault::Fault;
use crate::survey::target::Target;

/// The columns; shares are in per cent, and without a department it is the whole office.
const COLUMNS: [Column; 4] =
    [("question", "pytanie"), ("department", "wydział"), ("from", "od okresu"), ("share", "cel w procentach")];

#[derive(Debug, Deserialize)]
struct TableQuery {
    #[serde(default)]
    survey: String,
}

/// `GET /console/targets/table`
pub async fn get_table(request: HttpRequest, state: Data<State>, person: Person) -> Result<HttpResponse, Problem> {
    let layout = Layout::new(&request, &state, &person).await?;
    let chosen = choose(&request, &state, &layout).await?;
    let pasted = Pasted { survey: chosen.slug.to_string(), ..Pasted::default() };
    sheet(&layout).show(&layout, &pasted, Look::None)
}

/// `POST /console/targets/table`: looks through a table, and takes it when that is asked for and all of it fits.
pub async fn post_table(request: HttpRequest, state: Data<State>, form: PastedForm) -> Result<HttpResponse, Problem> {
    let (person, pasted) = Pasted::open(form);
    let layout = Layout::new(&request, &state, &person).await?;
    let catalogue = state.refreshed_catalogue().await?;
    let chosen = Chosen::find(&catalogue, &layout.frame, &pasted.survey)?;
    let slug = chosen.slug.clone();
    let known = state.read(move |session| list_targets(session, &slug)).await?;
    let read = read(&pasted.text, &person, &known, &chosen);
    let words = Words::of(&layout.frame.words.language);
    let numbers = Numbers::of(&layout.frame.words.language);
    let told = |new: &Target| {
        let department = new.department.as_ref().map_or(&*layout.words.all_departments, |code| code.as_str());
        let what = format!("{}, {department}, {}", new.question, numbers.period(&new.from));
        match known.iter().find(|old| is_same(old, new)) {
            Some(old) if old.share.to_bits() == new.share.to_bits() => None,
            Some(old) => Some(format!("{what}: {} → {}", numbers.share(old.share), numbers.share(new.share))),
            None => Some(format!("{what}: {} ({})", numbers.share(new.share), words.is_new)),
        }
    };
    let take = async |read| {
        targets::import(&state, &person, &chosen.slug, read).await?;
        Ok(go(&format!("/console/targets?survey={}&done=saved", chosen.slug)))
    };
    sheet(&layout).answer(&layout, &pasted, read, told, take).await
}

/// The targets in a table, or everything that is wrong with it.
fn read(text: &str, person: &Person, known: &[Target], chosen: &Chosen) -> Result<Vec<Target>, Vec<Fault>> {
    let (lines, mut faults) = read_lines("targets", text.as_bytes(), Some(encoding_rs::UTF_8), &COLUMNS)?;
    let mut read: Vec<Target> = Vec::new();
    for line in &lines {
        let Some(target) = read_line(line, person, &mut faults) else { continue };
        let rest: Vec<Target> = known.iter().filter(|old| !is_same(old, &target)).chain(&read).cloned().collect();
        let found = targets::faults_of(&target, &rest, &chosen.versions);
        faults.extend(found.iter().map(|fault| place(line, &fault.pointer, fault.code)));
        read.push(target);
    }
    if faults.is_empty() { Ok(read) } else { Err(faults) }
}

/// `GET /console/targets/table/file`: all targets of a survey.
pub async fn get_file(request: HttpRequest, state: Data<State>, person: Person) -> Result<HttpResponse, Problem> {
    let layout = Layout::new(&request, &state, &person).await?;
    let chosen = choose(&request, &state, &layout).await?;
    let slug = chosen.slug.clone();
    let mut all = state.read(move |session| list_targets(session, &slug)).await?;
    all.retain(|target| person.require(target.department.as_ref()).is_ok());
    let row = |target: &Target| -> Vec<Cell<'_>> {
        let department = target.department.as_ref().map(ToString::to_string);
        let share: f64 = format!("{}e2", target.share).parse().unwrap_or(target.share);
        vec![target.question.to_string().into(), department.into(), target.from.label().to_owned().into(), share.into()]
    };
    Ok(hand_out(&format!("targets-{}", chosen.slug), &COLUMNS, &all.iter().map(row).collect::<Vec<_>>()))
}

async fn choose(request: &HttpRequest, state: &Data<State>, layout: &Layout) -> Result<Chosen, Problem> {
    let query: TableQuery =
        serde_html_form::from_str(request.query_string()).map_err(|_| Problem::new(Kind::BadQuery))?;
    Chosen::find(&*state.refreshed_catalogue().await?, &layout.frame, &query.survey)
}

fn read_line(line: &Line, person: &Person, faults: &mut Vec<Fault>) -> Option<Target> {
    let [question, department, from, typed] = [0, 1, 2, 3].map(|column| line.cells[column].trim());
    match targets::read_one(question, department, from, share(typed)) {
        Ok(target) if person.require(target.department.as_ref()).is_ok() => Some(target),
        Ok(_) => {
            faults.push(line.fault(Some(1), "unknown_department", "must be a department of this account"));
            None
        }
        Err(problem) => {
            faults.extend(problem.faults().map(|(pointer, code)| place(line, pointer, code)));
            None
        }
    }
}

/// A fault of a target, in the line that it is in.
fn place(line: &Line, pointer: &str, code: &'static str) -> Fault {
    let column = COLUMNS.iter().position(|(name, _)| pointer.trim_start_matches('/') == *name);
    line.fault(column, code, "does not fit")
}

/// Whether one takes the place of the other.
fn is_same(one: &Target, other: &Target) -> bool {
    (&one.question, &one.department, one.from.first()) == (&other.question, &other.department, other.from.first())
}

fn sheet(layout: &Layout) -> Sheet {
    let words = Words::of(&layout.frame.words.language);
    let sayings: Vec<Saying> = vec![
        ("share", "malformed", &words.not_a_share),
        ("share", "out_of_range", &words.not_a_share),
        ("from", "malformed", &words.not_a_period),
        ("from", "duplicate", &words.twice),
        ("department", "unknown_department", &words.no_department),
    ];
    Sheet {
        title: &words.table_title,
        address: "/console/targets/table",
        list: ("/console/targets", &words.title),
        columns: &COLUMNS,
        sayings,
    }
}
