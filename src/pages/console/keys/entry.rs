//! `/console/keys/new`: a form for a new key, and its secret, once.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use crate::access::{Scope, Secret};
use crate::http::Problem;
use crate::http::keys::{KeyBody, make};
use crate::pages::console::fields::{Choice, Misfits};
use crate::pages::console::keys::words::Words;
use crate::pages::console::layout::Layout;
use crate::pages::console::person::{Form, Person};
use crate::pages::shared::Frame;
use crate::state::State;
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
    wrong: &'a Misfits,
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
    show(&state, &layout, &empty, &Misfits::default()).await
}

/// `POST /console/keys`: makes one, and shows its secret, this once.
pub async fn post_key(request: HttpRequest, state: Data<State>, form: Form<Entry>) -> Result<HttpResponse, Problem> {
    let layout = Layout::new(&request, &state, &form.person).await?;
    let words = Words::of(&layout.frame.words.language);
    let entry = form.sent;
    let (key, secret) = match make(&state, &form.person, entry.body()).await {
        Ok(made) => made,
        Err(problem) => {
            let own = [
                ("name", "out_of_range", &*words.wrong_name),
                ("name", "malformed", &words.wrong_name),
                ("departments", "unknown_department", &words.unknown_department),
                ("departments", "not_applicable", &words.takes_no_departments),
                ("expires_on", "malformed", &words.wrong_day),
            ];
            return show(&state, &layout, &entry, &Misfits::read(problem, layout.words, &own)?).await;
        }
    };
    let title = words.secret_title.replace("{name}", &key.name);
    layout.show(&SecretPage { frame: &layout.frame, layout: &layout, words, title, secret: &secret })
}

/// The form with what was typed; something wrong in it makes it 422.
async fn show(state: &Data<State>, layout: &Layout, entry: &Entry, wrong: &Misfits) -> Result<HttpResponse, Problem> {
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
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    layout.show_with(status, &page)
}

impl Entry {
    /// What the API is sent for it.
    fn body(&self) -> KeyBody {
        let day = self.expires_on.trim();
        KeyBody {
            name: self.name.trim().to_owned(),
            scope: self.scope,
            departments: self.departments.iter().map(ToString::to_string).collect(),
            expires_on: (!day.is_empty()).then(|| day.to_owned()),
        }
    }
}
