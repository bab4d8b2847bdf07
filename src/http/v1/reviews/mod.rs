//! Management reviews: drafts for whoever may read figures, and editions that administrators issue.

mod form;
mod view;
mod make;
mod wanted;
pub mod minutes;
pub mod departments;
pub mod lobby;

use std::sync::Arc;

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get, post};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::access::Reader;
use crate::http::body::{Json, checked, lines, one_line};
use crate::http::conditional::{self, Caching};
use crate::http::credentials::{Administrator, Analyst};
use crate::http::problem::Problem;
use crate::http::query::{NoParameters, Query};
use crate::http::v1::page::PageView;
use crate::http::v1::reviews::view::ReviewView;
use crate::state::State;
use crate::storage::reviews::IssuedReview;
use crate::survey::report::conclusions::LONGEST;

pub use make::list_comments;

pub use form::{FormatBody, LanguageBody};

use form::Form;
use wanted::{IssueQuery, Said, Wanted, WhichEdition, only};

/// The reviews that were issued
#[utoipa::path(
    tag = "analysts",
    responses((status = 200, description = "Every edition, by survey, period and edition", body = PageView<IssuedReviewView>)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[get("/reviews")]
pub async fn list_reviews(
    request: HttpRequest,
    state: Data<State>,
    _key: Analyst,
    _: Query<NoParameters>,
) -> Result<HttpResponse, Problem> {
    let views = wanted::issued(&state).await?.iter().map(IssuedReviewView::from).collect();
    conditional::json(&request, Caching::Private, &PageView::all(views))
}

/// A management review
///
/// What was issued is handed out as it was then, byte for byte. As long as nothing was issued there is a draft, which
/// is made anew each time. The bytes of the JSON form are what the SHA-256 seals that every form prints.
#[utoipa::path(
    tag = "analysts",
    params(("period" = String, Path, description = "The period", example = "2026-Q3"), ReviewQuery),
    responses(
        (status = 200, description = "The review", content(
            (ReviewView = "application/json"),
            (String = "text/html"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        )),
        (status = 304, description = "The client has it"),
        (status = 406, description = "No form that the client accepts", content_type = "application/problem+json", body = crate::http::problem::ProblemView)
    ),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[get("/reviews/{period}")]
pub async fn get_review(
    request: HttpRequest,
    state: Data<State>,
    key: Analyst,
    period: Path<String>,
    query: Query<ReviewQuery>,
) -> Result<HttpResponse, Problem> {
    hand_out_review(&request, &state, &Reader::from(&*key.0), &period, &query.0).await
}

/// Hands a review out to whoever may read it, and notes it in the audit log; for the API and for the dashboard.
///
/// # Errors
/// When there is no such review, the key is not good for it, or the database is not available.
pub async fn hand_out_review(
    request: &HttpRequest,
    state: &Arc<State>,
    reader: &Reader,
    period: &str,
    query: &ReviewQuery,
) -> Result<HttpResponse, Problem> {
    let form = query.form(request)?;
    let edition = WhichEdition::read(query.edition.as_deref())?;
    let catalogue = state.catalogue().await;
    let wanted = Wanted::read(&catalogue, reader, period, query.survey.as_deref())?;
    let entry = state.audit_entry(reader, "review.read", wanted.subject());
    state.note_read(entry)?;
    let handed = wanted.hand_out(state, edition, form, query.language()).await?;
    Ok(handed.answer(request))
}

/// Issue a review
///
/// Everything that will ever be handed out of this edition is written down now, so enter actions, complaints and visits
/// before. The first edition needs no body but `{}`; a correction is the next edition, and says why it is made.
#[utoipa::path(
    tag = "administrators",
    params(("period" = String, Path, description = "The period", example = "2026-Q3"), IssueQuery),
    request_body = IssueBody,
    responses(
        (status = 201, description = "The edition is issued", body = IssuedReviewView),
        (status = 409, description = "The period is not closed, a correction gives no reason, or another edition was issued meanwhile", content_type = "application/problem+json", body = crate::http::problem::ProblemView)
    ),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[post("/reviews/{period}")]
pub async fn issue_review(
    state: Data<State>,
    key: Administrator,
    period: Path<String>,
    query: Query<IssueQuery>,
    body: Json<IssueBody>,
) -> Result<HttpResponse, Problem> {
    let issued = issue(&state, &Reader::from(&*key.0), &period, query.0.survey.as_deref(), body.0).await?;
    Ok(HttpResponse::Created().json(IssuedReviewView::from(&issued)))
}

/// A review in the form and the language that are asked for, for whoever may read everything.
///
/// # Errors
/// When there is no such review, or the database is not available.
pub async fn write_review(state: &Arc<State>, period: &str, query: &ReviewQuery) -> Result<Vec<u8>, Problem> {
    let (catalogue, edition) = (state.refreshed_catalogue().await?, WhichEdition::read(query.edition.as_deref())?);
    let wanted = Wanted::find(&catalogue, period, query.survey.as_deref())?;
    let form = query.format.map_or(Form::Json, Form::from);
    Ok(wanted.hand_out(state, edition, form, query.language()).await?.into_body())
}

/// Issues the next edition of the review of a period, for the API and for the console; without a survey that of the only
/// one that there is.
///
/// # Errors
/// As [`issue_review`] answers.
pub async fn issue(
    state: &Arc<State>,
    issuer: &Reader,
    period: &str,
    survey: Option<&str>,
    body: IssueBody,
) -> Result<IssuedReview, Problem> {
    let catalogue = state.refreshed_catalogue().await?;
    let wanted = Wanted::read(&catalogue, issuer, period, survey)?;
    let IssueBody { procedure, reason, conclusions } = body;
    wanted.issue(state, issuer, Said { procedure, reason, conclusions }).await
}

/// Which review, and in which form.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ReviewQuery {
    /// The survey; may be left out when there is only one.
    #[param(example = "obsluga")]
    survey: Option<String>,
    /// The edition's number, or `draft`; the latest that was issued if left out, a draft when there is none.
    #[param(example = "1", pattern = "^([1-9][0-9]{0,8}|draft)$")]
    edition: Option<String>,
    /// The form; without it the Accept header says.
    #[param(inline)]
    format: Option<FormatBody>,
    /// The language of HTML and XLSX; Polish if left out. JSON has all languages.
    #[param(inline)]
    lang: Option<LanguageBody>,
}

/// What an edition says of itself.
#[derive(Debug, Default, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct IssueBody {
    /// The order or procedure that the review follows; it is printed.
    #[serde(default)]
    #[validate(length(min = 1, max = 200), custom(function = "one_line"))]
    #[schema(min_length = 1, max_length = 200, example = "Procedura PS-05")]
    procedure: Option<String>,
    /// Why there is another edition; it is printed. The first edition has none.
    #[serde(default)]
    #[validate(length(min = 1, max = 500), custom(function = "one_line"))]
    #[schema(min_length = 1, max_length = 500)]
    reason: Option<String>,
    /// What the quality manager concludes and recommends: plain text, each line a paragraph. It stands on the first page.
    #[serde(default)]
    #[validate(length(min = 1, max = LONGEST), custom(function = "lines"))]
    #[schema(
        min_length = 1,
        max_length = 4000,
        pattern = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$"
    )]
    conclusions: Option<String>,
}

/// An edition that was issued.
#[derive(Debug, Serialize, ToSchema)]
pub struct IssuedReviewView {
    /// The survey's slug.
    survey: String,
    /// The period.
    period: String,
    /// The edition's number.
    edition: u32,
    /// The day it was issued.
    #[schema(format = "date")]
    issued_on: String,
    /// The order or procedure that it follows.
    procedure: Option<String>,
    /// Why there is another edition than the first.
    reason: Option<String>,
    /// What the quality manager concludes and recommends.
    conclusions: Option<String>,
    /// The version of the program that made it.
    software: String,
    /// The definitions of figures that it was made by.
    definitions: u32,
    /// The SHA-256 of its JSON form, in hexadecimal digits.
    sha256: String,
}

impl IssueBody {
    /// What was typed into a form, where an empty field says nothing.
    ///
    /// # Errors
    /// `Invalid`, as of a body.
    pub fn filled_in(procedure: &str, reason: &str, conclusions: &str) -> Result<Self, Problem> {
        let said = |text: &str| Some(text.trim().replace("\r\n", "\n")).filter(|text| !text.is_empty());
        checked(Self { procedure: said(procedure), reason: said(reason), conclusions: said(conclusions) })
    }
}

impl ReviewQuery {
    /// A query for one form and language.
    pub fn new(survey: Option<String>, edition: Option<String>, format: FormatBody, lang: LanguageBody) -> Self {
        Self { survey, edition, format: Some(format), lang: Some(lang) }
    }

    /// The same on a page of one survey, where it is a document to read unless it says otherwise; none: it is of another.
    pub fn on_a_page(self, survey: &str) -> Option<Self> {
        let survey = only(self.survey, survey)?;
        Some(Self { survey: Some(survey), format: self.format.or(Some(FormatBody::Html)), ..self })
    }

    fn form(&self, request: &HttpRequest) -> Result<Form, Problem> {
        FormatBody::form(self.format, request)
    }

    fn language(&self) -> &'static str {
        LanguageBody::code(self.lang)
    }
}

impl From<FormatBody> for Form {
    fn from(format: FormatBody) -> Self {
        match format {
            FormatBody::Json => Self::Json,
            FormatBody::Html => Self::Html,
            FormatBody::Xlsx => Self::Xlsx,
        }
    }
}

impl From<&IssuedReview> for IssuedReviewView {
    fn from(issued: &IssuedReview) -> Self {
        Self {
            survey: issued.survey.to_string(),
            period: issued.period.label().to_owned(),
            edition: issued.edition.number,
            issued_on: issued.edition.issued_on.to_string(),
            procedure: issued.edition.procedure.clone(),
            reason: issued.edition.reason.clone(),
            conclusions: issued.edition.conclusions.clone(),
            software: issued.software.clone(),
            definitions: issued.definitions,
            sha256: issued.sha256.clone(),
        }
    }
}
