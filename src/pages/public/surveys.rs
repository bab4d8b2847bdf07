//! `/wyniki`: the surveys whose results everybody may read.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::http::Problem;
use crate::pages::public::kept::keep;
use crate::pages::public::page::closed;
use crate::pages::public::shelf::{is_open, list_open};
use crate::pages::shared::{Frame, Page, Word, answer_unknown};
use crate::reports::render::{Speech, Words};
use crate::state::State;
use crate::survey::codes::Language;

#[derive(Template)]
#[template(path = "public/surveys.html", config = "src/pages/askama.toml")]
struct SurveysPage<'a> {
    frame: &'a Frame,
    words: &'static Words,
    surveys: Vec<Link>,
    /// What stands there when there are none.
    nothing: String,
}

/// A link to a survey's results.
struct Link {
    address: String,
    title: String,
    /// The language of the title where that is not the page's.
    language: Option<Language>,
}

/// `GET /wyniki`
pub async fn get_surveys(request: HttpRequest, state: Data<State>) -> Result<HttpResponse, Problem> {
    let catalogue = state.catalogue().await;
    let Some(frame) = Frame::new(&request, &Words::languages()) else { return answer_unknown() };
    let frame = frame.of_office(&catalogue.office);
    let words = Words::of(&frame.words.language);
    let open = if is_open(&state) { list_open(&catalogue) } else { Vec::new() };
    let link = |title: &_, survey: &_| Link {
        address: frame.link(&format!("/wyniki/{survey}")),
        title: frame.text(title).to_owned(),
        language: frame.foreign(title).cloned(),
    };
    let surveys = open.iter().map(|survey| link(&survey.newest().questionnaire.title, &survey.newest().survey));
    let nothing = if is_open(&state) {
        Word::PublicNone.said(words).to_owned()
    } else {
        closed(&Speech::on_a_screen(words, state.config.k))
    };
    let page = SurveysPage { frame: &frame, words, surveys: surveys.collect(), nothing };
    keep(&request, Page::new().show(&frame, &page)?)
}
