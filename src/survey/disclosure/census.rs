//! The freezing of a quarter: which of its tables may be told beside its blocks, and what they say.
//!
//! The people are gone through twice. [`Census`] notes who is in which category, and decides by that alone;
//! [`Freezing`] then counts what they said. The office's tables come first, a department's are told where they are no
//! way to subtract something from those.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::survey::codes::{DepartmentCode, QuestionCode};
use crate::survey::disclosure::cuts::{Cut, Dimension, Part, Size, Subject, choose_parts};
use crate::survey::disclosure::pairs::{FEWEST_IN_CELL, FEWEST_IN_PAIR, Pair, Scale, Table};
use crate::survey::disclosure::partition::smallest_difference;
use crate::survey::disclosure::published::{Published, Threshold};
use crate::survey::period::Period;
use crate::survey::questionnaire::{Kind, Question, Version};
use crate::survey::response::NOT_APPLICABLE;
use crate::survey::tally::Tally;

/// The fewest people of a department whose tables are told.
const FEWEST_IN_DEPARTMENT: usize = 30;

/// Who is in which category: everybody who was released of one version and quarter and is in no table yet.
pub struct Census {
    version: Arc<Version>,
    /// What is known of each person: first the dimensions, then the other questions with one answer.
    columns: Vec<Column>,
    /// How many of the columns are dimensions.
    dimensions: usize,
    /// The column of the headline question.
    headline: usize,
    people: Vec<Person>,
    /// The categories of the people, one person after the other.
    categories: Vec<u8>,
}

/// The tables that may be told, and what was counted for them so far.
pub struct Freezing {
    version: Arc<Version>,
    tables: Vec<Counting>,
    pairs: Vec<PairTable>,
}

/// What was frozen of a quarter.
#[derive(Debug, Default, PartialEq)]
pub struct Frozen {
    /// Its tables by one dimension.
    pub cuts: Vec<Cut>,
    /// Its tables of two questions.
    pub pairs: Vec<Pair>,
}

struct Column {
    dimension: Dimension,
    names: Vec<String>,
}

struct Person {
    block: u32,
    /// The place of their department in the version; none: an office block holds them.
    department: Option<u32>,
}

/// A table that may be told.
struct Counting {
    dimension: Dimension,
    department: Option<DepartmentCode>,
    parts: Vec<(Vec<String>, Tally)>,
}

/// A table of two questions that may be told.
struct PairTable {
    department: Option<DepartmentCode>,
    row: QuestionCode,
    column: QuestionCode,
    table: Table,
}

/// A way to part people: whom it is about, and for each of them the part.
struct Parting {
    column: usize,
    people: Vec<usize>,
    part: Vec<u8>,
}

impl Census {
    /// A census of a version's people, with nobody in it yet.
    pub fn of(version: Arc<Version>) -> Self {
        let mut columns: Vec<Column> = Dimension::all(&version).into_iter().map(Column::new).collect();
        let dimensions = columns.len();
        let known = |columns: &[Column], code: &QuestionCode| {
            columns.iter().position(|column| column.dimension == Dimension::Question(code.clone()))
        };
        for question in version.questionnaire.questions.iter().filter(|question| question.is_single_valued()) {
            if known(&columns, &question.code).is_none() {
                columns.push(Column::new(Dimension::Question(question.code.clone())));
            }
        }
        // Every version has a headline question with one answer.
        let headline = known(&columns, &version.questionnaire.headline).unwrap_or(0);
        Self { version, columns, dimensions, headline, people: Vec::new(), categories: Vec::new() }
    }

    /// Notes one person.
    pub fn add(&mut self, subject: &Subject<'_>) {
        for column in &mut self.columns {
            let category = column.dimension.category(subject, &self.version);
            self.categories.push(column.place(&category));
        }
        let departments = &self.version.questionnaire.departments;
        let department = departments.iter().position(|code| code == subject.department);
        let department = department.filter(|_| !subject.pooled).and_then(|place| u32::try_from(place).ok());
        self.people.push(Person { block: subject.block, department });
    }

    /// Decides which tables may be told.
    pub fn decide(self, k: Threshold) -> Freezing {
        let everybody: Vec<usize> = (0..self.people.len()).collect();
        let blocks: Vec<u32> = self.people.iter().map(|person| person.block).collect();
        let mut office: Vec<Parting> = Vec::new();
        for column in 0..self.dimensions {
            let part = self.choose(column, &everybody, k, |part| {
                let beside = |many: &[u32]| smallest_difference(part, many).is_none_or(|left| left >= k.get());
                beside(&blocks) && office.iter().all(|other| beside(&widened(&other.part)))
            });
            office.extend(part.map(|part| Parting { column, people: everybody.clone(), part }));
        }
        let departments = self.decide_departments(&office, &blocks, k);
        let mut tables: Vec<Counting> = office.iter().map(|parting| self.counting(parting, None)).collect();
        for (department, partings) in &departments {
            let code = &self.version.questionnaire.departments[*department as usize];
            tables.extend(partings.iter().map(|parting| self.counting(parting, Some(code.clone()))));
        }
        let pairs = self.decide_pairs(&everybody);
        Freezing { version: self.version, tables, pairs }
    }

    /// The tables of single departments: of those who are in the department's own blocks, for the rest is told nowhere.
    fn decide_departments(&self, office: &[Parting], blocks: &[u32], k: Threshold) -> Vec<(u32, Vec<Parting>)> {
        let mut decided: Vec<(u32, Vec<Parting>)> = Vec::new();
        // By dimension, everybody by the parts that are told of their department, else by block.
        let mut told: Vec<Vec<u32>> = vec![blocks.to_vec(); self.dimensions];
        let first_free = blocks.iter().max().map_or(0, |last| last + 1);
        for (department, people) in self.departments() {
            let own_blocks: Vec<u32> = people.iter().map(|person| blocks[*person]).collect();
            let mut partings: Vec<Parting> = Vec::new();
            for (column, told) in told.iter_mut().enumerate() {
                if self.columns[column].dimension == Dimension::Site {
                    continue;
                }
                let with = |part: &[u8]| {
                    let mut all = told.clone();
                    for (person, part) in people.iter().zip(part) {
                        all[*person] = first_free + department * 256 + u32::from(*part);
                    }
                    all
                };
                let part = self.choose(column, &people, k, |part| {
                    let beside = |many: &[u32]| smallest_difference(part, many).is_none_or(|left| left >= k.get());
                    let within = |other: &Parting, all: &[u32]| {
                        smallest_difference(&other.part, all).is_none_or(|left| left >= k.get())
                    };
                    let all = with(part);
                    beside(&own_blocks)
                        && partings.iter().all(|other| beside(&widened(&other.part)))
                        && office.iter().all(|other| within(other, &all))
                });
                if let Some(part) = part {
                    *told = with(&part);
                    partings.push(Parting { column, people: people.clone(), part });
                }
            }
            decided.push((department, partings));
        }
        decided
    }

    /// The people of the departments that are large enough, the largest first.
    fn departments(&self) -> Vec<(u32, Vec<usize>)> {
        let mut people: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (place, person) in self.people.iter().enumerate() {
            if let Some(department) = person.department {
                people.entry(department).or_default().push(place);
            }
        }
        let mut departments: Vec<(u32, Vec<usize>)> =
            people.into_iter().filter(|(_, people)| people.len() >= FEWEST_IN_DEPARTMENT).collect();
        departments.sort_by_key(|(_, people)| std::cmp::Reverse(people.len()));
        departments
    }

    /// The finest way to part some people by a dimension that `accepts` takes: for each of them the part.
    fn choose(
        &self,
        column: usize,
        people: &[usize],
        k: Threshold,
        accepts: impl Fn(&[u8]) -> bool,
    ) -> Option<Vec<u8>> {
        let mut sizes = vec![Size::default(); self.columns[column].names.len()];
        for person in people {
            let size = &mut sizes[usize::from(self.category(*person, column))];
            size.n += 1;
            let opinion = self.category(*person, self.headline);
            if self.columns[self.headline].names[usize::from(opinion)] != NOT_APPLICABLE {
                size.opinions |= 1 << opinion.min(63);
            }
        }
        let of_people = |part_of: &[u8]| -> Vec<u8> {
            people.iter().map(|person| part_of[usize::from(self.category(*person, column))]).collect()
        };
        choose_parts(&sizes, k, |part_of| accepts(&of_people(part_of))).map(|part_of| of_people(&part_of))
    }

    fn category(&self, person: usize, column: usize) -> u8 {
        self.categories[person * self.columns.len() + column]
    }

    fn counting(&self, parting: &Parting, department: Option<DepartmentCode>) -> Counting {
        let column = &self.columns[parting.column];
        let mut parts: BTreeMap<u8, std::collections::BTreeSet<u8>> = BTreeMap::new();
        for (person, part) in parting.people.iter().zip(&parting.part) {
            parts.entry(*part).or_default().insert(self.category(*person, parting.column));
        }
        let names = |categories: std::collections::BTreeSet<u8>| {
            categories.into_iter().map(|category| column.names[usize::from(category)].clone()).collect()
        };
        let parts = parts.into_values().map(|categories| (names(categories), Tally::default())).collect();
        Counting { dimension: column.dimension.clone(), department, parts }
    }
}

/// The tables of two questions.
impl Census {
    /// Each question with the headline, for the office and for departments; and the rated dimensions with each other.
    fn decide_pairs(&self, everybody: &[usize]) -> Vec<PairTable> {
        let mut pairs = Vec::new();
        let asked = &self.version.questionnaire.questions;
        let columns: Vec<(usize, &Question)> = (0..self.columns.len())
            .filter_map(|column| {
                let Dimension::Question(code) = &self.columns[column].dimension else { return None };
                asked.iter().find(|question| &question.code == code).map(|question| (column, question))
            })
            .collect();
        let Some(headline) = columns.iter().find(|(column, _)| *column == self.headline).copied() else { return pairs };
        for other in columns.iter().copied().filter(|(column, _)| *column != self.headline) {
            if let Some(office) = self.pair(everybody, other, headline, None) {
                self.pair_departments(&office, other, headline, &mut pairs);
                pairs.push(office);
            }
        }
        let mut rated: Vec<(usize, &Question)> = columns.into_iter().filter(|(_, asked)| is_rated(asked)).collect();
        rated.retain(|(column, _)| *column != self.headline);
        for (place, one) in rated.iter().enumerate() {
            pairs.extend(rated[place + 1..].iter().filter_map(|other| self.pair(everybody, *one, *other, None)));
        }
        pairs
    }

    /// Departments by departments, as far as what is left of the office's table has no small cell either.
    fn pair_departments(
        &self,
        office: &PairTable,
        row: (usize, &Question),
        column: (usize, &Question),
        pairs: &mut Vec<PairTable>,
    ) {
        let mut left = office.table.cells.clone();
        for (department, people) in self.departments() {
            let own = self.table(&people, row.0, column.0, &office.table);
            let rest = |left: &Vec<Vec<u64>>| -> Vec<Vec<u64>> {
                let rows = left.iter().zip(&own.cells);
                rows.map(|(left, own)| left.iter().zip(own).map(|(left, own)| left - own).collect()).collect()
            };
            let rest = rest(&left);
            if rest.iter().flatten().any(|n| (1..FEWEST_IN_CELL).contains(n)) {
                continue;
            }
            let table = Some(own).filter(|own| own.answered() >= FEWEST_IN_PAIR);
            let table = table.and_then(|own| own.coarsened((scale(row.1), scale(column.1))));
            if let Some(table) = table {
                left = rest;
                let department = self.version.questionnaire.departments.get(department as usize).cloned();
                let (row, column) = (office.row.clone(), office.column.clone());
                pairs.push(PairTable { department, row, column, table });
            }
        }
    }

    fn pair(
        &self,
        people: &[usize],
        row: (usize, &Question),
        column: (usize, &Question),
        department: Option<DepartmentCode>,
    ) -> Option<PairTable> {
        let answers = |question: &Question| -> Vec<Vec<String>> {
            question.options().into_iter().chain([NOT_APPLICABLE.to_owned()]).map(|answer| vec![answer]).collect()
        };
        let fine = Table { rows: answers(row.1), columns: answers(column.1), cells: Vec::new() };
        let table = self.table(people, row.0, column.0, &fine);
        if table.answered() < FEWEST_IN_PAIR {
            return None;
        }
        let table = table.coarsened((scale(row.1), scale(column.1)))?;
        Some(PairTable { department, row: row.1.code.clone(), column: column.1.code.clone(), table })
    }

    /// Counts some people in the cells of a table.
    fn table(&self, people: &[usize], row: usize, column: usize, shape: &Table) -> Table {
        let places = |column: usize, groups: &[Vec<String>]| -> Vec<Option<usize>> {
            let names = self.columns[column].names.iter();
            names.map(|name| groups.iter().position(|group| group.contains(name))).collect()
        };
        let (rows, columns) = (places(row, &shape.rows), places(column, &shape.columns));
        let mut cells = vec![vec![0; shape.columns.len()]; shape.rows.len()];
        for person in people {
            let row = rows[usize::from(self.category(*person, row))];
            let column = columns[usize::from(self.category(*person, column))];
            if let (Some(row), Some(column)) = (row, column) {
                cells[row][column] += 1;
            }
        }
        Table { rows: shape.rows.clone(), columns: shape.columns.clone(), cells }
    }
}

impl Freezing {
    /// Whether nothing may be told, so that nobody need be counted.
    pub fn is_empty(&self) -> bool {
        self.tables.is_empty() && self.pairs.is_empty()
    }

    /// Counts what one of the people of the census said.
    pub fn count(&mut self, subject: &Subject<'_>) {
        for table in &mut self.tables {
            let department = table.department.as_ref();
            if department.is_some_and(|code| subject.pooled || code != subject.department) {
                continue;
            }
            let category = table.dimension.category(subject, &self.version);
            let part = table.parts.iter_mut().find(|(names, _)| names.iter().any(|name| *name == category));
            if let Some((_, tally)) = part {
                tally.add(subject.answers, subject.flags);
            }
        }
    }

    /// What is told of a quarter from this day on.
    pub fn freeze(self, quarter: &Period, closed_on: Date) -> Frozen {
        let version = self.version.number;
        let part = |(categories, tally)| Part { categories, counts: Published::of(tally) };
        let cuts = self.tables.into_iter().map(|table| Cut {
            version,
            quarter: quarter.clone(),
            dimension: table.dimension,
            department: table.department,
            parts: table.parts.into_iter().map(part).collect(),
            closed_on,
        });
        let pairs = self.pairs.into_iter().map(|pair| Pair {
            version,
            quarter: quarter.clone(),
            department: pair.department,
            row: pair.row,
            column: pair.column,
            table: pair.table,
            closed_on,
        });
        Frozen { cuts: cuts.collect(), pairs: pairs.collect() }
    }
}

impl Column {
    fn new(dimension: Dimension) -> Self {
        Self { dimension, names: Vec::new() }
    }

    /// The number of a category; all beyond the last number that there is are one.
    fn place(&mut self, category: &str) -> u8 {
        let known = self.names.iter().position(|name| name == category);
        let place = known.unwrap_or_else(|| {
            self.names.push(category.to_owned());
            self.names.len() - 1
        });
        u8::try_from(place).unwrap_or(u8::MAX)
    }
}

fn widened(part: &[u8]) -> Vec<u32> {
    part.iter().map(|part| u32::from(*part)).collect()
}

fn is_rated(question: &Question) -> bool {
    question.dimension.is_some() && matches!(question.kind, Kind::Rating { .. })
}

fn scale(question: &Question) -> Scale {
    match question.kind {
        Kind::Rating { .. } | Kind::Nps => Scale::Ordered,
        _ => Scale::Nominal,
    }
}
