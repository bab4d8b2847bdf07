//! A part of a board: a chart, the table of the same figures under it, and the same figures as files.

use serde::Serialize;

/// A part of a board.
#[derive(Debug)]
pub struct Section {
    /// A name that no other part of the board has.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// What stands between the heading and the chart.
    pub notes: Vec<String>,
    /// The chart, as SVG.
    pub chart: String,
    /// The table under it.
    pub table: Table,
    /// Where the same figures are to be had as files; none: above, with others.
    pub files: Option<Files>,
}

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
    /// Its head, a code that names it to programs, and its cells, one fewer than there are columns.
    pub head: String,
    /// The code that names it in the API and in files.
    pub code: String,
    /// Its cells; or why it has none.
    pub cells: Result<Vec<String>, String>,
}

/// The address of files with the same figures, without the form.
#[derive(Debug, Clone, Serialize)]
pub struct Files {
    /// The period.
    pub period: String,
    /// The department.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub department: String,
    /// The question.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub question: String,
    /// How they are split.
    pub group_by: &'static str,
}

impl Files {
    /// The query of the address.
    pub fn query(&self) -> String {
        serde_html_form::to_string(self).unwrap_or_default()
    }
}
