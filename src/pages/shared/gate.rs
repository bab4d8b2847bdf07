//! The one gate against forms of other websites: whatever changes something on account of who sits before the browser
//! comes from a page of this service. The pages for staff want a token in the form, too.

use actix_web::HttpRequest;

use crate::http::{Kind, Problem};
use crate::state::State;

/// Refuses a form that another website sent. A browser says where a form comes from: in one header, or, if it is old, in
/// another. A form that comes from nowhere was sent by no website.
///
/// # Errors
/// `Forbidden`, for a form of another website.
pub fn refuse_other_sites(request: &HttpRequest, state: &State) -> Result<(), Problem> {
    let header = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap_or("unreadable"));
    let own = match (header("sec-fetch-site"), header("origin")) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            origin == state.config.public_url() || host.is_some() && host == header("host")
        }
        (None, None) => true,
    };
    if own { Ok(()) } else { Err(Problem::new(Kind::Forbidden)) }
}
