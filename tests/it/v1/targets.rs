//! Targets: one list for each survey, of which the latest holds, and a verdict by the interval.

use jiff::civil::date;
use serde_json::{Value, json};

use crate::harness::{Engine, Office, Reply};
use crate::on_both_databases;
use crate::v1::samples::{SURVEY, collect, expected, faults};

on_both_databases!(
    the_list_is_replaced_as_a_whole,
    what_does_not_fit_is_named_and_nothing_is_changed,
    the_interval_says_whether_a_target_was_met,
);

fn path() -> String {
    format!("{SURVEY}/targets")
}

fn put(office: &Office, targets: &Value) -> Reply {
    office.json("PUT", &path(), &office.admin, &json!({ "targets": targets }))
}

fn target(question: &str, department: Option<&str>, from: &str, share: f64) -> Value {
    json!({ "question": question, "department": department, "from": from, "share": share })
}

fn the_list_is_replaced_as_a_whole(engine: Engine) {
    let office = Office::open(engine);
    let analyst = office.key("results", &[]);
    let get = |key: &str| office.get(&path(), key).expect(200).json()["targets"].clone();
    assert_eq!(get(&analyst), json!([]));
    let first = json!([target("OVERALL", None, "2026", 0.85), target("WAIT", Some("KM"), "2026-Q3", 0.7)]);
    put(&office, &first).expect(200);
    let listed = get(&analyst);
    assert_eq!(listed, get(&office.admin));
    let wanted = json!({
        "question": "WAIT", "department": "KM", "from": "2026-Q3", "share": 0.7, "positive": null, "verdict": null
    });
    assert_eq!((listed.as_array().unwrap().len(), &listed[1]), (2, &wanted));
    assert_eq!(get(&office.key("results", &["KM"])), json!([wanted]), "a bound key reads what it is good for");
    let second = json!([{ "question": "OVERALL", "from": "2026-07", "share": 1 }]);
    put(&office, &second).expect(200);
    assert_eq!(get(&analyst).as_array().unwrap().len(), 1);
    let log = office.get("/api/v1/audit", &office.admin).expect(200).text();
    assert!(log.contains("targets.save") && log.contains("targets.read"), "{log}");
    let (admin, listed) = (office.admin.clone(), get(&analyst));
    let again = Office::on(office.close(), &[]);
    assert_eq!(again.get(&path(), &admin).expect(200).json()["targets"], listed);
}

fn what_does_not_fit_is_named_and_nothing_is_changed(engine: Engine) {
    let office = Office::open(engine);
    let good = json!([target("OVERALL", None, "2026", 0.85)]);
    put(&office, &good).expect(200);
    let before = office.get(&path(), &office.admin).expect(200).text();
    let cases = [
        (json!([target("NOPE", None, "2026", 0.5)]), "/targets/0/question", "unknown_question"),
        (json!([target("SUGGEST", None, "2026", 0.5)]), "/targets/0/question", "unknown_question"),
        (json!([target("RTYPE", None, "2026", 0.5)]), "/targets/0/question", "unknown_question"),
        (json!([target("overall", None, "2026", 0.5)]), "/targets/0/question", "malformed"),
        (json!([target("OVERALL", Some("XX"), "2026", 0.5)]), "/targets/0/department", "unknown_department"),
        (json!([target("OVERALL", None, "2026-13", 0.5)]), "/targets/0/from", "malformed"),
        (json!([target("OVERALL", None, "2026", 1.01)]), "/targets/0/share", "out_of_range"),
        (json!([target("OVERALL", None, "2026", -0.1)]), "/targets/0/share", "out_of_range"),
        (
            json!([target("OVERALL", None, "2026", 0.5), target("OVERALL", None, "2026-Q1", 0.6)]),
            "/targets/1",
            "duplicate",
        ),
        (Value::Array(vec![target("OVERALL", None, "2026", 0.5); 501]), "/targets", "out_of_range"),
    ];
    for (targets, place, code) in cases {
        assert_eq!(faults(&put(&office, &targets).expect(422).json()), expected(&[(place, code)]));
    }
    assert_eq!(office.get(&path(), &office.admin).expect(200).text(), before);
    office.json("PUT", "/api/v1/surveys/none/targets", &office.admin, &json!({ "targets": [] })).expect(404);
    office.get(&format!("{}?period=soon", path()), &office.admin).expect(400);
}

fn the_interval_says_whether_a_target_was_met(engine: Engine) {
    let office = Office::open(engine);
    let kiosk = office.key("submit", &[]);
    // 90 of 100: Wilson's interval is 0.8256 to 0.9448.
    collect(&office, &kiosk, "KM", "2026-07-10", &json!({ "OVERALL": 5 }), 90);
    collect(&office, &kiosk, "KM", "2026-07-10", &json!({ "OVERALL": 2 }), 10);
    collect(&office, &kiosk, "GN", "2026-07-10", &json!({ "OVERALL": 5 }), 9);
    office.tick(date(2026, 7, 14));
    let analyst = office.key("results", &[]);
    let verdict = |share: f64, department: &str| {
        put(&office, &json!([target("OVERALL", Some(department), "2026", share)])).expect(200);
        office.get(&format!("{}?period=2026-Q3", path()), &analyst).expect(200).json()["targets"][0].clone()
    };
    assert_eq!(verdict(0.82, "KM")["verdict"], "not_yet", "more answers may come");
    office.tick(date(2026, 10, 1));
    for (share, expected) in [(0.82, "met"), (0.83, "undecided"), (0.9, "undecided"), (0.95, "not_met")] {
        let told = verdict(share, "KM");
        assert_eq!((&told["verdict"], &told["positive"]["n"]), (&json!(expected), &json!(90)), "{share}");
    }
    let withheld = verdict(0.0, "GN");
    assert_eq!((&withheld["verdict"], &withheld["positive"]), (&json!("undecided"), &Value::Null));
    // Of several the latest that has begun holds, and each question and department has its own.
    let list = json!([
        target("OVERALL", None, "2026-Q4", 0.99),
        target("OVERALL", None, "2026-Q3", 0.5),
        target("OVERALL", None, "2026", 0.6),
        target("WAIT", None, "2026", 0.6),
        target("OVERALL", Some("KM"), "2026", 0.7),
    ]);
    put(&office, &list).expect(200);
    let holding = office.get(&format!("{}?period=2026-Q3", path()), &analyst).expect(200).json();
    let told: Vec<String> = holding["targets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|target| {
            format!("{} {} {} {}", target["question"], target["department"], target["share"], target["verdict"])
        })
        .collect();
    let wanted = [r#""OVERALL" null 0.5 "met""#, r#""OVERALL" "KM" 0.7 "met""#, r#""WAIT" null 0.6 "undecided""#];
    assert_eq!(told, wanted);
}
