//! `/s/{survey}/{department}/poster`: a sheet of paper for the wall of a department.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::http::{Kind, Problem};
use crate::pages::shared::{Frame, Page, answer_unknown};
use crate::reports::qr;
use crate::state::State;
use crate::survey::codes::Language;

#[derive(Template)]
#[template(path = "poster/poster.html", config = "src/pages/askama.toml")]
struct PosterPage<'a> {
    frame: &'a Frame,
    department: &'a str,
    /// The language of its name, where that is not the page's.
    foreign: Option<&'a Language>,
    site: &'a str,
    /// The address in pieces: a line of it may end after each.
    address: Vec<String>,
    /// The QR code; none: no camera could follow it.
    code: Option<String>,
    form: String,
}

/// `GET /s/{survey}/{department}/poster`
pub async fn get_poster(
    request: HttpRequest,
    state: Data<State>,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let catalogue = state.catalogue().await;
    let (survey, department) = path.into_inner();
    let Some(version) = catalogue.asked(&survey) else { return answer_unknown() };
    let Some(frame) = Frame::new(&request, &version.questionnaire.languages) else { return answer_unknown() };
    let frame = frame.of_office(&catalogue.office);
    let mut offered = catalogue.offered(version);
    let Some(department) = offered.find(|known| known.code.as_str() == department) else {
        return answer_unknown();
    };
    let form = format!("/s/{survey}/{}", department.code);
    let address = format!("{}{form}", state.config.public_url());
    let page = PosterPage {
        department: frame.text(&department.name),
        foreign: frame.foreign(&department.name),
        site: &department.site,
        code: if state.config.is_only_here() { None } else { Some(drawn(&address)?) },
        address: address.split_inclusive(['/', '.']).map(str::to_owned).collect(),
        form: frame.link(&form),
        frame: &frame,
    };
    Page::new().show(&frame, &page)
}

fn drawn(address: &str) -> Result<String, Problem> {
    qr::svg(address).ok_or_else(|| Problem::new(Kind::Internal))
}
