//! Visits: entered one by one or from a file, all of it or nothing, and read by those whom they concern.

use serde_json::{Value, json};

use crate::harness::{Engine, Office, Reply};
use crate::on_both_databases;
use crate::v1::samples::{expected, faults};

on_both_databases!(
    visits_are_entered_replaced_and_taken_back,
    a_file_is_taken_whole_or_not_at_all,
    keys_read_the_visits_of_their_departments,
    what_is_entered_is_noted_and_outlives_the_process,
);

const VISITS: &str = "/api/v1/visits";

fn put(office: &Office, place: &str, visits: u64) -> Reply {
    office.json("PUT", &format!("{VISITS}/{place}"), &office.admin, &json!({ "visits": visits }))
}

fn send(office: &Office, table: &str) -> Reply {
    office.send("POST", VISITS, &office.admin, &[("content-type", "text/csv; charset=utf-8")], table.as_bytes())
}

/// What was entered, as month, department and number.
fn list(office: &Office, key: &str, query: &str) -> Vec<String> {
    let list = office.get(&format!("{VISITS}{query}"), key).expect(200).json();
    assert_eq!(list["cursor"], Value::Null);
    let row = |one: &Value| {
        format!("{} {} {}", one["month"].as_str().unwrap(), one["department"].as_str().unwrap(), one["visits"])
    };
    list["items"].as_array().unwrap().iter().map(row).collect()
}

fn visits_are_entered_replaced_and_taken_back(engine: Engine) {
    let office = Office::open(engine);
    assert_eq!(list(&office, &office.admin, ""), [""; 0]);
    let entered = put(&office, "2026-06/KM", 1_200).expect(200).json();
    assert_eq!(entered, json!({ "month": "2026-06", "department": "KM", "visits": 1_200 }));
    put(&office, "2026-06/GN", 0).expect(200);
    put(&office, "2025-12/KM", 10_000_000).expect(200);
    put(&office, "2026-06/KM", 1_300).expect(200);
    put(&office, "2026-07/KM", 400).expect(200);
    let all = ["2025-12 KM 10000000", "2026-06 GN 0", "2026-06 KM 1300", "2026-07 KM 400"];
    assert_eq!(list(&office, &office.admin, ""), all);
    assert_eq!(list(&office, &office.admin, "?period=2026-Q2"), all[1..3]);
    assert_eq!(list(&office, &office.admin, "?period=2026"), all[1..]);
    office.delete(&format!("{VISITS}/2026-06/KM"), &office.admin).expect(204);
    office.delete(&format!("{VISITS}/2026-06/KM"), &office.admin).expect(404);
    assert_eq!(list(&office, &office.admin, "?period=2026-06"), ["2026-06 GN 0"]);
    // A month that has not begun is a slip; one that is running is not over, and may be corrected.
    assert_eq!(faults(&put(&office, "2026-08/KM", 1).expect(422).json()), expected(&[("/month", "out_of_range")]));
    for place in ["2026-6/KM", "2026-Q2/KM", "2026/KM", "2026-06..2026-06/KM", "2026-06/XX", "2026-06/km"] {
        put(&office, place, 1).expect(404);
        office.delete(&format!("{VISITS}/{place}"), &office.admin).expect(404);
    }
    assert_eq!(
        faults(&put(&office, "2026-06/KM", 10_000_001).expect(422).json()),
        expected(&[("/visits", "out_of_range")])
    );
    office.get(&format!("{VISITS}?period=soon"), &office.admin).expect(400);
}

fn a_file_is_taken_whole_or_not_at_all(engine: Engine) {
    let office = Office::open(engine);
    put(&office, "2026-06/KM", 5).expect(200);
    let excel = "\u{feff}month;department;visits\r\n2026-05;KM;1100\r\n2026-06;KM;1200\r\n2026-06;GN;300\r\n";
    assert_eq!(send(&office, excel).expect(200).json(), json!({ "entered": 3 }));
    // An older Excel writes Polish letters in Windows-1250, and a tab may stand between the cells.
    let windows = b"Miesi\xb9c\tWydzia\xb3\tWizyty\r\n2026-05\tKM\t1100\r\n";
    for (charset, status) in
        [("", 200), ("; charset=windows-1250", 200), ("; charset=utf-8", 422), ("; charset=x", 415)]
    {
        let kind = format!("text/csv{charset}");
        office.send("POST", VISITS, &office.admin, &[("content-type", &kind)], windows).expect(status);
    }
    let all = ["2026-05 KM 1100", "2026-06 GN 300", "2026-06 KM 1200"];
    assert_eq!(list(&office, &office.admin, ""), all);
    let refused = send(&office, "month,department,visits\n2026-05,KM,1\n2026-13,KM,2\n2026-06,XX,-1\n").expect(422);
    let wrong = [("/3/month", "malformed"), ("/4/department", "unknown_department"), ("/4/visits", "malformed")];
    assert_eq!(faults(&refused.json()), expected(&wrong));
    assert!(!refused.text().contains("XX"), "the value is never repeated");
    assert_eq!(list(&office, &office.admin, ""), all, "nothing of it was taken");
    for (kind, table, status) in [
        ("application/json", "{}".as_bytes(), 415),
        ("text/csv", b"month;department;visits\n2026-06;\xb3KM;1", 422),
        ("text/csv", b"", 422),
        ("text/csv", b"\0", 422),
        ("text/csv", b"month,department,visits\n2026-06,KM,\"1\n2026-05,KM,2\n", 422),
    ] {
        office.send("POST", VISITS, &office.admin, &[("content-type", kind)], table).expect(status);
    }
    let large = format!("month,department,visits\n{}", "2026-06,KM,1\n".repeat(10_000));
    send(&office, &large).expect(413);
    assert_eq!(send(&office, "month,department,visits\n").expect(200).json(), json!({ "entered": 0 }));
}

fn keys_read_the_visits_of_their_departments(engine: Engine) {
    let office = Office::open(engine);
    send(&office, "month,department,visits\n2026-06,KM,1\n2026-06,GN,2\n").expect(200);
    assert_eq!(list(&office, &office.key("results", &[]), ""), ["2026-06 GN 2", "2026-06 KM 1"]);
    assert_eq!(list(&office, &office.key("results", &["KM"]), ""), ["2026-06 KM 1"]);
    assert_eq!(list(&office, &office.key("results", &["RK"]), ""), [""; 0]);
    let etag = office.get(VISITS, &office.admin).header("etag").to_owned();
    office.send("GET", VISITS, &office.admin, &[("if-none-match", &etag)], &[]).expect(304);
}

fn what_is_entered_is_noted_and_outlives_the_process(engine: Engine) {
    let office = Office::open(engine);
    let admin = office.admin.clone();
    for change in 0..3 {
        office.clock.set(office.clock.now().saturating_add(jiff::Span::new().seconds(1)).timestamp());
        match change {
            0 => drop(send(&office, "month,department,visits\n2026-06,KM,1\n2026-06,GN,2\n").expect(200)),
            1 => drop(put(&office, "2026-06/KM", 7).expect(200)),
            _ => drop(office.delete(&format!("{VISITS}/2026-06/GN"), &admin).expect(204)),
        }
    }
    let log = office.get("/api/v1/audit", &admin).expect(200).json();
    let entry = |place: usize| {
        let item = &log["items"][place];
        (item["action"].as_str().unwrap().to_owned(), item["subject"].as_str().unwrap().to_owned())
    };
    let noted = [("visits.delete", "2026-06 GN"), ("visits.save", "2026-06 KM"), ("visits.import", "2")];
    assert_eq!([entry(0), entry(1), entry(2)], noted.map(|(action, subject)| (action.to_owned(), subject.to_owned())));
    let again = Office::on(office.close(), &[]);
    assert_eq!(list(&again, &admin, ""), ["2026-06 KM 7"]);
}
