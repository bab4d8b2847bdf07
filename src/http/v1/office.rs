//! The office in its own words, as residents' pages show it.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get, put};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::body::{Json, one_line};
use crate::http::conditional::{self, Caching};
use crate::http::credentials::Administrator;
use crate::http::problem::Problem;
use crate::http::query::{NoParameters, Query};
use crate::http::v1::texts::{ResidentsName, ResidentsParagraphs, TextsBody, day, texts};
use crate::state::State;
use crate::storage::office::upsert_office;
use crate::survey::address::{InvalidLink, Link};
use crate::survey::fault::Fault;
use crate::survey::office::{Accessibility, Barrier, Complaints, Conformance, Contact, Method, Office, OtherOffice};
use crate::survey::text::LocalizedText;

/// The largest document, in bytes.
const LARGEST: usize = 256 * 1024;

/// The office in its own words
#[utoipa::path(
    tag = "respondents",
    responses((status = 200, description = "What residents' pages say about it", body = OfficeBody), (status = 304, description = "The client has it")),
    security(())
)]
#[get("/office")]
pub async fn get_office(
    request: HttpRequest,
    state: Data<State>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, Problem> {
    let catalogue = state.catalogue().await;
    conditional::json(&request, Caching::Public, &catalogue.office)
}

/// Replace what residents' pages say about the office
#[utoipa::path(
    tag = "administrators",
    request_body = OfficeBody,
    responses((status = 200, description = "It is replaced", body = OfficeBody)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[put("/office")]
pub async fn put_office(
    state: Data<State>,
    key: Administrator,
    _: Query<NoParameters>,
    body: Json<OfficeBody, LARGEST>,
) -> Result<HttpResponse, Problem> {
    let office = body.0.into_office().map_err(Problem::invalid)?;
    let view = HttpResponse::Ok().json(&office);
    let entry = state.audit_entry(&key.0, "office.save", "office");
    state.change(entry, move |session| upsert_office(session, &office)).await?;
    Ok(view)
}

/// An office, as residents' pages present it. Every text exists in Polish at least; what is left out is not shown.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct OfficeBody {
    /// Its name by language.
    #[schema(value_type = ResidentsName, example = json!({ "pl": "Starostwo Powiatowe w Jeleniej Górze" }))]
    name: TextsBody,
    /// Its postal address.
    #[validate(length(min = 1, max = 200), custom(function = "one_line"))]
    #[schema(min_length = 1, max_length = 200, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    address: String,
    /// Its website.
    #[validate(length(max = 500))]
    #[schema(max_length = 500, format = "uri")]
    url: Option<String>,
    /// The area that it serves, by its code in the register TERYT (TERC): 2 digits for a voivodeship, 4 for a county,
    /// 7 for a commune.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^([0-9]{2}|[0-9]{4}|[0-9]{7})$", example = "0206")]
    teryt: Option<String>,
    /// Whom to ask about its open data; left out: the office itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    data_contact: Option<ContactBody>,
    /// Where complaints go, since a survey is none.
    #[validate(nested)]
    complaints: ComplaintsBody,
    /// Other offices that people mistake for this one.
    #[serde(default)]
    #[validate(length(max = 10), nested)]
    #[schema(max_items = 10)]
    elsewhere: Vec<OtherOfficeBody>,
    /// Its declaration of accessibility for these pages.
    #[validate(nested)]
    accessibility: AccessibilityBody,
}

/// Where complaints and motions are filed.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ComplaintsBody {
    /// The place and the ways, in whole sentences.
    #[schema(value_type = ResidentsParagraphs)]
    place: TextsBody,
    /// A page that says more.
    #[validate(length(max = 500))]
    #[schema(max_length = 500, format = "uri")]
    url: Option<String>,
}

/// An office other than this one.
#[derive(Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct OtherOfficeBody {
    /// Its name.
    #[schema(value_type = ResidentsName)]
    name: TextsBody,
    /// Its website.
    #[validate(length(max = 500))]
    #[schema(max_length = 500, format = "uri")]
    url: String,
}

/// The declaration of accessibility that Polish law asks for.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct AccessibilityBody {
    /// The day the pages were first published.
    #[schema(format = "date")]
    published_on: Option<String>,
    /// The day of their last important change.
    #[schema(format = "date")]
    updated_on: Option<String>,
    /// The day the declaration was prepared.
    #[schema(format = "date")]
    prepared_on: String,
    /// The day it was last reviewed.
    #[schema(format = "date")]
    reviewed_on: Option<String>,
    /// How far the pages conform.
    status: Conformance,
    /// What is not accessible; empty only where everything is.
    #[serde(default)]
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50)]
    barriers: Vec<BarrierBody>,
    /// The office's reckoning, where it says that removing a barrier would burden it beyond measure.
    #[validate(length(max = 500))]
    #[schema(max_length = 500, format = "uri")]
    burden_assessment: Option<String>,
    /// Who assessed the pages.
    method: Method,
    /// The name of the third party that did.
    #[validate(length(max = 200), custom(function = "one_line"))]
    #[schema(max_length = 200, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    assessor: Option<String>,
    /// Whom to tell about a barrier.
    #[validate(nested)]
    contact: ContactBody,
    /// How to ask for access, what happens then, and how to appeal.
    #[schema(value_type = ResidentsParagraphs)]
    procedure: TextsBody,
    /// To whom one may turn when the office does not help.
    #[validate(nested)]
    enforcement: OtherOfficeBody,
    /// How accessible the buildings are.
    #[schema(value_type = ResidentsParagraphs)]
    architecture: TextsBody,
    /// Mobile applications.
    #[schema(value_type = Option<ResidentsParagraphs>)]
    applications: Option<TextsBody>,
    /// Anything else, such as keyboard shortcuts or sign language.
    #[schema(value_type = Option<ResidentsParagraphs>)]
    notes: Option<TextsBody>,
}

/// Something that is not accessible.
#[derive(Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct BarrierBody {
    /// What.
    #[schema(value_type = ResidentsParagraphs)]
    content: TextsBody,
    /// Why, and what to do instead.
    #[schema(value_type = ResidentsParagraphs)]
    reason: TextsBody,
}

/// Whom to turn to.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ContactBody {
    /// The person or the unit.
    #[schema(value_type = ResidentsName)]
    name: TextsBody,
    /// Their address for e-mail.
    #[validate(length(max = 254))]
    #[schema(max_length = 254, format = "email")]
    email: Option<String>,
    /// Their telephone number.
    #[validate(length(min = 3, max = 30))]
    #[schema(min_length = 3, max_length = 30, pattern = "^[+]?[- ()]*([0-9][- ()]*){3,}$")]
    phone: Option<String>,
}

impl OfficeBody {
    fn into_office(self) -> Result<Office, Vec<Fault>> {
        let mut faults = Vec::new();
        let office = self.read(&mut faults);
        // What could not be read cannot be judged.
        let office = office.filter(|_| faults.is_empty()).ok_or(faults)?;
        let faults = office.faults();
        if faults.is_empty() { Ok(office) } else { Err(faults) }
    }

    fn read(self, faults: &mut Vec<Fault>) -> Option<Office> {
        let elsewhere = self.elsewhere.into_iter().enumerate();
        let elsewhere = elsewhere.filter_map(|(index, office)| office.read(&format!("/elsewhere/{index}"), faults));
        let elsewhere = elsewhere.collect();
        Some(Office {
            name: texts(&self.name, "/name", faults),
            address: self.address,
            url: link(self.url.as_deref(), "/url", faults),
            teryt: self.teryt,
            data_contact: self.data_contact.map(|contact| contact.read("/data_contact", faults)),
            complaints: Complaints {
                place: texts(&self.complaints.place, "/complaints/place", faults),
                url: link(self.complaints.url.as_deref(), "/complaints/url", faults),
            },
            elsewhere,
            accessibility: self.accessibility.read("/accessibility", faults)?,
        })
    }
}

impl OtherOfficeBody {
    fn read(self, place: &str, faults: &mut Vec<Fault>) -> Option<OtherOffice> {
        let name = texts(&self.name, &format!("{place}/name"), faults);
        Some(OtherOffice { name, url: link(Some(&self.url), &format!("{place}/url"), faults)? })
    }
}

impl AccessibilityBody {
    fn read(self, place: &str, faults: &mut Vec<Fault>) -> Option<Accessibility> {
        let at = |member: &str| format!("{place}/{member}");
        let optional = |text: Option<TextsBody>, member: &str, faults: &mut Vec<Fault>| -> Option<LocalizedText> {
            text.map(|text| texts(&text, &at(member), faults))
        };
        let barriers = self.barriers.iter().enumerate().map(|(index, barrier)| Barrier {
            content: texts(&barrier.content, &at(&format!("barriers/{index}/content")), faults),
            reason: texts(&barrier.reason, &at(&format!("barriers/{index}/reason")), faults),
        });
        let barriers = barriers.collect();
        let prepared_on = day(Some(&self.prepared_on), &at("prepared_on"), faults);
        let enforcement = self.enforcement.read(&at("enforcement"), faults);
        let contact = self.contact.read(&at("contact"), faults);
        let accessibility = Accessibility {
            published_on: day(self.published_on.as_deref(), &at("published_on"), faults),
            updated_on: day(self.updated_on.as_deref(), &at("updated_on"), faults),
            prepared_on: prepared_on.unwrap_or_default(),
            reviewed_on: day(self.reviewed_on.as_deref(), &at("reviewed_on"), faults),
            status: self.status,
            barriers,
            burden_assessment: link(self.burden_assessment.as_deref(), &at("burden_assessment"), faults),
            method: self.method,
            assessor: self.assessor,
            contact,
            procedure: texts(&self.procedure, &at("procedure"), faults),
            enforcement: enforcement?,
            architecture: texts(&self.architecture, &at("architecture"), faults),
            applications: optional(self.applications, "applications", faults),
            notes: optional(self.notes, "notes", faults),
        };
        prepared_on.map(|_| accessibility)
    }
}

impl ContactBody {
    fn read(self, place: &str, faults: &mut Vec<Fault>) -> Contact {
        let name = texts(&self.name, &format!("{place}/name"), faults);
        Contact { name, email: self.email, phone: self.phone }
    }
}

fn link(text: Option<&str>, place: &str, faults: &mut Vec<Fault>) -> Option<Link> {
    let read =
        text?.parse().map_err(|error: InvalidLink| faults.push(Fault::new(place, "malformed", error.to_string())));
    read.ok()
}
