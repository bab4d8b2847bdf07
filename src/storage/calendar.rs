//! The calendar, set right after a wrong clock: days that have not come yet are given back, and nothing else.
//!
//! Blocks, classes and comments that were told stay told, with all who are in them, so that nothing can be subtracted.

use diesel::prelude::*;
use jiff::ToSpan;
use jiff::civil::Date;

use crate::storage::days::return_holds;
use crate::storage::dialect::Session;
use crate::storage::error::Error;
use crate::storage::release::{Strip, add_waiting, carry_tails, find_closed_through, load_tails, read_day};
use crate::storage::schema::{closes, comments, responses, tails, ticks, waiting};
use crate::survey::codes::SurveySlug;
use crate::survey::period::{Period, Unit};
use crate::survey::tally::Tally;

/// What was set right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reopened {
    /// How many releases were given the day that it is.
    pub ticks: usize,
    /// How many closes were taken back.
    pub closes: usize,
    /// How many responses and comments wait for a day again that has come.
    pub waiting: usize,
    /// How many counts of those without rows do.
    pub counts: usize,
}

impl Reopened {
    /// Whether there was nothing to set right.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// The days of the completed ticks after a day, in order.
///
/// # Errors
/// When the database is not available, or a day cannot be read.
pub fn list_ticks_after(session: &mut Session, day: Date) -> Result<Vec<Date>, Error> {
    let days: Vec<String> =
        ticks::table.filter(ticks::day.gt(day.to_string())).order(ticks::number).select(ticks::day).load(session)?;
    days.iter().map(|day| read_day(day)).collect()
}

/// Sets the calendar back to today: ticks after it are of today, closes after it are taken back, and what waits for a
/// later day waits in today's period again. Part of a transaction of its caller's.
///
/// # Errors
/// When the database is not available, or something cannot be read.
pub fn set_back(session: &mut Session, today: Date, close: Unit) -> Result<Reopened, Error> {
    let day = today.to_string();
    let late = ticks::table.filter(ticks::day.gt(&day));
    let ticks = diesel::update(late).set(ticks::day.eq(&day)).execute(session)?;
    let early = closes::table.filter(closes::through.ge(&day).or(closes::closed_on.gt(&day)));
    let closes = diesel::delete(early).execute(session)?;
    let period = Period::holding(today, close);
    return_holds(session, today)?;
    let waiting = return_responses(session, today)? + book_ahead(session, today, today)?;
    let counts = return_counts(session, today, &period)? + return_tails(session, today, &period)?;
    Ok(Reopened { ticks, closes, waiting, counts })
}

/// Books what was collected on a day after one, by a clock that was ahead, on another; comments count for its quarter.
///
/// # Errors
/// When the database is not available.
pub fn book_ahead(session: &mut Session, after: Date, on: Date) -> Result<usize, Error> {
    let quarter = |day| Period::holding(day, Unit::Quarter).label().to_owned();
    let ahead = responses::table
        .filter(responses::history.eq(false).and(responses::day.gt(after.to_string())))
        .filter(responses::booked.is_null().or(responses::booked.gt(after.to_string())));
    let booked = diesel::update(ahead).set(responses::booked.eq(on.to_string())).execute(session)?;
    let ahead = comments::table.filter(comments::quarter.gt(quarter(after)));
    Ok(booked + diesel::update(ahead).set(comments::quarter.eq(quarter(on))).execute(session)?)
}

/// Books responses that were booked on a day after today on their own day again, or, where that is closed, on the first
/// day that is not, as when they were carried on.
fn return_responses(session: &mut Session, today: Date) -> Result<usize, Error> {
    let mut returned = 0;
    let later = responses::booked.gt(today.to_string());
    if let Some(through) = find_closed_through(session)? {
        let open = through.saturating_add(1.day()).to_string();
        let closed = responses::table
            .filter(responses::history.eq(false).and(responses::day.le(through.to_string())))
            .filter(later.clone());
        returned += diesel::update(closed).set(responses::booked.eq(open)).execute(session)?;
    }
    let own = diesel::update(responses::table.filter(later)).set(responses::booked.eq(None::<String>));
    Ok(returned + own.execute(session)?)
}

/// Lets those who wait without rows for a month after today wait in a period.
fn return_counts(session: &mut Session, today: Date, period: &Period) -> Result<usize, Error> {
    let rows: Vec<(String, i32, String, bool, String, String)> = waiting::table
        .filter(waiting::month.gt(today.to_string()))
        .select((
            waiting::survey,
            waiting::version,
            waiting::department,
            waiting::history,
            waiting::month,
            waiting::tally,
        ))
        .load(session)?;
    let month = period.first().to_string();
    for (survey, version, department, history, later, tally) in &rows {
        let tally: Tally = serde_json::from_str(tally).map_err(|_| Error::Corrupt { what: "tally" })?;
        let there = waiting::table.find((survey, version, department, history, later));
        diesel::delete(there).execute(session)?;
        add_waiting(session, (survey, *version, department, *history, &month), tally)?;
    }
    Ok(rows.len())
}

/// Lets questions that are to be told in a period after today be told in another.
fn return_tails(session: &mut Session, today: Date, period: &Period) -> Result<usize, Error> {
    let rows: Vec<(String, bool, String)> = tails::table
        .filter(tails::period.gt(today.to_string()))
        .select((tails::survey, tails::history, tails::period))
        .distinct()
        .load(session)?;
    for (survey, history, later) in &rows {
        let survey: SurveySlug = survey.parse().map_err(|_| Error::Corrupt { what: "tail" })?;
        let strip = Strip { survey, first_day: read_day(later)?, history: *history };
        let streams = load_tails(session, &strip)?;
        carry_tails(session, &strip, period.first(), streams)?;
    }
    Ok(rows.len())
}
