//! `/console/accounts`: who may use the console, and how they get in.

mod words;
mod list;
mod handover;
mod entry;
mod link;

pub use entry::{get_account, get_new_account, post_account, post_changes};
pub use link::{post_disable, post_enable, post_link};
pub use list::get_accounts;
