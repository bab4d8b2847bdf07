//! What all pages have in common.

mod assets;
mod words;
mod language;
mod frame;
mod page;
mod question;

pub use assets::get_asset;
pub use frame::Frame;
pub use page::{Page, answer_unknown};
pub use question::{Filled, QuestionView, QuestionViews};
