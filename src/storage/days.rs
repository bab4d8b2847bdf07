//! What came of each day, as ticks count it; what is held of it, and what administrators set aside.
//!
//! Nothing is decided here: `release` asks `survey::ceiling`, and calls these.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Text};
use jiff::civil::Date;

use crate::storage::dialect::Session;
use crate::storage::error::Error;
use crate::storage::release::read_day;
use crate::storage::schema::{comments, days, responses, set_aside, set_aside_orders, ticks};
use crate::survey::codes::{DepartmentCode, QuestionCode, SurveySlug};
use crate::survey::figures::SetAside;
use crate::survey::flags::{Flag, Flags};
use crate::survey::period::{Period, Unit};
use crate::survey::response::Channel;

const CORRUPT: Error = Error::Corrupt { what: "day" };

/// What is counted together, held together, and set aside together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The day that responses were collected on.
    pub day: Date,
    /// The survey.
    pub survey: SurveySlug,
    /// The department they are about.
    pub department: DepartmentCode,
    /// Where they came from.
    pub channel: Channel,
}

/// What ticks have found of a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tallied {
    /// How many came.
    pub received: u64,
    /// How many of them are marked as a burst.
    pub surplus: u64,
    /// How many were set aside.
    pub set_aside: u64,
    /// The day of the tick that found that they are too many; none: they are not held.
    pub held_since: Option<Date>,
}

/// Where responses came since the last tick, the earliest day first.
///
/// # Errors
/// When the database is not available, or a row cannot be read.
pub fn list_arrivals(session: &mut Session) -> Result<Vec<Place>, Error> {
    let measured = [Channel::Web, Channel::Kiosk].map(Channel::as_str);
    let rows: Vec<(String, String, String, String)> = responses::table
        .filter(responses::held.is_null().and(responses::history.eq(false)).and(responses::channel.eq_any(measured)))
        .order((responses::day, responses::survey, responses::department, responses::channel))
        .select((responses::survey, responses::department, responses::channel, responses::day))
        .distinct()
        .load(session)?;
    rows.iter().map(|(survey, department, channel, day)| read_place(survey, department, channel, day)).collect()
}

/// Adds what came since the last tick to what was found of its days.
///
/// # Errors
/// When the database is not available.
pub fn add_arrivals(session: &mut Session) -> Result<(), Error> {
    sql_query(
        "INSERT INTO days (survey, department, channel, day, received, surplus, set_aside) \
         SELECT survey, department, channel, day, count(*), 0, 0 FROM responses \
         WHERE held IS NULL AND NOT history AND channel IN ($1, $2) GROUP BY survey, department, channel, day \
         ON CONFLICT (survey, department, channel, day) DO UPDATE SET received = days.received + excluded.received",
    )
    .bind::<Text, _>(Channel::Web.as_str())
    .bind::<Text, _>(Channel::Kiosk.as_str())
    .execute(session)?;
    Ok(())
}

/// What ticks have found of all places from a day on.
///
/// # Errors
/// When the database is not available, or a row cannot be read.
pub fn load_days(session: &mut Session, since: Date) -> Result<BTreeMap<Place, Tallied>, Error> {
    type Row = (String, String, String, String, i32, i32, i32, Option<String>);
    let rows: Vec<Row> = days::table.filter(days::day.ge(since.to_string())).load(session)?;
    rows.into_iter()
        .map(|(survey, department, channel, day, received, surplus, set_aside, held_since)| {
            let place = read_place(&survey, &department, &channel, &day)?;
            Ok((place, read_tallied(received, surplus, set_aside, held_since.as_deref())?))
        })
        .collect()
}

/// What ticks have found of a day so far.
///
/// # Errors
/// When the database is not available, or the row cannot be read.
pub fn find_day(session: &mut Session, place: &Place) -> Result<Tallied, Error> {
    let row: Option<(i32, i32, i32, Option<String>)> = days::table
        .find(place.key())
        .select((days::received, days::surplus, days::set_aside, days::held_since))
        .first(session)
        .optional()?;
    row.map_or(Ok(Tallied::default()), |(received, surplus, set_aside, held_since)| {
        read_tallied(received, surplus, set_aside, held_since.as_deref())
    })
}

/// Writes down what a tick found of a day.
///
/// # Errors
/// When the database is not available.
pub fn replace_day(session: &mut Session, place: &Place, found: &Tallied) -> Result<(), Error> {
    let (survey, department, channel, day) = place.key();
    let number = |count: u64| i32::try_from(count).map_err(|_| CORRUPT);
    let row = (
        days::survey.eq(survey),
        days::department.eq(department),
        days::channel.eq(channel),
        days::day.eq(&day),
        days::received.eq(number(found.received)?),
        days::surplus.eq(number(found.surplus)?),
        days::set_aside.eq(number(found.set_aside)?),
        days::held_since.eq(found.held_since.map(|day| day.to_string())),
    );
    diesel::delete(days::table.find(place.key())).execute(session)?;
    diesel::insert_into(days::table).values(row).execute(session)?;
    Ok(())
}

/// Marks so many of a place's waiting responses as a burst, of those first that came since the last tick, in the order of
/// their random keys, and says how many there were to mark.
///
/// # Errors
/// When the database is not available.
pub fn mark_burst(session: &mut Session, place: &Place, surplus: u64) -> Result<u64, Error> {
    let burst = Flags::default().with(Flag::Burst).to_bits();
    let marked = sql_query(format!(
        "UPDATE responses SET flags = COALESCE(flags, 0) | {burst} WHERE key IN (SELECT key FROM responses \
         WHERE survey = $1 AND department = $2 AND channel = $3 AND day = $4 AND NOT history \
         AND (COALESCE(flags, 0) & {burst}) = 0 ORDER BY CASE WHEN held IS NULL THEN 0 ELSE 1 END, key LIMIT $5)"
    ))
    .bind::<Text, _>(place.survey.as_str())
    .bind::<Text, _>(place.department.as_str())
    .bind::<Text, _>(place.channel.as_str())
    .bind::<Text, _>(place.day.to_string())
    .bind::<BigInt, _>(i64::try_from(surplus).unwrap_or(i64::MAX))
    .execute(session)?;
    Ok(marked as u64)
}

/// Takes so many waiting comments to a question, of a place's department and quarter, for those of the same people: which
/// comment came with which response is not known.
///
/// # Errors
/// When the database is not available.
pub fn doubt_comments(
    session: &mut Session,
    place: &Place,
    question: &QuestionCode,
    number: u64,
) -> Result<usize, Error> {
    let doubted: Vec<Vec<u8>> = comments::table
        .filter(comments::survey.eq(place.survey.as_str()).and(comments::department.eq(place.department.as_str())))
        .filter(comments::quarter.eq(quarter(place.day).label()).and(comments::question.eq(question.as_str())))
        .filter(comments::independent)
        .order(comments::key)
        .limit(i64::try_from(number).unwrap_or(i64::MAX))
        .select(comments::key)
        .load(session)?;
    let doubted = comments::table.filter(comments::key.eq_any(doubted));
    Ok(diesel::update(doubted).set(comments::independent.eq(false)).execute(session)?)
}

/// The days that are held, in order, each with the day of the tick since which it is.
///
/// # Errors
/// When the database is not available, or a row cannot be read.
pub fn list_held(session: &mut Session) -> Result<Vec<(Place, Date)>, Error> {
    let rows: Vec<(String, String, String, String, Option<String>)> = days::table
        .filter(days::held_since.is_not_null())
        .order((days::day, days::survey, days::department, days::channel))
        .select((days::survey, days::department, days::channel, days::day, days::held_since))
        .load(session)?;
    rows.into_iter()
        .map(|(survey, department, channel, day, since)| {
            Ok((read_place(&survey, &department, &channel, &day)?, read_day(&since.ok_or(CORRUPT)?)?))
        })
        .collect()
}

/// Holds what came of a place since the last tick, or all that waits of it.
///
/// # Errors
/// When the database is not available.
pub fn hold_responses(session: &mut Session, place: &Place, all: bool) -> Result<(), Error> {
    let of_place = responses::survey
        .eq(place.survey.as_str())
        .and(responses::department.eq(place.department.as_str()))
        .and(responses::channel.eq(place.channel.as_str()))
        .and(responses::day.eq(place.day.to_string()))
        .and(responses::history.eq(false));
    let waiting = responses::table.filter(of_place);
    let held = responses::held.eq(1);
    match all {
        true => diesel::update(waiting).set(held).execute(session)?,
        false => diesel::update(waiting.filter(responses::held.is_null())).set(held).execute(session)?,
    };
    Ok(())
}

/// Lets go what is held of a place.
///
/// # Errors
/// When the database is not available.
pub fn let_go(session: &mut Session, place: &Place) -> Result<(), Error> {
    let held = responses::table
        .filter(responses::survey.eq(place.survey.as_str()).and(responses::department.eq(place.department.as_str())))
        .filter(responses::channel.eq(place.channel.as_str()).and(responses::day.eq(place.day.to_string())))
        .filter(responses::held.eq(1));
    diesel::update(held).set(responses::held.eq(0)).execute(session)?;
    Ok(())
}

/// Lets everything else that came since the last tick be told.
///
/// # Errors
/// When the database is not available.
pub fn admit_arrivals(session: &mut Session) -> Result<(), Error> {
    let arrived = responses::table.filter(responses::held.is_null());
    diesel::update(arrived).set(responses::held.eq(0)).execute(session)?;
    Ok(())
}

/// Forgets the days before one.
///
/// # Errors
/// When the database is not available.
pub fn purge_days(session: &mut Session, before: Date) -> Result<usize, Error> {
    Ok(diesel::delete(days::table.filter(days::day.lt(before.to_string()))).execute(session)?)
}

/// Sets right since when days are held, after a wrong clock.
///
/// # Errors
/// When the database is not available.
pub(super) fn return_holds(session: &mut Session, today: Date) -> Result<(), Error> {
    let today = today.to_string();
    let ahead = days::table.filter(days::held_since.gt(&today));
    diesel::update(ahead).set(days::held_since.eq(&today)).execute(session)?;
    Ok(())
}

/// Orders that what waits of a place be set aside by the next tick, unless that is ordered already.
///
/// # Errors
/// When the database is not available.
pub fn order_set_aside(session: &mut Session, place: &Place) -> Result<(), Error> {
    let (survey, department, channel, day) = place.key();
    if !list_orders(session)?.contains(place) {
        let row = (
            set_aside_orders::survey.eq(survey),
            set_aside_orders::department.eq(department),
            set_aside_orders::channel.eq(channel),
            set_aside_orders::day.eq(day),
        );
        diesel::insert_into(set_aside_orders::table).values(row).execute(session)?;
    }
    Ok(())
}

/// Takes an order back.
///
/// # Errors
/// `Missing` when there is none, or a tick has carried it out; otherwise when the database is not available.
pub fn withdraw_set_aside(session: &mut Session, place: &Place) -> Result<(), Error> {
    match diesel::delete(set_aside_orders::table.find(place.key())).execute(session)? {
        0 => Err(Error::Missing),
        _ => Ok(()),
    }
}

/// The orders that the next tick will carry out.
///
/// # Errors
/// When the database is not available, or a row cannot be read.
pub fn list_orders(session: &mut Session) -> Result<Vec<Place>, Error> {
    let rows: Vec<(String, String, String, String)> = set_aside_orders::table
        .order((
            set_aside_orders::day,
            set_aside_orders::survey,
            set_aside_orders::department,
            set_aside_orders::channel,
        ))
        .load(session)?;
    rows.iter().map(|(survey, department, channel, day)| read_place(survey, department, channel, day)).collect()
}

/// Deletes what waits of a place, and its order, and says how many responses that were, by the quarter that they counted
/// for.
///
/// # Errors
/// When the database is not available, or a row cannot be read.
pub fn set_aside_responses(session: &mut Session, place: &Place) -> Result<Vec<(Period, u64)>, Error> {
    let day = place.day.to_string();
    let of_place = responses::survey
        .eq(place.survey.as_str())
        .and(responses::department.eq(place.department.as_str()))
        .and(responses::channel.eq(place.channel.as_str()))
        .and(responses::day.eq(&day))
        .and(responses::history.eq(false));
    let rows: Vec<(Option<String>, i64)> = responses::table
        .filter(of_place)
        .group_by(responses::booked)
        .select((responses::booked, diesel::dsl::count_star()))
        .load(session)?;
    diesel::delete(responses::table.filter(of_place)).execute(session)?;
    diesel::delete(set_aside_orders::table.find(place.key())).execute(session)?;
    let read = |(booked, number): (Option<String>, i64)| {
        let day = booked.as_deref().map_or(Ok(place.day), read_day)?;
        Ok((quarter(day), number.try_into().map_err(|_| CORRUPT)?))
    };
    rows.into_iter().map(read).collect()
}

/// Notes how many responses of a quarter a tick has set aside.
///
/// # Errors
/// When the database is not available.
pub fn insert_set_aside(
    session: &mut Session,
    survey: &SurveySlug,
    quarter: &Period,
    tick: i64,
    number: u64,
) -> Result<(), Error> {
    let number = i32::try_from(number).map_err(|_| CORRUPT)?;
    let place = set_aside::table.find((survey.as_str(), quarter.label(), tick));
    let more = set_aside::number.eq(set_aside::number + number);
    if diesel::update(place).set(more).execute(session)? == 0 {
        let row = (
            set_aside::survey.eq(survey.as_str()),
            set_aside::quarter.eq(quarter.label()),
            set_aside::tick.eq(tick),
            set_aside::number.eq(number),
        );
        diesel::insert_into(set_aside::table).values(row).execute(session)?;
    }
    Ok(())
}

/// How many responses were set aside and are told by no tick yet, by survey and quarter.
///
/// # Errors
/// When the database is not available, or a row cannot be read.
pub fn list_untold(session: &mut Session) -> Result<Vec<(SurveySlug, Period, u64)>, Error> {
    let rows: Vec<(String, String, i64)> = set_aside::table
        .filter(set_aside::told.is_null())
        .group_by((set_aside::survey, set_aside::quarter))
        .select((set_aside::survey, set_aside::quarter, diesel::dsl::sum(set_aside::number).assume_not_null()))
        .load(session)?;
    let read = |(survey, quarter, number): (String, String, i64)| {
        Some((survey.parse().ok()?, quarter.parse().ok()?, u64::try_from(number).ok()?))
    };
    rows.into_iter().map(read).collect::<Option<_>>().ok_or(CORRUPT)
}

/// Tells what was set aside of a quarter and is not told yet; readers see it when the tick is complete.
///
/// # Errors
/// When the database is not available.
pub fn tell_set_aside(session: &mut Session, survey: &SurveySlug, quarter: &Period, tick: i64) -> Result<(), Error> {
    let untold = set_aside::table
        .filter(set_aside::survey.eq(survey.as_str()).and(set_aside::quarter.eq(quarter.label())))
        .filter(set_aside::told.is_null());
    diesel::update(untold).set(set_aside::told.eq(tick)).execute(session)?;
    Ok(())
}

/// What was set aside and is told by ticks after one and up to another, with its survey, in a fixed order.
///
/// # Errors
/// When the database is not available, or a row cannot be read.
pub fn list_set_aside(session: &mut Session, after: i64, through: i64) -> Result<Vec<(SurveySlug, SetAside)>, Error> {
    let rows: Vec<(String, String, i32, String)> = set_aside::table
        .inner_join(ticks::table.on(set_aside::told.eq(ticks::number.nullable())))
        .filter(set_aside::told.gt(after).and(set_aside::told.le(through)))
        .order((set_aside::survey, set_aside::quarter, set_aside::tick))
        .select((set_aside::survey, set_aside::quarter, set_aside::number, ticks::day))
        .load(session)?;
    let read = |(survey, quarter, number, told_on): (String, String, i32, String)| {
        let aside = SetAside {
            quarter: quarter.parse().ok()?,
            number: u64::try_from(number).ok()?,
            told_on: told_on.parse().ok()?,
        };
        Some((survey.parse().ok()?, aside))
    };
    rows.into_iter().map(read).collect::<Option<_>>().ok_or(CORRUPT)
}

fn quarter(day: Date) -> Period {
    Period::holding(day, Unit::Quarter)
}

fn count(number: i32) -> Result<u64, Error> {
    number.try_into().map_err(|_| CORRUPT)
}

fn read_tallied(received: i32, surplus: i32, set_aside: i32, held_since: Option<&str>) -> Result<Tallied, Error> {
    Ok(Tallied {
        received: count(received)?,
        surplus: count(surplus)?,
        set_aside: count(set_aside)?,
        held_since: held_since.map(read_day).transpose()?,
    })
}

fn read_place(survey: &str, department: &str, channel: &str, day: &str) -> Result<Place, Error> {
    Ok(Place {
        survey: survey.parse().map_err(|_| CORRUPT)?,
        department: department.parse().map_err(|_| CORRUPT)?,
        channel: channel.parse().map_err(|_| CORRUPT)?,
        day: read_day(day)?,
    })
}

impl Tallied {
    /// How many came without what was too many and what was set aside.
    pub fn usual(&self) -> u64 {
        self.received.saturating_sub(self.surplus + self.set_aside)
    }
}

impl Place {
    fn key(&self) -> (&str, &str, &'static str, String) {
        (self.survey.as_str(), self.department.as_str(), self.channel.as_str(), self.day.to_string())
    }
}
