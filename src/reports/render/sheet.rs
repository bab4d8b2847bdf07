//! A table of a review as a reader sees it: headings over one or two rows, and cells that may span several columns.

use crate::reports::render::speech::{Said, Speech};
use crate::survey::codes::Language;
use crate::survey::figures::Proportion;
use crate::survey::report::{Cell, Column, Phrase, Rank, Row, Shape, Table, Term};
use crate::survey::statistics::Difference;

/// A table that is ready to be set.
#[derive(Debug)]
pub struct Sheet {
    /// Its name, if it has one.
    pub caption: Option<Said>,
    /// The first row of headings.
    pub upper: Vec<Heading>,
    /// The second; empty when there is only one.
    pub lower: Vec<String>,
    /// The rows.
    pub rows: Vec<Line>,
    /// How it is set: `dense` with many columns, `short` when it should stand on one page, `facts` when its headings say
    /// nothing.
    pub class: &'static str,
}

/// A heading.
#[derive(Debug)]
pub struct Heading {
    /// What it says.
    pub said: Said,
    /// Over how many columns.
    pub columns: usize,
    /// Over how many rows.
    pub rows: usize,
    /// How its column is set.
    pub class: &'static str,
}

/// A row.
#[derive(Debug)]
pub struct Line {
    /// The code that names it in the API and in files; empty: it has none.
    pub code: String,
    /// Its cells; the first is its heading.
    pub places: Vec<Place>,
    /// How it is set: `head` above those that belong to it, `total` below those that it sums up; empty: like any other.
    pub class: &'static str,
}

/// A cell.
#[derive(Debug)]
pub struct Place {
    /// The text, line by line.
    pub lines: Vec<String>,
    /// The language of the text, if it is not the document's.
    pub language: Option<Language>,
    /// Over how many columns.
    pub columns: usize,
    /// How it is set.
    pub class: &'static str,
}

/// How many columns make a table dense.
const DENSE: usize = 7;
/// How many rows may stand on one page at most.
const SHORT: usize = 14;

impl Sheet {
    /// A table in a language.
    pub fn new(table: &Table, speech: &Speech) -> Self {
        let spread = |column: &Column| matches!(column.shape, Shape::Share | Shape::Frequency);
        let two_rows = table.columns.iter().any(spread);
        let rows = if two_rows { 2 } else { 1 };
        let upper = table.columns.iter().map(|column| Heading {
            said: speech.heading(&column.heading),
            columns: column.shape.columns(),
            rows: if spread(column) { 1 } else { rows },
            class: column.shape.class(),
        });
        let lower = table.columns.iter().filter(|column| spread(column)).flat_map(|column| {
            let first = if column.shape == Shape::Share { Term::Size } else { Term::CountOf };
            [first, Term::ShareOf, Term::Interval].map(|term| speech.term(term))
        });
        let line = if speech.on_paper { Line::on_paper } else { Line::on_a_screen };
        let width: usize = table.columns.iter().map(|column| column.shape.columns()).sum();
        Self {
            caption: table.caption.as_ref().map(|caption| speech.heading(caption)),
            upper: upper.collect(),
            lower: lower.collect(),
            rows: table.rows.iter().map(|row| line(row, table, speech)).collect(),
            class: match (width >= DENSE, table.rows.len() <= SHORT) {
                _ if table.is_of_facts() => "facts short",
                (true, true) => "dense short",
                (true, false) => "dense",
                (false, true) => "short",
                (false, false) => "long",
            },
        }
    }
}

impl Line {
    fn on_paper(row: &Row, table: &Table, speech: &Speech) -> Self {
        let places = row.cells.iter().zip(&table.columns).enumerate();
        Self {
            places: places
                .flat_map(|(index, (cell, column))| match cell {
                    Cell::Phrase(phrase) if index == 0 => vec![Place::name(phrase, column.shape, speech)],
                    _ => places_of(cell, column.shape, speech),
                })
                .collect(),
            code: row.code.clone(),
            class: row.rank.class(),
        }
    }

    /// For a screen: every cell in one line, a dash for a number that is not told, and a reason that cells share said once.
    fn on_a_screen(row: &Row, table: &Table, speech: &Speech) -> Self {
        let told = row.cells.iter().skip(1).any(|cell| !matches!(cell, Cell::Absent(_)));
        let mut places: Vec<Place> = Vec::new();
        let mut before = None;
        for (cell, column) in row.cells.iter().zip(&table.columns) {
            let shape = column.shape;
            let why = if let Cell::Absent(why) = cell { Some(*why) } else { None };
            match (why, places.last_mut()) {
                (Some(_), _) if told && matches!(shape, Shape::Numbers | Shape::Change | Shape::Points) => {
                    places.extend(places_of(&Cell::term(Term::Neither), shape, speech));
                }
                (Some(_), Some(last)) if why == before => last.columns += shape.columns(),
                _ => places.extend(places_of(cell, shape, speech)),
            }
            before = why;
        }
        Self { places, code: row.code.clone(), class: row.rank.class() }
    }
}

fn places_of(cell: &Cell, shape: Shape, speech: &Speech) -> Vec<Place> {
    match (cell, shape) {
        (Cell::Share(share), Shape::Share) => spread(share.of, share, speech),
        (Cell::Share(share), Shape::Frequency) => spread(share.n, share, speech),
        (Cell::Difference(difference), Shape::Points) => vec![points(difference, None, speech)],
        (Cell::DifferencePhrase(difference, sign), Shape::Points) => vec![points(difference, Some(*sign), speech)],
        _ => vec![Place::whole(cell, shape, speech)],
    }
}

/// A share over three columns: never without its n and its interval.
fn spread(count: u64, share: &Proportion, speech: &Speech) -> Vec<Place> {
    let numbers = speech.numbers;
    let place = |text: String, class| Place { lines: vec![text], language: None, columns: 1, class };
    vec![
        place(numbers.count(count), "number"),
        place(numbers.share(share.share), "number share"),
        place(numbers.interval(share.low, share.high), "number"),
    ]
}

/// A difference in one line, and a sign.
fn points(difference: &Difference, sign: Option<Term>, speech: &Speech) -> Place {
    let points = speech.numbers.bare_points(difference.share, difference.low, difference.high);
    let words = std::iter::once(points).chain(sign.map(|sign| speech.term(sign)));
    Place { lines: words.collect(), language: None, columns: 1, class: Shape::Points.class() }
}

impl Place {
    /// How it is set on a screen, where that is not as in any other cell.
    pub fn mark(&self) -> Option<&'static str> {
        Some(self.class).filter(|class| ["absent", "apart", "quiet"].contains(class))
    }

    /// Whether nothing stands in it: then it heads no row.
    pub fn is_silent(&self) -> bool {
        self.lines.iter().all(String::is_empty)
    }

    /// The name of a row.
    fn name(phrase: &Phrase, shape: Shape, speech: &Speech) -> Self {
        let Said { text, language } = speech.name(phrase);
        Self { lines: vec![text], language, columns: shape.columns(), class: shape.class() }
    }

    fn whole(cell: &Cell, shape: Shape, speech: &Speech) -> Self {
        let columns = shape.columns();
        let class = match cell {
            Cell::Absent(_) => "absent",
            // A count of everybody has no interval to stand with.
            Cell::Percentage(..) => "number counted",
            Cell::Phrase(Phrase::Term(Term::AboveOffice | Term::BelowOffice, _)) => "apart",
            Cell::Phrase(Phrase::Term(
                Term::LikeOffice | Term::TooFewSign | Term::UnconfirmedSign | Term::NotPlaced,
                _,
            )) => "quiet",
            _ => shape.class(),
        };
        match cell {
            // A sign is seen, and its words are heard: many of them would hide those that matter.
            Cell::Phrase(phrase) if class == "quiet" && !speech.on_paper => {
                let line = speech.line(phrase);
                let lines = line.splitn(2, ' ').map(str::to_owned).collect();
                Self { lines, language: None, columns, class }
            }
            Cell::Phrase(phrase @ (Phrase::Label(_) | Phrase::Coded(..) | Phrase::Term(Term::Numbered, _))) => {
                let Said { text, language } = speech.heading(phrase);
                Self { lines: vec![text], language, columns, class }
            }
            _ => {
                let lines = if speech.on_paper { speech.cell(cell) } else { vec![speech.inline(cell)] };
                Self { lines, language: None, columns, class }
            }
        }
    }
}

impl Rank {
    fn class(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Head => "head",
            Self::Total => "total",
        }
    }
}

impl Shape {
    /// Over how many columns of a sheet it goes.
    fn columns(self) -> usize {
        if matches!(self, Self::Share | Self::Frequency) { 3 } else { 1 }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Change => "change",
            Self::Points => "points",
            Self::Numbers => "number",
            Self::Share | Self::Frequency => "group",
            Self::Compact => "compact",
            Self::Blank => "blank",
        }
    }
}
