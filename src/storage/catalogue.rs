//! The revision of all that administrators look after: a number that grows with every change,
//! so that a process can ask cheaply whether what it remembers still holds.

use diesel::prelude::*;

use crate::storage::dialect::Session;
use crate::storage::error::Error;
use crate::storage::schema::catalogue;

/// The current revision.
///
/// # Errors
/// When the database is not available.
pub fn load_revision(session: &mut Session) -> Result<i64, Error> {
    Ok(catalogue::table.select(catalogue::revision).first(session)?)
}

/// Says that something changed; belongs in the same transaction as the change.
///
/// # Errors
/// When the database is not available.
pub fn advance_revision(session: &mut Session) -> Result<(), Error> {
    diesel::update(catalogue::table).set(catalogue::revision.eq(catalogue::revision + 1)).execute(session)?;
    Ok(())
}
