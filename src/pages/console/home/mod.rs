//! `/console`: where somebody begins.

mod words;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::http::Problem;
use crate::pages::console::home::words::Words;
use crate::pages::console::layout::Layout;
use crate::pages::console::person::Person;
use crate::pages::shared::Frame;
use crate::state::State;

#[derive(Template)]
#[template(path = "console/home/home.html", config = "src/pages/askama.toml")]
struct HomePage<'a> {
    frame: &'a Frame,
    layout: &'a Layout,
    words: &'static Words,
}

/// `GET /console`
pub async fn get_home(request: HttpRequest, state: Data<State>, person: Person) -> Result<HttpResponse, Problem> {
    let layout = Layout::new(&request, &state, &person).await?;
    let words = Words::of(&layout.frame.words.language);
    layout.show(&HomePage { frame: &layout.frame, layout: &layout, words })
}
