//! Counts that may be told, and the threshold that they keep.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::survey::codes::QuestionCode;
use crate::survey::flags::Flag;
use crate::survey::tally::{QuestionTally, Tally, merge_maps};

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
    pub(in crate::survey::disclosure) fn of(tally: Tally) -> Self {
        Self(tally)
    }

    /// Adds other published counts: what describes at least k people goes on doing so.
    pub fn merge(&mut self, other: &Self) {
        self.0.merge(&other.0);
    }

    /// How many responses the counts describe.
    pub fn n(&self) -> u64 {
        self.0.n
    }

    /// How many of them carry each flag; flags that nobody carries are absent.
    pub fn flags(&self) -> &BTreeMap<Flag, u64> {
        &self.0.flags
    }

    /// What may be told about one question; zeros when nobody answered it.
    pub fn question(&self, code: &QuestionCode) -> Counts {
        let mut counts = Counts::default();
        self.add_question(code, &mut counts);
        counts
    }

    /// Adds what may be told about one question to a sum of the like.
    pub fn add_question(&self, code: &QuestionCode, sum: &mut Counts) {
        if let Some(tally) = self.0.questions.get(code) {
            sum.add(tally.answered, tally.not_applicable, &tally.counts);
        }
    }
}

impl Counts {
    /// Adds the counts of other people.
    pub fn merge(&mut self, other: &Self) {
        self.add(other.answered, other.not_applicable, &other.options);
    }

    fn add(&mut self, answered: u64, not_applicable: u64, options: &BTreeMap<String, u64>) {
        self.answered += answered;
        self.not_applicable += not_applicable;
        merge_maps(&mut self.options, options, |sum, count| *sum += count);
    }
}

/// Published counts as they are written down. A tally that is not published has no such form.
#[derive(Serialize, Deserialize)]
struct Written {
    n: u64,
    questions: BTreeMap<QuestionCode, QuestionTally>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    flags: BTreeMap<String, u64>,
}

impl From<Written> for Published {
    fn from(Written { n, questions, flags }: Written) -> Self {
        let flags = flags.into_iter().filter_map(|(name, count)| Some((name.parse().ok()?, count))).collect();
        Self(Tally { n, questions, flags })
    }
}

impl From<Published> for Written {
    fn from(Published(Tally { n, questions, flags }): Published) -> Self {
        let flags = flags.into_iter().map(|(flag, count)| (flag.to_string(), count)).collect();
        Self { n, questions, flags }
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
