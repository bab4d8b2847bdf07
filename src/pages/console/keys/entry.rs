//! `/console/keys/new`: a form for a new key, and its secret, once.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use jiff::civil::Date;
use serde::Deserialize;

use crate::access::{Key, Scope, Secret};
use crate::http::{Kind, Problem};
use crate::pages::console::fields::{Choice, Wrong};
use crate::pages::console::keys::words::Words;
use crate::pages::console::layout::Layout;
use crate::pages::console::person::{Form, Person};
use crate::pages::shared::Frame;
use crate::state::State;
use crate::storage::keys::insert_key;
use crate::survey::codes::DepartmentCode;

#[derive(Template)]
#[template(path = "console/keys/entry.html", config = "src/pages/askama.toml")]
struct EntryPage<'a> {
    frame: &'a Frame,
    layout: &'a Layout,
    words: &'static Words,
    entry: &'a Entry,
    scopes: Vec<Choice>,
    departments: Vec<Choice>,
    wrong: Wrong,
}

#[derive(Template)]
#[template(path = "console/keys/secret.html", config = "src/pages/askama.toml")]
struct SecretPage<'a> {
    frame: &'a Frame,
    layout: &'a Layout,
    words: &'static Words,
    title: String,
    secret: &'a Secret,
}

/// A key, as it was typed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    name: String,
    scope: Scope,
    #[serde(default)]
    departments: Vec<DepartmentCode>,
    #[serde(default)]
    expires_on: String,
}

/// `GET /console/keys/new`
pub async fn get_new_key(request: HttpRequest, state: Data<State>, person: Person) -> Result<HttpResponse, Problem> {
    let layout = Layout::new(&request, &state, &person).await?;
    let (name, expires_on) = (String::new(), String::new());
    let empty = Entry { name, scope: Scope::Results, departments: Vec::new(), expires_on };
    show(&state, &layout, &empty, Wrong::default()).await
}

/// `POST /console/keys`: makes one, and shows its secret, this once.
pub async fn post_key(request: HttpRequest, state: Data<State>, form: Form<Entry>) -> Result<HttpResponse, Problem> {
    let layout = Layout::new(&request, &state, &form.person).await?;
    let words = Words::of(&layout.frame.words.language);
    let entry = form.sent;
    let expires_on = match entry.check(&state, words).await? {
        Ok(day) => day,
        Err(wrong) => return show(&state, &layout, &entry, wrong).await,
    };
    let (name, today) = (entry.name.trim().to_owned(), state.clock.today());
    let made = Key::generate(name.clone(), entry.scope, entry.departments, today, expires_on);
    let (key, secret) = made.map_err(|_| Problem::new(Kind::Unavailable))?;
    let noted = state.audit_entry(&form.person, "key.create", key.id.to_string());
    state.change(noted, move |session| insert_key(session, &key)).await?;
    let title = words.secret_title.replace("{name}", &name);
    layout.show(&SecretPage { frame: &layout.frame, layout: &layout, words, title, secret: &secret })
}

/// The form with what was typed; something wrong in it makes it 422.
async fn show(state: &Data<State>, layout: &Layout, entry: &Entry, wrong: Wrong) -> Result<HttpResponse, Problem> {
    let words = Words::of(&layout.frame.words.language);
    let scope = |scope: Scope| Choice::new(scope.as_str(), words.scope(scope), scope == entry.scope);
    let catalogue = state.catalogue().await;
    let page = EntryPage {
        frame: &layout.frame,
        layout,
        words,
        entry,
        scopes: Scope::ALL.into_iter().map(scope).collect(),
        departments: layout.departments(&catalogue, &entry.departments),
        wrong,
    };
    let status = if wrong.0.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    layout.show_with(status, &page)
}

impl Entry {
    /// The last day it is good for, or what is wrong with it.
    async fn check(&self, state: &Data<State>, words: &'static Words) -> Result<Result<Option<Date>, Wrong>, Problem> {
        let wrong = |field: &'static str, text: &'static str| Ok(Err(Wrong(Some((field, text)))));
        let name = self.name.trim();
        if !(1..=200).contains(&name.chars().count()) || name.chars().any(char::is_control) {
            return wrong("name", &words.wrong_name);
        }
        let known = state.refreshed_catalogue().await?;
        match self.scope.faults(&self.departments, &known.departments).first().map(|fault| fault.code) {
            Some("not_applicable") => return wrong("departments", &words.takes_no_departments),
            Some(_) => return wrong("departments", &words.unknown_department),
            None => {}
        }
        match self.expires_on.trim() {
            "" => Ok(Ok(None)),
            text => match text.parse() {
                Ok(day) if text.len() == 10 => Ok(Ok(Some(day))),
                _ => wrong("expires_on", &words.wrong_day),
            },
        }
    }
}
