//! The analyst of `attack`, with the tables by secondary dimensions that are frozen when quarters are over.
//!
//! Each table is first held against the people that it should count. Then elimination over all blocks and all parts of
//! tables looks for people who can be told apart: the unknowns are those who share a block, a channel and a matter, and
//! they are as few as one person.

use std::collections::{BTreeMap, BTreeSet};

use ankieta::release::Policy;
use ankieta::survey::disclosure::{Cut, Dimension, Part, Threshold};
use ankieta::survey::figures::Record;
use ankieta::survey::period::{Period, Unit};
use ankieta::survey::response::{Channel, NOT_APPLICABLE};
use jiff::civil::{Date, date};

use super::attack::{Crowd, K, Trail, follow, live_through_a_year};
use super::desk::{DIGITS, Desk, Person, channel, digits, matter, number};
use super::linear::Equations;

/// People whom nothing that is asked tells apart: of one block, channel and matter.
struct Cell<'a> {
    trail: &'a Trail,
    /// An office block is one, whatever departments are in it.
    block: (Option<&'a str>, u32, Date),
    /// The day its block was frozen: that of the close, or its own when it came later.
    frozen_on: Date,
    people: Vec<&'a Person>,
}

/// Everybody of a quarter, in cells.
fn cells<'a>(crowds: &'a [Crowd], quarter: &Period, closed_on: Date) -> Vec<Cell<'a>> {
    let mut cells: BTreeMap<_, Vec<&Person>> = BTreeMap::new();
    for crowd in crowds.iter().filter(|crowd| quarter.holds(crowd.trail.last_day)) {
        for person in &crowd.people {
            let kind = (channel(person.number), matter(person.number));
            cells.entry((&crowd.trail, kind)).or_default().push(person);
        }
    }
    let cell = |((trail, _), people): ((&'a Trail, _), _)| {
        let department = (!trail.pooled).then_some(trail.department);
        let frozen_on = trail.closed_on.max(closed_on);
        Cell { trail, block: (department, trail.version, trail.closed_on), frozen_on, people }
    };
    cells.into_iter().map(cell).collect()
}

impl Cell<'_> {
    fn is_in(&self, cut: &Cut, part: &Part) -> bool {
        let department = cut.department.as_ref().map(|code| code.as_str());
        let number = self.people[0].number;
        let category = match &cut.dimension {
            Dimension::Channel => channel(number).as_str(),
            Dimension::Question(_) => matter(number).unwrap_or(NOT_APPLICABLE),
            other => panic!("{other} is the same for everybody"),
        };
        self.trail.version == cut.version
            && self.frozen_on == cut.closed_on
            && department.is_none_or(|code| !self.trail.pooled && self.trail.department == code)
            && part.categories.iter().any(|known| known == category)
    }

    fn n(&self) -> u64 {
        self.people.len() as u64
    }
}

/// The smallest group of people whom elimination finds among cells, from sets of them that are told.
fn smallest_determined(cells: &[Cell<'_>], told: impl Iterator<Item = Vec<usize>>) -> u64 {
    let mut equations = Equations::about(cells.len());
    let mut blocks: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (place, cell) in cells.iter().enumerate() {
        blocks.entry(&cell.block).or_default().push(place);
    }
    blocks.into_values().chain(told).for_each(|set| equations.learn(set));
    let people = |set: &Vec<usize>| set.iter().map(|cell| cells[*cell].n()).sum();
    equations.determined().iter().map(people).min().unwrap()
}

/// Holds every part of a quarter's tables against the people that it should count, and gives the sets of cells.
fn check_parts(record: &Record, quarter: &Period, cells: &[Cell<'_>]) -> Vec<Vec<usize>> {
    let mut told = Vec::new();
    for cut in record.cuts.iter().filter(|cut| cut.quarter == *quarter) {
        for part in &cut.parts {
            let set: Vec<usize> = (0..cells.len()).filter(|place| cells[*place].is_in(cut, part)).collect();
            let people = || set.iter().flat_map(|place| &cells[*place].people);
            assert_eq!(part.counts.n(), people().count() as u64, "{:?} {:?}", cut.dimension, part.categories);
            assert!(part.counts.n() >= K);
            for (place, code) in DIGITS.iter().enumerate() {
                let counts = part.counts.question(&code.parse().unwrap()).options;
                for digit in 0..11 {
                    let expected = people().filter(|person| digits(person.number)[place] == digit).count() as u64;
                    assert_eq!(counts.get(&digit.to_string()).copied().unwrap_or(0), expected);
                }
            }
            told.push(set);
        }
    }
    told
}

/// What a tool would tell that only sees to it that no category is small: every department by channel and by matter.
fn hidden_small_cells(cells: &[Cell<'_>]) -> Vec<Vec<usize>> {
    let mut told: BTreeMap<(Option<&str>, u32, &str), Vec<usize>> = BTreeMap::new();
    for (place, cell) in cells.iter().enumerate() {
        let number = cell.people[0].number;
        for category in [channel(number).as_str(), matter(number).unwrap_or(NOT_APPLICABLE)] {
            let own = (!cell.trail.pooled).then_some(cell.trail.department);
            for department in BTreeSet::from([None, own]) {
                told.entry((department, cell.trail.version, category)).or_default().push(place);
            }
        }
    }
    let people = |set: &Vec<usize>| set.iter().map(|cell| cells[*cell].n()).sum::<u64>();
    told.into_values().filter(|set| people(set) >= K).collect()
}

/// What would be frozen of the office if nothing were held against blocks and other tables: the smallest categories go
/// together until every part has at least k people and more than one opinion, as the rule wants it, and that is all.
fn parts_without_partition(cells: &[Cell<'_>]) -> Vec<Vec<usize>> {
    let people = |set: &Vec<usize>| set.iter().map(|cell| cells[*cell].n()).sum::<u64>();
    let may_leave = |set: &Vec<usize>| {
        let opinions = set.iter().flat_map(|cell| &cells[*cell].people).map(|person| person.headline);
        people(set) >= K && (opinions.collect::<BTreeSet<_>>().len() > 1 || people(set) >= 4 * K)
    };
    let by_channel = |number: u32| channel(number).as_str();
    let by_matter = |number: u32| matter(number).unwrap_or(NOT_APPLICABLE);
    let table = |category: fn(u32) -> &'static str| {
        let mut parts: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (place, cell) in cells.iter().enumerate() {
            parts.entry(category(cell.people[0].number)).or_default().push(place);
        }
        let mut parts: Vec<Vec<usize>> = parts.into_values().collect();
        parts.sort_by_key(|part| std::cmp::Reverse(people(part)));
        while parts.len() > 1 && !parts.iter().all(may_leave) {
            let smallest = parts.pop().unwrap_or_default();
            parts.last_mut().unwrap().extend(smallest);
        }
        if parts.len() > 1 { parts } else { Vec::new() }
    };
    [table(by_channel), table(by_matter)].concat()
}

#[test]
fn nobody_is_told_apart_by_subtracting_tables_from_blocks() {
    let (mut desk, everybody, _) = live_through_a_year();
    let crowds = follow(&mut desk, &everybody);
    let record = desk.record();
    let mut naively: Vec<u64> = Vec::new();
    for label in ["2026-Q1", "2026-Q2", "2026-Q3"] {
        let quarter: Period = label.parse().unwrap();
        let closed_on = record.closes.iter().find(|close| close.through == quarter.last()).unwrap().on;
        let cells = cells(&crowds, &quarter, closed_on);
        assert!(cells.iter().any(|cell| cell.n() == 1), "there is nobody to isolate");
        let told = check_parts(&record, &quarter, &cells);
        assert!(told.len() > 20, "only {} parts are told in {label}", told.len());
        let smallest = smallest_determined(&cells, told.into_iter());
        assert!(smallest >= K, "{smallest} people follow in {label}");
        naively.push(smallest_determined(&cells, hidden_small_cells(&cells).into_iter()));
    }
    // The attack is no fool: without the rule it finds single people.
    assert!(naively.iter().any(|smallest| *smallest < K), "{naively:?}");
}

/// Ten people at the kiosk and two on the web in one block, eleven on the web in the next: both channels have enough,
/// and whoever takes the kiosk's table away from the first block is left with two people.
#[test]
fn a_table_whose_parts_are_large_is_not_told_when_its_difference_from_a_block_is_small() {
    let k = Threshold::try_from(u32::try_from(K).unwrap()).unwrap();
    let policy = Policy { k, close: Unit::Quarter, purge_after_days: u16::MAX };
    let mut desk = Desk::open(&["KM"], date(2026, 1, 1), policy);
    let of = |wanted: Channel| {
        let numbers =
            (0..).map(number).filter(move |number| channel(*number) == wanted && matter(*number) == Some("most"));
        numbers.zip([4, 5].into_iter().cycle())
    };
    let (mut kiosk, mut web) = (of(Channel::Kiosk), of(Channel::Web));
    let mut everybody: Vec<Person> = Vec::new();
    for (today, at_kiosk, on_web) in [(date(2026, 1, 12), 10, 2), (date(2026, 1, 13), 0, 11)] {
        let came = kiosk.by_ref().take(at_kiosk).chain(web.by_ref().take(on_web));
        let came: Vec<Person> = came
            .map(|(number, headline)| Person {
                number,
                department: "KM",
                headline,
                version: 1,
                collected_on: today,
                received_on: today,
                history: false,
            })
            .collect();
        desk.accept(&came);
        desk.tick(today.tomorrow().unwrap());
        everybody.extend(came);
    }
    let (quarter, closed_on) = ("2026-Q1".parse::<Period>().unwrap(), date(2026, 4, 1));
    desk.tick(closed_on);
    let (crowds, record) = (follow(&mut desk, &everybody), desk.record());
    assert_eq!(record.blocks.len(), 2);
    let cells = cells(&crowds, &quarter, closed_on);
    let told = check_parts(&record, &quarter, &cells);
    assert_eq!(told.len(), 0, "the channels are told");
    assert!(smallest_determined(&cells, told.into_iter()) >= K);
    // What lacks that rule alone: no part is small, and two people follow.
    let parts = parts_without_partition(&cells);
    let sizes: Vec<u64> = parts.iter().map(|part| part.iter().map(|cell| cells[*cell].n()).sum()).collect();
    assert_eq!(sizes, [13, 10]);
    assert_eq!(smallest_determined(&cells, parts.into_iter()), 2);
}

#[test]
fn pairs_of_questions_have_no_small_cells() {
    let (mut desk, ..) = live_through_a_year();
    let record = desk.record();
    assert!(record.pairs.iter().any(|pair| pair.department.is_some()), "no department has a table");
    for pair in &record.pairs {
        let cells = pair.table.cells.iter().flatten();
        assert!(cells.clone().all(|n| *n == 0 || *n >= 3), "{pair:?}");
        assert!(cells.sum::<u64>() >= 100);
    }
    // Nor has what is left of the office's table when the departments' are taken away.
    for office in record.pairs.iter().filter(|pair| pair.department.is_none()) {
        let of = |code: &str, answers: &[Vec<String>]| answers.iter().position(|group| group.iter().any(|a| a == code));
        let mut left = office.table.cells.clone();
        let same = |pair: &&std::sync::Arc<ankieta::survey::disclosure::Pair>| {
            pair.department.is_some()
                && (pair.version, &pair.quarter, &pair.row, &pair.column, pair.closed_on)
                    == (office.version, &office.quarter, &office.row, &office.column, office.closed_on)
        };
        for pair in record.pairs.iter().filter(same) {
            for (row, cells) in pair.table.rows.iter().zip(&pair.table.cells) {
                for (column, n) in pair.table.columns.iter().zip(cells) {
                    let places: Vec<(usize, usize)> = row
                        .iter()
                        .flat_map(|row| column.iter().map(move |column| (row, column)))
                        .filter_map(|(row, column)| {
                            Some((of(row, &office.table.rows)?, of(column, &office.table.columns)?))
                        })
                        .collect();
                    // Where the department's cell is one of the office's, it can be taken away.
                    if places.iter().all(|place| *place == places[0]) {
                        left[places[0].0][places[0].1] -= n;
                    }
                }
            }
        }
        assert!(left.iter().flatten().all(|n| *n == 0 || *n >= 3), "{office:?}");
    }
}
