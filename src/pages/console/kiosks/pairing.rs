//! The page with the words that pair a tablet with a kiosk, shown once.

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use jiff::Timestamp;
use uuid::Uuid;

use crate::config::leads_only_here;
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
    lead: String,
    pairing: &'a PairingView,
    /// The address that pairs the tablet that opens it.
    url: String,
    /// Why there is no code to scan, and what to do about it.
    no_code: &'static str,
    until: String,
}

/// The page with a kiosk's new words.
pub fn show_pairing(
    request: &HttpRequest,
    state: &State,
    layout: &Layout,
    (id, name): (Uuid, &str),
    pairing: &PairingView,
) -> Result<HttpResponse, Problem> {
    let words = Words::of(&layout.frame.words.language);
    let at = pairing.expires_at.parse::<Timestamp>().unwrap_or_default();
    let at = at.to_zoned(state.clock.now().time_zone().clone());
    let (public, base) = (state.config.public_url(), base(request, state));
    let lead = if pairing.qr.is_some() { &words.pairing_lead } else { &words.pairing_lead_plain };
    let page = PairingPage {
        frame: &layout.frame,
        layout,
        words,
        id,
        title: words.pairing_title.replace("{name}", name),
        lead: lead.replace("{address}", &format!("{base}/kiosk")),
        pairing,
        no_code: if leads_only_here(&base) { &words.pairing_only_here } else { &words.pairing_no_code },
        url: pairing.url.replacen(&public, &base, 1),
        until: words.pairing_until.replace("{moment}", &layout.moment(&at)),
    };
    layout.show(&page)
}

/// Where a tablet reaches the service: at its public address, or else where this browser reached it.
fn base(request: &HttpRequest, state: &State) -> String {
    if !state.config.is_only_here() {
        return state.config.public_url();
    }
    let asked = request.connection_info();
    format!("{}://{}", asked.scheme(), asked.host())
}
