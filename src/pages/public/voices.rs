//! "You said, we did": what residents are told of the actions that are done, whether they helped, and what is to follow.

use jiff::civil::Date;

use crate::reports::render::Speech;
use crate::survey::action::{Action, EffectVerdict, PublicWords};
use crate::survey::codes::Language;
use crate::survey::period::{Period, Unit};
use crate::survey::report::{Cell, Findings, Phrase, Term};
use crate::survey::text::LocalizedText;

/// One thing that was said, and what was done about it, or is going to be.
pub struct Voice {
    /// What was said.
    pub you_said: Told,
    /// What was done; none: nothing yet, for these words are written for when it is.
    pub we_did: Option<Told>,
    /// Where, and when or by when.
    pub place: String,
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

/// Up to which day a page tells what came of its period: the one of the latest period up to today, an older one up to the
/// end of its own year.
pub fn horizon(period: &Period, latest: bool, today: Date) -> Date {
    if latest { today } else { Period::holding(period.last(), Unit::Year).last().min(today) }
}

/// What was done by a day about what residents said, the latest first.
pub fn done(speech: &Speech, findings: &Findings<'_>, until: Date) -> Vec<Voice> {
    let mut done: Vec<_> =
        told_of(findings).filter_map(|(action, words)| Some((action, words, action.done_on?))).collect();
    done.retain(|(.., day)| *day <= until);
    done.sort_by_key(|(action, _, day)| (std::cmp::Reverse(*day), action.id));
    let voice = |(action, words, day): (&Action, &PublicWords, Date)| Voice {
        you_said: told(speech, &words.you_said),
        we_did: Some(told(speech, &words.we_did)),
        place: place(speech, findings, action, Term::DoneWhere, day),
        effect: effect(findings, action, until).map(|effect| speech.line(&effect)),
    };
    done.into_iter().map(voice).collect()
}

/// What is still to be done on a day, the next first.
pub fn open(speech: &Speech, findings: &Findings<'_>, today: Date) -> Vec<Voice> {
    let begun = |action: &Action| action.decided_on <= today && action.done_on.is_none_or(|day| day > today);
    let mut open: Vec<_> = told_of(findings).filter(|(action, _)| begun(action)).collect();
    open.sort_by_key(|(action, _)| (action.due_on, action.id));
    let voice = |(action, words): (&Action, &PublicWords)| Voice {
        you_said: told(speech, &words.you_said),
        we_did: None,
        place: place(speech, findings, action, Term::DueWhere, action.due_on),
        effect: None,
    };
    open.into_iter().map(voice).collect()
}

/// The actions of the survey that residents are told of.
fn told_of<'a>(findings: &Findings<'a>) -> impl Iterator<Item = (&'a Action, &'a PublicWords)> {
    findings.scope.own_actions().filter_map(|action| Some((action, action.public.as_ref()?)))
}

fn place(speech: &Speech, findings: &Findings<'_>, action: &Action, term: Term, day: Date) -> String {
    speech.line(&term.with([Cell::Phrase(findings.department(action.department.as_ref())), Cell::Day(day)]))
}

/// What an action changed, as far as a page looks, where both periods are closed whole quarters, which everybody may see.
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

fn told(speech: &Speech, text: &LocalizedText) -> Told {
    let own = text.in_language(speech.language()).is_some();
    let language = text.0.keys().find(|language| language.as_str() == "pl").or_else(|| text.0.keys().next());
    Told { text: speech.text(text).to_owned(), language: language.filter(|_| !own).cloned() }
}
