//! The hosted form as the server sends and takes it.

use serde_json::json;
use uuid::Uuid;

use crate::harness::{Engine, Office, Reply};
use crate::on_both_databases;
use crate::v1::samples::{every_kind, publish_first, publish_next};

on_both_databases!(
    a_form_is_taken_once_under_its_id,
    the_limits_are_those_of_the_api,
    a_form_answers_the_version_it_was_made_from,
);

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const BROWSER: (&str, &str) = ("accept", "text/html,application/xhtml+xml,*/*;q=0.8");

fn send(office: &Office, path: &str, body: &str) -> Reply {
    // The agent follows redirects by itself; the page of thanks is then what it brings.
    office.send("POST", path, "", &[FORM, BROWSER], body.as_bytes())
}

fn id() -> String {
    Uuid::new_v4().to_string()
}

fn a_form_is_taken_once_under_its_id(engine: Engine) {
    let office = Office::open(engine);
    let body = format!("id={}&version=1&OVERALL=5", id());
    assert!(send(&office, "/s/obsluga/KM?lang=pl", &body).expect(200).text().contains("Dziękujemy"));
    assert!(send(&office, "/s/obsluga/KM?lang=pl", &body).expect(200).text().contains("Dziękujemy"));
    let other = send(&office, "/s/obsluga/KM?lang=pl", &body.replace("OVERALL=5", "OVERALL=4")).expect(409);
    assert!(other.text().contains("zapisaliśmy już wcześniej"));
    assert!(other.text().contains(">Wypełnij kolejną ankietę</a>"));
    // An id that tells when or where it was made is not taken.
    let timed = "id=c232ab00-9414-11ec-b3c8-9e6bdeced846&version=1&OVERALL=9";
    assert!(!send(&office, "/s/obsluga/KM", timed).expect(422).text().contains("c232ab00"));
}

fn the_limits_are_those_of_the_api(engine: Engine) {
    let office = Office::with(engine, &["--web-per-10-minutes", "1"]);
    office.respond("KM", json!({ "OVERALL": 5 })).expect(201);
    let body = format!("id={}&version=1&OVERALL=2&SUGGEST=Wi%C4%99cej+%3Cmiejsc%3E", id());
    let refused = send(&office, "/s/obsluga/KM?lang=pl", &body).expect(429);
    assert!(refused.header("retry-after").parse::<u64>().unwrap() > 0);
    assert!(refused.text().contains("Więcej &#60;miejsc&#62;"), "{}", refused.text());
    assert!(refused.text().contains("value=\"2\" checked"), "{}", refused.text());
    assert!(refused.text().contains("Z tego łącza wysłano już kilka ankiet"));
}

fn a_form_answers_the_version_it_was_made_from(engine: Engine) {
    let office = Office::open(engine);
    let first = every_kind();
    publish_first(&office, "proba", &first);
    let mut second = first;
    second["questions"].as_array_mut().unwrap().push(json!({
        "code": "NEW", "kind": "yes_no", "required": true, "text": { "pl": "Nowe?" }
    }));
    publish_next(&office, "proba", &second);
    let body = |version: u32| format!("id={}&version={version}&OVERALL=5&SETTLED=yes", id());
    send(&office, "/s/proba/KM", &body(1)).expect(200);
    assert!(send(&office, "/s/proba/KM", &body(2)).expect(422).text().contains("Nowe?"));
    send(&office, "/s/proba/KM", &format!("{}&NEW=yes", body(2))).expect(200);
}

#[test]
fn pages_keep_their_promises_in_headers() {
    let office = Office::open(Engine::Sqlite);
    for path in ["/s/obsluga", "/s/obsluga/KM", "/s/obsluga/KM/thanks"] {
        let page = office.send("GET", path, "", &[("accept-language", "de-AT, pl;q=0.5")], &[]).expect(200);
        let policy = page.header("content-security-policy");
        assert!(
            policy.contains("default-src 'none'; script-src 'self'; style-src 'self'") && !policy.contains("unsafe")
        );
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
        assert_eq!(page.header("content-language"), "de", "{path}");
        assert!(page.header("vary").contains("Accept-Language"), "{path}");
        assert_eq!(page.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(page.header("set-cookie"), "", "{path}");
        assert!(page.text().contains("<html lang=\"de\""), "{path}");
    }
}

#[test]
fn the_language_is_the_addresses_then_the_browsers_then_the_surveys() {
    let office = Office::open(Engine::Sqlite);
    let language = |query: &str, accepted: &str| {
        let page = office.send("GET", &format!("/s/obsluga/KM{query}"), "", &[("accept-language", accepted)], &[]);
        page.expect(200).header("content-language").to_owned()
    };
    assert_eq!(language("?lang=uk", "de"), "uk");
    assert_eq!(language("?lang=xx", "de"), "de");
    assert_eq!(language("?lang=", "fr, en;q=0.1"), "en");
    assert_eq!(language("?utm_source=bip&lang=en", "de"), "en");
    assert_eq!(language("", "fr"), "pl");
    assert_eq!(language("", "*"), "pl");
}

#[test]
fn another_website_sends_nothing_in_a_visitors_name() {
    let office = Office::open(Engine::Sqlite);
    let body = format!("id={}&version=1&OVERALL=5", id());
    for site in ["cross-site", "same-site", "odd"] {
        let headers = [FORM, BROWSER, ("sec-fetch-site", site), ("accept-language", "en")];
        let refused = office.send("POST", "/s/obsluga/KM", "", &headers, body.as_bytes()).expect(403);
        assert!(refused.header("content-type").starts_with("text/html"), "{site}");
        assert!(refused.text().contains("cannot be sent from another website"), "{site}");
    }
    for site in ["same-origin", "none"] {
        let headers = [FORM, BROWSER, ("sec-fetch-site", site)];
        office.send("POST", "/s/obsluga/KM", "", &headers, body.as_bytes()).expect(200);
    }
}

#[test]
fn people_get_pages_and_programs_get_problems() {
    let office = Office::open(Engine::Sqlite);
    let page = |method: &str, path: &str, headers: &[(&str, &str)], body: &[u8], status: u16, words: &str| {
        let reply = office.send(method, path, "", headers, body).expect(status);
        assert_eq!(reply.header("content-type"), "text/html; charset=utf-8", "{path}");
        assert_eq!(reply.header("cache-control"), "no-store", "{path}");
        assert!(reply.text().contains(words), "{path}: {}", reply.text());
        assert!(reply.text().contains("Starostwo Powiatowe"), "{path}");
    };
    for path in ["/nowhere", "/s/nic", "/s/obsluga/NIC", "/s/obsluga/NIC/thanks", "/embed/nic"] {
        page("GET", path, &[BROWSER], &[], 404, "Nie ma takiej strony");
    }
    let large = vec![b'a'; 70 * 1024];
    page("POST", "/s/obsluga/KM", &[BROWSER, FORM], &large, 413, "To za dużo tekstu");
    page("POST", "/s/obsluga/KM", &[BROWSER, ("content-type", "text/plain")], b"x", 415, "Coś poszło nie tak");
    for (path, accept) in [("/nowhere", "*/*"), ("/api/v1/nowhere", BROWSER.1)] {
        let reply = office.send("GET", path, "", &[("accept", accept)], &[]).expect(404);
        assert_eq!(reply.header("content-type"), "application/problem+json", "{path}");
    }
}

#[test]
fn the_one_survey_is_where_everything_begins() {
    let office = Office::open(Engine::Sqlite);
    assert!(office.get("/?lang=de", "").expect(200).text().contains("Wo wurden Sie bedient?"));
    publish_first(&office, "proba", &every_kind());
    let choice = office.get("/", "").expect(200).text();
    assert!(choice.contains("href=\"/s/obsluga?lang=pl\"") && choice.contains("href=\"/s/proba?lang=pl\""), "{choice}");
}
