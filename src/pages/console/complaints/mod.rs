//! `/console/complaints`: complaints and motions, by quarter and department: a quarter's form, and a table.

mod words;
mod quarter;
mod table;

pub use quarter::{get_complaints, post_complaints};
pub use table::{get_file, get_table, post_table};
