//! Keeps the database's log of writes short: it holds them in the order in which they came.
//!
//! What the log holds is carried over beside the writer, in small steps, so that no step is long and the writer never
//! does it; and the log is emptied, so that neither a copy of it nor a look into it tells more than some minutes.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::storage::{Error, Session, Storage};

/// How long it waits between two steps.
const NAP: Duration = Duration::from_secs(1);
/// How long the log goes without being emptied while something is written.
pub const EMPTIED_EVERY: Duration = Duration::from_secs(10 * 60);
/// A log of so many pages is emptied before its time: 32 MB.
const MOST_PAGES: i32 = 8_000;

/// The thread that keeps the log short.
pub struct Keeper {
    stop: mpsc::Sender<()>,
    thread: JoinHandle<()>,
}

impl Keeper {
    /// Starts it.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(storage: Storage) -> std::io::Result<Self> {
        let (stop, stopped) = mpsc::channel();
        let worker = Worker { storage, session: None, emptied: Instant::now(), well: true };
        let thread = std::thread::Builder::new().name("log".to_owned()).spawn(move || worker.run(&stopped))?;
        Ok(Self { stop, thread })
    }

    /// Empties the log for the last time, and waits until that is done. The writer must have finished.
    pub fn finish(self) {
        drop(self.stop);
        if self.thread.join().is_err() {
            tracing::error!("what keeps the log of writes short ended in a panic");
        }
    }
}

struct Worker {
    storage: Storage,
    session: Option<Session>,
    emptied: Instant,
    /// Whether the last step was taken.
    well: bool,
}

impl Worker {
    fn run(mut self, stopped: &mpsc::Receiver<()>) {
        while stopped.recv_timeout(NAP) == Err(RecvTimeoutError::Timeout) {
            let step = self.step();
            if let Err(error) = &step
                && self.well
            {
                // A full disk is a full disk for long: it is said once.
                tracing::warn!(error = error.chain(), "the log of writes could not be carried over");
            }
            self.well = step.is_ok();
        }
        if let Err(error) = self.storage.empty_log() {
            tracing::warn!(error = error.chain(), "the log of writes could not be emptied");
        }
    }

    fn step(&mut self) -> Result<(), Error> {
        let session = match self.session.take() {
            Some(session) => Some(session),
            None => self.storage.for_log()?,
        };
        // Some databases look after their log themselves.
        let Some(mut session) = session else { return Ok(()) };
        let pages = session.carry_over_log()?;
        let due = pages > MOST_PAGES || self.emptied.elapsed() >= EMPTIED_EVERY;
        if pages > 0 && due && session.empty_log()? {
            self.emptied = Instant::now();
        }
        self.session = Some(session);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Database;
    use crate::storage::migrations;

    #[test]
    fn the_log_is_emptied_when_its_time_has_come_and_something_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ankieta.db");
        let size = || std::fs::metadata(path.with_extension("db-wal")).map_or(0, |log| log.len());
        let storage = Storage::open(&Database::Sqlite(path.clone())).unwrap();
        migrations::migrate(&mut storage.dedicated().unwrap()).unwrap();
        let written = size();
        assert!(written > 0);
        let mut worker = Worker { storage, session: None, emptied: Instant::now(), well: true };
        worker.step().unwrap();
        assert_eq!(size(), written, "carried over, and not emptied yet");
        assert!(std::fs::metadata(&path).unwrap().len() > 100_000);
        let long_ago = Instant::now().checked_sub(EMPTIED_EVERY).unwrap();
        worker.emptied = long_ago;
        worker.step().unwrap();
        assert_eq!(size(), 0);
        worker.emptied = long_ago;
        worker.step().unwrap();
        assert_eq!(worker.emptied, long_ago, "there was nothing to do");
    }
}
