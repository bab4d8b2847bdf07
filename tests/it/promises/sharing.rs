//! Several processes on one database are one service: they store each id once, see each other's changes, and release
//! everything once.

use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Engine, PATIENCE, TestDatabase, wait_until};
use crate::ledger::{Census, put};
use crate::on_both_databases;
use crate::process::{Process, command, make_key};

/// How many clients send at the same time.
const CLIENTS: usize = 16;
/// How many responses there are.
const RESPONSES: usize = 1_000;

on_both_databases!(
    processes_that_share_a_database_store_each_id_once,
    a_change_through_one_process_is_seen_by_the_others,
    releases_at_the_same_time_release_everything_once,
    processes_may_start_together_on_an_empty_database,
    administrators_who_change_things_at_the_same_time_all_succeed,
);

fn processes_that_share_a_database_store_each_id_once(engine: Engine) {
    let (database, key, processes) = several(engine);
    let ids: Vec<Uuid> = (0..RESPONSES).map(|_| Uuid::new_v4()).collect();
    let mut twice: Vec<Uuid> = ids.iter().chain(&ids).copied().collect();
    fastrand::shuffle(&mut twice);
    let statuses = send_by_many(&processes, &key, &twice);
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), RESPONSES);
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), RESPONSES);
    let census = Census::of(&database.url);
    assert_eq!((census.pending, census.receipts), (RESPONSES, RESPONSES));
}

fn a_change_through_one_process_is_seen_by_the_others(engine: Engine) {
    let (database, key, processes) = several(engine);
    let admin = make_key(&database.url, "admin");
    let (one, other) = (&processes[0].client, &processes[1].client);
    let body = json!({ "name": "to be revoked", "scope": "submit" });
    let made = one.json("POST", "/api/v1/keys", &admin, &body).expect(201).json();
    let (id, secret) = (made["key"]["id"].as_str().unwrap(), made["secret"].as_str().unwrap());
    assert_eq!(put(other, secret, Uuid::new_v4()).unwrap().status, 201);
    one.delete(&format!("/api/v1/keys/{id}"), &admin).expect(204);
    wait_until("the other process knows the revocation", PATIENCE, || {
        put(other, secret, Uuid::new_v4()).unwrap().status == 401
    });

    let shown: Value = one.get("/api/v1/surveys/obsluga/versions/1", &admin).expect(200).json();
    one.json("PUT", "/api/v1/surveys/obsluga/draft", &admin, &shown["questionnaire"]).expect(204);
    one.json("POST", "/api/v1/surveys/obsluga/versions", &admin, &json!({})).expect(201);
    // One that was published a moment ago is taken at once; the form is shown a moment later.
    let path = format!("/api/v1/surveys/obsluga/responses/{}", Uuid::new_v4());
    let body = json!({ "version": 2, "department": "KM", "answers": { "OVERALL": 5 } });
    other.json("PUT", &path, &key, &body).expect(201);
    wait_until("the other process shows the version", PATIENCE, || {
        other.get("/api/v1/surveys/obsluga", "").expect(200).json()["version"] == 2
    });
}

fn releases_at_the_same_time_release_everything_once(engine: Engine) {
    let (database, key, processes) = several(engine);
    let mut accepted = 0;
    for _ in 0..4 {
        let ids: Vec<Uuid> = (0..RESPONSES / 4).map(|_| Uuid::new_v4()).collect();
        std::thread::scope(|scope| {
            // Responses come in meanwhile.
            scope.spawn(|| assert!(send_by_many(&processes, &key, &ids).iter().all(|status| *status == 201)));
            release_from_several(&database.url);
        });
        accepted += ids.len();
        let census = Census::of(&database.url);
        assert_eq!(census.in_blocks, census.released);
        assert_eq!((census.pending + census.released, census.receipts), (accepted, accepted));
    }
    assert!(finish(release(&database.url).spawn().unwrap().wait_with_output().unwrap()));
    let census = Census::of(&database.url);
    assert_eq!(census.in_blocks, census.released);
    assert_eq!(census.pending + census.in_blocks, accepted);
    assert!(census.in_blocks > accepted / 2, "{census:?}");
}

fn processes_may_start_together_on_an_empty_database(engine: Engine) {
    // More than once: whether two meet at the same step is up to chance.
    for _ in 0..3 {
        let database = TestDatabase::new(engine);
        let starting: Vec<_> = (0..12).map(|_| quietly(&database.url, &["key", "list"]).spawn().unwrap()).collect();
        let mut fillers = 0;
        for child in starting {
            let output = child.wait_with_output().unwrap();
            let words = String::from_utf8(output.stderr).unwrap();
            assert!(output.status.success(), "{words}");
            fillers += usize::from(words.contains("Administrator's key"));
        }
        assert_eq!(fillers, 1, "one of them fills the database");
        let process = Process::start(&database.url, &[]);
        assert_eq!(put(&process.client, "", Uuid::new_v4()).unwrap().status, 201);
    }
}

fn administrators_who_change_things_at_the_same_time_all_succeed(engine: Engine) {
    let (database, _, processes) = several(engine);
    let admin = &make_key(&database.url, "admin");
    let make = |number: usize| {
        let body = json!({ "name": format!("number {number}"), "scope": "submit" });
        let process = &processes[number % processes.len()];
        let reply = process.client.json("POST", "/api/v1/keys", admin, &body);
        assert_eq!(reply.status, 201, "{}\n{}", reply.text(), process.log());
    };
    for _ in 0..4 {
        std::thread::scope(|scope| (0..CLIENTS).for_each(|number| drop(scope.spawn(move || make(number)))));
    }
    let list = processes[0].client.get("/api/v1/keys?limit=100", admin).expect(200).json();
    // The first administrator's, the kiosk's and this one are there besides.
    assert_eq!(list["items"].as_array().unwrap().len(), 4 * CLIENTS + 3);
}

/// A database, a kiosk's key, and the processes that share it: as many as the database is meant for.
fn several(engine: Engine) -> (TestDatabase, String, Vec<Process>) {
    let database = TestDatabase::new(engine);
    let key = make_key(&database.url, "submit");
    let number = if engine == Engine::Sqlite { 2 } else { 4 };
    let processes = (0..number).map(|_| Process::start(&database.url, &[])).collect();
    (database, key, processes)
}

/// Sends the responses of ids from many clients to random processes, and returns the statuses.
fn send_by_many(processes: &[Process], key: &str, ids: &[Uuid]) -> Vec<u16> {
    let shares = ids.chunks(ids.len().div_ceil(CLIENTS));
    std::thread::scope(|scope| {
        let send = |id: &Uuid| put(&processes[fastrand::usize(..processes.len())].client, key, *id).unwrap().status;
        let clients: Vec<_> =
            shares.map(|share| scope.spawn(move || share.iter().map(send).collect::<Vec<u16>>())).collect();
        clients.into_iter().flat_map(|client| client.join().unwrap()).collect()
    })
}

/// Runs releases from several processes at once; each does it, or says that another is at it.
fn release_from_several(database_url: &str) {
    let running: Vec<_> = (0..4).map(|_| release(database_url).spawn().unwrap()).collect();
    let done = running.into_iter().map(|child| finish(child.wait_with_output().unwrap()));
    assert!(done.filter(|done| *done).count() >= 1, "nobody released");
}

fn release(database_url: &str) -> Command {
    // All of them come on one day, which is held by itself otherwise.
    quietly(database_url, &["release", "--now", "--day-ceiling", "0"])
}

/// A command whose words are kept for the test.
fn quietly(database_url: &str, arguments: &[&str]) -> Command {
    let mut command = command(database_url, arguments);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Whether a release was done; false: another process was at it.
fn finish(output: Output) -> bool {
    let words = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() || words.contains("another process is running a release"), "{words}");
    output.status.success()
}
