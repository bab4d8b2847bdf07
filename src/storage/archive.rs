//! Everything in one file: a line of JSON for each row, the same for both databases, so that a backup of one can be
//! restored into the other. Rows come in the order of their keys, which are random where they concern respondents.

use std::io::{BufRead, Write};

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable, Text};
use serde_json::{Map, Value};

use crate::storage::dialect::{Isolation, Session};
use crate::storage::error::Error;

/// What the first line of every backup says.
const FORMAT: &str = "ankieta backup 2";
/// How many rows are held in memory at once.
const PAGE: usize = 2_000;

/// The kinds of column that there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Bytes,
    Small,
    Large,
    Flag,
}

/// A table: its columns, of which the first so many are its key.
struct Table {
    name: &'static str,
    key: usize,
    columns: &'static [(&'static str, Kind)],
}

use Kind::{Bytes, Flag, Large, Small, Text as Words};

/// Every table, parents before children.
const TABLES: [Table; 37] = [
    Table {
        name: "departments",
        key: 1,
        columns: &[
            ("code", Words),
            ("name", Words),
            ("site", Words),
            ("active", Flag),
            ("matters", Words),
            ("renamed", Words),
        ],
    },
    Table { name: "surveys", key: 1, columns: &[("slug", Words), ("draft", Words), ("created_on", Words)] },
    Table {
        name: "versions",
        key: 2,
        columns: &[
            ("survey", Words),
            ("number", Small),
            ("questionnaire", Words),
            ("departments", Words),
            ("published_on", Words),
        ],
    },
    Table { name: "survey_settings", key: 1, columns: &[("survey", Words), ("settings", Words)] },
    Table { name: "fieldwork", key: 1, columns: &[("survey", Words), ("document", Words)] },
    Table {
        name: "reviews",
        key: 3,
        columns: &[
            ("survey", Words),
            ("period", Words),
            ("edition", Small),
            ("issued_on", Words),
            ("procedure", Words),
            ("reason", Words),
            ("software", Words),
            ("definitions", Small),
            ("sha256", Words),
        ],
    },
    Table {
        name: "review_documents",
        key: 5,
        columns: &[
            ("survey", Words),
            ("period", Words),
            ("edition", Small),
            ("form", Words),
            ("language", Words),
            ("body", Bytes),
        ],
    },
    Table { name: "office", key: 1, columns: &[("id", Small), ("document", Words)] },
    Table {
        name: "keys",
        key: 1,
        columns: &[
            ("id", Bytes),
            ("hash", Bytes),
            ("name", Words),
            ("scope", Words),
            ("departments", Words),
            ("created_on", Words),
            ("expires_on", Words),
            ("revoked_on", Words),
            ("retired_on", Words),
        ],
    },
    Table { name: "sessions", key: 1, columns: &[("hash", Bytes), ("key", Bytes), ("expires_at", Large)] },
    Table {
        name: "kiosks",
        key: 1,
        columns: &[
            ("id", Bytes),
            ("name", Words),
            ("survey", Words),
            ("department", Words),
            ("site", Words),
            ("languages", Words),
            ("opening_hours", Words),
            ("cooldown_seconds", Small),
            ("staff_pin", Words),
            ("created_on", Words),
            ("revoked_on", Words),
            ("key", Bytes),
        ],
    },
    Table { name: "pairings", key: 1, columns: &[("kiosk", Bytes), ("hash", Bytes), ("expires_at", Large)] },
    Table {
        name: "contacts",
        key: 1,
        columns: &[
            ("kiosk", Bytes),
            ("at", Large),
            ("queued", Small),
            ("oldest_queued_on", Words),
            ("refused", Small),
            ("app_version", Words),
            ("battery", Small),
            ("storage_failing", Flag),
        ],
    },
    Table { name: "visits", key: 2, columns: &[("month", Words), ("department", Words), ("number", Large)] },
    Table { name: "targets", key: 1, columns: &[("survey", Words), ("list", Words)] },
    Table {
        name: "actions",
        key: 1,
        columns: &[
            ("id", Bytes),
            ("title", Words),
            ("source", Words),
            ("finding", Words),
            ("survey", Words),
            ("question", Words),
            ("department", Words),
            ("owner", Words),
            ("decided_on", Words),
            ("due_on", Words),
            ("done_on", Words),
            ("before_period", Words),
            ("after_period", Words),
            ("public_words", Words),
        ],
    },
    Table {
        name: "complaints",
        key: 2,
        columns: &[
            ("quarter", Words),
            ("department", Words),
            ("complaints_received", Small),
            ("complaints_on_time", Small),
            ("complaints_justified", Small),
            ("motions_received", Small),
            ("motions_on_time", Small),
            ("motions_justified", Small),
        ],
    },
    Table {
        name: "audit",
        key: 2,
        columns: &[("at", Large), ("id", Bytes), ("actor", Words), ("action", Words), ("subject", Words)],
    },
    Table {
        name: "responses",
        key: 1,
        columns: &[
            ("key", Bytes),
            ("survey", Words),
            ("version", Small),
            ("department", Words),
            ("day", Words),
            ("channel", Words),
            ("language", Words),
            ("history", Flag),
            ("answers", Words),
            ("flags", Small),
            ("booked", Words),
            ("held", Small),
        ],
    },
    Table {
        name: "days",
        key: 4,
        columns: &[
            ("survey", Words),
            ("department", Words),
            ("channel", Words),
            ("day", Words),
            ("received", Small),
            ("surplus", Small),
            ("set_aside", Small),
            ("held_since", Words),
        ],
    },
    Table {
        name: "set_aside_orders",
        key: 4,
        columns: &[("survey", Words), ("department", Words), ("channel", Words), ("day", Words)],
    },
    Table {
        name: "set_aside",
        key: 3,
        columns: &[("survey", Words), ("quarter", Words), ("tick", Large), ("number", Small), ("told", Large)],
    },
    Table {
        name: "released_responses",
        key: 2,
        columns: &[
            ("period", Words),
            ("key", Bytes),
            ("survey", Words),
            ("version", Small),
            ("department", Words),
            ("day", Words),
            ("channel", Words),
            ("language", Words),
            ("answers", Words),
            ("flags", Small),
            ("block", Bytes),
            ("booked", Words),
        ],
    },
    Table {
        name: "comments",
        key: 1,
        columns: &[
            ("key", Bytes),
            ("survey", Words),
            ("department", Words),
            ("quarter", Words),
            ("question", Words),
            ("body", Words),
            ("independent", Flag),
        ],
    },
    Table {
        name: "released_comments",
        key: 1,
        columns: &[
            ("key", Bytes),
            ("survey", Words),
            ("department", Words),
            ("quarter", Words),
            ("question", Words),
            ("body", Words),
            ("tick", Large),
            ("decision", Words),
            ("theme", Words),
        ],
    },
    Table { name: "receipts", key: 1, columns: &[("key", Bytes), ("fingerprint", Bytes), ("received_on", Words)] },
    Table {
        name: "imports",
        key: 1,
        columns: &[
            ("digest", Bytes),
            ("survey", Words),
            ("channel", Words),
            ("imported_on", Words),
            ("identified", Flag),
            ("profile", Words),
        ],
    },
    Table {
        name: "lots",
        key: 1,
        columns: &[
            ("key", Bytes),
            ("digest", Bytes),
            ("name", Words),
            ("survey", Words),
            ("channel", Words),
            ("made_on", Words),
            ("whole", Flag),
        ],
    },
    Table {
        name: "lot_responses",
        key: 1,
        columns: &[
            ("key", Bytes),
            ("lot", Bytes),
            ("survey", Words),
            ("version", Small),
            ("department", Words),
            ("day", Words),
            ("channel", Words),
            ("language", Words),
            ("history", Flag),
            ("answers", Words),
            ("flags", Small),
            ("booked", Words),
        ],
    },
    Table {
        name: "lot_comments",
        key: 1,
        columns: &[
            ("key", Bytes),
            ("lot", Bytes),
            ("survey", Words),
            ("department", Words),
            ("quarter", Words),
            ("question", Words),
            ("body", Words),
            ("independent", Flag),
        ],
    },
    Table { name: "lot_receipts", key: 1, columns: &[("key", Bytes), ("lot", Bytes)] },
    Table {
        name: "blocks",
        key: 3,
        columns: &[
            ("survey", Words),
            ("last_day", Words),
            ("key", Bytes),
            ("version", Small),
            ("department", Words),
            ("history", Flag),
            ("carried", Flag),
            ("first_day", Words),
            ("closed_on", Words),
            ("tick", Large),
            ("place", Small),
            ("counts", Words),
        ],
    },
    Table {
        name: "tails",
        key: 4,
        columns: &[
            ("survey", Words),
            ("period", Words),
            ("history", Flag),
            ("department", Words),
            ("questions", Words),
        ],
    },
    Table {
        name: "waiting",
        key: 5,
        columns: &[
            ("survey", Words),
            ("version", Small),
            ("department", Words),
            ("history", Flag),
            ("month", Words),
            ("tally", Words),
        ],
    },
    Table {
        name: "classes",
        key: 3,
        columns: &[("survey", Words), ("period", Words), ("tick", Large), ("document", Words)],
    },
    Table { name: "ticks", key: 1, columns: &[("number", Large), ("day", Words)] },
    Table { name: "closes", key: 1, columns: &[("through", Words), ("closed_on", Words)] },
];

/// Writes everything as it stands at one moment, and says how many rows there are.
///
/// # Errors
/// When the database or the file fails.
pub fn write(session: &mut Session, file: &mut impl Write) -> Result<u64, Error> {
    session.take_your_time()?;
    session.transact(Isolation::Snapshot, |session| {
        writeln!(file, "{}", Value::from(FORMAT)).map_err(Error::unavailable)?;
        let mut rows = 0;
        for table in &TABLES {
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
        for table in &TABLES {
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
            let table = TABLES.iter().find(|table| table.name == name).ok_or(Error::Corrupt { what: "backup" })?;
            table.insert(session, &row)?;
            rows += 1;
        }
        crate::storage::catalogue::advance_revision(session)?;
        Ok(rows)
    })
}

/// Every column that a backup holds, as `table.column`, sorted; a test holds it against the schema.
pub fn columns() -> Vec<String> {
    let columns = TABLES.iter().flat_map(|table| table.columns.iter().map(move |(name, _)| (table.name, name)));
    let mut names: Vec<String> = columns.map(|(table, column)| format!("{table}.{column}")).collect();
    names.sort();
    names
}

impl Table {
    fn page(&self, session: &mut Session, after: Option<&Map<String, Value>>) -> Result<Vec<String>, Error> {
        let keys: Vec<&str> = self.columns[..self.key].iter().map(|(name, _)| *name).collect();
        let places: Vec<String> = (1..=self.key).map(|place| format!("${place}")).collect();
        let object =
            session.json_object(self.columns.iter().map(|(name, kind)| (*name, *kind == Bytes, *kind == Flag)));
        let start = match after {
            Some(_) => format!("WHERE ({}) > ({})", keys.join(", "), places.join(", ")),
            None => String::new(),
        };
        let sql =
            format!("SELECT {object} AS text FROM {} {start} ORDER BY {} LIMIT {PAGE}", self.name, keys.join(", "));
        let mut query = sql_query(sql).into_boxed();
        for (name, kind) in self.columns[..self.key].iter().filter(|_| after.is_some()) {
            let value = after.and_then(|row| row.get(*name)).ok_or(Error::Corrupt { what: "row" })?;
            query = bind(query, *kind, value)?;
        }
        let rows: Vec<TextRow> = query.load(session)?;
        Ok(rows.into_iter().map(|row| row.text).collect())
    }

    fn insert(&self, session: &mut Session, row: &Map<String, Value>) -> Result<(), Error> {
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| *name).collect();
        let places: Vec<String> = (1..=names.len()).map(|place| format!("${place}")).collect();
        let sql = format!("INSERT INTO {} ({}) VALUES ({})", self.name, names.join(", "), places.join(", "));
        let mut query = sql_query(sql).into_boxed();
        for (name, kind) in self.columns {
            query = bind(query, *kind, row.get(*name).unwrap_or(&Value::Null))?;
        }
        query.execute(session)?;
        Ok(())
    }

    fn count(&self, session: &mut Session) -> Result<i64, Error> {
        let row: CountRow = sql_query(format!("SELECT count(*) AS number FROM {}", self.name)).get_result(session)?;
        Ok(row.number)
    }
}

type Query<'a> =
    diesel::query_builder::BoxedSqlQuery<'a, crate::storage::dialect::MultiBackend, diesel::query_builder::SqlQuery>;

fn bind<'a>(query: Query<'a>, kind: Kind, value: &Value) -> Result<Query<'a>, Error> {
    let corrupt = || Error::Corrupt { what: "backup" };
    let number = || value.as_i64().ok_or_else(corrupt);
    Ok(match kind {
        Kind::Text => query.bind::<Nullable<Text>, _>(value.as_str().map(str::to_owned)),
        Kind::Bytes if value.is_null() => query.bind::<Nullable<Binary>, _>(None::<Vec<u8>>),
        Kind::Bytes => query.bind::<Binary, _>(value.as_str().and_then(from_hex).ok_or_else(corrupt)?),
        Kind::Small if value.is_null() => query.bind::<Nullable<Integer>, _>(None::<i32>),
        Kind::Small => query.bind::<Integer, _>(i32::try_from(number()?).map_err(|_| corrupt())?),
        Kind::Large => query.bind::<BigInt, _>(number()?),
        // The backup was made before there was such a column.
        Kind::Flag if value.is_null() => query.bind::<Bool, _>(false),
        Kind::Flag => query.bind::<Bool, _>(value.as_bool().ok_or_else(corrupt)?),
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
