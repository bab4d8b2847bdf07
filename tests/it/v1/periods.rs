//! Which day and which period a response counts for, and what becomes of those who are too few.

use ankieta::storage::records::load_record;
use ankieta::survey::figures::Record;
use ankieta::survey::figures::Terms;
use jiff::civil::{Date, date};
use serde_json::{Value, json};

use crate::harness::{Engine, Office, noon};
use crate::ledger::Census;
use crate::on_both_databases;
use crate::v1::samples::{SURVEY, collect, every_kind, publish_first, publish_next, response_path};

on_both_databases!(
    a_quarter_keeps_its_day_until_it_is_closed,
    months_of_one_stack_of_paper_are_told_apart,
    ten_of_one_mind_are_told_like_any_other,
    an_option_is_measured_by_those_who_were_offered_it,
    who_still_waits_is_kept_as_counts,
    an_office_may_close_years,
);

struct Desk {
    office: Office,
    paper: String,
    analyst: String,
}

impl Desk {
    fn with(engine: Engine, options: &[&str]) -> Self {
        let office = Office::with(engine, options);
        let (paper, analyst) = (office.key("paper", &[]), office.key("results", &[]));
        Self { office, paper, analyst }
    }

    fn results(&self, query: &str) -> Value {
        self.office.get(&format!("{SURVEY}/results?{query}"), &self.analyst).expect(200).json()
    }

    fn today(&self, day: Date) {
        self.office.clock.set(noon(day).timestamp());
    }

    fn send(&self, day: &str, overall: u8, count: usize) {
        collect(&self.office, &self.paper, "KM", day, &json!({ "OVERALL": overall }), count);
    }

    /// What the answer to one response says of the day it counts for.
    fn booked(&self, collected_on: &str) -> Value {
        let body = json!({ "department": "KM", "collected_on": collected_on, "answers": { "OVERALL": 4 } });
        let answer = self.office.json("PUT", &response_path("obsluga"), &self.paper, &body).expect(201).json();
        answer["collected_on"].clone()
    }
}

fn a_quarter_keeps_its_day_until_it_is_closed(engine: Engine) {
    let desk = Desk::with(engine, &["--close-after-days", "14"]);
    desk.today(date(2026, 9, 30));
    desk.send("2026-09-29", 5, 12);
    desk.office.tick(date(2026, 10, 1));
    let quarter = || desk.results("period=2026-Q3");
    assert_eq!((&quarter()["period"]["closed"], &quarter()["total"]["n"]), (&false.into(), &12.into()));
    desk.today(date(2026, 10, 13));
    assert_eq!(desk.booked("2026-09-29"), Value::Null);
    desk.send("2026-09-30", 5, 10);
    desk.office.tick(date(2026, 10, 14));
    assert_eq!((&quarter()["period"]["closed"], &quarter()["total"]["n"]), (&true.into(), &23.into()));
    // From now on September is closed, and the answer says for which day a response counts.
    assert_eq!(desk.booked("2026-09-29"), "2026-10-14");
    let item = json!({ "id": uuid::Uuid::new_v4(), "department": "KM", "collected_on": "2026-09-29", "answers": { "OVERALL": 4 } });
    let batch = desk.office.json("POST", &format!("{SURVEY}/responses"), &desk.paper, &json!({ "responses": [item] }));
    assert_eq!(batch.expect(200).json()["results"][0]["collected_on"], "2026-10-14");
    desk.send("2026-10-14", 5, 8);
    desk.office.tick(date(2026, 10, 15));
    assert_eq!(desk.results("period=2026-10")["total"]["n"], 10);
}

fn months_of_one_stack_of_paper_are_told_apart(engine: Engine) {
    let desk = Desk::with(engine, &["--close-after-days", "14"]);
    desk.today(date(2026, 11, 25));
    for (day, positive) in [("2026-10-20", 18), ("2026-11-10", 54)] {
        desk.send(day, 5, positive);
        desk.send(day, 2, 60 - positive);
    }
    desk.office.tick(date(2026, 11, 26));
    let share = |month: &str| {
        let results = desk.results(&format!("period={month}&question=OVERALL"));
        let positive = &results["total"]["questions"][0]["positive"];
        (results["total"]["n"].clone(), positive["share"].clone())
    };
    assert_eq!(share("2026-10"), (60.into(), 0.3.into()));
    assert_eq!(share("2026-11"), (60.into(), 0.9.into()));
}

fn ten_of_one_mind_are_told_like_any_other(engine: Engine) {
    let desk = Desk::with(engine, &[]);
    desk.send("2026-07-14", 5, 10);
    desk.office.tick(date(2026, 7, 15));
    assert_eq!(desk.results("period=2026-07")["total"]["n"], 10);
}

fn an_option_is_measured_by_those_who_were_offered_it(engine: Engine) {
    let desk = Desk::with(engine, &[]);
    let first = every_kind();
    let mut second = first.clone();
    let room = json!({ "code": "room", "text": { "pl": "sala" } });
    second["questions"][2]["options"].as_array_mut().unwrap().push(room);
    publish_first(&desk.office, "proba", &first);
    publish_next(&desk.office, "proba", &second);
    let send = |version: u32, outcome: &str, count: usize| {
        for _ in 0..count {
            let answers = json!({ "OVERALL": 4, "OUTCOME": outcome, "SETTLED": "yes" });
            let body = json!({ "version": version, "department": "KM", "answers": answers });
            desk.office.json("PUT", &response_path("proba"), &desk.paper, &body).expect(201);
        }
    };
    send(1, "yes", 19);
    send(2, "yes", 10);
    send(2, "room", 10);
    desk.office.tick(date(2026, 7, 15));
    let path = "/api/v1/surveys/proba/results?period=2026-07&question=OUTCOME";
    let results = desk.office.get(path, &desk.analyst).expect(200).json();
    let outcome = &results["total"]["questions"][0];
    let option = |code: &str| {
        let options = outcome["distribution"].as_array().unwrap().iter();
        options.into_iter().find(|option| option["option"] == code).unwrap().clone()
    };
    assert_eq!(outcome["n"], 39);
    assert_eq!(option("room"), json!({ "option": "room", "n": 10, "of": 20, "share": 0.5 }));
    assert_eq!((&option("yes")["n"], &option("yes")["of"]), (&29.into(), &39.into()));
}

fn who_still_waits_is_kept_as_counts(engine: Engine) {
    let desk = Desk::with(engine, &["--close-after-days", "14"]);
    let census = || Census::of(&desk.office.database.url);
    desk.send("2026-07-14", 5, 9);
    desk.office.tick(date(2026, 7, 15));
    desk.office.tick(date(2026, 10, 14));
    desk.office.tick(date(2026, 10, 31));
    // Thirty days after the quarter they are old enough, and a tick later they are gone.
    assert_eq!(census().pending, 9);
    desk.office.tick(date(2026, 11, 1));
    assert_eq!(census().pending, 0);
    assert_eq!(desk.results("period=2026-Q4")["total"]["withheld"], "fewer_than_k");
    desk.today(date(2026, 11, 2));
    desk.send("2026-11-02", 2, 1);
    desk.office.tick(date(2026, 11, 3));
    let told = desk.results("period=2026-Q4&question=OVERALL");
    let overall = &told["total"]["questions"][0];
    assert_eq!(
        (&told["total"]["n"], &overall["positive"]["n"], &overall["asked"]),
        (&10.into(), &9.into(), &10.into())
    );
    // Those who were carried on are in no class, and so nobody of the quarter is.
    desk.office.tick(date(2027, 1, 14));
    let by_channel = desk.results("period=2026-Q4&group_by=channel");
    assert_eq!(by_channel["groups"][0]["withheld"], "carried");
    assert_eq!(record(&desk.office).blocks.iter().len(), 1);
}

fn an_office_may_close_years(engine: Engine) {
    let desk = Desk::with(engine, &["--close", "year", "--close-after-days", "14"]);
    desk.send("2026-07-14", 5, 7);
    desk.office.tick(date(2026, 10, 14));
    assert_eq!(desk.results("period=2026")["total"]["withheld"], "fewer_than_k");
    desk.today(date(2026, 12, 1));
    desk.send("2026-12-01", 2, 5);
    desk.office.tick(date(2026, 12, 2));
    assert_eq!(desk.results("period=2026&department=KM")["total"]["n"], 12);
    assert_eq!(desk.results("period=2026-Q4&group_by=channel")["groups"][0]["withheld"], "not_closed_yet");
    desk.office.tick(date(2027, 1, 14));
    assert_eq!(desk.results("period=2026-Q4&group_by=channel")["groups"][0]["withheld"], "quarters_only");
    assert_eq!(desk.results("period=2026&group_by=channel")["groups"][2]["n"], 12);
}

fn record(office: &Office) -> Record {
    let terms = Terms { close: office.config.close, k: office.config.k };
    office.storage.read(|session| load_record(session, &"obsluga".parse().unwrap(), terms)).unwrap()
}
