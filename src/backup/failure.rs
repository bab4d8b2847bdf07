//! What can go wrong with a backup.

use std::io;
use std::path::PathBuf;

use crate::backup::seal::Broken;
use crate::storage::Error;

/// Why there is no backup, or none is read.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The database, or a copy of it, failed.
    #[error(transparent)]
    Storage(#[from] Error),
    /// The backup that was named is not whole.
    #[error(transparent)]
    Broken(#[from] Broken),
    /// A file or the folder cannot be written.
    #[error("the backup in {} cannot be written", folder.display())]
    Folder {
        /// The folder of backups.
        folder: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The copy of an embedded database was to be read into another kind.
    #[error(
        "the copy of a SQLite database becomes one again: restore it to sqlite:PATH, and take `ankieta backup` of that"
    )]
    OtherDatabase,
}
