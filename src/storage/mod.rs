//! The database. Takes and returns the types of `survey`, `access` and `kiosk`; nothing above it knows SQL.
//!
//! Start with [`Storage`] in `connection`; `dialect` is the only file where the two databases differ
//! (`postgres` helps it), `rows` are what comes in, and `file` knows how the file of the embedded one is made, `copy` how it is copied.
//! Then one file per group of tables, named after what they hold. Decisions are not made here:
//! `survey` decides what a response may say and what may be released; this writes it down.

mod error;
mod schema;
pub mod file;
mod rows;
mod postgres;
mod dialect;
mod connection;
pub mod migrations;
pub mod audit;
pub mod catalogue;
pub mod departments;
pub mod fieldwork;
pub mod surveys;
pub mod settings;
pub mod office;
pub mod reviews;
pub mod minutes;
pub mod keys;
pub mod accounts;
pub mod sessions;
pub mod kiosks;
pub mod blocks;
pub mod release;
pub mod old_blocks;
pub mod days;
pub mod calendar;
pub mod classes;
pub mod records;
pub mod responses;
pub mod batches;
pub mod lots;
pub mod forms;
pub mod kept;
pub mod comments;
pub mod visits;
pub mod targets;
pub mod actions;
pub mod complaints;
pub mod installation;
pub mod archive;
pub mod copy;
pub mod health;

pub use connection::{Session, Storage};
pub use dialect::ReleaseLock;
pub use error::Error;
