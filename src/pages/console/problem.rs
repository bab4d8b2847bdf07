//! What somebody sees in the place of a page of the console that cannot be shown.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::http::{Kind, Problem};
use crate::pages::console::layout::Layout;
use crate::pages::console::person::Person;
use crate::pages::console::words::Words;
use crate::pages::shared::{Frame, Page};
use crate::state::State;

#[derive(Template)]
#[template(path = "console/problem.html", config = "src/pages/askama.toml")]
struct ProblemPage<'a> {
    frame: &'a Frame,
    layout: &'a Layout,
    title: &'a str,
    text: &'a str,
}

/// The page for a problem. Whoever has the right that the table asks for was refused by the page itself.
///
/// # Errors
/// `Internal` when the template fails.
pub async fn show(
    request: &HttpRequest,
    person: &Person,
    problem: &Problem,
    has_right: bool,
) -> Result<HttpResponse, Problem> {
    let state = request.app_data::<Data<State>>().ok_or_else(|| Problem::new(Kind::Internal))?;
    let layout = Layout::new(request, state, person).await?;
    let (title, text) = words(layout.words, problem.kind(), has_right);
    let page = ProblemPage { frame: &layout.frame, layout: &layout, title, text };
    Page::new().refused(problem).show(&layout.frame, &page)
}

fn words(words: &Words, kind: Kind, has_right: bool) -> (&str, &str) {
    match kind {
        Kind::Forbidden if has_right => (&words.refused_title, &words.refused),
        Kind::Forbidden => (&words.forbidden_title, &words.forbidden),
        Kind::NotFound | Kind::MethodNotAllowed => (&words.missing_title, &words.missing),
        Kind::Conflict => (&words.conflict_title, &words.conflict),
        _ => (&words.failed_title, &words.failed),
    }
}
