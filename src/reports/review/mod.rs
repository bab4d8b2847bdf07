//! A review as files: a document to read and print, and a workbook. What is in it is decided in `survey::review`;
//! nothing is added here but words, typography and ink, so that the same review is always the same bytes.

mod words;
mod speech;
mod sheet;
mod draw;
mod csv;
mod seal;
mod html;
mod xlsx;

pub use html::{Links, write as write_html};
pub use seal::Seal;
pub use speech::Speech;
pub use words::Words;
pub use xlsx::write as write_xlsx;
