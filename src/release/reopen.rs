//! The way back from a tick that was run for a wrong day.

use jiff::civil::Date;

use crate::release::tick::Policy;
use crate::storage::audit::{Entry, insert_entry};
use crate::storage::calendar::{self, Reopened};
use crate::storage::{Error, Storage};

/// Why the calendar was not set back.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// Another process is running a release.
    #[error("another process is running a release")]
    Locked,
    /// No release is after today, and nothing waits for a day after it.
    #[error("there is nothing to reopen: no release was for a day after {today}")]
    Nothing {
        /// The day that was taken for today.
        today: Date,
    },
    /// More than one wrong day looks like a clock that is behind.
    #[error(
        "{releases} releases were for days after {today}, the last one for {last}; see whether the clock is behind, and \
         if it is not, say --yes"
    )]
    Many {
        /// How many.
        releases: usize,
        /// The day that was taken for today.
        today: Date,
        /// The day of the last of them.
        last: Date,
    },
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] Error),
}

/// Sets the calendar back to today after a tick for a later day, with an entry in the audit log. Blocks stay as they are.
///
/// `sure`: also when more than one tick was for a day after today.
///
/// # Errors
/// When another process runs a release, when there is nothing to reopen, when there is more than one such tick and the
/// caller is not sure, or when the database fails; then nothing was changed.
pub fn reopen(storage: &Storage, policy: &Policy, today: Date, sure: bool, entry: &Entry) -> Result<Reopened, Refused> {
    let lock = storage.try_lock_release()?.ok_or(Refused::Locked)?;
    let late = storage.read(|session| calendar::list_ticks_after(session, today))?;
    if let (false, [_, .., last]) = (sure, late.as_slice()) {
        return Err(Refused::Many { releases: late.len(), today, last: *last });
    }
    let mut session = storage.dedicated()?;
    session.take_your_time()?;
    let reopened = session.exclusively(|session| {
        let reopened = calendar::set_back(session, today, policy.close)?;
        if !reopened.is_nothing() {
            insert_entry(session, entry)?;
        }
        Ok(reopened)
    })?;
    drop(lock);
    if reopened.is_nothing() { Err(Refused::Nothing { today }) } else { Ok(reopened) }
}
