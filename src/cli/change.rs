//! What the command line changes: with an entry in the audit log, or not at all.

use std::fmt::Display;

use crate::access::Actor;
use crate::clock::Clock;
use crate::storage::audit::{Entry, insert_entry};
use crate::storage::{Error, Session, Storage};

/// Does something to something, and notes that it was done on the command line.
pub fn change<T>(
    storage: &Storage,
    clock: &Clock,
    action: &str,
    subject: impl Display,
    work: impl FnOnce(&mut Session) -> Result<T, Error>,
) -> Result<T, Error> {
    let entry = Entry::new(clock.now().timestamp().as_second(), Actor::CommandLine, action, subject.to_string());
    storage.write(|session| {
        insert_entry(session, &entry)?;
        work(session)
    })
}
