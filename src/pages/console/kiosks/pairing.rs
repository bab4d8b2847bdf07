//! The page with the words that pair a tablet with a kiosk, shown once.

use actix_web::HttpResponse;
use askama::Template;
use jiff::Timestamp;
use uuid::Uuid;

use crate::http::Problem;
use crate::http::kiosks::PairingView;
use crate::pages::console::kiosks::words::Words;
use crate::pages::console::layout::Layout;
use crate::pages::shared::Frame;
use crate::state::State;

#[derive(Template)]
#[template(path = "console/kiosks/pairing.html", config = "src/pages/askama.toml")]
struct PairingPage<'a> {
    frame: &'a Frame,
    layout: &'a Layout,
    words: &'static Words,
    id: Uuid,
    title: String,
    pairing: &'a PairingView,
    until: String,
}

/// The page with a kiosk's new words.
pub fn show_pairing(
    state: &State,
    layout: &Layout,
    (id, name): (Uuid, &str),
    pairing: &PairingView,
) -> Result<HttpResponse, Problem> {
    let words = Words::of(&layout.frame.words.language);
    let at: Timestamp = pairing.expires_at.parse().unwrap_or_default();
    let at = at.to_zoned(state.clock.now().time_zone().clone());
    let until = words.pairing_until.replace("{moment}", &at.strftime("%Y-%m-%d, %H:%M").to_string());
    let title = words.pairing_title.replace("{name}", name);
    layout.show(&PairingPage { frame: &layout.frame, layout, words, id, title, pairing, until })
}
