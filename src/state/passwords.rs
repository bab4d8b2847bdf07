//! Hashing passwords beside everything else: off the threads that answer requests, and few at a time, since each takes
//! 19 MiB and a processor; many at once would be a way to stop the service.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

use crate::access::{Password, PasswordHash};
use crate::storage::Error;

/// How many are hashed at once.
const AT_ONCE: usize = 2;
/// How long somebody waits for their turn.
const PATIENCE: Duration = Duration::from_secs(5);

/// The turns.
pub struct Passwords(Arc<Semaphore>);

impl Default for Passwords {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl Passwords {
    /// Whether a text is the password; with no hash it never is, and takes as long.
    ///
    /// # Errors
    /// When too many others wait.
    pub async fn prove(&self, known: Option<PasswordHash>, presented: String) -> Result<bool, Error> {
        self.in_turn(move || PasswordHash::proves(known.as_ref(), &presented)).await
    }

    /// What is kept of a password.
    ///
    /// # Errors
    /// When too many others wait, or the system has no random bits to give.
    pub async fn hash(&self, password: Password) -> Result<PasswordHash, Error> {
        self.in_turn(move || password.hash()).await?.map_err(Error::unavailable)
    }

    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
        let turn = tokio::time::timeout(PATIENCE, self.0.clone().acquire_owned());
        let turn = turn.await.map_err(Error::unavailable)?.map_err(Error::unavailable)?;
        let work = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(turn);
            done
        });
        work.await.map_err(Error::unavailable)
    }
}
