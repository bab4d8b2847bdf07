//! What the office has set itself, and whether the interval says that it was reached.

use crate::survey::codes::QuestionCode;
use crate::survey::figures::Proportion;
use crate::survey::report::document::{Cell, Column, Figures, Part, Phrase, Shape, Table};
use crate::survey::report::findings::Findings;
use crate::survey::report::terms::Term;
use crate::survey::target::{Target, TargetVerdict, in_force};

/// A target that holds, with what was reached.
pub struct Held<'a> {
    /// The target.
    pub target: &'a Target,
    /// The share that is held against it, or why it is not told.
    pub share: Result<Proportion, Term>,
    /// Whether that reaches it.
    pub verdict: TargetVerdict,
}

/// The targets that hold: those of the whole office first, and as they are asked.
pub fn held<'a>(findings: &Findings<'_>, targets: &'a [Target]) -> Vec<Held<'a>> {
    let period = &findings.scope.period;
    let order = findings.asked();
    let asked = |code: &QuestionCode| order.iter().position(|asked| &asked.question.code == code);
    let mut holding = in_force(targets, period);
    holding.sort_by_key(|target| (target.department.clone(), asked(&target.question)));
    let held = holding.into_iter().map(|target| {
        let share = findings.share(period, &target.question, target.department.as_ref());
        Held { target, share, verdict: target.verdict(share.ok().as_ref(), findings.now().closed) }
    });
    held.collect()
}

/// The target for the question that comes first, of the office or the department that is looked at; none: none holds.
pub fn main<'a>(findings: &Findings<'_>, targets: &'a [Target]) -> Option<Held<'a>> {
    let department = match &findings.scope.departments[..] {
        [] => None,
        [only] => Some(only),
        _ => return None,
    };
    held(findings, targets)
        .into_iter()
        .find(|held| held.target.question == findings.question.code && held.target.department.as_ref() == department)
}

/// A target, and whether it was reached.
pub fn goal(held: &Held<'_>) -> Phrase {
    Term::Labelled.with([Cell::Goal(held.target.share), status(held)])
}

/// The targets for a screen: the verdict stands first.
pub fn reached(findings: &Findings<'_>, targets: &[Target]) -> Part {
    let columns = [
        Column::words(Term::Question),
        Column::words(Term::Verdict),
        Column::numbers(Term::Goal),
        Column::new(Term::SharePositive, Shape::Compact),
    ];
    part(findings, targets, Table::new(columns), |table, held| {
        let department = findings.department(held.target.department.as_ref());
        let about = Term::Scoped.with([Cell::Phrase(findings.name(&held.target.question)), Cell::Phrase(department)]);
        let code = held.target.department.as_ref().map(|code| format!(" {code}")).unwrap_or_default();
        let cells = [about.into(), status(held), Cell::Goal(held.target.share), Cell::told(held.share, Cell::Share)];
        table.coded(format!("{}{code}", held.target.question), cells)
    })
}

/// The targets as objectives of quality.
pub fn objectives(findings: &Findings<'_>, targets: &[Target]) -> Part {
    let columns = [
        Column::words(Term::Objective),
        Column::words(Term::Department),
        Column::numbers(Term::Goal),
        Column::new(Term::SharePositive, Shape::Share),
        Column::words(Term::Verdict),
    ];
    part(findings, targets, Table::new(columns), |table, held| {
        table.row([
            Cell::Phrase(findings.name(&held.target.question)),
            Cell::Phrase(findings.department(held.target.department.as_ref())),
            Cell::Goal(held.target.share),
            Cell::told(held.share, Cell::Share),
            status(held),
        ])
    })
}

fn part(findings: &Findings<'_>, targets: &[Target], table: Table, row: impl Fn(Table, &Held<'_>) -> Table) -> Part {
    let held = held(findings, targets);
    if held.is_empty() {
        return Part::default().note(Term::NoTargetsNote);
    }
    let count = |wanted| Cell::Count(held.iter().filter(|held| held.verdict == wanted).count() as u64);
    let counts = [TargetVerdict::Met, TargetVerdict::NotMet, TargetVerdict::Undecided, TargetVerdict::Unconfirmed];
    let counts =
        if findings.now().closed { Term::TargetCounts.with(counts.map(count)) } else { Term::TargetsNotYet.into() };
    let part = Part::default().note(counts).note(Term::TargetsNote);
    part.of_figures(Figures::Targets).table(held.iter().fold(table, row))
}

/// The words of a verdict about a target.
pub fn status(held: &Held<'_>) -> Cell {
    Cell::term(match held.verdict {
        TargetVerdict::Met => Term::Met,
        TargetVerdict::NotMet => Term::NotMet,
        TargetVerdict::Undecided => Term::Undecided,
        TargetVerdict::NotYet => Term::NotClosedYet,
        TargetVerdict::Unconfirmed => Term::Unconfirmed,
    })
}
