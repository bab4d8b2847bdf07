//! Everything that a board shows of one selection, from what was released and the targets that the office has set: a list
//! of parts. Nothing here knows who looks at it, so that it is made once for each generation of figures.

use askama::Template;
use jiff::civil::Date;

use crate::http::{Kind, Problem};
use crate::pages::dashboard::calls::{Calls, FEW, Issued, Ledger};
use crate::pages::dashboard::choices::Choices;
use crate::pages::dashboard::notice::{Notice, nothing, ways};
use crate::pages::dashboard::selection::Selection;
use crate::pages::shared::Word;
use crate::reports::render::{Setting, Speech, Ways, Words, show, show_lead};
use crate::survey::figures::{Record, UnknownName};
use crate::survey::period::{Period, Unit};
use crate::survey::report::{
    Cell, Findings, Scope, Section, Term, actions, coverage, departments, drivers, headline, misuse, questions,
    segments, targets, trend,
};

/// How many periods are looked back at: three years of quarters, and the one before.
const MOST: usize = 13;

/// A board.
#[derive(Template)]
#[template(path = "dashboard/board.html", config = "src/pages/askama.toml")]
struct Board<'a> {
    words: &'static Words,
    survey: &'a str,
    title: &'a str,
    /// Whom it is about.
    scope: String,
    choices: Choices,
    notice: Option<Notice>,
    /// The figure in large letters.
    lead: String,
    calls: Calls,
    /// How many calls are not seen at once.
    others: String,
    /// The parts that are seen at once.
    first: String,
    /// Other pages about the same.
    elsewhere: Ways,
    /// The parts that are folded.
    more: String,
}

/// Puts a board together.
///
/// # Errors
/// `BadParameter` when the selection names a department or question that no version knows; `Internal` when a template
/// fails.
pub fn board(selection: &Selection, speech: &Speech, record: &Record, ledger: &Ledger) -> Result<String, NotMade> {
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
        actions: &ledger.actions,
        period,
    };
    let findings = Findings::of(scope)?.ok_or(NotMade::Unknown)?;
    let period = &findings.scope.period;
    let failed = || NotMade::Problem(Problem::new(Kind::Internal));
    let shown = |sections: &[Section], folded| {
        let setting = Setting {
            files: &|figures| Some(selection.downloads(speech.words, period, figures)),
            department: &|code| selection.department_page(speech, period, code),
            folded,
        };
        show(sections, speech, &setting).ok_or_else(failed)
    };
    let lead = headline::lead(&findings, &ledger.targets)
        .ok_or_else(|| (nothing(selection, record, period), ways(selection, speech, record, period)));
    let calls = Calls::of(selection, speech, &findings, ledger)?;
    let others = [Cell::Count(calls.others.len() as u64)];
    let board = Board {
        words: speech.words,
        survey: selection.survey.as_str(),
        title: speech.text(&newest.questionnaire.title),
        scope: scope_of(selection, speech),
        choices: Choices::new(selection, speech, record, period, &findings.question.code),
        notice: Notice::of(selection, speech, record, period),
        lead: show_lead(lead, None, speech).ok_or_else(failed)?,
        calls,
        others: speech.filled(Word::ActOthers.said(speech.words), &others),
        first: shown(&first(&findings, selection.today)?, false)?,
        elsewhere: elsewhere(selection, speech, period, &ledger.issued),
        more: shown(&more(&findings, ledger, selection.today)?, true)?,
    };
    board.render().map_err(|_| failed())
}

/// The parts that are seen at once, in order.
fn first(findings: &Findings<'_>, today: Date) -> Result<Vec<Section>, UnknownName> {
    let trend = trend::latest_first(findings).map(|part| part.under("trend", Term::OverTime));
    if findings.now().total.withheld.is_some() {
        return Ok(trend.into_iter().collect());
    }
    let own = (!findings.scope.departments.is_empty()).then(|| actions(findings, today));
    let grid = departments::grid(findings)?.under("grid", Term::Grid);
    Ok([Some(grid), own, trend].into_iter().flatten().collect())
}

/// The parts that are folded, in order.
fn more(findings: &Findings<'_>, ledger: &Ledger, today: Date) -> Result<Vec<Section>, UnknownName> {
    let coverage = coverage::basis(findings).under("coverage", Term::WhereFrom);
    if findings.now().total.withheld.is_some() {
        return Ok(vec![coverage]);
    }
    let scope = &findings.scope;
    let departments = || departments::departments(findings).under("departments", Term::Departments);
    let sections = [
        Some(targets::reached(findings, &ledger.targets).under("targets", Term::Targets)),
        scope.departments.is_empty().then(|| actions(findings, today)),
        (scope.departments.len() != 1).then(departments),
        questions::ratings(findings).map(|part| part.under("dimensions", Term::Ratings)),
        questions::others(findings).map(|part| part.under("others", Term::OtherQuestions)),
        Some(drivers::association(findings)?.under("drivers", Term::Drivers)),
        Some(segments::who(findings)?.under("groups", Term::WhoAnswered)),
        Some(misuse::misuse(findings).under("misuse", Term::Misuse)),
        Some(coverage),
    ];
    Ok(sections.into_iter().flatten().collect())
}

fn actions(findings: &Findings<'_>, today: Date) -> Section {
    actions::earlier_actions(findings, today).under("actions", Term::Actions)
}

/// The months that the points of a trend cover: up to the chosen period, and not before there was anything.
fn span(selection: &Selection, record: &Record, period: &Period) -> Option<(Unit, Period)> {
    let unit = if period.parts(Unit::Month).len() < 3 { Unit::Month } else { Unit::Quarter };
    let quarters = selection.quarters(record);
    let until = Period::holding(period.last(), unit);
    let all = Period::spanning(&Period::holding(quarters.first()?.first(), unit), &until)?.parts(unit);
    Some((unit, Period::spanning(all.get(all.len().saturating_sub(MOST))?, &until)?))
}

/// Comments are a page of their own, because they never stand beside a figure; a review, its minutes and its lobby sheet are
/// of the whole office, and what it says of a department is for whoever may see the department.
fn elsewhere(selection: &Selection, speech: &Speech, period: &Period, issued: &Issued) -> Ways {
    let (words, survey) = (speech.words, &selection.survey);
    let comments = format!("/results/{survey}/comments?{}", selection.address(speech, period));
    let mut pages = vec![(comments, Word::ContentsComments.said(words).to_owned())];
    if selection.allowed.is_empty() && selection.department.is_some() {
        let office = Selection { department: None, ..selection.clone() };
        let address = format!("/results/{survey}?{}", office.address(speech, period));
        pages.push((address, speech.term(Term::WholeOffice)));
    }
    let review = |rest: &str| format!("/results/{survey}/review/{period}{rest}?lang={}", words.language);
    if let [department] = &selection.departments()[..]
        && issued.reviews.contains(period)
    {
        let page = review(&format!("/departments/{department}"));
        pages.push((page, Word::ContentsDepartmentPage.said(words).to_owned()));
    }
    if selection.allowed.is_empty() {
        pages.push((review(""), Word::ContentsReview.said(words).to_owned()));
        let minutes = issued.minutes.iter().find(|(about, _)| about == period);
        pages.extend(minutes.map(|(_, edition)| (review(&format!("/minutes/{edition}")), speech.term(Term::Minutes))));
        let lobby = issued.lobbies.contains(period).then(|| (review("/lobby"), speech.term(Term::LobbyPrint)));
        pages.extend(lobby);
    }
    pages
}

/// Whom a selection is about.
pub fn scope_of(selection: &Selection, speech: &Speech) -> String {
    let departments = selection.departments();
    if departments.is_empty() {
        return speech.term(Term::WholeOffice);
    }
    let names: Vec<String> = departments.iter().map(|code| selection.department_name(speech, code)).collect();
    names.join(", ")
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
