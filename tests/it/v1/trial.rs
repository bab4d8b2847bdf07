//! When a survey counts: a trial stores nothing, it opens on a day, and closes on one.

use jiff::civil::{Date, date};
use serde_json::{Value, json};

use crate::harness::{Engine, Office, noon};
use crate::on_both_databases;
use crate::v1::samples::{SURVEY, collect, expected, faults, item, response_path, send_batch};

on_both_databases!(
    a_trial_checks_everything_and_stores_nothing,
    a_trial_ends_on_its_day_and_what_was_rehearsed_never_counts,
    what_counts_cannot_be_rehearsed,
    a_closed_survey_is_hidden_and_takes_what_was_collected_before,
);

fn set(office: &Office, fieldwork: &Value) {
    office.json("PUT", &format!("{SURVEY}/fieldwork"), &office.admin, fieldwork).expect(200);
}

/// How many responses of the standard survey a tick of that day tells.
fn released(office: &Office, day: Date) -> u64 {
    office.tick(day).released
}

fn a_trial_checks_everything_and_stores_nothing(engine: Engine) {
    let office = Office::open(engine);
    set(&office, &json!({ "trial": true }));
    assert_eq!(office.get(SURVEY, "").expect(200).json()["trial"], true);
    // What is set about its form is another matter.
    office.json("PUT", &format!("{SURVEY}/settings"), &office.admin, &json!({ "public": true })).expect(200);
    let fieldwork = office.get(&format!("{SURVEY}/fieldwork"), &office.admin).expect(200).json();
    assert_eq!(fieldwork, json!({ "trial": true, "opens_on": null, "closes_on": null, "departments": [] }));
    let sent = json!({ "department": "KM", "answers": { "OVERALL": 5, "SUGGEST": "Próba" } });
    for _ in 0..2 {
        let reply = office.json("PUT", &response_path("obsluga"), "", &sent).expect(201).json();
        assert_eq!(reply, json!({ "status": "created", "trial": true }));
    }
    let wrong = json!({ "department": "KM", "answers": { "OVERALL": 6 } });
    office.json("PUT", &response_path("obsluga"), "", &wrong).expect(422);
    for scope in ["submit", "paper"] {
        let key = office.key(scope, &[]);
        let items: Vec<Value> = (0..20).map(|_| item("KM", json!({ "OVERALL": 4 }))).collect();
        let results = send_batch(&office, &key, &items).expect(200).json();
        let told = |result: &Value| result["status"] == "created" && result["trial"] == true;
        assert!(results["results"].as_array().unwrap().iter().all(told), "{scope}: {results}");
        let none = send_batch(&office, &key, &[item("NIKT", json!({ "OVERALL": 4 }))]).expect(200).json();
        assert_eq!(none["results"][0]["status"], "invalid", "{scope}");
    }
    let word = "Próba: wysłanych tu odpowiedzi nie zapisujemy i nie liczymy.";
    for path in ["/s/obsluga", "/s/obsluga/KM", "/s/obsluga/KM/thanks", "/embed/obsluga/KM"] {
        let page = office.get(&format!("{path}?lang=pl"), "").expect(200).text();
        assert_eq!(page.matches(word).count(), 1, "{path}: {page}");
    }
    let screens = office.get("/kiosk/screens/obsluga?lang=pl", "").expect(200).text();
    assert!(screens.contains("<p class=\"trial\">Próba</p>"), "{screens}");
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let thanks = office.send("POST", "/s/obsluga/KM?lang=pl", "", &form, b"OVERALL=5").expect(200).text();
    assert!(thanks.contains("Dziękujemy") && !thanks.contains("zostały zapisane"), "{thanks}");
    office.send("POST", "/s/obsluga/KM?lang=pl", "", &form, b"OVERALL=9").expect(422);
    let stored =
        office.storage.read(|session| ankieta::storage::responses::counts(session, &"obsluga".parse().unwrap()));
    assert!(!stored.unwrap());
    assert_eq!(released(&office, date(2026, 7, 15)), 0);
    set(&office, &json!({}));
    assert!(!office.get("/s/obsluga/KM?lang=pl", "").expect(200).text().contains(word));
}

fn a_trial_ends_on_its_day_and_what_was_rehearsed_never_counts(engine: Engine) {
    let office = Office::open(engine);
    set(&office, &json!({ "opens_on": "2026-07-20" }));
    let kiosk = office.key("submit", &[]);
    let on = |day: &str| {
        let mut item = item("KM", json!({ "OVERALL": 5 }));
        item["collected_on"] = day.into();
        send_batch(&office, &kiosk, &[item]).expect(200).json()["results"][0]["trial"] == true
    };
    assert!(on("2026-07-14") && on("2026-07-20") && on("2030-01-01"), "no tablet's clock opens it");
    office.clock.set(noon(date(2026, 7, 20)).timestamp());
    assert_eq!(office.get(SURVEY, "").expect(200).json()["trial"], false);
    assert!(on("2026-07-19") && on("2026-05-01"), "what a tablet kept from the rehearsal");
    collect(&office, &kiosk, "KM", "2026-07-20", &json!({ "OVERALL": 5 }), 11);
    assert_eq!(released(&office, date(2026, 7, 21)), 11);
}

fn what_counts_cannot_be_rehearsed(engine: Engine) {
    let office = Office::open(engine);
    let refused = |fieldwork: Value| {
        faults(&office.json("PUT", &format!("{SURVEY}/fieldwork"), &office.admin, &fieldwork).expect(422).json())
    };
    assert_eq!(refused(json!({ "opens_on": "1.12.2026" })), expected(&[("/opens_on", "malformed")]));
    let both = json!({ "trial": true, "opens_on": "2026-12-01" });
    assert_eq!(refused(both), expected(&[("/opens_on", "not_permitted")]));
    let backwards = json!({ "opens_on": "2026-12-01", "closes_on": "2026-11-30" });
    assert_eq!(refused(backwards), expected(&[("/closes_on", "out_of_order")]));
    let kiosk = office.key("submit", &[]);
    collect(&office, &kiosk, "KM", "2026-07-14", &json!({ "OVERALL": 5 }), 11);
    for _ in 0..2 {
        assert_eq!(refused(json!({ "trial": true })), expected(&[("/trial", "not_permitted")]));
        assert_eq!(refused(json!({ "opens_on": "2026-12-01" })), expected(&[("/opens_on", "not_permitted")]));
        released(&office, date(2026, 7, 15));
    }
    set(&office, &json!({ "opens_on": "2026-07-01" }));
}

fn a_closed_survey_is_hidden_and_takes_what_was_collected_before(engine: Engine) {
    let office = Office::open(engine);
    let kiosk = office.key("submit", &[]);
    set(&office, &json!({ "closes_on": "2026-07-14" }));
    office.get("/s/obsluga/KM", "").expect(200);
    office.clock.set(noon(date(2026, 7, 15)).timestamp());
    for path in [
        SURVEY,
        "/s/obsluga",
        "/s/obsluga/KM",
        "/s/obsluga/KM/poster",
        "/embed/obsluga/KM",
        "/snippets/obsluga",
        "/kiosk/screens/obsluga",
        "/",
    ] {
        office.get(path, "").expect(404);
    }
    collect(&office, &kiosk, "KM", "2026-07-14", &json!({ "OVERALL": 5 }), 11);
    let sent = json!({ "department": "KM", "answers": { "OVERALL": 5 } });
    let late = office.json("PUT", &response_path("obsluga"), "", &sent).expect(422).json();
    assert_eq!(faults(&late), expected(&[("/collected_on", "closed")]));
    assert!(late.to_string().contains("is after 2026-07-14, the last day of the survey"), "{late}");
    let form = [("content-type", "application/x-www-form-urlencoded")];
    office.send("POST", "/s/obsluga/KM", "", &form, b"OVERALL=5").expect(404);
    let stand = json!({ "name": "Hol", "survey": "obsluga" });
    let faulty = office.json("POST", "/api/v1/kiosks", &office.admin, &stand).expect(422).json();
    assert_eq!(faults(&faulty), expected(&[("/survey", "unknown_survey")]));
    assert_eq!(released(&office, date(2026, 7, 16)), 11);
    let results = office.get(&format!("{SURVEY}/results?period=2026-Q3"), &office.key("results", &[])).expect(200);
    assert_eq!(results.json()["groups"][0]["n"], 11);
}
