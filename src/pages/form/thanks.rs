//! `/s/{survey}/{department}/thanks`: the page after a form was taken, and what makes the browser forget the form.

use actix_web::http::header;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::http::Problem;
use crate::pages::shared::{Frame, Page, answer_unknown};
use crate::state::State;

#[derive(Template)]
#[template(path = "form/thanks.html", config = "src/pages/askama.toml")]
struct ThanksPage<'a> {
    frame: &'a Frame,
    again: String,
}

/// `GET /s/{survey}/{department}/thanks`
pub async fn get_thanks(
    request: HttpRequest,
    state: Data<State>,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let catalogue = state.catalogue().await;
    let (survey, department) = path.into_inner();
    let languages = catalogue.version(&survey, None).map(|version| version.questionnaire.languages.as_slice());
    let Some(frame) = languages.and_then(|languages| Frame::new(&request, languages)) else {
        return answer_unknown();
    };
    let known = catalogue.departments.iter().any(|known| known.code.as_str() == department);
    if !known {
        return answer_unknown();
    }
    let frame = frame.admitting(&catalogue.settings(&survey).origins).of_office(&catalogue.office);
    let frame = frame.in_trial(catalogue.is_trial(&survey));
    let again = frame.link(&format!("{}/{survey}/{department}", frame.home()));
    Page::new().framed(&frame).show(&frame, &ThanksPage { frame: &frame, again })
}

/// `GET /forget.css`: no style, but a word to the browser to drop the pages of this site that were left.
///
/// A browser may show a page that was left as it was, with what was chosen on it, although it is not to be stored; where
/// there are no scripts, nothing on that page can help. The word has to come with something that the page of thanks asks
/// for: in the answer that leads there it would come before the form is left.
pub async fn get_forgetting() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header(("clear-site-data", "\"cache\""))
        .content_type("text/css; charset=utf-8")
        .finish()
}
