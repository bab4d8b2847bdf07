//! `/console/surveys/{survey}/set-aside`: what a stolen tablet sent is left out of the results, and nobody learns how much
//! that is.

use ankieta::access::Role;
use jiff::civil::date;
use serde_json::{Value, json};

use crate::harness::{Engine, Office};
use crate::on_both_databases;
use crate::pages::console::{SINS, assert_guarded, assert_text_alone, make_account, noted, send, signed_in, somebody};
use crate::v1::samples::{SURVEY, collect};

on_both_databases!(
    what_a_stolen_tablet_sent_is_set_aside,
    what_a_tablet_of_several_departments_sent_is_set_aside_at_once,
    what_it_would_do_is_told_without_a_number,
    an_order_is_taken_back,
    what_does_not_fit_is_shown_as_it_was_typed,
);

const PAGE: &str = "/console/surveys/obsluga/set-aside";
const STOLEN: [(&str, &str); 5] = [
    ("department", "KM"),
    ("channel", "kiosk"),
    ("from", "2026-07-13"),
    ("until", "2026-07-14"),
    ("reason", " skradziony tablet "),
];

/// The same with something else in a field.
fn but<'a>(field: &'a str, typed: &'a str) -> Vec<(&'a str, &'a str)> {
    let kept = STOLEN.iter().filter(|(name, _)| *name != field).copied();
    kept.chain([(field, typed)]).collect()
}

fn make_kiosk(office: &Office, name: &str, department: &str) -> String {
    let body = json!({ "name": name, "survey": "obsluga", "department": department });
    let made = office.json("POST", "/api/v1/kiosks", &office.admin, &body).expect(201).json();
    made["kiosk"]["id"].as_str().unwrap().to_owned()
}

fn what_a_stolen_tablet_sent_is_set_aside(engine: Engine) {
    let office = Office::open(engine);
    let (kiosk, analyst) = (office.key("submit", &[]), office.key("results", &[]));
    let administrator = somebody(&office, Role::Administrator);
    collect(&office, &kiosk, "KM", "2026-07-13", &json!({ "OVERALL": 1 }), 20);
    collect(&office, &kiosk, "KM", "2026-07-14", &json!({ "OVERALL": 1 }), 20);
    collect(&office, &kiosk, "GN", "2026-07-14", &json!({ "OVERALL": 4 }), 20);
    let stolen = make_kiosk(&office, "Hol", "KM");
    send(&administrator, &format!("/console/kiosks/{stolen}/revoke"), &[]).expect(303);
    let page = administrator.get(&format!("/console/kiosks/{stolen}")).expect(200).text();
    let way = format!("{PAGE}?channel=kiosk&amp;department=KM").replace("&amp;", "&#38;");
    assert!(page.contains(&format!("href=\"{way}\"")), "the page of a revoked kiosk leads on: {page}");
    let ordered = send(&administrator, PAGE, &STOLEN).expect(303);
    assert_eq!(ordered.header("location"), format!("{PAGE}?done=ordered"));
    let told = administrator.get(ordered.header("location")).expect(200).text();
    assert!(told.contains("Odpowiedzi zostaną wyłączone") && told.contains("13.07.2026"), "{told}");
    office.tick(date(2026, 7, 15));
    let results = office.get(&format!("{SURVEY}/results?period=2026-Q3"), &analyst).expect(200).json();
    assert_eq!((&results["total"]["n"], &results["coverage"]["set_aside"]), (&json!(20), &json!(40)));
    let administrator = signed_in(&office, "test-administrator");
    assert!(!administrator.get(PAGE).expect(200).text().contains("Do wyłączenia"), "it is done");
    let done: Vec<_> =
        noted(&office, "test-administrator").into_iter().filter(|(it, _)| it == "set_aside.order").collect();
    let expected = "obsluga KM kiosk 2026-07-13/2026-07-14: skradziony tablet";
    assert_eq!(done, [("set_aside.order".to_owned(), expected.to_owned())]);
}

fn what_a_tablet_of_several_departments_sent_is_set_aside_at_once(engine: Engine) {
    let office = Office::open(engine);
    let administrator = somebody(&office, Role::Administrator);
    make_kiosk(&office, "Hol", "KM");
    make_kiosk(&office, "Geodezja", "GN");
    let both = [&STOLEN[..], &[("department", "GN")]].concat();
    let look = format!("{PAGE}?department=KM&department=GN&channel=kiosk&from=2026-07-13&until=2026-07-14&look=1");
    let told = administrator.get(&look).expect(200).text();
    let effect = told.split("id=\"effect\"").nth(1).unwrap();
    for said in ["Wydział Komunikacji, ", "13.07.2026–14.07.2026", "Geodezja, Hol"] {
        assert!(effect.contains(said), "{said}: {effect}");
    }
    send(&administrator, PAGE, &both).expect(303);
    let orders = office.get(&format!("{SURVEY}/set-aside"), &office.admin).expect(200).json()["orders"].clone();
    let place = |department, day| json!({ "department": department, "channel": "kiosk", "day": day });
    let mut places: Vec<Value> = orders.as_array().unwrap().clone();
    places.sort_by_key(Value::to_string);
    let days = |department| ["2026-07-13", "2026-07-14"].map(|day| place(department, day));
    let mut expected = [days("GN"), days("KM")].concat();
    expected.sort_by_key(Value::to_string);
    assert_eq!(places, expected);
    let noted = noted(&office, "test-administrator");
    let subject = "obsluga KM,GN kiosk 2026-07-13/2026-07-14: skradziony tablet";
    assert!(noted.contains(&("set_aside.order".to_owned(), subject.to_owned())), "{noted:?}");
    // One that is none takes the others with it.
    let unknown = [&both[..], &[("department", "none")]].concat();
    send(&administrator, PAGE, &unknown).expect(404);
}

fn what_it_would_do_is_told_without_a_number(engine: Engine) {
    let office = Office::open(engine);
    let kiosk = office.key("submit", &[]);
    let administrator = somebody(&office, Role::Administrator);
    for (name, department) in [("Hol", "KM"), ("Sala obsługi", "KM"), ("Geodezja", "GN")] {
        make_kiosk(&office, name, department);
    }
    let look = || {
        let path = format!("{PAGE}?department=KM&channel=kiosk&from=2026-07-14&until=&look=1");
        let page = administrator.get(&path).expect(200).text();
        page.split("id=\"effect\"").nth(1).unwrap().to_owned()
    };
    let empty = look();
    for said in ["wszystkie czekające odpowiedzi", "14.07.2026", "Hol, Sala obsługi", "nie da się odzyskać"] {
        assert!(empty.contains(said), "{said}: {empty}");
    }
    assert!(!empty.contains("Geodezja"), "{empty}");
    collect(&office, &kiosk, "KM", "2026-07-14", &json!({ "OVERALL": 1 }), 37);
    assert_eq!(look(), empty, "nobody learns from it whether anybody answered");
    assert_eq!(
        office.get(&format!("{SURVEY}/set-aside"), &office.admin).json()["orders"],
        json!([]),
        "nor does it do it"
    );
    // What brought more than usual is led to.
    let crowded = Office::with(engine, &["--day-ceiling", "10"]);
    collect(&crowded, &crowded.key("submit", &[]), "KM", "2026-07-14", &json!({ "OVERALL": 1 }), 500);
    crowded.tick(date(2026, 7, 15));
    let page = somebody(&crowded, Role::Administrator).get(PAGE).expect(200).text();
    let way = format!("{PAGE}?department=KM&#38;channel=kiosk&#38;from=2026-07-14&#38;look=1");
    assert!(page.contains(&format!("href=\"{way}\"")) && page.contains(">22.07.2026</td>"), "{page}");
}

fn an_order_is_taken_back(engine: Engine) {
    let office = Office::open(engine);
    let administrator = somebody(&office, Role::Administrator);
    send(&administrator, PAGE, &but("until", "")).expect(303);
    let orders = || office.get(&format!("{SURVEY}/set-aside"), &office.admin).expect(200).json()["orders"].clone();
    let place = json!([{ "department": "KM", "channel": "kiosk", "day": "2026-07-13" }]);
    assert_eq!(orders(), place);
    let order = [("department", "KM"), ("channel", "kiosk"), ("day", "2026-07-13")];
    assert_guarded(&administrator, &format!("{PAGE}/take-back"), &order);
    send(&administrator, &format!("{PAGE}/take-back"), &order).expect(303);
    assert_eq!(orders(), Value::Array(Vec::new()));
    send(&administrator, &format!("{PAGE}/take-back"), &order).expect(404);
    assert_eq!(noted(&office, "test-administrator").iter().filter(|(it, _)| it == "set_aside.withdraw").count(), 1);
}

fn what_does_not_fit_is_shown_as_it_was_typed(engine: Engine) {
    let office = Office::open(engine);
    let administrator = somebody(&office, Role::Administrator);
    for (field, typed) in [
        ("from", ""),
        ("from", "13.07.2026"),
        ("until", "jutro"),
        ("until", "2026-07-12"),
        ("until", "2026-08-13"),
        ("reason", "ab"),
    ] {
        let refused = send(&administrator, PAGE, &but(field, typed)).expect(422).text();
        assert!(refused.contains(&format!("id=\"{field}-wrong\"")), "{field}: {refused}");
        assert!(refused.contains("value=\"KM\" checked"), "{refused}");
    }
    let look = administrator.get(&format!("{PAGE}?department=KM&channel=kiosk&from=&until=&look=1")).expect(422).text();
    assert!(look.contains("id=\"from-wrong\"") && !look.contains("id=\"effect\""), "{look}");
    for field in ["department", "channel"] {
        send(&administrator, PAGE, &but(field, "none")).expect(404);
    }
    for sin in SINS {
        for field in ["from", "until"] {
            assert_text_alone(&send(&administrator, PAGE, &but(field, sin)).expect(422).text());
        }
        let sin = format!("{sin}\u{7}");
        assert_text_alone(&send(&administrator, PAGE, &but("reason", &sin)).expect(422).text());
    }
    assert_guarded(&administrator, PAGE, &STOLEN);
    administrator.get("/console/surveys/none/set-aside").expect(404);
    // It concerns the whole office.
    make_account(&office, "czesc", Role::Administrator, &["GN"]);
    let partial = signed_in(&office, "czesc");
    partial.get(PAGE).expect(403);
    send(&partial, PAGE, &STOLEN).expect(403);
}
