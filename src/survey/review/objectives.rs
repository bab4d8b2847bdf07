//! T14: what the office has set itself, and whether the interval says that it was reached.

use crate::survey::review::dimensions;
use crate::survey::review::document::{Cell, Column, Part, PartId, Phrase, Shape, Table};
use crate::survey::review::sources::Findings;
use crate::survey::review::terms::Term;
use crate::survey::target::{Target, TargetVerdict, in_force};

/// T14: the objectives.
pub fn objectives(findings: &Findings<'_>) -> Part {
    let targets = in_force(findings.sources.targets, &findings.sources.basis.period);
    if targets.is_empty() {
        return Part::new(PartId::T14).note(Term::NoTargetsNote);
    }
    let mut table = Table::new([
        Column::words(Term::Objective),
        Column::words(Term::Department),
        Column::numbers(Term::Goal),
        Column::new(Term::SharePositive, Shape::Share),
        Column::words(Term::Status),
    ]);
    for target in targets {
        let share = findings.share(&findings.sources.basis.period, &target.question, target.department.as_ref());
        table = table.row([
            Cell::Phrase(question(findings, target)),
            Cell::Phrase(department(findings, target)),
            Cell::Goal(target.share),
            Cell::told(share, Cell::Share),
            Cell::term(status(target.verdict(share.ok().as_ref()))),
        ]);
    }
    Part::new(PartId::T14).note(Term::TargetsNote).table(table)
}

/// The words of a verdict about a target.
pub fn status(verdict: TargetVerdict) -> Term {
    match verdict {
        TargetVerdict::Met => Term::Met,
        TargetVerdict::NotMet => Term::NotMet,
        TargetVerdict::Undecided => Term::Undecided,
        TargetVerdict::Unconfirmed => Term::Unconfirmed,
    }
}

/// What a target is about: its question.
pub fn question(findings: &Findings<'_>, target: &Target) -> Phrase {
    findings
        .version
        .question(target.question.as_str())
        .map_or_else(|| Phrase::Coded(target.question.to_string(), Default::default()), dimensions::name)
}

/// What a target is about: its department.
pub fn department(findings: &Findings<'_>, target: &Target) -> Phrase {
    findings.department(target.department.as_ref())
}
