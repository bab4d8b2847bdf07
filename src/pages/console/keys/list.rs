//! `/console/keys`: all keys, and the end of one.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use jiff::civil::Date;
use serde::Deserialize;
use uuid::Uuid;

use crate::access::Key;
use crate::http::{Problem, keys};
use crate::pages::console::keys::words::Words;
use crate::pages::console::layout::{Layout, go_telling};
use crate::pages::console::person::{Form, Person};
use crate::pages::shared::Frame;
use crate::state::State;
use crate::storage::keys::list_keys;

#[derive(Template)]
#[template(path = "console/keys/list.html", config = "src/pages/askama.toml")]
struct ListPage<'a> {
    frame: &'a Frame,
    layout: &'a Layout,
    words: &'static Words,
    rows: Vec<Row>,
}

/// A line of the list.
struct Row {
    id: Uuid,
    name: String,
    scope: &'static str,
    departments: String,
    created_on: String,
    state: String,
    /// Whether it opens something.
    is_open: bool,
}

/// A button: nothing but the token is sent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pressed {}

/// `GET /console/keys`
pub async fn get_keys(request: HttpRequest, state: Data<State>, person: Person) -> Result<HttpResponse, Problem> {
    let layout = Layout::new(&request, &state, &person).await?;
    let words = Words::of(&layout.frame.words.language);
    let notices: [(&str, &'static str); 1] = [("revoked", &words.revoked_now)];
    let layout = layout.telling(&request, &notices);
    let today = state.clock.today();
    let mut all = state.read(list_keys).await?;
    // Those that open something first, the newest before the others.
    all.sort_by_key(|key| (!key.is_valid_on(today), std::cmp::Reverse(key.created_on), key.name.clone()));
    let rows = all.into_iter().map(|key| row(key, today, words, &layout)).collect();
    layout.show(&ListPage { frame: &layout.frame, layout: &layout, words, rows })
}

/// `POST /console/keys/{id}/revoke`
pub async fn post_revoke(state: Data<State>, form: Form<Pressed>, id: Path<String>) -> Result<HttpResponse, Problem> {
    keys::revoke(&state, &form.person, &id).await?;
    Ok(go_telling("/console/keys", "revoked"))
}

fn row(key: Key, today: Date, words: &'static Words, layout: &Layout) -> Row {
    let departments: Vec<&str> = key.departments.iter().map(|code| code.as_str()).collect();
    let on = |words: &str, day: Date| words.replace("{day}", &layout.day(day));
    Row {
        departments: if departments.is_empty() { layout.words.all_departments.clone() } else { departments.join(", ") },
        state: match (key.revoked_on, key.retired_on, key.expires_on) {
            (Some(day), _, _) => on(&words.revoked, day),
            (None, Some(day), _) => on(&words.retired, day),
            (None, None, Some(day)) if day < today => on(&words.expired, day),
            (None, None, Some(day)) => on(&words.valid_until, day),
            (None, None, None) => words.valid.clone(),
        },
        is_open: key.hands_in_on(today),
        scope: words.scope(key.scope),
        created_on: layout.day(key.created_on),
        id: key.id,
        name: key.name,
    }
}
