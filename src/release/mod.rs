//! The release: once a night, pending responses become blocks, and periods that ended are closed.
//!
//! [`run`] is one tick, [`run_nightly`] one that is done once a day; [`Schedule`] says when the next one is due, and
//! [`Leap`] whether its day may be believed; [`reopen`] sets the calendar back after one on a wrong day. What may leave
//! is decided by `survey::disclosure` alone, and rows are moved by `storage::release`. Nothing here can be asked for by
//! a request.

mod schedule;
mod guard;
mod classify;
mod arrivals;
mod tick;
mod reopen;
mod upgrade;

pub use arrivals::COUNTED_DAYS;
pub use guard::{Hold, Leap, Until, Vigil};
pub use reopen::{Refused, reopen};
pub use schedule::Schedule;
pub use tick::{AUDIT_YEARS, Failure, Policy, RECEIPT_DAYS, Report, run, run_nightly};
pub use upgrade::bring_up_to_date;
