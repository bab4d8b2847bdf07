//! `/console/departments`: a department is added, renamed and closed without the API.

use ankieta::access::Role;
use serde_json::json;

use crate::harness::{Engine, Office};
use crate::on_both_databases;
use crate::pages::console::{SINS, assert_guarded, assert_text_alone, make_account, noted, send, signed_in, somebody};

on_both_databases!(
    a_department_is_added_renamed_and_closed,
    what_does_not_fit_is_shown_as_it_was_typed,
    a_department_is_looked_after_by_its_own,
);

const ARCHIVE: [(&str, &str); 7] = [
    ("code", "AR"),
    ("language", "pl"),
    ("name", " Archiwum "),
    ("language", "en"),
    ("name", "Archive"),
    ("site", "ul. Polna 1"),
    ("active", "true"),
];

fn a_department_is_added_renamed_and_closed(engine: Engine) {
    let office = Office::open(engine);
    let administrator = somebody(&office, Role::Administrator);
    let added = send(&administrator, "/console/departments", &ARCHIVE).expect(303);
    assert_eq!(added.header("location"), "/console/departments/AR?done=added");
    let stored = || office.get("/api/v1/departments/AR", &office.admin).expect(200).json();
    assert_eq!(stored()["name"], json!({ "pl": "Archiwum", "en": "Archive" }));
    // What is not in the form stays.
    let matters = json!({ "matters": [{ "code": "odpis", "text": { "pl": "Odpis" } }] });
    office.json("PATCH", "/api/v1/departments/AR", &office.admin, &matters).expect(200);
    let later = [("language", "pl"), ("name", "Archiwum Zakładowe"), ("from", "2027-01-01"), ("site", "ul. Leśna 2")];
    send(&administrator, "/console/departments/AR", &later).expect(303);
    let planned = stored();
    assert_eq!(planned["name"], json!({ "pl": "Archiwum", "en": "Archive" }));
    assert_eq!(planned["renamed"], json!([{ "from": "2027-01-01", "name": { "pl": "Archiwum Zakładowe" } }]));
    assert_eq!((&planned["matters"], &planned["active"]), (&matters["matters"], &json!(false)));
    let page = administrator.get("/console/departments/AR").expect(200).text();
    assert!(page.contains("Od 2027-01-01: Archiwum Zakładowe") && page.contains("value=\"Archiwum\""), "{page}");
    let today = [("language", "pl"), ("name", "Składnica"), ("language", "en"), ("name", ""), ("site", "")];
    send(&administrator, "/console/departments/AR", &today).expect(303);
    assert_eq!((&stored()["name"], &stored()["renamed"]), (&json!({ "pl": "Składnica" }), &planned["renamed"]));
    let list = administrator.get("/console/departments").expect(200).text();
    assert!(list.contains("<td>Składnica</td><td></td><td>wyłączony</td>"), "{list}");
    assert_eq!(noted(&office, "test-administrator").iter().filter(|(_, subject)| subject == "AR").count(), 3);
}

fn what_does_not_fit_is_shown_as_it_was_typed(engine: Engine) {
    let office = Office::open(engine);
    let administrator = somebody(&office, Role::Administrator);
    let refused = |path: &str, fields: &[(&str, &str)], wrong: &str| {
        let page = send(&administrator, path, fields).expect(422).text();
        assert!(page.contains(&format!("id=\"{wrong}-wrong\"")), "{wrong}: {page}");
        assert_text_alone(&page);
    };
    let named = |code, name, from, site| {
        [("code", code), ("language", "pl"), ("name", name), ("from", from), ("site", site), ("active", "true")]
    };
    refused("/console/departments", &named("KM", "Komunikacja", "", ""), "code");
    refused("/console/departments", &named("km 2", "Komunikacja", "", ""), "code");
    refused("/console/departments", &named("AR", " ", "", ""), "name-pl");
    refused("/console/departments", &named("AR", "Archiwum", "", "a\u{7}b"), "site");
    refused("/console/departments/KM", &named("", "Pojazdy", "2026-01-01", ""), "from");
    refused("/console/departments/KM", &named("", "Pojazdy", "jutro", ""), "from");
    for sin in SINS {
        refused("/console/departments", &named(sin, sin, sin, sin), "code");
        refused("/console/departments/KM", &named("", sin, sin, sin), "from");
        send(&administrator, "/console/departments/KM", &named("", sin, "", sin)).expect(303);
        send(&administrator, "/console/departments/KM", &named("", sin, "2027-01-01", sin)).expect(303);
        for path in ["/console/departments", "/console/departments/KM"] {
            assert_text_alone(&administrator.get(path).expect(200).text());
        }
    }
    assert_guarded(&administrator, "/console/departments", &ARCHIVE);
    assert_guarded(&administrator, "/console/departments/KM", &named("", "Pojazdy", "", ""));
}

fn a_department_is_looked_after_by_its_own(engine: Engine) {
    let office = Office::open(engine);
    make_account(&office, "jakosc", Role::QualityManager, &["GN"]);
    let manager = signed_in(&office, "jakosc");
    let list = manager.get("/console/departments").expect(200).text();
    assert!(list.contains("departments/GN") && !list.contains("departments/KM") && !list.contains("/new"), "{list}");
    manager.get("/console/departments/KM").expect(403);
    manager.get("/console/departments/new").expect(403);
    let fields = [("language", "pl"), ("name", "Nasz"), ("site", "")];
    send(&manager, "/console/departments/KM", &fields).expect(403);
    send(&manager, "/console/departments", &ARCHIVE).expect(403);
    send(&manager, "/console/departments/GN", &fields).expect(303);
}
