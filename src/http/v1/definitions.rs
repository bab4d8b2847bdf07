//! How figures are defined: the edition whose number every answer carries, and what changed with each.

use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::credentials::Analyst;
use crate::http::query::{NoParameters, Query};
use crate::http::v1::contrast::WordsView;
use crate::survey::definitions::{Definitions, EDITIONS, IN_FORCE};

/// How figures are defined
#[utoipa::path(
    tag = "analysts",
    responses((status = 200, description = "Every edition of the definitions", body = EditionsView)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[get("/definitions")]
pub async fn list_definitions(_: Analyst, _: Query<NoParameters>) -> HttpResponse {
    let editions = EDITIONS.iter().map(EditionView::from).collect();
    HttpResponse::Ok().json(EditionsView { in_force: IN_FORCE.number, editions })
}

/// The editions of the definitions.
#[derive(Debug, Serialize, ToSchema)]
pub struct EditionsView {
    /// The number of the one in force.
    in_force: u32,
    /// All of them, oldest first.
    editions: Vec<EditionView>,
}

/// One edition of the definitions.
#[derive(Debug, Serialize, ToSchema)]
pub struct EditionView {
    /// Its number.
    number: u32,
    /// The day it came into force.
    #[schema(format = "date")]
    since: String,
    /// What changed with it.
    change: WordsView,
}

impl From<&Definitions> for EditionView {
    fn from(edition: &Definitions) -> Self {
        Self { number: edition.number, since: edition.since.to_string(), change: edition.change.into() }
    }
}
