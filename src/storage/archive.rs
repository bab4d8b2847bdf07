//! Everything in one file: a line of JSON for each row, the same for both databases, so that a backup of one can be
//! restored into the other. Rows come in the order of their keys, which are random where they concern respondents.
//! Which columns a table has, the database says itself; what it holds is declared here, once for each.

use std::io::{BufRead, Write};

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable, Text};
use serde_json::{Map, Value};

use crate::storage::blocks::{list_blocks, load_generation};
use crate::storage::dialect::{Column, Isolation, Kind, Session};
use crate::storage::error::Error;
use crate::storage::surveys::list_versions;

/// What the first line of every backup says, as JSON.
const FORMAT: &str = "\"ankieta backup 3\"";
/// What it said before backups had a checksum.
const FORMAT_WITHOUT_CHECKSUM: &str = "\"ankieta backup 2\"";
/// How many rows are held in memory at once.
const PAGE: usize = 2_000;
/// Every table, parents before children, and what it holds.
const TABLES: &[(&str, Matter)] = &[
    ("departments", Matter::Settings),
    ("surveys", Matter::Settings),
    ("versions", Matter::Settings),
    ("survey_settings", Matter::Settings),
    ("fieldwork", Matter::Settings),
    ("reviews", Matter::Records),
    ("review_documents", Matter::Records),
    ("department_documents", Matter::Records),
    ("minutes", Matter::Records),
    ("minutes_documents", Matter::Records),
    ("office", Matter::Settings),
    ("keys", Matter::Access),
    ("accounts", Matter::Access),
    ("account_links", Matter::Passing),
    ("sessions", Matter::Passing),
    ("kiosks", Matter::Access),
    ("pairings", Matter::Passing),
    ("contacts", Matter::Passing),
    ("visits", Matter::Records),
    ("targets", Matter::Records),
    ("actions", Matter::Records),
    ("complaints", Matter::Records),
    ("audit", Matter::Audit),
    ("responses", Matter::Responses),
    ("days", Matter::Waiting),
    ("set_aside_orders", Matter::Waiting),
    ("set_aside", Matter::Figures),
    ("released_responses", Matter::Responses),
    ("comments", Matter::Comments),
    ("released_comments", Matter::Comments),
    ("receipts", Matter::Receipts),
    ("imports", Matter::Records),
    ("lots", Matter::Waiting),
    ("lot_responses", Matter::Responses),
    ("lot_comments", Matter::Comments),
    ("lot_receipts", Matter::Receipts),
    ("lot_places", Matter::Waiting),
    ("batches", Matter::Records),
    ("blocks", Matter::Figures),
    ("tails", Matter::Waiting),
    ("waiting", Matter::Waiting),
    ("classes", Matter::Figures),
    ("ticks", Matter::Figures),
    ("closes", Matter::Figures),
];

/// What a table holds. It decides in which backups the table is, and the register of processing speaks of each.
///
/// What two backups of neighbouring nights have between them came on one day: where that is responses and comments, or
/// counts of them that are not told yet, the one would lead to the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Matter {
    /// What is asked, where, when and in which words: set by the office.
    Settings,
    /// What the office enters beside it, and what follows from figures.
    Records,
    /// Who may do what: accounts, keys, and the tablets that have some.
    Access,
    /// What is over by itself after hours: sessions, links, pairing codes, the last that a tablet reported.
    Passing,
    /// What staff did.
    Audit,
    /// Closed answers of single people.
    Responses,
    /// Words of single people.
    Comments,
    /// By what a retry is recognised.
    Receipts,
    /// Counts that are not told yet, and what waits to be confirmed or set aside.
    Waiting,
    /// What was told, and will never change.
    Figures,
}

impl Matter {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Settings,
        Self::Records,
        Self::Access,
        Self::Passing,
        Self::Audit,
        Self::Responses,
        Self::Comments,
        Self::Receipts,
        Self::Waiting,
        Self::Figures,
    ];

    /// Whether backups of many nights may hold it side by side: only what is frozen or entered by the office.
    pub fn may_be_kept(self) -> bool {
        match self {
            Self::Settings | Self::Records | Self::Access | Self::Audit | Self::Figures => true,
            Self::Passing | Self::Responses | Self::Comments | Self::Receipts | Self::Waiting => false,
        }
    }

    /// The tables that hold it.
    pub fn tables(self) -> impl Iterator<Item = &'static str> {
        TABLES.iter().filter(move |(_, matter)| *matter == self).map(|(name, _)| *name)
    }
}

/// A table, as the database describes it.
struct Table {
    name: &'static str,
    columns: Vec<Column>,
}

/// Writes everything as it stands at one moment, and says how many rows there are.
///
/// # Errors
/// When the database or the file fails.
pub fn write(session: &mut Session, file: &mut impl Write) -> Result<u64, Error> {
    write_matters(session, file, |_| true)
}

/// The same of what backups of many nights may hold side by side.
///
/// # Errors
/// When the database or the file fails.
pub fn write_kept(session: &mut Session, file: &mut impl Write) -> Result<u64, Error> {
    write_matters(session, file, Matter::may_be_kept)
}

fn write_matters(session: &mut Session, file: &mut impl Write, wanted: fn(Matter) -> bool) -> Result<u64, Error> {
    session.take_your_time()?;
    session.transact(Isolation::Snapshot, |session| {
        writeln!(file, "{FORMAT}").map_err(Error::unavailable)?;
        let mut rows = 0;
        for table in &tables(session, wanted)? {
            let mut after = None;
            loop {
                let page = table.page(session, after.as_ref())?;
                for row in &page {
                    writeln!(file, "[\"{}\",{row}]", table.name).map_err(Error::unavailable)?;
                }
                rows += page.len() as u64;
                match page.last() {
                    Some(last) if page.len() == PAGE => after = Some(parse(last)?),
                    _ => break,
                }
            }
        }
        Ok(rows)
    })
}

/// Reads everything into a database that has nothing in it, and says how many rows there were.
///
/// # Errors
/// When the database is not empty, or it or the file fails; then nothing was read.
pub fn read(session: &mut Session, file: impl BufRead) -> Result<u64, Error> {
    session.take_your_time()?;
    session.transact(Isolation::Exclusive, |session| {
        let tables = tables(session, |_| true)?;
        for table in &tables {
            if table.count(session)? > 0 {
                return Err(Error::Unsuitable(format!("the database is not empty: it has {}", table.name)));
            }
        }
        let mut lines = file.lines();
        let first = lines.next().transpose().map_err(Error::unavailable)?.unwrap_or_default();
        if ![FORMAT, FORMAT_WITHOUT_CHECKSUM].contains(&first.as_str()) {
            return Err(Error::Unsuitable("the file is not a backup that this program can read".to_owned()));
        }
        let mut rows = 0;
        for line in lines {
            let line = line.map_err(Error::unavailable)?;
            let (name, row): (String, Map<String, Value>) =
                serde_json::from_str(&line).map_err(|_| Error::Corrupt { what: "backup" })?;
            let table = tables.iter().find(|table| table.name == name).ok_or(Error::Corrupt { what: "backup" })?;
            table.insert(session, &row)?;
            rows += 1;
        }
        check(session)?;
        crate::storage::catalogue::advance_revision(session)?;
        Ok(rows)
    })
}

/// Whether a backup may be without a checksum, by its first bytes: one of an earlier program.
pub fn may_lack_checksum(beginning: &[u8]) -> bool {
    beginning.starts_with(FORMAT_WITHOUT_CHECKSUM.as_bytes())
}

/// What must hold of everything that was ever written: questionnaires and figures can be read, no release is missing,
/// and who was released is in a block that is there.
fn check(session: &mut Session) -> Result<(), Error> {
    list_versions(session)?;
    let last = load_generation(session)?;
    list_blocks(session, 0, last)?;
    let ticks: CountRow = sql_query("SELECT count(*) AS number FROM ticks").get_result(session)?;
    if ticks.number != last {
        return Err(Error::Unsuitable(format!("the backup has {} of {last} releases", ticks.number)));
    }
    let strays = "SELECT count(*) AS number FROM released_responses WHERE block IS NOT NULL \
                  AND block NOT IN (SELECT key FROM blocks)";
    let strays: CountRow = sql_query(strays).get_result(session)?;
    match strays.number {
        0 => Ok(()),
        number => Err(Error::Unsuitable(format!("the backup lacks the blocks of {number} released responses"))),
    }
}

/// Every column that a backup holds, as `table.column`, sorted; a test holds it against the schema.
///
/// # Errors
/// When the database is not available.
pub fn columns(session: &mut Session) -> Result<Vec<String>, Error> {
    let tables = tables(session, |_| true)?;
    let of = |table: &Table| -> Vec<String> {
        table.columns.iter().map(|column| format!("{}.{}", table.name, column.name)).collect()
    };
    let mut names: Vec<String> = tables.iter().flat_map(of).collect();
    names.sort();
    Ok(names)
}

fn tables(session: &mut Session, wanted: fn(Matter) -> bool) -> Result<Vec<Table>, Error> {
    let tables = TABLES.iter().filter(|(_, matter)| wanted(*matter));
    tables.map(|(name, _)| Ok(Table { name, columns: session.columns_of(name)? })).collect()
}

impl Table {
    fn page(&self, session: &mut Session, after: Option<&Map<String, Value>>) -> Result<Vec<String>, Error> {
        let mut key: Vec<&Column> = self.columns.iter().filter(|column| column.place > 0).collect();
        key.sort_by_key(|column| column.place);
        let names = key.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ");
        let start = match after {
            Some(_) => format!("WHERE ({names}) > ({})", places(key.len())),
            None => String::new(),
        };
        let object = session.json_object(&self.columns);
        let sql = format!("SELECT {object} AS text FROM {} {start} ORDER BY {names} LIMIT {PAGE}", self.name);
        let mut query = sql_query(sql).into_boxed();
        for column in key.iter().filter(|_| after.is_some()) {
            let value = after.and_then(|row| row.get(&column.name)).ok_or(Error::Corrupt { what: "row" })?;
            query = bind(query, column.kind, value)?;
        }
        let rows: Vec<TextRow> = query.load(session)?;
        Ok(rows.into_iter().map(|row| row.text).collect())
    }

    /// Writes a row. A column that it lacks is younger than the backup, and the database knows what it was before.
    fn insert(&self, session: &mut Session, row: &Map<String, Value>) -> Result<(), Error> {
        let names = row.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        let mut columns = Vec::with_capacity(row.len());
        for name in row.keys() {
            let column = self.columns.iter().find(|column| column.name == *name);
            let unknown =
                || Error::Unsuitable(format!("the backup has {}.{name}, which this program lacks", self.name));
            columns.push(column.ok_or_else(unknown)?);
        }
        let sql = format!("INSERT INTO {} ({names}) VALUES ({})", self.name, places(columns.len()));
        let mut query = sql_query(sql).into_boxed();
        for (column, value) in columns.into_iter().zip(row.values()) {
            query = bind(query, column.kind, value)?;
        }
        query.execute(session)?;
        Ok(())
    }

    fn count(&self, session: &mut Session) -> Result<i64, Error> {
        let row: CountRow = sql_query(format!("SELECT count(*) AS number FROM {}", self.name)).get_result(session)?;
        Ok(row.number)
    }
}

/// So many places for values: `$1, $2`.
fn places(number: usize) -> String {
    (1..=number).map(|place| format!("${place}")).collect::<Vec<_>>().join(", ")
}

type Query<'a> =
    diesel::query_builder::BoxedSqlQuery<'a, crate::storage::dialect::MultiBackend, diesel::query_builder::SqlQuery>;

fn bind<'a>(query: Query<'a>, kind: Kind, value: &Value) -> Result<Query<'a>, Error> {
    fn read<T>(value: &Value, read: impl FnOnce(&Value) -> Option<T>) -> Result<Option<T>, Error> {
        let corrupt = Error::Corrupt { what: "backup" };
        if value.is_null() { Ok(None) } else { read(value).map(Some).ok_or(corrupt) }
    }
    Ok(match kind {
        Kind::Text => query.bind::<Nullable<Text>, _>(read(value, |value| value.as_str().map(str::to_owned))?),
        Kind::Bytes => query.bind::<Nullable<Binary>, _>(read(value, |value| from_hex(value.as_str()?))?),
        Kind::Small => query.bind::<Nullable<Integer>, _>(read(value, |value| i32::try_from(value.as_i64()?).ok())?),
        Kind::Large => query.bind::<Nullable<BigInt>, _>(read(value, Value::as_i64)?),
        Kind::Flag => query.bind::<Nullable<Bool>, _>(read(value, Value::as_bool)?),
    })
}

fn parse(row: &str) -> Result<Map<String, Value>, Error> {
    serde_json::from_str(row).map_err(|_| Error::Corrupt { what: "row" })
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text.chars().map(|digit| digit.to_digit(16).map(|digit| digit as u8)).collect();
    digits
        .filter(|digits| digits.len() % 2 == 0)
        .map(|digits| digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

#[derive(QueryableByName)]
struct TextRow {
    #[diesel(sql_type = Text)]
    text: String,
}

#[derive(QueryableByName)]
struct CountRow {
    #[diesel(sql_type = BigInt)]
    number: i64,
}
