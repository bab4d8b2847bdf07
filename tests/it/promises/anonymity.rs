//! Nothing that is stored, logged, counted or backed up tells who answered, from where, with what, or when in the day.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv6Addr, TcpStream};
use std::path::Path;

use ankieta::storage::comments::replace_decision;
use ankieta::storage::release::purge_released;
use ankieta::storage::{Session, Storage, archive, migrations};
use ankieta::survey::comment::{Decision, ReleasedComment};
use ankieta::survey::period::{Period, Unit};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel::{QueryableByName, sql_query};
use flate2::read::GzDecoder;
use jiff::civil::date;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Client, Engine, Office, PATIENCE, TestDatabase, noon, wait_until};
use crate::on_both_databases;
use crate::process::{Process, command, lock, make_key};
use crate::v1::samples::{SURVEY, item, send_batch};

/// Where the marked requests come from.
const ADDRESS: &str = "2001:db8:4711:815:dead:beef:cafe:1";
const AGENT: &str = "Przegladarka-Testowa/4711";
const COOKIE: &str = "sesja=ciasteczko-oznakowane-0815";
/// What identifies a person in a comment.
const IDENTIFIERS: [&str; 3] = ["44051401359", "jan.kowalski@example.pl", "61109010140000071219812874"];
/// What a comment may say, but no log line and no metric.
const WORDS: &str = "krzesla-w-holu-sa-niewygodne";
/// How many marked responses are sent.
const RESPONSES: usize = 1_000;

on_both_databases!(
    no_column_holds_more_about_a_respondent_than_it_must,
    storage_order_says_nothing_about_arrival_order,
    what_comes_at_once_waits_in_no_order,
    nothing_links_a_receipt_with_a_response,
);

/// Tables that hold nothing about respondents: what staff look after, what was released, and what runs by itself.
const TABLES_WITHOUT_RESPONDENTS: [&str; 33] = [
    "__diesel_schema_migrations",
    "account_links",
    "accounts",
    "actions",
    "audit",
    "batches",
    "blocks",
    "catalogue",
    "classes",
    "closes",
    "complaints",
    "contacts",
    "department_documents",
    "departments",
    "fieldwork",
    "imports",
    "keys",
    "sessions",
    "kiosks",
    "minutes",
    "minutes_documents",
    "office",
    "pairings",
    "review_documents",
    "reviews",
    "set_aside",
    "set_aside_orders",
    "survey_settings",
    "surveys",
    "targets",
    "ticks",
    "versions",
    "visits",
];

/// Everything else that is stored. A new column or table belongs here only if it cannot tell who answered, or when.
const COLUMNS_ABOUT_RESPONDENTS: [&str; 99] = [
    "comments.body",
    "comments.department",
    "comments.independent",
    "comments.key",
    "comments.quarter",
    "comments.question",
    "comments.survey",
    "days.channel",
    "days.day",
    "days.department",
    "days.held_since",
    "days.received",
    "days.set_aside",
    "days.surplus",
    "days.survey",
    "lot_comments.body",
    "lot_comments.department",
    "lot_comments.independent",
    "lot_comments.key",
    "lot_comments.lot",
    "lot_comments.quarter",
    "lot_comments.question",
    "lot_comments.survey",
    "lot_places.checked",
    "lot_places.key",
    "lot_places.lot",
    "lot_places.place",
    "lot_receipts.key",
    "lot_receipts.lot",
    "lot_responses.answers",
    "lot_responses.booked",
    "lot_responses.channel",
    "lot_responses.day",
    "lot_responses.department",
    "lot_responses.flags",
    "lot_responses.history",
    "lot_responses.key",
    "lot_responses.language",
    "lot_responses.lot",
    "lot_responses.survey",
    "lot_responses.version",
    "lots.channel",
    "lots.compared",
    "lots.different",
    "lots.digest",
    "lots.key",
    "lots.made_on",
    "lots.name",
    "lots.survey",
    "lots.unreadable",
    "lots.whole",
    "receipts.fingerprint",
    "receipts.key",
    "receipts.received_on",
    "released_comments.body",
    "released_comments.decision",
    "released_comments.department",
    "released_comments.key",
    "released_comments.quarter",
    "released_comments.question",
    "released_comments.reason",
    "released_comments.survey",
    "released_comments.theme",
    "released_comments.tick",
    "released_responses.answers",
    "released_responses.block",
    "released_responses.booked",
    "released_responses.channel",
    "released_responses.day",
    "released_responses.department",
    "released_responses.flags",
    "released_responses.key",
    "released_responses.language",
    "released_responses.period",
    "released_responses.survey",
    "released_responses.version",
    "responses.answers",
    "responses.booked",
    "responses.channel",
    "responses.day",
    "responses.department",
    "responses.flags",
    "responses.held",
    "responses.history",
    "responses.key",
    "responses.language",
    "responses.survey",
    "responses.version",
    "tails.department",
    "tails.history",
    "tails.period",
    "tails.questions",
    "tails.survey",
    "waiting.department",
    "waiting.history",
    "waiting.month",
    "waiting.survey",
    "waiting.tally",
    "waiting.version",
];

fn no_column_holds_more_about_a_respondent_than_it_must(engine: Engine) {
    let office = Office::open(engine);
    let columns = office.storage.dedicated().unwrap().columns().unwrap();
    let of_staff = |column: &String| TABLES_WITHOUT_RESPONDENTS.contains(&column.split_once('.').unwrap().0);
    let mut others: Vec<String> = columns.into_iter().filter(|column| !of_staff(column)).collect();
    others.sort();
    assert_eq!(others, COLUMNS_ABOUT_RESPONDENTS);
    // Days are days: a longer text would have room for a time.
    office.respond("KM", json!({ "OVERALL": 5 })).expect(201);
    let mut session = office.storage.dedicated().unwrap();
    for (table, column) in [("responses", "day"), ("receipts", "received_on")] {
        assert_eq!(texts(&mut session, &format!("SELECT {column} AS text FROM {table}")), ["2026-07-14"]);
    }
}

fn storage_order_says_nothing_about_arrival_order(engine: Engine) {
    let office = Office::open(engine);
    for number in 0..RESPONSES {
        office.respond("KM", numbered(number)).expect(201);
    }
    let mut session = office.storage.dedicated().unwrap();
    // PostgreSQL keeps pending rows as they come, and writes them anew when they are released.
    if engine == Engine::Sqlite {
        assert_shuffled(&texts(&mut session, "SELECT answers AS text FROM responses"), RESPONSES);
    }
    assert_eq!(office.tick(date(2026, 7, 15)).released, RESPONSES as u64);
    let by_place = match engine {
        Engine::Sqlite => "SELECT answers AS text FROM released_responses",
        Engine::Postgres => "SELECT answers AS text FROM released_responses ORDER BY ctid",
    };
    assert_shuffled(&texts(&mut session, by_place), RESPONSES);
}

fn what_comes_at_once_waits_in_no_order(engine: Engine) {
    let office = Office::open(engine);
    let items: Vec<Value> = (0..100).map(|number| item("KM", numbered(number))).collect();
    send_batch(&office, "", &items).expect(200);
    let by_place = match engine {
        Engine::Sqlite => "SELECT answers AS text FROM responses",
        Engine::Postgres => "SELECT answers AS text FROM responses ORDER BY ctid",
    };
    assert_shuffled(&texts(&mut office.storage.dedicated().unwrap(), by_place), items.len());
}

/// Answers that tell one response from another, and when it was sent.
fn numbered(number: usize) -> Value {
    let digit = |place: u32| 1 + number / 5_usize.pow(place) % 5;
    json!({
        "OVERALL": 3 + number % 3, "COURTESY": digit(0), "COMPETENCE": digit(1), "INFO": digit(2), "WAIT": digit(3),
        "CONDITIONS": digit(4),
    })
}

fn assert_shuffled(stored: &[String], sent: usize) {
    let places = ["COURTESY", "COMPETENCE", "INFO", "WAIT", "CONDITIONS"];
    let number = |answers: &String| {
        let answers: Value = serde_json::from_str(answers).unwrap();
        let digits = places.iter().rev().map(|place| answers[place].as_u64().unwrap() - 1);
        digits.fold(0, |number, digit| number * 5 + digit)
    };
    let arrivals: Vec<u64> = stored.iter().map(number).collect();
    assert_eq!(arrivals.iter().collect::<HashSet<_>>().len(), sent);
    let pairs = (0..sent).flat_map(|left| (left + 1..sent).map(move |right| (left, right)));
    let score: i64 = pairs.map(|(left, right)| if arrivals[left] < arrivals[right] { 1 } else { -1 }).sum();
    let sent = sent as f64;
    // Kendall's tau and its standard deviation where there is no order: chance alone stays within five of them.
    let tau = score as f64 / (sent * (sent - 1.0) / 2.0);
    let deviation = (2.0 * (2.0 * sent + 5.0) / (9.0 * sent * (sent - 1.0))).sqrt();
    assert!(tau.abs() < 5.0 * deviation, "storage order follows arrival order: tau = {tau}");
}

fn nothing_links_a_receipt_with_a_response(engine: Engine) {
    let office = Office::open(engine);
    for number in 0..100 {
        // Some say the same: what they share must not show in their receipts.
        let answers = json!({ "OVERALL": 1 + number % 5, "SUGGEST": format!("Więcej krzeseł {}", number % 2) });
        office.respond("KM", answers).expect(201);
    }
    let mut backup = Vec::new();
    archive::write(&mut office.storage.dedicated().unwrap(), &mut backup).unwrap();
    let lines = String::from_utf8(backup).unwrap();
    let (receipts, others): (Vec<&str>, Vec<&str>) = lines.lines().partition(|line| line.starts_with("[\"receipts\""));
    let mut values = HashSet::new();
    for line in &receipts {
        let row: Value = serde_json::from_str(line).unwrap();
        for column in ["key", "fingerprint"] {
            let value = row[1][column].as_str().unwrap().to_owned();
            assert!(values.insert(value), "two receipts share a {column}");
        }
    }
    assert_eq!(values.len(), 200);
    let needles = Needles::of(values.iter().map(|value| value.as_bytes().to_vec()));
    needles.assert_absent("the other tables", others.join("\n").as_bytes());
}

#[test]
fn nothing_that_the_service_writes_holds_an_address_an_agent_a_secret_or_an_id() {
    let database = TestDatabase::new(Engine::Sqlite);
    let (kiosk, admin) = (make_key(&database.url, "submit"), make_key(&database.url, "admin"));
    let ids: Vec<Uuid> = (0..RESPONSES).map(|_| Uuid::new_v4()).collect();
    let unstorable = Needles::of(marks(&ids, &[&kiosk, &admin]));
    let untellable = Needles::of(unstorable.all().chain([WORDS.into()]));
    for (format, ids) in ["text", "json"].into_iter().zip(ids.chunks(RESPONSES / 2)) {
        let options = ["--log", "trace", "--log-format", format, "--trusted-proxy", "127.0.0.1"];
        let mut process = Process::start(&database.url, &options);
        send_marked(&process.client, &kiosk, ids);
        provoke(&process.client, &database, ids[0]);
        untellable.assert_absent("the metrics", process.client.get("/metrics", &admin).expect(200).text().as_bytes());
        let backup = database.folder.path().join(format!("{format}.backup"));
        let written = command(&database.url, &["backup", backup.to_str().unwrap()]).output().unwrap();
        assert!(written.status.success(), "{}", String::from_utf8_lossy(&written.stderr));
        assert_files_clean(&unstorable, &database, &["ankieta.db", "ankieta.db-wal", "ankieta.db-shm"]);
        process.ask_to_stop();
        process.wait();
        let log = process.log();
        assert!(
            log.contains("a request was not served") && log.contains("start flags"),
            "the log is not whole:\n{log}"
        );
        untellable.assert_absent("the log", log.as_bytes());
    }
    assert_files_clean(&unstorable, &database, &["ankieta.db", "text.backup", "json.backup"]);
    let backup = fs::read_to_string(database.folder.path().join("json.backup")).unwrap();
    assert!(backup.contains(WORDS), "what may be kept is kept");
}

/// What stands in a database and its log: everybody who can read the files can read that.
fn files(database: &TestDatabase) -> Vec<u8> {
    let path = database.folder.path().join("ankieta.db");
    // Whoever is told that a row is gone looks into both.
    [fs::read(&path).unwrap(), fs::read(path.with_extension("db-wal")).unwrap()].concat()
}

fn log_size(database: &TestDatabase) -> u64 {
    fs::metadata(database.folder.path().join("ankieta.db-wal")).map_or(0, |log| log.len())
}

fn holds(haystack: &[u8], needle: &str) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle.as_bytes())
}

/// A word that stands for a number, and that nothing takes for an identifier.
fn word(number: usize) -> String {
    let letter = |place: u32| char::from(b'a' + (number / 10_usize.pow(place) % 10) as u8);
    format!("znakowo{}{}{}", letter(2), letter(1), letter(0))
}

#[test]
fn the_log_of_writes_is_carried_over_beside_the_writer_and_emptied_by_a_tick() {
    let office = Office::open(Engine::Sqlite);
    let main = office.database.folder.path().join("ankieta.db");
    // The service's own first tick may still be about to empty the log.
    wait_until("the database holds it, and its log too", PATIENCE, || {
        office.respond("KM", json!({ "OVERALL": 5, "SUGGEST": word(0) })).expect(201);
        holds(&fs::read(&main).unwrap(), &word(0)) && log_size(&office.database) > 0
    });
    office.tick(date(2026, 7, 15));
    assert_eq!(log_size(&office.database), 0);
    assert!(holds(&fs::read(&main).unwrap(), &word(0)), "the data are in the database, not in its log");
}

#[test]
fn a_service_that_stops_and_a_release_by_hand_leave_no_log() {
    let database = TestDatabase::new(Engine::Sqlite);
    let key = make_key(&database.url, "submit");
    let mut process = Process::start(&database.url, &[]);
    // Another program reads now and then, so that the service is not the last to close the database.
    let mut other = Storage::open(&database.url.parse().unwrap()).unwrap().dedicated().unwrap();
    let mut sent = 0;
    let mut write = |process: &Process| {
        let path = format!("/api/v1/surveys/obsluga/responses/{}", Uuid::new_v4());
        let body = json!({ "department": "KM", "answers": { "OVERALL": 5 } });
        process.client.json("PUT", &path, &key, &body).expect(201);
        sent += 1;
        log_size(&database) > 0
    };
    // The service's own first tick may still be about to empty the log.
    wait_until("the log holds something", PATIENCE, || write(&process));
    let release = || command(&database.url, &["release", "--now"]).output().unwrap();
    // It may still be at it.
    wait_until("a release is run", PATIENCE, || release().status.success());
    assert_eq!(log_size(&database), 0);
    assert!(write(&process));
    process.ask_to_stop();
    process.wait();
    assert_eq!(log_size(&database), 0);
    let stored = "SELECT (SELECT count(*) FROM responses) + (SELECT count(*) FROM released_responses) || '' AS text";
    assert_eq!(texts(&mut other, stored), [sent.to_string()]);
}

#[test]
fn words_that_were_left_out_and_rows_that_were_purged_are_in_no_file() {
    const PEOPLE: usize = 500;
    let office = Office::open(Engine::Sqlite);
    // One after the other and of different lengths, so that rows move from page to page; others come and stay.
    let say = |text: String| office.respond("KM", json!({ "OVERALL": 5, "SUGGEST": text })).expect(201);
    let dalej = |number: usize| " dalej".repeat(number * 37 % 160);
    for number in 0..PEOPLE {
        say(format!("{} i{}", word(number), dalej(number)));
    }
    office.clock.set(noon(date(2026, 10, 1)).timestamp());
    for number in 0..PEOPLE {
        say(format!("potem{}", dalej(number)));
    }
    office.tick(date(2026, 10, 1));
    let mut session = office.storage.dedicated().unwrap();
    let old = "SELECT lower(hex(key)) AS text FROM released_responses WHERE period = '2026-Q3'";
    let keys: Vec<Vec<u8>> =
        texts(&mut session, old).iter().map(|key| Uuid::parse_str(key).unwrap().as_bytes().to_vec()).collect();
    assert_eq!(keys.len(), PEOPLE);
    let there = files(&office.database);
    assert!([0, 1, PEOPLE - 1].iter().all(|number| holds(&there, &word(*number))), "they are there to be found");
    let comments = texts(&mut session, "SELECT lower(hex(key)) || ' ' || body AS text FROM released_comments");
    let left_out = (0..PEOPLE).map(word);
    for word in left_out.clone() {
        let comment = comments.iter().find(|comment| comment.contains(&word)).unwrap();
        let (id, body) = comment.split_once(' ').unwrap();
        let path = format!("{SURVEY}/comments/{}", Uuid::parse_str(id).unwrap());
        let decision = json!({ "decision": "publish", "text": body.replace(&word, "[…]") });
        office.json("PUT", &path, &office.admin, &decision).expect(200);
    }
    office.tick(date(2026, 11, 15));
    office.tick(date(2026, 11, 16));
    assert_eq!(texts(&mut session, old), [""; 0]);
    assert_eq!(log_size(&office.database), 0);
    let gone = left_out.map(String::into_bytes).chain(keys);
    Needles::of(gone).assert_absent("a file", &files(&office.database));
}

/// Rows of different lengths move from page to page, and leave copies of themselves in the gaps.
#[test]
fn no_copy_of_a_purged_row_stays_beside_its_neighbours() {
    let (database, mut session) = unattended();
    let mut random = fastrand::Rng::with_seed(2026);
    let mut quarter = Period::holding(date(2026, 7, 14), Unit::Quarter);
    let mut gone: Vec<Vec<u8>> = Vec::new();
    for round in 0..100 {
        let keys = random_keys(&mut random, 20 + round * 11 % 77);
        let rows = keys.iter().map(|key| {
            let answers = format!("{:1$}", "{\"OVERALL\":5}", random.usize(20..300));
            format!("('{quarter}', x'{}', 'obsluga', 1, 'KM', '2026-07-14', 'web', '{answers}')", key.simple())
        });
        let columns = "period, key, survey, version, department, day, channel, answers";
        insert(&mut session, &format!("released_responses ({columns})"), rows);
        if round > 0 {
            let before = quarter.before();
            session.exclusively(|session| purge_released(session, &before)).unwrap();
            assert!(session.empty_log().unwrap());
            Needles::of(gone.iter().cloned()).assert_absent("a file", &files(&database));
        }
        gone.extend(keys.iter().map(|key| key.as_bytes().to_vec()));
        quarter = quarter.next(Unit::Quarter);
    }
}

#[test]
fn no_copy_of_words_that_were_left_out_stays_beside_their_neighbours() {
    let (database, mut session) = unattended();
    let keys = random_keys(&mut fastrand::Rng::with_seed(2026), 1_000);
    let rows = keys.iter().enumerate().map(|(number, key)| {
        let body = format!("{} i{}", word(number), " dalej".repeat(number * 37 % 80));
        format!("(x'{}', 'obsluga', 'KM', '2026-Q3', 'SUGGEST', '{body}', 2)", key.simple())
    });
    insert(&mut session, "released_comments (key, survey, department, quarter, question, body, tick)", rows);
    session
        .exclusively(|session| {
            keys.iter().try_for_each(|id| {
                let comment = ReleasedComment {
                    id: *id,
                    department: Some("KM".parse().unwrap()),
                    quarter: Period::holding(date(2026, 7, 14), Unit::Quarter),
                    question: "SUGGEST".parse().unwrap(),
                    text: "[…]".to_owned(),
                    decision: Some(Decision::Publish),
                    theme: None,
                    reason: None,
                };
                replace_decision(session, &comment)
            })
        })
        .unwrap();
    assert!(session.empty_log().unwrap());
    Needles::of((0..1_000).map(|number| word(number).into_bytes())).assert_absent("a file", &files(&database));
}

/// A database on which no service works.
fn unattended() -> (TestDatabase, Session) {
    let database = TestDatabase::new(Engine::Sqlite);
    let mut session = Storage::open(&database.url.parse().unwrap()).unwrap().dedicated().unwrap();
    migrations::migrate(&mut session).unwrap();
    (database, session)
}

fn random_keys(random: &mut fastrand::Rng, number: usize) -> Vec<Uuid> {
    (0..number).map(|_| Uuid::from_u128(random.u128(..))).collect()
}

fn insert(session: &mut Session, place: &str, rows: impl Iterator<Item = String>) {
    let mut rows: Vec<String> = rows.collect();
    // By their keys, as a release writes them.
    rows.sort_unstable();
    let rows = rows.join(", ");
    session.batch_execute(&format!("INSERT INTO {place} VALUES {rows}")).unwrap();
}

#[cfg(unix)]
#[test]
fn files_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("deep/data");
    let url = format!("sqlite:{}", data.join("ankieta.db").display());
    let key = make_key(&url, "submit");
    let process = Process::start(&url, &[]);
    let path = format!("/api/v1/surveys/obsluga/responses/{}", Uuid::new_v4());
    process.client.json("PUT", &path, &key, &json!({ "department": "KM", "answers": { "OVERALL": 5 } })).expect(201);
    let backup = data.join("a.backup");
    assert!(command(&url, &["backup", backup.to_str().unwrap()]).output().unwrap().status.success());
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&data), mode(data.parent().unwrap())), (0o700, 0o700));
    let mut names = HashSet::new();
    for entry in fs::read_dir(&data).unwrap() {
        let entry = entry.unwrap();
        // What the service may already have begun to back up is in a folder of its own.
        let expected = if entry.path().is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode(&entry.path()), expected, "{}", entry.path().display());
        names.insert(entry.file_name().into_string().unwrap());
    }
    let expected =
        ["ankieta.db", "ankieta.db-wal", "ankieta.db-shm", "ankieta.db.setup-lock", "ankieta.db.release-lock"];
    assert!(expected.iter().all(|name| names.contains(*name)), "{names:?}");
    drop(process);
    // One that was made before, when everybody on the machine could read it.
    for name in ["ankieta.db", "ankieta.db.setup-lock", "ankieta.db-wal"] {
        fs::set_permissions(data.join(name), fs::Permissions::from_mode(0o644)).unwrap();
    }
    let process = Process::start(&url, &[]);
    assert!(
        ["ankieta.db", "ankieta.db.setup-lock", "ankieta.db-wal"].iter().all(|name| mode(&data.join(name)) == 0o600)
    );
    drop(process);
}

/// Everything that must not be found: as text, and as raw bytes where it has another form.
fn marks(ids: &[Uuid], secrets: &[&str]) -> Vec<Vec<u8>> {
    let mut marks: Vec<Vec<u8>> = Vec::new();
    for id in ids {
        marks.extend([id.to_string().into(), id.simple().to_string().into(), id.as_bytes().to_vec()]);
    }
    marks.extend(
        [ADDRESS, AGENT, COOKIE].iter().chain(&IDENTIFIERS).chain(secrets).map(|mark| mark.as_bytes().to_vec()),
    );
    let address: Ipv6Addr = ADDRESS.parse().unwrap();
    marks.push(address.octets().to_vec());
    marks
}

/// Sends responses in turn from the web and from a kiosk, with everything about the sender that a request can carry.
fn send_marked(client: &Client, kiosk: &str, ids: &[Uuid]) {
    let suggest = format!("{WORDS}. PESEL {}, e-mail {}, konto {}", IDENTIFIERS[0], IDENTIFIERS[1], IDENTIFIERS[2]);
    for (number, id) in ids.iter().enumerate() {
        let key = if number % 2 == 0 { "" } else { kiosk };
        let body = json!({ "department": "KM", "answers": { "OVERALL": 1 + number % 5, "SUGGEST": suggest } });
        send(client, &format!("/api/v1/surveys/obsluga/responses/{id}"), key, &body.to_string(), 201);
    }
}

/// Makes the service complain in all the ways it can, about requests that are marked.
fn provoke(client: &Client, database: &TestDatabase, id: Uuid) {
    let path = format!("/api/v1/surveys/obsluga/responses/{id}");
    let answers = |answers: Value| json!({ "department": "KM", "answers": answers }).to_string();
    send(client, &path, "", &answers(json!({ "OVERALL": 5 })), 409);
    send(client, &path, "", &answers(json!({ "OVERALL": WORDS })), 422);
    send(client, &path, "", &format!("{{ \"{WORDS}"), 400);
    send(client, &path, "ank_no-such-key", &answers(json!({ "OVERALL": 5 })), 401);
    send(client, &path.replace("obsluga", "nieznana"), "", &answers(json!({ "OVERALL": 5 })), 404);
    send(client, &format!("{path}/{WORDS}"), "", "{}", 404);
    let mut holder = lock(database);
    send(client, &path, "", &answers(json!({ "OVERALL": 5 })), 503);
    holder.batch_execute("ROLLBACK").unwrap();
    for broken in
        [format!("PUT {path} HTTP/9.9\r\n\r\n"), format!("PUT {path} HTTP/1.1\r\nbad header: {AGENT}\r\n\r\n")]
    {
        let mut stream = TcpStream::connect(client.address.strip_prefix("http://").unwrap()).unwrap();
        stream.write_all(broken.as_bytes()).unwrap();
        stream.read_to_end(&mut Vec::new()).unwrap();
    }
}

fn send(client: &Client, path: &str, key: &str, body: &str, status: u16) {
    let headers = [
        ("content-type", "application/json"),
        ("x-forwarded-for", ADDRESS),
        ("forwarded", ADDRESS),
        ("user-agent", AGENT),
        ("cookie", COOKIE),
    ];
    client.send("PUT", path, key, &headers, body.as_bytes()).expect(status);
}

/// Looks through every file of the service, among which are the named ones.
fn assert_files_clean(needles: &Needles, database: &TestDatabase, expected: &[&str]) {
    let folder = database.folder.path();
    let files = |folder: &Path| fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    let mut seen = HashSet::new();
    // The service may be about to finish a backup.
    let backups = files(&folder.join("backups")).filter(|path| path.extension().is_some_and(|end| end != "new"));
    for path in files(folder).filter(|path| path.is_file()).chain(backups) {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let mut bytes = fs::read(&path).unwrap();
        if bytes.starts_with(&[0x1f, 0x8b]) {
            bytes = Vec::new();
            GzDecoder::new(fs::File::open(&path).unwrap()).read_to_end(&mut bytes).unwrap();
        }
        needles.assert_absent(&name, &bytes);
        seen.insert(name);
    }
    assert!(expected.iter().all(|name| seen.contains(*name)), "{seen:?}");
}

/// Many things to look for at once, by their first eight bytes; text is found in either case.
struct Needles {
    by_start: HashMap<[u8; 8], Vec<Vec<u8>>>,
    /// Whether any begins with these two bytes: most places are passed over at a glance.
    begun: Vec<bool>,
}

impl Needles {
    fn of(needles: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let mut found = Self { by_start: HashMap::new(), begun: vec![false; 1 << 16] };
        for needle in needles {
            found.begun[usize::from(u16::from_be_bytes([needle[0], needle[1]]))] = true;
            found.by_start.entry(needle[..8].try_into().unwrap()).or_default().push(needle);
        }
        found
    }

    fn all(&self) -> impl Iterator<Item = Vec<u8>> {
        self.by_start.values().flatten().cloned()
    }

    fn assert_absent(&self, place: &str, haystack: &[u8]) {
        for haystack in [haystack, &haystack.to_ascii_lowercase()] {
            let mut at = 0;
            while at + 8 <= haystack.len() {
                if self.begun[usize::from(haystack[at]) << 8 | usize::from(haystack[at + 1])] {
                    let candidates = self.by_start.get(&haystack[at..at + 8]).into_iter().flatten();
                    for needle in candidates {
                        let text = String::from_utf8_lossy(needle);
                        assert!(!haystack[at..].starts_with(needle), "{place} holds {text}");
                    }
                }
                at += 1;
            }
        }
    }
}

fn texts(session: &mut Session, query: &str) -> Vec<String> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        text: String,
    }
    let rows: Vec<Row> = sql_query(query).load(session).unwrap();
    rows.into_iter().map(|row| row.text).collect()
}
