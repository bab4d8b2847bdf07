//! "You said, we did": what residents are told of the actions that are done, and whether they helped.

use jiff::civil::Date;

use crate::reports::render::Speech;
use crate::survey::action::{Action, EffectVerdict};
use crate::survey::codes::Language;
use crate::survey::period::{Period, Unit};
use crate::survey::report::{Cell, Findings, Phrase, Scope, Term};
use crate::survey::text::LocalizedText;

/// One thing that was said, and what was done about it.
pub struct Voice {
    /// What was said.
    pub you_said: Told,
    /// What was done.
    pub we_did: Told,
    /// Where and when.
    pub done: String,
    /// What it changed, if that can be told.
    pub effect: Option<String>,
}

/// A text, and its language where that is not the page's.
pub struct Told {
    /// The text.
    pub text: String,
    /// Its language.
    pub language: Option<Language>,
}

/// The actions of a survey that residents are told of, and that are done; the latest first.
fn done<'a>(scope: &Scope<'a>, today: Date) -> Vec<&'a Action> {
    let is_done = |action: &Action| action.done_on.is_some_and(|day| day <= today);
    let own = |action: &&Action| action.survey == scope.survey && action.public.is_some() && is_done(action);
    let mut done: Vec<&Action> = scope.actions.iter().filter(own).collect();
    done.sort_by_key(|action| (std::cmp::Reverse(action.done_on), action.id));
    done
}

/// What residents are told of them.
pub fn voices(speech: &Speech, findings: &Findings<'_>, today: Date) -> Vec<Voice> {
    let voice = |action: &Action| {
        let public = action.public.as_ref()?;
        let place = findings.department(action.department.as_ref());
        let done = Term::DoneWhere.with([Cell::Phrase(place), Cell::Day(action.done_on?)]);
        Some(Voice {
            you_said: told(speech, &public.you_said),
            we_did: told(speech, &public.we_did),
            done: speech.line(&done),
            effect: effect(findings, action).map(|effect| speech.line(&effect)),
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

fn told(speech: &Speech, text: &LocalizedText) -> Told {
    let own = text.in_language(speech.language()).is_some();
    let language = text.0.keys().find(|language| language.as_str() == "pl").or_else(|| text.0.keys().next());
    Told { text: speech.text(text).to_owned(), language: language.filter(|_| !own).cloned() }
}
