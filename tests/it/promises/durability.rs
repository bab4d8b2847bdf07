//! Acknowledged means durable: neither a kill nor a stop loses or doubles a response.

use std::sync::mpsc;
use std::time::{Duration, Instant};

use ankieta::storage::Storage;
use diesel::connection::SimpleConnection;
use diesel::sql_types::Text;
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use crate::harness::{Client, Engine, PATIENCE, TestDatabase, config, wait_until};
use crate::ledger::{Census, Ledger};
use crate::on_both_databases;
use crate::process::{Process, lock, make_key};

/// The variable that says how often the service is killed, for a long campaign.
const KILLS: &str = "ANKIETA_KILLS";
/// How many clients send at the same time.
const CLIENTS: usize = 8;
/// How soon the service is ready after it was started again.
const READY_WITHIN: Duration = Duration::from_secs(2);

on_both_databases!(
    killed_under_load_it_loses_nothing_and_doubles_nothing,
    stopped_under_load_it_finishes_what_it_took,
    what_is_committed_is_on_the_disk,
);

#[derive(QueryableByName)]
struct Said {
    #[diesel(sql_type = Text)]
    said: String,
}

fn killed_under_load_it_loses_nothing_and_doubles_nothing(engine: Engine) {
    let kills =
        std::env::var(KILLS).map_or(if engine == Engine::Sqlite { 20 } else { 5 }, |kills| kills.parse().unwrap());
    let database = TestDatabase::new(engine);
    let key = make_key(&database.url, "submit");
    let mut ledgers = vec![Ledger::new(&key); CLIENTS];
    let mut process = Process::start(&database.url, &[]);
    for _ in 0..kills {
        let address = process.client.address.clone();
        under_load(&address, &mut ledgers, || process.kill());
        process = Process::start(&database.url, &[]);
        assert!(process.ready_after <= READY_WITHIN, "ready only after {:?}", process.ready_after);
        Ledger::merged(&ledgers).check(&database.url);
    }
    Ledger::merged(&ledgers).settle(&process.client, &database.url);
}

/// A kill shows nothing of this: what the system has taken is there after it, and is lost when the power goes.
fn what_is_committed_is_on_the_disk(engine: Engine) {
    let database = TestDatabase::new(engine);
    let storage = Storage::open(&config(&database.url, &[]).database_url).unwrap();
    let mut session = storage.dedicated().unwrap();
    let (question, expected) = match engine {
        Engine::Sqlite => ("SELECT CAST(synchronous AS TEXT) AS said FROM pragma_synchronous", "2"),
        Engine::Postgres => ("SELECT current_setting('synchronous_commit') AS said", "on"),
    };
    let said: Vec<Said> = sql_query(question).load(&mut session).unwrap();
    assert_eq!(said[0].said, expected);
}

fn stopped_under_load_it_finishes_what_it_took(engine: Engine) {
    let database = TestDatabase::new(engine);
    let key = make_key(&database.url, "submit");
    let mut ledgers = vec![Ledger::new(&key); CLIENTS];
    let mut process = Process::start(&database.url, &[]);
    let address = process.client.address.clone();
    under_load(&address, &mut ledgers, || process.ask_to_stop());
    assert_eq!(process.wait().code(), Some(0), "{}", process.log());
    Ledger::merged(&ledgers).check(&database.url);
    let process = Process::start(&database.url, &[]);
    Ledger::merged(&ledgers).settle(&process.client, &database.url);
}

/// Whoever sends it requests learns first that it is about to go, and loses none of them.
#[test]
fn told_to_stop_it_says_that_it_is_not_ready_and_still_takes_what_comes() {
    let database = TestDatabase::new(Engine::Sqlite);
    let key = make_key(&database.url, "submit");
    let mut process = Process::start(&database.url, &[]);
    process.ask_to_stop();
    let ready = || process.client.try_send("GET", "/readyz", "", &[], &[]).unwrap().status;
    wait_until("it says that it is not ready", PATIENCE, || ready() == 503);
    let mut ledger = Ledger::new(&key);
    assert_eq!(ledger.send(&process.client).unwrap().status, 201);
    assert_eq!(process.wait().code(), Some(0), "{}", process.log());
    ledger.check(&database.url);
}

/// What waits for the database when the service is told to stop is stored before it ends.
#[test]
fn stopped_with_a_full_hand_it_stores_everything_first() {
    let database = TestDatabase::new(Engine::Sqlite);
    let (key, admin) = (make_key(&database.url, "submit"), make_key(&database.url, "admin"));
    let mut process = Process::start(&database.url, &[]);
    // The writer has a connection from now on, and tries twice: ten seconds, before it gives up.
    assert!(Ledger::new(&key).send(&process.client).is_some());
    let mut holder = lock(&database);
    let address = process.client.address.clone();
    std::thread::scope(|scope| {
        // One group is in the writer's hand, the rest in the queue; all of their senders wait.
        for _ in 0..4 {
            scope.spawn(|| Ledger::new(&key).send_batch(&Client::new(address.clone())).expect(503));
        }
        wait_until("all of them wait", PATIENCE, || in_hand(&process.client, &admin) == 401);
        process.ask_to_stop();
    });
    // Every sender was told to try again, and is gone; when the server is, too, only the writer holds what they sent.
    wait_until("the server is gone", PATIENCE, || !threads(&process).iter().any(|name| name.starts_with("actix")));
    let gone = Instant::now();
    wait_until("a second passes", PATIENCE, || {
        assert!(process.is_alive(), "it does not wait for its writer");
        gone.elapsed() > Duration::from_secs(1)
    });
    holder.batch_execute("ROLLBACK").unwrap();
    assert_eq!(process.wait().code(), Some(0), "{}", process.log());
    let census = Census::of(&database.url);
    assert_eq!((census.pending + census.released, census.receipts), (401, 401));
}

/// How many submissions the writer and its queue hold, or have committed, by the service's own metrics.
fn in_hand(client: &Client, admin: &str) -> usize {
    let metrics = client.get("/metrics", admin).expect(200).text();
    let value = |name: &str| {
        let line = metrics.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.trim().parse::<f64>().unwrap() as usize
    };
    value("ankieta_intake_waiting ") + value("ankieta_intake_group_size_sum ")
}

/// The names of its threads.
fn threads(process: &Process) -> Vec<String> {
    let tasks = std::fs::read_dir(format!("/proc/{}/task", process.pid())).unwrap().map_while(Result::ok);
    // One that ends meanwhile has no name any more.
    tasks.filter_map(|task| std::fs::read_to_string(task.path().join("comm")).ok()).collect()
}

/// Lets every client send as fast as it can, strikes at a random moment, and returns when the last one has noticed.
fn under_load(address: &str, ledgers: &mut [Ledger], strike: impl FnOnce()) {
    let (tell, told) = mpsc::channel();
    std::thread::scope(|scope| {
        for ledger in ledgers {
            let tell = tell.clone();
            scope.spawn(move || {
                let client = Client::new(address.to_owned());
                while ledger.send(&client).is_some() {
                    let _ = tell.send(());
                }
            });
        }
        for _ in 0..fastrand::usize(CLIENTS..10 * CLIENTS) {
            told.recv_timeout(PATIENCE).unwrap();
        }
        // Not at the moment of an answer, but at any.
        let moment = Instant::now() + Duration::from_micros(fastrand::u64(0..20_000));
        while told.recv_timeout(moment.saturating_duration_since(Instant::now())).is_ok() {}
        strike();
    });
}
