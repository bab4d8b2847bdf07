//! The backup of an embedded database after each release, and what becomes of older ones.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::ToSpan;
use jiff::civil::Date;

use crate::backup::failure::Failure;
use crate::backup::seal::{self, Broken, Draft, UNFINISHED};
use crate::config::{Config, Database};
use crate::storage::copy::{follow_comments, holds_other_comments, look_over, read_last_tick, write};
use crate::storage::file::make_private_folder;
use crate::storage::release::find_last_tick;
use crate::storage::{Error, Session, Storage, archive};

/// For how many days after its night a backup of what is frozen is kept.
pub const KEPT_DAYS: i32 = 30;
/// The copy of the whole database, by its name in the folder.
pub const FULL: &str = "full.db";

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// A backup of the release for a day was made, of so many bytes.
    Made {
        /// The day.
        day: Date,
        /// How large the copy of the whole database is.
        bytes: u64,
    },
    /// What moderators left out of comments was taken out of the copy.
    Followed,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Due {
    Nothing,
    /// Words were left out of a comment since the copy was made.
    Words,
    /// A release was run since then, or there is no copy that can be read.
    Everything(Date),
}

/// The folder that the service writes its backups to; none: it makes none.
pub fn folder(config: &Config) -> Option<PathBuf> {
    match config.database_url {
        Database::Sqlite(_) => config.backup_folder(),
        Database::Postgres(_) => None,
    }
}

/// Makes the backup of the last release, unless some process has made it; or takes out of the last one what moderators
/// left out of comments since. Nothing: there is nothing to be done, or a release is being run.
///
/// # Errors
/// When the database or the disk fails. Then the last backup is still there.
pub fn run_if_due(storage: &Storage, folder: &Path) -> Result<Option<Done>, Failure> {
    let full = folder.join(FULL);
    if find_due(storage, &full)? == Due::Nothing {
        return Ok(None);
    }
    // No release begins while the copy is made, and nobody else makes one.
    let Some(lock) = storage.try_lock_release()? else { return Ok(None) };
    let due = find_due(storage, &full)?;
    let failed = |source| Failure::Folder { folder: folder.to_owned(), source };
    if due != Due::Nothing {
        make_private_folder(folder).and_then(|()| remove_left_overs(folder)).map_err(failed)?;
    }
    let mut session = storage.dedicated()?;
    let done = match due {
        Due::Nothing => None,
        Due::Words => {
            follow(&mut session, &full, failed)?;
            Some(Done::Followed)
        }
        Due::Everything(day) => {
            remove_old(folder, day).map_err(failed)?;
            copy(&mut session, &full, failed)?;
            keep(&mut session, &folder.join(kept_name(day)), failed)?;
            Some(Done::Made { day, bytes: fs::metadata(&full).map_err(failed)?.len() })
        }
    };
    drop(lock);
    Ok(done)
}

/// The day of the release that the copy of the whole database in a folder was made after; none: there is no copy.
///
/// # Errors
/// When there is one that cannot be read.
pub fn find_last(folder: &Path) -> Result<Option<Date>, Error> {
    let full = folder.join(FULL);
    if full.exists() { Ok(read_last_tick(&full)?.map(|(_, day)| day)) } else { Ok(None) }
}

/// Whether the copy of the whole database in a folder is as it was written, byte by byte.
///
/// # Errors
/// When it is not, or cannot be read.
pub fn verify(folder: &Path) -> Result<(), Broken> {
    seal::open(&folder.join(FULL), |_| false).map(drop)
}

fn find_due(storage: &Storage, full: &Path) -> Result<Due, Failure> {
    // Before the first release there is nothing worth keeping.
    let Some(last) = storage.read(find_last_tick)? else { return Ok(Due::Nothing) };
    // One that cannot be read is none.
    let copied = if full.exists() { read_last_tick(full).unwrap_or(None) } else { None };
    if copied != Some(last) {
        return Ok(Due::Everything(last.1));
    }
    let words = storage.read(|session| holds_other_comments(session, full))?;
    Ok(if words { Due::Words } else { Due::Nothing })
}

/// Copies the whole database, and looks the copy over before it takes the place of the last one.
fn copy(session: &mut Session, full: &Path, failed: impl Fn(io::Error) -> Failure) -> Result<(), Failure> {
    let draft = Draft::begin(full).map_err(&failed)?;
    write(session, draft.file())?;
    look_over(draft.file())?;
    draft.finish().map_err(failed)
}

/// Takes what moderators left out of comments out of the copy as well.
fn follow(session: &mut Session, full: &Path, failed: impl Fn(io::Error) -> Failure) -> Result<(), Failure> {
    let mut content = match seal::open(full, |_| false) {
        Ok(content) => content,
        // One that is damaged is made anew.
        Err(_) => return copy(session, full, failed),
    };
    let draft = Draft::begin(full).map_err(&failed)?;
    let mut file = File::options().write(true).open(draft.file()).map_err(&failed)?;
    io::copy(&mut content, &mut file).map_err(&failed)?;
    drop(file);
    follow_comments(session, draft.file())?;
    look_over(draft.file())?;
    draft.finish().map_err(failed)
}

/// Writes what many nights may hold side by side.
fn keep(session: &mut Session, path: &Path, failed: impl Fn(io::Error) -> Failure) -> Result<(), Failure> {
    let draft = Draft::begin(path).map_err(&failed)?;
    let file = File::options().write(true).open(draft.file()).map_err(&failed)?;
    let mut packed = GzEncoder::new(BufWriter::new(file), Compression::default());
    archive::write_kept(session, &mut packed)?;
    packed.finish().and_then(|mut file| file.flush()).map_err(&failed)?;
    draft.finish().map_err(failed)
}

fn kept_name(day: Date) -> String {
    format!("kept-{day}.backup")
}

/// The night of a backup of what is frozen, by its name; none: it is another file.
fn night(name: &str) -> Option<Date> {
    name.strip_prefix("kept-")?.strip_suffix(".backup")?.parse().ok()
}

/// Deletes what a process that was killed left behind.
fn remove_left_overs(folder: &Path) -> io::Result<()> {
    remove(folder, |name| name.contains(&format!(".db{UNFINISHED}")) || name.ends_with(&format!(".backup{UNFINISHED}")))
}

/// Deletes backups whose days are over.
fn remove_old(folder: &Path, today: Date) -> io::Result<()> {
    let first = today.saturating_sub(KEPT_DAYS.days());
    remove(folder, |name| night(name).is_some_and(|night| night < first))
}

fn remove(folder: &Path, old: impl Fn(&str) -> bool) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if old(&entry.file_name().to_string_lossy()) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
