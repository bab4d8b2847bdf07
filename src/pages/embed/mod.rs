//! The form on other websites: the script that puts it there, and the page that tells web editors what to paste.
//!
//! `embed.js` runs in the other website's page, `frame.js` in the form inside it. They speak by messages, and each
//! believes only the other one: the loader this service's origin and its own frame, the frame the websites that the
//! survey names.

mod loader;
mod snippet;
mod words;
mod snippets;

pub use loader::get_loader;
pub use snippet::{Kind, Snippet};
pub use snippets::get_snippets;
