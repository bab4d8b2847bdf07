//! Whether the service is well, what it is, and what it counts.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::credentials::Administrator;
use crate::http::problem::{Kind, Problem};
use crate::state::State;

/// The media type of OpenMetrics.
const OPENMETRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What runs here.
#[derive(Serialize, ToSchema)]
struct ProgramView {
    /// The program's name.
    name: &'static str,
    /// The program's version.
    version: &'static str,
}

/// The process runs
#[utoipa::path(tag = "operations", responses((status = 204, description = "It does")), security(()))]
#[get("/livez")]
pub async fn get_livez() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

/// The service can take requests
#[utoipa::path(tag = "operations", responses((status = 200, description = "It can", content_type = "text/plain", body = String)), security(()))]
#[get("/readyz")]
pub async fn get_readyz(state: Data<State>) -> Result<HttpResponse, Problem> {
    if state.is_ready().await {
        Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ready\n"))
    } else {
        Err(Problem::new(Kind::Unavailable))
    }
}

/// What runs here
#[utoipa::path(tag = "operations", responses((status = 200, description = "Name and version", body = ProgramView)), security(()))]
#[get("/version")]
pub async fn get_program() -> HttpResponse {
    HttpResponse::Ok().json(ProgramView { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") })
}

/// What the process counts; nothing about a survey or a department
#[utoipa::path(
    tag = "operations",
    responses((status = 200, description = "OpenMetrics text", content_type = "application/openmetrics-text", body = String)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[get("/metrics")]
pub async fn get_metrics(state: Data<State>, _key: Administrator) -> HttpResponse {
    metrics(state).await
}

/// The same without a key, for an address of its own
pub async fn metrics(state: Data<State>) -> HttpResponse {
    state.count_kiosks().await;
    HttpResponse::Ok().content_type(OPENMETRICS).body(state.metrics.render())
}
