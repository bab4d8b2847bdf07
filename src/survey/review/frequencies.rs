//! T9: every closed question with its counts and shares, in the form that auditors know.

use std::collections::BTreeMap;

use crate::survey::figures::{Group, Proportion, QuestionFigures};
use crate::survey::questionnaire::{Question, Version};
use crate::survey::review::dimensions::{name, option_words};
use crate::survey::review::document::{Cell, Column, Part, PartId, Phrase, Shape, Table, not_told};
use crate::survey::review::sources::Findings;
use crate::survey::review::terms::Term;

/// T9: the frequency tables.
pub fn frequencies(findings: &Findings<'_>) -> Part {
    let mut part = untold(Part::new(PartId::T9).note(Term::FrequencyNote), &findings.now.total);
    for figures in &findings.now.total.questions {
        // A question that the newest version no longer asks has its words in an older one.
        let older = findings.sources.record.versions.iter().rev().map(AsRef::as_ref);
        let mut versions = std::iter::once(findings.version).chain(older);
        let asked = versions.find_map(|version| Some((version, version.question(figures.code.as_str())?)));
        if let Some((version, question)) = asked {
            part = part.table(frequency_table(version, question, figures));
        }
    }
    if part.tables.is_empty() { Part::new(PartId::T9).note(Term::WithheldNote) } else { part }
}

/// A part that says which questions were asked and are not told, and why.
fn untold(part: Part, total: &Group) -> Part {
    let mut reasons: BTreeMap<Term, Vec<&str>> = BTreeMap::new();
    for (code, why) in &total.untold {
        reasons.entry(Term::from(*why)).or_default().push(code.as_str());
    }
    let notes = reasons.into_iter().map(|(why, codes)| not_told(Cell::Text(codes.join(", ")), why));
    notes.fold(part, Part::note)
}

fn frequency_table(version: &Version, question: &Question, figures: &QuestionFigures) -> Table {
    let mut table = Table::new([Column::words(Term::Answer), Column::new(Term::Frequency, Shape::Frequency)])
        .called(name(question));
    for option in &figures.distribution {
        let share = Proportion::of(option.n, option.of);
        let words = option_words(version, question, &option.option);
        table = table.row([Cell::Phrase(words), Cell::or(share, Cell::Share, Term::NoAnswers)]);
    }
    let answered = Phrase::Term(Term::AnsweredOf, vec![Cell::Count(figures.n)]);
    let counts = [figures.asked, figures.not_applicable, figures.missing];
    let counts = counts.map(|n| Cell::or(n, Cell::Count, Term::FewerThanK));
    let days = [figures.days.map(|days| days.from), figures.days.map(|days| days.to)];
    let days = days.map(|day| Cell::or(day, Cell::Day, Term::FewerThanK));
    let rest = Phrase::Term(Term::NotAnswered, counts.into_iter().chain(days).collect());
    table.total([Cell::Phrase(answered), Cell::Phrase(rest)])
}
