//! An analyst asks everything there is to ask about a synthetic year, and subtracts.
//!
//! Twelve departments with 0.3 to 25 responses a day, late arrivals, a new version and an import. Each answer is first
//! held against the people that it should count, whom the fingerprint of its distributions identifies. Then all those
//! sets of people are intersected: every combination of answers whatsoever is a sum over the atoms of that algebra, so
//! atoms of at least k people are all that can be told apart. Elimination over the answers of a quarter, cell by cell
//! of day and department, checks that from the other side, and shows that the same attack works on hidden small cells.

use std::collections::BTreeMap;

use ankieta::access::{Key as AccessKey, Scope};
use ankieta::release::Policy;
use ankieta::reports::csv::{self, Dialect};
use ankieta::reports::figures::table;
use ankieta::storage::keys::insert_key;
use ankieta::survey::ceiling::Ceiling;
use ankieta::survey::disclosure::Threshold;
use ankieta::survey::figures::{Group, GroupBy, Key, Query, QuestionFigures, Record, results};
use ankieta::survey::period::{Period, Unit};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};

use super::desk::{DIGITS, Desk, Person, SURVEY, day, digits, number};
use super::documents;
use super::linear::Equations;
use crate::harness::Office;

pub const K: u64 = 10;
const FIRST_DAY: Date = date(2026, 1, 1);
const LAST_DAY: Date = date(2026, 12, 31);
const NEW_VERSION: Date = date(2026, 5, 11);
/// The day on which one department begins to please fewer.
const FALL: (&str, Date) = ("GN", date(2026, 7, 1));
const IMPORT: Date = date(2026, 8, 20);
/// The departments, and how many responses each gets on a working day.
pub const RATES: [(&str, f64); 12] = [
    ("KM", 25.0),
    ("GN", 18.0),
    ("AB", 12.0),
    ("OS", 8.0),
    ("OR", 6.0),
    ("OK", 4.0),
    ("FN", 3.0),
    ("ZK", 2.0),
    ("RK", 1.2),
    ("NP", 0.8),
    ("ZDP", 0.5),
    ("BP", 0.3),
];
/// The headline's five options, then eleven for each digit.
const OPTIONS: usize = 5 + 11 * DIGITS.len();

/// What became of people in the release, as far as a query's parameters can tell it apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Trail {
    pub department: &'static str,
    pub pooled: bool,
    pub version: u32,
    pub last_day: Date,
    pub closed_on: Date,
}

/// People on the same trail.
pub struct Crowd {
    pub trail: Trail,
    pub people: Vec<Person>,
    /// How many of them chose each option.
    pub chose: Vec<u64>,
    /// The exclusive or of a random number for each answer that counts them: equal for those whom no answer separates.
    signature: u64,
}

/// A year at the office, and what the analyst has learned.
pub struct Analyst {
    pub record: Record,
    pub ticks: Vec<Date>,
    pub crowds: Vec<Crowd>,
    answers: u64,
    random: fastrand::Rng,
}

/// The number of people on a working day, by Knuth's method.
fn arrivals(random: &mut fastrand::Rng, rate: f64) -> usize {
    let limit = (-rate).exp();
    let mut product = random.f64();
    let mut count = 0;
    while product > limit {
        product *= random.f64();
        count += 1;
    }
    count
}

fn person(random: &mut fastrand::Rng, index: usize, department: &'static str, today: Date) -> Person {
    let age = if random.u8(..100) < 3 { random.i64(1..=44) } else { 0 };
    // The smallest department pleases everybody.
    let fell = department == FALL.0 && today >= FALL.1;
    let headline = if department == "BP" || (!fell && random.u8(..10) < 6) { 5 } else { random.u8(1..=5) };
    Person {
        number: number(index),
        department,
        headline,
        version: if today >= NEW_VERSION { 2 } else { 1 },
        collected_on: today.saturating_sub(age.days()),
        received_on: today,
        history: false,
    }
}

/// Old forms that somebody found, from nine months back to last week.
fn import(random: &mut fastrand::Rng, first: usize, today: Date) -> Vec<Person> {
    let old = |index| {
        let (department, _) = RATES[random.usize(..RATES.len())];
        let mut person = person(random, first + index, department, today);
        person.collected_on = today.saturating_sub(random.i64(7..=270).days());
        Person { history: true, version: 1, ..person }
    };
    (0..300).map(old).collect()
}

/// A year of people and ticks; gives the desk, everybody who came, and the days of the ticks.
pub fn live_through_a_year() -> (Desk, Vec<Person>, Vec<Date>) {
    let codes = RATES.map(|(code, _)| code);
    let k = Threshold::try_from(u32::try_from(K).unwrap()).unwrap();
    let policy =
        Policy { k, close: Unit::Quarter, close_after_days: 1, purge_after_days: u16::MAX, ceiling: Ceiling(0) };
    let mut desk = Desk::open(&codes, date(2025, 12, 1), policy);
    let mut random = fastrand::Rng::with_seed(20_144);
    let (mut everybody, mut ticks) = (Vec::new(), Vec::new());
    let days = FIRST_DAY.series(1.day()).take_while(|day| *day <= LAST_DAY);
    for today in days.filter(|day| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)) {
        if today == NEW_VERSION {
            desk.publish_longer(&codes, today);
        }
        let mut came = Vec::new();
        for (department, rate) in RATES {
            for _ in 0..arrivals(&mut random, rate) {
                came.push(person(&mut random, everybody.len() + came.len(), department, today));
            }
        }
        if today == IMPORT {
            came.extend(import(&mut random, everybody.len() + came.len(), today));
        }
        desk.accept(&came);
        everybody.extend(came);
        let night = today.tomorrow().unwrap();
        desk.tick(night);
        ticks.push(night);
    }
    (desk, everybody, ticks)
}

impl Analyst {
    fn after_a_year() -> (Self, Desk) {
        let (mut desk, everybody, ticks) = live_through_a_year();
        let crowds = follow(&mut desk, &everybody);
        let random = fastrand::Rng::with_seed(4);
        (Self { record: desk.record(), ticks, crowds, answers: 0, random }, desk)
    }

    /// Asks, and learns from every part of the answer.
    fn ask(&mut self, query: &Query) {
        let answer = results(query, &self.record).unwrap();
        let seen: Vec<usize> =
            (0..self.crowds.len()).filter(|index| selects(query, &self.crowds[*index].trail)).collect();
        self.learn(&answer.total, &seen);
        assert_eq!(answer.coverage.n, answer.total.n);
        let pooled: Vec<usize> = self.filter(&seen, |trail| trail.pooled);
        assert_eq!(answer.coverage.pooled, self.count(&pooled));
        self.separate(&pooled);
        for group in &answer.groups {
            let part = self.filter(&seen, |trail| match &group.key {
                Key::All => true,
                Key::Department(None) => trail.pooled,
                Key::Department(Some(code)) => !trail.pooled && trail.department == code.as_str(),
                Key::Month(label) | Key::Quarter(label) | Key::Year(label) => period(label).holds(trail.last_day),
                Key::Site(_) | Key::Class(_) => unreachable!("these are attacked in a test of their own"),
            });
            self.learn(group, &part);
        }
    }

    /// Holds one group of an answer against the people whom it should count.
    fn learn(&mut self, group: &Group, set: &[usize]) {
        let n = self.count(set);
        assert_eq!(group.n, (n > 0).then_some(n), "{:?} of {set:?}", group.key);
        for question in &group.questions {
            if question.code.as_str() == "EXTRA" {
                let asked = self.filter(set, |trail| trail.version == 2);
                assert_eq!(
                    question.asked,
                    Some(question.n + question.missing.unwrap() + question.not_applicable.unwrap())
                );
                assert_eq!((question.people, question.asked), (self.count(&asked), Some(self.count(&asked))));
                self.separate(&asked);
            } else if question.code.as_str() != "MATTER" {
                self.check_fingerprint(question, set);
            }
        }
        self.separate(set);
    }

    fn check_fingerprint(&self, question: &QuestionFigures, set: &[usize]) {
        let digit = DIGITS.iter().position(|code| *code == question.code.as_str());
        let options = digit.map_or(0..5, |digit| 5 + 11 * digit..16 + 11 * digit);
        let expected: Vec<u64> =
            options.map(|option| set.iter().map(|index| self.crowds[*index].chose[option]).sum()).collect();
        let told: Vec<u64> = question.distribution.iter().map(|option| option.n).collect();
        assert_eq!(told, expected, "{} counts other people than it should", question.code);
    }

    /// Notes that an answer tells these people from all others.
    pub fn separate(&mut self, set: &[usize]) {
        let mark = self.random.u64(..);
        self.answers += 1;
        set.iter().for_each(|index| self.crowds[*index].signature ^= mark);
    }

    pub fn filter(&self, set: &[usize], holds: impl Fn(&Trail) -> bool) -> Vec<usize> {
        set.iter().copied().filter(|index| holds(&self.crowds[*index].trail)).collect()
    }

    pub fn count(&self, set: &[usize]) -> u64 {
        set.iter().map(|index| self.crowds[*index].people.len() as u64).sum()
    }

    /// The groups that no answer, and so no combination of answers, separates.
    fn atoms(&self) -> Vec<u64> {
        let mut atoms: BTreeMap<u64, u64> = BTreeMap::new();
        for crowd in &self.crowds {
            *atoms.entry(crowd.signature).or_default() += crowd.people.len() as u64;
        }
        atoms.into_values().collect()
    }
}

/// Finds out from the tables what became of everybody who was released.
pub fn follow(desk: &mut Desk, everybody: &[Person]) -> Vec<Crowd> {
    let people: BTreeMap<u32, &Person> = everybody.iter().map(|person| (person.number, person)).collect();
    let (released, blocks) = (desk.released(), desk.blocks());
    let mut crowds: BTreeMap<Trail, Vec<Person>> = BTreeMap::new();
    let mut found = 0;
    for block in blocks.values() {
        let members = block.members(&released);
        assert_eq!(block.n(), members.len() as u64, "{block:?}");
        found += members.len();
        for number in members {
            let person = people[&number];
            let trail = Trail {
                department: person.department,
                pooled: block.department.is_none(),
                version: person.version,
                last_day: day(&block.last_day),
                closed_on: day(&block.closed_on),
            };
            crowds.entry(trail).or_default().push(person.clone());
        }
    }
    assert_eq!(found, released.len(), "some were released into no block");
    crowds.into_iter().map(|(trail, people)| Crowd { chose: choices(&people), trail, people, signature: 0 }).collect()
}

fn choices(people: &[Person]) -> Vec<u64> {
    let mut chose = vec![0; OPTIONS];
    for person in people {
        chose[usize::from(person.headline) - 1] += 1;
        digits(person.number).iter().enumerate().for_each(|(place, digit)| chose[5 + 11 * place + digit] += 1);
    }
    chose
}

/// What the documentation of the API says that a query selects.
pub fn selects(query: &Query, trail: &Trail) -> bool {
    let named = query.departments.iter().any(|code| code.as_str() == trail.department);
    query.period.holds(trail.last_day)
        && query.as_of.is_none_or(|as_of| trail.closed_on <= as_of)
        && (query.departments.is_empty() || (named && !trail.pooled))
}

pub fn period(label: &str) -> Period {
    label.parse().unwrap()
}

/// Every period of the year and the import: months, quarters, years, and all ranges of months.
fn periods() -> Vec<Period> {
    let everything = period("2025-10..2026-12");
    let months = everything.parts(Unit::Month);
    let mut periods = [everything.parts(Unit::Quarter), everything.parts(Unit::Year)].concat();
    for (index, first) in months.iter().enumerate() {
        periods.extend(months[index..].iter().map(|last| period(&format!("{first}..{last}"))));
    }
    [months, periods].concat()
}

const GROUPINGS: [GroupBy; 5] = [
    GroupBy::Nothing,
    GroupBy::Department,
    GroupBy::Unit(Unit::Month),
    GroupBy::Unit(Unit::Quarter),
    GroupBy::Unit(Unit::Year),
];

pub fn query(period: &Period, departments: &[&str], group_by: GroupBy, as_of: Option<Date>) -> Query {
    Query {
        survey: SURVEY.parse().unwrap(),
        period: period.clone(),
        departments: departments.iter().map(|code| code.parse().unwrap()).collect(),
        questions: Vec::new(),
        group_by,
        as_of,
    }
}

/// Every kind of question that the API allows: all periods with all groupings and each department; departments two and
/// more at a time, where that could add something; and every day's figures as of that day.
fn all_queries(ticks: &[Date]) -> Vec<Query> {
    let codes = RATES.map(|(code, _)| code);
    let mut queries = Vec::new();
    for period in periods() {
        queries.extend(GROUPINGS.map(|group_by| query(&period, &[], group_by, None)));
        queries.extend(codes.map(|code| query(&period, &[code], GroupBy::Nothing, None)));
    }
    for label in ["2026-Q1", "2026-Q3", "2026-12", "2025-10..2026-12"] {
        for (index, one) in codes.iter().enumerate() {
            let others = codes[index + 1..].iter();
            queries.extend(others.map(|other| query(&period(label), &[*one, *other], GroupBy::Department, None)));
            queries.push(query(&period(label), &codes[index..], GroupBy::Unit(Unit::Month), None));
        }
    }
    for tick in ticks {
        let year = tick.saturating_sub(1.day()).year().to_string();
        queries.push(query(&period("2025-10..2026-12"), &[], GroupBy::Department, Some(*tick)));
        queries.push(query(&period(&year), &[], GroupBy::Unit(Unit::Month), Some(*tick)));
        queries.push(query(&Period::holding(*tick, Unit::Month), &[], GroupBy::Department, Some(*tick)));
    }
    // One question in each answer, in turn; all of them now and then.
    let questions = [["OVERALL", "EXTRA"].as_slice(), &DIGITS].concat();
    for (index, query) in queries.iter_mut().enumerate().filter(|(index, _)| index % 97 > 0) {
        query.questions = vec![questions[index % questions.len()].parse().unwrap()];
    }
    queries
}

#[test]
fn no_combination_of_answers_tells_fewer_than_k_people_apart() {
    let (mut analyst, desk) = Analyst::after_a_year();
    let people: usize = analyst.crowds.iter().map(|crowd| crowd.people.len()).sum();
    assert!(people > 20_000, "{people}");
    let queries = all_queries(&analyst.ticks);
    queries.iter().for_each(|query| analyst.ask(query));
    analyst.hold_shares_against_each_other();
    analyst.read_documents();
    let atoms = analyst.atoms();
    let smallest = atoms.iter().min().copied().unwrap();
    assert!(smallest >= K, "{} answers isolate {smallest} people", analyst.answers);
    // The analyst was no fool: nearly every single block was told from all others.
    let blocks = analyst.record.blocks.iter().len();
    assert!(atoms.len() * 100 >= blocks * 95, "{} of {blocks} blocks", atoms.len());
    analyst.eliminate(period("2026-Q2"));
    let desk = open_to_analysts(desk);
    ask_over_http(&analyst.record, queries.iter().step_by(71), &desk);
    analyst.read_over_http(&desk);
}

impl Analyst {
    /// Elimination over the daily answers about one quarter: what is the smallest group whose number follows?
    ///
    /// The unknowns are the smallest cells that there are: a department's people of one day, with all that came with
    /// them at once. They are as small as one person.
    fn eliminate(&self, quarter: Period) {
        let cells = self.cells(&quarter);
        let mut equations = Equations::about(cells.len());
        let ticks =
            self.ticks.iter().filter(|tick| **tick >= quarter.first() && **tick <= quarter.last().tomorrow().unwrap());
        for as_of in ticks.copied().map(Some).chain([None]) {
            for (department, _) in RATES {
                equations.learn(chosen(&cells, &query(&quarter, &[department], GroupBy::Nothing, as_of)));
            }
            equations.learn(chosen(&cells, &query(&quarter, &[], GroupBy::Nothing, as_of)));
            for month in quarter.parts(Unit::Month) {
                equations.learn(chosen(&cells, &query(&month, &[], GroupBy::Nothing, as_of)));
            }
        }
        let people = |set: &Vec<usize>| -> u64 { set.iter().map(|cell| cells[*cell].1).sum() };
        assert!(cells.iter().filter(|cell| cell.1 == 1).count() > 50, "there is hardly anyone to isolate");
        let determined: Vec<u64> = equations.determined().iter().map(people).collect();
        assert!(determined.len() > 300, "elimination found only {} groups", determined.len());
        assert!(determined.iter().all(|n| *n >= K), "{:?} people follow", determined.iter().min());
    }

    /// The people of a quarter by day and department, and how many they are. Cells that the release tore apart are two.
    fn cells(&self, quarter: &Period) -> Vec<(&Trail, u64)> {
        let mut cells: BTreeMap<(&Trail, Date, Date), u64> = BTreeMap::new();
        for crowd in self.crowds.iter().filter(|crowd| quarter.holds(crowd.trail.last_day)) {
            for person in &crowd.people {
                *cells.entry((&crowd.trail, person.collected_on, person.received_on)).or_default() += 1;
            }
        }
        cells.into_iter().map(|((trail, ..), n)| (trail, n)).collect()
    }
}

fn chosen<'a>(cells: &'a [(&Trail, u64)], query: &'a Query) -> impl Iterator<Item = usize> + 'a {
    (0..cells.len()).filter(|cell| selects(query, cells[*cell].0))
}

/// The service, on the database of a desk, with keys to it.
fn open_to_analysts(desk: Desk) -> documents::Desk {
    let make = |scope| {
        let (key, secret) = AccessKey::generate("attack", scope, Vec::new(), FIRST_DAY, None).unwrap();
        desk.storage.write(|session| insert_key(session, &key)).unwrap();
        secret.reveal().to_owned()
    };
    let (analyst, admin) = (make(Scope::Results), make(Scope::Admin));
    documents::Desk { office: Office::on(desk.close(), &[]), admin, analyst }
}

/// The service, which adds up in advance what it can, answers each of these queries with the same bytes as the core.
fn ask_over_http<'a>(record: &Record, queries: impl Iterator<Item = &'a Query>, desk: &documents::Desk) {
    for query in queries {
        let path = format!("/api/v1/surveys/{SURVEY}/results?format=csv&{}", query_string(query));
        let told = desk.office.get(&path, &desk.analyst).expect(200).text();
        let expected = csv::write(&table(&results(query, record).unwrap()), Dialect::Standard);
        assert_eq!(told, String::from_utf8(expected).unwrap(), "{path}");
    }
}

fn query_string(query: &Query) -> String {
    let group_by = match &query.group_by {
        GroupBy::Nothing => "none",
        GroupBy::Department => "department",
        GroupBy::Unit(Unit::Month) => "month",
        GroupBy::Unit(Unit::Quarter) => "quarter",
        GroupBy::Unit(Unit::Year) => "year",
        GroupBy::Site | GroupBy::Classes(_) => unreachable!("these are attacked in a test of their own"),
    };
    let mut text = format!("period={}&group_by={group_by}", query.period);
    query.departments.iter().for_each(|code| text.push_str(&format!("&department={code}")));
    query.questions.iter().for_each(|code| text.push_str(&format!("&question={code}")));
    if let Some(as_of) = query.as_of {
        text.push_str(&format!("&as_of={as_of}"));
    }
    text
}

/// The same attack on what survey tools do: exact counts for any range of days, hidden below the threshold.
#[test]
fn the_attack_isolates_people_where_small_cells_are_only_hidden() {
    let mut random = fastrand::Rng::with_seed(7);
    let days: Vec<u64> = (0..60).map(|_| arrivals(&mut random, 1.2) as u64).filter(|n| *n > 0).collect();
    let mut equations = Equations::about(days.len());
    for first in 0..days.len() {
        for last in first..days.len() {
            if days[first..=last].iter().sum::<u64>() >= K {
                equations.learn(first..=last);
            }
        }
    }
    let alone = days.iter().filter(|n| **n == 1).count();
    let isolated = equations.determined().into_iter().filter(|set| set.len() == 1 && days[set[0]] == 1).count();
    assert!(alone > 10 && isolated * 2 > alone, "{isolated} of {alone} people who were alone on their day");
}
