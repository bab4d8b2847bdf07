//! Other websites: those that a survey names may use what its respondents use; nobody else, and nothing else.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Engine, Office, Reply};
use crate::on_both_databases;
use crate::v1::samples::{SURVEY, every_kind, publish_first, response_path};

on_both_databases!(
    a_named_website_reads_the_form_and_sends_responses,
    errors_carry_the_permission_too,
    a_hostile_website_is_given_nothing_and_changes_nothing,
    each_survey_has_its_own_websites,
    no_other_address_is_shared,
    requests_of_nobody_are_answered_as_ever,
);

const FRIEND: &str = "https://www.example.pl";
const ENEMY: &str = "https://www.example.pl.evil.example";
const JSON: (&str, &str) = ("content-type", "application/json");

/// An office whose standard survey names one website.
fn open(engine: Engine, options: &[&str]) -> Office {
    let office = Office::with(engine, options);
    name_websites(&office, "obsluga", &[FRIEND]);
    office
}

fn name_websites(office: &Office, survey: &str, origins: &[&str]) {
    let path = format!("/api/v1/surveys/{survey}/settings");
    office.json("PUT", &path, &office.admin, &json!({ "origins": origins })).expect(200);
}

/// What a browser asks before it sends what a form could not send.
fn preflight(office: &Office, origin: &str, method: &str, path: &str, headers: &str) -> Reply {
    let mut asked = vec![("origin", origin), ("access-control-request-method", method)];
    if !headers.is_empty() {
        asked.push(("access-control-request-headers", headers));
    }
    office.send("OPTIONS", path, "", &asked, &[])
}

/// The headers of the protocol that an answer carries, sorted.
fn permission(reply: &Reply) -> Vec<(String, String)> {
    let headers = reply.headers.iter().filter(|(name, _)| name.as_str().starts_with("access-control-"));
    let mut found: Vec<_> =
        headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
    found.sort();
    found
}

#[track_caller]
fn assert_shared(reply: &Reply) {
    let wanted = [
        ("access-control-allow-origin", FRIEND),
        ("access-control-expose-headers", "ETag, RateLimit-Policy, Retry-After"),
    ];
    let wanted = wanted.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(permission(reply), wanted, "{}", reply.text());
}

fn response() -> Value {
    json!({ "department": "KM", "answers": { "OVERALL": 5 } })
}

fn a_named_website_reads_the_form_and_sends_responses(engine: Engine) {
    let office = open(engine, &[]);
    let (path, batch) = (response_path("obsluga"), format!("{SURVEY}/responses"));
    for (method, path, headers) in
        [("GET", SURVEY, ""), ("PUT", path.as_str(), "content-type"), ("POST", batch.as_str(), "Content-Type")]
    {
        let reply = preflight(&office, FRIEND, method, path, headers).expect(200);
        let value = |name: &str| reply.header(&format!("access-control-{name}")).to_owned();
        assert_eq!((value("allow-origin").as_str(), value("max-age").as_str()), (FRIEND, "600"));
        assert_eq!(value("allow-headers"), "content-type");
        assert!(value("allow-methods").split(", ").any(|allowed| allowed == method), "{}", value("allow-methods"));
        assert_eq!((value("allow-credentials").as_str(), reply.header("x-content-type-options")), ("", "nosniff"));
    }
    let from = ("origin", FRIEND);
    let form = office.send("GET", SURVEY, "", &[from], &[]).expect(200);
    assert_shared(&form);
    assert!(form.header("vary").split(", ").any(|name| name == "Origin"), "{}", form.header("vary"));
    let etag = form.header("etag").to_owned();
    assert_shared(&office.send("GET", SURVEY, "", &[from, ("if-none-match", &etag)], &[]).expect(304));
    assert_shared(&office.send("PUT", &path, "", &[from, JSON], response().to_string().as_bytes()).expect(201));
    let mut item = response();
    item["id"] = json!(Uuid::new_v4());
    let items = json!({ "responses": [item] }).to_string();
    let reply = office.send("POST", &batch, "", &[from, JSON], items.as_bytes()).expect(200);
    assert_shared(&reply);
    assert_eq!(reply.json()["results"][0]["status"], "created");
}

fn errors_carry_the_permission_too(engine: Engine) {
    let office = open(engine, &["--web-per-day", "1"]);
    let one = response().to_string();
    let (path, other) = (response_path("obsluga"), response_path("obsluga"));
    let conflict = one.replace("KM", "GN");
    let cases = [
        ("PUT", path.as_str(), vec![JSON], one.as_str(), 201),
        ("PUT", path.as_str(), vec![JSON], conflict.as_str(), 409),
        ("PUT", path.as_str(), vec![JSON], "{", 400),
        ("PUT", path.as_str(), vec![JSON], "{}", 422),
        ("PUT", path.as_str(), vec![("content-type", "text/plain")], one.as_str(), 415),
        ("PUT", other.as_str(), vec![JSON], one.as_str(), 429),
        ("GET", "/api/v1/surveys/obsluga?page=1", vec![], "", 400),
    ];
    for (method, path, headers, body, status) in cases {
        let headers: Vec<_> = headers.into_iter().chain([("origin", FRIEND)]).collect();
        let reply = office.send(method, path, "", &headers, body.as_bytes()).expect(status);
        assert_shared(&reply);
        assert!(
            status != 429 || !reply.header("retry-after").is_empty() && !reply.header("ratelimit-policy").is_empty()
        );
    }
}

fn a_hostile_website_is_given_nothing_and_changes_nothing(engine: Engine) {
    let office = open(engine, &["--web-per-day", "1"]);
    let batch = format!("{SURVEY}/responses");
    let items = json!({ "responses": [{ "id": Uuid::new_v4(), "department": "KM", "answers": { "OVERALL": 1 } }] });
    for origin in
        [ENEMY, "null", "http://www.example.pl", "https://example.pl", "https://www.example.pl:8443", "*", "", "ą"]
    {
        let from = ("origin", origin);
        for (method, path) in [("GET", SURVEY), ("PUT", response_path("obsluga").as_str()), ("POST", &batch)] {
            let reply = preflight(&office, origin, method, path, "content-type").expect(405);
            assert_eq!((permission(&reply), reply.header("content-type")), (vec![], "application/problem+json"));
        }
        assert_eq!(permission(&office.send("GET", SURVEY, "", &[from], &[]).expect(200)), []);
        // What a browser sends without asking first: a form's media types, or none.
        for media_type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=a", ""] {
            let headers = [from, ("content-type", media_type)];
            let reply = office.send("POST", &batch, "", &headers, items.to_string().as_bytes()).expect(415);
            assert_eq!(permission(&reply), []);
        }
    }
    // Nothing of it was taken: not even the one response that this address may send.
    office.json("PUT", &response_path("obsluga"), "", &response()).expect(201);
}

fn each_survey_has_its_own_websites(engine: Engine) {
    let office = open(engine, &[]);
    publish_first(&office, "test", &every_kind());
    let of = |survey: &str| {
        let path = format!("/api/v1/surveys/{survey}");
        let form = office.send("GET", &path, "", &[("origin", FRIEND)], &[]);
        let asked = preflight(&office, FRIEND, "PUT", &response_path(survey), "content-type");
        (form.status, permission(&form).len(), asked.status, permission(&asked).len())
    };
    assert_eq!((of("obsluga"), of("test")), ((200, 2, 200, 5), (200, 0, 405, 0)));
    // Whether there is a survey at all is told in no other way than to anybody.
    assert_eq!(of("nope"), (404, 0, 405, 0));
    name_websites(&office, "test", &[ENEMY, FRIEND]);
    name_websites(&office, "obsluga", &[ENEMY]);
    assert_eq!((of("obsluga"), of("test")), ((200, 0, 405, 0), (200, 2, 200, 5)));
}

fn no_other_address_is_shared(engine: Engine) {
    let office = open(engine, &[]);
    let analyst = office.key("results", &[]);
    let document = serde_json::to_value(ankieta::server::document()).unwrap();
    let mut shared = Vec::new();
    for (pattern, item) in document["paths"].as_object().unwrap() {
        let path = pattern.replace("{survey}", "obsluga").replace("{code}", "KM").replace("{number}", "1");
        for method in item.as_object().unwrap().keys().map(|method| method.to_uppercase()) {
            let asked = preflight(&office, FRIEND, &method, &path, "authorization, content-type");
            assert_eq!((asked.status, permission(&asked)), (405, vec![]), "{method} {path}");
            let asked = preflight(&office, FRIEND, &method, &path, "content-type");
            for key in ["", &analyst, &office.admin] {
                let reply = office.send(&method, &path, key, &[("origin", FRIEND), JSON], b"{}");
                assert_eq!(permission(&reply).is_empty(), permission(&asked).is_empty(), "{method} {path}");
            }
            if !permission(&asked).is_empty() {
                shared.push(format!("{method} {pattern}"));
            }
        }
    }
    let respondents = [
        "GET /api/v1/surveys/{survey}",
        "POST /api/v1/surveys/{survey}/responses",
        "PUT /api/v1/surveys/{survey}/responses/{id}",
    ];
    assert_eq!(shared, respondents);
    for path in ["/", "/docs/", "/openapi.json", "/metrics"] {
        assert_eq!(permission(&office.send("GET", path, "", &[("origin", FRIEND)], &[])), [], "{path}");
    }
}

fn requests_of_nobody_are_answered_as_ever(engine: Engine) {
    let office = open(engine, &[]);
    let form = office.get(SURVEY, "").expect(200);
    assert_eq!(permission(&form), []);
    assert!(form.header("vary").contains("Origin"), "a cache must not give this to a website that was named");
    assert_eq!(permission(&office.json("PUT", &response_path("obsluga"), "", &response()).expect(201)), []);
    let greedy =
        preflight(&office, FRIEND, "PUT", &response_path("obsluga"), "authorization, content-type").expect(405);
    assert_eq!((permission(&greedy), greedy.header("allow")), (vec![], "PUT"));
    // Without an origin, or without a method that is asked for, it is no preflight but a method that nobody takes.
    for headers in [
        &[][..],
        &[("access-control-request-method", "PUT")],
        &[("origin", FRIEND)],
        &[("origin", FRIEND), ("access-control-request-method", "DELETE")],
        &[("origin", FRIEND), ("access-control-request-method", "get put")],
    ] {
        let reply = office.send("OPTIONS", SURVEY, "", headers, &[]).expect(405);
        assert_eq!((permission(&reply), reply.header("allow")), (vec![], "GET, HEAD"), "{headers:?}");
        office.send("OPTIONS", "/nowhere", "", headers, &[]).expect(404);
    }
}
