//! The way back from a backup: one that is damaged is not read, and nothing that is there is overwritten.

use std::io::{self, BufRead, BufReader};
use std::path::Path;

use flate2::bufread::GzDecoder;

use crate::backup::failure::Failure;
use crate::backup::seal;
use crate::config::{Config, Database};
use crate::release::{Policy, bring_up_to_date};
use crate::storage::copy::look_over;
use crate::storage::{Storage, archive, file};

/// How a SQLite database begins.
const SQLITE: &[u8] = b"SQLite format 3\0";
/// How a packed file begins.
const PACKED: &[u8] = &[0x1f, 0x8b];

/// What was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restored {
    /// So many rows.
    Rows(u64),
    /// The copy of a whole database, of so many bytes.
    Copy(u64),
}

/// Reads a backup of any kind into the database that is set, which must have nothing in it.
///
/// # Errors
/// When the backup is damaged or does not hold together, when there is something in the database, or when either
/// fails; then nothing was read.
pub fn restore(config: &Config, path: &Path) -> Result<Restored, Failure> {
    let mut content = BufReader::new(seal::open(path, archive::may_lack_checksum)?);
    let unreadable = |source| seal::Broken::Unreadable { path: path.to_owned(), source };
    let beginning = content.fill_buf().map_err(unreadable)?;
    if beginning.starts_with(SQLITE) {
        restore_copy(config, path, &mut content)
    } else if beginning.starts_with(PACKED) {
        restore_rows(config, BufReader::new(GzDecoder::new(content)))
    } else {
        restore_rows(config, content)
    }
}

fn restore_rows(config: &Config, content: impl BufRead) -> Result<Restored, Failure> {
    let storage = Storage::open(&config.database_url)?;
    let mut session = storage.dedicated()?;
    bring_up_to_date(&mut session, &Policy::of(config))?;
    Ok(Restored::Rows(archive::read(&mut session, content)?))
}

/// Puts the copy of a whole database in its place, and brings it up to date: it may be of an earlier program.
fn restore_copy(config: &Config, path: &Path, content: &mut impl io::Read) -> Result<Restored, Failure> {
    let Database::Sqlite(database) = &config.database_url else { return Err(Failure::OtherDatabase) };
    look_over(path)?;
    let mut bytes = 0;
    file::put_in_place(database, |file| {
        bytes = io::copy(content, file)?;
        Ok(())
    })?;
    let storage = Storage::open(&config.database_url)?;
    bring_up_to_date(&mut storage.dedicated()?, &Policy::of(config))?;
    Ok(Restored::Copy(bytes))
}
