//! `ankieta release`: what the nightly tick does, at once, and the way back from a tick for a wrong day.

use std::time::Duration;

use jiff::civil::Date;

use crate::access::Actor;
use crate::backup;
use crate::cli::first::tell_first;
use crate::cli::outcome::{Outcome, print};
use crate::clock::Clock;
use crate::config::Config;
use crate::release::{self, Leap, Policy};
use crate::server::prepare;
use crate::storage::audit::{Entry, insert_entry};
use crate::storage::{Error, Storage};
use crate::survey::text::counted;

/// How the release is run.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Run it now, rather than at night
    #[arg(long, required_unless_present = "reopen")]
    now: bool,
    /// The day it pretends to be, for the period close
    #[arg(long, conflicts_with = "reopen")]
    as_of: Option<Date>,
    /// Set the calendar back to today, after a release for a day that has not come
    #[arg(long, conflicts_with = "now")]
    reopen: bool,
    /// The day is right, however far it lies ahead
    #[arg(long)]
    yes: bool,
}

/// Runs one release, or sets the calendar back.
pub fn run(config: &Config, arguments: &Arguments) -> Outcome {
    let clock = Clock::system(config.time_zone.clone());
    let (storage, first) = prepare(config, &clock)?;
    tell_first(config, &first);
    let policy = Policy::of(config);
    if arguments.reopen {
        return reopen(&storage, &policy, &clock, arguments.yes);
    }
    let today = clock.today();
    let day = arguments.as_of.unwrap_or(today);
    match find_doubt(&storage, day, today)? {
        Some(doubt) if !arguments.yes => return Err(doubt.into()),
        // Who lets a tick go whose day the clock does not vouch for leaves a note of it.
        Some(_) => storage.write(|session| insert_entry(session, &entry(&clock, "release.confirm", day)))?,
        None => {}
    }
    let report = release::run(&storage, &policy, day)?;
    let (responses, blocks) = (counted(report.released, "response"), counted(report.blocks, "block"));
    print(format_args!("{responses} in {blocks} ({} for the whole office)", report.pools));
    if let Some(through) = report.closed_through {
        print(format_args!("closed through {through}"));
    }
    if let Some(folder) = backup::folder(config) {
        backup::run_if_due(&storage, &folder)?;
    }
    Ok(())
}

/// What speaks against a day: that it has not come, or that it is so long after the last release that the clock may be
/// wrong; none: nothing does.
fn find_doubt(storage: &Storage, day: Date, today: Date) -> Result<Option<String>, Error> {
    if day > today {
        let outcome = "it would close what is not over, and none would be run until that day";
        return Ok(Some(format!("{day} is after today, {today}: {outcome}; to run it all the same, say --yes")));
    }
    let hold = storage.read(|session| Leap::find(session, day))?.judge(Duration::ZERO);
    Ok(hold.map(|hold| format!("{hold}; if the day is right, say --yes")))
}

/// An entry for the audit log about a day.
fn entry(clock: &Clock, action: &str, day: Date) -> Entry {
    Entry::new(clock.now().timestamp().as_second(), Actor::CommandLine, action, day.to_string())
}

fn reopen(storage: &Storage, policy: &Policy, clock: &Clock, sure: bool) -> Outcome {
    let today = clock.today();
    let entry = entry(clock, "release.reopen", today);
    let reopened = release::reopen(storage, policy, today, sure, &entry)?;
    print(format_args!("the calendar is set back to {today}"));
    let (ticks, closes) = (counted(reopened.ticks, "release"), counted(reopened.closes, "close"));
    print(format_args!("{ticks} dated {today}, {closes} taken back"));
    print(format_args!("responses and comments that wait for a day that has come: {}", reopened.waiting));
    Ok(())
}
