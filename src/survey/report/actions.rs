//! What was decided earlier, and whether it helped.

use jiff::civil::Date;

use crate::survey::action::{Action, EffectVerdict, Source, Status};
use crate::survey::report::document::{Cell, Column, Part, Shape, Table};
use crate::survey::report::findings::Findings;
use crate::survey::report::terms::Term;

/// How many actions fit on the page of a department.
const MOST_ON_A_PAGE: usize = 2;
/// The column that says why an action was decided, and who sees to it.
const BESIDE_EFFECTS: [usize; 1] = [1];

/// Earlier actions, as far as they were decided by the end of the period.
pub fn earlier_actions(findings: &Findings<'_>, today: Date) -> Part {
    let scope = &findings.scope;
    let decided = |action: &&Action| action.decided_on <= scope.period.last();
    let mut actions: Vec<&Action> = scope.own_actions().filter(decided).collect();
    actions.sort_by_key(|action| (action.due_on, action.id));
    if actions.is_empty() {
        return Part::default().note(Term::NoActionsNote);
    }
    let mut table = Table::new([
        Column::words(Term::Action),
        Column::words(Term::DecisionAndOwner),
        Column::words(Term::DueAndDone),
        Column::new(Term::Before, Shape::Compact),
        Column::new(Term::After, Shape::Compact),
        Column::new(Term::Change, Shape::Change),
        Column::words(Term::Effect),
    ]);
    for action in actions {
        table = table.row(action_row(findings, action, today));
    }
    Part::default().note(Term::ActionsNote).table(table)
}

/// Earlier actions and what they changed, as far as they fit on the page of a department: those that were due last.
pub fn effects(findings: &Findings<'_>, today: Date) -> Part {
    let mut part = earlier_actions(findings, today);
    for table in &mut part.tables {
        let left = table.rows.len().saturating_sub(MOST_ON_A_PAGE);
        table.rows.drain(..left);
        if left > 0 {
            part.notes.push(Term::MoreActionsNote.with([Cell::Count(left as u64)]));
        }
    }
    part.tables = part.tables.into_iter().map(|table| table.without(&BESIDE_EFFECTS)).collect();
    part
}

fn action_row(findings: &Findings<'_>, action: &Action, today: Date) -> Vec<Cell> {
    let share = |period: &_| findings.share(period, &action.question, action.department.as_ref());
    let before = action.before.as_ref().map_or(Err(Term::NotYetMeasured), share);
    let after = action.after.as_ref().map_or(Err(Term::NotYetMeasured), share);
    let through = findings.scope.record.closed_through();
    let effect = action.effect(before.ok(), after.ok(), through);
    let measured = effect.verdict != EffectVerdict::NotYet;
    let after = after.and_then(|share| if measured { Ok(share) } else { Err(Term::NotYetMeasured) });
    let unknown = before.and(after).err().unwrap_or(Term::NotYetMeasured);
    let subject = findings.department(action.department.as_ref());
    let about =
        [Cell::Text(action.title.clone()), Cell::Phrase(findings.name(&action.question)), Cell::Phrase(subject)];
    let what = Term::ActionAbout.with(about);
    let decided = Term::DecidedFrom.with([
        Cell::Text(action.finding.clone()),
        Cell::term(source(action.source)),
        Cell::Day(action.decided_on),
        Cell::Text(action.owner.clone()),
    ]);
    let due = Cell::Day(action.due_on);
    let state = match (action.status(today), action.done_on) {
        (Status::Done, Some(day)) => Term::DoneOn.with([due, Cell::Day(day)]),
        (Status::Overdue, _) => Term::OverdueSince.with([due]),
        _ => Term::DueOn.with([due]),
    };
    vec![
        Cell::Phrase(what),
        Cell::Phrase(decided),
        Cell::Phrase(state),
        Cell::told(before, Cell::Share),
        Cell::told(after, Cell::Share),
        Cell::or(effect.difference.filter(|_| measured), Cell::Difference, unknown),
        Cell::term(outcome(effect.verdict)),
    ]
}

/// The word for what an action changed.
pub fn outcome(verdict: EffectVerdict) -> Term {
    match verdict {
        EffectVerdict::Effective => Term::Effective,
        EffectVerdict::NotEffective => Term::NotEffective,
        EffectVerdict::Undecided => Term::EffectUndecided,
        EffectVerdict::NotYet => Term::NotYetMeasured,
        EffectVerdict::Unconfirmed => Term::Unconfirmed,
    }
}

/// The word for where the reason for an action came from.
fn source(source: Source) -> Term {
    match source {
        Source::Signal => Term::SourceSignal,
        Source::CommentTheme => Term::SourceCommentTheme,
        Source::TargetMissed => Term::SourceTargetMissed,
        Source::Review => Term::SourceReview,
        Source::Other => Term::SourceOther,
    }
}
