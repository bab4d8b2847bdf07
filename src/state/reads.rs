//! What was read with keys, on its way into the audit log: who read what in which hour, and how often.
//!
//! No answer waits for a commit. What is read for the first time in an hour is written down within a second, together
//! with all that was; how often it was read is counted here until the hour is over, there is much of it, somebody
//! looks into the log, or the service stops.

use std::collections::HashMap;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use uuid::Uuid;

use crate::clock::Clock;
use crate::storage::audit::{Entry, count_entry};
use crate::storage::{Error, Storage};

/// How long the recorder waits between two looks: reading costs at most one commit in that time.
const NAP: Duration = Duration::from_secs(1);
/// So many bytes are written down and forgotten before their hour is over: some thousand entries.
const MANY_BYTES: usize = 1 << 20;
/// With so many that the database does not take, nothing more is read.
const MOST_BYTES: usize = 4 << 20;

/// The reads of the hour, counted.
#[derive(Default)]
pub struct Reads {
    memory: Mutex<Memory>,
    /// Held by whoever writes, so that nothing is written twice.
    turn: Mutex<()>,
}

#[derive(Default)]
struct Memory {
    counts: HashMap<Subject, Count>,
    bytes: usize,
}

/// What is counted as one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Subject {
    hour: i64,
    actor: String,
    action: String,
    subject: String,
}

/// How often it was read.
struct Count {
    /// Of the first time.
    at: i64,
    id: Uuid,
    /// Whether the log knows of it.
    is_written: bool,
    /// How many times the log does not know of.
    unwritten: i64,
}

impl Reads {
    /// Counts a read.
    ///
    /// # Errors
    /// `Unavailable` when there are more than the database takes.
    pub fn note(&self, entry: Entry) -> Result<(), Error> {
        let mut memory = lock(&self.memory);
        let (at, id, hour) = (entry.at, entry.id, entry.hour());
        let subject = Subject { hour, actor: entry.actor, action: entry.action, subject: entry.subject };
        if let Some(count) = memory.counts.get_mut(&subject) {
            count.unwritten += 1;
            return Ok(());
        }
        if memory.bytes > MOST_BYTES {
            return Err(Error::unavailable("what was read cannot be written down"));
        }
        memory.bytes += subject.bytes();
        memory.counts.insert(subject, Count { at, id, is_written: false, unwritten: 1 });
        Ok(())
    }

    /// Writes everything down that was read until now.
    ///
    /// # Errors
    /// When the database is not available; then it is still to be written.
    pub fn write_all(&self, storage: &Storage) -> Result<(), Error> {
        self.write(storage, |_, _| true)
    }

    /// Writes down what the log does not know of yet, and all of what will not be counted any further.
    fn write_due(&self, storage: &Storage, hour: i64) -> Result<(), Error> {
        let many = lock(&self.memory).bytes > MANY_BYTES;
        self.write(storage, |subject, count| many || subject.hour != hour || !count.is_written)?;
        let mut memory = lock(&self.memory);
        memory.counts.retain(|subject, count| count.unwritten > 0 || subject.hour == hour && !many);
        memory.bytes = memory.counts.keys().map(Subject::bytes).sum();
        Ok(())
    }

    fn write(&self, storage: &Storage, is_due: impl Fn(&Subject, &Count) -> bool) -> Result<(), Error> {
        let _turn = lock(&self.turn);
        let due = |(subject, count): (&Subject, &Count)| {
            (count.unwritten > 0 && is_due(subject, count)).then(|| (subject.clone(), subject.entry(count)))
        };
        let due: Vec<(Subject, Entry)> = lock(&self.memory).counts.iter().filter_map(due).collect();
        if due.is_empty() {
            return Ok(());
        }
        storage.append(|session| due.iter().try_for_each(|(_, entry)| count_entry(session, entry)))?;
        let mut memory = lock(&self.memory);
        for (subject, entry) in due {
            // More may have been read meanwhile.
            if let Some(count) = memory.counts.get_mut(&subject) {
                count.is_written = true;
                count.unwritten -= entry.count;
            }
        }
        Ok(())
    }
}

impl Subject {
    fn bytes(&self) -> usize {
        size_of::<Self>() + size_of::<Count>() + self.actor.len() + self.action.len() + self.subject.len()
    }

    fn entry(&self, count: &Count) -> Entry {
        let Self { actor, action, subject, .. } = self.clone();
        Entry { at: count.at, id: count.id, actor, action, subject, count: count.unwritten }
    }
}

/// The thread that writes down what was read, and lets residents go first: it writes rarely, and all at once.
pub struct Recorder {
    stop: mpsc::Sender<()>,
    thread: JoinHandle<()>,
}

impl Recorder {
    /// Starts it.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(reads: Arc<Reads>, storage: Storage, clock: Clock) -> std::io::Result<Self> {
        let (stop, stopped) = mpsc::channel();
        let work = move || record(&reads, &storage, &clock, &stopped);
        let thread = std::thread::Builder::new().name("reads".to_owned()).spawn(work)?;
        Ok(Self { stop, thread })
    }

    /// Writes down what is left, and waits until that is done.
    pub fn finish(self) {
        drop(self.stop);
        if self.thread.join().is_err() {
            tracing::error!("what writes down what was read ended in a panic");
        }
    }
}

fn record(reads: &Reads, storage: &Storage, clock: &Clock, stopped: &mpsc::Receiver<()>) {
    let mut well = true;
    while stopped.recv_timeout(NAP) == Err(RecvTimeoutError::Timeout) {
        let written = reads.write_due(storage, Entry::hour_of(clock.now().timestamp().as_second()));
        if let Err(error) = &written
            && well
        {
            // Said once, until it is well again.
            tracing::warn!(error = error.chain(), "what was read could not be written into the audit log");
        }
        well = written.is_ok();
    }
    if let Err(error) = reads.write_all(storage) {
        tracing::error!(error = error.chain(), "what was read in the last hour is missing in the audit log");
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use diesel::{RunQueryDsl, sql_query};

    use super::*;
    use crate::access::Actor;
    use crate::config::Database;
    use crate::storage::audit::list_entries;
    use crate::storage::{Session, migrations};

    const HOUR: i64 = 60 * 60;

    /// A log on a database of its own.
    struct Bench {
        reads: Reads,
        storage: Storage,
        _folder: tempfile::TempDir,
    }

    impl Bench {
        fn open() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let storage = Storage::open(&Database::Sqlite(folder.path().join("ankieta.db"))).unwrap();
            migrations::migrate(&mut storage.dedicated().unwrap()).unwrap();
            Self { reads: Reads::default(), storage, _folder: folder }
        }

        fn rename(&self, from: &str, to: &str) {
            let rename = |session: &mut Session| {
                sql_query(format!("ALTER TABLE {from} RENAME TO {to}")).execute(session)?;
                Ok(())
            };
            self.storage.append(rename).unwrap();
        }

        fn read(&self, at: i64, subject: &str) {
            self.reads.note(Entry::new(at, Actor::Key(Uuid::nil()), "results.read", subject)).unwrap();
        }

        /// The log as (when first, what, how often), oldest first.
        fn log(&self) -> Vec<(i64, String, i64)> {
            let entries = self.storage.read(|session| list_entries(session, None, 10_000)).unwrap();
            entries.into_iter().rev().map(|entry| (entry.at, entry.subject, entry.count)).collect()
        }
    }

    #[test]
    fn the_first_read_of_an_hour_is_written_soon_and_the_count_when_it_is_over() {
        let bench = Bench::open();
        (5..10).for_each(|second| bench.read(second, "a"));
        bench.reads.write_due(&bench.storage, 0).unwrap();
        assert_eq!(bench.log(), [(5, "a".to_owned(), 5)]);
        (10..13).for_each(|second| bench.read(second, "a"));
        bench.reads.write_due(&bench.storage, 0).unwrap();
        assert_eq!(bench.log(), [(5, "a".to_owned(), 5)], "known, and to be counted on");
        bench.read(HOUR + 1, "a");
        bench.reads.write_due(&bench.storage, HOUR).unwrap();
        let whole = [(5, "a".to_owned(), 8), (HOUR + 1, "a".to_owned(), 1)];
        assert_eq!(bench.log(), whole);
        bench.reads.write_all(&bench.storage).unwrap();
        assert_eq!(bench.log(), whole, "nothing is written twice");
        assert_eq!(lock(&bench.reads.memory).counts.len(), 1, "an hour that is over is forgotten");
    }

    #[test]
    fn however_much_is_read_little_is_remembered_and_nothing_lost() {
        let bench = Bench::open();
        let long = "x".repeat(10_000);
        (0..300).for_each(|number| bench.read(1, &format!("{number} {long}")));
        assert!(lock(&bench.reads.memory).bytes > MANY_BYTES);
        bench.reads.write_due(&bench.storage, 0).unwrap();
        let memory = lock(&bench.reads.memory);
        assert_eq!((memory.counts.len(), memory.bytes), (0, 0));
        drop(memory);
        assert_eq!(bench.log().len(), 300);
    }

    #[test]
    fn what_cannot_be_written_down_cannot_be_read() {
        let bench = Bench::open();
        let long = "x".repeat(10_000);
        let read = |number: usize| {
            bench.reads.note(Entry::new(1, Actor::Key(Uuid::nil()), "results.read", format!("{number} {long}")))
        };
        let refused = (0..1_000).find(|number| read(*number).is_err()).unwrap();
        assert!((300..450).contains(&refused), "{refused}");
        assert!(read(0).is_ok(), "what is known already costs nothing");
        bench.rename("audit", "gone");
        assert!(bench.reads.write_due(&bench.storage, 0).is_err());
        bench.rename("gone", "audit");
        bench.reads.write_due(&bench.storage, 0).unwrap();
        assert!(read(refused).is_ok());
        let counts: Vec<i64> = bench.log().into_iter().map(|(_, _, count)| count).collect();
        assert_eq!((counts.len(), counts.iter().sum::<i64>()), (refused, refused as i64 + 1));
    }
}
