//! Complaints and motions: entered by hand, kept apart from the survey, added up by nobody but the list.

use serde_json::{Value, json};

use crate::harness::{Engine, Office, Reply};
use crate::on_both_databases;
use crate::v1::samples::{expected, faults};

on_both_databases!(
    complaints_are_entered_replaced_and_taken_back,
    parts_are_never_more_than_the_whole,
    keys_read_the_complaints_of_their_departments,
);

const COMPLAINTS: &str = "/api/v1/complaints";

fn put(office: &Office, place: &str, body: &Value) -> Reply {
    office.json("PUT", &format!("{COMPLAINTS}/{place}"), &office.admin, body)
}

fn cases(received: u32, on_time: u32, justified: u32) -> Value {
    json!({ "received": received, "on_time": on_time, "justified": justified })
}

fn complaints_are_entered_replaced_and_taken_back(engine: Engine) {
    let office = Office::open(engine);
    let empty = json!({ "items": [], "complaints": cases(0, 0, 0), "motions": cases(0, 0, 0) });
    assert_eq!(office.get(COMPLAINTS, &office.admin).expect(200).json(), empty);
    let km = json!({
        "quarter": "2026-Q2", "department": "KM", "complaints": cases(4, 3, 1), "motions": cases(2, 2, 2)
    });
    put(&office, "2026-Q2/KM", &json!({ "complaints": { "received": 9 } })).expect(200);
    let body = json!({ "complaints": cases(4, 3, 1), "motions": cases(2, 2, 2) });
    assert_eq!(put(&office, "2026-Q2/KM", &body).expect(200).json(), km);
    assert_eq!(office.get(&format!("{COMPLAINTS}/2026-Q2/KM"), &office.admin).expect(200).json(), km);
    put(&office, "2026-Q3/GN", &json!({ "complaints": { "received": 1 } })).expect(200);
    put(&office, "2025-Q4/GN", &json!({})).expect(200);
    let list = |query: &str| {
        let list = office.get(&format!("{COMPLAINTS}{query}"), &office.admin).expect(200).json();
        let places = list["items"].as_array().unwrap().iter();
        let places = places
            .map(|item| format!("{}/{}", item["quarter"].as_str().unwrap(), item["department"].as_str().unwrap()));
        (places.collect::<Vec<_>>().join(" "), list["complaints"].clone(), list["motions"].clone())
    };
    assert_eq!(list(""), ("2025-Q4/GN 2026-Q2/KM 2026-Q3/GN".to_owned(), cases(5, 3, 1), cases(2, 2, 2)));
    assert_eq!(list("?period=2026-Q3"), ("2026-Q3/GN".to_owned(), cases(1, 0, 0), cases(0, 0, 0)));
    assert_eq!(list("?period=2025-10..2026-06").0, "2025-Q4/GN 2026-Q2/KM");
    office.get(&format!("{COMPLAINTS}?period=2026-07"), &office.admin).expect(400);
    office.delete(&format!("{COMPLAINTS}/2026-Q2/KM"), &office.admin).expect(204);
    for method in ["GET", "DELETE"] {
        office.send(method, &format!("{COMPLAINTS}/2026-Q2/KM"), &office.admin, &[], &[]).expect(404);
    }
    let log = office.get("/api/v1/audit", &office.admin).expect(200).text();
    assert!(log.contains("complaints.save") && log.contains("complaints.delete") && log.contains("2026-Q2 KM"));
    let admin = office.admin.clone();
    let again = Office::on(office.close(), &[]);
    assert_eq!(again.get(COMPLAINTS, &admin).expect(200).json()["items"].as_array().unwrap().len(), 2);
}

fn parts_are_never_more_than_the_whole(engine: Engine) {
    let office = Office::open(engine);
    let wrong = json!({ "complaints": cases(1, 2, 1), "motions": cases(0, 0, 1) });
    let places = [("/complaints/on_time", "out_of_range"), ("/motions/justified", "out_of_range")];
    assert_eq!(faults(&put(&office, "2026-Q2/KM", &wrong).expect(422).json()), expected(&places));
    let many = json!({ "complaints": cases(100_001, 0, 0) });
    let place = [("/complaints/received", "out_of_range")];
    assert_eq!(faults(&put(&office, "2026-Q2/KM", &many).expect(422).json()), expected(&place));
    put(&office, "2026-Q2/KM", &json!({ "complaints": { "on_time": 1 } })).expect(422);
    let soon = put(&office, "2026-Q4/KM", &json!({})).expect(422).json();
    assert_eq!(faults(&soon), expected(&[("/quarter", "out_of_range")]));
    for place in ["2026-Q5/KM", "2026-06/KM", "2026/KM", "2026-Q2/XX"] {
        put(&office, place, &json!({})).expect(404);
    }
    office.get(&format!("{COMPLAINTS}/2026-Q2/KM"), &office.admin).expect(404);
}

fn keys_read_the_complaints_of_their_departments(engine: Engine) {
    let office = Office::open(engine);
    put(&office, "2026-Q2/KM", &json!({ "complaints": cases(4, 3, 1) })).expect(200);
    put(&office, "2026-Q2/GN", &json!({ "complaints": cases(1, 1, 1) })).expect(200);
    let bound = office.key("results", &["GN"]);
    let list = office.get(COMPLAINTS, &bound).expect(200).json();
    assert_eq!((list["items"].as_array().unwrap().len(), &list["complaints"]), (1, &cases(1, 1, 1)));
    office.get(&format!("{COMPLAINTS}/2026-Q2/GN"), &bound).expect(200);
    office.get(&format!("{COMPLAINTS}/2026-Q2/KM"), &bound).expect(403);
    office.get(&format!("{COMPLAINTS}/2026-Q2/KM"), &office.key("results", &[])).expect(200);
}
