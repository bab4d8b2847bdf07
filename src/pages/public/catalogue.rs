//! `/wyniki/catalog.jsonld`: the open data as DCAT-AP-PL describes them, for dane.gov.pl and everybody who harvests.
//!
//! The profile: <https://dane.gov.pl/dcat-ap-pl/introduction>. What the office has not said, such as the area that it
//! serves, is left out. Addresses begin with the configured public one, whatever a request says.

use std::sync::Arc;

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

use crate::http::{Kind, Problem};
use crate::pages::public::files::{FORMS, measure};
use crate::pages::public::kept::keep;
use crate::pages::public::shelf::{OpenSurvey, Periods, is_open, list_open};
use crate::pages::shared::Word;
use crate::reports::render::{Words, fill};
use crate::state::State;
use crate::survey::codes::Language;
use crate::survey::figures::Record;
use crate::survey::languages;
use crate::survey::office::Office;
use crate::survey::period::Period;
use crate::survey::text::LocalizedText;

/// Where the EU keeps the words that catalogues share.
const AUTHORITY: &str = "http://publications.europa.eu/resource/authority";
/// Where IANA keeps the media types.
const MEDIA_TYPES: &str = "https://www.iana.org/assignments/media-types";
/// The terms of the descriptions themselves; each survey's data have their own.
const CC0: &str = "https://creativecommons.org/publicdomain/zero/1.0/";

/// `GET /wyniki/catalog.jsonld`
pub async fn get_catalogue(request: HttpRequest, state: Data<State>) -> Result<HttpResponse, Problem> {
    let catalogue = state.catalogue().await;
    let base = state.config.public_url();
    let open = if is_open(&state) { list_open(&catalogue) } else { Vec::new() };
    let mut datasets = Vec::new();
    for survey in open {
        let question = survey.question("catalogue");
        let (shown, office, base) = (survey.clone(), catalogue.office.clone(), base.clone());
        let make = move |record: &_| -> Result<_, Problem> {
            Ok(("application/ld+json", dataset(&shown, &office, &base, record).to_string().into_bytes()))
        };
        let made = state.answer_openly(question, make).await?;
        let mut dataset: Value = serde_json::from_slice(&made.body).map_err(|_| Problem::new(Kind::Internal))?;
        if !dataset.is_null() {
            say_sizes(&state, &survey, &mut dataset).await?;
            datasets.push(dataset);
        }
    }
    let mut answer = HttpResponse::Ok();
    answer.content_type("application/ld+json").insert_header((header::VARY, "Accept-Encoding"));
    keep(&request, answer.body(describe(&catalogue.office, &base, datasets).to_string()))
}

fn describe(office: &Office, base: &str, datasets: Vec<Value>) -> Value {
    let languages = Words::languages();
    json!({
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "dcatap": "http://data.europa.eu/r5r/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "skos": "http://www.w3.org/2004/02/skos/core#",
            "vcard": "http://www.w3.org/2006/vcard/ns#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": format!("{base}/wyniki"),
        "@type": "dcat:Catalog",
        "dct:title": texts(&Words::everywhere(|words| Word::Title.said(words).to_owned())),
        "dct:description": texts(&Words::everywhere(|words| Word::DataCatalogueDescription.said(words).to_owned())),
        "dct:publisher": {
            "@id": publisher_id(office, base),
            "@type": "foaf:Agent",
            "foaf:name": texts(&office.name),
            "dct:type": id("http://purl.org/adms/publishertype/LocalAuthority"),
        },
        "dct:spatial": area(office),
        "dct:license": id(CC0),
        "dcat:themeTaxonomy": id(&format!("{AUTHORITY}/data-theme")),
        "dct:language": language_ids(&languages),
        "foaf:homepage": id(&format!("{base}/wyniki")),
        "dcat:dataset": datasets,
    })
}

/// The dataset of a survey; `null` while none of its quarters is closed.
fn dataset(survey: &OpenSurvey, office: &Office, base: &str, record: &Record) -> Value {
    let periods = Periods::of(record);
    let (Some(first), Some(last)) = (periods.quarters.first(), periods.quarters.last()) else { return Value::Null };
    let questionnaire = &survey.newest().questionnaire;
    let address = format!("{base}/wyniki/{}", survey.newest().survey);
    let title = &questionnaire.title;
    let description = Words::everywhere(|words| {
        let title = title.in_language(&words.language).unwrap_or_else(|| title.in_polish());
        fill(Word::DataDescription.said(words), |_| Some(title.to_owned()))
    });
    let closed = record.blocks.iter().filter(|block| block.last_day <= last.last());
    let modified = closed.map(|block| block.closed_on).max();
    json!({
        "@id": address,
        "@type": "dcat:Dataset",
        "dct:identifier": address,
        "dct:title": texts(title),
        "dct:description": texts(&description),
        "dcat:keyword": keywords(),
        "dcat:theme": id(&format!("{AUTHORITY}/data-theme/GOVE")),
        "dct:publisher": id(&publisher_id(office, base)),
        "dcat:contactPoint": contact_point(office, base),
        "dct:spatial": area(office),
        "dct:language": language_ids(&questionnaire.languages),
        "dct:accrualPeriodicity": id(&format!("{AUTHORITY}/frequency/QUARTERLY")),
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": day(first.first().to_string()),
            "dcat:endDate": day(last.last().to_string()),
        },
        "dct:modified": modified.map(|modified| day(modified.to_string())),
        "dct:accessRights": id(&format!("{AUTHORITY}/access-right/PUBLIC")),
        "dcat:landingPage": id(&address),
        "dcat:distribution":
            periods.all().flat_map(|period| distributions(survey, &address, period, &description)).collect::<Vec<_>>(),
    })
}

/// Says how large each file of a dataset is. Each is made by itself: many at once would take longer than an answer may.
async fn say_sizes(state: &Arc<State>, survey: &OpenSurvey, dataset: &mut Value) -> Result<(), Problem> {
    for file in dataset["dcat:distribution"].as_array_mut().into_iter().flatten() {
        let address = file["dcat:downloadURL"]["@id"].as_str().unwrap_or_default();
        let name = address.rsplit('/').next().unwrap_or_default();
        let size = measure(state, survey, name).await?;
        file["dcat:byteSize"] = json!({ "@value": size.to_string(), "@type": "xsd:decimal" });
    }
    Ok(())
}

fn distributions(survey: &OpenSurvey, address: &str, period: &Period, description: &LocalizedText) -> [Value; 4] {
    let page = format!("{address}/{period}");
    FORMS.map(|(form, name, file_type)| {
        json!({
            "@id": format!("{page}#{}", file_type.to_lowercase()),
            "@type": "dcat:Distribution",
            "dct:title": format!("{period} – {name}"),
            "dct:description": texts(description),
            "dcat:accessURL": id(&page),
            "dcat:downloadURL": id(&format!("{page}{}", form.ending())),
            "dct:format": id(&format!("{AUTHORITY}/file-type/{file_type}")),
            "dcat:mediaType": id(&format!("{MEDIA_TYPES}/{}", bare(form.media_type()))),
            "dcatap:availability": id(&format!("{AUTHORITY}/planned-availability/STABLE")),
            "dct:license": id(survey.licence.url()),
        })
    })
}

/// Whom to ask about the data: as the office says, or else the office itself, where its website is.
fn contact_point(office: &Office, base: &str) -> Value {
    let contact = office.data_contact.as_ref();
    let name = contact.map_or(&office.name, |contact| &contact.name);
    let mut point = json!({ "@type": "vcard:Organization", "vcard:fn": name.in_polish() });
    let website = office.url.as_ref().map_or_else(|| format!("{base}/wyniki"), ToString::to_string);
    point["vcard:hasURL"] = id(&website);
    if let Some(email) = contact.and_then(|contact| contact.email.as_ref()) {
        point["vcard:hasEmail"] = id(&format!("mailto:{email}"));
    }
    if let Some(phone) = contact.and_then(|contact| contact.phone.as_ref()) {
        let number: String = phone.chars().filter(|sign| sign.is_ascii_digit() || *sign == '+').collect();
        point["vcard:hasTelephone"] = id(&format!("tel:{number}"));
    }
    point
}

/// The area that the office serves, by its code in the national register; `null`: it has not said which.
fn area(office: &Office) -> Value {
    let Some(code) = &office.teryt else { return Value::Null };
    json!({
        "@type": "dct:Location",
        "dct:identifier": code,
        "skos:inScheme": id("https://eteryt.stat.gov.pl/"),
    })
}

/// A media type without its parameters.
fn bare(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or(media_type)
}

fn publisher_id(office: &Office, base: &str) -> String {
    office.url.as_ref().map_or_else(|| format!("{base}/wyniki#publisher"), ToString::to_string)
}

fn id(address: &str) -> Value {
    json!({ "@id": address })
}

fn day(day: String) -> Value {
    json!({ "@value": day, "@type": "xsd:date" })
}

fn texts(text: &LocalizedText) -> Vec<Value> {
    text.0.iter().map(|(language, text)| json!({ "@language": language.as_str(), "@value": text })).collect()
}

fn keywords() -> Vec<Value> {
    let keywords = Words::languages().into_iter().flat_map(|language| {
        let words = Words::of(&language);
        let keywords = Word::DataKeywords.said(words).split(", ");
        keywords.map(move |word| json!({ "@language": language.as_str(), "@value": word }))
    });
    keywords.collect()
}

/// Languages as the EU names them; those that the program does not speak are left out.
fn language_ids(named: &[Language]) -> Vec<Value> {
    let name = |language: &Language| languages::all().iter().find(|words| words.language == *language);
    named.iter().filter_map(name).map(|words| id(&format!("{AUTHORITY}/language/{}", words.eu_code))).collect()
}
