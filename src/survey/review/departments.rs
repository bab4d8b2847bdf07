//! T3 and T4: departments side by side. There are no ranks: what cannot be told apart is not put in an order.

use crate::survey::codes::QuestionCode;
use crate::survey::figures::{Group, Key};
use crate::survey::questionnaire::Question;
use crate::survey::review::document::{Cell, Chart, Column, Part, PartId, Phrase, Shape, Table};
use crate::survey::review::headline::{difference, verdict};
use crate::survey::review::sources::{Findings, share_of};
use crate::survey::review::terms::Term;
use crate::survey::standing::QuestionStanding;
use crate::survey::wording::Verdict;

/// How many questions stand side by side in T4: as many as a sheet of A4 holds.
const QUESTIONS_ABREAST: usize = 6;

/// How many departments of a figure fit on one sheet of A4.
const LANES_ON_A_PAGE: usize = 12;

/// T3: the headline by department.
pub fn departments(findings: &Findings<'_>) -> Part {
    let mut table = Table::new([
        Column::words(Term::Department),
        Column::new(Term::SharePositive, Shape::Share),
        Column::words(Term::Equals),
        Column::new(Term::Change, Shape::Change),
        Column::words(Term::Verdict),
    ]);
    let headline = &findings.headline.code;
    for group in &findings.now.groups {
        let change = findings.headline_change.groups.iter().find(|compared| compared.key == group.key);
        let change = change.and_then(|compared| compared.questions.first());
        table = table.row([
            Cell::Phrase(name(group)),
            Cell::told(share_of(group, headline), Cell::Share),
            equals(findings, group),
            difference(change),
            verdict(change),
        ]);
    }
    let bars: Vec<_> = findings.now.groups.iter().map(|group| (name(group), share_of(group, headline))).collect();
    let total = share_of(&findings.now.total, headline);
    let change = findings.headline_change.total.questions.first();
    table = table.total([
        Cell::term(Term::WholeOffice),
        Cell::told(total, Cell::Share),
        Cell::Blank,
        difference(change),
        verdict(change),
    ]);
    let mut part = Part::new(PartId::T3).note(Term::DepartmentsNote);
    if findings.now.groups.iter().any(|group| group.why_untold(headline).is_some()) {
        part = part.note(Phrase::Term(Term::WithheldRows, vec![Cell::Count(findings.sources.k)]));
    }
    let charts = bars.chunks(LANES_ON_A_PAGE);
    charts.map(|rows| Chart::Shares { rows: rows.to_vec(), whole: total.ok() }).fold(part, Part::chart).table(table)
}

/// T4: each published department and dimension, held against the whole office.
pub fn cells(findings: &Findings<'_>) -> Part {
    let published: Vec<&Group> = findings.now.groups.iter().filter(|group| group.withheld.is_none()).collect();
    let part = Part::new(PartId::T4);
    if published.is_empty() {
        return part.note(Term::WithheldNote);
    }
    let ratings = findings.ratings();
    let mut part = part.note(Term::CellsNote);
    for questions in ratings.chunks(QUESTIONS_ABREAST) {
        let headings = questions.iter().map(|question| Phrase::Coded(question.code.to_string(), question.text.clone()));
        let columns = headings.map(|heading| Column::new(heading, Shape::Compact));
        let mut table = Table::new(std::iter::once(Column::words(Term::Department)).chain(columns));
        for group in &published {
            let cells = questions.iter().map(|question| {
                let sign = sign(findings, group, &question.code);
                Cell::told(share_of(group, &question.code), |share| Cell::SharePhrase(share, sign))
            });
            table = table.row(std::iter::once(Cell::Phrase(name(group))).chain(cells));
        }
        let office = |question: &&Question| Cell::told(share_of(&findings.now.total, &question.code), Cell::Share);
        let cells = questions.iter().map(office);
        part = part.table(table.total(std::iter::once(Cell::term(Term::WholeOffice)).chain(cells)));
    }
    part
}

/// A department's name with its code.
pub fn name(group: &Group) -> Phrase {
    match &group.key {
        Key::Department(Some(code)) => Phrase::Coded(code.to_string(), group.label.clone()),
        _ => (&group.label).into(),
    }
}

/// How a department stands in one question against the rest of the office.
fn standing<'a>(findings: &'a Findings<'_>, group: &Group, question: &QuestionCode) -> Option<&'a QuestionStanding> {
    let Key::Department(Some(code)) = &group.key else { return None };
    let department = findings.standings.departments.iter().find(|standing| &standing.code == code)?;
    department.questions.iter().find(|standing| &standing.code == question)
}

/// The groups of equals that a department belongs to by the headline.
fn equals(findings: &Findings<'_>, group: &Group) -> Cell {
    let standing = standing(findings, group, &findings.headline.code);
    Cell::or(standing.and_then(|standing| standing.equals.clone()), Cell::Text, Term::TooFewToPlace)
}

/// A word and a sign for how a department stands in a question.
fn sign(findings: &Findings<'_>, group: &Group, question: &QuestionCode) -> Term {
    match standing(findings, group, question).map(QuestionStanding::verdict) {
        Some(Verdict::Higher) => Term::AboveOffice,
        Some(Verdict::Lower) => Term::BelowOffice,
        Some(Verdict::TooFew) => Term::TooFewSign,
        Some(Verdict::Unconfirmed) => Term::UnconfirmedSign,
        Some(_) => Term::LikeOffice,
        None => Term::NotPlaced,
    }
}
