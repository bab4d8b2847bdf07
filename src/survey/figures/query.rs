//! What figures are asked for.

use std::cmp::Reverse;
use std::str::FromStr;
use std::sync::Arc;

use jiff::civil::Date;
use serde::Deserialize;

use crate::survey::codes::{DepartmentCode, QuestionCode, SurveySlug};
use crate::survey::disclosure::Dimension;
use crate::survey::figures::answer::Filters;
use crate::survey::figures::record::{Block, Record};
use crate::survey::period::{Period, Unit};
use crate::survey::questionnaire::{Kind, Version};

/// What figures are asked for.
#[derive(Debug, Clone)]
pub struct Query {
    /// The survey.
    pub survey: SurveySlug,
    /// The period.
    pub period: Period,
    /// Only these departments; empty: the whole office.
    pub departments: Vec<DepartmentCode>,
    /// Only these questions; empty: all closed questions.
    pub questions: Vec<QuestionCode>,
    /// How the answer is split.
    pub group_by: GroupBy,
    /// As the figures stood at the end of this day; none: as they stand.
    pub as_of: Option<Date>,
}

/// How an answer is split.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum GroupBy {
    /// One group, equal to the total.
    #[default]
    Nothing,
    /// By department, and the office block.
    Department,
    /// By calendar unit.
    Unit(Unit),
    /// By site: a site is the sum of its departments' blocks.
    Site,
    /// By one dimension, or by two together, of the classes of the periods that are closed.
    Classes(Vec<Dimension>),
}

/// The query names something that no version of the survey knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnknownName {
    /// A department that no version asks about.
    #[error("names a department that no version of the survey asks about")]
    Department,
    /// A question that no version asks, or one that is answered in words.
    #[error("names a question that no version of the survey asks, or one that is answered in words")]
    Question,
    /// A dimension that no version knows.
    #[error("names a question that no version of the survey marks as a segment")]
    Dimension,
}

/// The text names no way to split an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "must be none, department, site, month, quarter or year; or one or two, separated by a comma, of channel, \
     department, language and the codes of questions that are marked as segments"
)]
pub struct UnknownGroupBy;

impl FromStr for GroupBy {
    type Err = UnknownGroupBy;

    fn from_str(text: &str) -> Result<Self, UnknownGroupBy> {
        Ok(match text {
            "none" => Self::Nothing,
            "department" => Self::Department,
            "site" => Self::Site,
            "month" => Self::Unit(Unit::Month),
            "quarter" => Self::Unit(Unit::Quarter),
            "year" => Self::Unit(Unit::Year),
            names => {
                let by: Vec<Dimension> =
                    names.split(',').map(str::parse).collect::<Result<_, _>>().map_err(|_| UnknownGroupBy)?;
                let different = by.first() != by.get(1);
                if by.len() > 2 || !different {
                    return Err(UnknownGroupBy);
                }
                Self::Classes(by)
            }
        })
    }
}

impl TryFrom<String> for GroupBy {
    type Error = UnknownGroupBy;

    fn try_from(text: String) -> Result<Self, UnknownGroupBy> {
        text.parse()
    }
}

impl GroupBy {
    /// How documents name the split.
    pub fn name(&self) -> String {
        match self {
            Self::Nothing => "none".to_owned(),
            Self::Department => "department".to_owned(),
            Self::Site => "site".to_owned(),
            Self::Unit(unit) => unit.as_str().to_owned(),
            Self::Classes(by) => by.iter().map(Dimension::as_str).collect::<Vec<_>>().join(","),
        }
    }
}

impl Query {
    /// What the answer is limited to.
    pub fn filters(&self) -> Filters {
        let Self { departments, questions, group_by, as_of, .. } = self.clone();
        Filters { departments, questions, group_by: group_by.name(), as_of }
    }

    /// Whether sums by quarter are too coarse for it: it begins, ends or is split within a quarter, or it looks back to
    /// a day on which not all of a quarter was closed.
    pub(super) fn needs_months(&self) -> bool {
        self.as_of.is_some()
            || self.group_by == GroupBy::Unit(Unit::Month)
            || self.period.whole_parts(Unit::Quarter).is_none()
    }

    /// Whether it is about a department, or, without one, about the whole office.
    pub fn names(&self, department: Option<&DepartmentCode>) -> bool {
        self.departments.is_empty() || department.is_some_and(|code| self.departments.contains(code))
    }

    /// Whether some version of the survey asks about every department that is named.
    ///
    /// # Errors
    /// When none does.
    pub fn check_departments(&self, versions: &[Arc<Version>]) -> Result<(), UnknownName> {
        let asked = |code: &DepartmentCode| versions.iter().any(|version| version.department(code).is_some());
        if self.departments.iter().all(asked) { Ok(()) } else { Err(UnknownName::Department) }
    }

    /// Whether some version of the survey knows everything that is named: a filter is never silently widened.
    pub(super) fn check_names(&self, record: &Record) -> Result<(), UnknownName> {
        self.check_departments(&record.versions)?;
        let closed = |code: &QuestionCode| {
            let mut questions = record.versions.iter().filter_map(|version| version.question(code.as_str()));
            questions.any(|question| !matches!(question.kind, Kind::Text { .. }))
        };
        if !self.questions.iter().all(closed) {
            return Err(UnknownName::Question);
        }
        let segment = |code: &QuestionCode| {
            let mut questions = record.versions.iter().filter_map(|version| version.question(code.as_str()));
            questions.any(|question| question.segment)
        };
        let by = if let GroupBy::Classes(by) = &self.group_by { by.as_slice() } else { &[] };
        let known =
            |dimension: &Dimension| if let Dimension::Question(code) = dimension { segment(code) } else { true };
        if by.iter().all(known) { Ok(()) } else { Err(UnknownName::Dimension) }
    }

    /// Whether all of its period is closed, so that only imported history can add to it.
    pub(super) fn is_closed(&self, record: &Record) -> bool {
        record.closes.iter().any(|close| close.through >= self.period.last() && self.sees(close.on))
    }

    /// Whether a period had not begun when the figures stood so.
    pub(super) fn is_future(&self, period: &Period, record: &Record) -> bool {
        let told_on = record.told_on.into_iter().chain(self.as_of).min();
        told_on.is_some_and(|day| day < period.first())
    }

    pub(super) fn sees(&self, day: Date) -> bool {
        self.as_of.is_none_or(|as_of| day <= as_of)
    }

    pub(super) fn selects(&self, block: &Block) -> bool {
        self.period.holds(block.last_day) && self.sees(block.closed_on) && self.names(block.department.as_ref())
    }

    /// The headline of the newest version that was there by the end of the period.
    pub fn headline(&self, record: &Record) -> Option<QuestionCode> {
        self.reference_first(record).first().map(|version| version.questionnaire.headline.clone())
    }

    /// The versions that were there by the end of the period, newest first; the first names the departments.
    /// Never a later one: what is published tomorrow must not change what was answered yesterday.
    pub(super) fn reference_first<'a>(&self, record: &'a Record) -> Vec<&'a Version> {
        let there = |version: &&Version| version.published_on <= self.period.last() && self.sees(version.published_on);
        let versions = || record.versions.iter().map(Arc::as_ref);
        let mut known: Vec<&Version> = versions().filter(there).collect();
        if known.is_empty() {
            known.extend(versions().next());
        }
        known.sort_by_key(|version| Reverse(version.number));
        known
    }
}
