//! Visits, by month and department.

use diesel::prelude::*;

use crate::storage::catalogue::advance_revision;
use crate::storage::dialect::Session;
use crate::storage::error::Error;
use crate::storage::schema::visits;
use crate::survey::codes::DepartmentCode;
use crate::survey::period::{Period, Unit};
use crate::survey::visits::Visits;

/// What is read of visits that cannot be.
const CORRUPT: Error = Error::Corrupt { what: "number of visits" };

/// The visits of the months of a period, or of all months, by month and department.
///
/// # Errors
/// When the database is not available, or a row cannot be read.
pub fn list_visits(session: &mut Session, period: Option<&Period>) -> Result<Vec<Visits>, Error> {
    let mut query = visits::table.order((visits::month, visits::department)).into_boxed();
    if let Some(period) = period {
        let month = |day| Period::holding(day, Unit::Month).label().to_owned();
        query = query.filter(visits::month.between(month(period.first()), month(period.last())));
    }
    let rows: Vec<(String, String, i64)> = query.load(session)?;
    rows.into_iter()
        .map(|(month, department, visits)| {
            Some(Visits {
                month: month.parse().ok()?,
                department: department.parse().ok()?,
                visits: visits.try_into().ok()?,
            })
        })
        .collect::<Option<_>>()
        .ok_or(CORRUPT)
}

/// Writes visits, new or changed.
///
/// # Errors
/// When the database is not available; then none of them are written.
pub fn upsert_visits(session: &mut Session, entered: &[Visits]) -> Result<(), Error> {
    for one in entered {
        let number: i64 = one.visits.try_into().map_err(|_| CORRUPT)?;
        let (month, department) = (one.month.label(), one.department.as_str());
        let place = visits::table.find((month, department));
        if diesel::update(place).set(visits::number.eq(number)).execute(session)? == 0 {
            let row = (visits::month.eq(month), visits::department.eq(department), visits::number.eq(number));
            diesel::insert_into(visits::table).values(row).execute(session)?;
        }
    }
    advance_revision(session)
}

/// Deletes the visits of one month to one department.
///
/// # Errors
/// `Missing` when there are none; otherwise when the database is not available.
pub fn delete_visits(session: &mut Session, month: &Period, department: &DepartmentCode) -> Result<(), Error> {
    match diesel::delete(visits::table.find((month.label(), department.as_str()))).execute(session)? {
        0 => Err(Error::Missing),
        _ => advance_revision(session),
    }
}
