//! A service desk on a database of its own, below HTTP: people come, ticks pass, and everything about them is known.
//!
//! Every person answers five questions with the digits of a number that nobody else has. So the test recognises them in
//! the tables, and the distributions of an answer are a fingerprint of the people that it counts.

use std::collections::{BTreeMap, BTreeSet};

use ankieta::clock::Clock;
use ankieta::release::{self, Policy, Report};
use ankieta::server::prepare;
use ankieta::storage::records::load_record;
use ankieta::storage::responses::{Outcome, Receipt, Submission, commit_group};
use ankieta::storage::{Session, Storage, surveys};
use ankieta::survey::codes::SurveySlug;
use ankieta::survey::figures::{Record, Terms};
use ankieta::survey::flags::Flags;
use ankieta::survey::questionnaire::{Questionnaire, Version};
use ankieta::survey::response::{Channel, Draft, Given, Window, check};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};
use jiff::civil::Date;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Engine, TestDatabase, config, noon};

/// The survey that people answer.
pub const SURVEY: &str = "proba";
/// The questions that a person's number is written in: 0 to 10, five times.
pub const DIGITS: [&str; 5] = ["S0", "S1", "S2", "S3", "S4"];
/// How many numbers there are: a prime's power, so that multiplication shuffles them.
const NUMBERS: u64 = 11_u64.pow(5);
/// The group that is committed together.
const GROUP: usize = 256;

/// Somebody who answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The number that only they have.
    pub number: u32,
    pub department: &'static str,
    pub headline: u8,
    pub version: u32,
    pub collected_on: Date,
    pub received_on: Date,
    /// Whether they come with an import.
    pub history: bool,
}

/// A row of `responses` or `released_responses`: who, and where they are now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub department: String,
    /// The day that it counts for.
    pub day: Date,
    pub version: u32,
    pub history: bool,
    /// The key of the block that holds it; none: it waits.
    pub block: Option<String>,
}

/// A row of `blocks`, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct BlockRow {
    #[diesel(sql_type = Text)]
    pub key: String,
    #[diesel(sql_type = Integer)]
    pub version: i32,
    #[diesel(sql_type = Nullable<Text>)]
    pub department: Option<String>,
    #[diesel(sql_type = Text)]
    pub first_day: String,
    #[diesel(sql_type = Text)]
    pub last_day: String,
    #[diesel(sql_type = Text)]
    pub closed_on: String,
    #[diesel(sql_type = BigInt)]
    pub tick: i64,
    #[diesel(sql_type = Text)]
    pub counts: String,
}

#[derive(QueryableByName)]
struct PlaceRow {
    #[diesel(sql_type = Text)]
    department: String,
    #[diesel(sql_type = Text)]
    day: String,
    #[diesel(sql_type = Integer)]
    version: i32,
    #[diesel(sql_type = Nullable<Bool>)]
    history: Option<bool>,
    #[diesel(sql_type = Nullable<Text>)]
    block: Option<String>,
    #[diesel(sql_type = Text)]
    answers: String,
}

/// The number of the n-th person: spread over all numbers, so that the digits of any two groups differ.
pub fn number(index: usize) -> u32 {
    u32::try_from((index as u64 * 92_821 + 12_345) % NUMBERS).unwrap()
}

/// The answers that a person's number is written in.
pub fn digits(number: u32) -> [usize; 5] {
    std::array::from_fn(|place| (number / 11_u32.pow(u32::try_from(place).unwrap()) % 11) as usize)
}

/// Where a person answered: most of them at the kiosk.
pub fn channel(number: u32) -> Channel {
    match number.wrapping_mul(2_654_435_761) >> 16 & 15 {
        0 => Channel::Paper,
        1..=3 => Channel::Web,
        _ => Channel::Kiosk,
    }
}

/// What a person came for, by which figures may be split; some do not say.
pub fn matter(number: u32) -> Option<&'static str> {
    match number.wrapping_mul(2_246_822_519) >> 16 & 31 {
        0..=1 => None,
        2..=3 => Some("rare"),
        4..=12 => Some("some"),
        _ => Some("most"),
    }
}

/// The day of a text that the service wrote.
pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub struct Desk {
    database: TestDatabase,
    pub storage: Storage,
    pub policy: Policy,
    session: Session,
    versions: Vec<Version>,
}

impl Desk {
    /// A desk with the first version of its survey, about the departments named.
    pub fn open(departments: &[&str], published_on: Date, policy: Policy) -> Self {
        let database = TestDatabase::new(Engine::Sqlite);
        let clock = Clock::fixed(noon(published_on));
        let (storage, _) = prepare(&config(&database.url, &[]), &clock).unwrap();
        let session = storage.dedicated().unwrap();
        let mut desk = Self { database, storage, policy, session, versions: Vec::new() };
        let first = questionnaire(departments, false);
        let slug: SurveySlug = SURVEY.parse().unwrap();
        desk.session.exclusively(|session| surveys::insert_survey(session, &slug, &first, published_on)).unwrap();
        desk.publish(first, published_on);
        desk
    }

    /// Publishes the next version, which asks one more question.
    pub fn publish_longer(&mut self, departments: &[&str], published_on: Date) {
        self.publish(questionnaire(departments, true), published_on);
    }

    fn publish(&mut self, questionnaire: Questionnaire, published_on: Date) {
        let slug = SURVEY.parse().unwrap();
        let offered: Vec<_> = questionnaire.departments.iter().map(|code| department(code.as_str())).collect();
        let version = Version::publish(slug, questionnaire, &offered, &self.versions, published_on).unwrap();
        self.session.exclusively(|session| surveys::insert_version(session, &version)).unwrap();
        self.versions.push(version);
    }

    /// Takes what people say, in groups as the service commits them.
    pub fn accept(&mut self, people: &[Person]) {
        for group in people.chunks(GROUP) {
            let submissions: Vec<Submission> = group.iter().map(|person| self.submission(person)).collect();
            let outcomes = commit_group(&mut self.session, &submissions).unwrap();
            assert!(outcomes.iter().all(|outcome| matches!(outcome, Outcome::Created { .. })));
        }
    }

    fn submission(&self, person: &Person) -> Submission {
        let digits = digits(person.number);
        let mut answers = vec![("OVERALL".to_owned(), Given::Integer(person.headline.into()))];
        answers
            .extend(DIGITS.iter().zip(digits).map(|(code, digit)| ((*code).to_owned(), Given::Integer(digit as i64))));
        if let Some(matter) = matter(person.number) {
            answers.push(("MATTER".to_owned(), Given::Text(matter.to_owned())));
        }
        if person.version == 2 {
            answers.push(("EXTRA".to_owned(), Given::Integer(3)));
        }
        let draft = Draft {
            version: Some(person.version),
            department: person.department.to_owned(),
            language: None,
            collected_on: Some(person.collected_on.to_string()),
            answers,
        };
        let version = self.versions.iter().find(|version| version.number == person.version).unwrap();
        let window = if person.history { Window::History } else { Window::Recent };
        let response = check(&draft, version, person.received_on, window).unwrap();
        Submission {
            receipt: Receipt::new(&version.survey, Uuid::new_v4(), &draft),
            response,
            channel: channel(person.number),
            received_on: person.received_on,
            history: person.history,
            flags: Flags::default(),
        }
    }

    pub fn tick(&self, day: Date) -> Report {
        release::run(&self.storage, &self.policy, day).unwrap()
    }

    /// What figures are made from.
    pub fn record(&mut self) -> Record {
        let terms = Terms { close: self.policy.close, k: self.policy.k };
        load_record(&mut self.session, &SURVEY.parse().unwrap(), terms).unwrap()
    }

    /// Who waits, by number.
    pub fn pending(&mut self) -> BTreeMap<u32, Place> {
        self.places(
            "SELECT department, COALESCE(booked, day) AS day, version, history, NULL AS block, answers FROM responses",
        )
    }

    /// Who was released, by number.
    pub fn released(&mut self) -> BTreeMap<u32, Place> {
        self.places(
            "SELECT r.department, COALESCE(r.booked, r.day) AS day, r.version, b.history, hex(r.block) AS block, r.answers \
             FROM released_responses r JOIN blocks b ON b.key = r.block",
        )
    }

    /// All blocks, by key.
    pub fn blocks(&mut self) -> BTreeMap<String, BlockRow> {
        let query =
            "SELECT hex(key) AS key, version, department, first_day, last_day, closed_on, tick, counts FROM blocks";
        let rows: Vec<BlockRow> = sql_query(query).load(&mut self.session).unwrap();
        rows.into_iter().map(|row| (row.key.clone(), row)).collect()
    }

    /// Hands the database over.
    pub fn close(self) -> TestDatabase {
        self.database
    }

    fn places(&mut self, query: &str) -> BTreeMap<u32, Place> {
        let rows: Vec<PlaceRow> = sql_query(query).load(&mut self.session).unwrap();
        let total = rows.len();
        let places: BTreeMap<u32, Place> = rows
            .into_iter()
            .map(|row| {
                let place = Place {
                    department: row.department,
                    day: day(&row.day),
                    version: u32::try_from(row.version).unwrap(),
                    history: row.history.unwrap(),
                    block: row.block,
                };
                (read_number(&row.answers), place)
            })
            .collect();
        assert_eq!(places.len(), total, "someone is there twice");
        places
    }
}

impl BlockRow {
    /// Who is in this block.
    pub fn members(&self, released: &BTreeMap<u32, Place>) -> BTreeSet<u32> {
        let here = released.iter().filter(|(_, place)| place.block.as_ref() == Some(&self.key));
        here.map(|(number, _)| *number).collect()
    }

    /// How many people the block says it holds.
    pub fn n(&self) -> u64 {
        let counts: Value = serde_json::from_str(&self.counts).unwrap();
        counts["n"].as_u64().unwrap()
    }
}

fn read_number(answers: &str) -> u32 {
    let answers: Value = serde_json::from_str(answers).unwrap();
    let digit = |code: &str| u32::try_from(answers[code].as_u64().unwrap()).unwrap();
    DIGITS.iter().rev().fold(0, |number, code| number * 11 + digit(code))
}

fn department(code: &str) -> ankieta::survey::department::Department {
    let json = json!({ "code": code, "name": { "pl": code }, "site": "ul. Prosta 1", "active": true });
    serde_json::from_value(json).unwrap()
}

fn questionnaire(departments: &[&str], longer: bool) -> Questionnaire {
    let text = json!({ "pl": "Jak było?" });
    let mut questions =
        vec![json!({ "code": "OVERALL", "kind": "rating", "scale": 5, "required": true, "text": text })];
    questions.extend(DIGITS.iter().map(|code| json!({ "code": code, "kind": "nps", "text": text })));
    let option = |code: &str| json!({ "code": code, "text": text });
    let options = ["most", "some", "rare"].map(option);
    questions.push(json!({ "code": "MATTER", "kind": "single", "segment": true, "options": options, "text": text }));
    if longer {
        questions.push(json!({ "code": "EXTRA", "kind": "rating", "scale": 5, "text": text }));
    }
    let json = json!({
        "title": text, "languages": ["pl"], "headline": "OVERALL", "departments": departments, "questions": questions,
    });
    serde_json::from_value(json).unwrap()
}
