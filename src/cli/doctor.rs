//! `ankieta doctor`: looks at the settings, the database and the release, and says in words what is not well.

use std::fmt;
use std::time::Duration;

use jiff::ToSpan;

use crate::checks::{self, Verdict};
use crate::cli::outcome::{Outcome, print};
use crate::clock::Clock;
use crate::config::{Config, Database};
use crate::release::{Leap, Schedule};
use crate::storage::days::{self, Place};
use crate::storage::{Storage, blocks, fieldwork, kept, kiosks, lots, migrations, release, surveys};
use crate::survey::ceiling::HELD_DAYS;
use crate::survey::disclosure::told_share;
use crate::survey::period::Unit;
use crate::survey::text::counted;
use crate::tls;

/// From how many responses in a week on it means something that most of them repeat their address.
const MANY: u64 = 20;
/// From how many days of responses on a pace can be told.
const SHORTEST_PACE: i32 = 7;

/// Checks everything that can be checked from here; fails when something is not well.
pub fn run(config: &Config) -> Outcome {
    let clock = Clock::system(config.time_zone.clone());
    let mut findings = Findings::default();
    findings.check("settings", Ok(format!("k = {}, tick at {}, {}", config.k.get(), config.tick_at, clock.now())));
    if let Some(found) = tls::load(config).transpose() {
        findings.check(
            "TLS",
            found.map(|_| "the certificate and the key fit".to_owned()).map_err(|error| error.to_string()),
        );
    }
    if let Database::Sqlite(path) = &config.database_url
        && !path.exists()
    {
        findings.look_at_public_url(config, 0);
        findings.check("database", Err(format!("{} is not there; `ankieta serve` makes it", path.display())));
        return findings.outcome();
    }
    match Storage::open(&config.database_url).and_then(|storage| Ok((storage.dedicated()?, storage))) {
        Ok((mut session, storage)) => {
            match storage.read(kiosks::list_kiosks) {
                Ok(kiosks) => {
                    let in_service = kiosks.iter().filter(|(kiosk, _)| kiosk.revoked_on.is_none());
                    findings.look_at_public_url(config, in_service.count());
                }
                Err(error) => findings.check("kiosks", Err(error.chain())),
            }
            findings.check("database", session.server_version().map_err(|error| error.chain()));
            findings.check("integrity", session.integrity().map_err(|error| error.chain()).and_then(only_ok));
            let pending = migrations::list_pending(&mut session).map_err(|error| error.chain());
            findings.check("migrations", pending.and_then(nothing_pending));
            findings.check("writing", storage.write(|_| Ok("possible".to_owned())).map_err(|error| error.chain()));
            findings.check("surveys", published(&storage, &clock));
            findings.check("release", last_release(&storage, &clock, config));
            findings.look_below(config, &storage, &clock);
            findings.check("crowds", crowds(&storage));
            findings.check("closing", closing(&storage, config));
            findings.check("lots", waiting_lots(&storage));
            findings.check("addresses", addresses(&storage, &clock, config));
        }
        Err(error) => findings.check("database", Err(error.chain())),
    }
    findings.outcome()
}

#[derive(Default)]
struct Findings {
    bad: usize,
}

impl Findings {
    fn check(&mut self, what: &str, finding: Result<String, String>) {
        match finding {
            Ok(words) => print(format_args!("ok    {what:<11} {words}")),
            Err(words) => {
                self.bad += 1;
                print(format_args!("BAD   {what:<11} {words}"));
            }
        }
    }

    /// Whether residents' phones and the tablets in the lobby can follow the addresses that they are given. On a computer
    /// that nobody else reaches, that is something to know and no fault.
    fn look_at_public_url(&mut self, config: &Config, kiosks: usize) {
        let url = config.public_url();
        if !config.is_only_here() {
            return self.check("public URL", Ok(url));
        }
        let words = format!(
            "{url} works only on this computer, so that posters, pairing links and snippets have no code: name the \
             address that people open in ANKIETA_PUBLIC_URL"
        );
        let others_come = !config.bind.ip().is_loopback() || !config.trusted_proxy.is_empty();
        if others_come || kiosks > 0 {
            self.check("public URL", Err(words));
        } else {
            self.note("public URL", Verdict::Note, &format_args!("{words}, before anybody else comes"));
        }
    }

    /// At the disk, the backup and the clock.
    fn look_below(&mut self, config: &Config, storage: &Storage, clock: &Clock) {
        let disk = checks::look_at_disk(config);
        self.note("disk", disk.verdict(), &disk);
        match checks::verify_backup(config, storage, clock) {
            Ok(backup) => self.note("backup", backup.verdict(), &backup),
            Err(error) => self.check("backup", Err(error.chain())),
        }
        match checks::look_at_clock(config, storage, clock) {
            Ok(found) => self.note("clock", found.verdict(), &found),
            Err(error) => self.check("clock", Err(error.chain())),
        }
    }

    fn note(&mut self, what: &str, verdict: Verdict, words: &dyn fmt::Display) {
        match verdict {
            Verdict::Well => self.check(what, Ok(words.to_string())),
            Verdict::Bad => self.check(what, Err(words.to_string())),
            Verdict::Note => print(format_args!("note  {what:<11} {words}")),
        }
    }

    fn outcome(self) -> Outcome {
        match self.bad {
            0 => Ok(()),
            1 => Err("one thing is not well".into()),
            bad => Err(format!("{bad} things are not well").into()),
        }
    }
}

fn only_ok(words: String) -> Result<String, String> {
    if words == "ok" { Ok(words) } else { Err(words) }
}

fn nothing_pending(names: Vec<String>) -> Result<String, String> {
    if names.is_empty() { Ok("up to date".to_owned()) } else { Err(format!("not run yet: {}", names.join(", "))) }
}

fn published(storage: &Storage, clock: &Clock) -> Result<String, String> {
    let versions = storage.read(surveys::list_versions).map_err(|error| error.chain())?;
    if versions.is_empty() {
        return Err("nothing is published".to_owned());
    }
    let fieldwork = storage.read(fieldwork::list_fieldwork).map_err(|error| error.chain())?;
    let trials = fieldwork.iter().filter(|(_, fieldwork)| fieldwork.is_trial_on(clock.today()));
    let trials: Vec<&str> = trials.map(|(survey, _)| survey.as_str()).collect();
    let trials = if trials.is_empty() {
        String::new()
    } else {
        format!("; a trial, of which nothing is stored: {}", trials.join(", "))
    };
    Ok(counted(versions.len(), "published version") + &trials)
}

/// Whether the last tick holds a day because it brings more than usual.
fn crowds(storage: &Storage) -> Result<String, String> {
    let held = storage.read(days::list_held).map_err(|error| error.chain())?;
    if held.is_empty() {
        return Ok("no day is held for bringing more than usual".to_owned());
    }
    let days = held.iter().map(|(place, since)| {
        let until = since.saturating_add(HELD_DAYS.days());
        let Place { survey, department, channel, day } = place;
        format!("{survey} {department} {} of {day}, until the release for {until}", channel.as_str())
    });
    let all = days.collect::<Vec<_>>().join("; ");
    Err(format!("held, because more came than usual: {all}; an administrator can have it set aside"))
}

/// What each choice of periods would tell, at the pace of the responses whose rows are kept.
fn closing(storage: &Storage, config: &Config) -> Result<String, String> {
    let (counts, days) = storage.read(kept::count_kept).map_err(|error| error.chain())?;
    let closes = format!("each {}, {} after its end", config.close.as_str(), counted(config.close_after_days, "day"));
    let span = days.map_or(0, |days| (days.to - days.from).get_days() + 1);
    if span < SHORTEST_PACE {
        return Ok(format!("{closes}; no week of responses to judge by yet"));
    }
    let span = f64::from(span);
    let all: u64 = counts.values().sum();
    let choices = [(Unit::Month, 30.4), (Unit::Quarter, 91.3), (Unit::Year, 365.0)].map(|(unit, length)| {
        let share = |count: &u64| told_share(*count as f64 / span * length, config.k);
        let told: f64 = counts.values().map(|count| share(count) * *count as f64).sum();
        let seldom: Vec<&str> =
            counts.iter().filter(|(_, count)| share(count) < 0.5).map(|(department, _)| department.as_str()).collect();
        let seldom = if seldom.is_empty() { String::new() } else { format!(" (seldom: {})", seldom.join(", ")) };
        format!("by {} {:.0}%{seldom}", unit.as_str(), 100.0 * told / all as f64)
    });
    Ok(format!("{closes}; told under their department at this pace: {}", choices.join(", ")))
}

/// What was imported and is not confirmed.
fn waiting_lots(storage: &Storage) -> Result<String, String> {
    let lots = storage.read(lots::list_lots).map_err(|error| error.chain())?;
    let short: Vec<&str> = lots.iter().filter(|(lot, _)| !lot.whole).map(|(lot, _)| lot.name.as_str()).collect();
    if !short.is_empty() {
        let way_back = "import it once more, or take it back with `ankieta import --take-back`";
        return Err(format!("the import of {} was cut short and waits; {way_back}", short.join(", ")));
    }
    let Some(first) = lots.iter().map(|(lot, _)| lot.confirmed_from()).min() else {
        return Ok("none waits".to_owned());
    };
    let (number, responses) = (lots.len(), lots.iter().map(|(_, responses)| responses).sum::<u64>());
    let verb = if number == 1 { "lot waits" } else { "lots wait" };
    Ok(format!(
        "{number} {verb}, with {}; the first counts from {first} on, or from when it is confirmed",
        counted(responses, "response")
    ))
}

/// Whether visitors of the website can be told from a proxy. Addresses are nowhere stored; that they repeat themselves is.
fn addresses(storage: &Storage, clock: &Clock, config: &Config) -> Result<String, String> {
    if !config.trusted_proxy.is_empty() {
        return Ok("visitors are told apart by what the trusted proxy says".to_owned());
    }
    let since = clock.today().saturating_sub(7.days());
    let counted = storage.read(|session| kept::count_repeats(session, since));
    let (repeats, all) = counted.map_err(|error| error.chain())?;
    let missing = "is ANKIETA_TRUSTED_PROXY missing?";
    if all >= MANY && 2 * repeats > all {
        return Err(format!("{repeats} of the last {all} responses from the website repeat their address: {missing}"));
    }
    let https = config.public_url.as_deref().is_some_and(|url| url.starts_with("https:"));
    if https && config.tls_cert.is_none() {
        return Err(format!("people use https, and the service speaks plain HTTP to something in between: {missing}"));
    }
    Ok("visitors are told apart by where they connect from".to_owned())
}

fn last_release(storage: &Storage, clock: &Clock, config: &Config) -> Result<String, String> {
    let last = storage.read(release::find_last_tick).map_err(|error| error.chain())?;
    let generation = storage.read(blocks::load_generation).map_err(|error| error.chain())?;
    let Some((_, day)) = last else { return Err("none was ever run; `ankieta serve` runs one a night".to_owned()) };
    let today = clock.today();
    if day > today {
        let way_back = "if the clock is right, `ankieta release --reopen` sets the calendar back";
        return Err(format!("it was for {day}, which is after today, {today}; {way_back}"));
    }
    let Some(due) = Schedule::daily(config.tick_at).due(&clock.now(), Some(day)) else {
        return Ok(format!("number {generation}, for {day}"));
    };
    let leap = storage.read(|session| Leap::find(session, due)).map_err(|error| error.chain())?;
    Err(match leap.judge(Duration::ZERO) {
        Some(hold) => format!("{hold}; if that day is right, `ankieta release --now --yes` lets it go"),
        None => format!("the last one was for {day}; the one for {due} is due"),
    })
}
