//! Complaints and motions, by quarter and department.

use diesel::prelude::*;

use crate::storage::catalogue::advance_revision;
use crate::storage::dialect::Session;
use crate::storage::error::Error;
use crate::storage::schema::complaints;
use crate::survey::codes::DepartmentCode;
use crate::survey::complaint::{Cases, Complaints};
use crate::survey::period::{Period, Unit};

/// What is read of complaints that cannot be.
const CORRUPT: Error = Error::Corrupt { what: "number of complaints" };

/// What was entered for the quarters that hold a period's days, or for all, by quarter and department.
///
/// # Errors
/// When the database is not available, or a row cannot be read.
pub fn list_complaints(session: &mut Session, period: Option<&Period>) -> Result<Vec<Complaints>, Error> {
    let mut query = complaints::table.order((complaints::quarter, complaints::department)).into_boxed();
    if let Some(period) = period {
        let quarter = |day| Period::holding(day, Unit::Quarter).label().to_owned();
        query = query.filter(complaints::quarter.between(quarter(period.first()), quarter(period.last())));
    }
    let rows: Vec<ComplaintsRow> = query.load(session)?;
    rows.into_iter().map(ComplaintsRow::read).collect()
}

/// What was entered for one quarter and department.
///
/// # Errors
/// When the database is not available, or the row cannot be read.
pub fn find_complaints(
    session: &mut Session,
    quarter: &Period,
    department: &DepartmentCode,
) -> Result<Option<Complaints>, Error> {
    let place = complaints::table.find((quarter.label(), department.as_str()));
    let row: Option<ComplaintsRow> = place.first(session).optional()?;
    row.map(ComplaintsRow::read).transpose()
}

/// Writes what a quarter and department had, new or changed.
///
/// # Errors
/// When the database is not available.
pub fn upsert_complaints(session: &mut Session, entered: &Complaints) -> Result<(), Error> {
    let row = ComplaintsRow::try_from(entered)?;
    let place = complaints::table.find((row.quarter.clone(), row.department.clone()));
    if diesel::update(place).set(&row).execute(session)? == 0 {
        diesel::insert_into(complaints::table).values(&row).execute(session)?;
    }
    advance_revision(session)
}

/// Deletes what was entered for one quarter and department.
///
/// # Errors
/// `Missing` when nothing was; otherwise when the database is not available.
pub fn delete_complaints(session: &mut Session, quarter: &Period, department: &DepartmentCode) -> Result<(), Error> {
    match diesel::delete(complaints::table.find((quarter.label(), department.as_str()))).execute(session)? {
        0 => Err(Error::Missing),
        _ => advance_revision(session),
    }
}

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = complaints, primary_key(quarter, department))]
struct ComplaintsRow {
    quarter: String,
    department: String,
    complaints_received: i32,
    complaints_on_time: i32,
    complaints_justified: i32,
    motions_received: i32,
    motions_on_time: i32,
    motions_justified: i32,
}

impl TryFrom<&Complaints> for ComplaintsRow {
    type Error = Error;

    fn try_from(entered: &Complaints) -> Result<Self, Error> {
        let number = |number: u32| i32::try_from(number).map_err(|_| CORRUPT);
        let (complaints, motions) = (entered.complaints, entered.motions);
        Ok(Self {
            quarter: entered.quarter.to_string(),
            department: entered.department.to_string(),
            complaints_received: number(complaints.received)?,
            complaints_on_time: number(complaints.on_time)?,
            complaints_justified: number(complaints.justified)?,
            motions_received: number(motions.received)?,
            motions_on_time: number(motions.on_time)?,
            motions_justified: number(motions.justified)?,
        })
    }
}

impl ComplaintsRow {
    fn read(self) -> Result<Complaints, Error> {
        let cases = |received: i32, on_time: i32, justified: i32| -> Option<Cases> {
            let number = |number: i32| u32::try_from(number).ok();
            Some(Cases { received: number(received)?, on_time: number(on_time)?, justified: number(justified)? })
        };
        let complaints = cases(self.complaints_received, self.complaints_on_time, self.complaints_justified);
        let motions = cases(self.motions_received, self.motions_on_time, self.motions_justified);
        Ok(Complaints {
            quarter: self.quarter.parse().map_err(|_| CORRUPT)?,
            department: self.department.parse().map_err(|_| CORRUPT)?,
            complaints: complaints.ok_or(CORRUPT)?,
            motions: motions.ok_or(CORRUPT)?,
        })
    }
}
