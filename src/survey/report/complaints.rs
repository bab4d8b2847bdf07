//! Complaints and motions, as the office counted them. They stand beside the survey, and are never merged with it.

use crate::survey::codes::DepartmentCode;
use crate::survey::complaint::{Cases, Complaints};
use crate::survey::period::{Period, Unit};
use crate::survey::report::document::{Cell, Column, Part, Phrase, Table};
use crate::survey::report::findings::Findings;
use crate::survey::report::terms::Term;

/// Complaints and motions.
pub fn complaints(findings: &Findings<'_>, all: &[Complaints]) -> Part {
    let period = &findings.scope.period;
    let part = Part::default();
    if period.whole_parts(Unit::Quarter).is_none() {
        return part.note(Term::ComplaintsByQuarterNote);
    }
    let entered = || all.iter().filter(|entry| within(&entry.quarter, period));
    let mut departments: Vec<DepartmentCode> = entered().map(|entry| entry.department.clone()).collect();
    let place = |code: &DepartmentCode| findings.version.departments.iter().position(|known| known.code == *code);
    departments.sort_by_key(|code| (place(code).unwrap_or(usize::MAX), code.clone()));
    departments.dedup();
    if departments.is_empty() {
        return part.note(Term::NoComplaintsNote);
    }
    let mut table = Table::new([
        Column::words(Term::Department),
        Column::numbers(Term::ComplaintsReceived),
        Column::numbers(Term::HandledOnTime),
        Column::numbers(Term::Justified),
        Column::numbers(Term::MotionsReceived),
        Column::numbers(Term::HandledOnTime),
        Column::numbers(Term::Justified),
    ]);
    for department in &departments {
        let own = entered().filter(|entry| &entry.department == department);
        table = table.row(cells(Cell::Phrase(findings.department(Some(department))), sum(own)));
    }
    let silent_now = silent(findings, all, period);
    let in_period = |period: &Period| Cell::Phrase(Term::InPeriod.with([Cell::Period(period.clone())]));
    let ours = if silent_now.is_empty() { Cell::term(Term::WholeOffice) } else { in_period(period) };
    let table = table.total(cells(ours, sum(entered())));
    let part = part.note(Term::ComplaintsNote).notes(told_silent(findings, period, &silent_now));
    let before = period.before();
    let earlier: Vec<&Complaints> = all.iter().filter(|entry| within(&entry.quarter, &before)).collect();
    if earlier.is_empty() {
        return part.table(table);
    }
    let silent_before = silent(findings, all, &before);
    let differ = (silent_before != silent_now).then(|| Term::TotalsDiffer.into());
    let part = part.notes(told_silent(findings, &before, &silent_before)).notes(differ);
    part.table(table.total(cells(in_period(&before), sum(earlier.into_iter()))))
}

/// The departments that did not give the figures of each quarter of a period.
fn silent<'a>(findings: &'a Findings<'_>, all: &[Complaints], period: &Period) -> Vec<&'a DepartmentCode> {
    let quarters = period.whole_parts(Unit::Quarter).unwrap_or_default();
    let gave =
        |code: &DepartmentCode| quarters.iter().all(|quarter| all.iter().any(|entry| entry.is_of(code, quarter)));
    let known = findings.version.departments.iter().filter(|department| department.is_known_on(period.last()));
    known.map(|department| &department.code).filter(|code| !gave(code)).collect()
}

/// Which departments are not in the totals of a period; nothing: all are.
fn told_silent(findings: &Findings<'_>, period: &Period, silent: &[&DepartmentCode]) -> Option<Phrase> {
    let names = silent.iter().map(|code| findings.department(Some(code))).collect::<Vec<Phrase>>();
    (!names.is_empty()).then(|| Term::NoFiguresOf.with([Cell::Period(period.clone()), Cell::Phrases(names)]))
}

fn within(quarter: &Period, period: &Period) -> bool {
    period.holds(quarter.first()) && period.holds(quarter.last())
}

/// Complaints, then motions.
fn sum<'a>(entries: impl Iterator<Item = &'a Complaints>) -> [Cases; 2] {
    let mut sum = [Cases::default(); 2];
    for entry in entries {
        sum[0].add(entry.complaints);
        sum[1].add(entry.motions);
    }
    sum
}

fn cells(name: Cell, sums: [Cases; 2]) -> Vec<Cell> {
    let counts = sums.into_iter().flat_map(|cases| [cases.received, cases.on_time, cases.justified]);
    std::iter::once(name).chain(counts.map(|count| Cell::Count(count.into()))).collect()
}
