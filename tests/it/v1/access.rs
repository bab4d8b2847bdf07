//! Who may do what: every endpoint of the document against every kind of credential. One that is missing here fails.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Engine, Office};
use crate::on_both_databases;
use crate::v1::samples::{every_kind, standard_office};

on_both_databases!(every_endpoint_opens_to_those_it_is_for, a_results_key_has_a_rate_of_its_own,);

/// Whom an endpoint opens to.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Gate {
    /// Anybody, whatever they carry.
    Anyone,
    /// Those who answer: without a key, from a kiosk, or from paper.
    Respondents,
    /// The tablets of kiosks; a key of their scope is not enough.
    Kiosks,
    Analysts,
    Administrators,
    /// Analysts and administrators.
    Staff,
}

use Gate::{Administrators, Analysts, Anyone, Kiosks, Respondents, Staff};

const MATRIX: [(&str, &str, Gate); 73] = [
    ("GET", "/api/v1/actions", Staff),
    ("POST", "/api/v1/actions", Administrators),
    ("GET", "/api/v1/actions/{id}", Staff),
    ("PUT", "/api/v1/actions/{id}", Administrators),
    ("DELETE", "/api/v1/actions/{id}", Administrators),
    ("GET", "/api/v1/audit", Administrators),
    ("GET", "/api/v1/complaints", Staff),
    ("GET", "/api/v1/complaints/{quarter}/{department}", Staff),
    ("PUT", "/api/v1/complaints/{quarter}/{department}", Administrators),
    ("DELETE", "/api/v1/complaints/{quarter}/{department}", Administrators),
    ("GET", "/api/v1/definitions", Analysts),
    ("GET", "/api/v1/departments", Staff),
    ("GET", "/api/v1/departments/{code}", Administrators),
    ("PUT", "/api/v1/departments/{code}", Administrators),
    ("PATCH", "/api/v1/departments/{code}", Administrators),
    ("GET", "/api/v1/keys", Administrators),
    ("POST", "/api/v1/keys", Administrators),
    ("DELETE", "/api/v1/keys/{id}", Administrators),
    ("GET", "/api/v1/kiosks", Administrators),
    ("POST", "/api/v1/kiosks", Administrators),
    ("POST", "/api/v1/kiosks/heartbeat", Kiosks),
    ("POST", "/api/v1/kiosks/pairing", Anyone),
    ("GET", "/api/v1/kiosks/{id}", Administrators),
    ("PUT", "/api/v1/kiosks/{id}", Administrators),
    ("DELETE", "/api/v1/kiosks/{id}", Administrators),
    ("POST", "/api/v1/kiosks/{id}/pairing", Administrators),
    ("GET", "/api/v1/office", Anyone),
    ("PUT", "/api/v1/office", Administrators),
    ("GET", "/api/v1/reviews", Analysts),
    ("GET", "/api/v1/reviews/{period}", Analysts),
    ("POST", "/api/v1/reviews/{period}", Administrators),
    ("GET", "/api/v1/reviews/{period}/departments/{code}", Analysts),
    ("GET", "/api/v1/reviews/{period}/lobby", Analysts),
    ("GET", "/api/v1/reviews/{period}/minutes", Analysts),
    ("POST", "/api/v1/reviews/{period}/minutes", Administrators),
    ("GET", "/api/v1/reviews/{period}/minutes/{edition}", Analysts),
    ("GET", "/api/v1/surveys", Staff),
    ("POST", "/api/v1/surveys", Administrators),
    ("GET", "/api/v1/surveys/{survey}", Anyone),
    ("GET", "/api/v1/surveys/{survey}/comments", Analysts),
    ("GET", "/api/v1/surveys/{survey}/comments/moderation", Administrators),
    ("PUT", "/api/v1/surveys/{survey}/comments/{id}", Administrators),
    ("GET", "/api/v1/surveys/{survey}/comparison", Analysts),
    ("GET", "/api/v1/surveys/{survey}/comparison/departments", Analysts),
    ("GET", "/api/v1/surveys/{survey}/coverage", Analysts),
    ("GET", "/api/v1/surveys/{survey}/draft", Administrators),
    ("PUT", "/api/v1/surveys/{survey}/draft", Administrators),
    ("POST", "/api/v1/surveys/{survey}/responses", Respondents),
    ("PUT", "/api/v1/surveys/{survey}/responses/{id}", Respondents),
    ("GET", "/api/v1/surveys/{survey}/results", Analysts),
    ("GET", "/api/v1/surveys/{survey}/set-aside", Administrators),
    ("PUT", "/api/v1/surveys/{survey}/set-aside/{department}/{channel}/{day}", Administrators),
    ("DELETE", "/api/v1/surveys/{survey}/set-aside/{department}/{channel}/{day}", Administrators),
    ("GET", "/api/v1/surveys/{survey}/fieldwork", Administrators),
    ("PUT", "/api/v1/surveys/{survey}/fieldwork", Administrators),
    ("GET", "/api/v1/surveys/{survey}/settings", Administrators),
    ("PUT", "/api/v1/surveys/{survey}/settings", Administrators),
    ("GET", "/api/v1/surveys/{survey}/signals", Staff),
    ("GET", "/api/v1/surveys/{survey}/targets", Staff),
    ("PUT", "/api/v1/surveys/{survey}/targets", Administrators),
    ("GET", "/api/v1/surveys/{survey}/versions", Administrators),
    ("POST", "/api/v1/surveys/{survey}/versions", Administrators),
    ("GET", "/api/v1/surveys/{survey}/versions/{number}", Administrators),
    ("GET", "/api/v1/surveys/{survey}/trend", Analysts),
    ("GET", "/api/v1/surveys/{survey}/drivers", Analysts),
    ("GET", "/api/v1/visits", Staff),
    ("POST", "/api/v1/visits", Administrators),
    ("PUT", "/api/v1/visits/{month}/{department}", Administrators),
    ("DELETE", "/api/v1/visits/{month}/{department}", Administrators),
    ("GET", "/livez", Anyone),
    ("GET", "/readyz", Anyone),
    ("GET", "/version", Anyone),
    ("GET", "/metrics", Administrators),
];

/// The kinds of credential.
const ROLES: [&str; 7] = ["none", "kiosk", "submit", "paper", "results", "admin", "revoked"];

impl Gate {
    /// The refusal that a role meets; none: it may pass.
    fn refusal(self, role: &str) -> Option<u16> {
        match (self, role) {
            (Anyone, _) => None,
            (_, "revoked") => Some(401),
            (Respondents, "none" | "kiosk" | "submit" | "paper")
            | (Kiosks, "kiosk")
            | (Analysts, "results")
            | (Administrators, "admin")
            | (Staff, "results" | "admin") => None,
            (_, "none") => Some(401),
            _ => Some(403),
        }
    }
}

/// The methods and paths of the document.
fn documented() -> BTreeSet<(String, String)> {
    let document = serde_json::to_value(ankieta::server::document()).unwrap();
    let mut operations = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            operations.insert((method.to_uppercase(), path.clone()));
        }
    }
    operations
}

/// A key that was good a moment ago.
fn revoked(office: &Office) -> String {
    let body = json!({ "name": "gone", "scope": "admin" });
    let made = office.json("POST", "/api/v1/keys", &office.admin, &body).expect(201).json();
    let id = made["key"]["id"].as_str().unwrap();
    office.delete(&format!("/api/v1/keys/{id}"), &office.admin).expect(204);
    made["secret"].as_str().unwrap().to_owned()
}

/// The key of a tablet that was paired with a kiosk.
fn kiosk(office: &Office) -> String {
    let body = json!({ "name": "a", "survey": "obsluga" });
    let made = office.json("POST", "/api/v1/kiosks", &office.admin, &body).expect(201).json();
    let code = json!({ "code": made["pairing"]["code"] });
    let tablet = office.json("POST", "/api/v1/kiosks/pairing", "", &code).expect(200).json();
    tablet["key"].as_str().unwrap().to_owned()
}

/// An address and a body that fit an endpoint, so that nothing but the credential can be wrong.
fn request(method: &str, path: &str) -> (String, Option<Value>) {
    let id = Uuid::new_v4().to_string();
    let query = match path.rsplit('/').next().unwrap() {
        "results" | "comments" | "coverage" | "signals" => "?period=2026-Q3",
        "comparison" => "?period=2026-Q3&against=2026-Q2",
        "drivers" => "?period=2026-Q3",
        "departments" if path.contains("/comparison/") => "?period=2026-Q3",
        "trend" => "?from=2026-07&to=2026-09",
        _ => "",
    };
    let names = [
        ("{survey}", "obsluga"),
        ("{code}", "KM"),
        ("{department}", "KM"),
        ("{channel}", "web"),
        ("{day}", "2026-07-10"),
        ("{number}", "1"),
        ("{month}", "2026-06"),
        ("{quarter}", "2026-Q2"),
        ("{period}", "2026-Q3"),
        ("{edition}", "1"),
        ("{id}", &id),
    ];
    let address = names.iter().fold(path.to_owned(), |path, (name, value)| path.replace(name, value)) + query;
    let body = match (method, path) {
        ("PUT", "/api/v1/departments/{code}") => Some(json!({ "name": { "pl": "Wydział" } })),
        ("PATCH", _) => Some(json!({})),
        ("POST", "/api/v1/keys") => Some(json!({ "name": "a", "scope": "submit" })),
        ("POST", "/api/v1/kiosks") | ("PUT", "/api/v1/kiosks/{id}") => {
            Some(json!({ "name": "a", "survey": "obsluga" }))
        }
        ("POST", "/api/v1/kiosks/heartbeat") => Some(json!({ "queued": 0, "refused": 0, "app_version": "1" })),
        ("POST", "/api/v1/kiosks/pairing") => Some(json!({ "code": "rower-zamek-lipiec" })),
        ("POST", "/api/v1/surveys") => Some(json!({ "slug": format!("s{}", &id[..8]), "questionnaire": every_kind() })),
        ("POST", "/api/v1/actions") | ("PUT", "/api/v1/actions/{id}") => Some(json!({
            "title": "a", "source": "other", "finding": "a", "survey": "obsluga", "question": "OVERALL", "owner": "a",
            "due_on": "2026-12-31"
        })),
        ("PUT", "/api/v1/complaints/{quarter}/{department}") => {
            let none = json!({ "received": 0, "on_time": 0, "justified": 0 });
            Some(json!({ "complaints": none, "motions": none }))
        }
        ("PUT", "/api/v1/surveys/{survey}/comments/{id}") => Some(json!({ "decision": "publish" })),
        ("PUT", "/api/v1/surveys/{survey}/targets") => Some(json!({ "targets": [] })),
        ("PUT", "/api/v1/surveys/{survey}/set-aside/{department}/{channel}/{day}") => {
            Some(json!({ "reason": "a stolen tablet" }))
        }
        ("PUT", "/api/v1/visits/{month}/{department}") => Some(json!({ "visits": 1 })),
        ("POST", "/api/v1/reviews/{period}") => Some(json!({})),
        ("POST", "/api/v1/reviews/{period}/minutes") => Some(json!({
            "held_on": "2026-07-10", "participants": ["a"], "prepared_by": "a", "approved_by": "a",
            "decisions": [{ "text": "a", "owner": "a", "due_on": "2026-12-31" }]
        })),
        ("PUT", "/api/v1/office") => Some(standard_office()),
        ("PUT", "/api/v1/surveys/{survey}/fieldwork" | "/api/v1/surveys/{survey}/settings") => Some(json!({})),
        ("PUT", "/api/v1/surveys/{survey}/draft") => {
            let mut draft = every_kind();
            draft["questions"].as_array_mut().unwrap().truncate(1);
            Some(draft)
        }
        ("PUT", "/api/v1/surveys/{survey}/responses/{id}") => {
            Some(json!({ "department": "KM", "answers": { "OVERALL": 5 } }))
        }
        ("POST", "/api/v1/surveys/{survey}/responses") => Some(json!({ "responses": [] })),
        _ => None,
    };
    (address, body)
}

fn every_endpoint_opens_to_those_it_is_for(engine: Engine) {
    let listed: BTreeSet<_> =
        MATRIX.iter().map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
    assert_eq!(listed, documented(), "an endpoint without a gate, or a gate without an endpoint");
    let office = Office::open(engine);
    let keys = ROLES.map(|role| match role {
        "none" => String::new(),
        "admin" => office.admin.clone(),
        "kiosk" => kiosk(&office),
        "revoked" => revoked(&office),
        scope => office.key(scope, &[]),
    });
    for (method, path, gate) in MATRIX {
        for (role, key) in ROLES.iter().zip(&keys) {
            let (address, body) = request(method, path);
            let reply = match body {
                Some(body) => office.json(method, &address, key, &body),
                None if (method, path) == ("POST", "/api/v1/visits") => {
                    let table = b"month,department,visits\n2026-06,KM,1\n";
                    office.send(method, &address, key, &[("content-type", "text/csv")], table)
                }
                None => office.send(method, &address, key, &[], &[]),
            };
            match gate.refusal(role) {
                Some(status) => assert_eq!(reply.status, status, "{method} {path} as {role}: {}", reply.text()),
                None => {
                    let let_in = reply.status < 300 || matches!(reply.status, 404 | 409);
                    assert!(let_in, "{method} {path} as {role}: {} {}", reply.status, reply.text());
                }
            }
        }
    }
}

/// Whoever has no business at an endpoint learns that, always, and nothing of what else is wrong with the request.
#[test]
fn who_is_asking_comes_before_what_is_asked() {
    let office = Office::open(Engine::Sqlite);
    let revoked = revoked(&office);
    let kiosk = office.key("submit", &[]);
    let wrong = [("ank_none", 401), (revoked.as_str(), 401), (kiosk.as_str(), 403), ("", 401)];
    let json = ("content-type", "application/json");
    for (method, path, gate) in MATRIX.into_iter().filter(|(.., gate)| *gate != Anyone) {
        let (address, body) = request(method, path);
        let (fitting, _) = address.split_once('?').unwrap_or((&address, ""));
        for (key, status) in wrong.into_iter().filter(|(key, _)| gate != Respondents || !["", &kiosk].contains(key)) {
            for turn in 0..12 {
                let asked = if turn % 2 == 0 { format!("{fitting}?unknown=1") } else { address.clone() };
                let headers: &[_] = if turn % 3 == 0 { &[] } else { &[json] };
                let sent: &[u8] = if body.is_some() { b"{" } else { b"" };
                let reply = office.send(method, &asked, key, headers, sent);
                assert_eq!(reply.status, status, "{method} {asked} with {key:?}: {}", reply.text());
            }
        }
    }
}

fn a_results_key_has_a_rate_of_its_own(engine: Engine) {
    let office = Office::with(engine, &["--results-per-minute", "3"]);
    let (key, other) = (office.key("results", &[]), office.key("results", &[]));
    let paths = ["/surveys/obsluga/results?period=2026-Q3", "/surveys/obsluga/targets", "/definitions"];
    let read = |path: &str, key: &str| office.get(&format!("/api/v1{path}"), key);
    for path in paths {
        read(path, &key).expect(200);
    }
    let refused = read(paths[0], &key).expect(429);
    assert_eq!(refused.json()["type"], "urn:ankieta:problem:too-many-requests");
    assert_eq!(refused.header("ratelimit-policy"), "\"results\";q=3;w=60");
    assert!((1..=20).contains(&refused.header("retry-after").parse::<u32>().unwrap()));
    read(paths[1], &other).expect(200);
    (0..5).for_each(|_| drop(read("/audit", &office.admin).expect(200)));
    (0..5).for_each(|_| drop(office.respond("KM", json!({ "OVERALL": 5 })).expect(201)));
}
