//! `/console/targets`: the shares of positive answers that the office has set itself, and whether they were reached.

mod words;
mod list;
mod table;

pub use list::{get_targets, post_delete, post_target};
pub use table::{get_file, get_table, post_table};
