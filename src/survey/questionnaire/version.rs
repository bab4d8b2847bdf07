//! A questionnaire that was published, and the departments that it asks about; how one version goes on from the other.

use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::survey::codes::{DepartmentCode, QuestionCode, SurveySlug};
use crate::survey::department::{Department, Renamed, name_on};
use crate::survey::fault::Fault;
use crate::survey::questionnaire::questions::{Condition, Kind, OptionSource, Question, QuestionOption, Questionnaire};
use crate::survey::text::LocalizedText;

/// A questionnaire that was published: it never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Whose version it is.
    pub survey: SurveySlug,
    /// 1, 2, 3, ...
    pub number: u32,
    /// What it asks.
    pub questionnaire: Questionnaire,
    /// The departments as they were called when it was published.
    pub departments: Vec<FrozenDepartment>,
    /// The day it was published.
    pub published_on: Date,
}

/// A department's name and site on the day a version was published, or on which a survey took it up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenDepartment {
    /// Its stable code.
    pub code: DepartmentCode,
    /// Its name on that day.
    pub name: LocalizedText,
    /// Its site on that day.
    pub site: String,
    /// The day on which the survey took it up, where the version was published without it.
    #[serde(skip)]
    pub taken_up_on: Option<Date>,
    /// The first day on which it is asked about; none: there is no such day.
    #[serde(skip)]
    pub from: Option<Date>,
    /// The last day on which it is asked about; none: there is no such day.
    #[serde(skip)]
    pub until: Option<Date>,
    /// The names that it was given since, oldest first.
    #[serde(skip)]
    pub renamed: Vec<Renamed>,
}

/// A department, and the days on which a survey asks about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asking {
    /// The department.
    pub code: DepartmentCode,
    /// The first day; none: since the version was published.
    #[serde(default)]
    pub from: Option<Date>,
    /// The last day; none: without an end.
    #[serde(default)]
    pub until: Option<Date>,
    /// What it was called when it was taken up, where the version does not ask about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_up: Option<FrozenDepartment>,
}

impl FrozenDepartment {
    /// A department as it is on a day.
    pub fn of(department: &Department, day: Date) -> Self {
        let Department { code, site, .. } = department.clone();
        let name = department.name_on(day).clone();
        Self { code, name, site, taken_up_on: None, from: None, until: None, renamed: Vec::new() }
    }

    /// What figures call it whose last day this is.
    pub fn name_on(&self, day: Date) -> &LocalizedText {
        name_on(&self.renamed, day).unwrap_or(&self.name)
    }

    /// What it is called now.
    pub fn latest_name(&self) -> &LocalizedText {
        self.renamed.last().map_or(&self.name, |renamed| &renamed.name)
    }

    /// Whether figures know it whose last day this is.
    pub fn is_known_on(&self, day: Date) -> bool {
        self.taken_up_on.is_none_or(|first| first <= day)
    }

    /// Checks that it is asked about on a day.
    ///
    /// # Errors
    /// When it is not.
    pub fn admit_day(&self, day: Date) -> Result<(), Fault> {
        let detail = match (self.from, self.until) {
            (Some(from), _) if day < from => format!("is asked about from {from} on"),
            (_, Some(until)) if day > until => format!("was asked about until {until}"),
            _ => return Ok(()),
        };
        Err(Fault::new("/department", "not_asked", detail))
    }
}

impl Version {
    /// Publishes a questionnaire: takes options from where it says, and keeps the departments' names of this day.
    ///
    /// # Errors
    /// Every fault of the questionnaire as it would be published, also against the `earlier` versions,
    /// whose question codes must keep their kind.
    pub fn publish(
        survey: SurveySlug,
        mut questionnaire: Questionnaire,
        departments: &[Department],
        earlier: &[Version],
        published_on: Date,
    ) -> Result<Self, Vec<Fault>> {
        questionnaire.take_options_from(departments);
        let mut faults = questionnaire.faults(departments);
        faults.extend(earlier.iter().flat_map(|version| questionnaire.reused_codes(&version.questionnaire)));
        if !faults.is_empty() {
            return Err(faults);
        }
        let frozen = questionnaire.departments.iter().filter_map(|code| {
            let department = departments.iter().find(|department| &department.code == code)?;
            Some(FrozenDepartment::of(department, published_on))
        });
        let number = earlier.iter().map(|version| version.number).max().unwrap_or(0) + 1;
        Ok(Self { survey, number, departments: frozen.collect(), questionnaire, published_on })
    }

    /// The version as the survey asks it now: with the departments that were taken up since, the days on which each is
    /// asked about, and the names that they were given.
    pub fn asking(mut self, asked: &[Asking], known: &[Department]) -> Self {
        for asking in asked {
            let missing = self.department(&asking.code).is_none();
            if let (true, Some(taken_up)) = (missing, &asking.taken_up) {
                self.departments.push(FrozenDepartment { taken_up_on: asking.from, ..taken_up.clone() });
            }
        }
        for department in &mut self.departments {
            let asking = asked.iter().find(|asking| asking.code == department.code);
            (department.from, department.until) = asking.map_or((None, None), |asking| (asking.from, asking.until));
            let frozen_on = department.taken_up_on.unwrap_or(self.published_on);
            let renamed = known.iter().find(|known| known.code == department.code).map(|known| known.renamed.iter());
            department.renamed = renamed.into_iter().flatten().filter(|it| it.from > frozen_on).cloned().collect();
        }
        self
    }

    /// The version since which a question has been the same: its words, its kind and its options, and what comes before
    /// it. `versions` holds the survey's versions in order; `department` names whose options count, none: everybody's.
    pub fn unchanged_since(&self, code: &str, department: Option<&DepartmentCode>, versions: &[Arc<Version>]) -> u32 {
        let earlier = versions.iter().rev().filter(|version| version.number < self.number);
        let mut newer = self;
        for version in earlier {
            if !newer.questionnaire.asks_like(&version.questionnaire, code, department) {
                break;
            }
            newer = version;
        }
        newer.number
    }

    /// Whether a question, or one that it follows, has other options in one department than in another: then a table of
    /// it over several departments would tell how many of each there are.
    pub fn depends_on_department(&self, question: &Question) -> bool {
        let bound = |question: &Question| match &question.kind {
            Kind::Single { options, .. } | Kind::Multiple { options, .. } => {
                options.iter().any(|option| !option.departments.is_empty())
            }
            _ => false,
        };
        let followed = question.show_if.as_ref().and_then(|show_if| self.question(show_if.question.as_str()));
        bound(question) || followed.is_some_and(|followed| self.depends_on_department(followed))
    }

    /// How many questions have to be answered before one is asked.
    pub fn depth(&self, question: &Question) -> usize {
        let followed = question.show_if.as_ref().and_then(|show_if| self.question(show_if.question.as_str()));
        followed.map_or(0, |followed| 1 + self.depth(followed))
    }

    /// The question with this code, if the version asks it.
    pub fn question(&self, code: &str) -> Option<&Question> {
        self.questionnaire.questions.iter().find(|question| question.code.as_str() == code)
    }

    /// The departments that a form of this version offers on a day.
    pub fn offered<'a>(&self, departments: &'a [Department], day: Date) -> impl Iterator<Item = &'a Department> {
        let asked = self.departments.iter().filter(move |department| department.admit_day(day).is_ok());
        asked.filter_map(|asked| {
            departments.iter().find(|department| department.code == asked.code && department.active)
        })
    }

    /// The department with this code, if the version asks about it.
    pub fn department(&self, code: &DepartmentCode) -> Option<&FrozenDepartment> {
        self.departments.iter().find(|department| &department.code == code)
    }
}

impl Questionnaire {
    /// Codes that an earlier version used for another kind of question: a trend over both would lie.
    fn reused_codes(&self, earlier: &Questionnaire) -> Vec<Fault> {
        let questions = self.questions.iter().enumerate();
        let reused = questions.filter(|(_, question)| {
            earlier.questions.iter().any(|old| {
                old.code == question.code
                    && match (&old.kind, &question.kind) {
                        (Kind::Rating { scale: before }, Kind::Rating { scale: now }) => before != now,
                        (before, now) => std::mem::discriminant(before) != std::mem::discriminant(now),
                    }
            })
        });
        let detail = "an earlier version uses this code for another kind of question or scale; choose a new code";
        reused.map(|(index, _)| Fault::new(format!("/questions/{index}/code"), "code_reused", detail)).collect()
    }

    /// Whether two questionnaires ask the same, in the languages that both have, and after the same earlier answers.
    fn asks_like(&self, other: &Self, code: &str, department: Option<&DepartmentCode>) -> bool {
        let find = |all: &Self| all.questions.iter().find(|question| question.code.as_str() == code).cloned();
        let (Some(one), Some(two)) = (find(self), find(other)) else { return false };
        let offered = |options: &[QuestionOption]| -> Vec<QuestionOption> {
            let here = options.iter().filter(|option| department.is_none_or(|code| option.is_offered_in(code)));
            here.cloned().collect()
        };
        let same_options = |one: &[QuestionOption], two: &[QuestionOption]| {
            let (one, two) = (offered(one), offered(two));
            let same = |(one, two): (&QuestionOption, &QuestionOption)| {
                one.code == two.code && one.text.agrees_with(&two.text) && one.departments == two.departments
            };
            one.len() == two.len() && one.iter().zip(&two).all(same)
        };
        let same_kind = match (&one.kind, &two.kind) {
            (Kind::Single { options: one, .. }, Kind::Single { options: two, .. }) => same_options(one, two),
            (Kind::Multiple { options: one, max }, Kind::Multiple { options: two, max: other }) => {
                max == other && same_options(one, two)
            }
            (one, two) => one == two,
        };
        let same_before = match (&one.show_if, &two.show_if) {
            (Some(before), Some(then)) => before == then && self.asks_like(other, before.question.as_str(), department),
            (one, two) => one.is_none() && two.is_none(),
        };
        // The headline is told with every block, so that what follows it may change.
        let headline = self.headline == one.code && other.headline == one.code;
        same_kind
            && same_before
            && (headline || self.followers(code) == other.followers(code))
            && one.text.agrees_with(&two.text)
            && one.positive == two.positive
    }

    /// Which questions follow one.
    fn followers(&self, code: &str) -> Vec<(&QuestionCode, &Condition)> {
        let follows = |question: &'_ Question| question.show_if.as_ref().is_some_and(|it| it.question.as_str() == code);
        let followers = self.questions.iter().filter(|question| follows(question));
        followers.filter_map(|question| Some((&question.code, &question.show_if.as_ref()?.condition))).collect()
    }

    fn take_options_from(&mut self, departments: &[Department]) {
        let asked = self.departments.clone();
        for question in &mut self.questions {
            if let Kind::Single { options, options_from } = &mut question.kind
                && options_from.take() == Some(OptionSource::Matters)
            {
                *options = departments
                    .iter()
                    .filter(|department| asked.contains(&department.code))
                    .flat_map(Department::matters_as_options)
                    .collect();
            }
        }
    }
}

impl Department {
    /// Its kinds of matter as options that only it offers; a code carries the department's, to be unique.
    fn matters_as_options(&self) -> impl Iterator<Item = QuestionOption> + '_ {
        let prefix = self.code.as_str().to_ascii_lowercase();
        self.matters.iter().filter_map(move |matter| {
            Some(QuestionOption {
                code: format!("{prefix}_{}", matter.code).parse().ok()?,
                text: matter.text.clone(),
                departments: vec![self.code.clone()],
            })
        })
    }
}
