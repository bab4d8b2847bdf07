//! What was released, as figures read it.

use std::sync::Arc;

use jiff::civil::Date;

use crate::survey::codes::DepartmentCode;
use crate::survey::disclosure::{Published, Threshold};
use crate::survey::figures::classes::Classes;
use crate::survey::figures::columns::Columns;
use crate::survey::period::{Period, Unit};
use crate::survey::questionnaire::Version;

/// At least k responses of one version and one department, released together, never to change again.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// The version that they answered.
    pub version: u32,
    /// The department they are about; none: an office block.
    pub department: Option<DepartmentCode>,
    /// The first day that one of them counts for.
    pub first_day: Date,
    /// The last day that one of them counts for; the block belongs to the periods that hold it.
    pub last_day: Date,
    /// The day the block was closed.
    pub closed_on: Date,
    /// What they say.
    pub counts: Published,
}

/// What was released of one survey, as far as a query may see it.
#[derive(Debug, Clone)]
pub struct Record {
    /// Its published versions, in order.
    pub versions: Vec<Arc<Version>>,
    /// Its blocks, or sums of blocks that the query cannot tell apart.
    pub blocks: Blocks,
    /// Their sums by quarter, for queries that ask for nothing finer; empty: they were not added up.
    pub quarters: Blocks,
    /// The classes of its closed periods.
    pub classes: Vec<Arc<Classes>>,
    /// The period closes: up to which day, and on which day.
    pub closes: Vec<Close>,
    /// What administrators set aside before it was released, as far as that is told.
    pub set_aside: Vec<SetAside>,
    /// On which terms it was released.
    pub terms: Terms,
    /// The day of the last tick; none: nothing was ever released.
    pub told_on: Option<Date>,
}

/// Responses that an administrator set aside while they waited: at least k, of the whole office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// The quarter that they counted for.
    pub quarter: Period,
    /// How many they are.
    pub number: u64,
    /// The day of the tick that told of them.
    pub told_on: Date,
}

/// On which terms an office releases figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// What it closes: quarters, months or years.
    pub close: Unit,
    /// The fewest people that a figure may describe.
    pub k: Threshold,
}

/// A period close: all days up to `through` were closed on the day `on`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Close {
    /// The last day that was closed.
    pub through: Date,
    /// The day of the tick that closed it.
    pub on: Date,
}

/// Blocks, and what they say laid out for sums.
#[derive(Debug, Clone, Default)]
pub struct Blocks {
    list: Vec<Arc<Block>>,
    columns: Arc<Columns>,
}

impl Record {
    /// The last day that is closed; none: nothing is.
    pub fn closed_through(&self) -> Option<Date> {
        self.closes.iter().map(|close| close.through).max()
    }

    /// Whether all of a period is closed, so that only imported history can add to it.
    pub fn is_closed(&self, period: &Period) -> bool {
        self.closed_through().is_some_and(|through| period.last() <= through)
    }

    /// The last quarter that is closed whole; none: none is.
    pub fn last_closed_quarter(&self) -> Option<Period> {
        let through = self.closed_through()?;
        let quarter = Period::holding(through, Unit::Quarter);
        Some(if quarter.last() == through { quarter } else { quarter.before() })
    }
}

impl Blocks {
    /// Takes a block in, by itself or as a part of the sum of those that no query for whole months, or quarters, can tell
    /// from it, but by the day on which they were closed.
    pub fn add(&mut self, block: &Block, unit: Option<Unit>) {
        // Those of the same time came last.
        let sum = unit.and_then(|unit| self.list.iter().rposition(|sum| sum.is_like(block, unit)));
        match sum {
            Some(place) => Arc::make_mut(&mut self.list[place]).absorb(block),
            None => self.list.push(Arc::new(block.clone())),
        }
        Arc::make_mut(&mut self.columns).add(sum.unwrap_or(self.list.len() - 1), &block.counts);
    }

    /// Each of them.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Block> + Clone {
        self.list.iter().map(AsRef::as_ref)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(super) fn columns(&self) -> &Columns {
        &self.columns
    }
}

impl FromIterator<Block> for Blocks {
    fn from_iter<T: IntoIterator<Item = Block>>(blocks: T) -> Self {
        let mut all = Self::default();
        blocks.into_iter().for_each(|block| all.add(&block, None));
        all
    }
}

impl Block {
    /// Whether they are of one version and department, and of one month, or quarter.
    fn is_like(&self, other: &Self, unit: Unit) -> bool {
        self.version == other.version
            && self.department == other.department
            && unit.first_day(self.last_day) == unit.first_day(other.last_day)
    }

    /// Adds a block that is like this one. The sum counts as closed when the later of the two was.
    fn absorb(&mut self, other: &Self) {
        self.counts.merge(&other.counts);
        self.first_day = self.first_day.min(other.first_day);
        self.last_day = self.last_day.max(other.last_day);
        self.closed_on = self.closed_on.max(other.closed_on);
    }
}
