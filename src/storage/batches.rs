//! Batches: what is left of a stack of paper when its lot is confirmed, which is its size.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Binary, Text};
use jiff::civil::Date;
use uuid::Uuid;

use crate::storage::dialect::Session;
use crate::storage::error::Error;
use crate::storage::release::read_day;
use crate::storage::schema::batches;
use crate::survey::codes::{DepartmentCode, SurveySlug};
use crate::survey::lot::{Batch, LotNumber, Months, Typing};

const CORRUPT: Error = Error::Corrupt { what: "batch" };

/// How many responses of which department and month a lot holds that waits.
///
/// # Errors
/// When the database is not available, or a row cannot be read.
pub fn count_months(session: &mut Session, lot: LotNumber) -> Result<Months, Error> {
    let rows: Vec<MonthRow> = sql_query(
        "SELECT department, substr(coalesce(booked, day), 1, 7) || '-01' AS month, count(*) AS number \
         FROM lot_responses WHERE lot = $1 GROUP BY 1, 2",
    )
    .bind::<Binary, _>(lot.0.to_vec())
    .load(session)?;
    let read = |row: MonthRow| {
        let place = (row.department.parse().map_err(|_| CORRUPT)?, read_day(&row.month)?);
        Ok((place, u64::try_from(row.number).map_err(|_| CORRUPT)?))
    };
    rows.into_iter().map(read).collect()
}

/// The batches of a survey that were confirmed, the last one first.
///
/// # Errors
/// When the database is not available, or a batch cannot be read.
pub fn list_batches(session: &mut Session, survey: &SurveySlug) -> Result<Vec<Batch>, Error> {
    let rows: Vec<BatchRow> = batches::table
        .filter(batches::survey.eq(survey.as_str()))
        .order((batches::confirmed_on.desc(), batches::name, batches::key))
        .load(session)?;
    rows.into_iter().map(BatchRow::read).collect()
}

/// Notes a batch. Part of a transaction of its caller's.
///
/// # Errors
/// When the database is not available.
pub(super) fn insert_batch(session: &mut Session, batch: &Batch) -> Result<(), Error> {
    let forms: Vec<(&DepartmentCode, Date, u64)> =
        batch.forms.iter().map(|((department, month), number)| (department, *month, *number)).collect();
    let row = BatchRow {
        key: Uuid::new_v4().into_bytes().to_vec(),
        survey: batch.survey.to_string(),
        name: batch.name.clone(),
        confirmed_on: batch.confirmed_on.to_string(),
        forms: serde_json::to_string(&forms).map_err(|_| CORRUPT)?,
        unreadable: write_number(batch.typing.unreadable)?,
        compared: write_number(batch.typing.compared)?,
        different: write_number(batch.typing.different)?,
    };
    diesel::insert_into(batches::table).values(row).execute(session)?;
    Ok(())
}

/// How well a stack was typed, as its row says.
pub(super) fn read_typing(unreadable: i64, compared: i64, different: i64) -> Result<Typing, Error> {
    let read = |number: i64| u64::try_from(number).map_err(|_| CORRUPT);
    Ok(Typing { unreadable: read(unreadable)?, compared: read(compared)?, different: read(different)? })
}

/// A count as a table holds it.
pub(super) fn write_number(number: u64) -> Result<i64, Error> {
    i64::try_from(number).map_err(|_| CORRUPT)
}

#[derive(QueryableByName)]
struct MonthRow {
    #[diesel(sql_type = Text)]
    department: String,
    #[diesel(sql_type = Text)]
    month: String,
    #[diesel(sql_type = BigInt)]
    number: i64,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = batches)]
struct BatchRow {
    key: Vec<u8>,
    survey: String,
    name: String,
    confirmed_on: String,
    forms: String,
    unreadable: i64,
    compared: i64,
    different: i64,
}

impl BatchRow {
    fn read(self) -> Result<Batch, Error> {
        let forms: Vec<(DepartmentCode, Date, u64)> = serde_json::from_str(&self.forms).map_err(|_| CORRUPT)?;
        Ok(Batch {
            survey: self.survey.parse().map_err(|_| CORRUPT)?,
            name: self.name,
            confirmed_on: read_day(&self.confirmed_on)?,
            forms: forms.into_iter().map(|(department, month, number)| ((department, month), number)).collect(),
            typing: read_typing(self.unreadable, self.compared, self.different)?,
        })
    }
}
