//! Blocks: what may leave at a tick.

use std::collections::BTreeMap;

use crate::survey::codes::{DepartmentCode, QuestionCode};
use crate::survey::disclosure::published::{Published, Threshold};
use crate::survey::tally::Tally;

/// What one tick does with the pending responses of one survey version and one period.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Closing {
    /// Departments that get a block of their own, with all that they had pending.
    pub blocks: Vec<(DepartmentCode, Published)>,
    /// What the others had left, when it may go together as one office block.
    pub pool: Option<Pool>,
    /// Departments whose responses wait; when the period is over, they go to the next one.
    pub waiting: Vec<DepartmentCode>,
}

/// The office block: what small departments had left when their period closed.
#[derive(Debug, PartialEq, Eq)]
pub struct Pool {
    /// Whose responses are in it.
    pub departments: Vec<DepartmentCode>,
    /// What may be told about them together.
    pub counts: Published,
}

/// Decides what leaves at a tick: of one survey version, from one period, by department.
///
/// A department with at least k pending responses gets a block, unless all of them gave the same answer to the
/// headline question: then the block would tell what each single one said, and waits for another answer or for 4k.
/// When the period is `over`, what the others have left is pooled under the same two conditions.
pub fn close(streams: BTreeMap<DepartmentCode, Tally>, headline: &QuestionCode, k: Threshold, over: bool) -> Closing {
    let mut closing = Closing::default();
    let mut pool = Tally::default();
    for (department, tally) in streams {
        if tally_may_leave(&tally, headline, k) {
            closing.blocks.push((department, Published::of(tally)));
        } else if tally.n > 0 {
            pool.merge(&tally);
            closing.waiting.push(department);
        }
    }
    if over && tally_may_leave(&pool, headline, k) {
        let departments = std::mem::take(&mut closing.waiting);
        closing.pool = Some(Pool { departments, counts: Published::of(pool) });
    }
    closing
}

/// Whether `n` people who gave `distinct` answers to the headline question may be told of: k of them, and not of one
/// opinion alone unless there are 4k.
pub(in crate::survey::disclosure) fn may_leave(n: u64, distinct: usize, k: Threshold) -> bool {
    n >= k.get() && (distinct >= 2 || n >= 4 * k.get())
}

fn tally_may_leave(tally: &Tally, headline: &QuestionCode, k: Threshold) -> bool {
    may_leave(tally.n, tally.questions.get(headline).map_or(0, |question| question.counts.len()), k)
}
