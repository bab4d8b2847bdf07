//! What programs ask of every website: what they may index, and its icon.

use actix_web::HttpResponse;
use actix_web::http::header;

/// Pages may be found. What belongs to one visit or to a wall says `noindex` itself, which a program that may not look
/// would not see.
const ROBOTS: &str = "User-agent: *\nDisallow: /api/\nDisallow: /embed/\n";

/// `GET /robots.txt`
pub async fn get_robots() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "public, max-age=86400"))
        .content_type("text/plain; charset=utf-8")
        .body(ROBOTS)
}

/// `GET /favicon.ico`, which browsers ask for where a page names no icon.
pub async fn get_icon() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "public, max-age=86400"))
        .content_type("image/svg+xml")
        .body(include_str!("shared/icon.svg"))
}
