//! Whether the database answers.

use diesel::prelude::*;
use diesel::sql_query;

use crate::storage::dialect::Session;
use crate::storage::error::Error;

/// Asks the database for an answer.
///
/// # Errors
/// When it gives none.
pub fn ping(session: &mut Session) -> Result<(), Error> {
    sql_query("SELECT 1").execute(session)?;
    Ok(())
}
