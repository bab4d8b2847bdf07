//! A part of a board: a chart, the table of the same figures under it, and the same figures as files.

use serde::Serialize;

use crate::pages::shared::Table;

/// The most rows that a chart of a question's options has; the table below it has all.
pub const MOST_ROWS: usize = 10;

/// A part of a board.
#[derive(Debug, Default)]
pub struct Section {
    /// A name that no other part of the board has.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// What stands between the heading and the chart.
    pub notes: Vec<String>,
    /// The chart, as SVG; none: the table says it all, or there is nothing to show.
    pub chart: Option<String>,
    /// The table under it; none: there is nothing to show, and the notes say why.
    pub table: Option<Table>,
    /// Where the same figures are to be had as files; none: above, with others.
    pub files: Option<Files>,
    /// Whether the table says more than the chart, and is open.
    pub open: bool,
    /// Whether half the width of a large screen is enough.
    pub half: bool,
    /// Parts of this one, under headings of their own.
    pub parts: Vec<Section>,
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
    /// What they hold.
    #[serde(flatten)]
    pub holding: Holding,
}

/// What files hold, as their addresses say it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Holding {
    /// Results, split like this.
    GroupBy(String),
    /// Another table of figures, by its name.
    Part(&'static str),
}

impl Section {
    /// A part that has nothing to show but a sentence that says why.
    pub fn in_words(id: &str, title: &str, sentence: String) -> Self {
        Self { id: id.to_owned(), title: title.to_owned(), notes: vec![sentence], ..Self::default() }
    }
}

impl Files {
    /// The query of the address.
    pub fn query(&self) -> String {
        serde_html_form::to_string(self).unwrap_or_default()
    }

    /// Whether they come in the forms of results; otherwise as tables alone.
    pub fn are_results(&self) -> bool {
        matches!(self.holding, Holding::GroupBy(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_have_an_address() {
        let files = |holding| Files {
            period: "2026-Q3".to_owned(),
            department: String::new(),
            question: "OVERALL".to_owned(),
            holding,
        };
        let split = files(Holding::GroupBy("channel".to_owned()));
        assert_eq!(split.query(), "period=2026-Q3&question=OVERALL&group_by=channel");
        assert_eq!(files(Holding::Part("drivers")).query(), "period=2026-Q3&question=OVERALL&part=drivers");
    }
}
