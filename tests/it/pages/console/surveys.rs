//! `/console/surveys`: when a survey asks, where its form may be shown and who reads results, without the API.

use ankieta::access::Role;
use serde_json::json;

use crate::harness::{Engine, Office};
use crate::on_both_databases;
use crate::pages::console::{SINS, assert_guarded, assert_text_alone, make_account, noted, send, signed_in, somebody};

on_both_databases!(
    a_survey_is_switched,
    there_is_something_to_paste_where_people_reach_it,
    what_does_not_fit_is_shown_as_it_was_typed
);

const PAGE: &str = "/console/surveys/obsluga";
const FIELDWORK: &str = "/console/surveys/obsluga/fieldwork";
const SETTINGS: &str = "/console/surveys/obsluga/settings";

fn a_survey_is_switched(engine: Engine) {
    let office = Office::open(engine);
    let administrator = somebody(&office, Role::Administrator);
    let departments = json!({ "departments": [{ "code": "KM", "until": "2027-06-30" }] });
    office.json("PUT", "/api/v1/surveys/obsluga/fieldwork", &office.admin, &departments).expect(200);
    let set = send(&administrator, FIELDWORK, &[("opens_on", "2026-09-01"), ("closes_on", " 2027-12-31 ")]).expect(303);
    assert_eq!(set.header("location"), format!("{PAGE}?done=fieldwork"));
    let stored = |what: &str| office.get(&format!("/api/v1/surveys/obsluga/{what}"), &office.admin).expect(200).json();
    let fieldwork = stored("fieldwork");
    assert_eq!((&fieldwork["opens_on"], &fieldwork["closes_on"]), (&json!("2026-09-01"), &json!("2027-12-31")));
    assert_eq!(fieldwork["departments"][0]["until"], "2027-06-30", "what is not in the form stays");
    let list = administrator.get("/console/surveys").expect(200).text();
    assert!(
        [">próba</td>", ">01.09.2026</td>", ">31.12.2027</td>", ">nie</td>"].iter().all(|cell| list.contains(cell)),
        "{list}"
    );
    let sites = "https://www.example.pl\r\n\r\n https://bip.example.pl ";
    send(&administrator, SETTINGS, &[("public", "true"), ("licence", "cc0-1.0"), ("origins", sites)]).expect(303);
    let expected = json!({
        "origins": ["https://www.example.pl", "https://bip.example.pl"], "public": true, "licence": "cc0-1.0",
    });
    assert_eq!(stored("settings"), expected);
    let page = administrator.get(PAGE).expect(200).text();
    for address in ["/snippets/obsluga", "/s/obsluga/KM/poster?lang=pl", "/s/obsluga/record", "/wyniki/obsluga"] {
        assert!(page.contains(&format!("href=\"{address}\"")), "{address}: {page}");
        assert!(administrator.get(address).status < 400, "{address}");
    }
    // The form as websites show it: without scripts and forms of its own, a frame sends nothing.
    assert!(
        page.contains("src=\"/embed/obsluga?lang=pl\"") && page.contains("sandbox=\"allow-same-origin\""),
        "{page}"
    );
    let framed = administrator.get("/embed/obsluga?lang=pl").expect(200);
    assert!(framed.header("content-security-policy").contains("frame-ancestors 'self' https://www.example.pl"));
    send(&administrator, FIELDWORK, &[("trial", "true"), ("opens_on", ""), ("closes_on", "")]).expect(303);
    send(&administrator, SETTINGS, &[("licence", "cc-by-4.0"), ("origins", "")]).expect(303);
    assert_eq!((&stored("fieldwork")["trial"], &stored("settings")["public"]), (&json!(true), &json!(false)));
    assert!(!administrator.get(PAGE).text().contains("href=\"/wyniki/obsluga\""));
    let done = noted(&office, "test-administrator");
    for action in ["survey.fieldwork", "survey.settings"] {
        assert_eq!(done.iter().filter(|(noted, _)| noted == action).count(), 2, "{action}: {done:?}");
    }
}

fn there_is_something_to_paste_where_people_reach_it(engine: Engine) {
    let snippet = |options: &[&str]| {
        let office = Office::with(engine, options);
        let page = somebody(&office, Role::Administrator).get(PAGE).expect(200).text();
        page.split("<textarea id=\"snippet\"").nth(1).map(|rest| rest.split("</textarea>").next().unwrap().to_owned())
    };
    let pasted = snippet(&["--public-url", "https://ankieta.example.pl"]).unwrap();
    assert!(pasted.contains("https://ankieta.example.pl/embed.js") && pasted.contains("obsluga"), "{pasted}");
    assert_eq!(snippet(&[]), None, "addresses lead nowhere but on this computer");
}

fn what_does_not_fit_is_shown_as_it_was_typed(engine: Engine) {
    let office = Office::open(engine);
    let administrator = somebody(&office, Role::Administrator);
    let refused = |path: &str, fields: &[(&str, &str)], wrong: &str| {
        let page = send(&administrator, path, fields).expect(422).text();
        assert!(page.contains(&format!("id=\"{wrong}-wrong\"")), "{wrong}: {page}");
        assert_text_alone(&page);
    };
    refused(FIELDWORK, &[("opens_on", "1.9.2026"), ("closes_on", "")], "opens_on");
    refused(FIELDWORK, &[("opens_on", "2026-09-01"), ("closes_on", "2026-08-31")], "closes_on");
    refused(FIELDWORK, &[("trial", "true"), ("opens_on", "2026-09-01"), ("closes_on", "")], "opens_on");
    refused(SETTINGS, &[("licence", "cc0-1.0"), ("origins", "https://www.example.pl\nwww.example.pl")], "origins");
    for sin in SINS {
        refused(FIELDWORK, &[("opens_on", sin), ("closes_on", sin)], "opens_on");
        refused(SETTINGS, &[("licence", "cc0-1.0"), ("origins", sin)], "origins");
    }
    assert_guarded(&administrator, FIELDWORK, &[("opens_on", ""), ("closes_on", "")]);
    assert_guarded(&administrator, SETTINGS, &[("licence", "cc0-1.0"), ("origins", "")]);
    administrator.get("/console/surveys/none").expect(404);
    // A survey concerns the whole office.
    make_account(&office, "jakosc", Role::QualityManager, &["GN"]);
    let manager = signed_in(&office, "jakosc");
    manager.get(PAGE).expect(403);
    send(&manager, FIELDWORK, &[("opens_on", ""), ("closes_on", "")]).expect(403);
}
