//! `/console/sign-in`: the form that takes a name and a password, and the way out.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use crate::access::{Account, PasswordHash, SignInName};
use crate::http::{Address, FormFields, Kind, Problem};
use crate::pages::shared::{Frame, Page, refuse_other_sites};
use crate::pages::staff::session::{self, Visit, Visitor};
use crate::pages::staff::words::Words;
use crate::state::State;
use crate::storage::accounts::find_account_named;

#[derive(Template)]
#[template(path = "staff/sign_in.html", config = "src/pages/askama.toml")]
struct SignInPage<'a> {
    frame: &'a Frame,
    words: &'static Words,
    /// Where it goes on.
    next: &'a str,
    /// What was typed.
    name: &'a str,
    /// What was wrong.
    error: Option<&'a str>,
    /// What links of the page must keep.
    query: String,
}

/// What the door takes; the rest is left alone.
#[derive(Debug, Default, Deserialize)]
struct DoorQuery {
    #[serde(default)]
    next: String,
}

/// `GET /console/sign-in`
pub async fn get_sign_in(request: HttpRequest, state: Data<State>) -> Result<HttpResponse, Problem> {
    let query: DoorQuery = serde_html_form::from_str(request.query_string()).unwrap_or_default();
    if let Some(Visit { visitor: Visitor::Account(_), .. }) = Visit::find(&state, &request).await? {
        return Ok(go(if is_ours(&query.next) { &query.next } else { "/console" }));
    }
    show(Page::new(), &frame(&request, &state).await?, &query.next, "", None)
}

/// `POST /console/sign-in`: a name, a password, and where it goes on.
pub async fn post_sign_in(
    request: HttpRequest,
    state: Data<State>,
    address: Address,
    fields: FormFields,
) -> Result<HttpResponse, Problem> {
    refuse_other_sites(&request, &state)?;
    let frame = frame(&request, &state).await?;
    let words = Words::of(&frame.words.language);
    let (next, typed) = (field(&fields, "next"), field(&fields, "name"));
    // Whatever is no name is tried as if it were one that nobody has.
    let name: Option<SignInName> = typed.parse().ok();
    let guess = match state.sign_ins.take(address.0, name.as_ref()) {
        Ok(guess) => guess,
        Err(wait) => {
            let page = Page::new().refused(&Problem::too_many(wait));
            return show(page, &frame, next, typed, Some(&words.too_many));
        }
    };
    let account = prove(&state, name, field(&fields, "password").to_owned()).await?;
    let Some(account) = account else {
        return show(Page::new().status(StatusCode::FORBIDDEN), &frame, next, typed, Some(&words.wrong));
    };
    guess.was_right();
    let cookies = session::open(&state, &request, &Visitor::Account(Box::new(account))).await?;
    Ok(with_cookies(go(if is_ours(next) { next } else { "/console" }), &cookies))
}

/// `POST /console/sign-out`
pub async fn post_sign_out(
    request: HttpRequest,
    state: Data<State>,
    fields: FormFields,
) -> Result<HttpResponse, Problem> {
    refuse_other_sites(&request, &state)?;
    let door = frame(&request, &state).await?.link("/console/sign-in");
    let Some(visit) = Visit::find(&state, &request).await? else { return Ok(go(&door)) };
    if !visit.sent(field(&fields, "token")) {
        return Err(Problem::new(Kind::Forbidden));
    }
    Ok(with_cookies(go(&door), &session::close(&state, &visit).await?))
}

/// The account with a name and a password. Whether there is none, it is disabled, or the password is another takes the
/// same time and says the same.
async fn prove(state: &Data<State>, name: Option<SignInName>, password: String) -> Result<Option<Account>, Problem> {
    let account = match name {
        Some(name) => state.read(move |session| find_account_named(session, &name)).await?,
        None => None,
    };
    let account = account.filter(|account| account.disabled_on.is_none());
    let known: Option<PasswordHash> = account.as_ref().and_then(|account| account.password.clone());
    let proved = state.passwords.prove(known, password).await?;
    Ok(account.filter(|_| proved))
}

/// The frame of the pages at the door.
pub(super) async fn frame(request: &HttpRequest, state: &Data<State>) -> Result<Frame, Problem> {
    let frame = Frame::new(request, &Words::languages()).ok_or_else(|| Problem::new(Kind::NotFound))?;
    Ok(frame.of_office(&state.catalogue().await.office))
}

fn show(page: Page, frame: &Frame, next: &str, name: &str, error: Option<&str>) -> Result<HttpResponse, Problem> {
    let next = if is_ours(next) { next } else { "" };
    let query = serde_html_form::to_string([("next", next)]).map_err(|_| Problem::new(Kind::Internal))?;
    let words = Words::of(&frame.words.language);
    page.show(frame, &SignInPage { frame, words, next, name, error, query: format!("&{query}") })
}

/// To another page.
pub fn go(target: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, target))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}

/// The same answer, with cookies.
pub fn with_cookies(mut answer: HttpResponse, cookies: &[String]) -> HttpResponse {
    for cookie in cookies.iter().filter_map(|cookie| HeaderValue::from_str(cookie).ok()) {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    answer
}

/// Whether an address is one of the pages for staff: nobody is sent anywhere else.
pub fn is_ours(next: &str) -> bool {
    let known = ["/results/", "/console/", "/console?"].iter().any(|place| next.starts_with(place));
    known && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

pub(super) fn field<'a>(fields: &'a FormFields, name: &str) -> &'a str {
    fields.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_elsewhere() {
        assert!(is_ours("/results/obsluga?period=2026-Q3&lang=pl") && is_ours("/console/accounts"));
        for elsewhere in [
            "",
            "/",
            "//evil.example",
            "https://evil.example",
            "/results",
            "/resultsx/",
            "/consolex",
            "/results/\\",
            "/results/ x",
            "/results/\r\nx",
        ] {
            assert!(!is_ours(elsewhere), "{elsewhere:?}");
        }
    }
}
