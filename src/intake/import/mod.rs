//! Historical responses from a file: through the same checks, into a lot that waits until it is confirmed.
//!
//! One response a row: `collected_on`, `department`, if the office likes `id` and `language`, then a column per question
//! code. What people and other tools write instead is read where it can mean one thing only; all else is refused by
//! line, and never read as something else.
//!
//! [`examine`] reads a file whole and stores nothing; [`store`] decides whether it is new and writes its rows down. A row
//! is known by its lot and its line, or by the id that the office gave it; so what was cut short goes on where it ended.

mod row;
mod failure;
mod cells;
mod letters;
mod text;
mod workbook;
mod table;
mod vocabulary;
mod columns;
mod template;
mod examine;
mod store;

pub use columns::{InvalidMapping, Mapping};
pub use examine::{Examined, Rules, Target, examine};
pub use failure::{ColumnFault, Failure, Misfit, Unreadable};
pub use letters::decode;
pub use row::{Broken, Row, Unread};
pub use store::{Doubt, Report, store};
pub use table::{Source, Table};
pub use template::template;
pub use workbook::{is_workbook, read_sheet};
