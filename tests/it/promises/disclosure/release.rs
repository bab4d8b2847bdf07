//! The whole release on a database, for arrivals and ticks of all kinds.
//!
//! After every tick: each block holds at least k people, within one period; who was accepted is in exactly one block or
//! waits; the blocks are those that the rule, written down here once more, wants; and what was told stays told.

use std::collections::{BTreeMap, BTreeSet};

use ankieta::release::Policy;
use ankieta::reports::csv::{self, Dialect};
use ankieta::reports::figures::table;
use ankieta::survey::ceiling::Ceiling;
use ankieta::survey::disclosure::Threshold;
use ankieta::survey::figures::{GroupBy, Query, Record, results};
use ankieta::survey::period::{Period, Unit};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::desk::{BlockRow, Desk, Person, Place, SURVEY, day, number};

/// A block as it should be: its department, and who is in it.
type Members = (Option<String>, BTreeSet<u32>);

const DEPARTMENTS: [&str; 3] = ["KM", "GN", "RK"];
const FIRST_DAY: Date = date(2026, 2, 20);

/// Some people of one department who come together.
#[derive(Debug, Clone)]
struct Party {
    department: usize,
    people: usize,
    /// What they say; none: each something else.
    says: Option<u8>,
    /// How many days before the tick they are received, if that is not before the last tick.
    lag: i64,
    /// How many days before that they said it; -1: the clock of their tablet is ahead.
    age: i64,
    history: bool,
}

/// What happens up to a tick, and how many days that is after the last one.
#[derive(Debug, Clone)]
struct Step {
    days: i64,
    parties: Vec<Party>,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let says = prop_oneof![Just(Some(5)), Just(None)];
    let recent = (-1..=60_i64).prop_map(|age| (age, false));
    let age = prop_oneof![3 => (0..=3_i64).prop_map(|age| (age, false)), 2 => recent, 1 => (0..=300_i64).prop_map(|age| (age, true))];
    let people = prop_oneof![3 => 1..=6_usize, 1 => 7..=40_usize];
    let party =
        (0..DEPARTMENTS.len(), people, says, 0..=20_i64, age).prop_map(|(department, people, says, lag, age)| Party {
            department,
            people,
            says,
            lag,
            age: age.0,
            history: age.1,
        });
    let days = prop_oneof![2 => 1..=3_i64, 1 => 4..=70_i64];
    let step = (days, prop::collection::vec(party, 0..=5)).prop_map(|(days, parties)| Step { days, parties });
    prop::collection::vec(step, 1..=8)
}

fn policies() -> impl Strategy<Value = Policy> {
    let k = prop_oneof![Just(5), Just(10), 5..=50_u32];
    (k, prop_oneof![Just(Unit::Month), Just(Unit::Quarter), Just(Unit::Year)], 1..=20_u16).prop_map(
        |(k, close, days)| Policy {
            k: Threshold::try_from(k).unwrap(),
            close,
            close_after_days: days,
            purge_after_days: u16::MAX,
            ceiling: Ceiling(0),
        },
    )
}

/// What the test knows that the tables must say.
struct Ledger {
    desk: Desk,
    today: Date,
    closed_through: Option<Date>,
    people: BTreeMap<u32, Person>,
    waiting: BTreeMap<u32, Place>,
    blocks: BTreeMap<String, BlockRow>,
    /// The figures as of a day that is over, by period and day.
    told: BTreeMap<(String, Date), String>,
    /// The figures of closed periods, until imported history adds to them.
    closed: BTreeMap<String, String>,
}

impl Ledger {
    fn open(policy: Policy) -> Self {
        Self {
            desk: Desk::open(&DEPARTMENTS, FIRST_DAY, policy),
            today: FIRST_DAY,
            closed_through: None,
            people: BTreeMap::new(),
            waiting: BTreeMap::new(),
            blocks: BTreeMap::new(),
            told: BTreeMap::new(),
            closed: BTreeMap::new(),
        }
    }

    fn step(&mut self, step: &Step) -> Result<(), TestCaseError> {
        let last = self.today;
        self.today = last.saturating_add(step.days.days());
        let arrived: Vec<Person> = step.parties.iter().flat_map(|party| self.come(party, last)).collect();
        self.desk.accept(&arrived);
        self.note(&arrived)?;
        let report = self.desk.tick(self.today);
        self.settle(report.released)?;
        self.check_figures(arrived.iter().any(|person| person.history))
    }

    fn come(&mut self, party: &Party, last: Date) -> Vec<Person> {
        let received_on = self.today.saturating_sub(party.lag.days()).max(last);
        let came = |ledger: &mut Self, one: usize| {
            let person = Person {
                number: number(ledger.people.len()),
                department: DEPARTMENTS[party.department],
                headline: party.says.unwrap_or(1 + (one % 5) as u8),
                version: 1,
                collected_on: received_on.saturating_sub(party.age.days()),
                received_on,
                history: party.history,
            };
            ledger.people.insert(person.number, person.clone());
            person
        };
        (0..party.people).map(|one| came(self, one)).collect()
    }

    /// Late arrivals for a closed period belong to the day that they arrived; imported history stays where it is.
    fn note(&mut self, arrived: &[Person]) -> Result<(), TestCaseError> {
        for person in arrived {
            let age = (person.received_on - person.collected_on).get_days();
            let kept = (0..=45).contains(&age) || person.history;
            let claimed = if kept { person.collected_on } else { person.received_on };
            let late = self.closed_through.is_some_and(|through| claimed <= through) && !person.history;
            let day = if late { person.received_on } else { claimed };
            let department = person.department.to_owned();
            let place = Place { department, day, version: 1, history: person.history, block: None };
            self.waiting.insert(person.number, place);
        }
        prop_assert_eq!(&self.desk.pending(), &self.waiting);
        Ok(())
    }

    /// Holds what the tick did to the tables against the rule.
    fn settle(&mut self, reported: u64) -> Result<(), TestCaseError> {
        let before = std::mem::replace(&mut self.waiting, self.desk.pending());
        let released: BTreeMap<u32, Place> =
            self.desk.released().into_iter().filter(|(number, _)| before.contains_key(number)).collect();
        let blocks = self.desk.blocks();
        for (key, block) in &self.blocks {
            prop_assert_eq!(blocks.get(key), Some(block), "a block was changed");
        }
        let fresh: Vec<&BlockRow> = blocks.values().filter(|block| !self.blocks.contains_key(&block.key)).collect();
        let mut covered = BTreeSet::new();
        let mut made = BTreeSet::new();
        for block in &fresh {
            let members = block.members(&released);
            self.check_block(block, &members, &released)?;
            prop_assert!(members.iter().all(|number| covered.insert(*number)), "someone is in two blocks");
            made.insert((block.department.clone(), members));
        }
        prop_assert_eq!(covered.len(), released.len(), "someone was released into no block");
        prop_assert_eq!(covered.len() as u64, reported);
        prop_assert_eq!(released.len() + self.waiting.len(), before.len(), "someone is lost, or came out of nowhere");
        let held: u64 = blocks.values().map(BlockRow::n).sum();
        prop_assert_eq!(held + self.waiting.len() as u64, self.people.len() as u64);
        self.blocks = blocks;
        let (wanted, waiting) = self.wanted(before);
        prop_assert_eq!(made, wanted);
        prop_assert_eq!(&self.waiting, &waiting);
        self.closed_through = self.closed_through.max(self.first_open().yesterday().ok());
        Ok(())
    }

    fn check_block(
        &self,
        block: &BlockRow,
        members: &BTreeSet<u32>,
        released: &BTreeMap<u32, Place>,
    ) -> Result<(), TestCaseError> {
        prop_assert!(members.len() as u64 >= self.desk.policy.k.get(), "{block:?} holds {}", members.len());
        prop_assert_eq!(block.n(), members.len() as u64);
        let days: BTreeSet<Date> = members.iter().map(|number| released[number].day).collect();
        prop_assert_eq!(
            (days.first().copied(), days.last().copied()),
            (Some(day(&block.first_day)), Some(day(&block.last_day)))
        );
        let period = Period::holding(day(&block.last_day), self.desk.policy.close);
        prop_assert!(period.holds(day(&block.first_day)), "{block:?} spans two periods");
        prop_assert!(day(&block.last_day) <= self.today, "{block:?} holds tomorrow");
        prop_assert_eq!(day(&block.closed_on), self.today);
        prop_assert!(block.department.is_some() || self.is_over(&period), "{block:?} was pooled in an open period");
        Ok(())
    }

    /// The first day of the first period that is open.
    fn first_open(&self) -> Date {
        let mut period = Period::holding(self.today, self.desk.policy.close);
        while !self.is_over(&period.before()) {
            period = period.before();
        }
        period.first()
    }

    fn is_over(&self, period: &Period) -> bool {
        let due = period.last().saturating_add(i32::from(self.desk.policy.close_after_days).days());
        due <= self.today || self.closed_through.is_some_and(|through| period.last() <= through)
    }

    /// The blocks that a tick makes of who waits, and who goes on waiting: the rule once more, person by person.
    fn wanted(&self, mut waiting: BTreeMap<u32, Place>) -> (BTreeSet<Members>, BTreeMap<u32, Place>) {
        let (k, unit) = (self.desk.policy.k.get() as usize, self.desk.policy.close);
        let mut wanted = BTreeSet::new();
        let mut periods: BTreeSet<(Date, bool)> = BTreeSet::new();
        let come = waiting.values().filter(|place| place.day <= self.today);
        periods.extend(come.map(|place| (Period::holding(place.day, unit).first(), place.history)));
        while let Some((first, history)) = periods.pop_first() {
            let period = Period::holding(first, unit);
            let mut left: BTreeSet<u32> = BTreeSet::new();
            for department in DEPARTMENTS {
                let (mut blocks, mut open) = (Vec::new(), BTreeSet::new());
                for month in period.parts(Unit::Month) {
                    let here = |place: &Place| {
                        place.department == department && place.history == history && month.holds(place.day)
                    };
                    let come = waiting.iter().filter(|(_, place)| here(place) && place.day <= self.today);
                    open.extend(come.map(|(number, _)| *number));
                    if open.len() >= k {
                        blocks.push(std::mem::take(&mut open));
                    }
                }
                match blocks.last_mut() {
                    Some(last) if self.is_over(&period) => last.extend(open),
                    _ => left.extend(open),
                }
                wanted.extend(blocks.into_iter().map(|members| (Some(department.to_owned()), members)));
            }
            if self.is_over(&period) && left.len() >= k {
                wanted.insert((None, std::mem::take(&mut left)));
            }
            waiting.retain(|number, _| !wanted.iter().any(|(_, members)| members.contains(number)));
            if self.is_over(&period) && !left.is_empty() {
                let next = period.next(unit).first();
                left.iter().for_each(|number| waiting.get_mut(number).unwrap().day = next);
                periods.extend((next <= self.today).then_some((next, history)));
            }
        }
        (wanted, waiting)
    }

    /// What was told as of a day that is over, or of a period that is closed, is told again byte for byte.
    fn check_figures(&mut self, imported: bool) -> Result<(), TestCaseError> {
        let record = self.desk.record();
        for ((period, as_of), bytes) in &self.told {
            prop_assert_eq!(&figures(&record, period, Some(*as_of)), bytes, "{} as of {} changed", period, as_of);
        }
        if imported {
            self.closed.clear();
        }
        for (period, bytes) in &self.closed {
            prop_assert_eq!(&figures(&record, period, None), bytes, "{} changed after its close", period);
        }
        let through = self.closed_through.unwrap();
        for period in ["2025", "2025-Q4", "2026", "2026-02", "2026-Q1", "2026-03..2026-08"] {
            self.told.insert((period.to_owned(), self.today), figures(&record, period, Some(self.today)));
            let closed = results(&query(period, None), &record).unwrap().closed;
            let over = query(period, None).period.last() <= through;
            prop_assert_eq!(closed, over, "{} on {}", period, self.today);
            if over {
                self.closed.insert(period.to_owned(), figures(&record, period, None));
            }
        }
        Ok(())
    }
}

fn query(period: &str, as_of: Option<Date>) -> Query {
    Query {
        survey: SURVEY.parse().unwrap(),
        period: period.parse().unwrap(),
        departments: Vec::new(),
        questions: Vec::new(),
        group_by: GroupBy::Department,
        as_of,
    }
}

/// All that an analyst is told about a period, and the file that is made of it.
fn figures(record: &Record, period: &str, as_of: Option<Date>) -> String {
    let results = results(&query(period, as_of), record).unwrap();
    let file = csv::write(&table(&results), Dialect::Standard);
    format!("{results:?}\n{}", String::from_utf8(file).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 24, failure_persistence: None, max_shrink_iters: 100, ..ProptestConfig::default()
    })]

    #[test]
    fn whatever_comes_and_whenever_ticks_pass_the_rule_holds(steps in steps(), policy in policies()) {
        let mut ledger = Ledger::open(policy);
        for step in &steps {
            ledger.step(step)?;
        }
    }
}
