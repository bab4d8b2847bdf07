//! The page with a link that is handed over to somebody, shown once.

use actix_web::HttpResponse;
use askama::Template;
use jiff::Timestamp;

use crate::access::{Account, Link, Secret};
use crate::http::{Kind, Problem};
use crate::pages::console::accounts::words::Words;
use crate::pages::console::layout::Layout;
use crate::pages::shared::Frame;
use crate::state::State;

#[derive(Template)]
#[template(path = "console/accounts/handover.html", config = "src/pages/askama.toml")]
struct LinkPage<'a> {
    frame: &'a Frame,
    layout: &'a Layout,
    words: &'static Words,
    account: &'a Account,
    url: String,
    until: String,
}

/// The page with a link, until a moment in seconds since 1970.
pub fn show_link(
    state: &State,
    layout: &Layout,
    account: &Account,
    secret: &Secret,
    expires_at: i64,
) -> Result<HttpResponse, Problem> {
    let zone = state.clock.now().time_zone().clone();
    let until = Timestamp::from_second(expires_at).map_err(|_| Problem::new(Kind::Internal))?.to_zoned(zone);
    let page = LinkPage {
        frame: &layout.frame,
        layout,
        words: Words::of(&layout.frame.words.language),
        account,
        url: Link::url(&state.config.public_url(), secret),
        until: layout.moment(&until),
    };
    layout.show(&page)
}
