//! Keys: made and shown once, listed page by page without secrets, and gone the moment they are revoked.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use jiff::civil::date;
use serde_json::{Value, json};

use crate::harness::{Engine, Office, noon};
use crate::on_both_databases;
use crate::v1::samples::{expected, faults};

on_both_databases!(
    a_secret_is_shown_once,
    a_list_is_read_page_by_page,
    a_revoked_key_opens_nothing_at_once,
    a_key_expires_at_the_end_of_its_last_day,
    a_key_may_be_carried_in_three_ways,
    anything_but_the_whole_secret_is_refused,
    a_key_with_faults_is_not_made,
);

const KEYS: &str = "/api/v1/keys";

fn a_secret_is_shown_once(engine: Engine) {
    let office = Office::open(engine);
    let body = json!({ "name": "Kiosk 1", "scope": "submit", "departments": ["KM"], "expires_on": "2026-12-31" });
    let reply = office.json("POST", KEYS, &office.admin, &body).expect(201);
    assert_eq!(reply.header("cache-control"), "no-store");
    let made = reply.json();
    let secret = made["secret"].as_str().unwrap();
    // A prefix, and 256 bits as base64.
    assert!(secret.starts_with("ank_") && secret.len() == 4 + 43, "{secret}");
    let list = office.get(KEYS, &office.admin).expect(200);
    assert!(!list.text().contains(secret) && !list.text().contains("hash"));
    let key = &made["key"];
    assert!(list.json()["items"].as_array().unwrap().contains(key));
    assert_eq!(
        (&key["name"], &key["scope"], &key["departments"], &key["created_on"], &key["expires_on"], &key["revoked_on"]),
        (&"Kiosk 1".into(), &"submit".into(), &json!(["KM"]), &"2026-07-14".into(), &"2026-12-31".into(), &Value::Null)
    );
}

fn a_list_is_read_page_by_page(engine: Engine) {
    let office = Office::open(engine);
    (0..6).for_each(|_| drop(office.key("submit", &[])));
    let all = office.get(KEYS, &office.admin).expect(200).json();
    assert_eq!((all["items"].as_array().unwrap().len(), &all["cursor"]), (7, &Value::Null));
    let (mut pages, mut items, mut query) = (0, Vec::new(), "limit=3".to_owned());
    loop {
        let page = office.get(&format!("{KEYS}?{query}"), &office.admin).expect(200).json();
        items.extend(page["items"].as_array().unwrap().clone());
        pages += 1;
        let Some(cursor) = page["cursor"].as_str() else { break };
        query = format!("limit=3&cursor={cursor}");
    }
    assert_eq!((pages, &Value::Array(items)), (3, &all["items"]));
    for wrong in ["limit=0", "limit=101", "limit=-1", "limit=x", "limit=1&limit=1", "cursor=*", "page=2"] {
        office.get(&format!("{KEYS}?{wrong}"), &office.admin).expect(400);
    }
    let etag = office.get(KEYS, &office.admin).header("etag").to_owned();
    office.send("GET", KEYS, &office.admin, &[("if-none-match", &etag)], &[]).expect(304);
}

/// Makes a key for administrators and returns its id and its secret.
fn make(office: &Office, expires_on: Option<&str>) -> (String, String) {
    let body = json!({ "name": "second", "scope": "admin", "expires_on": expires_on });
    let made = office.json("POST", KEYS, &office.admin, &body).expect(201).json();
    (made["key"]["id"].as_str().unwrap().to_owned(), made["secret"].as_str().unwrap().to_owned())
}

fn a_revoked_key_opens_nothing_at_once(engine: Engine) {
    let office = Office::open(engine);
    let (id, secret) = make(&office, None);
    office.get(KEYS, &secret).expect(200);
    office.delete(&format!("{KEYS}/{id}"), &office.admin).expect(204);
    office.get(KEYS, &secret).expect(401);
    let list = office.get(KEYS, &office.admin).expect(200).json();
    let key = list["items"].as_array().unwrap().iter().find(|key| key["id"] == id.as_str()).unwrap();
    assert_eq!(key["revoked_on"], "2026-07-14");
    for gone in [id.as_str(), "b0e7cdc4-8d6c-4b8f-9c4e-0d7bb2c6a001", "1", "%00"] {
        office.delete(&format!("{KEYS}/{gone}"), &office.admin).expect(404);
    }
}

fn a_key_expires_at_the_end_of_its_last_day(engine: Engine) {
    let office = Office::open(engine);
    let (_, secret) = make(&office, Some("2026-07-15"));
    for (day, status) in [(14, 200), (15, 200), (16, 401)] {
        office.clock.set(noon(date(2026, 7, day)).timestamp());
        office.get(KEYS, &secret).expect(status);
    }
}

fn a_key_may_be_carried_in_three_ways(engine: Engine) {
    let office = Office::open(engine);
    let secret = &office.admin;
    let basic = |pair: &str| format!("Basic {}", BASE64_STANDARD.encode(pair));
    let status = |name: &str, value: &str| office.send("GET", KEYS, "", &[(name, value)], &[]).status;
    for (name, value) in [
        ("authorization", format!("Bearer {secret}")),
        ("authorization", format!("bearer  {secret}")),
        ("x-api-key", secret.clone()),
        ("authorization", basic(&format!("excel:{secret}"))),
        ("authorization", basic(&format!(":{secret}"))),
    ] {
        assert_eq!(status(name, &value), 200, "{name}: {value}");
    }
    for (name, value) in [
        ("authorization", secret.clone()),
        ("authorization", format!("Token {secret}")),
        ("authorization", basic(secret)),
        ("authorization", basic(&format!("{secret}:"))),
        ("authorization", "Basic %%%".to_owned()),
        ("cookie", format!("key={secret}")),
    ] {
        assert_eq!(status(name, &value), 401, "{name}: {value}");
    }
    office.get(&format!("{KEYS}?key={secret}"), "").expect(401);
    let both = [("authorization", format!("Bearer {secret}")), ("x-api-key", "ank_other".to_owned())];
    let both = both.each_ref().map(|(name, value)| (*name, value.as_str()));
    office.send("GET", KEYS, "", &both, &[]).expect(401);
}

fn anything_but_the_whole_secret_is_refused(engine: Engine) {
    let office = Office::open(engine);
    let secret = &office.admin;
    let mut unknown = None;
    for wrong in [
        secret[..secret.len() - 1].to_owned(),
        format!("{secret}A"),
        secret.to_ascii_lowercase(),
        secret.trim_start_matches("ank_").to_owned(),
        "ank_".to_owned(),
        "x".repeat(5_000),
    ] {
        let reply = office.get(KEYS, &wrong).expect(401);
        assert!(reply.header("www-authenticate").starts_with("Bearer"));
        let mut problem = reply.json();
        problem["instance"] = Value::Null;
        // All look alike: nothing tells how near a guess came.
        assert_eq!(unknown.get_or_insert_with(|| problem.clone()), &problem);
    }
}

fn a_key_with_faults_is_not_made(engine: Engine) {
    let office = Office::open(engine);
    let refused = |body: &Value| faults(&office.json("POST", KEYS, &office.admin, body).expect(422).json());
    let all = json!({ "name": "a", "scope": "results", "departments": ["km", "XX"], "expires_on": "31.12.2026" });
    assert_eq!(
        refused(&all),
        expected(&[
            ("/departments/0", "malformed"),
            ("/departments", "unknown_department"),
            ("/expires_on", "malformed")
        ])
    );
    for (body, pointer, code) in [
        (json!({ "scope": "results" }), "/name", "required"),
        (json!({ "name": "", "scope": "results" }), "/name", "out_of_range"),
        (json!({ "name": "x".repeat(201), "scope": "results" }), "/name", "out_of_range"),
        (json!({ "name": "a\u{0}", "scope": "results" }), "/name", "malformed"),
        (json!({ "name": "a", "scope": "root" }), "/scope", "wrong_type"),
        (json!({ "name": "a", "scope": "results", "secret": "mine" }), "/secret", "unknown_field"),
        (json!({ "name": "a", "scope": "results", "departments": "KM" }), "/departments", "wrong_type"),
        (json!({ "name": "a", "scope": "admin", "departments": ["KM"] }), "/departments", "not_applicable"),
    ] {
        assert_eq!(refused(&body), expected(&[(pointer, code)]), "{body}");
    }
    assert_eq!(office.get(KEYS, &office.admin).json()["items"].as_array().unwrap().len(), 1);
}
