//! `/console/reviews`: the management review is prepared, issued and corrected.

mod words;
mod list;
mod desk;
mod meeting;

pub use desk::{get_desk, post_issue};
pub use list::get_reviews;
pub use meeting::{get_meeting, get_minutes, post_meeting};
