//! Reports as people read them: on a screen, as a document to print, as a workbook. What is in them is decided in
//! `survey::report`; nothing is added here but words, typography and ink, so that the same report is always the same bytes.

mod words;
mod speech;
mod sheet;
mod draw;
mod csv;
mod seal;
mod html;
mod screen;
mod xlsx;

pub use html::{Links, write as write_html};
pub use screen::{Downloads, Setting, Ways, show, show_lead};
pub use seal::Seal;
pub use speech::{Said, Speech, fill};
pub use words::Words;
pub use xlsx::write as write_xlsx;
