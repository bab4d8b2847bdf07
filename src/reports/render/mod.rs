//! Reports as people read them: on a screen, as a document to print, as a workbook. What is in them is decided in
//! `survey::report`; nothing is added here but words, typography and ink, so that the same report is always the same bytes.

mod words;
mod speech;
mod sheet;
mod draw;
mod csv;
mod seal;
mod html;
mod page;
mod lobby;
mod screen;
mod xlsx;

pub use html::{policy, write as write_html};
pub use lobby::{Addresses, write as write_lobby};
pub use page::write as write_page;
pub use screen::{Downloads, Setting, Ways, show, show_lead};
pub use seal::Seal;
pub use speech::{Said, Speech, fill};
pub use words::Words;
pub use xlsx::{write as write_xlsx, write_page as write_page_xlsx};
