//! Real responses in, exact figures out: 143 residents of Somerville, Massachusetts, asked by their city in 2015
//! (UCI Machine Learning Repository, "Somerville Happiness Survey", CC BY 4.0; columns renamed, row number added).
//! What must come out was computed with scipy and statsmodels.

use ankieta::intake::import::{Doubt, Mapping, Rules, Source, Target, examine, store};
use ankieta::storage::lots::confirm_lot;
use ankieta::survey::fieldwork::OPEN;
use ankieta::survey::response::Channel;
use jiff::civil::date;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::harness::{Engine, Office};
use crate::on_both_databases;
use crate::promises::files::imported;

const ROWS: &str = include_str!("../data/somerville_2015.csv");
const EXPECTED: &str = include_str!("../data/somerville_2015.expected.json");
const ITEMS: [&str; 6] = [
    "x1_city_info",
    "x2_cost_of_housing",
    "x3_public_schools",
    "x4_trust_police",
    "x5_streets_sidewalks",
    "x6_social_events",
];

on_both_databases!(batches_give_the_expected_figures, an_import_gives_the_expected_figures);

fn batches_give_the_expected_figures(engine: Engine) {
    let office = Office::open(engine);
    publish_somerville(&office);
    let clerk = office.key("paper", &[]);
    let mut items: Vec<Value> = rows().into_iter().map(item).collect();
    fastrand::Rng::with_seed(143).shuffle(&mut items);
    let again: Vec<Value> = items.iter().step_by(3).cloned().collect();
    items.splice(40..40, again);
    let mut created = 0;
    for batch in items.chunks(50) {
        let reply = office.json("POST", "/api/v1/surveys/somerville/responses", &clerk, &json!({ "responses": batch }));
        let results = reply.expect(200).json()["results"].as_array().unwrap().clone();
        assert!(results.iter().all(|result| result["status"] == "created" || result["status"] == "replayed"));
        created += results.iter().filter(|result| result["status"] == "created").count();
    }
    assert_eq!(created, 143);
    office.tick(date(2026, 7, 15));
    assert_expected_figures(&office, "2026-Q3");
}

fn an_import_gives_the_expected_figures(engine: Engine) {
    let office = Office::open(engine);
    publish_somerville(&office);
    let catalogue = office.storage.read(ankieta::storage::surveys::list_versions).unwrap();
    let version = catalogue.iter().find(|version| version.survey.as_str() == "somerville").unwrap();
    let target = Target { version, channel: Channel::Paper, batch: None, today: date(2026, 7, 14), fieldwork: &OPEN };
    let items = ITEMS.map(|item| format!("{}={item}", code(item)));
    let happy = ["HAPPY=happy", "HAPPY.yes=1", "HAPPY.no=0"];
    let mapping = Mapping::parse(items.iter().map(String::as_str).chain(happy)).unwrap();
    let rules = Rules { mapping, ignore: Vec::new() };
    let text = history();
    let source = Source { name: "somerville.csv", bytes: text.as_bytes(), sheet: None, encoding: None };
    let examined = examine(target, &rules, &source).unwrap();
    assert_eq!((examined.fitting(), &examined.refused), (143, &vec![]));
    let report = store(&office.storage, &examined, Doubt::Ask, &imported(), |_| {}).unwrap();
    assert_eq!((report.created, report.replayed), (143, 0));
    let again = store(&office.storage, &examined, Doubt::Ask, &imported(), |_| {}).unwrap();
    assert_eq!((again.created, again.replayed), (0, 143), "the same file, imported again, adds nothing");
    let lot = report.lot.unwrap();
    office.storage.write(|session| confirm_lot(session, &lot, office.clock.today())).unwrap();
    office.tick(date(2026, 7, 15));
    assert_expected_figures(&office, "2015-Q2");
}

fn rows() -> Vec<Map<String, Value>> {
    let mut reader = csv::Reader::from_reader(ROWS.as_bytes());
    let rows: Vec<Map<String, Value>> = reader.deserialize().map(|row| row.unwrap()).collect();
    assert_eq!(rows.len(), 143);
    rows
}

/// The same rows as a file to import: without the row number, of one day in 2015.
fn history() -> String {
    let lines = ROWS.lines().enumerate().map(|(number, line)| {
        let (_, answers) = line.split_once(',').unwrap();
        let front = if number == 0 { "collected_on,department" } else { "2015-06-30,CITY" };
        format!("{front},{answers}\n")
    });
    lines.collect()
}

fn code(item: &str) -> String {
    item.to_ascii_uppercase()
}

fn item(row: Map<String, Value>) -> Value {
    let mut answers = Map::new();
    for item in ITEMS {
        answers.insert(code(item), row[item].clone());
    }
    answers.insert("HAPPY".to_owned(), if row["happy"] == 1 { "yes".into() } else { "no".into() });
    json!({ "id": Uuid::new_v4(), "department": "CITY", "answers": answers })
}

fn publish_somerville(office: &Office) {
    let text = |words: &str| json!({ "pl": words, "en": words });
    let city = json!({ "name": text("City of Somerville"), "site": "93 Highland Avenue" });
    office.json("PUT", "/api/v1/departments/CITY", &office.admin, &city).expect(201);
    let mut questions: Vec<Value> =
        ITEMS.iter().map(|item| json!({ "code": code(item), "kind": "rating", "text": text(item) })).collect();
    questions.push(json!({ "code": "HAPPY", "kind": "yes_no", "text": text("happy") }));
    let questionnaire = json!({
        "title": text("Somerville Happiness Survey"), "languages": ["pl", "en"], "headline": code(ITEMS[0]),
        "departments": ["CITY"], "questions": questions,
    });
    let survey = json!({ "slug": "somerville", "questionnaire": questionnaire });
    office.json("POST", "/api/v1/surveys", &office.admin, &survey).expect(201);
    office.send("POST", "/api/v1/surveys/somerville/versions", &office.admin, &[], &[]).expect(201);
}

#[track_caller]
fn assert_expected_figures(office: &Office, period: &str) {
    let analyst = office.key("results", &[]);
    let reply = office.get(&format!("/api/v1/surveys/somerville/results?period={period}"), &analyst).expect(200).json();
    assert_eq!(reply["coverage"]["n"], 143);
    assert_eq!(reply["groups"][0]["questions"], reply["total"]["questions"]);
    let expected: Value = serde_json::from_str(EXPECTED).unwrap();
    for item in ITEMS {
        let wanted = &expected["questions"][item];
        let questions = reply["total"]["questions"].as_array().unwrap();
        let found = questions.iter().find(|question| question["code"] == code(item).as_str()).unwrap();
        assert_eq!((&found["n"], &found["missing"]), (&wanted["n"], &json!(0)), "{item}");
        for option in found["distribution"].as_array().unwrap() {
            assert_eq!(option["n"], wanted["counts"][option["option"].as_str().unwrap()], "{item}");
            assert_close(&option["share"], option["n"].as_f64().unwrap() / 143.0, item);
        }
        assert_eq!(found["positive"]["n"], wanted["positive"]["n"], "{item}");
        for name in ["mean", "sd"] {
            assert_close(&found[name], wanted[name].as_f64().unwrap(), item);
        }
        for name in ["share", "low", "high"] {
            assert_close(&found["positive"][name], wanted["positive"][name].as_f64().unwrap(), item);
        }
    }
}

#[track_caller]
fn assert_close(found: &Value, wanted: f64, item: &str) {
    let found = found.as_f64().unwrap();
    assert!((found - wanted).abs() <= 1e-9, "{item}: {found} is not {wanted}");
}
