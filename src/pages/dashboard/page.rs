//! `/results/{survey}`: the board of a survey, for who is signed in.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::http::{Kind, Problem};
use crate::pages::dashboard::board::{NotMade, board};
use crate::pages::dashboard::calls::{Issued, Ledger};
use crate::pages::dashboard::entrance::{ask_to_sign_in, frame, guarded};
use crate::pages::dashboard::selection::{BoardQuery, Selection, Wrong};
use crate::pages::dashboard::session::Visit;
use crate::pages::shared::{Frame, Page, Word, answer_unknown};
use crate::pages::staff::with_staff;
use crate::reports::render::{Speech, Words};
use crate::state::{Question, Sight, State, etag};
use crate::storage::actions::list_actions;
use crate::storage::comments::{CommentQuery, list_released_comments};
use crate::storage::complaints::list_complaints;
use crate::storage::minutes::list_latest_minutes;
use crate::storage::reviews::{list_lobbies, list_reviews};
use crate::storage::targets::list_targets;
use crate::survey::comment::cells;
use crate::survey::target::Target;

#[derive(Template)]
#[template(path = "dashboard/page.html", config = "src/pages/askama.toml")]
struct BoardPage<'a> {
    frame: &'a Frame,
    words: &'static Words,
    title: &'a str,
    key_name: &'a str,
    form_token: String,
    /// The query that links to other languages keep.
    query: String,
    /// The board, as it was made for everybody who asks for the same.
    board: &'a str,
}

#[derive(Template)]
#[template(path = "dashboard/wrong.html", config = "src/pages/askama.toml")]
struct WrongPage<'a> {
    frame: &'a Frame,
    words: &'static Words,
    key_name: &'a str,
    form_token: String,
    query: String,
    survey: &'a str,
    text: &'a str,
}

/// `GET /results/{survey}`
pub async fn get_board(
    request: HttpRequest,
    state: Data<State>,
    survey: Path<String>,
) -> Result<HttpResponse, Problem> {
    let Admitted { frame, visit, selection } = match admit(&request, &state, &survey).await? {
        Ok(admitted) => admitted,
        Err(answer) => return Ok(answer),
    };
    let speech = Speech::on_a_screen(Words::of(&frame.words.language), state.config.k);
    let ledger = ledger_of(&state, &selection).await?;
    let text = format!("board {} {selection:?} {}", speech.language(), digest(&ledger));
    let question = question(&selection, &text);
    let entry = state.audit_entry(&visit.reader, "results.read", format!("{survey} {}", request.query_string()));
    let title = selection.versions.last().map(|version| speech.text(&version.questionnaire.title).to_owned());
    let made = state.answer(entry, question, move |record| {
        let board = board(&selection, &speech, record, &ledger)?;
        Ok::<_, NotMade>(("text/html; charset=utf-8", board.into_bytes()))
    });
    let made = match made.await {
        Ok(made) => made,
        Err(NotMade::Unknown) => return show_wrong(&frame, &visit, &survey, Wrong::Name),
        Err(NotMade::Problem(problem)) => return Err(problem),
    };
    let page = BoardPage {
        frame: &frame,
        words: speech.words,
        title: title.as_deref().unwrap_or_default(),
        key_name: &visit.reader.name,
        form_token: visit.form_token(),
        query: without_language(request.query_string()),
        board: std::str::from_utf8(&made.body).map_err(|_| Problem::new(Kind::Internal))?,
    };
    guarded(Page::new().show(&frame, &page))
}

/// A visitor who asks for what their key is good for.
pub struct Admitted {
    /// The frame of their page.
    pub frame: Frame,
    /// Who they are.
    pub visit: Visit,
    /// What they ask for.
    pub selection: Selection,
}

/// Lets in who is signed in and asks for what there is; everybody else gets the answer that says why not.
///
/// # Errors
/// When the database is not available.
pub async fn admit(
    request: &HttpRequest,
    state: &Data<State>,
    survey: &str,
) -> Result<Result<Admitted, HttpResponse>, Problem> {
    let frame = frame(request, state).await?;
    let Some(visit) = Visit::find(state, request).await? else { return Ok(Err(ask_to_sign_in(request, &frame))) };
    let frame = with_staff(frame, &visit.visitor);
    let selection = match serde_html_form::from_str::<BoardQuery>(request.query_string()) {
        Ok(query) => {
            let (catalogue, today) = (state.catalogue().await, state.clock.today());
            Selection::read(survey, query, &catalogue, &visit.reader, today)
        }
        Err(_) => Err(Wrong::Other),
    };
    match selection {
        Ok(selection) => Ok(Ok(Admitted { frame, visit, selection })),
        Err(Wrong::Survey) => answer_unknown().map(Err),
        Err(wrong) => show_wrong(&frame, &visit, survey, wrong).map(Err),
    }
}

/// What the office has entered, for a board.
async fn ledger_of(state: &Arc<State>, selection: &Selection) -> Result<Ledger, Problem> {
    let targets = targets_of(state, selection).await?;
    let unread = CommentQuery { survey: selection.survey.clone(), period: None, decision: Some(None) };
    let survey = selection.survey.clone();
    let ledger = state.read(move |session| {
        let mut reviews = list_reviews(session)?;
        reviews.retain(|review| review.survey == survey);
        Ok(Ledger {
            issued: Issued {
                reviews: reviews.into_iter().map(|review| review.period).collect(),
                minutes: list_latest_minutes(session, &survey)?,
                lobbies: list_lobbies(session, &survey)?,
            },
            targets,
            actions: list_actions(session)?,
            complaints: list_complaints(session, None)?,
            unread: cells(list_released_comments(session, &unread)?),
        })
    });
    Ok(ledger.await?)
}

/// The targets that a board may show.
///
/// # Errors
/// When the database is not available.
pub async fn targets_of(state: &Arc<State>, selection: &Selection) -> Result<Vec<Target>, Problem> {
    let survey = selection.survey.clone();
    let mut targets = state.read(move |session| list_targets(session, &survey)).await?;
    targets.retain(|target| selection.names(target.department.as_ref()));
    Ok(targets)
}

/// What the office entered, in the text of a question.
pub fn digest(entered: &impl std::fmt::Debug) -> String {
    etag(format!("{entered:?}").as_bytes())
}

/// The question that `State::answer` is asked; the text names all that the answer depends on.
pub fn question(selection: &Selection, text: &str) -> Question {
    // A board looks back over years, and never at what was seen on an earlier day.
    let sight = Sight { first: jiff::civil::Date::MIN, last: jiff::civil::Date::MAX, as_of: None };
    Question { text: text.to_owned(), survey: selection.survey.clone(), versions: selection.versions.clone(), sight }
}

/// A page that says what is wrong with an address.
///
/// # Errors
/// `Internal` when the template fails.
pub fn show_wrong(frame: &Frame, visit: &Visit, survey: &str, wrong: Wrong) -> Result<HttpResponse, Problem> {
    let words = Words::of(&frame.words.language);
    let (status, text) = match wrong {
        Wrong::Period => (StatusCode::BAD_REQUEST, Word::WrongAddressPeriod.said(words)),
        Wrong::Name => (StatusCode::BAD_REQUEST, Word::WrongAddressName.said(words)),
        Wrong::Forbidden => (StatusCode::FORBIDDEN, Word::WrongAddressForbidden.said(words)),
        Wrong::Review => (StatusCode::FORBIDDEN, Word::WrongAddressReview.said(words)),
        Wrong::Survey | Wrong::Other => (StatusCode::BAD_REQUEST, Word::WrongAddressOther.said(words)),
    };
    let (key_name, form_token) = (visit.reader.name.as_str(), visit.form_token());
    let page = WrongPage { frame, words, key_name, form_token, query: String::new(), survey, text };
    guarded(Page::new().status(status).show(frame, &page))
}

/// A query without its language, to be put behind another one.
pub fn without_language(query: &str) -> String {
    let kept = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("lang="));
    kept.map(|pair| format!("&{pair}")).collect()
}
