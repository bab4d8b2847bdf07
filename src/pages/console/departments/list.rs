//! `GET /console/departments`: all departments.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::http::Problem;
use crate::pages::console::departments::words::Words;
use crate::pages::console::layout::Layout;
use crate::pages::console::person::Person;
use crate::pages::shared::Frame;
use crate::state::State;
use crate::storage::departments::list_departments;

#[derive(Template)]
#[template(path = "console/departments/list.html", config = "src/pages/askama.toml")]
struct ListPage<'a> {
    frame: &'a Frame,
    layout: &'a Layout,
    words: &'static Words,
    rows: Vec<Row>,
    /// Whether somebody may add one.
    may_add: bool,
}

/// A line of the list.
struct Row {
    code: String,
    name: String,
    site: String,
    state: &'static str,
}

/// `GET /console/departments`
pub async fn get_departments(
    request: HttpRequest,
    state: Data<State>,
    person: Person,
) -> Result<HttpResponse, Problem> {
    let layout = Layout::new(&request, &state, &person).await?;
    let words = Words::of(&layout.frame.words.language);
    let today = state.clock.today();
    let mut departments = state.read(list_departments).await?;
    departments.retain(|department| person.covers(&department.code));
    let row = |department: &crate::survey::department::Department| Row {
        code: department.code.to_string(),
        name: layout.frame.text(department.name_on(today)).to_owned(),
        site: department.site.clone(),
        state: if department.active { &words.offered } else { &words.closed },
    };
    let rows = departments.iter().map(row).collect();
    let may_add = person.require(None).is_ok();
    layout.show(&ListPage { frame: &layout.frame, layout: &layout, words, rows, may_add })
}
