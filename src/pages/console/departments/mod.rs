//! `/console/departments`: what the departments are called, where they are, and whether forms offer them.

mod words;
mod list;
mod typed;
mod asked;
mod entry;
mod days;

pub use days::post_days;
pub use entry::{get_department, get_new_department, post_changes, post_department};
pub use list::get_departments;
