//! Reviews: what was issued stays as it was, byte for byte and in every form; a draft is never kept; what is withheld
//! stays withheld; and no share stands without its n and its interval.

use jiff::civil::date;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use ankieta::storage::responses::{Receipt, Submission, commit_group};
use ankieta::storage::surveys::list_versions;
use ankieta::survey::flags::Flags;
use ankieta::survey::response::{Channel, Draft, Given, Window, check};

use crate::harness::{Engine, Office, Reply};
use crate::on_both_databases;
use crate::v1::samples::{collect, every_kind, expected, faults, publish_first};

on_both_databases!(
    an_edition_is_the_same_bytes_whatever_comes_later,
    a_draft_is_made_anew_and_never_kept,
    an_edition_says_why_it_corrects_another,
    a_review_is_asked_for_by_form_language_and_edition,
    a_review_is_of_the_whole_office,
    what_is_withheld_stays_withheld_and_says_why,
    what_the_office_entered_is_in_the_review,
);

/// Every form that is handed out.
const FORMS: [&str; 5] =
    ["format=json", "format=html&lang=pl", "format=html&lang=en", "format=xlsx&lang=pl", "format=xlsx&lang=en"];

/// An office in the third quarter of 2026: a large department, one of a dozen, and one of four.
struct Quarter {
    office: Office,
    analyst: String,
}

impl Quarter {
    /// As it is while the quarter goes on.
    fn begin(engine: Engine) -> Self {
        let office = Office::open(engine);
        let kiosk = office.key("submit", &[]);
        for (department, satisfied, of) in [("KM", 80, 100), ("GN", 9, 12), ("AB", 3, 4)] {
            let answers = |rating: u8| json!({ "OVERALL": rating, "WAIT": 6 - rating, "OUTCOME": "yes" });
            collect(&office, &kiosk, department, "2026-07-10", &answers(5), satisfied);
            collect(&office, &kiosk, department, "2026-07-10", &answers(2), of - satisfied);
        }
        office.tick(date(2026, 7, 15));
        let analyst = office.key("results", &[]);
        Self { office, analyst }
    }

    /// As it is on the day after the quarter was closed.
    fn close(engine: Engine) -> Self {
        let quarter = Self::begin(engine);
        quarter.office.tick(date(2026, 10, 1));
        quarter
    }

    fn ask(&self, query: &str) -> Reply {
        self.office.get(&format!("/api/v1/reviews/2026-Q3?{query}"), &self.analyst)
    }

    fn issue(&self, body: &Value) -> Reply {
        self.office.json("POST", "/api/v1/reviews/2026-Q3", &self.office.admin, body)
    }

    fn every_form(&self, edition: &str) -> Vec<Vec<u8>> {
        FORMS.iter().map(|form| self.ask(&format!("edition={edition}&{form}")).expect(200).bytes).collect()
    }

    fn list(&self) -> Vec<Value> {
        let list = self.office.get("/api/v1/reviews", &self.analyst).expect(200).json();
        list["items"].as_array().unwrap().clone()
    }

    /// Imports a score of responses to the largest department, collected in the quarter that is closed.
    fn import(&self) {
        let mut session = self.office.storage.dedicated().unwrap();
        let versions = list_versions(&mut session).unwrap();
        let version = versions.iter().find(|version| version.survey.as_str() == "obsluga").unwrap();
        let submissions = (0..20).map(|place| {
            let draft = Draft {
                version: None,
                department: "KM".to_owned(),
                language: None,
                collected_on: Some("2026-08-20".to_owned()),
                answers: vec![("OVERALL".to_owned(), Given::Integer(1 + place % 5))],
            };
            let day = date(2026, 10, 1);
            let response = check(&draft, version, day, Window::History).unwrap();
            let receipt = Receipt::new(&version.survey, Uuid::new_v4(), &draft);
            Submission {
                receipt,
                response,
                channel: Channel::Paper,
                received_on: day,
                history: true,
                flags: Flags::default(),
            }
        });
        commit_group(&mut session, &submissions.collect::<Vec<_>>()).unwrap();
        self.office.tick(date(2026, 10, 2));
    }
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A part of a review.
fn part<'a>(review: &'a Value, id: &str) -> &'a Value {
    let parts = review["parts"].as_array().unwrap();
    parts.iter().find(|part| part["id"] == id).unwrap_or_else(|| panic!("no part {id}"))
}

/// The cells of the row whose first cell has a code or a name.
fn row<'a>(table: &'a Value, name: &str) -> &'a Vec<Value> {
    let rows = table["rows"].as_array().unwrap();
    let named = |row: &&Value| {
        let first = &row["cells"][0];
        first["phrase"]["code"] == name || first["text"] == name
    };
    rows.iter().find(named).unwrap_or_else(|| panic!("no row {name}"))["cells"].as_array().unwrap()
}

fn an_edition_is_the_same_bytes_whatever_comes_later(engine: Engine) {
    let quarter = Quarter::close(engine);
    let issued = quarter.issue(&json!({ "procedure": "Procedura PS-05" })).expect(201).json();
    assert_eq!((&issued["edition"], &issued["issued_on"]), (&json!(1), &json!("2026-10-01")));
    let first = quarter.every_form("1");
    let seal = sha256(&first[0]);
    assert_eq!(issued["sha256"], seal.as_str());
    let json = quarter.ask("").expect(200);
    assert_eq!((json.bytes.as_slice(), json.header("x-review-sha256")), (first[0].as_slice(), seal.as_str()));
    for document in &first[1..3] {
        let text = String::from_utf8(document.clone()).unwrap();
        assert!(text.contains(&seal) && text.contains("Procedura PS-05"));
    }
    quarter.import();
    assert!(quarter.every_form("1") == first, "an import changed what was issued");
    assert_ne!(quarter.ask("edition=draft").expect(200).bytes, first[0], "the import is in the next edition");
    quarter.issue(&json!({ "reason": "Uzupełniono ankiety papierowe" })).expect(201);
    let second = quarter.every_form("2");
    assert!(second.iter().zip(&first).all(|(second, first)| second != first));
    let Quarter { office, analyst } = quarter;
    let office = Office::on(office.close(), &[]);
    let quarter = Quarter { office, analyst };
    assert!(quarter.every_form("1") == first && quarter.every_form("2") == second, "a restart changed what was issued");
    assert!(quarter.ask("").expect(200).bytes == second[0], "the latest edition is meant when none is named");
    assert_eq!(quarter.list().iter().map(|edition| edition["edition"].clone()).collect::<Vec<_>>(), [1, 2]);
}

fn a_draft_is_made_anew_and_never_kept(engine: Engine) {
    let quarter = Quarter::begin(engine);
    let draft = quarter.ask("").expect(200);
    assert_eq!(draft.header("x-review-sha256"), "");
    let draft = draft.json();
    assert_eq!((&draft["edition"], &draft["period"]["closed"]), (&Value::Null, &json!(false)));
    let html = quarter.ask("format=html").expect(200).text();
    assert!(html.contains("wersja robocza"), "a draft must say what it is");
    quarter.issue(&json!({})).expect(409);
    quarter.office.tick(date(2026, 10, 1));
    assert_eq!(quarter.ask("").expect(200).json()["period"]["closed"], true);
    assert_eq!(quarter.list(), [] as [Value; 0]);
    quarter.ask("edition=1").expect(404);
}

fn an_edition_says_why_it_corrects_another(engine: Engine) {
    let quarter = Quarter::close(engine);
    quarter.issue(&json!({ "reason": "Nie ma czego poprawiać" })).expect(409);
    quarter.issue(&json!({})).expect(201);
    quarter.issue(&json!({})).expect(409);
    let wrong = quarter.issue(&json!({ "reason": "dwa\nwiersze", "procedure": "" })).expect(422).json();
    assert_eq!(faults(&wrong), expected(&[("/procedure", "out_of_range"), ("/reason", "malformed")]));
    quarter.issue(&json!({ "reason": "Poprawiono nazwę wydziału <b>" })).expect(201);
    let html = quarter.ask("format=html").expect(200).text();
    assert!(html.contains("Poprawiono nazwę wydziału &#60;b&#62;"), "text is text");
    let log = quarter.office.get("/api/v1/audit", &quarter.office.admin).expect(200).text();
    assert!(log.contains("review.issue") && log.contains("review.read") && log.contains("obsluga 2026-Q3 2"));
}

fn a_review_is_asked_for_by_form_language_and_edition(engine: Engine) {
    let quarter = Quarter::close(engine);
    let accept = |accepted: &str| {
        let headers = [("accept", accepted)];
        quarter.office.send("GET", "/api/v1/reviews/2026-Q3", &quarter.analyst, &headers, &[])
    };
    assert_eq!(accept("*/*").expect(200).header("content-type"), "application/json");
    let html = accept("text/html,application/xhtml+xml,*/*;q=0.8").expect(200);
    assert_eq!(html.header("content-type"), "text/html; charset=utf-8");
    assert!(html.header("content-security-policy").starts_with("default-src 'none'; style-src 'self';"));
    assert_eq!(html.header("content-language"), "pl");
    let xlsx = quarter.ask("format=xlsx&lang=en").expect(200);
    assert!(xlsx.bytes.starts_with(b"PK"));
    assert_eq!(xlsx.header("content-disposition"), "attachment; filename=\"obsluga-2026-Q3-draft-en.xlsx\"");
    accept("image/png").expect(406);
    assert!(quarter.ask("format=html&lang=en").expect(200).text().contains("Management review"));
    let tag = quarter.ask("").expect(200).header("etag").to_owned();
    let headers = [("if-none-match", tag.as_str())];
    quarter.office.send("GET", "/api/v1/reviews/2026-Q3", &quarter.analyst, &headers, &[]).expect(304);
    for wrong in ["edition=0", "edition=x", "edition=01234567890", "lang=de", "format=pdf", "survey=obsluga&x=1"] {
        quarter.ask(wrong).expect(400);
    }
    for (period, status) in [("2026-13", 404), ("x", 404), ("2026-07..2026-09", 200), ("2026", 200), ("2026-07", 200)] {
        quarter.office.get(&format!("/api/v1/reviews/{period}"), &quarter.analyst).expect(status);
    }
    let same = quarter.office.get("/api/v1/reviews/2026-07..2026-09", &quarter.analyst).expect(200);
    assert_eq!(same.json()["period"]["label"], "2026-Q3", "the same days have one name");
}

fn a_review_is_of_the_whole_office(engine: Engine) {
    let quarter = Quarter::close(engine);
    let bound = quarter.office.key("results", &["KM"]);
    quarter.office.get("/api/v1/reviews/2026-Q3", &bound).expect(403);
    quarter.ask("survey=inna").expect(404);
    publish_first(&quarter.office, "proba", &every_kind());
    let several = quarter.ask("").expect(400).json();
    assert_eq!(faults(&several), expected(&[("?survey", "malformed")]));
    quarter.ask("survey=obsluga").expect(200);
    let empty = quarter.ask("survey=proba").expect(200).json();
    assert_eq!(part(&empty, "T2")["notes"][1]["code"], "withheld_note");
}

fn what_is_withheld_stays_withheld_and_says_why(engine: Engine) {
    let quarter = Quarter::close(engine);
    let review = quarter.ask("").expect(200).json();
    let table = &part(&review, "T3")["tables"][0];
    let km = row(table, "KM");
    assert_eq!((&km[1]["count"], &km[1]["n"]), (&json!(80), &json!(100)));
    assert!(km[1]["low"].as_f64().unwrap() < 0.8 && km[1]["high"].as_f64().unwrap() > 0.8);
    let ab = row(table, "AB");
    assert_eq!((&ab[1]["type"], &ab[1]["reason"]["code"]), (&json!("absent"), &json!("withheld")));
    assert_eq!(row(table, "whole_office")[1]["n"], 112, "those who are withheld are in no sum either");
    let notes = part(&review, "T3")["notes"].as_array().unwrap();
    assert!(notes.iter().any(|note| note["code"] == "withheld_rows"));
    for cell in cells(&review) {
        if cell["type"] == "share" {
            assert!(cell["n"].is_u64() && cell["low"].is_number() && cell["high"].is_number(), "{cell}");
            assert!(cell["n"].as_u64().unwrap() > 0, "{cell}");
        }
    }
}

/// All cells of a review.
fn cells(review: &Value) -> impl Iterator<Item = &Value> {
    let parts = review["parts"].as_array().unwrap().iter();
    let tables = parts.flat_map(|part| part["tables"].as_array().unwrap());
    let rows = tables.flat_map(|table| table["rows"].as_array().unwrap());
    rows.flat_map(|row| row["cells"].as_array().unwrap())
}

fn what_the_office_entered_is_in_the_review(engine: Engine) {
    let quarter = Quarter::close(engine);
    let review = quarter.ask("").expect(200).json();
    for (id, note) in [
        ("T10", "no_comments_note"),
        ("T11", "no_actions_note"),
        ("T13", "no_complaints_note"),
        ("T14", "no_targets_note"),
    ] {
        assert_eq!(part(&review, id)["notes"][0]["code"], note, "what is absent is said to be");
        assert_eq!(part(&review, id)["tables"].as_array().unwrap().len(), 0);
    }
}
