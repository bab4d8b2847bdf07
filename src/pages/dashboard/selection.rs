//! What the address of the dashboard says: the survey, the period, whom it is about, and which question comes first.
//!
//! An address that does not fit is refused, never silently widened.

use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::access::Reader;
use crate::pages::shared::Word;
use crate::reports::render::{Downloads, Speech, Words};
use crate::state::Catalogue;
use crate::survey::codes::{DepartmentCode, QuestionCode, SurveySlug};
use crate::survey::figures::{GroupBy, Query, Record};
use crate::survey::period::{Period, Unit};
use crate::survey::questionnaire::{Question, Version};
use crate::survey::report::Figures;

/// The parameters, as they were sent; an empty one is none.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BoardQuery {
    period: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    against: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    department: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    question: String,
    /// Read by the frame.
    #[serde(rename = "lang")]
    language: String,
}

/// What is to be shown.
#[derive(Debug, Clone)]
pub struct Selection {
    /// The survey.
    pub survey: SurveySlug,
    /// Its published versions.
    pub versions: Vec<Arc<Version>>,
    /// The period; none: the latest that is closed.
    pub period: Option<Period>,
    /// The period that it is held against.
    pub against: Against,
    /// The department, the only one where the key is good for one; none: all that it is good for.
    pub department: Option<DepartmentCode>,
    /// The question that comes first; none: the survey's headline.
    pub question: Option<QuestionCode>,
    /// The departments that the key is good for; empty: all.
    pub allowed: Vec<DepartmentCode>,
    /// The day on which it is shown.
    pub today: Date,
}

/// Which period another is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    /// The one before.
    Before,
    /// The same a year earlier.
    YearBefore,
}

/// Why an address does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// There is no such survey.
    Survey,
    /// The period is none.
    Period,
    /// The survey does not know the department or the question.
    Name,
    /// The key is not good for the department.
    Forbidden,
    /// The key is not good for a review, which is of the whole office.
    Review,
    /// There is something else in it.
    Other,
}

impl BoardQuery {
    /// What a file is to hold: the figures of one part of a board.
    pub fn of_file(period: String, department: String, question: String) -> Self {
        Self { period, department, question, ..Self::default() }
    }
}

impl Selection {
    /// Reads the address of a board on a day, within what its reader may see.
    pub fn read(
        survey: &str,
        query: BoardQuery,
        catalogue: &Catalogue,
        reader: &Reader,
        today: Date,
    ) -> Result<Self, Wrong> {
        let versions = catalogue.versions(survey).ok_or(Wrong::Survey)?.to_vec();
        let department: Option<DepartmentCode> = code(&query.department)?;
        if department.as_ref().is_some_and(|code| !reader.covers(code)) {
            return Err(Wrong::Forbidden);
        }
        let against = match query.against.as_str() {
            "" | "before" => Against::Before,
            "year" => Against::YearBefore,
            _ => return Err(Wrong::Other),
        };
        let period = match query.period.as_str() {
            "" => None,
            text => Some(text.parse().map_err(|_| Wrong::Period)?),
        };
        let survey = versions.first().map(|version| version.survey.clone()).ok_or(Wrong::Survey)?;
        let allowed = reader.departments.clone();
        let department = department.or_else(|| if let [only] = &allowed[..] { Some(only.clone()) } else { None });
        let question = code(&query.question)?;
        Ok(Self { survey, versions, period, against, department, question, allowed, today })
    }

    /// The departments that figures are about; empty: the whole office.
    pub fn departments(&self) -> Vec<DepartmentCode> {
        self.department.as_ref().map_or_else(|| self.allowed.clone(), |code| vec![code.clone()])
    }

    /// Whether it is about a department, or, without one, about the whole office; for what the office entered itself.
    pub fn names(&self, department: Option<&DepartmentCode>) -> bool {
        let departments = self.departments();
        departments.is_empty() || department.is_some_and(|code| departments.contains(code))
    }

    /// The period that is shown: the chosen one, or the latest. Without anything released any is as empty as another:
    /// that in which the survey was published. None: it never was.
    pub fn period(&self, record: &Record) -> Option<Period> {
        let newest = || self.versions.last().map(|newest| Period::holding(newest.published_on, Unit::Quarter));
        self.period.clone().or_else(|| self.latest(record)).or_else(newest)
    }

    /// The latest closed quarter, or year where the office closes years; while none is closed, the one that is running.
    pub fn latest(&self, record: &Record) -> Option<Period> {
        let parts = self.parts(record, unit(record));
        parts.iter().rfind(|part| record.is_closed(part)).or(parts.last()).cloned()
    }

    /// The quarter that is running, or the year where the office closes years; none: nothing of it is told yet.
    pub fn running(&self, record: &Record) -> Option<Period> {
        let last = self.parts(record, unit(record)).pop()?;
        (last.holds(self.today) && !record.is_closed(&last)).then_some(last)
    }

    /// The calendar units in which there may be something that the key may see, in order, none of them yet to come.
    pub fn parts(&self, record: &Record, unit: Unit) -> Vec<Period> {
        let quarters = self.quarters(record);
        let mut parts: Vec<Period> = quarters.iter().flat_map(|quarter| quarter.parts(unit)).collect();
        parts.dedup();
        parts.retain(|part| part.first() <= self.today);
        parts
    }

    /// A question as the newest version asks it that does.
    pub fn find(&self, code: &QuestionCode) -> Option<&Question> {
        self.versions.iter().rev().find_map(|version| version.question(code.as_str()))
    }

    /// The name of a department, as the newest version that knows it has it.
    pub fn department_name(&self, speech: &Speech, code: &DepartmentCode) -> String {
        let known = self.versions.iter().rev().find_map(|version| version.department(code));
        known.map_or_else(|| code.to_string(), |department| speech.text(department.latest_name()).to_owned())
    }

    /// Where the figures of a part of a board are to be had as files.
    pub fn downloads(&self, words: &'static Words, period: &Period, figures: &Figures) -> Downloads {
        let department = self.department.as_ref().map(ToString::to_string).unwrap_or_default();
        let (period, rest) = match figures {
            Figures::Results(period, question, group_by) => (
                period,
                [("question", question.as_ref().map(ToString::to_string)), ("group_by", Some(group_by.name()))],
            ),
            Figures::Drivers => (period, [("part", Some("drivers".to_owned())), ("", None)]),
            Figures::Targets => (period, [("part", Some("targets".to_owned())), ("", None)]),
        };
        let pairs = [("period", Some(period.label().to_owned())), ("department", Some(department))];
        let pairs = pairs.into_iter().chain(rest).filter_map(|(name, value)| Some((name, value?)));
        let pairs: Vec<_> = pairs.filter(|(_, value)| !value.is_empty()).collect();
        let query = serde_html_form::to_string(pairs).unwrap_or_default();
        let mut forms = vec![
            ("xlsx", Word::DownloadsXlsx),
            ("csv", Word::DownloadsCsv),
            ("csv&dialect=excel-pl", Word::DownloadsExcelCsv),
        ];
        if matches!(figures, Figures::Results(..)) {
            forms.extend([("json-stat", Word::DownloadsJsonStat), ("data-package", Word::DownloadsDataPackage)]);
        }
        Downloads {
            address: format!("/results/{}/download?{query}", self.survey),
            forms: forms.into_iter().map(|(form, name)| (form, name.said(words))).collect(),
        }
    }

    /// The board of a department over the same period; none: it is the one that is shown, or not the key's.
    pub fn department_page(&self, speech: &Speech, period: &Period, code: &str) -> Option<String> {
        let department: DepartmentCode = code.parse().ok()?;
        let known = self.versions.iter().any(|version| version.department(&department).is_some());
        let allowed = self.allowed.is_empty() || self.allowed.contains(&department);
        let other = self.department.as_ref() != Some(&department);
        let page = Self { department: Some(department), ..self.clone() };
        (known && allowed && other).then(|| format!("/results/{}?{}", self.survey, page.address(speech, period)))
    }

    /// The query of another page about the same.
    pub fn address(&self, speech: &Speech, period: &Period) -> String {
        let query = BoardQuery {
            period: period.label().to_owned(),
            against: Some(self.against)
                .filter(|against| *against != Against::Before)
                .map_or("", Against::as_str)
                .into(),
            department: self.department.as_ref().map(ToString::to_string).unwrap_or_default(),
            question: self.question.as_ref().map(ToString::to_string).unwrap_or_default(),
            language: speech.language().to_string(),
        };
        serde_html_form::to_string(query).unwrap_or_default()
    }

    /// A query for figures of a period.
    pub fn query(&self, period: &Period, group_by: GroupBy, questions: Vec<QuestionCode>) -> Query {
        let departments = self.departments();
        Query { survey: self.survey.clone(), period: period.clone(), departments, questions, group_by, as_of: None }
    }

    /// The quarters, from the first to the last, in which there is something that the key may see; empty: there is nothing.
    pub fn quarters(&self, record: &Record) -> Vec<Period> {
        let seen = record.blocks.iter().filter(|block| {
            self.allowed.is_empty() || block.department.as_ref().is_some_and(|code| self.allowed.contains(code))
        });
        let days = seen.map(|block| block.last_day);
        let (Some(first), Some(last)) = (days.clone().min(), days.max()) else { return Vec::new() };
        let quarter = Period::holding(first, Unit::Quarter);
        std::iter::successors(Some(quarter), |quarter| Some(quarter.next(Unit::Quarter)))
            .take_while(|quarter| quarter.first() <= last)
            .collect()
    }
}

/// What the office looks at: quarters, or years where it closes years.
fn unit(record: &Record) -> Unit {
    if record.terms.close == Unit::Year { Unit::Year } else { Unit::Quarter }
}

impl Against {
    /// The word for it in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::YearBefore => "year",
        }
    }

    /// The period that another is held against.
    pub fn of(self, period: &Period) -> Period {
        match self {
            Self::Before => period.before(),
            Self::YearBefore => shifted(period, 12),
        }
    }
}

/// A period so many months earlier, by a name of the same kind.
fn shifted(period: &Period, back: i32) -> Period {
    let (first, last) = (period.first().saturating_sub(back.months()), period.last().saturating_sub(back.months()));
    for unit in [Unit::Month, Unit::Quarter, Unit::Year] {
        let named = Period::holding(first, unit);
        if named.first() == first && named.last() == last.last_of_month() {
            return named;
        }
    }
    let (from, to) = (Period::holding(first, Unit::Month), Period::holding(last, Unit::Month));
    Period::spanning(&from, &to).unwrap_or(from)
}

/// A code, where there is one.
fn code<T: std::str::FromStr>(text: &str) -> Result<Option<T>, Wrong> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| Wrong::Name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn before(period: &str, earlier: &str, year_earlier: &str) {
        let period: Period = period.parse().unwrap();
        assert_eq!(Against::Before.of(&period).label(), earlier);
        assert_eq!(Against::YearBefore.of(&period).label(), year_earlier);
    }

    #[test]
    fn a_period_is_held_against_one_of_its_kind() {
        before("2026-Q3", "2026-Q2", "2025-Q3");
        before("2026-Q1", "2025-Q4", "2025-Q1");
        before("2028-02", "2028-01", "2027-02");
        before("2028-03", "2028-02", "2027-03");
        before("2026", "2025", "2025");
        before("2026-02..2026-05", "2025-10..2026-01", "2025-02..2025-05");
        before("2026-04..2026-06", "2026-Q1", "2025-Q2");
    }
}
