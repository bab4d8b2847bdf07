//! Paper forms that are typed one by one: each goes into the lot of its stack at once, with its number there.
//!
//! A form is taken back, and typed a second time, while its stack waits. Nothing here ties a receipt to a response: who
//! takes a form back says it once more, and of forms that say the same any one is as good as another.

use diesel::dsl::max;
use diesel::prelude::*;
use jiff::civil::Date;

use crate::storage::batches::write_number;
use crate::storage::dialect::Session;
use crate::storage::error::Error;
use crate::storage::lots::{find_lot, forget_if_empty, insert_rows, open_batch, rewrite_lots};
use crate::storage::release::read_day;
use crate::storage::responses::{Outcome, Submission, find_receipt, store_new};
use crate::storage::schema::{lot_comments, lot_places, lot_receipts, lot_responses, lots, receipts};
use crate::survey::codes::DepartmentCode;
use crate::survey::lot::{Lot, LotNumber};
use crate::survey::period::{Period, Unit};
use crate::survey::response::Answers;

const CORRUPT: Error = Error::Corrupt { what: "form" };

/// What became of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// What became of it.
    pub outcome: Outcome,
    /// Its number in its stack, from 1, if it is stored now.
    pub place: Option<u32>,
    /// How many forms of its stack wait.
    pub waiting: u64,
}

/// A form as it was typed first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// The version that it answers.
    pub version: u32,
    /// The department that it is about.
    pub department: DepartmentCode,
    /// What is ticked on it.
    pub answers: Answers,
    /// Whether it was typed a second time.
    pub checked: bool,
}

/// Writes a form into the lot that waits for its stack, or makes it. Part of a transaction of its caller's.
///
/// # Errors
/// When the database is not available, or the lot cannot be read.
pub fn add_form(session: &mut Session, fresh: Lot, form: &Submission, unreadable: u64) -> Result<Taken, Error> {
    let lot = open_batch(session, fresh)?.number.0.to_vec();
    let mut key = None;
    let outcomes = store_new(session, std::slice::from_ref(form), |session, rows| {
        key = rows.responses.first().map(|row| row.key.clone());
        insert_rows(session, rows, &lot)
    })?;
    let outcome = *outcomes.first().ok_or(CORRUPT)?;
    let place = match key.filter(|_| matches!(outcome, Outcome::Created { .. })) {
        Some(key) => Some(number_form(session, &lot, form, key, unreadable)?),
        None => None,
    };
    let waiting = forget_if_empty(session, LotNumber(lot.try_into().map_err(|_| CORRUPT)?))?;
    Ok(Taken { outcome, place, waiting })
}

/// Gives a new form the next number of its stack.
fn number_form(
    session: &mut Session,
    lot: &[u8],
    form: &Submission,
    key: Vec<u8>,
    unreadable: u64,
) -> Result<u32, Error> {
    let receipt = (lot_receipts::key.eq(form.receipt.key()), lot_receipts::lot.eq(lot));
    diesel::insert_into(lot_receipts::table).values(receipt).execute(session)?;
    let place = last_number(session, lot)? + 1;
    let row =
        (lot_places::key.eq(key), lot_places::lot.eq(lot), lot_places::place.eq(place), lot_places::checked.eq(false));
    diesel::insert_into(lot_places::table).values(row).execute(session)?;
    diesel::update(lots::table.find(lot))
        .set(lots::unreadable.eq(lots::unreadable + write_number(unreadable)?))
        .execute(session)?;
    u32::try_from(place).map_err(|_| CORRUPT)
}

/// The highest number that a form of a stack that waits has; 0: no form of it was typed one by one.
///
/// # Errors
/// When the database is not available, or the stack cannot be read.
pub fn last_place(session: &mut Session, lot: LotNumber) -> Result<u32, Error> {
    u32::try_from(last_number(session, &lot.0)?).map_err(|_| CORRUPT)
}

fn last_number(session: &mut Session, lot: &[u8]) -> Result<i32, Error> {
    let last: Option<i32> =
        lot_places::table.filter(lot_places::lot.eq(lot)).select(max(lot_places::place)).first(session)?;
    Ok(last.unwrap_or(0))
}

/// Deletes a form that waits, as if it had never been typed; says how many of its stack wait still. Part of a transaction
/// of its caller's.
///
/// # Errors
/// `Missing` when no such form of the stack waits; otherwise when the database is not available.
pub fn take_back_form(
    session: &mut Session,
    batch: &[u8; 32],
    form: &Submission,
    unreadable: u64,
) -> Result<u64, Error> {
    let lot = find_lot(session, batch)?.ok_or(Error::Missing)?;
    let number = lot.number.0.to_vec();
    let held = lot_receipts::table.find(form.receipt.key()).filter(lot_receipts::lot.eq(&number));
    if held.count().get_result::<i64>(session)? == 0 || find_receipt(session, form.receipt)? != Some(Outcome::Replayed)
    {
        return Err(Error::Missing);
    }
    let (key, counts_for) = find_response(session, &number, form)?;
    delete_comments(session, &number, form, counts_for)?;
    diesel::delete(lot_responses::table.find(&key)).execute(session)?;
    diesel::delete(lot_places::table.find(&key)).execute(session)?;
    diesel::delete(lot_receipts::table.find(form.receipt.key())).execute(session)?;
    diesel::delete(receipts::table.find(form.receipt.key())).execute(session)?;
    let unreadable = lot.typing.unreadable.saturating_sub(unreadable);
    diesel::update(lots::table.find(&number)).set(lots::unreadable.eq(write_number(unreadable)?)).execute(session)?;
    rewrite_lots(session)?;
    forget_if_empty(session, lot.number)
}

/// The last of the responses of a lot that say what a form says, and the day for which it counts.
fn find_response(session: &mut Session, lot: &[u8], form: &Submission) -> Result<(Vec<u8>, Date), Error> {
    let response = &form.response;
    let answers = serde_json::to_string(&response.answers).map_err(|_| CORRUPT)?;
    let language = response.language.as_ref().map(ToString::to_string);
    type Row = (Vec<u8>, Option<String>, String, Option<String>);
    let alike: Vec<Row> = lot_responses::table
        .inner_join(lot_places::table.on(lot_places::key.eq(lot_responses::key)))
        .filter(lot_responses::lot.eq(lot).and(lot_responses::answers.eq(answers)))
        .filter(lot_responses::survey.eq(response.survey.as_str()))
        .filter(lot_responses::department.eq(response.department.as_str()))
        .filter(lot_responses::day.eq(response.day.to_string()))
        .filter(lot_responses::version.eq(i32::try_from(response.version).map_err(|_| CORRUPT)?))
        .order(lot_places::place.desc())
        .select((lot_responses::key, lot_responses::language, lot_responses::day, lot_responses::booked))
        .load(session)?;
    let last = alike.into_iter().find(|(_, spoken, _, _)| *spoken == language);
    let (key, _, day, booked) = last.ok_or(Error::Missing)?;
    Ok((key, read_day(&booked.unwrap_or(day))?))
}

/// Deletes one comment for each that a form brought.
fn delete_comments(session: &mut Session, lot: &[u8], form: &Submission, counts_for: Date) -> Result<(), Error> {
    let response = &form.response;
    let quarter = Period::holding(counts_for, Unit::Quarter);
    for comment in &response.comments {
        let key: Option<Vec<u8>> = lot_comments::table
            .filter(lot_comments::lot.eq(lot).and(lot_comments::body.eq(&comment.text)))
            .filter(lot_comments::survey.eq(response.survey.as_str()))
            .filter(lot_comments::department.eq(response.department.as_str()))
            .filter(lot_comments::quarter.eq(quarter.label()))
            .filter(lot_comments::question.eq(comment.question.as_str()))
            .select(lot_comments::key)
            .first(session)
            .optional()?;
        diesel::delete(lot_comments::table.find(key.ok_or(CORRUPT)?)).execute(session)?;
    }
    Ok(())
}

/// A form of a stack that waits, by its number there; none: there is no such form.
///
/// # Errors
/// When the database is not available, or the form cannot be read.
pub fn find_form(session: &mut Session, lot: LotNumber, place: u32) -> Result<Option<Typed>, Error> {
    let Ok(place) = i32::try_from(place) else { return Ok(None) };
    let row: Option<(i32, String, String, bool)> = lot_places::table
        .inner_join(lot_responses::table.on(lot_responses::key.eq(lot_places::key)))
        .filter(lot_places::lot.eq(lot.0.to_vec()).and(lot_places::place.eq(place)))
        .select((lot_responses::version, lot_responses::department, lot_responses::answers, lot_places::checked))
        .first(session)
        .optional()?;
    let Some((version, department, answers, checked)) = row else { return Ok(None) };
    Ok(Some(Typed {
        version: version.try_into().map_err(|_| CORRUPT)?,
        department: department.parse().map_err(|_| CORRUPT)?,
        answers: serde_json::from_str(&answers).map_err(|_| CORRUPT)?,
        checked,
    }))
}

/// Counts that a form was typed a second time: how many answers were compared, and how many of them differ. Part of a
/// transaction of its caller's.
///
/// # Errors
/// `Missing` when there is no such form, or it was typed a second time before; otherwise when the database is not
/// available.
pub fn note_check(
    session: &mut Session,
    lot: LotNumber,
    place: u32,
    compared: u64,
    different: u64,
) -> Result<(), Error> {
    let place = i32::try_from(place).map_err(|_| Error::Missing)?;
    let number = lot.0.to_vec();
    let unchecked = lot_places::table
        .filter(lot_places::lot.eq(&number).and(lot_places::place.eq(place)).and(lot_places::checked.eq(false)));
    if diesel::update(unchecked).set(lot_places::checked.eq(true)).execute(session)? == 0 {
        return Err(Error::Missing);
    }
    let counts = (
        lots::compared.eq(lots::compared + write_number(compared)?),
        lots::different.eq(lots::different + write_number(different)?),
    );
    diesel::update(lots::table.find(number)).set(counts).execute(session)?;
    Ok(())
}
