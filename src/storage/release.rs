//! What a tick moves: pending responses into blocks, and periods into the past.
//!
//! Nothing is decided here: `release` asks `survey::disclosure` and calls these, step by step, in transactions of its own.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Binary, Integer, Text};
use jiff::civil::Date;

use crate::storage::blocks::BlockKey;
use crate::storage::dialect::Session;
use crate::storage::error::Error;
use crate::storage::schema::{closes, released_responses, responses, ticks};
use crate::survey::codes::{DepartmentCode, SurveySlug};
use crate::survey::figures::Close;
use crate::survey::flags::Flags;
use crate::survey::period::{Period, Unit};
use crate::survey::response::Answers;
use crate::survey::tally::Tally;

/// How many pending responses are held in memory at once.
const PAGE: i64 = 4_000;

/// The pending responses of one department: what they say together, and the days they span.
#[derive(Debug)]
pub struct Stream {
    /// What they say together.
    pub tally: Tally,
    /// The first day of them.
    pub first_day: Date,
    /// The last day of them.
    pub last_day: Date,
}

/// The responses that a step is about: of one survey version, collected in one period.
#[derive(Debug, Clone)]
pub struct Batch {
    /// The survey.
    pub survey: SurveySlug,
    /// The version.
    pub version: u32,
    /// The period.
    pub period: Period,
}

/// The last completed tick: its number, and the day it was for.
///
/// # Errors
/// When the database is not available, or the tick cannot be read.
pub fn find_last_tick(session: &mut Session) -> Result<Option<(i64, Date)>, Error> {
    let tick: Option<(i64, String)> = ticks::table.order(ticks::number.desc()).first(session).optional()?;
    tick.map(|(number, day)| Ok((number, read_day(&day)?))).transpose()
}

/// Completes a tick: from now on readers see its blocks.
///
/// # Errors
/// When the database is not available.
pub fn insert_tick(session: &mut Session, number: i64, day: Date) -> Result<(), Error> {
    let row = (ticks::number.eq(number), ticks::day.eq(day.to_string()));
    diesel::insert_into(ticks::table).values(row).execute(session)?;
    Ok(())
}

/// The last day that is closed, if any is.
///
/// # Errors
/// When the database is not available, or the day cannot be read.
pub fn find_closed_through(session: &mut Session) -> Result<Option<Date>, Error> {
    let day: Option<String> =
        closes::table.select(closes::through).order(closes::through.desc()).first(session).optional()?;
    day.map(|day| read_day(&day)).transpose()
}

/// Closes all days up to and including one.
///
/// # Errors
/// When the database is not available.
pub fn insert_close(session: &mut Session, close: Close) -> Result<(), Error> {
    let row = (closes::through.eq(close.through.to_string()), closes::closed_on.eq(close.on.to_string()));
    diesel::insert_into(closes::table).values(row).execute(session)?;
    Ok(())
}

/// All period closes, oldest first.
///
/// # Errors
/// When the database is not available, or a close cannot be read.
pub fn list_closes(session: &mut Session) -> Result<Vec<Close>, Error> {
    let rows: Vec<(String, String)> = closes::table.order(closes::through).load(session)?;
    rows.into_iter().map(|(through, on)| Ok(Close { through: read_day(&through)?, on: read_day(&on)? })).collect()
}

/// The days of pending responses up to and including a day, by survey and version.
///
/// # Errors
/// When the database is not available, or a row cannot be read.
pub fn list_pending_days(
    session: &mut Session,
    through: Date,
) -> Result<BTreeMap<(SurveySlug, u32), Vec<Date>>, Error> {
    let rows: Vec<(String, i32, String)> = responses::table
        .filter(responses::day.le(through.to_string()))
        .select((responses::survey, responses::version, responses::day))
        .distinct()
        .load(session)?;
    let mut days: BTreeMap<(SurveySlug, u32), Vec<Date>> = BTreeMap::new();
    for (survey, version, day) in rows {
        let survey = survey.parse().map_err(|_| Error::Corrupt { what: "response" })?;
        let version = u32::try_from(version).map_err(|_| Error::Corrupt { what: "response" })?;
        days.entry((survey, version)).or_default().push(read_day(&day)?);
    }
    Ok(days)
}

/// Moves what arrived late for a closed day to the first open one. Imported history stays where it is.
///
/// # Errors
/// When the database is not available.
pub fn redate_late_arrivals(session: &mut Session, closed_through: Date, to: Date) -> Result<usize, Error> {
    let late = responses::table.filter(responses::history.eq(false).and(responses::day.le(closed_through.to_string())));
    Ok(diesel::update(late).set(responses::day.eq(to.to_string())).execute(session)?)
}

/// Counts a batch's pending responses up to a day, by department.
///
/// # Errors
/// When the database is not available, or a response cannot be read.
pub fn load_streams(
    session: &mut Session,
    batch: &Batch,
    through: Date,
) -> Result<BTreeMap<DepartmentCode, Stream>, Error> {
    let mut streams: BTreeMap<String, Stream> = BTreeMap::new();
    let mut after: Vec<u8> = Vec::new();
    loop {
        let page: Vec<PendingRow> = responses::table
            .filter(responses::key.gt(&after))
            .filter(responses::survey.eq(batch.survey.as_str()).and(responses::version.eq(batch.version()?)))
            .filter(responses::day.between(batch.first(), batch.last(through)))
            .order(responses::key)
            .limit(PAGE)
            .select(PendingRow::as_select())
            .load(session)?;
        let Some(last) = page.last() else { break };
        after.clone_from(&last.key);
        for row in page {
            let day = read_day(&row.day)?;
            let answers: Answers =
                serde_json::from_str(&row.answers).map_err(|_| Error::Corrupt { what: "response" })?;
            let fresh = || Stream { tally: Tally::default(), first_day: day, last_day: day };
            let stream = streams.entry(row.department).or_insert_with(fresh);
            stream.tally.add(&answers, read_flags(row.flags)?);
            stream.first_day = stream.first_day.min(day);
            stream.last_day = stream.last_day.max(day);
        }
    }
    let parsed = streams.into_iter().map(|(code, stream)| Some((code.parse().ok()?, stream)));
    parsed.collect::<Option<_>>().ok_or(Error::Corrupt { what: "response" })
}

/// Moves a department's pending responses of a batch to the released ones of a block, in the order of their random keys.
///
/// # Errors
/// When the database is not available.
pub fn release_responses(
    session: &mut Session,
    batch: &Batch,
    through: Date,
    department: &DepartmentCode,
    block: &BlockKey,
) -> Result<usize, Error> {
    let quarter = Period::holding(batch.period.first(), Unit::Quarter);
    // SQLite counts parameters in the order in which they appear.
    sql_query(
        "INSERT INTO released_responses \
         (quarter, key, survey, version, department, day, channel, language, answers, flags, block) \
         SELECT $1, key, survey, version, department, day, channel, language, answers, flags, $2 FROM responses \
         WHERE survey = $3 AND version = $4 AND department = $5 AND day BETWEEN $6 AND $7 ORDER BY key",
    )
    .bind::<Text, _>(quarter.label())
    .bind::<Binary, _>(&block.0)
    .bind::<Text, _>(batch.survey.as_str())
    .bind::<Integer, _>(batch.version()?)
    .bind::<Text, _>(department.as_str())
    .bind::<Text, _>(batch.first())
    .bind::<Text, _>(batch.last(through))
    .execute(session)?;
    let pending = responses::table
        .filter(responses::survey.eq(batch.survey.as_str()).and(responses::version.eq(batch.version()?)))
        .filter(responses::department.eq(department.as_str()))
        .filter(responses::day.between(batch.first(), batch.last(through)));
    Ok(diesel::delete(pending).execute(session)?)
}

/// Moves what is left of a batch whose period is over to another day.
///
/// # Errors
/// When the database is not available.
pub fn carry_responses(session: &mut Session, batch: &Batch, to: Date) -> Result<usize, Error> {
    let left = responses::table
        .filter(responses::survey.eq(batch.survey.as_str()).and(responses::version.eq(batch.version()?)))
        .filter(responses::day.between(batch.first(), batch.period.last().to_string()));
    Ok(diesel::update(left).set(responses::day.eq(to.to_string())).execute(session)?)
}

/// The quarters that still have released responses.
///
/// # Errors
/// When the database is not available, or a quarter cannot be read.
pub fn list_kept_quarters(session: &mut Session) -> Result<Vec<Period>, Error> {
    let mut quarters: Vec<Period> = Vec::new();
    // From quarter to quarter along the key: never a walk over the responses themselves.
    loop {
        let after = quarters.last().map_or("", Period::label);
        let next: Option<String> = released_responses::table
            .filter(released_responses::quarter.gt(after))
            .order(released_responses::quarter)
            .select(released_responses::quarter)
            .first(session)
            .optional()?;
        let Some(label) = next else { return Ok(quarters) };
        quarters.push(label.parse().map_err(|_| Error::Corrupt { what: "quarter" })?);
    }
}

/// Deletes the released responses of a quarter; its blocks stay.
///
/// # Errors
/// When the database is not available.
pub fn purge_released(session: &mut Session, quarter: &Period) -> Result<usize, Error> {
    let old = released_responses::table.filter(released_responses::quarter.eq(quarter.label()));
    Ok(diesel::delete(old).execute(session)?)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = responses)]
struct PendingRow {
    key: Vec<u8>,
    department: String,
    day: String,
    answers: String,
    flags: Option<i32>,
}

impl Batch {
    fn version(&self) -> Result<i32, Error> {
        i32::try_from(self.version).map_err(|_| Error::Corrupt { what: "version" })
    }

    fn first(&self) -> String {
        self.period.first().to_string()
    }

    fn last(&self, through: Date) -> String {
        self.period.last().min(through).to_string()
    }
}

/// The flags of a row; none: it has none.
///
/// # Errors
/// When it is no number of flags.
pub(super) fn read_flags(flags: Option<i32>) -> Result<Flags, Error> {
    let bits = u8::try_from(flags.unwrap_or(0)).map_err(|_| Error::Corrupt { what: "response" })?;
    Ok(Flags::from_bits(bits))
}

fn read_day(text: &str) -> Result<Date, Error> {
    text.parse().map_err(|_| Error::Corrupt { what: "day" })
}
