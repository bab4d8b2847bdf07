//! What can go wrong with a database, as far as anybody above cares.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::telemetry::chain;

/// A failure of the database. Its text is for the log, never for a client.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It cannot be reached, is busy, full or broken: the same call may succeed later.
    #[error("the database is not available")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// What was to be written is there already.
    #[error("the database holds another row with the same key")]
    Conflict,
    /// What was to be changed is not there.
    #[error("the database holds no such row")]
    Missing,
    /// It holds something that this program did not write.
    #[error("the database holds a {what} that cannot be read")]
    Corrupt {
        /// What cannot be read.
        what: &'static str,
    },
    /// It cannot be used by this program at all.
    #[error("{0}")]
    Unsuitable(String),
}

impl Error {
    /// Wraps whatever says that the database cannot be used now.
    pub fn unavailable(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Unavailable(source.into())
    }

    /// The error and its causes on one line, for the log.
    pub fn chain(&self) -> String {
        chain(self)
    }
}

impl From<DieselError> for Error {
    fn from(error: DieselError) -> Self {
        match error {
            DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => Self::Conflict,
            other => Self::unavailable(other),
        }
    }
}
