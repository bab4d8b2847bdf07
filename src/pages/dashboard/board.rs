//! Everything that a board shows of one selection, from what was released and the targets that the office has set: a list
//! of parts. Nothing here knows who looks at it, so that it is made once for each generation of figures.

use askama::Template;

use crate::http::{Kind, Problem};
use crate::pages::dashboard::choices::Choices;
use crate::pages::dashboard::selection::Selection;
use crate::pages::shared::Word;
use crate::reports::render::{Speech, Words, show, show_lead};
use crate::survey::action::Action;
use crate::survey::figures::{Record, UnknownName};
use crate::survey::period::{Period, Unit};
use crate::survey::report::{
    Findings, Scope, Section, Term, coverage, departments, drivers, headline, misuse, questions, segments, targets,
    trend,
};
use crate::survey::target::Target;

/// How many periods are looked back at: three years of quarters, and the one before.
const MOST: usize = 13;

/// A board.
#[derive(Template)]
#[template(path = "dashboard/board.html", config = "src/pages/askama.toml")]
struct Board<'a> {
    words: &'static Words,
    survey: &'a str,
    title: &'a str,
    choices: Choices,
    /// The names and titles of its parts.
    contents: Vec<(&'a str, String)>,
    /// Other pages about the same: their addresses and names.
    elsewhere: Vec<(String, String)>,
    /// The figure in large letters.
    lead: String,
    parts: String,
}

/// Puts a board together; `targets` are those that the visitor may see, `actions` all that the office decided.
///
/// # Errors
/// `BadParameter` when the selection names a department or question that no version knows; `Internal` when a template
/// fails.
pub fn board(
    selection: &Selection,
    speech: &Speech,
    record: &Record,
    targets: &[Target],
    actions: &[Action],
) -> Result<String, NotMade> {
    let (Some(period), Some(newest)) = (selection.period(record), selection.versions.last()) else {
        return Err(NotMade::Unknown);
    };
    let scope = Scope {
        record,
        survey: selection.survey.clone(),
        against: selection.against.of(&period),
        departments: selection.departments(),
        question: selection.question.clone(),
        span: span(selection, record, &period),
        actions,
        period,
    };
    let findings = Findings::of(scope)?.ok_or(NotMade::Unknown)?;
    let period = &findings.scope.period;
    let sections = sections(&findings, targets)?;
    let about = format!("{} · {}", scope_of(selection, speech), speech.numbers.period(period));
    let lead = headline::lead(&findings).ok_or_else(|| {
        let anything = !selection.quarters(record).is_empty();
        if anything { [Term::UntoldTitle, Term::UntoldNote] } else { [Term::EmptyTitle, Term::EmptyNote] }
    });
    let failed = || NotMade::Problem(Problem::new(Kind::Internal));
    let board = Board {
        words: speech.words,
        survey: selection.survey.as_str(),
        title: speech.text(&newest.questionnaire.title),
        choices: Choices::new(selection, speech, record, period, &findings.question.code),
        contents: sections.iter().map(|section| (section.id.as_str(), speech.line(&section.title))).collect(),
        elsewhere: elsewhere(selection, speech, period),
        lead: show_lead(lead, &about, speech).ok_or_else(failed)?,
        parts: show(&sections, speech, &|figures| Some(selection.downloads(speech.words, period, figures)))
            .ok_or_else(failed)?,
    };
    board.render().map_err(|_| failed())
}

/// The parts of a board, in order.
fn sections(findings: &Findings<'_>, held: &[Target]) -> Result<Vec<Section>, UnknownName> {
    let trend = || trend::latest_first(findings).map(|part| part.under("trend", Term::OverTime));
    let coverage = coverage::basis(findings).under("coverage", Term::WhereFrom);
    if findings.now().total.withheld.is_some() {
        return Ok(trend().into_iter().chain([coverage]).collect());
    }
    let departments = || departments::departments(findings).under("departments", Term::Departments);
    let sections = [
        Some(targets::reached(findings, held).under("targets", Term::Targets)),
        (findings.scope.departments.len() != 1).then(departments),
        trend(),
        questions::ratings(findings).map(|part| part.under("dimensions", Term::Ratings)),
        questions::others(findings).map(|part| part.under("others", Term::OtherQuestions)),
        Some(drivers::association(findings)?.under("drivers", Term::Drivers)),
        Some(segments::who(findings)?.under("groups", Term::WhoAnswered)),
        Some(misuse::misuse(findings).under("misuse", Term::Misuse)),
        Some(coverage),
    ];
    Ok(sections.into_iter().flatten().collect())
}

/// The months that the points of a trend cover: up to the chosen period, and not before there was anything.
fn span(selection: &Selection, record: &Record, period: &Period) -> Option<(Unit, Period)> {
    let unit = if period.parts(Unit::Month).len() < 3 { Unit::Month } else { Unit::Quarter };
    let quarters = selection.quarters(record);
    let until = Period::holding(period.last(), unit);
    let all = Period::spanning(&Period::holding(quarters.first()?.first(), unit), &until)?.parts(unit);
    Some((unit, Period::spanning(all.get(all.len().saturating_sub(MOST))?, &until)?))
}

/// Comments are a page of their own, because they never stand beside a figure; a review is of the whole office.
fn elsewhere(selection: &Selection, speech: &Speech, period: &Period) -> Vec<(String, String)> {
    let (words, survey) = (speech.words, &selection.survey);
    let comments = format!("/results/{survey}/comments?{}", selection.address(speech, period));
    let mut pages = vec![(comments, Word::ContentsComments.said(words).to_owned())];
    if selection.allowed.is_empty() {
        let review = format!("/results/{survey}/review/{}?lang={}", period.label(), words.language);
        pages.push((review, Word::ContentsReview.said(words).to_owned()));
    }
    pages
}

/// Whom a selection is about.
pub fn scope_of(selection: &Selection, speech: &Speech) -> String {
    match &selection.department {
        Some(code) => selection.department_name(speech, code),
        None if selection.allowed.is_empty() => speech.term(Term::WholeOffice),
        None => Word::ScopeOwn.said(speech.words).to_owned(),
    }
}

/// Why a board was not made.
pub enum NotMade {
    /// The address names what no version knows.
    Unknown,
    /// Something else failed.
    Problem(Problem),
}

impl From<UnknownName> for NotMade {
    fn from(_: UnknownName) -> Self {
        Self::Unknown
    }
}

impl From<Problem> for NotMade {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<crate::storage::Error> for NotMade {
    fn from(error: crate::storage::Error) -> Self {
        Self::Problem(error.into())
    }
}
