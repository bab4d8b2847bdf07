//! Lots that wait, and what was imported before.
//!
//! What a lot holds lies in tables of its own, which no release looks into; confirming moves it to what waits for the
//! next tick, and deletes all that said which responses came together.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Binary;
use jiff::civil::Date;

use crate::storage::batches::{count_months, insert_batch, read_typing};
use crate::storage::dialect::Session;
use crate::storage::error::Error;
use crate::storage::release::read_day;
use crate::storage::responses::{Outcome, Rows, Submission, store_new};
use crate::storage::schema::{imports, lot_comments, lot_places, lot_receipts, lot_responses, lots};
use crate::survey::codes::SurveySlug;
use crate::survey::lot::{Batch, Lot, LotNumber, Profile};
use crate::survey::response::Channel;

const CORRUPT: Error = Error::Corrupt { what: "lot" };

/// A file or a named batch that was imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// A hash of the survey, the channel and the file, or the name of the batch.
    pub digest: [u8; 32],
    /// The survey.
    pub survey: SurveySlug,
    /// The channel.
    pub channel: Channel,
    /// The day.
    pub imported_on: Date,
    /// Whether each of its rows has an id of the office's own.
    pub identified: bool,
    /// How many responses of which department and day it holds.
    pub profile: Profile,
}

/// A lot that waits, and how many responses it holds.
pub type WaitingLot = (Lot, u64);

/// What was imported into a survey by a channel, oldest first.
///
/// # Errors
/// When the database is not available, or an import cannot be read.
pub fn list_imports(session: &mut Session, survey: &SurveySlug, channel: Channel) -> Result<Vec<Import>, Error> {
    let rows: Vec<ImportRow> = imports::table
        .filter(imports::survey.eq(survey.as_str()).and(imports::channel.eq(channel.as_str())))
        .order((imports::imported_on, imports::digest))
        .load(session)?;
    rows.into_iter().map(ImportRow::read).collect()
}

/// Notes what is imported, in place of what was noted of it before. Part of a transaction of its caller's.
///
/// # Errors
/// When the database is not available.
pub fn replace_import(session: &mut Session, import: &Import) -> Result<(), Error> {
    diesel::delete(imports::table.find(import.digest.to_vec())).execute(session)?;
    let row = (
        imports::digest.eq(import.digest.to_vec()),
        imports::survey.eq(import.survey.as_str()),
        imports::channel.eq(import.channel.as_str()),
        imports::imported_on.eq(import.imported_on.to_string()),
        imports::identified.eq(import.identified),
        imports::profile.eq(serde_json::to_string(&import.profile).map_err(|_| CORRUPT)?),
    );
    diesel::insert_into(imports::table).values(row).execute(session)?;
    Ok(())
}

/// The lots that wait, oldest first.
///
/// # Errors
/// When the database is not available, or a lot cannot be read.
pub fn list_lots(session: &mut Session) -> Result<Vec<WaitingLot>, Error> {
    let rows: Vec<LotRow> = lots::table.order((lots::made_on, lots::key)).load(session)?;
    let lots = rows.into_iter().map(|row| {
        let lot = row.read()?;
        let number = count_responses(session, lot.number)?;
        Ok((lot, number))
    });
    lots.collect()
}

/// The lot that a file or a batch made, if it waits.
///
/// # Errors
/// When the database is not available, or the lot cannot be read.
pub fn find_lot(session: &mut Session, digest: &[u8; 32]) -> Result<Option<Lot>, Error> {
    let row: Option<LotRow> = lots::table.filter(lots::digest.eq(digest.to_vec())).first(session).optional()?;
    row.map(LotRow::read).transpose()
}

/// The lot that people call by a label, if it waits.
///
/// # Errors
/// When the database is not available, or the lot cannot be read.
pub fn find_labelled(session: &mut Session, label: &str) -> Result<Option<Lot>, Error> {
    let Some((first, last)) = LotNumber::range(label) else { return Ok(None) };
    let within = lots::key.between(first.0.to_vec(), last.0.to_vec());
    let row: Option<LotRow> = lots::table.filter(within).first(session).optional()?;
    row.map(LotRow::read).transpose()
}

/// Makes a lot. Part of a transaction of its caller's.
///
/// # Errors
/// `Conflict` when another waits for the same file or batch; otherwise when the database is not available.
pub fn insert_lot(session: &mut Session, lot: &Lot) -> Result<(), Error> {
    let row = (
        lots::key.eq(lot.number.0.to_vec()),
        lots::digest.eq(lot.digest.to_vec()),
        lots::name.eq(&lot.name),
        lots::survey.eq(lot.survey.as_str()),
        lots::channel.eq(lot.channel.as_str()),
        lots::made_on.eq(lot.made_on.to_string()),
        lots::whole.eq(lot.whole),
    );
    diesel::insert_into(lots::table).values(row).execute(session)?;
    Ok(())
}

/// Notes that a lot may get more, so that nobody confirms a part of it. Part of a transaction of its caller's.
///
/// # Errors
/// `Missing` when the lot does not wait any more; otherwise when the database is not available.
pub fn reopen_lot(session: &mut Session, number: LotNumber) -> Result<(), Error> {
    mark_whole(session, number, false)
}

/// Notes that what brought a lot came to its end, and says whether the lot waits: an empty one is forgotten. Part of a
/// transaction of its caller's.
///
/// # Errors
/// `Missing` when the lot does not wait any more; otherwise when the database is not available.
pub fn end_lot(session: &mut Session, number: LotNumber) -> Result<bool, Error> {
    mark_whole(session, number, true)?;
    Ok(forget_if_empty(session, number)? > 0)
}

/// How many responses a lot holds; without any it is forgotten. Part of a transaction of its caller's.
pub(super) fn forget_if_empty(session: &mut Session, number: LotNumber) -> Result<u64, Error> {
    let responses = count_responses(session, number)?;
    if responses == 0 {
        forget_lot(session, number)?;
    }
    Ok(responses)
}

/// Writes submissions into a lot, and says of each, in order, what became of it. Part of a transaction of its caller's.
///
/// # Errors
/// `Missing` when the lot does not wait any more; otherwise when the database is not available.
pub fn add_to_lot(session: &mut Session, number: LotNumber, group: &[Submission]) -> Result<Vec<Outcome>, Error> {
    let lot = number.0.to_vec();
    if lots::table.find(&lot).count().get_result::<i64>(session)? == 0 {
        return Err(Error::Missing);
    }
    let outcomes = store_new(session, group, |session, rows| insert_rows(session, rows, &lot))?;
    for (submission, outcome) in group.iter().zip(&outcomes) {
        if matches!(outcome, Outcome::Created { .. }) {
            let row = (lot_receipts::key.eq(submission.receipt.key()), lot_receipts::lot.eq(&lot));
            diesel::insert_into(lot_receipts::table).values(row).execute(session)?;
        }
    }
    Ok(outcomes)
}

/// Writes submissions into the lot that waits for a batch of that name, or makes it; says of each what became of it, and
/// which lot it is, if it holds anything. Part of a transaction of its caller's.
///
/// # Errors
/// When the database is not available, or the lot cannot be read.
pub fn add_batch(
    session: &mut Session,
    fresh: Lot,
    group: &[Submission],
) -> Result<(Vec<Outcome>, Option<Lot>), Error> {
    let lot = open_batch(session, fresh)?;
    let outcomes = add_to_lot(session, lot.number, group)?;
    // What was cut short is made whole by who began it.
    let waits = !lot.whole || end_lot(session, lot.number)?;
    Ok((outcomes, waits.then_some(lot)))
}

/// The lot that waits for what a fresh one is made for, or else that one. Part of a transaction of its caller's.
pub(super) fn open_batch(session: &mut Session, fresh: Lot) -> Result<Lot, Error> {
    if let Some(lot) = find_lot(session, &fresh.digest)? {
        return Ok(lot);
    }
    insert_lot(session, &fresh)?;
    Ok(fresh)
}

/// Lets what a lot holds wait for the next tick, and forgets the lot; says how many responses that are. Of paper it is
/// noted how many forms there were. Part of a transaction of its caller's.
///
/// # Errors
/// `Missing` when the lot does not wait any more, `Conflict` when what brought it was cut short; otherwise when the
/// database is not available.
pub fn confirm_lot(session: &mut Session, lot: &Lot, today: Date) -> Result<usize, Error> {
    let Lot { typing, whole, .. } = find_lot(session, &lot.digest)?.ok_or(Error::Missing)?;
    if !whole {
        return Err(Error::Conflict);
    }
    if lot.channel == Channel::Paper {
        let forms = count_months(session, lot.number)?;
        let (survey, name) = (lot.survey.clone(), lot.name.clone());
        insert_batch(session, &Batch { survey, name, confirmed_on: today, forms, typing })?;
    }
    let confirmed = copy_rows(session, "lot_responses", "responses", lot.number)?;
    copy_rows(session, "lot_comments", "comments", lot.number)?;
    forget_lot(session, lot.number)?;
    Ok(confirmed)
}

/// Confirms the lots that have waited long enough on a day; one that was cut short waits on. Part of a transaction of
/// its caller's.
///
/// # Errors
/// When the database is not available, or a lot cannot be read.
pub fn confirm_due_lots(session: &mut Session, day: Date) -> Result<(), Error> {
    let due = list_lots(session)?.into_iter().filter(|(lot, _)| lot.whole && lot.confirmed_from() <= day);
    for (lot, _) in due {
        confirm_lot(session, &lot, day)?;
    }
    Ok(())
}

/// Deletes all that a lot brought, as if it had never come; says how many responses that were. Part of a transaction of
/// its caller's.
///
/// # Errors
/// When the database is not available.
pub fn take_back_lot(session: &mut Session, lot: &Lot) -> Result<u64, Error> {
    let taken_back = count_responses(session, lot.number)?;
    sql_query("DELETE FROM receipts WHERE key IN (SELECT key FROM lot_receipts WHERE lot = $1)")
        .bind::<Binary, _>(lot.number.0.to_vec())
        .execute(session)?;
    diesel::delete(imports::table.find(lot.digest.to_vec())).execute(session)?;
    forget_lot(session, lot.number)?;
    Ok(taken_back)
}

/// Copies what a lot holds in one table to another: every column that both have.
fn copy_rows(session: &mut Session, from: &str, to: &str, number: LotNumber) -> Result<usize, Error> {
    let there: Vec<String> = session.columns_of(to)?.into_iter().map(|column| column.name).collect();
    let both = session.columns_of(from)?.into_iter().map(|column| column.name).filter(|name| there.contains(name));
    let columns = both.collect::<Vec<_>>().join(", ");
    // In the order of the random keys: nothing is to lie together because it came together.
    let sql = format!("INSERT INTO {to} ({columns}) SELECT {columns} FROM {from} WHERE lot = $1 ORDER BY key");
    Ok(sql_query(sql).bind::<Binary, _>(number.0.to_vec()).execute(session)?)
}

fn mark_whole(session: &mut Session, number: LotNumber, whole: bool) -> Result<(), Error> {
    match diesel::update(lots::table.find(number.0.to_vec())).set(lots::whole.eq(whole)).execute(session)? {
        0 => Err(Error::Missing),
        _ => Ok(()),
    }
}

fn count_responses(session: &mut Session, number: LotNumber) -> Result<u64, Error> {
    let responses = lot_responses::table.filter(lot_responses::lot.eq(number.0.to_vec()));
    u64::try_from(responses.count().get_result::<i64>(session)?).map_err(|_| CORRUPT)
}

/// Deletes a lot and what lies in its tables, and writes anew what lay beside it.
fn forget_lot(session: &mut Session, number: LotNumber) -> Result<(), Error> {
    let lot = number.0.to_vec();
    diesel::delete(lot_responses::table.filter(lot_responses::lot.eq(&lot))).execute(session)?;
    diesel::delete(lot_comments::table.filter(lot_comments::lot.eq(&lot))).execute(session)?;
    diesel::delete(lot_receipts::table.filter(lot_receipts::lot.eq(&lot))).execute(session)?;
    diesel::delete(lot_places::table.filter(lot_places::lot.eq(&lot))).execute(session)?;
    diesel::delete(lots::table.find(&lot)).execute(session)?;
    rewrite_lots(session)
}

/// Writes the tables of lots anew, so that no copy stays of what was deleted. Part of a transaction of its caller's.
pub(super) fn rewrite_lots(session: &mut Session) -> Result<(), Error> {
    let tables = ["lot_responses", "lot_comments", "lot_receipts", "lot_places", "lots"];
    tables.iter().try_for_each(|table| session.rewrite(table))
}

/// Writes rows into a lot. Part of a transaction of its caller's.
pub(super) fn insert_rows(session: &mut Session, rows: &Rows, lot: &[u8]) -> Result<(), Error> {
    for row in &rows.responses {
        diesel::insert_into(lot_responses::table).values(row.in_lot(lot)).execute(session)?;
    }
    for row in &rows.comments {
        diesel::insert_into(lot_comments::table).values(row.in_lot(lot)).execute(session)?;
    }
    Ok(())
}

#[derive(Queryable)]
struct LotRow {
    key: Vec<u8>,
    digest: Vec<u8>,
    name: String,
    survey: String,
    channel: String,
    made_on: String,
    whole: bool,
    unreadable: i64,
    compared: i64,
    different: i64,
}

impl LotRow {
    fn read(self) -> Result<Lot, Error> {
        Ok(Lot {
            number: LotNumber(self.key.try_into().map_err(|_| CORRUPT)?),
            digest: self.digest.try_into().map_err(|_| CORRUPT)?,
            name: self.name,
            survey: self.survey.parse().map_err(|_| CORRUPT)?,
            channel: self.channel.parse().map_err(|_| CORRUPT)?,
            made_on: read_day(&self.made_on)?,
            whole: self.whole,
            typing: read_typing(self.unreadable, self.compared, self.different)?,
        })
    }
}

#[derive(Queryable)]
struct ImportRow {
    digest: Vec<u8>,
    survey: String,
    channel: String,
    imported_on: String,
    identified: bool,
    profile: String,
}

impl ImportRow {
    fn read(self) -> Result<Import, Error> {
        Ok(Import {
            digest: self.digest.try_into().map_err(|_| CORRUPT)?,
            survey: self.survey.parse().map_err(|_| CORRUPT)?,
            channel: self.channel.parse().map_err(|_| CORRUPT)?,
            imported_on: read_day(&self.imported_on)?,
            identified: self.identified,
            profile: serde_json::from_str(&self.profile).map_err(|_| CORRUPT)?,
        })
    }
}
