//! Everything that a board shows of one selection, from what was released and the targets that the office has set.
//! Nothing here knows who looks at it, so that it is made once for each generation of figures.

use askama::Template;

use crate::pages::dashboard::choices::{Choices, knows_positive};
use crate::pages::dashboard::coverage;
use crate::pages::dashboard::departments;
use crate::pages::dashboard::drivers;
use crate::pages::dashboard::groups;
use crate::pages::dashboard::headline::Headline;
use crate::pages::dashboard::lens::Lens;
use crate::pages::dashboard::misuse;
use crate::pages::dashboard::questions::{self, Questions};
use crate::pages::dashboard::selection::Selection;
use crate::pages::dashboard::table::{Holding, Section};
use crate::pages::dashboard::targets;
use crate::pages::dashboard::trend;
use crate::pages::dashboard::words::Words;
use crate::survey::codes::QuestionCode;
use crate::survey::comparison::compare;
use crate::survey::figures::{GroupBy, Record, UnknownName};
use crate::survey::period::Period;
use crate::survey::target::Target;

/// A board.
#[derive(Template)]
#[template(path = "dashboard/board.html", config = "src/pages/askama.toml")]
pub struct Board {
    words: &'static Words,
    language: String,
    survey: String,
    title: String,
    choices: Choices,
    /// Other pages about the same: their addresses and names.
    elsewhere: Vec<(String, String)>,
    /// Whom it is about, and when.
    scope: String,
    period: String,
    headline: Option<Headline>,
    /// Why there is nothing to show, if there is not.
    nothing: Option<(String, String)>,
    sections: Vec<Section>,
}

impl Board {
    /// Puts a board together; `targets` are those that the visitor may see.
    ///
    /// # Errors
    /// When the selection names a department or question that no version knows.
    pub fn new(selection: &Selection, lens: &Lens, record: &Record, targets: &[Target]) -> Result<Self, UnknownName> {
        let (Some(period), Some(newest)) = (selection.period(record), selection.versions.last()) else {
            return Err(UnknownName::Question);
        };
        let question = selection.question.clone().unwrap_or_else(|| newest.questionnaire.headline.clone());
        let asked = questions::find(&selection.versions, &question).filter(|(question, _)| knows_positive(question));
        let text = asked.map(|(question, _)| lens.text(&question.text)).ok_or(UnknownName::Question)?;
        let mut board = Self {
            words: lens.words,
            language: lens.language.to_string(),
            survey: selection.survey.to_string(),
            title: lens.text(&newest.questionnaire.title).to_owned(),
            choices: Choices::new(selection, lens, record, &period, &question),
            elsewhere: elsewhere(selection, lens, &period),
            scope: scope(selection, lens),
            period: lens.numbers.period(&period),
            headline: None,
            nothing: None,
            sections: Vec::new(),
        };
        board.fill(selection, lens, record, &period, (&question, text), targets)?;
        Ok(board)
    }

    fn fill(
        &mut self,
        selection: &Selection,
        lens: &Lens,
        record: &Record,
        period: &Period,
        question: (&QuestionCode, &str),
        targets: &[Target],
    ) -> Result<(), UnknownName> {
        let against = || selection.against.of(period);
        let only = || vec![question.0.clone()];
        let headline = compare(&selection.query(period, GroupBy::Nothing, only()), against(), record)?;
        let figures = headline.period.total.question(question.0);
        self.headline = figures.and_then(|figures| Headline::new(lens, question.1, &headline, figures));
        if self.headline.is_none() {
            self.nothing = Some(nothing(selection, lens, record));
        }
        let told = headline.period.total.withheld.is_none();
        let trend = trend::section(selection, lens, record, period, question)?;
        if told {
            self.sections.push(targets::section(selection, lens, record, period, targets));
            if selection.departments().len() != 1 {
                let by_department = compare(&selection.query(period, GroupBy::Department, only()), against(), record)?;
                let files = selection.files(period, Holding::GroupBy("department".to_owned()));
                let departments = departments::section(lens, question.0, &by_department, files);
                // Side by side, where there is room for both.
                let half = trend.is_some();
                self.sections.push(Section { half, ..departments });
                self.sections.extend(trend.map(|trend| Section { half, ..trend }));
            } else {
                self.sections.extend(trend);
            }
            let everything = compare(&selection.query(period, GroupBy::Nothing, Vec::new()), against(), record)?;
            let questions = Questions::new(lens, &selection.versions, &everything);
            let files = selection.files(period, Holding::GroupBy("none".to_owned()));
            self.sections.extend(questions.ratings(&files));
            self.sections.extend(questions.others(&files));
            self.sections.push(drivers::section(selection, lens, record, period)?);
            self.sections.push(groups::section(selection, lens, record, period, question)?);
            self.sections.push(misuse::section(lens, question, &headline.period));
        } else {
            self.sections.extend(trend);
        }
        self.sections.push(coverage::section(lens, &headline.period));
        Ok(())
    }
}

/// Comments are a page of their own, because they never stand beside a figure; a review is of the whole office.
fn elsewhere(selection: &Selection, lens: &Lens, period: &Period) -> Vec<(String, String)> {
    let (words, survey) = (&lens.words.contents, &selection.survey);
    let comments = format!("/results/{survey}/comments?{}", selection.address(lens, period));
    let mut pages = vec![(comments, words.comments.clone())];
    if selection.allowed.is_empty() {
        let review = format!("/results/{survey}/review/{}?lang={}", period.label(), lens.language);
        pages.push((review, words.review.clone()));
    }
    pages
}

fn nothing(selection: &Selection, lens: &Lens, record: &Record) -> (String, String) {
    let words = lens.words;
    if selection.quarters(record).is_empty() {
        (words.empty.title.clone(), lens.with_k(&words.empty.text))
    } else {
        (words.withheld.title.clone(), lens.with_k(&words.withheld.fewer_than_k))
    }
}

/// Whom a selection is about.
pub fn scope(selection: &Selection, lens: &Lens) -> String {
    let words = &lens.words.scope;
    match &selection.department {
        Some(code) => selection.department_name(lens, code),
        None if selection.allowed.is_empty() => words.office.clone(),
        None => words.own.clone(),
    }
}
