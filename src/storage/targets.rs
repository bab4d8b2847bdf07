//! The targets of each survey: one list, replaced as a whole.

use diesel::prelude::*;

use crate::storage::catalogue::advance_revision;
use crate::storage::dialect::Session;
use crate::storage::error::Error;
use crate::storage::schema::targets;
use crate::survey::codes::SurveySlug;
use crate::survey::target::Target;

/// The targets of a survey, in the order in which they were entered.
///
/// # Errors
/// When the database is not available, or they cannot be read.
pub fn list_targets(session: &mut Session, survey: &SurveySlug) -> Result<Vec<Target>, Error> {
    let text: Option<String> = targets::table.find(survey.as_str()).select(targets::list).first(session).optional()?;
    let read = |text: String| serde_json::from_str(&text).map_err(|_| Error::Corrupt { what: "target" });
    text.map_or(Ok(Vec::new()), read)
}

/// Writes the targets of a survey in place of those before.
///
/// # Errors
/// When the database is not available.
pub fn replace_targets(session: &mut Session, survey: &SurveySlug, list: &[Target]) -> Result<(), Error> {
    let text = serde_json::to_string(list).map_err(|_| Error::Corrupt { what: "target" })?;
    diesel::delete(targets::table.find(survey.as_str())).execute(session)?;
    let row = (targets::survey.eq(survey.as_str()), targets::list.eq(text));
    diesel::insert_into(targets::table).values(row).execute(session)?;
    advance_revision(session)
}
