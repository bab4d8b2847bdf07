//! `/console`: what the office's own people do, each with an account: server-rendered, for a keyboard, without scripts.
//!
//! # How a page of the console is made
//!
//! 1. `console/<thing>/mod.rs`: `get_…` handlers take a [`person::Person`], `post_…` handlers a [`person::Form`]; both are
//!    let in by the table below, so a handler asks only for departments (`person.require(..)`, `person.covers(..)`).
//! 2. `console/<thing>/words.rs` and `words/{pl,en}.json`: its words, by `translated!`; all texts are there, also of errors.
//! 3. `console/<thing>/<page>.html`: extends `console/layout.html`, fills `title` and `page`, and takes its fields from
//!    `console/fields.html`. Its struct has `frame: &layout.frame` and `layout`, made by [`layout::Layout::new`].
//!    Every form posts `<input type="hidden" name="token" value="{{ layout.form_token }}">`.
//! 4. What is sent is done by a function that the API calls, too, in `state.change(state.audit_entry(&form.person, ..), ..)`;
//!    then [`layout::go_telling`] leads on with 303, and `layout.telling(..)` says there what was done. What does not fit is
//!    shown again as it was typed, by `layout.show_with(422, ..)`: all of it, each fault said beside its field by
//!    `layout.beside`, as `console/fields.html` does, which lists it at the top of the page.
//! 5. A line for each route in the table below, with the right that it takes; a line in `PLACES` of `layout`.
//! 6. `tests/it/pages/console/<thing>.rs`, its lines in `MATRIX` of `tests/it/pages/console/access.rs`, and
//!    `tests/web/console.test.mjs`.
//!
//! `accounts` is the model.

mod words;
mod person;
mod fields;
mod layout;
mod problem;
mod language;
mod chosen;
mod lots;
mod signals;
mod home;
mod accounts;
mod csv;
mod comments;
mod reviews;
mod paper;
mod imports;
mod kiosks;
mod departments;
mod surveys;
mod set_aside;
mod keys;
mod audit;
mod actions;
mod targets;
mod visits;
mod complaints;

use actix_web::HttpMessage;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::{Next, from_fn};
use actix_web::web::{Data, ServiceConfig, get, post, scope};

use crate::access::Right;
use crate::http::{Kind, Problem};
use crate::pages::console::person::Person;
use crate::pages::shared::refuse_other_sites;
use crate::pages::staff::{Visit, Visitor, go};
use crate::state::State;

macro_rules! table {
    ($($method:ident $address:literal $right:ident $handler:path;)*) => {
        /// The table of the console: method, address, and the right that it takes.
        pub const TABLE: &[(&str, &str, Right)] =
            &[$((stringify!($method), concat!("/console", $address), Right::$right),)*];

        /// Its pages; those at the door are beside it, since nobody is signed in there.
        pub fn routes(config: &mut ServiceConfig) {
            let pages = scope("/console").wrap(from_fn(admit));
            config.service(pages$(.route($address, $method().to($handler)))*);
        }
    };
}

table! {
    get  ""                        UseConsole      home::get_home;
    post "/language"               UseConsole      language::post_language;
    get  "/accounts"               ManageAccounts  accounts::get_accounts;
    post "/accounts"               ManageAccounts  accounts::post_account;
    get  "/accounts/new"           ManageAccounts  accounts::get_new_account;
    get  "/accounts/{id}"          ManageAccounts  accounts::get_account;
    post "/accounts/{id}"          ManageAccounts  accounts::post_changes;
    post "/accounts/{id}/link"     ManageAccounts  accounts::post_link;
    post "/accounts/{id}/disable"  ManageAccounts  accounts::post_disable;
    post "/accounts/{id}/enable"   ManageAccounts  accounts::post_enable;
    get  "/comments"               ModerateComments  comments::get_comments;
    get  "/comments/decided"       ModerateComments  comments::get_decided;
    post "/comments/{id}"          ModerateComments  comments::post_comment;
    post "/comments/{id}/undo"     ModerateComments  comments::post_undo;
    get  "/reviews"                IssueReviews    reviews::get_reviews;
    get  "/reviews/{period}"       IssueReviews    reviews::get_desk;
    post "/reviews/{period}"       IssueReviews    reviews::post_issue;
    get  "/paper"                  EnterPaper      paper::get_desk;
    get  "/paper/blank"            EnterPaper      paper::get_blank;
    post "/paper/confirm"          EnterPaper      paper::post_confirm;
    post "/paper/take-back"        EnterPaper      paper::post_take_back;
    get  "/paper/grid"             EnterPaper      paper::get_grid;
    post "/paper/forms"            EnterPaper      paper::post_form;
    post "/paper/forms/undo"       EnterPaper      paper::post_undo;
    post "/paper/forms/check"      EnterPaper      paper::post_check;
    get  "/imports"                ImportFiles     imports::get_imports;
    post "/imports"                ImportFiles     imports::post_file;
    get  "/imports/template"       ImportFiles     imports::get_template;
    post "/imports/confirm"        ImportFiles     imports::post_confirm;
    post "/imports/take-back"      ImportFiles     imports::post_take_back;
    get  "/kiosks"                 ManageKiosks    kiosks::get_kiosks;
    post "/kiosks"                 ManageKiosks    kiosks::post_kiosk;
    get  "/kiosks/new"             ManageKiosks    kiosks::get_new_kiosk;
    post "/kiosks/preview"         ManageKiosks    kiosks::post_preview;
    get  "/kiosks/{kiosk}"         ManageKiosks    kiosks::get_kiosk;
    get  "/kiosks/{kiosk}/preview" ManageKiosks    kiosks::get_preview;
    post "/kiosks/{kiosk}"         ManageKiosks    kiosks::post_changes;
    post "/kiosks/{kiosk}/pairing" ManageKiosks    kiosks::post_pairing;
    post "/kiosks/{kiosk}/revoke"  ManageKiosks    kiosks::post_revoke;
    get  "/departments"            ManageDepartments  departments::get_departments;
    post "/departments"            ManageDepartments  departments::post_department;
    get  "/departments/new"        ManageDepartments  departments::get_new_department;
    get  "/departments/{code}"     ManageDepartments  departments::get_department;
    post "/departments/{code}"     ManageDepartments  departments::post_changes;
    post "/departments/{code}/fieldwork"  ManageDepartments  departments::post_days;
    get  "/surveys"                ManageSurveys   surveys::get_surveys;
    get  "/surveys/{survey}"       ManageSurveys   surveys::get_survey;
    post "/surveys/{survey}/fieldwork"  ManageSurveys  surveys::post_fieldwork;
    post "/surveys/{survey}/settings"   ManageSurveys  surveys::post_settings;
    get  "/surveys/{survey}/set-aside"            SetAside  set_aside::get_set_aside;
    post "/surveys/{survey}/set-aside"            SetAside  set_aside::post_order;
    post "/surveys/{survey}/set-aside/take-back"  SetAside  set_aside::post_take_back;
    get  "/keys"                   ManageKeys      keys::get_keys;
    post "/keys"                   ManageKeys      keys::post_key;
    get  "/keys/new"               ManageKeys      keys::get_new_key;
    post "/keys/{id}/revoke"       ManageKeys      keys::post_revoke;
    get  "/audit"                  ReadAudit       audit::get_audit;
    get  "/audit.csv"              ReadAudit       audit::get_audit_file;
    get  "/reviews/{period}/meeting" IssueReviews  reviews::get_meeting;
    post "/reviews/{period}/meeting" IssueReviews  reviews::post_meeting;
    get  "/reviews/{period}/minutes/{edition}" IssueReviews reviews::get_minutes;
    get  "/actions"                ManageActions   actions::get_actions;
    post "/actions"                ManageActions   actions::post_action;
    get  "/actions/new"            ManageActions   actions::get_new_action;
    get  "/actions/table"          ManageActions   actions::get_table;
    post "/actions/table"          ManageActions   actions::post_table;
    get  "/actions/table/file"     ManageActions   actions::get_file;
    get  "/actions/{action}"       ManageActions   actions::get_action;
    post "/actions/{action}"       ManageActions   actions::post_changes;
    post "/actions/{action}/delete" ManageActions  actions::post_delete;
    get  "/targets"                SetTargets      targets::get_targets;
    post "/targets"                SetTargets      targets::post_target;
    post "/targets/delete"         SetTargets      targets::post_delete;
    get  "/targets/table"          SetTargets      targets::get_table;
    post "/targets/table"          SetTargets      targets::post_table;
    get  "/targets/table/file"     SetTargets      targets::get_file;
    get  "/visits"                 EnterRecords    visits::get_visits;
    post "/visits"                 EnterRecords    visits::post_visits;
    get  "/visits/table"           EnterRecords    visits::get_table;
    post "/visits/table"           EnterRecords    visits::post_table;
    get  "/visits/table/file"      EnterRecords    visits::get_file;
    get  "/complaints"             EnterRecords    complaints::get_complaints;
    post "/complaints"             EnterRecords    complaints::post_complaints;
    get  "/complaints/table"       EnterRecords    complaints::get_table;
    post "/complaints/table"       EnterRecords    complaints::post_table;
    get  "/complaints/table/file"  EnterRecords    complaints::get_file;
}

/// Lets in who is signed in with an account and has the right that the table asks for, and takes forms from these pages
/// alone. Whoever is not signed in is led to the door, and from there back; a refusal is a page like all others.
async fn admit(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let person = match find_person(&request).await {
        Ok(Some(person)) => person,
        Ok(None) => {
            let door = go(&door(&request));
            return Ok(request.into_response(door));
        }
        Err(problem) => return Err(problem.into()),
    };
    let row = row(&request);
    let may = row.is_none_or(|(_, _, right)| person.may(*right));
    request.extensions_mut().insert(person.clone());
    if !may {
        let page = problem::show(request.request(), &person, &Problem::new(Kind::Forbidden), false).await?;
        return Ok(request.into_response(page));
    }
    let answer = match refuse_foreign(&request) {
        Ok(()) => next.call(request).await?.map_into_boxed_body(),
        Err(problem) => request.error_response(problem).map_into_boxed_body(),
    };
    let Some(problem) = answer.response().error().and_then(|error| error.as_error::<Problem>()) else {
        return Ok(answer);
    };
    let page = problem::show(answer.request(), &person, problem, true).await?;
    Ok(answer.into_response(page))
}

async fn find_person(request: &ServiceRequest) -> Result<Option<Person>, Problem> {
    let visit = Visit::find(state(request)?, request.request()).await?;
    Ok(visit.and_then(|visit| match visit.visitor.clone() {
        Visitor::Account(account) => Some(Person::new(*account, visit)),
        // A key opens the dashboard, and nothing here.
        Visitor::Key(_) => None,
    }))
}

/// The line of the table for a request; none: there is no such page.
fn row(request: &ServiceRequest) -> Option<&'static (&'static str, &'static str, Right)> {
    let address = request.match_pattern()?;
    let is_it = |(method, known, _): &&(&str, &str, Right)| {
        *known == address && method.eq_ignore_ascii_case(request.method().as_str())
    };
    TABLE.iter().find(is_it)
}

fn refuse_foreign(request: &ServiceRequest) -> Result<(), Problem> {
    if request.method() == Method::GET { Ok(()) } else { refuse_other_sites(request.request(), state(request)?) }
}

/// The address of the door. A form that is sent when the session is over cannot be sent again from there.
fn door(request: &ServiceRequest) -> String {
    let target = request.uri().path_and_query().map_or("", |target| target.as_str());
    let next = if request.method() == Method::GET { target } else { "" };
    let query = serde_html_form::to_string([("next", next)]).unwrap_or_default();
    format!("/console/sign-in?{query}")
}

fn state(request: &ServiceRequest) -> Result<&Data<State>, Problem> {
    request.app_data::<Data<State>>().ok_or_else(|| Problem::new(Kind::Internal))
}
