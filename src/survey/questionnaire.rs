//! What is asked: questionnaires, their questions, and the versions that were published.
//!
//! [`Questionnaire::faults`] is the one place that decides whether a questionnaire makes sense.
//! How an answer is checked against a question is in `response`; drafts and versions are kept by `storage`.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::survey::codes::{DepartmentCode, Language, OptionCode, QuestionCode, SurveySlug};
use crate::survey::department::{Department, Renamed, name_on};
use crate::survey::fault::{Fault, step};
use crate::survey::languages;
use crate::survey::text::LocalizedText;

/// The most questions that a questionnaire may have.
pub const MOST_QUESTIONS: usize = 50;
/// The most options that a question may have.
pub const MOST_OPTIONS: usize = 50;
/// The longest short name of a question, in characters.
pub const LONGEST_SHORT: usize = 40;
/// The longest answer in words, in characters.
pub const LONGEST_TEXT: u32 = 2_000;
/// The smallest and the largest rating scale.
pub const SCALES: std::ops::RangeInclusive<u8> = 2..=11;

/// A set of questions with everything that is needed to ask them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Questionnaire {
    /// Its title.
    pub title: LocalizedText,
    /// The languages that every text exists in, the default one first.
    pub languages: Vec<Language>,
    /// The question whose share of positive answers stands for the whole.
    pub headline: QuestionCode,
    /// The departments it asks about.
    pub departments: Vec<DepartmentCode>,
    /// The words beside the points of a rating scale, worst first.
    #[serde(default)]
    pub rating_labels: Vec<LocalizedText>,
    /// The words of the answer "not applicable".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub na_label: Option<LocalizedText>,
    /// The questions, in the order they are asked.
    pub questions: Vec<Question>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Its stable code.
    pub code: QuestionCode,
    /// What kind of answer it takes.
    #[serde(flatten)]
    pub kind: Kind,
    /// Its words.
    pub text: LocalizedText,
    /// What tables, charts and sentences call it, in the middle of a sentence; without it, they use its words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short: Option<LocalizedText>,
    /// Whether a response without it is refused.
    #[serde(default)]
    pub required: bool,
    /// Whether a kiosk asks it.
    #[serde(default)]
    pub kiosk: bool,
    /// Whether "not applicable" is offered.
    #[serde(default = "yes")]
    pub na: bool,
    /// The dimension of quality that it measures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dimension: Option<String>,
    /// Whether figures may be grouped by it when a quarter has closed.
    #[serde(default)]
    pub segment: bool,
    /// What the review takes its answers for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The answer to an earlier question without which this one is not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show_if: Option<ShowIf>,
    /// Which answers count as positive; without it [`Question::counts_as_positive`] says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub positive: Option<Condition>,
}

/// What a review takes the answers to a question for, beside its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// With what people came: a segment, which the review holds the outcome and the reason against.
    Matter,
    /// Whether that was settled.
    Outcome,
    /// What went wrong.
    Reason,
}

/// The kinds of question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    /// A whole number from 1, the worst, to `scale`, the best.
    Rating {
        /// The best value.
        scale: u8,
    },
    /// One of several options.
    Single {
        /// What may be chosen.
        #[serde(default)]
        options: Vec<QuestionOption>,
        /// Where a draft takes its options from when it is published.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        options_from: Option<OptionSource>,
    },
    /// Any of several options, at most `max` of them.
    Multiple {
        /// What may be chosen.
        options: Vec<QuestionOption>,
        /// How many may be chosen.
        max: u8,
    },
    /// Yes or no.
    YesNo,
    /// How likely one is to recommend the office, 0 to 10.
    Nps,
    /// Words. They are scrubbed, stored apart, and never part of a figure.
    Text {
        /// The longest answer, in characters.
        max_length: u32,
    },
}

/// An option of a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionOption {
    /// Its stable code within the question.
    pub code: OptionCode,
    /// Its words.
    pub text: LocalizedText,
    /// The departments that offer it; empty: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub departments: Vec<DepartmentCode>,
}

/// Where a draft's question takes its options from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OptionSource {
    /// The kinds of matter of the questionnaire's departments.
    Matters,
}

/// A question is asked only when an earlier one was answered in a certain way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShowIf {
    /// The earlier question.
    pub question: QuestionCode,
    /// What its answer must be.
    #[serde(flatten)]
    pub condition: Condition,
}

/// A condition on one answer; every part that is given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// The number is at least this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<u8>,
    /// The number is at most this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<u8>,
    /// The option is one of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<OptionCode>,
}

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
    /// Everything that keeps this questionnaire from being published; empty when it is sound.
    pub fn faults(&self, departments: &[Department]) -> Vec<Fault> {
        let mut faults = Vec::new();
        self.check_languages(&mut faults);
        self.check_text(&self.title, "/title", &mut faults);
        self.check_departments(departments, &mut faults);
        for (index, label) in self.rating_labels.iter().enumerate() {
            self.check_text(label, &format!("/rating_labels/{index}"), &mut faults);
        }
        if let Some(label) = &self.na_label {
            self.check_text(label, "/na_label", &mut faults);
        }
        if self.questions.is_empty() || self.questions.len() > MOST_QUESTIONS {
            faults.push(Fault::new("/questions", "out_of_range", "must hold 1 to 50 questions"));
        }
        for (index, question) in self.questions.iter().enumerate() {
            let place = format!("/questions/{index}");
            if self.questions[..index].iter().any(|earlier| earlier.code == question.code) {
                faults.push(Fault::new(format!("{place}/code"), "duplicate", "is the code of an earlier question"));
            }
            self.check_question(question, &self.questions[..index], &place, &mut faults);
        }
        match self.questions.iter().find(|question| question.code == self.headline) {
            Some(question) if question.is_single_valued() => {}
            Some(_) => faults.push(Fault::new("/headline", "wrong_kind", "must be a question with one closed answer")),
            None => faults.push(Fault::new("/headline", "unknown_question", "must be one of the questions")),
        }
        faults
    }

    fn check_languages(&self, faults: &mut Vec<Fault>) {
        if self.languages.is_empty() {
            faults.push(Fault::new("/languages", "required", "must name at least one language"));
        }
        if !all_different(&self.languages) {
            faults.push(Fault::new("/languages", "duplicate", "names a language twice"));
        }
    }

    fn check_departments(&self, departments: &[Department], faults: &mut Vec<Fault>) {
        if self.departments.is_empty() {
            faults.push(Fault::new("/departments", "required", "must name at least one department"));
        }
        if !all_different(&self.departments) {
            faults.push(Fault::new("/departments", "duplicate", "names a department twice"));
        }
        for (index, code) in self.departments.iter().enumerate() {
            if !departments.iter().any(|department| &department.code == code) {
                let place = format!("/departments/{index}");
                faults.push(Fault::new(place, "unknown_department", "is not a department of this office"));
            }
        }
    }

    fn check_text(&self, text: &LocalizedText, place: &str, faults: &mut Vec<Fault>) {
        for language in &self.languages {
            if text.in_language(language).is_none() {
                faults.push(Fault::new(
                    format!("{place}{}", step(language)),
                    "required",
                    "a text must exist in every language of the questionnaire",
                ));
            }
        }
    }

    fn check_short(&self, short: &LocalizedText, place: &str, faults: &mut Vec<Fault>) {
        self.check_text(short, place, faults);
        for (language, name) in &short.0 {
            if name.chars().count() > LONGEST_SHORT {
                let detail = "must be 1 to 40 characters";
                faults.push(Fault::new(format!("{place}{}", step(language)), "out_of_range", detail));
            }
        }
    }

    fn check_question(&self, question: &Question, earlier: &[Question], place: &str, faults: &mut Vec<Fault>) {
        self.check_text(&question.text, &format!("{place}/text"), faults);
        if let Some(short) = &question.short {
            self.check_short(short, &format!("{place}/short"), faults);
        }
        match &question.kind {
            Kind::Rating { scale } if !SCALES.contains(scale) => {
                faults.push(Fault::new(format!("{place}/scale"), "out_of_range", "must be 2 to 11"));
            }
            Kind::Single { options, options_from } if options_from.is_none() => {
                self.check_options(options, place, faults);
            }
            Kind::Multiple { options, max } => {
                self.check_options(options, place, faults);
                if *max == 0 || usize::from(*max) > options.len() {
                    faults.push(Fault::new(
                        format!("{place}/max"),
                        "out_of_range",
                        "must be 1 to the number of options",
                    ));
                }
            }
            Kind::Text { max_length } if *max_length == 0 || *max_length > LONGEST_TEXT => {
                faults.push(Fault::new(format!("{place}/max_length"), "out_of_range", "must be 1 to 2000"));
            }
            _ => {}
        }
        if question.segment && !matches!(question.kind, Kind::Single { .. } | Kind::YesNo) {
            faults.push(Fault::new(
                format!("{place}/segment"),
                "wrong_kind",
                "only a single or yes_no question can be a segment",
            ));
        }
        check_role(question, earlier, place, faults);
        if let Some(condition) = &question.positive {
            check_condition(condition, question, &format!("{place}/positive"), faults);
        }
        if let Some(show_if) = &question.show_if {
            let place = format!("{place}/show_if");
            match earlier.iter().find(|earlier| earlier.code == show_if.question) {
                Some(shower) => check_condition(&show_if.condition, shower, &place, faults),
                None => faults.push(Fault::new(place, "unknown_question", "must name an earlier question")),
            }
        }
    }

    fn check_options(&self, options: &[QuestionOption], place: &str, faults: &mut Vec<Fault>) {
        if options.len() < 2 || options.len() > MOST_OPTIONS {
            faults.push(Fault::new(format!("{place}/options"), "out_of_range", "must hold 2 to 50 options"));
        }
        for (index, option) in options.iter().enumerate() {
            let place = format!("{place}/options/{index}");
            if options[..index].iter().any(|earlier| earlier.code == option.code) {
                faults.push(Fault::new(format!("{place}/code"), "duplicate", "is the code of an earlier option"));
            }
            self.check_text(&option.text, &format!("{place}/text"), faults);
            if !option.departments.iter().all(|code| self.departments.contains(code)) {
                let detail = "must be departments of the questionnaire";
                faults.push(Fault::new(format!("{place}/departments"), "unknown_department", detail));
            }
        }
    }

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

impl QuestionOption {
    /// Whether a department offers it.
    pub fn is_offered_in(&self, department: &DepartmentCode) -> bool {
        self.departments.is_empty() || self.departments.contains(department)
    }
}

impl Question {
    /// What people are shown for it where its words would be too long: its short name, else its words.
    pub fn name(&self) -> &LocalizedText {
        self.short.as_ref().unwrap_or(&self.text)
    }

    /// Whether a department asks it: it offers some answer.
    pub fn is_offered_in(&self, department: &DepartmentCode) -> bool {
        match &self.kind {
            Kind::Single { options, .. } | Kind::Multiple { options, .. } => {
                options.iter().any(|option| option.is_offered_in(department))
            }
            _ => true,
        }
    }

    /// Whether a department offers an option of [`Question::options`]; none: an office block, which holds no question
    /// that depends on the department.
    pub fn offers(&self, option: &str, department: Option<&DepartmentCode>) -> bool {
        match &self.kind {
            Kind::Single { options, .. } | Kind::Multiple { options, .. } => {
                let known = options.iter().find(|known| known.code.as_str() == option);
                known.is_some_and(|known| department.is_none_or(|code| known.is_offered_in(code)))
            }
            Kind::Rating { scale } => option.parse().is_ok_and(|value| (1..=*scale).contains(&value)),
            Kind::Nps => option.parse().is_ok_and(|value: u8| value <= 10),
            Kind::YesNo => matches!(option, "yes" | "no"),
            Kind::Text { .. } => false,
        }
    }

    /// Every answer that a figure shows, in order, worst first for a scale; empty for words.
    pub fn options(&self) -> Vec<String> {
        match &self.kind {
            Kind::Rating { scale } => (1..=*scale).map(|value| value.to_string()).collect(),
            Kind::Single { options, .. } | Kind::Multiple { options, .. } => {
                options.iter().map(|option| option.code.to_string()).collect()
            }
            Kind::YesNo => vec!["yes".to_owned(), "no".to_owned()],
            Kind::Nps => (0..=10).map(|value| value.to_string()).collect(),
            Kind::Text { .. } => Vec::new(),
        }
    }

    /// The words of an option; what it is called by itself, where it has none.
    pub fn option_text(&self, option: &str) -> LocalizedText {
        let words = match &self.kind {
            Kind::Single { options, .. } | Kind::Multiple { options, .. } => {
                options.iter().find(|known| known.code.as_str() == option).map(|known| known.text.clone())
            }
            Kind::YesNo if option == "yes" => Some(languages::text(|words| &words.yes)),
            Kind::YesNo if option == "no" => Some(languages::text(|words| &words.no)),
            _ => None,
        };
        words.unwrap_or_else(|| LocalizedText::same(option))
    }

    /// The kind's name in documents: `rating`, `single`, ...
    pub fn kind_name(&self) -> &'static str {
        match self.kind {
            Kind::Rating { .. } => "rating",
            Kind::Single { .. } => "single",
            Kind::Multiple { .. } => "multiple",
            Kind::YesNo => "yes_no",
            Kind::Nps => "nps",
            Kind::Text { .. } => "text",
        }
    }

    /// Whether any answer to it counts as positive, so that there is a share of positive answers.
    pub fn knows_positive(&self) -> bool {
        self.options().first().is_some_and(|option| self.counts_as_positive(option).is_some())
    }

    /// Whether an option of [`Question::options`] counts as positive; `None` when the question knows no positive.
    ///
    /// Unless the version declares otherwise: on a rating scale the two best of five, on another scale the same
    /// share of it, rounded up (`value >= 0.8 * scale`); on yes or no, yes; elsewhere nothing.
    pub fn counts_as_positive(&self, option: &str) -> Option<bool> {
        let number = option.parse::<u8>().ok();
        match (&self.positive, &self.kind) {
            (_, Kind::Text { .. } | Kind::Multiple { .. }) => None,
            (Some(condition), _) => Some(condition.holds(number, option)),
            (None, Kind::Rating { scale }) => {
                let best = u16::from(*scale) * 4;
                Some(number.is_some_and(|value| u16::from(value) * 5 >= best))
            }
            (None, Kind::YesNo) => Some(option == "yes"),
            (None, Kind::Single { .. } | Kind::Nps) => None,
        }
    }

    /// Whether a response holds at most one closed answer to it.
    pub fn is_single_valued(&self) -> bool {
        !matches!(self.kind, Kind::Text { .. } | Kind::Multiple { .. })
    }
}

impl Condition {
    /// Whether an answer meets the condition: its number, if it is one, and its option.
    pub fn holds(&self, number: Option<u8>, option: &str) -> bool {
        self.at_least.is_none_or(|bound| number.is_some_and(|value| value >= bound))
            && self.at_most.is_none_or(|bound| number.is_some_and(|value| value <= bound))
            && (self.options.is_empty() || self.options.iter().any(|wanted| wanted.as_str() == option))
    }
}

fn check_role(question: &Question, earlier: &[Question], place: &str, faults: &mut Vec<Fault>) {
    let Some(role) = question.role else { return };
    let wrong = match role {
        Role::Matter => (!question.segment).then_some("only a segment can be the matter"),
        Role::Outcome => (!question.knows_positive()).then_some("the outcome must have answers that count as positive"),
        Role::Reason => match question.kind {
            Kind::Single { .. } | Kind::Multiple { .. } => None,
            _ => Some("only a single or multiple question can be the reason"),
        },
    };
    faults.extend(wrong.map(|detail| Fault::new(format!("{place}/role"), "wrong_kind", detail)));
    if earlier.iter().any(|other| other.role == Some(role)) {
        faults.push(Fault::new(format!("{place}/role"), "duplicate", "another question has this role"));
    }
}

fn check_condition(condition: &Condition, question: &Question, place: &str, faults: &mut Vec<Fault>) {
    let has_numbers = condition.at_least.is_some() || condition.at_most.is_some();
    let has_options = !condition.options.is_empty();
    let numeric = matches!(question.kind, Kind::Rating { .. } | Kind::Nps);
    if has_numbers == has_options {
        faults.push(Fault::new(place, "malformed", "needs either at_least or at_most, or options"));
    } else if has_numbers != numeric || !question.is_single_valued() {
        faults.push(Fault::new(place, "wrong_kind", "does not fit the kind of the question it is about"));
    } else if has_options {
        let known = question.options();
        if !condition.options.iter().all(|option| known.iter().any(|code| code == option.as_str())) {
            faults.push(Fault::new(format!("{place}/options"), "unknown_option", "must be options of the question"));
        }
    }
}

fn all_different<T: Ord>(items: &[T]) -> bool {
    items.iter().collect::<BTreeSet<_>>().len() == items.len()
}

fn yes() -> bool {
    true
}
