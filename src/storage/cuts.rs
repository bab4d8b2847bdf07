//! What is frozen of a quarter when it is over: tables by one dimension, and of two questions. Inserted once, never changed.
//!
//! Nothing is decided here: `release` asks `survey::disclosure`, and calls these.

use std::collections::HashMap;

use diesel::dsl::max;
use diesel::prelude::*;
use jiff::civil::Date;
use uuid::Uuid;

use crate::storage::dialect::Session;
use crate::storage::error::Error;
use crate::storage::release::read_flags;
use crate::storage::schema::{blocks, cuts, freezes, pairs, released_responses, ticks};
use crate::survey::codes::{DepartmentCode, SurveySlug};
use crate::survey::disclosure::{Cut, Frozen, Pair, Part, Subject};
use crate::survey::period::Period;
use crate::survey::response::Answers;

/// How many released responses are held in memory at once.
const PAGE: i64 = 4_000;

/// Whose quarter is frozen: everybody who was released of one survey version, and is in no table yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Population {
    /// The survey.
    pub survey: SurveySlug,
    /// The version.
    pub version: u32,
    /// The quarter.
    pub quarter: Period,
    /// The tick up to which blocks are in tables already; 0: none is.
    frozen_through: i64,
}

/// The populations of a quarter that have blocks which are in no table yet.
///
/// # Errors
/// When the database is not available, or a row cannot be read.
pub fn list_populations(session: &mut Session, quarter: &Period) -> Result<Vec<Population>, Error> {
    let released: Vec<(String, i32, Option<i64>)> = blocks::table
        .filter(blocks::last_day.between(quarter.first().to_string(), quarter.last().to_string()))
        .group_by((blocks::survey, blocks::version))
        .select((blocks::survey, blocks::version, max(blocks::tick)))
        .order((blocks::survey, blocks::version))
        .load(session)?;
    let frozen: Vec<(String, i32, Option<i64>)> = freezes::table
        .filter(freezes::quarter.eq(quarter.label()))
        .group_by((freezes::survey, freezes::version))
        .select((freezes::survey, freezes::version, max(freezes::tick)))
        .load(session)?;
    let mut populations = Vec::new();
    for (survey, version, last) in released {
        let known = frozen.iter().find(|(known, number, _)| *known == survey && *number == version);
        let frozen_through = known.and_then(|(.., tick)| *tick).unwrap_or(0);
        if last.is_some_and(|last| last > frozen_through) {
            populations.push(Population {
                survey: survey.parse().map_err(|_| Error::Corrupt { what: "block" })?,
                version: u32::try_from(version).map_err(|_| Error::Corrupt { what: "block" })?,
                quarter: quarter.clone(),
                frozen_through,
            });
        }
    }
    Ok(populations)
}

/// Shows everybody of a population, in the order of their random keys.
///
/// # Errors
/// When the database is not available, or a response cannot be read.
pub fn visit_population(
    session: &mut Session,
    population: &Population,
    mut visit: impl FnMut(&Subject<'_>),
) -> Result<(), Error> {
    let blocks = list_blocks_to_freeze(session, population)?;
    let version = number(population.version)?;
    let mut after: Vec<u8> = Vec::new();
    loop {
        let page: Vec<ReleasedRow> = released_responses::table
            .filter(released_responses::quarter.eq(population.quarter.label()).and(released_responses::key.gt(&after)))
            .filter(released_responses::survey.eq(population.survey.as_str()))
            .filter(released_responses::version.eq(version))
            .order(released_responses::key)
            .limit(PAGE)
            .select(ReleasedRow::as_select())
            .load(session)?;
        let Some(last) = page.last() else { return Ok(()) };
        after.clone_from(&last.key);
        for row in page {
            let block = row.block.as_ref().and_then(|key| blocks.get(key));
            let Some((block, pooled)) = block.copied() else { continue };
            let corrupt = || Error::Corrupt { what: "response" };
            let department: DepartmentCode = row.department.parse().map_err(|_| corrupt())?;
            let answers: Answers = serde_json::from_str(&row.answers).map_err(|_| corrupt())?;
            visit(&Subject {
                block,
                pooled,
                department: &department,
                channel: &row.channel,
                language: row.language.as_deref(),
                flags: read_flags(row.flags)?,
                answers: &answers,
            });
        }
    }
}

/// The blocks of a population that are in no table yet, by key: each with a number, and whether it is an office block.
fn list_blocks_to_freeze(
    session: &mut Session,
    population: &Population,
) -> Result<HashMap<Vec<u8>, (u32, bool)>, Error> {
    let quarter = &population.quarter;
    let keys: Vec<(Vec<u8>, Option<String>)> = blocks::table
        .filter(blocks::survey.eq(population.survey.as_str()).and(blocks::version.eq(number(population.version)?)))
        .filter(blocks::last_day.between(quarter.first().to_string(), quarter.last().to_string()))
        .filter(blocks::tick.gt(population.frozen_through))
        .select((blocks::key, blocks::department))
        .load(session)?;
    Ok((0..).zip(keys).map(|(place, (key, department))| (key, (place, department.is_none()))).collect())
}

/// Writes what was frozen of a population, and that it was; readers see it when the tick is complete.
///
/// # Errors
/// When the database is not available.
pub fn insert_frozen(session: &mut Session, population: &Population, tick: i64, frozen: &Frozen) -> Result<(), Error> {
    let (survey, quarter) = (population.survey.as_str(), population.quarter.label());
    for cut in &frozen.cuts {
        for (place, part) in (0..).zip(&cut.parts) {
            let row = (
                cuts::survey.eq(survey),
                cuts::quarter.eq(quarter),
                cuts::key.eq(random_key()),
                cuts::version.eq(number(cut.version)?),
                cuts::dimension.eq(cut.dimension.to_string()),
                cuts::department.eq(cut.department.as_ref().map(DepartmentCode::as_str)),
                cuts::part.eq(place),
                cuts::categories.eq(written(&part.categories)?),
                cuts::tick.eq(tick),
                cuts::counts.eq(written(&part.counts)?),
            );
            diesel::insert_into(cuts::table).values(row).execute(session)?;
        }
    }
    for pair in &frozen.pairs {
        let row = (
            pairs::survey.eq(survey),
            pairs::quarter.eq(quarter),
            pairs::key.eq(random_key()),
            pairs::version.eq(number(pair.version)?),
            pairs::department.eq(pair.department.as_ref().map(DepartmentCode::as_str)),
            pairs::row_question.eq(pair.row.as_str()),
            pairs::column_question.eq(pair.column.as_str()),
            pairs::tick.eq(tick),
            pairs::cells.eq(written(&pair.table)?),
        );
        diesel::insert_into(pairs::table).values(row).execute(session)?;
    }
    let row = (
        freezes::survey.eq(survey),
        freezes::version.eq(number(population.version)?),
        freezes::quarter.eq(quarter),
        freezes::tick.eq(tick),
    );
    diesel::insert_into(freezes::table).values(row).execute(session)?;
    Ok(())
}

/// Throws away what a tick froze that was cut short; nobody has seen it.
///
/// # Errors
/// When the database is not available.
pub fn discard_unfinished(session: &mut Session, tick: i64) -> Result<(), Error> {
    diesel::delete(cuts::table.filter(cuts::tick.eq(tick))).execute(session)?;
    diesel::delete(pairs::table.filter(pairs::tick.eq(tick))).execute(session)?;
    diesel::delete(freezes::table.filter(freezes::tick.eq(tick))).execute(session)?;
    Ok(())
}

/// The tables by one dimension of ticks after one and up to another, with their surveys, in a fixed order.
///
/// # Errors
/// When the database is not available, or a row cannot be read.
pub fn list_cuts(session: &mut Session, after: i64, through: i64) -> Result<Vec<(SurveySlug, Cut)>, Error> {
    let rows: Vec<CutRow> = cuts::table
        .inner_join(ticks::table)
        .filter(cuts::tick.gt(after).and(cuts::tick.le(through)))
        .order((cuts::survey, cuts::quarter, cuts::version, cuts::tick, cuts::dimension, cuts::department, cuts::part))
        .select(CutRow::as_select())
        .load(session)?;
    let mut found: Vec<(SurveySlug, Cut)> = Vec::new();
    for row in rows {
        let first = row.part == 0;
        let (survey, cut) = row.read().ok_or(Error::Corrupt { what: "cut" })?;
        match found.last_mut() {
            Some((_, table)) if !first => table.parts.extend(cut.parts),
            _ => found.push((survey, cut)),
        }
    }
    Ok(found)
}

/// The tables of two questions of ticks after one and up to another, with their surveys, in a fixed order.
///
/// # Errors
/// When the database is not available, or a row cannot be read.
pub fn list_pairs(session: &mut Session, after: i64, through: i64) -> Result<Vec<(SurveySlug, Pair)>, Error> {
    let rows: Vec<PairRow> = pairs::table
        .inner_join(ticks::table)
        .filter(pairs::tick.gt(after).and(pairs::tick.le(through)))
        .order((pairs::survey, pairs::quarter, pairs::key))
        .select(PairRow::as_select())
        .load(session)?;
    rows.into_iter().map(|row| row.read().ok_or(Error::Corrupt { what: "pair" })).collect()
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = released_responses)]
struct ReleasedRow {
    key: Vec<u8>,
    department: String,
    channel: String,
    language: Option<String>,
    answers: String,
    flags: Option<i32>,
    block: Option<Vec<u8>>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = cuts)]
struct CutRow {
    survey: String,
    quarter: String,
    version: i32,
    dimension: String,
    department: Option<String>,
    part: i32,
    categories: String,
    counts: String,
    #[diesel(select_expression = ticks::day)]
    closed_on: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = pairs)]
struct PairRow {
    survey: String,
    quarter: String,
    version: i32,
    department: Option<String>,
    row_question: String,
    column_question: String,
    cells: String,
    #[diesel(select_expression = ticks::day)]
    closed_on: String,
}

impl CutRow {
    fn read(self) -> Option<(SurveySlug, Cut)> {
        let part = Part {
            categories: serde_json::from_str(&self.categories).ok()?,
            counts: serde_json::from_str(&self.counts).ok()?,
        };
        let cut = Cut {
            version: u32::try_from(self.version).ok()?,
            quarter: self.quarter.parse().ok()?,
            dimension: self.dimension.parse().ok()?,
            department: self.department.map(|code| code.parse()).transpose().ok()?,
            parts: vec![part],
            closed_on: self.closed_on.parse::<Date>().ok()?,
        };
        Some((self.survey.parse().ok()?, cut))
    }
}

impl PairRow {
    fn read(self) -> Option<(SurveySlug, Pair)> {
        let pair = Pair {
            version: u32::try_from(self.version).ok()?,
            quarter: self.quarter.parse().ok()?,
            department: self.department.map(|code| code.parse()).transpose().ok()?,
            row: self.row_question.parse().ok()?,
            column: self.column_question.parse().ok()?,
            table: serde_json::from_str(&self.cells).ok()?,
            closed_on: self.closed_on.parse::<Date>().ok()?,
        };
        Some((self.survey.parse().ok()?, pair))
    }
}

fn written(value: &impl serde::Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|_| Error::Corrupt { what: "cut" })
}

fn random_key() -> Vec<u8> {
    Uuid::new_v4().into_bytes().to_vec()
}

fn number(version: u32) -> Result<i32, Error> {
    i32::try_from(version).map_err(|_| Error::Corrupt { what: "version" })
}
