//! What a person sees: pages, their styles and scripts, all of them part of the program.
//!
//! [`routes`] is the table of pages. A page is a folder: its handler, its template beside it, and what the browser
//! runs. Pages decide nothing about responses: they go through the same reception as every other way in.
//! `shared` holds what all pages have: the frame, the words, the look, and a question as every form shows it.

mod shared;
mod record;
mod form;
mod embed;
mod poster;
mod paper;
mod statement;
mod kiosk;
mod public;
mod staff;
mod dashboard;
mod register;
mod console;
mod robots;

pub use console::TABLE as CONSOLE;
pub use shared::{asset_version, show_problems};

use actix_web::middleware::Compress;
use actix_web::web::{ServiceConfig, get, post, redirect, scope};

/// The table of pages. A comment names the URL of each line.
pub fn routes(config: &mut ServiceConfig) {
    let pages = scope("")
        .wrap(Compress::default())
        .route("/", get().to(form::get_surveys))
        .route("/s/{survey}", get().to(form::get_departments))
        .route("/s/{survey}/record", get().to(record::get_record))
        .route("/s/{survey}/{department}", get().to(form::get_form))
        .route("/s/{survey}/{department}", post().to(form::post_form))
        .route("/s/{survey}/{department}/thanks", get().to(form::get_thanks))
        .route("/s/{survey}/{department}/poster", get().to(poster::get_poster))
        .route("/s/{survey}/{department}/paper", get().to(paper::get_paper))
        .route("/forget.css", get().to(form::get_forgetting))
        .route("/deklaracja-dostepnosci", get().to(statement::get_statement))
        .route("/rejestr-czynnosci", get().to(register::get_register))
        .route("/robots.txt", get().to(robots::get_robots))
        .route("/favicon.ico", get().to(robots::get_icon))
        .route("/embed/{survey}", get().to(form::get_departments))
        .route("/embed/{survey}/{department}", get().to(form::get_form))
        .route("/embed/{survey}/{department}", post().to(form::post_form))
        .route("/embed/{survey}/{department}/thanks", get().to(form::get_thanks))
        .route("/embed.js", get().to(embed::get_loader))
        .route("/snippets/{survey}", get().to(embed::get_snippets))
        .route("/kiosk", get().to(kiosk::get_kiosk))
        .route("/kiosk/guide", get().to(kiosk::get_guide))
        .route("/kiosk/worker.js", get().to(kiosk::get_worker))
        .route("/kiosk/manifest.webmanifest", get().to(kiosk::get_manifest))
        .route("/kiosk/screens/{survey}", get().to(kiosk::get_screens))
        .route("/wyniki", get().to(public::get_surveys))
        .route("/wyniki/catalog.jsonld", get().to(public::get_catalogue))
        .route("/wyniki/{survey}", get().to(public::get_latest))
        .route("/wyniki/{survey}/{period}/plakat", get().to(public::get_lobby))
        .route("/wyniki/{survey}/{period:[^.]+}", get().to(public::get_period))
        .route("/wyniki/{survey}/{file}", get().to(public::get_file))
        .route("/results", get().to(dashboard::get_surveys))
        .route("/results", post().to(dashboard::post_sign_in))
        .route("/results/sign-out", post().to(dashboard::post_sign_out))
        .route("/results/{survey}", get().to(dashboard::get_board))
        .route("/results/{survey}/download", get().to(dashboard::get_download))
        .route("/results/{survey}/comments", get().to(dashboard::get_comments))
        .route("/results/{survey}/review/{period}", get().to(dashboard::get_review))
        .route("/results/{survey}/review/{period}/departments/{code}", get().to(dashboard::get_department_review))
        .route("/results/{survey}/review/{period}/lobby", get().to(dashboard::get_lobby))
        .route("/results/{survey}/review/{period}/minutes/{edition}", get().to(dashboard::get_minutes))
        .service(redirect("/login", "/console"))
        .service(redirect("/admin", "/console"))
        .service(redirect("/paper", "/console/paper"))
        .route("/console/sign-in", get().to(staff::get_sign_in))
        .route("/console/sign-in", post().to(staff::post_sign_in))
        .route("/console/sign-out", post().to(staff::post_sign_out))
        .route("/console/link/{secret}", get().to(staff::get_link))
        .route("/console/link/{secret}", post().to(staff::post_link))
        .configure(console::routes)
        .route("/assets/{version}/{name:.+}", get().to(shared::get_asset));
    config.service(pages);
}
