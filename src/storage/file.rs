//! The file of an embedded database: who may look into it, how it is made, and what is not taken for one.
//!
//! A database is made under another name and gets its own when it is whole. So an empty file is never a database that
//! is about to be made, but one that was lost, and what is not there beside a log of writes is lost as well.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use diesel::prelude::*;
use diesel::sqlite::{Sqlite, SqliteConnection};
use diesel_migrations::MigrationHarness;

use crate::storage::error::Error;

/// Makes the file and its folder, unless they are there already.
///
/// # Errors
/// When what is there is no database, or when the file cannot be made.
pub fn make_unless_there(path: &Path) -> Result<(), Error> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        make_private_folder(folder).map_err(Error::unavailable)?;
    }
    if size(path).map_err(Error::unavailable)? > Some(0) {
        close_to_others(path);
        return Ok(());
    }
    let turn = open_lock_file(path, ".setup-lock")?;
    turn.lock().map_err(Error::unavailable)?;
    // Only under the lock is it certain that nobody else is at it.
    let log = beside(path, "-wal");
    match size(path).map_err(Error::unavailable)? {
        Some(0) => Err(Error::Unsuitable(format!(
            "{} is empty, where a database was expected; put the database back, or delete the file to start a new one",
            path.display()
        ))),
        Some(_) => Ok(()),
        None if log.exists() => Err(Error::Unsuitable(format!(
            "{} is not there, but {} is, which belongs to it; put the database back, or move the other away to start a new one",
            path.display(),
            log.display()
        ))),
        None => make(path),
    }
}

/// Refuses to go on where the file is not there any more or is empty: SQLite would make a new one of it.
///
/// # Errors
/// When it is so.
pub fn expect_there(path: &Path) -> Result<(), Error> {
    match size(path) {
        Ok(None | Some(0)) => Err(Error::unavailable(io::Error::new(
            ErrorKind::NotFound,
            format!("the file of the database, {}, is not there any more", path.display()),
        ))),
        _ => Ok(()),
    }
}

/// Puts a whole database where there is none yet: `fill` writes it, and it gets its name when it is whole.
///
/// # Errors
/// When there is one already, or something that belongs to one, or when the file cannot be made.
pub fn put_in_place(path: &Path, fill: impl FnOnce(&mut File) -> io::Result<()>) -> Result<(), Error> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        make_private_folder(folder).map_err(Error::unavailable)?;
    }
    let turn = open_lock_file(path, ".setup-lock")?;
    turn.lock().map_err(Error::unavailable)?;
    if let Some(there) = [path.to_owned(), beside(path, "-wal")].iter().find(|path| path.exists()) {
        return Err(Error::Unsuitable(format!(
            "the database is not empty: {} is there already; name another one, or move it away",
            there.display()
        )));
    }
    let (draft, mut file) = draft(path)?;
    let written = fill(&mut file).and_then(|()| file.sync_all()).and_then(|()| fs::rename(&draft, path));
    written.map_err(Error::unavailable)
}

/// Opens the file beside a database whose lock processes take; the lock is given back when the file is closed.
///
/// # Errors
/// When it cannot be opened.
pub fn open_lock_file(database: &Path, suffix: &str) -> Result<File, Error> {
    private(File::options().create(true).write(true).truncate(false))
        .open(beside(database, suffix))
        .map_err(Error::unavailable)
}

/// Makes a database that holds nothing but the place where migrations are noted. SQLite gives the files beside it the
/// same permissions.
fn make(path: &Path) -> Result<(), Error> {
    let (draft, _) = draft(path)?;
    let mut connection = SqliteConnection::establish(&draft.to_string_lossy()).map_err(Error::unavailable)?;
    MigrationHarness::<Sqlite>::applied_migrations(&mut connection).map_err(Error::Unavailable)?;
    drop(connection);
    fs::rename(&draft, path).map_err(Error::unavailable)
}

/// An empty file under another name, in the place of what may be left of one that was cut short.
fn draft(path: &Path) -> Result<(PathBuf, File), Error> {
    let draft = beside(path, ".new");
    for left_over in [&draft, &beside(path, ".new-journal")] {
        match fs::remove_file(left_over) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(Error::unavailable(error)),
            _ => {}
        }
    }
    let file = private(File::options().create_new(true).write(true)).open(&draft).map_err(Error::unavailable)?;
    Ok((draft, file))
}

/// Takes a database that was made before files were their owner's alone from everybody else. Whoever is not its owner
/// cannot, and uses it as it is.
fn close_to_others(path: &Path) {
    #[cfg(unix)]
    for name in ["", "-wal", "-shm", ".setup-lock", ".release-lock"].map(|suffix| beside(path, suffix)) {
        use std::os::unix::fs::PermissionsExt;
        if fs::metadata(&name).is_ok_and(|file| file.permissions().mode() & 0o077 != 0) {
            let _ = fs::set_permissions(&name, fs::Permissions::from_mode(0o600));
        }
    }
}

/// How large a file is; none: it is not there.
fn size(path: &Path) -> io::Result<Option<u64>> {
    match fs::metadata(path) {
        Ok(file) => Ok(Some(file.len())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The path of a file beside another, whose name goes on with a suffix.
pub fn beside(database: &Path, suffix: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Makes a folder that only its owner can look into, unless it is there already.
///
/// # Errors
/// When it cannot be made.
pub fn make_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// The same options, for a file that, if it is made, only its owner can read.
pub fn private(options: &mut fs::OpenOptions) -> &fs::OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}
