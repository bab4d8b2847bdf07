//! The table under a chart, with all figures that the chart shows.

/// Figures in rows.
#[derive(Debug, Default)]
pub struct Table {
    /// The heads of the columns.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Debug)]
pub struct Row {
    /// Its head.
    pub head: String,
    /// The code that names it in the API and in files; empty: it has none.
    pub code: String,
    /// Its cells, one fewer than there are columns; or why it has none.
    pub cells: Result<Vec<String>, String>,
}
