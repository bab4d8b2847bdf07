//! What one person said: checked against the published version before anything else sees it.
//!
//! [`check`] is the only way to a [`Response`], and reports every fault at once.
//! The id of a response is not here: it proves acceptance (a receipt) and is never kept beside the answers.

mod shape;
mod check;

pub use check::{Asking, EARLIEST, OLDEST_DAYS, Window, asked, booked_day, check, drop_unasked, is_asked, recent_day};
pub use shape::{Answer, Answers, Channel, Comment, Draft, Given, NOT_APPLICABLE, Response, UnknownChannel};
