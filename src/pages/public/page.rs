//! `/wyniki/{survey}` and `/wyniki/{survey}/{period}`: what a survey said in a quarter or a year that is over.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::http::{Kind, Problem};
use crate::pages::public::board::Making;
use crate::pages::public::kept::keep;
use crate::pages::public::shelf::{OpenSurvey, find_open, is_open};
use crate::pages::shared::{Frame, Page, Word, answer_unknown};
use crate::reports::render::{Speech, Words};
use crate::state::{Catalogue, State};
use crate::storage::actions::list_actions;
use crate::storage::reviews::list_lobbies;
use crate::storage::targets::list_targets;
use crate::survey::codes::Language;
use crate::survey::report::Cell;
use crate::survey::settings::FEWEST_IN_PUBLIC;

#[derive(Template)]
#[template(path = "public/page.html", config = "src/pages/askama.toml")]
struct BoardPage<'a> {
    frame: &'a Frame,
    words: &'static Words,
    title: &'a str,
    /// The board, as it was made for everybody who asks for the same; empty: there is none yet.
    board: &'a str,
    /// Why there is none.
    nothing: String,
}

/// `GET /wyniki/{survey}`
pub async fn get_latest(
    request: HttpRequest,
    state: Data<State>,
    survey: Path<String>,
) -> Result<HttpResponse, Problem> {
    show(&request, &state, &survey, None).await
}

/// `GET /wyniki/{survey}/{period}`
pub async fn get_period(
    request: HttpRequest,
    state: Data<State>,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let (survey, period) = path.into_inner();
    show(&request, &state, &survey, Some(period)).await
}

async fn show(
    request: &HttpRequest,
    state: &Data<State>,
    survey: &str,
    wanted: Option<String>,
) -> Result<HttpResponse, Problem> {
    let catalogue = state.catalogue().await;
    let Some(survey) = find_open(&catalogue, survey) else { return answer_unknown() };
    let Some(frame) = Frame::new(request, &languages(&survey)) else { return answer_unknown() };
    let frame = frame.of_office(&catalogue.office);
    let words = Words::of(&frame.words.language);
    let title = frame.text(&survey.newest().questionnaire.title).to_owned();
    let (board, nothing) = if is_open(state) {
        (board(state, &catalogue, survey, &frame, wanted).await?, Word::PublicNotYet.said(words).to_owned())
    } else if wanted.is_some() {
        return answer_unknown();
    } else {
        (String::new(), closed(&Speech::on_a_screen(words, state.config.k)))
    };
    let page = BoardPage { frame: &frame, words, title: &title, board: &board, nothing };
    keep(request, Page::new().show(&frame, &page)?)
}

async fn board(
    state: &Data<State>,
    catalogue: &Catalogue,
    survey: OpenSurvey,
    frame: &Frame,
    wanted: Option<String>,
) -> Result<String, Problem> {
    let today = state.clock.now().date();
    let slug = survey.newest().survey.clone();
    let read = move |session: &mut _| {
        Ok((list_actions(session)?, list_targets(session, &slug)?, list_lobbies(session, &slug)?))
    };
    let (actions, mut targets, lobbies) = state.read(read).await?;
    // What a department is to reach is between it and the office.
    targets.retain(|target| target.department.is_none());
    let speech = Speech::on_a_screen(Words::of(&frame.words.language), state.config.k);
    let entered = format!("{actions:?} {targets:?} {lobbies:?}");
    let question = survey.question(&format!("board {} {wanted:?} {today} {entered}", speech.language()));
    let (office, base) = (catalogue.office.clone(), state.config.public_url());
    let making = Making { speech, survey, wanted, actions, targets, lobbies, today, office, base };
    let make = move |record: &_| -> Result<_, Problem> {
        Ok(("text/html; charset=utf-8", making.board(record)?.into_bytes()))
    };
    let made = state.answer_openly(question, make).await?;
    String::from_utf8(made.body.to_vec()).map_err(|_| Problem::new(Kind::Internal))
}

/// The languages that both the survey and these pages speak; the survey's texts are not in others.
fn languages(survey: &OpenSurvey) -> Vec<Language> {
    let known = Words::languages();
    survey.newest().questionnaire.languages.iter().filter(|language| known.contains(language)).cloned().collect()
}

/// That nothing is published while k is so low.
pub fn closed(speech: &Speech) -> String {
    speech.filled(Word::PublicClosed.said(speech.words), &[Cell::Count(FEWEST_IN_PUBLIC)])
}
