//! Counts that may be told, and the threshold that they keep.

use std::collections::BTreeMap;

use compact_str::CompactString;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::survey::codes::QuestionCode;
use crate::survey::flags::Flag;
use crate::survey::tally::{QuestionTally, is_none, merge_maps, repeated};

/// The fewest people that any figure may describe: k.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Threshold(u64);

/// The number is not a threshold that protects anyone, or one that lets anything out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the disclosure threshold k must be 5 to 50")]
pub struct InvalidThreshold;

/// Counts that may be told: of at least k people, or a sum of such counts.
///
/// As JSON: `{"n":12,"questions":{"OVERALL":{"people":12,"from":"2026-07-01","to":"2026-07-03","asked":12,"answered":12,
/// "not_applicable":0,"counts":{"4":5,"5":7}}}}`. A question may cover more people than `n`: those of earlier blocks,
/// among whom it had too few answers to be told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    n: u64,
    questions: BTreeMap<QuestionCode, Counts>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    flags: BTreeMap<Flag, u64>,
    #[serde(default, skip_serializing_if = "is_none")]
    twice: u64,
}

/// Why a figure is not told. What everybody may know is said; empty and withheld look alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Withheld {
    /// It would describe fewer than k people, perhaps nobody.
    FewerThanK,
    /// It is told when its period is closed.
    NotClosedYet,
    /// Its period has not begun.
    Future,
    /// It is told for whole periods that the office closes.
    QuartersOnly,
    /// Some of its people were carried on from the period before, or into the next one.
    Carried,
    /// Nearly everybody gave the same answer.
    TooAlike,
}

/// What may be told about one question.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// How many people it covers.
    pub people: u64,
    /// How many of them repeat others, as far as flags tell, whatever they answered; 0 in a table by class.
    #[serde(default, skip_serializing_if = "is_none")]
    pub repeated: u64,
    /// The days on which they were collected, first and last.
    #[serde(flatten)]
    pub days: Option<Days>,
    /// Whether some of them belong to the blocks of an earlier period.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub carried: bool,
    /// How many of them were asked; none: that is not told, in a table by class.
    pub asked: Option<u64>,
    /// How many gave an answer other than "not applicable".
    pub answered: u64,
    /// How many said that it does not apply; none: that is not told, in a table by class.
    pub not_applicable: Option<u64>,
    /// How many chose each option; options that nobody chose are absent. Options that are told together stand under all
    /// of their names, with `|` between them.
    #[serde(rename = "counts")]
    pub options: BTreeMap<CompactString, u64>,
}

/// A stretch of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Days {
    /// The first.
    pub from: Date,
    /// The last.
    pub to: Date,
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

impl Published {
    /// Lets counts out. Only what decides that they may leave calls this.
    pub(in crate::survey::disclosure) fn of(
        n: u64,
        flags: BTreeMap<Flag, u64>,
        twice: u64,
        questions: BTreeMap<QuestionCode, Counts>,
    ) -> Self {
        Self { n, questions, flags, twice }
    }

    /// Adds other published counts: what describes at least k people goes on doing so.
    pub fn merge(&mut self, other: &Self) {
        self.n += other.n;
        self.twice += other.twice;
        merge_maps(&mut self.flags, &other.flags, |ours, theirs| *ours += theirs);
        merge_maps(&mut self.questions, &other.questions, Counts::merge);
    }

    /// How many responses the counts describe.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// How many of them carry each flag; flags that nobody carries are absent.
    pub fn flags(&self) -> &BTreeMap<Flag, u64> {
        &self.flags
    }

    /// How many of them repeat others, as far as flags tell.
    pub fn repeated(&self) -> u64 {
        repeated(&self.flags, self.twice)
    }

    /// What may be told about one question; none: nothing is.
    pub fn question(&self, code: &QuestionCode) -> Option<&Counts> {
        self.questions.get(code)
    }

    /// The questions of which something is told.
    pub fn questions(&self) -> impl Iterator<Item = (&QuestionCode, &Counts)> {
        self.questions.iter()
    }
}

impl Counts {
    pub(in crate::survey::disclosure) fn of(
        people: u64,
        repeated: u64,
        days: Option<Days>,
        carried: bool,
        tally: QuestionTally,
    ) -> Self {
        Self {
            people,
            repeated,
            days,
            carried,
            asked: Some(tally.asked),
            answered: tally.answered,
            not_applicable: Some(tally.not_applicable),
            options: tally.counts,
        }
    }

    /// Adds the counts of other people.
    pub fn merge(&mut self, other: &Self) {
        self.people += other.people;
        self.repeated += other.repeated;
        self.days = self.days.into_iter().chain(other.days).reduce(Days::and);
        self.carried |= other.carried;
        self.asked = self.asked.zip(other.asked).map(|(ours, theirs)| ours + theirs);
        self.answered += other.answered;
        self.not_applicable = self.not_applicable.zip(other.not_applicable).map(|(ours, theirs)| ours + theirs);
        merge_maps(&mut self.options, &other.options, |sum, count| *sum += count);
    }
}

impl Days {
    /// The stretch that holds both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { from: self.from.min(other.from), to: self.to.max(other.to) }
    }
}

impl Withheld {
    /// The reason as documents state it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FewerThanK => "fewer_than_k",
            Self::NotClosedYet => "not_closed_yet",
            Self::Future => "future",
            Self::QuartersOnly => "quarters_only",
            Self::Carried => "carried",
            Self::TooAlike => "too_alike",
        }
    }
}
