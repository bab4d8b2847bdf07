//! The only place that knows JSON, status codes and OpenAPI.
//!
//! [`routes`] is the route table: every URL is on it, and the OpenAPI document is made from it.
//! An endpoint is one file in `v1`, one line here, the regenerated document, and one test file.

mod limits;
mod problem;
mod gate;
mod misfit;
mod body;
mod multipart;
mod query;
mod accept;
mod conditional;
mod forwarded;
mod credentials;
mod reception;
mod openapi;
mod fallback;
mod middleware;
mod origins;
mod v1;
mod service;

pub use accept::takes_gzip;
pub use body::{FormFields, checked};
pub use credentials::{Address, Sender, await_turn, find_valid_key};
pub use middleware::{count_and_log, head_as_get, security_headers};
pub use multipart::{FormFile, FormParts};
pub use openapi::{document, swagger};
pub use origins::{admit_origins, cors};
pub use problem::{Kind, Problem};
pub use reception::{HandedIn, Reception, Verdict, parse_id};
pub use service::metrics;
pub use v1::results::csv_address;
pub use v1::reviews::departments::{DepartmentQuery, hand_out_department};
pub use v1::reviews::lobby::{LobbyQuery, find_lobby, hand_out_lobby};
pub use v1::reviews::minutes::{self, MinutesQuery};
pub use v1::reviews::{
    FormatBody as ReviewFormat, IssueBody, LanguageBody as ReviewLanguage, ReviewQuery, hand_out_review, issue,
    write_review,
};
pub use v1::surveys::known_survey;
pub use v1::{
    actions, complaints, departments, fieldwork, keys, kiosks, moderation, set_aside, settings, targets, visits,
};

use actix_web::middleware::{Compress, from_fn};
use actix_web::web::ServiceConfig;
use utoipa_actix_web::scope;

/// The route table. A comment names the URL of each line; a test holds them against the document.
/// Lines are tried from the top: what is asked for most comes first.
pub fn routes(config: &mut utoipa_actix_web::service_config::ServiceConfig<'_>) {
    config
        .service(
            scope::scope("/api/v1")
                .service(v1::responses::put_response) //          PUT    /api/v1/surveys/{survey}/responses/{id}
                .service(v1::responses::post_responses) //        POST   /api/v1/surveys/{survey}/responses
                .service(v1::surveys::get_survey) //              GET    /api/v1/surveys/{survey}
                .service(v1::surveys::list_surveys) //            GET    /api/v1/surveys
                .service(v1::surveys::create_survey) //           POST   /api/v1/surveys
                .service(v1::surveys::get_draft) //               GET    /api/v1/surveys/{survey}/draft
                .service(v1::surveys::replace_draft) //           PUT    /api/v1/surveys/{survey}/draft
                .service(v1::settings::get_settings) //           GET    /api/v1/surveys/{survey}/settings
                .service(v1::settings::put_settings) //           PUT    /api/v1/surveys/{survey}/settings
                .service(v1::fieldwork::get_fieldwork) //       GET    /api/v1/surveys/{survey}/fieldwork
                .service(v1::fieldwork::put_fieldwork) //       PUT    /api/v1/surveys/{survey}/fieldwork
                .service(v1::versions::list_versions) //          GET    /api/v1/surveys/{survey}/versions
                .service(v1::versions::publish_version) //        POST   /api/v1/surveys/{survey}/versions
                .service(v1::versions::get_version) //            GET    /api/v1/surveys/{survey}/versions/{number}
                .service(v1::results::get_results) //             GET    /api/v1/surveys/{survey}/results
                .service(v1::comparison::get_comparison) //       GET    /api/v1/surveys/{survey}/comparison
                .configure(reviews)
                .service(v1::standing::get_standing) //           GET    /api/v1/surveys/{survey}/comparison/departments
                .service(v1::trend::get_trend) //                 GET    /api/v1/surveys/{survey}/trend
                .service(v1::drivers::get_drivers) //             GET    /api/v1/surveys/{survey}/drivers
                .service(v1::definitions::list_definitions) //    GET    /api/v1/definitions
                .service(v1::coverage::get_coverage) //           GET    /api/v1/surveys/{survey}/coverage
                .service(v1::comments::get_comments) //           GET    /api/v1/surveys/{survey}/comments
                .configure(records)
                .service(v1::office::get_office) //               GET    /api/v1/office
                .service(v1::office::put_office) //               PUT    /api/v1/office
                .service(v1::departments::list_departments) //    GET    /api/v1/departments
                .service(v1::departments::get_department) //      GET    /api/v1/departments/{code}
                .service(v1::departments::put_department) //      PUT    /api/v1/departments/{code}
                .service(v1::departments::patch_department) //    PATCH  /api/v1/departments/{code}
                .service(v1::keys::list_keys) //                  GET    /api/v1/keys
                .service(v1::keys::create_key) //                 POST   /api/v1/keys
                .service(v1::keys::revoke_key) //                 DELETE /api/v1/keys/{id}
                .service(v1::pairing::pair_kiosk) //              POST   /api/v1/kiosks/pairing
                .service(v1::pairing::report_heartbeat) //        POST   /api/v1/kiosks/heartbeat
                // Otherwise another method would take the word for an id.
                .route("/kiosks/pairing", actix_web::web::to(fallback::answer_unknown))
                .route("/kiosks/heartbeat", actix_web::web::to(fallback::answer_unknown))
                .service(v1::kiosks::list_kiosks) //              GET    /api/v1/kiosks
                .service(v1::kiosks::create_kiosk) //             POST   /api/v1/kiosks
                .service(v1::kiosks::get_kiosk) //                GET    /api/v1/kiosks/{id}
                .service(v1::kiosks::replace_kiosk) //            PUT    /api/v1/kiosks/{id}
                .service(v1::kiosks::revoke_kiosk) //             DELETE /api/v1/kiosks/{id}
                .service(v1::kiosks::create_pairing) //           POST   /api/v1/kiosks/{id}/pairing
                .service(v1::audit::list_audit) //                GET    /api/v1/audit
                // Figures repeat themselves. Guessing a secret by how well it packs beside what one sends (BREACH) takes an
                // answer that holds one: here the only secrets are those of new keys and codes, told once, each time another.
                .wrap(Compress::default())
                .wrap(from_fn(middleware::weaken_tags)),
        )
        .service(service::get_livez) //                           GET    /livez
        .service(service::get_readyz) //                          GET    /readyz
        .service(service::get_program) //                         GET    /version
        .service(service::get_metrics); //                        GET    /metrics
}

/// What is issued for management reviews, and what their meetings decide.
fn reviews(config: &mut utoipa_actix_web::service_config::ServiceConfig<'_>) {
    config
        .service(v1::reviews::list_reviews) //            GET    /api/v1/reviews
        .service(v1::reviews::get_review) //              GET    /api/v1/reviews/{period}
        .service(v1::reviews::issue_review) //            POST   /api/v1/reviews/{period}
        .service(v1::reviews::departments::get_department_review) // GET /api/v1/reviews/{period}/departments/{code}
        .service(v1::reviews::lobby::get_lobby) //        GET    /api/v1/reviews/{period}/lobby
        .service(v1::reviews::minutes::list_minutes) //   GET    /api/v1/reviews/{period}/minutes
        .service(v1::reviews::minutes::issue_minutes) //  POST   /api/v1/reviews/{period}/minutes
        .service(v1::reviews::minutes::get_minutes); //    GET    /api/v1/reviews/{period}/minutes/{edition}
}

/// What the office enters itself: visits, targets, actions, complaints, and what it decides about comments.
fn records(config: &mut utoipa_actix_web::service_config::ServiceConfig<'_>) {
    config
        .service(v1::moderation::list_comments) //        GET    /api/v1/surveys/{survey}/comments/moderation
        // Otherwise another method would take the word for an id.
        .route("/surveys/{survey}/comments/moderation", actix_web::web::to(fallback::answer_unknown))
        .service(v1::moderation::put_comment) //          PUT    /api/v1/surveys/{survey}/comments/{id}
        .service(v1::set_aside::get_set_aside) //         GET    /api/v1/surveys/{survey}/set-aside
        .service(v1::set_aside::put_set_aside) //         PUT    /api/v1/surveys/{survey}/set-aside/{department}/{channel}/{day}
        .service(v1::set_aside::delete_set_aside) //      DELETE /api/v1/surveys/{survey}/set-aside/{department}/{channel}/{day}
        .service(v1::targets::get_targets) //             GET    /api/v1/surveys/{survey}/targets
        .service(v1::targets::put_targets) //             PUT    /api/v1/surveys/{survey}/targets
        .service(v1::signals::get_signals) //             GET    /api/v1/surveys/{survey}/signals
        .service(v1::visits::list_visits) //              GET    /api/v1/visits
        .service(v1::visits::post_visits) //              POST   /api/v1/visits
        .service(v1::visits::put_visits) //               PUT    /api/v1/visits/{month}/{department}
        .service(v1::visits::delete_visits) //            DELETE /api/v1/visits/{month}/{department}
        .service(v1::actions::list_actions) //            GET    /api/v1/actions
        .service(v1::actions::create_action) //           POST   /api/v1/actions
        .service(v1::actions::get_action) //              GET    /api/v1/actions/{id}
        .service(v1::actions::replace_action) //          PUT    /api/v1/actions/{id}
        .service(v1::actions::delete_action) //           DELETE /api/v1/actions/{id}
        .service(v1::complaints::list_complaints) //      GET    /api/v1/complaints
        .service(v1::complaints::get_complaints) //       GET    /api/v1/complaints/{quarter}/{department}
        .service(v1::complaints::put_complaints) //       PUT    /api/v1/complaints/{quarter}/{department}
        .service(v1::complaints::delete_complaints); //   DELETE /api/v1/complaints/{quarter}/{department}
}

/// What answers everything that is not on the table.
pub fn fallback(config: &mut ServiceConfig) {
    config.default_service(actix_web::web::to(fallback::answer_unknown));
}
