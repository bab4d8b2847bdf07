//! A questionnaire, its questions, and what may be answered to each.

use serde::{Deserialize, Serialize};

use crate::survey::codes::{DepartmentCode, Language, OptionCode, QuestionCode};
use crate::survey::languages;
use crate::survey::text::LocalizedText;

/// The most options that a question may have.
pub const MOST_OPTIONS: usize = 50;
/// The longest short name of a question, in characters.
pub const LONGEST_SHORT: usize = 40;
/// The longest answer in words, in characters.
pub const LONGEST_TEXT: u32 = 2_000;
/// The smallest and the largest rating scale.
pub const SCALES: std::ops::RangeInclusive<u8> = 2..=11;

/// A set of questions with everything that is needed to ask them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Questionnaire {
    /// Its title.
    pub title: LocalizedText,
    /// The languages that every text exists in, the default one first.
    pub languages: Vec<Language>,
    /// The question whose share of positive answers stands for the whole.
    pub headline: QuestionCode,
    /// The departments it asks about.
    pub departments: Vec<DepartmentCode>,
    /// The words beside the points of a rating scale, worst first.
    #[serde(default)]
    pub rating_labels: Vec<LocalizedText>,
    /// The words of the answer "not applicable".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub na_label: Option<LocalizedText>,
    /// The questions, in the order they are asked.
    pub questions: Vec<Question>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Its stable code.
    pub code: QuestionCode,
    /// What kind of answer it takes.
    #[serde(flatten)]
    pub kind: Kind,
    /// Its words.
    pub text: LocalizedText,
    /// What tables, charts and sentences call it, in the middle of a sentence; without it, they use its words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short: Option<LocalizedText>,
    /// Whether a response without it is refused.
    #[serde(default)]
    pub required: bool,
    /// Whether a kiosk asks it.
    #[serde(default)]
    pub kiosk: bool,
    /// Whether "not applicable" is offered.
    #[serde(default = "yes")]
    pub na: bool,
    /// The dimension of quality that it measures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dimension: Option<String>,
    /// Whether figures may be grouped by it when a quarter has closed.
    #[serde(default)]
    pub segment: bool,
    /// What the review takes its answers for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The answer to an earlier question without which this one is not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show_if: Option<ShowIf>,
    /// Which answers count as positive; without it [`Question::counts_as_positive`] says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub positive: Option<Condition>,
}

/// What a review takes the answers to a question for, beside its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// With what people came: a segment, which the review holds the outcome and the reason against.
    Matter,
    /// Whether that was settled.
    Outcome,
    /// What went wrong.
    Reason,
}

/// The kinds of question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    /// A whole number from 1, the worst, to `scale`, the best.
    Rating {
        /// The best value.
        scale: u8,
    },
    /// One of several options.
    Single {
        /// What may be chosen.
        #[serde(default)]
        options: Vec<QuestionOption>,
        /// Where a draft takes its options from when it is published.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        options_from: Option<OptionSource>,
    },
    /// Any of several options, at most `max` of them.
    Multiple {
        /// What may be chosen.
        options: Vec<QuestionOption>,
        /// How many may be chosen.
        max: u8,
    },
    /// Yes or no.
    YesNo,
    /// How likely one is to recommend the office, 0 to 10.
    Nps,
    /// Words. They are scrubbed, stored apart, and never part of a figure.
    Text {
        /// The longest answer, in characters.
        max_length: u32,
    },
}

/// An option of a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionOption {
    /// Its stable code within the question.
    pub code: OptionCode,
    /// Its words.
    pub text: LocalizedText,
    /// The departments that offer it; empty: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub departments: Vec<DepartmentCode>,
}

/// Where a draft's question takes its options from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OptionSource {
    /// The kinds of matter of the questionnaire's departments.
    Matters,
}

/// A question is asked only when an earlier one was answered in a certain way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShowIf {
    /// The earlier question.
    pub question: QuestionCode,
    /// What its answer must be.
    #[serde(flatten)]
    pub condition: Condition,
}

/// A condition on one answer; every part that is given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// The number is at least this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<u8>,
    /// The number is at most this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<u8>,
    /// The option is one of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<OptionCode>,
}

impl QuestionOption {
    /// Whether a department offers it.
    pub fn is_offered_in(&self, department: &DepartmentCode) -> bool {
        self.departments.is_empty() || self.departments.contains(department)
    }
}

impl Question {
    /// What people are shown for it where its words would be too long: its short name, else its words.
    pub fn name(&self) -> &LocalizedText {
        self.short.as_ref().unwrap_or(&self.text)
    }

    /// Whether a department asks it: it offers some answer.
    pub fn is_offered_in(&self, department: &DepartmentCode) -> bool {
        match &self.kind {
            Kind::Single { options, .. } | Kind::Multiple { options, .. } => {
                options.iter().any(|option| option.is_offered_in(department))
            }
            _ => true,
        }
    }

    /// Whether a department offers an option of [`Question::options`]; none: an office block, which holds no question
    /// that depends on the department.
    pub fn offers(&self, option: &str, department: Option<&DepartmentCode>) -> bool {
        match &self.kind {
            Kind::Single { options, .. } | Kind::Multiple { options, .. } => {
                let known = options.iter().find(|known| known.code.as_str() == option);
                known.is_some_and(|known| department.is_none_or(|code| known.is_offered_in(code)))
            }
            Kind::Rating { scale } => option.parse().is_ok_and(|value| (1..=*scale).contains(&value)),
            Kind::Nps => option.parse().is_ok_and(|value: u8| value <= 10),
            Kind::YesNo => matches!(option, "yes" | "no"),
            Kind::Text { .. } => false,
        }
    }

    /// Every answer that a figure shows, in order, worst first for a scale; empty for words.
    pub fn options(&self) -> Vec<String> {
        match &self.kind {
            Kind::Rating { scale } => (1..=*scale).map(|value| value.to_string()).collect(),
            Kind::Single { options, .. } | Kind::Multiple { options, .. } => {
                options.iter().map(|option| option.code.to_string()).collect()
            }
            Kind::YesNo => vec!["yes".to_owned(), "no".to_owned()],
            Kind::Nps => (0..=10).map(|value| value.to_string()).collect(),
            Kind::Text { .. } => Vec::new(),
        }
    }

    /// The words of an option; what it is called by itself, where it has none.
    pub fn option_text(&self, option: &str) -> LocalizedText {
        let words = match &self.kind {
            Kind::Single { options, .. } | Kind::Multiple { options, .. } => {
                options.iter().find(|known| known.code.as_str() == option).map(|known| known.text.clone())
            }
            Kind::YesNo if option == "yes" => Some(languages::text(|words| &words.yes)),
            Kind::YesNo if option == "no" => Some(languages::text(|words| &words.no)),
            _ => None,
        };
        words.unwrap_or_else(|| LocalizedText::same(option))
    }

    /// The kind's name in documents: `rating`, `single`, ...
    pub fn kind_name(&self) -> &'static str {
        match self.kind {
            Kind::Rating { .. } => "rating",
            Kind::Single { .. } => "single",
            Kind::Multiple { .. } => "multiple",
            Kind::YesNo => "yes_no",
            Kind::Nps => "nps",
            Kind::Text { .. } => "text",
        }
    }

    /// Whether any answer to it counts as positive, so that there is a share of positive answers.
    pub fn knows_positive(&self) -> bool {
        self.options().first().is_some_and(|option| self.counts_as_positive(option).is_some())
    }

    /// Whether an option of [`Question::options`] counts as positive; `None` when the question knows no positive.
    ///
    /// Unless the version declares otherwise: on a rating scale the two best of five, on another scale the same
    /// share of it, rounded up (`value >= 0.8 * scale`); on yes or no, yes; elsewhere nothing.
    pub fn counts_as_positive(&self, option: &str) -> Option<bool> {
        let number = option.parse::<u8>().ok();
        match (&self.positive, &self.kind) {
            (_, Kind::Text { .. } | Kind::Multiple { .. }) => None,
            (Some(condition), _) => Some(condition.holds(number, option)),
            (None, Kind::Rating { scale }) => {
                let best = u16::from(*scale) * 4;
                Some(number.is_some_and(|value| u16::from(value) * 5 >= best))
            }
            (None, Kind::YesNo) => Some(option == "yes"),
            (None, Kind::Single { .. } | Kind::Nps) => None,
        }
    }

    /// Whether a response holds at most one closed answer to it.
    pub fn is_single_valued(&self) -> bool {
        !matches!(self.kind, Kind::Text { .. } | Kind::Multiple { .. })
    }
}

impl Condition {
    /// Whether an answer meets the condition: its number, if it is one, and its option.
    pub fn holds(&self, number: Option<u8>, option: &str) -> bool {
        self.at_least.is_none_or(|bound| number.is_some_and(|value| value >= bound))
            && self.at_most.is_none_or(|bound| number.is_some_and(|value| value <= bound))
            && (self.options.is_empty() || self.options.iter().any(|wanted| wanted.as_str() == option))
    }
}

fn yes() -> bool {
    true
}
