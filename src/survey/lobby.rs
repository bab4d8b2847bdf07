//! The lobby sheet: how residents rated the office in a quarter, what they said, and what was done about it, on one sheet
//! of A4 for the wall.
//!
//! It tells only what the public page tells of the same period, by the same rule, and is frozen with a review.

use crate::survey::codes::SurveySlug;
use crate::survey::disclosure::Threshold;
use crate::survey::figures::{Proportion, UnknownName};
use crate::survey::period::{Period, Unit};
use crate::survey::report::findings::share_of;
use crate::survey::report::voices::{Voice, done, horizon};
use crate::survey::report::{Findings, Lead, Phrase, Scope, headline};
use crate::survey::review::Sources;
use crate::survey::settings::{FEWEST_IN_PUBLIC, SurveySettings};
use crate::survey::text::LocalizedText;

/// The most ratings that are told.
const MOST_RATINGS: usize = 6;
/// The most things that were said and done.
const MOST_VOICES: usize = 3;
/// How much of that fits on the sheet, in characters of the longest language.
const ROOM: usize = 1_200;

/// A lobby sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Lobby {
    /// The office's name.
    pub office: LocalizedText,
    /// The survey.
    pub survey: SurveySlug,
    /// The period.
    pub period: Period,
    /// The figure in large letters; none: it is not told.
    pub lead: Option<Lead>,
    /// The other ratings that are told.
    pub ratings: Vec<(Phrase, Proportion)>,
    /// What was said, and what was done; the latest first.
    pub voices: Vec<Voice>,
}

/// Whether everybody may be told of a period: of a public survey, of a whole quarter or year, at a k that is high enough.
/// That the period is closed, the review sees to.
pub fn is_for_everybody(settings: &SurveySettings, k: Threshold, period: &Period) -> bool {
    let whole = [Unit::Quarter, Unit::Year].into_iter().any(|unit| period.is_one(unit));
    settings.public && whole && k.get() >= FEWEST_IN_PUBLIC
}

/// The sheet of a review's period.
///
/// # Errors
/// When a version does not know its own questions.
pub fn lobby(sources: &Sources<'_>) -> Result<Option<Lobby>, UnknownName> {
    let basis = &sources.basis;
    let scope = Scope {
        record: sources.record,
        survey: basis.survey.clone(),
        period: basis.period.clone(),
        against: basis.period.before(),
        departments: Vec::new(),
        question: None,
        span: None,
        actions: sources.actions,
    };
    let Some(findings) = Findings::of(scope)? else { return Ok(None) };
    Ok(Some(Lobby {
        office: basis.office.clone(),
        survey: basis.survey.clone(),
        period: basis.period.clone(),
        lead: headline::lead(&findings, sources.entered.targets),
        ratings: ratings(&findings),
        voices: fitting(done(&findings, horizon(&basis.period, false, sources.entered.today))),
    }))
}

fn ratings(findings: &Findings<'_>) -> Vec<(Phrase, Proportion)> {
    let total = &findings.now().total;
    let others = findings.ratings().into_iter().filter(|asked| asked.question.code != findings.question.code);
    let told = others
        .filter_map(|asked| Some((findings.name(&asked.question.code), share_of(total, &asked.question.code).ok()?)));
    told.take(MOST_RATINGS).collect()
}

/// As many as fit on the sheet, and one at least.
fn fitting(voices: Vec<Voice>) -> Vec<Voice> {
    let length = |text: &LocalizedText| text.0.values().map(|text| text.chars().count()).max().unwrap_or(0);
    let mut left = ROOM;
    let fits = voices.into_iter().enumerate().take(MOST_VOICES).take_while(|(place, voice)| {
        let needed = length(&voice.you_said) + voice.we_did.as_ref().map_or(0, length);
        let fits = *place == 0 || needed <= left;
        left = left.saturating_sub(needed);
        fits
    });
    fits.map(|(_, voice)| voice).collect()
}
