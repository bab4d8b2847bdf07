//! Everything in which SQLite and PostgreSQL differ; no other file asks which one it is. `postgres` holds the longer
//! statements of the one.

use std::fs::File;
use std::path::Path;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Text};
use diesel::{PgConnection, SqliteConnection, sql_query};

use crate::config::Database;
use crate::storage::error::Error;
use crate::storage::file;
use crate::storage::postgres;
use crate::storage::rows::{CommentRow, ReceiptRow, ResponseRow};
use crate::storage::schema::{comments, receipts, responses};

/// The first SQLite without the bug that could corrupt a database under two writers.
const OLDEST_SQLITE: i32 = 3_051_003;
/// The table where migrations are noted: a database that has tables, and not this one, is another program's.
const MIGRATIONS: &str = "__diesel_schema_migrations";
/// How often the rest of the log of writes is carried over before it is emptied: each time less has come meanwhile.
const MOST_PASSES: usize = 4;
/// A rest of so many pages is carried over while writers wait.
const SMALL_REST: i32 = 256;
/// How many rows on either side of a place are written anew: some pages of them, however short they are.
const NEIGHBOURS: usize = 256;

/// One connection to either database.
#[derive(diesel::MultiConnection)]
pub enum Session {
    /// The embedded one.
    Sqlite(SqliteConnection),
    /// The served one.
    Postgres(PgConnection),
}

/// Held by the one process that runs a release; given back when dropped, or when the process dies.
pub enum ReleaseLock {
    /// A lock on a file beside the database.
    File(File),
    /// An advisory lock of a session of its own.
    Advisory(Box<Session>),
}

/// How much of the world a transaction holds still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Isolation {
    /// Reads see one state of the database throughout.
    Snapshot,
    /// Nothing that it reads is changed by another writer before it ends.
    Exclusive,
    /// One after the other: none of those who wait for their turn sees another's work half done, or fails because of it.
    InTurn,
    /// Its writes are checked against those of others, row by row.
    Append,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Bytes,
    /// A number of 32 bits.
    Small,
    /// A number of 64 bits.
    Large,
    Flag,
}

/// A column, as the database describes it.
#[derive(Debug)]
pub(super) struct Column {
    pub name: String,
    pub kind: Kind,
    /// Its place in the table's key, from 1; 0: it is no part of it.
    pub place: i32,
}

impl TryFrom<ColumnRow> for Column {
    type Error = Error;

    fn try_from(row: ColumnRow) -> Result<Self, Error> {
        let kind = match row.kind.as_str() {
            "text" => Kind::Text,
            "blob" | "bytea" => Kind::Bytes,
            "integer" => Kind::Small,
            "bigint" => Kind::Large,
            "boolean" => Kind::Flag,
            _ => return Err(Error::Corrupt { what: "column" }),
        };
        Ok(Self { name: row.name, kind, place: row.place })
    }
}

impl Session {
    /// Makes a database where it is a file that is not there yet.
    pub(super) fn make_unless_there(database: &Database) -> Result<(), Error> {
        match database {
            Database::Sqlite(path) => file::make_unless_there(path),
            Database::Postgres(_) => Ok(()),
        }
    }

    /// A connection that looks after the log of writes; none where the database does so itself.
    pub(super) fn open_for_log(database: &Database) -> Result<Option<Self>, Error> {
        match database {
            Database::Sqlite(_) => {
                let mut session = Self::open(database)?;
                // Who empties the log keeps writers waiting meanwhile.
                session.batch("PRAGMA busy_timeout = 100")?;
                Ok(Some(session))
            }
            Database::Postgres(_) => Ok(None),
        }
    }

    /// Opens a connection and sets it up.
    pub(super) fn open(database: &Database) -> Result<Self, Error> {
        match database {
            Database::Sqlite(path) => open_sqlite(path).map(Self::Sqlite),
            Database::Postgres(url) => open_postgres(url).map(Self::Postgres),
        }
    }

    /// Runs `work` in one transaction: all of it is durable when this returns, or none of it happened.
    pub fn transact<T>(
        &mut self,
        isolation: Isolation,
        work: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.batch(match (&self, isolation) {
            (Self::Sqlite(_), Isolation::Snapshot) => "BEGIN",
            (Self::Sqlite(_), Isolation::Exclusive | Isolation::InTurn | Isolation::Append) => "BEGIN IMMEDIATE",
            (Self::Postgres(_), Isolation::Snapshot) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            (Self::Postgres(_), Isolation::Exclusive) => "BEGIN ISOLATION LEVEL SERIALIZABLE",
            // Not serializable: PostgreSQL gives the lock of a turn back a moment before it notes that the transaction
            // is over, and would take the next one for a rival of the one that it waited for.
            (Self::Postgres(_), Isolation::InTurn | Isolation::Append) => "BEGIN ISOLATION LEVEL READ COMMITTED",
        })?;
        let turn = if isolation == Isolation::InTurn { self.await_turn() } else { Ok(()) };
        let outcome = turn.and_then(|()| work(self)).and_then(|value| self.batch("COMMIT").map(|()| value));
        if outcome.is_err() {
            // A connection that is gone cannot roll back, and need not: its transaction died with it.
            let _ = self.batch("ROLLBACK");
        }
        outcome
    }

    /// Runs `work`, which writes with [`Self::insert_alone`] and otherwise only reads. Where that is one statement, it is
    /// a transaction of its own: a lone response need not wait for the answers to `BEGIN` and `COMMIT`.
    pub(super) fn append_at_once<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        match self {
            Self::Sqlite(_) => self.transact(Isolation::Append, work),
            Self::Postgres(_) => work(self),
        }
    }

    /// Runs `work` in one transaction, alone: nothing that it reads is changed by another before it ends.
    ///
    /// # Errors
    /// When the database is not available, or when `work` fails; then nothing was written.
    pub fn exclusively<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        self.transact(Isolation::Exclusive, work)
    }

    /// The database's own name and version, for people.
    pub fn server_version(&mut self) -> Result<String, Error> {
        let (name, query) = match self {
            Self::Sqlite(_) => ("SQLite", "SELECT sqlite_version() AS text"),
            Self::Postgres(_) => ("PostgreSQL", "SELECT current_setting('server_version') AS text"),
        };
        let row: TextRow = sql_query(query).get_result(self)?;
        Ok(format!("{name} {}", row.text))
    }

    /// What the database says of its own integrity: `ok`, or what is broken.
    pub fn integrity(&mut self) -> Result<String, Error> {
        match self {
            Self::Sqlite(connection) => {
                let broken = "SELECT integrity_check AS text FROM pragma_integrity_check UNION ALL \
                              SELECT 'a row of ' || \"table\" || ' names one of ' || parent || ' that is not there' \
                              FROM pragma_foreign_key_check";
                let rows: Vec<TextRow> = sql_query(broken).load(connection)?;
                let said: Vec<String> = rows.into_iter().map(|row| row.text).collect();
                // The first check says that all is well, the second one nothing.
                let faults: Vec<&str> = said.iter().map(String::as_str).filter(|line| *line != "ok").collect();
                Ok(if faults.is_empty() { "ok".to_owned() } else { faults.join("; ") })
            }
            // PostgreSQL checks its pages as it reads them, where its administrator has switched checksums on.
            Self::Postgres(_) => Ok("ok".to_owned()),
        }
    }

    /// Writes the database anew into an empty file, as it stands at one moment, while others go on writing: without
    /// what was deleted, and in the order of the keys.
    pub(super) fn copy_into(&mut self, file: &Path) -> Result<(), Error> {
        match self {
            Self::Sqlite(connection) => {
                sql_query("VACUUM INTO ?").bind::<Text, _>(file.to_string_lossy()).execute(connection)?;
                Ok(())
            }
            Self::Postgres(_) => Err(Error::Unsuitable("a PostgreSQL database is copied by pg_dump".to_owned())),
        }
    }

    /// Opens a copy of a SQLite database, which nobody else has open, to read it as it lies there.
    pub(super) fn open_copy(file: &Path) -> Result<Self, Error> {
        file::expect_there(file)?;
        // In such an address these three have a meaning.
        let name = file.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
        let address = format!("file:{name}?mode=ro&immutable=1");
        Ok(Self::Sqlite(SqliteConnection::establish(&address).map_err(Error::unavailable)?))
    }

    /// Opens one that is to be changed. Nothing that is taken out of it stays in it, nor beside it.
    pub(super) fn open_copy_to_change(file: &Path) -> Result<Self, Error> {
        file::expect_there(file)?;
        let mut session =
            Self::Sqlite(SqliteConnection::establish(&file.to_string_lossy()).map_err(Error::unavailable)?);
        session.batch("PRAGMA journal_mode = MEMORY; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY")?;
        Ok(session)
    }

    /// What the server takes for now, in seconds since 1970; none: the database has no clock of its own.
    ///
    /// # Errors
    /// When the database is not available.
    pub fn server_time(&mut self) -> Result<Option<i64>, Error> {
        match self {
            Self::Sqlite(_) => Ok(None),
            Self::Postgres(connection) => {
                let query = "SELECT extract(epoch FROM clock_timestamp())::bigint AS number";
                let row: NumberRow = sql_query(query).get_result(connection)?;
                Ok(Some(row.number))
            }
        }
    }

    /// The columns of every table, as `table.column`, sorted; what the promises about the schema are tested on.
    pub fn columns(&mut self) -> Result<Vec<String>, Error> {
        let query = match self {
            Self::Sqlite(_) => {
                "SELECT t.name || '.' || c.name AS text FROM sqlite_schema t, pragma_table_info(t.name) c \
                 WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' ORDER BY 1"
            }
            Self::Postgres(_) => {
                "SELECT table_name || '.' || column_name AS text FROM information_schema.columns \
                 WHERE table_schema = current_schema() ORDER BY 1"
            }
        };
        let rows: Vec<TextRow> = sql_query(query).load(self)?;
        Ok(rows.into_iter().map(|row| row.text).collect())
    }

    /// The columns of a table, in their order; none: there is no such table.
    pub(super) fn columns_of(&mut self, table: &str) -> Result<Vec<Column>, Error> {
        let rows: Vec<ColumnRow> = match self {
            Self::Sqlite(connection) => {
                sql_query("SELECT name, lower(type) AS kind, pk AS place FROM pragma_table_info(?) ORDER BY cid")
                    .bind::<Text, _>(table)
                    .load(connection)?
            }
            Self::Postgres(connection) => sql_query(
                "SELECT a.attname::text AS name, a.atttypid::regtype::text AS kind, \
                 coalesce(array_position(string_to_array(i.indkey::text, ' '), a.attnum::text), 0) AS place \
                 FROM pg_attribute a LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary \
                 WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum",
            )
            .bind::<Text, _>(table)
            .load(connection)?,
        };
        rows.into_iter().map(Column::try_from).collect()
    }

    /// Carries what the log of writes holds over into the database itself; nobody waits for it. Says how many pages
    /// the log holds, those that were carried over among them; none: it is empty.
    ///
    /// # Errors
    /// When the database is not available.
    pub fn carry_over_log(&mut self) -> Result<i32, Error> {
        match self {
            Self::Sqlite(connection) => Ok(checkpoint(connection, "PRAGMA wal_checkpoint(PASSIVE)")?.log),
            Self::Postgres(_) => Ok(0),
        }
    }

    /// Carries over what the log of writes holds, and empties it: its file has no bytes then. Says whether that
    /// could be done; not while somebody is reading what only the log holds.
    ///
    /// # Errors
    /// When the database is not available.
    pub fn empty_log(&mut self) -> Result<bool, Error> {
        let Self::Sqlite(connection) = self else { return Ok(true) };
        // Most of it while nobody waits.
        let mut carried = 0;
        for _ in 0..MOST_PASSES {
            let pass = checkpoint(connection, "PRAGMA wal_checkpoint(PASSIVE)")?;
            let fresh = pass.log - carried;
            carried = pass.checkpointed;
            if fresh < SMALL_REST {
                break;
            }
        }
        Ok(checkpoint(connection, "PRAGMA wal_checkpoint(TRUNCATE)")?.busy == 0)
    }

    /// Writes a small table anew, where deleting alone leaves copies: SQLite overwrites what is deleted, but not what
    /// stays in a gap of a page when its rows move on to another.
    pub(super) fn rewrite(&mut self, table: &str) -> Result<(), Error> {
        match self {
            Self::Sqlite(_) => self.batch(&format!(
                "CREATE TEMP TABLE kept AS SELECT * FROM main.{table}; DELETE FROM main.{table}; \
                 INSERT INTO main.{table} SELECT * FROM temp.kept ORDER BY key; DROP TABLE temp.kept"
            )),
            // Its rows are overwritten when it vacuums them.
            Self::Postgres(_) => Ok(()),
        }
    }

    /// The same for the neighbours of a place in a large table: copies of a row lie on pages next to its own.
    /// The place is a value of the table's key, in SQL.
    pub(super) fn rewrite_near(&mut self, table: &str, key: &[&str], place: &str) -> Result<(), Error> {
        let (ascending, descending) = (key.join(", "), key.join(" DESC, "));
        match self {
            Self::Sqlite(_) => self.batch(&format!(
                "CREATE TEMP TABLE kept AS SELECT * FROM (SELECT * FROM main.{table} WHERE ({ascending}) < {place} \
                 ORDER BY {descending} DESC LIMIT {NEIGHBOURS}) UNION ALL SELECT * FROM (SELECT * FROM main.{table} \
                 WHERE ({ascending}) >= {place} ORDER BY {ascending} LIMIT {NEIGHBOURS}); \
                 DELETE FROM main.{table} WHERE ({ascending}) IN (SELECT {ascending} FROM temp.kept); \
                 INSERT INTO main.{table} SELECT * FROM temp.kept ORDER BY {ascending}; DROP TABLE temp.kept"
            )),
            Self::Postgres(_) => Ok(()),
        }
    }

    /// Refuses a database in which another program keeps its tables.
    pub(super) fn refuse_foreign(&mut self) -> Result<(), Error> {
        match self {
            // Its file was looked at when it was opened.
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(connection) => refuse_foreign_schema(connection),
        }
    }

    /// An expression that makes a JSON object of columns.
    pub(super) fn json_object(&self, columns: &[Column]) -> String {
        let member = |Column { name, kind, .. }: &Column| match (self, kind) {
            // Of what is missing `hex` makes an empty text.
            (Self::Sqlite(_), Kind::Bytes) => format!("'{name}', nullif(lower(hex({name})), '')"),
            (Self::Sqlite(_), Kind::Flag) => format!("'{name}', json(iif({name}, 'true', 'false'))"),
            (Self::Postgres(_), Kind::Bytes) => format!("'{name}', encode({name}, 'hex')"),
            _ => format!("'{name}', {name}"),
        };
        let members = columns.iter().map(member).collect::<Vec<_>>().join(", ");
        match self {
            Self::Sqlite(_) => format!("json_object({members})"),
            Self::Postgres(_) => format!("json_build_object({members})::text"),
        }
    }

    /// Writes the receipts that are not there yet, and says of each whether it is new. No key may appear twice.
    pub(super) fn insert_receipts(&mut self, rows: &[ReceiptRow]) -> Result<Vec<bool>, Error> {
        match self {
            Self::Sqlite(connection) => rows
                .iter()
                .map(|row| {
                    let insert = diesel::insert_into(receipts::table).values(row).on_conflict_do_nothing();
                    Ok(insert.execute(connection)? == 1)
                })
                .collect(),
            Self::Postgres(connection) => postgres::insert_receipts(connection, rows),
        }
    }

    /// Writes pending responses.
    pub(super) fn insert_responses(&mut self, rows: &[ResponseRow]) -> Result<(), Error> {
        match self {
            Self::Sqlite(connection) => rows.iter().try_for_each(|row| {
                diesel::insert_into(responses::table).values(row).execute(connection)?;
                Ok(())
            }),
            Self::Postgres(connection) => postgres::insert_responses(connection, rows),
        }
    }

    /// Writes comments.
    pub(super) fn insert_comments(&mut self, rows: &[CommentRow]) -> Result<(), Error> {
        rows.iter().try_for_each(|row| {
            diesel::insert_into(comments::table).values(row).execute(self)?;
            Ok(())
        })
    }

    /// Writes a receipt that is not there yet, with the response and the comments that it is for, and says whether it is
    /// new: if it is not, nothing is written. On PostgreSQL this is one statement.
    pub(super) fn insert_alone(
        &mut self,
        receipt: &ReceiptRow,
        response: &ResponseRow,
        comments: &[CommentRow],
    ) -> Result<bool, Error> {
        if let Self::Postgres(connection) = self {
            return postgres::insert_alone(connection, receipt, response, comments);
        }
        let fresh = self.insert_receipts(std::slice::from_ref(receipt))? == [true];
        if fresh {
            self.insert_responses(std::slice::from_ref(response))?;
            self.insert_comments(comments)?;
        }
        Ok(fresh)
    }

    /// Waits until no other transaction that waited for its turn goes on.
    fn await_turn(&mut self) -> Result<(), Error> {
        match self {
            // It began by excluding all others that write.
            Self::Sqlite(_) => Ok(()),
            // Those who only read are not kept waiting.
            Self::Postgres(_) => self.batch("LOCK TABLE catalogue IN SHARE ROW EXCLUSIVE MODE"),
        }
    }

    /// Waits until no other process sets the database up, and keeps others waiting until the session ends.
    pub(super) fn take_setup_lock(&mut self) -> Result<(), Error> {
        match self {
            // Its writing transactions exclude each other; a dozen processes that start at once wait for all before them.
            Self::Sqlite(_) => self.batch("PRAGMA busy_timeout = 60000"),
            Self::Postgres(_) => self.batch(
                "SET statement_timeout = 0; SET lock_timeout = 0; \
                 SELECT pg_advisory_lock(hashtext('ankieta setup'))",
            ),
        }
    }

    /// Takes statements out of the time limit: for jobs that may be long, such as a backup.
    pub fn take_your_time(&mut self) -> Result<(), Error> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(_) => self.batch("SET statement_timeout = 0"),
        }
    }

    /// Gives the connection 16 MB for pages, where it keeps any, and leaves the log of writes to who looks after it.
    pub(super) fn write_all_day(&mut self) -> Result<(), Error> {
        match self {
            Self::Sqlite(_) => self.batch("PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 0"),
            Self::Postgres(_) => Ok(()),
        }
    }

    /// Runs statements that return nothing.
    pub(super) fn batch(&mut self, statements: &str) -> Result<(), Error> {
        match self {
            Self::Sqlite(connection) => diesel::connection::SimpleConnection::batch_execute(connection, statements)?,
            Self::Postgres(connection) => diesel::connection::SimpleConnection::batch_execute(connection, statements)?,
        }
        Ok(())
    }
}

impl ReleaseLock {
    /// Takes the lock, unless another process has it.
    pub(super) fn try_take(database: &Database) -> Result<Option<Self>, Error> {
        match database {
            Database::Sqlite(path) => {
                let lock = file::open_lock_file(path, ".release-lock")?;
                match lock.try_lock() {
                    Ok(()) => Ok(Some(Self::File(lock))),
                    Err(std::fs::TryLockError::WouldBlock) => Ok(None),
                    Err(std::fs::TryLockError::Error(error)) => Err(Error::unavailable(error)),
                }
            }
            Database::Postgres(_) => {
                let mut session = Session::open(database)?;
                let query = "SELECT pg_try_advisory_lock(hashtext('ankieta release')) AS flag";
                let row: FlagRow = sql_query(query).get_result(&mut session)?;
                Ok(row.flag.then(|| Self::Advisory(Box::new(session))))
            }
        }
    }
}

impl Drop for ReleaseLock {
    /// Closing the session would give the lock back too, but only when the server has noticed.
    fn drop(&mut self) {
        if let Self::Advisory(session) = self {
            let _ = session.batch("SELECT pg_advisory_unlock(hashtext('ankieta release'))");
        }
    }
}

#[derive(QueryableByName)]
struct ColumnRow {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Integer)]
    place: i32,
}

#[derive(QueryableByName)]
struct TextRow {
    #[diesel(sql_type = Text)]
    text: String,
}

#[derive(QueryableByName)]
struct NumberRow {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

#[derive(QueryableByName)]
struct FlagRow {
    #[diesel(sql_type = Bool)]
    flag: bool,
}

fn open_sqlite(path: &Path) -> Result<SqliteConnection, Error> {
    if libsqlite3_sys::SQLITE_VERSION_NUMBER < OLDEST_SQLITE {
        return Err(Error::Unsuitable(format!("this SQLite is older than {OLDEST_SQLITE} and may lose data")));
    }
    file::expect_there(path)?;
    let mut connection = SqliteConnection::establish(&path.to_string_lossy()).map_err(Error::unavailable)?;
    diesel::connection::SimpleConnection::batch_execute(
        &mut connection,
        "PRAGMA busy_timeout = 5000; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
         PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 16000;",
    )?;
    refuse_foreign_file(&mut connection, path)?;
    use_write_ahead_log(&mut connection, path)?;
    Ok(connection)
}

/// Refuses a file that is not ours before anything is written to it.
fn refuse_foreign_file(connection: &mut SqliteConnection, path: &Path) -> Result<(), Error> {
    let query = "SELECT name AS text FROM sqlite_schema WHERE type = 'table' ORDER BY name";
    let tables: Vec<TextRow> = sql_query(query).load(connection)?;
    if tables.is_empty() {
        return Err(Error::Unsuitable(format!(
            "{} holds no tables, where a database was expected (perhaps its -wal file was left behind); put the \
             database back, or delete the file to start a new one",
            path.display()
        )));
    }
    refuse_foreign_tables(&tables, &path.display().to_string())
}

/// Refuses a schema that is not ours before anything is made in it. What extensions bring is nobody's.
fn refuse_foreign_schema(connection: &mut PgConnection) -> Result<(), Error> {
    let query = "SELECT c.relname::text AS text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
                 WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND NOT EXISTS \
                 (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e') \
                 ORDER BY 1";
    let tables: Vec<TextRow> = sql_query(query).load(connection)?;
    let place = "SELECT 'the schema ' || current_schema() || ' of the database ' || current_database() AS text";
    match tables.is_empty() {
        true => Ok(()),
        false => {
            let place: TextRow = sql_query(place).get_result(connection)?;
            refuse_foreign_tables(&tables, &place.text)
        }
    }
}

fn refuse_foreign_tables(tables: &[TextRow], place: &str) -> Result<(), Error> {
    if tables.iter().any(|table| table.text == MIGRATIONS) {
        return Ok(());
    }
    let some: Vec<&str> = tables.iter().take(3).map(|table| table.text.as_str()).collect();
    let text = format!(
        "{place} holds the tables of another program ({}); nothing was changed in it; name another database for Ankieta",
        some.join(", ")
    );
    Err(Error::Unsuitable(text))
}

/// What became of an attempt to carry over what the log of writes holds.
#[derive(QueryableByName)]
struct CheckpointRow {
    /// Whether somebody was in the way.
    #[diesel(sql_type = Integer)]
    busy: i32,
    /// How many pages it holds.
    #[diesel(sql_type = Integer)]
    log: i32,
    /// How many of them have been carried over.
    #[diesel(sql_type = Integer)]
    checkpointed: i32,
}

fn checkpoint(connection: &mut SqliteConnection, statement: &str) -> Result<CheckpointRow, Error> {
    Ok(sql_query(statement).get_result(connection)?)
}

/// Brings the file into the mode in which readers and the writer do not wait for each other; it stays in it for good.
///
/// Of two processes that do so at once, SQLite fails one instead of letting it wait: so they take turns here.
fn use_write_ahead_log(connection: &mut SqliteConnection, path: &Path) -> Result<(), Error> {
    let mode: TextRow = sql_query("SELECT journal_mode AS text FROM pragma_journal_mode").get_result(connection)?;
    if mode.text != "wal" {
        let turn = file::open_lock_file(path, ".setup-lock")?;
        turn.lock().map_err(Error::unavailable)?;
        diesel::connection::SimpleConnection::batch_execute(connection, "PRAGMA journal_mode = WAL")?;
    }
    Ok(())
}

fn open_postgres(url: &str) -> Result<PgConnection, Error> {
    refuse_missing_tls(url)?;
    let mut connection = PgConnection::establish(&with_deadlines(url)).map_err(Error::unavailable)?;
    diesel::connection::SimpleConnection::batch_execute(
        &mut connection,
        "SET statement_timeout = 5000; SET lock_timeout = 5000; SET synchronous_commit = on; SET TIME ZONE 'UTC'",
    )?;
    Ok(connection)
}

/// A libpq without TLS would connect in the clear although the URL asks for encryption: refuse.
fn refuse_missing_tls(url: &str) -> Result<(), Error> {
    let asks = ["sslmode=require", "sslmode=verify-ca", "sslmode=verify-full"].iter().any(|mode| url.contains(mode));
    if cfg!(feature = "bundled-libpq") && asks {
        let text = "the database URL asks for TLS, which this build cannot do; build with --no-default-features and the system's libpq";
        return Err(Error::Unsuitable(text.to_owned()));
    }
    Ok(())
}

/// Adds libpq's deadlines, unless the URL sets its own: a server that is gone must be noticed.
fn with_deadlines(url: &str) -> String {
    let mut url = url.to_owned();
    for (name, value) in [("connect_timeout", "2"), ("tcp_user_timeout", "5000"), ("keepalives_idle", "5")] {
        if !url.contains(name) {
            let separator = if url.contains('?') { '&' } else { '?' };
            url = format!("{url}{separator}{name}={value}");
        }
    }
    url
}
