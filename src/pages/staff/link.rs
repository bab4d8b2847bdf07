//! `/console/link/{secret}`: where somebody chooses the password of an account, once, and is signed in with it.
//!
//! Looking at the page uses nothing up: programs that look at links before people do must not spoil them.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::access::{Account, Password, Unfit, hash};
use crate::http::{Address, FormFields, Problem};
use crate::pages::shared::{Frame, Page, refuse_other_sites};
use crate::pages::staff::door::{field, frame, go, with_cookies};
use crate::pages::staff::session::{self, Visitor};
use crate::pages::staff::words::Words;
use crate::state::State;
use crate::storage::Error;
use crate::storage::accounts::{choose_password, find_account_of_link};

#[derive(Template)]
#[template(path = "staff/link.html", config = "src/pages/askama.toml")]
struct LinkPage<'a> {
    frame: &'a Frame,
    words: &'static Words,
    /// Whom it is for; none: it is over.
    account: Option<&'a Account>,
    error: Option<&'a str>,
    query: &'static str,
}

/// `GET /console/link/{secret}`
pub async fn get_link(
    request: HttpRequest,
    state: Data<State>,
    address: Address,
    secret: Path<String>,
) -> Result<HttpResponse, Problem> {
    let frame = frame(&request, &state).await?;
    let account = find(&state, &address, &secret).await?;
    show(&frame, account.as_ref(), None)
}

/// `POST /console/link/{secret}`: the password, twice.
pub async fn post_link(
    request: HttpRequest,
    state: Data<State>,
    address: Address,
    secret: Path<String>,
    fields: FormFields,
) -> Result<HttpResponse, Problem> {
    refuse_other_sites(&request, &state)?;
    let frame = frame(&request, &state).await?;
    let words = Words::of(&frame.words.language);
    let Some(account) = find(&state, &address, &secret).await? else { return show(&frame, None, None) };
    let (chosen, again) = (field(&fields, "password"), field(&fields, "again"));
    let password = match Password::choose(chosen, &account.sign_in_name) {
        Ok(_) if chosen != again => return show(&frame, Some(&account), Some(&words.unfit_different)),
        Ok(password) => password,
        Err(unfit) => return show(&frame, Some(&account), Some(words.unfit(unfit))),
    };
    let (password, link) = (state.passwords.hash(password).await?, hash(&secret));
    let now = state.clock.now().timestamp().as_second();
    let entry = state.audit_entry(&account, "account.password", account.sign_in_name.to_string());
    // Only in here is it certain that nobody else has just used the link.
    match state.change(entry, move |session| choose_password(session, link, now, &password)).await {
        Ok(account) => {
            let cookies = session::open(&state, &request, &Visitor::Account(Box::new(account))).await?;
            Ok(with_cookies(go("/console"), &cookies))
        }
        Err(Error::Missing) => show(&frame, None, None),
        Err(error) => Err(error.into()),
    }
}

/// The account that a link is for; none: it is over, or there never was one.
async fn find(state: &Data<State>, address: &Address, secret: &str) -> Result<Option<Account>, Problem> {
    let guess = state.sign_ins.take(address.0, None).map_err(Problem::too_many)?;
    let (link, now) = (hash(secret), state.clock.now().timestamp().as_second());
    let account = state.read(move |session| find_account_of_link(session, link, now)).await?;
    if account.is_some() {
        guess.was_right();
    }
    Ok(account)
}

fn show(frame: &Frame, account: Option<&Account>, error: Option<&str>) -> Result<HttpResponse, Problem> {
    let page = match (account, error) {
        (None, _) => Page::new().status(StatusCode::NOT_FOUND),
        (_, Some(_)) => Page::new().status(StatusCode::UNPROCESSABLE_ENTITY),
        (_, None) => Page::new(),
    };
    let words = Words::of(&frame.words.language);
    page.show(frame, &LinkPage { frame, words, account, error, query: "" })
}

impl Words {
    fn unfit(&self, unfit: Unfit) -> &str {
        match unfit {
            Unfit::TooShort => &self.unfit_short,
            Unfit::TooLong => &self.unfit_long,
            Unfit::Guessable => &self.unfit_guessable,
        }
    }
}
