//! What is set about surveys: where their forms may be shown, and how.

use diesel::prelude::*;

use crate::storage::catalogue::advance_revision;
use crate::storage::dialect::Session;
use crate::storage::error::Error;
use crate::storage::schema::survey_settings;
use crate::survey::codes::SurveySlug;
use crate::survey::settings::SurveySettings;

/// The settings of all surveys for which something was set.
///
/// # Errors
/// When the database is not available, or settings cannot be read.
pub fn list_settings(session: &mut Session) -> Result<Vec<(SurveySlug, SurveySettings)>, Error> {
    let rows: Vec<(String, String)> = survey_settings::table.order(survey_settings::survey).load(session)?;
    rows.into_iter()
        .map(|(survey, settings)| Some((survey.parse().ok()?, serde_json::from_str(&settings).ok()?)))
        .collect::<Option<_>>()
        .ok_or(Error::Corrupt { what: "settings of a survey" })
}

/// Writes a survey's settings, new or changed.
///
/// # Errors
/// When the database is not available.
pub fn upsert_settings(session: &mut Session, survey: &SurveySlug, settings: &SurveySettings) -> Result<(), Error> {
    let text = serde_json::to_string(settings).map_err(|_| Error::Corrupt { what: "settings of a survey" })?;
    let columns = survey_settings::settings.eq(text);
    let changed = diesel::update(survey_settings::table.find(survey.as_str())).set(columns.clone()).execute(session)?;
    if changed == 0 {
        let row = (survey_settings::survey.eq(survey.as_str()), columns);
        diesel::insert_into(survey_settings::table).values(row).execute(session)?;
    }
    advance_revision(session)
}
