//! Inquiries: what an analyst asks for figures, and how the answer is sent. All endpoints for figures share it.

use std::sync::Arc;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::access::Key;
use crate::http::conditional::{self, Caching};
use crate::http::problem::{Kind, Problem};
use crate::state::{Catalogue, Question, Sight, State};
use crate::survey::codes::{DepartmentCode, InvalidCode, QuestionCode};
use crate::survey::figures::{GroupBy, Query, Record, UnknownGroupBy, UnknownName};
use crate::survey::period::{InvalidPeriod, Period, Unit};
use crate::survey::questionnaire::Version;
use crate::survey::trend::MOST_POINTS;

/// The parameters that every question for figures has, as they were sent.
pub struct Asked<'a> {
    /// The survey's slug.
    pub survey: &'a str,
    /// The period.
    pub period: Period,
    /// The departments.
    pub departments: &'a [String],
    /// The questions.
    pub questions: &'a [String],
    /// How the answer is split.
    pub group_by: GroupBy,
    /// The day whose figures are wanted.
    pub as_of: Option<&'a str>,
}

impl Asked<'_> {
    /// The query for these parameters, within what the key is good for, and the survey's versions.
    ///
    /// # Errors
    /// When there is no such survey, a parameter has the wrong form, or the key is not good for a department.
    pub fn read(&self, catalogue: &Catalogue, key: &Key) -> Result<(Query, Vec<Arc<Version>>), Problem> {
        let versions = catalogue.versions(self.survey).unwrap_or_default().to_vec();
        let survey = versions.first().map(|version| version.survey.clone());
        let survey = survey.ok_or_else(|| Problem::new(Kind::NotFound))?;
        let mut departments: Vec<DepartmentCode> = parameters("department", self.departments)?;
        if departments.iter().any(|code| !key.covers(code)) {
            return Err(Problem::new(Kind::Forbidden).because("The key is not good for that department."));
        }
        if departments.is_empty() {
            departments.clone_from(&key.departments);
        }
        let as_of = self.as_of.map(|day| {
            let day: Option<jiff::civil::Date> = day.parse().ok().filter(|_| day.len() == 10);
            day.ok_or_else(|| Problem::bad_parameter("as_of", "must be a day as YYYY-MM-DD"))
        });
        let questions: Vec<QuestionCode> = parameters("question", self.questions)?;
        if let GroupBy::Unit(unit) = self.group_by
            && self.period.parts(unit).len() > MOST_POINTS
        {
            return Err(Problem::bad_parameter("period", format!("must hold at most {MOST_POINTS} parts")));
        }
        let query = Query {
            survey,
            period: self.period.clone(),
            departments,
            questions,
            group_by: self.group_by.clone(),
            as_of: as_of.transpose()?,
        };
        Ok((query, versions))
    }
}

/// A question for figures that was read, and is yet to be answered.
pub struct Inquiry {
    name: &'static str,
    question: Question,
}

impl Inquiry {
    /// An inquiry by its endpoint's name, and by everything that its answer depends on besides the query.
    pub fn new(name: &'static str, details: &impl std::fmt::Debug, query: &Query, versions: Vec<Arc<Version>>) -> Self {
        let sight = Sight { first: query.period.first(), last: query.period.last(), as_of: query.as_of };
        let text = format!("{name} {details:?} {query:?}");
        Self { name, question: Question { text, survey: query.survey.clone(), versions, sight } }
    }

    /// The same, looking at another period too.
    pub fn with(mut self, period: &Period) -> Self {
        let sight = &mut self.question.sight;
        (sight.first, sight.last) = (sight.first.min(period.first()), sight.last.max(period.last()));
        self
    }

    /// Answers it by what `make` says of the survey's record, and notes in the audit log that the key's holder asked.
    ///
    /// # Errors
    /// When the database is not available, or when `make` refuses.
    pub async fn answer<F>(
        self,
        request: &HttpRequest,
        state: &Data<State>,
        key: &Key,
        make: F,
    ) -> Result<HttpResponse, Problem>
    where
        F: FnOnce(&Record) -> Result<(&'static str, Vec<u8>), Problem> + Send + 'static,
    {
        let subject = format!("{} {}", self.question.survey, request.query_string());
        let entry = state.audit_entry(key, &format!("{}.read", self.name), subject);
        let answer = state.answer(entry, self.question, make).await?;
        Ok(conditional::kept(request, Caching::Private, answer).await)
    }
}

/// A view as the JSON of an answer.
///
/// # Errors
/// `Internal` when it cannot be written as JSON.
pub fn json(view: &impl Serialize) -> Result<(&'static str, Vec<u8>), Problem> {
    let body = serde_json::to_vec(view).map_err(|_| Problem::new(Kind::Internal))?;
    Ok(("application/json", body))
}

/// Reads a period.
///
/// # Errors
/// When it has the wrong form.
pub fn period(name: &str, text: &str) -> Result<Period, Problem> {
    text.parse().map_err(|error: InvalidPeriod| Problem::bad_parameter(name, error.to_string()))
}

/// Reads a period that consists of whole quarters.
///
/// # Errors
/// When it has the wrong form, or begins or ends within a quarter.
pub fn whole_quarters(name: &str, text: &str) -> Result<Period, Problem> {
    let period = period(name, text)?;
    match period.whole_parts(Unit::Quarter) {
        Some(_) => Ok(period),
        None => Err(Problem::bad_parameter(name, "must consist of whole quarters, such as 2026-Q3 or 2026")),
    }
}

/// Reads a parameter that may be repeated.
///
/// # Errors
/// When one has the wrong form.
pub fn parameters<T: std::str::FromStr<Err = InvalidCode>>(name: &str, texts: &[String]) -> Result<Vec<T>, Problem> {
    texts
        .iter()
        .map(|text| text.parse().map_err(|error: InvalidCode| Problem::bad_parameter(name, error.to_string())))
        .collect()
}

/// Reads how results are split.
///
/// # Errors
/// When it is no way to split them.
pub fn group_by(text: &str) -> Result<GroupBy, Problem> {
    text.parse().map_err(|error: UnknownGroupBy| Problem::bad_parameter("group_by", error.to_string()))
}

impl From<UnknownName> for Problem {
    fn from(unknown: UnknownName) -> Self {
        let name = match unknown {
            UnknownName::Department => "department",
            UnknownName::Question => "question",
            UnknownName::Dimension => "group_by",
        };
        Self::bad_parameter(name, unknown.to_string())
    }
}
