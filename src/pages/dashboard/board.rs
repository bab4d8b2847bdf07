//! Everything that a board shows of one selection, from what was released. Nothing here knows who looks at it, so that
//! it is made once for each generation of figures.

use askama::Template;

use crate::pages::dashboard::choices::{Choices, knows_positive};
use crate::pages::dashboard::coverage;
use crate::pages::dashboard::departments;
use crate::pages::dashboard::headline::Headline;
use crate::pages::dashboard::lens::Lens;
use crate::pages::dashboard::questions::{self, Questions};
use crate::pages::dashboard::selection::Selection;
use crate::pages::dashboard::table::{Files, Section};
use crate::pages::dashboard::trend;
use crate::pages::dashboard::words::{Words, with_k};
use crate::survey::codes::QuestionCode;
use crate::survey::comparison::compare;
use crate::survey::figures::{GroupBy, Record, UnknownName};
use crate::survey::period::{Period, Unit};

/// A board.
#[derive(Template)]
#[template(path = "dashboard/board.html", config = "src/pages/askama.toml")]
pub struct Board {
    words: &'static Words,
    language: String,
    survey: String,
    title: String,
    choices: Choices,
    /// Whom it is about, and when.
    scope: String,
    period: String,
    headline: Option<Headline>,
    /// Why there is nothing to show, if there is not.
    nothing: Option<(String, String)>,
    sections: Vec<Section>,
    /// The questions that are no ratings, under a heading of their own.
    others: Vec<Section>,
    coverage: Vec<String>,
}

impl Board {
    /// Puts a board together.
    ///
    /// # Errors
    /// When the selection names a department or question that no version knows.
    pub fn new(selection: &Selection, lens: &Lens, record: &Record) -> Result<Self, UnknownName> {
        let period = selection.period.clone().or_else(|| selection.quarters(record).pop());
        let newest = selection.versions.last();
        // Without anything released, any period is as empty as another.
        let period = period.or_else(|| newest.map(|newest| Period::holding(newest.published_on, Unit::Quarter)));
        let (Some(period), Some(newest)) = (period, newest) else { return Err(UnknownName::Question) };
        let question = selection.question.clone().unwrap_or_else(|| newest.questionnaire.headline.clone());
        let asked = questions::find(&selection.versions, &question).filter(|(question, _)| knows_positive(question));
        let text = asked.map(|(question, _)| lens.text(&question.text)).ok_or(UnknownName::Question)?;
        let mut board = Self {
            words: lens.words,
            language: lens.language.to_string(),
            survey: selection.survey.to_string(),
            title: lens.text(&newest.questionnaire.title).to_owned(),
            choices: Choices::new(selection, lens, record, &period, &question),
            scope: scope(selection, lens),
            period: lens.numbers.period(&period),
            headline: None,
            nothing: None,
            sections: Vec::new(),
            others: Vec::new(),
            coverage: Vec::new(),
        };
        board.fill(selection, lens, record, &period, (&question, text))?;
        Ok(board)
    }

    fn fill(
        &mut self,
        selection: &Selection,
        lens: &Lens,
        record: &Record,
        period: &Period,
        question: (&QuestionCode, &str),
    ) -> Result<(), UnknownName> {
        let against = || selection.against.of(period);
        let only = || vec![question.0.clone()];
        let headline = compare(&selection.query(period, GroupBy::Nothing, only()), against(), record)?;
        self.coverage = coverage::sentences(lens, &headline.period);
        let figures = headline.period.total.questions.first();
        self.headline = figures.and_then(|figures| Headline::new(lens, question.1, &headline, figures));
        if headline.period.total.withheld.is_some() {
            self.nothing = Some(nothing(selection, lens, record));
        } else {
            if selection.departments().len() != 1 {
                let by_department = compare(&selection.query(period, GroupBy::Department, only()), against(), record)?;
                let files = files(selection, period, "department");
                self.sections.push(departments::section(lens, question.0, &by_department, files));
            }
            let everything = compare(&selection.query(period, GroupBy::Nothing, Vec::new()), against(), record)?;
            let questions = Questions::new(lens, &selection.versions, &everything);
            self.sections.extend(questions.ratings(&files(selection, period, "none")));
            self.others = questions.others();
        }
        let trend = trend::section(selection, lens, record, period, question)?;
        let place = self.sections.len().min(1);
        self.sections.splice(place..place, trend);
        Ok(())
    }

    /// Whether there is a picture of something.
    fn files_of_questions(&self) -> Option<&Files> {
        self.sections.iter().find(|section| section.id == "dimensions")?.files.as_ref()
    }
}

fn files(selection: &Selection, period: &Period, group_by: &'static str) -> Files {
    let department = selection.department.as_ref().map(ToString::to_string).unwrap_or_default();
    Files { period: period.label().to_owned(), department, question: String::new(), group_by }
}

fn nothing(selection: &Selection, lens: &Lens, record: &Record) -> (String, String) {
    let words = lens.words;
    if selection.quarters(record).is_empty() {
        (words.empty.title.clone(), with_k(&words.empty.text, lens.k))
    } else {
        (words.withheld.title.clone(), with_k(&words.withheld.fewer_than_k, lens.k))
    }
}

fn scope(selection: &Selection, lens: &Lens) -> String {
    let Some(code) = &selection.department else {
        let words = &lens.words.scope;
        return if selection.allowed.is_empty() { words.office.clone() } else { words.own.clone() };
    };
    let known = selection.versions.iter().rev().find_map(|version| version.department(code));
    known.map_or_else(|| code.to_string(), |department| lens.text(&department.name).to_owned())
}
