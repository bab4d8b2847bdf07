//! `/kiosk/screens/{survey}`: everything that a kiosk shows to residents, in one language, made by the server.
//!
//! A tablet keeps it for the days without a network; its scripts only show and hide what is here.

use actix_web::http::header;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use jiff::civil::Date;

use crate::http::{Kind, Problem};
use crate::kiosk::Settings;
use crate::pages::shared::{Filled, Frame, QuestionView, QuestionViews, Words};
use crate::state::{Catalogue, State, etag};
use crate::survey::codes::Language;
use crate::survey::questionnaire::{Question, Version};

#[derive(Template)]
#[template(path = "kiosk/screens.html", config = "src/pages/askama.toml")]
struct ScreensPage<'a> {
    words: &'static Words,
    languages: &'a [&'static Words],
    title: &'a str,
    /// Whether the survey is a trial, and the day on which a tablet knows by itself that it is none any more.
    trial: bool,
    opens_on: Option<Date>,
    version: u32,
    headline: &'a str,
    departments: Vec<(&'a str, &'a str)>,
    /// Where complaints go, and the language of that where it is not the page's.
    complaints: &'a str,
    complaints_language: Option<&'a Language>,
    screens: Vec<Screen<'a>>,
    /// What the first screen asks, where one is shown; none: a script shows them.
    shown: Option<&'static str>,
}

/// One question on a screen of its own.
struct Screen<'a> {
    question: QuestionView<'a>,
    /// The question that it follows, and its place among that one's follow-ups.
    follows: Option<(&'a str, usize)>,
}

/// `GET /kiosk/screens/{survey}`
pub async fn get_screens(
    request: HttpRequest,
    state: Data<State>,
    survey: Path<String>,
) -> Result<HttpResponse, Problem> {
    let catalogue = state.catalogue().await;
    let missing = || Problem::new(Kind::NotFound);
    let version = catalogue.asked(&survey).ok_or_else(missing)?;
    let frame = Frame::new(&request, &version.questionnaire.languages).ok_or_else(missing)?;
    let body = render(&catalogue, version, &frame, None)?;
    Ok(HttpResponse::Ok()
        .insert_header((header::ETAG, format!("W/{}", etag(body.as_bytes()))))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::VARY, "Accept-Language, Accept-Encoding"))
        .insert_header((header::CONTENT_LANGUAGE, frame.words.language.as_str()))
        .content_type("text/html; charset=utf-8")
        .body(body))
}

/// The screens of a kiosk with these settings, of which the first is shown, as the next visitor finds it; and the frame
/// in whose language they are.
///
/// # Errors
/// `NotFound` when the survey asks nothing, or in no language of the kiosk's.
pub fn first_screen(
    request: &HttpRequest,
    catalogue: &Catalogue,
    settings: &Settings,
) -> Result<(Frame, String), Problem> {
    let missing = || Problem::new(Kind::NotFound);
    let version = catalogue.asked(settings.survey.as_str()).ok_or_else(missing)?;
    let first = settings.languages.first().ok_or_else(missing)?;
    let frame = Frame::new(request, &version.questionnaire.languages).ok_or_else(missing)?.speaking(first.as_str());
    let screens = render(catalogue, version, &frame, Some(settings))?;
    Ok((frame, screens))
}

/// The screens of a version; those of one kiosk begin with its first, and none of another department's.
fn render(
    catalogue: &Catalogue,
    version: &Version,
    frame: &Frame,
    kiosk: Option<&Settings>,
) -> Result<String, Problem> {
    let filled = Filled::default();
    let department = kiosk.and_then(|settings| settings.department.as_ref());
    let views = QuestionViews { version, words: frame.words, department, filled: &filled };
    let survey = version.survey.as_str();
    let place = &catalogue.office.complaints.place;
    let page = ScreensPage {
        words: frame.words,
        languages: &frame.languages,
        title: frame.text(&version.questionnaire.title),
        trial: catalogue.is_trial(survey),
        opens_on: catalogue.fieldwork(survey).opens_on,
        version: version.number,
        headline: version.questionnaire.headline.as_str(),
        departments: catalogue.offered(version).map(|it| (it.code.as_str(), frame.text(&it.name))).collect(),
        complaints: frame.text(place),
        complaints_language: frame.foreign(place),
        screens: screens(version, &views),
        shown: kiosk.map(|settings| if settings.department.is_some() { "question" } else { "department" }),
    };
    page.render().map_err(|_| Problem::new(Kind::Internal))
}

/// The headline, whether it is marked for kiosks or not, and what is marked, in the order of the questionnaire.
fn screens<'a>(version: &'a Version, views: &QuestionViews<'a>) -> Vec<Screen<'a>> {
    let headline = &version.questionnaire.headline;
    let questions = version.questionnaire.questions.iter();
    let asked = questions.filter(|question| question.kiosk || &question.code == headline);
    asked
        .map(|question| {
            let follows = follows(version, question);
            let mut view = views.view(question, follows.map_or(0, |(_, place)| place));
            // Each has a screen of its own.
            view.follow_ups.clear();
            Screen { question: view, follows }
        })
        .collect()
}

fn follows<'a>(version: &'a Version, question: &'a Question) -> Option<(&'a str, usize)> {
    let first = &question.show_if.as_ref()?.question;
    let siblings = version.questionnaire.questions.iter();
    let mut siblings =
        siblings.filter(|other| other.show_if.as_ref().is_some_and(|show_if| &show_if.question == first));
    Some((first.as_str(), siblings.position(|other| other.code == question.code)?))
}
