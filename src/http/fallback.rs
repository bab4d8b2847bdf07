//! What is answered where nothing is: 404, or 405 where another method would have found something.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use utoipa::openapi::OpenApi;
use utoipa::openapi::path::PathItem;

use crate::http::problem::{Kind, Problem};

/// Answers a request that no route took.
pub async fn answer_unknown(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let allowed = request.app_data::<Data<OpenApi>>().map(|document| allowed_methods(document, request.path()));
    match allowed {
        Some(methods) if !methods.is_empty() => Err(Problem::wrong_method(methods.join(", "))),
        _ => Err(Problem::new(Kind::NotFound)),
    }
}

fn allowed_methods(document: &OpenApi, path: &str) -> Vec<&'static str> {
    // What is written out goes before what has a place for anything.
    let found = document.paths.paths.iter().filter(|(pattern, _)| matches(pattern, path));
    let closest = found.min_by_key(|(pattern, _)| pattern.matches('{').count());
    closest.map(|(_, item)| methods(item)).unwrap_or_default()
}

fn matches(pattern: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (pattern.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(wanted), Some(given)) if wanted == given || wanted.starts_with('{') && !given.is_empty() => {}
            _ => return false,
        }
    }
}

fn methods(item: &PathItem) -> Vec<&'static str> {
    let known = [
        ("GET", item.get.is_some()),
        ("HEAD", item.get.is_some()),
        ("PUT", item.put.is_some()),
        ("POST", item.post.is_some()),
        ("PATCH", item.patch.is_some()),
        ("DELETE", item.delete.is_some()),
    ];
    known.into_iter().filter(|(_, there)| *there).map(|(name, _)| name).collect()
}
