//! What residents' pages say in the office's own words: one document, or none as long as the standard one counts.

use diesel::prelude::*;

use crate::storage::catalogue::advance_revision;
use crate::storage::dialect::Session;
use crate::storage::error::Error;
use crate::storage::schema::office;
use crate::survey::office::Office;

/// The only row.
const ROW: i32 = 1;

/// The office's document, if there is one.
///
/// # Errors
/// When the database is not available, or the document cannot be read.
pub fn find_office(session: &mut Session) -> Result<Option<Office>, Error> {
    let text: Option<String> = office::table.find(ROW).select(office::document).first(session).optional()?;
    text.map(|text| serde_json::from_str(&text).map_err(|_| Error::Corrupt { what: "office" })).transpose()
}

/// Writes the office's document, new or changed.
///
/// # Errors
/// When the database is not available.
pub fn upsert_office(session: &mut Session, document: &Office) -> Result<(), Error> {
    let text = serde_json::to_string(document).map_err(|_| Error::Corrupt { what: "office" })?;
    let columns = office::document.eq(text);
    let changed = diesel::update(office::table.find(ROW)).set(columns.clone()).execute(session)?;
    if changed == 0 {
        diesel::insert_into(office::table).values((office::id.eq(ROW), columns)).execute(session)?;
    }
    advance_revision(session)
}
