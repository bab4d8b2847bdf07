//! Minutes of reviews as they were issued: inserted once, with everything that was handed out of them, and never changed.

use diesel::dsl::max;
use diesel::prelude::*;
use jiff::civil::Date;

use crate::storage::dialect::Session;
use crate::storage::error::Error;
use crate::storage::reviews::Document;
use crate::storage::schema::{minutes, minutes_documents};
use crate::survey::codes::SurveySlug;
use crate::survey::period::Period;

/// What is read of minutes that cannot be.
const CORRUPT: Error = Error::Corrupt { what: "minutes" };

/// Minutes that were issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedMinutes {
    /// The survey.
    pub survey: SurveySlug,
    /// The period that was reviewed.
    pub period: Period,
    /// Which edition of them.
    pub edition: u32,
    /// The edition of the review that the meeting had before it.
    pub review: u32,
    /// The day of the meeting.
    pub held_on: Date,
    /// The day they were issued.
    pub issued_on: Date,
    /// Why there is another edition than the first.
    pub reason: Option<String>,
    /// The version of the program that made them.
    pub software: String,
    /// The SHA-256 of their document in JSON, in hexadecimal digits.
    pub sha256: String,
}

/// Writes an edition with all its documents.
///
/// # Errors
/// `Conflict` when that edition was issued meanwhile; otherwise when the database is not available.
pub fn insert_minutes(session: &mut Session, issued: &IssuedMinutes, documents: &[Document]) -> Result<(), Error> {
    let row = MinutesRow::try_from(issued)?;
    diesel::insert_into(minutes::table).values(&row).execute(session)?;
    for document in documents {
        let row = (
            minutes_documents::survey.eq(&row.survey),
            minutes_documents::period.eq(&row.period),
            minutes_documents::edition.eq(row.edition),
            minutes_documents::form.eq(document.form),
            minutes_documents::language.eq(&document.language),
            minutes_documents::body.eq(&document.body),
        );
        diesel::insert_into(minutes_documents::table).values(row).execute(session)?;
    }
    Ok(())
}

/// Every edition of the minutes of a review, in order.
///
/// # Errors
/// When the database is not available, or minutes cannot be read.
pub fn list_minutes(session: &mut Session, survey: &SurveySlug, period: &Period) -> Result<Vec<IssuedMinutes>, Error> {
    let rows: Vec<MinutesRow> = minutes::table
        .filter(minutes::survey.eq(survey.as_str()).and(minutes::period.eq(period.label())))
        .order(minutes::edition)
        .select(MinutesRow::as_select())
        .load(session)?;
    rows.into_iter().map(|row| row.read().ok_or(CORRUPT)).collect()
}

/// The latest edition of the minutes of each period of a survey that has any.
///
/// # Errors
/// When the database is not available, or minutes cannot be read.
pub fn list_latest_minutes(session: &mut Session, survey: &SurveySlug) -> Result<Vec<(Period, u32)>, Error> {
    let rows: Vec<(String, Option<i32>)> = minutes::table
        .filter(minutes::survey.eq(survey.as_str()))
        .group_by(minutes::period)
        .select((minutes::period, max(minutes::edition)))
        .order(minutes::period)
        .load(session)?;
    let read = |(period, edition): (String, Option<i32>)| Some((period.parse().ok()?, u32::try_from(edition?).ok()?));
    rows.into_iter().map(|row| read(row).ok_or(CORRUPT)).collect()
}

/// The bytes of one form of minutes that were issued.
///
/// # Errors
/// `Missing` when they were not issued in that form; otherwise when the database is not available.
pub fn load_minutes_document(
    session: &mut Session,
    issued: &IssuedMinutes,
    form: &str,
    language: &str,
) -> Result<Vec<u8>, Error> {
    let row = MinutesRow::try_from(issued)?;
    let key = (row.survey, row.period, row.edition, form, language);
    let body = minutes_documents::table.find(key).select(minutes_documents::body).first(session).optional()?;
    body.ok_or(Error::Missing)
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = minutes)]
struct MinutesRow {
    survey: String,
    period: String,
    edition: i32,
    review: i32,
    held_on: String,
    issued_on: String,
    reason: Option<String>,
    software: String,
    sha256: String,
}

impl TryFrom<&IssuedMinutes> for MinutesRow {
    type Error = Error;

    fn try_from(issued: &IssuedMinutes) -> Result<Self, Error> {
        let number = |number: u32| i32::try_from(number).map_err(|_| CORRUPT);
        Ok(Self {
            survey: issued.survey.to_string(),
            period: issued.period.label().to_owned(),
            edition: number(issued.edition)?,
            review: number(issued.review)?,
            held_on: issued.held_on.to_string(),
            issued_on: issued.issued_on.to_string(),
            reason: issued.reason.clone(),
            software: issued.software.clone(),
            sha256: issued.sha256.clone(),
        })
    }
}

impl MinutesRow {
    fn read(self) -> Option<IssuedMinutes> {
        Some(IssuedMinutes {
            survey: self.survey.parse().ok()?,
            period: self.period.parse().ok()?,
            edition: u32::try_from(self.edition).ok()?,
            review: u32::try_from(self.review).ok()?,
            held_on: self.held_on.parse().ok()?,
            issued_on: self.issued_on.parse().ok()?,
            reason: self.reason,
            software: self.software,
            sha256: self.sha256,
        })
    }
}
