//! All that a meeting must know, on one page: who stops reading there has missed nothing.

use crate::survey::action::Action;
use crate::survey::codes::{DepartmentCode, QuestionCode};
use crate::survey::comparison::Comparison;
use crate::survey::figures::UnknownName;
use crate::survey::period::Period;
use crate::survey::report::actions::outcome;
use crate::survey::report::document::{Cell, Column, Part, Phrase, Shape, Table};
use crate::survey::report::findings::{Findings, share_of};
use crate::survey::report::headline::{difference, earlier, unconfirmed, verdict};
use crate::survey::report::signals::{finding, place_name, proposal, subject, under_way, unjudged};
use crate::survey::report::targets::{held, status};
use crate::survey::report::terms::Term;
use crate::survey::signals::{Evidence, EvidenceKind, Place, Signal};
use crate::survey::statistics::Difference;
use crate::survey::target::Target;

/// The most dimensions of a department that the meeting is asked about by their names, unless the last would be left alone.
const MOST_NAMED: usize = 2;

/// The headline with its target and its changes, what moved, which targets were missed, how actions fare, and what the
/// meeting is asked to decide.
///
/// # Errors
/// As [`Findings::year_on_year`].
pub fn summary(findings: &Findings<'_>, signals: &[Signal], targets: &[Target]) -> Result<Part, UnknownName> {
    let year = findings.year_on_year()?;
    let tables = [
        moved(findings, signals, year.as_ref().map(|year| &year.against.period)),
        apart(findings, signals),
        missed(findings, signals),
        actions(findings, signals),
        asked(findings, signals),
    ];
    let nothing = [Term::NothingMoved, Term::NothingMissed, Term::NoActionsToTell, Term::NothingAsked];
    // What stands apart from the rest is told, too.
    let told =
        [tables[0].rows.len() + tables[1].rows.len(), tables[2].rows.len(), tables[3].rows.len(), tables[4].rows.len()];
    let silent = told.into_iter().zip(nothing).filter(|(rows, _)| *rows == 0).map(|(_, note)| note.into());
    let part = Part::default()
        .notes(unjudged(findings))
        .notes(charts(findings, signals))
        .notes(silent)
        .notes(findings.doubts())
        .notes(unconfirmed(&earlier(findings, year.as_ref())))
        .note(legend(signals, !tables[0].rows.is_empty()))
        .table(headline(findings, targets, year.as_ref()));
    Ok(tables.into_iter().fold(part, Part::table))
}

/// What stands in brackets, and what a dash and a word of doubt mean, where they are there.
fn legend(signals: &[Signal], dashes: bool) -> Phrase {
    let mut evidence = signals.iter().filter_map(Signal::place).flat_map(|place| &place.evidence);
    let doubtful = evidence.any(|evidence| !evidence.certain);
    let marks = [(dashes, Term::LegendDash), (doubtful, Term::LegendDoubtful)];
    let marks = marks.into_iter().filter(|(there, _)| *there).map(|(_, mark)| mark);
    marks.fold(Term::LegendBrackets.into(), |said, mark| Term::Beside.with([said.into(), Cell::term(mark)]))
}

/// The headline, its changes and its target.
fn headline(findings: &Findings<'_>, targets: &[Target], year: Option<&Comparison>) -> Table {
    let code = &findings.question.code;
    let share = Cell::told(share_of(&findings.by_department.period.total, code), Cell::Share);
    let table = Table::of_facts().row([findings.name(code).into(), share]);
    let table = earlier(findings, year).into_iter().fold(table, |table, (against, compared)| {
        let name = Term::ChangeSince.with([Cell::Period(against.period.clone())]);
        let told = compared.filter(|compared| compared.contrast.difference.is_some());
        let said = told.map(|told| Term::Labelled.with([verdict(Some(told)), difference(Some(told))]));
        table.row([name.into(), Cell::or(said, Cell::Phrase, Term::NoComparison)])
    });
    let ours = held(findings, targets)
        .into_iter()
        .find(|held| held.target.department.is_none() && held.target.question == *code);
    let target = ours.map(|held| Term::Labelled.with([Cell::Goal(held.target.share), status(&held)]));
    table.row([Cell::term(Term::Goal), Cell::or(target, Cell::Phrase, Term::NotEntered)])
}

/// Each share that moved, by department, the largest first; a department's own share stands above those of its dimensions.
fn moved(findings: &Findings<'_>, signals: &[Signal], year: Option<&Period>) -> Table {
    let since = |period: &Period| Column::new(Term::ChangeSince.with([Cell::Period(period.clone())]), Shape::Points);
    let against = &findings.scope.against;
    let lead = [Column::words(Term::Where), Column::new(Term::SharePositive, Shape::Compact), since(against)];
    let columns = lead.into_iter().chain(year.map(since)).chain([Column::new(Term::AgainstRest, Shape::Points)]);
    let evidence = |place: Option<&Place>| {
        let changed = |since: &Period| place.and_then(|place| evident(place, |kind| change(kind, since)));
        let apart = place.and_then(|place| evident(place, distance));
        let cells = [changed(against)].into_iter().chain(year.map(changed)).chain([apart]);
        cells.map(|cell| cell.unwrap_or(Cell::term(Term::Neither))).collect::<Vec<Cell>>()
    };
    let headline = &findings.question.code;
    by_department(signals, headline, false).fold(
        Table::new(columns).called(Term::WhatMoved),
        |table, (department, places)| {
            let (own, others): (Vec<&Place>, Vec<&Place>) =
                places.into_iter().partition(|place| place.question == *headline);
            let share = findings.share(&findings.scope.period, headline, department);
            let cells = [findings.department(department).into(), Cell::told(share, Cell::Share)];
            let table = table.head(cells.into_iter().chain(evidence(own.first().copied())));
            others.into_iter().fold(table, |table, place| {
                let name = Term::Listed.with([findings.name(&place.question).into()]);
                table.row([name.into(), Cell::Share(place.share)].into_iter().chain(evidence(Some(place))))
            })
        },
    )
}

/// What is another than in the rest of the office, and nothing else: a line for each department.
fn apart(findings: &Findings<'_>, signals: &[Signal]) -> Table {
    let table = Table::new([Term::Where, Term::Finding].map(Column::words)).called(Term::ApartFromRest);
    by_department(signals, &findings.question.code, true).fold(table, |table, (department, places)| {
        let told = places.into_iter().flat_map(|place| {
            let name = findings.name(&place.question);
            let of = move |evidence: &Evidence| {
                let Difference { share, low, high, .. } = distance(&evidence.kind)?;
                let points = [share, low, high].map(|part| Cell::Signed(100.0 * part, 1));
                let said = Term::PointsOf.with([Cell::Phrase(name.clone())].into_iter().chain(points));
                Some(if evidence.certain { said } else { doubted(said) })
            };
            place.evidence.iter().filter_map(of)
        });
        table.row([findings.department(department).into(), Cell::Phrases(told.collect())])
    })
}

/// What is to be said of a place beside its target.
fn beside_target(place: &Place) -> impl Iterator<Item = &Evidence> {
    place.evidence.iter().filter(|evidence| !matches!(evidence.kind, EvidenceKind::Target { .. }))
}

/// Whether nothing is to be said of a dimension but that it is another than in the rest of the office.
fn is_only_apart(place: &Place, headline: &QuestionCode) -> bool {
    place.question != *headline && beside_target(place).all(|evidence| distance(&evidence.kind).is_some())
}

/// The places with something to be said of them beside their targets, by department, in the order in which these appear.
fn by_department<'a>(
    signals: &'a [Signal],
    headline: &QuestionCode,
    only_apart: bool,
) -> impl Iterator<Item = (Option<&'a DepartmentCode>, Vec<&'a Place>)> {
    let mut departments: Vec<(Option<&'a DepartmentCode>, Vec<&'a Place>)> = Vec::new();
    let wanted = |place: &&Place| beside_target(place).next().is_some() && is_only_apart(place, headline) == only_apart;
    for place in signals.iter().filter_map(Signal::place).filter(wanted) {
        let department = place.department.as_ref();
        match departments.iter_mut().find(|(known, _)| *known == department) {
            Some((_, places)) => places.push(place),
            None => departments.push((department, vec![place])),
        }
    }
    departments.into_iter()
}

/// The cell of a difference that a place has evidence of; nothing: it has none.
fn evident(place: &Place, difference: impl Fn(&EvidenceKind) -> Option<Difference>) -> Option<Cell> {
    place.evidence.iter().find_map(|evidence| {
        let difference = difference(&evidence.kind)?;
        let doubtful = Cell::DifferencePhrase(difference, Term::DoubtMark);
        Some(if evidence.certain { Cell::Difference(difference) } else { doubtful })
    })
}

fn change(kind: &EvidenceKind, since: &Period) -> Option<Difference> {
    match kind {
        EvidenceKind::Change { against, difference, .. } if against == since => Some(*difference),
        _ => None,
    }
}

fn distance(kind: &EvidenceKind) -> Option<Difference> {
    if let EvidenceKind::Distance { difference, .. } = kind { Some(*difference) } else { None }
}

/// What is below the limits of its control chart; nothing: no share is.
fn charts(findings: &Findings<'_>, signals: &[Signal]) -> Option<Phrase> {
    let said = signals.iter().filter_map(Signal::place).flat_map(|place| {
        place.evidence.iter().filter_map(|evidence| {
            let EvidenceKind::Chart { limits, .. } = evidence.kind else { return None };
            let name = place_name(findings, &place.question, place.department.as_ref());
            let said = Term::ChartOf.with([name.into(), Cell::Limits(limits.low, limits.high)]);
            Some(if evidence.certain { said } else { doubted(said) })
        })
    });
    let said: Vec<Phrase> = said.collect();
    (!said.is_empty()).then(|| Term::ChartNoted.with([Cell::Phrases(said)]))
}

/// With the mark of what is in doubt.
fn doubted(said: Phrase) -> Phrase {
    Term::Beside.with([said.into(), Cell::term(Term::DoubtMark)])
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
    signals.iter().filter_map(Signal::place).fold(table, |table, place| {
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
    let named = |action: &Action| {
        let place = place_name(findings, &action.question, action.department.as_ref());
        Cell::from(Term::ActionOf.with([Cell::Text(action.title.clone()), place.into()]))
    };
    signals.iter().fold(table, |table, signal| match signal {
        Signal::Overdue(action) => {
            let told = Term::OverdueTold.with([Cell::Day(action.due_on), Cell::Text(action.owner.clone())]);
            table.row([named(action), told.into()])
        }
        Signal::Measured(action, effect) => {
            let shares = [effect.before, effect.after].map(|share| Cell::or(share, Cell::Share, Term::NoAnswers));
            let verdict = Cell::term(outcome(effect.verdict));
            table.row([named(action), Term::EffectTold.with([verdict].into_iter().chain(shares)).into()])
        }
        _ => table,
    })
}

/// What the meeting is asked to decide, and about what: a department is named once.
fn asked(findings: &Findings<'_>, signals: &[Signal]) -> Table {
    let mut asked: Vec<(Term, Vec<&Signal>)> = Vec::new();
    for signal in signals.iter().filter(|signal| signal.is_adverse()) {
        let proposal = proposal(signal);
        match asked.iter_mut().find(|(known, _)| *known == proposal) {
            Some((_, about)) => about.push(signal),
            None => asked.push((proposal, vec![signal])),
        }
    }
    let table = Table::new([Term::Proposal, Term::Concerns].map(Column::words)).called(Term::AskedOfMeeting);
    asked.into_iter().fold(table, |table, (proposal, about)| {
        table.row([Cell::term(proposal), Cell::Phrases(subjects(findings, &about))])
    })
}

/// What signals are about: a department with its questions, unless it is the headline alone; an action by its name, and
/// what else the office counted with its figures.
fn subjects(findings: &Findings<'_>, signals: &[&Signal]) -> Vec<Phrase> {
    let mut places: Vec<(Option<&DepartmentCode>, Vec<&QuestionCode>)> = Vec::new();
    let mut others = Vec::new();
    for signal in signals {
        let Some(place) = signal.place() else {
            // What an action did is told among actions.
            let acted = matches!(signal, Signal::Overdue(_) | Signal::Measured(..));
            others.push(if acted { subject } else { finding }(findings, signal));
            continue;
        };
        let department = place.department.as_ref();
        match places.iter_mut().find(|(known, _)| *known == department) {
            Some((_, questions)) => questions.push(&place.question),
            None => places.push((department, vec![&place.question])),
        }
    }
    let named = places.into_iter().map(|(department, questions)| {
        let own =
            signals.iter().copied().filter(|it| it.place().is_some_and(|it| it.department.as_ref() == department));
        under_way(findings, own, named(findings, department, &questions))
    });
    named.chain(others).collect()
}

/// A department with questions: the headline first, what is no dimension, then dimensions, of which many are counted.
fn named(findings: &Findings<'_>, department: Option<&DepartmentCode>, questions: &[&QuestionCode]) -> Phrase {
    let (name, headline) = (findings.department(department), &findings.question.code);
    if questions == [headline] {
        return name;
    }
    let ratings = findings.ratings();
    let is_dimension =
        |code: &QuestionCode| code != headline && ratings.iter().any(|asked| asked.question.code == *code);
    let (dimensions, mut shown): (Vec<_>, Vec<_>) = questions.iter().copied().partition(|code| is_dimension(code));
    shown.sort_by_key(|code| *code != headline);
    let left = if dimensions.len() > MOST_NAMED + 1 { dimensions.len() - MOST_NAMED } else { 0 };
    shown.extend(&dimensions[..dimensions.len() - left]);
    let names = shown.into_iter().map(|code| findings.name(code));
    let names = names.reduce(|all, next| Term::PlaceOf.with([all.into(), next.into()]));
    let names = Cell::or(names, Cell::Phrase, Term::Neither);
    let names = if left == 0 { names } else { Term::AndOthers.with([names, Cell::Count(left as u64)]).into() };
    Term::PlacesOf.with([name.into(), names])
}
