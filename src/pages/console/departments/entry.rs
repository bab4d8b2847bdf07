//! `/console/departments/new` and `/console/departments/{code}`: one form, for a new department and for changes of one.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use jiff::civil::Date;
use serde::Deserialize;

use crate::http::departments::{self as departments, DepartmentBody, RenamedBody};
use crate::http::{Kind, Problem, checked};
use crate::pages::console::departments::words::Words;
use crate::pages::console::fields::Misfits;
use crate::pages::console::layout::{Layout, go_telling};
use crate::pages::console::person::{Form, Person};
use crate::pages::shared::Frame;
use crate::state::{Catalogue, State};
use crate::survey::department::Department;

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
    renamed: Vec<String>,
    wrong: &'a Misfits,
}

/// A department, as it was typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Of a new department alone.
    #[serde(default)]
    code: String,
    /// The language of each name.
    language: Vec<String>,
    /// Empty: it has none in that language.
    name: Vec<String>,
    /// The first day of these names; empty: today.
    #[serde(default)]
    from: String,
    site: String,
    #[serde(default)]
    active: bool,
}

/// `GET /console/departments/new`
pub async fn get_new_department(
    request: HttpRequest,
    state: Data<State>,
    person: Person,
) -> Result<HttpResponse, Problem> {
    person.require(None)?;
    let layout = Layout::new(&request, &state, &person).await?;
    let empty = Entry { active: true, ..Entry::default() }.in_every_language(&*state.catalogue().await);
    show(&layout, None, &empty, &Misfits::default())
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
    let code = sent.code.trim();
    if departments::find(&state, code).await?.is_some() {
        let mut wrong = Misfits::default();
        wrong.add("code", &words.taken);
        return show(&layout, None, &sent, &wrong);
    }
    let written = match sent.body(None, state.clock.today()) {
        Ok(body) => departments::put(&state, &person, code, body).await,
        Err(problem) => Err(problem),
    };
    match written {
        Ok((department, _)) => Ok(go_telling(&format!("/console/departments/{}", department.code), "added")),
        Err(problem) => show(&layout, None, &sent, &misfits(problem, &layout)?),
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
    let layout = layout.telling(&request, &[("added", &words.added), ("changed", &words.changed)]);
    let entry = Entry::of(&known, state.clock.today()).in_every_language(&*state.catalogue().await);
    show(&layout, Some(&known), &entry, &Misfits::default())
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
    let written = match sent.body(Some(&known), state.clock.today()) {
        Ok(body) => departments::put(&state, &person, &code, body).await,
        Err(problem) => Err(problem),
    };
    match written {
        Ok(_) => Ok(go_telling(&format!("/console/departments/{}", known.code), "changed")),
        Err(problem) => show(&layout, Some(&known), &sent, &misfits(problem, &layout)?),
    }
}

/// The department that an address names, if it is somebody's.
async fn load(state: &Data<State>, person: &Person, code: &str) -> Result<Department, Problem> {
    let known = departments::find(state, code).await?.ok_or_else(|| Problem::new(Kind::NotFound))?;
    person.require(Some(&known.code))?;
    Ok(known)
}

/// What is wrong, field by field. A name from a day on is typed where the others are.
fn misfits(problem: Problem, layout: &Layout) -> Result<Misfits, Problem> {
    let words = Words::of(&layout.frame.words.language);
    let own = [("code", "malformed", &*words.wrong_code), ("renamed", "not_permitted", &*words.past_day)];
    let mut read = Misfits::read(problem, layout.words, &own)?;
    if !read.within("renamed").is_empty() {
        read.add("from", read.within("renamed"));
    }
    Ok(read)
}

/// The form with what was typed; something wrong in it makes it 422.
fn show(layout: &Layout, known: Option<&Department>, entry: &Entry, wrong: &Misfits) -> Result<HttpResponse, Problem> {
    let words = Words::of(&layout.frame.words.language);
    let told = |renamed: &crate::survey::department::Renamed| {
        let name = layout.frame.text(&renamed.name);
        words.renamed.replace("{day}", &renamed.from.to_string()).replace("{name}", name)
    };
    let page = EntryPage {
        frame: &layout.frame,
        layout,
        words,
        title: known.map_or_else(|| words.new_title.clone(), |it| words.edit_title.replace("{code}", it.code.as_str())),
        code: known.map(|department| department.code.as_str()),
        entry,
        names: entry.language.iter().zip(&entry.name).map(|(language, name)| (&**language, &**name)).collect(),
        renamed: known.map(|department| department.renamed.iter().map(told).collect()).unwrap_or_default(),
        wrong,
    };
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    layout.show_with(status, &page)
}

impl Entry {
    /// A department as it is today.
    fn of(department: &Department, today: Date) -> Self {
        let name = &department.name_on(today).0;
        Self {
            language: name.keys().map(ToString::to_string).collect(),
            name: name.values().cloned().collect(),
            site: department.site.clone(),
            active: department.active,
            ..Self::default()
        }
    }

    /// With a place for a name in Polish and in each language that surveys are published in.
    fn in_every_language(mut self, catalogue: &Catalogue) -> Self {
        let versions = catalogue.surveys.values().filter_map(|versions| versions.last());
        let asked = versions.flat_map(|version| version.questionnaire.languages.iter().map(ToString::to_string));
        for language in std::iter::once("pl".to_owned()).chain(asked) {
            if !self.language.contains(&language) {
                self.language.push(language);
                self.name.push(String::new());
            }
        }
        self
    }

    /// What the API is sent for it: of what is not in the form, all that there is.
    fn body(&self, known: Option<&Department>, today: Date) -> Result<DepartmentBody, Problem> {
        if self.language.len() != self.name.len() {
            return Err(Problem::new(Kind::BadQuery));
        }
        let names = self.language.iter().cloned().zip(self.name.iter().map(|name| name.trim().to_owned()));
        let typed = || names.clone().filter(|(_, name)| !name.is_empty()).collect();
        let from = self.from.trim();
        let later = known.filter(|_| !from.is_empty() && from != today.to_string());
        let renamed = later.map(|department| {
            let kept = department.renamed.iter().filter(|renamed| renamed.from.to_string() != from);
            let mut all: Vec<RenamedBody> = kept.map(RenamedBody::from).collect();
            all.push(RenamedBody { from: from.to_owned(), name: typed() });
            all.sort_by(|one, other| one.from.cmp(&other.from));
            all
        });
        checked(DepartmentBody {
            name: later.map_or_else(typed, |department| department.name_on(today).into()),
            site: self.site.trim().to_owned(),
            active: self.active,
            matters: known.map(|it| it.matters.iter().map(Into::into).collect()).unwrap_or_default(),
            renamed,
        })
    }
}
