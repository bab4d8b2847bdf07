//! What a database holds already when it is measured: so many responses, released and with their receipts, written in
//! bulk in the order of their keys. They say all the same, and no figures are made of them: only their number matters.

use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::{PgConnection, SqliteConnection};
use jiff::civil::Date;

use crate::Outcome;
use crate::generate::{FAST, SAFE};

const ANSWERS: &str = "{\"OVERALL\":5,\"COURTESY\":5,\"COMPETENCE\":4,\"INFO\":4,\"WAIT\":3,\"CONDITIONS\":4,\
    \"OUTCOME\":\"yes\",\"RTYPE\":\"private\"}";

/// Fills a new SQLite database of the service.
pub fn fill_sqlite(path: &Path, amount: u64, today: Date) -> Outcome<()> {
    let numbers = format!("WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {amount})");
    let key = format!("unhex(printf('%08x', i * 4294967295 / {amount}) || hex(randomblob(12)))");
    let mut connection = SqliteConnection::establish(&path.to_string_lossy())?;
    connection.batch_execute(FAST)?;
    connection.batch_execute(&statements(&numbers, "n", &key, "randomblob(16)", amount, today))?;
    connection.batch_execute(SAFE)?;
    drop(connection);
    // So that the kernel does not write gigabytes back while the service is measured.
    Ok(std::fs::File::open(path)?.sync_all()?)
}

/// Fills a new PostgreSQL database of the service.
pub fn fill_postgres(url: &str, amount: u64, today: Date) -> Outcome<()> {
    let numbers = format!("generate_series(0::bigint, {amount}::bigint - 1) AS i");
    let random = "uuid_send(gen_random_uuid())";
    let key = format!("int4send((i * 2147483647 / {amount})::integer) || substr({random}, 1, 12)");
    let mut connection = PgConnection::establish(url)?;
    connection.batch_execute(&statements("", &numbers, &key, random, amount, today))?;
    Ok(connection.batch_execute("ANALYZE; CHECKPOINT")?)
}

/// Fills the table of the peer.
pub fn fill_peer(url: &str, amount: u64, today: Date) -> Outcome<()> {
    PgConnection::establish(url)?.batch_execute(&format!(
        "INSERT INTO peer_responses SELECT encode(int4send((i * 2147483647 / {amount})::integer) || \
         substr(uuid_send(gen_random_uuid()), 1, 12), 'hex')::uuid, 'obsluga', 'KM', 'pl', '{today}', '{ANSWERS}' \
         FROM generate_series(0::bigint, {amount}::bigint - 1) AS i; ANALYZE; CHECKPOINT"
    ))?;
    Ok(())
}

fn statements(with: &str, from: &str, key: &str, fingerprint: &str, amount: u64, today: Date) -> String {
    // The tick keeps the service from running one when it starts.
    let tick = format!("INSERT INTO ticks (number, day) VALUES (1, '{today}');");
    if amount == 0 {
        return tick;
    }
    let period = crate::generate::quarter(today);
    format!(
        "{tick} INSERT INTO receipts (key, fingerprint, received_on) {with} SELECT {key}, {fingerprint}, '{today}' FROM {from}; \
         INSERT INTO released_responses (period, key, survey, version, department, day, channel, language, answers) \
         {with} SELECT '{period}', {key}, 'obsluga', 1, 'KM', '{today}', 'kiosk', 'pl', '{ANSWERS}' FROM {from};"
    )
}
