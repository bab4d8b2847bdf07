//! `POST /console/language`: the language that a person's pages are in from now on. It is the account's, so no address
//! need carry it and no cookie remember it.

use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Deserialize;

use crate::http::{Kind, Problem};
use crate::pages::console::person::Form;
use crate::pages::console::words::Words;
use crate::pages::staff::{go, is_ours};
use crate::state::State;
use crate::storage::accounts::set_language;
use crate::survey::codes::Language;

/// The choice, and the page that it was made on.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    language: Language,
    back: String,
}

/// `POST /console/language`
pub async fn post_language(state: Data<State>, form: Form<Choice>) -> Result<HttpResponse, Problem> {
    let Choice { language, back } = form.sent;
    if !Words::languages().contains(&language) {
        return Err(Problem::new(Kind::BadQuery));
    }
    let id = form.person.account.id;
    // Nothing that anybody else must know of, so nothing is added to the audit log.
    state.append(move |session| set_language(session, id, &language)).await?;
    Ok(go(if is_ours(&back) { &back } else { "/console" }))
}
