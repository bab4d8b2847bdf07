//! All that a meeting must know, on one page: who stops reading there has missed nothing.

use crate::survey::comparison::ComparedQuestion;
use crate::survey::figures::UnknownName;
use crate::survey::period::Period;
use crate::survey::report::actions::outcome;
use crate::survey::report::document::{Cell, Column, Part, Phrase, Shape, Table};
use crate::survey::report::findings::{Findings, share_of};
use crate::survey::report::headline::{difference, verdict};
use crate::survey::report::signals::{evidence, finding, place_name, proposal, subject, unjudged};
use crate::survey::report::targets::{held, status};
use crate::survey::report::terms::Term;
use crate::survey::signals::{EvidenceKind, Signal};
use crate::survey::target::Target;

/// The headline with its target and its changes, what moved, which targets were missed, how actions fare, and what the
/// meeting is asked to decide.
///
/// # Errors
/// As [`Findings::year_on_year`].
pub fn summary(findings: &Findings<'_>, signals: &[Signal], targets: &[Target]) -> Result<Part, UnknownName> {
    let part = Part::default().notes(unjudged(findings)).notes(findings.doubts());
    let tables =
        [moved(findings, signals), missed(findings, signals), actions(findings, signals), asked(findings, signals)];
    let nothing = [Term::NothingMoved, Term::NothingMissed, Term::NoActionsToTell, Term::NothingAsked];
    let silent = tables.iter().zip(nothing).filter(|(table, _)| table.rows.is_empty()).map(|(_, note)| note.into());
    let part = part.notes(silent.collect::<Vec<Phrase>>()).table(headline(findings, targets)?);
    Ok(tables.into_iter().fold(part, Part::table))
}

/// The headline, its changes and its target.
fn headline(findings: &Findings<'_>, targets: &[Target]) -> Result<Table, UnknownName> {
    let code = &findings.question.code;
    let share = Cell::told(share_of(&findings.by_department.period.total, code), Cell::Share);
    let table = Table::of_facts().called(findings.name(code)).row([Cell::term(Term::SharePositive), share]);
    let change = |table: Table, against: &Period, compared: Option<&ComparedQuestion>| {
        let name = Term::ChangeSince.with([Cell::Period(against.clone())]);
        let told = compared.filter(|compared| compared.contrast.difference.is_some());
        let said = told.map(|told| Term::Labelled.with([verdict(Some(told)), difference(Some(told))]));
        table.row([name.into(), Cell::or(said, Cell::Phrase, Term::NoComparison)])
    };
    let table = change(table, &findings.scope.against, findings.by_department.total.questions.first());
    let table = match findings.year_on_year()? {
        Some(year) => change(table, &year.against.period, year.total.questions.first()),
        None => table,
    };
    let ours = held(findings, targets)
        .into_iter()
        .find(|held| held.target.department.is_none() && held.target.question == *code);
    let target = ours.map(|held| Term::Labelled.with([Cell::Goal(held.target.share), status(&held)]));
    Ok(table.row([Cell::term(Term::Goal), Cell::or(target, Cell::Phrase, Term::NotEntered)]))
}

/// Each share that moved or stands apart.
fn moved(findings: &Findings<'_>, signals: &[Signal]) -> Table {
    let table = Table::new([
        Column::words(Term::Where),
        Column::new(Term::SharePositive, Shape::Compact),
        Column::words(Term::Finding),
    ])
    .called(Term::WhatMoved);
    signals.iter().fold(table, |table, signal| match signal {
        Signal::Share(place) if !evidence(place).is_empty() => {
            let name = place_name(findings, &place.question, place.department.as_ref());
            table.row([name.into(), Cell::Share(place.share), Cell::Phrases(evidence(place))])
        }
        _ => table,
    })
}

/// The targets that were missed.
fn missed(findings: &Findings<'_>, signals: &[Signal]) -> Table {
    let table = Table::new([
        Column::words(Term::Where),
        Column::numbers(Term::Goal),
        Column::new(Term::SharePositive, Shape::Compact),
        Column::words(Term::Verdict),
    ])
    .called(Term::TargetsMissed);
    let places = signals.iter().filter_map(|signal| if let Signal::Share(place) = signal { Some(place) } else { None });
    places.fold(table, |table, place| {
        let name = place_name(findings, &place.question, place.department.as_ref());
        place.evidence.iter().fold(table, |table, evidence| match evidence.kind {
            EvidenceKind::Target { goal } => {
                let verdict = if evidence.certain { Term::NotMet } else { Term::Unconfirmed };
                table.row([name.clone().into(), Cell::Goal(goal), Cell::Share(place.share), Cell::term(verdict)])
            }
            _ => table,
        })
    })
}

/// The actions that are overdue, do not work, or do.
fn actions(findings: &Findings<'_>, signals: &[Signal]) -> Table {
    let table = Table::new([Term::Action, Term::Effect].map(Column::words)).called(Term::ActionsToTell);
    signals.iter().fold(table, |table, signal| match signal {
        Signal::Overdue(_) => table.row([finding(findings, signal).into(), Cell::term(Term::Overdue)]),
        Signal::Measured(_, effect) => {
            table.row([finding(findings, signal).into(), Cell::term(outcome(effect.verdict))])
        }
        _ => table,
    })
}

/// What the meeting is asked to decide, and about what.
fn asked(findings: &Findings<'_>, signals: &[Signal]) -> Table {
    let mut asked: Vec<(Term, Vec<Phrase>)> = Vec::new();
    for signal in signals.iter().filter(|signal| signal.is_adverse()) {
        let (proposal, subject) = (proposal(signal), subject(findings, signal));
        match asked.iter_mut().find(|(known, _)| *known == proposal) {
            Some((_, subjects)) => subjects.push(subject),
            None => asked.push((proposal, vec![subject])),
        }
    }
    let table = Table::new([Term::Proposal, Term::Concerns].map(Column::words)).called(Term::AskedOfMeeting);
    asked
        .into_iter()
        .fold(table, |table, (proposal, subjects)| table.row([Cell::term(proposal), Cell::Phrases(subjects)]))
}
