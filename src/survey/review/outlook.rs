//! T15: how many answers the next survey takes to be as precise as the office wants it.

use crate::survey::coverage::CoveragePart;
use crate::survey::figures::Key;
use crate::survey::review::document::{Cell, Column, Part, PartId, Table};
use crate::survey::review::sources::Findings;
use crate::survey::review::terms::Term;

/// T15: the next survey.
pub fn next_survey(findings: &Findings<'_>) -> Part {
    let mut table = Table::new([
        Column::words(Term::Department),
        Column::numbers(Term::AnswersNow),
        Column::numbers(Term::MarginNow),
        Column::numbers(Term::Visits),
        Column::numbers(Term::NeededForFive),
        Column::numbers(Term::NeededForTen),
    ]);
    for part in &findings.coverage.departments {
        table = table.row(cells(findings, part));
    }
    Part::new(PartId::T15).note(Term::PlanNote).table(table.total(cells(findings, &findings.coverage.total)))
}

fn cells(findings: &Findings<'_>, part: &CoveragePart) -> Vec<Cell> {
    let name = match &part.key {
        Key::Department(code) => findings.department(code.as_ref()),
        _ => findings.department(None),
    };
    let why = part.withheld.map_or(Term::FewerThanK, Term::from);
    vec![
        Cell::Phrase(name),
        Cell::or(part.n, Cell::Count, why),
        Cell::or(part.margin, Cell::Margin, why),
        Cell::or(part.visits, Cell::Count, Term::NotEntered),
        Cell::or(part.needed_5, Cell::Count, Term::NoPlan),
        Cell::or(part.needed_10, Cell::Count, Term::NoPlan),
    ]
}
