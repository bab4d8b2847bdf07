//! Results: distributions, shares with intervals, and their n, for a period.

use actix_web::http::header::{CONTENT_DISPOSITION, HeaderValue};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::{IntoParams, PartialSchema, ToSchema};

use crate::http::accept;
use crate::http::credentials::Analyst;
use crate::http::problem::{Kind, Problem};
use crate::http::query::Query;
use crate::http::v1::figures::{CoverageView, GroupView, PeriodView};
use crate::http::v1::inquiry::{Asked, Inquiry, group_by, json, period};
use crate::reports::content::Content;
use crate::reports::csv::Dialect;
use crate::reports::form::{Failure, Form};
use crate::state::State;
use crate::survey::definitions;
use crate::survey::figures::{Query as Wanted, Record, Results, results};

/// Results for a period
#[utoipa::path(
    tag = "analysts",
    params(("survey" = String, Path, description = "The survey's slug", example = "obsluga"), ResultsQuery),
    responses(
        (status = 200, description = "The results", content(
            (ResultsView = "application/json"),
            (String = "text/csv"),
            (inline(FileView) = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (Object = "application/vnd.json-stat+json"),
            (inline(FileView) = "application/zip"),
            (Object = "application/csvm+json")
        )),
        (status = 304, description = "The client has them"),
        (status = 406, description = "No form that the client accepts", content_type = "application/problem+json", body = crate::http::problem::ProblemView)
    ),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[get("/surveys/{survey}/results")]
pub async fn get_results(
    request: HttpRequest,
    state: Data<State>,
    key: Analyst,
    survey: Path<String>,
    query: Query<ResultsQuery>,
) -> Result<HttpResponse, Problem> {
    let form = query.0.form(&request)?;
    let asked = Asked {
        survey: &survey,
        period: period("period", &query.0.period)?,
        departments: &query.0.department,
        questions: &query.0.question,
        group_by: group_by(query.0.group_by.as_deref().unwrap_or("none"))?,
        as_of: query.0.as_of.as_deref(),
    };
    let (wanted, versions) = asked.read(&*state.catalogue().await, &key.0)?;
    let inquiry = Inquiry::new("results", &form, &wanted, versions);
    let file_name = form.map(|form| format!("{}-{}{}", wanted.survey, wanted.period, form.ending()));
    let (k, csv_address) = (state.config.k, csv_address(&state.config.public_url(), &wanted));
    let make = move |record: &Record| -> Result<_, Problem> {
        let results = results(&wanted, record)?;
        let Some(form) = form else { return json(&ResultsView::from(&results)) };
        let content = Content { results: &results, versions: &record.versions, k, csv_address: &csv_address };
        Ok((form.media_type(), form.write(&content)?))
    };
    let mut response = inquiry.answer(&request, &state, &key.0, make).await?;
    let name = file_name.and_then(|name| HeaderValue::try_from(format!("attachment; filename=\"{name}\"")).ok());
    if let Some(name) = name {
        response.headers_mut().insert(CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

/// The address at which an analyst gets the same figures as CSV.
pub fn csv_address(public_url: &str, wanted: &Wanted) -> String {
    let mut address = format!("{public_url}/api/v1/surveys/{}/results?period={}", wanted.survey, wanted.period);
    // Codes, days and periods need no escapes.
    address.extend(wanted.departments.iter().map(|code| format!("&department={code}")));
    address.extend(wanted.questions.iter().map(|code| format!("&question={code}")));
    address += &format!("&group_by={}", wanted.group_by.name());
    address.extend(wanted.as_of.map(|day| format!("&as_of={day}")));
    address + "&format=csv"
}

/// Which results, and in which form.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ResultsQuery {
    /// `2026-07`, `2026-Q3`, `2026`, or `2026-07..2026-09`.
    #[param(example = "2026-Q3")]
    period: String,
    /// Only this department; may be repeated.
    #[serde(default)]
    department: Vec<String>,
    /// Only this question; may be repeated.
    #[serde(default)]
    question: Vec<String>,
    /// How the results are split: `none` (without it), `department`, `site`, `month`, `quarter`, `year`; or, for whole
    /// periods that are closed, by one or two dimensions, as in `channel,RTYPE`: `channel`, `language`, `department`
    /// beside another, or the code of a question that is marked as a segment.
    #[param(example = "department", pattern = "^[A-Za-z][A-Za-z0-9_]{0,31}(,[A-Za-z][A-Za-z0-9_]{0,31})?$")]
    group_by: Option<String>,
    /// As the figures stood at the end of this day.
    #[param(format = "date")]
    as_of: Option<String>,
    /// The form; without it the Accept header says.
    #[param(inline)]
    format: Option<FormatBody>,
    /// How CSV is written.
    #[param(inline)]
    dialect: Option<DialectBody>,
}

/// The forms of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FormatBody {
    /// JSON.
    Json,
    /// CSV.
    Csv,
    /// An Excel workbook: the data, a codebook and the method.
    Xlsx,
    /// JSON-stat 2.0: a cube of group × answer × measure.
    JsonStat,
    /// A Data Package, version 2: a zip of the CSV, a codebook and their description.
    DataPackage,
    /// CSV on the Web: the description of the CSV at its address.
    Csvw,
}

/// How CSV is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DialectBody {
    /// RFC 4180.
    Rfc4180,
    /// Semicolons, decimal commas and a byte order mark, for a Polish Excel.
    ExcelPl,
}

impl From<DialectBody> for Dialect {
    fn from(body: DialectBody) -> Self {
        match body {
            DialectBody::Rfc4180 => Self::Standard,
            DialectBody::ExcelPl => Self::ExcelPl,
        }
    }
}

/// Results for a period.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResultsView {
    /// The survey's slug.
    survey: String,
    /// The edition of the definitions that the figures are computed by, see `/definitions`.
    definitions: u32,
    /// The period.
    period: PeriodView,
    /// Which responses the figures rest on.
    coverage: CoverageView,
    /// One group for each part.
    groups: Vec<GroupView>,
    /// Everything that was selected.
    total: GroupView,
}

/// A file that is no text.
pub struct FileView;

impl PartialSchema for FileView {
    fn schema() -> RefOr<Schema> {
        let binary = SchemaFormat::KnownFormat(KnownFormat::Binary);
        ObjectBuilder::new().schema_type(Type::String).format(Some(binary)).build().into()
    }
}

impl ToSchema for FileView {}

/// The forms and their media types; the first is for those who do not say.
const OFFERS: [(FormatBody, &str); 6] = [
    (FormatBody::Json, "application/json"),
    (FormatBody::Csv, "text/csv"),
    (FormatBody::Xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (FormatBody::JsonStat, "application/vnd.json-stat+json"),
    (FormatBody::DataPackage, "application/zip"),
    (FormatBody::Csvw, "application/csvm+json"),
];

impl ResultsQuery {
    /// The form of the answer, if it is a file; else it is JSON.
    fn form(&self, request: &HttpRequest) -> Result<Option<Form>, Problem> {
        let accepted = || accept::preferred(request, &OFFERS).ok_or_else(|| Problem::new(Kind::NotAcceptable));
        let format = self.format.map_or_else(accepted, Ok)?;
        if self.dialect.is_some() && format != FormatBody::Csv {
            return Err(Problem::bad_parameter("dialect", "belongs to CSV"));
        }
        let dialect = self.dialect.map_or(Dialect::Standard, Dialect::from);
        Ok(match format {
            FormatBody::Json => None,
            FormatBody::Csv => Some(Form::Csv(dialect)),
            FormatBody::Xlsx => Some(Form::Xlsx),
            FormatBody::JsonStat => Some(Form::JsonStat),
            FormatBody::DataPackage => Some(Form::DataPackage),
            FormatBody::Csvw => Some(Form::Csvw),
        })
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        tracing::error!(error = %failure, "results could not be written");
        Self::new(Kind::Internal)
    }
}

impl From<&Results> for ResultsView {
    fn from(results: &Results) -> Self {
        Self {
            survey: results.survey.to_string(),
            definitions: definitions::IN_FORCE.number,
            period: PeriodView::new(&results.period, results.closed),
            coverage: (&results.coverage).into(),
            groups: results.groups.iter().map(GroupView::from).collect(),
            total: (&results.total).into(),
        }
    }
}
