//! `/console/departments`: a department is added, renamed and closed without the API.

use ankieta::access::Role;
use serde_json::json;

use crate::harness::{Engine, Office};
use crate::on_both_databases;
use crate::pages::console::{SINS, assert_guarded, assert_text_alone, make_account, noted, send, signed_in, somebody};

on_both_databases!(
    a_department_is_added_renamed_and_closed,
    a_name_to_come_is_taken_back,
    kinds_of_matter_are_typed,
    a_survey_asks_about_a_department_on_some_days,
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
    assert!(page.contains("Od 01.01.2027: Archiwum Zakładowe") && page.contains("value=\"Archiwum\""), "{page}");
    let today = [("language", "pl"), ("name", "Składnica"), ("language", "en"), ("name", ""), ("site", "")];
    send(&administrator, "/console/departments/AR", &today).expect(303);
    assert_eq!((&stored()["name"], &stored()["renamed"]), (&json!({ "pl": "Składnica" }), &planned["renamed"]));
    let list = administrator.get("/console/departments").expect(200).text();
    assert!(list.contains(">Składnica</td>") && list.contains(">wyłączony</td>"), "{list}");
    assert_eq!(noted(&office, "test-administrator").iter().filter(|(_, subject)| subject == "AR").count(), 3);
}

fn a_name_to_come_is_taken_back(engine: Engine) {
    let office = Office::open(engine);
    let administrator = somebody(&office, Role::Administrator);
    let page = "/console/departments/KM";
    let named = |name, from| vec![("language", "pl"), ("name", name), ("from", from), ("site", ""), ("active", "true")];
    for (name, from) in [("Pojazdy", "2027-01-01"), ("Transport", "2028-01-01")] {
        send(&administrator, page, &named(name, from)).expect(303);
    }
    let shown = administrator.get(page).expect(200).text();
    assert!(shown.contains("name=\"remove\" value=\"2027-01-01\""), "{shown}");
    let today = [named("Komunikacja", ""), vec![("remove", "2027-01-01")]].concat();
    send(&administrator, page, &today).expect(303);
    let stored = || office.get("/api/v1/departments/KM", &office.admin).expect(200).json();
    let left = json!([{ "from": "2028-01-01", "name": { "pl": "Transport" } }]);
    assert_eq!((&stored()["name"], &stored()["renamed"]), (&json!({ "pl": "Komunikacja" }), &left));
    // What figures hold cannot be.
    office.clock.set("2028-02-01T12:00:00Z".parse().unwrap());
    let administrator = signed_in(&office, "test-administrator");
    assert!(!administrator.get(page).expect(200).text().contains("name=\"remove\""));
    let refused = send(&administrator, page, &[named("Transport", ""), vec![("remove", "2028-01-01")]].concat());
    assert!(refused.expect(422).text().contains("id=\"from-wrong\""));
    assert_eq!(stored()["renamed"], left);
}

fn kinds_of_matter_are_typed(engine: Engine) {
    let office = Office::open(engine);
    let administrator = somebody(&office, Role::Administrator);
    let page = "/console/departments/KM";
    let form = |codes: [&'static str; 3], texts: [&'static str; 6]| {
        let names =
            [("language", "pl"), ("name", "Komunikacja"), ("language", "en"), ("name", "Vehicles"), ("site", "")];
        let codes = codes.map(|code| ("matter_code", code));
        [&names[..], &codes, &texts.map(|text| ("matter_text", text))].concat()
    };
    let typed = form(["prawo_jazdy", " odpis ", ""], ["Prawo jazdy", "Driving licence", "Odpis", " ", "", ""]);
    send(&administrator, page, &typed).expect(303);
    let stored = || office.get("/api/v1/departments/KM", &office.admin).expect(200).json()["matters"].clone();
    let expected = json!([
        { "code": "prawo_jazdy", "text": { "pl": "Prawo jazdy", "en": "Driving licence" } },
        { "code": "odpis", "text": { "pl": "Odpis" } },
    ]);
    assert_eq!(stored(), expected);
    let shown = administrator.get(page).expect(200).text();
    let polish = shown.find(">Nazwa: polski<").unwrap();
    assert!(polish < shown.find(">Nazwa: angielski<").unwrap(), "Polish comes first: {shown}");
    assert!(shown.contains("value=\"Driving licence\" lang=\"en\""), "{shown}");
    let wrong = form(["Prawo Jazdy", "", ""], ["Prawo", "", "", "", "", ""]);
    let refused = send(&administrator, page, &wrong).expect(422).text();
    assert!(refused.contains("id=\"matter_code-0-wrong\"") && refused.contains("Prawo Jazdy"), "{refused}");
    send(&administrator, page, &form(["", "", ""], [""; 6])).expect(303);
    assert_eq!(stored(), json!([]), "empty rows go away");
    for sin in SINS {
        let names =
            [("language", "pl"), ("name", "Komunikacja"), ("site", ""), ("matter_code", sin), ("matter_text", sin)];
        assert_text_alone(&send(&administrator, page, &names).expect(422).text());
    }
    let torn = [("language", "pl"), ("name", "Komunikacja"), ("site", ""), ("matter_code", "a")];
    send(&administrator, page, &torn).expect(400);
}

fn a_survey_asks_about_a_department_on_some_days(engine: Engine) {
    let office = Office::open(engine);
    let administrator = somebody(&office, Role::Administrator);
    send(&administrator, "/console/departments", &ARCHIVE).expect(303);
    let others = json!({ "departments": [{ "code": "GN", "until": "2027-06-30" }], "closes_on": "2030-12-31" });
    office.json("PUT", "/api/v1/surveys/obsluga/fieldwork", &office.admin, &others).expect(200);
    let stored = || office.get("/api/v1/surveys/obsluga/fieldwork", &office.admin).expect(200).json();
    let asked = |code: &str, from: &str, until: &str| {
        let fields = [("survey", "obsluga"), ("from", from), ("until", until)];
        send(&administrator, &format!("/console/departments/{code}/fieldwork"), &fields)
    };
    let set = asked("KM", "", " 2026-12-31 ").expect(303);
    assert_eq!(set.header("location"), "/console/departments/KM?done=days");
    asked("AR", "2026-07-14", "").expect(303);
    let days = |code: &str| {
        let all = stored()["departments"].as_array().unwrap().clone();
        all.into_iter().find(|asking| asking["code"] == code)
    };
    assert_eq!(days("KM"), Some(json!({ "code": "KM", "from": null, "until": "2026-12-31" })));
    assert_eq!(days("AR"), Some(json!({ "code": "AR", "from": "2026-07-14", "until": null })), "it is taken up");
    assert_eq!(days("GN").unwrap()["until"], "2027-06-30", "others stay");
    assert_eq!(stored()["closes_on"], "2030-12-31");
    let page = administrator.get("/console/departments/KM").expect(200).text();
    assert!(page.contains("value=\"2026-12-31\"") && page.contains("Ankieta pyta o ten wydział."), "{page}");
    asked("KM", "", "").expect(303);
    assert_eq!(days("KM"), None, "without an end again");
    for (code, from, until, wrong) in [
        ("KM", "2026-08-02", "2026-08-01", "until-obsluga"),
        ("KM", "jutro", "", "from-obsluga"),
        ("ZDP", "", "31.12.2026", "until-obsluga"),
    ] {
        let page = asked(code, from, until).expect(422).text();
        assert!(page.contains(&format!("id=\"{wrong}-wrong\"")), "{wrong}: {page}");
    }
    let kept = asked("AR", "", "").expect(422).text();
    assert!(kept.contains("O wydział już pytano"), "{kept}");
    for sin in SINS {
        assert_text_alone(&asked("KM", sin, sin).expect(422).text());
    }
    assert_guarded(
        &administrator,
        "/console/departments/KM/fieldwork",
        &[("survey", "obsluga"), ("from", ""), ("until", "")],
    );
    make_account(&office, "jakosc", Role::QualityManager, &["GN"]);
    let fields = [("survey", "obsluga"), ("from", ""), ("until", "")];
    send(&signed_in(&office, "jakosc"), "/console/departments/KM/fieldwork", &fields).expect(403);
    assert!(noted(&office, "test-administrator").iter().any(|(action, _)| action == "survey.fieldwork"));
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
