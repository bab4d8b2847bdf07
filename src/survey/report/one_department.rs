//! One department: its headline and its ratings, held against the period before and against the rest of the office.

use crate::survey::codes::QuestionCode;
use crate::survey::comparison::ComparedQuestion;
use crate::survey::contrast::Contrast;
use crate::survey::figures::{Proportion, UnknownName};
use crate::survey::report::document::{Cell, Column, Part, Phrase, Shape, Table};
use crate::survey::report::findings::{Findings, share_of};
use crate::survey::report::headline::{difference, verdict};
use crate::survey::report::terms::Term;
use crate::survey::standing::{DepartmentStanding, QuestionStanding};
use crate::survey::wording::Verdict;

/// The headline of the department, and what it is held against.
///
/// # Errors
/// As [`Findings::year_on_year`].
pub fn headline(
    findings: &Findings<'_>,
    standing: Option<&DepartmentStanding>,
    office: Result<Proportion, Term>,
) -> Result<Part, UnknownName> {
    let code = &findings.question.code;
    let (now, against) = (&findings.everything.period, &findings.everything.against);
    let part = Part::default();
    let share = match share_of(&now.total, code) {
        Ok(share) => share,
        Err(why) => return Ok(part.note(Term::Labelled.with([findings.name(code).into(), Cell::term(why)]))),
    };
    let change = compared(findings, code);
    let place = placed(standing, code);
    let table = Table::new([
        Column::words(Term::HeldAgainst),
        Column::new(Term::SharePositive, Shape::Share),
        Column::new(Term::DifferenceOf, Shape::Change),
        Column::words(Term::Verdict),
    ]);
    let before = Cell::told(share_of(&against.total, code), Cell::Share);
    let mut table = table.row([Cell::Period(now.period.clone()), Cell::Share(share), Cell::Blank, Cell::Blank]).row([
        Cell::Period(against.period.clone()),
        before,
        difference(change),
        verdict(change),
    ]);
    if let Some(year) = findings.year_on_year()? {
        let (before, change) = (share_of(&year.against.total, code), year.total.questions.first());
        let before = Cell::told(before, Cell::Share);
        table = table.row([Cell::Period(year.against.period.clone()), before, difference(change), verdict(change)]);
    }
    let table = table.row([Cell::term(Term::RestOfOffice), rest(place), distance(place), stands(place)]).total([
        Cell::term(Term::WholeOffice),
        Cell::told(office, Cell::Share),
        Cell::Blank,
        Cell::Blank,
    ]);
    Ok(part.note(Term::Labelled.with([findings.name(code).into(), Cell::Share(share)])).table(table))
}

/// Each rating but the headline, its change, and how far it is from the rest of the office.
pub fn dimensions(findings: &Findings<'_>, standing: Option<&DepartmentStanding>) -> Part {
    let mut rated = findings.ratings();
    rated.retain(|asked| asked.question.code != findings.question.code);
    let mut table = Table::new([
        Column::words(Term::Dimension),
        Column::new(Term::SharePositive, Shape::Compact),
        Column::new(Term::Change, Shape::Change),
        Column::new(Term::RestOfOffice, Shape::Compact),
        Column::new(Term::Distance, Shape::Change),
    ]);
    for code in rated.iter().map(|asked| &asked.question.code) {
        let share = share_of(&findings.everything.period.total, code);
        let (change, place) = (compared(findings, code), placed(standing, code));
        let change = marked(change.map(|change| (&change.contrast, change.verdict())));
        let distance = marked(place.map(|place| (&place.contrast, place.verdict())));
        let beside = [change, rest(place), distance];
        let beside = beside.map(|cell| share.map_or_else(Cell::Absent, |_| cell));
        table = table.row([findings.name(code).into(), Cell::told(share, Cell::Share)].into_iter().chain(beside));
    }
    let empty = table.rows.is_empty();
    Part::default().note(if empty { Term::NoDimensionsNote } else { Term::OwnDimensionsNote }).table(table)
}

fn compared<'a>(findings: &'a Findings<'_>, code: &QuestionCode) -> Option<&'a ComparedQuestion> {
    findings.everything.total.questions.iter().find(|compared| &compared.code == code)
}

fn placed<'a>(standing: Option<&'a DepartmentStanding>, code: &QuestionCode) -> Option<&'a QuestionStanding> {
    standing?.questions.iter().find(|placed| &placed.code == code)
}

/// The cell of a difference, with what may be concluded from it.
fn marked(contrast: Option<(&Contrast, Verdict)>) -> Cell {
    let told = contrast.and_then(|(contrast, verdict)| Some((contrast.difference?, Term::sign(verdict))));
    Cell::or(told, |(difference, sign)| Cell::DifferencePhrase(difference, sign), Term::NoComparison)
}

/// The cell of the share of the rest of the office.
fn rest(place: Option<&QuestionStanding>) -> Cell {
    Cell::or(place.and_then(|place| place.contrast.against), Cell::Share, Term::NoComparison)
}

/// The cell of how far the department is from it.
fn distance(place: Option<&QuestionStanding>) -> Cell {
    Cell::or(place.and_then(|place| place.contrast.difference), Cell::Difference, Term::NoComparison)
}

/// The cell of what may be concluded from that.
fn stands(place: Option<&QuestionStanding>) -> Cell {
    let told = place.filter(|place| place.contrast.difference.is_some());
    Cell::or(told, |place| Phrase::from(place.verdict()).into(), Term::NoComparison)
}
