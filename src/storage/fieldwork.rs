//! When surveys ask, and about whom.

use diesel::prelude::*;

use crate::storage::catalogue::advance_revision;
use crate::storage::dialect::Session;
use crate::storage::error::Error;
use crate::storage::schema::fieldwork;
use crate::survey::codes::SurveySlug;
use crate::survey::fieldwork::{Fieldwork, OPEN};

/// The fieldwork of all surveys for which something was set.
///
/// # Errors
/// When the database is not available, or fieldwork cannot be read.
pub fn list_fieldwork(session: &mut Session) -> Result<Vec<(SurveySlug, Fieldwork)>, Error> {
    let rows: Vec<(String, String)> = fieldwork::table.order(fieldwork::survey).load(session)?;
    rows.into_iter()
        .map(|(survey, document)| Some((survey.parse().ok()?, serde_json::from_str(&document).ok()?)))
        .collect::<Option<_>>()
        .ok_or(Error::Corrupt { what: "fieldwork of a survey" })
}

/// The fieldwork of a survey; where nothing was set, it asks without an end.
///
/// # Errors
/// When the database is not available, or it cannot be read.
pub fn load_fieldwork(session: &mut Session, survey: &SurveySlug) -> Result<Fieldwork, Error> {
    let found = list_fieldwork(session)?.into_iter().find(|(known, _)| known == survey);
    Ok(found.map_or_else(|| OPEN.clone(), |(_, fieldwork)| fieldwork))
}

/// Writes a survey's fieldwork, new or changed.
///
/// # Errors
/// When the database is not available.
pub fn upsert_fieldwork(session: &mut Session, survey: &SurveySlug, set: &Fieldwork) -> Result<(), Error> {
    let text = serde_json::to_string(set).map_err(|_| Error::Corrupt { what: "fieldwork of a survey" })?;
    let columns = fieldwork::document.eq(text);
    let changed = diesel::update(fieldwork::table.find(survey.as_str())).set(columns.clone()).execute(session)?;
    if changed == 0 {
        diesel::insert_into(fieldwork::table)
            .values((fieldwork::survey.eq(survey.as_str()), columns))
            .execute(session)?;
    }
    advance_revision(session)
}
