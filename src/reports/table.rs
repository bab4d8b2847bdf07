//! A table with typed columns. CSV, XLSX, CSVW and the Data Package are rendered from the same tables, so that they
//! agree cell by cell. What a cell says is decided where its table is made: in `figures` and `codebook`.

use std::borrow::Cow;

use jiff::civil::Date;

use crate::survey::wording::Words;

/// Rows under typed columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Table<'a> {
    /// The columns, from the left.
    pub columns: Vec<&'static Column>,
    /// The rows; each has one cell for each column.
    pub rows: Vec<Vec<Cell<'a>>>,
}

/// One column: its name for programs, what its cells hold, and what it means.
#[derive(Debug, PartialEq)]
pub struct Column {
    /// Its name; the header of files.
    pub name: &'static str,
    /// What its cells hold, unless they hold nothing.
    pub kind: ColumnKind,
    /// What it is, in a few words.
    pub title: Words,
    /// What exactly it says.
    pub about: Words,
}

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text, one of these; no list: any.
    Text(&'static [Value]),
    /// True or false.
    Flag,
    /// A day.
    Day,
    /// A whole number from 0.
    Count,
    /// A share, 0 to 1.
    Share,
    /// Any number.
    Number,
}

/// A text that a column may hold, and what it means.
#[derive(Debug, PartialEq, Eq)]
pub struct Value {
    /// The text.
    pub text: &'static str,
    /// What it means.
    pub about: Words,
}

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// Empty.
    Nothing,
    /// Text; whoever writes it sees to it that no spreadsheet takes it for a formula.
    Text(Cow<'a, str>),
    /// True or false.
    Flag(bool),
    /// A day.
    Day(Date),
    /// A whole number.
    Count(u64),
    /// Any finite number.
    Number(f64),
}

/// What a spreadsheet takes for the start of a formula, in their full-width forms as well.
const FORMULA_STARTS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// Whether a spreadsheet could take a text for a formula: it starts like one, perhaps after what is not seen.
pub fn looks_like_a_formula(text: &str) -> bool {
    let unseen = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}');
    text.starts_with(['\t', '\r', '\n']) || text.trim_start_matches(unseen).starts_with(FORMULA_STARTS)
}

/// The months as a Polish or an English spreadsheet knows them, by their first letters.
const MONTHS: [&str; 22] = [
    "sty", "lut", "mar", "kwi", "maj", "cze", "lip", "sie", "wrz", "paź", "lis", "gru", "jan", "feb", "apr", "may",
    "jun", "jul", "aug", "sep", "oct", "dec",
];

/// Whether a Polish spreadsheet could take a text for a date or a time: two or three numbers, one of them perhaps the
/// name of a month, with something between them.
pub fn looks_like_a_date(text: &str) -> bool {
    let parts: Vec<&str> = text.trim().split(['-', '/', '.', ':', ' ']).collect();
    let is_number = |part: &&str| (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_month = |part: &&str| {
        let name = part.to_lowercase();
        name.chars().all(char::is_alphabetic) && MONTHS.iter().any(|month| name.starts_with(month))
    };
    let numbers = parts.iter().filter(|part| is_number(part)).count();
    let months = parts.iter().filter(|part| is_month(part)).count();
    (2..=3).contains(&parts.len()) && numbers > 0 && months <= 1 && numbers + months == parts.len()
}

/// A column, its title and meaning in Polish and English.
pub const fn column(
    name: &'static str,
    kind: ColumnKind,
    title: [&'static str; 2],
    about: [&'static str; 2],
) -> Column {
    let [title, about] = [Words::new(title[0], title[1]), Words::new(about[0], about[1])];
    Column { name, kind, title, about }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<bool> for Cell<'_> {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<Date> for Cell<'_> {
    fn from(day: Date) -> Self {
        Self::Day(day)
    }
}

impl From<u64> for Cell<'_> {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<f64> for Cell<'_> {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_takes_for_a_date_is_seen() {
        for text in ["2026-11", "11-2026", "1-3", "1.5", "1/2/2026", "7:30", "maj 2026", "3 listopada", "2026-07-01"] {
            assert!(looks_like_a_date(text), "{text:?}");
        }
        for text in
            ["", "2026", "2026-Q3", "2026-07..2026-09", "KM", "1-", "12345-1", "okienko 3", "few_a_year", "1 2 3 4"]
        {
            assert!(!looks_like_a_date(text), "{text:?}");
        }
    }

    #[test]
    fn what_starts_like_a_formula_is_seen() {
        for text in
            ["=1+1", "+1", "-1", "@SUM(A1)", "\t", "\rx", "\n", " =1", "\u{a0}=1", "\u{feff}+1", "＝1", "\u{200b}-1"]
        {
            assert!(looks_like_a_formula(text), "{text:?}");
        }
        for text in ["", " ", "KM", "1=1", "a@b", "'=1", "–", " a"] {
            assert!(!looks_like_a_formula(text), "{text:?}");
        }
    }
}
