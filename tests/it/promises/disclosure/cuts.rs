//! The analyst of `attack`, with the tables by secondary dimensions that are frozen when quarters are over.
//!
//! Each table is first held against the people that it should count. Then elimination over all blocks and all parts of
//! tables looks for people who can be told apart: the unknowns are those who share a block, a channel and a matter, and
//! they are as few as one person.

use std::collections::BTreeMap;

use ankieta::survey::disclosure::{Cut, Dimension, Part};
use ankieta::survey::figures::Record;
use ankieta::survey::period::Period;
use ankieta::survey::response::NOT_APPLICABLE;
use jiff::civil::Date;

use super::attack::{Crowd, K, Trail, follow, live_through_a_year};
use super::desk::{DIGITS, Person, channel, digits, matter};
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
            for department in std::collections::BTreeSet::from([None, own]) {
                told.entry((department, cell.trail.version, category)).or_default().push(place);
            }
        }
    }
    let people = |set: &Vec<usize>| set.iter().map(|cell| cells[*cell].n()).sum::<u64>();
    told.into_values().filter(|set| people(set) >= K).collect()
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
