//! T5 and F2: the dimensions of quality, over the whole office.

use crate::survey::questionnaire::{Kind, Question, Version};
use crate::survey::review::document::{Bar, Cell, Chart, Column, Part, PartId, Phrase, Shape, Table};
use crate::survey::review::headline::{difference, verdict};
use crate::survey::review::sources::Findings;
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
        let figures = findings.total(&question.code);
        let change = findings.change.total.questions.iter().find(|compared| compared.code == question.code);
        table = table.row([
            Cell::Phrase(name(question)),
            Cell::or(figures.and_then(|figures| figures.positive), Cell::Share, Term::Withheld),
            Cell::or(figures.and_then(|figures| figures.mean), |mean| Cell::Number(mean, 2), Term::Withheld),
            difference(change),
            verdict(change),
        ]);
    }
    Part::new(PartId::T5).note(Term::HolmNote).table(table)
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
        let cells = counts.iter().copied().chain([figures.not_applicable, figures.missing]).map(Cell::Count);
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
