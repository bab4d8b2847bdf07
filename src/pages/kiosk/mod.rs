//! The lobby kiosk, `/kiosk`: a page that opens without a network, and asks one question at a time.
//!
//! The server makes what residents see (`screens`); the scripts beside this file show it, keep what was answered, and
//! send it when there is a network. Start reading in `main.js`.

mod screens;

pub use screens::{first_screen, get_screens};

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::http::{Kind, Problem};
use crate::pages::shared::{Frame, Page, Words, asset_version};

/// What a tablet needs to open the kiosk without a network, beside the page itself.
const FILES: [&str; 21] = [
    "shared/icon.svg",
    "shared/base.css",
    "shared/question.css",
    "kiosk/kiosk.css",
    "kiosk/main.js",
    "kiosk/clock.js",
    "kiosk/flags.js",
    "kiosk/guard.js",
    "kiosk/heartbeat.js",
    "kiosk/keeper.js",
    "kiosk/keys.js",
    "kiosk/pairing.js",
    "kiosk/power.js",
    "kiosk/screens.js",
    "kiosk/sender.js",
    "kiosk/session.js",
    "kiosk/staff.js",
    "kiosk/store.js",
    "kiosk/visit.js",
    "kiosk/watchdog.js",
    "kiosk/guide.css",
];

#[derive(Template)]
#[template(path = "kiosk/kiosk.html", config = "src/pages/askama.toml")]
struct KioskPage<'a> {
    frame: &'a Frame,
    version: &'static str,
    /// Whoever stands before a kiosk that is out of use may speak any of them.
    languages: &'static [Words],
}

#[derive(Template)]
#[template(path = "kiosk/guide.html", config = "src/pages/askama.toml")]
struct GuidePage<'a> {
    frame: &'a Frame,
}

/// `GET /kiosk`
pub async fn get_kiosk(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let frame = Frame::in_polish(&request);
    Page::new().show(&frame, &KioskPage { frame: &frame, version: asset_version(), languages: Words::all() })
}

/// `GET /kiosk/guide`
pub async fn get_guide(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let frame = Frame::in_polish(&request);
    Page::new().show(&frame, &GuidePage { frame: &frame })
}

/// `GET /kiosk/worker.js`: it keeps the page itself, its guide and its files, under the version that they have now.
pub async fn get_worker() -> Result<HttpResponse, Problem> {
    let files = FILES.iter().map(|name| format!("/assets/{}/{name}", asset_version()));
    let pages = ["/kiosk", "/kiosk/guide", "/kiosk/manifest.webmanifest"].map(str::to_owned);
    let files: Vec<String> = pages.into_iter().chain(files).collect();
    let files = serde_json::to_string(&files).map_err(|_| Problem::new(Kind::Internal))?;
    let script = include_str!("worker.js").replace("{version}", asset_version()).replace("{files}", &files);
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        // What a worker fetches goes by the worker's own policy.
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; connect-src 'self'"))
        .insert_header(("service-worker-allowed", "/kiosk"))
        .content_type("text/javascript; charset=utf-8")
        .body(script))
}

/// `GET /kiosk/manifest.webmanifest`
pub async fn get_manifest() -> HttpResponse {
    let icon = serde_json::json!({
        "src": format!("/assets/{}/shared/icon.svg", asset_version()), "sizes": "any", "type": "image/svg+xml"
    });
    let manifest = serde_json::json!({
        "name": "Ankieta – kiosk", "short_name": "Ankieta", "lang": "pl", "start_url": "/kiosk", "scope": "/kiosk",
        "display": "fullscreen", "background_color": "#f4f6f8", "theme_color": "#0a4a82", "icons": [icon]
    });
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .content_type("application/manifest+json")
        .body(manifest.to_string())
}
