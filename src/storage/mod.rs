//! The database. Takes and returns the types of `survey` and `access`; nothing above it knows SQL.
//!
//! Start with [`Storage`] in `connection`; `dialect` is the only file where the two databases differ.
//! Then one file per group of tables, named after what they hold. Decisions are not made here:
//! `survey` decides what a response may say and what may be released; this writes it down.

pub mod archive;
pub mod audit;
pub mod blocks;
pub mod catalogue;
mod connection;
pub mod departments;
mod dialect;
mod error;
pub mod health;
pub mod installation;
pub mod keys;
pub mod migrations;
pub mod release;
pub mod responses;
mod schema;
pub mod surveys;

pub use connection::{Session, Storage};
pub use dialect::ReleaseLock;
pub use error::Error;
