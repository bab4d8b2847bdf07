//! Coverage: rates and margins against numbers computed by hand, and nothing where there is no denominator.

use jiff::civil::date;
use serde_json::{Value, json};

use crate::harness::{Engine, Office};
use crate::on_both_databases;
use crate::v1::samples::{SURVEY, collect, every_kind, publish_first};

on_both_databases!(
    rates_shares_and_margins_are_those_of_the_numbers,
    without_visits_there_is_no_rate,
    what_is_told_for_the_whole_office_is_not_attributed,
    a_bound_key_reads_its_own_departments,
);

/// An office whose survey is about KM and GN, with so many answers of each in July 2026, and the quarter closed.
fn office(engine: Engine, answers: [(&str, usize); 2]) -> Office {
    let office = Office::open(engine);
    publish_first(&office, "test", &every_kind());
    let kiosk = office.key("submit", &[]);
    for (department, count) in answers {
        for (overall, count) in [(5, count - count / 3), (2, count / 3)] {
            let items = std::iter::repeat_with(|| {
                json!({
                    "id": uuid::Uuid::new_v4(), "department": department, "collected_on": "2026-07-10",
                    "answers": { "OVERALL": overall, "SETTLED": "yes" }
                })
            });
            let items: Vec<Value> = items.take(count).collect();
            office.json("POST", "/api/v1/surveys/test/responses", &kiosk, &json!({ "responses": items })).expect(200);
        }
    }
    office.tick(date(2026, 10, 1));
    office
}

fn enter(office: &Office, table: &str) {
    let table = format!("month,department,visits\n{table}");
    office.send("POST", "/api/v1/visits", &office.admin, &[("content-type", "text/csv")], table.as_bytes()).expect(200);
}

fn ask(office: &Office, key: &str, query: &str) -> Value {
    office.get(&format!("/api/v1/surveys/test/coverage?{query}"), key).expect(200).json()
}

#[track_caller]
fn assert_close(value: &Value, expected: f64) {
    let value = value.as_f64().unwrap_or_else(|| panic!("{value} is not {expected}"));
    assert!((value - expected).abs() < 1e-9, "{value} is not {expected}");
}

fn rates_shares_and_margins_are_those_of_the_numbers(engine: Engine) {
    let office = office(engine, [("KM", 90), ("GN", 30)]);
    enter(&office, "2026-07,KM,400\n2026-08,KM,300\n2026-09,KM,200\n2026-07,GN,50\n2026-08,GN,50\n2026-09,GN,0\n");
    let answer = ask(&office, &office.key("results", &[]), "period=2026-Q3");
    assert_eq!(answer["period"]["closed"], true);
    assert_eq!(answer["unattributed"], json!({ "n": 0, "share_of_responses": 0.0 }));
    let (km, gn, total) = (&answer["groups"][0], &answer["groups"][1], &answer["total"]);
    assert_eq!((&km["key"]["department"], &km["visits"], &km["n"]), (&json!("KM"), &json!(900), &json!(90)));
    assert_close(&km["response_rate"], 0.1);
    assert_close(&km["share_of_visits"], 0.9);
    assert_close(&km["share_of_responses"], 0.75);
    // 1.96 · √(0.25 / 90) · √(810 / 899)
    let z = 1.959_963_984_540_054_f64;
    assert_close(&km["margin"], z * (0.25_f64 / 90.0 * 810.0 / 899.0).sqrt());
    // By hand: 384.146 / (1 + 383.146 / 900) = 269.4, and 96.036 / (1 + 95.036 / 900) = 86.9.
    assert_eq!((&km["needed_5"], &km["needed_10"]), (&json!(270), &json!(87)));
    assert_eq!((&gn["visits"], &gn["needed_5"]), (&json!(100), &json!(80)));
    assert_eq!((&total["visits"], &total["n"], &total["key"]), (&json!(1000), &json!(120), &json!({})));
    assert_close(&total["response_rate"], 0.12);
    assert_eq!(total["share_of_visits"], 1.0);
    // One department alone is all of what was selected.
    let alone = ask(&office, &office.key("results", &[]), "period=2026-Q3&department=GN");
    assert_eq!((alone["groups"].as_array().unwrap().len(), &alone["unattributed"]), (1, &Value::Null));
    assert_eq!((&alone["total"]["visits"], &alone["groups"][0]["share_of_visits"]), (&json!(100), &json!(1.0)));
    let path = "/api/v1/surveys/test/coverage";
    let key = office.key("results", &[]);
    for query in ["", "?period=soon", "?period=2026-Q3&department=AB", "?period=2026-Q3&group_by=department"] {
        office.get(&format!("{path}{query}"), &key).expect(400);
    }
    office.get("/api/v1/surveys/none/coverage?period=2026-Q3", &key).expect(404);
    let path = format!("{path}?period=2026-Q3");
    let etag = office.get(&path, &key).header("etag").to_owned();
    office.send("GET", &path, &key, &[("if-none-match", &etag)], &[]).expect(304);
    enter(&office, "2026-09,GN,1\n");
    office.send("GET", &path, &key, &[("if-none-match", &etag)], &[]).expect(200);
}

fn without_visits_there_is_no_rate(engine: Engine) {
    let office = office(engine, [("KM", 90), ("GN", 30)]);
    let key = office.key("results", &[]);
    enter(&office, "2026-07,KM,400\n2026-08,KM,300\n2026-07,GN,100\n");
    let quarter = ask(&office, &key, "period=2026-Q3");
    for part in [&quarter["groups"][0], &quarter["groups"][1], &quarter["total"]] {
        for member in ["visits", "response_rate", "share_of_visits"] {
            assert_eq!(part[member], Value::Null, "a part of a quarter is no denominator: {part}");
        }
        // Without a population the numbers are those of an endless one.
        assert_eq!((&part["needed_5"], &part["needed_10"]), (&json!(385), &json!(97)));
    }
    assert_close(&quarter["groups"][0]["share_of_responses"], 0.75);
    assert_close(&quarter["groups"][1]["margin"], 1.959_963_984_540_054 * (0.25_f64 / 30.0).sqrt());
    // In August GN has no visits entered, so nobody has a share of them all.
    let august = ask(&office, &key, "period=2026-08");
    assert_eq!((&august["groups"][0]["visits"], &august["groups"][0]["share_of_visits"]), (&json!(300), &Value::Null));
    assert_eq!((&august["groups"][0]["n"], &august["groups"][0]["withheld"]), (&Value::Null, &json!("fewer_than_k")));
    assert_eq!((&august["groups"][0]["response_rate"], &august["groups"][0]["margin"]), (&Value::Null, &Value::Null));
    // Nobody came: that is no population, and no rate.
    enter(&office, "2026-06,KM,0\n");
    let june = ask(&office, &key, "period=2026-06");
    assert_eq!((&june["groups"][0]["visits"], &june["groups"][0]["needed_5"]), (&json!(0), &json!(385)));
    assert_eq!(june["groups"][0]["response_rate"], Value::Null);
}

fn what_is_told_for_the_whole_office_is_not_attributed(engine: Engine) {
    let office = Office::open(engine);
    let kiosk = office.key("submit", &[]);
    for (department, count) in [("KM", 24), ("GN", 9), ("AB", 7)] {
        for overall in [3, 4, 5] {
            collect(&office, &kiosk, department, "2026-07-10", &json!({ "OVERALL": overall }), count / 3);
        }
    }
    office.tick(date(2026, 10, 1));
    let answer =
        office.get(&format!("{SURVEY}/coverage?period=2026-Q3"), &office.key("results", &[])).expect(200).json();
    // GN has 9 and AB 6: together they are told, and neither by itself.
    assert_eq!(answer["unattributed"]["n"], 15);
    assert_close(&answer["unattributed"]["share_of_responses"], 15.0 / 39.0);
    let told: Vec<&Value> = answer["groups"].as_array().unwrap().iter().filter(|group| !group["n"].is_null()).collect();
    assert_eq!((told.len(), &told[0]["key"]["department"], &told[0]["n"]), (1, &json!("KM"), &json!(24)));
    assert_eq!(answer["total"]["n"], 39);
}

fn a_bound_key_reads_its_own_departments(engine: Engine) {
    let office = office(engine, [("KM", 90), ("GN", 30)]);
    let bound = office.key("results", &["GN"]);
    let answer = ask(&office, &bound, "period=2026-Q3");
    let groups = answer["groups"].as_array().unwrap();
    assert_eq!((groups.len(), &groups[0]["key"]["department"], &answer["total"]["n"]), (1, &json!("GN"), &json!(30)));
    office.get("/api/v1/surveys/test/coverage?period=2026-Q3&department=KM", &bound).expect(403);
    let log = office.get("/api/v1/audit", &office.admin).expect(200).text();
    assert!(log.contains("coverage.read") && log.contains("test period=2026-Q3"), "{log}");
}
