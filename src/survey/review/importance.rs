//! F3: what people say matters most, against how well it is done; and whether the dimensions measure one thing.
//!
//! All figures are those of `survey::drivers`, which the API tells as well. Coefficients give single answers away unless
//! there are many and different ones; without them the figure and the shares stand all the same.

use crate::survey::disclosure::{Reliability, STRONGEST};
use crate::survey::drivers::{Driver, Drivers};
use crate::survey::review::dimensions::other_days;
use crate::survey::review::document::{Cell, Chart, Column, Mark, Part, PartId, Phrase, Shape, Table};
use crate::survey::review::method::facts;
use crate::survey::review::sources::Findings;
use crate::survey::review::terms::Term;

/// F3: importance against performance.
pub fn importance(findings: &Findings<'_>) -> Part {
    let drivers = &findings.drivers;
    if drivers.drivers.is_empty() {
        return Part::new(PartId::F3).note(Term::NoDimensionsNote);
    }
    let (mut placed, others): (Vec<&Driver>, Vec<&Driver>) =
        drivers.drivers.iter().partition(|driver| driver.priority.is_some());
    let part = figure(drivers, &placed);
    placed.extend(others);
    let part = part.note(association_note(drivers)).table(table(drivers, &placed));
    match &drivers.reliability {
        Ok(reliability) => part.table(alpha(reliability)).note(Term::AlphaNote),
        Err(why) => part.note(Phrase::Term(Term::NoAlphaNote, vec![Cell::term((*why).into())])),
    }
}

/// The figure, or why there is none, and which dimensions it has no place for.
fn figure(drivers: &Drivers, placed: &[&Driver]) -> Part {
    let marks: Vec<Mark> = placed.iter().filter_map(|driver| mark(driver)).collect();
    let part = Part::new(PartId::F3);
    let part = match drivers.means() {
        Some((importance, performance)) => {
            part.note(Term::ImportanceNote).chart(Chart::Quadrant { marks, center: (performance, importance) })
        }
        None => part.note(Term::NoImportanceNote),
    };
    let apart = drivers.drivers.iter().filter(|driver| mark(driver).is_some() && !driver.comparable);
    other_days(part, apart.map(|driver| driver.code.as_str()))
}

/// What the coefficients mean, or why there are none.
fn association_note(drivers: &Drivers) -> Phrase {
    let told = drivers.drivers.iter().any(|driver| driver.association.is_ok());
    let why = drivers.drivers.iter().find_map(|driver| driver.association.err()).filter(|_| !told);
    match why {
        Some(why) => Phrase::Term(Term::NoAssociationNote, vec![Cell::term(why.into())]),
        None => Phrase::Term(Term::DriversNote, vec![Cell::Number(STRONGEST, 1)]),
    }
}

/// Every dimension with its figures; those that stand in the figure are numbered as they are there.
fn table(told: &Drivers, drivers: &[&Driver]) -> Table {
    let table = Table::new([
        Column::words(Term::Dimension),
        Column::new(Term::Importance, Shape::Compact),
        Column::new(Term::SharePositive, Shape::Compact),
        Column::numbers(Term::RatedBoth),
        Column::numbers(Term::RankCorrelation),
        Column::words(Term::Quadrant),
    ]);
    let total = &told.results.total;
    let unranked = told.importance.as_ref().map_or(Term::NoAnswers, |question| Term::why(total, question));
    (1..).zip(drivers).fold(table, |table, (place, driver)| {
        let association = driver.association.map_err(Term::from);
        let numbered = Phrase::Term(Term::Numbered, vec![Cell::Count(place), Cell::Phrase(name(driver))]);
        table.row([
            Cell::Phrase(if driver.priority.is_some() { numbered } else { name(driver) }),
            Cell::or(driver.importance, Cell::Share, unranked),
            Cell::or(driver.performance, Cell::Share, Term::why(total, &driver.code)),
            Cell::told(association, |association| Cell::Count(association.n)),
            Cell::told(association, |association| Cell::Number(association.rho, 1)),
            match driver.priority {
                Some(priority) => Cell::Phrase(Phrase::Said(priority.as_str(), priority.words())),
                None => Cell::Absent(Term::NoComparison),
            },
        ])
    })
}

/// Cronbach's alpha, and what it rests on.
fn alpha(reliability: &Reliability) -> Table {
    let items: Vec<&str> = reliability.items.iter().map(|code| code.as_str()).collect();
    facts()
        .called(Term::Alpha)
        .row([Cell::term(Term::Alpha), Cell::Number(reliability.alpha, 1)])
        .row([Cell::term(Term::AlphaItems), Cell::Text(items.join(", "))])
        .row([Cell::term(Term::AlphaPeople), Cell::Count(reliability.n)])
}

fn mark(driver: &Driver) -> Option<Mark> {
    Some(Mark { name: name(driver), importance: driver.importance?, performance: driver.performance? })
}

fn name(driver: &Driver) -> Phrase {
    Phrase::Coded(driver.code.to_string(), driver.label.clone())
}
