//! What is done with an account at the press of a button: a link for its holder, and that it is disabled or enabled.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use crate::access::Link;
use crate::http::{Kind, Problem};
use crate::pages::console::accounts::entry::{Entry, load, show};
use crate::pages::console::accounts::handover::show_link;
use crate::pages::console::accounts::words::Words;
use crate::pages::console::fields::Misfits;
use crate::pages::console::layout::{Layout, go_telling};
use crate::pages::console::person::Form;
use crate::state::State;
use crate::storage::Error;
use crate::storage::accounts::{insert_link, set_disabled};

/// A button: nothing but the token is sent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pressed {}

/// `POST /console/accounts/{id}/link`: a link, shown this once.
pub async fn post_link(
    request: HttpRequest,
    state: Data<State>,
    form: Form<Pressed>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let account = load(&state, &id).await?;
    if account.disabled_on.is_some() {
        return Err(Problem::new(Kind::Conflict));
    }
    let layout = Layout::new(&request, &state, &form.person).await?;
    let made = Link::generate(account.id, state.clock.now().timestamp().as_second());
    let (link, secret) = made.map_err(|_| Problem::new(Kind::Unavailable))?;
    let noted = state.audit_entry(&form.person, "account.link", account.sign_in_name.to_string());
    let expires_at = link.expires_at;
    state.change(noted, move |session| insert_link(session, &link)).await?;
    show_link(&state, &layout, &account, &secret, expires_at)
}

/// `POST /console/accounts/{id}/disable`
pub async fn post_disable(
    request: HttpRequest,
    state: Data<State>,
    form: Form<Pressed>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let account = load(&state, &id).await?;
    let layout = Layout::new(&request, &state, &form.person).await?;
    let words = Words::of(&layout.frame.words.language);
    let noted = state.audit_entry(&form.person, "account.disable", account.sign_in_name.to_string());
    let (disabled, today) = (account.id, state.clock.today());
    match state.change(noted, move |session| set_disabled(session, disabled, Some(today))).await {
        Err(Error::Conflict) => {
            let mut wrong = Misfits::default();
            wrong.add("role", &words.last_administrator);
            show(&state, &layout, Some(&account), &Entry::of(&account), &wrong).await
        }
        done => {
            done?;
            Ok(go_telling(&format!("/console/accounts/{}", account.id), "disabled"))
        }
    }
}

/// `POST /console/accounts/{id}/enable`
pub async fn post_enable(state: Data<State>, form: Form<Pressed>, id: Path<String>) -> Result<HttpResponse, Problem> {
    let account = load(&state, &id).await?;
    let noted = state.audit_entry(&form.person, "account.enable", account.sign_in_name.to_string());
    state.change(noted, move |session| set_disabled(session, account.id, None)).await?;
    Ok(go_telling(&format!("/console/accounts/{}", account.id), "enabled"))
}
