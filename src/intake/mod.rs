//! The way in: everything that is accepted passes through the one writer of this process.
//!
//! [`Intake`] is the bounded queue that handlers put submissions into; `writer` commits whatever waits, together,
//! and `keeper` keeps the log short in which it was committed.
//! Nothing here checks an answer (that is `survey::response`) or knows SQL (that is `storage::responses`).

mod queue;
mod writer;
mod keeper;
pub mod import;
pub mod sheet;
pub mod visits;
pub mod complaints;

pub use keeper::{EMPTIED_EVERY, Keeper};
pub use queue::{Intake, Refused};
pub use writer::Writer;
