//! Who sits before the browser: one sign-in and one session for console and dashboard.
//!
//! `session` knows the cookie, `door` the form that takes a password and the way out, `link` the page where somebody
//! chooses one.

mod words;
mod session;
mod door;
mod link;

pub use door::{get_sign_in, go, is_ours, post_sign_in, post_sign_out, with_cookies};
pub use link::{get_link, post_link};
pub use session::{Visit, Visitor, close, open};
