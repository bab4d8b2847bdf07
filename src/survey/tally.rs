//! Raw counts of answers. They can be added up by anyone and read by nobody:
//! only `disclosure` turns a tally into something that may be told.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::survey::codes::QuestionCode;
use crate::survey::flags::{Flag, Flags};
use crate::survey::response::{Answer, Answers};

/// How many responses there are, and how often each answer was given. It cannot be printed or written out.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Tally {
    pub(in crate::survey) n: u64,
    pub(in crate::survey) questions: BTreeMap<QuestionCode, QuestionTally>,
    pub(in crate::survey) flags: BTreeMap<Flag, u64>,
}

impl fmt::Debug for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Tally")
    }
}

/// How often each answer to one question was given. Unanswered is what is missing from the tally's n.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::survey) struct QuestionTally {
    /// How many gave an answer other than "not applicable".
    pub answered: u64,
    /// How many said that it does not apply.
    pub not_applicable: u64,
    /// How many chose each option; options that nobody chose are absent.
    pub counts: BTreeMap<String, u64>,
}

impl Tally {
    /// Counts one more response, and its flags.
    pub fn add(&mut self, answers: &Answers, flags: Flags) {
        self.n += 1;
        flags.iter().for_each(|flag| *self.flags.entry(flag).or_default() += 1);
        for (code, answer) in answers.iter() {
            if !self.questions.contains_key(code) {
                self.questions.insert(code.clone(), QuestionTally::default());
            }
            if let Some(question) = self.questions.get_mut(code) {
                question.add(answer);
            }
        }
    }

    /// Adds what another tally counted.
    pub fn merge(&mut self, other: &Self) {
        self.n += other.n;
        other.flags.iter().for_each(|(flag, count)| *self.flags.entry(*flag).or_default() += count);
        for (code, theirs) in &other.questions {
            let ours = self.questions.entry(code.clone()).or_default();
            ours.answered += theirs.answered;
            ours.not_applicable += theirs.not_applicable;
            for (option, count) in &theirs.counts {
                *ours.counts.entry(option.clone()).or_default() += count;
            }
        }
    }
}

impl QuestionTally {
    fn add(&mut self, answer: &Answer) {
        match answer {
            Answer::NotApplicable => {
                self.not_applicable += 1;
                return;
            }
            Answer::Number(value) => self.count(&value.to_string()),
            Answer::Word(option) => self.count(option.as_str()),
            Answer::Words(options) => options.iter().for_each(|option| self.count(option.as_str())),
        }
        self.answered += 1;
    }

    fn count(&mut self, option: &str) {
        match self.counts.get_mut(option) {
            Some(count) => *count += 1,
            None => {
                self.counts.insert(option.to_owned(), 1);
            }
        }
    }
}
