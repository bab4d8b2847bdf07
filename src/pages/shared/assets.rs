//! The styles and scripts of the pages, embedded in the program.
//!
//! Their address holds a version made from all of them, so that a browser may keep them for good, and so that scripts
//! that import each other are always of one version.

use std::sync::LazyLock;

use actix_web::http::header;
use actix_web::web::Path;
use actix_web::{HttpResponse, Responder};
use sha2::{Digest, Sha256};

use crate::http::{Kind, Problem};
use crate::reports::charts;

/// A file that a browser loads.
struct Asset {
    name: &'static str,
    media_type: &'static str,
    body: &'static str,
}

macro_rules! assets {
    ($($name:literal)*) => {
        &[STYLE_OF_CHARTS, $(Asset { name: $name, media_type: media_type($name), body: include_str!(concat!("../", $name)) },)*]
    };
}

/// The style of charts lies beside what draws them.
const STYLE_OF_CHARTS: Asset =
    Asset { name: "shared/charts.css", media_type: media_type("shared/charts.css"), body: charts::STYLE };

/// All of them, by their place in `src/pages`.
const ASSETS: &[Asset] = assets! {
    "shared/base.css"
    "shared/question.css"
    "shared/report.css"
    "form/form.css"
    "form/form.js"
    "embed/frame.css"
    "embed/frame.js"
    "embed/snippets.css"
    "embed/snippets.js"
    "record/record.css"
    "poster/poster.css"
    "paper/paper.css"
    "statement/statement.css"
    "register/register.css"
    "shared/icon.svg"
    "review/layout-1.css"
    "kiosk/kiosk.css"
    "kiosk/main.js"
    "kiosk/clock.js"
    "kiosk/flags.js"
    "kiosk/guard.js"
    "kiosk/heartbeat.js"
    "kiosk/keeper.js"
    "kiosk/keys.js"
    "kiosk/pairing.js"
    "kiosk/power.js"
    "kiosk/screens.js"
    "kiosk/sender.js"
    "kiosk/session.js"
    "kiosk/staff.js"
    "kiosk/store.js"
    "kiosk/visit.js"
    "kiosk/watchdog.js"
    "kiosk/guide.css"
    "public/public.css"
    "dashboard/dashboard.css"
    "console/console.css"
    "console/comments/keys.js"
    "console/paper/grid.css"
    "console/paper/grid.js"
};

/// The style of charts, which is drawn with them.
const CHARTS: Asset = Asset { name: "charts/charts.css", media_type: media_type("charts.css"), body: charts::STYLE };

static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut digest = Sha256::new();
    for asset in ASSETS.iter().chain([&CHARTS]) {
        digest.update(asset.name);
        digest.update(asset.body);
    }
    digest.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
});

/// The version of all assets together: twelve hexadecimal digits.
pub fn version() -> &'static str {
    &VERSION
}

/// `GET /assets/{version}/{name}`
pub async fn get_asset(path: Path<(String, String)>) -> Result<impl Responder, Problem> {
    let (asked, name) = path.into_inner();
    let asset =
        ASSETS.iter().chain([&CHARTS]).find(|asset| asset.name == name).ok_or_else(|| Problem::new(Kind::NotFound))?;
    // A page that was loaded before an upgrade gets today's file, and does not keep it.
    let caching = if asked == version() { "public, max-age=31536000, immutable" } else { "no-cache" };
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, caching))
        .insert_header((header::VARY, "Accept-Encoding"))
        .content_type(asset.media_type)
        .body(asset.body))
}

const fn media_type(name: &str) -> &'static str {
    match name.as_bytes() {
        [.., b'.', b'c', b's', b's'] => "text/css; charset=utf-8",
        [.., b'.', b's', b'v', b'g'] => "image/svg+xml",
        _ => "text/javascript; charset=utf-8",
    }
}
