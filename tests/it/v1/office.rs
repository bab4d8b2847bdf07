//! The office in its own words: the standard document until an administrator puts another, and never a faulty one.

use serde_json::{Value, json};

use crate::harness::{Engine, Office};
use crate::on_both_databases;
use crate::v1::samples::{expected, faults, standard_office};

on_both_databases!(
    the_standard_document_counts_until_there_is_another,
    every_fault_is_named_with_its_place,
    what_is_put_is_noted_and_goes_along_in_a_backup,
);

const PATH: &str = "/api/v1/office";

/// A document with everything in it.
fn full() -> Value {
    let text = |words: &str| json!({ "pl": words, "en": words });
    json!({
        "name": text("Urząd"), "address": "ul. Nowa 1, 00-001 Miasto", "url": "https://www.example.pl", "teryt": "0206011",
        "data_contact": { "name": text("Jan Nowak"), "email": "d@example.pl", "phone": "+48 75 123 45 68" },
        "complaints": { "place": text("Na piśmie.\nAlbo ustnie."), "url": "https://www.example.pl/skargi?a=b#c" },
        "elsewhere": [{ "name": text("Inny urząd"), "url": "http://inny.example.pl" }],
        "accessibility": {
            "published_on": "2026-01-01", "updated_on": "2026-02-01", "prepared_on": "2026-01-15",
            "reviewed_on": "2026-03-01", "status": "none",
            "barriers": [{ "content": text("Mapa."), "reason": text("Nadmierne koszty.") }],
            "burden_assessment": "https://www.example.pl/ocena", "method": "third_party", "assessor": "Firma",
            "contact": { "name": text("Anna Nowak"), "email": "a@example.pl", "phone": "+48 75 123 45 67" },
            "procedure": text("Każdy może."), "enforcement": { "name": text("Rzecznik"), "url": "https://bip.brpo.gov.pl/" },
            "architecture": text("Winda."), "applications": text("Brak."), "notes": text("Tłumacz."),
        }
    })
}

fn the_standard_document_counts_until_there_is_another(engine: Engine) {
    let office = Office::open(engine);
    let reply = office.get(PATH, "").expect(200);
    assert_eq!(reply.json(), standard_office());
    assert_eq!(reply.header("cache-control"), "public, max-age=60");
    let etag = reply.header("etag").to_owned();
    let again = || office.send("GET", PATH, "", &[("if-none-match", &etag)], &[]);
    again().expect(304);

    for document in [full(), standard_office()] {
        let put = office.json("PUT", PATH, &office.admin, &document).expect(200).json();
        assert_eq!((&put, &office.get(PATH, "").expect(200).json()), (&document, &document));
    }
    again().expect(304);
    office.json("PUT", PATH, &office.admin, &full()).expect(200);
    assert_eq!(again().expect(200).json(), full());
}

/// The faults that a document is refused with after a change at a place.
fn refused(office: &Office, place: &str, value: Value) -> Vec<(String, String)> {
    let mut document = full();
    *document.pointer_mut(place).unwrap_or_else(|| panic!("{place}")) = value;
    faults(&office.json("PUT", PATH, &office.admin, &document).expect(422).json())
}

fn every_fault_is_named_with_its_place(engine: Engine) {
    let office = Office::open(engine);
    let malformed = [
        ("/url", json!("www.example.pl")),
        ("/complaints/url", json!("javascript:alert(1)")),
        ("/teryt", json!("020")),
        ("/teryt", json!("02 6")),
        ("/data_contact/email", json!("a@b")),
        ("/data_contact/phone", json!("tel. 75")),
        ("/elsewhere/0/url", json!("https://")),
        ("/accessibility/enforcement/url", json!("https://a b.pl")),
        ("/accessibility/burden_assessment", json!("https://a.pl/\"")),
        ("/accessibility/published_on", json!("1 stycznia")),
        ("/accessibility/prepared_on", json!("2026-02-30")),
        ("/accessibility/reviewed_on", json!("2026-03-01T12:00")),
        ("/accessibility/contact/email", json!("a")),
        ("/accessibility/contact/phone", json!("tel. 75")),
        ("/accessibility/notes", json!({ "pl": "a", "Polish": "a" })),
        ("/complaints/place/en", json!("a\u{7}")),
        ("/name/pl", json!("a\nb")),
    ];
    for (place, value) in malformed {
        assert_eq!(refused(&office, place, value), expected(&[(place, "malformed")]));
    }
    for place in [
        "/name",
        "/complaints/place",
        "/elsewhere/0/name",
        "/data_contact/name",
        "/accessibility/barriers/0/content",
        "/accessibility/barriers/0/reason",
        "/accessibility/contact/name",
        "/accessibility/procedure",
        "/accessibility/enforcement/name",
        "/accessibility/architecture",
        "/accessibility/applications",
        "/accessibility/notes",
    ] {
        let polish = format!("{place}/pl");
        assert_eq!(refused(&office, place, json!({ "en": "words" })), expected(&[(&polish, "required")]));
    }
    for (place, value, code) in [
        ("/accessibility/updated_on", json!("2025-12-31"), "out_of_order"),
        ("/accessibility/reviewed_on", json!("2026-01-14"), "out_of_order"),
        ("/accessibility/barriers", json!([]), "required"),
        ("/accessibility/assessor", Value::Null, "required"),
        ("/accessibility/status", json!("full"), "unexpected"),
        ("/accessibility/method", json!("self"), "unexpected"),
        ("/address", json!(""), "out_of_range"),
        ("/accessibility/method", json!("mine"), "wrong_type"),
    ] {
        let named = match (place, code) {
            ("/accessibility/status", _) => "/accessibility/barriers",
            ("/accessibility/method", "unexpected") => "/accessibility/assessor",
            _ => place,
        };
        assert_eq!(refused(&office, place, value), expected(&[(named, code)]));
    }
    let all = refused(&office, "/accessibility", {
        let mut accessibility = full()["accessibility"].clone();
        accessibility["prepared_on"] = "soon".into();
        accessibility["enforcement"]["url"] = "here".into();
        accessibility["contact"]["name"] = json!({ "PL": "a" });
        accessibility
    });
    let wanted = [
        ("/accessibility/contact/name", "malformed"),
        ("/accessibility/enforcement/url", "malformed"),
        ("/accessibility/prepared_on", "malformed"),
    ];
    assert_eq!(all, expected(&wanted));
    let mut unknown = full();
    unknown["accessibility"]["contact"]["fax"] = "1".into();
    let problem = office.json("PUT", PATH, &office.admin, &unknown).expect(422).json();
    assert_eq!(problem["errors"][0]["code"], "unknown_field");
    assert_eq!(office.get(PATH, "").json(), standard_office(), "what is refused changes nothing");
}

fn what_is_put_is_noted_and_goes_along_in_a_backup(engine: Engine) {
    let office = Office::open(engine);
    office.json("PUT", PATH, &office.admin, &full()).expect(200);
    let log = office.get("/api/v1/audit", &office.admin).expect(200).json();
    assert_eq!((&log["items"][0]["action"], &log["items"][0]["subject"]), (&json!("office.save"), &json!("office")));
    let mut backup = Vec::new();
    ankieta::storage::archive::write(&mut office.storage.dedicated().unwrap(), &mut backup).unwrap();
    assert!(String::from_utf8(backup).unwrap().contains("[\"office\",{\"id\""));
    // Another process that finds the row shows the same.
    let again = Office::on(office.close(), &[]);
    assert_eq!(again.get(PATH, "").json(), full());
}
