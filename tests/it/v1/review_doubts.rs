//! What a review says against itself: of what it does not cover, and when its comparisons are to be read with care.

use jiff::civil::{Date, date};
use serde_json::{Value, json};

use crate::harness::{Engine, Office, noon};
use crate::on_both_databases;
use crate::v1::samples::{SURVEY, collect, publish_next};

on_both_databases!(
    the_clauses_that_are_served_and_those_that_are_not_are_named,
    a_question_that_was_reworded_is_marked,
    a_period_that_is_half_there_says_so,
    a_shift_of_the_channels_is_a_signal,
    a_change_that_only_its_interval_confirms_says_why_it_is_not,
);

/// Rates a department on a day with a key of a scope: so many are satisfied of so many.
fn rated(office: &Office, scope: &str, day: Date, satisfied: usize, of: usize) {
    let key = office.key(scope, &[]);
    office.clock.set(noon(day).timestamp());
    let answers = |rating: u8| json!({ "OVERALL": rating, "WAIT": rating });
    collect(office, &key, "KM", &day.to_string(), &answers(5), satisfied);
    collect(office, &key, "KM", &day.to_string(), &answers(2), of - satisfied);
}

fn open(engine: Engine) -> Office {
    Office::with(engine, &["--day-ceiling", "0"])
}

fn review(office: &Office) -> Value {
    office.tick(date(2027, 1, 1));
    let analyst = office.key("results", &[]);
    office.get("/api/v1/reviews/2026-Q4", &analyst).expect(200).json()
}

fn part<'a>(review: &'a Value, id: &str) -> &'a Value {
    review["parts"].as_array().unwrap().iter().find(|part| part["id"] == id).unwrap()
}

/// What a note of a part says in Polish.
fn note(part: &Value, code: &str) -> Option<String> {
    let note = part["notes"].as_array().unwrap().iter().find(|note| note["code"] == code)?;
    Some(note["text"]["pl"].as_str().unwrap().replace('\u{a0}', " "))
}

fn rows(part: &Value) -> Vec<&Value> {
    part["tables"].as_array().unwrap().iter().flat_map(|table| table["rows"].as_array().unwrap()).collect()
}

/// What T12 says of each signal, and what it proposes.
fn proposals(review: &Value) -> Vec<(String, Value)> {
    let told = |row: &&Value| {
        let finding = row["cells"][0]["phrase"]["text"]["pl"].as_str().unwrap();
        (finding.replace('\u{a0}', " "), row["cells"][2]["phrase"]["code"].clone())
    };
    rows(part(review, "T12")).iter().map(told).collect()
}

fn the_clauses_that_are_served_and_those_that_are_not_are_named(engine: Engine) {
    let office = open(engine);
    rated(&office, "submit", date(2026, 10, 5), 80, 100);
    let review = review(&office);
    let clauses = part(&review, "A6");
    let text = |row: &Value, place: usize| row["cells"][place]["text"].as_str().unwrap().to_owned();
    let served: Vec<[String; 3]> = rows(clauses).iter().map(|row| [1, 2, 3].map(|place| text(row, place))).collect();
    let corrective = served.iter().find(|[newer, ..]| newer.starts_with("9.3.2 c) 4)")).unwrap();
    assert!(corrective[1].starts_with("5.6.2 d)"), "{corrective:?}");
    assert!(served.iter().any(|[newer, _, place]| newer == "9.3.2 a)" && place.starts_with("S, ")), "{served:?}");
    let uncovered = note(clauses, "clauses_uncovered").unwrap();
    for clause in ["9.3.2 c) 3", "9.3.2 c) 5", "9.3.2 c) 6", "9.3.2 c) 7", "9.3.2 d)"] {
        assert!(uncovered.contains(clause), "{clause}: {uncovered}");
        assert!(!served.iter().any(|[newer, ..]| newer.contains(clause)), "{clause} is served");
    }
}

fn a_question_that_was_reworded_is_marked(engine: Engine) {
    let office = open(engine);
    rated(&office, "submit", date(2026, 7, 6), 80, 100);
    office.tick(date(2026, 10, 1));
    let mut questionnaire = office.get(&format!("{SURVEY}/versions/1"), &office.admin).json()["questionnaire"].clone();
    let questions = questionnaire["questions"].as_array_mut().unwrap();
    let wait = questions.iter_mut().find(|question| question["code"] == "WAIT").unwrap();
    let before = wait["text"]["pl"].as_str().unwrap().to_owned();
    wait["text"]["pl"] = "Czy czekał(a) Pan/Pani krótko?".into();
    publish_next(&office, "obsluga", &questionnaire);
    rated(&office, "submit", date(2026, 10, 5), 80, 100);
    let review = review(&office);
    let marked = note(part(&review, "S"), "reworded_note").unwrap();
    assert!(marked.contains("czas oczekiwania") && !marked.contains("ocena ogólna"), "{marked}");
    let changes = rows(part(&review, "T1"));
    let change = changes.iter().find(|row| row["cells"][1]["phrase"]["code"] == "reworded_from").unwrap();
    let said = change["cells"][1]["phrase"]["text"]["pl"].as_str().unwrap();
    assert!(said.contains(&format!("z „{before}” na „Czy czekał(a) Pan/Pani krótko?”")), "{said}");
}

fn a_period_that_is_half_there_says_so(engine: Engine) {
    for (begun, half) in [(date(2026, 8, 20), true), (date(2026, 7, 6), false)] {
        let office = open(engine);
        rated(&office, "submit", begun, 80, 100);
        office.tick(date(2026, 10, 1));
        rated(&office, "submit", date(2026, 10, 5), 40, 100);
        let review = review(&office);
        for id in ["S", "T2"] {
            let said = note(part(&review, id), "partly_there");
            assert_eq!(said.as_ref().is_some_and(|said| said.contains("20.08.2026")), half, "{id}: {said:?}");
        }
    }
}

fn a_shift_of_the_channels_is_a_signal(engine: Engine) {
    for (scope, shifted) in [("paper", true), ("submit", false)] {
        let office = open(engine);
        for key in ["submit", "paper"] {
            rated(&office, key, date(2026, 7, 6), 80, 100);
        }
        office.tick(date(2026, 10, 1));
        rated(&office, "submit", date(2026, 10, 5), 40, 50);
        rated(&office, scope, date(2026, 10, 5), 120, 150);
        if !shifted {
            rated(&office, "paper", date(2026, 10, 5), 160, 200);
        }
        let told = proposals(&review(&office));
        let signal = told.iter().find(|(finding, _)| finding.contains("innymi kanałami niż w poprzednim okresie"));
        assert_eq!(signal.map(|(_, proposal)| proposal), shifted.then_some(&json!("ask_channels")), "{told:?}");
    }
}

fn a_change_that_only_its_interval_confirms_says_why_it_is_not(engine: Engine) {
    // 240 of 300 a year before, then 216 (p = .021, and .085 among two questions of a department and of the office) or 237.
    for (satisfied, despite) in [(216, true), (237, false)] {
        let office = open(engine);
        for (day, satisfied) in [(date(2026, 10, 5), 240), (date(2027, 10, 5), satisfied)] {
            rated(&office, "submit", day, satisfied, 300);
            office.tick(date(day.year() + 1, 1, 1));
        }
        let analyst = office.key("results", &[]);
        let review = office.get("/api/v1/reviews/2027-Q4", &analyst).expect(200).json();
        for id in ["S", "T2"] {
            let why = note(part(&review, id), "adjusted_note");
            assert_eq!(why.as_ref().is_some_and(|why| why.contains("IV kwartał 2026 r.)")), despite, "{id}: {why:?}");
        }
        let change = rows(part(&review, "S"))[2]["cells"][1]["phrase"]["text"]["pl"].as_str().unwrap().to_owned();
        let word = if despite { "zmiana niepotwierdzona: " } else { "zmiana w granicach błędu: " };
        assert!(change.starts_with(word), "{change}");
    }
}
