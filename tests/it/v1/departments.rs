//! Departments: added, changed and retired, without touching what was published or what is on its way.

use jiff::civil::date;
use serde_json::{Value, json};

use crate::harness::{Engine, Office};
use crate::on_both_databases;
use crate::v1::samples::{SURVEY, collect, expected, faults, item, send_batch};

on_both_databases!(
    a_department_is_added_replaced_and_changed,
    faults_are_named_all_at_once,
    a_retired_department_is_not_offered_but_still_heard,
    a_new_name_changes_no_published_figure,
);

fn path(code: &str) -> String {
    format!("/api/v1/departments/{code}")
}

fn a_department_is_added_replaced_and_changed(engine: Engine) {
    let office = Office::open(engine);
    let body = json!({ "name": { "pl": "Archiwum" } });
    let put = |body: &Value| office.json("PUT", &path("ARCH"), &office.admin, body);
    let added = put(&body).expect(201).json();
    assert_eq!(
        added,
        json!({ "code": "ARCH", "name": { "pl": "Archiwum" }, "site": "", "active": true, "matters": [] })
    );
    let matters = json!([{ "code": "files", "text": { "pl": "Akta" } }]);
    let whole = json!({ "name": { "pl": "Archiwum", "en": "Archive" }, "site": "ul. Boczna 1", "active": false, "matters": matters });
    let replaced = put(&whole).expect(200).json();
    assert_eq!((&replaced["name"], &replaced["matters"]), (&whole["name"], &whole["matters"]));
    assert_eq!(office.get(&path("ARCH"), &office.admin).expect(200).json(), replaced);

    let patch = |body: &Value| office.json("PATCH", &path("ARCH"), &office.admin, body).expect(200).json();
    let mut wanted = replaced.clone();
    for (member, value) in [
        ("active", json!(true)),
        ("site", json!("ul. Nowa 2")),
        ("name", json!({ "pl": "Archiwum zakładowe", "en": "Archive" })),
        ("matters", json!([])),
    ] {
        wanted[member] = value.clone();
        assert_eq!(patch(&json!({ member: value })), wanted);
    }
    assert_eq!(patch(&json!({})), wanted);
    let reply = office.get("/api/v1/departments", &office.admin).expect(200);
    let list = reply.json();
    let codes: Vec<&str> =
        list["items"].as_array().unwrap().iter().map(|item| item["code"].as_str().unwrap()).collect();
    assert_eq!((codes.len(), codes.is_sorted(), codes.contains(&"ARCH")), (12, true, true));
    for path in ["/api/v1/departments", "/api/v1/departments/ARCH"] {
        let etag = office.get(path, &office.admin).header("etag").to_owned();
        office.send("GET", path, &office.admin, &[("if-none-match", &etag)], &[]).expect(304);
    }
    office.get(&path("NOPE"), &office.admin).expect(404);
    office.json("PATCH", &path("NOPE"), &office.admin, &json!({ "active": false })).expect(404);
}

fn faults_are_named_all_at_once(engine: Engine) {
    let office = Office::open(engine);
    let refused =
        |code: &str, body: &Value| faults(&office.json("PUT", &path(code), &office.admin, body).expect(422).json());
    let good = json!({ "name": { "pl": "Archiwum" } });
    for code in ["arch", "1A", "A-B", "A%20B", "%C4%84", "A%2FB", &"A".repeat(17)] {
        assert_eq!(refused(code, &good), expected(&[("/code", "malformed")]), "{code}");
    }
    for name in [json!({}), json!({ "en": "Archive" }), json!({ "pl": "  " })] {
        assert_eq!(refused("ARCH", &json!({ "name": name })), expected(&[("/name/pl", "required")]));
    }
    for (name, at, fault) in [
        (json!({ "pl": "x".repeat(201) }), "/name/pl", "out_of_range"),
        (json!({ "pl": "Archiwum", "en": "ż".repeat(201) }), "/name/en", "out_of_range"),
        (json!({ "pl": "Archi\nwum" }), "/name/pl", "malformed"),
    ] {
        assert_eq!(refused("ARCH", &json!({ "name": name })), expected(&[(at, fault)]));
        let later = json!({ "name": { "pl": "Archiwum" }, "renamed": [{ "from": "2027-01-01", "name": name }] });
        assert_eq!(refused("ARCH", &later), expected(&[(&format!("/renamed/0{at}"), fault)]));
        let patch = office.json("PATCH", &path("KM"), &office.admin, &json!({ "name": name })).expect(422).json();
        assert_eq!(faults(&patch), expected(&[(at, fault)]));
    }
    let blank = json!({ "name": { "pl": "  " } });
    let patch = office.json("PATCH", &path("KM"), &office.admin, &blank).expect(422).json();
    assert_eq!(faults(&patch), expected(&[("/name/pl", "required")]));
    let matter = |code: &str, language: &str| json!({ "code": code, "text": { language: "Akta" } });
    let wrong = json!({ "name": { "Polish": "Archiwum" }, "matters": [matter("Files", "pl"), matter("files", "POL")] });
    let all = [
        ("/code", "malformed"),
        ("/name", "malformed"),
        ("/name/pl", "required"),
        ("/matters/0/code", "malformed"),
        ("/matters/1/text", "malformed"),
        ("/matters/1/text/pl", "required"),
    ];
    assert_eq!(refused("arch", &wrong), expected(&all));
    let text = |text: String| json!({ "name": { "pl": "A" }, "matters": [{ "code": "akta", "text": { "pl": text } }] });
    for (words, fault) in
        [("x".repeat(201), "out_of_range"), (" ".to_owned(), "required"), ("a\nb".to_owned(), "malformed")]
    {
        assert_eq!(refused("ARCH", &text(words)), expected(&[("/matters/0/text/pl", fault)]));
    }
    let shapes = [
        (json!({}), "required"),
        (json!({ "name": "Archiwum" }), "wrong_type"),
        (json!({ "name": { "pl": "A" }, "active": "yes" }), "wrong_type"),
        (json!({ "name": { "pl": "A" }, "phone": "1" }), "unknown_field"),
        (json!({ "name": { "pl": "A" }, "site": "x".repeat(201) }), "out_of_range"),
    ];
    for (body, code) in shapes {
        assert_eq!(refused("ARCH", &body)[0].1, code, "{body}");
    }
    office.get(&path("ARCH"), &office.admin).expect(404);
}

fn offered(office: &Office) -> Vec<String> {
    let form = office.get(SURVEY, "").expect(200).json();
    let codes = form["departments"].as_array().unwrap().iter();
    codes.map(|department| department["code"].as_str().unwrap().to_owned()).collect()
}

fn a_retired_department_is_not_offered_but_still_heard(engine: Engine) {
    let office = Office::open(engine);
    let kiosk = office.key("submit", &["KM"]);
    assert!(offered(&office).contains(&"KM".to_owned()));
    let activate =
        |active: bool| office.json("PATCH", &path("KM"), &office.admin, &json!({ "active": active })).expect(200);
    activate(false);
    assert!(!offered(&office).contains(&"KM".to_owned()));
    // A kiosk that was offline brings what it gathered while the department was there.
    let results = send_batch(&office, &kiosk, &[item("KM", json!({ "OVERALL": 5 }))]).expect(200).json();
    assert_eq!(results["results"][0]["status"], "created");
    activate(true);
    assert!(offered(&office).contains(&"KM".to_owned()));
}

fn a_new_name_changes_no_published_figure(engine: Engine) {
    let office = Office::open(engine);
    let (kiosk, analyst) = (office.key("submit", &[]), office.key("results", &[]));
    collect(&office, &kiosk, "KM", "2026-07-13", &json!({ "OVERALL": 5 }), 10);
    collect(&office, &kiosk, "KM", "2026-07-13", &json!({ "OVERALL": 2 }), 10);
    office.tick(date(2026, 7, 15));
    let results = format!("{SURVEY}/results?period=2026-07&group_by=department");
    let before = office.get(&results, &analyst).expect(200);
    assert_eq!(before.json()["groups"][0]["label"]["pl"], "Wydział Komunikacji");
    let name = json!({ "name": { "pl": "Biuro Pojazdów" }, "site": "ul. Nowa 1" });
    office.json("PATCH", &path("KM"), &office.admin, &name).expect(200);
    let after = office.get(&results, &analyst).expect(200);
    assert_eq!((after.header("etag"), after.text()), (before.header("etag"), before.text()));
    let form = office.get(SURVEY, "").expect(200).json();
    assert_eq!(form["departments"][0]["name"]["pl"], "Biuro Pojazdów");
}
