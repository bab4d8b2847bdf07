//! Results by secondary dimensions, the flags of responses, and what goes with the headline.

use jiff::civil::date;
use serde_json::{Value, json};

use crate::harness::{Engine, Office, noon};
use crate::on_both_databases;
use crate::v1::samples::{SURVEY, collect};

on_both_databases!(
    a_dimension_is_read_when_its_quarter_is_over_and_not_before,
    small_categories_are_told_together,
    what_is_imported_later_changes_no_frozen_table,
    dimensions_that_nobody_knows_are_refused,
    only_a_kiosk_reports_flags_and_they_are_counted,
    drivers_follow_from_the_frozen_tables,
);

struct Desk {
    office: Office,
    kiosk: String,
    paper: String,
    analyst: String,
}

impl Desk {
    fn open(engine: Engine) -> Self {
        let office = Office::open(engine);
        let (kiosk, paper) = (office.key("submit", &[]), office.key("paper", &[]));
        let analyst = office.key("results", &[]);
        Self { office, kiosk, paper, analyst }
    }

    /// Both opinions of the overall service, so that no part is of one opinion alone.
    fn send(&self, key: &str, department: &str, more: &Value, count: usize) {
        for overall in [5, 2] {
            let mut answers = json!({ "OVERALL": overall });
            answers.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            let share = if overall == 5 { count.div_ceil(2) } else { count / 2 };
            collect(&self.office, key, department, "2026-07-10", &answers, share);
        }
    }

    fn results(&self, query: &str) -> Value {
        self.office.get(&format!("{SURVEY}/results?{query}"), &self.analyst).expect(200).json()
    }

    /// The groups of an answer: category, and how many people.
    fn groups(&self, query: &str, dimension: &str) -> Vec<(Value, Value)> {
        let results = self.results(query);
        let groups = results["groups"].as_array().unwrap().iter();
        groups.map(|group| (group["key"][dimension].clone(), group["n"].clone())).collect()
    }

    fn close(&self) {
        self.office.tick(date(2026, 10, 1));
    }
}

fn group(category: &str, n: u64) -> (Value, Value) {
    (category.into(), n.into())
}

fn withheld(category: &str) -> (Value, Value) {
    (category.into(), Value::Null)
}

fn a_dimension_is_read_when_its_quarter_is_over_and_not_before(engine: Engine) {
    let desk = Desk::open(engine);
    desk.send(&desk.kiosk, "KM", &json!({ "RTYPE": "private" }), 40);
    desk.send(&desk.paper, "KM", &json!({ "RTYPE": "business" }), 24);
    desk.send("", "GN", &json!({ "RTYPE": "private" }), 12);
    desk.office.tick(date(2026, 7, 15));
    let query = "period=2026-Q3&group_by=channel";
    let before = desk.groups(query, "channel");
    assert_eq!(before, ["kiosk", "web", "paper"].map(withheld));
    desk.close();
    let told = desk.groups(query, "channel");
    assert_eq!(told, [group("kiosk", 40), group("web", 12), group("paper", 24)]);
    assert_eq!(desk.results(query)["coverage"]["in_cuts"], 76);
    assert_eq!(desk.results(query)["groups"][2]["label"]["pl"], "Ankieta papierowa");
    let types = desk.groups("period=2026&group_by=RTYPE", "RTYPE");
    assert_eq!(types[..2], [group("private", 52), group("business", 24)]);
    // GN has fewer than thirty, KM has enough.
    let own = desk.groups("period=2026-Q3&group_by=channel&department=KM", "channel");
    assert_eq!(own, [group("kiosk", 40), withheld("web"), group("paper", 24)]);
    let small = desk.groups("period=2026-Q3&group_by=channel&department=GN", "channel");
    assert_eq!(small, ["kiosk", "web", "paper"].map(withheld));
    // As it stood before the close.
    assert_eq!(desk.groups(&format!("{query}&as_of=2026-09-30"), "channel"), before);
    // The share of positive answers of one channel, with its interval.
    let paper = &desk.results(query)["groups"][2]["questions"][0]["positive"];
    assert_eq!((&paper["n"], &paper["share"]), (&12.into(), &0.5.into()));
}

fn small_categories_are_told_together(engine: Engine) {
    let desk = Desk::open(engine);
    desk.send(&desk.kiosk, "KM", &json!({ "RTYPE": "private" }), 60);
    desk.send(&desk.kiosk, "KM", &json!({ "RTYPE": "business" }), 6);
    desk.send(&desk.kiosk, "KM", &json!({ "RTYPE": "organisation" }), 4);
    desk.send(&desk.kiosk, "KM", &json!({}), 4);
    desk.office.tick(date(2026, 7, 15));
    desk.close();
    let told = desk.groups("period=2026-Q3&group_by=RTYPE", "RTYPE");
    assert!(told.contains(&group("private", 60)), "{told:?}");
    assert!(told.contains(&(Value::Null, 14.into())), "{told:?}");
    assert!(!told.iter().any(|(category, _)| category == "business"), "{told:?}");
    // Everybody is of one channel: there is nothing to tell apart.
    let channels = desk.groups("period=2026-Q3&group_by=channel", "channel");
    assert_eq!(channels, ["kiosk", "web", "paper"].map(withheld));
}

fn what_is_imported_later_changes_no_frozen_table(engine: Engine) {
    let desk = Desk::open(engine);
    desk.send(&desk.kiosk, "KM", &json!({}), 40);
    desk.send(&desk.paper, "KM", &json!({}), 24);
    desk.office.tick(date(2026, 7, 15));
    desk.close();
    let before = desk.results("period=2026-Q3&group_by=channel");
    desk.office.clock.set(noon(date(2026, 10, 5)).timestamp());
    // Late, so it belongs to the quarter that is open.
    desk.send(&desk.paper, "KM", &json!({}), 20);
    desk.office.tick(date(2026, 10, 6));
    assert_eq!(desk.results("period=2026-Q3&group_by=channel"), before);
}

fn dimensions_that_nobody_knows_are_refused(engine: Engine) {
    let desk = Desk::open(engine);
    for query in [
        "period=2026-Q3&group_by=COURTESY",
        "period=2026-Q3&group_by=NOPE",
        "period=2026-Q3&group_by=day%20",
        "period=2026-07&group_by=channel",
        "period=2026-07..2026-08&group_by=RTYPE",
    ] {
        let reply = desk.office.get(&format!("{SURVEY}/results?{query}"), &desk.analyst);
        assert_eq!(reply.status, 400, "{query}: {}", reply.text());
    }
}

fn only_a_kiosk_reports_flags_and_they_are_counted(engine: Engine) {
    let desk = Desk::open(engine);
    let straight: Vec<&str> =
        vec!["OVERALL", "COURTESY", "COMPETENCE", "INFO", "WAIT", "CONDITIONS", "TIMELY", "EFFORT"];
    let same: serde_json::Map<String, Value> = straight.iter().map(|code| ((*code).to_owned(), 5.into())).collect();
    let one = |answers: Value, flags: &[&str]| json!({ "id": uuid::Uuid::new_v4(), "department": "KM", "answers": answers, "flags": flags });
    let path = format!("{SURVEY}/responses");
    let send = |key: &str, items: Vec<Value>| {
        let reply = desk.office.json("POST", &path, key, &json!({ "responses": items })).expect(200).json();
        reply["results"].as_array().unwrap().iter().map(|item| item["status"].clone()).collect::<Vec<_>>()
    };
    let plain = (0..20).map(|count| one(json!({ "OVERALL": count % 2 + 3 }), &[])).collect();
    assert!(send(&desk.kiosk, plain).iter().all(|status| status == "created"));
    let mut odd: Vec<Value> =
        (0..6).map(|count| one(json!({ "OVERALL": count % 2 + 4 }), &["burst", "too_fast"])).collect();
    odd.extend(
        (0..6).map(
            |count| if count < 5 { one(json!(same), &[]) } else { one(json!({ "OVERALL": 1 }), &["outside_hours"]) },
        ),
    );
    assert!(send(&desk.kiosk, odd).iter().all(|status| status == "created"));
    // Nobody else may say so, and the straight line is for the service to see.
    assert_eq!(send(&desk.paper, vec![one(json!({ "OVERALL": 5 }), &["burst"])]), ["invalid"]);
    assert_eq!(send("", vec![one(json!({ "OVERALL": 5 }), &["too_fast"])]), ["invalid"]);
    assert_eq!(send(&desk.kiosk, vec![one(json!({ "OVERALL": 5 }), &["straight_lining"])]), ["invalid"]);
    desk.office.tick(date(2026, 7, 15));
    let flags = json!({ "burst": 6, "too_fast": 6, "straight_lining": 5, "outside_hours": 1 });
    assert_eq!(desk.results("period=2026-Q3")["coverage"]["flags"], flags);
    desk.close();
    let told = desk.groups("period=2026-Q3&group_by=flags", "flags");
    assert_eq!(told, [group("unflagged", 20), group("flagged", 12)]);
}

fn drivers_follow_from_the_frozen_tables(engine: Engine) {
    let desk = Desk::open(engine);
    let path = format!("{SURVEY}/drivers?period=2026-Q3");
    let none = desk.office.get(&path, &desk.analyst).expect(200).json();
    assert_eq!(none["words"]["pl"], "za mało odpowiedzi, by wskazać, co wiąże się z oceną ogólną");
    // Courtesy goes with the headline point by point, waiting not at all.
    for (overall, courtesy, wait) in [(5, 5, 2), (5, 5, 4), (2, 1, 2), (2, 1, 4)] {
        let answers = json!({ "OVERALL": overall, "COURTESY": courtesy, "WAIT": wait, "IMPORT": ["courtesy"] });
        collect(&desk.office, &desk.kiosk, "KM", "2026-07-10", &answers, 30);
    }
    desk.office.tick(date(2026, 7, 15));
    assert_eq!(desk.office.get(&path, &desk.analyst).expect(200).json()["drivers"][0]["correlation"], Value::Null);
    desk.close();
    let told = desk.office.get(&path, &desk.analyst).expect(200).json();
    let driver = |code: &str| {
        let drivers = told["drivers"].as_array().unwrap().iter();
        drivers.into_iter().find(|driver| driver["code"] == code).unwrap().clone()
    };
    let (courtesy, wait) = (driver("COURTESY"), driver("WAIT"));
    assert_eq!((&told["drivers"][0]["code"], &courtesy["n"]), (&"COURTESY".into(), &120.into()));
    assert_eq!((courtesy["correlation"].as_f64(), courtesy["eta_squared"].as_f64()), (Some(1.0), Some(1.0)));
    assert_eq!((wait["correlation"].as_f64(), wait["eta_squared"].as_f64()), (Some(0.0), Some(0.0)));
    assert_eq!((&courtesy["importance"]["share"], &courtesy["priority"]), (&1.0.into(), &"keep".into()));
    assert_eq!(told["importance"], "IMPORT");
    // Two dimensions are no scale.
    assert_eq!(told["reliability"], Value::Null);
    desk.office.get(&format!("{SURVEY}/drivers?period=2026-07"), &desk.analyst).expect(400);
    desk.office.get(&path, &desk.kiosk).expect(403);
}
