//! What is answered: figures with their n and their uncertainty.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::survey::codes::{DepartmentCode, QuestionCode, SurveySlug};
use crate::survey::disclosure::{Dimension, Withheld};
use crate::survey::figures::record::Block;
use crate::survey::flags::Flag;
use crate::survey::period::Period;
use crate::survey::statistics::{self, NetPromoter};
use crate::survey::text::LocalizedText;

/// Figures for one period.
#[derive(Debug, Clone, PartialEq)]
pub struct Results {
    /// The survey.
    pub survey: SurveySlug,
    /// The period that was asked for.
    pub period: Period,
    /// Whether all of it is closed, so that only imported history can add to it.
    pub closed: bool,
    /// Which responses the figures rest on.
    pub coverage: Coverage,
    /// One group for each part.
    pub groups: Vec<Group>,
    /// Everything that was selected.
    pub total: Group,
}

/// Which responses figures rest on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Coverage {
    /// How many; none when that is withheld.
    pub n: Option<u64>,
    /// The first day one of them was collected.
    pub first_day: Option<Date>,
    /// The last day one of them was collected.
    pub last_day: Option<Date>,
    /// The versions they answered, in order.
    pub versions: Vec<u32>,
    /// How many of them are in office blocks.
    pub pooled: u64,
    /// The day the latest of their blocks was closed.
    pub as_of: Option<Date>,
    /// How many of them carry each flag; flags that nobody carries are absent.
    pub flags: BTreeMap<Flag, u64>,
    /// How many people the groups are about, where those are of a frozen dimension.
    pub in_cuts: Option<u64>,
}

/// Figures for one part of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Which part.
    pub key: Key,
    /// Its name for people.
    pub label: LocalizedText,
    /// How many responses; none when withheld.
    pub n: Option<u64>,
    /// Why nothing is told, if nothing is.
    pub withheld: Option<Withheld>,
    /// The figures by question; empty when withheld.
    pub questions: Vec<QuestionFigures>,
}

/// Which part of an answer a group is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// All of it.
    All,
    /// A department; none: the office block.
    Department(Option<DepartmentCode>),
    /// A calendar month, by label.
    Month(String),
    /// A calendar quarter, by label.
    Quarter(String),
    /// A calendar year, by label.
    Year(String),
    /// A category of a dimension; none: those that can be told only together.
    Category(Dimension, Option<String>),
}

/// Figures for one question.
#[derive(Debug, Clone, PartialEq)]
pub struct QuestionFigures {
    /// The question.
    pub code: QuestionCode,
    /// Its kind, by name.
    pub kind: &'static str,
    /// How many answered it.
    pub n: u64,
    /// How many gave no answer, also because an earlier answer had left the question out.
    pub missing: u64,
    /// How many said that it does not apply; they are in no denominator.
    pub not_applicable: u64,
    /// How often each option was chosen, worst first on a scale, also options that nobody chose.
    pub distribution: Vec<OptionFigures>,
    /// The mean of a rating; none below one answer.
    pub mean: Option<f64>,
    /// The sample standard deviation of a rating; none below two answers.
    pub sd: Option<f64>,
    /// The share of positive answers, where the question knows any and someone answered.
    pub positive: Option<Proportion>,
    /// The net promoter score, for that kind of question.
    pub nps: Option<NetPromoter>,
    /// How far the share of positive answers can be relied on.
    pub certainty: Option<Certainty>,
}

/// How often one option was chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct OptionFigures {
    /// The option.
    pub option: String,
    /// How many chose it.
    pub n: u64,
    /// Their share of those who answered; none when nobody did.
    pub share: Option<f64>,
}

/// A share with its Wilson interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Proportion {
    /// How many.
    pub n: u64,
    /// Of how many.
    pub of: u64,
    /// Their share, 0 to 1.
    pub share: f64,
    /// The lower end of the interval.
    pub low: f64,
    /// The upper end of the interval.
    pub high: f64,
}

/// How far a share can be relied on, by the half-width of its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// At most 5 points.
    Reliable,
    /// At most 15 points.
    Indicative,
    /// Wider: the answers are too few to conclude anything.
    TooFew,
}

impl Key {
    /// What the answer is split by, and which part of it this is, as documents name them.
    /// Without a part it is all of the answer, or what is told only together.
    pub fn parts(&self) -> (&str, Option<&str>) {
        match self {
            Self::All => ("none", None),
            Self::Department(code) => ("department", code.as_ref().map(DepartmentCode::as_str)),
            Self::Month(label) => ("month", Some(label)),
            Self::Quarter(label) => ("quarter", Some(label)),
            Self::Year(label) => ("year", Some(label)),
            Self::Category(dimension, category) => (dimension.as_str(), category.as_deref()),
        }
    }
}

impl Coverage {
    pub(super) fn of(blocks: &[&Block]) -> Self {
        let mut versions: Vec<u32> = blocks.iter().map(|block| block.version).collect();
        versions.sort_unstable();
        versions.dedup();
        let mut flags = BTreeMap::new();
        for (flag, count) in blocks.iter().flat_map(|block| block.counts.flags()) {
            *flags.entry(*flag).or_default() += count;
        }
        let pooled = blocks.iter().filter(|block| block.department.is_none());
        Self {
            n: (!blocks.is_empty()).then(|| blocks.iter().map(|block| block.counts.n()).sum()),
            first_day: blocks.iter().map(|block| block.first_day).min(),
            last_day: blocks.iter().map(|block| block.last_day).max(),
            versions,
            pooled: pooled.map(|block| block.counts.n()).sum(),
            as_of: blocks.iter().map(|block| block.closed_on).max(),
            flags,
            in_cuts: None,
        }
    }
}

impl Group {
    /// The figures for one question, if the group has them.
    pub fn question(&self, code: &QuestionCode) -> Option<&QuestionFigures> {
        self.questions.iter().find(|question| question.code == *code)
    }
}

impl Proportion {
    /// What is left when a part is taken away from a whole; none when nobody is left.
    pub fn without(&self, part: &Self) -> Option<Self> {
        Self::of(self.n.checked_sub(part.n)?, self.of.checked_sub(part.of)?)
    }

    /// A share with its interval; none of nobody.
    pub fn of(n: u64, of: u64) -> Option<Self> {
        let interval = statistics::wilson(n, of)?;
        Some(Self { n, of, share: n as f64 / of as f64, low: interval.low, high: interval.high })
    }

    /// How far it can be relied on.
    pub fn certainty(&self) -> Certainty {
        match (self.high - self.low) / 2.0 {
            half if half <= 0.05 => Certainty::Reliable,
            half if half <= 0.15 => Certainty::Indicative,
            _ => Certainty::TooFew,
        }
    }
}

impl Certainty {
    /// The word that documents use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reliable => "reliable",
            Self::Indicative => "indicative",
            Self::TooFew => "too_few",
        }
    }
}
