//! A clock that jumps makes no tick come early or twice, and everything that is kept for a time goes when it is over.

use ankieta::access::Actor;
use ankieta::release::{self, Failure, Refused, Schedule};
use ankieta::storage::audit::{Entry, list_entries};
use ankieta::storage::blocks::list_blocks;
use ankieta::storage::calendar::Reopened;
use ankieta::storage::release::{find_last_tick, list_closes};
use jiff::civil::{Date, Time, date};
use jiff::{Span, ToSpan, Zoned};
use serde_json::json;
use uuid::Uuid;

use crate::harness::{Engine, Office, PATIENCE, noon, wait_until};
use crate::ledger::{Census, put};
use crate::on_both_databases;

on_both_databases!(
    a_clock_that_goes_back_a_day_neither_repeats_nor_loses_a_tick,
    a_clock_that_leaps_a_month_ahead_and_back_doubles_nothing,
    what_is_kept_for_a_time_goes_when_it_is_over,
    receipts_go_also_where_weekends_have_no_tick,
    a_start_with_the_clock_a_year_ahead_closes_nothing_and_books_nothing_on_a_wrong_day,
    eight_days_without_a_response_are_held,
    eight_days_with_a_response_in_between_are_not_held,
    a_release_on_a_wrong_day_is_reopened_and_nothing_that_was_told_changes,
    who_waits_without_a_row_waits_in_the_reopened_quarter,
);

#[test]
fn the_night_that_skips_an_hour_has_one_tick_and_no_early_one() {
    // At 02:00 the clock says 03:00.
    assert_eq!(night(date(2027, 3, 28), "02:00").time(), Time::constant(3, 0, 0, 0));
    assert_eq!(night(date(2027, 3, 28), "02:30").time(), Time::constant(3, 0, 0, 0));
}

#[test]
fn the_night_that_repeats_an_hour_has_one_tick() {
    let first = night(date(2026, 10, 25), "02:30");
    assert_eq!((first.time(), first.offset().seconds()), (Time::constant(2, 30, 0, 0), 2 * 60 * 60));
    assert_eq!(night(date(2026, 10, 25), "02:00").time(), Time::constant(2, 0, 0, 0));
}

#[test]
fn the_twenty_ninth_of_february_has_a_tick_of_its_own() {
    assert_eq!(night(date(2028, 2, 29), "02:00").time(), Time::constant(2, 0, 0, 0));
}

/// Lives through a night and the next, asserts that each has one tick with one block, and says when the first came.
fn night(day: Date, tick_at: &str) -> Zoned {
    let office = Office::with(Engine::Sqlite, &["--tick-at", tick_at]);
    office.clock.set(noon(day.yesterday().unwrap()).timestamp());
    look(&office);
    let mut ticks = Vec::new();
    for _ in 0..2 {
        (0..12).for_each(|number| drop(office.respond("KM", json!({ "OVERALL": 1 + number % 5 })).expect(201)));
        let evening = office.clock.now();
        for step in 0..24 * 12 {
            office.clock.set((&evening + Span::new().minutes(5 * step)).timestamp());
            ticks.extend(look(&office).map(|tick| (tick, office.clock.now())));
        }
        office.clock.set((&evening + 1.day()).timestamp());
    }
    let days: Vec<Date> = ticks.iter().map(|(day, _)| *day).collect();
    assert_eq!(days, [day, day.tomorrow().unwrap()]);
    let census = Census::of(&office.database.url);
    assert_eq!((census.blocks, census.in_blocks, census.pending), (2, 24, 0));
    ticks.swap_remove(0).1
}

fn a_clock_that_goes_back_a_day_neither_repeats_nor_loses_a_tick(engine: Engine) {
    let office = Office::open(engine);
    let day = date(2026, 7, 20);
    assert_eq!(look_at(&office, day), Some(day));
    respond(&office, 12);
    assert_eq!(look_at(&office, day), None);
    assert_eq!(look_at(&office, day.yesterday().unwrap()), None);
    respond(&office, 12);
    assert_eq!(look_at(&office, day), None);
    assert!(matches!(release::run(&office.storage, &office.policy(), date(2026, 7, 19)), Err(Failure::Past { .. })));
    let next = day.tomorrow().unwrap();
    assert_eq!((look_at(&office, next), look_at(&office, next)), (Some(next), None));
    let census = Census::of(&office.database.url);
    assert_eq!((census.blocks, census.in_blocks, census.pending), (1, 24, 0));
}

fn a_clock_that_leaps_a_month_ahead_and_back_doubles_nothing(engine: Engine) {
    let office = Office::open(engine);
    let (day, ahead) = (date(2026, 9, 14), date(2026, 10, 14));
    assert_eq!(look_at(&office, day), Some(day));
    respond(&office, 12);
    // One tick, which closes the quarter; not one for each day.
    assert_eq!((look_at(&office, ahead), look_at(&office, ahead)), (Some(ahead), None));
    assert_eq!(Census::of(&office.database.url).in_blocks, 12);
    // Back again: what comes in waits until the days that were told of are over.
    assert_eq!(look_at(&office, day), None);
    respond(&office, 15);
    let census = Census::of(&office.database.url);
    assert_eq!((census.blocks, census.in_blocks, census.pending), (1, 12, 15));
    assert_eq!(look_at(&office, ahead), None);
    let next = ahead.tomorrow().unwrap();
    assert_eq!(look_at(&office, next), Some(next));
    let census = Census::of(&office.database.url);
    assert_eq!((census.blocks, census.in_blocks, census.pending), (2, 27, 0));
}

fn what_is_kept_for_a_time_goes_when_it_is_over(engine: Engine) {
    let office = Office::open(engine);
    let key = office.key("submit", &[]);
    let id = Uuid::new_v4();
    assert_eq!(put(&office, &key, id).unwrap().status, 201);
    respond(&office, 12);
    let census = || Census::of(&office.database.url);
    let audited = || office.storage.read(|session| list_entries(session, None, 100)).unwrap().len();
    assert!(look_at(&office, date(2026, 7, 15)).is_some());
    let kept = census();
    assert!(kept.released >= 12 && kept.in_blocks == kept.released);

    // A receipt recognises a retry for 45 days, and is gone when a week of nights has passed.
    for night in 0..7 {
        assert!(look_at(&office, date(2026, 8, 22) + night.days()).is_some());
    }
    assert_eq!((census().receipts, put(&office, &key, id).unwrap().status), (13, 200));
    for night in 0..7 {
        assert!(look_at(&office, date(2026, 8, 29) + night.days()).is_some());
    }
    assert_eq!(census().receipts, 0);

    // Released responses go 30 days after their quarter, one tick later; the blocks stay.
    assert!(look_at(&office, date(2026, 10, 31)).is_some());
    assert!(census().released >= 12);
    assert!(look_at(&office, date(2026, 11, 1)).is_some());
    assert_eq!((census().released, census().in_blocks >= 12), (0, true));

    // The audit log goes back two years.
    assert!(look_at(&office, date(2028, 7, 14)).is_some());
    assert_eq!(audited(), 1);
    assert!(look_at(&office, date(2028, 7, 15)).is_some());
    assert_eq!(audited(), 0);
}

fn receipts_go_also_where_weekends_have_no_tick(engine: Engine) {
    let office = Office::open(engine);
    respond(&office, 60);
    let first = date(2026, 7, 15);
    let working = (0..66).map(|day| first + day.days()).filter(|day| day.weekday().to_monday_one_offset() <= 5);
    for day in working {
        assert!(look_at(&office, day).is_some());
        // Seven working days are a week and a weekend more.
        let receipts = Census::of(&office.database.url).receipts;
        match day.since(date(2026, 7, 14)).unwrap().get_days() {
            ..=45 => assert_eq!(receipts, 60, "{day}"),
            56.. => assert_eq!(receipts, 0, "{day}"),
            _ => {}
        }
    }
}

/// A service that is started again and again at the same moment runs the tick that is due once.
#[test]
fn a_service_that_is_started_again_does_not_tick_again() {
    let mut office = Office::open(Engine::Sqlite);
    let mut numbers = Vec::new();
    for _ in 0..4 {
        respond(&office, 12);
        numbers.push(last_tick(&office));
        office = Office::on(office.close(), &[]);
    }
    assert_eq!(numbers, [Some((1, date(2026, 7, 14))); 4]);
    assert_eq!(Census::of(&office.database.url).pending, 48);
}

fn a_start_with_the_clock_a_year_ahead_closes_nothing_and_books_nothing_on_a_wrong_day(engine: Engine) {
    let office = Office::open(engine);
    let admin = office.admin.clone();
    respond(&office, 12);
    let office = started_again(office, &admin, date(2027, 7, 14));
    wait_until("the release is held", PATIENCE, || held_days(&office) == 365);
    // Collecting goes on, on the day that the clock says.
    for number in 0..10 {
        let said = json!({ "OVERALL": 4, "SUGGEST": format!("Uwaga {number}") });
        office.respond("KM", said).expect(201);
    }
    assert_eq!(last_tick(&office), Some((1, date(2026, 7, 14))));
    assert_eq!(office.storage.read(list_closes).unwrap().len(), 1);
    let census = Census::of(&office.database.url);
    assert_eq!((census.pending, census.blocks), (22, 0));

    let office = started_again(office, &admin, date(2026, 7, 15));
    wait_until("the release goes on", PATIENCE, || last_tick(&office) == Some((2, date(2026, 7, 15))));
    let census = Census::of(&office.database.url);
    assert_eq!((census.pending, census.blocks, census.in_blocks, held_days(&office)), (0, 1, 22, 0));
    let blocks = office.storage.read(|session| list_blocks(session, 0, 2)).unwrap();
    assert_eq!((blocks[0].1.first_day, blocks[0].1.last_day), (date(2026, 7, 14), date(2026, 7, 15)));
    office.tick(date(2026, 10, 1));
    let comments = office.get("/api/v1/surveys/obsluga/comments/moderation", &admin).expect(200).json();
    let items = comments["items"].as_array().unwrap();
    assert!(items.len() == 10 && items.iter().all(|comment| comment["quarter"] == "2026-Q3"), "{comments}");
}

fn eight_days_without_a_response_are_held(engine: Engine) {
    let office = Office::open(engine);
    let admin = office.admin.clone();
    // On the day of the last tick, not in between.
    respond(&office, 12);
    let office = started_again(office, &admin, date(2026, 7, 22));
    wait_until("the release is held", PATIENCE, || held_days(&office) == 8);
    // What comes in now shows nothing.
    respond(&office, 1);
    assert_eq!(last_tick(&office), Some((1, date(2026, 7, 14))));
    // Put right, it passes by.
    let office = started_again(office, &admin, date(2026, 7, 14));
    assert_eq!((held_days(&office), last_tick(&office)), (0, Some((1, date(2026, 7, 14)))));
}

fn eight_days_with_a_response_in_between_are_not_held(engine: Engine) {
    let office = Office::open(engine);
    let admin = office.admin.clone();
    respond(&office, 12);
    office.clock.set(noon(date(2026, 7, 18)).timestamp());
    respond(&office, 1);
    let office = started_again(office, &admin, date(2026, 7, 22));
    wait_until("the release is run", PATIENCE, || last_tick(&office).is_some_and(|(_, day)| day == date(2026, 7, 22)));
    assert_eq!(held_days(&office), 0);
}

fn a_release_on_a_wrong_day_is_reopened_and_nothing_that_was_told_changes(engine: Engine) {
    let office = Office::open(engine);
    let today = date(2026, 7, 14);
    respond(&office, 12);
    respond_of(&office, "GN", 4);
    office.tick(date(2027, 7, 14));
    office.clock.set(noon(today).timestamp());
    let analyst = office.key("results", &[]);
    let quarter = || {
        let path = "/api/v1/surveys/obsluga/results?period=2026-Q3";
        let results = office.get(path, &analyst).expect(200).json();
        (results["period"]["closed"].clone(), results["total"]["n"].clone())
    };
    assert_eq!((quarter(), last_tick(&office)), ((true.into(), 12.into()), Some((2, date(2027, 7, 14)))));
    // Its quarter is closed, and nothing is released of it until there is a day after that.
    respond_of(&office, "GN", 3);

    let reopened = reopen(&office, today).unwrap();
    assert_eq!((reopened.ticks, reopened.closes, reopened.waiting), (1, 1, 4));
    assert!(reopened.counts > 0, "the other questions of those who were told wait in the quarter, too");
    assert_eq!((quarter(), last_tick(&office)), ((false.into(), 12.into()), Some((2, today))));
    assert_eq!(office.storage.read(list_closes).unwrap().len(), 1);
    let entries = office.storage.read(|session| list_entries(session, None, 10)).unwrap();
    assert!(entries.iter().any(|entry| entry.action == "release.reopen" && entry.subject == "2026-07-14"));
    assert!(matches!(reopen(&office, today), Err(Refused::Nothing { .. })));

    // Ticks go on, and those who waited are told on their own days.
    respond_of(&office, "GN", 3);
    assert_eq!(office.tick(date(2026, 7, 15)).released, 10);
    let blocks = office.storage.read(|session| list_blocks(session, 0, 3)).unwrap();
    assert!(blocks.iter().all(|(_, block)| block.first_day == today && block.last_day == today), "{blocks:?}");
    assert_eq!(quarter(), (false.into(), 22.into()));
    let census = Census::of(&office.database.url);
    assert_eq!((census.pending, census.blocks, census.in_blocks), (0, 2, 22));
    assert_eq!(office.tick(date(2026, 10, 1)).closed_through, Some(date(2026, 9, 30)));
    assert_eq!(quarter(), (true.into(), 22.into()));
}

fn who_waits_without_a_row_waits_in_the_reopened_quarter(engine: Engine) {
    let office = Office::open(engine);
    respond_of(&office, "GN", 4);
    for day in [date(2026, 10, 1), date(2026, 10, 31), date(2026, 11, 1)] {
        assert_eq!(office.tick(day).released, 0);
    }
    assert_eq!(Census::of(&office.database.url).pending, 0, "their rows are purged, and their counts wait");
    office.tick(date(2027, 11, 1));
    let today = date(2026, 11, 1);
    let reopened = reopen(&office, today).unwrap();
    assert_eq!((reopened.ticks, reopened.closes, reopened.waiting, reopened.counts), (1, 1, 0, 1));
    office.clock.set(noon(today).timestamp());
    respond_of(&office, "GN", 6);
    assert_eq!(office.tick(date(2026, 11, 2)).released, 10);
}

#[test]
fn several_releases_after_today_are_reopened_only_by_who_is_sure() {
    let office = Office::open(Engine::Sqlite);
    for day in [date(2026, 7, 15), date(2026, 7, 16)] {
        office.tick(day);
    }
    let (today, entry) = (date(2026, 7, 14), entry());
    let reopen = |sure| release::reopen(&office.storage, &office.policy(), today, sure, &entry);
    assert!(matches!(reopen(false), Err(Refused::Many { releases: 2, .. })));
    assert_eq!(last_tick(&office), Some((3, date(2026, 7, 16))));
    assert_eq!(reopen(true).unwrap().ticks, 2);
    assert_eq!(last_tick(&office), Some((3, today)));
}

/// The same office, whose service is stopped, and started when the clock says noon of a day.
fn started_again(office: Office, admin: &str, day: Date) -> Office {
    let mut office = Office::started(office.close(), &[], day);
    office.admin = admin.to_owned();
    office
}

/// What the metrics say of a release that is held.
fn held_days(office: &Office) -> i64 {
    let text = office.get("/metrics", &office.admin).expect(200).text();
    let line = text.lines().find_map(|line| line.strip_prefix("ankieta_release_held_days ")).unwrap();
    line.parse().unwrap()
}

fn reopen(office: &Office, today: Date) -> Result<Reopened, Refused> {
    release::reopen(&office.storage, &office.policy(), today, false, &entry())
}

fn entry() -> Entry {
    let at = noon(date(2026, 7, 14)).timestamp().as_second();
    Entry::new(at, Actor::CommandLine, "release.reopen", "2026-07-14")
}

fn respond(office: &Office, number: usize) {
    respond_of(office, "KM", number);
}

fn respond_of(office: &Office, department: &str, number: usize) {
    (0..number).for_each(|number| drop(office.respond(department, json!({ "OVERALL": 1 + number % 5 })).expect(201)));
}

fn last_tick(office: &Office) -> Option<(i64, Date)> {
    office.storage.read(find_last_tick).unwrap()
}

fn look_at(office: &Office, day: Date) -> Option<Date> {
    office.clock.set(noon(day).timestamp());
    look(office)
}

/// What the service does when it looks at the clock: it runs the tick that is due, if one is.
fn look(office: &Office) -> Option<Date> {
    let schedule = Schedule::daily(office.config.tick_at);
    let due = schedule.due(&office.clock.now(), last_tick(office).map(|(_, day)| day))?;
    // The service itself looks, too, once a minute.
    wait_until("nobody else is at it", PATIENCE, || {
        let outcome = release::run(&office.storage, &office.policy(), due);
        assert!(matches!(outcome, Ok(_) | Err(Failure::Locked)), "{outcome:?}");
        outcome.is_ok()
    });
    Some(due)
}
