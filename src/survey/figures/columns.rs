//! Published counts laid out for sums: what is told of many groups of people, in columns of numbers. The figures of years
//! are sums of hundreds of thousands of counts, and each question asks for other ones.

use std::collections::BTreeMap;

use compact_str::CompactString;

use crate::survey::codes::QuestionCode;
use crate::survey::disclosure::{Counts, Published};

/// What is told of groups of people, each known by its place.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns {
    n: Vec<u64>,
    repeated: Vec<u64>,
    questions: BTreeMap<QuestionCode, Column>,
}

/// What is told of one question.
#[derive(Debug, Clone, Default)]
pub(super) struct Column {
    /// Of each group, all but the options; none: nothing.
    groups: Vec<Option<Counts>>,
    /// How many of each group chose an option.
    options: BTreeMap<CompactString, Vec<u64>>,
}

impl Columns {
    /// Adds counts to those of a group, which may be a new one.
    pub(super) fn add(&mut self, group: usize, counts: &Published) {
        add_at(&mut self.n, group, counts.n());
        add_at(&mut self.repeated, group, counts.repeated());
        for (code, counts) in counts.questions() {
            self.questions.entry(code.clone()).or_default().add(group, counts);
        }
    }

    /// How many people some groups hold.
    pub(super) fn n(&self, groups: impl IntoIterator<Item = usize>) -> u64 {
        groups.into_iter().map(|group| self.n[group]).sum()
    }

    /// How many of them repeat others, as far as flags tell.
    pub(super) fn repeated(&self, groups: impl IntoIterator<Item = usize>) -> u64 {
        groups.into_iter().map(|group| self.repeated[group]).sum()
    }

    pub(super) fn question(&self, code: &QuestionCode) -> Option<&Column> {
        self.questions.get(code)
    }

    pub(super) fn questions(&self) -> impl Iterator<Item = (&QuestionCode, &Column)> {
        self.questions.iter()
    }
}

impl Column {
    fn add(&mut self, group: usize, counts: &Counts) {
        if self.groups.len() <= group {
            self.groups.resize(group + 1, None);
        }
        let but_options = Counts { options: BTreeMap::new(), ..counts.clone() };
        match &mut self.groups[group] {
            Some(sum) => sum.merge(&but_options),
            none => *none = Some(but_options),
        }
        for (option, n) in &counts.options {
            add_at(self.options.entry(option.clone()).or_default(), group, *n);
        }
    }

    /// Whether anything is told of a group.
    pub fn is_told(&self, group: usize) -> bool {
        self.people(group).is_some()
    }

    /// How many people of a group it is told of; none: nothing is told.
    pub fn people(&self, group: usize) -> Option<u64> {
        self.groups.get(group)?.as_ref().map(|counts| counts.people)
    }

    /// What is told of some groups together, all but the options; none: nothing.
    pub fn sum(&self, groups: &[usize]) -> Option<Counts> {
        let mut told = groups.iter().filter_map(|group| self.groups.get(*group)?.as_ref());
        let first = told.next()?.clone();
        Some(told.fold(first, |mut sum, counts| {
            sum.merge(counts);
            sum
        }))
    }

    /// How many people of some groups chose each option; several with `|` between them are told together.
    pub fn chosen(&self, groups: &[usize]) -> impl Iterator<Item = (&CompactString, u64)> {
        let n = |column: &Vec<u64>| groups.iter().filter_map(|group| column.get(*group)).sum();
        self.options.iter().map(move |(option, column)| (option, n(column))).filter(|(_, n)| *n > 0)
    }
}

fn add_at(column: &mut Vec<u64>, place: usize, n: u64) {
    if column.len() <= place {
        column.resize(place + 1, 0);
    }
    column[place] += n;
}
