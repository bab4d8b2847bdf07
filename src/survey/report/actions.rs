//! What was decided earlier and whether it helped, and what this review gives reason to decide.

use jiff::civil::Date;

use crate::survey::action::{Action, EffectVerdict, Status};
use crate::survey::report::departments;
use crate::survey::report::document::{Cell, Column, Part, Phrase, Shape, Table};
use crate::survey::report::findings::{Entered, Findings};
use crate::survey::report::targets::missed;
use crate::survey::report::terms::Term;
use crate::survey::wording::Verdict;

/// Earlier actions, as far as they were decided by the end of the period.
pub fn earlier_actions(findings: &Findings<'_>, entered: &Entered<'_>) -> Part {
    let scope = &findings.scope;
    let decided = |action: &&Action| action.survey == scope.survey && action.decided_on <= scope.period.last();
    let mut actions: Vec<&Action> = scope.actions.iter().filter(decided).collect();
    actions.sort_by_key(|action| (action.due_on, action.id));
    if actions.is_empty() {
        return Part::default().note(Term::NoActionsNote);
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
        table = table.row(action_row(findings, action, entered.today));
    }
    Part::default().note(Term::ActionsNote).table(table)
}

fn action_row(findings: &Findings<'_>, action: &Action, today: Date) -> Vec<Cell> {
    let share = |period: &_| findings.share(period, &action.question, action.department.as_ref());
    let before = action.before.as_ref().map_or(Err(Term::NotYetMeasured), share);
    let after = action.after.as_ref().map_or(Err(Term::NotYetMeasured), share);
    let through = findings.scope.record.closes.iter().map(|close| close.through).max();
    let effect = action.effect(before.ok(), after.ok(), through);
    let measured = effect.verdict != EffectVerdict::NotYet;
    let after = after.and_then(|share| if measured { Ok(share) } else { Err(Term::NotYetMeasured) });
    let unknown = before.and(after).err().unwrap_or(Term::NotYetMeasured);
    let subject = findings.department(action.department.as_ref());
    let about =
        [Cell::Text(action.title.clone()), Cell::Phrase(findings.name(&action.question)), Cell::Phrase(subject)];
    let what = Term::ActionAbout.with(about);
    let due = Cell::Day(action.due_on);
    let state = match (action.status(today), action.done_on) {
        (Status::Done, Some(day)) => Term::DoneOn.with([due, Cell::Day(day)]),
        (Status::Overdue, _) => Term::OverdueSince.with([due]),
        _ => Term::DueOn.with([due]),
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

/// What this review gives reason to decide, and where it is seen: over time, in targets, by department and by rating.
pub fn signals(findings: &Findings<'_>, entered: &Entered<'_>, places: [&'static str; 4]) -> Part {
    let columns = [Term::Finding, Term::SeenIn].map(Column::words);
    let decisions = [Term::Decision, Term::Owner, Term::Due].map(|term| Column::new(term, Shape::Blank));
    let found = [
        chart_signals(findings),
        missed(findings, entered.targets),
        fallen_departments(findings),
        fallen_ratings(findings),
    ];
    let found =
        found.into_iter().zip(places).flat_map(|(phrases, place)| phrases.into_iter().map(move |it| (it, place)));
    let table = found.fold(Table::new(columns.into_iter().chain(decisions)), |table, (phrase, place)| {
        table.row([phrase.into(), Cell::Text(place.to_owned()), Cell::Blank, Cell::Blank, Cell::Blank])
    });
    let empty = table.rows.is_empty();
    Part::default().note(if empty { Term::NoSignalsNote } else { Term::SignalsNote }).table(table)
}

/// The rules of the control chart that the period breaks.
fn chart_signals(findings: &Findings<'_>) -> Vec<Phrase> {
    let point = findings.trend.as_ref().and_then(|trend| trend.points.last());
    let signals = point.map_or(&[][..], |point| &point.signals).iter();
    let named = signals.map(|signal| Phrase::Said(signal.as_str(), signal.words()));
    named.map(|rule| Term::ChartSignal.with([Cell::Phrase(rule)])).collect()
}

/// The departments that fell by more than chance explains.
fn fallen_departments(findings: &Findings<'_>) -> Vec<Phrase> {
    let groups = findings.by_department.period.groups.iter().zip(&findings.by_department.groups);
    let fell = groups.filter(|(_, compared)| compared.questions.iter().any(|it| it.verdict() == Verdict::Decrease));
    fell.map(|(group, _)| Term::DepartmentFell.with([Cell::Phrase(departments::name(group))])).collect()
}

/// The questions that the whole office fell in by more than chance explains.
fn fallen_ratings(findings: &Findings<'_>) -> Vec<Phrase> {
    let fell = findings.everything.total.questions.iter().filter(|it| it.verdict() == Verdict::Decrease);
    fell.map(|compared| Term::DimensionFell.with([Cell::Phrase(findings.name(&compared.code))])).collect()
}
