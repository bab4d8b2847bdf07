//! Departments side by side. There are no ranks: what cannot be told apart is not put in an order.

use crate::survey::codes::QuestionCode;
use crate::survey::figures::{Group, GroupBy, Key, Proportion, Query, Results, UnknownName, results};
use crate::survey::report::document::{Cell, Chart, Column, Drawing, Figures, Part, Phrase, Shape, Table};
use crate::survey::report::findings::{Findings, share_of};
use crate::survey::report::headline::{despite, difference, verdict};
use crate::survey::report::terms::Term;
use crate::survey::standing::{QuestionStanding, Standings, stand};

/// How many questions stand side by side: as many as a sheet of A4 holds.
const QUESTIONS_ABREAST: usize = 6;

/// How many departments of a chart fit on one sheet of A4.
const LANES_ON_A_PAGE: usize = 12;

/// A column beside the share, and what stands there for a group.
type Beside<'a> = (Column, &'a dyn Fn(&Group, &QuestionCode) -> Cell);

/// The question that comes first by department, and how sure each share is.
pub fn departments(findings: &Findings<'_>) -> Part {
    let margin =
        |group: &Group, code: &QuestionCode| Cell::told(share_of(group, code), |share| Cell::Margin(share.margin()));
    let groups = findings.by_department.period.groups.len();
    let lead = Part::default().note(Term::SharesNote);
    let figures = Figures::Results(findings.scope.period.clone(), None, GroupBy::Department);
    by_department(findings, lead, groups.max(1), &[(Column::numbers(Term::MarginOf), &margin)]).of_figures(figures)
}

/// The same with who is equal to whom; on sheets of paper.
///
/// # Errors
/// As [`stand`].
pub fn equals(findings: &Findings<'_>, standings: &Standings) -> Part {
    let equals = |group: &Group, code: &QuestionCode| {
        let Some(standing) = standing(standings, group, code) else { return Cell::Absent(Term::NotPlaced) };
        Cell::or(standing.equals.clone(), Cell::Text, Term::TooFewToPlace)
    };
    let apart = |group: &Group, code: &QuestionCode| Cell::term(sign(standings, group, code));
    let compared = &findings.by_department;
    let changes = compared.period.groups.iter().zip(&compared.groups);
    let changes = changes.filter_map(|(group, compared)| Some((name(group), compared.questions.first()?)));
    let despite = despite(changes.map(|(name, change)| (name, &change.contrast, change.verdict())));
    let part = Part::default().note(Term::DepartmentsNote).note(Term::CellsNote).notes(despite);
    let beside: [Beside<'_>; 2] = [(Column::words(Term::Equals), &equals), (Column::words(Term::AgainstRest), &apart)];
    let mut part = by_department(findings, part, LANES_ON_A_PAGE, &beside);
    let (total, change) = (&findings.by_department.period.total, findings.by_department.total.questions.first());
    part.tables = part
        .tables
        .into_iter()
        .map(|table| {
            let share = Cell::told(share_of(total, &findings.question.code), Cell::Share);
            let cells = [Cell::term(Term::WholeOffice), share, Cell::Blank, Cell::Blank, difference(change)];
            table.total(cells.into_iter().chain([verdict(change)]))
        })
        .collect();
    part
}

/// A chart and a table of all departments, with more columns beside the share.
fn by_department(findings: &Findings<'_>, part: Part, lanes: usize, beside: &[Beside<'_>]) -> Part {
    let (now, code) = (&findings.by_department.period, &findings.question.code);
    let first = [Column::words(Term::Department), Column::new(Term::SharePositive, Shape::Share)];
    let last = [Column::new(Term::Change, Shape::Change), Column::words(Term::Verdict)];
    let between = beside.iter().map(|(column, _)| column.clone());
    let mut table = Table::new(first.into_iter().chain(between).chain(last));
    for (group, compared) in now.groups.iter().zip(&findings.by_department.groups) {
        let share = share_of(group, code);
        let change = compared.questions.first();
        let rest = beside.iter().map(|(_, cell)| cell(group, code)).chain([difference(change), verdict(change)]);
        let rest = rest.map(|cell| share.map_or_else(Cell::Absent, |_| cell));
        table = table.row([Cell::Phrase(name(group)), Cell::told(share, Cell::Share)].into_iter().chain(rest));
    }
    let withheld = now.groups.iter().any(|group| group.why_untold(code).is_some());
    let part = if withheld { part.note(Term::WithheldRows) } else { part };
    let rows: Vec<_> = now.groups.iter().map(|group| (name(group), share_of(group, code))).collect();
    let reference = share_of(&now.total, code).ok().filter(|_| now.groups.len() > 1);
    let chart = |lanes: &[(Phrase, Result<Proportion, Term>)]| Chart {
        title: Term::DepartmentsFigure.with([Cell::Period(now.period.clone())]),
        summary: summary(told(lanes), told(lanes).count(), lanes.len()),
        drawing: Drawing::Shares { rows: lanes.to_vec(), reference: reference.map(|share| (Term::WholeOffice, share)) },
    };
    rows.chunks(lanes).map(chart).fold(part, Part::chart).table(table)
}

fn told(lanes: &[(Phrase, Result<Proportion, Term>)]) -> impl Iterator<Item = (Phrase, Proportion)> {
    lanes.iter().filter_map(|(name, share)| Some((name.clone(), share.ok()?)))
}

/// What a chart shows in a sentence: so many of so many, and the highest and the lowest of the shares that may be held
/// against each other.
pub fn summary(compared: impl Iterator<Item = (Phrase, Proportion)>, shown: usize, all: usize) -> Phrase {
    let compared: Vec<(Phrase, Proportion)> = compared.collect();
    let by_share = |left: &&(Phrase, Proportion), right: &&(Phrase, Proportion)| left.1.share.total_cmp(&right.1.share);
    let named = |found: Option<&(Phrase, Proportion)>| {
        let beside = |(name, share): &(Phrase, Proportion)| named_share(name.clone(), *share);
        Cell::Phrase(found.map_or(Term::Neither.into(), beside))
    };
    Term::SharesSummary.with([
        Cell::Count(shown as u64),
        Cell::Count(all as u64),
        named(compared.iter().max_by(by_share)),
        named(compared.iter().min_by(by_share)),
    ])
}

/// Something with its share.
pub fn named_share(name: Phrase, share: Proportion) -> Phrase {
    Term::Beside.with([Cell::Phrase(name), Cell::Share(share)])
}

/// Each published department and rating, held against the whole office.
///
/// # Errors
/// As [`results`].
pub fn cells(findings: &Findings<'_>, standings: &Standings) -> Result<Part, UnknownName> {
    let now: Results = results(&findings.scope.query(GroupBy::Department, Vec::new()), findings.scope.record)?;
    let published: Vec<&Group> = now.groups.iter().filter(|group| group.withheld.is_none()).collect();
    if published.is_empty() {
        return Ok(Part::default().note(Term::WithheldNote));
    }
    let placed = standings.departments.iter().flat_map(|department| {
        let named = |standing: &QuestionStanding| {
            let name =
                [Cell::Phrase(findings.department(Some(&department.code))), findings.name(&standing.code).into()];
            Term::PlaceOf.with(name)
        };
        department.questions.iter().map(move |standing| (named(standing), &standing.contrast, standing.verdict()))
    });
    let mut part = Part::default().note(Term::CellsNote).notes(despite(placed));
    for asked in findings.ratings().chunks(QUESTIONS_ABREAST) {
        let codes: Vec<&QuestionCode> = asked.iter().map(|asked| &asked.question.code).collect();
        let columns = codes.iter().map(|code| Column::new(findings.name(code), Shape::Compact));
        let mut table = Table::new(std::iter::once(Column::words(Term::Department)).chain(columns));
        for group in &published {
            let cells = codes.iter().map(|code| {
                let sign = sign(standings, group, code);
                Cell::told(share_of(group, code), |share| Cell::SharePhrase(share, sign))
            });
            table = table.row(std::iter::once(Cell::Phrase(name(group))).chain(cells));
        }
        let office = codes.iter().map(|code| Cell::told(share_of(&now.total, code), Cell::Share));
        part = part.table(table.total(std::iter::once(Cell::term(Term::WholeOffice)).chain(office)));
    }
    Ok(part)
}

/// Each department held against the rest of the office, for a screen: its share of the question that comes first, and a
/// sign with a word for each other rating; the whole office stands below, also where one department is selected.
///
/// # Errors
/// As [`stand`].
pub fn grid(findings: &Findings<'_>) -> Result<Part, UnknownName> {
    let scope = &findings.scope;
    let standings = standings_of_all(findings)?;
    let (first, results) = (&findings.question.code, &standings.results);
    let mut rated = findings.ratings();
    rated.retain(|asked| &asked.question.code != first && results.total.question(&asked.question.code).is_some());
    let headings = rated.iter().map(|asked| Column::words(findings.name(&asked.question.code)));
    let lead = [Column::words(Term::Department), Column::new(findings.name(first), Shape::Compact)];
    let mut table = Table::new(lead.into_iter().chain(headings));
    let selected = |group: &&Group| match &group.key {
        Key::Department(Some(code)) => scope.departments.is_empty() || scope.departments.contains(code),
        _ => scope.departments.is_empty(),
    };
    for group in results.groups.iter().filter(selected) {
        let share = share_of(group, first);
        let marked = Cell::told(share, |share| Cell::SharePhrase(share, sign(&standings, group, first)));
        let signs = rated.iter().map(|asked| {
            let code = &asked.question.code;
            Cell::told(share_of(group, code), |_| Cell::term(sign(&standings, group, code)))
        });
        table = table.row([Cell::Phrase(name(group)), marked].into_iter().chain(signs));
    }
    let total = [Cell::term(Term::WholeOffice), Cell::told(share_of(&results.total, first), Cell::Share)];
    let blank = rated.iter().map(|_| Cell::Blank);
    Ok(Part::default().note(Term::CellsNote).table(table.total(total.into_iter().chain(blank))))
}

/// How all departments stand against each other, also where one is looked at alone.
///
/// # Errors
/// As [`stand`].
pub fn standings_of_all(findings: &Findings<'_>) -> Result<Standings, UnknownName> {
    let query = findings.scope.query(GroupBy::Department, Vec::new());
    stand(&Query { departments: Vec::new(), ..query }, findings.scope.record)
}

/// How the departments stand against each other.
///
/// # Errors
/// As [`stand`].
pub fn standings(findings: &Findings<'_>) -> Result<Standings, UnknownName> {
    stand(&findings.scope.query(GroupBy::Department, Vec::new()), findings.scope.record)
}

/// A group's name.
pub fn name(group: &Group) -> Phrase {
    match &group.key {
        Key::Department(Some(code)) => Phrase::Coded(code.to_string(), group.label.clone()),
        _ => (&group.label).into(),
    }
}

/// How a department stands in one question against the rest of the office.
fn standing<'a>(standings: &'a Standings, group: &Group, question: &QuestionCode) -> Option<&'a QuestionStanding> {
    let Key::Department(Some(code)) = &group.key else { return None };
    let department = standings.departments.iter().find(|standing| &standing.code == code)?;
    department.questions.iter().find(|standing| &standing.code == question)
}

/// A word and a sign for how a department stands in a question.
fn sign(standings: &Standings, group: &Group, question: &QuestionCode) -> Term {
    standing(standings, group, question).map_or(Term::NotPlaced, |standing| Term::sign(standing.verdict()))
}
