//! `/console/visits`: how many people came, by month and department: a month's form, a year's list, and a table.

mod words;
mod month;
mod table;

pub use month::{get_visits, post_visits};
pub use table::{get_file, get_table, post_table};
