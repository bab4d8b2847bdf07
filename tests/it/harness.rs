//! An office for a test: a whole service on a database of its own, with a clock that the test moves.
//!
//! Nothing is shared between tests, so all of them run at the same time.

use std::ops::Deref;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use ankieta::clock::Clock;
use ankieta::config::Config;
use ankieta::release::{self, Failure, Policy, Report, Schedule};
use ankieta::server::{Service, listen, prepare};
use ankieta::storage::Storage;
use ankieta::storage::release::find_last_tick;
use clap::Parser;
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use jiff::Zoned;
use jiff::civil::Date;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::contract;

/// The variable that names a PostgreSQL server on which tests may make databases.
pub const POSTGRES: &str = "ANKIETA_TEST_POSTGRES";

/// How long anything that must happen may take before the test fails.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// The databases that the contract holds on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// Makes a test of each named function for each database; a function takes an [`Engine`].
#[macro_export]
macro_rules! on_both_databases {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[test] fn $name() { super::$name($crate::harness::Engine::Sqlite) })*
        }
        mod postgres {
            $(#[test] #[ignore = "needs PostgreSQL: tests/run brings one"]
            fn $name() { super::$name($crate::harness::Engine::Postgres) })*
        }
    };
}

/// A database of a test's own; it is gone when the test is.
pub struct TestDatabase {
    pub url: String,
    pub folder: tempfile::TempDir,
    drop_from: Option<(String, String)>,
}

impl TestDatabase {
    pub fn new(engine: Engine) -> Self {
        let folder = tempfile::tempdir().unwrap();
        match engine {
            Engine::Sqlite => {
                let url = format!("sqlite:{}", folder.path().join("ankieta.db").display());
                Self { url, folder, drop_from: None }
            }
            Engine::Postgres => {
                let server = std::env::var(POSTGRES).unwrap_or_else(|_| panic!("{POSTGRES} must name a server"));
                let name = format!("ankieta_{}", Uuid::new_v4().simple());
                PgConnection::establish(&server).unwrap().batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
                let (base, _) = server.rsplit_once('/').unwrap();
                Self { url: format!("{base}/{name}"), folder, drop_from: Some((server, name)) }
            }
        }
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Some((server, name)) = &self.drop_from
            && let Ok(mut connection) = PgConnection::establish(server)
        {
            let _ = connection.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

/// The settings of a service on a database, with the options that a test adds.
pub fn config(database_url: &str, options: &[&str]) -> Config {
    #[derive(clap::Parser)]
    struct Arguments {
        #[command(flatten)]
        config: Config,
    }
    let fixed = ["ankieta", "--database-url", database_url, "--bind", "127.0.0.1:0"];
    // Most tests close a quarter on the first day of the next one.
    let usual = ["--web-per-10-minutes", "0", "--web-per-day", "0", "--close-after-days", "1", "--day-ceiling", "0"];
    let usual = [&usual[..], &["--results-per-minute", "0", "--backup-dir", "off"]].concat();
    // Given twice, the last one counts.
    let mut all: Vec<&str> = fixed.to_vec();
    // The tests' own address stands for many people, unless a test is about addresses.
    if !options.iter().any(|option| option.starts_with("--web-per") || option.starts_with("--lobby")) {
        all.extend(["--lobby", "127.0.0.1", "--lobby-per-10-minutes", "0"]);
    }
    for pair in usual.chunks(2) {
        if !options.contains(&pair[0]) {
            all.extend(pair);
        }
    }
    all.extend(options);
    Arguments::parse_from(all).config
}

/// Speaks HTTP to a service.
pub struct Client {
    pub address: String,
    agent: ureq::Agent,
}

/// A running service with an administrator.
pub struct Office {
    pub client: Client,
    pub admin: String,
    pub clock: Clock,
    pub storage: Storage,
    pub config: Config,
    pub database: TestDatabase,
    handle: actix_web::dev::ServerHandle,
    thread: Option<JoinHandle<()>>,
}

/// What the service answered.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: ureq::http::HeaderMap,
    pub bytes: Vec<u8>,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|_| panic!("not JSON: {}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Asserts a status, and shows the body if it is another.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }
}

impl Client {
    pub fn new(address: String) -> Self {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(30)))
            .build();
        Self { address, agent: agent.into() }
    }

    /// Sends a request as it is; a key may be empty.
    pub fn send(&self, method: &str, path: &str, key: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        self.try_send(method, path, key, headers, body).unwrap()
    }

    /// The same, to a service that may not be there.
    pub fn try_send(
        &self,
        method: &str,
        path: &str,
        key: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Reply, ureq::Error> {
        let mut request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.address));
        if !key.is_empty() {
            request = request.header("authorization", format!("Bearer {key}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut answer = if body.is_empty() && matches!(method, "GET" | "HEAD" | "DELETE") {
            self.agent.run(request.body(()).unwrap())?
        } else {
            self.agent.run(request.body(body).unwrap())?
        };
        let reply = Reply {
            status: answer.status().as_u16(),
            headers: answer.headers().clone(),
            bytes: answer.body_mut().with_config().limit(100 << 20).read_to_vec()?,
        };
        // What is packed says the same as what is not.
        if reply.header("content-encoding").is_empty() {
            contract::check(method, path, reply.status, reply.header("content-type"), &reply.bytes);
        }
        Ok(reply)
    }

    pub fn get(&self, path: &str, key: &str) -> Reply {
        self.send("GET", path, key, &[], &[])
    }

    pub fn delete(&self, path: &str, key: &str) -> Reply {
        self.send("DELETE", path, key, &[], &[])
    }

    /// Sends JSON.
    pub fn json(&self, method: &str, path: &str, key: &str, body: &Value) -> Reply {
        self.send(method, path, key, &[("content-type", "application/json")], body.to_string().as_bytes())
    }
}

impl Deref for Office {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

/// Asks until there is an answer, for half a minute at most.
pub fn until<T>(mut ask: impl FnMut() -> Option<T>) -> T {
    let mut answer = None;
    wait_until("there is an answer", PATIENCE, || {
        answer = ask();
        answer.is_some()
    });
    answer.unwrap()
}

/// Noon of a day in Warsaw.
pub fn noon(day: Date) -> Zoned {
    day.at(12, 0, 0, 0).in_tz("Europe/Warsaw").unwrap()
}

impl Office {
    /// An office on 14 July 2026 at noon, with the standard survey `obsluga`, and k = 10.
    pub fn open(engine: Engine) -> Self {
        Self::with(engine, &[])
    }

    /// The same, with more options of the command line.
    pub fn with(engine: Engine, options: &[&str]) -> Self {
        Self::on(TestDatabase::new(engine), options)
    }

    /// The same, on a database that is there already.
    pub fn on(database: TestDatabase, options: &[&str]) -> Self {
        let office = Self::started(database, options, jiff::civil::date(2026, 7, 14));
        // A service that finds a day without a tick makes it at once; a test begins when that is over.
        let schedule = Schedule::daily(office.config.tick_at);
        until(|| {
            let last = office.storage.read(find_last_tick).unwrap().map(|(_, day)| day);
            schedule.due(&office.clock.now(), last).is_none().then_some(())
        });
        office
    }

    /// The same at noon of another day, whether or not a tick is made then.
    pub fn started(database: TestDatabase, options: &[&str], day: Date) -> Self {
        let config = config(&database.url, options);
        let clock = Clock::fixed(noon(day));
        let (storage, first) = prepare(&config, &clock).unwrap();
        let admin = first.key.map(|secret| secret.reveal().to_owned()).unwrap_or_default();
        let (tell, started) = mpsc::channel();
        let service = (config.clone(), clock.clone(), storage.clone());
        let thread = std::thread::spawn(move || {
            let (config, clock, storage) = service;
            actix_web::rt::System::new().block_on(async {
                let listener = listen(config.bind).unwrap();
                let service = Service::start(config, clock, storage, listener).unwrap();
                tell.send((service.address(), service.handle())).unwrap();
                service.run().await.unwrap();
            });
        });
        let (address, handle) = started.recv_timeout(Duration::from_secs(30)).unwrap();
        let client = Client::new(format!("http://{address}"));
        Self { client, admin, clock, storage, config, database, handle, thread: Some(thread) }
    }

    /// Makes a key; no departments: good for all.
    pub fn key(&self, scope: &str, departments: &[&str]) -> String {
        let body = json!({ "name": format!("{scope} for a test"), "scope": scope, "departments": departments });
        let reply = self.json("POST", "/api/v1/keys", &self.admin, &body).expect(201).json();
        reply["secret"].as_str().unwrap().to_owned()
    }

    /// Sends a response to the standard survey from the web, under a new id.
    pub fn respond(&self, department: &str, answers: Value) -> Reply {
        let path = format!("/api/v1/surveys/obsluga/responses/{}", Uuid::new_v4());
        self.json("PUT", &path, "", &json!({ "department": department, "answers": answers }))
    }

    /// The rules that the service was started with.
    pub fn policy(&self) -> Policy {
        Policy::of(&self.config)
    }

    /// Moves the clock to noon of a day, and runs a release for it.
    pub fn tick(&self, day: Date) -> Report {
        self.clock.set(noon(day).timestamp());
        // The service's own first tick may not have given the lock back yet.
        let report = until(|| match release::run(&self.storage, &self.policy(), day) {
            Err(Failure::Locked) => None,
            report => Some(report),
        });
        report.unwrap()
    }

    /// Stops the service gracefully, and hands its database over.
    pub fn close(mut self) -> TestDatabase {
        self.stop();
        let replacement = TestDatabase { url: String::new(), folder: tempfile::tempdir().unwrap(), drop_from: None };
        std::mem::replace(&mut self.database, replacement)
    }

    fn stop(&mut self) {
        if let Some(thread) = self.thread.take() {
            // The future need not be awaited: the command is sent when it is made.
            drop(self.handle.stop(true));
            let _ = thread.join();
        }
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Waits until a condition holds; fails when it does not within a deadline.
#[track_caller]
pub fn wait_until(what: &str, deadline: Duration, mut holds: impl FnMut() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < deadline, "not within {deadline:?}: {what}");
        // Lets the others run between two looks.
        std::thread::park_timeout(Duration::from_millis(5));
    }
}
