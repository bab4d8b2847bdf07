//! Complaints and motions, as the office counted them. They stand beside the survey, and are never merged with it.

use crate::survey::codes::DepartmentCode;
use crate::survey::complaint::{Cases, Complaints};
use crate::survey::period::{Period, Unit};
use crate::survey::report::document::{Cell, Column, Part, Table};
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
    let mut table = table.total(cells(Cell::term(Term::WholeOffice), sum(entered())));
    let before = period.before();
    let earlier: Vec<&Complaints> = all.iter().filter(|entry| within(&entry.quarter, &before)).collect();
    if !earlier.is_empty() {
        let name = Term::InPeriod.with([Cell::Period(before)]);
        table = table.total(cells(Cell::Phrase(name), sum(earlier.into_iter())));
    }
    part.note(Term::ComplaintsNote).table(table)
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
