//! T11 and T12: what was decided earlier and whether it helped, and what this review gives reason to decide.

use crate::survey::action::{Action, EffectVerdict, Status};
use crate::survey::review::departments;
use crate::survey::review::dimensions;
use crate::survey::review::document::{Cell, Column, Part, PartId, Phrase, Shape, Table};
use crate::survey::review::headline::rule;
use crate::survey::review::objectives;
use crate::survey::review::sources::Findings;
use crate::survey::review::terms::Term;
use crate::survey::target::{TargetVerdict, in_force};
use crate::survey::wording::Verdict;

/// T11: earlier actions, as far as they were decided by the end of the period.
pub fn earlier_actions(findings: &Findings<'_>) -> Part {
    let sources = findings.sources;
    let decided =
        |action: &&Action| action.survey == sources.basis.survey && action.decided_on <= sources.basis.period.last();
    let mut actions: Vec<&Action> = sources.actions.iter().filter(decided).collect();
    actions.sort_by_key(|action| (action.due_on, action.id));
    if actions.is_empty() {
        return Part::new(PartId::T11).note(Term::NoActionsNote);
    }
    let mut table = Table::new([
        Column::words(Term::Action),
        Column::words(Term::Owner),
        Column::words(Term::DueAndDone),
        Column::new(Term::Before, Shape::Compact),
        Column::new(Term::After, Shape::Compact),
        Column::new(Term::Change, Shape::Change),
        Column::words(Term::Effect),
    ]);
    for action in actions {
        table = table.row(action_row(findings, action));
    }
    Part::new(PartId::T11).note(Term::ActionsNote).table(table)
}

fn action_row(findings: &Findings<'_>, action: &Action) -> Vec<Cell> {
    let share = |period: &_| findings.share(period, &action.question, action.department.as_ref());
    let before = action.before.as_ref().map_or(Err(Term::NotYetMeasured), share);
    let after = action.after.as_ref().map_or(Err(Term::NotYetMeasured), share);
    let through = findings.sources.record.closes.iter().map(|close| close.through).max();
    let effect = action.effect(before.ok(), after.ok(), through);
    let measured = effect.verdict != EffectVerdict::NotYet;
    let after = after.and_then(|share| if measured { Ok(share) } else { Err(Term::NotYetMeasured) });
    let unknown = before.and(after).err().unwrap_or(Term::NotYetMeasured);
    let subject = findings.department(action.department.as_ref());
    let what = Phrase::Term(
        Term::ActionAbout,
        vec![Cell::Text(action.title.clone()), Cell::Text(action.question.to_string()), Cell::Phrase(subject)],
    );
    let due = Cell::Day(action.due_on);
    let state = match (action.status(findings.sources.today), action.done_on) {
        (Status::Done, Some(day)) => Phrase::Term(Term::DoneOn, vec![due, Cell::Day(day)]),
        (Status::Overdue, _) => Phrase::Term(Term::OverdueSince, vec![due]),
        _ => Phrase::Term(Term::DueOn, vec![due]),
    };
    let verdict = match effect.verdict {
        EffectVerdict::Effective => Term::Effective,
        EffectVerdict::NotEffective => Term::NotEffective,
        EffectVerdict::Undecided => Term::EffectUndecided,
        EffectVerdict::NotYet => Term::NotYetMeasured,
        EffectVerdict::Unconfirmed => Term::Unconfirmed,
    };
    vec![
        Cell::Phrase(what),
        Cell::Text(action.owner.clone()),
        Cell::Phrase(state),
        Cell::told(before, Cell::Share),
        Cell::told(after, Cell::Share),
        Cell::or(effect.difference.filter(|_| measured), Cell::Difference, unknown),
        Cell::term(verdict),
    ]
}

/// T12: what this review gives reason to decide, and room for the decisions.
pub fn signals(findings: &Findings<'_>) -> Part {
    let mut table = Table::new([
        Column::words(Term::Finding),
        Column::words(Term::SeenIn),
        Column::new(Term::Decision, Shape::Blank),
        Column::new(Term::Owner, Shape::Blank),
        Column::new(Term::Due, Shape::Blank),
    ]);
    let mut found: Vec<(Phrase, PartId)> = Vec::new();
    found.extend(chart_signals(findings));
    found.extend(missed_targets(findings));
    found.extend(falls(findings));
    for (phrase, place) in found {
        table = table.row([
            Cell::Phrase(phrase),
            Cell::Text(place.as_str().to_owned()),
            Cell::Blank,
            Cell::Blank,
            Cell::Blank,
        ]);
    }
    let empty = table.rows.is_empty();
    let part = Part::new(PartId::T12).note(if empty { Term::NoSignalsNote } else { Term::SignalsNote });
    part.table(table)
}

/// The rules of the control chart that the period breaks.
fn chart_signals(findings: &Findings<'_>) -> Vec<(Phrase, PartId)> {
    let point = findings.trend.as_ref().and_then(|trend| trend.points.last());
    let signals = point.map(|point| point.signals.clone()).unwrap_or_default();
    let named = signals.into_iter().map(|signal| Phrase::Term(Term::ChartSignal, vec![Cell::term(rule(signal))]));
    named.map(|phrase| (phrase, PartId::F1)).collect()
}

fn missed_targets(findings: &Findings<'_>) -> Vec<(Phrase, PartId)> {
    let period = &findings.sources.basis.period;
    let missed = in_force(findings.sources.targets, period).into_iter().filter(|target| {
        let share = findings.share(period, &target.question, target.department.as_ref());
        target.verdict(share.ok().as_ref()) == TargetVerdict::NotMet
    });
    let phrase =
        |question, department| Phrase::Term(Term::TargetMissed, vec![Cell::Phrase(question), Cell::Phrase(department)]);
    missed
        .map(|target| {
            let words = (objectives::question(findings, target), objectives::department(findings, target));
            (phrase(words.0, words.1), PartId::T14)
        })
        .collect()
}

/// What fell by more than chance explains: departments by the headline, then dimensions of the whole office.
fn falls(findings: &Findings<'_>) -> Vec<(Phrase, PartId)> {
    let mut falls = Vec::new();
    for group in &findings.headline_change.groups {
        if group.questions.iter().any(|question| question.verdict() == Verdict::Decrease) {
            let shown = findings.now.groups.iter().find(|shown| shown.key == group.key);
            let name = shown.map_or_else(|| (&group.label).into(), departments::name);
            falls.push((Phrase::Term(Term::DepartmentFell, vec![Cell::Phrase(name)]), PartId::T3));
        }
    }
    for question in &findings.change.total.questions {
        if question.verdict() == Verdict::Decrease {
            let name = findings.version.question(question.code.as_str()).map(dimensions::name);
            let name = name.unwrap_or_else(|| Phrase::Coded(question.code.to_string(), Default::default()));
            falls.push((Phrase::Term(Term::DimensionFell, vec![Cell::Phrase(name)]), PartId::T5));
        }
    }
    falls
}
