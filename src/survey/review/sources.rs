//! What a review is made from: what was released, and what the office entered by hand.

use jiff::civil::Date;

use crate::survey::action::Action;
use crate::survey::codes::{DepartmentCode, QuestionCode};
use crate::survey::comment::Cell as CommentCell;
use crate::survey::comparison::{Comparison, compare};
use crate::survey::complaint::Complaints;
use crate::survey::coverage::{CoverageReport, coverage};
use crate::survey::drivers::{Drivers, DriversQuery, drivers};
use crate::survey::figures::{
    Group, GroupBy, Proportion, Query, QuestionFigures, Record, Results, UnknownName, results,
};
use crate::survey::period::{Period, Unit};
use crate::survey::questionnaire::{Kind, Question, Version};
use crate::survey::review::document::{Basis, Phrase};
use crate::survey::review::terms::Term;
use crate::survey::standing::{Standings, stand};
use crate::survey::target::Target;
use crate::survey::trend::{Trend, TrendQuery, trend};
use crate::survey::visits::Visits;

/// The most points of a trend.
const POINTS: usize = 12;

/// Everything that a review is made from.
pub struct Sources<'a> {
    /// What it is about.
    pub basis: Basis,
    /// What was released of the survey.
    pub record: &'a Record,
    /// The fewest people that a figure may describe.
    pub k: u64,
    /// The day on which it is made.
    pub today: Date,
    /// The kiosks that asked the survey.
    pub stations: &'a [Station],
    /// How many people came, as far as it was entered.
    pub visits: &'a [Visits],
    /// What the office has set itself.
    pub targets: &'a [Target],
    /// What it decided to do.
    pub actions: &'a [Action],
    /// The complaints and motions that it counted.
    pub complaints: &'a [Complaints],
    /// What people wrote, as far as it was released.
    pub comments: &'a [CommentCell],
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
}

/// What several parts of a review look at.
pub struct Findings<'a> {
    /// What they are made from.
    pub sources: &'a Sources<'a>,
    /// The version whose words are used: the newest that was answered in the period.
    pub version: &'a Version,
    /// The headline question, in that version.
    pub headline: &'a Question,
    /// The period by department.
    pub now: Results,
    /// The headline over time, up to the period.
    pub trend: Option<Trend>,
    /// How each department stands against the rest of the office.
    pub standings: Standings,
    /// Who answered, of all who came.
    pub coverage: CoverageReport,
    /// The headline by department, against the period before.
    pub headline_change: Comparison,
    /// All questions of the whole office, against the period before.
    pub change: Comparison,
    /// What goes with the headline.
    pub drivers: Drivers,
}

impl<'a> Findings<'a> {
    /// Makes the figures of the period and the one before; none: the survey has no version.
    ///
    /// # Errors
    /// When the versions do not know their own questions.
    pub fn of(sources: &'a Sources<'a>) -> Result<Option<Self>, UnknownName> {
        let whole = sources.query(GroupBy::Department, Vec::new());
        let now = results(&whole, sources.record)?;
        let Some(version) = reference(sources, &now) else { return Ok(None) };
        let headline = &version.questionnaire.headline;
        let Some(headline) = version.question(headline.as_str()) else { return Ok(None) };
        let coverage = coverage(&whole, sources.record, sources.visits)?;
        let before = sources.basis.period.before();
        let trend = over_time(sources, &headline.code)?;
        let standings = stand(&whole, sources.record)?;
        let by_department = sources.query(GroupBy::Department, vec![headline.code.clone()]);
        let headline_change = compare(&by_department, before.clone(), sources.record)?;
        let change = compare(&sources.query(GroupBy::Nothing, Vec::new()), before, sources.record)?;
        let drivers = drivers(&sources.drivers_query(), sources.record)?;
        Ok(Some(Self { sources, version, headline, now, trend, standings, coverage, headline_change, change, drivers }))
    }

    /// The ratings of the version, the headline first.
    pub fn ratings(&self) -> Vec<&'a Question> {
        let rating = |question: &&Question| matches!(question.kind, Kind::Rating { .. });
        let mut ratings: Vec<&Question> = self.version.questionnaire.questions.iter().filter(rating).collect();
        ratings.sort_by_key(|question| question.code != self.headline.code);
        ratings
    }

    /// A share of positive answers in some period.
    ///
    /// # Errors
    /// Why it is not.
    pub fn share(
        &self,
        period: &Period,
        question: &QuestionCode,
        department: Option<&DepartmentCode>,
    ) -> Result<Proportion, Term> {
        let query = Query {
            period: period.clone(),
            departments: department.cloned().into_iter().collect(),
            ..self.sources.query(GroupBy::Nothing, vec![question.clone()])
        };
        // A target or an action may name what no version asks any more.
        let results = results(&query, self.sources.record).map_err(|_| Term::NoAnswers)?;
        share_of(&results.total, question)
    }

    /// Why nothing at all is told of the period, where that is so.
    pub fn why_nothing(&self) -> Term {
        self.now.total.withheld.map_or(Term::FewerThanK, Term::from)
    }

    /// A department's name with its code; none: the whole office.
    pub fn department(&self, code: Option<&DepartmentCode>) -> Phrase {
        let Some(code) = code else { return Term::WholeOffice.into() };
        let versions = self.sources.record.versions.iter().rev();
        let mut named = std::iter::once(self.version).chain(versions.map(AsRef::as_ref));
        let last = self.sources.basis.period.last();
        let name = named.find_map(|version| version.department(code)).map(|known| known.name_on(last).clone());
        Phrase::Coded(code.to_string(), name.unwrap_or_default())
    }

    /// The whole office's figures for a question, if there are any.
    pub fn total(&self, code: &QuestionCode) -> Option<&QuestionFigures> {
        self.now.total.question(code)
    }
}

impl Sources<'_> {
    /// A query of the whole office for the period.
    pub fn query(&self, group_by: GroupBy, questions: Vec<QuestionCode>) -> Query {
        Query {
            survey: self.basis.survey.clone(),
            period: self.basis.period.clone(),
            departments: Vec::new(),
            questions,
            group_by,
            as_of: None,
        }
    }

    fn drivers_query(&self) -> DriversQuery {
        DriversQuery {
            survey: self.basis.survey.clone(),
            period: self.basis.period.clone(),
            departments: Vec::new(),
            as_of: None,
        }
    }
}

/// A group's share of positive answers to a question.
///
/// # Errors
/// Why it is not.
pub fn share_of(group: &Group, question: &QuestionCode) -> Result<Proportion, Term> {
    let positive = group.question(question).and_then(|figures| figures.positive);
    positive.ok_or_else(|| Term::why(group, question))
}

fn reference<'a>(sources: &Sources<'a>, now: &Results) -> Option<&'a Version> {
    let versions = sources.record.versions.iter().map(AsRef::as_ref);
    let answered = now.coverage.versions.last();
    let mut there = versions.clone().filter(|version: &&Version| match answered {
        Some(number) => version.number == *number,
        None => version.published_on <= sources.basis.period.last(),
    });
    there.next_back().or_else(|| versions.into_iter().next())
}

/// The headline over time, up to the period; none: the period is no calendar unit.
fn over_time(sources: &Sources<'_>, headline: &QuestionCode) -> Result<Option<Trend>, UnknownName> {
    let period = &sources.basis.period;
    let units = [Unit::Month, Unit::Quarter, Unit::Year].into_iter();
    let Some(unit) = units.into_iter().find(|unit| period.is_one(*unit)) else { return Ok(None) };
    let first = (1..POINTS).fold(period.clone(), |earliest, _| earliest.before());
    let Some(span) = Period::spanning(&first, period) else { return Ok(None) };
    let query = TrendQuery {
        survey: sources.basis.survey.clone(),
        question: Some(headline.clone()),
        unit,
        period: span,
        departments: Vec::new(),
        as_of: None,
    };
    let mut trend = trend(&query, sources.record, sources.actions)?;
    // What lies before the first figure is no gap.
    let begun = trend.points.iter().position(|point| point.positive.is_some()).unwrap_or(trend.points.len());
    trend.points.drain(..begun);
    Ok(Some(trend))
}
