//! `/console/comments`: what residents wrote is read, one comment after the other, and something is decided about each.
//!
//! A comment stands here with its question, department and quarter, as everywhere: nothing here knows more of it. What is
//! struck out of it is gone for good, so it is shown once more before it is done; all else can be taken back.

mod words;
mod shown;
mod next;
mod decide;
mod decided;

pub use decide::{post_comment, post_undo};
pub use decided::get_decided;
pub use next::get_comments;
