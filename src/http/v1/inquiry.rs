//! Inquiries: what an analyst asks for figures, and how the answer is sent. All endpoints for figures share it.

use std::collections::BTreeSet;
use std::sync::Arc;

use actix_web::http::header::{CONTENT_DISPOSITION, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use jiff::civil::Date;
use serde::Serialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::access::Key;
use crate::http::accept;
use crate::http::conditional::{self, Caching};
use crate::http::problem::{Kind, Problem};
use crate::reports::csv::Dialect;
use crate::reports::form::{Failure, Form, Format};
use crate::reports::table::Table;
use crate::state::{Catalogue, Question, Sight, State};
use crate::survey::codes::{DepartmentCode, QuestionCode, SurveySlug};
use crate::survey::disclosure::Dimension;
use crate::survey::figures::{GroupBy, Query, Record, Results, UnknownName};
use crate::survey::period::{Period, Unit};
use crate::survey::questionnaire::{Kind as QuestionKind, Version};
use crate::survey::trend::MOST_POINTS;

/// Declares the parameters of a question for figures: its own, and those that every one has.
macro_rules! figures_query {
    ($(#[doc = $about:literal])* $name:ident in $format:ty { $($own:tt)* }) => {
        $(#[doc = $about])*
        #[derive(Debug, serde::Deserialize, utoipa::IntoParams)]
        #[into_params(parameter_in = Query)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($own)*
            /// Only this department; may be repeated.
            #[serde(default)]
            #[param(inline)]
            department: Vec<crate::survey::codes::DepartmentCode>,
            /// As the figures stood at the end of this day.
            #[serde(default, deserialize_with = "crate::http::query::day")]
            as_of: Option<jiff::civil::Date>,
            /// The form; without it the Accept header says.
            #[param(inline, value_type = Option<$format>)]
            format: Option<crate::reports::form::Format>,
            /// How CSV is written.
            #[param(inline)]
            dialect: Option<crate::reports::csv::Dialect>,
        }
    };
}
pub(super) use figures_query;

/// The formats of tables, as the document lists them.
pub enum TableFormat {}

impl PartialSchema for TableFormat {
    fn schema() -> RefOr<Schema> {
        let names = Format::OF_TABLES.map(Format::as_str);
        ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names)).into()
    }
}

impl ToSchema for TableFormat {}

/// A file that is no text.
pub struct FileView;

impl PartialSchema for FileView {
    fn schema() -> RefOr<Schema> {
        let binary = SchemaFormat::KnownFormat(KnownFormat::Binary);
        ObjectBuilder::new().schema_type(Type::String).format(Some(binary)).build().into()
    }
}

impl ToSchema for FileView {}

/// What a question for figures is about.
pub struct Asked<'a> {
    /// The survey's slug.
    pub survey: &'a str,
    /// The period.
    pub period: Period,
    /// The departments.
    pub departments: Vec<DepartmentCode>,
    /// The questions.
    pub questions: Vec<QuestionCode>,
    /// How the answer is split.
    pub group_by: GroupBy,
    /// The day whose figures are wanted.
    pub as_of: Option<Date>,
}

impl Asked<'_> {
    /// The query for these parameters, within what the key is good for, and the survey's versions.
    ///
    /// # Errors
    /// When there is no such survey, the period has too many parts, or the key is not good for a department.
    pub fn read(self, catalogue: &Catalogue, key: &Key) -> Result<(Query, Vec<Arc<Version>>), Problem> {
        let versions = catalogue.versions(self.survey).unwrap_or_default().to_vec();
        let survey = versions.first().map(|version| version.survey.clone());
        let survey = survey.ok_or_else(|| Problem::new(Kind::NotFound))?;
        if self.departments.iter().any(|code| !key.covers(code)) {
            return Err(Problem::new(Kind::Forbidden).because("The key is not good for that department."));
        }
        if let GroupBy::Unit(unit) = self.group_by
            && self.period.parts(unit).len() > MOST_POINTS
        {
            return Err(Problem::bad_parameter("period", format!("must hold at most {MOST_POINTS} parts")));
        }
        let Self { period, mut departments, questions, group_by, as_of, .. } = self;
        if departments.is_empty() {
            departments.clone_from(&key.departments);
        }
        let query = Query { survey, period, departments, questions, group_by, as_of };
        check_names(&query, &versions)?;
        Ok((query, versions))
    }
}

/// Refuses names that no version knows, and says which there are.
fn check_names(query: &Query, versions: &[Arc<Version>]) -> Result<(), Problem> {
    let departments = versions.iter().flat_map(|version| &version.departments).map(|department| &department.code);
    let asked = || versions.iter().flat_map(|version| &version.questionnaire.questions);
    let closed = asked().filter(|question| !matches!(question.kind, QuestionKind::Text { .. }));
    let segments = asked().filter(|question| question.segment);
    let by = if let GroupBy::Classes(by) = &query.group_by { by.as_slice() } else { &[] };
    let by = by.iter().filter_map(|by| if let Dimension::Question(code) = by { Some(code) } else { None });
    let (departments, own) = (departments.map(DepartmentCode::as_str), query.departments.iter());
    refuse_unknown("department", own.map(DepartmentCode::as_str), departments)?;
    let (closed, own) = (closed.map(|question| question.code.as_str()), query.questions.iter());
    refuse_unknown("question", own.map(QuestionCode::as_str), closed)?;
    refuse_unknown("group_by", by.map(QuestionCode::as_str), segments.map(|question| question.code.as_str()))
}

fn refuse_unknown<'a>(
    name: &str,
    mut named: impl Iterator<Item = &'a str>,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Result<(), Problem> {
    if named.all(|name| known.clone().any(|known| known == name)) {
        return Ok(());
    }
    let listed = known.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(", ");
    let what = match name {
        "department" => "a department that the survey asks about",
        "question" => "a question of the survey that is not answered in words",
        _ => "a dimension, or a question of the survey that is marked as a segment",
    };
    Err(Problem::bad_parameter(name, format!("must be {what}: {listed}")))
}

/// The form in which a client wants figures, of those that are offered; none: JSON. The first is for those who do not say.
///
/// # Errors
/// When it wants another one.
pub fn form(
    request: &HttpRequest,
    offered: &[Format],
    format: Option<Format>,
    dialect: Option<Dialect>,
) -> Result<Option<Form>, Problem> {
    let offers: Vec<(Format, &str)> = offered.iter().map(|format| (*format, format.media_type())).collect();
    let accepted = || accept::preferred(request, &offers).ok_or_else(|| Problem::new(Kind::NotAcceptable));
    let format = format.map_or_else(accepted, Ok)?;
    if !offered.contains(&format) {
        let names: Vec<String> = offered.iter().map(|format| format!("`{}`", format.as_str())).collect();
        return Err(Problem::bad_parameter("format", format!("must be one of {}", names.join(", "))));
    }
    if dialect.is_some() && format != Format::Csv {
        return Err(Problem::bad_parameter("dialect", "belongs to CSV: leave it out, or ask for `format=csv`"));
    }
    Ok(format.form(dialect.unwrap_or_default()))
}

/// A question for figures that was read, and is yet to be answered.
pub struct Inquiry {
    name: &'static str,
    question: Question,
    /// The name of the file that the answer is, if it is one.
    file: Option<String>,
}

impl Inquiry {
    /// An inquiry by its endpoint's name, by the form of its answer, and by the period that the query's is held against.
    pub fn new(
        name: &'static str,
        form: Option<Form>,
        against: Option<&Period>,
        query: &Query,
        versions: Vec<Arc<Version>>,
    ) -> Self {
        let periods = || std::iter::once(&query.period).chain(against);
        let first = periods().map(Period::first).min().unwrap_or(query.period.first());
        let last = periods().map(Period::last).max().unwrap_or(query.period.last());
        let sight = Sight { first, last, as_of: query.as_of };
        let text = format!("{name} {form:?} {against:?} {query:?}");
        let file = form.map(|form| file_name(name, query, against, form));
        Self { name, question: Question { text, survey: query.survey.clone(), versions, sight }, file }
    }

    /// The same, looking back to the beginning, and depending on something else, too.
    pub fn since_the_beginning(mut self, details: &impl std::fmt::Debug) -> Self {
        self.question.sight.first = Date::MIN;
        self.question.text += &format!(" {details:?}");
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
        Ok(named(conditional::kept(request, Caching::Private, answer).await, self.file))
    }
}

/// An answer as a file of that name, if it is one.
pub fn named(mut response: HttpResponse, file: Option<String>) -> HttpResponse {
    let name = file.and_then(|name| HeaderValue::try_from(format!("attachment; filename=\"{name}\"")).ok());
    if let Some(name) = name {
        response.headers_mut().insert(CONTENT_DISPOSITION, name);
    }
    response
}

/// The name of a file of figures: what they are, of which survey and period, and everything that they are limited to,
/// so that a file of one department is not taken for the office's.
pub fn file_name(name: &str, query: &Query, against: Option<&Period>, form: Form) -> String {
    let mut parts = vec![query.survey.to_string(), query.period.to_string()];
    if name != "results" {
        parts.insert(1, name.to_owned());
    }
    parts.extend(against.map(|period| format!("against-{period}")));
    parts.extend(listed(query.departments.iter().map(DepartmentCode::as_str)));
    parts.extend(listed(query.questions.iter().map(QuestionCode::as_str)));
    if query.group_by != GroupBy::Nothing && name == "results" {
        parts.push(query.group_by.name().replace(',', "-"));
    }
    parts.extend(query.as_of.map(|day| format!("as-of-{day}")));
    parts.join("-") + form.ending()
}

/// A few codes by name, and how many more there are.
fn listed<'a>(codes: impl ExactSizeIterator<Item = &'a str>) -> Option<String> {
    let more = codes.len().saturating_sub(4);
    let named = codes.take(4).collect::<Vec<_>>().join("-");
    Some(if more > 0 { format!("{named}-and-{more}-more") } else { named }).filter(|names| !names.is_empty())
}

/// What a file says that it is about: a survey and period, as they stood on a day.
pub fn of_results(results: &Results) -> (&SurveySlug, &Period, Option<Date>) {
    (&results.survey, &results.period, results.coverage.as_of)
}

/// A table of figures as a file of one form, or the view as JSON: about a survey and period, as they stood on a day.
///
/// # Errors
/// `Internal` when it cannot be written.
pub fn told<'a>(
    form: Option<Form>,
    about: (&SurveySlug, &Period, Option<Date>),
    view: &impl Serialize,
    table: impl FnOnce() -> Table<'a>,
) -> Result<(&'static str, Vec<u8>), Problem> {
    let Some(form) = form else { return json(view) };
    let (survey, period, as_of) = about;
    let title = format!("{survey} {period}");
    let day = as_of.unwrap_or(period.last());
    let bytes = form.write_table(&title, day, &table())?.ok_or_else(|| Problem::new(Kind::Internal))?;
    Ok((form.media_type(), bytes))
}

/// A view as the JSON of an answer.
///
/// # Errors
/// `Internal` when it cannot be written as JSON.
pub fn json(view: &impl Serialize) -> Result<(&'static str, Vec<u8>), Problem> {
    let body = serde_json::to_vec(view).map_err(|_| Problem::new(Kind::Internal))?;
    Ok(("application/json", body))
}

/// A period that consists of whole quarters.
///
/// # Errors
/// When it begins or ends within a quarter.
pub fn whole_quarters(name: &str, period: Period) -> Result<Period, Problem> {
    match period.whole_parts(Unit::Quarter) {
        Some(_) => Ok(period),
        None => Err(Problem::bad_parameter(name, "must consist of whole quarters, such as 2026-Q3 or 2026")),
    }
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

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        tracing::error!(error = %failure, "figures could not be written");
        Self::new(Kind::Internal)
    }
}
