//! Figures for one question, from what was told of some groups of people.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::survey::codes::{DepartmentCode, QuestionCode};
use crate::survey::disclosure::{Counts, Published, Withheld};
use crate::survey::figures::answer::{Group, Key, OptionFigures, Proportion, QuestionFigures};
use crate::survey::figures::query::Query;
use crate::survey::figures::record::{Block, Record};
use crate::survey::questionnaire::{Kind, Question, Version};
use crate::survey::statistics::{self, NetPromoter};
use crate::survey::text::LocalizedText;

/// What is told of some people.
#[derive(Clone, Copy)]
pub(super) struct Told<'a> {
    /// The version that they answered, or the newest of those.
    pub version: u32,
    /// The department they answered about; none: several.
    pub department: Option<&'a DepartmentCode>,
    /// What they say.
    pub counts: &'a Published,
}

/// How many people may belong to a group beside those who surely do: of whom a question is told, or at all.
pub(super) type Possible<'a> = &'a dyn Fn(Option<&QuestionCode>) -> u64;

/// The questions that an answer shows, each with how every version asked it, newest version first.
pub(super) struct ShownQuestions<'a> {
    headline: Option<QuestionCode>,
    questions: Vec<(QuestionCode, Vec<(u32, &'a Question)>)>,
}

impl<'a> ShownQuestions<'a> {
    pub(super) fn of(query: &Query, record: &'a Record, chosen: &[&Block]) -> Self {
        let mut questions: Vec<(QuestionCode, Vec<(u32, &'a Question)>)> = Vec::new();
        let answered = |version: &&Arc<Version>| chosen.iter().any(|block| block.version == version.number);
        for version in record.versions.iter().rev().filter(answered) {
            for question in &version.questionnaire.questions {
                let wanted = query.questions.is_empty() || query.questions.contains(&question.code);
                if !wanted || matches!(question.kind, Kind::Text { .. }) {
                    continue;
                }
                match questions.iter_mut().find(|(code, _)| code == &question.code) {
                    Some((_, asked)) => asked.push((version.number, question)),
                    None => questions.push((question.code.clone(), vec![(version.number, question)])),
                }
            }
        }
        let headline = record.versions.iter().rev().find(answered);
        Self { headline: headline.map(|version| version.questionnaire.headline.clone()), questions }
    }

    /// The figures of one part, from what is told of its people; of nothing: `why` that is so.
    pub(super) fn group(
        &self,
        key: Key,
        label: LocalizedText,
        told: &[Told<'_>],
        possible: Possible<'_>,
        why: Withheld,
    ) -> Group {
        if told.is_empty() {
            return Group { withheld: Some(why), ..Group::empty(key, label) };
        }
        let repeated = told.iter().map(|told| told.counts.repeated()).sum();
        let days_of = |code: &QuestionCode| counts(code, told).and_then(|counts| counts.days);
        let headline = self.headline.as_ref().and_then(days_of);
        let (mut questions, mut untold) = (Vec::new(), Vec::new());
        for (code, asked) in &self.questions {
            match question_figures(code, asked, told) {
                Some(mut figures) => {
                    figures.partial = share(figures.people, possible(Some(code)));
                    figures.comparable = figures.partial.is_none() && (headline.is_none() || figures.days == headline);
                    figures.doubt(repeated);
                    questions.push(figures);
                }
                None => untold.push((code.clone(), Withheld::FewerThanK)),
            }
        }
        let n = told.iter().map(|told| told.counts.n()).sum();
        Group { n: Some(n), partial: share(n, possible(None)), questions, untold, ..Group::empty(key, label) }
    }
}

impl QuestionFigures {
    /// Notes that so many of the people it may be about repeat others, if they are more than is known.
    pub(super) fn doubt(&mut self, repeated: u64) {
        if let Some(share) = &mut self.positive {
            share.repeated = share.repeated.max(repeated);
        }
    }
}

/// The share of those who surely belong to a group among all who may; none: nobody else may.
fn share(surely: u64, possible: u64) -> Option<f64> {
    (possible > 0).then(|| surely as f64 / (surely + possible) as f64)
}

/// The sum of what is told about a question; none: nothing is.
fn counts(code: &QuestionCode, told: &[Told<'_>]) -> Option<Counts> {
    let mut all = told.iter().filter_map(|told| told.counts.question(code));
    let first = all.next()?.clone();
    Some(all.fold(first, |mut sum, counts| {
        sum.merge(counts);
        sum
    }))
}

fn question_figures(code: &QuestionCode, asked: &[(u32, &Question)], told: &[Told<'_>]) -> Option<QuestionFigures> {
    let (_, newest) = asked.first()?;
    let sum = counts(code, told)?;
    let mut positive = 0;
    let mut options = Options::of(asked.iter().map(|(_, question)| *question));
    for told in told {
        let Some(counts) = told.counts.question(code) else { continue };
        let Some((_, question)) = asked.iter().find(|(version, _)| *version == told.version) else { continue };
        for (names, n) in &counts.options {
            options.add(names, *n);
            // Each version has its own idea of what is positive. Options that are told together are alike in that.
            let first = names.split('|').next().unwrap_or(names);
            positive += if question.counts_as_positive(first) == Some(true) { *n } else { 0 };
        }
        options.offer(question, told.department, counts.answered);
    }
    let positive = newest.knows_positive().then(|| Proportion::of(positive, sum.answered)).flatten();
    let positive = positive.map(|share| share.with_repeated(sum.repeated));
    let rating = matches!(newest.kind, Kind::Rating { .. }) && options.are_all_apart();
    let values = numeric_values(&sum.options);
    let missing = sum.asked.zip(sum.not_applicable).map(|(asked, na)| asked.saturating_sub(sum.answered + na));
    Some(QuestionFigures {
        code: code.clone(),
        kind: newest.kind_name(),
        n: sum.answered,
        people: sum.people,
        days: sum.days,
        comparable: true,
        partial: None,
        asked: sum.asked,
        missing,
        not_applicable: sum.not_applicable,
        distribution: options.figures(),
        mean: rating.then(|| statistics::mean(&values)).flatten(),
        sd: rating.then(|| statistics::standard_deviation(&values)).flatten(),
        nps: matches!(newest.kind, Kind::Nps).then(|| net_promoter(&sum.options)).flatten(),
        certainty: positive.as_ref().map(Proportion::certainty),
        positive,
    })
}

/// The options of a question, those together that are told only together.
struct Options(Vec<Choice>);

struct Choice {
    options: Vec<String>,
    n: u64,
    /// How many of those who answered were offered it.
    of: u64,
}

impl Options {
    /// All that some version offers, in the order of the newest.
    fn of<'a>(asked: impl Iterator<Item = &'a Question>) -> Self {
        let mut known: Vec<String> = Vec::new();
        for option in asked.flat_map(Question::options) {
            if !known.contains(&option) {
                known.push(option);
            }
        }
        Self(known.into_iter().map(|option| Choice { options: vec![option], n: 0, of: 0 }).collect())
    }

    /// Counts answers; several names: these options are told only together.
    fn add(&mut self, names: &str, n: u64) {
        let mut names = names.split('|');
        let Some(mut place) = names.next().and_then(|name| self.place(name)) else { return };
        self.0[place].n += n;
        for name in names {
            let Some(other) = self.place(name) else { continue };
            if place != other {
                let (first, second) = (place.min(other), place.max(other));
                let joined = self.0.remove(second);
                self.0[first].n += joined.n;
                self.0[first].of = self.0[first].of.max(joined.of);
                self.0[first].options.extend(joined.options);
                place = first;
            }
        }
    }

    /// Notes that some people who answered a question were offered what it offers them.
    fn offer(&mut self, question: &Question, department: Option<&DepartmentCode>, answered: u64) {
        for choice in &mut self.0 {
            if choice.options.iter().any(|option| question.offers(option, department)) {
                choice.of += answered;
            }
        }
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|choice| choice.options.iter().any(|option| option == name))
    }

    fn are_all_apart(&self) -> bool {
        self.0.iter().all(|choice| choice.options.len() == 1)
    }

    fn figures(self) -> Vec<OptionFigures> {
        let figures = self.0.into_iter().map(|Choice { options, n, of }| OptionFigures {
            option: options.join("|"),
            n,
            of,
            share: (of > 0).then(|| n as f64 / of as f64),
        });
        figures.collect()
    }
}

fn numeric_values(options: &BTreeMap<String, u64>) -> Vec<(f64, u64)> {
    let mut values: Vec<(f64, u64)> =
        options.iter().filter_map(|(option, count)| Some((option.parse::<f64>().ok()?, *count))).collect();
    values.sort_by(|left, right| left.0.total_cmp(&right.0));
    values
}

/// Options that are told together are on one side of what the score tells apart.
fn net_promoter(options: &BTreeMap<String, u64>) -> Option<NetPromoter> {
    let mut counts = [0; 11];
    for (names, count) in options {
        let value = names.split('|').next().and_then(|name| name.parse::<usize>().ok());
        if let Some(sum) = value.and_then(|value| counts.get_mut(value)) {
            *sum += count;
        }
    }
    statistics::net_promoter(&counts)
}

/// What departments or values are called together that had too few to be told by themselves.
pub fn others_together() -> LocalizedText {
    LocalizedText::of(&[
        ("pl", "Pozostałe łącznie"),
        ("en", "Others together"),
        ("uk", "Інші разом"),
        ("de", "Übrige zusammen"),
    ])
}
