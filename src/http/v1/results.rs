//! Results: distributions, shares with intervals, and their n, for a period.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};

use crate::http::credentials::Analyst;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::v1::figures::ResultsView;
use crate::http::v1::inquiry::{Asked, FileView, Inquiry, figures_query, form, json};
use crate::reports::content::Content;
use crate::reports::form::Format;
use crate::state::State;
use crate::survey::codes::QuestionCode;
use crate::survey::figures::{GroupBy, Query as Wanted, Record, results};
use crate::survey::period::Period;

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
        (status = 304, description = "The client has them")
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
    let ResultsQuery { period, question, group_by, department, as_of, format, dialect } = query.0;
    let form = form(&request, &Format::OF_RESULTS, format, dialect)?;
    let asked = Asked { survey: &survey, period, departments: department, questions: question, group_by, as_of };
    let (wanted, versions) = asked.read(&*state.catalogue().await, &key.0)?;
    let inquiry = Inquiry::new("results", form, None, &wanted, versions);
    let (k, csv_address) = (state.config.k, csv_address(&state.config.public_url(), &wanted));
    let make = move |record: &Record| -> Result<_, Problem> {
        let results = results(&wanted, record)?;
        let Some(form) = form else { return json(&ResultsView::from(&results)) };
        let content = Content { results: &results, versions: &record.versions, k, csv_address: &csv_address };
        Ok((form.media_type(), form.write(&content)?))
    };
    inquiry.answer(&request, &state, &key.0, make).await
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

figures_query! {
    /// Which results, and in which form.
    ResultsQuery in Format {
        /// `2026-07`, `2026-Q3`, `2026`, or `2026-07..2026-09`.
        #[param(inline)]
        period: Period,
        /// Only this question; may be repeated.
        #[serde(default)]
        #[param(inline)]
        question: Vec<QuestionCode>,
        /// How the results are split: `none` (without it), `department`, `site`, `month`, `quarter`, `year`; or, for whole
        /// periods that are closed, by one or two dimensions, as in `channel,RTYPE`: `channel`, `language`, `department`
        /// beside another, or the code of a question that is marked as a segment.
        #[serde(default)]
        #[param(
            value_type = Option<String>,
            example = "department",
            pattern = "^[A-Za-z][A-Za-z0-9_]{0,31}(,[A-Za-z][A-Za-z0-9_]{0,31})?$"
        )]
        group_by: GroupBy,
    }
}
