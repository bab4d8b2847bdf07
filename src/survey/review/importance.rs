//! F3: what people say matters most, against how well it is done; and whether the dimensions measure one thing.
//!
//! All figures are those of `survey::drivers`, which the API tells as well.

use crate::survey::drivers::{Driver, Reliability};
use crate::survey::review::document::{Cell, Chart, Column, Mark, Part, PartId, Phrase, Shape, Table};
use crate::survey::review::method::facts;
use crate::survey::review::sources::Findings;
use crate::survey::review::terms::Term;

/// F3: importance against performance.
pub fn importance(findings: &Findings<'_>) -> Part {
    let drivers = &findings.drivers;
    let mut part = Part::new(PartId::F3);
    if drivers.drivers.is_empty() {
        return part.note(Term::NoDimensionsNote);
    }
    let (mut placed, others): (Vec<&Driver>, Vec<&Driver>) =
        drivers.drivers.iter().partition(|driver| driver.priority.is_some());
    let marks: Vec<Mark> = placed.iter().filter_map(|driver| mark(driver)).collect();
    part = match drivers.means() {
        Some((importance, performance)) => {
            part.note(Term::ImportanceNote).chart(Chart::Quadrant { marks, center: (performance, importance) })
        }
        None => part.note(Term::NoImportanceNote),
    };
    placed.extend(others);
    let words = vec![Cell::Phrase(Phrase::Said("association", drivers.words()))];
    let part = part.note(Phrase::Term(Term::DriversNote, words)).table(table(&placed));
    match &drivers.reliability {
        Some(reliability) => part.table(alpha(reliability)).note(Term::AlphaNote),
        None => part.note(Term::NoAlphaNote),
    }
}

/// Every dimension with its figures; those that stand in the figure are numbered as they are there.
fn table(drivers: &[&Driver]) -> Table {
    let table = Table::new([
        Column::words(Term::Dimension),
        Column::new(Term::Importance, Shape::Compact),
        Column::new(Term::SharePositive, Shape::Compact),
        Column::numbers(Term::RatedBoth),
        Column::numbers(Term::RankCorrelation),
        Column::numbers(Term::EtaSquared),
        Column::words(Term::Quadrant),
    ]);
    (1..).zip(drivers).fold(table, |table, (place, driver)| {
        let number = |number: Option<f64>| Cell::or(number, |number| Cell::Number(number, 2), Term::NoPairs);
        let numbered = Phrase::Term(Term::Numbered, vec![Cell::Count(place), Cell::Phrase(name(driver))]);
        table.row([
            Cell::Phrase(if driver.priority.is_some() { numbered } else { name(driver) }),
            Cell::or(driver.importance, Cell::Share, Term::NoAnswers),
            Cell::or(driver.performance, Cell::Share, Term::NoAnswers),
            Cell::or(driver.n, Cell::Count, Term::NoPairs),
            number(driver.correlation),
            number(driver.eta_squared),
            match driver.priority {
                Some(priority) => Cell::Phrase(Phrase::Said(priority.as_str(), priority.words())),
                None => Cell::Absent(Term::NoComparison),
            },
        ])
    })
}

/// Cronbach's alpha, both kinds of it, and what it rests on.
fn alpha(reliability: &Reliability) -> Table {
    let items: Vec<&str> = reliability.items.iter().map(|code| code.as_str()).collect();
    let number = |alpha: Option<f64>| Cell::or(alpha, |alpha| Cell::Number(alpha, 2), Term::NoPlan);
    facts()
        .called(Term::Alpha)
        .row([Cell::term(Term::AlphaRaw), number(reliability.raw)])
        .row([Cell::term(Term::AlphaStandardised), number(reliability.standardised)])
        .row([Cell::term(Term::AlphaItems), Cell::Text(items.join(", "))])
        .row([Cell::term(Term::AlphaFewest), Cell::Count(reliability.fewest)])
}

fn mark(driver: &Driver) -> Option<Mark> {
    Some(Mark { name: name(driver), importance: driver.importance?, performance: driver.performance? })
}

fn name(driver: &Driver) -> Phrase {
    Phrase::Coded(driver.code.to_string(), driver.label.clone())
}
