//! Whether the day of a tick may be believed: one that lies far ahead of the last is more often a wrong clock than a
//! long rest, and what a tick closes and purges does not come back.
//!
//! Only the nightly release and the command line ask. [`Leap::judge`] decides by what the database knows.

use std::fmt;
use std::time::{Duration, Instant};

use jiff::ToSpan;
use jiff::civil::Date;

use crate::storage::release::find_last_tick;
use crate::storage::responses::list_days_received;
use crate::storage::{Error, Session};
use crate::survey::text::counted;

/// How many days may pass without a response before a tick is held, and how far ahead a response may be collected.
const LONGEST_SILENCE: i32 = 7;
/// How many days a tick may come after the last one without somebody who says that it is right.
const LONGEST_LEAP: i32 = 40;
/// How long a service runs before it believes a silence.
const LONGEST_HOLD: Duration = Duration::from_secs(24 * 60 * 60);
/// On how many days responses must have come after a silence to show that as much time has gone by.
const DAYS_THAT_SHOW: usize = 2;

/// What a tick would pass over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leap {
    /// The day of the last completed tick, if there was one.
    pub last: Option<Date>,
    /// The day that it would be for.
    pub day: Date,
    /// The days in between on which something was received, in order.
    pub received: Vec<Date>,
}

/// A tick that is not carried out for now. Its text says why, for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hold {
    /// The day of the last completed tick.
    pub last: Date,
    /// The day that it would be for.
    pub day: Date,
    /// What it waits for.
    pub until: Until,
}

/// What a tick that is held waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// Somebody says that the day is right.
    Confirmed,
    /// The service has run so much longer.
    Ran(Duration),
}

/// How long the service has held a tick: by a clock of its own, which nobody sets.
#[derive(Debug, Default)]
pub struct Vigil(Option<Held>);

#[derive(Debug, Clone, Copy)]
struct Held {
    last: Option<Date>,
    day: Date,
    since: Instant,
}

impl Leap {
    /// What a tick for a day would pass over.
    ///
    /// # Errors
    /// When the database is not available, or a day cannot be read.
    pub fn find(session: &mut Session, day: Date) -> Result<Self, Error> {
        let last = find_last_tick(session)?.map(|(_, last)| last);
        let received = match last {
            // The receipts are not asked without need: they have no index by day.
            Some(last) if days(last, day) > LONGEST_SILENCE => list_days_received(session, last, day)?,
            _ => Vec::new(),
        };
        Ok(Self { last, day, received })
    }

    /// Why the tick must wait, when it has been held for some time already; none: it may go.
    pub fn judge(&self, held_for: Duration) -> Option<Hold> {
        let (last, day) = (self.last?, self.day);
        if days(last, day) > LONGEST_LEAP {
            return Some(Hold { last, day, until: Until::Confirmed });
        }
        let left = LONGEST_HOLD.saturating_sub(held_for);
        (self.is_silent(last) && !left.is_zero()).then_some(Hold { last, day, until: Until::Ran(left) })
    }

    /// Whether nothing was received for longer than may be, and too little since then to show that the days are real:
    /// what came in on a wrong day says no more than the clock.
    fn is_silent(&self, last: Date) -> bool {
        let (mut before, mut silent, mut since) = (last, false, 0);
        for day in self.received.iter().copied() {
            if days(before, day) > LONGEST_SILENCE {
                (silent, since) = (true, 0);
            }
            since += 1;
            before = day;
        }
        days(before, self.day) > LONGEST_SILENCE || (silent && since < DAYS_THAT_SHOW)
    }
}

impl Vigil {
    /// Looks at the tick that is due, if one is, and says why it must wait. One that is not due any more has passed by.
    pub fn look(&mut self, due: Option<&Leap>, now: Instant) -> Option<Hold> {
        let Some(leap) = due else {
            self.0 = None;
            return None;
        };
        // A clock that leaps again is waited for anew; midnight is none.
        let goes_on = |held: &Held| held.last == leap.last && (0..=1).contains(&days(held.day, leap.day));
        let since = self.0.filter(goes_on).map_or(now, |held| held.since);
        // One that has waited long enough may fail, and need not wait again.
        self.0 = leap.judge(Duration::ZERO).map(|_| Held { last: leap.last, day: leap.day, since });
        leap.judge(now.saturating_duration_since(since))
    }
}

impl Hold {
    /// How many days after the last tick it would come.
    pub fn days(&self) -> i32 {
        days(self.last, self.day)
    }
}

impl fmt::Display for Hold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { last, day, until } = self;
        write!(
            f,
            "the release for {day} would come {} after the last one, which was for {last}",
            counted(self.days(), "day")
        )?;
        match until {
            Until::Confirmed => write!(f, "; it is held until somebody confirms it"),
            Until::Ran(left) => {
                let hours = left.as_secs().div_ceil(60 * 60);
                write!(f, ", and nothing was received for more than {LONGEST_SILENCE} days of them; ")?;
                write!(f, "it is held until the service has run for {}", counted(hours, "hour"))
            }
        }
    }
}

/// How many days one day is after another.
fn days(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}

/// The last day that a clock which is a little ahead may say.
pub(super) fn a_little_ahead(day: Date) -> Date {
    day.saturating_add(LONGEST_SILENCE.days())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const LAST: Date = date(2026, 11, 2);
    const HOUR: Duration = Duration::from_secs(60 * 60);

    fn leap(after: i32, received: &[i32]) -> Leap {
        let on = |days: &i32| LAST + days.days();
        Leap { last: Some(LAST), day: on(&after), received: received.iter().map(on).collect() }
    }

    fn until(leap: &Leap) -> Option<Until> {
        leap.judge(Duration::ZERO).map(|hold| hold.until)
    }

    #[test]
    fn a_silence_of_more_than_a_week_is_held_for_a_day_of_running_time() {
        assert_eq!(until(&leap(7, &[])), None);
        assert_eq!(until(&leap(8, &[])), Some(Until::Ran(24 * HOUR)));
        assert_eq!(leap(8, &[]).judge(23 * HOUR).unwrap().until, Until::Ran(HOUR));
        assert_eq!(leap(8, &[]).judge(24 * HOUR), None);
        assert_eq!(until(&leap(8, &[3])), None);
        assert_eq!(until(&leap(40, &[5, 12, 19, 26, 33])), None);
        // Once a week was quiet for too long, one answer on the new day shows nothing; two days of them do.
        assert_eq!(until(&leap(12, &[1])), Some(Until::Ran(24 * HOUR)));
        assert_eq!(until(&leap(21, &[20])), Some(Until::Ran(24 * HOUR)));
        assert_eq!(until(&leap(22, &[20, 21])), None);
    }

    #[test]
    fn a_leap_of_more_than_forty_days_is_held_until_it_is_confirmed() {
        assert_eq!(leap(40, &[]).judge(24 * HOUR), None);
        let every_day: Vec<i32> = (1..41).collect();
        let hold = leap(41, &every_day).judge(1_000 * HOUR).unwrap();
        assert_eq!((hold.until, hold.days()), (Until::Confirmed, 41));
        assert!(hold.to_string().contains("41 days"), "{hold}");
    }

    #[test]
    fn a_first_tick_and_one_for_a_day_that_is_over_are_not_held() {
        assert_eq!(Leap { last: None, ..leap(400, &[]) }.judge(Duration::ZERO), None);
        assert_eq!(until(&leap(0, &[])), None);
        assert_eq!(until(&leap(-400, &[])), None);
    }

    #[test]
    fn a_clock_that_is_put_right_lets_the_tick_pass_by() {
        let (mut vigil, start) = (Vigil::default(), Instant::now());
        let mut held = |leap: Option<&Leap>, hours: u32| vigil.look(leap, start + hours * HOUR).is_some();
        assert!(held(Some(&leap(9, &[])), 0));
        // Midnight goes by, and the last hour is still to come.
        assert!(held(Some(&leap(10, &[])), 23));
        assert!(!held(None, 23));
        assert!(held(Some(&leap(10, &[])), 24));
        // It leaps again: a day more from here.
        assert!(held(Some(&leap(20, &[])), 47));
        assert!(held(Some(&leap(21, &[])), 70));
        assert!(!held(Some(&leap(21, &[])), 71));
        // It may go, and if it fails it still may.
        assert!(!held(Some(&leap(21, &[])), 72));
    }
}
