//! `GET /console/kiosks/{kiosk}/preview` and `POST /console/kiosks/preview`: the first screen of a kiosk as it is, and as it
//! would be with what was typed. A still for a frame: it has no script, keeps nothing and sends nothing.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::http::{Problem, kiosks};
use crate::kiosk::Settings;
use crate::pages::console::kiosks::entry::Entry;
use crate::pages::console::kiosks::words::Words;
use crate::pages::console::layout::Layout;
use crate::pages::console::person::{Form, Person};
use crate::pages::kiosk::first_screen;
use crate::pages::shared::{Frame, Page};
use crate::state::State;

#[derive(Template)]
#[template(path = "console/kiosks/preview.html", config = "src/pages/askama.toml")]
struct PreviewPage<'a> {
    frame: &'a Frame,
    words: &'static Words,
    /// The kiosk's screens; none: the settings do not fit.
    screens: Option<String>,
}

/// `GET /console/kiosks/{kiosk}/preview`
pub async fn get_preview(
    request: HttpRequest,
    state: Data<State>,
    person: Person,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let (kiosk, _) = kiosks::find(&state, &id).await?;
    person.require(kiosk.settings.department.as_ref())?;
    show(&request, &state, &person, Ok(kiosk.settings)).await
}

/// `POST /console/kiosks/preview`: nothing is saved.
pub async fn post_preview(
    request: HttpRequest,
    state: Data<State>,
    form: Form<Entry>,
) -> Result<HttpResponse, Problem> {
    let Form { person, sent } = form;
    let settings = sent.named().body().settings(&state).await;
    show(&request, &state, &person, settings).await
}

/// The still; what does not fit makes it 422, and the form says what that is when it is saved.
async fn show(
    request: &HttpRequest,
    state: &Data<State>,
    person: &Person,
    settings: Result<Settings, Problem>,
) -> Result<HttpResponse, Problem> {
    let layout = Layout::new(request, state, person).await?;
    let words = Words::of(&layout.frame.words.language);
    let catalogue = state.catalogue().await;
    let drawn = settings.and_then(|settings| first_screen(request, &catalogue, &settings));
    let (frame, screens, status) = match drawn {
        Ok((frame, screens)) => (frame, Some(screens), StatusCode::OK),
        Err(_) => (layout.frame, None, StatusCode::UNPROCESSABLE_ENTITY),
    };
    let frame = Frame { framed: true, ..frame };
    Page::new().framed(&frame).status(status).show(&frame, &PreviewPage { frame: &frame, words, screens })
}
