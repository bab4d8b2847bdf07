//! What the parts of a report look at, computed once.

use jiff::civil::Date;

use crate::survey::action::Action;
use crate::survey::codes::{DepartmentCode, QuestionCode, SurveySlug};
use crate::survey::comment::Cell as CommentCell;
use crate::survey::comparison::{Comparison, compare};
use crate::survey::complaint::Complaints;
use crate::survey::figures::{
    Group, GroupBy, Proportion, Query, QuestionFigures, Record, Results, UnknownName, results,
};
use crate::survey::lot::Batch;
use crate::survey::period::{Period, Unit};
use crate::survey::questionnaire::{Kind, Question, Version};
use crate::survey::report::document::{Cell, Phrase};
use crate::survey::report::terms::Term;
use crate::survey::signals::{Signal, Sought, signals};
use crate::survey::target::Target;
use crate::survey::trend::{Trend, TrendQuery, trend};
use crate::survey::visits::Visits;

/// What a report is about.
#[derive(Debug, Clone)]
pub struct Scope<'a> {
    /// What was released of the survey.
    pub record: &'a Record,
    /// The survey.
    pub survey: SurveySlug,
    /// The period.
    pub period: Period,
    /// The period that it is held against.
    pub against: Period,
    /// Only these departments; empty: the whole office.
    pub departments: Vec<DepartmentCode>,
    /// The question that comes first; none: the survey's headline.
    pub question: Option<QuestionCode>,
    /// Which periods are looked back at, and how long each is; none: nothing is.
    pub span: Option<(Unit, Period)>,
    /// What the office decided to do.
    pub actions: &'a [Action],
}

/// What the office entered by hand, and what a review tells beside figures.
#[derive(Debug, Clone, Copy)]
pub struct Entered<'a> {
    /// The day on which it is told.
    pub today: Date,
    /// The kiosks that asked the survey.
    pub stations: &'a [Station],
    /// How many people came, as far as it was entered.
    pub visits: &'a [Visits],
    /// What the office has set itself.
    pub targets: &'a [Target],
    /// The complaints and motions that it counted.
    pub complaints: &'a [Complaints],
    /// What people wrote, as far as it was released.
    pub comments: &'a [CommentCell],
    /// The stacks of paper that were typed and confirmed.
    pub batches: &'a [Batch],
}

/// A kiosk as a review counts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Station {
    /// Where it stands.
    pub site: String,
    /// Its first day.
    pub from: Date,
    /// Its last day, if it is out of service.
    pub until: Option<Date>,
    /// On which days of the week its lobby is open, Monday first.
    pub open: [bool; 7],
    /// The first and the last of the days on which it was out of use.
    pub out_of_use: Vec<(Date, Date)>,
}

/// What several parts of a report look at.
#[derive(Debug)]
pub struct Findings<'a> {
    /// What they are about.
    pub scope: Scope<'a>,
    /// The version whose words are used: the newest that was answered in the period.
    pub version: &'a Version,
    /// The question that comes first.
    pub question: &'a Question,
    /// That question by department, against the other period.
    pub by_department: Comparison,
    /// All questions of everybody who is selected, against the other period.
    pub everything: Comparison,
    /// The question over time; none: nothing of it was told, or no periods are looked back at.
    pub trend: Option<Trend>,
}

/// A question that was asked, in the version that has its words.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The version.
    pub version: &'a Version,
    /// The question.
    pub question: &'a Question,
    /// Its figures; none: they are not told.
    pub figures: Option<&'a QuestionFigures>,
}

/// A question that changed.
#[derive(Debug, Clone, Copy)]
pub struct Reworded<'a> {
    /// As it is asked now.
    pub now: &'a Question,
    /// As it was asked before.
    pub before: &'a Question,
}

/// How many days a period may lack at its beginning without being called incomplete.
const MISSED: i32 = 14;

impl<'a> Findings<'a> {
    /// Computes them; none: the survey has no version.
    ///
    /// # Errors
    /// When no version knows a department or the question, or the question that was chosen knows no positive answers.
    pub fn of(scope: Scope<'a>) -> Result<Option<Self>, UnknownName> {
        let everything = compare(&scope.query(GroupBy::Nothing, Vec::new()), scope.against.clone(), scope.record)?;
        let Some(version) = reference(&scope, &everything.period) else { return Ok(None) };
        let code = scope.question.as_ref().unwrap_or(&version.questionnaire.headline);
        let asked = versions(&scope, version).find_map(|version| version.question(code.as_str()));
        let fits = |question: &&Question| scope.question.is_none() || question.knows_positive();
        let question = asked.filter(fits).ok_or(UnknownName::Question)?;
        let by_department = scope.query(GroupBy::Department, vec![question.code.clone()]);
        let by_department = compare(&by_department, scope.against.clone(), scope.record)?;
        let trend = over_time(&scope, &question.code)?;
        Ok(Some(Self { scope, version, question, by_department, everything, trend }))
    }

    /// The figures of the period, of all questions.
    pub fn now(&self) -> &Results {
        &self.everything.period
    }

    /// The closed questions in the order in which they are asked, and those that only an older version asked.
    pub fn asked(&self) -> Vec<Asked<'_>> {
        let total = &self.now().total;
        let closed = self.version.questionnaire.questions.iter();
        let closed = closed.filter(|question| !matches!(question.kind, Kind::Text { .. }));
        let asked =
            |version, question: &'a Question| Asked { version, question, figures: total.question(&question.code) };
        let mut all: Vec<Asked<'_>> = closed.map(|question| asked(self.version, question)).collect();
        for figures in &total.questions {
            let known = all.iter().any(|asked| asked.question.code == figures.code);
            all.extend(self.find(&figures.code).filter(|_| !known).map(|(version, question)| asked(version, question)));
        }
        all
    }

    /// The ratings among them, the headline first.
    pub fn ratings(&self) -> Vec<Asked<'_>> {
        let mut ratings = self.asked();
        ratings.retain(|asked| matches!(asked.question.kind, Kind::Rating { .. }));
        ratings.sort_by_key(|asked| asked.question.code != self.version.questionnaire.headline);
        ratings
    }

    /// A question in the version that has its words: the one of the period, else the newest that asks it.
    pub fn find(&self, code: &QuestionCode) -> Option<(&'a Version, &'a Question)> {
        versions(&self.scope, self.version).find_map(|version| Some((version, version.question(code.as_str())?)))
    }

    /// What people are shown for a question.
    pub fn name(&self, code: &QuestionCode) -> Phrase {
        let name = self.find(code).map(|(_, question)| question.name().clone());
        Phrase::Coded(code.to_string(), name.unwrap_or_default())
    }

    /// A department's name; none: the whole office.
    pub fn department(&self, code: Option<&DepartmentCode>) -> Phrase {
        let Some(code) = code else { return Term::WholeOffice.into() };
        let mut versions = versions(&self.scope, self.version);
        let name = versions.find_map(|version| version.department(code));
        let name = name.map(|known| known.name_on(self.scope.period.last()).clone());
        Phrase::Coded(code.to_string(), name.unwrap_or_default())
    }

    /// A share of positive answers in some period.
    ///
    /// # Errors
    /// Why it is not told.
    pub fn share(
        &self,
        period: &Period,
        question: &QuestionCode,
        department: Option<&DepartmentCode>,
    ) -> Result<Proportion, Term> {
        let query = Query {
            period: period.clone(),
            departments: department.cloned().into_iter().collect(),
            ..self.scope.query(GroupBy::Nothing, vec![question.clone()])
        };
        // A target or an action may name what no version asks any more.
        let results = results(&query, self.scope.record).map_err(|_| Term::NoAnswers)?;
        share_of(&results.total, question)
    }

    /// What calls for a decision, by the one list of it, whatever question was chosen.
    ///
    /// # Errors
    /// As [`signals`].
    pub fn signals(&self, entered: &Entered<'_>) -> Result<Vec<Signal>, UnknownName> {
        let Scope { record, survey, period, departments, actions, .. } = self.scope.clone();
        let Entered { today, targets, complaints, comments, .. } = *entered;
        signals(&Sought { record, survey, period, departments, today, actions, targets, complaints, comments })
    }

    /// The question that comes first against the same period of the year before; none: nothing is told of that, or it
    /// is what the period is held against anyway.
    ///
    /// # Errors
    /// As [`compare`].
    pub fn year_on_year(&self) -> Result<Option<Comparison>, UnknownName> {
        let year_before = self.scope.period.year_before();
        if year_before.first() == self.scope.against.first() {
            return Ok(None);
        }
        let query = self.scope.query(GroupBy::Nothing, vec![self.question.code.clone()]);
        let comparison = compare(&query, year_before, self.scope.record)?;
        Ok(Some(comparison).filter(|comparison| share_of(&comparison.against.total, &self.question.code).is_ok()))
    }

    /// The questions that are not asked as they were in what the period is held against.
    pub fn reworded(&self) -> Vec<Reworded<'a>> {
        let versions = &self.scope.record.versions;
        let Some(earlier) = self.everything.against.coverage.versions.last() else { return Vec::new() };
        let Some(earlier) = versions.iter().find(|version| version.number == *earlier) else { return Vec::new() };
        let changed = self.version.questionnaire.questions.iter().filter_map(|now| {
            let before = earlier.question(now.code.as_str())?;
            let since = self.version.unchanged_since(now.code.as_str(), None, versions);
            (since > earlier.number).then_some(Reworded { now, before })
        });
        changed.collect()
    }

    /// What is to be kept in mind where the period is held against the other: that is only half there, or goes on, or
    /// asked something else.
    pub fn doubts(&self) -> Vec<Phrase> {
        let against = &self.everything.against;
        let period = || Cell::Period(against.period.clone());
        let begun = self.scope.record.blocks.iter().map(|block| block.first_day).min();
        let late =
            begun.filter(|day| against.period.holds(*day) && (*day - against.period.first()).get_days() > MISSED);
        let late = late.map(|day| Term::PartlyThere.with([period(), Cell::Day(day)]));
        let open = (against.total.withheld.is_none() && !against.closed).then(|| Term::AgainstOpen.with([period()]));
        let reworded: Vec<Phrase> = self.reworded().iter().map(|reworded| self.name(&reworded.now.code)).collect();
        let reworded = (!reworded.is_empty()).then(|| Term::RewordedNote.with([Cell::Phrases(reworded)]));
        late.into_iter().chain(open).chain(reworded).collect()
    }

    /// Why nothing at all is told of the period, where that is so.
    pub fn why_nothing(&self) -> Term {
        self.now().total.withheld.map_or(Term::FewerThanK, Term::from)
    }
}

impl<'a> Scope<'a> {
    /// What was decided about the survey and the departments that are selected.
    pub fn own_actions(&self) -> impl Iterator<Item = &'a Action> + use<'a, '_> {
        let selected = |department: Option<&DepartmentCode>| {
            self.departments.is_empty() || department.is_some_and(|code| self.departments.contains(code))
        };
        let actions = self.actions.iter().filter(|action| action.survey == self.survey);
        actions.filter(move |action| selected(action.department.as_ref()))
    }

    /// A query about it.
    pub fn query(&self, group_by: GroupBy, questions: Vec<QuestionCode>) -> Query {
        Query {
            survey: self.survey.clone(),
            period: self.period.clone(),
            departments: self.departments.clone(),
            questions,
            group_by,
            as_of: None,
        }
    }
}

/// A group's share of positive answers to a question.
///
/// # Errors
/// Why it is not told.
pub fn share_of(group: &Group, question: &QuestionCode) -> Result<Proportion, Term> {
    let positive = group.question(question).and_then(|figures| figures.positive);
    positive.ok_or_else(|| Term::why(group, question))
}

/// All versions: that of the period, then the newest first.
fn versions<'a>(scope: &Scope<'a>, first: &'a Version) -> impl Iterator<Item = &'a Version> {
    std::iter::once(first).chain(scope.record.versions.iter().rev().map(AsRef::as_ref))
}

fn reference<'a>(scope: &Scope<'a>, now: &Results) -> Option<&'a Version> {
    let versions = scope.record.versions.iter().map(AsRef::as_ref);
    let answered = now.coverage.versions.last();
    let mut there = versions.clone().filter(|version: &&Version| match answered {
        Some(number) => version.number == *number,
        None => version.published_on <= scope.period.last(),
    });
    there.next_back().or_else(|| versions.into_iter().next())
}

fn over_time(scope: &Scope<'_>, question: &QuestionCode) -> Result<Option<Trend>, UnknownName> {
    let Some((unit, period)) = scope.span.clone() else { return Ok(None) };
    let query = TrendQuery {
        survey: scope.survey.clone(),
        question: Some(question.clone()),
        unit,
        period,
        departments: scope.departments.clone(),
        as_of: None,
        actions: scope.actions.to_vec(),
    };
    let mut trend = trend(&query, scope.record)?;
    // What lies before the first figure is no gap.
    let begun = trend.points.iter().position(|point| point.positive.is_some());
    Ok(begun.map(|begun| {
        trend.points.drain(..begun);
        trend
    }))
}
