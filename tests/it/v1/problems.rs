//! Whatever goes wrong, the answer is a problem that a program can read; and nothing odd that is sent does any harm.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{Engine, Office, Reply};
use crate::on_both_databases;
use crate::v1::samples::{SURVEY, every_kind, item, publish_first, response_path, standard_office};

on_both_databases!(
    every_error_is_a_problem,
    what_is_missing_has_a_name,
    a_parameter_that_does_not_fit_is_named,
    a_wrong_method_is_told_the_right_ones,
    odd_bodies_are_refused,
    odd_members_are_no_failure_of_ours,
    odd_framing_is_refused,
    hostile_addresses_are_refused_and_not_repeated,
    hostile_texts_do_no_harm,
    methods_that_nobody_knows_are_counted_as_one,
);

const JSON: (&str, &str) = ("content-type", "application/json");

#[track_caller]
fn assert_problem(reply: Reply, status: u16) -> Value {
    assert_eq!(reply.header("content-type"), "application/problem+json", "{}", reply.text());
    assert_eq!((reply.header("cache-control"), reply.header("x-content-type-options")), ("no-store", "nosniff"));
    let problem = reply.expect(status).json();
    let text = |member: &str| problem[member].as_str().unwrap().to_owned();
    assert!(text("type").starts_with("urn:ankieta:problem:") && !text("title").is_empty(), "{problem}");
    assert_eq!(problem["status"], status);
    assert!(text("instance").starts_with("urn:uuid:"), "{problem}");
    problem
}

fn every_error_is_a_problem(engine: Engine) {
    let office = Office::with(engine, &["--web-per-day", "1"]);
    let (analyst, admin) = (office.key("results", &[]), office.admin.clone());
    let one = json!({ "department": "KM", "answers": { "OVERALL": 5 } }).to_string();
    let large = format!("{one}{}", " ".repeat(70_000));
    let (path, accepted) = (response_path("obsluga"), response_path("obsluga"));
    office.send("PUT", &accepted, "", &[JSON], one.as_bytes()).expect(201);
    let results = format!("{SURVEY}/results?period=2026-Q3");
    let cases = [
        ("GET", "/nowhere", "", vec![], "", 404),
        ("GET", "/api/v1/surveys/", "", vec![], "", 404),
        ("GET", "/api/v2/surveys/obsluga", "", vec![], "", 404),
        ("GET", "/api/v1/surveys/other", "", vec![], "", 404),
        ("GET", "/api/v1/surveys/obsluga?page=1", "", vec![], "", 400),
        ("GET", "/api/v1/keys", "", vec![], "", 401),
        ("GET", "/api/v1/keys", analyst.as_str(), vec![], "", 403),
        ("GET", results.as_str(), analyst.as_str(), vec![("accept", "image/png")], "", 406),
        ("DELETE", "/api/v1/surveys/obsluga", "", vec![], "", 405),
        ("PUT", path.as_str(), "", vec![JSON], "{", 400),
        ("PUT", path.as_str(), "", vec![JSON], "[]", 422),
        ("PUT", path.as_str(), "", vec![], one.as_str(), 415),
        ("PUT", path.as_str(), "", vec![("content-type", "text/plain")], one.as_str(), 415),
        ("PUT", path.as_str(), "", vec![JSON, ("content-encoding", "gzip")], "\u{1f}\u{8b}", 415),
        ("PUT", path.as_str(), "", vec![JSON], large.as_str(), 413),
        ("PUT", path.as_str(), "", vec![JSON], one.as_str(), 429),
        ("PUT", accepted.as_str(), "", vec![JSON], "{\"department\":\"GN\",\"answers\":{\"OVERALL\":5}}", 409),
        ("POST", "/api/v1/surveys/obsluga/versions", admin.as_str(), vec![], "", 409),
    ];
    let mut instances = Vec::new();
    for (method, path, key, headers, body, status) in cases {
        let problem = assert_problem(office.send(method, path, key, &headers, body.as_bytes()), status);
        assert!(!instances.contains(&problem["instance"]), "each occurrence has a name of its own");
        instances.push(problem["instance"].clone());
    }
    // JSON may say its character set.
    let headers = [("content-type", "application/json; charset=utf-8")];
    office.send("PUT", &accepted, "", &headers, one.as_bytes()).expect(200);
}

fn what_is_missing_has_a_name(engine: Engine) {
    let office = Office::open(engine);
    let fault = |path: &str, body: Value| {
        office.json("POST", path, &office.admin, &body).expect(422).json()["errors"][0].clone()
    };
    for (path, body, pointer, detail) in [
        ("/api/v1/keys", json!({ "name": "a" }), "/scope", "is missing: `scope` is required"),
        (
            "/api/v1/surveys",
            json!({ "slug": "new", "questionnaire": { "title": { "pl": "A" } } }),
            "/questionnaire/languages",
            "is missing: `languages` is required",
        ),
    ] {
        let fault = fault(path, body);
        assert_eq!(
            (&fault["pointer"], &fault["code"], &fault["detail"]),
            (&json!(pointer), &json!("required"), &json!(detail))
        );
    }
    let scope = fault("/api/v1/keys", json!({ "name": "a", "scope": "ank_secret" }));
    assert_eq!(
        scope["detail"], "must be one of `submit`, `paper`, `results`, `admin`",
        "what is allowed is said, and not what was sent"
    );
    let analyst = office.key("results", &[]);
    let detail =
        |query: &str| office.get(&format!("{SURVEY}/results{query}"), &analyst).expect(400).json()["detail"].clone();
    assert_eq!(detail(""), "It lacks the parameter `period`.");
    let unknown = detail("?period=2026&colour=ank_secret");
    assert!(unknown.to_string().contains("`period`") && !unknown.to_string().contains("ank_"), "{unknown}");
}

fn a_parameter_that_does_not_fit_is_named(engine: Engine) {
    let office = Office::open(engine);
    let analyst = office.key("results", &[]);
    for (query, name, allowed) in [
        ("results?period=ank_x", "period", "2026-07..2026-09"),
        ("results?period=2026&period=2026", "period", "once"),
        ("results?period=2026&department=km", "department", "[A-Z][A-Z0-9]{0,15}"),
        ("results?period=2026&department=ZZ", "department", "KM"),
        ("results?period=2026&question=a", "question", "[A-Z][A-Z0-9_]{0,31}"),
        ("results?period=2026&question=SUGGEST", "question", "OVERALL"),
        ("results?period=2026&group_by=ank_x", "group_by", "department"),
        ("results?period=2026&group_by=OVERALL", "group_by", "RTYPE"),
        ("results?period=2026&as_of=2026-7-1", "as_of", "YYYY-MM-DD"),
        ("results?period=2026&format=ank_x", "format", "`data-package`"),
        ("results?period=2026&format=csv&dialect=tsv", "dialect", "`excel-pl`"),
        ("results?period=2026&format=xlsx&dialect=excel-pl", "dialect", "format=csv"),
        ("results?period=1800-01..2026-12&group_by=month", "period", "120"),
        ("comparison?period=2026-Q2&against=x", "against", "2026-Q3"),
        ("comparison?period=2026-Q2", "against", "required"),
        ("comparison?period=2026-Q2&against=2026-Q1&group_by=month", "group_by", "`department`"),
        ("comparison/departments?period=2026&format=csvw", "format", "`xlsx`"),
        ("trend?from=2026-01&to=2026-03&by=day", "by", "`quarter`"),
        ("trend?from=2026-03&to=2026-01", "to", "from"),
        ("drivers?period=2026-07", "period", "whole quarters"),
        ("coverage?period=2026&as_of=x", "as_of", "YYYY-MM-DD"),
        ("comments?period=2026-07", "period", "whole quarters"),
        ("targets?period=x", "period", "2026-Q3"),
        ("signals", "period", "required"),
    ] {
        let problem = assert_problem(office.get(&format!("{SURVEY}/{query}"), &analyst), 400);
        let said = problem["errors"][0]["detail"].as_str().unwrap();
        assert_eq!(problem["errors"][0]["pointer"], format!("?{name}"), "{query}: {problem}");
        assert!(said.contains(allowed) && !problem.to_string().contains("ank_"), "{query}: {said}");
    }
}

fn a_wrong_method_is_told_the_right_ones(engine: Engine) {
    let office = Office::open(engine);
    let document = serde_json::to_value(ankieta::server::document()).unwrap();
    for (path, item) in document["paths"].as_object().unwrap() {
        let mut known: Vec<String> = item.as_object().unwrap().keys().map(|method| method.to_uppercase()).collect();
        // Whatever can be read can be asked about.
        known.extend(known.contains(&"GET".to_owned()).then(|| "HEAD".to_owned()));
        let address = path.replace("{survey}", "obsluga").replace(['{', '}'], "");
        for method in ["GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS"] {
            if known.iter().any(|known| known == method) {
                continue;
            }
            let reply = office.send(method, &address, &office.admin, &[], &[]);
            let mut allowed: Vec<String> = reply.header("allow").split(", ").map(str::to_owned).collect();
            allowed.sort();
            let mut known = known.clone();
            known.sort();
            assert_eq!(allowed, known, "{method} {address}");
            if method == "HEAD" {
                assert_eq!((reply.status, reply.bytes.len()), (405, 0));
            } else {
                assert_problem(reply, 405);
            }
        }
    }
}

/// Everywhere that takes JSON, with a body that fits.
fn doors() -> Vec<(&'static str, String, Value)> {
    let response = json!({
        "version": 1, "department": "KM", "language": "pl", "collected_on": "2026-07-14",
        "answers": { "OVERALL": 1, "SETTLED": "yes", "OUTCOME": "yes", "REASON": ["time"], "SUGGEST": "a" }
    });
    let matters = json!([{ "code": "files", "text": { "pl": "Akta" } }]);
    let department = json!({ "name": { "pl": "Archiwum" }, "site": "ul. Boczna", "active": true, "matters": matters });
    let key = json!({ "name": "a", "scope": "submit", "departments": ["KM"], "expires_on": "2026-12-31" });
    vec![
        ("PUT", response_path("test"), response.clone()),
        (
            "POST",
            "/api/v1/surveys/test/responses".to_owned(),
            json!({ "responses": [item("KM", json!({ "OVERALL": 5 }))] }),
        ),
        ("PUT", "/api/v1/departments/ARCH".to_owned(), department.clone()),
        ("PATCH", "/api/v1/departments/KM".to_owned(), department),
        ("POST", "/api/v1/keys".to_owned(), key),
        (
            "POST",
            "/api/v1/kiosks".to_owned(),
            json!({
                "name": "a", "survey": "test", "department": "KM", "site": "", "languages": ["pl"],
                "opening_hours": { "monday": ["08:00-16:00"] }, "cooldown_seconds": 8
            }),
        ),
        ("POST", "/api/v1/surveys".to_owned(), json!({ "slug": "new", "questionnaire": every_kind() })),
        ("PUT", "/api/v1/surveys/test/draft".to_owned(), every_kind()),
        ("PUT", "/api/v1/surveys/test/settings".to_owned(), json!({ "origins": ["https://a.pl"] })),
        ("PUT", "/api/v1/office".to_owned(), standard_office()),
        ("PUT", "/api/v1/visits/2026-06/KM".to_owned(), json!({ "visits": 1200 })),
        (
            "PUT",
            "/api/v1/complaints/2026-Q2/KM".to_owned(),
            json!({
                "complaints": { "received": 2, "on_time": 2, "justified": 1 },
                "motions": { "received": 0, "on_time": 0, "justified": 0 }
            }),
        ),
        (
            "PUT",
            "/api/v1/surveys/test/targets".to_owned(),
            json!({ "targets": [{ "question": "WAIT", "department": "KM", "from": "2026-Q1", "share": 0.8 }] }),
        ),
        (
            "POST",
            "/api/v1/actions".to_owned(),
            json!({
                "title": "a", "source": "signal", "finding": "a", "survey": "test", "question": "WAIT",
                "department": "KM", "owner": "a", "decided_on": "2026-04-10", "due_on": "2026-05-31",
                "done_on": "2026-05-20", "before": "2026-Q1", "after": "2026-Q3",
                "public": { "you_said": { "pl": "a" }, "we_did": { "pl": "a" } }
            }),
        ),
    ]
}

/// Who may go through a door: respondents need no key.
fn key_for<'a>(office: &'a Office, path: &str) -> &'a str {
    if path.contains("/responses") { "" } else { &office.admin }
}

/// Texts that are no object that any endpoint takes.
const ODD_TEXTS: [&str; 54] = [
    "",
    " ",
    "\n",
    "null",
    "true",
    "0",
    "-1",
    "\"a\"",
    "[]",
    "[{}]",
    "[null]",
    "{",
    "}",
    "[",
    "]",
    "{]",
    "{\"a\"",
    "{\"a\":",
    "{\"a\":1",
    "{a:1}",
    "{'a':1}",
    "{\"a\":1,}",
    "{\"a\":1}}",
    "{} {}",
    "{},",
    "/**/{}",
    "{}//",
    "NaN",
    "Infinity",
    "undefined",
    "01",
    "1e999",
    "-1e999",
    "0x1",
    ".5",
    "1.",
    "+1",
    "--1",
    "{\"a\":1e999}",
    "{\"a\":NaN}",
    "{\"a\":\"\\ud800\"}",
    "{\"a\":\"\\udc00\\ud800\"}",
    "\"\\uZZZZ\"",
    "{\"a\":\"\\x\"}",
    "{\"a\":\"\n\"}",
    "{\"\":\"\"}",
    "{\"__proto__\":{}}",
    "{\"a\":1,\"a\":2}",
    "\u{feff}{}",
    "\u{0}",
    "{\"a\":\u{0}}",
    "<xml/>",
    "a=1&b=2",
    "--x\r\n\r\n",
];

/// The same, and what is no text, or too deep or too long a one.
fn odd_bodies() -> Vec<Vec<u8>> {
    let raw: [&[u8]; 6] = [
        b"\xff",
        b"{\"a\":\"\xff\"}",
        b"{\"\xc0\x80\":1}",
        b"\xff\xfe{\0}\0",
        b"\x1f\x8b\x08\0\0\0",
        b"{\"a\":\"\xed\xa0\x80\"}",
    ];
    let mut bodies: Vec<Vec<u8>> = ODD_TEXTS.iter().map(|text| text.as_bytes().to_vec()).collect();
    bodies.extend(raw.map(<[u8]>::to_vec));
    for depth in [130, 30_000] {
        bodies.extend(["[", "{\"a\":"].map(|step| step.repeat(depth / step.len()).into_bytes()));
        bodies.push(format!("{}{}", "[".repeat(depth), "]".repeat(depth)).into_bytes());
        bodies.push(format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth)).into_bytes());
    }
    bodies.extend(["9", "-9", "0.9"].map(|digit| digit.repeat(10_000).into_bytes()));
    bodies
}

fn odd_bodies_are_refused(engine: Engine) {
    let office = Office::open(engine);
    publish_first(&office, "test", &every_kind());
    let mut sent = 0;
    for (method, path, good) in doors() {
        let good = good.to_string();
        let twice = format!("{},{}", &good[..good.len() - 1], &good[1..]);
        let broken = good.as_bytes()[..good.len() - 1].to_vec();
        for body in odd_bodies().into_iter().chain([twice.into_bytes(), broken]) {
            let reply = office.send(method, &path, key_for(&office, &path), &[JSON], &body);
            let status = reply.status;
            let shown: String = String::from_utf8_lossy(&body).chars().take(60).collect();
            assert!((400..500).contains(&status), "{method} {path} {shown}: {status} {}", reply.text());
            assert_problem(reply, status);
            sent += 1;
        }
    }
    assert!(sent >= 300, "{sent}");
    office.get("/readyz", "").expect(200);
}

/// Values that a member may not expect.
fn odd_values() -> Vec<String> {
    let plain = ["null", "true", "-1", "1.5", "18446744073709551616", "1e308", "\"\"", "[]", "{}", "[[]]", "[null]"];
    let texts =
        ["\"\\u0000\"", "\"a\\u0000b\"", "\"\\u202e\"", "\"\\ud83d\\ude00\"", "\"2026-99-99\"", "{\"a\":{\"a\":[]}}"];
    plain.iter().chain(&texts).map(|text| (*text).to_owned()).chain([format!("\"{}\"", "ą".repeat(20_000))]).collect()
}

/// The places of all values in a document.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    if !at.is_empty() {
        found.push(at.to_owned());
    }
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| places(value, &format!("{at}/{name}"), found))
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, value)| places(value, &format!("{at}/{i}"), found))
        }
        _ => {}
    }
}

/// A document with the text of another value in the place of one.
fn with_odd_value(document: &Value, place: &str, value: &str) -> String {
    const MARK: &str = "~here~";
    let mut document = document.clone();
    *document.pointer_mut(place).unwrap() = MARK.into();
    document.to_string().replace(&format!("\"{MARK}\""), value)
}

fn odd_members_are_no_failure_of_ours(engine: Engine) {
    let office = Office::open(engine);
    publish_first(&office, "test", &every_kind());
    let values = odd_values();
    for (method, path, good) in doors() {
        let mut found = Vec::new();
        places(&good, "", &mut found);
        // A questionnaire has many members of few kinds; every third is enough of them.
        let stride = if found.len() > 40 { 3 } else { 1 };
        for place in found.iter().step_by(stride) {
            for value in &values {
                let body = with_odd_value(&good, place, value);
                let reply = office.send(method, &path, key_for(&office, &path), &[JSON], body.as_bytes());
                let shown: String = value.chars().take(40).collect();
                assert!(reply.status < 500, "{method} {path} {place} {shown}: {}", reply.text());
            }
        }
    }
    office.get("/readyz", "").expect(200);
}

/// The status that the service answers bytes with, after which the client says no more; none: it hung up.
fn raw_status(office: &Office, bytes: &[u8]) -> Option<u16> {
    let mut stream = TcpStream::connect(office.address.trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.write_all(bytes).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let mut answer = Vec::new();
    // What was answered before the connection was cut counts.
    let _ = stream.read_to_end(&mut answer);
    let head = String::from_utf8_lossy(&answer).into_owned();
    head.split(' ').nth(1).map(|status| status.parse().unwrap())
}

fn odd_framing_is_refused(engine: Engine) {
    let office = Office::open(engine);
    let body = json!({ "department": "KM", "answers": { "OVERALL": 5 } }).to_string();
    let n = body.len();
    let chunked = "transfer-encoding: chunked";
    let large = format!("10001\r\n{}\r\n0\r\n\r\n", " ".repeat(0x10001));
    let cases = [
        (format!("content-length: {}", n + 1), body.clone()),
        (format!("content-length: {}", n - 1), body.clone()),
        ("content-length: -1".to_owned(), body.clone()),
        ("content-length: +5".to_owned(), body.clone()),
        ("content-length: many".to_owned(), body.clone()),
        ("content-length: 99999999999999999999".to_owned(), body.clone()),
        ("content-length: 1000000".to_owned(), body.clone()),
        (format!("content-length: {n}\r\ncontent-length: {}", n + 1), body.clone()),
        (format!("content-length: {n}\r\n{chunked}"), body.clone()),
        ("x-nothing: 1".to_owned(), String::new()),
        (chunked.to_owned(), body.clone()),
        (chunked.to_owned(), format!("ffffffffffffffff1\r\n{body}\r\n0\r\n\r\n")),
        (chunked.to_owned(), format!("{n:x}\r\n{body}\r\n")),
        (chunked.to_owned(), large),
        ("transfer-encoding: gzip".to_owned(), body.clone()),
    ];
    for (header, body) in cases {
        let path = response_path("obsluga");
        let request =
            format!("PUT {path} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n{header}\r\n\r\n{body}");
        let status = raw_status(&office, request.as_bytes());
        assert!(status.is_none_or(|status| (400..500).contains(&status)), "{header}: {status:?}");
        let whole = json!({ "department": "KM", "answers": { "OVERALL": 5 } });
        office.json("PUT", &path, "", &whole).expect(201);
    }
    for request in
        ["\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n", "GET /\u{0} HTTP/1.1\r\n\r\n"]
    {
        let status = raw_status(&office, request.as_bytes());
        assert!(status.is_none_or(|status| (400..500).contains(&status)), "{request:?}: {status:?}");
    }
    let headers: String = (0..200).map(|n| format!("x-{n}: 1\r\n")).collect();
    let status = raw_status(&office, format!("GET /livez HTTP/1.1\r\nhost: a\r\n{headers}\r\n").as_bytes());
    assert!(status.is_none_or(|status| (400..500).contains(&status)), "{status:?}");
}

const HOSTILE: [&str; 12] = [
    "' OR '1'='1",
    "'; DROP TABLE responses; --",
    "1) UNION SELECT secret FROM keys --",
    "../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "{{7*7}}${7*7}",
    "=cmd|' /C calc'!A0",
    "a\u{0}b",
    "\u{202e}%s%n%x",
    "żółć\r\nset-cookie: a=b",
];

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn assert_refused_unheard(reply: &Reply, what: &str, text: &str) {
    assert!((400..500).contains(&reply.status), "{what}: {} {}", reply.status, reply.text());
    assert!(!reply.text().contains(text) && reply.headers.get("set-cookie").is_none(), "{what}: {}", reply.text());
}

/// The places that addresses have for something.
const PLACES: [&str; 7] = ["{survey}", "{id}", "{code}", "{number}", "{month}", "{quarter}", "{department}"];

fn hostile_addresses_are_refused_and_not_repeated(engine: Engine) {
    let office = Office::open(engine);
    let analyst = office.key("results", &[]);
    let document = serde_json::to_value(ankieta::server::document()).unwrap();
    let credential = |path: &str| match path {
        _ if ["/results", "/comparison", "/trend", "/definitions", "/drivers", "/coverage", "/comments"]
            .iter()
            .any(|name| path.contains(name))
            && !path.contains("/moderation")
            && !path.contains("/comments/") =>
        {
            analyst.as_str()
        }
        _ => key_for(&office, path),
    };
    for text in HOSTILE {
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let method = method.to_uppercase();
                for name in PLACES.into_iter().filter(|name| path.contains(name)) {
                    let rest =
                        path.replace(name, &encoded(text)).replace("{survey}", "obsluga").replace(['{', '}'], "");
                    let reply = office.json(&method, &rest, credential(path), &json!({}));
                    assert_refused_unheard(&reply, &format!("{method} {path}"), text);
                }
                let named = operation["parameters"].as_array().into_iter().flatten();
                let named = named
                    .filter(|parameter| parameter["in"] == "query")
                    .map(|parameter| parameter["name"].as_str().unwrap());
                for name in named.chain(["x"]).filter(|_| path.starts_with("/api/")) {
                    let address = path.replace("{survey}", "obsluga").replace("{code}", "KM").replace("{number}", "1");
                    let address = address.replace("{department}", "KM").replace(['{', '}'], "");
                    let reply = office.json(
                        &method,
                        &format!("{address}?{name}={}", encoded(text)),
                        credential(path),
                        &json!({}),
                    );
                    assert_refused_unheard(&reply, &format!("{method} {path}?{name}"), text);
                }
            }
        }
    }
}

fn hostile_texts_do_no_harm(engine: Engine) {
    let office = Office::open(engine);
    publish_first(&office, "test", &every_kind());
    for (method, path, good) in doors() {
        let mut found = Vec::new();
        places(&good, "", &mut found);
        let texts = found.iter().filter(|place| good.pointer(place).unwrap().is_string());
        for (place, text) in texts.flat_map(|place| HOSTILE.map(|text| (place, text))) {
            let mut body = good.clone();
            *body.pointer_mut(place).unwrap() = text.into();
            let reply = office.json(method, &path, key_for(&office, &path), &body);
            assert!(reply.status < 500, "{method} {path} {place} {text:?}: {}", reply.text());
            // What is refused is not repeated; what is stored, such as a name, is data.
            assert!(reply.status < 300 || !reply.text().contains(text), "{method} {path} {place}: {}", reply.text());
            assert!(reply.header("content-type").contains("json") || reply.status == 204);
        }
    }
    office.get(SURVEY, "").expect(200);
    office.get("/api/v1/departments", &office.admin).expect(200);
    assert_eq!(office.get("/api/v1/surveys/test", "").json()["version"], 1);
}

fn methods_that_nobody_knows_are_counted_as_one(engine: Engine) {
    let office = Office::open(engine);
    for method in ["BREW", "BREW2", "BREW3"] {
        let request = format!("{method} /livez HTTP/1.1\r\nhost: a\r\n\r\n");
        assert_eq!(raw_status(&office, request.as_bytes()), Some(405));
    }
    let metrics = office.get("/metrics", &office.admin).expect(200).text();
    assert!(!metrics.contains("BREW") && metrics.contains("method=\"other\",status=\"405\"} 3"), "{metrics}");
}
