//! What a person sees in the place of a page that cannot be shown. Programs get the same problem as JSON.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::http::{Kind, Problem};
use crate::pages::shared::frame::Frame;
use crate::pages::shared::page::Page;
use crate::pages::shared::words::Words;
use crate::state::State;

#[derive(Template)]
#[template(path = "shared/problem.html", config = "src/pages/askama.toml")]
struct ProblemPage<'a> {
    frame: &'a Frame,
    title: &'a str,
    text: &'a str,
}

/// Where there is no such page.
pub fn answer_unknown() -> Result<HttpResponse, Problem> {
    Err(Problem::new(Kind::NotFound))
}

/// Turns a problem into a page, where it is a browser that asks.
pub async fn show_problems(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let wants_page = wants_page(&request);
    let answer = next.call(request).await?.map_into_boxed_body();
    let problem = answer.response().error().filter(|_| wants_page).and_then(|error| error.as_error::<Problem>());
    let Some(problem) = problem else { return Ok(answer) };
    let mut page = show(answer.request(), problem).await?;
    if let Some(allowed) = answer.headers().get(header::ALLOW) {
        page.headers_mut().insert(header::ALLOW, allowed.clone());
    }
    Ok(answer.into_response(page))
}

fn wants_page(request: &ServiceRequest) -> bool {
    let accepts = request
        .headers()
        .get_all(header::ACCEPT)
        .any(|accepted| accepted.to_str().is_ok_and(|accepted| accepted.to_ascii_lowercase().contains("text/html")));
    let path = request.path();
    path.starts_with("/s/") || path.starts_with("/embed/") || accepts && !path.starts_with("/api/")
}

async fn show(request: &HttpRequest, problem: &Problem) -> Result<HttpResponse, Problem> {
    let mut frame = Frame::of_the_program(request);
    if let Some(state) = request.app_data::<Data<State>>() {
        frame = frame.of_office(&state.catalogue().await.office);
    }
    let (title, text) = words(frame.words, problem.kind());
    Page::new().refused(problem).show(&frame, &ProblemPage { frame: &frame, title, text })
}

fn words(words: &Words, kind: Kind) -> (&str, &str) {
    let problems = &words.problems;
    let found = match kind {
        Kind::NotFound => return (&words.errors.not_found, &problems.not_found),
        Kind::Forbidden => &problems.forbidden,
        Kind::TooLarge => &problems.too_large,
        Kind::Timeout => &problems.slow,
        Kind::Unavailable => &problems.unavailable,
        _ => &problems.other,
    };
    (&found.title, &found.text)
}
