//! The lobby sheet of a review: frozen with its edition, where everybody may be told of the period.

use std::sync::Arc;

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::access::Reader;
use crate::http::credentials::Analyst;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::v1::reviews::form::{Form, LanguageBody};
use crate::http::v1::reviews::wanted::{Handed, Wanted, WhichEdition, only};
use crate::state::State;
use crate::storage::reviews::{LOBBY, find_document, list_reviews};
use crate::survey::codes::SurveySlug;
use crate::survey::period::Period;

/// The lobby sheet
///
/// How residents rated the office, what they said, and what was done about it, on one sheet of A4 for the wall. It tells
/// what the page for everybody tells, and is there for a survey that is public, at a k of at least 10, for a quarter or a
/// year. It is frozen with the edition; as long as nothing was issued there is a draft.
#[utoipa::path(
    tag = "analysts",
    params(("period" = String, Path, description = "The period", example = "2026-Q3"), LobbyQuery),
    responses(
        (status = 200, description = "The sheet", content((String = "text/html"))),
        (status = 304, description = "The client has it")
    ),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[get("/reviews/{period}/lobby")]
pub async fn get_lobby(
    request: HttpRequest,
    state: Data<State>,
    key: Analyst,
    period: Path<String>,
    query: Query<LobbyQuery>,
) -> Result<HttpResponse, Problem> {
    hand_out_lobby(&request, &state, &Reader::from(&*key.0), &period, &query.0).await
}

/// Hands a lobby sheet out to whoever may read it, and notes it in the audit log; for the API and for the dashboard.
///
/// # Errors
/// When there is no such sheet, the reader may not read it, or the database is not available.
pub async fn hand_out_lobby(
    request: &HttpRequest,
    state: &Arc<State>,
    reader: &Reader,
    period: &str,
    query: &LobbyQuery,
) -> Result<HttpResponse, Problem> {
    let edition = WhichEdition::read(query.edition.as_deref())?;
    let catalogue = state.catalogue().await;
    let wanted = Wanted::read(&catalogue, reader, period, query.survey.as_deref())?;
    state.note_read(state.audit_entry(reader, "review.read", format!("{} lobby", wanted.subject())))?;
    Ok(wanted.hand_out_lobby(state, edition, LanguageBody::code(query.lang)).await?.answer(request))
}

/// The lobby sheet that was issued last of a period, as everybody may read it; none: none was.
///
/// # Errors
/// When the database is not available.
pub async fn find_lobby(
    state: &Arc<State>,
    survey: &SurveySlug,
    period: &Period,
    language: &'static str,
) -> Result<Option<Handed>, Problem> {
    let (slug, days) = (survey.clone(), period.clone());
    let found = state.read(move |session| {
        let mut issued = list_reviews(session)?;
        issued.retain(|review| review.survey == slug && review.period == days);
        for review in issued.iter().rev() {
            if let Some(body) = find_document(session, review, LOBBY, language)? {
                return Ok(Some(body));
            }
        }
        Ok(None)
    });
    let name = format!("{survey}-{period}-lobby");
    Ok(found.await?.map(|body| Handed { form: Form::Html, language, name, body, sha256: None }))
}

/// Which lobby sheet.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct LobbyQuery {
    /// The survey; may be left out when there is only one.
    #[param(example = "obsluga")]
    survey: Option<String>,
    /// The edition's number, or `draft`; the latest that was issued if left out, a draft when there is none.
    #[param(example = "1", pattern = "^([1-9][0-9]{0,8}|draft)$")]
    edition: Option<String>,
    /// The language; Polish if left out.
    #[param(inline)]
    lang: Option<LanguageBody>,
}

impl LobbyQuery {
    /// The same on a page of one survey; none: it is of another.
    pub fn on_a_page(self, survey: &str) -> Option<Self> {
        Some(Self { survey: Some(only(self.survey, survey)?), ..self })
    }
}
