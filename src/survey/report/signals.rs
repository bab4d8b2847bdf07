//! What calls for a decision, in words: the list that the review proposes from and that pages repeat.

use crate::survey::action::{Action, EffectVerdict};
use crate::survey::codes::{DepartmentCode, QuestionCode};
use crate::survey::report::actions::outcome;
use crate::survey::report::document::{Cell, Column, Part, Phrase, Shape, Table};
use crate::survey::report::findings::Findings;
use crate::survey::report::terms::Term;
use crate::survey::signals::{Evidence, EvidenceKind, Late, Place, Signal};
use crate::survey::statistics::Difference;
use crate::survey::wording::Verdict;

/// The signals that call for a decision, each with where it is seen, and room for what is decided.
pub fn proposals(findings: &Findings<'_>, signals: &[Signal], seen_in: &dyn Fn(&Signal) -> String) -> Part {
    let columns = [Term::Finding, Term::SeenIn, Term::Proposal].map(Column::words);
    let decisions = [Term::Decision, Term::Owner, Term::Due].map(|term| Column::new(term, Shape::Blank));
    let table = Table::new(columns.into_iter().chain(decisions));
    let table = signals.iter().filter(|signal| signal.is_adverse()).fold(table, |table, signal| {
        let proposal = Cell::term(proposal(signal));
        let told = under_way(findings, [signal].into_iter(), noted(findings, signal));
        let cells = [told.into(), Cell::Text(seen_in(signal)), proposal];
        table.row(cells.into_iter().chain([Cell::Blank, Cell::Blank, Cell::Blank]))
    });
    let note = if table.rows.is_empty() { Term::NoSignalsNote } else { Term::SignalsNote };
    Part::default().note(note).notes(unjudged(findings)).table(table)
}

/// What is told of signals, and that an action is under way for one of them, if it is.
pub fn under_way<'a>(findings: &Findings<'_>, mut signals: impl Iterator<Item = &'a Signal>, told: Phrase) -> Phrase {
    let is_answered =
        |signal: &Signal| signal.place().is_some_and(|place| place.is_answered(findings.scope.own_actions()));
    if signals.any(is_answered) { Term::UnderWay.with([told.into()]) } else { told }
}

/// That nothing is concluded of a period that goes on; nothing: it is closed.
pub fn unjudged(findings: &Findings<'_>) -> Option<Phrase> {
    (!findings.now().closed).then(|| Term::UnjudgedNote.into())
}

/// A signal in a line: a share with its target, and in a word what the summary tells of it in figures; how much a headline
/// moved since the period before is told with it.
fn noted(findings: &Findings<'_>, signal: &Signal) -> Phrase {
    let Some(place) = signal.place() else { return finding(findings, signal) };
    let mut words: Vec<(Term, bool)> = Vec::new();
    let mut told: Vec<Phrase> = Vec::new();
    for evidence in &place.evidence {
        let word = match &evidence.kind {
            EvidenceKind::Change { difference, .. } if difference.share > 0.0 => Term::NotedRise,
            EvidenceKind::Change { .. } => Term::NotedFall,
            EvidenceKind::Distance { difference, .. } if difference.share > 0.0 => Term::NotedHigher,
            EvidenceKind::Distance { .. } => Term::NotedLower,
            EvidenceKind::Chart { .. } => Term::NotedChart,
            EvidenceKind::Target { .. } => continue,
        };
        if words.contains(&(word, evidence.certain)) {
            continue;
        }
        words.push((word, evidence.certain));
        let said = if evidence.certain { word.into() } else { Term::NotedDoubtful.with([Cell::term(word)]) };
        let is_headline = place.question == findings.version.questionnaire.headline;
        told.push(match &evidence.kind {
            EvidenceKind::Change { difference, against, .. } if is_headline && *against == findings.scope.against => {
                Term::Labelled.with([said.into(), Cell::Difference(*difference)])
            }
            _ => said,
        });
    }
    let share = measured(findings, place);
    if told.is_empty() { share } else { Term::FoundWith.with([share.into(), Cell::Phrases(told)]) }
}

/// A signal in a sentence, with its figures.
pub fn finding(findings: &Findings<'_>, signal: &Signal) -> Phrase {
    match signal {
        Signal::Share(place) => {
            let share = measured(findings, place);
            let evidence = evidence(place);
            if evidence.is_empty() { share } else { Term::FoundWith.with([share.into(), Cell::Phrases(evidence)]) }
        }
        Signal::Overdue(action) => Term::OverdueFound.with([
            Cell::Text(action.title.clone()),
            findings.department(action.department.as_ref()).into(),
            Cell::Day(action.due_on),
            Cell::Text(action.owner.clone()),
        ]),
        Signal::Measured(action, effect) => Term::EffectFound.with([
            Cell::Text(action.title.clone()),
            place_name(findings, &action.question, action.department.as_ref()).into(),
            Cell::or(effect.before, Cell::Share, Term::NoAnswers),
            Cell::or(effect.after, Cell::Share, Term::NoAnswers),
            Cell::term(outcome(effect.verdict)),
        ]),
        Signal::Late(department, late) => late_of(findings, department, late),
        Signal::ChannelsShifted { against, p } => {
            Term::ChannelsFound.with([Cell::Period(against.clone()), Cell::PValue(*p)])
        }
        Signal::Unread(number) => Term::UnreadFound.with([Cell::Count(*number)]),
    }
}

/// A signal in a few words, which leave its intervals to [`grounds`]: who, what and how much.
pub fn in_short(findings: &Findings<'_>, signal: &Signal) -> Phrase {
    let said = match signal {
        Signal::Share(place) => share_in_short(findings, place),
        Signal::Measured(_, effect) => outcome(effect.verdict).into(),
        Signal::Overdue(action) => Term::OverdueSince.with([Cell::Day(action.due_on)]),
        Signal::Late(..) | Signal::ChannelsShifted { .. } | Signal::Unread(_) => return finding(findings, signal),
    };
    Term::Labelled.with([subject(findings, signal).into(), said.into()])
}

/// What a signal rests on, a phrase for each figure; the first begins with what it is about.
pub fn grounds(findings: &Findings<'_>, signal: &Signal) -> Vec<Phrase> {
    match signal {
        Signal::Share(place) => [measured(findings, place)].into_iter().chain(evidence(place)).collect(),
        Signal::Overdue(action) => vec![in_charge(findings, action)],
        Signal::Measured(..) | Signal::Late(..) | Signal::ChannelsShifted { .. } | Signal::Unread(_) => {
            vec![finding(findings, signal)]
        }
    }
}

/// Where an action is taken, and who sees to it.
pub fn in_charge(findings: &Findings<'_>, action: &Action) -> Phrase {
    Term::InCharge.with([findings.department(action.department.as_ref()).into(), Cell::Text(action.owner.clone())])
}

/// A share with the first of what speaks against it, what is certain before what is not, and with the target that it misses.
fn share_in_short(findings: &Findings<'_>, place: &Place) -> Phrase {
    let is_target = |evidence: &&Evidence| matches!(evidence.kind, EvidenceKind::Target { .. });
    let (targets, others): (Vec<_>, Vec<_>) =
        place.evidence.iter().filter(|evidence| evidence.is_adverse()).partition(is_target);
    let told = others.into_iter().min_by_key(|evidence| !evidence.certain).into_iter().chain(targets);
    let share = Term::SharePositiveOf.with([Cell::Percentage(place.share.n, place.share.of)]);
    told.fold(share, |said, evidence| {
        let word = evidence_in_short(findings, &evidence.kind);
        let word = if evidence.certain { word } else { Term::DoubtfulInShort.with([word.into()]) };
        Term::PlaceOf.with([said.into(), word.into()])
    })
}

fn evidence_in_short(findings: &Findings<'_>, kind: &EvidenceKind) -> Phrase {
    let points = |difference: &Difference| Cell::Number(100.0 * difference.share.abs(), 1);
    match kind {
        EvidenceKind::Change { against, difference, .. } => {
            let word = if difference.share > 0.0 { Term::NotedRise } else { Term::NotedFall };
            let said = Term::ChangeInShort.with([Cell::term(word), points(difference)]);
            let in_a_year = *against != findings.scope.period.before();
            if in_a_year { Term::InAYear.with([said.into()]) } else { said }
        }
        EvidenceKind::Distance { difference, .. } => {
            let word = if difference.share > 0.0 { Term::NotedHigher } else { Term::NotedLower };
            Term::DistanceInShort.with([points(difference), Cell::term(word)])
        }
        EvidenceKind::Chart { .. } => Term::ChartInShort.into(),
        EvidenceKind::Target { goal } => Term::TargetInShort.with([Cell::per_cent(*goal)]),
    }
}

/// What a signal is about, without figures.
pub fn subject(findings: &Findings<'_>, signal: &Signal) -> Phrase {
    match signal {
        Signal::Share(place) => place_name(findings, &place.question, place.department.as_ref()),
        Signal::Overdue(action) | Signal::Measured(action, _) => {
            Term::ActionNamed.with([Cell::Text(action.title.clone())])
        }
        Signal::Late(department, _) => findings.department(Some(department)),
        Signal::ChannelsShifted { .. } => Term::Channels.into(),
        Signal::Unread(_) => Term::Comments.into(),
    }
}

/// A department with the complaints and motions that it did not handle on time.
fn late_of(findings: &Findings<'_>, department: &DepartmentCode, late: &Late) -> Phrase {
    let kinds = [(Term::LateComplaints, late.complaints), (Term::LateMotions, late.motions)];
    let kinds = kinds.into_iter().filter(|(_, cases)| cases.late() > 0);
    let told = kinds.map(|(term, cases)| term.with([cases.late(), cases.received].map(|n| Cell::Count(n.into()))));
    Term::PlacesOf.with([findings.department(Some(department)).into(), Cell::Phrases(told.collect())])
}

/// What the meeting is asked to do about a signal.
pub fn proposal(signal: &Signal) -> Term {
    match signal {
        Signal::Share(place) if place.evidence.iter().any(|it| it.certain && it.is_adverse()) => Term::AskCause,
        Signal::Share(_) => Term::AskDoubt,
        Signal::Overdue(_) => Term::AskOverdue,
        Signal::Measured(_, effect) => match effect.verdict {
            EffectVerdict::Effective => Term::AskKeep,
            EffectVerdict::Unconfirmed => Term::AskDoubt,
            _ => Term::AskOther,
        },
        Signal::Late(..) => Term::AskLate,
        Signal::ChannelsShifted { .. } => Term::AskChannels,
        Signal::Unread(_) => Term::AskUnread,
    }
}

/// A department with a question; the headline goes without saying.
pub fn place_name(findings: &Findings<'_>, question: &QuestionCode, department: Option<&DepartmentCode>) -> Phrase {
    let department = findings.department(department);
    if *question == findings.version.questionnaire.headline {
        return department;
    }
    Term::PlaceOf.with([department.into(), findings.name(question).into()])
}

/// A place with its share, beside the target that it misses.
fn measured(findings: &Findings<'_>, place: &Place) -> Phrase {
    let name = place_name(findings, &place.question, place.department.as_ref());
    let (name, share) = (Cell::Phrase(name), Cell::Share(place.share));
    let missed = place.evidence.iter().find_map(|evidence| match evidence.kind {
        EvidenceKind::Target { goal } => Some((goal, evidence.certain)),
        _ => None,
    });
    match missed {
        Some((goal, certain)) => {
            let term = if certain { Term::TargetMissed } else { Term::TargetDoubtful };
            term.with([name, share, Cell::per_cent(goal)])
        }
        None => Term::Labelled.with([name, share]),
    }
}

/// What is said of a place beside its target, a phrase for each.
pub fn evidence(place: &Place) -> Vec<Phrase> {
    let said = |evidence: &Evidence| {
        let verdict =
            |confirmed: Verdict| Cell::Phrase(if evidence.certain { confirmed } else { Verdict::Unconfirmed }.into());
        Some(match &evidence.kind {
            EvidenceKind::Change { against, before, difference } => {
                let word = if difference.share > 0.0 { Verdict::Increase } else { Verdict::Decrease };
                let figures = [Cell::Difference(*difference), Cell::Share(*before), Cell::Period(against.clone())];
                Term::ChangeFound.with([verdict(word)].into_iter().chain(figures))
            }
            EvidenceKind::Distance { rest, difference } => {
                let word = if difference.share > 0.0 { Verdict::Higher } else { Verdict::Lower };
                Term::DistanceFound.with([verdict(word), Cell::Difference(*difference), Cell::Share(*rest)])
            }
            EvidenceKind::Chart { limits, .. } => {
                let term = if evidence.certain { Term::ChartSignal } else { Term::ChartDoubtful };
                term.with([Cell::Limits(limits.low, limits.high)])
            }
            EvidenceKind::Target { .. } => return None,
        })
    };
    place.evidence.iter().filter_map(said).collect()
}
