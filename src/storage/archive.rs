//! Everything in one file: a line of JSON for each row, the same for both databases, so that a backup of one can be
//! restored into the other. Rows come in the order of their keys, which are random where they concern respondents.
//! Which columns a table has, the database says itself.

use std::io::{BufRead, Write};

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable, Text};
use serde_json::{Map, Value};

use crate::storage::dialect::{Column, Isolation, Kind, Session};
use crate::storage::error::Error;

/// What the first line of every backup says.
const FORMAT: &str = "ankieta backup 2";
/// How many rows are held in memory at once.
const PAGE: usize = 2_000;
/// Every table, parents before children.
const TABLES: [&str; 44] = [
    "departments",
    "surveys",
    "versions",
    "survey_settings",
    "fieldwork",
    "reviews",
    "review_documents",
    "department_documents",
    "minutes",
    "minutes_documents",
    "office",
    "keys",
    "accounts",
    "account_links",
    "sessions",
    "kiosks",
    "pairings",
    "contacts",
    "visits",
    "targets",
    "actions",
    "complaints",
    "audit",
    "responses",
    "days",
    "set_aside_orders",
    "set_aside",
    "released_responses",
    "comments",
    "released_comments",
    "receipts",
    "imports",
    "lots",
    "lot_responses",
    "lot_comments",
    "lot_receipts",
    "lot_places",
    "batches",
    "blocks",
    "tails",
    "waiting",
    "classes",
    "ticks",
    "closes",
];

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
    session.take_your_time()?;
    session.transact(Isolation::Snapshot, |session| {
        writeln!(file, "{}", Value::from(FORMAT)).map_err(Error::unavailable)?;
        let mut rows = 0;
        for table in &tables(session)? {
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
        let tables = tables(session)?;
        for table in &tables {
            if table.count(session)? > 0 {
                return Err(Error::Unsuitable(format!("the database is not empty: it has {}", table.name)));
            }
        }
        let mut lines = file.lines();
        let first = lines.next().transpose().map_err(Error::unavailable)?;
        if first.as_deref() != Some(&Value::from(FORMAT).to_string()) {
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
        crate::storage::catalogue::advance_revision(session)?;
        Ok(rows)
    })
}

/// Every column that a backup holds, as `table.column`, sorted; a test holds it against the schema.
///
/// # Errors
/// When the database is not available.
pub fn columns(session: &mut Session) -> Result<Vec<String>, Error> {
    let tables = tables(session)?;
    let of = |table: &Table| -> Vec<String> {
        table.columns.iter().map(|column| format!("{}.{}", table.name, column.name)).collect()
    };
    let mut names: Vec<String> = tables.iter().flat_map(of).collect();
    names.sort();
    Ok(names)
}

fn tables(session: &mut Session) -> Result<Vec<Table>, Error> {
    TABLES.iter().map(|name| Ok(Table { name, columns: session.columns_of(name)? })).collect()
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
