//! The review as a document: parts with tables of typed cells. Every form of it, JSON, HTML and XLSX, is made from this.
//!
//! A share is a cell of its own type, which holds its n and its interval: a bare percentage cannot be written.
//! Words of ours are [`Term`]s, which each form says in its language; words of the office come as they were given.

use jiff::civil::Date;

use crate::survey::codes::SurveySlug;
use crate::survey::figures::Proportion;
use crate::survey::period::Period;
use crate::survey::review::terms::Term;
use crate::survey::statistics::Difference;
use crate::survey::text::LocalizedText;
use crate::survey::trend::Point;
use crate::survey::wording::{Verdict, Words};

/// A management review of one survey and period.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// What it is about and what it rests on.
    pub basis: Basis,
    /// Its tables and figures, in order.
    pub parts: Vec<Part>,
}

/// What a review is about and what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Basis {
    /// The office's name.
    pub office: LocalizedText,
    /// The survey.
    pub survey: SurveySlug,
    /// The survey's title.
    pub title: LocalizedText,
    /// The period.
    pub period: Period,
    /// Whether all of the period is closed.
    pub closed: bool,
    /// Which edition it is; none: a draft, which nobody signs.
    pub edition: Option<Edition>,
    /// The day the latest of its figures were released.
    pub as_of: Option<Date>,
    /// The version of the program that made it.
    pub software: String,
}

/// An edition of a review: what is issued is never changed, a correction is the next edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// 1, 2, 3, ...
    pub number: u32,
    /// The day it was issued.
    pub issued_on: Date,
    /// The order or procedure that it follows, in the office's words.
    pub procedure: Option<String>,
    /// Why there is another edition than the first.
    pub reason: Option<String>,
}

/// A numbered part: its notes, then its figures, then its tables.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Its number, which names its title too.
    pub id: PartId,
    /// What must be said before the figures are read.
    pub notes: Vec<Phrase>,
    /// Its tables; none: its notes say why.
    pub tables: Vec<Table>,
    /// Its figures, none of them higher than a page.
    pub charts: Vec<Chart>,
}

/// A table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Its name within the part, where that has several.
    pub caption: Option<Phrase>,
    /// Its columns; the first holds the names of the rows.
    pub columns: Vec<Column>,
    /// Its rows, as wide as there are columns.
    pub rows: Vec<Row>,
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its heading.
    pub heading: Phrase,
    /// What stands in it.
    pub shape: Shape,
}

/// What stands in a column, hence how wide it is and how it is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Words, days and periods.
    Words,
    /// Numbers that need nothing beside them.
    Numbers,
    /// A share, spread over three columns: of how many, the share, its interval.
    Share,
    /// A share, spread over three columns: how many, their share, its interval.
    Frequency,
    /// A share in one cell with its n and its interval below it, for tables with many columns.
    Compact,
    /// A difference of two shares with its interval.
    Change,
    /// Left empty, to be filled in by hand.
    Blank,
}

/// A row.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its cells.
    pub cells: Vec<Cell>,
    /// Whether it sums up the others.
    pub total: bool,
}

/// What stands in one place of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Left empty.
    Blank,
    /// Nothing can be told, and why.
    Absent(Term),
    /// Words in every language.
    Phrase(Phrase),
    /// Words as somebody wrote them, in whatever language.
    Text(String),
    /// How many.
    Count(u64),
    /// A number, with how many decimals people are shown.
    Number(f64, u8),
    /// The p-value of a test.
    PValue(f64),
    /// A share with its n and its interval.
    Share(Proportion),
    /// The same, with a word of ours below it.
    SharePhrase(Proportion, Term),
    /// A difference of two shares with its interval.
    Difference(Difference),
    /// So many of so many, told as how many of each hundred: a count of everybody, hence without an interval.
    PerHundred(u64, u64),
    /// The limits within which chance moves a share.
    Limits(f64, f64),
    /// Half the width of an interval of a share: 0.05 is five points to either side.
    Margin(f64),
    /// A share that somebody set as a goal.
    Goal(f64),
    /// A day.
    Day(Date),
    /// A period.
    Period(Period),
}

/// Words in every language of the review.
#[derive(Debug, Clone, PartialEq)]
pub enum Phrase {
    /// Ours, and what its places `{0}`, `{1}`, ... stand for.
    Term(Term, Vec<Cell>),
    /// The office's.
    Label(LocalizedText),
    /// A code of the questionnaire with the office's words for it.
    Coded(String, LocalizedText),
    /// What the core says in its own words, with the word that programs know it by.
    Said(&'static str, Words),
}

macro_rules! parts {
    ($($id:ident)*) => {
        /// The number of a part. T: tables; F: figures; A: annexes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum PartId {
            $(#[doc = concat!("Part ", stringify!($id), ".")] $id,)*
        }

        impl PartId {
            /// All of them, in the order of the document.
            pub const ALL: &'static [Self] = &[$(Self::$id,)*];

            /// The number as it is written.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$id => stringify!($id),)* }
            }
        }
    };
}

parts! { T0 T1 T2 F1 T3 T4 T5 F2 F3 T6 T7 T8 T9 T10 T11 T12 T13 T14 T15 A1 A2 A3 A4 A5 A6 }

/// What a figure shows; the table below it says the same in numbers.
#[derive(Debug, Clone, PartialEq)]
pub enum Chart {
    /// Distributions on one scale, as bars of parts.
    Distributions {
        /// What the parts mean, worst first.
        legend: Vec<Phrase>,
        /// The bars.
        rows: Vec<Bar>,
    },
    /// Importance against performance.
    Quadrant {
        /// What stands in it.
        marks: Vec<Mark>,
        /// Where its four parts meet: performance and importance.
        center: (f64, f64),
    },
    /// A share over time, with the limits within which chance moves it.
    Trend(Vec<Point>),
    /// Shares side by side with their intervals.
    Shares {
        /// The shares, or why they are not told.
        rows: Vec<(Phrase, Result<Proportion, Term>)>,
        /// What they are held against.
        whole: Option<Proportion>,
    },
}

/// A dimension in a figure of importance against performance.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// What it is.
    pub name: Phrase,
    /// How many hold it for important.
    pub importance: Proportion,
    /// How many rate it well.
    pub performance: Proportion,
}

/// A bar of parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// What it is about.
    pub name: Phrase,
    /// How many chose each point of the scale.
    pub counts: Vec<u64>,
}

/// A note that something is not told, and why.
pub fn not_told(what: Cell, why: Term) -> Phrase {
    Phrase::Term(Term::NotTold, vec![what, Cell::term(why)])
}

impl Part {
    /// A part that has nothing but its number.
    pub fn new(id: PartId) -> Self {
        Self { id, notes: Vec::new(), tables: Vec::new(), charts: Vec::new() }
    }

    /// With a note.
    pub fn note(mut self, phrase: impl Into<Phrase>) -> Self {
        self.notes.push(phrase.into());
        self
    }

    /// With a table, unless it has no rows.
    pub fn table(mut self, table: Table) -> Self {
        if !table.rows.is_empty() {
            self.tables.push(table);
        }
        self
    }

    /// With a figure.
    pub fn chart(mut self, chart: Chart) -> Self {
        self.charts.push(chart);
        self
    }
}

impl Table {
    /// A table without rows.
    pub fn new(columns: impl IntoIterator<Item = Column>) -> Self {
        Self { caption: None, columns: columns.into_iter().collect(), rows: Vec::new() }
    }

    /// With a name.
    pub fn called(mut self, caption: impl Into<Phrase>) -> Self {
        self.caption = Some(caption.into());
        self
    }

    /// With one more row.
    pub fn row(mut self, cells: impl IntoIterator<Item = Cell>) -> Self {
        self.push(cells, false);
        self
    }

    /// With one more row, which sums up the others.
    pub fn total(mut self, cells: impl IntoIterator<Item = Cell>) -> Self {
        self.push(cells, true);
        self
    }

    fn push(&mut self, cells: impl IntoIterator<Item = Cell>, total: bool) {
        let cells: Vec<Cell> = cells.into_iter().collect();
        debug_assert_eq!(cells.len(), self.columns.len(), "a row is as wide as its table");
        self.rows.push(Row { cells, total });
    }
}

impl Column {
    /// A column of a shape.
    pub fn new(heading: impl Into<Phrase>, shape: Shape) -> Self {
        Self { heading: heading.into(), shape }
    }

    /// A column of words.
    pub fn words(heading: impl Into<Phrase>) -> Self {
        Self::new(heading, Shape::Words)
    }

    /// A column of numbers.
    pub fn numbers(heading: impl Into<Phrase>) -> Self {
        Self::new(heading, Shape::Numbers)
    }
}

impl Cell {
    /// Words of ours.
    pub fn term(term: Term) -> Self {
        Self::Phrase(term.into())
    }

    /// What there is of something, else why there is nothing.
    pub fn or<T>(value: Option<T>, cell: impl FnOnce(T) -> Self, absent: Term) -> Self {
        value.map_or(Self::Absent(absent), cell)
    }

    /// What is told of something, or why nothing is.
    pub fn told<T>(value: Result<T, Term>, cell: impl FnOnce(T) -> Self) -> Self {
        value.map_or_else(Self::Absent, cell)
    }
}

impl From<Term> for Phrase {
    fn from(term: Term) -> Self {
        Self::Term(term, Vec::new())
    }
}

impl From<Verdict> for Phrase {
    fn from(verdict: Verdict) -> Self {
        Self::Said(verdict.as_str(), verdict.words())
    }
}

impl From<&LocalizedText> for Phrase {
    fn from(text: &LocalizedText) -> Self {
        Self::Label(text.clone())
    }
}
