//! How figures are defined: the edition whose number every answer carries, and what changed with each.

use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::credentials::Analyst;
use crate::http::query::{NoParameters, Query};
use crate::survey::definitions::{Definitions, EDITIONS, IN_FORCE};

/// How figures are defined
#[utoipa::path(
    tag = "analysts",
    responses((status = 200, description = "Every edition of the definitions", body = EditionsView)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[get("/definitions")]
pub async fn list_definitions(_: Analyst, _: Query<NoParameters>) -> HttpResponse {
    HttpResponse::Ok().json(EditionsView { in_force: IN_FORCE.number, editions: &EDITIONS })
}

/// The editions of the definitions.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Editions)]
pub struct EditionsView {
    /// The number of the one in force.
    in_force: u32,
    /// All of them, oldest first.
    editions: &'static [Definitions],
}
