//! The classes of a closed period, laid out for sums.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::survey::codes::QuestionCode;
use crate::survey::disclosure::{Classified, Coefficients, Dimension};
use crate::survey::figures::columns::{Column, Columns};
use crate::survey::period::Period;

/// One value for each dimension; none: it is one of those that are told only together.
type Values = Vec<Option<String>>;

/// What was told of the people of a closed period by class.
#[derive(Debug)]
pub struct Classes {
    /// The day it was told.
    pub told_on: Date,
    /// The period.
    pub period: Period,
    /// The newest version that its people answered.
    pub version: u32,
    /// Whether some people were carried into the period, so that nothing is told by class.
    pub carried: bool,
    /// How ratings go together.
    pub coefficients: Coefficients,
    dimensions: Vec<Dimension>,
    values: Vec<Values>,
    /// What is told of each class. One that holds nobody is a union of classes, of which some questions are told.
    pub(super) columns: Columns,
    /// The class whose row of a question each class of people belongs to; none: nothing is told of it.
    rows: BTreeMap<QuestionCode, Vec<Option<usize>>>,
}

impl Classes {
    /// Lays out what was told on a day.
    pub fn of(told_on: Date, classified: Classified) -> Self {
        let Classified { period, version, carried, dimensions, classes, coefficients } = classified;
        let mut columns = Columns::default();
        classes.iter().enumerate().for_each(|(class, told)| columns.add(class, &told.counts));
        let values: Vec<Values> = classes.into_iter().map(|class| class.values).collect();
        let rows = |(code, column): (&QuestionCode, &Column)| {
            let told: Vec<usize> = (0..values.len()).filter(|class| column.is_told(*class)).collect();
            let row = |class| if columns.n([class]) > 0 { row_of(class, &told, &values) } else { None };
            (code.clone(), (0..values.len()).map(row).collect())
        };
        let rows = columns.questions().map(rows).collect();
        Self { told_on, period, version, carried, coefficients, dimensions, values, columns, rows }
    }

    /// How many people it is about.
    pub(super) fn people(&self) -> u64 {
        self.columns.n(0..self.len())
    }

    /// How many classes there are, unions included.
    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    /// The place of a dimension among those that tell the classes apart; none: it does not.
    pub(super) fn place(&self, wanted: &Dimension) -> Option<usize> {
        self.dimensions.iter().position(|dimension| dimension == wanted)
    }

    /// What a class has for the dimension at a place; none: that is told only together with others.
    pub(super) fn value(&self, class: usize, place: usize) -> Option<&str> {
        self.values[class][place].as_deref()
    }

    /// For each class, whether no class of people that is like it in all dimensions before a place has a value there.
    pub(super) fn beside(&self, place: usize, value: &str) -> Vec<bool> {
        let having = (0..self.len()).filter(|class| self.value(*class, place) == Some(value));
        let having = having.filter(|class| self.columns.n([*class]) > 0);
        let taken: BTreeSet<&[Option<String>]> = having.map(|class| &self.values[class][..place]).collect();
        self.values.iter().map(|values| !taken.contains(&values[..place])).collect()
    }

    /// How many people may be in some classes without it being certain: those of the rows of a question, or without one
    /// of the classes, that are not surely among them and hold somebody who may be.
    pub(super) fn possible(&self, code: Option<&QuestionCode>, surely: &[bool], may: &[bool]) -> u64 {
        let all = 0..self.len();
        let Some(code) = code else { return self.columns.n(all.filter(|class| may[*class] && !surely[*class])) };
        let (Some(column), Some(rows)) = (self.columns.question(code), self.rows.get(code)) else { return 0 };
        let mut marked = vec![false; self.len()];
        let belonging = rows.iter().zip(may).filter(|(_, may)| **may);
        belonging.filter_map(|(row, _)| *row).for_each(|row| marked[row] = true);
        all.filter(|class| marked[*class] && !surely[*class]).filter_map(|class| column.people(class)).sum()
    }
}

/// Which of some rows, by their classes, a class of people belongs to: itself where it is one, else that of its own value
/// where there is one, else the others.
fn row_of(class: usize, rows: &[usize], values: &[Values]) -> Option<usize> {
    if rows.contains(&class) {
        return Some(class);
    }
    let mut left = rows.to_vec();
    for (place, value) in values[class].iter().enumerate() {
        let own = left.iter().any(|row| values[*row][place] == *value);
        left.retain(|row| values[*row][place].as_ref() == value.as_ref().filter(|_| own));
    }
    left.first().copied()
}
