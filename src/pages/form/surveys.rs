//! `/`: the one survey that there is, or a choice.

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::http::Problem;
use crate::pages::shared::{Frame, Page, answer_unknown};
use crate::state::State;
use crate::survey::text::LocalizedText;

#[derive(Template)]
#[template(path = "form/surveys.html", config = "src/pages/askama.toml")]
struct SurveysPage<'a> {
    frame: &'a Frame,
    surveys: Vec<SurveyLink<'a>>,
}

/// A survey to choose.
struct SurveyLink<'a> {
    address: String,
    title: &'a LocalizedText,
}

/// `GET /`
pub async fn get_surveys(request: HttpRequest, state: Data<State>) -> Result<HttpResponse, Problem> {
    let catalogue = state.catalogue().await;
    let frame = Frame::of_the_program(&request).of_office(&catalogue.office);
    let published = catalogue.surveys.keys().filter_map(|slug| catalogue.asked(slug.as_str()));
    let surveys: Vec<_> = published
        .map(|version| SurveyLink {
            address: frame.link(&format!("/s/{}", version.survey)),
            title: &version.questionnaire.title,
        })
        .collect();
    match surveys.as_slice() {
        [] => answer_unknown(),
        [only] => {
            // Only a language that was asked for goes along: the survey may not speak what the browser prefers.
            let query = request.query_string();
            let path = only.address.split('?').next().unwrap_or_default();
            let asked = query.starts_with("lang=") && !query.contains('&');
            let address = if asked { only.address.clone() } else { path.to_owned() };
            Ok(HttpResponse::SeeOther()
                .insert_header((header::LOCATION, address))
                .insert_header((header::CACHE_CONTROL, "no-store"))
                .finish())
        }
        _ => Page::new().show(&frame, &SurveysPage { frame: &frame, surveys }),
    }
}
