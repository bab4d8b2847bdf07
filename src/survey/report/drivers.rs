//! What goes with the overall rating; and what people say matters most, against how well it is done.
//!
//! All figures are those of `survey::drivers`, which the API tells as well. Coefficients give single answers away unless
//! there are many and different ones; without them the figure and the shares stand all the same.

use crate::survey::disclosure::{Reliability, STRONGEST, Withheld};
use crate::survey::drivers::{Driver, Drivers, DriversQuery, Priority, drivers};
use crate::survey::figures::UnknownName;
use crate::survey::period::Unit;
use crate::survey::report::document::{Cell, Chart, Column, Drawing, Figures, Mark, Part, Phrase, Shape, Table};
use crate::survey::report::findings::Findings;
use crate::survey::report::questions::other_days;
use crate::survey::report::terms::Term;

/// Importance against performance, and whether the dimensions measure one thing; for a review.
///
/// # Errors
/// As [`drivers`].
pub fn importance(findings: &Findings<'_>) -> Result<Part, UnknownName> {
    let told = tell(findings)?;
    if told.drivers.is_empty() {
        return Ok(Part::default().note(Term::NoDimensionsNote));
    }
    let part = figure(findings, &told).table(table(findings, &told, &[1, 2, 3, 4, 5]));
    Ok(match &told.reliability {
        Ok(reliability) => part.table(alpha(findings, reliability)).note(Term::AlphaNote),
        Err(_) => part,
    })
}

/// The same for a screen: how strongly dimensions go with the headline stands first.
///
/// # Errors
/// As [`drivers`].
pub fn association(findings: &Findings<'_>) -> Result<Part, UnknownName> {
    if findings.scope.period.whole_parts(Unit::Quarter).is_none() {
        return Ok(Part::default().note(Term::DriversOfQuarters));
    }
    let told = tell(findings)?;
    if !told.drivers.iter().any(|driver| driver.association.is_ok() || driver.performance.is_some()) {
        return Ok(Part::default().note(Term::NoDriversNote));
    }
    let part = figure(findings, &told).of_figures(Figures::Drivers);
    let alpha = told.reliability.as_ref().ok().map(|told| {
        let items = Cell::Count(told.items.len() as u64);
        Term::AlphaSentence.with([Cell::Number(told.alpha, 1), items, Cell::Count(told.n)])
    });
    Ok(part.notes(alpha).table(table(findings, &told, &[3, 4, 2, 1, 5])))
}

fn tell(findings: &Findings<'_>) -> Result<Drivers, UnknownName> {
    let scope = &findings.scope;
    let query = DriversQuery {
        survey: scope.survey.clone(),
        period: scope.period.clone(),
        departments: scope.departments.clone(),
        as_of: None,
    };
    let mut told = drivers(&query, scope.record)?;
    // Those that stand in the figure come first, numbered as they are there.
    told.drivers.sort_by_key(|driver| driver.priority.is_none());
    Ok(told)
}

/// The figure, or why there is none, which dimensions it has no place for, and what the coefficients mean.
fn figure(findings: &Findings<'_>, told: &Drivers) -> Part {
    let placed = told.drivers.iter().filter(|driver| driver.priority.is_some());
    let marks: Vec<Mark> = placed.filter_map(|driver| mark(findings, driver)).collect();
    let part = match told.means() {
        Some((importance, performance)) => Part::default().note(Term::ImportanceNote).chart(Chart {
            title: Term::ImportanceFigure.with([Cell::Period(told.results.period.clone())]),
            summary: summary(findings, told),
            drawing: Drawing::Quadrant { marks, center: (performance, importance) },
        }),
        None => Part::default().note(Term::NoImportanceNote),
    };
    let apart = told.drivers.iter().filter(|driver| mark(findings, driver).is_some() && !driver.comparable);
    let apart = apart.filter_map(|driver| Some(findings.find(&driver.code)?.1));
    let why = |why: Withheld| match why {
        Withheld::FewerThanK if !findings.scope.departments.is_empty() => Term::OfficeOnly,
        why => why.into(),
    };
    let known = told.drivers.iter().any(|driver| driver.association.is_ok());
    let withheld = told.drivers.iter().find_map(|driver| driver.association.err()).filter(|_| !known);
    let meaning = match withheld {
        Some(withheld) => Term::NoAssociationNote.with([Cell::term(why(withheld))]),
        None => Term::DriversNote.with([Cell::Number(STRONGEST, 1)]),
    };
    let no_alpha = told.reliability.as_ref().err().map(|withheld| Term::NoAlphaNote.with([Cell::term(why(*withheld))]));
    part.notes(other_days(apart)).note(meaning).notes(no_alpha)
}

/// What matters and is rated lower than other dimensions.
fn summary(findings: &Findings<'_>, told: &Drivers) -> Phrase {
    let improve = told.drivers.iter().filter(|driver| driver.priority == Some(Priority::Improve));
    let improve: Vec<Phrase> = improve.map(|driver| findings.name(&driver.code)).collect();
    let improve = if improve.is_empty() { vec![Term::Neither.into()] } else { improve };
    Term::ImportanceSummary.with([Cell::Phrases(improve)])
}

/// Every dimension with its figures, in columns of an order.
fn table(findings: &Findings<'_>, told: &Drivers, order: &[usize; 5]) -> Table {
    let columns = [
        Column::words(Term::Dimension),
        Column::new(Term::Importance, Shape::Compact),
        Column::new(Term::SharePositive, Shape::Compact),
        Column::numbers(Term::RatedBoth),
        Column::numbers(Term::RankCorrelation),
        Column::words(Term::Quadrant),
    ];
    let total = &told.results.total;
    let unranked = told.importance.as_ref().map_or(Term::NoAnswers, |question| Term::why(total, question));
    let ordered = |index: usize| order.get(index).copied().unwrap_or_default();
    let table =
        Table::new([0, ordered(0), ordered(1), ordered(2), ordered(3), ordered(4)].map(|at| columns[at].clone()));
    (1..).zip(&told.drivers).fold(table, |table, (place, driver)| {
        let association = driver.association.map_err(Term::from);
        let name = findings.name(&driver.code);
        let numbered = Term::Numbered.with([Cell::Count(place), name.clone().into()]);
        let cells = [
            Cell::Phrase(if driver.priority.is_some() { numbered } else { name }),
            Cell::or(driver.importance, Cell::Share, unranked),
            Cell::or(driver.performance, Cell::Share, Term::why(total, &driver.code)),
            Cell::told(association, |association| Cell::Count(association.n)),
            Cell::told(association, |association| Cell::Signed(association.rho, 1)),
            match driver.priority {
                Some(priority) => Phrase::Said(priority.as_str(), priority.words()).into(),
                None => Cell::Absent(Term::NoComparison),
            },
        ];
        let rest = order.iter().map(|at| cells[*at].clone());
        table.coded(driver.code.to_string(), std::iter::once(cells[0].clone()).chain(rest))
    })
}

/// Cronbach's alpha, and what it rests on.
fn alpha(findings: &Findings<'_>, reliability: &Reliability) -> Table {
    let items = reliability.items.iter().map(|code| findings.name(code));
    Table::of_facts()
        .called(Term::Alpha)
        .row([Cell::term(Term::Alpha), Cell::Number(reliability.alpha, 1)])
        .row([Cell::term(Term::AlphaItems), Cell::Phrases(items.collect())])
        .row([Cell::term(Term::AlphaPeople), Cell::Count(reliability.n)])
}

fn mark(findings: &Findings<'_>, driver: &Driver) -> Option<Mark> {
    Some(Mark { name: findings.name(&driver.code), importance: driver.importance?, performance: driver.performance? })
}
