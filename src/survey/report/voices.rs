//! "You said, we did": what residents are told of the actions that are done, and whether they helped.

use jiff::civil::Date;

use crate::survey::action::{Action, EffectVerdict};
use crate::survey::period::{Period, Unit};
use crate::survey::report::document::{Cell, Phrase};
use crate::survey::report::findings::{Findings, Scope};
use crate::survey::report::terms::Term;
use crate::survey::text::LocalizedText;

/// One thing that was said, and what was done about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Voice {
    /// What was said.
    pub you_said: LocalizedText,
    /// What was done.
    pub we_did: LocalizedText,
    /// Where and when.
    pub done: Phrase,
    /// What it changed, if that can be told.
    pub effect: Option<Phrase>,
}

/// The actions of a survey that residents are told of, and that are done; the latest first. What was done in a later year
/// is no answer to what was said in the period.
fn done<'a>(scope: &Scope<'a>, today: Date) -> Vec<&'a Action> {
    let last = scope.period.last();
    let is_done = |action: &Action| action.done_on.is_some_and(|day| day <= today && day.year() <= last.year());
    let own = |action: &&Action| action.survey == scope.survey && action.public.is_some() && is_done(action);
    let mut done: Vec<&Action> = scope.actions.iter().filter(own).collect();
    done.sort_by_key(|action| (std::cmp::Reverse(action.done_on), action.id));
    done
}

/// What residents are told of them.
pub fn voices(findings: &Findings<'_>, today: Date) -> Vec<Voice> {
    let voice = |action: &Action| {
        let public = action.public.as_ref()?;
        let place = findings.department(action.department.as_ref());
        Some(Voice {
            you_said: public.you_said.clone(),
            we_did: public.we_did.clone(),
            done: Term::DoneWhere.with([Cell::Phrase(place), Cell::Day(action.done_on?)]),
            effect: effect(findings, action),
        })
    };
    done(&findings.scope, today).into_iter().filter_map(voice).collect()
}

/// What an action changed, where both periods are closed whole quarters, which everybody may see.
fn effect(findings: &Findings<'_>, action: &Action) -> Option<Phrase> {
    let through = findings.scope.record.closes.iter().map(|close| close.through).max();
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
