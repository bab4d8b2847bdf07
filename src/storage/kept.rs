//! What can be counted of the responses whose rows are kept, for those who run the service.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Text};
use jiff::civil::Date;

use crate::storage::dialect::Session;
use crate::storage::error::Error;
use crate::storage::release::{read_day, read_flags};
use crate::storage::schema::{released_responses, responses};
use crate::survey::codes::DepartmentCode;
use crate::survey::disclosure::Days;
use crate::survey::flags::Flag;
use crate::survey::response::Channel;

const CORRUPT: Error = Error::Corrupt { what: "response" };

/// How many responses there are of each department whose rows are kept, and the first and the last day of them all.
///
/// # Errors
/// When the database is not available, or a row cannot be read.
pub fn count_kept(session: &mut Session) -> Result<(BTreeMap<DepartmentCode, u64>, Option<Days>), Error> {
    let rows: Vec<KeptRow> = sql_query(
        "SELECT department, count(*) AS number, min(day) AS first_day, max(day) AS last_day FROM \
         (SELECT department, day FROM responses WHERE NOT history UNION ALL \
         SELECT department, day FROM released_responses) AS kept GROUP BY department ORDER BY department",
    )
    .load(session)?;
    let (mut counts, mut days) = (BTreeMap::new(), None::<Days>);
    for row in rows {
        let own = Days { from: read_day(&row.first_day)?, to: read_day(&row.last_day)? };
        days = days.into_iter().chain([own]).reduce(Days::and);
        counts.insert(row.department.parse().map_err(|_| CORRUPT)?, u64::try_from(row.number).map_err(|_| CORRUPT)?);
    }
    Ok((counts, days))
}

/// How many of the responses from the website that are kept since a day are flagged as repeats of their address, and of
/// how many.
///
/// # Errors
/// When the database is not available, or a row cannot be read.
pub fn count_repeats(session: &mut Session, since: Date) -> Result<(u64, u64), Error> {
    let (web, since) = (Channel::Web.as_str(), since.to_string());
    let mut rows: Vec<(Option<i32>, i64)> = responses::table
        .filter(responses::channel.eq(web).and(responses::day.ge(&since)).and(responses::history.eq(false)))
        .group_by(responses::flags)
        .select((responses::flags, diesel::dsl::count_star()))
        .load(session)?;
    let released: Vec<(Option<i32>, i64)> = released_responses::table
        .filter(released_responses::channel.eq(web).and(released_responses::day.ge(&since)))
        .group_by(released_responses::flags)
        .select((released_responses::flags, diesel::dsl::count_star()))
        .load(session)?;
    rows.extend(released);
    rows.into_iter().try_fold((0, 0), |(repeats, all), (flags, number)| {
        let number = u64::try_from(number).map_err(|_| CORRUPT)?;
        let repeated = read_flags(flags)?.iter().any(|flag| flag == Flag::Repeat);
        Ok((repeats + if repeated { number } else { 0 }, all + number))
    })
}

#[derive(QueryableByName)]
struct KeptRow {
    #[diesel(sql_type = Text)]
    department: String,
    #[diesel(sql_type = BigInt)]
    number: i64,
    #[diesel(sql_type = Text)]
    first_day: String,
    #[diesel(sql_type = Text)]
    last_day: String,
}
