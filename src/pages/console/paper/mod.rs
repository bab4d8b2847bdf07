//! `/console/paper`: paper forms, typed with one key for each answer, and the batches in which they wait.
//!
//! `desk` lists the batches; `blank` leads to the form that is printed; `grid` is the page on which forms are typed, the only one of the console that needs a script;
//! `entry` takes what it sends: a form, the same form back, and a form that is typed a second time.

mod words;
mod desk;
mod blank;
mod grid;
mod entry;

pub use blank::get_blank;
pub use desk::{get_desk, post_confirm, post_take_back};
pub use entry::{post_check, post_form, post_undo};
pub use grid::get_grid;
