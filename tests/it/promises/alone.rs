//! A lone response: it waits for the database once, and is stored as one that comes with others.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use ankieta::storage::Session;
use ankieta::storage::responses::{Outcome, Receipt, Submission, commit_group};
use ankieta::survey::flags::Flags;
use ankieta::survey::response::{Answers, Channel, Comment, Draft, Given, Response};
use diesel::connection::{Connection, InstrumentationEvent};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::BigInt;
use jiff::civil::{Date, date};
use uuid::Uuid;

use crate::harness::{Engine, Office};
use crate::on_both_databases;

const DAY: Date = date(2026, 7, 14);

on_both_databases!(a_lone_response_is_stored_whole_and_once, a_lone_response_for_a_closed_day_is_booked_on_its_own);

fn a_lone_response_is_stored_whole_and_once(engine: Engine) {
    let office = Office::open(engine);
    let mut session = office.storage.writer().unwrap();
    let id = Uuid::new_v4();
    let mut commit = |submission| commit_group(&mut session, &[submission]).unwrap();
    assert_eq!(commit(submission(id, "KM", DAY, &[])), [Outcome::Created { day: DAY }]);
    assert_eq!(commit(submission(id, "KM", DAY, &[])), [Outcome::Replayed]);
    assert_eq!(commit(submission(id, "GN", DAY, &[])), [Outcome::Conflict]);
    let worded = submission(Uuid::new_v4(), "KM", DAY, &["jasno", "długo"]);
    assert_eq!(commit(worded.clone()), [Outcome::Created { day: DAY }]);
    assert_eq!(commit(worded), [Outcome::Replayed]);
    assert_eq!(count(&mut session, "receipts"), 2);
    assert_eq!(count(&mut session, "responses WHERE department = 'KM' AND day = '2026-07-14' AND booked IS NULL"), 2);
    assert_eq!(
        count(&mut session, "comments WHERE quarter = '2026-Q3' AND independent AND body IN ('jasno', 'długo')"),
        2
    );
}

fn a_lone_response_for_a_closed_day_is_booked_on_its_own(engine: Engine) {
    let office = Office::open(engine);
    let mut session = office.storage.writer().unwrap();
    office.tick(date(2026, 10, 2));
    let mut late = submission(Uuid::new_v4(), "KM", DAY, &["późno"]);
    late.received_on = date(2026, 10, 2);
    assert_eq!(commit_group(&mut session, &[late]).unwrap(), [Outcome::Created { day: date(2026, 10, 2) }]);
    assert_eq!(count(&mut session, "responses WHERE day = '2026-07-14' AND booked = '2026-10-02'"), 1);
    assert_eq!(count(&mut session, "comments WHERE quarter = '2026-Q4'"), 1);
}

#[test]
#[ignore = "needs PostgreSQL: tests/run brings one"]
fn a_lone_response_is_one_statement_that_postgres_prepares_once() {
    let office = Office::open(Engine::Postgres);
    let mut session = office.storage.writer().unwrap();
    let (statements, prepared) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    if let Session::Postgres(connection) = &mut session {
        let (statements, prepared) = (statements.clone(), prepared.clone());
        connection.set_instrumentation(move |event: InstrumentationEvent<'_>| match event {
            InstrumentationEvent::StartQuery { .. } => _ = statements.fetch_add(1, Ordering::Relaxed),
            InstrumentationEvent::CacheQuery { .. } => _ = prepared.fetch_add(1, Ordering::Relaxed),
            _ => {}
        });
    }
    for words in [&[][..], &["jasno"], &["jasno", "długo"]] {
        statements.store(0, Ordering::Relaxed);
        commit_group(&mut session, &[submission(Uuid::new_v4(), "KM", DAY, words)]).unwrap();
        assert_eq!(statements.load(Ordering::Relaxed), 1, "with {} comments", words.len());
    }
    assert_eq!(prepared.load(Ordering::Relaxed), 2, "without comments and with some");
}

fn submission(id: Uuid, department: &str, day: Date, words: &[&str]) -> Submission {
    let draft = Draft {
        version: Some(1),
        department: department.to_owned(),
        language: Some("pl".to_owned()),
        collected_on: Some(day.to_string()),
        answers: words.iter().map(|text| ("COMMENT".to_owned(), Given::Text((*text).to_owned()))).collect(),
    };
    let survey = "obsluga".parse().unwrap();
    let comment = |text: &&str| Comment { question: "COMMENT".parse().unwrap(), text: (*text).to_owned() };
    Submission {
        receipt: Receipt::new(&survey, id, &draft),
        response: Response {
            survey,
            version: 1,
            department: department.parse().unwrap(),
            day,
            language: Some("pl".parse().unwrap()),
            answers: Answers::default(),
            comments: words.iter().map(comment).collect(),
        },
        channel: Channel::Kiosk,
        received_on: day,
        history: false,
        flags: Flags::default(),
    }
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

fn count(session: &mut Session, rows: &str) -> i64 {
    sql_query(format!("SELECT count(*) AS number FROM {rows}")).get_result::<Count>(session).unwrap().number
}
