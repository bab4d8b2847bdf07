//! The pages of departments: frozen with an edition of the review, and made anew as long as there is none.

use std::sync::Arc;

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::access::Reader;
use crate::http::accept;
use crate::http::credentials::Analyst;
use crate::http::problem::{Kind, Problem};
use crate::http::query::Query;
use crate::http::v1::reviews::form::{Form, LanguageBody, PageFormBody};
use crate::http::v1::reviews::view::DepartmentReviewView;
use crate::http::v1::reviews::wanted::{Wanted, WhichEdition, only};
use crate::state::State;
use crate::survey::codes::DepartmentCode;

/// The page of a department
///
/// What a review says of one department, on one sheet, with what people wrote to it on another. It is frozen with the
/// edition; as long as nothing was issued there is a draft. A key that is good for the department alone may read it.
#[utoipa::path(
    tag = "analysts",
    params(
        ("period" = String, Path, description = "The period", example = "2026-Q3"),
        ("code" = String, Path, description = "The department", example = "KM"),
        DepartmentQuery
    ),
    responses(
        (status = 200, description = "The page", content((DepartmentReviewView = "application/json"), (String = "text/html"))),
        (status = 304, description = "The client has it"),
        (status = 406, description = "No form that the client accepts", content_type = "application/problem+json", body = crate::http::problem::ProblemView)
    ),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[get("/reviews/{period}/departments/{code}")]
pub async fn get_department_review(
    request: HttpRequest,
    state: Data<State>,
    key: Analyst,
    path: Path<(String, String)>,
    query: Query<DepartmentQuery>,
) -> Result<HttpResponse, Problem> {
    let (period, code) = path.into_inner();
    hand_out_department(&request, &state, &Reader::from(&*key.0), (&period, &code), &query.0).await
}

/// Hands the page of a department out to whoever may read it, and notes it in the audit log.
///
/// # Errors
/// When there is no such page, its figures are not theirs to read, or the database is not available.
pub async fn hand_out_department(
    request: &HttpRequest,
    state: &Arc<State>,
    reader: &Reader,
    (period, code): (&str, &str),
    query: &DepartmentQuery,
) -> Result<HttpResponse, Problem> {
    let offers = [Form::Json, Form::Html].map(|form| (form, form.media_type().split(';').next().unwrap_or_default()));
    let form = match query.format {
        Some(PageFormBody::Json) => Form::Json,
        Some(PageFormBody::Html) => Form::Html,
        None => accept::preferred(request, &offers).ok_or_else(|| Problem::new(Kind::NotAcceptable))?,
    };
    let edition = WhichEdition::read(query.edition.as_deref())?;
    let code: DepartmentCode = code.parse().map_err(|_| Problem::new(Kind::NotFound))?;
    if !reader.covers(&code) {
        return Err(Problem::new(Kind::Forbidden).because("The key is good for other departments."));
    }
    let catalogue = state.catalogue().await;
    let wanted = Wanted::find(&catalogue, period, query.survey.as_deref())?;
    state.note_read(state.audit_entry(reader, "review.read", format!("{} {code}", wanted.subject())))?;
    let handed = wanted.hand_out_department(state, &code, edition, form, LanguageBody::code(query.lang)).await?;
    Ok(handed.answer(request))
}

/// Which page of a department, and in which form.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct DepartmentQuery {
    /// The survey; may be left out when there is only one.
    #[param(example = "obsluga")]
    survey: Option<String>,
    /// The edition's number, or `draft`; the latest that was issued if left out, a draft when there is none.
    #[param(example = "1", pattern = "^([1-9][0-9]{0,8}|draft)$")]
    edition: Option<String>,
    /// The form; without it the Accept header says.
    #[param(inline)]
    format: Option<PageFormBody>,
    /// The language of HTML; Polish if left out. JSON has all languages.
    #[param(inline)]
    lang: Option<LanguageBody>,
}

impl DepartmentQuery {
    /// The same on a page of one survey, where it is a document to read unless it says otherwise; none: it is of another.
    pub fn on_a_page(self, survey: &str) -> Option<Self> {
        let survey = only(self.survey, survey)?;
        Some(Self { survey: Some(survey), format: self.format.or(Some(PageFormBody::Html)), ..self })
    }
}
