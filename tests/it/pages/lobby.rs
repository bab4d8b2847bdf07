//! The lobby sheet: what the public page tells, on one sheet, and nothing where that tells nothing; the same bytes next
//! year.

use jiff::civil::date;
use serde_json::{Value, json};

use crate::harness::{Engine, Office};
use crate::on_both_databases;

on_both_databases!(
    a_sheet_is_the_same_bytes_whatever_comes_later,
    a_sheet_tells_nothing_that_the_public_page_does_not,
    what_was_said_and_done_stands_on_it,
);

const SHEET: &str = "/wyniki/obsluga/2026-Q3/plakat";
const REVIEW: &str = "/api/v1/reviews/2026-Q3";

struct Lobby {
    office: Office,
    analyst: String,
}

impl Lobby {
    /// An office whose third quarter of 2026 is closed.
    fn open(engine: Engine, options: &[&str]) -> Self {
        let office = Office::with(engine, options);
        for place in 0..40 {
            let overall = if place < 30 { 5 } else { 2 };
            office.respond("KM", json!({ "OVERALL": overall, "WAIT": 6 - overall })).expect(201);
        }
        office.tick(date(2026, 7, 15));
        office.tick(date(2026, 10, 1));
        let analyst = office.key("results", &[]);
        Self { office, analyst }
    }

    fn set(&self, settings: &Value) {
        self.office.json("PUT", "/api/v1/surveys/obsluga/settings", &self.office.admin, settings).expect(200);
    }

    fn issue(&self, body: &Value) {
        self.office.json("POST", REVIEW, &self.office.admin, body).expect(201);
    }

    fn sheet(&self, language: &str) -> Vec<u8> {
        self.office.get(&format!("{SHEET}?lang={language}"), "").expect(200).bytes
    }

    fn act(&self, title: &str, done_on: &str, you_said: &str) {
        let public = json!({ "you_said": { "pl": you_said }, "we_did": { "pl": format!("Zrobiono: {title}") } });
        let action = json!({
            "title": title, "source": "other", "finding": "a", "survey": "obsluga", "question": "WAIT", "department": "KM",
            "owner": "a", "decided_on": "2026-07-01", "due_on": "2026-12-31", "done_on": done_on, "public": public
        });
        self.office.json("POST", "/api/v1/actions", &self.office.admin, &action).expect(201);
    }
}

fn a_sheet_is_the_same_bytes_whatever_comes_later(engine: Engine) {
    let lobby = Lobby::open(engine, &[]);
    lobby.set(&json!({ "public": true }));
    lobby.office.get(SHEET, "").expect(404);
    let before = lobby.office.get("/wyniki/obsluga/2026-Q3", "").expect(200).text();
    assert!(!before.contains("plakat"), "it leads nowhere yet");
    let draft = lobby.office.get(&format!("{REVIEW}/lobby"), &lobby.analyst).expect(200).text();
    assert!(draft.contains("Jak oceniają nas mieszkańcy"), "there is a draft before");
    lobby.issue(&json!({}));
    let sheets = ["pl", "en"].map(|language| lobby.sheet(language));
    let html = String::from_utf8(sheets[0].clone()).unwrap().replace('\u{a0}', " ");
    for text in
        ["III kwartał 2026", "75,0", "Liczba odpowiedzi: 40.", "59,8–85,8", "/wyniki/obsluga/2026-Q3", "/s/obsluga"]
    {
        assert!(html.contains(text), "{text} in {html}");
    }
    assert!(String::from_utf8(sheets[1].clone()).unwrap().contains("How residents rate us"));
    let page = |period| lobby.office.get(&format!("/wyniki/obsluga/{period}"), "").expect(200).text();
    assert!(page("2026-Q3").contains("href=\"/wyniki/obsluga/2026-Q3/plakat?lang=pl\""));
    let answer = lobby.office.get(SHEET, "").expect(200);
    assert!(answer.header("content-security-policy").contains("style-src 'sha256-"), "its style is inside");
    lobby.act("Drugie okienko", "2026-09-20", "Długo.");
    assert!(["pl", "en"].map(|language| lobby.sheet(language)) == sheets, "an action changed what was issued");
    lobby.issue(&json!({ "reason": "Dopisano działanie" }));
    assert!(lobby.sheet("pl") != sheets[0], "the latest edition is meant");
    let first = lobby.office.get(&format!("{REVIEW}/lobby?edition=1"), &lobby.analyst).expect(200).bytes;
    assert!(first == sheets[0]);
    let Lobby { office, analyst } = lobby;
    let lobby = Lobby { office: Office::on(office.close(), &[]), analyst };
    let again = lobby.office.get(&format!("{REVIEW}/lobby?edition=1"), &lobby.analyst).expect(200).bytes;
    assert!(again == sheets[0], "a restart changed what was issued");
}

fn a_sheet_tells_nothing_that_the_public_page_does_not(engine: Engine) {
    let lobby = Lobby::open(engine, &[]);
    lobby.issue(&json!({}));
    let api = format!("{REVIEW}/lobby");
    for path in [api.as_str(), "/api/v1/reviews/2026-Q3/lobby?edition=draft"] {
        lobby.office.get(path, &lobby.analyst).expect(404);
    }
    lobby.set(&json!({ "public": true }));
    lobby.office.get(SHEET, "").expect(404);
    lobby.issue(&json!({ "reason": "Wyniki są jawne" }));
    lobby.office.get(SHEET, "").expect(200);
    for (period, key) in [("2026-07", &lobby.analyst), ("2026-Q4", &lobby.analyst)] {
        lobby.office.get(&format!("/api/v1/reviews/{period}/lobby"), key).expect(404);
        lobby.office.get(&format!("/wyniki/obsluga/{period}/plakat"), "").expect(404);
    }
    let bound = lobby.office.key("results", &["KM"]);
    lobby.office.get(&api, &bound).expect(403);
    lobby.set(&json!({}));
    lobby.office.get(SHEET, "").expect(404);
    // What few may be told nobody is told in public.
    let careless = Lobby::open(engine, &["--k", "5"]);
    careless.set(&json!({ "public": true }));
    careless.issue(&json!({}));
    careless.office.get(SHEET, "").expect(404);
    careless.office.get(&api, &careless.analyst).expect(404);
}

fn what_was_said_and_done_stands_on_it(engine: Engine) {
    let lobby = Lobby::open(engine, &[]);
    lobby.set(&json!({ "public": true }));
    lobby.act("Pierwsze", "2026-09-10", "Brakuje <b>krzeseł</b>.");
    lobby.act("Drugie", "2026-09-11", &"ą".repeat(1_000));
    lobby.act("Trzecie", "2026-09-12", "Za mało miejsc.");
    lobby.act("Czwarte", "2026-09-13", "Krótko czynne.");
    lobby.issue(&json!({}));
    let html = String::from_utf8(lobby.sheet("pl")).unwrap();
    let told: Vec<bool> =
        ["Pierwsze", "Drugie", "Trzecie", "Czwarte"].iter().map(|title| html.contains(*title)).collect();
    assert_eq!(told, [false, true, true, true], "the latest that fit on one sheet");
    assert!(html.contains("class=\"voices much\""), "much is set smaller");
    lobby.office.tick(date(2027, 3, 1));
    lobby.act("Rok później", "2027-02-10", "Zimno.");
    lobby.issue(&json!({ "reason": "Poprawka" }));
    assert!(!String::from_utf8(lobby.sheet("pl")).unwrap().contains("Rok później"), "a later year is no answer");
}
