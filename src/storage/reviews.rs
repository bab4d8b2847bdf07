//! Reviews as they were issued: inserted once, with everything that was handed out of them, and never changed.

use diesel::prelude::*;
use jiff::civil::Date;

use crate::storage::dialect::Session;
use crate::storage::error::Error;
use crate::storage::schema::{department_documents, review_documents, reviews};
use crate::survey::codes::{DepartmentCode, SurveySlug};
use crate::survey::period::Period;
use crate::survey::review::Edition;

/// A review that was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedReview {
    /// The survey it is about.
    pub survey: SurveySlug,
    /// The period it is about.
    pub period: Period,
    /// Which edition of it.
    pub edition: Edition,
    /// The version of the program that made it.
    pub software: String,
    /// The definitions of figures that it was made by.
    pub definitions: u32,
    /// The SHA-256 of its document in JSON, in hexadecimal digits.
    pub sha256: String,
}

/// The form of the lobby sheet, by name.
pub const LOBBY: &str = "lobby";

/// One form of a review, as it was handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its form, by name.
    pub form: &'static str,
    /// Its language; empty: all of them.
    pub language: String,
    /// Its bytes.
    pub body: Vec<u8>,
}

/// One form of the page of a department, as it was handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepartmentDocument {
    /// The department.
    pub department: DepartmentCode,
    /// The document.
    pub document: Document,
}

/// Writes an edition with all its documents.
///
/// # Errors
/// `Conflict` when that edition was issued meanwhile; otherwise when the database is not available.
pub fn insert_review(
    session: &mut Session,
    review: &IssuedReview,
    documents: &[Document],
    departments: &[DepartmentDocument],
) -> Result<(), Error> {
    let row = ReviewRow::try_from(review)?;
    diesel::insert_into(reviews::table).values(&row).execute(session)?;
    for document in documents {
        let row = (
            review_documents::survey.eq(&row.survey),
            review_documents::period.eq(&row.period),
            review_documents::edition.eq(row.edition),
            review_documents::form.eq(document.form),
            review_documents::language.eq(&document.language),
            review_documents::body.eq(&document.body),
        );
        diesel::insert_into(review_documents::table).values(row).execute(session)?;
    }
    for DepartmentDocument { department, document } in departments {
        let row = (
            department_documents::survey.eq(&row.survey),
            department_documents::period.eq(&row.period),
            department_documents::edition.eq(row.edition),
            department_documents::department.eq(department.as_str()),
            department_documents::form.eq(document.form),
            department_documents::language.eq(&document.language),
            department_documents::body.eq(&document.body),
        );
        diesel::insert_into(department_documents::table).values(row).execute(session)?;
    }
    Ok(())
}

/// The periods of a survey that a lobby sheet was issued of.
///
/// # Errors
/// When the database is not available, or a period cannot be read.
pub fn list_lobbies(session: &mut Session, survey: &SurveySlug) -> Result<Vec<Period>, Error> {
    let labels: Vec<String> = review_documents::table
        .filter(review_documents::survey.eq(survey.as_str()).and(review_documents::form.eq(LOBBY)))
        .select(review_documents::period)
        .distinct()
        .order(review_documents::period)
        .load(session)?;
    labels.into_iter().map(|label| label.parse().map_err(|_| Error::Corrupt { what: "review" })).collect()
}

/// The bytes of one form of the page of a department, as it was issued.
///
/// # Errors
/// `Missing` when it was not issued in that form; otherwise when the database is not available.
pub fn load_department_document(
    session: &mut Session,
    review: &IssuedReview,
    department: &DepartmentCode,
    form: &str,
    language: &str,
) -> Result<Vec<u8>, Error> {
    let row = ReviewRow::try_from(review)?;
    let key = (row.survey, row.period, row.edition, department.as_str(), form, language);
    let table = department_documents::table.find(key).select(department_documents::body);
    table.first(session).optional()?.ok_or(Error::Missing)
}

/// Every edition of every review, by survey, period and edition.
///
/// # Errors
/// When the database is not available, or a review cannot be read.
pub fn list_reviews(session: &mut Session) -> Result<Vec<IssuedReview>, Error> {
    let order = (reviews::survey, reviews::period, reviews::edition);
    let rows: Vec<ReviewRow> = reviews::table.order(order).select(ReviewRow::as_select()).load(session)?;
    rows.into_iter().map(ReviewRow::read).collect()
}

/// One edition of a review, or the latest one.
///
/// # Errors
/// When the database is not available, or the review cannot be read.
pub fn find_review(
    session: &mut Session,
    survey: &SurveySlug,
    period: &Period,
    edition: Option<u32>,
) -> Result<Option<IssuedReview>, Error> {
    let mut query = reviews::table
        .filter(reviews::survey.eq(survey.as_str()).and(reviews::period.eq(period.label())))
        .order(reviews::edition.desc())
        .select(ReviewRow::as_select())
        .into_boxed();
    if let Some(edition) = edition {
        // No edition has a number that does not fit.
        query = query.filter(reviews::edition.eq(i32::try_from(edition).unwrap_or(0)));
    }
    let row: Option<ReviewRow> = query.first(session).optional()?;
    row.map(ReviewRow::read).transpose()
}

/// The bytes of one form of a review; none: it was not issued in that form.
///
/// # Errors
/// When the database is not available.
pub fn find_document(
    session: &mut Session,
    review: &IssuedReview,
    form: &str,
    language: &str,
) -> Result<Option<Vec<u8>>, Error> {
    let row = ReviewRow::try_from(review)?;
    let key = (row.survey, row.period, row.edition, form, language);
    Ok(review_documents::table.find(key).select(review_documents::body).first(session).optional()?)
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = reviews)]
struct ReviewRow {
    survey: String,
    period: String,
    edition: i32,
    issued_on: String,
    procedure: Option<String>,
    reason: Option<String>,
    software: String,
    definitions: i32,
    sha256: String,
    conclusions: Option<String>,
}

impl TryFrom<&IssuedReview> for ReviewRow {
    type Error = Error;

    fn try_from(review: &IssuedReview) -> Result<Self, Error> {
        let number = |number: u32| i32::try_from(number).map_err(|_| Error::Corrupt { what: "review" });
        Ok(Self {
            survey: review.survey.to_string(),
            period: review.period.label().to_owned(),
            edition: number(review.edition.number)?,
            issued_on: review.edition.issued_on.to_string(),
            procedure: review.edition.procedure.clone(),
            reason: review.edition.reason.clone(),
            software: review.software.clone(),
            definitions: number(review.definitions)?,
            sha256: review.sha256.clone(),
            conclusions: review.edition.conclusions.clone(),
        })
    }
}

impl ReviewRow {
    fn read(self) -> Result<IssuedReview, Error> {
        self.parse().ok_or(Error::Corrupt { what: "review" })
    }

    fn parse(self) -> Option<IssuedReview> {
        let issued_on: Date = self.issued_on.parse().ok()?;
        Some(IssuedReview {
            survey: self.survey.parse().ok()?,
            period: self.period.parse().ok()?,
            edition: Edition {
                number: u32::try_from(self.edition).ok()?,
                issued_on,
                procedure: self.procedure,
                reason: self.reason,
                conclusions: self.conclusions,
            },
            software: self.software,
            definitions: u32::try_from(self.definitions).ok()?,
            sha256: self.sha256,
        })
    }
}
