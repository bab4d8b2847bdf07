//! A row of a file, whatever kind of file it is.

/// A row, in the order of the columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line on which it begins, from 1.
    pub line: u64,
    /// Its cells, without blanks around them.
    pub cells: Vec<String>,
}

impl Row {
    /// Whether nothing stands in it.
    pub fn is_empty(&self) -> bool {
        self.cells.iter().all(String::is_empty)
    }
}

/// What is no row that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// The line on which it begins.
    pub line: u64,
    /// Why.
    pub why: String,
    /// How many lines are left out.
    pub rows: u64,
}

impl Unread {
    /// One line that cannot be read.
    pub fn new(line: u64, why: &str) -> Self {
        Self { line, why: why.to_owned(), rows: 1 }
    }
}
