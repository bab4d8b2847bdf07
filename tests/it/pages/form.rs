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
    steps_bring_answers_along_and_store_nothing,
    a_form_that_was_sent_is_not_shown_again,
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
    assert!(refused.text().contains("Z tego łącza wysłano już kilka ankiet. Prosimy wysłać tę za 10 minut albo"));
    let office = Office::with(engine, &["--web-per-day", "1"]);
    office.respond("KM", json!({ "OVERALL": 5 })).expect(201);
    for (language, words) in [("pl", "wysłać tę jutro"), ("en", "one tomorrow"), ("uk", "завтра"), ("de", "morgen")]
    {
        let refused = send(&office, &format!("/s/obsluga/KM?lang={language}"), &body).expect(429).text();
        assert!(refused.contains(words), "{refused}");
    }
}

/// What a page brings along of other steps, and what is chosen on it, as a browser would send it with a button.
fn fields(page: &str, button: &str) -> String {
    let value = |tag: &str, name: &str| Some(tag.split(&format!("{name}=\"")).nth(1)?.split('"').next()?.to_owned());
    let inputs = page.split("<input ").skip(1).filter_map(|rest| rest.split('>').next());
    let sent = inputs.filter(|tag| tag.contains("type=\"hidden\"") || tag.contains(" checked"));
    let pairs = sent.filter_map(|tag| Some(format!("{}={}", value(tag, "name")?, value(tag, "value")?)));
    pairs.chain([button.to_owned()]).collect::<Vec<_>>().join("&")
}

fn steps_bring_answers_along_and_store_nothing(engine: Engine) {
    let office = Office::open(engine);
    let go = |page: &str, button: &str, status: u16| {
        let reply = send(&office, "/s/obsluga/KM?lang=pl", &fields(page, button)).expect(status);
        assert_eq!((reply.header("cache-control"), reply.header("set-cookie")), ("no-store", ""));
        reply.text()
    };
    let first = office.get("/s/obsluga/KM?lang=pl", "").expect(200).text();
    assert!(!first.contains("id=\"COURTESY\"") && !first.contains("id=\"REASON\""), "one thing is asked at a time");
    let missing = go(&first, "step=next", 422);
    assert!(missing.contains("Prosimy sprawdzić odpowiedzi") && missing.contains("href=\"#OVERALL\""), "{missing}");
    let why = go(&first, "OVERALL=2&step=next", 200);
    assert!(why.contains("Krok 1 z 6") && why.contains("id=\"REASON\""), "{why}");
    let rows = go(&why, "REASON=time&REASON=info&step=next", 200);
    assert!(rows.contains("Krok 2 z 6") && rows.contains("id=\"COURTESY\""), "{rows}");
    for kept in ["name=\"OVERALL\" value=\"2\"", "name=\"REASON\" value=\"time\"", "name=\"REASON\" value=\"info\""] {
        assert!(rows.contains(&format!("<input type=\"hidden\" {kept} data-answer>")), "{kept}: {rows}");
    }
    let german = go(&rows, "WAIT=na&language=de", 200);
    assert!(german.contains("Schritt 2 von 6") && german.contains("value=\"na\" checked"), "{german}");
    assert!(german.contains("action=\"/s/obsluga/KM?lang=de\""), "{german}");
    let back = go(&german, "step=back", 200);
    assert!(back.contains("value=\"info\" checked") && back.contains("name=\"WAIT\" value=\"na\""), "{back}");
    // What is wrong with an answer that was sent from elsewhere is shown where it is asked.
    let wrong = go(&rows, "WAIT=9&step=send", 422);
    assert!(wrong.contains("href=\"#WAIT\"") && wrong.contains("Czas oczekiwania na obsługę –"), "{wrong}");
    let id = first.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let body = json!({ "department": "KM", "answers": { "OVERALL": 2 } });
    office.json("PUT", &format!("/api/v1/surveys/obsluga/responses/{id}"), "", &body).expect(201);
}

fn a_form_that_was_sent_is_not_shown_again(engine: Engine) {
    let office = Office::open(engine);
    let first = office.get("/s/obsluga/KM?lang=pl", "").expect(200).text();
    let body = fields(&first, "OVERALL=2");
    assert!(send(&office, "/s/obsluga/KM?lang=pl", &format!("{body}&step=next")).text().contains("id=\"REASON\""));
    send(&office, "/s/obsluga/KM?lang=pl", &format!("{body}&step=send")).expect(200);
    for again in ["step=next", "step=back", "REASON=time&step=next", "language=de"] {
        let reply = send(&office, "/s/obsluga/KM?lang=pl", &format!("{body}&{again}")).expect(200).text();
        assert!(!reply.contains(" checked") && !reply.contains("type=\"hidden\" name=\"OVERALL\""), "{again}: {reply}");
        assert_ne!(fields(&reply, ""), fields(&first, ""), "it is another form");
    }
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
        assert_eq!(page.header("referrer-policy"), "same-origin", "{path}");
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
    assert!(office.get("/?lang=de", "").expect(200).text().contains("Welche Abteilung haben Sie aufgesucht?"));
    publish_first(&office, "proba", &every_kind());
    let choice = office.get("/", "").expect(200).text();
    assert!(choice.contains("href=\"/s/obsluga?lang=pl\"") && choice.contains("href=\"/s/proba?lang=pl\""), "{choice}");
}
