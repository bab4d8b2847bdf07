//! A form of paper that was typed is kept, can be taken back and typed twice while its batch waits, and tells nothing of
//! its neighbours when that is confirmed.

use std::collections::BTreeMap;

use ankieta::storage::Error;
use ankieta::storage::batches::{count_months, list_batches};
use ankieta::storage::forms::{Taken, add_form, find_form, note_check, take_back_form};
use ankieta::storage::lots::{confirm_lot, find_lot, list_lots};
use ankieta::storage::responses::{Outcome, Receipt, Submission};
use ankieta::storage::surveys::list_versions;
use ankieta::survey::double_entry::compare_entries;
use ankieta::survey::flags::Flags;
use ankieta::survey::lot::{Lot, LotNumber, Typing, batch_digest};
use ankieta::survey::response::{Answers, Channel, Draft, Given, Window, check};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Text;
use jiff::civil::{Date, date};
use serde_json::json;
use uuid::Uuid;

use crate::harness::{Engine, Office, TestDatabase};
use crate::on_both_databases;

on_both_databases!(
    each_form_waits_under_its_number_and_a_retry_is_the_same_form,
    the_last_form_is_taken_back_with_its_words_and_nothing_else,
    a_form_that_is_typed_twice_is_counted_once,
    what_is_left_of_a_batch_is_its_size,
    a_form_of_a_closed_month_waits_for_today,
);

/// A form as a clerk types it.
#[derive(Clone)]
struct Form {
    id: Uuid,
    department: &'static str,
    day: Date,
    overall: i64,
    words: &'static str,
    unreadable: u64,
}

impl Form {
    fn new(overall: i64) -> Self {
        Self { id: Uuid::new_v4(), department: "KM", day: date(2026, 7, 13), overall, words: "", unreadable: 0 }
    }

    fn submission(&self, office: &Office) -> Submission {
        let versions = office.storage.read(list_versions).unwrap();
        let version = versions.iter().rfind(|version| version.survey.as_str() == "obsluga").unwrap();
        let words = ("SUGGEST".to_owned(), Given::Text(self.words.to_owned()));
        let draft = Draft {
            version: Some(version.number),
            department: self.department.to_owned(),
            language: Some("pl".to_owned()),
            collected_on: Some(self.day.to_string()),
            answers: vec![("OVERALL".to_owned(), Given::Integer(self.overall)), words],
        };
        Submission {
            receipt: Receipt::new(&version.survey, self.id, &draft),
            response: check(&draft, version, office.clock.today(), Window::Recent).unwrap(),
            channel: Channel::Paper,
            received_on: office.clock.today(),
            history: false,
            flags: Flags::default(),
        }
    }

    fn send(&self, office: &Office, batch: &str) -> Taken {
        let form = self.submission(office);
        let survey = form.response.survey.clone();
        let fresh = Lot {
            number: LotNumber::random(),
            digest: batch_digest(&survey, Channel::Paper, batch),
            name: batch.to_owned(),
            survey,
            channel: Channel::Paper,
            made_on: office.clock.today(),
            whole: true,
            typing: Typing::default(),
        };
        office.storage.write(|session| add_form(session, fresh, &form, self.unreadable)).unwrap()
    }

    fn take_back(&self, office: &Office, batch: &str) -> Result<u64, Error> {
        let form = self.submission(office);
        let digest = batch_digest(&form.response.survey, Channel::Paper, batch);
        office.storage.write(|session| take_back_form(session, &digest, &form, self.unreadable))
    }
}

#[derive(QueryableByName)]
struct TextRow {
    #[diesel(sql_type = Text)]
    text: String,
}

fn texts(office: &Office, query: &str) -> Vec<String> {
    let rows: Vec<TextRow> = sql_query(query).load(&mut office.storage.dedicated().unwrap()).unwrap();
    rows.into_iter().map(|row| row.text).collect()
}

fn waiting(office: &Office, batch: &str) -> Lot {
    let digest = batch_digest(&"obsluga".parse().unwrap(), Channel::Paper, batch);
    office.storage.read(|session| find_lot(session, &digest)).unwrap().unwrap()
}

/// How many rows there are in each table that holds something of forms.
fn rows(office: &Office) -> Vec<usize> {
    let tables = [
        "SELECT survey AS text FROM lots",
        "SELECT answers AS text FROM lot_responses",
        "SELECT body AS text FROM lot_comments",
        "SELECT 'x' AS text FROM lot_receipts",
        "SELECT 'x' AS text FROM lot_places",
        "SELECT received_on AS text FROM receipts",
    ];
    tables.iter().map(|query| texts(office, query).len()).collect()
}

fn each_form_waits_under_its_number_and_a_retry_is_the_same_form(engine: Engine) {
    let office = Office::open(engine);
    let forms: Vec<Form> = (1..=3).map(Form::new).collect();
    for (form, number) in forms.iter().zip(1..) {
        let taken = form.send(&office, "okienko 3");
        assert_eq!((taken.place, taken.waiting), (Some(number), u64::from(number)));
        assert_eq!(taken.outcome, Outcome::Created { day: date(2026, 7, 13) });
    }
    let again = forms[1].send(&office, "okienko 3");
    assert_eq!((again.outcome, again.place, again.waiting), (Outcome::Replayed, None, 3));
    let other = Form { overall: 5, ..forms[1].clone() }.send(&office, "okienko 3");
    assert_eq!((other.outcome, other.waiting), (Outcome::Conflict, 3));
    assert_eq!(Form::new(4).send(&office, "okienko 4").place, Some(1), "each batch counts its own");
    assert_eq!(rows(&office), [2, 4, 0, 4, 4, 4]);
    assert_eq!(office.tick(date(2026, 7, 15)).released, 0);
}

fn the_last_form_is_taken_back_with_its_words_and_nothing_else(engine: Engine) {
    let office = Office::open(engine);
    let twin = Form { words: "Więcej krzeseł", unreadable: 1, ..Form::new(4) };
    let last = Form { id: Uuid::new_v4(), unreadable: 2, ..twin.clone() };
    let other = Form::new(2);
    for form in [&twin, &other, &last] {
        form.send(&office, "okienko 3");
    }
    assert_eq!(rows(&office), [1, 3, 2, 3, 3, 3]);
    assert_eq!(waiting(&office, "okienko 3").typing.unreadable, 3);
    // Neither what was never typed, nor another content, nor another batch.
    for stranger in [Form::new(4), Form { overall: 1, ..last.clone() }] {
        assert!(matches!(stranger.take_back(&office, "okienko 3"), Err(Error::Missing)));
    }
    assert!(matches!(last.take_back(&office, "okienko 4"), Err(Error::Missing)));
    assert_eq!(last.take_back(&office, "okienko 3").unwrap(), 2);
    assert_eq!(rows(&office), [1, 2, 1, 2, 2, 2]);
    assert_eq!(waiting(&office, "okienko 3").typing.unreadable, 1);
    assert!(matches!(last.take_back(&office, "okienko 3"), Err(Error::Missing)), "once");
    let lot = waiting(&office, "okienko 3");
    let left = |place| office.storage.read(|session| find_form(session, lot.number, place)).unwrap();
    assert!(left(1).is_some() && left(2).is_some() && left(3).is_none(), "the last of those that say the same");
    // As if it had never come: the same form is new again.
    assert_eq!(last.send(&office, "okienko 3").place, Some(3));
    for form in [&last, &other, &twin] {
        form.take_back(&office, "okienko 3").unwrap();
    }
    assert_eq!(rows(&office), [0; 6], "an empty batch is none");
}

fn a_form_that_is_typed_twice_is_counted_once(engine: Engine) {
    let office = Office::open(engine);
    for overall in 1..=3 {
        Form::new(overall).send(&office, "okienko 3");
    }
    let lot = waiting(&office, "okienko 3");
    let typed = office.storage.read(|session| find_form(session, lot.number, 3)).unwrap().unwrap();
    assert!(!typed.checked && typed.department.as_str() == "KM");
    let versions = office.storage.read(list_versions).unwrap();
    let version = versions.iter().rfind(|version| version.survey.as_str() == "obsluga").unwrap();
    let second: Answers = serde_json::from_value(json!({ "OVERALL": 3, "WAIT": 4 })).unwrap();
    let compared = compare_entries(version, &typed.department, &typed.answers, &second);
    assert_eq!((compared.answers, compared.different.len()), (17, 1));
    let note = |place| office.storage.write(|session| note_check(session, lot.number, place, compared.answers, 1));
    note(3).unwrap();
    assert!(matches!(note(3), Err(Error::Missing)), "no form is held against itself twice");
    assert!(matches!(note(4), Err(Error::Missing)), "there is no such form");
    let typing = waiting(&office, "okienko 3").typing;
    assert_eq!(typing, Typing { unreadable: 0, compared: 17, different: 1 });
    assert_eq!(rows(&office), [1, 3, 0, 3, 3, 3], "nothing is stored but that count");
}

fn what_is_left_of_a_batch_is_its_size(engine: Engine) {
    let office = Office::with(engine, &["--close-after-days", "30"]);
    let in_june = Form { day: date(2026, 6, 30), unreadable: 2, ..Form::new(3) };
    let of_others = Form { department: "GN", words: "Więcej krzeseł", ..Form::new(5) };
    for form in [Form::new(1), Form::new(2), in_june, of_others] {
        form.send(&office, "okienko 3");
    }
    let lot = waiting(&office, "okienko 3");
    let months: BTreeMap<_, _> = [
        (("GN".parse().unwrap(), date(2026, 7, 1)), 1),
        (("KM".parse().unwrap(), date(2026, 6, 1)), 1),
        (("KM".parse().unwrap(), date(2026, 7, 1)), 2),
    ]
    .into();
    assert_eq!(office.storage.read(|session| count_months(session, lot.number)).unwrap(), months);
    let day = office.clock.today();
    assert_eq!(office.storage.write(|session| confirm_lot(session, &lot, day)).unwrap(), 4);
    assert!(matches!(office.storage.write(|session| confirm_lot(session, &lot, day)), Err(Error::Missing)));
    let survey = "obsluga".parse().unwrap();
    let batch = office.storage.read(|session| list_batches(session, &survey)).unwrap().remove(0);
    assert_eq!((batch.name.as_str(), batch.confirmed_on, &batch.forms), ("okienko 3", day, &months));
    assert_eq!(batch.typing.unreadable, 2);
    let forms = |period: &str| batch.forms_in(&period.parse().unwrap());
    assert_eq!((forms("2026-06"), forms("2026-Q3"), forms("2026"), forms("2025")), (1, 3, 4, 0));
    assert_eq!(rows(&office), [0, 0, 0, 0, 0, 4], "and receipts, which tell nobody from another");
    // A lot that nobody confirms is one that was: the tick of its day says so.
    Form::new(4).send(&office, "okienko 4");
    office.tick(date(2026, 7, 21));
    assert!(office.storage.read(list_lots).unwrap().is_empty());
    assert_eq!(office.storage.read(|session| list_batches(session, &survey)).unwrap().len(), 2);
}

fn a_form_of_a_closed_month_waits_for_today(engine: Engine) {
    let office = Office::open(engine);
    // The first tick of July closed June.
    let late = Form { day: date(2026, 6, 30), words: "Więcej krzeseł", ..Form::new(3) };
    let taken = late.send(&office, "okienko 3");
    let lot = waiting(&office, "okienko 3");
    let months = office.storage.read(|session| count_months(session, lot.number)).unwrap();
    assert_eq!(taken.outcome, Outcome::Created { day: office.clock.today() });
    assert_eq!(months.into_keys().map(|(_, month)| month).collect::<Vec<_>>(), [date(2026, 7, 1)]);
    assert_eq!(late.take_back(&office, "okienko 3").unwrap(), 0);
    assert_eq!(rows(&office), [0; 6], "its words were those of another quarter, and went all the same");
}

/// The number of a form and that of its lot are on the disk while they wait, and nowhere when the lot is confirmed.
#[test]
fn nothing_on_the_disk_says_which_forms_were_neighbours() {
    let office = Office::open(Engine::Sqlite);
    for number in 0..300 {
        Form::new(1 + number % 5).send(&office, "okienko 3");
    }
    let lot = waiting(&office, "okienko 3");
    let found = |database: &TestDatabase| {
        let mut all = Vec::new();
        for end in ["", "-wal"] {
            all.extend(std::fs::read(database.folder.path().join(format!("ankieta.db{end}"))).unwrap_or_default());
        }
        all.windows(16).filter(|bytes| *bytes == lot.number.0).count()
    };
    assert!(found(&office.database) >= 900);
    office.storage.write(|session| confirm_lot(session, &lot, office.clock.today())).unwrap();
    office.storage.empty_log().unwrap();
    assert_eq!(found(&office.database), 0);
}
