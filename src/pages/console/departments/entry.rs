//! `/console/departments/new` and `/console/departments/{code}`: one form, for a new department and for changes of one.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use jiff::civil::Date;

use crate::http::{Kind, Problem, departments};
use crate::pages::console::departments::asked::{Asked, surveys};
use crate::pages::console::departments::typed::Entry;
use crate::pages::console::departments::words::Words;
use crate::pages::console::fields::Misfits;
use crate::pages::console::layout::{Layout, go_telling};
use crate::pages::console::person::{Form, Person};
use crate::pages::shared::Frame;
use crate::state::State;
use crate::survey::department::{Department, Renamed};

#[derive(Template)]
#[template(path = "console/departments/entry.html", config = "src/pages/askama.toml")]
struct EntryPage<'a> {
    frame: &'a Frame,
    layout: &'a Layout,
    words: &'static Words,
    title: String,
    /// Its code; none: it is a new one.
    code: Option<&'a str>,
    entry: &'a Entry,
    /// The name in each language: its code, and what was typed.
    names: Vec<(&'a str, &'a str)>,
    /// The names that it has from a day on.
    renamed: Vec<Planned>,
    /// The kinds of matter: the code of each, and its name in each language; and a row for one more.
    matters: Vec<(&'a str, Vec<&'a str>)>,
    /// The surveys, and on which days they ask about it; those of a new department are not known yet.
    surveys: Vec<Asked>,
    wrong: &'a Misfits,
}

/// A name that it has from a day on.
struct Planned {
    /// Its day, as it is sent.
    day: String,
    /// The same, as it is read.
    shown: String,
    text: String,
    /// Whether it can still be removed: its day is to come.
    to_come: bool,
    is_removed: bool,
}

/// `GET /console/departments/new`
pub async fn get_new_department(
    request: HttpRequest,
    state: Data<State>,
    person: Person,
) -> Result<HttpResponse, Problem> {
    person.require(None)?;
    let layout = Layout::new(&request, &state, &person).await?;
    let empty = Entry::empty(&*state.catalogue().await);
    show(&layout, None, state.clock.today(), &empty, &Misfits::default())
}

/// `POST /console/departments`: adds one.
pub async fn post_department(
    request: HttpRequest,
    state: Data<State>,
    form: Form<Entry>,
) -> Result<HttpResponse, Problem> {
    let Form { person, sent } = form;
    person.require(None)?;
    let layout = Layout::new(&request, &state, &person).await?;
    let words = Words::of(&layout.frame.words.language);
    let (code, body) = (sent.code.trim(), sent.body(None, state.clock.today())?);
    if departments::find(&state, code).await?.is_some() {
        let mut wrong = Misfits::default();
        wrong.add("code", &words.taken);
        return show(&layout, None, state.clock.today(), &sent, &wrong);
    }
    match departments::put(&state, &person, code, body).await {
        Ok((department, _)) => Ok(go_telling(&format!("/console/departments/{}", department.code), "added")),
        Err(problem) => show(&layout, None, state.clock.today(), &sent, &misfits(problem, &layout, &sent)?),
    }
}

/// `GET /console/departments/{code}`
pub async fn get_department(
    request: HttpRequest,
    state: Data<State>,
    person: Person,
    code: Path<String>,
) -> Result<HttpResponse, Problem> {
    let known = load(&state, &person, &code).await?;
    let layout = Layout::new(&request, &state, &person).await?;
    let words = Words::of(&layout.frame.words.language);
    let done = [("added", &*words.added), ("changed", &words.changed), ("days", &words.days_set)];
    let layout = layout.telling(&request, &done);
    let (catalogue, today) = (state.catalogue().await, state.clock.today());
    let entry = Entry::of(&known, today, &catalogue);
    let asked = surveys(&catalogue, &layout, &known);
    show(&layout, Some((&known, asked)), today, &entry, &Misfits::default())
}

/// `POST /console/departments/{code}`
pub async fn post_changes(
    request: HttpRequest,
    state: Data<State>,
    form: Form<Entry>,
    code: Path<String>,
) -> Result<HttpResponse, Problem> {
    let Form { person, sent } = form;
    let known = load(&state, &person, &code).await?;
    let layout = Layout::new(&request, &state, &person).await?;
    let body = sent.body(Some(&known), state.clock.today())?;
    match departments::put(&state, &person, &code, body).await {
        Ok(_) => Ok(go_telling(&format!("/console/departments/{}", known.code), "changed")),
        Err(problem) => {
            let wrong = misfits(problem, &layout, &sent)?;
            let asked = surveys(&*state.catalogue().await, &layout, &known);
            show(&layout, Some((&known, asked)), state.clock.today(), &sent, &wrong)
        }
    }
}

/// The department that an address names, if it is somebody's.
pub(super) async fn load(state: &Data<State>, person: &Person, code: &str) -> Result<Department, Problem> {
    let known = departments::find(state, code).await?.ok_or_else(|| Problem::new(Kind::NotFound))?;
    person.require(Some(&known.code))?;
    Ok(known)
}

/// What is wrong, field by field. A name from a day on is typed where the others are.
fn misfits(problem: Problem, layout: &Layout, sent: &Entry) -> Result<Misfits, Problem> {
    let words = Words::of(&layout.frame.words.language);
    let own = [
        ("code", "malformed", &*words.wrong_code),
        ("renamed", "not_permitted", &words.past_day),
        ("matters.*.code", "malformed", &words.wrong_matter),
        ("matters.*.code", "out_of_range", &words.wrong_matter),
        ("matters.*.text.*", "out_of_range", &words.long_text),
        ("name.*", "out_of_range", &words.long_text),
        ("renamed.*.name.*", "out_of_range", &words.long_text),
    ];
    let mut read = Misfits::read(problem, layout.words, &own)?;
    for language in &sent.language {
        read.add(&format!("name.{language}"), read.like(&format!("renamed.*.name.{language}")));
    }
    read.add("from", read.with("renamed"));
    read.add("from", read.like("renamed.*.from"));
    Ok(read)
}

/// The form with what was typed; something wrong in it makes it 422.
pub(super) fn show(
    layout: &Layout,
    known: Option<(&Department, Vec<Asked>)>,
    today: Date,
    entry: &Entry,
    wrong: &Misfits,
) -> Result<HttpResponse, Problem> {
    let words = Words::of(&layout.frame.words.language);
    let (department, surveys) = known.unzip();
    let planned = |renamed: &Renamed| Planned {
        day: renamed.from.to_string(),
        shown: layout.day(renamed.from),
        text: layout.frame.text(&renamed.name).to_owned(),
        to_come: renamed.from > today,
        is_removed: entry.remove.contains(&renamed.from.to_string()),
    };
    let title = |department: &Department| words.edit_title.replace("{code}", department.code.as_str());
    let page = EntryPage {
        frame: &layout.frame,
        layout,
        words,
        title: department.map_or_else(|| words.new_title.clone(), title),
        code: department.map(|department| department.code.as_str()),
        entry,
        names: entry.language.iter().zip(&entry.name).map(|(language, name)| (&**language, &**name)).collect(),
        renamed: department.into_iter().flat_map(|department| &department.renamed).map(planned).collect(),
        matters: entry.matters().into_iter().chain([("", vec![""; entry.language.len()])]).collect(),
        surveys: surveys.unwrap_or_default(),
        wrong,
    };
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    layout.show_with(status, &page)
}
