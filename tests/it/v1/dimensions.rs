//! Results by secondary dimensions, the flags of responses, and what goes with the headline.

use jiff::civil::date;
use serde_json::{Value, json};

use crate::harness::{Engine, Office, noon};
use crate::on_both_databases;
use crate::v1::samples::{SURVEY, collect};

on_both_databases!(
    a_dimension_is_read_when_its_quarter_is_closed_and_not_before,
    small_values_are_told_together,
    a_value_that_is_told_in_some_classes_only_says_so,
    what_comes_later_changes_no_class,
    a_site_is_the_sum_of_its_departments,
    dimensions_that_nobody_knows_are_refused,
    only_a_kiosk_reports_flags_and_they_are_counted,
    drivers_are_few_coarse_and_late,
    straight_lines_are_told_of_the_office_and_a_closed_quarter,
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

    /// Both opinions of the overall service, so that neither is rare.
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

fn a_dimension_is_read_when_its_quarter_is_closed_and_not_before(engine: Engine) {
    let desk = Desk::open(engine);
    desk.send(&desk.kiosk, "KM", &json!({ "RTYPE": "private" }), 60);
    desk.send(&desk.paper, "KM", &json!({ "RTYPE": "business" }), 40);
    desk.send("", "GN", &json!({ "RTYPE": "private" }), 20);
    desk.office.tick(date(2026, 7, 15));
    let query = "period=2026-Q3&group_by=channel";
    let before = desk.groups(query, "channel");
    assert_eq!(before, ["kiosk", "web", "paper"].map(withheld));
    let why = |query: &str| desk.results(query)["groups"][0]["withheld"].clone();
    assert_eq!(why(query), "not_closed_yet");
    assert_eq!(why("period=2026-07&group_by=channel"), "quarters_only");
    assert_eq!(why("period=2027-Q1&group_by=channel"), "future");
    desk.close();
    let told = desk.groups(query, "channel");
    assert_eq!(told, [group("kiosk", 60), group("web", 20), group("paper", 40)]);
    let results = desk.results(query);
    assert_eq!(results["coverage"]["in_classes"], 120);
    assert_eq!(results["groups"][2]["label"]["pl"], "Ankieta papierowa");
    let types = desk.groups("period=2026&group_by=RTYPE", "RTYPE");
    assert_eq!(types[..2], [group("private", 80), group("business", 40)]);
    let both = desk.results("period=2026-Q3&group_by=channel,RTYPE");
    let of = |channel: &str, kind: &str| {
        let key = json!({ "channel": channel, "RTYPE": kind });
        both["groups"].as_array().unwrap().iter().find(|group| group["key"] == key).unwrap()["n"].clone()
    };
    assert_eq!(
        (of("kiosk", "private"), of("web", "private"), of("kiosk", "business")),
        (60.into(), 20.into(), Value::Null)
    );
    let own = desk.groups("period=2026-Q3&group_by=channel&department=KM", "channel");
    assert_eq!(own, [group("kiosk", 60), withheld("web"), group("paper", 40)]);
    // As it stood before the close.
    assert_eq!(desk.groups(&format!("{query}&as_of=2026-09-30"), "channel"), before);
    // The share of positive answers of one channel, with its interval; who was asked is not told by class.
    let paper = &results["groups"][2]["questions"][0];
    assert_eq!((&paper["positive"]["n"], &paper["positive"]["share"]), (&20.into(), &0.5.into()));
    assert_eq!((&paper["people"], &paper["asked"], &paper["missing"]), (&40.into(), &Value::Null, &Value::Null));
    // Options that nobody chose stand beside those that somebody did, on their side of what is positive.
    let options: Vec<&Value> =
        paper["distribution"].as_array().unwrap().iter().map(|option| &option["option"]).collect();
    assert_eq!(options, ["1|2|3", "4|5"]);
}

fn small_values_are_told_together(engine: Engine) {
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
    // What was put together and what nobody said look alike.
    assert!(told.contains(&withheld("business")) && told.contains(&withheld("professional")), "{told:?}");
}

fn a_value_that_is_told_in_some_classes_only_says_so(engine: Engine) {
    let desk = Desk::open(engine);
    desk.send(&desk.kiosk, "KM", &json!({ "RTYPE": "private" }), 60);
    desk.send(&desk.kiosk, "KM", &json!({ "RTYPE": "business" }), 20);
    desk.send(&desk.paper, "KM", &json!({ "RTYPE": "private" }), 30);
    desk.send(&desk.paper, "KM", &json!({ "RTYPE": "business" }), 4);
    desk.office.tick(date(2026, 7, 15));
    desk.close();
    let results = desk.results("period=2026-Q3&group_by=RTYPE");
    let business = &results["groups"][1];
    // Those on paper are told only with the others there: 20 of 54 who may be businesses.
    assert_eq!((&business["key"]["RTYPE"], &business["n"]), (&"business".into(), &20.into()));
    assert!((business["partial"].as_f64().unwrap() - 20.0 / 54.0).abs() < 1e-12, "{business}");
    let channels = desk.results("period=2026-Q3&group_by=channel");
    assert!(channels["groups"].as_array().unwrap().iter().all(|group| group["partial"].is_null()));
}

fn what_comes_later_changes_no_class(engine: Engine) {
    let desk = Desk::open(engine);
    desk.send(&desk.kiosk, "KM", &json!({}), 40);
    desk.send(&desk.paper, "KM", &json!({}), 24);
    desk.office.tick(date(2026, 7, 15));
    desk.close();
    let before = desk.results("period=2026-Q3&group_by=channel");
    assert_eq!(before["groups"][0]["n"], 40);
    desk.office.clock.set(noon(date(2026, 10, 5)).timestamp());
    // Late, so it belongs to the quarter that is open.
    desk.send(&desk.paper, "KM", &json!({}), 20);
    desk.office.tick(date(2026, 10, 6));
    assert_eq!(desk.results("period=2026-Q3&group_by=channel"), before);
}

fn a_site_is_the_sum_of_its_departments(engine: Engine) {
    let desk = Desk::open(engine);
    desk.send(&desk.kiosk, "KM", &json!({}), 20);
    desk.send(&desk.kiosk, "GN", &json!({}), 12);
    desk.send(&desk.kiosk, "ZDP", &json!({}), 11);
    desk.send(&desk.kiosk, "AB", &json!({}), 4);
    desk.office.tick(date(2026, 7, 15));
    let sizes = |query: &str| desk.groups(query, "site");
    let (here, there) = ("ul. Kochanowskiego 10", "ul. Podchorążych 15");
    assert_eq!(sizes("period=2026-07&group_by=site"), [group(here, 32), group(there, 11), (Value::Null, Value::Null)]);
    assert_eq!(sizes("period=2026-07&group_by=site&department=GN"), [group(here, 12)]);
}

fn dimensions_that_nobody_knows_are_refused(engine: Engine) {
    let desk = Desk::open(engine);
    for split in
        ["COURTESY", "NOPE", "day%20", "flags", "channel,channel", "channel,RTYPE,language", "channel,site", "channel,"]
    {
        let reply = desk.office.get(&format!("{SURVEY}/results?period=2026-Q3&group_by={split}"), &desk.analyst);
        assert_eq!(reply.status, 400, "{split}: {}", reply.text());
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
        (0..6).map(|count| one(json!({ "OVERALL": count % 2 + 4 }), &["outside_hours", "too_fast"])).collect();
    odd.extend(
        (0..6).map(
            |count| if count < 5 { one(json!(same), &[]) } else { one(json!({ "OVERALL": 1 }), &["outside_hours"]) },
        ),
    );
    assert!(send(&desk.kiosk, odd).iter().all(|status| status == "created"));
    // Nobody else may say so, and the straight line is for the service to see.
    assert_eq!(send(&desk.paper, vec![one(json!({ "OVERALL": 5 }), &["outside_hours"])]), ["invalid"]);
    assert_eq!(send("", vec![one(json!({ "OVERALL": 5 }), &["too_fast"])]), ["invalid"]);
    assert_eq!(send(&desk.kiosk, vec![one(json!({ "OVERALL": 5 }), &["straight_lining"])]), ["invalid"]);
    desk.office.tick(date(2026, 7, 15));
    // A straight line follows from answers: blocks do not count it.
    let flags = json!({ "too_fast": 6, "outside_hours": 7 });
    assert_eq!(desk.results("period=2026-Q3")["coverage"]["flags"], flags);
    // What an older tablet calls a burst is taken, and counted by nobody: the service finds bursts by itself.
    let burst = (0..9).map(|_| one(json!({ "OVERALL": 4 }), &["burst"])).collect();
    assert!(send(&desk.kiosk, burst).iter().all(|status| status == "created"));
    assert_eq!(send(&desk.kiosk, vec![one(json!({ "OVERALL": 4 }), &["too_fast"])]), ["created"]);
    desk.office.tick(date(2026, 7, 16));
    let results = desk.results("period=2026-Q3");
    assert_eq!((&results["total"]["n"], &results["coverage"]["flags"]["burst"]), (&42.into(), &Value::Null));
}

fn drivers_are_few_coarse_and_late(engine: Engine) {
    let desk = Desk::open(engine);
    let path = format!("{SURVEY}/drivers?period=2026-Q3");
    let none = desk.office.get(&path, &desk.analyst).expect(200).json();
    assert_eq!(
        none["words"]["pl"],
        "odpowiedzi jest za mało albo są zbyt podobne, by wskazać, co wiąże się z oceną ogólną"
    );
    // Courtesy goes with the headline point by point, waiting not at all; nearly everybody finds the room.
    for (overall, courtesy, wait) in [(5, 5, 2), (5, 5, 4), (2, 1, 2), (2, 1, 4)] {
        let answers =
            json!({ "OVERALL": overall, "COURTESY": courtesy, "WAIT": wait, "FIND": 5, "IMPORT": ["courtesy"] });
        collect(&desk.office, &desk.paper, "KM", "2026-07-10", &answers, 110);
    }
    desk.office.tick(date(2026, 7, 15));
    let told = || desk.office.get(&path, &desk.analyst).expect(200).json();
    let driver = |told: &Value, code: &str| {
        let drivers = told["drivers"].as_array().unwrap().iter();
        drivers.into_iter().find(|driver| driver["code"] == code).unwrap().clone()
    };
    let open = driver(&told(), "COURTESY");
    assert_eq!((&open["correlation"], &open["withheld"]), (&Value::Null, &"not_closed_yet".into()));
    desk.close();
    let told = told();
    let (courtesy, wait, find) = (driver(&told, "COURTESY"), driver(&told, "WAIT"), driver(&told, "FIND"));
    // 0.7 stands for all that is stronger.
    assert_eq!((&courtesy["n"], &courtesy["correlation"]), (&440.into(), &0.7.into()));
    assert_eq!((&wait["n"], &wait["correlation"]), (&440.into(), &0.0.into()));
    assert_eq!((&find["correlation"], &find["withheld"]), (&Value::Null, &"too_alike".into()));
    assert_eq!((&courtesy["importance"]["share"], &courtesy["priority"]), (&1.0.into(), &"improve".into()));
    assert_eq!(told["importance"], "IMPORT");
    // Nobody rated all dimensions.
    assert_eq!((&told["reliability"], &told["reliability_withheld"]), (&Value::Null, &"too_alike".into()));
    // Of a department there is none at all.
    let own = desk.office.get(&format!("{path}&department=KM"), &desk.analyst).expect(200).json();
    assert_eq!(driver(&own, "WAIT")["withheld"], "fewer_than_k");
    desk.office.get(&format!("{SURVEY}/drivers?period=2026-07"), &desk.analyst).expect(400);
    desk.office.get(&path, &desk.kiosk).expect(403);
}

fn straight_lines_are_told_of_the_office_and_a_closed_quarter(engine: Engine) {
    let standard: Value =
        serde_json::from_str(include_str!("../../../src/survey/standard/questionnaire.json")).unwrap();
    let asked = standard["questions"].as_array().unwrap().iter();
    let rated = |question: &&Value| question["kind"] == "rating" && question.get("show_if").is_none();
    let ratings: Vec<&str> = asked.filter(rated).map(|question| question["code"].as_str().unwrap()).collect();
    let told = |people: usize| {
        let desk = Desk::open(engine);
        // A quarter each: all fives, all twos, and one and the other in turn.
        for (even, odd) in [(5, 5), (2, 2), (5, 2), (2, 5)] {
            let rate =
                |(place, code): (usize, &&str)| ((*code).to_owned(), json!(if place % 2 == 0 { even } else { odd }));
            let answers: serde_json::Map<String, Value> = ratings.iter().enumerate().map(rate).collect();
            collect(&desk.office, &desk.paper, "KM", "2026-07-10", &answers.into(), people / 4);
        }
        desk.office.tick(date(2026, 7, 15));
        let open = desk.results("period=2026-Q3")["coverage"]["straight_lining"].clone();
        desk.close();
        let share = |query: &str| desk.results(query)["coverage"]["straight_lining"].clone();
        [open, share("period=2026-Q3"), share("period=2026-07"), share("period=2026-Q3&department=KM")]
    };
    let nothing = Value::Null;
    assert_eq!(told(480), [nothing.clone(), json!(0.5), nothing.clone(), nothing.clone()]);
    assert_eq!(told(396), [const { Value::Null }; 4], "too few for a figure that is drawn from many answers at once");
}
