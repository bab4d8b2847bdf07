//! Blocks: inserted once, never changed, and the only thing that figures are made from.

use diesel::prelude::*;
use jiff::civil::Date;
use uuid::Uuid;

use crate::storage::dialect::Session;
use crate::storage::error::Error;
use crate::storage::schema::{blocks, ticks};
use crate::survey::codes::SurveySlug;
use crate::survey::figures::Block;

/// What a block is known by among the rows of released responses; it is random.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct BlockKey(pub(super) Vec<u8>);

/// Where a block stands among the others.
#[derive(Debug, Clone, Copy)]
pub struct Standing {
    /// The number of its tick.
    pub tick: i64,
    /// Its place among the blocks of its step, in the order in which they were closed.
    pub place: i32,
    /// Whether its people were imported.
    pub history: bool,
    /// Whether some of them waited when an earlier period was closed.
    pub carried: bool,
}

/// Writes a block, and returns its key; readers see it when its tick is complete.
///
/// # Errors
/// When the database is not available.
pub fn insert_block(
    session: &mut Session,
    survey: &SurveySlug,
    standing: Standing,
    block: &Block,
) -> Result<BlockKey, Error> {
    let key = Uuid::new_v4().into_bytes().to_vec();
    insert_block_as(session, &key, survey, standing, block)?;
    Ok(BlockKey(key))
}

/// The same under a key that it has already.
pub(super) fn insert_block_as(
    session: &mut Session,
    key: &[u8],
    survey: &SurveySlug,
    standing: Standing,
    block: &Block,
) -> Result<(), Error> {
    let row = (
        blocks::survey.eq(survey.as_str()),
        blocks::last_day.eq(block.last_day.to_string()),
        blocks::key.eq(key),
        blocks::version.eq(i32::try_from(block.version).map_err(|_| Error::Corrupt { what: "version" })?),
        blocks::department.eq(block.department.as_ref().map(ToString::to_string)),
        blocks::history.eq(standing.history),
        blocks::carried.eq(standing.carried),
        blocks::first_day.eq(block.first_day.to_string()),
        blocks::closed_on.eq(block.closed_on.to_string()),
        blocks::tick.eq(standing.tick),
        blocks::place.eq(standing.place),
        blocks::counts.eq(serde_json::to_string(&block.counts).map_err(|_| Error::Corrupt { what: "block" })?),
    );
    diesel::insert_into(blocks::table).values(row).execute(session)?;
    Ok(())
}

/// The number of the last completed tick; 0 before the first.
///
/// # Errors
/// When the database is not available.
pub fn load_generation(session: &mut Session) -> Result<i64, Error> {
    let last: Option<i64> = ticks::table.select(ticks::number).order(ticks::number.desc()).first(session).optional()?;
    Ok(last.unwrap_or(0))
}

/// The blocks of ticks after one and up to another, with their surveys, in a fixed order.
///
/// A block was closed when its tick was completed: before that day nobody was told of it, even if the tick had begun
/// on an earlier one and was cut short.
///
/// # Errors
/// When the database is not available, or a block cannot be read.
pub fn list_blocks(session: &mut Session, after: i64, through: i64) -> Result<Vec<(SurveySlug, Block)>, Error> {
    let rows: Vec<BlockRow> = blocks::table
        .inner_join(ticks::table)
        .filter(blocks::tick.gt(after).and(blocks::tick.le(through)))
        .order((blocks::survey, blocks::last_day, blocks::key))
        .select(BlockRow::as_select())
        .load(session)?;
    rows.into_iter().map(BlockRow::read).collect()
}

/// A survey's blocks whose last day lies in a stretch of days, as far as they were closed by a day.
///
/// # Errors
/// When the database is not available, or a block cannot be read.
pub fn list_blocks_as_of(
    session: &mut Session,
    survey: &SurveySlug,
    (first, last): (Date, Date),
    as_of: Date,
) -> Result<Vec<Block>, Error> {
    let rows: Vec<BlockRow> = blocks::table
        .inner_join(ticks::table)
        .filter(blocks::survey.eq(survey.as_str()).and(blocks::last_day.between(first.to_string(), last.to_string())))
        .filter(ticks::day.le(as_of.to_string()))
        .order((blocks::last_day, blocks::key))
        .select(BlockRow::as_select())
        .load(session)?;
    rows.into_iter().map(|row| row.read().map(|(_, block)| block)).collect()
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = blocks)]
struct BlockRow {
    survey: String,
    last_day: String,
    version: i32,
    department: Option<String>,
    first_day: String,
    #[diesel(select_expression = ticks::day)]
    closed_on: String,
    counts: String,
}

impl BlockRow {
    fn read(self) -> Result<(SurveySlug, Block), Error> {
        self.parse().ok_or(Error::Corrupt { what: "block" })
    }

    fn parse(self) -> Option<(SurveySlug, Block)> {
        let block = Block {
            version: u32::try_from(self.version).ok()?,
            department: self.department.map(|code| code.parse().ok()).map_or(Some(None), |code| code.map(Some))?,
            first_day: self.first_day.parse().ok()?,
            last_day: self.last_day.parse().ok()?,
            closed_on: self.closed_on.parse().ok()?,
            counts: serde_json::from_str(&self.counts).ok()?,
        };
        Some((self.survey.parse().ok()?, block))
    }
}
