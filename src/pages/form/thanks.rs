//! `/s/{survey}/{department}/thanks`: the page after a form was taken.

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
