//! "You said, we did": what residents are told of the actions that are done, whether they helped, and what is to follow.

use jiff::civil::Date;

use crate::survey::action::{Action, EffectVerdict, PublicWords};
use crate::survey::period::{Period, Unit};
use crate::survey::report::document::{Cell, Phrase};
use crate::survey::report::findings::Findings;
use crate::survey::report::terms::Term;
use crate::survey::text::LocalizedText;

/// One thing that was said, and what was done about it, or is going to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Voice {
    /// What was said.
    pub you_said: LocalizedText,
    /// What was done; none: nothing yet, for these words are written for when it is.
    pub we_did: Option<LocalizedText>,
    /// Where, and when or by when.
    pub place: Phrase,
    /// What it changed, if that can be told.
    pub effect: Option<Phrase>,
}

/// Up to which day it is told what came of a period: of the latest one up to today, of an older one up to the end of its
/// own year.
pub fn horizon(period: &Period, latest: bool, today: Date) -> Date {
    if latest { today } else { Period::holding(period.last(), Unit::Year).last().min(today) }
}

/// What was done by a day about what residents said, the latest first.
pub fn done(findings: &Findings<'_>, until: Date) -> Vec<Voice> {
    let mut done: Vec<_> =
        told_of(findings).filter_map(|(action, words)| Some((action, words, action.done_on?))).collect();
    done.retain(|(.., day)| *day <= until);
    done.sort_by_key(|(action, _, day)| (std::cmp::Reverse(*day), action.id));
    let voice = |(action, words, day): (&Action, &PublicWords, Date)| Voice {
        you_said: words.you_said.clone(),
        we_did: Some(words.we_did.clone()),
        place: place(findings, action, Term::DoneWhere, day),
        effect: effect(findings, action, until),
    };
    done.into_iter().map(voice).collect()
}

/// What is still to be done on a day, the next first.
pub fn open(findings: &Findings<'_>, today: Date) -> Vec<Voice> {
    let begun = |action: &Action| action.decided_on <= today && action.done_on.is_none_or(|day| day > today);
    let mut open: Vec<_> = told_of(findings).filter(|(action, _)| begun(action)).collect();
    open.sort_by_key(|(action, _)| (action.due_on, action.id));
    let voice = |(action, words): (&Action, &PublicWords)| Voice {
        you_said: words.you_said.clone(),
        we_did: None,
        place: place(findings, action, Term::DueWhere, action.due_on),
        effect: None,
    };
    open.into_iter().map(voice).collect()
}

/// The actions of the survey that residents are told of.
fn told_of<'a>(findings: &Findings<'a>) -> impl Iterator<Item = (&'a Action, &'a PublicWords)> {
    findings.scope.own_actions().filter_map(|action| Some((action, action.public.as_ref()?)))
}

fn place(findings: &Findings<'_>, action: &Action, term: Term, day: Date) -> Phrase {
    term.with([Cell::Phrase(findings.department(action.department.as_ref())), Cell::Day(day)])
}

/// What an action changed up to a day, where both periods are closed whole quarters, which everybody may see.
fn effect(findings: &Findings<'_>, action: &Action, until: Date) -> Option<Phrase> {
    let through = findings.scope.record.closed_through().map(|through| through.min(until));
    let is_open = |period: &&Period| {
        period.whole_parts(Unit::Quarter).is_some() && through.is_some_and(|through| period.last() <= through)
    };
    let share = |period: &Period| findings.share(period, &action.question, action.department.as_ref()).ok();
    let before = share(action.before.as_ref().filter(is_open)?)?;
    let after = share(action.after.as_ref().filter(is_open)?)?;
    let verdict = match action.effect(Some(before), Some(after), through).verdict {
        EffectVerdict::Effective => Term::DoneEffective,
        EffectVerdict::NotEffective => Term::DoneNotEffective,
        EffectVerdict::Undecided => Term::DoneUndecided,
        EffectVerdict::Unconfirmed => Term::DoneUnconfirmed,
        EffectVerdict::NotYet => return None,
    };
    let question = findings.name(&action.question);
    Some(Term::DoneEffect.with([question.into(), Cell::Share(before), Cell::Share(after), Cell::term(verdict)]))
}
