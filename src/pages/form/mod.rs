//! The form that a resident fills in, on a page of its own (`/s`) or in a frame of another website (`/embed`).
//!
//! It goes by steps of one screen, and is one form all the way: its buttons say what to do next, and hidden fields bring
//! the answers of other steps along, so that nothing is kept between two steps, here or in the browser.
//! It works without JavaScript; `form.js` adds patience with a bad connection, and nothing that the form needs.

mod entry;
mod steps;
mod surveys;
mod departments;
mod page;
mod thanks;

pub use departments::get_departments;
pub use entry::{draft as read_draft, field};
pub use page::{get_form, post_form};
pub use surveys::get_surveys;
pub use thanks::{get_forgetting, get_thanks};
