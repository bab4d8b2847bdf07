//! Between ticks nothing moves: no figure, status, header or byte of anything that an analyst's key can read.
//! At a tick every n moves by nothing or by at least k, and figures as of a day that is over never move again.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use ankieta::release::{self, Failure};
use ankieta::server::document;
use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde_json::{Value, json};

use crate::harness::{Engine, Office};
use crate::on_both_databases;

const K: u64 = 5;
/// The nightly release of the service itself must not come in between: at noon it is never due.
const OPTIONS: [&str; 4] = ["--k", "5", "--tick-at", "23:59:59"];
const SURVEY: &str = "/api/v1/surveys/obsluga";
/// What is asked about figures. Other addresses are taken from the document.
const FIGURES: [&str; 27] = [
    "results?period=2026",
    "results?period=2026-Q3&group_by=department",
    "results?period=2026-Q4&group_by=department",
    "results?period=2026-07..2026-12&group_by=month",
    "results?period=2026&group_by=quarter",
    "results?period=2026&group_by=year&question=OVERALL",
    "results?period=2026-09&department=KM",
    "results?period=2026-Q3&department=RK&department=GN&group_by=month",
    "results?period=2026-Q3&group_by=department&format=csv",
    "results?period=2026&format=csv&dialect=excel-pl",
    "results?period=2025&group_by=department",
    "results?period=2026-Q3&as_of=2099-12-31",
    "comparison?period=2026-Q4&against=2026-Q3&group_by=department",
    "comparison?period=2026-09&against=2026-08&question=OVERALL",
    "comments?period=2026-Q3",
    "comments?period=2026&department=KM",
    "coverage?period=2026-Q3",
    "coverage?period=2026&department=KM",
    "targets?period=2026-Q3",
    "signals?period=2026-Q3",
    "comparison/departments?period=2026-Q3",
    "trend?from=2026-07&to=2026-12",
    "trend?by=quarter&from=2026-Q3&to=2026-Q4&department=KM&format=csv",
    "results?period=2026-Q3&group_by=channel",
    "drivers?period=2026-Q3",
    "results?period=2026-Q3&department=NOBODY",
    "results?period=soon",
];

/// What everybody may read, if k were not so low.
const PUBLIC: [&str; 4] = ["/wyniki", "/wyniki/obsluga", "/wyniki/obsluga/2026-Q3.csv", "/wyniki/catalog.jsonld"];

/// Drafts of reviews, made anew each time.
const REVIEWS: [&str; 3] = [
    "/api/v1/reviews/2026-Q3?format=json",
    "/api/v1/reviews/2026-09?edition=draft&format=html",
    "/api/v1/reviews/2026?format=xlsx&lang=en",
];

/// An answer as a client sees it.
#[derive(Debug, PartialEq, Eq)]
struct Told {
    status: u16,
    headers: BTreeMap<String, String>,
    body: String,
}

/// An analyst who asks for everything, again and again.
struct Watch {
    key: String,
    paths: Vec<String>,
    seen: BTreeMap<String, Told>,
}

impl Watch {
    fn begin(office: &Office) -> Self {
        let public = json!({ "public": true });
        office.json("PUT", &format!("{SURVEY}/settings"), &office.admin, &public).expect(200);
        let figures = FIGURES.map(|path| format!("{SURVEY}/{path}"));
        let documents = PUBLIC.into_iter().chain(REVIEWS).map(str::to_owned);
        let paths = other_paths(&figures).into_iter().chain(documents).chain(figures).collect();
        let mut watch = Self { key: office.key("results", &[]), paths, seen: BTreeMap::new() };
        watch.seen = watch.look(office);
        assert!(watch.seen.values().filter(|told| told.status == 200).count() > 15, "{:?}", watch.seen);
        assert!(REVIEWS.iter().all(|path| watch.seen[*path].status == 200));
        watch
    }

    fn look(&self, office: &Office) -> BTreeMap<String, Told> {
        self.paths.iter().map(|path| (path.clone(), ask(office, path, &self.key, &[]))).collect()
    }

    /// Asserts that nothing has moved.
    #[track_caller]
    fn assert_still(&self, office: &Office, when: &str) {
        for (path, told) in self.look(office) {
            assert_eq!(told, self.seen[&path], "{when}: {path} moved");
        }
        for path in &self.paths[self.paths.len() - 4..] {
            let tag = self.seen[path].headers.get("etag").cloned().unwrap_or_default();
            let expected = if tag.is_empty() { self.seen[path].status } else { 304 };
            assert_eq!(ask(office, path, &self.key, &[("if-none-match", &tag)]).status, expected, "{when}: {path}");
        }
    }

    /// Asserts that a tick moved every n by nothing or by at least k, and says by how many responses the year grew.
    fn move_on(&mut self, office: &Office, day: Date) -> u64 {
        let now = self.look(office);
        for (path, told) in &now {
            let (before, after) = (numbers(&self.seen[path]), numbers(told));
            for place in before.keys().chain(after.keys()) {
                let n = |numbers: &BTreeMap<String, u64>| numbers.get(place).copied().unwrap_or(0);
                let moved = n(&after).checked_sub(n(&before));
                assert!(moved.is_some_and(|by| by == 0 || by >= K), "{day}: {place} of {path} moved by {moved:?}");
            }
            let frozen = path.contains("as_of=2026-") || !path.contains('?');
            assert!(!frozen || *told == self.seen[path], "{day}: {path} moved");
        }
        let year = format!("{SURVEY}/{}", FIGURES[0]);
        let grown = numbers(&now[&year])["total"] - numbers(&self.seen[&year])["total"];
        self.seen = now;
        // From now on what was told of this day is watched, too.
        let path = format!("{SURVEY}/results?period=2026-Q3&group_by=department&as_of={day}");
        self.seen.insert(path.clone(), ask(office, &path, &self.key, &[]));
        self.paths.insert(0, path);
        grown
    }
}

fn ask(office: &Office, path: &str, key: &str, headers: &[(&str, &str)]) -> Told {
    let reply = office.send("GET", path, key, headers, &[]);
    let headers = reply.headers.iter().filter(|(name, _)| name.as_str() != "date");
    let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
    let body = match serde_json::from_slice::<Value>(&reply.bytes) {
        // A refusal bears a random number of its own.
        Ok(mut refusal) if refusal["instance"].is_string() => {
            refusal["instance"].take();
            refusal.to_string()
        }
        _ => reply.text(),
    };
    Told { status: reply.status, headers, body }
}

/// Every address of the document that takes no parameters, with what an analyst would fill in. What takes some must
/// be among those that are asked for on purpose.
fn other_paths(figures: &[String]) -> Vec<String> {
    let document = serde_json::to_value(document()).unwrap();
    let mut paths = Vec::new();
    for (template, item) in document["paths"].as_object().unwrap().iter().filter(|(_, item)| item["get"].is_object()) {
        let path = template.replace("{survey}", "obsluga").replace("{number}", "1").replace("{code}", "KM");
        let parameters = item["get"]["parameters"].as_array().cloned().unwrap_or_default();
        let asks = parameters.iter().any(|parameter| parameter["in"] == "query" && parameter["required"] == true);
        let listed = figures.iter().any(|asked| asked.starts_with(&format!("{path}?")));
        assert!(!asks || listed, "{template} takes parameters: add it to what is asked about figures");
        paths.push(path);
    }
    paths
}

/// Every n of an answer that counts responses, by the place where it stands.
fn numbers(told: &Told) -> BTreeMap<String, u64> {
    let Ok(answer) = serde_json::from_str::<Value>(&told.body) else { return BTreeMap::new() };
    let mut numbers = BTreeMap::new();
    let mut note = |place: String, value: &Value| numbers.insert(place, value.as_u64().unwrap_or(0));
    note("coverage".to_owned(), &answer["coverage"]["n"]);
    note("pooled".to_owned(), &answer["coverage"]["pooled"]);
    note("total".to_owned(), &answer["total"]["n"]);
    for group in answer["groups"].as_array().into_iter().flatten() {
        note(format!("group {}", group["key"]), &group["n"]);
        // The headline question must be answered, so its n counts responses, too.
        for side in ["period", "against"] {
            note(format!("{side} of {}", group["key"]), &group["questions"][0][side]["n"]);
        }
    }
    numbers
}

/// An office with its clock at noon of a day, for which a tick was run, after the one that a service begins with.
fn office_on(engine: Engine, day: Date) -> Office {
    let office = Office::with(engine, &OPTIONS);
    let deadline = Instant::now() + Duration::from_secs(30);
    while let Err(failure) = release::run(&office.storage, &office.policy(), day) {
        assert!(matches!(failure, Failure::Locked) && Instant::now() < deadline, "{failure}");
        std::thread::yield_now();
    }
    set(&office, day, 12);
    office
}

/// Runs a tick, and only then moves the clock: in this order the service itself never has one to run.
fn tick(office: &Office, day: Date) {
    release::run(&office.storage, &office.policy(), day).unwrap();
    set(office, day, 12);
}

fn set(office: &Office, day: Date, hour: i8) {
    office.clock.set(day.at(hour, 0, 0, 0).in_tz("Europe/Warsaw").unwrap().timestamp());
}

fn arrive(office: &Office, random: &mut fastrand::Rng, most: usize) -> usize {
    let people = random.usize(..=most);
    for _ in 0..people {
        let department = ["KM", "KM", "KM", "GN", "GN", "RK"][random.usize(..6)];
        let answers = json!({ "OVERALL": random.u8(2..=5), "COURTESY": random.u8(1..=5), "SUGGEST": "Więcej krzeseł" });
        office.respond(department, answers).expect(201);
    }
    people
}

on_both_databases!(nothing_moves_between_ticks_and_ticks_move_at_least_k);

fn nothing_moves_between_ticks_and_ticks_move_at_least_k(engine: Engine) {
    let mut random = fastrand::Rng::with_seed(99);
    let first = date(2026, 9, 24);
    let office = office_on(engine, first);
    let mut watch = Watch::begin(&office);
    let mut grown = Vec::new();
    let mut came = 0;
    for day in first.series(1.day()).skip(1).take(10) {
        came += arrive(&office, &mut random, 5);
        watch.assert_still(&office, &format!("in the afternoon before {day}"));
        set(&office, day, 1);
        came += arrive(&office, &mut random, 3);
        watch.assert_still(&office, &format!("in the night of {day}, before the tick"));
        tick(&office, day);
        grown.push(watch.move_on(&office, day));
    }
    let told: u64 = grown.iter().sum();
    assert!(told > 30 && told <= came as u64 && grown.contains(&0), "{grown:?} of {came}");
    assert_eq!(ask(&office, &watch.paths[0], "", &[]).status, 401);
    // Another process, which remembers nothing, tells the same.
    let office = Office::on(office.close(), &OPTIONS);
    watch.assert_still(&office, "after a restart");
}

#[test]
fn nobody_sees_the_blocks_of_a_tick_that_was_cut_short() {
    let (yesterday, today) = (date(2026, 9, 24), date(2026, 9, 25));
    let office = office_on(Engine::Sqlite, yesterday);
    (1..=4).chain(2..=5).for_each(|overall| drop(office.respond("KM", json!({ "OVERALL": overall })).expect(201)));
    let mut watch = Watch::begin(&office);
    let path = office.database.url.strip_prefix("sqlite:").unwrap();
    let mut database = SqliteConnection::establish(path).unwrap();
    let cut = "CREATE TRIGGER cut BEFORE INSERT ON ticks BEGIN SELECT RAISE(ABORT, 'cut short'); END";
    database.batch_execute(cut).unwrap();
    let cut_short = release::run(&office.storage, &office.policy(), today);
    assert!(matches!(cut_short, Err(Failure::Storage(_))), "{cut_short:?}");
    watch.assert_still(&office, "after half a tick");
    // The day is over, and what it told is watched.
    let path = format!("{SURVEY}/results?period=2026&as_of={today}");
    watch.seen.insert(path.clone(), ask(&office, &path, &watch.key, &[]));
    watch.paths.push(path);
    database.batch_execute("DROP TRIGGER cut").unwrap();
    let tomorrow = today.tomorrow().unwrap();
    tick(&office, tomorrow);
    assert_eq!(watch.move_on(&office, tomorrow), 8);
}
