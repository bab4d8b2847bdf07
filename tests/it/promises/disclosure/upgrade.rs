//! A database from before questions nested is brought up to date: its tallies are nested, and what has too few answers
//! goes on waiting.

use ankieta::clock::Clock;
use ankieta::release::{Policy, bring_up_to_date};
use ankieta::server::prepare;
use ankieta::storage::Storage;
use ankieta::storage::records::load_record;
use ankieta::survey::figures::{Record, Terms};
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};
use jiff::civil::date;
use serde_json::{Value, json};

use crate::harness::{Engine, Office, TestDatabase, config, noon};
use crate::on_both_databases;

on_both_databases!(blocks_of_before_are_nested_and_their_tails_go_on_waiting,);

/// Runs statements on a database.
fn execute(engine: Engine, database: &TestDatabase, statements: &str) {
    match engine {
        Engine::Sqlite => {
            let path = database.url.strip_prefix("sqlite:").unwrap();
            SqliteConnection::establish(path).unwrap().batch_execute(statements).unwrap();
        }
        Engine::Postgres => PgConnection::establish(&database.url).unwrap().batch_execute(statements).unwrap(),
    }
}

/// Takes the last two migrations back, as they would be if they had never been run.
fn take_back(engine: Engine, database: &TestDatabase) {
    let folder = match engine {
        Engine::Sqlite => "sqlite",
        Engine::Postgres => "postgres",
    };
    for name in ["0011_classes", "0010_nested_blocks"] {
        execute(engine, database, &std::fs::read_to_string(format!("migrations/{folder}/{name}/down.sql")).unwrap());
    }
    execute(engine, database, "DELETE FROM __diesel_schema_migrations WHERE version IN ('0010', '0011')");
}

/// A block of KM as it was written down: everybody who is counted, and each question whoever answered it.
fn old_block(tick: i64, day: &str, n: u64, questions: &Value) -> String {
    let counts = json!({ "n": n, "questions": questions, "flags": { "straight_lining": 2 } });
    format!(
        "INSERT INTO blocks (survey, last_day, key, version, department, first_day, closed_on, tick, counts) \
         VALUES ('obsluga', '{day}', '{key}', 1, 'KM', '{day}', '{day}', {tick}, '{counts}');\n\
         INSERT INTO ticks (number, day) SELECT {tick}, '{day}' WHERE NOT EXISTS (SELECT 1 FROM ticks WHERE number = {tick});",
        key = format_args!("block{tick}"),
    )
}

fn record(database: &TestDatabase) -> Record {
    let config = config(&database.url, &[]);
    let storage = Storage::open(&config.database_url).unwrap();
    let terms = Terms { close: config.close, k: config.k };
    storage.read(|session| load_record(session, &"obsluga".parse().unwrap(), terms)).unwrap()
}

fn blocks_of_before_are_nested_and_their_tails_go_on_waiting(engine: Engine) {
    let database = TestDatabase::new(engine);
    let (storage, first_in) = prepare(&config(&database.url, &[]), &Clock::fixed(noon(date(2026, 7, 14)))).unwrap();
    drop(storage);
    take_back(engine, &database);
    let asked = |answered: u64, options: Value| json!({ "answered": answered, "not_applicable": 0, "counts": options });
    let first = json!({
        "OVERALL": asked(12, json!({ "2": 4, "5": 8 })),
        "REASON": asked(3, json!({ "time": 3 })),
        "WAIT": asked(6, json!({ "3": 6 })),
    });
    let second = json!({
        "OVERALL": asked(20, json!({ "1": 9, "5": 11 })),
        "REASON": asked(8, json!({ "info": 8 })),
        "WAIT": asked(2, json!({ "1": 2 })),
    });
    let blocks = [old_block(1, "2026-07-14", 12, &first), old_block(2, "2026-07-20", 20, &second)].concat();
    execute(engine, &database, &blocks);
    let policy = Policy::of(&config(&database.url, &[]));
    let storage = Storage::open(&config(&database.url, &[]).database_url).unwrap();
    let mut session = storage.dedicated().unwrap();
    let run = bring_up_to_date(&mut session, &policy).unwrap();
    assert_eq!(run.len(), 2, "{run:?}");
    drop((session, storage));

    let nested = record(&database);
    let told = |block: usize, code: &str| {
        nested.blocks.iter().nth(block).unwrap().counts.question(&code.parse().unwrap()).cloned()
    };
    assert_eq!(nested.blocks.iter().map(|block| block.counts.n()).collect::<Vec<_>>(), [12, 20]);
    assert_eq!((told(0, "OVERALL").unwrap().people, told(1, "OVERALL").unwrap().people), (12, 20));
    // Three reasons wait for eight more; of those who gave a low answer, two were silent.
    let reason = told(1, "REASON").unwrap();
    assert_eq!((told(0, "REASON"), reason.people, reason.asked, reason.answered), (None, 32, Some(13), 11));
    assert_eq!((told(0, "WAIT"), told(1, "WAIT")), (None, None));
    assert!(nested.blocks.iter().all(|block| block.counts.flags().is_empty()));

    // Six and two ratings of the wait go on waiting for two more.
    let mut office = Office::on(database, &[]);
    office.admin = first_in.key.unwrap().reveal().to_owned();
    let key = office.key("paper", &[]);
    crate::v1::samples::collect(&office, &key, "KM", "2026-07-14", &json!({ "OVERALL": 5, "WAIT": 5 }), 10);
    office.tick(date(2026, 7, 21));
    let blocks = record(&office.database).blocks;
    let newest = blocks.iter().find(|block| block.counts.n() == 10).unwrap();
    let wait = newest.counts.question(&"WAIT".parse().unwrap()).unwrap();
    assert_eq!((wait.people, wait.answered), (42, 18));
}
