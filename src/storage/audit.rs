//! What administrators and analysts did, kept for two years. Never what respondents do.

use diesel::prelude::*;
use uuid::Uuid;

use crate::storage::dialect::Session;
use crate::storage::error::Error;
use crate::storage::schema::audit;

/// Something that someone with a key did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When, in seconds since 1970.
    pub at: i64,
    /// The entry's own id.
    pub id: Uuid,
    /// The id of the key, `command line`, or `pairing code`.
    pub actor: String,
    /// What was done: `key.create`.
    pub action: String,
    /// To what: an id, a code, or a query.
    pub subject: String,
}

/// Writes an entry down.
///
/// # Errors
/// When the database is not available.
pub fn insert_entry(session: &mut Session, entry: &Entry) -> Result<(), Error> {
    let row = (
        audit::at.eq(entry.at),
        audit::id.eq(entry.id.as_bytes().to_vec()),
        audit::actor.eq(&entry.actor),
        audit::action.eq(&entry.action),
        audit::subject.eq(&entry.subject),
    );
    diesel::insert_into(audit::table).values(row).execute(session)?;
    Ok(())
}

/// The newest entries before a place in the log, newest first.
///
/// # Errors
/// When the database is not available, or an entry cannot be read.
pub fn list_entries(session: &mut Session, before: Option<(i64, Uuid)>, limit: i64) -> Result<Vec<Entry>, Error> {
    let (at, id) = before.unwrap_or((i64::MAX, Uuid::max()));
    let rows: Vec<(i64, Vec<u8>, String, String, String)> = audit::table
        .filter(audit::at.lt(at).or(audit::at.eq(at).and(audit::id.lt(id.as_bytes().to_vec()))))
        .order((audit::at.desc(), audit::id.desc()))
        .limit(limit)
        .load(session)?;
    rows.into_iter()
        .map(|(at, id, actor, action, subject)| {
            let id = Uuid::from_slice(&id).map_err(|_| Error::Corrupt { what: "audit entry" })?;
            Ok(Entry { at, id, actor, action, subject })
        })
        .collect()
}

/// Deletes entries older than a moment, in seconds since 1970.
///
/// # Errors
/// When the database is not available.
pub fn purge_entries(session: &mut Session, before: i64) -> Result<usize, Error> {
    Ok(diesel::delete(audit::table.filter(audit::at.lt(before))).execute(session)?)
}
