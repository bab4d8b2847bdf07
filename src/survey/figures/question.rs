//! Figures for one question, from what was told of some groups of people.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::survey::codes::QuestionCode;
use crate::survey::disclosure::{Counts, Published, Withheld};
use crate::survey::figures::answer::{Group, Key, OptionFigures, Proportion, QuestionFigures};
use crate::survey::figures::query::Query;
use crate::survey::figures::record::{Block, Record};
use crate::survey::questionnaire::{Kind, Question, Version};
use crate::survey::statistics::{self, NetPromoter};
use crate::survey::text::LocalizedText;

/// What is told of some people: the version that they answered, and their counts.
pub(super) type Told<'a> = (u32, &'a Published);

/// The questions that an answer shows, each with how every version asked it, newest version first.
pub(super) struct ShownQuestions<'a> {
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
        Self { questions }
    }

    /// The figures of one part, from what is told of its people; of nothing: that it is withheld.
    pub(super) fn group(&self, key: Key, label: LocalizedText, told: &[Told<'_>]) -> Group {
        if told.is_empty() {
            return Group { key, label, n: None, withheld: Some(Withheld::FewerThanK), questions: Vec::new() };
        }
        let figures = self.questions.iter().filter_map(|(code, asked)| question_figures(code, asked, told));
        let n = told.iter().map(|(_, counts)| counts.n()).sum();
        Group { key, label, n: Some(n), withheld: None, questions: figures.collect() }
    }
}

fn question_figures(code: &QuestionCode, asked: &[(u32, &Question)], told: &[Told<'_>]) -> Option<QuestionFigures> {
    let (_, newest) = asked.first()?;
    let mut sum = Counts::default();
    let (mut were_asked, mut positive) = (0, 0);
    for (version, question) in asked {
        let mut counts = Counts::default();
        for (_, published) in told.iter().filter(|(answered, _)| answered == version) {
            were_asked += published.n();
            published.add_question(code, &mut counts);
        }
        // Each version has its own idea of what is positive.
        let liked = counts.options.iter().filter(|(option, _)| question.counts_as_positive(option) == Some(true));
        positive += liked.map(|(_, count)| count).sum::<u64>();
        sum.merge(&counts);
    }
    let positive = newest.knows_positive().then(|| Proportion::of(positive, sum.answered)).flatten();
    let rating = matches!(newest.kind, Kind::Rating { .. });
    let values = numeric_values(&sum.options);
    Some(QuestionFigures {
        code: code.clone(),
        kind: newest.kind_name(),
        n: sum.answered,
        missing: were_asked - sum.answered - sum.not_applicable,
        not_applicable: sum.not_applicable,
        distribution: distribution(asked, &sum),
        mean: rating.then(|| statistics::mean(&values)).flatten(),
        sd: rating.then(|| statistics::standard_deviation(&values)).flatten(),
        nps: matches!(newest.kind, Kind::Nps).then(|| net_promoter(&sum.options)).flatten(),
        certainty: positive.as_ref().map(Proportion::certainty),
        positive,
    })
}

fn distribution(asked: &[(u32, &Question)], sum: &Counts) -> Vec<OptionFigures> {
    let mut options: Vec<String> = Vec::new();
    for option in asked.iter().flat_map(|(_, question)| question.options()) {
        if !options.contains(&option) {
            options.push(option);
        }
    }
    let figures = options.into_iter().map(|option| {
        let n = sum.options.get(&option).copied().unwrap_or(0);
        let share = (sum.answered > 0).then(|| n as f64 / sum.answered as f64);
        OptionFigures { option, n, share }
    });
    figures.collect()
}

fn numeric_values(options: &BTreeMap<String, u64>) -> Vec<(f64, u64)> {
    let mut values: Vec<(f64, u64)> =
        options.iter().filter_map(|(option, count)| Some((option.parse::<f64>().ok()?, *count))).collect();
    values.sort_by(|left, right| left.0.total_cmp(&right.0));
    values
}

fn net_promoter(options: &BTreeMap<String, u64>) -> Option<NetPromoter> {
    let mut counts = [0; 11];
    for (value, count) in counts.iter_mut().enumerate() {
        *count = options.get(&value.to_string()).copied().unwrap_or(0);
    }
    statistics::net_promoter(&counts)
}

/// What departments or categories are called together that had too few to be told by themselves.
pub fn others_together() -> LocalizedText {
    LocalizedText::of(&[
        ("pl", "Pozostałe łącznie"),
        ("en", "Others together"),
        ("uk", "Інші разом"),
        ("de", "Übrige zusammen"),
    ])
}
