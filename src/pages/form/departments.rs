//! `/s/{survey}`: where were you served? The form itself depends on it.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::http::Problem;
use crate::pages::shared::{Frame, Page, answer_unknown};
use crate::state::{Catalogue, State};
use crate::survey::office::OtherOffice;
use crate::survey::questionnaire::Version;

#[derive(Template)]
#[template(path = "form/departments.html", config = "src/pages/askama.toml")]
struct DepartmentsPage<'a> {
    frame: &'a Frame,
    title: &'a str,
    sites: Vec<Site<'a>>,
    elsewhere: &'a [OtherOffice],
}

/// The departments at one address.
struct Site<'a> {
    name: &'a str,
    departments: Vec<(String, &'a str)>,
}

/// `GET /s/{survey}`
pub async fn get_departments(
    request: HttpRequest,
    state: Data<State>,
    survey: Path<String>,
) -> Result<HttpResponse, Problem> {
    let catalogue = state.catalogue().await;
    let Some(version) = catalogue.asked(&survey) else { return answer_unknown() };
    let Some(frame) = Frame::new(&request, &version.questionnaire.languages) else { return answer_unknown() };
    let frame = frame
        .admitting(&catalogue.settings(&survey).origins)
        .of_office(&catalogue.office)
        .in_trial(catalogue.is_trial(&survey));
    let title = frame.text(&version.questionnaire.title);
    let sites = sites(&frame, version, &catalogue);
    Page::new()
        .framed(&frame)
        .show(&frame, &DepartmentsPage { frame: &frame, title, sites, elsewhere: &catalogue.office.elsewhere })
}

fn sites<'a>(frame: &Frame, version: &'a Version, catalogue: &'a Catalogue) -> Vec<Site<'a>> {
    let mut sites: Vec<Site<'a>> = Vec::new();
    for department in catalogue.offered(version) {
        let address = frame.link(&format!("{}/{}/{}", frame.home(), version.survey, department.code));
        let entry = (address, frame.text(&department.name));
        match sites.iter_mut().find(|site| site.name == department.site) {
            Some(site) => site.departments.push(entry),
            None => sites.push(Site { name: &department.site, departments: vec![entry] }),
        }
    }
    sites
}
