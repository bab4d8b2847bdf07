//! When a lobby is open: by weekday, in the office's time.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime, Weekday};
use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// The minutes of a day.
const DAY: u16 = 24 * 60;

/// The hours of a week. A day without an interval is a day off.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningHours {
    /// Monday first.
    days: [Vec<Interval>; 7],
}

/// A stretch of one day, written `07:30-15:30`; it may end at 24:00.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Interval {
    /// Minutes since midnight.
    opens: u16,
    /// Minutes since midnight.
    closes: u16,
}

impl PartialSchema for Interval {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("A stretch of one day as HH:MM-HH:MM, the later one second; it may end at 24:00."))
            .pattern(Some("^([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"))
            .into()
    }
}

impl ToSchema for Interval {}

/// Why a text is no interval.
#[derive(Debug, thiserror::Error)]
#[error("must be hours as HH:MM-HH:MM, the later one second")]
pub struct InvalidInterval;

impl OpeningHours {
    /// The usual hours of an office: Monday to Friday, 07:30 to 15:30.
    pub fn usual() -> Self {
        let day = || vec![Interval { opens: 7 * 60 + 30, closes: 15 * 60 + 30 }];
        Self { days: [day(), day(), day(), day(), day(), Vec::new(), Vec::new()] }
    }

    /// The hours of a week, Monday first.
    pub fn of_week(days: [Vec<Interval>; 7]) -> Self {
        Self { days }
    }

    /// The intervals of each day, Monday first.
    pub fn week(&self) -> &[Vec<Interval>; 7] {
        &self.days
    }

    /// The first interval that does not come after the one before it, as the day's number and its own.
    pub fn find_disorder(&self) -> Option<(usize, usize)> {
        self.days.iter().enumerate().find_map(|(day, intervals)| {
            let place = intervals.windows(2).position(|pair| pair[1].opens <= pair[0].closes)?;
            Some((day, place + 1))
        })
    }

    /// For how many minutes it has been open at a moment; none: it is closed. What ends at 24:00 goes on at 00:00.
    pub fn open_for(&self, at: DateTime) -> Option<u16> {
        let minute = u16::try_from(i32::from(at.hour()) * 60 + i32::from(at.minute())).ok()?;
        let interval = self.on(at.weekday()).iter().find(|interval| interval.holds(minute))?;
        let before = match interval.opens {
            0 => self.on(at.weekday().previous()).last().filter(|last| last.closes == DAY),
            _ => None,
        };
        Some(minute - interval.opens + before.map_or(0, |last| DAY - last.opens))
    }

    /// How many minutes of a day it is open.
    pub fn minutes_on(&self, day: Date) -> u16 {
        self.on(day.weekday()).iter().map(|interval| interval.closes - interval.opens).sum()
    }

    fn on(&self, weekday: Weekday) -> &[Interval] {
        &self.days[usize::from(weekday.to_monday_zero_offset().unsigned_abs())]
    }
}

impl Interval {
    fn holds(self, minute: u16) -> bool {
        (self.opens..self.closes).contains(&minute)
    }
}

impl FromStr for Interval {
    type Err = InvalidInterval;

    fn from_str(text: &str) -> Result<Self, InvalidInterval> {
        let (opens, closes) = text.split_once('-').ok_or(InvalidInterval)?;
        let (opens, closes) = (minutes(opens)?, minutes(closes)?);
        if opens < closes { Ok(Self { opens, closes }) } else { Err(InvalidInterval) }
    }
}

impl TryFrom<String> for Interval {
    type Error = InvalidInterval;

    fn try_from(text: String) -> Result<Self, InvalidInterval> {
        text.parse()
    }
}

impl From<Interval> for String {
    fn from(interval: Interval) -> Self {
        interval.to_string()
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (opens, closes) = (self.opens, self.closes);
        write!(formatter, "{:02}:{:02}-{:02}:{:02}", opens / 60, opens % 60, closes / 60, closes % 60)
    }
}

/// The minutes since midnight of a time as `HH:MM`.
fn minutes(text: &str) -> Result<u16, InvalidInterval> {
    let digits = text.len() == 5 && text.bytes().enumerate().all(|(place, byte)| (place == 2) ^ byte.is_ascii_digit());
    let (hour, minute) = text.split_once(':').filter(|_| digits).ok_or(InvalidInterval)?;
    let hour: u16 = hour.parse().map_err(|_| InvalidInterval)?;
    let minute: u16 = minute.parse().map_err(|_| InvalidInterval)?;
    let total = hour * 60 + minute;
    if minute < 60 && total <= DAY { Ok(total) } else { Err(InvalidInterval) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_is_two_times_in_order_and_nothing_else() {
        for good in ["07:30-15:30", "00:00-24:00", "23:59-24:00"] {
            assert_eq!(good.parse::<Interval>().unwrap().to_string(), good);
        }
        for wrong in [
            "",
            "7:30-15:30",
            "07:30",
            "07:30-07:30",
            "15:30-07:30",
            "07:30-24:01",
            "07:60-09:00",
            "07:30-15:30 ",
            "+7:30-15:30",
            "aa:bb-cc:dd",
            "07-30-15:30",
        ] {
            assert!(wrong.parse::<Interval>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_week_knows_for_how_long_it_has_been_open() {
        let usual = OpeningHours::usual();
        let open_for = |hours: &OpeningHours, at: &str| hours.open_for(at.parse().unwrap());
        // 13 July 2026 is a Monday.
        assert_eq!(open_for(&usual, "2026-07-13T07:29:59"), None);
        assert_eq!(open_for(&usual, "2026-07-13T07:30"), Some(0));
        assert_eq!(open_for(&usual, "2026-07-17T15:29"), Some(479));
        assert_eq!(open_for(&usual, "2026-07-17T15:30"), None);
        assert_eq!(open_for(&usual, "2026-07-18T12:00"), None);
        let always = OpeningHours { days: std::array::from_fn(|_| vec!["00:00-24:00".parse().unwrap()]) };
        assert_eq!(open_for(&always, "2026-07-13T00:10"), Some(24 * 60 + 10));
    }

    #[test]
    fn intervals_of_a_day_come_one_after_another() {
        let day = |intervals: &[&str]| intervals.iter().map(|text| text.parse().unwrap()).collect::<Vec<Interval>>();
        let week = |intervals: &[&str]| {
            let mut hours = OpeningHours::default();
            hours.days[2] = day(intervals);
            hours.find_disorder()
        };
        assert_eq!(week(&["08:00-12:00", "13:00-17:00"]), None);
        assert_eq!(week(&["08:00-12:00", "12:00-17:00"]), Some((2, 1)));
        assert_eq!(week(&["13:00-17:00", "08:00-12:00"]), Some((2, 1)));
    }
}
