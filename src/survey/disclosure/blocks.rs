//! Blocks of people: who leaves at a tick.
//!
//! A block needs k [independent](crate::survey::flags::Flags::is_independent) people who gave the headline question a
//! real answer. What they said decides nothing.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::survey::codes::{DepartmentCode, QuestionCode};
use crate::survey::disclosure::published::{Days, Threshold};
use crate::survey::tally::Tally;

/// Some people who wait, or leave, together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crowd {
    /// What they say together.
    pub tally: Tally,
    /// The days that their responses count for.
    pub days: Days,
    /// Whether some of them waited when an earlier period was closed.
    pub carried: bool,
}

/// Who waits in one department, by the first day of the month that they count for.
pub type Months = BTreeMap<Date, Crowd>;

/// What one tick does with those who wait of one survey version in one period.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Closing {
    /// The blocks of single departments, the months of each in order.
    pub blocks: Vec<(DepartmentCode, Crowd)>,
    /// The office block: what the others had left, when it may go together, and the departments it is of.
    pub pool: Option<(Vec<DepartmentCode>, Crowd)>,
    /// Whether somebody still waits.
    pub waiting: bool,
}

/// Decides who leaves at a tick: of one survey version, from one period, by department and month.
///
/// Each month with enough people is a block. One with too few is joined to the next; the last ones wait. When the period
/// is `over`, they are joined to the department's last block of this tick instead, and what departments without one have
/// left is pooled, if that is enough.
pub fn close(streams: BTreeMap<DepartmentCode, Months>, headline: &QuestionCode, k: Threshold, over: bool) -> Closing {
    let enough = |crowd: &Crowd| crowd.tally.independent(headline) >= k.get();
    let mut closing = Closing::default();
    let mut left: Vec<(DepartmentCode, Crowd)> = Vec::new();
    for (department, months) in streams {
        let mut blocks: Vec<Crowd> = Vec::new();
        let mut open: Option<Crowd> = None;
        for crowd in months.into_values() {
            let joined = join(open.take(), crowd);
            if enough(&joined) {
                blocks.push(joined);
            } else {
                open = Some(joined);
            }
        }
        match (open, blocks.last_mut()) {
            (Some(tail), Some(last)) if over => last.absorb(&tail),
            (Some(tail), _) => left.push((department.clone(), tail)),
            (None, _) => {}
        }
        closing.blocks.extend(blocks.into_iter().map(|block| (department.clone(), block)));
    }
    let pool = left.iter().map(|(_, crowd)| crowd.clone()).reduce(|all, crowd| join(Some(all), crowd));
    match pool.filter(|pool| over && enough(pool)) {
        Some(pool) => closing.pool = Some((left.into_iter().map(|(department, _)| department).collect(), pool)),
        None => closing.waiting = !left.is_empty(),
    }
    closing
}

fn join(earlier: Option<Crowd>, crowd: Crowd) -> Crowd {
    match earlier {
        Some(mut all) => {
            all.absorb(&crowd);
            all
        }
        None => crowd,
    }
}

impl Crowd {
    /// Nobody yet, on a day.
    pub fn empty(day: Date) -> Self {
        Self { tally: Tally::default(), days: Days { from: day, to: day }, carried: false }
    }

    /// Takes others in.
    pub fn absorb(&mut self, other: &Self) {
        self.tally.merge(&other.tally);
        self.days = self.days.and(other.days);
        self.carried |= other.carried;
    }
}
