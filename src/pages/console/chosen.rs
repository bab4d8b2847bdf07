//! The survey that a page of the console is about, where the office has several.

use std::sync::Arc;

use crate::http::{Kind, Problem};
use crate::pages::console::fields::Choice;
use crate::pages::console::layout::Layout;
use crate::pages::console::person::Person;
use crate::pages::shared::Frame;
use crate::state::Catalogue;
use crate::survey::codes::{DepartmentCode, QuestionCode, SurveySlug};
use crate::survey::questionnaire::Version;

/// A survey, with what there is to choose from.
pub struct Chosen {
    /// The survey.
    pub slug: SurveySlug,
    /// Its published versions.
    pub versions: Vec<Arc<Version>>,
    /// All surveys that are published.
    pub surveys: Vec<Choice>,
}

impl Chosen {
    /// The survey of a name; without one the first that is published.
    ///
    /// # Errors
    /// `NotFound` when there is no such survey.
    pub fn find(catalogue: &Catalogue, frame: &Frame, wanted: &str) -> Result<Self, Problem> {
        let published = || catalogue.surveys.iter().filter(|(_, versions)| !versions.is_empty());
        let mut fitting = published().filter(|(slug, _)| wanted.is_empty() || slug.as_str() == wanted);
        let (slug, versions) = fitting.next().ok_or_else(|| Problem::new(Kind::NotFound))?;
        let choice = |(other, versions): (&SurveySlug, &Vec<Arc<Version>>)| {
            let title = versions.last().map(|version| frame.text(&version.questionnaire.title));
            Choice::new(other.as_str(), title.unwrap_or_default(), other == slug)
        };
        Ok(Self { slug: slug.clone(), versions: versions.clone(), surveys: published().map(choice).collect() })
    }

    /// The survey with its published versions.
    pub fn survey(&self) -> (&SurveySlug, &[Arc<Version>]) {
        (&self.slug, &self.versions)
    }

    /// What a question asks, by the latest version that asks it; its code where none does.
    pub fn question<'a>(&'a self, frame: &'a Frame, code: &'a QuestionCode) -> &'a str {
        let asked = self.versions.iter().rev().find_map(|version| version.question(code.as_str()));
        asked.map_or(code.as_str(), |question| frame.text(&question.text))
    }

    /// What a question is called, by the latest version that asks it; its code where none does.
    pub fn question_name<'a>(&'a self, frame: &'a Frame, code: &'a QuestionCode) -> &'a str {
        let asked = self.versions.iter().rev().find_map(|version| version.question(code.as_str()));
        asked.map_or(code.as_str(), |question| frame.text(question.name()))
    }

    /// The questions of all versions that know positive answers, by their codes, to choose one from.
    pub fn measured(&self, frame: &Frame, chosen: &str) -> Vec<Choice> {
        let mut choices: Vec<Choice> = Vec::new();
        for question in self.versions.iter().rev().flat_map(|version| &version.questionnaire.questions) {
            let code = question.code.as_str();
            if question.knows_positive() && !choices.iter().any(|choice| choice.value == code) {
                choices.push(Choice::new(code, frame.text(question.name()), code == chosen));
            }
        }
        choices
    }

    /// The departments of a person that the survey was ever asked about, to choose one from; and the whole office, if that
    /// is theirs.
    pub fn departments(&self, catalogue: &Catalogue, layout: &Layout, person: &Person, chosen: &str) -> Vec<Choice> {
        let whole = Choice::new("", &layout.words.all_departments, chosen.is_empty());
        let whole = Some(whole).filter(|_| person.require(None).is_ok());
        let asked = |code: &DepartmentCode| self.versions.iter().any(|version| version.department(code).is_some());
        let own = catalogue.departments.iter().filter(|it| person.covers(&it.code) && asked(&it.code));
        let choice =
            own.map(|it| Choice::new(it.code.as_str(), layout.frame.text(&it.name), it.code.as_str() == chosen));
        whole.into_iter().chain(choice).collect()
    }
}

/// What a department is called; its code where there is none any more.
pub fn department_name<'a>(catalogue: &'a Catalogue, frame: &'a Frame, code: &'a DepartmentCode) -> &'a str {
    let known = catalogue.departments.iter().find(|department| department.code == *code);
    known.map_or(code.as_str(), |department| frame.text(&department.name))
}
