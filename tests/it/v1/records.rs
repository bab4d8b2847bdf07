//! What the office enters itself goes through a backup, into the other database too, and comes back as it was.

use ankieta::release::{Policy, bring_up_to_date};
use ankieta::storage::audit::list_entries;
use ankieta::storage::{Error, Session, Storage, archive};
use jiff::civil::date;
use serde_json::{Map, Value, json};

use crate::harness::{Engine, Office, TestDatabase, config, noon};
use crate::on_both_databases;
use crate::v1::samples::SURVEY;

on_both_databases!(
    a_backup_holds_what_the_office_has_entered,
    a_backup_from_before_a_column_is_read_and_one_from_after_it_is_refused,
);

/// Everything that staff read of records.
const READ: [&str; 6] = [
    "/api/v1/visits",
    "/api/v1/complaints",
    "/api/v1/actions",
    "/api/v1/surveys/obsluga/targets",
    "/api/v1/surveys/obsluga/comments/moderation",
    "/api/v1/surveys/obsluga/comments/moderation?decision=publish",
];

fn a_backup_holds_what_the_office_has_entered(engine: Engine) {
    let office = Office::open(engine);
    let put = |path: &str, body| office.json("PUT", path, &office.admin, &body).expect(200);
    put("/api/v1/visits/2026-06/KM", json!({ "visits": 1_200 }));
    let cases = json!({ "received": 3, "on_time": 2, "justified": 1 });
    put("/api/v1/complaints/2026-Q2/KM", json!({ "complaints": cases, "motions": cases }));
    put(READ[3], json!({ "targets": [{ "question": "WAIT", "from": "2026-Q1", "share": 0.8 }] }));
    let action = json!({
        "title": "Drugie okienko", "source": "other", "finding": "Kolejki", "survey": "obsluga", "question": "WAIT",
        "owner": "Kierownik KM", "due_on": "2026-12-31"
    });
    office.json("POST", "/api/v1/actions", &office.admin, &action).expect(201);
    for (department, count) in [("KM", 10), ("GN", 6), ("AB", 5)] {
        for number in 0..count {
            let answers = json!({ "OVERALL": 4, "SUGGEST": format!("{department}: uwaga {number}") });
            office.respond(department, answers).expect(201);
        }
    }
    office.tick(date(2026, 10, 1));
    let waiting = office.get(READ[4], &office.admin).expect(200).json();
    let id = waiting["items"][0]["id"].as_str().unwrap();
    put(&format!("{SURVEY}/comments/{id}"), json!({ "decision": "publish", "theme": "praise" }));
    let read = |office: &Office, admin: &str| READ.map(|path| office.get(path, admin).expect(200).json());
    let entered = read(&office, &office.admin);
    assert_eq!((entered[4]["items"].as_array().unwrap().len(), entered[5]["items"].as_array().unwrap().len()), (20, 1));

    let copy = TestDatabase::new(Engine::Sqlite);
    restore(&copy, &backup(&office)).unwrap();
    let again = Office::on(copy, &[]);
    again.clock.set(noon(date(2026, 10, 1)).timestamp());
    assert_eq!(read(&again, &office.admin), entered);
}

fn backup(office: &Office) -> String {
    let mut backup = Vec::new();
    archive::write(&mut office.storage.dedicated().unwrap(), &mut backup).unwrap();
    String::from_utf8(backup).unwrap()
}

/// Reads a backup into a database that has nothing in it.
fn restore(database: &TestDatabase, backup: &str) -> Result<Session, Error> {
    let config = config(&database.url, &[]);
    let mut session = Storage::open(&config.database_url).unwrap().dedicated().unwrap();
    bring_up_to_date(&mut session, &Policy::of(&config)).unwrap();
    archive::read(&mut session, backup.as_bytes()).map(|_| session)
}

/// A backup in which the rows of a table are others.
fn changed(backup: &str, table: &str, change: impl Fn(&mut Map<String, Value>)) -> String {
    let line = |line: &str| match serde_json::from_str::<(String, Map<String, Value>)>(line) {
        Ok((name, mut row)) if name == table => {
            change(&mut row);
            json!([name, row]).to_string() + "\n"
        }
        _ => line.to_owned() + "\n",
    };
    backup.lines().map(line).collect()
}

fn a_backup_from_before_a_column_is_read_and_one_from_after_it_is_refused(engine: Engine) {
    let office = Office::open(engine);
    office.key("results", &[]);
    let backup = backup(&office);
    let before = changed(&backup, "audit", |row| assert_eq!(row.remove("count"), Some(json!(1))));
    let database = TestDatabase::new(engine);
    let mut session = restore(&database, &before).unwrap();
    let counts: Vec<i64> = list_entries(&mut session, None, 10).unwrap().iter().map(|entry| entry.count).collect();
    assert_eq!(counts, [1]);
    let after = changed(&backup, "audit", |row| drop(row.insert("colour".to_owned(), json!("red"))));
    let refused = restore(&TestDatabase::new(engine), &after).err().unwrap();
    assert!(refused.to_string().contains("audit.colour"), "{refused}");
}
