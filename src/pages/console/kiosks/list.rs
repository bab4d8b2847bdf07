//! `GET /console/kiosks`: all kiosks at a glance.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::http::Problem;
use crate::kiosk::{Contact, Kiosk};
use crate::pages::console::kiosks::shown::Shown;
use crate::pages::console::kiosks::words::Words;
use crate::pages::console::layout::Layout;
use crate::pages::console::person::Person;
use crate::pages::shared::Frame;
use crate::state::State;
use crate::storage::kiosks::list_kiosks;

#[derive(Template)]
#[template(path = "console/kiosks/list.html", config = "src/pages/askama.toml")]
struct ListPage<'a> {
    frame: &'a Frame,
    layout: &'a Layout,
    words: &'static Words,
    rows: Vec<Shown>,
}

/// `GET /console/kiosks`
pub async fn get_kiosks(request: HttpRequest, state: Data<State>, person: Person) -> Result<HttpResponse, Problem> {
    let layout = Layout::new(&request, &state, &person).await?;
    let words = Words::of(&layout.frame.words.language);
    let mut kiosks = state.read(list_kiosks).await?;
    kiosks.retain(|(kiosk, _)| person.require(kiosk.settings.department.as_ref()).is_ok());
    // Those in service first.
    kiosks.sort_by_key(|(kiosk, _)| (kiosk.revoked_on.is_some(), kiosk.settings.name.clone(), kiosk.id));
    let now = state.clock.now();
    let catalogue = state.catalogue().await;
    let shown =
        |(kiosk, contact): &(Kiosk, Option<Contact>)| Shown::new((kiosk, contact.as_ref()), &now, &layout, &catalogue);
    let rows = kiosks.iter().map(shown).collect();
    layout.show(&ListPage { frame: &layout.frame, layout: &layout, words, rows })
}
