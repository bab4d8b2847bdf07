//! Comments: how a tick moves them to those that may be told, and what administrators decide about each.
//!
//! Which may leave is decided by `survey::comment`; how they come in is in `responses`.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Nullable, Text};
use uuid::Uuid;

use crate::storage::blocks::load_generation;
use crate::storage::catalogue::advance_revision;
use crate::storage::dialect::Session;
use crate::storage::error::Error;
use crate::storage::schema::{comments, released_comments};
use crate::survey::codes::{DepartmentCode, QuestionCode, SurveySlug};
use crate::survey::comment::{Decision, Reason, ReleasedComment, Theme};
use crate::survey::period::{Period, Unit};

/// What is read of a comment that cannot be.
const CORRUPT: Error = Error::Corrupt { what: "comment" };

/// The comments that a step is about: to one question of a survey, in one quarter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CommentBatch {
    /// The survey.
    pub survey: SurveySlug,
    /// The question.
    pub question: QuestionCode,
    /// The quarter's name, which sorts as the quarters do.
    pub quarter: String,
}

/// Which released comments are wanted.
#[derive(Debug, Clone)]
pub struct CommentQuery {
    /// The survey.
    pub survey: SurveySlug,
    /// Those of the quarters that hold this period's days; none: of all quarters.
    pub period: Option<Period>,
    /// Those with any decision, or with this one; the inner none: not decided yet.
    pub decision: Option<Option<Decision>>,
}

/// The batches of quarters before one.
///
/// # Errors
/// When the database is not available, or a comment cannot be read.
pub fn list_comment_batches(session: &mut Session, before: &Period) -> Result<Vec<CommentBatch>, Error> {
    let rows: Vec<(String, String, String)> = comments::table
        .filter(comments::quarter.lt(before.label()))
        .select((comments::survey, comments::question, comments::quarter))
        .distinct()
        .load(session)?;
    rows.into_iter()
        .map(|(survey, question, quarter)| {
            Some(CommentBatch { survey: survey.parse().ok()?, question: question.parse().ok()?, quarter })
        })
        .collect::<Option<_>>()
        .ok_or(CORRUPT)
}

/// How many comments of independent responses each department has in a batch.
///
/// # Errors
/// When the database is not available, or a comment cannot be read.
pub fn count_comments(session: &mut Session, batch: &CommentBatch) -> Result<BTreeMap<DepartmentCode, u64>, Error> {
    let rows: Vec<(String, i64)> = comments::table
        .filter(comments::survey.eq(batch.survey.as_str()).and(comments::question.eq(batch.question.as_str())))
        .filter(comments::quarter.eq(&batch.quarter).and(comments::independent))
        .group_by(comments::department)
        .select((comments::department, diesel::dsl::count_star()))
        .load(session)?;
    let read = rows.into_iter().map(|(code, count)| Some((code.parse().ok()?, u64::try_from(count).ok()?)));
    read.collect::<Option<_>>().ok_or(CORRUPT)
}

/// Moves a department's comments of a batch, or all that are left of it for the whole office, to the released ones, in
/// the order of their random keys. Readers see them when the tick is complete.
///
/// # Errors
/// When the database is not available.
pub fn release_comments(
    session: &mut Session,
    batch: &CommentBatch,
    department: Option<&DepartmentCode>,
    tick: i64,
) -> Result<usize, Error> {
    let department = department.map(DepartmentCode::as_str);
    // Both databases number these by their first place.
    sql_query(
        "INSERT INTO released_comments (key, survey, department, quarter, question, body, tick) \
         SELECT key, survey, $1, quarter, question, body, $2 FROM comments \
         WHERE survey = $3 AND question = $4 AND quarter = $5 AND ($1 IS NULL OR department = $1) ORDER BY key",
    )
    .bind::<Nullable<Text>, _>(department)
    .bind::<BigInt, _>(tick)
    .bind::<Text, _>(batch.survey.as_str())
    .bind::<Text, _>(batch.question.as_str())
    .bind::<Text, _>(&batch.quarter)
    .execute(session)?;
    let moved = comments::table
        .filter(comments::survey.eq(batch.survey.as_str()).and(comments::question.eq(batch.question.as_str())))
        .filter(comments::quarter.eq(&batch.quarter));
    Ok(match department {
        Some(code) => diesel::delete(moved.filter(comments::department.eq(code))).execute(session)?,
        None => diesel::delete(moved).execute(session)?,
    })
}

/// Moves what is left of a batch to another quarter.
///
/// # Errors
/// When the database is not available.
pub fn carry_comments(session: &mut Session, batch: &CommentBatch, to: &Period) -> Result<usize, Error> {
    let left = comments::table
        .filter(comments::survey.eq(batch.survey.as_str()).and(comments::question.eq(batch.question.as_str())))
        .filter(comments::quarter.eq(&batch.quarter));
    Ok(diesel::update(left).set(comments::quarter.eq(to.label())).execute(session)?)
}

/// Released comments, in the order of their random keys, which is a shuffle.
///
/// # Errors
/// When the database is not available, or a comment cannot be read.
pub fn list_released_comments(session: &mut Session, query: &CommentQuery) -> Result<Vec<ReleasedComment>, Error> {
    let generation = load_generation(session)?;
    let mut wanted = released_comments::table
        .filter(released_comments::survey.eq(query.survey.as_str()).and(released_comments::tick.le(generation)))
        .order(released_comments::key)
        .select(CommentRow::as_select())
        .into_boxed();
    if let Some(period) = &query.period {
        let quarter = |day| Period::holding(day, Unit::Quarter).label().to_owned();
        let quarters = released_comments::quarter.between(quarter(period.first()), quarter(period.last()));
        wanted = wanted.filter(quarters);
    }
    match query.decision {
        None => {}
        Some(None) => wanted = wanted.filter(released_comments::decision.is_null()),
        Some(Some(decision)) => wanted = wanted.filter(released_comments::decision.eq(decision.as_str())),
    }
    wanted.load(session)?.into_iter().map(CommentRow::read).collect()
}

/// The released comment of a survey with an id.
///
/// # Errors
/// When the database is not available, or the comment cannot be read.
pub fn find_released_comment(
    session: &mut Session,
    survey: &SurveySlug,
    id: Uuid,
) -> Result<Option<ReleasedComment>, Error> {
    let generation = load_generation(session)?;
    let row: Option<CommentRow> = released_comments::table
        .find(id.as_bytes().to_vec())
        .filter(released_comments::survey.eq(survey.as_str()).and(released_comments::tick.le(generation)))
        .select(CommentRow::as_select())
        .first(session)
        .optional()?;
    row.map(CommentRow::read).transpose()
}

/// Writes down what was decided about a released comment, and what is left of its words.
///
/// # Errors
/// `Missing` when there is none with its id; otherwise when the database is not available.
pub fn replace_decision(session: &mut Session, comment: &ReleasedComment) -> Result<(), Error> {
    let columns = (
        released_comments::body.eq(&comment.text),
        released_comments::decision.eq(comment.decision.map(Decision::as_str)),
        released_comments::theme.eq(comment.theme.map(Theme::as_str)),
        released_comments::reason.eq(comment.reason.map(Reason::as_str)),
    );
    let place = released_comments::table.find(comment.id.as_bytes().to_vec());
    match diesel::update(place).set(columns).execute(session)? {
        0 => return Err(Error::Missing),
        _ => advance_revision(session)?,
    }
    // What was left out is to be nowhere any more.
    session.rewrite_near("released_comments", &["key"], &format!("(x'{}')", comment.id.simple()))
}

/// Writes the comments that still wait anew, so that nothing is left of those that do not.
///
/// # Errors
/// When the database is not available.
pub fn rewrite_waiting_comments(session: &mut Session) -> Result<(), Error> {
    session.rewrite("comments")
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = released_comments)]
struct CommentRow {
    key: Vec<u8>,
    department: Option<String>,
    quarter: String,
    question: String,
    body: String,
    decision: Option<String>,
    theme: Option<String>,
    reason: Option<String>,
}

impl CommentRow {
    fn read(self) -> Result<ReleasedComment, Error> {
        let decision = |word: String| Decision::ALL.into_iter().find(|known| known.as_str() == word).ok_or(CORRUPT);
        let theme = |word: String| Theme::named(&word).ok_or(CORRUPT);
        let reason = |word: String| Reason::named(&word).ok_or(CORRUPT);
        Ok(ReleasedComment {
            id: Uuid::from_slice(&self.key).map_err(|_| CORRUPT)?,
            department: self.department.map(|code| code.parse()).transpose().map_err(|_| CORRUPT)?,
            quarter: self.quarter.parse().map_err(|_| CORRUPT)?,
            question: self.question.parse().map_err(|_| CORRUPT)?,
            text: self.body,
            decision: self.decision.map(decision).transpose()?,
            theme: self.theme.map(theme).transpose()?,
            reason: self.reason.map(reason).transpose()?,
        })
    }
}
