//! The one figure that stands for the whole, and what may be said of its change.

use crate::survey::comparison::ComparedQuestion;
use crate::survey::figures::QuestionFigures;
use crate::survey::period::Period;
use crate::survey::report::document::{Cell, Column, Lead, Part, Phrase, Shape, Table};
use crate::survey::report::findings::Findings;
use crate::survey::report::terms::Term;

/// The figure in large letters; none: it is not told.
pub fn lead(findings: &Findings<'_>) -> Option<Lead> {
    let comparison = &findings.by_department;
    let figures = comparison.period.total.question(&findings.question.code)?;
    let compared = comparison.total.questions.first();
    let change = compared.and_then(|compared| {
        let (difference, before) = (compared.contrast.difference?, compared.contrast.against?);
        Some((difference, comparison.against.period.clone(), before))
    });
    let code = &findings.question.code;
    let office =
        (!findings.scope.departments.is_empty()).then(|| findings.share(&comparison.period.period, code, None));
    Some(Lead {
        question: (&findings.question.text).into(),
        share: figures.positive?,
        mean: figures.mean,
        office: office.and_then(Result::ok),
        verdict: verdict(compared),
        change,
    })
}

/// The figure in both periods, and what may be concluded.
pub fn headline(findings: &Findings<'_>) -> Part {
    let code = &findings.question.code;
    let part = Part::default().note(findings.name(code));
    let (now, against) = (&findings.by_department.period, &findings.by_department.against);
    let Some(figures) = now.total.question(code) else { return part.note(Term::WithheldNote) };
    let before = against.total.question(code);
    let table = Table::new([
        Column::words(Term::Period),
        Column::new(Term::SharePositive, Shape::Share),
        Column::numbers(Term::Mean),
        Column::numbers(Term::Deviation),
    ])
    .row(figures_of(&now.period, Some(figures), Term::NoAnswers))
    .row(figures_of(&against.period, before, Term::why(&against.total, code)));
    part.table(table).table(conclusion(findings.by_department.total.questions.first()))
}

/// The figures in a period, or why there are none.
fn figures_of(period: &Period, figures: Option<&QuestionFigures>, why: Term) -> [Cell; 4] {
    let number = |number: Option<f64>| Cell::or(number, |number| Cell::Number(number, 2), why);
    [
        Cell::Period(period.clone()),
        Cell::or(figures.and_then(|figures| figures.positive), Cell::Share, why),
        number(figures.and_then(|figures| figures.mean)),
        number(figures.and_then(|figures| figures.sd)),
    ]
}

/// The change and what may be concluded from it.
fn conclusion(change: Option<&ComparedQuestion>) -> Table {
    Table::new([Column::new(Term::Change, Shape::Change), Column::numbers(Term::PValue), Column::words(Term::Verdict)])
        .row([
            difference(change),
            Cell::or(change.and_then(|change| change.contrast.p_adjusted), Cell::PValue, Term::NoComparison),
            verdict(change),
        ])
}

/// The cell of a change.
pub fn difference(change: Option<&ComparedQuestion>) -> Cell {
    Cell::or(change.and_then(|change| change.contrast.difference), Cell::Difference, Term::NoComparison)
}

/// The cell of what may be concluded from a change.
pub fn verdict(change: Option<&ComparedQuestion>) -> Cell {
    let told = change.filter(|change| change.contrast.difference.is_some());
    Cell::or(told, |change| Phrase::from(change.verdict()).into(), Term::NoComparison)
}
