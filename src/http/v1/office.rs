//! The office in its own words, as residents' pages show it.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get, put};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::body::{Json, one_line};
use crate::http::conditional::{self, Caching};
use crate::http::credentials::Administrator;
use crate::http::problem::Problem;
use crate::http::query::{NoParameters, Query};
use crate::http::v1::questionnaire::{TextsBody, day, texts, texts_view};
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
    conditional::json(&request, Caching::Public, &OfficeBody::from(&catalogue.office))
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
    let view = OfficeBody::from(&office);
    let entry = state.audit_entry(&key.0, "office.save", "office");
    state.change(entry, move |session| upsert_office(session, &office)).await?;
    Ok(HttpResponse::Ok().json(view))
}

/// An office, as residents' pages present it. Every text exists in Polish at least; what is left out is not shown.
#[derive(Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct OfficeBody {
    /// Its name by language.
    #[schema(example = json!({ "pl": "Starostwo Powiatowe w Jeleniej Górze" }))]
    name: TextsBody,
    /// Its postal address.
    #[validate(length(min = 1, max = 200), custom(function = "one_line"))]
    #[schema(min_length = 1, max_length = 200, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    address: String,
    /// Its website.
    #[serde(default, skip_serializing_if = "Option::is_none")]
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
#[derive(Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ComplaintsBody {
    /// The place and the ways, in whole sentences.
    place: TextsBody,
    /// A page that says more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(max = 500))]
    #[schema(max_length = 500, format = "uri")]
    url: Option<String>,
}

/// An office other than this one.
#[derive(Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct OtherOfficeBody {
    /// Its name.
    name: TextsBody,
    /// Its website.
    #[validate(length(max = 500))]
    #[schema(max_length = 500, format = "uri")]
    url: String,
}

/// The declaration of accessibility that Polish law asks for.
#[derive(Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct AccessibilityBody {
    /// The day the pages were first published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "date")]
    published_on: Option<String>,
    /// The day of their last important change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "date")]
    updated_on: Option<String>,
    /// The day the declaration was prepared.
    #[schema(format = "date")]
    prepared_on: String,
    /// The day it was last reviewed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "date")]
    reviewed_on: Option<String>,
    /// How far the pages conform.
    status: ConformanceBody,
    /// What is not accessible; empty only where everything is.
    #[serde(default)]
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50)]
    barriers: Vec<BarrierBody>,
    /// The office's reckoning, where it says that removing a barrier would burden it beyond measure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(max = 500))]
    #[schema(max_length = 500, format = "uri")]
    burden_assessment: Option<String>,
    /// Who assessed the pages.
    method: MethodBody,
    /// The name of the third party that did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(max = 200), custom(function = "one_line"))]
    #[schema(max_length = 200, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    assessor: Option<String>,
    /// Whom to tell about a barrier.
    #[validate(nested)]
    contact: ContactBody,
    /// How to ask for access, what happens then, and how to appeal.
    procedure: TextsBody,
    /// To whom one may turn when the office does not help.
    #[validate(nested)]
    enforcement: OtherOfficeBody,
    /// How accessible the buildings are.
    architecture: TextsBody,
    /// Mobile applications.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    applications: Option<TextsBody>,
    /// Anything else, such as keyboard shortcuts or sign language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    notes: Option<TextsBody>,
}

/// Something that is not accessible.
#[derive(Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct BarrierBody {
    /// What.
    content: TextsBody,
    /// Why, and what to do instead.
    reason: TextsBody,
}

/// Whom to turn to.
#[derive(Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ContactBody {
    /// The person or the unit.
    name: TextsBody,
    /// Their address for e-mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(max = 254))]
    #[schema(max_length = 254, format = "email")]
    email: Option<String>,
    /// Their telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 3, max = 30))]
    #[schema(min_length = 3, max_length = 30, pattern = "^[+]?[-0-9 ()]*$")]
    phone: Option<String>,
}

/// How far pages conform to the law.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConformanceBody {
    /// In full.
    Full,
    /// Apart from the named barriers.
    Partial,
    /// They do not.
    None,
}

/// Who assessed the pages.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MethodBody {
    /// The office itself.
    #[serde(rename = "self")]
    Own,
    /// Someone independent of it.
    ThirdParty,
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
            status: self.status.into(),
            barriers,
            burden_assessment: link(self.burden_assessment.as_deref(), &at("burden_assessment"), faults),
            method: self.method.into(),
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

impl From<&Office> for OfficeBody {
    fn from(office: &Office) -> Self {
        Self {
            name: texts_view(&office.name),
            address: office.address.clone(),
            url: office.url.as_ref().map(ToString::to_string),
            teryt: office.teryt.clone(),
            data_contact: office.data_contact.as_ref().map(ContactBody::from),
            complaints: ComplaintsBody {
                place: texts_view(&office.complaints.place),
                url: office.complaints.url.as_ref().map(ToString::to_string),
            },
            elsewhere: office.elsewhere.iter().map(OtherOfficeBody::from).collect(),
            accessibility: AccessibilityBody::from(&office.accessibility),
        }
    }
}

impl From<&OtherOffice> for OtherOfficeBody {
    fn from(office: &OtherOffice) -> Self {
        Self { name: texts_view(&office.name), url: office.url.to_string() }
    }
}

impl From<&Accessibility> for AccessibilityBody {
    fn from(accessibility: &Accessibility) -> Self {
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        let barrier = |barrier: &Barrier| BarrierBody {
            content: texts_view(&barrier.content),
            reason: texts_view(&barrier.reason),
        };
        Self {
            published_on: day(accessibility.published_on),
            updated_on: day(accessibility.updated_on),
            prepared_on: accessibility.prepared_on.to_string(),
            reviewed_on: day(accessibility.reviewed_on),
            status: accessibility.status.into(),
            barriers: accessibility.barriers.iter().map(barrier).collect(),
            burden_assessment: accessibility.burden_assessment.as_ref().map(ToString::to_string),
            method: accessibility.method.into(),
            assessor: accessibility.assessor.clone(),
            contact: ContactBody::from(&accessibility.contact),
            procedure: texts_view(&accessibility.procedure),
            enforcement: OtherOfficeBody::from(&accessibility.enforcement),
            architecture: texts_view(&accessibility.architecture),
            applications: accessibility.applications.as_ref().map(texts_view),
            notes: accessibility.notes.as_ref().map(texts_view),
        }
    }
}

impl From<&Contact> for ContactBody {
    fn from(contact: &Contact) -> Self {
        Self { name: texts_view(&contact.name), email: contact.email.clone(), phone: contact.phone.clone() }
    }
}

macro_rules! same_words {
    ($($body:ident $inner:ident: $($name:ident)*;)*) => {
        $(
            impl From<$body> for $inner {
                fn from(body: $body) -> Self {
                    match body { $($body::$name => Self::$name,)* }
                }
            }

            impl From<$inner> for $body {
                fn from(inner: $inner) -> Self {
                    match inner { $($inner::$name => Self::$name,)* }
                }
            }
        )*
    };
}

same_words! {
    ConformanceBody Conformance: Full Partial None;
    MethodBody Method: Own ThirdParty;
}
