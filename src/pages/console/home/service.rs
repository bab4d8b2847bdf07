//! How the service is, in plain words, for whoever runs it: what `ankieta doctor` looks at while the service runs.

use actix_web::web::Data;

use crate::checks::{Backup, ClockCheck, Disk, Verdict, look_at_backup, look_at_clock, look_at_disk};
use crate::http::Problem;
use crate::pages::console::home::words::Words;
use crate::reports::numbers::Numbers;
use crate::state::State;
use crate::storage::release::find_last_tick;

/// What was found of something.
pub struct Finding {
    /// What it is about.
    pub name: &'static str,
    /// What was found.
    pub text: String,
    /// Whether somebody has to do something.
    pub is_bad: bool,
}

/// Looks at everything that can be looked at while somebody waits.
pub async fn look(state: &Data<State>, words: &'static Words, numbers: &Numbers) -> Result<Vec<Finding>, Problem> {
    let (config, clock) = (state.config.clone(), state.clock.clone());
    let looked = state.inspect(move |storage| {
        let last = storage.read(find_last_tick)?.map(|(_, day)| day);
        let database = storage.dedicated()?.server_version()?;
        let found = (look_at_backup(&config, storage, &clock)?, look_at_clock(&config, storage, &clock)?);
        Ok((last, database, found, look_at_disk(&config)))
    });
    let (last, database, (backup, clock), disk) = looked.await?;
    let finding = |name, text, verdict| Finding { name, text, is_bad: verdict == Verdict::Bad };
    let released = |day| words.released.replace("{day}", &numbers.day(day));
    let released = last.map_or_else(|| words.never_released.clone(), released);
    Ok(vec![
        finding(&words.version, env!("CARGO_PKG_VERSION").to_owned(), Verdict::Well),
        finding(&words.database, database, Verdict::Well),
        finding(&words.release, released, if last.is_some() { Verdict::Well } else { Verdict::Note }),
        finding(&words.clock, say_clock(&clock, words, numbers), clock.verdict()),
        finding(&words.disk, say_disk(&disk, words, numbers), disk.verdict()),
        finding(&words.backup, say_backup(&backup, words, numbers), backup.verdict()),
    ])
}

fn say_clock(clock: &ClockCheck, words: &Words, numbers: &Numbers) -> String {
    match clock {
        ClockCheck::Right { now } => words.clock_right.replace("{now}", &numbers.moment(now)),
        ClockCheck::Behind { now, .. } => words.clock_behind.replace("{now}", &numbers.moment(now)),
        ClockCheck::Differs { minutes } => words.clock_differs.replace("{minutes}", &minutes.abs().to_string()),
    }
}

fn say_disk(disk: &Disk, words: &Words, numbers: &Numbers) -> String {
    let gib = |bytes: &u64| numbers.decimal(*bytes as f64 / (1 << 30) as f64, 1);
    match disk {
        Disk::Roomy { free } => words.disk_roomy.replace("{free}", &gib(free)),
        Disk::Full { free, wanted, .. } => {
            words.disk_full.replace("{free}", &gib(free)).replace("{wanted}", &gib(wanted))
        }
        Disk::Elsewhere => words.disk_elsewhere.clone(),
        Disk::Unknown { .. } => words.disk_unknown.clone(),
    }
}

fn say_backup(backup: &Backup, words: &Words, numbers: &Numbers) -> String {
    match backup {
        Backup::Made { day } => words.backup_made.replace("{day}", &numbers.day(*day)),
        Backup::NotYet => words.backup_not_yet.clone(),
        Backup::Off => words.backup_off.clone(),
        Backup::Unnamed => words.backup_unnamed.clone(),
        Backup::Missing { .. } => words.backup_missing.clone(),
        Backup::Old { day, .. } => words.backup_old.replace("{day}", &numbers.day(*day)),
        Backup::Broken { .. } => words.backup_broken.clone(),
        Backup::SideBySide { number, .. } => words.backup_side_by_side.replace("{number}", &number.to_string()),
    }
}
