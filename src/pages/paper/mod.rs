//! `/s/{survey}/{department}/paper`: the form of a department on two sheets of A4, for whoever would rather write. Like the
//! poster it is everybody's; a clerk prints it with the name of a batch.
//!
//! `fields` says what stands on it, for the grid in which it is typed as well.

mod fields;

pub use fields::{Field, fields};

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use crate::http::Problem;
use crate::pages::paper::fields::Condition;
use crate::pages::shared::{Frame, Page, answer_unknown};
use crate::state::State;
use crate::survey::codes::Language;
use crate::survey::lot::LONGEST_BATCH;
use crate::survey::office::Office;
use crate::survey::response::NOT_APPLICABLE;

#[derive(Template)]
#[template(path = "paper/paper.html", config = "src/pages/askama.toml")]
struct PaperPage<'a> {
    frame: &'a Frame,
    title: &'a str,
    department: &'a str,
    /// The language of its name, where that is not the page's.
    foreign: Option<&'a Language>,
    site: &'a str,
    version: u32,
    batch: String,
    office: &'a Office,
    /// The ratings that come first, in rows.
    rows: Vec<Field<'a>>,
    /// Everything else.
    others: Vec<Field<'a>>,
    form: String,
}

/// The part of the query that this page knows.
#[derive(Debug, Default, Deserialize)]
struct PaperQuery {
    #[serde(default)]
    batch: String,
}

/// `GET /s/{survey}/{department}/paper`
pub async fn get_paper(
    request: HttpRequest,
    state: Data<State>,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let catalogue = state.catalogue().await;
    let (survey, department) = path.into_inner();
    let Some(version) = catalogue.asked(&survey) else { return answer_unknown() };
    let Some(frame) = Frame::new(&request, &version.questionnaire.languages) else { return answer_unknown() };
    let frame = frame.of_office(&catalogue.office);
    let Some(department) = catalogue.offered(version).find(|known| known.code.as_str() == department) else {
        return answer_unknown();
    };
    let query: PaperQuery = serde_html_form::from_str(request.query_string()).unwrap_or_default();
    let mut rows = fields(version, &department.code, frame.words);
    let others = rows.split_off(rows.iter().position(|field| !field.is_rating).unwrap_or(rows.len()));
    let page = PaperPage {
        title: frame.text(&version.questionnaire.title),
        department: frame.text(&department.name),
        foreign: frame.foreign(&department.name),
        site: &department.site,
        version: version.number,
        batch: query.batch.chars().take(LONGEST_BATCH).collect(),
        office: &catalogue.office,
        rows,
        others,
        form: frame.link(&format!("/s/{survey}/{}", department.code)),
        frame: &frame,
    };
    Page::new().show(&frame, &page)
}

impl PaperPage<'_> {
    /// The words of "not applicable", if any rating offers it.
    fn nothing(&self) -> Option<&str> {
        let boxes = self.rows.iter().flat_map(|field| &field.boxes);
        boxes.filter(|tick| tick.value == NOT_APPLICABLE).map(|tick| tick.label).next()
    }

    /// What is said before a question that is not asked of everybody.
    fn only_if(&self, condition: &Condition<'_>) -> String {
        let keys: Vec<String> = condition.keys.iter().map(ToString::to_string).collect();
        let said = self.frame.words.paper.only_if.replace("{number}", &condition.number.to_string());
        said.replace("{answers}", &keys.join(", "))
    }

    /// What is said of how many boxes may be ticked. A question that goes on after its question mark says so itself:
    /// `Co zawiodło? Można zaznaczyć kilka odpowiedzi.`
    fn how_many(&self, field: &Field<'_>) -> Option<String> {
        let words = self.frame.words;
        let limited = usize::from(field.most) < field.boxes.len();
        match field.most {
            0 | 1 => None,
            _ if limited => Some(words.at_most.replace("{most}", &field.most.to_string())),
            _ if field.text.split_once('?').is_some_and(|(_, rest)| !rest.trim().is_empty()) => None,
            _ => Some(words.paper.several.clone()),
        }
    }
}
