//! The audit log: who with a key did what, newest first, page by page, and never a word about respondents.

use ankieta::storage::Storage;
use ankieta::storage::audit::{Entry, list_entries};
use diesel::{RunQueryDsl, sql_query};
use jiff::{Span, ToSpan};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Engine, Office, config, until};
use crate::on_both_databases;
use crate::v1::samples::{SURVEY, every_kind, item, response_path, send_batch};

on_both_databases!(
    what_staff_do_is_logged_newest_first,
    respondents_are_never_in_it,
    a_log_is_read_page_by_page,
    a_thousand_reads_wait_for_no_writer_and_are_one_entry_when_the_service_stops,
    reads_are_counted_by_key_resource_and_hour,
    what_was_read_is_written_down_without_anybody_asking,
);

const AUDIT: &str = "/api/v1/audit";

/// What is in the log of a database, as far as it was read by analysts, oldest first.
fn reads(storage: &Storage) -> Vec<Entry> {
    let mut entries = storage.read(|session| list_entries(session, None, 10_000)).unwrap();
    entries.retain(|entry| entry.action == "results.read");
    entries.reverse();
    entries
}

fn pass(office: &Office, time: Span) {
    office.clock.set(office.clock.now().saturating_add(time).timestamp());
}

/// Sends a request a second after the last one, so that the log can tell which came first.
fn later(office: &Office, method: &str, path: &str, key: &str, body: &Value) -> Value {
    office.clock.set(office.clock.now().saturating_add(1.second()).timestamp());
    let reply = office.json(method, path, key, body);
    assert!(reply.status < 300, "{method} {path}: {}", reply.text());
    serde_json::from_slice(&reply.bytes).unwrap_or_default()
}

/// The log as (action, subject), newest first.
fn log(office: &Office) -> Vec<(String, String)> {
    let items = office.get(AUDIT, &office.admin).expect(200).json()["items"].clone();
    let text = |entry: &Value, member: &str| entry[member].as_str().unwrap().to_owned();
    items.as_array().unwrap().iter().map(|entry| (text(entry, "action"), text(entry, "subject"))).collect()
}

fn what_staff_do_is_logged_newest_first(engine: Engine) {
    let office = Office::open(engine);
    let admin = office.admin.as_str();
    let key = later(&office, "POST", "/api/v1/keys", admin, &json!({ "name": "a", "scope": "results" }));
    let (id, analyst) = (key["key"]["id"].as_str().unwrap(), key["secret"].as_str().unwrap());
    later(&office, "PUT", "/api/v1/departments/ARCH", admin, &json!({ "name": { "pl": "Archiwum" } }));
    later(&office, "PATCH", "/api/v1/departments/ARCH", admin, &json!({ "active": false }));
    let survey = json!({ "slug": "test", "questionnaire": every_kind() });
    later(&office, "POST", "/api/v1/surveys", admin, &survey);
    later(&office, "PUT", "/api/v1/surveys/test/draft", admin, &every_kind());
    later(&office, "POST", "/api/v1/surveys/test/versions", admin, &Value::Null);
    let question = "period=2026-Q3&department=KM";
    office.clock.set(office.clock.now().saturating_add(1.second()).timestamp());
    office.get(&format!("{SURVEY}/results?{question}"), analyst).expect(200);
    office.clock.set(office.clock.now().saturating_add(1.second()).timestamp());
    office.get(&format!("{SURVEY}/comparison?{question}&against=2026-Q2"), analyst).expect(200);
    later(&office, "DELETE", &format!("/api/v1/keys/{id}"), admin, &Value::Null);

    let wanted = [
        ("key.revoke", id),
        ("comparison.read", "obsluga period=2026-Q3&department=KM&against=2026-Q2"),
        ("results.read", "obsluga period=2026-Q3&department=KM"),
        ("survey.publish", "test 1"),
        ("survey.draft", "test"),
        ("survey.create", "test"),
        ("department.save", "ARCH"),
        ("department.save", "ARCH"),
        ("key.create", id),
    ];
    assert_eq!(log(&office), wanted.map(|(action, subject)| (action.to_owned(), subject.to_owned())));
    let items = office.get(AUDIT, admin).json()["items"].clone();
    assert_eq!((&items[1]["actor"], &items[0]["at"]), (&id.into(), &"2026-07-14T10:00:09Z".into()));
    assert!(!items.to_string().contains(analyst), "a secret is never logged");
    // What was refused changed nothing, and is not in the log as if it had been done.
    office.json("POST", "/api/v1/surveys", admin, &survey).expect(409);
    office.delete(&format!("/api/v1/keys/{id}"), admin).expect(404);
    office.json("PATCH", "/api/v1/departments/NOPE", admin, &json!({})).expect(404);
    assert_eq!(log(&office).len(), wanted.len());
}

fn respondents_are_never_in_it(engine: Engine) {
    let office = Office::open(engine);
    let kiosk = office.key("submit", &[]);
    let before = office.get(AUDIT, &office.admin).expect(200).text();
    let body = json!({ "department": "KM", "answers": { "OVERALL": 5 } });
    for key in ["", &kiosk] {
        let path = response_path("obsluga");
        for status in [201, 200] {
            office.json("PUT", &path, key, &body).expect(status);
        }
        office.json("PUT", &response_path("obsluga"), key, &json!({ "department": "KM", "answers": {} })).expect(422);
        send_batch(&office, key, &[item("KM", json!({ "OVERALL": 5 })), json!(5)]).expect(200);
        office.get(SURVEY, key).expect(200);
    }
    assert_eq!(office.get(AUDIT, &office.admin).expect(200).text(), before);
}

fn a_log_is_read_page_by_page(engine: Engine) {
    let office = Office::open(engine);
    // Several in the same second too.
    (0..4).for_each(|_| drop(office.key("submit", &[])));
    for site in ["a", "b", "c"] {
        later(&office, "PATCH", "/api/v1/departments/KM", &office.admin, &json!({ "site": site }));
    }
    let all = office.get(AUDIT, &office.admin).expect(200).json();
    assert_eq!((all["items"].as_array().unwrap().len(), &all["cursor"]), (7, &Value::Null));
    let (mut items, mut query) = (Vec::new(), "limit=2".to_owned());
    loop {
        let page = office.get(&format!("{AUDIT}?{query}"), &office.admin).expect(200).json();
        items.extend(page["items"].as_array().unwrap().clone());
        let Some(cursor) = page["cursor"].as_str() else { break };
        // What is logged meanwhile does not disturb the reader.
        later(&office, "PATCH", "/api/v1/departments/KM", &office.admin, &json!({ "site": Uuid::new_v4() }));
        query = format!("limit=2&cursor={cursor}");
    }
    assert_eq!(Value::Array(items), all["items"]);
    for wrong in ["limit=0", "limit=101", "cursor=*", "cursor=YQ", "cursor=MSBh", "since=2026"] {
        office.get(&format!("{AUDIT}?{wrong}"), &office.admin).expect(400);
    }
    let etag = office.get(AUDIT, &office.admin).header("etag").to_owned();
    office.send("GET", AUDIT, &office.admin, &[("if-none-match", &etag)], &[]).expect(304);
}

fn a_thousand_reads_wait_for_no_writer_and_are_one_entry_when_the_service_stops(engine: Engine) {
    let office = Office::open(engine);
    let analyst = office.key("results", &[]);
    let path = format!("{SURVEY}/results?period=2026-Q3");
    let read = || {
        let etag = office.get(&path, &analyst).expect(200).header("etag").to_owned();
        for _ in 1..1_000 {
            office.send("GET", &path, &analyst, &[("if-none-match", &etag)], &[]).expect(304);
        }
    };
    // Whoever wrote to the log, or on SQLite to anything, would have to wait until somebody else has finished.
    let busy = office.storage.dedicated().unwrap().exclusively(|session| {
        if engine == Engine::Postgres {
            sql_query("LOCK TABLE audit IN EXCLUSIVE MODE").execute(session)?;
        }
        read();
        Ok(())
    });
    busy.unwrap();
    let database = office.close();
    let reads = reads(&Storage::open(&config(&database.url, &[]).database_url).unwrap());
    assert_eq!(reads.iter().map(|entry| entry.count).collect::<Vec<_>>(), [1_000]);
}

fn reads_are_counted_by_key_resource_and_hour(engine: Engine) {
    let office = Office::open(engine);
    let (one, other) = (office.key("results", &[]), office.key("results", &[]));
    let read = |key: &str, question: &str| office.get(&format!("{SURVEY}/results?{question}"), key).expect(200);
    (0..3).for_each(|_| drop(read(&one, "period=2026-Q3")));
    pass(&office, 59.minutes());
    drop((read(&one, "period=2026-Q3"), read(&one, "period=2026-Q2"), read(&other, "period=2026-Q3")));
    pass(&office, 1.minute());
    (0..2).for_each(|_| drop(read(&one, "period=2026-Q3")));

    let items = office.get(AUDIT, &office.admin).expect(200).json()["items"].clone();
    let reads = items.as_array().unwrap().iter().rev().filter(|item| item["action"] == "results.read");
    let mut told: Vec<_> = reads.map(|item| [&item["hour"], &item["at"], &item["subject"], &item["count"]]).collect();
    told.sort_by_key(|read| read.map(ToString::to_string));
    let (noon, one, late) = ("2026-07-14T10:00:00Z", "2026-07-14T11:00:00Z", "2026-07-14T10:59:00Z");
    let wanted = [
        [json!(noon), json!(noon), json!("obsluga period=2026-Q3"), json!(4)],
        [json!(noon), json!(late), json!("obsluga period=2026-Q2"), json!(1)],
        [json!(noon), json!(late), json!("obsluga period=2026-Q3"), json!(1)],
        [json!(one), json!(one), json!("obsluga period=2026-Q3"), json!(2)],
    ];
    assert_eq!(told, wanted.each_ref().map(|read| read.each_ref()));
    let created = items.as_array().unwrap().iter().find(|item| item["action"] == "key.create").unwrap();
    assert_eq!((&created["count"], &created["hour"]), (&json!(1), &json!(noon)), "what changes something happens once");
}

fn what_was_read_is_written_down_without_anybody_asking(engine: Engine) {
    let office = Office::open(engine);
    let analyst = office.key("results", &[]);
    let read = || drop(office.get(&format!("{SURVEY}/results?period=2026-Q3"), &analyst).expect(200));
    read();
    let counts = || reads(&office.storage).iter().map(|entry| entry.count).collect::<Vec<_>>();
    until(|| (counts() == [1]).then_some(()));
    (0..4).for_each(|_| read());
    pass(&office, 1.hour());
    until(|| (counts() == [5]).then_some(()));
}
