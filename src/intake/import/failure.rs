//! Why a file is not imported at all. What was committed before stays; the same file can be imported again.

use jiff::civil::Date;

use crate::storage::Error as StorageError;
use crate::survey::text::counted;

/// Why a file is not imported, or why its import stopped.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The file is no table that can be read.
    #[error("the file cannot be read: {0}")]
    Unreadable(String),
    /// Its columns are not those of a survey.
    #[error("the columns do not fit:\n  {}", .0.join("\n  "))]
    Columns(Vec<String>),
    /// It may hold people that were imported before.
    #[error(
        "its numbers of responses by department and day repeat those of what was imported on {on} ({}); nothing was \
         stored; say --skip if they are the same people, --again if they are others",
        counted(*number, "response")
    )]
    Repeats {
        /// The day of that import.
        on: Date,
        /// How many responses it had.
        number: u64,
    },
    /// A batch of its name was confirmed, and held something else.
    #[error("another batch of that name was imported on {0} and is confirmed; give this one another name")]
    BatchTaken(Date),
    /// The lot was taken back, or made by another process, meanwhile.
    #[error("another process took the lot back, or imports the same file; nothing more was stored")]
    Interrupted,
    /// The database failed.
    #[error(transparent)]
    Storage(StorageError),
}

impl From<StorageError> for Failure {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Missing | StorageError::Conflict => Self::Interrupted,
            other => Self::Storage(other),
        }
    }
}
