//! Whether the clock is right, as far as that can be told without asking anybody.

use std::fmt;

use jiff::civil::Date;
use jiff::{Timestamp, Zoned};

use crate::checks::verdict::Verdict;
use crate::clock::Clock;
use crate::config::{Config, Database};
use crate::storage::audit::list_entries;
use crate::storage::file::beside;
use crate::storage::release::find_last_tick;
use crate::storage::{Error, Storage};

/// How far the clock may be from another, in seconds: five minutes.
const TOLERANCE: i64 = 5 * 60;

/// What was found of the clock. Its text says it in English, with what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClockCheck {
    /// Nothing speaks against it.
    Right {
        /// What it says.
        now: Zoned,
    },
    /// Something was done after now: it is behind, or was ahead then.
    Behind {
        /// What it says.
        now: Zoned,
        /// What was done.
        trace: Trace,
    },
    /// It and the database's differ.
    Differs {
        /// How many minutes it is ahead of the database's; less than none: behind.
        minutes: i64,
    },
}

/// What was done at a time that has not come yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trace {
    /// The last release was for that day.
    Release(Date),
    /// Something was noted in the audit log.
    Audit(Timestamp),
    /// The database or its backup was written.
    File(Timestamp),
}

/// What the clock is held against.
#[derive(Debug, Default)]
struct Traces {
    /// What the database's server takes for now, in seconds since 1970.
    server: Option<i64>,
    release: Option<Date>,
    audit: Option<i64>,
    file: Option<i64>,
}

/// Holds the clock against the database's, and against what was done before.
///
/// # Errors
/// When the database is not available.
pub fn look_at_clock(config: &Config, storage: &Storage, clock: &Clock) -> Result<ClockCheck, Error> {
    let mut traces = storage.read(|session| {
        Ok(Traces {
            release: find_last_tick(session)?.map(|(_, day)| day),
            audit: list_entries(session, None, 1)?.first().map(|entry| entry.at),
            ..Traces::default()
        })
    })?;
    traces.server = storage.dedicated()?.server_time()?;
    traces.file = newest_file(config);
    Ok(judge(clock.now(), &traces))
}

/// When the database was written last, in seconds since 1970, by the clock of the computer that its files are on.
fn newest_file(config: &Config) -> Option<i64> {
    let Database::Sqlite(path) = &config.database_url else { return None };
    let files = [path.clone(), beside(path, "-wal")];
    let times = files.iter().filter_map(|file| file.metadata().ok()?.modified().ok());
    times.filter_map(|time| Timestamp::try_from(time).ok()).map(Timestamp::as_second).max()
}

fn judge(now: Zoned, traces: &Traces) -> ClockCheck {
    let seconds = now.timestamp().as_second();
    if let Some(server) = traces.server.filter(|server| (seconds - server).abs() > TOLERANCE) {
        return ClockCheck::Differs { minutes: (seconds - server) / 60 };
    }
    let later =
        |at: Option<i64>| at.filter(|at| *at > seconds + TOLERANCE).and_then(|at| Timestamp::from_second(at).ok());
    let release = traces.release.filter(|day| *day > now.date()).map(Trace::Release);
    let trace = release.or(later(traces.audit).map(Trace::Audit)).or(later(traces.file).map(Trace::File));
    match trace {
        Some(trace) => ClockCheck::Behind { now, trace },
        None => ClockCheck::Right { now },
    }
}

impl ClockCheck {
    /// How it is to be taken.
    pub fn verdict(&self) -> Verdict {
        match self {
            Self::Right { .. } => Verdict::Well,
            Self::Behind { .. } | Self::Differs { .. } => Verdict::Bad,
        }
    }
}

impl fmt::Display for ClockCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minute = |time: &Zoned| time.strftime("%Y-%m-%d %H:%M").to_string();
        match self {
            Self::Right { now } => write!(f, "{}, and nothing speaks against it", minute(now)),
            Self::Differs { minutes } => {
                let side = if *minutes > 0 { "ahead of" } else { "behind" };
                let by = minutes.abs();
                write!(f, "it is {by} minutes {side} the database's: have both computers set theirs by the network")
            }
            Self::Behind { now, trace } => {
                let at = |time: &Timestamp| minute(&time.to_zoned(now.time_zone().clone()));
                let (what, when) = match trace {
                    Trace::Release(day) => ("the last release was for", day.to_string()),
                    Trace::Audit(time) => ("the audit log has something of", at(time)),
                    Trace::File(time) => ("the database was written on", at(time)),
                };
                let now = minute(now);
                write!(f, "it says {now}, but {what} {when}: set it by the network; if it is right, it was wrong then")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn judged(traces: Traces) -> ClockCheck {
        judge("2026-11-26T08:00[Europe/Warsaw]".parse().unwrap(), &traces)
    }

    fn at(time: &str) -> Option<i64> {
        Some(time.parse::<Zoned>().unwrap().timestamp().as_second())
    }

    #[test]
    fn a_clock_is_held_against_the_database_and_against_what_was_done() {
        let (soon, later) = (at("2026-11-26T08:05[Europe/Warsaw]"), at("2026-11-26T08:06[Europe/Warsaw]"));
        let release = Some(date(2026, 11, 26));
        let right = judged(Traces { server: soon, release, audit: soon, file: soon });
        assert_eq!(right.verdict(), Verdict::Well);
        assert_eq!(judged(Traces::default()).verdict(), Verdict::Well);
        let tomorrow = Some(date(2026, 11, 27));
        for (traces, said) in [
            (Traces { server: later, ..Traces::default() }, "6 minutes behind the database's"),
            (Traces { server: at("2026-11-26T07:00[Europe/Warsaw]"), ..Traces::default() }, "60 minutes ahead of"),
            (Traces { release: tomorrow, ..Traces::default() }, "the last release was for 2026-11-27"),
            (Traces { audit: later, ..Traces::default() }, "the audit log has something of 2026-11-26 08:06"),
            (Traces { file: later, ..Traces::default() }, "the database was written on 2026-11-26 08:06"),
        ] {
            let found = judged(traces);
            assert!(found.verdict() == Verdict::Bad && found.to_string().contains(said), "{found}");
        }
    }
}
