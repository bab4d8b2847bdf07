//! `/console/kiosks`: the office's tablets, how they are and what they show. The words that pair one are shown once.

mod words;
mod shown;
mod list;
mod pairing;
mod entry;
mod actions;
mod preview;

pub use actions::{post_pairing, post_revoke};
pub use entry::{get_kiosk, get_new_kiosk, post_changes, post_kiosk};
pub use list::get_kiosks;
pub use preview::{get_preview, post_preview};
