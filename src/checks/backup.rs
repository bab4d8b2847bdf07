//! Whether there is a backup of the last night.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use crate::backup::{FULL, find_last, verify};
use crate::checks::verdict::Verdict;
use crate::clock::Clock;
use crate::config::{BackupDir, Config, Database};
use crate::storage::release::find_last_tick;
use crate::storage::{Error, Storage};
use crate::telemetry::chain;

/// How old what `pg_dump` wrote last may be, in hours: a night, and some hours more.
const OLDEST_DUMP_HOURS: i64 = 36;
/// What the name of such a file ends in.
const DUMP: &str = ".dump";

/// What was found of the backup. Its text says it in English, with what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Backup {
    /// There is one of last night.
    Made {
        /// Where it is.
        folder: PathBuf,
        /// The day of the release after which it was made, or on which the file was written.
        day: Date,
        /// When it was written, as far as the disk says so.
        written: Option<Timestamp>,
        /// Whether this program made it, and looked it over before it took the place of the one before.
        is_looked_over: bool,
    },
    /// The first release has not been run, and the first backup is made after it.
    NotYet,
    /// It is turned off.
    Off,
    /// Of a PostgreSQL nobody has said where its backups are.
    Unnamed,
    /// There is none.
    Missing {
        /// Where it should be.
        folder: PathBuf,
    },
    /// There is none of last night.
    Old {
        /// Where it is.
        folder: PathBuf,
        /// Of which day the last one is.
        day: Date,
    },
    /// It cannot be read, or is damaged.
    Broken {
        /// Where it is.
        folder: PathBuf,
        /// Why not.
        reason: String,
    },
    /// Several nights of everything lie side by side, which tells whose comment came with which answers.
    SideBySide {
        /// Where they are.
        folder: PathBuf,
        /// How many.
        number: usize,
    },
}

/// Looks for the backup of the last release.
///
/// # Errors
/// When the database is not available.
pub fn look_at_backup(config: &Config, storage: &Storage, clock: &Clock) -> Result<Backup, Error> {
    let Some(folder) = config.backup_folder() else {
        return Ok(if config.backup_dir == Some(BackupDir::Off) { Backup::Off } else { Backup::Unnamed });
    };
    Ok(match config.database_url {
        Database::Sqlite(_) if storage.read(find_last_tick)?.is_none() => Backup::NotYet,
        Database::Sqlite(_) => match find_last(&folder) {
            Ok(last) => {
                let written = fs::metadata(folder.join(FULL)).and_then(|file| file.modified()).ok();
                judge(folder, last, written.and_then(|at| at.try_into().ok()), clock.today())
            }
            Err(error) => Backup::Broken { folder, reason: error.chain() },
        },
        Database::Postgres(_) => {
            let now = clock.now();
            match list_dumps(&folder) {
                Ok(dumps) => {
                    judge_dumps(folder, &dumps, now.timestamp(), |at| at.to_zoned(now.time_zone().clone()).date())
                }
                Err(error) => Backup::Broken { folder, reason: error.to_string() },
            }
        }
    })
}

/// The same, with a look at every byte of it: that takes as long as reading the file.
///
/// # Errors
/// When the database is not available.
pub fn verify_backup(config: &Config, storage: &Storage, clock: &Clock) -> Result<Backup, Error> {
    let found = look_at_backup(config, storage, clock)?;
    Ok(match (&found, &config.database_url, config.backup_folder()) {
        (Backup::Made { .. } | Backup::Old { .. }, Database::Sqlite(_), Some(folder)) => match verify(&folder) {
            Ok(()) => found,
            Err(error) => Backup::Broken { folder, reason: chain(&error) },
        },
        _ => found,
    })
}

fn judge(folder: PathBuf, last: Option<Date>, written: Option<Timestamp>, today: Date) -> Backup {
    match last {
        None => Backup::Missing { folder },
        Some(day) if day < today.saturating_sub(1.day()) => Backup::Old { folder, day },
        Some(day) => Backup::Made { folder, day, written, is_looked_over: true },
    }
}

/// A file that a program of the database's own wrote.
#[derive(Debug)]
struct Dump {
    name: String,
    size: u64,
    at: Timestamp,
}

fn list_dumps(folder: &Path) -> std::io::Result<Vec<Dump>> {
    let mut dumps = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let file = entry.metadata()?;
        let at = Timestamp::try_from(file.modified()?).unwrap_or(Timestamp::MIN);
        let name = entry.file_name().to_string_lossy().into_owned();
        if file.is_file() && name.ends_with(DUMP) {
            dumps.push(Dump { name, size: file.len(), at });
        }
    }
    dumps.sort_by_key(|dump| std::cmp::Reverse(dump.at));
    Ok(dumps)
}

fn judge_dumps(folder: PathBuf, dumps: &[Dump], now: Timestamp, day: impl Fn(Timestamp) -> Date) -> Backup {
    let Some(newest) = dumps.first() else { return Backup::Missing { folder } };
    if newest.size == 0 {
        return Backup::Broken { folder, reason: format!("{} is empty", newest.name) };
    }
    if newest.at.as_second() < now.as_second() - OLDEST_DUMP_HOURS * 3_600 {
        return Backup::Old { folder, day: day(newest.at) };
    }
    match dumps.len() {
        1 => Backup::Made { folder, day: day(newest.at), written: Some(newest.at), is_looked_over: false },
        number => Backup::SideBySide { folder, number },
    }
}

impl Backup {
    /// How it is to be taken.
    pub fn verdict(&self) -> Verdict {
        match self {
            Self::Made { .. } | Self::NotYet => Verdict::Well,
            Self::Off => Verdict::Note,
            Self::Unnamed | Self::Missing { .. } | Self::Old { .. } | Self::Broken { .. } | Self::SideBySide { .. } => {
                Verdict::Bad
            }
        }
    }
}

impl fmt::Display for Backup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let see = "see what the log says of it, and whether there is room on the disk";
        match self {
            Self::Made { day, .. } => write!(f, "of {day}"),
            Self::NotYet => write!(f, "the first one is made after the first release"),
            Self::Off => write!(f, "turned off by ANKIETA_BACKUP_DIR: see that somebody else looks after it"),
            Self::Unnamed => write!(
                f,
                "nothing is known of one: have pg_dump write NAME.dump to a folder every night and name the folder in \
                 ANKIETA_BACKUP_DIR, or say `off` there"
            ),
            Self::Missing { folder } => write!(f, "there is none in {}: {see}", folder.display()),
            Self::Old { folder, day } => write!(f, "the last one in {} is of {day}: {see}", folder.display()),
            Self::Broken { folder, reason } => {
                write!(f, "the one in {} is of no use: {reason}; delete it, and another is made", folder.display())
            }
            Self::SideBySide { folder, number } => write!(
                f,
                "{number} of them lie side by side in {}: two nights tell whose comment came with which answers, and \
                 the older one keeps what was purged; let each take the place of the last",
                folder.display()
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_backup_is_of_last_night_or_old() {
        let judged = |last| judge("backups".into(), last, None, date(2026, 11, 26));
        assert_eq!(judged(None).verdict(), Verdict::Bad);
        let made = judged(Some(date(2026, 11, 25)));
        assert!(
            matches!(made, Backup::Made { day, is_looked_over: true, .. } if day == date(2026, 11, 25)),
            "{made:?}"
        );
        assert!(matches!(judged(Some(date(2026, 11, 24))), Backup::Old { day, .. } if day == date(2026, 11, 24)));
    }

    #[test]
    fn a_dump_is_fresh_not_empty_and_alone() {
        let now: Timestamp = "2026-11-26T08:00:00Z".parse().unwrap();
        let judged = |dumps: &[(&str, u64, i64)]| {
            let dump = |(name, size, hours): &(&str, u64, i64)| {
                let at = Timestamp::from_second(now.as_second() - hours * 3_600).unwrap();
                Dump { name: (*name).to_owned(), size: *size, at }
            };
            let dumps: Vec<Dump> = dumps.iter().map(dump).collect();
            judge_dumps("dumps".into(), &dumps, now, |at| at.to_zoned(jiff::tz::TimeZone::UTC).date())
        };
        let made = judged(&[("a.dump", 9, 5)]);
        let written = Timestamp::from_second(now.as_second() - 5 * 3_600).unwrap();
        let (folder, day) = ("dumps".into(), date(2026, 11, 26));
        assert_eq!(made, Backup::Made { folder, day, written: Some(written), is_looked_over: false });
        assert!(matches!(judged(&[]), Backup::Missing { .. }));
        assert!(matches!(judged(&[("a.dump", 0, 5)]), Backup::Broken { .. }));
        assert!(matches!(judged(&[("a.dump", 9, 37)]), Backup::Old { day, .. } if day == date(2026, 11, 24)));
        assert!(matches!(judged(&[("b.dump", 9, 5), ("a.dump", 9, 29)]), Backup::SideBySide { number: 2, .. }));
    }
}
