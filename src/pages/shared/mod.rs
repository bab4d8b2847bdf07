//! What all pages have in common.

mod assets;
mod words;
mod language;
mod frame;
mod page;
mod problem;
mod question;
pub mod lexicon;
mod gate;
mod word;

pub use assets::{get_asset, version as asset_version};
pub use frame::{Frame, Staff};
pub use gate::refuse_other_sites;
#[cfg(test)]
pub use lexicon::assert_same_parts;
pub(crate) use lexicon::translated;
pub use lexicon::{Lexicon, Translation};
pub use page::Page;
pub use problem::{answer_unknown, show_problems};
pub use question::{Filled, QuestionView, QuestionViews, has_faces};
pub use word::Word;
pub use words::{RecordWords, Words};
