//! Writes a year of accepted and released responses straight into a fresh SQLite database of the service.
//! Rows are invented in the order of their keys, so that tens of millions take minutes. Nothing here is measured,
//! and nothing here sets the database up: the service did that.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::json;

use crate::Outcome;
use crate::sample::{DEPARTMENTS, QUESTIONS, SURVEY, Sample};
use crate::tables::{blocks, closes, receipts, released_responses, ticks};

/// How many days of history are written; the last is yesterday.
pub const DAYS: usize = 365;
/// How many days receipts are kept for.
const RECEIPT_DAYS: usize = 45;
const ROWS_PER_TRANSACTION: u64 = 100_000;
const VARIETY: usize = 4096;
const VERSION: i32 = 1;
/// The threshold k that the blocks are made with.
const THRESHOLD: u64 = 10;

pub const FAST: &str = "
    PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -262144;";
pub const SAFE: &str = "PRAGMA locking_mode = NORMAL; PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL;
    PRAGMA wal_checkpoint(TRUNCATE);";

/// What was written.
#[derive(Debug, Clone, Copy)]
pub struct Written {
    /// How many receipts.
    pub receipts: u64,
    /// How many blocks.
    pub blocks: u64,
}

/// Fills a database with this many released responses, with their receipts and blocks.
pub fn fill(path: &Path, amount: u64, today: Date) -> Outcome<Written> {
    let mut connection = SqliteConnection::establish(&path.to_string_lossy())?;
    connection.batch_execute(FAST)?;
    let days = days_before(today)?;
    let mut random = fastrand::Rng::new();
    let mut tallies = vec![[const { Tally::NONE }; DEPARTMENTS.len()]; DAYS];
    write_responses(&mut connection, amount, &days, &mut tallies, &mut random)?;
    let receipts = amount * RECEIPT_DAYS as u64 / DAYS as u64;
    write_receipts(&mut connection, receipts, &days[DAYS - RECEIPT_DAYS..], &mut random)?;
    let blocks = connection.transaction(|connection| release(connection, &days, &tallies, &mut random))?;
    connection.batch_execute(SAFE)?;
    drop(connection);
    // So that the kernel does not write gigabytes back while the service is measured.
    File::open(path)?.sync_all()?;
    Ok(Written { receipts, blocks })
}

/// The name of the quarter that holds a day: `2026-Q3`.
pub fn quarter(day: Date) -> String {
    format!("{:04}-Q{}", day.year(), (day.month() + 2) / 3)
}

/// The days of history, oldest first.
fn days_before(today: Date) -> Outcome<Vec<Date>> {
    let back = |index: usize| today.checked_sub(((DAYS - index) as i64).days());
    Ok((0..DAYS).map(back).collect::<Result<_, _>>()?)
}

fn write_responses(
    connection: &mut SqliteConnection,
    amount: u64,
    days: &[Date],
    tallies: &mut [[Tally; DEPARTMENTS.len()]],
    random: &mut fastrand::Rng,
) -> Outcome<()> {
    let samples: Vec<Sample> = (0..VARIETY).map(|_| Sample::random(random)).collect();
    let answers: Vec<String> = samples.iter().map(Sample::answers).collect();
    let names: Vec<String> = days.iter().map(Date::to_string).collect();
    let mut quarters: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, day) in days.iter().enumerate() {
        quarters.entry(quarter(*day)).or_default().push(index);
    }
    let (mut days_done, mut rows_done) = (0, 0);
    for (label, indices) in &quarters {
        days_done += indices.len() as u64;
        let rows = amount * days_done / DAYS as u64 - rows_done;
        rows_done += rows;
        let first = indices[0];
        write_in_key_order(connection, rows, random, |connection, key, random| {
            let (day, choice) = (first + random.usize(..indices.len()), random.usize(..VARIETY));
            tallies[day][samples[choice].department].add(&samples[choice]);
            let row = (
                released_responses::period.eq(label),
                released_responses::key.eq(key),
                released_responses::survey.eq(SURVEY),
                released_responses::version.eq(VERSION),
                released_responses::department.eq(samples[choice].department()),
                released_responses::day.eq(&names[day]),
                released_responses::channel.eq("kiosk"),
                released_responses::language.eq(Some("pl")),
                released_responses::answers.eq(&answers[choice]),
            );
            diesel::insert_into(released_responses::table).values(row).execute(connection)
        })?;
    }
    Ok(())
}

fn write_receipts(
    connection: &mut SqliteConnection,
    amount: u64,
    days: &[Date],
    random: &mut fastrand::Rng,
) -> Outcome<()> {
    let names: Vec<String> = days.iter().map(Date::to_string).collect();
    write_in_key_order(connection, amount, random, |connection, key, random| {
        let fingerprint = random.u128(..).to_be_bytes();
        let row = (
            receipts::key.eq(key),
            receipts::fingerprint.eq(&fingerprint[..]),
            receipts::received_on.eq(&names[random.usize(..names.len())]),
        );
        diesel::insert_into(receipts::table).values(row).execute(connection)
    })
}

/// Writes rows with random keys that ascend, so that each goes to the end of its table.
fn write_in_key_order(
    connection: &mut SqliteConnection,
    amount: u64,
    random: &mut fastrand::Rng,
    mut write: impl FnMut(&mut SqliteConnection, &[u8], &mut fastrand::Rng) -> QueryResult<usize>,
) -> Outcome<()> {
    let step = u128::MAX / u128::from(amount.max(1));
    let mut next = 0;
    while next < amount {
        let end = amount.min(next + ROWS_PER_TRANSACTION);
        connection.transaction(|connection| {
            (next..end).try_for_each(|row| {
                let key = u128::from(row) * step + random.u128(..step);
                write(connection, &key.to_be_bytes(), random).map(drop)
            })
        })?;
        next = end;
    }
    Ok(())
}

/// Makes the blocks that nightly releases would have made: a department's when it has k people, the office's from what is left when a quarter ends. What would still wait today gets no block.
fn release(
    connection: &mut SqliteConnection,
    days: &[Date],
    tallies: &[[Tally; DEPARTMENTS.len()]],
    random: &mut fastrand::Rng,
) -> Outcome<u64> {
    let mut pending = [const { Pending::NONE }; DEPARTMENTS.len()];
    let mut written = 0;
    for (index, &day) in days.iter().enumerate() {
        let (number, night) = (index as i64 + 1, day.checked_add(1.day())?);
        for (department, waiting) in pending.iter_mut().enumerate() {
            waiting.add(&tallies[index][department], day);
            if let Some(block) = waiting.take_if_enough() {
                write_block(connection, &block, Some(DEPARTMENTS[department]), number, night, random)?;
                written += 1;
            }
        }
        if quarter(day) != quarter(night) {
            let mut pool = Pending::NONE;
            pending.iter().for_each(|waiting| pool.merge(waiting));
            if let Some(block) = pool.take_if_enough() {
                write_block(connection, &block, None, number, night, random)?;
                written += 1;
                pending = [const { Pending::NONE }; DEPARTMENTS.len()];
            }
            let row = (closes::through.eq(day.to_string()), closes::closed_on.eq(night.to_string()));
            diesel::replace_into(closes::table).values(row).execute(connection)?;
        }
        let row = (ticks::number.eq(number), ticks::day.eq(night.to_string()));
        diesel::replace_into(ticks::table).values(row).execute(connection)?;
    }
    Ok(written)
}

/// THE BLOCK ROW: the only place here that knows what the release writes (`storage/blocks`).
///
/// `counts` is `{"n":12,"questions":{"OVERALL":{"people":12,"from":"2026-07-01","to":"2026-07-03","asked":12,"answered":12,
/// "not_applicable":0,"counts":{"4":5,"5":7}}}}`.
fn write_block(
    connection: &mut SqliteConnection,
    block: &Pending,
    department: Option<&str>,
    tick: i64,
    closed_on: Date,
    random: &mut fastrand::Rng,
) -> Outcome<()> {
    let place = DEPARTMENTS.iter().position(|known| Some(*known) == department).unwrap_or(DEPARTMENTS.len());
    let (Some(first), Some(last)) = (block.first, block.last) else { return Err("a block without days".into()) };
    let questions: BTreeMap<&str, _> = QUESTIONS
        .iter()
        .zip(&block.tally.counts)
        .map(|((code, options), counts)| {
            let chosen = options.iter().zip(counts).filter(|(_, count)| **count > 0);
            let counts: BTreeMap<_, _> = chosen.map(|(option, count)| (*option, *count)).collect();
            let (n, from, to) = (block.tally.n, first.to_string(), last.to_string());
            let told = json!({
                "people": n, "from": from, "to": to, "asked": n, "answered": n, "not_applicable": 0, "counts": counts
            });
            (*code, told)
        })
        .collect();
    let counts = json!({ "n": block.tally.n, "questions": questions }).to_string();
    let row = (
        blocks::survey.eq(SURVEY),
        blocks::last_day.eq(last.to_string()),
        blocks::key.eq(random.u128(..).to_be_bytes().to_vec()),
        blocks::version.eq(VERSION),
        blocks::department.eq(department),
        blocks::history.eq(false),
        blocks::carried.eq(false),
        blocks::first_day.eq(first.to_string()),
        blocks::closed_on.eq(closed_on.to_string()),
        blocks::tick.eq(tick),
        blocks::place.eq(i32::try_from(place)?),
        blocks::counts.eq(counts),
    );
    diesel::insert_into(blocks::table).values(row).execute(connection)?;
    Ok(())
}

/// Counts of answers.
#[derive(Debug, Clone)]
struct Tally {
    n: u64,
    counts: [[u64; 5]; QUESTIONS.len()],
}

impl Tally {
    const NONE: Self = Self { n: 0, counts: [[0; 5]; QUESTIONS.len()] };

    fn add(&mut self, sample: &Sample) {
        self.n += 1;
        for (counts, &choice) in self.counts.iter_mut().zip(&sample.choices) {
            counts[choice] += 1;
        }
    }

    fn merge(&mut self, other: &Self) {
        self.n += other.n;
        for (ours, theirs) in self.counts.as_flattened_mut().iter_mut().zip(other.counts.as_flattened()) {
            *ours += theirs;
        }
    }
}

/// What waits for its release.
#[derive(Debug, Clone)]
struct Pending {
    tally: Tally,
    first: Option<Date>,
    last: Option<Date>,
}

impl Pending {
    const NONE: Self = Self { tally: Tally::NONE, first: None, last: None };

    fn add(&mut self, tally: &Tally, day: Date) {
        if tally.n > 0 {
            self.tally.merge(tally);
            self.first.get_or_insert(day);
            self.last = Some(day);
        }
    }

    fn merge(&mut self, other: &Self) {
        self.tally.merge(&other.tally);
        self.first = [self.first, other.first].into_iter().flatten().min();
        self.last = self.last.max(other.last);
    }

    fn take_if_enough(&mut self) -> Option<Self> {
        (self.tally.n >= THRESHOLD).then(|| std::mem::replace(self, Self::NONE))
    }
}
