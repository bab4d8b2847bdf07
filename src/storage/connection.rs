//! Connections: a pool for requests, and dedicated ones for the writer and for long jobs.

use std::sync::Arc;
use std::time::Duration;

use diesel::prelude::*;
use diesel::r2d2::{ManageConnection, Pool, PooledConnection};
use diesel::sql_query;

use crate::config::Database;
pub use crate::storage::dialect::Session;
use crate::storage::dialect::{Isolation, ReleaseLock};
use crate::storage::error::Error;

/// How long a request waits for a connection.
const POOL_WAIT: Duration = Duration::from_secs(2);
/// How often it is tried to empty the log of writes.
const MOST_ATTEMPTS: usize = 20;
/// How long between two attempts: what else looks after the log, here or in another process, lets nobody wait for it.
const PAUSE: Duration = Duration::from_millis(100);

/// The way to the database. Clones share one pool.
#[derive(Clone)]
pub struct Storage {
    pool: Pool<Manager>,
    database: Arc<Database>,
}

impl Storage {
    /// The most connections that requests share.
    pub const CONNECTIONS: u32 = 4;

    /// Opens the database; a SQLite file that is not there yet is made.
    ///
    /// # Errors
    /// When it cannot be reached or is not suitable: an empty file, for one, or a database of another program.
    pub fn open(database: &Database) -> Result<Self, Error> {
        Session::make_unless_there(database)?;
        // One connection first, for the error it gives; the pool would only say that it waited.
        drop(Session::open(database)?);
        let manager = Manager(Arc::new(database.clone()));
        let pool = Pool::builder().max_size(Self::CONNECTIONS).min_idle(Some(1)).connection_timeout(POOL_WAIT);
        Ok(Self { pool: pool.build_unchecked(manager), database: Arc::new(database.clone()) })
    }

    /// Runs reads that must agree with each other.
    ///
    /// # Errors
    /// When the database is not available, or when `work` fails.
    pub fn read<T>(&self, work: impl FnOnce(&mut Session) -> Result<T, Error>) -> Result<T, Error> {
        self.pooled()?.transact(Isolation::Snapshot, work)
    }

    /// Runs reads and writes as one, alone, after those of others that came before.
    ///
    /// # Errors
    /// When the database is not available, or when `work` fails; then nothing was written.
    pub fn write<T>(&self, work: impl FnOnce(&mut Session) -> Result<T, Error>) -> Result<T, Error> {
        self.pooled()?.transact(Isolation::InTurn, work)
    }

    /// Runs writes that do not depend on anything that is read; nobody need wait for them.
    ///
    /// # Errors
    /// When the database is not available, or when `work` fails; then nothing was written.
    pub fn append<T>(&self, work: impl FnOnce(&mut Session) -> Result<T, Error>) -> Result<T, Error> {
        self.pooled()?.transact(Isolation::Append, work)
    }

    /// A connection of one's own, outside the pool.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub fn dedicated(&self) -> Result<Session, Error> {
        Session::open(&self.database)
    }

    /// A connection for the one that writes all day: it remembers more of what it writes to, and does not carry over
    /// what the log of writes holds.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub fn writer(&self) -> Result<Session, Error> {
        let mut session = self.dedicated()?;
        session.write_all_day()?;
        Ok(session)
    }

    /// A connection for the one who keeps the log of writes short; none where the database does so itself.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub fn for_log(&self) -> Result<Option<Session>, Error> {
        Session::open_for_log(&self.database)
    }

    /// Empties the log of writes, which holds them in the order in which they came. Says whether that could be done: it
    /// is tried for a moment, and whoever reads on all the while is not kept from it.
    ///
    /// # Errors
    /// When the database is not available.
    pub fn empty_log(&self) -> Result<bool, Error> {
        let Some(mut session) = self.for_log()? else { return Ok(true) };
        for _ in 0..MOST_ATTEMPTS {
            if session.empty_log()? {
                return Ok(true);
            }
            std::thread::park_timeout(PAUSE);
        }
        Ok(false)
    }

    /// The right to run a release, unless another process is at it.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub fn try_lock_release(&self) -> Result<Option<ReleaseLock>, Error> {
        ReleaseLock::try_take(&self.database)
    }

    fn pooled(&self) -> Result<PooledConnection<Manager>, Error> {
        self.pool.get().map_err(Error::unavailable)
    }
}

/// Makes connections for the pool and throws broken ones away.
struct Manager(Arc<Database>);

impl ManageConnection for Manager {
    type Connection = Session;
    type Error = Error;

    fn connect(&self) -> Result<Session, Error> {
        Session::open(&self.0)
    }

    fn is_valid(&self, session: &mut Session) -> Result<(), Error> {
        sql_query("SELECT 1").execute(session)?;
        Ok(())
    }

    fn has_broken(&self, _: &mut Session) -> bool {
        std::thread::panicking()
    }
}
