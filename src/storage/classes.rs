//! The classes of periods that are closed: made once, never changed.
//!
//! Nothing is decided here: `release` asks `survey::disclosure`, and calls these.

use std::collections::{BTreeMap, HashMap};

use diesel::dsl::max;
use diesel::prelude::*;
use jiff::civil::Date;

use crate::storage::dialect::Session;
use crate::storage::error::Error;
use crate::storage::release::read_flags;
use crate::storage::schema::{blocks, classes, released_responses, ticks};
use crate::survey::codes::{DepartmentCode, SurveySlug};
use crate::survey::disclosure::{Classified, Enumerated, Subject};
use crate::survey::period::Period;
use crate::survey::response::Answers;

/// How many released responses are held in memory at once.
const PAGE: i64 = 4_000;

const CORRUPT: Error = Error::Corrupt { what: "class" };

/// Everybody who was released of one survey and period, and is in no class yet.
#[derive(Debug)]
pub struct Population {
    /// The survey.
    pub survey: SurveySlug,
    /// The period.
    pub period: Period,
    /// Their blocks, in the order in which they were closed.
    pub blocks: Vec<Enumerated>,
    /// The place of each block by its key.
    places: HashMap<Vec<u8>, usize>,
}

/// The populations of a period that have blocks whose people are in no class yet.
///
/// # Errors
/// When the database is not available, or a row cannot be read.
pub fn list_populations(session: &mut Session, period: &Period) -> Result<Vec<Population>, Error> {
    let classified: BTreeMap<String, Option<i64>> = classes::table
        .filter(classes::period.eq(period.label()))
        .group_by(classes::survey)
        .select((classes::survey, max(classes::tick)))
        .load(session)?
        .into_iter()
        .collect();
    let rows: Vec<BlockRow> = blocks::table
        .filter(blocks::last_day.between(period.first().to_string(), period.last().to_string()))
        .order((blocks::survey, blocks::tick, blocks::place, blocks::key))
        .select(BlockRow::as_select())
        .load(session)?;
    let mut populations: Vec<Population> = Vec::new();
    for row in rows {
        let through = classified.get(&row.survey).copied().flatten().unwrap_or(0);
        if row.tick <= through {
            continue;
        }
        let survey: SurveySlug = row.survey.parse().map_err(|_| CORRUPT)?;
        if populations.last().is_none_or(|last| last.survey != survey) {
            let (blocks, places) = (Vec::new(), HashMap::new());
            populations.push(Population { survey, period: period.clone(), blocks, places });
        }
        let Some(population) = populations.last_mut() else { continue };
        population.places.insert(row.key.clone(), population.blocks.len());
        population.blocks.push(row.read().ok_or(CORRUPT)?);
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
    let mut after: Vec<u8> = Vec::new();
    loop {
        let page: Vec<ReleasedRow> = released_responses::table
            .filter(released_responses::period.eq(population.period.label()).and(released_responses::key.gt(&after)))
            .filter(released_responses::survey.eq(population.survey.as_str()))
            .order(released_responses::key)
            .limit(PAGE)
            .select(ReleasedRow::as_select())
            .load(session)?;
        let Some(last) = page.last() else { return Ok(()) };
        after.clone_from(&last.key);
        for row in page {
            let place = row.block.as_ref().and_then(|key| population.places.get(key));
            let Some(block) = place.copied() else { continue };
            let corrupt = || Error::Corrupt { what: "response" };
            let department: DepartmentCode = row.department.parse().map_err(|_| corrupt())?;
            let answers: Answers = serde_json::from_str(&row.answers).map_err(|_| corrupt())?;
            visit(&Subject {
                block,
                department: &department,
                channel: &row.channel,
                language: row.language.as_deref(),
                flags: read_flags(row.flags)?,
                answers: &answers,
            });
        }
    }
}

/// Writes down the classes of a population; readers see them when the tick is complete.
///
/// # Errors
/// When the database is not available.
pub fn insert_classified(
    session: &mut Session,
    survey: &SurveySlug,
    tick: i64,
    classified: &Classified,
) -> Result<(), Error> {
    let row = (
        classes::survey.eq(survey.as_str()),
        classes::period.eq(classified.period.label()),
        classes::tick.eq(tick),
        classes::document.eq(serde_json::to_string(classified).map_err(|_| CORRUPT)?),
    );
    diesel::insert_into(classes::table).values(row).execute(session)?;
    Ok(())
}

/// Throws away the classes that a tick made that was cut short; nobody has seen them.
///
/// # Errors
/// When the database is not available.
pub fn discard_unfinished(session: &mut Session, tick: i64) -> Result<(), Error> {
    diesel::delete(classes::table.filter(classes::tick.eq(tick))).execute(session)?;
    Ok(())
}

/// The classes of ticks after one and up to another, with their surveys and the days they were told, in a fixed order.
///
/// # Errors
/// When the database is not available, or a row cannot be read.
pub fn list_classified(
    session: &mut Session,
    after: i64,
    through: i64,
) -> Result<Vec<(SurveySlug, Date, Classified)>, Error> {
    let rows: Vec<(String, String, String)> = classes::table
        .inner_join(ticks::table)
        .filter(classes::tick.gt(after).and(classes::tick.le(through)))
        .order((classes::survey, classes::period, classes::tick))
        .select((classes::survey, ticks::day, classes::document))
        .load(session)?;
    let read = rows.into_iter().map(|(survey, day, document)| {
        Some((survey.parse().ok()?, day.parse().ok()?, serde_json::from_str(&document).ok()?))
    });
    read.collect::<Option<_>>().ok_or(CORRUPT)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = blocks)]
struct BlockRow {
    survey: String,
    key: Vec<u8>,
    version: i32,
    department: Option<String>,
    history: bool,
    carried: bool,
    tick: i64,
    counts: String,
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

impl BlockRow {
    fn read(self) -> Option<Enumerated> {
        Some(Enumerated {
            version: u32::try_from(self.version).ok()?,
            department: self.department.map(|code| code.parse()).transpose().ok()?,
            history: self.history,
            carried: self.carried,
            counts: serde_json::from_str(&self.counts).ok()?,
        })
    }
}
