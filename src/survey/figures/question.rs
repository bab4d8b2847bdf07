//! Figures for one question, from what was told of some groups of people.

use std::collections::BTreeMap;
use std::sync::Arc;

use compact_str::CompactString;

use crate::survey::codes::{DepartmentCode, QuestionCode};
use crate::survey::disclosure::{Counts, Days, Withheld};
use crate::survey::figures::answer::{Group, Key, OptionFigures, Proportion, QuestionFigures};
use crate::survey::figures::columns::Columns;
use crate::survey::figures::query::Query;
use crate::survey::figures::record::{Block, Record};
use crate::survey::languages;
use crate::survey::questionnaire::{Kind, Question, Version};
use crate::survey::statistics::{self, NetPromoter};
use crate::survey::text::LocalizedText;

/// What is told of some people.
pub(super) struct Told<'a> {
    /// The version that they answered, or the newest of those.
    pub version: u32,
    /// The department they answered about; none: several.
    pub department: Option<&'a DepartmentCode>,
    /// Where it is told what they say.
    pub columns: &'a Columns,
    /// Their places there.
    pub groups: Vec<usize>,
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
        let repeated = told.iter().map(|told| told.columns.repeated(told.groups.iter().copied())).sum();
        let days_of = |code: &QuestionCode| {
            let days = told.iter().filter_map(|told| told.columns.question(code)?.sum(&told.groups)?.days);
            days.reduce(Days::and)
        };
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
        let n = told.iter().map(|told| told.columns.n(told.groups.iter().copied())).sum();
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

fn question_figures(code: &QuestionCode, asked: &[(u32, &Question)], told: &[Told<'_>]) -> Option<QuestionFigures> {
    let (_, newest) = asked.first()?;
    let sum = Sum::of(code, asked, told)?;
    let positive = newest.knows_positive().then(|| Proportion::of(sum.positive, sum.answered)).flatten();
    let positive = positive.map(|share| share.with_repeated(sum.repeated));
    let rating = matches!(newest.kind, Kind::Rating { .. }) && sum.options.are_all_apart();
    let values = if rating { sum.options.values() } else { Vec::new() };
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
        mean: rating.then(|| statistics::mean(&values)).flatten(),
        sd: rating.then(|| statistics::standard_deviation(&values)).flatten(),
        nps: matches!(newest.kind, Kind::Nps).then(|| sum.options.net_promoter()).flatten(),
        distribution: sum.options.figures(),
        certainty: positive.as_ref().map(Proportion::certainty),
        positive,
    })
}

/// What is told of a question, added up.
struct Sum {
    people: u64,
    /// How many of them repeat others.
    repeated: u64,
    days: Option<Days>,
    asked: Option<u64>,
    answered: u64,
    not_applicable: Option<u64>,
    positive: u64,
    options: Options,
}

impl Sum {
    /// The sum of what is told about a question; none: nothing is.
    fn of(code: &QuestionCode, asked: &[(u32, &Question)], told: &[Told<'_>]) -> Option<Self> {
        let options = Options::of(asked.iter().map(|(_, question)| *question));
        let (some, positive) = (Some(0), 0);
        let (people, repeated, days, answered) = (0, 0, None, 0);
        let mut sum = Self { people, repeated, days, asked: some, answered, not_applicable: some, positive, options };
        let mut chosen: BTreeMap<u32, Chosen> = BTreeMap::new();
        let mut offered: BTreeMap<(u32, Option<&DepartmentCode>), u64> = BTreeMap::new();
        for told in told {
            let Some(column) = told.columns.question(code) else { continue };
            let Some(counts) = column.sum(&told.groups) else { continue };
            sum.add(&counts);
            let chosen = chosen.entry(told.version).or_insert_with(|| Chosen::none(&sum.options));
            chosen.add(column.chosen(&told.groups));
            *offered.entry((told.version, told.department)).or_default() += counts.answered;
        }
        let asked = |wanted: u32| asked.iter().find(|(version, _)| *version == wanted).map(|(_, question)| *question);
        for (version, chosen) in &chosen {
            asked(*version).into_iter().for_each(|question| sum.add_chosen(chosen, question));
        }
        for ((version, department), answered) in offered {
            asked(version).into_iter().for_each(|question| sum.options.offer(question, department, answered));
        }
        (!chosen.is_empty()).then_some(sum)
    }

    fn add(&mut self, counts: &Counts) {
        let both = |ours: Option<u64>, theirs: Option<u64>| ours.zip(theirs).map(|(ours, theirs)| ours + theirs);
        self.people += counts.people;
        self.repeated += counts.repeated;
        self.days = self.days.into_iter().chain(counts.days).reduce(Days::and);
        self.asked = both(self.asked, counts.asked);
        self.answered += counts.answered;
        self.not_applicable = both(self.not_applicable, counts.not_applicable);
    }

    /// Each version has its own idea of what is positive. Options that are told together are alike in that.
    fn add_chosen(&mut self, chosen: &Chosen, question: &Question) {
        for (names, n) in &chosen.0 {
            self.options.add(names, *n);
            let first = names.split('|').next().unwrap_or(names);
            self.positive += if question.counts_as_positive(first) == Some(true) { *n } else { 0 };
        }
    }
}

/// How many chose each option, or several that are told together.
struct Chosen(Vec<(CompactString, u64)>);

impl Chosen {
    fn none(options: &Options) -> Self {
        Self(options.0.iter().flat_map(|choice| &choice.options).map(|option| (option.into(), 0)).collect())
    }

    /// Adds counts, whose options mostly come in the order in which they are known.
    fn add<'a>(&mut self, counts: impl Iterator<Item = (&'a CompactString, u64)>) {
        let mut next = 0;
        for (names, n) in counts {
            let is_it = |place: &usize| self.0[*place].0 == *names;
            let place = (next..self.0.len()).chain(0..next).find(is_it).unwrap_or_else(|| {
                self.0.push((names.clone(), 0));
                self.0.len() - 1
            });
            self.0[place].1 += n;
            next = place + 1;
        }
    }
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

    /// Each value of a scale, with how many chose it.
    fn values(&self) -> Vec<(f64, u64)> {
        let value = |choice: &Choice| Some((choice.options.first()?.parse().ok()?, choice.n));
        let mut values: Vec<(f64, u64)> = self.0.iter().filter(|choice| choice.n > 0).filter_map(value).collect();
        values.sort_by(|left, right| left.0.total_cmp(&right.0));
        values
    }

    /// Options that are told together are on one side of what the score tells apart.
    fn net_promoter(&self) -> Option<NetPromoter> {
        let mut counts = [0; 11];
        for choice in &self.0 {
            let value = choice.options.first().and_then(|name| name.parse::<usize>().ok());
            if let Some(sum) = value.and_then(|value| counts.get_mut(value)) {
                *sum += choice.n;
            }
        }
        statistics::net_promoter(&counts)
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

/// What departments or values are called together that had too few to be told by themselves.
pub fn others_together() -> LocalizedText {
    languages::text(|words| &words.others_together)
}
