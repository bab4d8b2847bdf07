//! Departments against the rest of the office: numbers computed by hand, adjustment, equals, words, and filters.

use jiff::civil::date;
use serde_json::{Value, json};

use crate::harness::{Engine, Office, Reply};
use crate::on_both_databases;
use crate::v1::samples::{SURVEY, collect, expected, faults};

on_both_databases!(
    each_department_is_held_against_the_rest,
    equals_share_a_letter,
    a_choice_of_departments_is_its_own_office,
    the_whole_family_is_adjusted,
    the_definitions_say_what_changed,
);

/// How many of a department's responses were satisfied.
const SATISFIED: [(&str, usize, usize); 5] =
    [("KM", 90, 100), ("GN", 60, 100), ("AB", 85, 100), ("OS", 20, 25), ("OR", 3, 8)];

struct Departments {
    office: Office,
    analyst: String,
}

impl Departments {
    fn collect(engine: Engine) -> Self {
        let office = Office::open(engine);
        let kiosk = office.key("submit", &[]);
        for (department, satisfied, of) in SATISFIED {
            collect(&office, &kiosk, department, "2026-07-10", &json!({ "OVERALL": 4, "WAIT": 5 }), satisfied);
            collect(&office, &kiosk, department, "2026-07-10", &json!({ "OVERALL": 3, "WAIT": 5 }), of - satisfied);
        }
        office.tick(date(2026, 7, 15));
        let analyst = office.key("results", &[]);
        Self { office, analyst }
    }

    fn ask(&self, query: &str) -> Reply {
        self.office.get(&format!("{SURVEY}/comparison/departments?{query}"), &self.analyst)
    }

    fn standing(&self, query: &str) -> Value {
        self.ask(query).expect(200).json()
    }
}

fn department<'a>(standing: &'a Value, code: &str) -> &'a Value {
    let departments = standing["departments"].as_array().unwrap();
    departments.iter().find(|department| department["code"] == code).unwrap()
}

#[track_caller]
fn assert_close(found: &Value, wanted: f64) {
    let found = found.as_f64().unwrap_or_else(|| panic!("no number: {found}"));
    assert!((found - wanted).abs() < 1e-9, "{found} is not {wanted}");
}

fn each_department_is_held_against_the_rest(engine: Engine) {
    let departments = Departments::collect(engine);
    let standing = departments.standing("period=2026-07&question=OVERALL");
    let km = &department(&standing, "KM")["questions"][0];
    // 90 of 100 against the 165 of 225 of the others.
    assert_eq!(
        (&km["department"]["n"], &km["rest"]["n"], &km["rest"]["positive"]["n"]),
        (&100.into(), &225.into(), &165.into())
    );
    let (own, rest, pooled) = (0.9, 165.0 / 225.0, 255.0 / 325.0);
    let z = (own - rest) / (pooled * (1.0 - pooled) * (1.0 / 100.0 + 1.0 / 225.0_f64)).sqrt();
    assert_close(&km["difference"]["share"], own - rest);
    assert_close(&km["z"], z);
    assert_eq!(km["verdict"], "higher");
    assert_eq!(km["words"]["pl"], "wyżej niż reszta urzędu – potwierdzone statystycznie");
    let gn = &department(&standing, "GN")["questions"][0];
    assert_eq!(
        (&gn["verdict"], &gn["words"]["en"]),
        (&"lower".into(), &"lower than the rest of the office – statistically confirmed".into())
    );
    let ab = &department(&standing, "AB")["questions"][0];
    assert_eq!((&ab["verdict"], &ab["words"]["pl"]), (&"within_error".into(), &"różnica niepotwierdzona".into()));
    let os = &department(&standing, "OS")["questions"][0];
    assert_eq!((&os["verdict"], &os["words"]["pl"]), (&"too_few".into(), &"za mało odpowiedzi, by wnioskować".into()));
    let or = department(&standing, "OR");
    assert_eq!((&or["withheld"], &or["questions"]), (&"fewer_than_k".into(), &json!([])));
    assert_eq!((&standing["coverage"]["n"], &standing["definitions"]), (&325.into(), &4.into()));
}

fn equals_share_a_letter(engine: Engine) {
    let departments = Departments::collect(engine);
    let standing = departments.standing("period=2026-Q3");
    let letters = |question: &str| -> Vec<Value> {
        ["KM", "GN", "AB", "OS"]
            .map(|code| {
                let questions = department(&standing, code)["questions"].as_array().unwrap().clone();
                questions.iter().find(|figures| figures["code"] == question).unwrap()["equals"].clone()
            })
            .to_vec()
    };
    assert_eq!(letters("OVERALL"), [json!("a"), json!("b"), json!("a"), json!(null)], "OS has too few answers");
    assert_eq!(letters("WAIT"), [json!("a"), json!("a"), json!("a"), json!(null)], "everybody says the same");
    let wait = &department(&standing, "KM")["questions"].as_array().unwrap()[1];
    assert_eq!((&wait["code"], &wait["p"], &wait["p_adjusted"]), (&"WAIT".into(), &json!(null), &json!(null)));
    assert_eq!(wait["verdict"], "within_error");
}

fn a_choice_of_departments_is_its_own_office(engine: Engine) {
    let departments = Departments::collect(engine);
    let standing = departments.standing("period=2026-07&question=OVERALL&department=KM&department=GN");
    let listed: Vec<&Value> = standing["departments"].as_array().unwrap().iter().map(|one| &one["code"]).collect();
    assert_eq!(listed, ["KM", "GN"]);
    assert_eq!(department(&standing, "KM")["questions"][0]["rest"]["positive"]["n"], 60);
    let alone = departments.standing("period=2026-07&question=OVERALL&department=KM");
    let km = &department(&alone, "KM")["questions"][0];
    assert_eq!((&km["rest"]["n"], &km["difference"], &km["verdict"]), (&0.into(), &json!(null), &"too_few".into()));
    // A key that is good for one department cannot learn about the rest.
    let bound = departments.office.key("results", &["KM"]);
    let path = format!("{SURVEY}/comparison/departments?period=2026-07&question=OVERALL");
    assert_eq!(departments.office.get(&path, &bound).expect(200).json()["departments"], alone["departments"]);
    for (query, pointer) in [
        ("period=2026-7", "?period"),
        ("period=2026-07&department=XX", "?department"),
        ("period=2026-07&question=NOPE", "?question"),
        ("period=2026-07&as_of=2026", "?as_of"),
    ] {
        assert_eq!(faults(&departments.ask(query).expect(400).json()), expected(&[(pointer, "malformed")]), "{query}");
    }
    for query in ["", "period=2026-07&against=2026-06", "period=2026-07&group_by=department"] {
        departments.ask(query).expect(400);
    }
    let before = departments.standing("period=2026-07&as_of=2026-07-14");
    assert_eq!(department(&before, "KM")["withheld"], "fewer_than_k");
}

fn the_whole_family_is_adjusted(engine: Engine) {
    let departments = Departments::collect(engine);
    let standing = departments.standing("period=2026-07&question=OVERALL");
    let question = |code| department(&standing, code)["questions"][0].clone();
    let family = ["KM", "GN", "AB"].map(question);
    let mut p: Vec<f64> = family.iter().map(|question| question["p"].as_f64().unwrap()).collect();
    p.sort_by(f64::total_cmp);
    for question in &family {
        let own = question["p"].as_f64().unwrap();
        let rank = p.iter().position(|p| *p == own).unwrap();
        // Written out for three tests without the steps, which these values do not need.
        assert_close(&question["p_adjusted"], ((3 - rank) as f64 * own).min(1.0));
        let step_up = (rank..3).map(|rank| 3.0 / (rank + 1) as f64 * p[rank]).fold(1.0, f64::min);
        assert_close(&question["p_adjusted_bh"], step_up);
    }
    let too_few = question("OS");
    assert_eq!((&too_few["p_adjusted"], &too_few["verdict"]), (&json!(null), &"too_few".into()), "it costs nobody");
    let all = departments.standing("period=2026-07");
    assert_eq!(department(&all, "KM")["questions"][0], family[0], "what else is asked for changes no verdict");
}

fn the_definitions_say_what_changed(engine: Engine) {
    let departments = Departments::collect(engine);
    let editions = departments.office.get("/api/v1/definitions", &departments.analyst).expect(200).json();
    assert_eq!((&editions["in_force"], &editions["editions"][0]["number"]), (&4.into(), &1.into()));
    assert!(editions["editions"][0]["change"]["pl"].as_str().unwrap().contains("Wilsona"));
    let number = &editions["in_force"];
    let written = number.to_string();
    for path in [
        "results?period=2026-07",
        "comparison?period=2026-07&against=2026-06",
        "comparison/departments?period=2026-07",
        "trend?from=2026-07&to=2026-07",
    ] {
        let answer = departments.office.get(&format!("{SURVEY}/{path}"), &departments.analyst).expect(200).json();
        assert_eq!(&answer["definitions"], number, "{path}");
    }
    let path = format!("{SURVEY}/results?period=2026-07&group_by=department&format=csv");
    let csv = departments.office.get(&path, &departments.analyst).expect(200).text();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let place = reader.headers().unwrap().iter().position(|column| column == "definitions").unwrap();
    let ends: Vec<String> = reader.records().map(|row| row.unwrap()[place].to_owned()).collect();
    assert!(ends.len() > 10 && ends.iter().all(|end| *end == written), "{csv}");
}
