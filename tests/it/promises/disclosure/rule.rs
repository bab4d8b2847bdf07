//! The decision alone: what leaves describes at least k people, nobody gets lost, nobody waits without need.
//!
//! `close` is asked again and again, as ticks would, with what it left waiting and what arrived meanwhile.

use std::collections::BTreeMap;

use ankieta::survey::codes::{DepartmentCode, QuestionCode};
use ankieta::survey::disclosure::{Closing, Published, Threshold, close};
use ankieta::survey::flags::Flags;
use ankieta::survey::response::Answers;
use ankieta::survey::tally::Tally;
use proptest::prelude::*;
use serde_json::json;

/// How often each answer to the headline question is waiting, by department. 0: the question was not answered.
type Waiting = BTreeMap<DepartmentCode, BTreeMap<u8, u64>>;

/// Some people of one department who say the same.
#[derive(Debug, Clone)]
struct Party {
    department: u8,
    says: u8,
    people: u64,
}

#[derive(Debug, Clone)]
struct Tick {
    arrivals: Vec<Party>,
    over: bool,
}

fn ticks() -> impl Strategy<Value = Vec<Tick>> {
    let says = prop_oneof![3 => Just(5_u8), 1 => 0..=5_u8];
    let people = prop_oneof![4 => 1..=12_u64, 1 => 13..=250_u64];
    let party = (0..6_u8, says, people).prop_map(|(department, says, people)| Party { department, says, people });
    let tick = (prop::collection::vec(party, 0..8), prop::bool::weighted(0.2));
    prop::collection::vec(tick.prop_map(|(arrivals, over)| Tick { arrivals, over }), 1..12)
}

fn headline() -> QuestionCode {
    "OVERALL".parse().unwrap()
}

fn tally(said: &BTreeMap<u8, u64>) -> Tally {
    let mut tally = Tally::default();
    for (says, people) in said {
        let answers = if *says == 0 { json!({ "WAIT": "na" }) } else { json!({ "OVERALL": says, "WAIT": 3 }) };
        let answers: Answers = serde_json::from_value(answers).unwrap();
        (0..*people).for_each(|_| tally.add(&answers, Flags::default()));
    }
    tally
}

fn people(said: &BTreeMap<u8, u64>) -> u64 {
    said.values().sum()
}

/// The rule, once more and from the other side: at least k, and not all of one mind unless there are four times as many.
fn may_leave(said: &BTreeMap<u8, u64>, k: u64) -> bool {
    let n = people(said);
    let minds = said.iter().filter(|(says, people)| **says > 0 && **people > 0).count();
    n >= k && (minds > 1 || n >= 4 * k)
}

fn together<'a>(waiting: &Waiting, departments: impl IntoIterator<Item = &'a DepartmentCode>) -> BTreeMap<u8, u64> {
    let mut all = BTreeMap::new();
    for (says, people) in departments.into_iter().flat_map(|department| &waiting[department]) {
        *all.entry(*says).or_default() += people;
    }
    all
}

/// What was published is exactly what these people said.
fn tells(published: &Published, said: &BTreeMap<u8, u64>) -> Result<(), TestCaseError> {
    prop_assert_eq!(published.n(), people(said));
    let told: BTreeMap<String, u64> = published.question(&headline()).options;
    let expected: BTreeMap<String, u64> =
        said.iter().filter(|(says, _)| **says > 0).map(|(says, people)| (says.to_string(), *people)).collect();
    prop_assert_eq!(told, expected);
    Ok(())
}

/// Holds a decision against the rule, and takes away who left.
fn settle(waiting: &mut Waiting, closing: Closing, k: u64, over: bool) -> Result<(), TestCaseError> {
    for (department, published) in closing.blocks {
        let said = waiting.remove(&department);
        prop_assert!(said.is_some(), "a block of nobody, or a second one");
        let said = said.unwrap();
        prop_assert!(may_leave(&said, k), "{said:?} left with k = {k}");
        tells(&published, &said)?;
    }
    for (department, said) in &*waiting {
        prop_assert!(!may_leave(said, k), "{department} waits with {said:?} and k = {k}");
    }
    let expected: Vec<DepartmentCode> = waiting.keys().cloned().collect();
    let left = together(waiting, &expected);
    if let Some(pool) = closing.pool {
        prop_assert!(over, "a pool before the period is over");
        prop_assert!(may_leave(&left, k), "{left:?} was pooled with k = {k}");
        prop_assert_eq!(&pool.departments, &expected);
        prop_assert!(closing.waiting.is_empty());
        tells(&pool.counts, &left)?;
        waiting.clear();
    } else {
        prop_assert!(!over || !may_leave(&left, k), "{left:?} was not pooled with k = {k}");
        prop_assert_eq!(closing.waiting, expected);
    }
    Ok(())
}

fn run(ticks: Vec<Tick>, k: u32) -> Result<(), TestCaseError> {
    let threshold = Threshold::try_from(k).unwrap();
    let mut waiting = Waiting::new();
    for tick in ticks {
        for party in tick.arrivals {
            let department = format!("D{}", party.department).parse().unwrap();
            *waiting.entry(department).or_default().entry(party.says).or_default() += party.people;
        }
        let streams = waiting.iter().map(|(department, said)| (department.clone(), tally(said))).collect();
        let closing = close(streams, &headline(), threshold, tick.over);
        settle(&mut waiting, closing, k.into(), tick.over)?;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_leaves_describes_at_least_k_people_and_nobody_waits_without_need(ticks in ticks(), k in 5..=50_u32) {
        run(ticks, k)?;
    }
}

#[test]
fn nobody_is_no_block() {
    let k = Threshold::try_from(5).unwrap();
    let nobody = || BTreeMap::from([("KM".parse().unwrap(), Tally::default())]);
    for over in [false, true] {
        assert_eq!(close(nobody(), &headline(), k, over), Closing::default());
        assert_eq!(close(BTreeMap::new(), &headline(), k, over), Closing::default());
    }
}
