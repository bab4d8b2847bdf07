//! After a release on a wrong day, when the calendar was set back and people came again, the attacker of `support` is set
//! on all blocks and classes that the database holds.

use std::collections::BTreeMap;

use ankieta::access::Actor;
use ankieta::release::{self, Policy};
use ankieta::storage::audit::Entry;
use ankieta::storage::classes::list_classified;
use ankieta::survey::ceiling::Ceiling;
use ankieta::survey::disclosure::{Class, Dimension, Threshold};
use ankieta::survey::period::Unit;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};

use super::desk::{Desk, Person, channel, day, matter, number};
use super::support::smallest_support;

const K: u32 = 5;
/// The departments, and how many come to each on a working day.
const RATES: [(&str, f64); 4] = [("KM", 4.0), ("GN", 2.0), ("AB", 0.8), ("OS", 0.3)];

/// People come on working days, and each night there is a tick.
fn live(desk: &mut Desk, everybody: &mut Vec<Person>, random: &mut fastrand::Rng, from: Date, to: Date) {
    for today in from.series(1.day()).take_while(|today| *today < to) {
        if !matches!(today.weekday(), Weekday::Saturday | Weekday::Sunday) {
            let mut came = Vec::new();
            for (department, rate) in RATES {
                for _ in 0..(rate + random.f64()) as usize {
                    came.push(Person {
                        number: number(everybody.len() + came.len()),
                        department,
                        headline: random.u8(1..=5),
                        version: 1,
                        collected_on: today,
                        received_on: today,
                        history: false,
                    });
                }
            }
            desk.accept(&came);
            everybody.extend(came);
        }
        desk.tick(today.tomorrow().unwrap());
    }
}

/// The values that a person may be told apart by; those who were pooled have no department.
fn values(person: &Person, pooled: bool, dimensions: &[Dimension]) -> Vec<Option<String>> {
    let value = |dimension: &Dimension| match dimension {
        Dimension::Channel => Some(channel(person.number).as_str().to_owned()),
        Dimension::Department => (!pooled).then(|| person.department.to_owned()),
        Dimension::Language => Some("na".to_owned()),
        Dimension::Question(_) => Some(matter(person.number).unwrap_or("na").to_owned()),
    };
    dimensions.iter().map(value).collect()
}

/// The class of somebody: that of their own value where there is one, else that of the others.
fn class_of(values: &[Option<String>], classes: &[&Class]) -> usize {
    let mut left: Vec<usize> = (0..classes.len()).collect();
    for (place, value) in values.iter().enumerate() {
        let own = value.is_some() && left.iter().any(|class| classes[*class].values[place] == *value);
        left.retain(|class| classes[*class].values[place].as_ref() == value.as_ref().filter(|_| own));
    }
    assert_eq!(left.len(), 1, "{values:?} belong to one class");
    left[0]
}

#[test]
fn nobody_is_isolated_after_the_calendar_was_set_back() {
    let k = Threshold::try_from(K).unwrap();
    let policy =
        Policy { k, close: Unit::Quarter, close_after_days: 1, purge_after_days: u16::MAX, ceiling: Ceiling(0) };
    let mut desk = Desk::open(&RATES.map(|(code, _)| code), date(2025, 12, 1), policy);
    let (mut everybody, mut random) = (Vec::new(), fastrand::Rng::with_seed(11));
    let today = date(2026, 2, 11);
    live(&mut desk, &mut everybody, &mut random, date(2026, 1, 5), today);
    desk.tick(date(2026, 7, 1));
    let entry = Entry::new(0, Actor::CommandLine, "release.reopen", "");
    let reopened = release::reopen(&desk.storage, &policy, today, false, &entry).unwrap();
    assert_eq!((reopened.ticks, reopened.closes), (1, 1));
    live(&mut desk, &mut everybody, &mut random, today, date(2026, 4, 9));

    let places: BTreeMap<u32, usize> = (0..everybody.len()).map(|place| (everybody[place].number, place)).collect();
    let (released, blocks) = (desk.released(), desk.blocks());
    let members = |block: &super::desk::BlockRow| -> Vec<usize> {
        block.members(&released).into_iter().map(|number| places[&number]).collect()
    };
    let mut sets: Vec<Vec<usize>> = blocks.values().map(members).collect();
    let last = blocks.values().map(|block| block.tick).max().unwrap();
    let (mut classified_through, mut populations, mut told) = (0, 0, 0);
    for tick in 1..=last + 1 {
        let classified = desk.storage.read(|session| list_classified(session, tick - 1, tick)).unwrap();
        for (_, _, classified) in &classified {
            let classes: Vec<&Class> = classified.classes.iter().filter(|class| class.counts.n() > 0).collect();
            let mut by_class = vec![Vec::new(); classes.len()];
            let of_it = blocks.values().filter(|block| {
                (classified_through + 1..=tick).contains(&block.tick) && classified.period.holds(day(&block.last_day))
            });
            for block in of_it.filter(|_| !classes.is_empty()) {
                for person in members(block) {
                    let values = values(&everybody[person], block.department.is_none(), &classified.dimensions);
                    by_class[class_of(&values, &classes)].push(person);
                }
            }
            for (members, class) in by_class.iter().zip(&classes) {
                assert_eq!(members.len() as u64, class.counts.n(), "{:?}", class.values);
            }
            populations += usize::from(!classes.is_empty());
            told += classes.len();
            sets.extend(by_class);
        }
        classified_through = if classified.is_empty() { classified_through } else { tick };
    }
    assert!(populations >= 2 && told > 6, "{told} classes of {populations} populations: there is nothing to attack");
    let weights = vec![Some(1); everybody.len()];
    assert_eq!(smallest_support(&sets, &weights, K.into()), None);
    // The attacker is no fool: one more set that cuts through a block is found.
    let cut = sets[0][1..].to_vec();
    sets.push(cut);
    assert!(smallest_support(&sets, &weights, K.into()).is_some());
}
