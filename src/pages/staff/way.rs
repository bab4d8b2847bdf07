//! Who is signed in, and the way back into the console, on pages and documents that stand outside it.

use actix_web::HttpResponse;
use actix_web::body::MessageBody;
use actix_web::http::header::{self, HeaderValue};
use askama::Template;

use crate::access::{Account, Right};
use crate::pages::shared::{Frame, Staff};
use crate::pages::staff::session::Visitor;
use crate::pages::staff::words::Words;
use crate::survey::codes::Language;

#[derive(Template)]
#[template(path = "staff/way.html", config = "src/pages/askama.toml")]
struct WayBack<'a> {
    words: &'static Words,
    language: &'a Language,
    survey: &'a str,
    period: &'a str,
    /// Whether they issue reviews, and come from there.
    at_desk: bool,
}

/// Who somebody is: their name and role, or their name alone where it says the role already.
pub fn who(account: &Account, words: &Words) -> String {
    let role = words.role(account.role);
    if account.name.to_lowercase() == role.to_lowercase() {
        return account.name.clone();
    }
    words.signed_in.replace("{name}", &account.name).replace("{role}", role)
}

/// A page outside the console, with who is signed in with an account and their way back.
pub fn with_staff(frame: Frame, visitor: &Visitor) -> Frame {
    let words = Words::of(&frame.words.language);
    frame.for_staff(match visitor {
        Visitor::Account(account) => Some(Staff { who: who(account, words), console: &words.console }),
        Visitor::Key(_) => None,
    })
}

/// A document of a review's period as it is read in a session, which nothing keeps beyond it. Above what was issued, and not
/// on paper, somebody with an account has the way back and how to print it.
pub fn read_in_session(answer: HttpResponse, visitor: &Visitor, survey: &str, period: &str) -> HttpResponse {
    let is_page =
        answer.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let way = match visitor {
        Visitor::Account(account) if is_page => {
            let words = Words::of(&account.language);
            let (language, at_desk) = (&account.language, account.may(Right::IssueReviews));
            WayBack { words, language, survey, period, at_desk }.render().ok()
        }
        _ => None,
    };
    let mut answer = answer.map_body(|_, body| match way {
        Some(way) => body.try_into_bytes().map_or_else(|body| body, |document| below(&way, &document).boxed()),
        None => body,
    });
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer.headers_mut().remove(header::ETAG);
    answer
}

/// A document with something put at the beginning of what is seen of it.
fn below(above: &str, document: &[u8]) -> Vec<u8> {
    let body = document.windows(5).position(|tag| tag == b"<body").unwrap_or_default();
    let start = document[body..].iter().position(|byte| *byte == b'>').map_or(0, |end| body + end + 1);
    [&document[..start], above.as_bytes(), &document[start..]].concat()
}
