//! T5 and F2: the dimensions of quality, over the whole office.

use crate::survey::questionnaire::{Kind, Question, Version};
use crate::survey::review::document::{Bar, Cell, Chart, Column, Part, PartId, Phrase, Shape, Table};
use crate::survey::review::headline::{difference, verdict};
use crate::survey::review::sources::{Findings, share_of};
use crate::survey::review::terms::Term;

/// How many bars of a figure fit on one sheet of A4.
const BARS_ON_A_PAGE: usize = 8;

/// T5: each dimension's share of positive answers, and its change.
pub fn dimensions(findings: &Findings<'_>) -> Part {
    let mut table = Table::new([
        Column::words(Term::Dimension),
        Column::new(Term::SharePositive, Shape::Share),
        Column::numbers(Term::Mean),
        Column::new(Term::Change, Shape::Change),
        Column::words(Term::Verdict),
    ]);
    for question in findings.ratings() {
        let (total, code) = (&findings.now.total, &question.code);
        let mean = findings.total(code).and_then(|figures| figures.mean);
        let change = findings.change.total.questions.iter().find(|compared| compared.code == question.code);
        table = table.row([
            Cell::Phrase(name(question)),
            Cell::told(share_of(total, code), Cell::Share),
            Cell::or(mean, |mean| Cell::Number(mean, 2), Term::why(total, code)),
            difference(change),
            verdict(change),
        ]);
    }
    let others = findings.ratings().into_iter().filter_map(|question| findings.total(&question.code));
    let others = others.filter(|figures| !figures.comparable).map(|figures| figures.code.as_str());
    other_days(Part::new(PartId::T5).note(Term::HolmNote), others).table(table)
}

/// A part that says which questions cover other days than what they would be held against.
pub fn other_days<'a>(part: Part, codes: impl Iterator<Item = &'a str>) -> Part {
    let codes: Vec<&str> = codes.collect();
    if codes.is_empty() {
        part
    } else {
        part.note(Phrase::Term(Term::OtherDaysNote, vec![Cell::Text(codes.join(", "))]))
    }
}

/// F2: how the answers are spread over the scale, as bars and as counts.
pub fn bars(findings: &Findings<'_>) -> Part {
    let Some(headline) = findings.total(&findings.headline.code) else {
        return Part::new(PartId::F2).note(Term::WithheldNote);
    };
    let scale: Vec<&str> = headline.distribution.iter().map(|option| option.option.as_str()).collect();
    let mut rows = Vec::new();
    let mut table = distribution_table(&scale);
    for question in findings.ratings() {
        let Some(figures) = findings.total(&question.code) else { continue };
        // One figure has one scale: a question with another one is in its frequency table.
        if !figures.distribution.iter().map(|option| option.option.as_str()).eq(scale.iter().copied()) {
            continue;
        }
        let counts: Vec<u64> = figures.distribution.iter().map(|option| option.n).collect();
        let rest = [figures.not_applicable, figures.missing];
        let cells = counts.iter().copied().map(Some).chain(rest).map(|n| Cell::or(n, Cell::Count, Term::FewerThanK));
        table = table.row(std::iter::once(Cell::Phrase(name(question))).chain(cells));
        rows.push(Bar { name: name(question), counts });
    }
    let legend = scale.iter().map(|point| option_words(findings.version, findings.headline, point));
    let legend: Vec<Phrase> = legend.collect();
    let charts = rows.chunks(BARS_ON_A_PAGE);
    let charts = charts.map(|rows| Chart::Distributions { legend: legend.clone(), rows: rows.to_vec() });
    charts.fold(Part::new(PartId::F2).note(Term::BarsNote), Part::chart).table(table)
}

fn distribution_table(scale: &[&str]) -> Table {
    let point = |point: &&str| Column::numbers(Phrase::Term(Term::Point, vec![Cell::Text((*point).to_owned())]));
    let rest = [Term::NotApplicable, Term::Missing].map(Column::numbers);
    Table::new(std::iter::once(Column::words(Term::Dimension)).chain(scale.iter().map(point)).chain(rest))
}

/// A question's code and words.
pub fn name(question: &Question) -> Phrase {
    Phrase::Coded(question.code.to_string(), question.text.clone())
}

/// The words of an option, as a version has them.
pub fn option_words(version: &Version, question: &Question, option: &str) -> Phrase {
    let labels = &version.questionnaire.rating_labels;
    let words = match &question.kind {
        Kind::Rating { scale } if usize::from(*scale) == labels.len() => {
            option.parse::<usize>().ok().and_then(|value| labels.get(value.checked_sub(1)?))
        }
        Kind::Single { options, .. } | Kind::Multiple { options, .. } => {
            options.iter().find(|known| known.code.as_str() == option).map(|known| &known.text)
        }
        _ => None,
    };
    match (words, &question.kind, option) {
        (Some(words), Kind::Rating { .. }, _) => Phrase::Coded(option.to_owned(), words.clone()),
        (Some(words), ..) => words.into(),
        (None, Kind::YesNo, "yes") => Term::Yes.into(),
        (None, Kind::YesNo, "no") => Term::No.into(),
        (None, ..) => Phrase::Term(Term::Point, vec![Cell::Text(option.to_owned())]),
    }
}
