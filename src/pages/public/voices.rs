//! "You said, we did": what residents are told of the actions that are done, and whether they helped.

use jiff::civil::Date;

use crate::pages::public::questions;
use crate::pages::public::reader::Reader;
use crate::pages::public::shelf::OpenSurvey;
use crate::pages::shared::fill;
use crate::survey::action::{Action, EffectVerdict};
use crate::survey::codes::Language;
use crate::survey::figures::{GroupBy, Proportion, Query, Record, results};
use crate::survey::period::{Period, Unit};
use crate::survey::questionnaire::Version;
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
pub fn done(actions: Vec<Action>, survey: &OpenSurvey, today: Date) -> Vec<Action> {
    let is_done = |action: &Action| action.done_on.is_some_and(|day| day <= today);
    let own = |action: &Action| action.survey == survey.newest().survey && action.public.is_some() && is_done(action);
    let mut done: Vec<Action> = actions.into_iter().filter(own).collect();
    done.sort_by_key(|action| (std::cmp::Reverse(action.done_on), action.id));
    done
}

/// What residents are told of them; the versions newest first.
pub fn voices(
    reader: &Reader,
    survey: &OpenSurvey,
    actions: &[Action],
    versions: &[&Version],
    record: &Record,
) -> Vec<Voice> {
    let through = record.closes.iter().map(|close| close.through).max();
    let voice = |action: &Action| {
        let public = action.public.as_ref()?;
        Some(Voice {
            you_said: told(reader, &public.you_said),
            we_did: told(reader, &public.we_did),
            done: place(reader, action, versions)?,
            effect: effect(reader, survey, action, versions, record, through),
        })
    };
    actions.iter().filter_map(voice).collect()
}

fn place(reader: &Reader, action: &Action, versions: &[&Version]) -> Option<String> {
    let code = action.department.as_ref();
    let known = code.and_then(|code| versions.iter().find_map(|version| version.department(code)));
    let place = known.map_or(reader.words.voices.office.as_str(), |department| reader.text(department.latest_name()));
    let day = reader.numbers.day(action.done_on?);
    Some(fill(&reader.words.voices.done, &[("place", place), ("day", &day)]))
}

/// What an action changed, where both periods are closed whole quarters, which everybody may see.
fn effect(
    reader: &Reader,
    survey: &OpenSurvey,
    action: &Action,
    versions: &[&Version],
    record: &Record,
    through: Option<Date>,
) -> Option<String> {
    let is_open = |period: &&Period| {
        period.whole_parts(Unit::Quarter).is_some() && through.is_some_and(|through| period.last() <= through)
    };
    let share = |period: &Period| -> Option<Proportion> {
        let departments = action.department.clone().into_iter().collect();
        let questions = vec![action.question.clone()];
        let query = Query { departments, questions, ..survey.query(period, GroupBy::Nothing) };
        results(&query, record).ok()?.total.questions.first()?.positive
    };
    let before = share(action.before.as_ref().filter(is_open)?)?;
    let after = share(action.after.as_ref().filter(is_open)?)?;
    let words = &reader.words.voices;
    let verdict = match action.effect(Some(before), Some(after), through).verdict {
        EffectVerdict::Effective => &words.effective,
        EffectVerdict::NotEffective => &words.not_effective,
        EffectVerdict::Undecided => &words.undecided,
        EffectVerdict::Unconfirmed => &words.unconfirmed,
        EffectVerdict::NotYet => return None,
    };
    let (question, _) = questions::find(versions, &action.question)?;
    let parts = [
        ("question", reader.text(&question.text)),
        ("before", &reader.with_share("{share} ({interval}), {n}", &before)),
        ("after", &reader.with_share("{share} ({interval}), {n}", &after)),
        ("verdict", verdict),
    ];
    Some(fill(&words.effect, &parts))
}

fn told(reader: &Reader, text: &LocalizedText) -> Told {
    let own = text.in_language(&reader.language).is_some();
    let language = text.0.keys().find(|language| language.as_str() == "pl").or_else(|| text.0.keys().next());
    Told { text: reader.text(text).to_owned(), language: language.filter(|_| !own).cloned() }
}
