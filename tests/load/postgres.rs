//! Databases of our own on a PostgreSQL server that somebody else runs: made, used, dropped. No tables here.

use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::prelude::*;

use crate::Outcome;
use crate::report;

/// A database of our own; dropped when dropped.
#[derive(Debug)]
pub struct ScratchDatabase {
    server_url: String,
    name: String,
    /// Its URL.
    pub url: String,
}

impl ScratchDatabase {
    /// Makes a database on the server that the URL names.
    pub fn create(server_url: &str) -> Outcome<Self> {
        let name = format!("ankieta_load_{:016x}", fastrand::u64(..));
        let url = with_database(server_url, &name).ok_or("the URL of PostgreSQL must be postgres://…/database")?;
        PgConnection::establish(server_url)?.batch_execute(&format!("CREATE DATABASE {name}"))?;
        Ok(Self { server_url: server_url.to_owned(), name, url })
    }
}

impl Drop for ScratchDatabase {
    fn drop(&mut self) {
        let dropped =
            PgConnection::establish(&self.server_url).map_err(|error| error.to_string()).and_then(|mut connection| {
                let statement = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
                connection.batch_execute(&statement).map_err(|error| error.to_string())
            });
        if let Err(error) = dropped {
            report::note(&format!("database {} remains: {error}", self.name));
        }
    }
}

/// The URL with another database in it; parameters stay.
fn with_database(url: &str, name: &str) -> Option<String> {
    let (address, parameters) = url.split_once('?').map_or((url, None), |(address, rest)| (address, Some(rest)));
    let (scheme, rest) = address.split_once("://")?;
    let authority = rest.split_once('/').map_or(rest, |(authority, _)| authority);
    let parameters = parameters.map(|parameters| format!("?{parameters}")).unwrap_or_default();
    Some(format!("{scheme}://{authority}/{name}{parameters}"))
}
