//! A clock that jumps makes no tick come early or twice, and everything that is kept for a time goes when it is over.

use ankieta::release::{self, Failure, Schedule};
use ankieta::storage::audit::list_entries;
use ankieta::storage::release::find_last_tick;
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

fn respond(office: &Office, number: usize) {
    (0..number).for_each(|number| drop(office.respond("KM", json!({ "OVERALL": 1 + number % 5 })).expect(201)));
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
