//! `GET /console/accounts`: all accounts.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use uuid::Uuid;

use crate::access::Account;
use crate::http::Problem;
use crate::pages::console::accounts::words::Words;
use crate::pages::console::layout::Layout;
use crate::pages::console::person::Person;
use crate::pages::shared::Frame;
use crate::state::State;
use crate::storage::accounts::list_accounts;

#[derive(Template)]
#[template(path = "console/accounts/list.html", config = "src/pages/askama.toml")]
struct ListPage<'a> {
    frame: &'a Frame,
    layout: &'a Layout,
    words: &'static Words,
    rows: Vec<Row>,
}

/// A line of the list.
struct Row {
    id: Uuid,
    sign_in_name: String,
    name: String,
    role: &'static str,
    departments: String,
    state: String,
}

/// `GET /console/accounts`
pub async fn get_accounts(request: HttpRequest, state: Data<State>, person: Person) -> Result<HttpResponse, Problem> {
    let layout = Layout::new(&request, &state, &person).await?;
    let words = Words::of(&layout.frame.words.language);
    let rows = state.read(list_accounts).await?.into_iter().map(|account| row(account, words, &layout)).collect();
    layout.show(&ListPage { frame: &layout.frame, layout: &layout, words, rows })
}

fn row(account: Account, words: &'static Words, layout: &Layout) -> Row {
    let departments: Vec<&str> = account.departments.iter().map(|code| code.as_str()).collect();
    Row {
        id: account.id,
        departments: if departments.is_empty() { layout.words.all_departments.clone() } else { departments.join(", ") },
        state: match (account.disabled_on, &account.password) {
            (Some(day), _) => words.disabled.replace("{day}", &layout.day(day)),
            (None, Some(_)) => words.active.clone(),
            (None, None) => words.invited.clone(),
        },
        role: layout.words.role(account.role),
        sign_in_name: account.sign_in_name.to_string(),
        name: account.name,
    }
}
