//! `/console/keys`: the keys of programs and of readers without an account. A secret is shown once.

mod words;
mod list;
mod entry;

pub use entry::{get_new_key, post_key};
pub use list::{get_keys, post_revoke};
