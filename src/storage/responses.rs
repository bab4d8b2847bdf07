//! What respondents send: pending responses, comments, and the receipts that recognise a retry.
//!
//! [`commit_group`] is the only way in. What becomes of pending responses is in `release`.

use std::collections::HashMap;

use diesel::prelude::*;
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::storage::dialect::{Isolation, Session};
use crate::storage::error::Error;
use crate::storage::release::find_closed_through;
use crate::storage::rows::{CommentRow, ReceiptRow, ResponseRow};
use crate::storage::schema::{blocks, lot_receipts, receipts, responses};
use crate::survey::codes::SurveySlug;
use crate::survey::flags::Flags;
use crate::survey::period::{Period, Unit};
use crate::survey::response::{Channel, Draft, Given, Response, booked_day};

/// In so many ticks each receipt is looked at once.
pub const RECEIPT_TURNS: i64 = 7;

/// A checked response on its way into the database.
#[derive(Debug, Clone)]
pub struct Submission {
    /// Recognises a retry.
    pub receipt: Receipt,
    /// What was said.
    pub response: Response,
    /// Where it came from.
    pub channel: Channel,
    /// The day it arrived.
    pub received_on: Date,
    /// Whether it was imported, and may belong to a period that is closed.
    pub history: bool,
    /// What speaks against it.
    pub flags: Flags,
}

/// Proof that a response id was accepted, from which neither the id nor the response can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    key: [u8; 16],
    fingerprint: [u8; 16],
}

/// What became of a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is stored.
    Created {
        /// The day that it counts for: the day it was collected, unless that was closed.
        day: Date,
    },
    /// The same response was stored before.
    Replayed,
    /// Another response was stored under the same id before.
    Conflict,
}

/// What submissions are stored as.
pub(super) struct Rows {
    pub responses: Vec<ResponseRow>,
    pub comments: Vec<CommentRow>,
}

impl Receipt {
    /// The receipt for a response, as it was sent.
    ///
    /// The key is a hash of survey and id. The fingerprint is an HMAC of the content under the id, truncated to
    /// 128 bits: without the id, which is nowhere kept, it cannot be computed from a stored response.
    pub fn new(survey: &SurveySlug, id: Uuid, draft: &Draft) -> Self {
        use hmac::{KeyInit, Mac};
        let key = Sha256::new().chain_update(survey.as_str()).chain_update([0]).chain_update(id.as_bytes()).finalize();
        let mut mac = hmac::Hmac::<Sha256>::new_from_slice(id.as_bytes()).expect("HMAC takes keys of any length");
        mac.update(canonical(draft).as_bytes());
        Self { key: first_half(&key), fingerprint: first_half(&mac.finalize().into_bytes()) }
    }

    /// What it is found by.
    pub(super) fn key(&self) -> &[u8] {
        &self.key
    }
}

/// Whether anything that was said in a survey counts: it waits, or was released.
///
/// # Errors
/// When the database is not available.
pub fn counts(session: &mut Session, survey: &SurveySlug) -> Result<bool, Error> {
    let waiting = responses::table.filter(responses::survey.eq(survey.as_str())).select(responses::survey);
    let told = blocks::table.filter(blocks::survey.eq(survey.as_str())).select(blocks::survey);
    let waiting: Option<String> = waiting.first(session).optional()?;
    let told: Option<String> = told.first(session).optional()?;
    Ok(waiting.is_some() || told.is_some())
}

/// Writes submissions as one, and says of each, in order, what became of it.
///
/// Rows are written in the order of random keys, which has nothing to do with the order of the submissions.
///
/// # Errors
/// When the database is not available; then none of the group is stored.
pub fn commit_group(session: &mut Session, group: &[Submission]) -> Result<Vec<Outcome>, Error> {
    if let [submission] = group {
        return Ok(vec![session.append_at_once(|session| commit_alone(session, submission))?]);
    }
    session.transact(Isolation::Append, |session| store_new(session, group, insert_rows))
}

/// Writes the submissions whose receipt is new, as a part of a transaction of its caller's; `insert` says where.
pub(super) fn store_new(
    session: &mut Session,
    group: &[Submission],
    insert: impl FnOnce(&mut Session, &Rows) -> Result<(), Error>,
) -> Result<Vec<Outcome>, Error> {
    let firsts = first_of_each_key(group);
    let mut order: Vec<usize> = firsts.values().copied().collect();
    order.sort_unstable_by_key(|index| group[*index].receipt.key);
    let rows: Vec<ReceiptRow> = order.iter().map(|index| group[*index].receipt_row()).collect();
    let fresh = session.insert_receipts(&rows)?;
    let created: Vec<usize> = order.into_iter().zip(fresh).filter_map(|(index, new)| new.then_some(index)).collect();
    let (rows, days) = rows_of(session, created.iter().map(|index| &group[*index]))?;
    insert(session, &rows)?;
    let mut counts_for: Vec<Option<Date>> = vec![None; group.len()];
    created.into_iter().zip(days).for_each(|(index, day)| counts_for[index] = Some(day));
    let mut outcomes = Vec::with_capacity(group.len());
    for (index, submission) in group.iter().enumerate() {
        let first = firsts[&submission.receipt.key];
        outcomes.push(match counts_for[first] {
            Some(day) if first == index => Outcome::Created { day },
            Some(_) => Outcome::of_known(group[first].receipt == submission.receipt),
            None => {
                let same = find_receipt(session, submission.receipt)? == Some(Outcome::Replayed);
                Outcome::of_known(same)
            }
        });
    }
    Ok(outcomes)
}

/// Writes one submission.
fn commit_alone(session: &mut Session, submission: &Submission) -> Result<Outcome, Error> {
    let day = find_booked_day(session, submission, &mut None)?;
    let comments: Vec<CommentRow> = comment_rows(submission, day).collect();
    if session.insert_alone(&submission.receipt_row(), &response_row(submission, day)?, &comments)? {
        return Ok(Outcome::Created { day });
    }
    let same = find_receipt(session, submission.receipt)? == Some(Outcome::Replayed);
    Ok(Outcome::of_known(same))
}

/// What a submission with this receipt would be, if its id is known.
///
/// # Errors
/// When the database is not available.
pub fn find_receipt(session: &mut Session, receipt: Receipt) -> Result<Option<Outcome>, Error> {
    let stored: Option<Vec<u8>> =
        receipts::table.find(receipt.key.to_vec()).select(receipts::fingerprint).first(session).optional()?;
    Ok(stored.map(|fingerprint| Outcome::of_known(fingerprint == receipt.fingerprint)))
}

/// The days between two, without either, on which something was received, in order. It looks through all receipts.
///
/// # Errors
/// When the database is not available, or a day cannot be read.
pub fn list_days_received(session: &mut Session, after: Date, before: Date) -> Result<Vec<Date>, Error> {
    let days: Vec<String> = receipts::table
        .filter(receipts::received_on.gt(after.to_string()).and(receipts::received_on.lt(before.to_string())))
        .select(receipts::received_on)
        .distinct()
        .order(receipts::received_on)
        .load(session)?;
    days.iter().map(|day| day.parse().map_err(|_| Error::Corrupt { what: "day" })).collect()
}

/// Deletes receipts of responses that arrived before a day, among the seventh of all keys whose turn it is; those of a
/// lot that waits stay.
///
/// Turns are counted in ticks, not in weekdays: a service that is off at weekends has them all the same.
///
/// An index by day would cost every response a third write. Without one, a night looks through a seventh of the
/// receipts: a few days' worth, however long the service has run, and every receipt is looked at in one night of seven.
///
/// # Errors
/// When the database is not available.
pub fn purge_receipts(session: &mut Session, before: Date, turn: i64) -> Result<usize, Error> {
    let seventh = turn.rem_euclid(RECEIPT_TURNS);
    let edge =
        |seventh: i64| u8::try_from(seventh * 256 / RECEIPT_TURNS).map_or(vec![u8::MAX; 17], |first| vec![first]);
    let old = receipts::table
        .filter(receipts::key.ge(edge(seventh)).and(receipts::key.lt(edge(seventh + 1))))
        .filter(receipts::received_on.lt(before.to_string()))
        .filter(receipts::key.ne_all(lot_receipts::table.select(lot_receipts::key)));
    Ok(diesel::delete(old).execute(session)?)
}

impl Outcome {
    fn of_known(same: bool) -> Self {
        if same { Self::Replayed } else { Self::Conflict }
    }
}

impl Submission {
    fn receipt_row(&self) -> ReceiptRow {
        ReceiptRow {
            key: self.receipt.key.to_vec(),
            fingerprint: self.receipt.fingerprint.to_vec(),
            received_on: self.received_on.to_string(),
        }
    }
}

fn first_of_each_key(group: &[Submission]) -> HashMap<[u8; 16], usize> {
    let mut firsts = HashMap::with_capacity(group.len());
    for (index, submission) in group.iter().enumerate() {
        firsts.entry(submission.receipt.key).or_insert(index);
    }
    firsts
}

/// The rows of submissions, and of each the day for which it counts.
fn rows_of<'a>(
    session: &mut Session,
    submissions: impl Iterator<Item = &'a Submission>,
) -> Result<(Rows, Vec<Date>), Error> {
    let (mut rows, mut days) = (Vec::new(), Vec::new());
    let mut remarks = Vec::new();
    let mut closed_through = None;
    for submission in submissions {
        let day = find_booked_day(session, submission, &mut closed_through)?;
        remarks.extend(comment_rows(submission, day));
        rows.push(response_row(submission, day)?);
        days.push(day);
    }
    // Sorting by a random key is a shuffle, and the order in which a tree takes them fastest.
    rows.sort_unstable_by(|left, right| left.key.cmp(&right.key));
    remarks.sort_unstable_by(|left, right| left.key.cmp(&right.key));
    Ok((Rows { responses: rows, comments: remarks }, days))
}

/// Lets submissions wait for the next tick.
fn insert_rows(session: &mut Session, rows: &Rows) -> Result<(), Error> {
    session.insert_responses(&rows.responses)?;
    session.insert_comments(&rows.comments)
}

/// The day that a submission counts for. Which days are closed is read once, if it matters.
fn find_booked_day(
    session: &mut Session,
    submission: &Submission,
    closed_through: &mut Option<Option<Date>>,
) -> Result<Date, Error> {
    let day = submission.response.day;
    if submission.history || day.first_of_month() == submission.received_on.first_of_month() {
        return Ok(day);
    }
    // A tablet was offline, or a stack of paper lay about: has the period closed meanwhile?
    let closed = match *closed_through {
        Some(known) => known,
        None => *closed_through.insert(find_closed_through(session)?),
    };
    Ok(booked_day(day, submission.received_on, closed))
}

fn comment_rows(submission: &Submission, booked: Date) -> impl Iterator<Item = CommentRow> {
    let (response, quarter) = (&submission.response, Period::holding(booked, Unit::Quarter));
    response.comments.iter().map(move |comment| CommentRow {
        key: random_key(),
        survey: response.survey.to_string(),
        department: response.department.to_string(),
        quarter: quarter.label().to_owned(),
        question: comment.question.to_string(),
        body: comment.text.clone(),
        independent: submission.flags.is_independent(),
    })
}

fn response_row(submission: &Submission, booked: Date) -> Result<ResponseRow, Error> {
    let response = &submission.response;
    Ok(ResponseRow {
        key: random_key(),
        survey: response.survey.to_string(),
        version: i32::try_from(response.version).map_err(|_| Error::Corrupt { what: "version" })?,
        department: response.department.to_string(),
        day: response.day.to_string(),
        channel: submission.channel.as_str(),
        language: response.language.as_ref().map(ToString::to_string),
        history: submission.history,
        answers: serde_json::to_string(&response.answers).map_err(|_| Error::Corrupt { what: "response" })?,
        flags: (!submission.flags.is_empty()).then(|| submission.flags.to_bits().into()),
        booked: (booked != response.day).then(|| booked.to_string()),
    })
}

/// A key that says nothing: not of whom, not of when.
fn random_key() -> Vec<u8> {
    Uuid::new_v4().into_bytes().to_vec()
}

fn first_half(digest: &[u8]) -> [u8; 16] {
    let mut half = [0; 16];
    half.copy_from_slice(&digest[..16]);
    half
}

/// One text for all spellings of the same content: members in fixed order, answers by code, silence left out.
fn canonical(draft: &Draft) -> String {
    let mut answers: Vec<&(String, Given)> = draft.answers.iter().filter(|(_, given)| !given.is_nothing()).collect();
    answers.sort_by(|left, right| left.0.cmp(&right.0));
    let mut text = String::with_capacity(256);
    push(&mut text, &draft.version.map(|version| version.to_string()).unwrap_or_default());
    push(&mut text, &draft.department);
    push(&mut text, draft.language.as_deref().unwrap_or_default());
    push(&mut text, draft.collected_on.as_deref().unwrap_or_default());
    for (code, given) in answers {
        push(&mut text, code);
        match given {
            Given::Integer(value) => push(&mut text, &format!("i{value}")),
            Given::Text(words) => push(&mut text, &format!("t{words}")),
            Given::List(list) => {
                push(&mut text, &format!("l{}", list.len()));
                list.iter().for_each(|item| push(&mut text, item));
            }
            Given::Nothing | Given::Other => push(&mut text, "o"),
        }
    }
    text
}

/// Appends a part with its length, so that no two contents run together to the same text.
fn push(text: &mut String, part: &str) {
    use std::fmt::Write;
    write!(text, "{}:{part}", part.len()).expect("a String takes all that is written to it");
}
