//! Minutes of a review: decisions on figures that stand still, frozen in every form; each may become an action, at once
//! with the minutes or not at all.

use std::io::Cursor;

use calamine::{Reader, Xlsx};
use jiff::civil::date;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::harness::{Engine, Office, Reply, noon};
use crate::on_both_databases;
use crate::v1::samples::{collect, expected, faults};

on_both_databases!(
    minutes_are_the_same_bytes_whatever_comes_later,
    a_meeting_decides_on_a_review_that_was_issued,
    a_decision_becomes_an_action_or_nothing_happens,
    a_later_review_says_where_an_action_came_from,
    minutes_say_why_they_correct_others,
    minutes_are_of_the_whole_office,
);

const PATH: &str = "/api/v1/reviews/2026-Q3/minutes";

/// Every form that is handed out.
const FORMS: [&str; 5] =
    ["format=json", "format=html&lang=pl", "format=html&lang=en", "format=xlsx&lang=pl", "format=xlsx&lang=en"];

/// An office that has closed the third quarter of 2026, and issued its review on 2 October.
struct Reviewed {
    office: Office,
    analyst: String,
}

impl Reviewed {
    fn open(engine: Engine) -> Self {
        let office = Office::open(engine);
        let kiosk = office.key("submit", &[]);
        for (rating, count) in [(5, 40), (2, 60)] {
            collect(&office, &kiosk, "KM", "2026-07-10", &json!({ "OVERALL": rating }), count);
        }
        office.tick(date(2026, 7, 15));
        office.tick(date(2026, 10, 1));
        let analyst = office.key("results", &[]);
        Self { office, analyst }
    }

    fn issued(engine: Engine) -> Self {
        let reviewed = Self::open(engine);
        reviewed.issue_review(&json!({}));
        reviewed.move_to(12);
        reviewed
    }

    fn issue_review(&self, body: &Value) {
        self.office.json("POST", "/api/v1/reviews/2026-Q3", &self.office.admin, body).expect(201);
    }

    /// To a day of October.
    fn move_to(&self, day: i8) {
        self.office.clock.set(noon(date(2026, 10, day)).timestamp());
    }

    fn record(&self, body: &Value) -> Reply {
        self.office.json("POST", PATH, &self.office.admin, body)
    }

    fn every_form(&self, edition: u32) -> Vec<Vec<u8>> {
        let ask = |form: &&str| self.office.get(&format!("{PATH}/{edition}?{form}"), &self.analyst).expect(200).bytes;
        FORMS.iter().map(ask).collect()
    }

    fn list(&self) -> Vec<Value> {
        self.office.get(PATH, &self.analyst).expect(200).json()["items"].as_array().unwrap().clone()
    }

    fn actions(&self) -> Vec<Value> {
        let list = self.office.get("/api/v1/actions", &self.analyst).expect(200).json();
        list["items"].as_array().unwrap().clone()
    }
}

/// Minutes of a meeting on 12 October with two decisions, of which the first becomes an action.
fn minutes() -> Value {
    json!({
        "held_on": "2026-10-12",
        "participants": ["Starosta", "Pełnomocnik ds. jakości"],
        "decisions": [
            {
                "text": "Otworzyć drugie okienko <b>.\nOd listopada.", "owner": "Kierownik KM", "due_on": "2026-11-30",
                "action": { "title": "Drugie okienko", "finding": "Kolejki po południu.", "question": "OVERALL", "department": "KM", "after": "2027-Q1" }
            },
            { "text": "=Pozostawić godziny otwarcia.", "owner": "Sekretarz", "due_on": "2026-10-12" }
        ],
        "prepared_by": "Anna Nowak", "approved_by": "Jan Kowalski", "distribution": ["Kierownicy wydziałów"]
    })
}

/// The minutes with another value in one place.
fn with(pointer: &str, value: Value) -> Value {
    let mut minutes = minutes();
    let (parent, member) = pointer.rsplit_once('/').unwrap();
    minutes.pointer_mut(parent).unwrap()[member] = value;
    minutes
}

fn minutes_are_the_same_bytes_whatever_comes_later(engine: Engine) {
    let reviewed = Reviewed::issued(engine);
    let made = reviewed.record(&minutes()).expect(201).json();
    let first = reviewed.every_form(1);
    assert_eq!(serde_json::from_slice::<Value>(&first[0]).unwrap(), made);
    let seal: String = Sha256::digest(&first[0]).iter().map(|byte| format!("{byte:02x}")).collect();
    let listed = &reviewed.list()[0];
    assert_eq!(
        (&listed["sha256"], &listed["held_on"], &listed["review"]),
        (&json!(seal), &json!("2026-10-12"), &json!(1))
    );
    let review = reviewed.office.get("/api/v1/reviews", &reviewed.analyst).expect(200).json()["items"][0].clone();
    assert_eq!(made["review"]["sha256"], review["sha256"], "the annex says which figures it is about");
    for document in &first[1..3] {
        let html = String::from_utf8(document.clone()).unwrap();
        for text in [
            &seal,
            review["sha256"].as_str().unwrap(),
            "Otworzyć drugie okienko &#60;b&#62;.",
            "Anna Nowak",
            "Kierownicy wydziałów",
        ] {
            assert!(html.contains(text), "{text}");
        }
    }
    for document in &first[3..] {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(document.clone())).unwrap();
        let sheets = book.worksheets();
        let texts: Vec<String> =
            sheets.iter().flat_map(|(_, sheet)| sheet.used_cells()).map(|(.., cell)| cell.to_string()).collect();
        for text in ["Jan Kowalski", "=Pozostawić godziny otwarcia.", "Drugie okienko"] {
            assert!(texts.iter().any(|known| known == text), "{text} in {texts:?}");
        }
    }
    let answer = reviewed.office.get(&format!("{PATH}/1?format=html"), &reviewed.analyst).expect(200);
    assert!(answer.header("content-security-policy").contains("style-src 'sha256-"), "its style is inside");
    let wanted = made["decisions"][0]["action"]["id"].as_str().unwrap();
    reviewed.office.delete(&format!("/api/v1/actions/{wanted}"), &reviewed.office.admin).expect(204);
    reviewed.issue_review(&json!({ "reason": "Poprawka" }));
    let Reviewed { office, analyst } = reviewed;
    let reviewed = Reviewed { office: Office::on(office.close(), &[]), analyst };
    assert!(reviewed.every_form(1) == first, "what came later changed the minutes");
}

fn a_meeting_decides_on_a_review_that_was_issued(engine: Engine) {
    let reviewed = Reviewed::open(engine);
    reviewed.record(&minutes()).expect(409);
    reviewed.issue_review(&json!({}));
    for (pointer, value, code) in [
        ("/held_on", json!("2026-10-13"), "out_of_range"),
        ("/held_on", json!("2026-09-30"), "out_of_range"),
        ("/held_on", json!("12.10.2026"), "malformed"),
        ("/review", json!(2), "unknown_edition"),
        ("/decisions/1/due_on", json!("2026-10-11"), "out_of_range"),
        ("/decisions", json!([]), "out_of_range"),
        ("/participants", json!([""]), "malformed"),
    ] {
        reviewed.move_to(12);
        let wrong = reviewed.record(&with(pointer, value)).expect(422).json();
        assert!(faults(&wrong).contains(&expected(&[(pointer, code)])[0]), "{pointer}: {wrong}");
    }
    // The edition that was there on the day of the meeting is meant.
    reviewed.move_to(14);
    reviewed.issue_review(&json!({ "reason": "Poprawka" }));
    assert_eq!(reviewed.record(&minutes()).expect(201).json()["review"]["edition"], 1);
    reviewed.move_to(15);
    let mut later = with("/held_on", json!("2026-10-15"));
    later["reason"] = json!("Druga narada");
    later["decisions"] = json!([{ "text": "Nic.", "owner": "Sekretarz", "due_on": "2026-10-15" }]);
    assert_eq!(reviewed.record(&later).expect(201).json()["review"]["edition"], 2);
}

fn a_decision_becomes_an_action_or_nothing_happens(engine: Engine) {
    let reviewed = Reviewed::issued(engine);
    let wrong = with("/decisions/0/action/question", json!("NIC"));
    let told = reviewed.record(&wrong).expect(422).json();
    assert_eq!(told["errors"][0]["pointer"], "/decisions/0/action/question", "{told}");
    let none = json!([{ "text": "a", "owner": "b", "due_on": "2026-11-30", "action_id": "00000000-0000-4000-8000-000000000000" }]);
    let told = reviewed.record(&with("/decisions", none)).expect(422).json();
    assert_eq!(faults(&told), expected(&[("/decisions/0/action_id", "unknown_action")]));
    assert_eq!((reviewed.actions().len(), reviewed.list().len()), (0, 0), "nothing is half done");
    let made = reviewed.record(&minutes()).expect(201).json();
    let actions = reviewed.actions();
    let [action] = actions.as_slice() else { panic!("{actions:?}") };
    assert_eq!(made["decisions"][0]["action"], json!({ "id": action["id"], "title": "Drugie okienko" }));
    assert_eq!(made["decisions"][1]["action"], Value::Null);
    for (member, value) in [
        ("source", "review"),
        ("decided_on", "2026-10-12"),
        ("due_on", "2026-11-30"),
        ("owner", "Kierownik KM"),
        ("before", "2026-Q3"),
        ("after", "2027-Q1"),
        ("department", "KM"),
        ("survey", "obsluga"),
    ] {
        assert_eq!(action[member], value, "{member}");
    }
    let log = reviewed.office.get("/api/v1/audit", &reviewed.office.admin).expect(200).text();
    assert!(log.contains("minutes.issue") && log.contains("action.create"), "{log}");
}

fn a_later_review_says_where_an_action_came_from(engine: Engine) {
    let reviewed = Reviewed::issued(engine);
    reviewed.record(&minutes()).expect(201);
    let review = reviewed.office.get("/api/v1/reviews/2026-Q4", &reviewed.analyst).expect(200).json();
    let parts = review["parts"].as_array().unwrap();
    let cells = &parts.iter().find(|part| part["id"] == "T11").unwrap()["tables"][0]["rows"][0]["cells"];
    let decided = cells[1]["phrase"]["text"]["pl"].as_str().unwrap();
    assert!(decided.starts_with("Kolejki po południu. (przegląd zarządzania, 12.10.2026); "), "{decided}");
}

fn minutes_say_why_they_correct_others(engine: Engine) {
    let reviewed = Reviewed::issued(engine);
    reviewed.record(&with("/reason", json!("Nie ma czego poprawiać"))).expect(409);
    let first = reviewed.record(&minutes()).expect(201).json();
    reviewed.record(&minutes()).expect(409);
    let mut corrected = with("/reason", json!("Poprawiono termin"));
    corrected["decisions"][0]["action_id"] = first["decisions"][0]["action"]["id"].clone();
    let told = reviewed.record(&corrected).expect(422).json();
    assert_eq!(faults(&told), expected(&[("/decisions/0/action_id", "conflict")]));
    corrected["decisions"][0].as_object_mut().unwrap().remove("action");
    let second = reviewed.record(&corrected).expect(201).json();
    assert_eq!((&second["edition"], &second["decisions"][0]["action"]), (&json!(2), &first["decisions"][0]["action"]));
    assert_eq!(reviewed.actions().len(), 1, "a correction makes no action twice");
    let html = String::from_utf8(reviewed.every_form(2)[1].clone()).unwrap();
    assert!(html.contains("Powód nowego wydania: Poprawiono termin"));
    assert_eq!(reviewed.list().iter().map(|it| it["edition"].clone()).collect::<Vec<_>>(), [1, 2]);
}

fn minutes_are_of_the_whole_office(engine: Engine) {
    let reviewed = Reviewed::issued(engine);
    reviewed.record(&minutes()).expect(201);
    let bound = reviewed.office.key("results", &["KM"]);
    for path in [PATH.to_owned(), format!("{PATH}/1")] {
        reviewed.office.get(&path, &bound).expect(403);
        reviewed.office.get(&path, &reviewed.office.admin).expect(403);
    }
    for (path, status) in [("2", 404), ("x", 404), ("1?format=pdf", 400), ("1?lang=en&format=html", 200)] {
        reviewed.office.get(&format!("{PATH}/{path}"), &reviewed.analyst).expect(status);
    }
}
