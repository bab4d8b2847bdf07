//! The most that this machine can store: one thread, no HTTP, no checks, the service's own tables, batches of 64,
//! every batch durable before the next. Prepared statements, rows invented before the clock starts.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use crate::Outcome;
use crate::report;
use crate::sample::{SURVEY, Sample};
use crate::tables::{receipts, responses};

const TABLES: &str = include_str!("../../migrations/sqlite/0002_responses/up.sql");
/// Durable, and otherwise as fast as SQLite can be set to be.
const SETTINGS: &str = "
    PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;
    PRAGMA wal_autocheckpoint = 20000;";
const BATCH: usize = 64;
const VARIETY: usize = 4096;
const DAY: &str = "2026-09-30";

/// Options of `ceiling`.
#[derive(Debug, Args)]
pub struct Options {
    /// For how long to insert.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=600))]
    seconds: u32,
    /// The database to make; must not exist.
    #[arg(long)]
    path: PathBuf,
}

/// Measures and reports.
pub fn run(options: &Options) -> Outcome<()> {
    if options.path.exists() {
        return Err(format!("{} exists already", options.path.display()).into());
    }
    let rate = measure(&options.path, Duration::from_secs(options.seconds.into()))?;
    report::table(&["ceiling", "responses/s"], &[vec!["SQLite, one thread".to_owned(), report::number(rate, 0)]])
}

/// Inserts for so long and says how many responses per second were stored.
pub fn measure(path: &Path, duration: Duration) -> Outcome<f64> {
    let mut connection = SqliteConnection::establish(&path.to_string_lossy())?;
    connection.batch_execute(SETTINGS)?;
    connection.batch_execute(TABLES)?;
    let mut random = fastrand::Rng::new();
    let samples: Vec<_> = (0..VARIETY)
        .map(|_| Sample::random(&mut random))
        .map(|sample| (sample.department(), sample.answers()))
        .collect();
    let start = Instant::now();
    let mut stored = 0_u64;
    while start.elapsed() < duration {
        connection.immediate_transaction(|connection| {
            (0..BATCH).try_for_each(|_| insert(connection, &mut random, &samples))
        })?;
        stored += BATCH as u64;
    }
    Ok(stored as f64 / start.elapsed().as_secs_f64())
}

fn insert(
    connection: &mut SqliteConnection,
    random: &mut fastrand::Rng,
    samples: &[(&'static str, String)],
) -> QueryResult<()> {
    let (department, text) = &samples[random.usize(..samples.len())];
    let key = random.u128(..).to_ne_bytes();
    diesel::insert_into(responses::table)
        .values((
            responses::key.eq(&key[..]),
            responses::survey.eq(SURVEY),
            responses::version.eq(1),
            responses::department.eq(department),
            responses::day.eq(DAY),
            responses::channel.eq("kiosk"),
            responses::language.eq(Some("pl")),
            responses::history.eq(false),
            responses::answers.eq(text),
        ))
        .execute(connection)?;
    let (key, fingerprint) = (random.u128(..).to_ne_bytes(), random.u128(..).to_ne_bytes());
    diesel::insert_into(receipts::table)
        .values((receipts::key.eq(&key[..]), receipts::fingerprint.eq(&fingerprint[..]), receipts::received_on.eq(DAY)))
        .execute(connection)?;
    Ok(())
}
