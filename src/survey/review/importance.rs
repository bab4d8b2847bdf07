//! F3: what people say matters most, against how well it is done.

use crate::survey::disclosure::Pair;
use crate::survey::figures::{Proportion, QuestionFigures};
use crate::survey::questionnaire::{Kind, Question};
use crate::survey::response::NOT_APPLICABLE;
use crate::survey::review::dimensions::name;
use crate::survey::review::document::{Cell, Chart, Column, Mark, Part, PartId, Phrase, Shape, Table};
use crate::survey::review::sources::Findings;
use crate::survey::review::terms::Term;
use crate::survey::statistics::spearman;

/// A dimension with how many hold it for important, and how it is rated.
struct Dimension<'a> {
    question: &'a Question,
    importance: Proportion,
    performance: Proportion,
}

/// F3: importance against performance.
pub fn importance(findings: &Findings<'_>) -> Part {
    let part = Part::new(PartId::F3);
    let dimensions = dimensions(findings);
    if dimensions.len() < 2 {
        return part.note(Term::NoImportanceNote);
    }
    let mean = |of: fn(&Dimension<'_>) -> f64| dimensions.iter().map(of).sum::<f64>() / dimensions.len() as f64;
    let center = (mean(|each| each.performance.share), mean(|each| each.importance.share));
    let mut table = Table::new([
        Column::words(Term::Dimension),
        Column::new(Term::Importance, Shape::Compact),
        Column::new(Term::SharePositive, Shape::Compact),
        Column::numbers(Term::RankCorrelation),
        Column::words(Term::Quadrant),
    ]);
    let mut marks = Vec::new();
    for (place, each) in (1..).zip(&dimensions) {
        let quadrant = match (each.importance.share >= center.1, each.performance.share >= center.0) {
            (true, false) => Term::ImproveFirst,
            (true, true) => Term::KeepUp,
            (false, false) => Term::ImproveLater,
            (false, true) => Term::GoodEnough,
        };
        let numbered = Phrase::Term(Term::Numbered, vec![Cell::Count(place), Cell::Phrase(name(each.question))]);
        let correlation = correlation(findings, each.question);
        table = table.row([
            Cell::Phrase(numbered),
            Cell::Share(each.importance),
            Cell::Share(each.performance),
            Cell::or(correlation, |rho| Cell::Number(rho, 2), Term::NoPairs),
            Cell::term(quadrant),
        ]);
        marks.push(Mark { name: name(each.question), importance: each.importance, performance: each.performance });
    }
    part.note(Term::ImportanceNote).chart(Chart::Quadrant { marks, center }).table(table)
}

/// The dimensions that some question with several answers lets people choose as important, by their names.
fn dimensions<'a>(findings: &'a Findings<'_>) -> Vec<Dimension<'a>> {
    let questions = &findings.version.questionnaire.questions;
    let chosen = questions.iter().filter(|question| matches!(question.kind, Kind::Multiple { .. }));
    let of = |chosen: &Question| -> Vec<Dimension<'a>> {
        let Some(figures) = findings.total(&chosen.code) else { return Vec::new() };
        let ratings = findings.ratings().into_iter();
        ratings.filter_map(|question| dimension(findings, figures, question)).collect()
    };
    chosen.map(of).max_by_key(Vec::len).unwrap_or_default()
}

fn dimension<'a>(findings: &Findings<'_>, chosen: &QuestionFigures, question: &'a Question) -> Option<Dimension<'a>> {
    let named = question.dimension.as_deref()?;
    let option = chosen.distribution.iter().find(|option| option.option == named)?;
    let importance = Proportion::of(option.n, chosen.n)?;
    let performance = findings.total(&question.code)?.positive?;
    Some(Dimension { question, importance, performance })
}

/// The rank correlation of a dimension with the headline, where a table of both was frozen for the period.
fn correlation(findings: &Findings<'_>, question: &Question) -> Option<f64> {
    let period = &findings.sources.basis.period;
    let fits = |pair: &&Pair| {
        pair.department.is_none()
            && period.holds(pair.quarter.first())
            && period.holds(pair.quarter.last())
            && pair.row == question.code
            && pair.column == findings.headline.code
    };
    let mut pairs = findings.sources.record.pairs.iter().map(AsRef::as_ref).filter(fits);
    let (pair, others) = (pairs.next()?, pairs.next());
    if others.is_some() {
        return None;
    }
    let real = |answers: &Vec<String>| !answers.iter().any(|answer| answer == NOT_APPLICABLE);
    let rows = pair.table.rows.iter().zip(&pair.table.cells).filter(|(answers, _)| real(answers));
    let cells = rows.map(|(_, cells)| {
        let columns = pair.table.columns.iter().zip(cells).filter(|(answers, _)| real(answers));
        columns.map(|(_, cell)| *cell).collect()
    });
    spearman(&cells.collect::<Vec<Vec<u64>>>())
}
