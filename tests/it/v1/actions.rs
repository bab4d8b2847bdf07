//! Actions: who does what by when, how far it has come by the office's clock, and what it changed by the interval.

use jiff::civil::date;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Engine, Office, Reply, noon};
use crate::on_both_databases;
use crate::v1::samples::{SURVEY, collect, expected, faults};

on_both_databases!(
    an_action_is_written_changed_and_deleted,
    the_effect_is_measured_when_the_period_afterwards_is_closed,
    what_does_not_fit_is_named,
    a_list_is_read_page_by_page_by_those_it_concerns,
);

const ACTIONS: &str = "/api/v1/actions";

/// An action about the wait in KM, decided in April 2026.
fn action() -> Value {
    json!({
        "title": "Drugie okienko w godzinach 8–10", "source": "signal", "finding": "Długie kolejki rano.\nCo dzień.",
        "survey": "obsluga", "question": "OVERALL", "department": "KM", "owner": "Kierownik KM",
        "decided_on": "2026-04-10", "due_on": "2026-07-14",
        "public": { "you_said": { "pl": "Długo się czeka." }, "we_did": { "pl": "Jest drugie okienko." } }
    })
}

fn with(changes: &Value) -> Value {
    let mut action = action();
    action.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    action
}

fn post(office: &Office, body: &Value) -> Reply {
    office.json("POST", ACTIONS, &office.admin, body)
}

fn an_action_is_written_changed_and_deleted(engine: Engine) {
    let office = Office::open(engine);
    let made = post(&office, &action()).expect(201).json();
    let path = format!("{ACTIONS}/{}", made["id"].as_str().unwrap());
    let mut wanted = action();
    wanted.as_object_mut().unwrap().extend(
        json!({
            "id": made["id"], "done_on": null, "before": null, "after": null, "status": "open",
            "effect": { "before": null, "after": null, "difference": null, "verdict": "not_yet" }
        })
        .as_object()
        .unwrap()
        .clone(),
    );
    assert_eq!(made, wanted);
    let analyst = office.key("results", &[]);
    for key in [&office.admin, &analyst] {
        assert_eq!(office.get(&path, key).expect(200).json(), wanted);
    }
    // It is due today, and overdue tomorrow.
    office.clock.set(noon(date(2026, 7, 15)).timestamp());
    assert_eq!(office.get(&path, &analyst).json()["status"], "overdue");
    let done = with(&json!({ "done_on": "2026-07-15", "public": null, "department": null }));
    let replaced = office.json("PUT", &path, &office.admin, &done).expect(200).json();
    assert_eq!(
        (&replaced["status"], &replaced["public"], &replaced["department"]),
        (&json!("done"), &Value::Null, &Value::Null)
    );
    assert_eq!(office.get(&path, &analyst).expect(200).json(), replaced);
    let mut undated = action();
    undated.as_object_mut().unwrap().remove("decided_on");
    undated["due_on"] = "2026-08-01".into();
    assert_eq!(post(&office, &undated).expect(201).json()["decided_on"], "2026-07-15", "left out: today");
    let admin = office.admin.clone();
    let again = Office::on(office.close(), &[]);
    again.clock.set(noon(date(2026, 7, 15)).timestamp());
    assert_eq!(again.get(&path, &admin).expect(200).json(), replaced);
    again.delete(&path, &admin).expect(204);
    again.delete(&path, &admin).expect(404);
    again.get(&path, &admin).expect(404);
    again.json("PUT", &path, &admin, &action()).expect(404);
    again.get(&format!("{ACTIONS}/{}", Uuid::new_v4()), &admin).expect(404);
    let log = again.get("/api/v1/audit", &admin).expect(200).text();
    for noted in ["action.create", "action.save", "action.delete", "action.read"] {
        assert!(log.contains(noted), "{noted}: {log}");
    }
}

fn the_effect_is_measured_when_the_period_afterwards_is_closed(engine: Engine) {
    let office = Office::open(engine);
    let kiosk = office.key("submit", &[]);
    let send = |department: &str, day: &str, satisfied: usize, of: usize| {
        collect(&office, &kiosk, department, day, &json!({ "OVERALL": 5 }), satisfied);
        collect(&office, &kiosk, department, day, &json!({ "OVERALL": 2 }), of - satisfied);
    };
    send("KM", "2026-07-10", 60, 100);
    send("GN", "2026-07-10", 60, 100);
    send("AB", "2026-07-10", 15, 20);
    office.tick(date(2026, 7, 15));
    office.clock.set(noon(date(2026, 10, 10)).timestamp());
    office.tick(date(2026, 10, 10));
    send("KM", "2026-10-09", 85, 100);
    send("GN", "2026-10-09", 65, 100);
    send("AB", "2026-10-09", 19, 20);
    office.tick(date(2026, 10, 11));
    let effect = |department: &str, changes: Value| {
        let mut body = with(&json!({
            "department": department, "done_on": "2026-09-20", "before": "2026-Q3", "after": "2026-Q4"
        }));
        body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        post(&office, &body).expect(201).json()["effect"].clone()
    };
    // The quarter is not over: the shares so far are told, and nothing is concluded.
    let early = effect("KM", json!({}));
    assert_eq!((&early["verdict"], &early["after"]["n"]), (&json!("not_yet"), &json!(85)));
    office.tick(date(2027, 1, 1));
    let risen = effect("KM", json!({}));
    assert_eq!((&risen["verdict"], &risen["before"]["n"]), (&json!("effective"), &json!(60)));
    let difference = &risen["difference"];
    assert!((difference["share"].as_f64().unwrap() - 0.25).abs() < 1e-12 && difference["low"].as_f64().unwrap() > 0.0);
    assert_eq!(effect("GN", json!({}))["verdict"], "undecided", "five points of a hundred are within the error");
    let few = effect("AB", json!({}));
    assert_eq!((&few["verdict"], &few["after"]["share"]), (&json!("undecided"), &json!(0.95)), "20 are too few");
    let fallen = effect("KM", json!({ "before": "2026-07", "after": "2026-10", "question": "WAIT" }));
    assert_eq!((&fallen["verdict"], &fallen["before"]), (&json!("undecided"), &Value::Null), "nobody answered that");
    assert_eq!(effect("KM", json!({ "done_on": null }))["verdict"], "not_yet");
    assert_eq!(effect("RK", json!({}))["verdict"], "undecided", "nothing is told of it");
    // The figures are those that analysts read.
    let path = format!("{SURVEY}/comparison?period=2026-Q4&against=2026-Q3&department=KM&question=OVERALL");
    let compared = office.get(&path, &office.key("results", &[])).expect(200).json();
    assert_eq!(&compared["total"]["questions"][0]["difference"], difference);
}

fn what_does_not_fit_is_named(engine: Engine) {
    let office = Office::open(engine);
    let cases = [
        (json!({ "title": "" }), "/title", "out_of_range"),
        (json!({ "title": "a\nb" }), "/title", "malformed"),
        (json!({ "finding": "a\u{0}b" }), "/finding", "malformed"),
        (json!({ "finding": "ą".repeat(2_001) }), "/finding", "out_of_range"),
        (json!({ "source": "gossip" }), "/source", "wrong_type"),
        (json!({ "survey": "none" }), "/survey", "unknown_survey"),
        (json!({ "survey": "No" }), "/survey", "malformed"),
        (json!({ "question": "SUGGEST" }), "/question", "unknown_question"),
        (json!({ "department": "XX" }), "/department", "unknown_department"),
        (json!({ "due_on": "2026-04-09" }), "/due_on", "out_of_range"),
        (json!({ "due_on": "14.07.2026" }), "/due_on", "malformed"),
        (json!({ "done_on": "2026-04-09" }), "/done_on", "out_of_range"),
        (json!({ "before": "2026-Q9" }), "/before", "malformed"),
        (json!({ "before": "2026-Q3", "after": "2026-08" }), "/after", "out_of_range"),
        (
            json!({ "public": { "you_said": { "pl": "a", "en": "b" }, "we_did": { "pl": "a" } } }),
            "/public/we_did/en",
            "required",
        ),
        (json!({ "public": { "you_said": { "pl": "a" }, "we_did": { "PL": "a" } } }), "/public/we_did", "malformed"),
    ];
    for (changes, place, code) in cases {
        let reply = post(&office, &with(&changes)).expect(422);
        assert_eq!(faults(&reply.json()), expected(&[(place, code)]), "{changes}");
    }
    assert_eq!(faults(&post(&office, &with(&json!({ "status": "done" }))).expect(422).json())[0].1, "unknown_field");
    assert_eq!(office.get(ACTIONS, &office.admin).expect(200).json()["items"], json!([]));
}

fn a_list_is_read_page_by_page_by_those_it_concerns(engine: Engine) {
    let office = Office::open(engine);
    for (day, department) in [("2026-05-01", "KM"), ("2026-04-01", "GN"), ("2026-05-01", "KM"), ("2026-06-01", "AB")] {
        post(&office, &with(&json!({ "decided_on": day, "department": department }))).expect(201);
    }
    post(&office, &with(&json!({ "decided_on": "2026-07-01", "department": null }))).expect(201);
    let all = office.get(ACTIONS, &office.admin).expect(200).json();
    let days = |list: &Value| -> Vec<String> {
        list["items"].as_array().unwrap().iter().map(|item| item["decided_on"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(days(&all), ["2026-04-01", "2026-05-01", "2026-05-01", "2026-06-01", "2026-07-01"]);
    let (mut items, mut query) = (Vec::new(), "limit=2".to_owned());
    loop {
        let page = office.get(&format!("{ACTIONS}?{query}"), &office.admin).expect(200).json();
        items.extend(page["items"].as_array().unwrap().clone());
        let Some(cursor) = page["cursor"].as_str() else { break };
        query = format!("limit=2&cursor={cursor}");
    }
    assert_eq!(Value::Array(items), all["items"]);
    let bound = office.key("results", &["KM"]);
    let theirs = office.get(ACTIONS, &bound).expect(200).json();
    assert_eq!(days(&theirs), ["2026-05-01", "2026-05-01"]);
    let other = all["items"][0]["id"].as_str().unwrap();
    office.get(&format!("{ACTIONS}/{other}"), &bound).expect(404);
    for wrong in ["limit=0", "cursor=*", "status=open"] {
        office.get(&format!("{ACTIONS}?{wrong}"), &office.admin).expect(400);
    }
}
