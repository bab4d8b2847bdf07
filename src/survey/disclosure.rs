//! The only way out for counts: block release.
//!
//! Hiding small cells does not protect anyone, because two overlapping answers can be subtracted.
//! So counts leave only as *blocks*: at least k responses each, frozen, never to overlap.
//! Every figure is a sum of blocks; hence every difference between two figures is one, too.
//!
//! [`close`] decides what may leave when a tick comes. It sees counts only, does no I/O and knows no clock:
//! `release` asks it, and moves the rows that it names.
//! What is left: someone who fills k - 1 places of a block themselves, what respondents know of themselves,
//! and a database administrator before the release.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::survey::codes::{DepartmentCode, QuestionCode};
use crate::survey::tally::{QuestionTally, Tally};

/// The fewest people that any figure may describe: k.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Threshold(u64);

/// The number is not a threshold that protects anyone, or one that lets anything out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the disclosure threshold k must be 5 to 50")]
pub struct InvalidThreshold;

/// Counts that may be told: of at least k people, or a sum of such counts.
///
/// As JSON: `{"n":12,"questions":{"OVERALL":{"answered":12,"not_applicable":0,"counts":{"4":5,"5":7}}}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct Published(Tally);

/// Why a figure is not told. Empty and withheld look alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withheld {
    /// It would describe fewer than k people, perhaps nobody.
    FewerThanK,
}

/// What may be told about one question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// How many gave an answer other than "not applicable".
    pub answered: u64,
    /// How many said that it does not apply.
    pub not_applicable: u64,
    /// How many chose each option; options that nobody chose are absent.
    pub options: BTreeMap<String, u64>,
}

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

impl TryFrom<u32> for Threshold {
    type Error = InvalidThreshold;

    fn try_from(k: u32) -> Result<Self, InvalidThreshold> {
        if (5..=50).contains(&k) { Ok(Self(k.into())) } else { Err(InvalidThreshold) }
    }
}

impl Threshold {
    /// k itself.
    pub fn get(self) -> u64 {
        self.0
    }
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
        if may_leave(&tally, headline, k) {
            closing.blocks.push((department, Published(tally)));
        } else if tally.n > 0 {
            pool.merge(&tally);
            closing.waiting.push(department);
        }
    }
    if over && may_leave(&pool, headline, k) {
        let departments = std::mem::take(&mut closing.waiting);
        closing.pool = Some(Pool { departments, counts: Published(pool) });
    }
    closing
}

fn may_leave(tally: &Tally, headline: &QuestionCode, k: Threshold) -> bool {
    let distinct = tally.questions.get(headline).map_or(0, |question| question.counts.len());
    tally.n >= k.0 && (distinct >= 2 || tally.n >= 4 * k.0)
}

impl Published {
    /// Adds other published counts: what describes at least k people goes on doing so.
    pub fn merge(&mut self, other: &Self) {
        self.0.merge(&other.0);
    }

    /// How many responses the counts describe.
    pub fn n(&self) -> u64 {
        self.0.n
    }

    /// What may be told about one question; zeros when nobody answered it.
    pub fn question(&self, code: &QuestionCode) -> Counts {
        self.0.questions.get(code).map(Counts::from).unwrap_or_default()
    }
}

/// Published counts as they are written down. A tally that is not published has no such form.
#[derive(Serialize, Deserialize)]
struct Written {
    n: u64,
    questions: BTreeMap<QuestionCode, QuestionTally>,
}

impl From<Written> for Published {
    fn from(Written { n, questions }: Written) -> Self {
        Self(Tally { n, questions })
    }
}

impl From<Published> for Written {
    fn from(Published(Tally { n, questions }): Published) -> Self {
        Self { n, questions }
    }
}

impl From<&QuestionTally> for Counts {
    fn from(tally: &QuestionTally) -> Self {
        Self { answered: tally.answered, not_applicable: tally.not_applicable, options: tally.counts.clone() }
    }
}

impl Withheld {
    /// The reason as documents state it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FewerThanK => "fewer_than_k",
        }
    }
}
