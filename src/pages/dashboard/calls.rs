//! Where to act: the signals of a period that call for a decision, in the words of the review, and what is to be done
//! next. Each begins with a headline that a reader who is in a hurry can act on; what it rests on is seen at once of the
//! most pressing, and folded below the others.

use std::collections::BTreeMap;

use crate::pages::dashboard::selection::Selection;
use crate::pages::shared::Word;
use crate::reports::render::Speech;
use crate::survey::action::{Action, Status};
use crate::survey::codes::DepartmentCode;
use crate::survey::comment::Cell as CommentCell;
use crate::survey::complaint::Complaints;
use crate::survey::figures::UnknownName;
use crate::survey::period::Period;
use crate::survey::report::signals::{grounds, in_charge, in_short, subject, unjudged};
use crate::survey::report::{Cell, Entered, Findings, Term};
use crate::survey::signals::Signal;
use crate::survey::target::Target;

/// How many calls are seen at once.
const AT_ONCE: usize = 5;
/// So few are all seen with what they rest on.
pub const FEW: usize = 3;

/// What the office has entered beside its figures, as far as the visitor may see it.
#[derive(Debug)]
pub struct Ledger {
    /// What it has set itself.
    pub targets: Vec<Target>,
    /// What it decided to do.
    pub actions: Vec<Action>,
    /// The complaints and motions that it counted.
    pub complaints: Vec<Complaints>,
    /// The comments that nobody has read yet.
    pub unread: Vec<CommentCell>,
    /// What it has issued.
    pub issued: Issued,
}

/// What the office has issued of a survey, by period.
#[derive(Debug)]
pub struct Issued {
    /// The periods that a review was issued of, and with it the pages of departments.
    pub reviews: Vec<Period>,
    /// The periods that a meeting decided about, and the latest edition of its minutes.
    pub minutes: Vec<(Period, u32)>,
    /// The periods that a lobby sheet was issued of.
    pub lobbies: Vec<Period>,
}

/// What calls for somebody to act.
pub struct Calls {
    /// The most pressing.
    pub first: Vec<Call>,
    /// The others.
    pub others: Vec<Call>,
    /// What there is to say of all of them.
    pub notes: Vec<String>,
}

/// Something that calls for somebody to act.
pub struct Call {
    /// Who, what and how much.
    pub headline: String,
    /// What it rests on, figure by figure, each with its interval; empty: it says all of it.
    pub grounds: Vec<String>,
    /// The address and the name of the page of the department that it is about; none: it is the one that is shown, or it
    /// is about none.
    pub page: Option<(String, String)>,
}

impl Calls {
    /// What calls for somebody to act in what is selected: signals, the most pressing first, then actions that are due.
    /// The office and every department have their first word before any has its second, so that one in trouble does not
    /// hide another.
    ///
    /// # Errors
    /// As [`Findings::signals`].
    pub fn of(
        selection: &Selection,
        speech: &Speech,
        findings: &Findings<'_>,
        ledger: &Ledger,
    ) -> Result<Self, UnknownName> {
        let scope = &findings.scope;
        let of_period = ledger.unread.iter().filter(|cell| scope.period.holds(cell.quarter.last()));
        let entered = Entered {
            today: selection.today,
            stations: &[],
            visits: &[],
            targets: &ledger.targets,
            complaints: &ledger.complaints,
            comments: &of_period.cloned().collect::<Vec<_>>(),
            batches: &[],
        };
        let page = |department: &DepartmentCode| {
            let address = selection.department_page(speech, &scope.period, department.as_str())?;
            let name = Cell::Phrase(findings.department(Some(department)));
            Some((address, speech.filled(Word::ActPage.said(speech.words), &[name])))
        };
        let call = |signal: &Signal| {
            let headline = in_short(findings, signal);
            let about = format!("{}: ", speech.line(&subject(findings, signal)));
            let grounds = grounds(findings, signal).into_iter().filter(|ground| *ground != headline);
            let grounds = grounds.map(|ground| speech.line(&ground).trim_start_matches(&about).to_owned());
            let (headline, grounds) = (speech.heading(&headline).text, grounds.collect());
            Call { headline, grounds, page: department(signal).and_then(page) }
        };
        let signals = findings.signals(&entered)?;
        let mut calls: Vec<(Option<&DepartmentCode>, Call)> = signals
            .iter()
            .filter(|signal| signal.is_adverse())
            .map(|signal| (department(signal), call(signal)))
            .collect();
        let mut notes: Vec<String> = unjudged(findings).iter().map(|note| speech.line(note)).collect();
        if calls.is_empty() && notes.is_empty() {
            notes.push(speech.term(Term::NoSignalsNote));
        }
        let mut due: Vec<_> =
            scope.own_actions().filter(|action| action.status(selection.today) == Status::Open).collect();
        due.sort_by_key(|action| (action.due_on, action.id));
        calls.extend(due.into_iter().map(|action| {
            let name = Term::ActionNamed.with([Cell::Text(action.title.clone())]);
            let due = Term::Labelled.with([name.into(), Term::DueOn.with([Cell::Day(action.due_on)]).into()]);
            let department = action.department.as_ref();
            let grounds = vec![speech.line(&in_charge(findings, action))];
            (department, Call { headline: speech.heading(&due).text, grounds, page: department.and_then(page) })
        }));
        let mut first = by_turns(calls);
        let others = first.split_off(AT_ONCE.min(first.len()));
        Ok(Self { first, others, notes })
    }
}

/// Calls in their order, but the first of the whole office and of each department before any second one, and so on.
fn by_turns<'a>(calls: Vec<(Option<&'a DepartmentCode>, Call)>) -> Vec<Call> {
    let mut told: BTreeMap<Option<&'a DepartmentCode>, usize> = BTreeMap::new();
    let turn = |(department, call): (Option<&'a DepartmentCode>, Call)| {
        let turns = told.entry(department).or_default();
        *turns += 1;
        (*turns, call)
    };
    let mut turns: Vec<(usize, Call)> = calls.into_iter().map(turn).collect();
    turns.sort_by_key(|(turn, _)| *turn);
    turns.into_iter().map(|(_, call)| call).collect()
}

/// The department that a signal is about; none: the whole office.
fn department(signal: &Signal) -> Option<&DepartmentCode> {
    match signal {
        Signal::Share(place) => place.department.as_ref(),
        Signal::Overdue(action) | Signal::Measured(action, _) => action.department.as_ref(),
        Signal::Late(department, _) => Some(department),
        Signal::ChannelsShifted { .. } | Signal::Unread(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_department_hides_another() {
        let [km, gn] = ["KM", "GN"].map(|code| code.parse::<DepartmentCode>().unwrap());
        let call = |headline: &str| Call { headline: headline.to_owned(), grounds: Vec::new(), page: None };
        let told = |calls: Vec<(Option<&DepartmentCode>, Call)>| -> Vec<String> {
            by_turns(calls).into_iter().map(|call| call.headline).collect()
        };
        let (first, second) = (Some(&km), Some(&gn));
        let calls = vec![
            (first, call("KM")),
            (first, call("KM, czas oczekiwania")),
            (None, call("urząd")),
            (second, call("GN")),
            (None, call("urząd, uprzejmość")),
        ];
        assert_eq!(told(calls), ["KM", "urząd", "GN", "KM, czas oczekiwania", "urząd, uprzejmość"]);
        assert_eq!(told(vec![(first, call("a")), (first, call("b"))]), ["a", "b"]);
    }
}
