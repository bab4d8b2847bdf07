//! `/console/actions`: what the office does about what it found, one form each, and signals that nothing is done about.
//!
//! What may be written is decided by the API's own function, which reads the form as the body that it would be. Heads of
//! departments look after the actions of their own.

mod words;
mod list;
mod entry;
mod table;

pub use entry::{get_action, get_new_action, post_action, post_changes, post_delete};
pub use list::get_actions;
pub use table::{get_file, get_table, post_table};
