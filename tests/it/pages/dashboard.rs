//! `/results`: sessions and their cookie, what keeps forms to themselves, and that a board is what the API says.

mod parts;
mod separate;

use jiff::civil::date;
use jiff::{Span, ToSpan};
use serde_json::{Value, json};

use crate::harness::{Engine, Office, Reply, noon};
use crate::on_both_databases;
use crate::v1::samples::{SURVEY, collect};

on_both_databases!(
    a_key_opens_a_session_and_its_end_is_the_end,
    a_session_ends_with_its_key,
    a_session_ends_by_itself,
    a_key_has_the_same_rate_in_a_session,
    forms_come_from_these_pages,
    a_board_is_what_the_api_says,
    a_bound_key_sees_its_departments,
    a_head_sees_the_office_beside_the_department_and_what_was_done,
    what_was_issued_is_linked_where_it_may_be_read,
);

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const BROWSER: (&str, &str) = ("accept", "text/html,application/xhtml+xml,*/*;q=0.8");

/// A visitor, who follows no redirect and sends the cookie along that they were given.
pub struct Visitor<'a> {
    office: &'a Office,
    agent: ureq::Agent,
    cookie: String,
}

impl<'a> Visitor<'a> {
    pub fn new(office: &'a Office) -> Self {
        let agent = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build();
        Self { office, agent: agent.into(), cookie: String::new() }
    }

    /// Somebody who has signed in.
    pub fn signed_in(office: &'a Office, key: &str) -> Self {
        let mut visitor = Self::new(office);
        let reply = visitor.post("/results", &format!("key={key}"), &[]).expect(303);
        visitor.keep(&reply);
        assert!(!visitor.cookie.is_empty());
        visitor
    }

    pub fn keep(&mut self, reply: &Reply) {
        self.cookie = reply.header("set-cookie").split(';').next().unwrap().to_owned();
    }

    pub fn get(&self, path: &str) -> Reply {
        self.send("GET", path, "", &[BROWSER])
    }

    pub fn post(&self, path: &str, body: &str, headers: &[(&str, &str)]) -> Reply {
        self.send("POST", path, body, &[&[FORM, BROWSER], headers].concat())
    }

    pub fn send(
        &self,
        method: &str,
        path: &str,
        body: &(impl AsRef<[u8]> + ?Sized),
        headers: &[(&str, &str)],
    ) -> Reply {
        let address = format!("{}{path}", self.office.client.address);
        let mut request = ureq::http::Request::builder().method(method).uri(address);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if !self.cookie.is_empty() {
            request = request.header("cookie", &self.cookie);
        }
        let mut answer = match method {
            "GET" => self.agent.run(request.body(()).unwrap()),
            _ => self.agent.run(request.body(body.as_ref()).unwrap()),
        }
        .unwrap();
        Reply {
            status: answer.status().as_u16(),
            headers: answer.headers().clone(),
            bytes: answer.body_mut().read_to_vec().unwrap(),
        }
    }

    /// Sends a form, or asks for a page, whatever the method is.
    pub fn try_form(&self, method: &str, path: &str, body: &str) -> Reply {
        if method == "GET" { self.get(path) } else { self.post(path, body, &[]) }
    }

    /// Whether the board is shown; otherwise the way leads to the door.
    fn is_in(&self) -> bool {
        let reply = self.get("/results/obsluga?lang=pl");
        let door = reply.status == 303 && reply.header("location").starts_with("/results?lang=pl&next=%2Fresults%2F");
        assert!(door || reply.status == 200, "{}: {}", reply.status, reply.text());
        !door
    }

    fn form_token(&self) -> String {
        let page = self.get("/results/obsluga?lang=pl").expect(200).text();
        page.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    }
}

/// Two months of two departments, and of one with too few responses.
fn fill(office: &Office) {
    let kiosk = office.key("submit", &[]);
    let send = |department: &str, day: &str, positive: usize, all: usize| {
        collect(office, &kiosk, department, day, &json!({ "OVERALL": 5, "WAIT": 4, "OUTCOME": "yes" }), positive);
        collect(office, &kiosk, department, day, &json!({ "OVERALL": 2, "WAIT": 3, "OUTCOME": "no" }), all - positive);
    };
    send("KM", "2026-07-10", 30, 60);
    send("GN", "2026-07-10", 20, 40);
    office.tick(date(2026, 7, 15));
    office.clock.set(noon(date(2026, 8, 14)).timestamp());
    send("KM", "2026-08-10", 55, 60);
    send("GN", "2026-08-10", 21, 40);
    send("OS", "2026-08-10", 3, 9);
    office.tick(date(2026, 8, 15));
}

fn advance(office: &Office, span: Span) {
    let now = office.clock.now();
    office.clock.set((&now + span).timestamp());
}

fn a_key_opens_a_session_and_its_end_is_the_end(engine: Engine) {
    let office = Office::open(engine);
    let key = office.key("results", &[]);
    let mut visitor = Visitor::new(&office);
    assert!(!visitor.is_in());
    let reply = visitor.post("/results?lang=pl", &format!("key=+{key}+&next=%2Fresults%2Fobsluga%3Flang%3Dpl"), &[]);
    let reply = reply.expect(303);
    assert_eq!(reply.header("location"), "/results/obsluga?lang=pl");
    let cookie = reply.header("set-cookie").to_owned();
    assert!(cookie.ends_with("; Path=/console; HttpOnly; SameSite=Strict"), "{cookie}");
    assert!(!cookie.contains(&key), "the cookie is not the key");
    visitor.keep(&reply);
    let page = visitor.get("/results/obsluga?lang=pl").expect(200);
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("referrer-policy"), "same-origin");
    assert!(page.header("content-security-policy").starts_with("default-src 'none'; script-src 'self'"));
    assert_eq!(page.header("set-cookie"), "");
    let token = visitor.form_token();
    let out = visitor.post("/results/sign-out", &format!("token={token}"), &[]).expect(303);
    assert!(out.header("set-cookie").starts_with("ankieta_session=; Path=/console;"), "{}", out.header("set-cookie"));
    assert!(out.header("set-cookie").ends_with("; Max-Age=0"));
    assert!(!visitor.is_in(), "the cookie that was kept opens nothing any more");
    let audit = office.get("/api/v1/audit", &office.admin).expect(200).text();
    for action in ["results.sign_in", "results.read", "results.sign_out"] {
        assert!(audit.contains(action), "{action}: {audit}");
    }
}

fn a_session_ends_with_its_key(engine: Engine) {
    let office = Office::open(engine);
    let body = json!({ "name": "a", "scope": "results", "departments": [] });
    let made = office.json("POST", "/api/v1/keys", &office.admin, &body).expect(201).json();
    let visitor = Visitor::signed_in(&office, made["secret"].as_str().unwrap());
    assert!(visitor.is_in());
    office.delete(&format!("/api/v1/keys/{}", made["key"]["id"].as_str().unwrap()), &office.admin).expect(204);
    assert!(!visitor.is_in());
    let body = json!({ "name": "b", "scope": "results", "departments": [], "expires_on": "2026-07-14" });
    let made = office.json("POST", "/api/v1/keys", &office.admin, &body).expect(201).json();
    office.clock.set(date(2026, 7, 14).at(23, 0, 0, 0).in_tz("Europe/Warsaw").unwrap().timestamp());
    let visitor = Visitor::signed_in(&office, made["secret"].as_str().unwrap());
    assert!(visitor.is_in());
    advance(&office, 59.minutes());
    assert!(visitor.is_in());
    advance(&office, 1.minutes());
    assert!(!visitor.is_in(), "the key is good until the end of its last day");
}

fn a_key_has_the_same_rate_in_a_session(engine: Engine) {
    let office = Office::with(engine, &["--results-per-minute", "3"]);
    let key = office.key("results", &[]);
    let visitor = Visitor::signed_in(&office, &key);
    office.get(&format!("{SURVEY}/results?period=2026-Q3"), &key).expect(200);
    visitor.get("/results/obsluga").expect(200);
    visitor.get("/results/obsluga/download?period=2026-Q3&group_by=none&format=csv").expect(200);
    let refused = visitor.get("/results/obsluga").expect(429);
    assert!((1..=20).contains(&refused.header("retry-after").parse::<u32>().unwrap()));
}

fn a_session_ends_by_itself(engine: Engine) {
    let office = Office::open(engine);
    let key = office.key("results", &[]);
    let visitor = Visitor::signed_in(&office, &key);
    advance(&office, 59.minutes());
    assert!(visitor.is_in());
    advance(&office, 1.hours());
    assert!(!visitor.is_in());
    // Whoever signs in next sweeps up.
    let rows = |office: &Office| {
        let mut written = Vec::new();
        ankieta::storage::archive::write(&mut office.storage.dedicated().unwrap(), &mut written).unwrap();
        String::from_utf8(written).unwrap().lines().filter(|line| line.starts_with("[\"sessions\"")).count()
    };
    assert_eq!(rows(&office), 1);
    let mut visitor = Visitor::signed_in(&office, &key);
    assert_eq!(rows(&office), 1);
    // A browser has one session at a time.
    let again = visitor.post("/results", &format!("key={key}"), &[]).expect(303);
    assert!(!visitor.is_in());
    visitor.keep(&again);
    assert!(visitor.is_in());
    assert_eq!(rows(&office), 1);
}

fn forms_come_from_these_pages(engine: Engine) {
    let office = Office::open(engine);
    let key = office.key("results", &[]);
    let host = office.client.address.trim_start_matches("http://").to_owned();
    let visitor = Visitor::signed_in(&office, &key);
    let elsewhere: [&[(&str, &str)]; 5] = [
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site"), ("origin", &office.client.address)],
    ];
    let token = visitor.form_token();
    for headers in elsewhere {
        Visitor::new(&office).post("/results", &format!("key={key}"), headers).expect(403);
        visitor.post("/results/sign-out", &format!("token={token}"), headers).expect(403);
    }
    for wrong in ["", "token=", &format!("token={token}x"), "token=anything"] {
        visitor.post("/results/sign-out", wrong, &[("sec-fetch-site", "same-origin")]).expect(403);
    }
    assert!(visitor.is_in());
    let ours = [("origin", format!("http://{host}"))];
    let ours = ours.each_ref().map(|(name, value)| (*name, value.as_str()));
    visitor.post("/results/sign-out", &format!("token={token}"), &ours).expect(303);
    assert!(!visitor.is_in());
}

/// The cells of a table row of a section.
pub fn row(page: &str, section: &str, code: &str) -> Vec<String> {
    let section = page.split(&format!("id=\"{section}\"")).nth(1).unwrap_or_else(|| panic!("no {section}: {page}"));
    let row = section.split(&format!("<tr data-code=\"{code}\">")).nth(1).unwrap().split("</tr>").next().unwrap();
    let cells = row.split("<td").skip(1).map(|cell| cell.split_once('>').unwrap().1.split('<').next().unwrap());
    cells.map(|cell| cell.replace('\u{a0}', " ")).collect()
}

/// A share as Polish people read it.
pub fn per_cent(share: &Value) -> String {
    format!("{:.1}%", 100.0 * share.as_f64().unwrap()).replace('.', ",")
}

fn a_board_is_what_the_api_says(engine: Engine) {
    let office = Office::open(engine);
    fill(&office);
    let key = office.key("results", &[]);
    let visitor = Visitor::signed_in(&office, &key);
    let page = visitor.get("/results/obsluga?period=2026-08&lang=pl").expect(200).text();
    let query = format!("{SURVEY}/results?period=2026-08&group_by=department");
    let results = office.get(&query, &key).expect(200).json();
    let total = &results["total"]["questions"][0]["positive"];
    assert!(page.replace('\u{a0}', " ").contains(&format!("<strong>{}</strong>", per_cent(&total["share"]))), "{page}");
    for group in results["groups"].as_array().unwrap().iter().filter(|group| group["withheld"].is_null()) {
        let positive = &group["questions"][0]["positive"];
        let cells = row(&page, "departments", group["key"]["department"].as_str().unwrap());
        assert_eq!(cells[0], group["questions"][0]["n"].to_string());
        assert_eq!(cells[1], per_cent(&positive["share"]));
    }
    let query = format!("{SURVEY}/comparison?period=2026-08&against=2026-07&question=OVERALL&group_by=department");
    let compared = office.get(&query, &key).expect(200).json();
    assert_eq!(compared["groups"][0]["questions"][0]["verdict"], "increase");
    assert_eq!(row(&page, "departments", "KM")[5], "wzrost potwierdzony statystycznie");
    assert_eq!(row(&page, "departments", "GN")[5], "zmiana w granicach błędu");
    assert!(row(&page, "departments", "OS")[0].starts_with("mniej niż 10 odpowiedzi"), "{page}");
    assert_eq!(row(&page, "dimensions", "WAIT")[..2], ["100", "76,0%"]);
    assert_eq!(row(&page, "question-OUTCOME", "yes")[..2], ["76", "76,0%"]);
    // The file of a part is byte for byte what the API gives.
    let file = visitor.get("/results/obsluga/download?period=2026-08&group_by=department&format=csv").expect(200);
    let same = office.get(&format!("{SURVEY}/results?period=2026-08&group_by=department&format=csv"), &key).expect(200);
    assert_eq!(file.text(), same.text());
    let name = "attachment; filename=\"obsluga-2026-08-department.csv\"";
    assert_eq!((file.header("content-disposition"), file.header("cache-control")), (name, "no-store"));
}

fn a_bound_key_sees_its_departments(engine: Engine) {
    let office = Office::open(engine);
    fill(&office);
    let visitor = Visitor::signed_in(&office, &office.key("results", &["KM", "OS"]));
    let page = visitor.get("/results/obsluga?period=2026-08&lang=pl").expect(200).text();
    let heading = page.split("<h1>").nth(1).unwrap().split("</h1>").next().unwrap();
    assert_eq!(heading, "Wydział Komunikacji, Wydział Ochrony Środowiska, Rolnictwa i Leśnictwa");
    assert!(!page.contains("Geodezji") && !page.contains("Pozostałe łącznie\""));
    assert_eq!(row(&page, "departments", "KM")[0], "60");
    let refused = visitor.get("/results/obsluga?department=GN&lang=pl").expect(403).text();
    assert!(refused.contains("Państwa uprawnienia nie obejmują wybranego wydziału."), "{refused}");
    visitor.get("/results/obsluga/download?period=2026-08&department=GN&group_by=none&format=csv").expect(403);
    let file =
        visitor.get("/results/obsluga/download?period=2026-08&group_by=department&format=csv").expect(200).text();
    assert!(file.contains(",KM,") && !file.contains(",GN,"), "{file}");
}

fn a_head_sees_the_office_beside_the_department_and_what_was_done(engine: Engine) {
    let office = Office::open(engine);
    fill(&office);
    for department in ["KM", "GN"] {
        let action = json!({
            "title": format!("Numerki w {department}"), "source": "other", "finding": "Kolejki", "survey": "obsluga",
            "question": "OVERALL", "department": department, "owner": "Naczelnik", "decided_on": "2026-07-20",
            "due_on": "2026-08-01", "done_on": "2026-07-31", "before": "2026-07", "after": "2026-08",
        });
        office.json("POST", "/api/v1/actions", &office.admin, &action).expect(201);
    }
    office.tick(date(2026, 10, 1));
    let analyst = office.key("results", &[]);
    let query = format!("{SURVEY}/results?period=2026-08");
    let total = office.get(&query, &analyst).expect(200).json()["total"]["questions"][0]["positive"].clone();
    let head = Visitor::signed_in(&office, &office.key("results", &["KM"]));
    let page = head.get("/results/obsluga?period=2026-08&lang=pl").expect(200).text().replace('\u{a0}', " ");
    assert!(page.contains("<h1>Wydział Komunikacji</h1>"), "{page}");
    let beside = format!("<dt>Cały urząd</dt><dd>{} (", per_cent(&total["share"]));
    assert!(page.contains(&beside), "{beside}: {page}");
    assert!(page.contains("Numerki w KM") && !page.contains("Numerki w GN"), "{page}");
    let actions = page.split("id=\"actions\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(actions.contains("skuteczne") && actions.contains("91,7"), "{actions}");
}

fn what_was_issued_is_linked_where_it_may_be_read(engine: Engine) {
    let office = Office::open(engine);
    fill(&office);
    office.tick(date(2026, 10, 1));
    office.json("PUT", &format!("{SURVEY}/settings"), &office.admin, &json!({ "public": true })).expect(200);
    let (analyst, head) = (office.key("results", &[]), office.key("results", &["KM"]));
    let links = |key: &str, query: &str| -> Vec<String> {
        let page = Visitor::signed_in(&office, key).get(&format!("/results/obsluga?period=2026-Q3{query}&lang=pl"));
        let page = page.expect(200).text();
        assert!(page.contains(">Uprzejmość</option>"), "a question is chosen by its short name: {page}");
        let (_, elsewhere) = page.split_once("class=\"elsewhere\"").unwrap();
        let (elsewhere, _) = elsewhere.split_once("</nav>").unwrap();
        elsewhere.split("href=\"").skip(1).map(|link| link.split('"').next().unwrap().to_owned()).collect()
    };
    let review = "/results/obsluga/review/2026-Q3";
    let issued = ["/departments/KM", "/lobby", "/minutes/1"].map(|rest| format!("{review}{rest}?lang=pl"));
    let expect = |key: &str, query: &str, shown: [bool; 3]| {
        let links = links(key, query);
        assert_eq!(issued.each_ref().map(|link| links.contains(link)), shown, "{query}: {links:?}");
        for link in links.iter().filter(|link| link.starts_with(review)) {
            let document = Visitor::signed_in(&office, key).get(link).expect(200);
            assert_eq!(
                (document.header("cache-control"), document.header("content-type")),
                ("no-store", "text/html; charset=utf-8")
            );
        }
    };
    expect(&analyst, "&department=KM", [false; 3]);
    office.json("POST", "/api/v1/reviews/2026-Q3", &office.admin, &json!({})).expect(201);
    expect(&analyst, "", [false, true, false]);
    office.clock.set(noon(date(2026, 10, 5)).timestamp());
    let minutes = json!({
        "held_on": "2026-10-05", "participants": ["Starosta"], "prepared_by": "Anna Nowak", "approved_by": "Starosta",
        "decisions": [{ "text": "Bez zmian.", "owner": "Sekretarz", "due_on": "2026-10-30" }],
    });
    office.json("POST", "/api/v1/reviews/2026-Q3/minutes", &office.admin, &minutes).expect(201);
    expect(&analyst, "", [false, true, true]);
    expect(&analyst, "&department=KM", [true; 3]);
    expect(&head, "", [true, false, false]);
    let bound = Visitor::signed_in(&office, &head);
    for refused in ["/departments/GN", "/lobby", "/minutes/1", ""] {
        bound.get(&format!("{review}{refused}?lang=pl")).expect(403);
    }
    let anybody = Visitor::new(&office);
    issued.iter().for_each(|link| drop(anybody.get(link).expect(303)));
    Visitor::signed_in(&office, &analyst).get(&format!("{review}/minutes/2")).expect(404);
}

#[test]
fn the_last_closed_period_is_shown_and_nothing_that_is_yet_to_come() {
    for (close, latest) in [("quarter", "<span>IV\u{a0}kwartał 2026"), ("year", "<span>2026")] {
        let office = Office::with(Engine::Sqlite, &["--close", close]);
        fill(&office);
        let key = office.key("results", &[]);
        let page = || Visitor::signed_in(&office, &key).get("/results/obsluga?lang=pl").expect(200).text();
        let running = page();
        assert!(running.contains("<p class=\"notice\">Okres trwa: "), "{running}");
        assert!(running.contains("value=\"2026-08\"") && !running.contains("value=\"2026-09\""), "{running}");
        office.tick(date(2027, 1, 1));
        office.clock.set(noon(date(2027, 1, 2)).timestamp());
        let kiosk = office.key("submit", &[]);
        collect(&office, &kiosk, "KM", "2027-01-01", &json!({ "OVERALL": 5 }), 20);
        office.tick(date(2027, 1, 3));
        let page = page();
        let shown = page.split("<details class=\"choices\">").nth(1).unwrap().split("</summary>").next().unwrap();
        assert!(shown.contains(latest), "{close}: {shown}");
        assert!(page.contains("<p class=\"notice\">Trwa ") && page.contains(" 3. dzień z "), "{close}: {page}");
    }
}

#[test]
fn only_a_key_for_results_opens_the_door_and_not_too_many_are_tried() {
    let office = Office::open(Engine::Sqlite);
    let visitor = Visitor::new(&office);
    let (unfit, admin) = ("Ten klucz nie otwiera wyników.", "To klucz administratora.");
    for (wrong, why) in [("", unfit), ("nothing", unfit), (&office.admin, admin), (&office.key("submit", &[]), unfit)] {
        let refused = visitor.post("/results?lang=pl", &format!("key={wrong}"), &[]).expect(403);
        assert!(refused.text().contains(why), "{}", refused.text());
        assert_eq!(refused.header("set-cookie"), "");
        assert!(wrong.is_empty() || !refused.text().contains(wrong), "it is not shown again");
    }
    let key = office.key("results", &[]);
    for _ in 2..30 {
        // What is right counts for nothing.
        visitor.post("/results", &format!("key={key}"), &[]).expect(303);
        visitor.post("/results", "key=nothing", &[]).expect(403);
    }
    let refused = visitor.post("/results?lang=pl", "key=nothing", &[]).expect(429);
    assert!(refused.header("retry-after").parse::<u64>().unwrap() > 0);
    assert!(refused.text().contains("Zbyt wiele nieudanych prób."));
}

#[test]
fn an_address_that_does_not_fit_is_refused() {
    let office = Office::open(Engine::Sqlite);
    let visitor = Visitor::signed_in(&office, &office.key("results", &[]));
    for (query, status) in [
        ("period=2026-Q5", 400),
        ("period=2026-07-01", 400),
        ("department=XX", 400),
        ("department=%3Cb%3E", 400),
        ("question=NONE", 400),
        ("question=SUGGEST", 400),
        ("question=RTYPE", 400),
        ("against=never", 400),
        ("perod=2026-Q3", 400),
        ("period=2026-Q3&period=2026-Q2", 400),
        ("period=&department=&question=&against=&lang=en", 200),
        ("period=1999", 200),
    ] {
        visitor.get(&format!("/results/obsluga?{query}")).expect(status);
    }
    visitor.get("/results/nothing").expect(404);
    visitor.get("/results/sign-out").expect(404);
    for query in [
        "",
        "period=2026-Q3&group_by=none",
        "period=2026-Q3&group_by=none&format=json",
        "period=2026-Q3&group_by=none&format=excel-csv",
        "period=2026-Q3&group_by=day&format=csv",
        "period=2026-Q3&group_by=COURTESY&format=csv",
        "period=2026-Q3&group_by=channel%2Cchannel&format=csv",
        "period=2026-Q3&group_by=flags&format=csv",
        "group_by=none&format=csv",
        "period=2026-Q3&format=csv",
        "period=2026-Q3&part=drivers&group_by=none&format=csv",
        "period=2026-Q3&part=everything&format=csv",
        "period=2026-Q3&part=drivers&format=json-stat",
        "period=2026-Q3&part=drivers&question=WAIT&format=csv",
        "period=2026-07&part=drivers&format=csv",
        "period=2026-Q3&part=targets&department=XX&format=csv",
    ] {
        visitor.get(&format!("/results/obsluga/download?{query}")).expect(400);
    }
    let away =
        Visitor::new(&office).get("/results/obsluga/download?period=2026-Q3&group_by=none&format=csv").expect(303);
    assert!(away.header("location").starts_with("/results?lang="), "{}", away.header("location"));
}

#[test]
fn nobody_is_sent_elsewhere_by_signing_in() {
    let office = Office::open(Engine::Sqlite);
    let key = office.key("results", &[]);
    for next in ["https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2Fresults%2F%5C..%2F", "%2F", ""] {
        let reply = Visitor::new(&office).post("/results?lang=pl", &format!("key={key}&next={next}"), &[]).expect(303);
        assert_eq!(reply.header("location"), "/results?lang=pl");
    }
}

#[test]
fn the_cookie_of_a_secure_service_is_secure_and_no_other_page_has_one() {
    let office = Office::with(Engine::Sqlite, &["--public-url", "https://ankieta.example"]);
    let key = office.key("results", &[]);
    let reply = Visitor::new(&office).post("/results", &format!("key={key}"), &[("origin", "https://ankieta.example")]);
    assert!(reply.expect(303).header("set-cookie").ends_with("; SameSite=Strict; Secure"));
    for path in ["/", "/s/obsluga", "/s/obsluga/KM", "/kiosk", "/results", "/api/v1/surveys/obsluga", "/docs/"] {
        assert_eq!(office.get(path, "").header("set-cookie"), "", "{path}");
    }
}
