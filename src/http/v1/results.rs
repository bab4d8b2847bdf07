//! Results: distributions, shares with intervals, and their n, for a period.

use actix_web::http::header::ACCEPT;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::http::conditional::{self, Caching};
use crate::http::credentials::Analyst;
use crate::http::problem::{Kind, Problem};
use crate::http::query::Query;
use crate::http::v1::figures::{Asked, CoverageView, GroupByBody, GroupView, PeriodView};
use crate::reports::csv::{self, Dialect};
use crate::state::{Question, Sight, State};
use crate::survey::figures::{Results, results};

/// Results for a period
#[utoipa::path(
    tag = "analysts",
    params(("survey" = String, Path, description = "The survey's slug", example = "obsluga"), ResultsQuery),
    responses(
        (status = 200, description = "The results", content(
            (ResultsView = "application/json"),
            (String = "text/csv")
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
        period: &query.0.period,
        departments: &query.0.department,
        questions: &query.0.question,
        group_by: query.0.group_by.into(),
        as_of: query.0.as_of.as_deref(),
    };
    let catalogue = state.catalogue().await;
    let (wanted, versions) = asked.read(&catalogue, &key.0)?;
    let question = Question {
        text: format!("results {form:?} {wanted:?}"),
        survey: wanted.survey.clone(),
        versions,
        sight: Sight { first: wanted.period.first(), last: wanted.period.last(), as_of: wanted.as_of },
    };
    let entry = state.audit_entry(&key.0, "results.read", format!("{} {}", wanted.survey, request.query_string()));
    let answer = state.answer(entry, question, move |record| form.write(&results(&wanted, record)?)).await?;
    Ok(conditional::answer(&request, Caching::Private, &answer.etag, answer.media_type, answer.body.clone()))
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
    /// How the results are split.
    #[serde(default)]
    #[param(inline)]
    group_by: GroupByBody,
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

/// Results for a period.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResultsView {
    /// The survey's slug.
    survey: String,
    /// The period.
    period: PeriodView,
    /// Which responses the figures rest on.
    coverage: CoverageView,
    /// One group for each part.
    groups: Vec<GroupView>,
    /// Everything that was selected.
    total: GroupView,
}

/// A form that was settled on.
#[derive(Debug, Clone, Copy)]
enum Form {
    Json,
    Csv(Dialect),
}

impl ResultsQuery {
    fn form(&self, request: &HttpRequest) -> Result<Form, Problem> {
        let accepted = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("*/*");
        let format = match self.format {
            Some(format) => format,
            None => accepted_format(accepted).ok_or_else(|| Problem::new(Kind::NotAcceptable))?,
        };
        match (format, self.dialect) {
            (FormatBody::Json, None) => Ok(Form::Json),
            (FormatBody::Json, Some(_)) => Err(Problem::bad_parameter("dialect", "belongs to CSV")),
            (FormatBody::Csv, Some(DialectBody::ExcelPl)) => Ok(Form::Csv(Dialect::ExcelPl)),
            (FormatBody::Csv, _) => Ok(Form::Csv(Dialect::Standard)),
        }
    }
}

/// The best of the accepted media types that there is, the first of several; a range takes JSON.
fn accepted_format(accepted: &str) -> Option<FormatBody> {
    let mut best = (0.0, None);
    for range in accepted.split(',') {
        let mut parts = range.split(';').map(str::trim);
        let format = match parts.next().unwrap_or_default() {
            "application/json" | "application/*" | "*/*" | "" => FormatBody::Json,
            "text/csv" | "text/*" => FormatBody::Csv,
            _ => continue,
        };
        let quality = parts.find_map(|part| part.strip_prefix("q="));
        let quality: f32 = quality.map_or(1.0, |quality| quality.parse().unwrap_or(0.0));
        if quality > best.0 {
            best = (quality, Some(format));
        }
    }
    best.1
}

impl Form {
    fn write(self, results: &Results) -> Result<(&'static str, Vec<u8>), Problem> {
        match self {
            Self::Json => {
                let body = serde_json::to_vec(&ResultsView::from(results)).map_err(|_| Problem::new(Kind::Internal))?;
                Ok(("application/json", body))
            }
            Self::Csv(dialect) => Ok(("text/csv; charset=utf-8", csv::write(results, dialect))),
        }
    }
}

impl From<&Results> for ResultsView {
    fn from(results: &Results) -> Self {
        Self {
            survey: results.survey.to_string(),
            period: PeriodView::new(&results.period, results.closed),
            coverage: (&results.coverage).into(),
            groups: results.groups.iter().map(GroupView::from).collect(),
            total: (&results.total).into(),
        }
    }
}
