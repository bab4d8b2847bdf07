//! When ticks are due: once for each day, at or after a fixed time of day at the office.
//!
//! A tick that was missed, because the machine was off, is due at once. What was done is known from the database,
//! never from a timer, so a clock that jumps cannot make a tick happen twice.

use std::time::Duration;

use jiff::Zoned;
use jiff::civil::{Date, Time};

/// The longest time between two looks at the clock, so that a clock that is set is noticed.
const LONGEST_NAP: Duration = Duration::from_secs(60);

/// The time of the nightly tick.
#[derive(Debug, Clone, Copy)]
pub struct Schedule {
    at: Time,
}

impl Schedule {
    /// A tick every day at a time of day. On a night that skips that time it comes when the clock has passed it.
    pub fn daily(at: Time) -> Self {
        Self { at }
    }

    /// The day to run a tick for, if one is due now. A tick that was missed is run for the day it is, not for the day
    /// it was due: figures as of a day that is over must not change.
    pub fn due(&self, now: &Zoned, last: Option<Date>) -> Option<Date> {
        let today = now.date();
        let due = if now.time() >= self.at { today } else { today.yesterday().ok()? };
        (last.is_none_or(|last| last < due)).then_some(today)
    }

    /// How long to sleep before asking again.
    pub fn nap(&self, now: &Zoned) -> Duration {
        let next = now.date().to_datetime(self.at).to_zoned(now.time_zone().clone());
        let until = next.ok().map(|next| now.duration_until(&next)).and_then(|wait| Duration::try_from(wait).ok());
        until.filter(|wait| !wait.is_zero()).map_or(LONGEST_NAP, |wait| wait.min(LONGEST_NAP))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn at(text: &str) -> Zoned {
        text.parse().unwrap()
    }

    #[test]
    fn a_tick_is_due_once_a_day_and_a_missed_one_at_once() {
        let schedule = Schedule::daily(Time::constant(2, 0, 0, 0));
        let before = at("2026-10-01T01:59:59[Europe/Warsaw]");
        let after = at("2026-10-01T02:00:00[Europe/Warsaw]");
        assert_eq!(schedule.due(&before, Some(date(2026, 9, 30))), None);
        assert_eq!(schedule.due(&after, Some(date(2026, 9, 30))), Some(date(2026, 10, 1)));
        assert_eq!(schedule.due(&after, Some(date(2026, 10, 1))), None);
        assert_eq!(schedule.due(&before, Some(date(2026, 9, 1))), Some(date(2026, 10, 1)));
        assert_eq!(schedule.due(&at("2026-09-30T12:00[Europe/Warsaw]"), Some(date(2026, 10, 1))), None);
    }

    #[test]
    fn the_nights_of_the_clock_change_have_one_tick_each() {
        let schedule = Schedule::daily(Time::constant(2, 30, 0, 0));
        for night in [date(2026, 3, 29), date(2026, 10, 25), date(2028, 2, 29)] {
            let (mut last, mut ticks) = (Some(night.yesterday().unwrap()), 0);
            let mut now = at(&format!("{night}T00:00[Europe/Warsaw]"));
            while now.date() == night {
                if let Some(day) = schedule.due(&now, last) {
                    (last, ticks) = (Some(day), ticks + 1);
                }
                now = now.saturating_add(jiff::Span::new().minutes(10));
            }
            assert_eq!((last, ticks), (Some(night), 1), "{night}");
        }
    }
}
