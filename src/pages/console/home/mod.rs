//! `/console`: what waits for somebody, each with a link; for whoever runs the service, how it is.

mod words;
mod tasks;
mod service;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::access::Right;
use crate::http::Problem;
use crate::pages::console::home::service::Finding;
use crate::pages::console::home::tasks::Task;
use crate::pages::console::home::words::Words;
use crate::pages::console::layout::Layout;
use crate::pages::console::person::Person;
use crate::pages::shared::Frame;
use crate::reports::numbers::Numbers;
use crate::state::State;

#[derive(Template)]
#[template(path = "console/home/home.html", config = "src/pages/askama.toml")]
struct HomePage<'a> {
    frame: &'a Frame,
    layout: &'a Layout,
    words: &'static Words,
    tasks: Vec<Task>,
    /// How the service is; nothing, for those whom it does not concern.
    findings: Vec<Finding>,
}

/// `GET /console`
pub async fn get_home(request: HttpRequest, state: Data<State>, person: Person) -> Result<HttpResponse, Problem> {
    let layout = Layout::new(&request, &state, &person).await?;
    let words = Words::of(&layout.frame.words.language);
    let numbers = Numbers::of(&layout.frame.words.language);
    let tasks = tasks::find(&state, &person, words, numbers).await?;
    let findings = match person.may(Right::SeeService) {
        true => service::look(&state, words, numbers).await?,
        false => Vec::new(),
    };
    layout.show(&HomePage { frame: &layout.frame, layout: &layout, words, tasks, findings })
}
