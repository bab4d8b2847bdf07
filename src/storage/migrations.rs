//! Brings the database's tables up to what this program expects. The files are part of the program.

use diesel::migration::{Migration, MigrationSource};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::storage::dialect::Session;
use crate::storage::error::Error;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Runs what has not been run yet, and returns its names.
///
/// Processes that start together take turns: this one's lasts until the session ends, so that it may fill what it made.
///
/// # Errors
/// When the database is not available, when it was made by a newer program, or when it is another program's.
pub fn migrate(session: &mut Session) -> Result<Vec<String>, Error> {
    session.take_setup_lock()?;
    session.refuse_foreign()?;
    let run = match session {
        Session::Sqlite(connection) => connection.immediate_transaction(|connection| run_pending(connection, SQLITE)),
        Session::Postgres(connection) => run_pending(connection, POSTGRES),
    };
    run.map_err(Error::Unavailable)
}

/// The names of the migrations that have not been run yet.
///
/// # Errors
/// When the database is not available, or when it is another program's.
pub fn list_pending(session: &mut Session) -> Result<Vec<String>, Error> {
    // Who asks which were run makes the table where they are noted.
    session.refuse_foreign()?;
    let names = match session {
        Session::Sqlite(connection) => names(connection.pending_migrations(SQLITE)),
        Session::Postgres(connection) => names(connection.pending_migrations(POSTGRES)),
    };
    names.map_err(Error::Unavailable)
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

fn run_pending<C, DB>(connection: &mut C, source: EmbeddedMigrations) -> Result<Vec<String>, Failure>
where
    DB: diesel::backend::Backend,
    C: MigrationHarness<DB>,
    EmbeddedMigrations: MigrationSource<DB>,
{
    let known: Vec<String> = names(MigrationSource::<DB>::migrations(&source))?;
    let newer = connection.applied_migrations()?.into_iter().map(|version| version.to_string());
    let newer: Vec<String> = newer.filter(|version| !known.iter().any(|name| name.starts_with(version))).collect();
    if !newer.is_empty() {
        return Err(format!("the database was made by a newer program (migration {})", newer.join(", ")).into());
    }
    Ok(connection.run_pending_migrations(source)?.iter().map(ToString::to_string).collect())
}

fn names<DB: diesel::backend::Backend>(
    migrations: Result<Vec<Box<dyn Migration<DB>>>, Failure>,
) -> Result<Vec<String>, Failure> {
    Ok(migrations?.iter().map(|migration| migration.name().to_string()).collect())
}
