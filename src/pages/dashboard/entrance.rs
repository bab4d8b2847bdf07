//! The door: a form that takes a key, the list of surveys behind it, and the way out.
//!
//! Both forms are believed only when they come from a page of this service; see also `session`.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use crate::access::Scope;
use crate::http::{Address, FormFields, Kind, Problem, find_valid_key};
use crate::pages::dashboard::session::Visit;
use crate::pages::shared::{Frame, Page, Word, refuse_other_sites};
use crate::pages::staff::{self, Visitor, close, go, is_ours, open, with_cookies, with_staff};
use crate::reports::render::Words;
use crate::state::State;

#[derive(Template)]
#[template(path = "dashboard/sign_in.html", config = "src/pages/askama.toml")]
struct SignInPage<'a> {
    frame: &'a Frame,
    words: &'static Words,
    /// Where it goes on.
    next: &'a str,
    /// What was wrong with the key.
    error: Option<&'a str>,
    /// Whether there are choices of the page that its links must keep.
    query: String,
}

#[derive(Template)]
#[template(path = "dashboard/surveys.html", config = "src/pages/askama.toml")]
struct SurveysPage<'a> {
    frame: &'a Frame,
    words: &'static Words,
    /// Slugs and titles.
    surveys: Vec<(&'a str, &'a str)>,
    key_name: &'a str,
    form_token: String,
    query: String,
}

/// What the sign-in takes; the rest is left alone.
#[derive(Debug, Default, Deserialize)]
struct EntranceQuery {
    #[serde(default)]
    next: String,
}

/// `GET /results`: the sign-in; for who is signed in, the surveys, or the only one at once.
pub async fn get_surveys(request: HttpRequest, state: Data<State>) -> Result<HttpResponse, Problem> {
    let catalogue = state.catalogue().await;
    let frame = frame(&request, &state).await?;
    let Some(visit) = Visit::find(&state, &request).await? else {
        let query: EntranceQuery = serde_html_form::from_str(request.query_string()).unwrap_or_default();
        // Whoever is signed in without it is told so, or the door would lead here again and again.
        return match staff::Visit::find(&state, &request).await? {
            Some(_) => {
                let words = Words::of(&frame.words.language);
                let page = Page::new().status(StatusCode::FORBIDDEN);
                show_sign_in(page, &frame, &query.next, Some(Word::SignInNoRight.said(words)))
            }
            None => show_sign_in(Page::new(), &frame, &query.next, None),
        };
    };
    let frame = with_staff(frame, &visit.visitor);
    let published = catalogue.surveys.values().filter_map(|versions| versions.last());
    let surveys: Vec<_> =
        published.map(|version| (version.survey.as_str(), frame.text(&version.questionnaire.title))).collect();
    if let [(only, _)] = surveys[..] {
        return Ok(go(&frame.link(&format!("/results/{only}"))));
    }
    let page = SurveysPage {
        frame: &frame,
        words: Words::of(&frame.words.language),
        surveys,
        key_name: &visit.reader.name,
        form_token: visit.form_token(),
        query: String::new(),
    };
    guarded(Page::new().show(&frame, &page))
}

/// `POST /results`: a key, and where it goes on.
pub async fn post_sign_in(
    request: HttpRequest,
    state: Data<State>,
    address: Address,
    fields: FormFields,
) -> Result<HttpResponse, Problem> {
    refuse_other_sites(&request, &state)?;
    let frame = frame(&request, &state).await?;
    let words = Words::of(&frame.words.language);
    let next = field(&fields, "next");
    let guess = match state.sign_ins.take(address.0, None) {
        Ok(guess) => guess,
        Err(wait) => {
            let page = Page::new().refused(&Problem::too_many(wait));
            return show_sign_in(page, &frame, next, Some(Word::SignInTooMany.said(words)));
        }
    };
    let key = find_valid_key(&state, field(&fields, "key").trim()).await?;
    if key.is_some() {
        // Somebody who holds a key guesses nothing, whatever it is good for.
        guess.was_right();
    }
    let key = match key {
        Some(key) if key.scope == Scope::Results => key,
        other => {
            let is_admin = other.is_some_and(|key| key.scope == Scope::Admin);
            let error = if is_admin { Word::SignInAdmin } else { Word::SignInWrong };
            let page = Page::new().status(StatusCode::FORBIDDEN);
            return show_sign_in(page, &frame, next, Some(error.said(words)));
        }
    };
    let cookies = open(&state, &request, &Visitor::Key(key)).await?;
    let next = if is_ours(next) { next.to_owned() } else { frame.link("/results") };
    Ok(with_cookies(go(&next), &cookies))
}

/// `POST /results/sign-out`
pub async fn post_sign_out(
    request: HttpRequest,
    state: Data<State>,
    fields: FormFields,
) -> Result<HttpResponse, Problem> {
    refuse_other_sites(&request, &state)?;
    let frame = frame(&request, &state).await?;
    let Some(visit) = staff::Visit::find(&state, &request).await? else { return Ok(go(&frame.link("/results"))) };
    if !visit.sent(field(&fields, "token")) {
        return Err(Problem::new(Kind::Forbidden));
    }
    let door = match &visit.visitor {
        Visitor::Key(_) => "/results",
        Visitor::Account(_) => "/console/sign-in",
    };
    Ok(with_cookies(go(&frame.link(door)), &close(&state, &visit).await?))
}

/// The frame of the dashboard's pages.
///
/// # Errors
/// Never, while there are words in some language.
pub async fn frame(request: &HttpRequest, state: &Data<State>) -> Result<Frame, Problem> {
    let frame = Frame::new(request, &Words::languages()).ok_or_else(|| Problem::new(Kind::NotFound))?;
    Ok(frame.of_office(&state.catalogue().await.office))
}

/// To the door, and from there back to what was asked for.
pub fn ask_to_sign_in(request: &HttpRequest, frame: &Frame) -> HttpResponse {
    let target = request.uri().path_and_query().map_or("", |target| target.as_str());
    let query = serde_html_form::to_string([("lang", frame.words.language.as_str()), ("next", target)]);
    go(&format!("/results?{}", query.unwrap_or_default()))
}

/// The same page with what keeps it to itself: a browser tells other pages of this service where a form comes from,
/// and no other website anything.
pub fn guarded(page: Result<HttpResponse, Problem>) -> Result<HttpResponse, Problem> {
    let mut page = page?;
    let name = HeaderName::from_static("referrer-policy");
    page.headers_mut().insert(name, HeaderValue::from_static("same-origin"));
    Ok(page)
}

fn show_sign_in(page: Page, frame: &Frame, next: &str, error: Option<&str>) -> Result<HttpResponse, Problem> {
    let next = if is_ours(next) { next } else { "" };
    let query = serde_html_form::to_string([("next", next)]).map_err(|_| Problem::new(Kind::Internal))?;
    let words = Words::of(&frame.words.language);
    guarded(page.show(frame, &SignInPage { frame, words, next, error, query: format!("&{query}") }))
}

fn field<'a>(fields: &'a FormFields, name: &str) -> &'a str {
    fields.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
}
