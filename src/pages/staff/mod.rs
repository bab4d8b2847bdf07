//! Who sits before the browser: one sign-in and one session for console and dashboard.
//!
//! `session` knows the cookie, `door` the form that takes a password and the way out, `link` the page where somebody
//! chooses one, `way` what pages outside the console say of who is signed in.

mod words;
mod session;
mod door;
mod link;
mod way;

pub use door::{get_sign_in, go, is_ours, post_sign_in, post_sign_out, with_cookies};
pub use link::{get_link, post_link};
pub use session::{Visit, Visitor, close, open};
pub use way::{read_in_session, who, with_staff};
pub use words::Words;
