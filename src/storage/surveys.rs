//! Surveys, their drafts, and their published versions, which never change.

use diesel::prelude::*;
use jiff::civil::Date;

use crate::storage::catalogue::advance_revision;
use crate::storage::departments::list_departments;
use crate::storage::dialect::Session;
use crate::storage::error::Error;
use crate::storage::fieldwork::list_fieldwork;
use crate::storage::schema::{surveys, versions};
use crate::survey::codes::SurveySlug;
use crate::survey::questionnaire::{Questionnaire, Version};
use crate::survey::standard;

/// The slugs of all surveys.
///
/// # Errors
/// When the database is not available, or a slug cannot be read.
pub fn list_surveys(session: &mut Session) -> Result<Vec<SurveySlug>, Error> {
    let rows: Vec<String> = surveys::table.select(surveys::slug).order(surveys::slug).load(session)?;
    rows.into_iter().map(|slug| slug.parse().map_err(|_| Error::Corrupt { what: "survey" })).collect()
}

/// Writes a new survey with its first draft.
///
/// # Errors
/// `Conflict` when there is a survey of that slug; otherwise when the database is not available.
pub fn insert_survey(
    session: &mut Session,
    slug: &SurveySlug,
    draft: &Questionnaire,
    created_on: Date,
) -> Result<(), Error> {
    let row = (
        surveys::slug.eq(slug.as_str()),
        surveys::draft.eq(json(draft)?),
        surveys::created_on.eq(created_on.to_string()),
    );
    diesel::insert_into(surveys::table).values(row).execute(session)?;
    advance_revision(session)
}

/// Replaces a survey's draft; false: there is no such survey.
///
/// # Errors
/// When the database is not available.
pub fn replace_draft(session: &mut Session, slug: &SurveySlug, draft: &Questionnaire) -> Result<bool, Error> {
    let survey = surveys::table.find(slug.as_str());
    Ok(diesel::update(survey).set(surveys::draft.eq(json(draft)?)).execute(session)? == 1)
}

/// A survey's draft, if it has one.
///
/// # Errors
/// When the database is not available, or the draft cannot be read.
pub fn find_draft(session: &mut Session, slug: &SurveySlug) -> Result<Option<Questionnaire>, Error> {
    let draft: Option<Option<String>> =
        surveys::table.find(slug.as_str()).select(surveys::draft).first(session).optional()?;
    draft.flatten().map(|text| read(&text, "draft")).transpose()
}

/// Writes a version that was just published; the draft it was made from is used up.
///
/// # Errors
/// `Conflict` when another process published the same number first; otherwise when the database is not available.
pub fn insert_version(session: &mut Session, version: &Version) -> Result<(), Error> {
    let row = (
        versions::survey.eq(version.survey.as_str()),
        versions::number.eq(i32::try_from(version.number).map_err(|_| Error::Corrupt { what: "version" })?),
        versions::questionnaire.eq(json(&version.questionnaire)?),
        versions::departments.eq(json(&version.departments)?),
        versions::published_on.eq(version.published_on.to_string()),
    );
    diesel::insert_into(versions::table).values(row).execute(session)?;
    let survey = surveys::table.find(version.survey.as_str());
    diesel::update(survey).set(surveys::draft.eq(None::<String>)).execute(session)?;
    advance_revision(session)
}

/// All published versions of all surveys, by survey and number, as they are asked now.
///
/// # Errors
/// When the database is not available, or a version cannot be read.
pub fn list_versions(session: &mut Session) -> Result<Vec<Version>, Error> {
    let (fieldwork, known) = (list_fieldwork(session)?, list_departments(session)?);
    let rows: Vec<(String, i32, String, String, String)> =
        versions::table.order((versions::survey, versions::number)).load(session)?;
    rows.into_iter()
        .map(|(survey, number, questionnaire, departments, published_on)| {
            let mut questionnaire = read(&questionnaire, "version")?;
            if survey == standard::SURVEY {
                standard::mark(&mut questionnaire);
            }
            let version = Version {
                survey: survey.parse().map_err(|_| Error::Corrupt { what: "version" })?,
                number: u32::try_from(number).map_err(|_| Error::Corrupt { what: "version" })?,
                questionnaire,
                departments: read(&departments, "version")?,
                published_on: published_on.parse().map_err(|_| Error::Corrupt { what: "version" })?,
            };
            let set = fieldwork.iter().find(|(survey, _)| *survey == version.survey);
            Ok(version.asking(set.map_or(&[], |(_, set)| &set.departments), &known))
        })
        .collect()
}

fn json(value: &impl serde::Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|_| Error::Corrupt { what: "questionnaire" })
}

fn read<T: serde::de::DeserializeOwned>(text: &str, what: &'static str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|_| Error::Corrupt { what })
}
