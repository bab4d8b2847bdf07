//! Raw counts of answers. They can be added up by anyone and read by nobody:
//! only `disclosure` turns a tally into something that may be told.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use crate::survey::codes::QuestionCode;
use crate::survey::flags::{Flag, Flags};
use crate::survey::questionnaire::{Kind, Version};
use crate::survey::response::{Answer, Answers, Asking, is_asked};

/// How many responses there are, and how often each answer was given. It cannot be printed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub(in crate::survey) n: u64,
    pub(in crate::survey) questions: BTreeMap<QuestionCode, QuestionTally>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(in crate::survey) flags: BTreeMap<Flag, u64>,
    /// How many carry more than one flag that says that they repeat others.
    #[serde(default, skip_serializing_if = "is_none")]
    pub(in crate::survey) twice: u64,
}

impl fmt::Debug for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Tally")
    }
}

/// How often each answer to one question was given. Silence is what is missing from those who were asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::survey) struct QuestionTally {
    /// How many were asked: by their version, channel and department, and after their earlier answers.
    pub asked: u64,
    /// How many gave a real answer: not "not applicable".
    pub answered: u64,
    /// How many of those are [independent](Flags::is_independent).
    pub independent: u64,
    /// How many said that it does not apply.
    pub not_applicable: u64,
    /// How many chose each option; options that nobody chose are absent.
    pub counts: BTreeMap<CompactString, u64>,
}

impl Tally {
    /// Counts one more response, and its flags.
    pub fn add(&mut self, version: &Version, asking: Asking<'_>, answers: &Answers, flags: Flags) {
        self.n += 1;
        flags.counted().for_each(|flag| *self.flags.entry(flag).or_default() += 1);
        self.twice += u64::from(flags.iter().filter(|flag| flag.repeats()).count() > 1);
        for question in &version.questionnaire.questions {
            if matches!(question.kind, Kind::Text { .. }) {
                continue;
            }
            if !self.questions.contains_key(&question.code) {
                self.questions.insert(question.code.clone(), QuestionTally::default());
            }
            let Some(tally) = self.questions.get_mut(&question.code) else { continue };
            let answer = answers.get(&question.code);
            tally.asked += u64::from(answer.is_some() || is_asked(question, asking, answers));
            if let Some(answer) = answer {
                tally.add(answer, flags);
            }
        }
    }

    /// Adds what another tally counted.
    pub fn merge(&mut self, other: &Self) {
        self.n += other.n;
        self.twice += other.twice;
        merge_maps(&mut self.flags, &other.flags, |ours, theirs| *ours += theirs);
        merge_maps(&mut self.questions, &other.questions, QuestionTally::merge);
    }

    /// How many of the responses repeat others, as far as flags tell.
    pub(in crate::survey) fn repeated(&self) -> u64 {
        repeated(&self.flags, self.twice)
    }

    /// How many independent responses gave a question a real answer.
    pub(in crate::survey) fn independent(&self, code: &QuestionCode) -> u64 {
        self.questions.get(code).map_or(0, |question| question.independent)
    }
}

/// How many responses carry a flag that says that they repeat others, given how many carry each flag, and how many more
/// than one of those.
pub(in crate::survey) fn repeated(flags: &BTreeMap<Flag, u64>, twice: u64) -> u64 {
    let repeating = flags.iter().filter(|(flag, _)| flag.repeats());
    repeating.map(|(_, n)| n).sum::<u64>().saturating_sub(twice)
}

/// Whether a count is of nobody.
pub(in crate::survey) fn is_none(count: &u64) -> bool {
    *count == 0
}

/// Adds what is under the same keys, and takes over what is not there yet. Both maps are walked once, side by side:
/// the figures of years are sums of thousands of tallies.
pub(in crate::survey) fn merge_maps<K: Ord + Clone, V: Clone>(
    ours: &mut BTreeMap<K, V>,
    theirs: &BTreeMap<K, V>,
    add: impl Fn(&mut V, &V),
) {
    let mut new = Vec::new();
    let mut known = ours.iter_mut();
    let mut next = known.next();
    for (key, value) in theirs {
        let mut order = next.as_ref().map(|(ours, _)| (*ours).cmp(key));
        while order == Some(Ordering::Less) {
            next = known.next();
            order = next.as_ref().map(|(ours, _)| (*ours).cmp(key));
        }
        match &mut next {
            Some((_, sum)) if order == Some(Ordering::Equal) => add(sum, value),
            _ => new.push((key.clone(), value.clone())),
        }
    }
    ours.extend(new);
}

impl QuestionTally {
    pub fn merge(&mut self, other: &Self) {
        self.asked += other.asked;
        self.answered += other.answered;
        self.independent += other.independent;
        self.not_applicable += other.not_applicable;
        merge_maps(&mut self.counts, &other.counts, |ours, theirs| *ours += theirs);
    }

    fn add(&mut self, answer: &Answer, flags: Flags) {
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
        self.independent += u64::from(flags.is_independent());
    }

    fn count(&mut self, option: &str) {
        match self.counts.get_mut(option) {
            Some(count) => *count += 1,
            None => {
                self.counts.insert(option.into(), 1);
            }
        }
    }
}
