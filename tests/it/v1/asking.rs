//! Which departments a survey asks about, and what they are called: beside its versions, and no figure changes by it.

use jiff::civil::date;
use serde_json::{Value, json};

use crate::harness::{Engine, Office, noon};
use crate::on_both_databases;
use crate::v1::samples::{SURVEY, collect, expected, faults, item, send_batch};

on_both_databases!(
    a_department_is_taken_up_without_a_new_version,
    a_department_is_asked_about_until_a_day,
    what_was_given_out_does_not_change,
    a_new_name_holds_from_its_day_on,
    a_name_in_one_language_keeps_the_others_and_publishing_says_what_is_missing,
);

fn set(office: &Office, departments: Value) -> crate::harness::Reply {
    office.json("PUT", &format!("{SURVEY}/fieldwork"), &office.admin, &json!({ "departments": departments }))
}

fn add_archive(office: &Office) {
    let body = json!({ "name": { "pl": "Archiwum", "en": "Archive" }, "site": "ul. Podchorążych 15" });
    office.json("PUT", "/api/v1/departments/ARCH", &office.admin, &body).expect(201);
}

fn offered(office: &Office) -> Vec<String> {
    let form = office.get(SURVEY, "").expect(200).json();
    let codes = form["departments"].as_array().unwrap().iter();
    codes.map(|department| department["code"].as_str().unwrap().to_owned()).collect()
}

fn move_to(office: &Office, day: jiff::civil::Date) {
    office.clock.set(noon(day).timestamp());
}

/// What became of a response about a department: its status, and where it does not fit.
fn sent(office: &Office, key: &str, department: &str, day: &str) -> (String, Option<String>) {
    let mut item = item(department, json!({ "OVERALL": 5 }));
    item["collected_on"] = day.into();
    let result = send_batch(office, key, &[item]).expect(200).json()["results"][0].clone();
    (result["status"].as_str().unwrap().to_owned(), result["errors"][0]["code"].as_str().map(str::to_owned))
}

fn by_department(office: &Office, key: &str, period: &str) -> Value {
    office.get(&format!("{SURVEY}/results?period={period}&group_by=department"), key).expect(200).json()
}

/// The group of a department: its label in Polish, and its n.
fn group(results: &Value, code: &str) -> Option<(String, Option<u64>)> {
    let groups = results["groups"].as_array().unwrap();
    let group = groups.iter().find(|group| group["key"]["department"] == code)?;
    Some((group["label"]["pl"].as_str().unwrap().to_owned(), group["n"].as_u64()))
}

fn a_department_is_taken_up_without_a_new_version(engine: Engine) {
    let office = Office::open(engine);
    let (kiosk, analyst) = (office.key("submit", &[]), office.key("results", &[]));
    add_archive(&office);
    collect(&office, &kiosk, "KM", "2026-07-14", &json!({ "OVERALL": 4 }), 5);
    let view = set(&office, json!([{ "code": "ARCH", "from": "2026-07-20" }])).expect(200).json();
    assert_eq!(view["departments"], json!([{ "code": "ARCH", "from": "2026-07-20", "until": null }]));
    assert!(!offered(&office).contains(&"ARCH".to_owned()));
    office.get("/s/obsluga/ARCH", "").expect(404);
    assert_eq!(sent(&office, &kiosk, "ARCH", "2026-07-14"), ("invalid".to_owned(), Some("not_asked".to_owned())));
    move_to(&office, date(2026, 7, 20));
    assert!(offered(&office).contains(&"ARCH".to_owned()));
    assert!(office.get("/s/obsluga/ARCH?lang=pl", "").expect(200).text().contains("Archiwum"));
    assert_eq!(sent(&office, &kiosk, "ARCH", "2026-07-19").1.as_deref(), Some("not_asked"));
    collect(&office, &kiosk, "ARCH", "2026-07-20", &json!({ "OVERALL": 5 }), 11);
    collect(&office, &kiosk, "KM", "2026-07-20", &json!({ "OVERALL": 4 }), 6);
    office.tick(date(2026, 7, 21));
    let results = by_department(&office, &analyst, "2026-Q3");
    assert_eq!(group(&results, "ARCH"), Some(("Archiwum".to_owned(), Some(11))));
    assert_eq!(group(&results, "KM").unwrap().1, Some(11), "who waited before is told with who came later");
    assert_eq!(group(&by_department(&office, &analyst, "2026-Q2"), "ARCH"), None);
    let versions = office.get(&format!("{SURVEY}/versions"), &office.admin).expect(200).json();
    assert_eq!(versions["items"].as_array().unwrap().len(), 1);
    let published = office.get(&format!("{SURVEY}/versions/1"), &office.admin).expect(200).json();
    let asked = published["questionnaire"]["departments"].as_array().unwrap();
    assert!(!asked.contains(&json!("ARCH")), "what was published never changes");
}

fn a_department_is_asked_about_until_a_day(engine: Engine) {
    let office = Office::open(engine);
    let (kiosk, analyst) = (office.key("submit", &[]), office.key("results", &[]));
    set(&office, json!([{ "code": "KM", "until": "2026-07-14" }])).expect(200);
    // Who sets a day of the survey has said nothing about its departments.
    let day = json!({ "closes_on": "2026-12-31" });
    let kept = office.json("PUT", &format!("{SURVEY}/fieldwork"), &office.admin, &day).expect(200).json();
    assert_eq!(kept["departments"], json!([{ "code": "KM", "from": null, "until": "2026-07-14" }]));
    assert!(offered(&office).contains(&"KM".to_owned()));
    move_to(&office, date(2026, 7, 15));
    assert!(!offered(&office).contains(&"KM".to_owned()));
    for path in ["/s/obsluga/KM", "/s/obsluga/KM/poster", "/embed/obsluga/KM"] {
        office.get(path, "").expect(404);
    }
    assert!(!office.get("/kiosk/screens/obsluga", "").expect(200).text().contains("data-department=\"KM\""));
    assert_eq!(sent(&office, &kiosk, "KM", "2026-07-15").1.as_deref(), Some("not_asked"));
    collect(&office, &kiosk, "KM", "2026-07-14", &json!({ "OVERALL": 5 }), 11);
    office.tick(date(2026, 7, 16));
    assert_eq!(group(&by_department(&office, &analyst, "2026-Q3"), "KM").unwrap().1, Some(11), "closed, and readable");
    set(&office, json!([])).expect(200);
    assert!(offered(&office).contains(&"KM".to_owned()));
}

fn what_was_given_out_does_not_change(engine: Engine) {
    let office = Office::open(engine);
    let analyst = office.key("results", &[]);
    let refused = |departments: Value| faults(&set(&office, departments).expect(422).json());
    add_archive(&office);
    let q2 = by_department(&office, &analyst, "2026-Q2");
    assert_eq!(refused(json!([{ "code": "NIKT" }])), expected(&[("/departments/0/code", "unknown_department")]));
    assert_eq!(refused(json!([{ "code": "km" }])), expected(&[("/departments/0/code", "malformed")]));
    let past = json!([{ "code": "ARCH", "from": "2026-07-13" }]);
    assert_eq!(refused(past), expected(&[("/departments/0/from", "not_permitted")]));
    let twice = json!([{ "code": "KM" }, { "code": "KM" }]);
    assert_eq!(refused(twice), expected(&[("/departments/1/code", "duplicate")]));
    let backwards = json!([{ "code": "KM", "from": "2026-08-02", "until": "2026-08-01" }]);
    assert_eq!(refused(backwards), expected(&[("/departments/0/until", "out_of_order")]));
    let view = set(&office, json!([{ "code": "ARCH" }])).expect(200).json();
    assert_eq!(view["departments"], json!([{ "code": "ARCH", "from": "2026-07-14", "until": null }]), "from today on");
    move_to(&office, date(2026, 7, 15));
    assert_eq!(refused(json!([])), expected(&[("/departments", "required")]));
    let later = json!([{ "code": "ARCH", "from": "2026-08-01" }]);
    assert_eq!(refused(later), expected(&[("/departments/0/from", "not_permitted")]));
    set(&office, json!([{ "code": "ARCH", "until": "2026-07-31" }])).expect(200);
    // What it is called today is no name of its figures.
    let name = json!({ "name": { "pl": "Składnica akt" } });
    office.json("PATCH", "/api/v1/departments/ARCH", &office.admin, &name).expect(200);
    assert_eq!(group(&by_department(&office, &analyst, "2026-Q3"), "ARCH").unwrap().0, "Archiwum");
    assert_eq!(by_department(&office, &analyst, "2026-Q2"), q2);
}

fn a_new_name_holds_from_its_day_on(engine: Engine) {
    let office = Office::open(engine);
    let (kiosk, analyst) = (office.key("submit", &[]), office.key("results", &[]));
    let patch = |body: Value| office.json("PATCH", "/api/v1/departments/KM", &office.admin, &body);
    let old = "Wydział Komunikacji";
    let renamed = json!([{ "from": "2026-10-01", "name": { "pl": "Wydział Transportu", "en": "Transport" } }]);
    let view = patch(json!({ "renamed": renamed })).expect(200).json();
    assert_eq!((&view["renamed"], &view["name"]["pl"]), (&renamed, &json!(old)));
    collect(&office, &kiosk, "KM", "2026-07-14", &json!({ "OVERALL": 5 }), 11);
    office.tick(date(2026, 7, 15));
    assert!(office.get("/s/obsluga/KM?lang=pl", "").expect(200).text().contains(old));
    move_to(&office, date(2026, 10, 1));
    let form = office.get("/s/obsluga/KM?lang=pl", "").expect(200).text();
    assert!(form.contains("Wydział Transportu") && !form.contains(old), "{form}");
    collect(&office, &kiosk, "KM", "2026-10-01", &json!({ "OVERALL": 5 }), 11);
    office.tick(date(2026, 10, 2));
    let label = |period: &str| group(&by_department(&office, &analyst, period), "KM").unwrap();
    assert_eq!(label("2026-Q3"), (old.to_owned(), Some(11)), "a report of the time before reads as it did");
    assert_eq!(label("2026-Q4"), ("Wydział Transportu".to_owned(), Some(11)));
    let faulty = |body: Value| faults(&patch(body).expect(422).json());
    assert_eq!(faulty(json!({ "renamed": [] })), expected(&[("/renamed", "not_permitted")]));
    let nameless = json!({ "renamed": [{ "from": "1 X", "name": { "en": "Cars" } }] });
    assert_eq!(
        faulty(nameless),
        expected(&[
            ("/renamed", "not_permitted"),
            ("/renamed/0/from", "malformed"),
            ("/renamed/0/name/pl", "required")
        ])
    );
}

fn a_name_in_one_language_keeps_the_others_and_publishing_says_what_is_missing(engine: Engine) {
    let office = Office::open(engine);
    add_archive(&office);
    let patch = json!({ "name": { "en": "Records" } });
    let view = office.json("PATCH", "/api/v1/departments/ARCH", &office.admin, &patch).expect(200).json();
    assert_eq!(view["name"], json!({ "pl": "Archiwum", "en": "Records" }));
    let mut questionnaire = office.get(&format!("{SURVEY}/versions/1"), &office.admin).json()["questionnaire"].clone();
    questionnaire["departments"].as_array_mut().unwrap().push(json!("ARCH"));
    office.json("PUT", &format!("{SURVEY}/draft"), &office.admin, &questionnaire).expect(204);
    let reply = office.send("POST", &format!("{SURVEY}/versions"), &office.admin, &[], &[]).expect(201).json();
    assert_eq!(reply["missing"], json!([{ "department": "ARCH", "languages": ["uk", "de"] }]));
}
