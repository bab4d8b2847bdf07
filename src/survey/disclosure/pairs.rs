//! Pairs: frozen tables of two questions, for what moves with what. Cells of one or two people would tell something of
//! them, so answers are put together until every cell has three, or nobody.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::survey::codes::{DepartmentCode, QuestionCode};
use crate::survey::period::Period;
use crate::survey::response::NOT_APPLICABLE;

/// The fewest people in a cell that has any.
pub(in crate::survey::disclosure) const FEWEST_IN_CELL: u64 = 3;
/// The fewest people who answered both questions of a pair.
pub(in crate::survey::disclosure) const FEWEST_IN_PAIR: u64 = 100;

/// A frozen table of two questions in one quarter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The version that its people answered.
    pub version: u32,
    /// The quarter they belong to.
    pub quarter: Period,
    /// The department they are about; none: the whole office.
    pub department: Option<DepartmentCode>,
    /// The question of its rows.
    pub row: QuestionCode,
    /// The question of its columns.
    pub column: QuestionCode,
    /// How many people are where.
    pub table: Table,
    /// The day it was frozen.
    pub closed_on: Date,
}

/// How many people gave which two answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// The answers of each row, `na` for no answer; several in one row were put together.
    pub rows: Vec<Vec<String>>,
    /// The answers of each column.
    pub columns: Vec<Vec<String>>,
    /// The people, by row and column.
    pub cells: Vec<Vec<u64>>,
}

/// Whether the answers to a question have an order, so that only neighbours may be put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::survey::disclosure) enum Scale {
    Ordered,
    Nominal,
}

impl Table {
    /// How many people gave a real answer to both questions.
    pub fn answered(&self) -> u64 {
        let real = |answers: &Vec<String>| answers.iter().any(|answer| answer != NOT_APPLICABLE);
        let rows = self.rows.iter().zip(&self.cells).filter(|(answers, _)| real(answers));
        rows.flat_map(|(_, cells)| self.columns.iter().zip(cells).filter(|(answers, _)| real(answers)))
            .map(|(_, cell)| cell)
            .sum()
    }

    /// The same with answers put together until every cell may be told; none: nothing would be left of it.
    pub(in crate::survey::disclosure) fn coarsened(mut self, scales: (Scale, Scale)) -> Option<Self> {
        while let Some((row, column)) = self.smallest_cell() {
            let row_total: u64 = self.cells[row].iter().sum();
            let column_total: u64 = self.cells.iter().map(|cells| cells[column]).sum();
            let by_row = |table: &Self| table.partner(row, scales.0);
            let by_column = |table: &Self| table.transposed().partner(column, scales.1);
            let rows_first = row_total <= column_total;
            let found = if rows_first { by_row(&self) } else { None };
            if let Some(partner) = found {
                self.join_rows(row, partner);
            } else if let Some(partner) = by_column(&self) {
                self = self.transposed();
                self.join_rows(column, partner);
                self = self.transposed();
            } else {
                let partner = by_row(&self)?;
                self.join_rows(row, partner);
            }
        }
        Some(self)
    }

    /// The smallest cell that has people, but too few.
    fn smallest_cell(&self) -> Option<(usize, usize)> {
        let cells = self.cells.iter().enumerate();
        let places = cells.flat_map(|(row, cells)| cells.iter().enumerate().map(move |(column, n)| (*n, row, column)));
        let small = places.filter(|(n, ..)| (1..FEWEST_IN_CELL).contains(n));
        small.min().map(|(_, row, column)| (row, column))
    }

    /// The row that a row is put together with; none: too little would be left to tell rows apart.
    fn partner(&self, row: usize, scale: Scale) -> Option<usize> {
        let unanswered = |row: usize| self.rows[row] == [NOT_APPLICABLE];
        let total = |row: usize| self.cells[row].iter().sum::<u64>();
        let others = (0..self.rows.len()).filter(|other| *other != row && !unanswered(*other));
        if unanswered(row) {
            // Few of many who said nothing; they hardly change the largest row.
            return others.max_by_key(|other| total(*other));
        }
        if others.clone().count() < 2 {
            return None;
        }
        match scale {
            Scale::Ordered => others.filter(|other| other.abs_diff(row) == 1).min_by_key(|other| total(*other)),
            Scale::Nominal => others.min_by_key(|other| total(*other)),
        }
    }

    fn join_rows(&mut self, one: usize, other: usize) {
        let (first, second) = (one.min(other), one.max(other));
        let answers = self.rows.remove(second);
        self.rows[first].extend(answers);
        let cells = self.cells.remove(second);
        self.cells[first].iter_mut().zip(cells).for_each(|(cell, more)| *cell += more);
    }

    fn transposed(&self) -> Self {
        let column = |place: usize| self.cells.iter().map(|cells| cells[place]).collect();
        Self {
            rows: self.columns.clone(),
            columns: self.rows.clone(),
            cells: (0..self.columns.len()).map(column).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn table(cells: &[&[u64]]) -> Table {
        let names = |count: usize| {
            let scale = (1..count).map(|value| vec![value.to_string()]);
            scale.chain([vec![NOT_APPLICABLE.to_owned()]]).collect::<Vec<_>>()
        };
        let cells: Vec<Vec<u64>> = cells.iter().map(|row| row.to_vec()).collect();
        Table { rows: names(cells.len()), columns: names(cells[0].len()), cells }
    }

    #[test]
    fn neighbours_are_put_together_until_no_cell_is_small() {
        let fine = table(&[&[4, 5, 0], &[6, 30, 0], &[0, 0, 0]]);
        assert_eq!(fine.clone().coarsened((Scale::Ordered, Scale::Ordered)), Some(fine));
        let small = table(&[&[1, 5, 9, 0], &[6, 30, 8, 0], &[7, 3, 3, 0], &[0, 0, 0, 0]]);
        let coarse = small.coarsened((Scale::Ordered, Scale::Ordered)).unwrap();
        assert_eq!(coarse.columns, [vec!["1", "2"], vec!["3"], vec!["na"]]);
        assert_eq!(coarse.cells, [[6, 9, 0], [36, 8, 0], [10, 3, 0], [0, 0, 0]]);
    }

    #[test]
    fn nothing_is_told_when_nothing_is_left_to_tell_apart() {
        assert_eq!(table(&[&[1, 1, 0], &[1, 1, 0], &[0, 0, 0]]).coarsened((Scale::Ordered, Scale::Ordered)), None);
    }

    #[test]
    fn those_who_said_nothing_join_the_largest_row() {
        let coarse = table(&[&[9, 5, 0], &[6, 30, 0], &[1, 1, 0]]).coarsened((Scale::Ordered, Scale::Ordered)).unwrap();
        assert_eq!(coarse.cells, [[9, 5, 0], [7, 31, 0]]);
        assert_eq!(coarse.rows[1], ["2", "na"]);
    }

    proptest! {
        #[test]
        fn no_cell_is_small_and_nobody_is_lost(
            cells in prop::collection::vec(prop::collection::vec(0_u64..9, 5), 4),
            nominal: bool,
        ) {
            let rows: Vec<&[u64]> = cells.iter().map(Vec::as_slice).collect();
            let scale = if nominal { Scale::Nominal } else { Scale::Ordered };
            if let Some(coarse) = table(&rows).coarsened((scale, Scale::Ordered)) {
                prop_assert!(coarse.cells.iter().flatten().all(|n| *n == 0 || *n >= FEWEST_IN_CELL));
                prop_assert_eq!(coarse.cells.iter().flatten().sum::<u64>(), cells.iter().flatten().sum::<u64>());
                prop_assert_eq!(coarse.rows.iter().flatten().count(), 4);
                prop_assert!(coarse.rows.len() >= 2 && coarse.columns.len() >= 2);
            }
        }
    }
}
