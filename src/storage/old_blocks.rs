//! Blocks of a database from before questions nested; they are read once, and then they are gone.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Binary, Integer, Nullable, Text};
use jiff::civil::Date;
use serde_json::Value;

use crate::storage::blocks::{Standing, insert_block_as};
use crate::storage::dialect::Session;
use crate::storage::error::Error;
use crate::storage::release::read_day;
use crate::survey::codes::{DepartmentCode, SurveySlug};
use crate::survey::disclosure::{Crowd, Days};
use crate::survey::figures::Block;
use crate::survey::questionnaire::{Condition, Version};
use crate::survey::tally::Tally;

const CORRUPT: Error = Error::Corrupt { what: "block" };

/// A block as it was.
#[derive(Debug, QueryableByName)]
pub struct OldBlock {
    #[diesel(sql_type = Text)]
    survey: String,
    #[diesel(sql_type = Text)]
    last_day: String,
    #[diesel(sql_type = Binary)]
    key: Vec<u8>,
    #[diesel(sql_type = Integer)]
    version: i32,
    #[diesel(sql_type = Nullable<Text>)]
    department: Option<String>,
    #[diesel(sql_type = Text)]
    first_day: String,
    #[diesel(sql_type = Text)]
    closed_on: String,
    #[diesel(sql_type = BigInt)]
    tick: i64,
    #[diesel(sql_type = Text)]
    counts: String,
}

/// All of them, in the order in which they were closed; none: the database has no such table.
///
/// # Errors
/// When the database is not available.
pub fn list_old_blocks(session: &mut Session) -> Result<Option<Vec<OldBlock>>, Error> {
    if !session.columns()?.iter().any(|column| column.starts_with("old_blocks.")) {
        return Ok(None);
    }
    let query = "SELECT survey, last_day, key, version, department, first_day, closed_on, tick, counts \
                 FROM old_blocks ORDER BY tick, survey, version, last_day, key";
    Ok(Some(sql_query(query).load(session)?))
}

/// Drops the table.
///
/// # Errors
/// When the database is not available.
pub fn drop_old_blocks(session: &mut Session) -> Result<(), Error> {
    session.batch("DROP TABLE old_blocks")
}

impl OldBlock {
    /// The survey it is of.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn survey(&self) -> Result<SurveySlug, Error> {
        self.survey.parse().map_err(|_| CORRUPT)
    }

    /// The version that its people answered.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn version(&self) -> Result<u32, Error> {
        u32::try_from(self.version).map_err(|_| CORRUPT)
    }

    /// The department they are about; none: an office block.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn department(&self) -> Result<Option<DepartmentCode>, Error> {
        self.department.as_ref().map(|code| code.parse()).transpose().map_err(|_| CORRUPT)
    }

    /// Its people. Who of them was asked, and who is independent, was not counted: everybody is taken to have been asked
    /// what follows no other question, and every flagged burst to have answered everything.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn crowd(&self, version: &Version) -> Result<Crowd, Error> {
        let mut counts: Value = serde_json::from_str(&self.counts).map_err(|_| CORRUPT)?;
        let n = counts["n"].as_u64().ok_or(CORRUPT)?;
        if let Some(flags) = counts["flags"].as_object_mut() {
            flags.remove("straight_lining");
        }
        let bursts = counts["flags"]["burst"].as_u64().unwrap_or(0);
        let given: BTreeMap<String, BTreeMap<String, u64>> = counts["questions"]
            .as_object()
            .into_iter()
            .flatten()
            .filter_map(|(code, tally)| Some((code.clone(), serde_json::from_value(tally["counts"].clone()).ok()?)))
            .collect();
        for (code, tally) in counts["questions"].as_object_mut().into_iter().flatten() {
            let show_if = version.question(code).and_then(|question| question.show_if.as_ref());
            let asked = show_if.map_or(n, |it| shown(given.get(it.question.as_str()), &it.condition));
            let answered = tally["answered"].as_u64().ok_or(CORRUPT)?;
            let known = answered + tally["not_applicable"].as_u64().unwrap_or(0);
            tally["asked"] = asked.max(known).into();
            tally["independent"] = answered.saturating_sub(bursts).into();
        }
        let tally: Tally = serde_json::from_value(counts).map_err(|_| CORRUPT)?;
        let days = Days { from: read_day(&self.first_day)?, to: read_day(&self.last_day)? };
        Ok(Crowd { tally, days, carried: false })
    }

    /// The day of its step.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn closed_on(&self) -> Result<Date, Error> {
        read_day(&self.closed_on)
    }

    /// Writes it down as it is now, under its own key and tick.
    ///
    /// # Errors
    /// When the database is not available.
    pub fn insert_again(&self, session: &mut Session, place: i32, block: &Block) -> Result<(), Error> {
        let standing = Standing { tick: self.tick, place, history: false, carried: false };
        insert_block_as(session, &self.key, &self.survey()?, standing, block)
    }
}

/// How many gave an answer after which a question is asked.
fn shown(given: Option<&BTreeMap<String, u64>>, condition: &Condition) -> u64 {
    let holds = |option: &str| condition.holds(option.parse().ok(), option);
    given.into_iter().flatten().filter(|(option, _)| holds(option)).map(|(_, n)| n).sum()
}
