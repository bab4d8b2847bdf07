//! What a tick moves: pending responses into blocks, and periods into the past.
//!
//! Nothing is decided here: `release` asks `survey::disclosure` and calls these, step by step, in transactions of its own.

use std::collections::BTreeMap;
use std::sync::Arc;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Binary, Bool, Integer, Nullable, Text};
use jiff::civil::Date;

use crate::storage::blocks::BlockKey;
use crate::storage::dialect::Session;
use crate::storage::error::Error;
use crate::storage::schema::{closes, released_responses, responses, tails, ticks, waiting};
use crate::survey::codes::{DepartmentCode, SurveySlug};
use crate::survey::disclosure::{Crowd, Days, Months, Tails};
use crate::survey::figures::Close;
use crate::survey::flags::Flags;
use crate::survey::period::{Period, Unit};
use crate::survey::questionnaire::Version;
use crate::survey::response::{Answers, Asking};
use crate::survey::tally::Tally;

/// How many pending responses are held in memory at once.
const PAGE: i64 = 4_000;

const CORRUPT: Error = Error::Corrupt { what: "response" };

diesel::define_sql_function! {
    /// The first of two that is there.
    fn coalesce(one: Nullable<Text>, other: Text) -> Text;
}

/// Those whose questions nest together: what one survey's people of one period said, at the counter or in an import.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Strip {
    /// The survey.
    pub survey: SurveySlug,
    /// The first day of the period.
    pub first_day: Date,
    /// Whether they were imported.
    pub history: bool,
}

/// The responses that a step is about: of one survey version, that count for one period.
#[derive(Debug, Clone)]
pub struct Batch {
    /// The version.
    pub version: Arc<Version>,
    /// The period.
    pub period: Period,
    /// Whether they were imported.
    pub history: bool,
    /// The last day that they may count for.
    pub through: Date,
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

/// The days, up to and including one, for which something waits, with its survey, and whether it was imported.
///
/// # Errors
/// When the database is not available, or a row cannot be read.
pub fn list_waiting_days(session: &mut Session, through: Date) -> Result<Vec<(SurveySlug, bool, Date)>, Error> {
    let booked = coalesce(responses::booked, responses::day);
    let mut rows: Vec<(String, bool, String)> = responses::table
        .filter(booked.le(through.to_string()).and(responses::held.eq(0)))
        .select((responses::survey, responses::history, booked))
        .distinct()
        .load(session)?;
    let purged: Vec<(String, bool, String)> =
        waiting::table.select((waiting::survey, waiting::history, waiting::month)).distinct().load(session)?;
    let untold: Vec<(String, bool, String)> =
        tails::table.select((tails::survey, tails::history, tails::period)).distinct().load(session)?;
    rows.extend(purged.into_iter().chain(untold));
    rows.into_iter()
        .map(|(survey, history, day)| Ok((survey.parse().map_err(|_| CORRUPT)?, history, read_day(&day)?)))
        .collect()
}

/// Books what arrived late for a closed day on the first open one. Imported history stays where it is.
///
/// # Errors
/// When the database is not available.
pub fn book_late_arrivals(session: &mut Session, closed_through: Date, on: Date) -> Result<usize, Error> {
    let late = responses::table
        .filter(responses::history.eq(false))
        .filter(coalesce(responses::booked, responses::day).le(closed_through.to_string()));
    Ok(diesel::update(late).set(responses::booked.eq(on.to_string())).execute(session)?)
}

/// Counts a batch's waiting responses, by department and month.
///
/// # Errors
/// When the database is not available, or a response cannot be read.
pub fn load_streams(session: &mut Session, batch: &Batch) -> Result<BTreeMap<DepartmentCode, Months>, Error> {
    let mut streams: BTreeMap<DepartmentCode, Months> = BTreeMap::new();
    for (department, month, tally) in batch.load_purged(session)? {
        let purged = Crowd { tally, days: Days { from: month, to: month }, carried: true };
        streams.entry(department).or_default().entry(month).and_modify(|all| all.absorb(&purged)).or_insert(purged);
    }
    visit_pending(session, batch, |row| {
        let (day, carried) = row.booked_day(&batch.period)?;
        let months = streams.entry(row.department()?).or_default();
        let crowd = months.entry(Unit::Month.first_day(day)).or_insert_with(|| Crowd::empty(day));
        row.count(&batch.version, &mut crowd.tally)?;
        crowd.days = crowd.days.and(Days { from: day, to: day });
        crowd.carried |= carried;
        Ok(())
    })?;
    Ok(streams)
}

/// Shows the rows of a batch, in the order of their random keys.
fn visit_pending(
    session: &mut Session,
    batch: &Batch,
    mut visit: impl FnMut(&PendingRow) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut after: Vec<u8> = Vec::new();
    loop {
        let page: Vec<PendingRow> = responses::table
            .filter(responses::key.gt(&after))
            .filter(responses::survey.eq(batch.survey()).and(responses::version.eq(batch.version()?)))
            .filter(responses::history.eq(batch.history).and(responses::held.eq(0)))
            .filter(coalesce(responses::booked, responses::day).between(batch.first(), batch.last()))
            .order(responses::key)
            .limit(PAGE)
            .select(PendingRow::as_select())
            .load(session)?;
        let Some(last) = page.last() else { return Ok(()) };
        after.clone_from(&last.key);
        page.iter().try_for_each(&mut visit)?;
    }
}

/// Moves a department's waiting responses of a batch, on some days, to the released ones of a block, in the order of
/// their random keys.
///
/// # Errors
/// When the database is not available.
pub fn release_responses(
    session: &mut Session,
    batch: &Batch,
    days: Days,
    department: &DepartmentCode,
    block: &BlockKey,
) -> Result<(), Error> {
    let (from, to) = (days.from.to_string(), days.to.to_string());
    // SQLite counts parameters in the order in which they appear.
    sql_query(
        "INSERT INTO released_responses \
         (period, key, survey, version, department, day, channel, language, answers, flags, block, booked) \
         SELECT $1, key, survey, version, department, day, channel, language, answers, flags, $2, booked FROM responses \
         WHERE survey = $3 AND version = $4 AND department = $5 AND history = $6 AND held = 0 \
         AND COALESCE(booked, day) BETWEEN $7 AND $8 ORDER BY key",
    )
    .bind::<Text, _>(batch.period.label())
    .bind::<Binary, _>(&block.0)
    .bind::<Text, _>(batch.survey())
    .bind::<Integer, _>(batch.version()?)
    .bind::<Text, _>(department.as_str())
    .bind::<Bool, _>(batch.history)
    .bind::<Text, _>(&from)
    .bind::<Text, _>(&to)
    .execute(session)?;
    let released = responses::table
        .filter(responses::survey.eq(batch.survey()).and(responses::version.eq(batch.version()?)))
        .filter(responses::department.eq(department.as_str()).and(responses::history.eq(batch.history)))
        .filter(coalesce(responses::booked, responses::day).between(&from, &to).and(responses::held.eq(0)));
    diesel::delete(released).execute(session)?;
    let counted = waiting::table
        .filter(waiting::survey.eq(batch.survey()).and(waiting::version.eq(batch.version()?)))
        .filter(waiting::department.eq(department.as_str()).and(waiting::history.eq(batch.history)))
        .filter(waiting::month.between(Unit::Month.first_day(days.from).to_string(), &to));
    diesel::delete(counted).execute(session)?;
    Ok(())
}

/// Books what is left of a batch whose period is over on another day. What is held, or came since the tick began, arrives
/// late instead.
///
/// # Errors
/// When the database is not available, or a tally cannot be read.
pub fn carry_responses(session: &mut Session, batch: &Batch, to: Date) -> Result<(), Error> {
    let left = responses::table
        .filter(responses::survey.eq(batch.survey()).and(responses::version.eq(batch.version()?)))
        .filter(responses::history.eq(batch.history).and(responses::held.eq(0)))
        .filter(coalesce(responses::booked, responses::day).between(batch.first(), batch.last()));
    diesel::update(left).set(responses::booked.eq(to.to_string())).execute(session)?;
    for (department, month, tally) in batch.load_purged(session)? {
        let counted = waiting::table.find((
            batch.survey(),
            batch.version()?,
            department.as_str(),
            batch.history,
            month.to_string(),
        ));
        diesel::delete(counted).execute(session)?;
        add_purged(session, batch, &department, to, &tally)?;
    }
    Ok(())
}

/// What is yet to be told of a strip's questions, by department; none: of the office.
///
/// # Errors
/// When the database is not available, or a row cannot be read.
pub fn load_tails(session: &mut Session, strip: &Strip) -> Result<BTreeMap<Option<DepartmentCode>, Tails>, Error> {
    let rows: Vec<(String, String)> = tails::table
        .filter(tails::survey.eq(strip.survey.as_str()).and(tails::history.eq(strip.history)))
        .filter(tails::period.eq(strip.first_day.to_string()))
        .select((tails::department, tails::questions))
        .load(session)?;
    let read = rows.into_iter().map(|(department, questions)| {
        let department = if department.is_empty() { None } else { Some(department.parse().ok()?) };
        Some((department, serde_json::from_str(&questions).ok()?))
    });
    read.collect::<Option<_>>().ok_or(Error::Corrupt { what: "tail" })
}

/// Writes down what is yet to be told of a strip's questions, in place of what was.
///
/// # Errors
/// When the database is not available.
pub fn replace_tails(
    session: &mut Session,
    strip: &Strip,
    told_later: &BTreeMap<Option<DepartmentCode>, Tails>,
) -> Result<(), Error> {
    let known = tails::table
        .filter(tails::survey.eq(strip.survey.as_str()).and(tails::history.eq(strip.history)))
        .filter(tails::period.eq(strip.first_day.to_string()));
    diesel::delete(known).execute(session)?;
    for (department, questions) in told_later.iter().filter(|(_, questions)| !questions.is_empty()) {
        let row = (
            tails::survey.eq(strip.survey.as_str()),
            tails::period.eq(strip.first_day.to_string()),
            tails::history.eq(strip.history),
            tails::department.eq(department.as_ref().map_or("", DepartmentCode::as_str)),
            tails::questions.eq(serde_json::to_string(questions).map_err(|_| Error::Corrupt { what: "tail" })?),
        );
        diesel::insert_into(tails::table).values(row).execute(session)?;
    }
    Ok(())
}

/// Lets what is yet to be told of a strip's questions wait in the period that begins on a day.
///
/// # Errors
/// When the database is not available.
pub fn carry_tails(
    session: &mut Session,
    strip: &Strip,
    next: Date,
    streams: BTreeMap<Option<DepartmentCode>, Tails>,
) -> Result<(), Error> {
    replace_tails(session, strip, &BTreeMap::new())?;
    let later = Strip { first_day: next, ..strip.clone() };
    let mut tails = load_tails(session, &later)?;
    for (department, untold) in streams {
        tails.entry(department).or_default().carry(untold);
    }
    replace_tails(session, &later, &tails)
}

/// The periods that still have released responses.
///
/// # Errors
/// When the database is not available, or a period cannot be read.
pub fn list_kept_periods(session: &mut Session) -> Result<Vec<Period>, Error> {
    let mut periods: Vec<Period> = Vec::new();
    // From period to period along the key: never a walk over the responses themselves.
    loop {
        let after = periods.last().map_or("", Period::label);
        let next: Option<String> = released_responses::table
            .filter(released_responses::period.gt(after))
            .order(released_responses::period)
            .select(released_responses::period)
            .first(session)
            .optional()?;
        let Some(label) = next else { return Ok(periods) };
        periods.push(label.parse().map_err(|_| Error::Corrupt { what: "period" })?);
    }
}

/// Deletes the released responses of a period; its blocks stay.
///
/// # Errors
/// When the database is not available.
pub fn purge_released(session: &mut Session, period: &Period) -> Result<usize, Error> {
    let old = released_responses::table.filter(released_responses::period.eq(period.label()));
    let purged = diesel::delete(old).execute(session)?;
    session.rewrite_near("released_responses", &["period", "key"], &format!("('{}', x'')", period.label()))?;
    Ok(purged)
}

/// Writes the responses that still wait anew, so that nothing is left of those that do not, and of their order.
///
/// # Errors
/// When the database is not available.
pub fn rewrite_waiting_responses(session: &mut Session) -> Result<(), Error> {
    session.rewrite("responses")
}

/// Deletes the rows of those who were carried on to a day, and were collected up to another; their counts go on waiting.
///
/// # Errors
/// When the database is not available, or a response cannot be read.
pub fn purge_carried(
    session: &mut Session,
    versions: &[Arc<Version>],
    carried_to: Date,
    through: Date,
) -> Result<usize, Error> {
    let mut purged = 0;
    let batches = versions.iter().flat_map(|version| [false, true].map(|history| (version.clone(), history)));
    for (version, history) in batches {
        let period = Period::holding(carried_to, Unit::Month);
        let batch = Batch { version, period, history, through: carried_to };
        let mut counted: BTreeMap<DepartmentCode, Tally> = BTreeMap::new();
        let mut keys: Vec<Vec<u8>> = Vec::new();
        visit_pending(session, &batch, |row| {
            if read_day(&row.day)? <= through {
                row.count(&batch.version, counted.entry(row.department()?).or_default())?;
                keys.push(row.key.clone());
            }
            Ok(())
        })?;
        for (department, tally) in counted {
            add_purged(session, &batch, &department, carried_to, &tally)?;
        }
        for keys in keys.chunks(PAGE as usize) {
            purged += diesel::delete(responses::table.filter(responses::key.eq_any(keys))).execute(session)?;
        }
    }
    Ok(purged)
}

/// Adds to the counts of a batch's people who wait without rows.
fn add_purged(
    session: &mut Session,
    batch: &Batch,
    department: &DepartmentCode,
    month: Date,
    tally: &Tally,
) -> Result<(), Error> {
    let month = month.to_string();
    let place = (batch.survey(), batch.version()?, department.as_str(), batch.history, month.as_str());
    add_waiting(session, place, tally.clone())
}

/// Adds to the counts of those who wait without rows: survey, version, department, whether imported, and month.
pub(super) fn add_waiting(
    session: &mut Session,
    place: (&str, i32, &str, bool, &str),
    mut sum: Tally,
) -> Result<(), Error> {
    let known: Option<String> = waiting::table.find(place).select(waiting::tally).first(session).optional()?;
    if let Some(known) = known {
        sum.merge(&serde_json::from_str(&known).map_err(|_| CORRUPT)?);
        diesel::delete(waiting::table.find(place)).execute(session)?;
    }
    let (survey, version, department, history, month) = place;
    let row = (
        waiting::survey.eq(survey),
        waiting::version.eq(version),
        waiting::department.eq(department),
        waiting::history.eq(history),
        waiting::month.eq(month),
        waiting::tally.eq(serde_json::to_string(&sum).map_err(|_| CORRUPT)?),
    );
    diesel::insert_into(waiting::table).values(row).execute(session)?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = responses)]
struct PendingRow {
    key: Vec<u8>,
    department: String,
    day: String,
    channel: String,
    answers: String,
    flags: Option<i32>,
    booked: Option<String>,
}

impl PendingRow {
    fn department(&self) -> Result<DepartmentCode, Error> {
        self.department.parse().map_err(|_| CORRUPT)
    }

    /// Adds what it says to a tally.
    fn count(&self, version: &Version, tally: &mut Tally) -> Result<(), Error> {
        let answers: Answers = serde_json::from_str(&self.answers).map_err(|_| CORRUPT)?;
        let department = self.department()?;
        let asking = Asking { department: &department, channel: self.channel.parse().map_err(|_| CORRUPT)? };
        tally.add(version, asking, &answers, read_flags(self.flags)?);
        Ok(())
    }

    /// The day that it counts for, and whether it was carried there from an earlier period.
    fn booked_day(&self, period: &Period) -> Result<(Date, bool), Error> {
        let collected = read_day(&self.day)?;
        let booked = self.booked.as_deref().map(read_day).transpose()?;
        let carried = booked == Some(period.first()) && collected < period.first();
        Ok((booked.unwrap_or(collected), carried))
    }
}

impl Batch {
    fn survey(&self) -> &str {
        self.version.survey.as_str()
    }

    fn version(&self) -> Result<i32, Error> {
        i32::try_from(self.version.number).map_err(|_| Error::Corrupt { what: "version" })
    }

    fn first(&self) -> String {
        self.period.first().to_string()
    }

    fn last(&self) -> String {
        self.period.last().min(self.through).to_string()
    }

    /// Those who wait without rows, by department and month.
    fn load_purged(&self, session: &mut Session) -> Result<Vec<(DepartmentCode, Date, Tally)>, Error> {
        let rows: Vec<(String, String, String)> = waiting::table
            .filter(waiting::survey.eq(self.survey()).and(waiting::version.eq(self.version()?)))
            .filter(waiting::history.eq(self.history).and(waiting::month.between(self.first(), self.last())))
            .select((waiting::department, waiting::month, waiting::tally))
            .load(session)?;
        let read = rows.into_iter().map(|(department, month, tally)| {
            Some((department.parse().ok()?, month.parse().ok()?, serde_json::from_str(&tally).ok()?))
        });
        read.collect::<Option<_>>().ok_or(CORRUPT)
    }
}

/// The flags of a row; none: it has none.
///
/// # Errors
/// When it is no number of flags.
pub(super) fn read_flags(flags: Option<i32>) -> Result<Flags, Error> {
    let bits = u8::try_from(flags.unwrap_or(0)).map_err(|_| CORRUPT)?;
    Ok(Flags::from_bits(bits))
}

/// A day as rows have it.
pub(super) fn read_day(text: &str) -> Result<Date, Error> {
    text.parse().map_err(|_| Error::Corrupt { what: "day" })
}
