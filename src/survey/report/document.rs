//! A report as a document: parts with sentences, charts and tables of typed cells. Every face of it, on a screen, on
//! paper and in files, is made from this.
//!
//! A share is a type of its own, which holds its n and its interval: a bare percentage cannot be written, in a cell, in
//! a sentence or in a chart. Words of ours are [`Term`]s, which each face says in its language; words of the office come
//! as they were given.

use jiff::civil::Date;

use crate::survey::codes::QuestionCode;
use crate::survey::figures::{GroupBy, Proportion};
use crate::survey::period::Period;
use crate::survey::report::terms::Term;
use crate::survey::statistics::Difference;
use crate::survey::text::LocalizedText;
use crate::survey::trend::Point;
use crate::survey::wording::{Verdict, Words};

/// What is told of one theme: sentences, then charts, then tables, then what is told under headings of their own.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Part {
    /// What must be said before the figures are read.
    pub notes: Vec<Phrase>,
    /// Its charts, none of them higher than a page.
    pub charts: Vec<Chart>,
    /// Its tables; none: its notes say why.
    pub tables: Vec<Table>,
    /// Parts of this one.
    pub sections: Vec<Section>,
    /// Which table for programs has the same figures.
    pub figures: Option<Figures>,
}

/// A part under a heading.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// A name that no other section of the document has.
    pub id: String,
    /// The heading.
    pub title: Phrase,
    /// What stands under it.
    pub part: Part,
}

/// A table of figures for programs.
#[derive(Debug, Clone, PartialEq)]
pub enum Figures {
    /// Results of a period, of one question or of all, split like this.
    Results(Period, Option<QuestionCode>, GroupBy),
    /// What goes with the headline.
    Drivers,
    /// What the office has set itself.
    Targets,
}

/// The one share that stands for the whole, and what may be said of its change.
#[derive(Debug, Clone, PartialEq)]
pub struct Lead {
    /// What was asked.
    pub question: Phrase,
    /// The share of positive answers.
    pub share: Proportion,
    /// The mean of the ratings, and the best on their scale, if they are any.
    pub mean: Option<(f64, u8)>,
    /// The target for it, and whether it was reached; none: none is set.
    pub goal: Option<Phrase>,
    /// The same of the whole office, where it is about a part of it.
    pub office: Option<Proportion>,
    /// What may be concluded.
    pub verdict: Cell,
    /// How large the change is, and against which period and share; none: there is nothing to hold it against.
    pub change: Option<(Difference, Period, Proportion)>,
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
    /// The same in one line, in percentage points, which its heading says.
    Points,
    /// Left empty, to be filled in by hand.
    Blank,
}

/// A row.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The code that names it in the API and in files; empty: it has none.
    pub code: String,
    /// Its cells.
    pub cells: Vec<Cell>,
    /// What it is to the others.
    pub rank: Rank,
}

/// What a row is to the others of its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rank {
    /// One of them.
    Plain,
    /// Those below it, up to the next of its kind, are of it.
    Head,
    /// It sums them up.
    Total,
}

/// What stands in one place of a table or a sentence.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Left empty.
    Blank,
    /// Nothing can be told, and why.
    Absent(Term),
    /// Words in every language.
    Phrase(Phrase),
    /// Several of them.
    Phrases(Vec<Phrase>),
    /// Words as somebody wrote them, in whatever language.
    Text(String),
    /// How many.
    Count(u64),
    /// A number, with how many decimals people are shown.
    Number(f64, u8),
    /// The same with its sign, also a plus.
    Signed(f64, u8),
    /// The p-value of a test.
    PValue(f64),
    /// A share with its n and its interval.
    Share(Proportion),
    /// The same, with a word of ours below it.
    SharePhrase(Proportion, Term),
    /// A difference of two shares with its interval.
    Difference(Difference),
    /// The same, with a word of ours beside it.
    DifferencePhrase(Difference, Term),
    /// So many of so many, told in per cent: a count of everybody, hence without an interval.
    Percentage(u64, u64),
    /// The limits within which chance moves a share.
    Limits(f64, f64),
    /// Half the width of an interval of a share: 0.05 is five points to either side.
    Margin(f64),
    /// A share that somebody set as a goal.
    Goal(f64),
    /// A day.
    Day(Date),
    /// The first and the last of several days.
    Days(Date, Date),
    /// A period.
    Period(Period),
}

/// Words in every language of a report.
#[derive(Debug, Clone, PartialEq)]
pub enum Phrase {
    /// Ours, and what its places `{0}`, `{1}`, ... stand for.
    Term(Term, Vec<Cell>),
    /// The office's.
    Label(LocalizedText),
    /// What the office calls something, as in the middle of a sentence, and the code by which programs know it. People
    /// are shown the code only where there is no name.
    Coded(String, LocalizedText),
    /// What the core says in its own words, with the word that programs know it by.
    Said(&'static str, Words),
}

/// A chart; the table below it says the same in numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// What it is called.
    pub title: Phrase,
    /// What it shows, for who does not see it.
    pub summary: Phrase,
    /// What is drawn.
    pub drawing: Drawing,
}

/// What a chart shows.
#[derive(Debug, Clone, PartialEq)]
pub enum Drawing {
    /// Distributions on one scale, as bars of parts.
    Distributions {
        /// What the parts mean, worst first.
        legend: Vec<Phrase>,
        /// The bars.
        bars: Vec<Bar>,
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
        /// What they are held against, and what that is called.
        reference: Option<(Term, Proportion)>,
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
    /// Which of them count as positive; none: nobody answered.
    pub positive: Option<Proportion>,
}

impl Part {
    /// With a note.
    pub fn note(mut self, phrase: impl Into<Phrase>) -> Self {
        self.notes.push(phrase.into());
        self
    }

    /// With notes.
    pub fn notes(mut self, phrases: impl IntoIterator<Item = Phrase>) -> Self {
        self.notes.extend(phrases);
        self
    }

    /// With a table, unless it has no rows.
    pub fn table(mut self, table: Table) -> Self {
        if !table.rows.is_empty() {
            self.tables.push(table);
        }
        self
    }

    /// With a chart.
    pub fn chart(mut self, chart: Chart) -> Self {
        self.charts.push(chart);
        self
    }

    /// Whose figures programs find there.
    pub fn of_figures(self, figures: Figures) -> Self {
        Self { figures: Some(figures), ..self }
    }

    /// Under a heading.
    pub fn under(self, id: impl Into<String>, title: impl Into<Phrase>) -> Section {
        Section { id: id.into(), title: title.into(), part: self }
    }
}

impl Table {
    /// A table without rows.
    pub fn new(columns: impl IntoIterator<Item = Column>) -> Self {
        Self { caption: None, columns: columns.into_iter().collect(), rows: Vec::new() }
    }

    /// A table of names and values, without rows.
    pub fn of_facts() -> Self {
        Self::new([Term::Item, Term::Value].map(Column::words))
    }

    /// Whether it is a table of names and values.
    pub fn is_of_facts(&self) -> bool {
        self.columns == Self::of_facts().columns
    }

    /// With a name.
    pub fn called(mut self, caption: impl Into<Phrase>) -> Self {
        self.caption = Some(caption.into());
        self
    }

    /// Without some of its columns.
    pub fn without(mut self, columns: &[usize]) -> Self {
        fn left<T>(of: Vec<T>, columns: &[usize]) -> Vec<T> {
            let left = of.into_iter().enumerate().filter(|(place, _)| !columns.contains(place));
            left.map(|(_, it)| it).collect()
        }
        self.columns = left(self.columns, columns);
        for row in &mut self.rows {
            row.cells = left(std::mem::take(&mut row.cells), columns);
        }
        self
    }

    /// With one more row, which has the code of its name.
    pub fn row(self, cells: impl IntoIterator<Item = Cell>) -> Self {
        self.push(None, cells, Rank::Plain)
    }

    /// With one more row of a code.
    pub fn coded(self, code: impl Into<String>, cells: impl IntoIterator<Item = Cell>) -> Self {
        self.push(Some(code.into()), cells, Rank::Plain)
    }

    /// With one more row, to which those below it belong.
    pub fn head(self, cells: impl IntoIterator<Item = Cell>) -> Self {
        self.push(None, cells, Rank::Head)
    }

    /// With one more row, which sums up the others.
    pub fn total(self, cells: impl IntoIterator<Item = Cell>) -> Self {
        self.push(None, cells, Rank::Total)
    }

    fn push(mut self, code: Option<String>, cells: impl IntoIterator<Item = Cell>, rank: Rank) -> Self {
        let cells: Vec<Cell> = cells.into_iter().collect();
        debug_assert_eq!(cells.len(), self.columns.len(), "a row is as wide as its table");
        let code = code.unwrap_or_else(|| match cells.first() {
            Some(Cell::Phrase(Phrase::Coded(code, _))) => code.clone(),
            Some(Cell::Period(period)) => period.label().to_owned(),
            _ => String::new(),
        });
        self.rows.push(Row { code, cells, rank });
        self
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

    /// A share that somebody set, as a number of per cent, with a decimal where it has one.
    pub fn per_cent(share: f64) -> Self {
        let tenths = (share * 1000.0).round();
        Self::Number(tenths / 10.0, u8::from(tenths % 10.0 != 0.0))
    }

    /// What is told of something, or why nothing is.
    pub fn told<T>(value: Result<T, Term>, cell: impl FnOnce(T) -> Self) -> Self {
        value.map_or_else(Self::Absent, cell)
    }
}

impl Term {
    /// With what its places stand for.
    pub fn with(self, values: impl IntoIterator<Item = Cell>) -> Phrase {
        Phrase::Term(self, values.into_iter().collect())
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

impl From<Phrase> for Cell {
    fn from(phrase: Phrase) -> Self {
        Self::Phrase(phrase)
    }
}

impl From<Term> for Cell {
    fn from(term: Term) -> Self {
        Self::term(term)
    }
}

impl From<&LocalizedText> for Cell {
    fn from(text: &LocalizedText) -> Self {
        Self::Phrase(text.into())
    }
}
