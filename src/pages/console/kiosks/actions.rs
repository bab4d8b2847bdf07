//! `POST /console/kiosks/{kiosk}/pairing` and `…/revoke`: new words for a tablet, and the end of a kiosk.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use crate::http::{Problem, kiosks};
use crate::kiosk::Kiosk;
use crate::pages::console::kiosks::pairing::show_pairing;
use crate::pages::console::layout::{Layout, go_telling};
use crate::pages::console::person::{Form, Person};
use crate::state::State;

/// A button: nothing but the token is sent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pressed {}

/// `POST /console/kiosks/{kiosk}/pairing`: new words, and no others.
pub async fn post_pairing(
    request: HttpRequest,
    state: Data<State>,
    form: Form<Pressed>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let kiosk = covered(&state, &form.person, &id).await?;
    let layout = Layout::new(&request, &state, &form.person).await?;
    let pairing = kiosks::open_again(&state, &form.person, &id).await?;
    show_pairing(&request, &state, &layout, (kiosk.id, &kiosk.settings.name), &pairing)
}

/// `POST /console/kiosks/{kiosk}/revoke`
pub async fn post_revoke(state: Data<State>, form: Form<Pressed>, id: Path<String>) -> Result<HttpResponse, Problem> {
    let kiosk = covered(&state, &form.person, &id).await?;
    kiosks::revoke(&state, &form.person, &id).await?;
    Ok(go_telling(&format!("/console/kiosks/{}", kiosk.id), "revoked"))
}

/// A kiosk that an address names, of a department that is somebody's.
async fn covered(state: &Data<State>, person: &Person, id: &str) -> Result<Kiosk, Problem> {
    let (kiosk, _) = kiosks::find(state, id).await?;
    person.require(kiosk.settings.department.as_ref())?;
    Ok(kiosk)
}
