//! The release: once a night, pending responses become blocks, and periods that ended are closed.
//!
//! [`run`] is one tick, [`run_nightly`] one that is done once a day; [`Schedule`] says when the next one is due. What may leave is decided by
//! `survey::disclosure` alone, and rows are moved by `storage::release`. Nothing here can be asked for by a request.

mod schedule;
mod classify;
mod tick;
mod upgrade;

pub use schedule::Schedule;
pub use tick::{Failure, Policy, Report, run, run_nightly};
pub use upgrade::bring_up_to_date;
