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
    pub why: Broken,
    /// How many lines are left out.
    pub rows: u64,
}

/// Why a line cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// There is nothing.
    #[error("it is empty")]
    Empty,
    /// A quote is opened and never closed.
    #[error("a quote is opened and never closed")]
    OpenQuote,
    /// Something stands between a closing quote and the end of its cell.
    #[error("after the text in quotes that begins here comes more text: a quote too many?")]
    TextAfterQuote,
    /// A quote stands within a cell that has none around it.
    #[error("a quote stands alone within a cell")]
    LoneQuote,
    /// Text in quotes goes on over lines that look like rows.
    #[error(
        "the text in quotes that begins here goes on to line {last}, and lines of it look like rows: is a quote missing, \
         or one too many? None of lines {first} to {last} is taken"
    )]
    Swallowing {
        /// The line where it begins.
        first: u64,
        /// The line where it ends.
        last: u64,
    },
}

impl Broken {
    /// A stable word for it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::OpenQuote => "open_quote",
            Self::TextAfterQuote => "text_after_quote",
            Self::LoneQuote => "lone_quote",
            Self::Swallowing { .. } => "swallowing_quote",
        }
    }
}

impl Unread {
    /// One line that cannot be read.
    pub fn new(line: u64, why: Broken) -> Self {
        Self { line, why, rows: 1 }
    }
}
