//! Results as CSV: one row for each option of each question of each group, every share beside its n.
//!
//! A text cell that a spreadsheet could take for a formula gets a leading apostrophe, in headers too.

use std::fmt::Write;

use crate::survey::figures::{Group, Key, OptionFigures, QuestionFigures, Results};
use crate::survey::statistics::LEVEL;

/// How the file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// RFC 4180: commas, decimal points.
    Standard,
    /// What a Polish Excel opens by a double click: semicolons, decimal commas, a byte order mark.
    ExcelPl,
}

const HEADER: [&str; 27] = [
    "survey",
    "period",
    "closed",
    "as_of",
    "group_by",
    "group",
    "label",
    "withheld",
    "group_n",
    "question",
    "kind",
    "n",
    "missing",
    "not_applicable",
    "mean",
    "sd",
    "positive_n",
    "positive_share",
    "positive_low",
    "positive_high",
    "level",
    "certainty",
    "nps_score",
    "nps_margin",
    "option",
    "option_n",
    "option_share",
];

/// Writes results as a file. A withheld group is one row that says why.
pub fn write(results: &Results, dialect: Dialect) -> Vec<u8> {
    let mut table = Table::new(dialect);
    table.row(HEADER.iter().map(|name| Cell::Text(name)));
    for group in &results.groups {
        table.group(results, group);
    }
    table.bytes.into_bytes()
}

/// One cell; nothing is an empty one.
#[derive(Clone, Copy)]
enum Cell<'a> {
    Text(&'a str),
    Count(u64),
    Number(f64),
    Nothing,
}

struct Table {
    dialect: Dialect,
    bytes: String,
}

impl Table {
    fn new(dialect: Dialect) -> Self {
        let mark = if dialect == Dialect::ExcelPl { "\u{feff}" } else { "" };
        Self { dialect, bytes: mark.to_owned() }
    }

    fn group(&mut self, results: &Results, group: &Group) {
        let (group_by, name) = key(&group.key);
        let closed = if results.closed { "true" } else { "false" };
        let as_of = results.coverage.as_of.map(|day| day.to_string());
        let front = [
            Cell::Text(results.survey.as_str()),
            Cell::Text(results.period.label()),
            Cell::Text(closed),
            as_of.as_deref().map_or(Cell::Nothing, Cell::Text),
            Cell::Text(group_by),
            Cell::Text(name),
            Cell::Text(group.label.in_polish()),
            group.withheld.map_or(Cell::Nothing, |withheld| Cell::Text(withheld.as_str())),
            group.n.map_or(Cell::Nothing, Cell::Count),
        ];
        for question in &group.questions {
            for option in &question.distribution {
                self.row(front.into_iter().chain(figures(question)).chain(option_cells(option)));
            }
        }
        if group.questions.is_empty() {
            let rest = HEADER.len() - front.len();
            self.row(front.into_iter().chain(std::iter::repeat_n(Cell::Nothing, rest)));
        }
    }

    fn row<'a>(&mut self, cells: impl Iterator<Item = Cell<'a>>) {
        let separator = if self.dialect == Dialect::ExcelPl { ';' } else { ',' };
        for (index, cell) in cells.enumerate() {
            if index > 0 {
                self.bytes.push(separator);
            }
            match cell {
                Cell::Nothing => {}
                Cell::Count(count) => self.append(count),
                Cell::Number(number) if self.dialect == Dialect::ExcelPl => {
                    let text = number.to_string().replace('.', ",");
                    self.bytes.push_str(&text);
                }
                Cell::Number(number) => self.append(number),
                Cell::Text(text) => self.text(text),
            }
        }
        self.bytes.push_str("\r\n");
    }

    fn append(&mut self, value: impl std::fmt::Display) {
        write!(self.bytes, "{value}").expect("a String takes all that is written to it");
    }

    fn text(&mut self, text: &str) {
        let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
        let safe = if risky { format!("'{text}") } else { text.to_owned() };
        if safe.contains(['"', ',', ';', '\n', '\r']) {
            self.append(format_args!("\"{}\"", safe.replace('"', "\"\"")));
        } else {
            self.bytes.push_str(&safe);
        }
    }
}

fn key(key: &Key) -> (&'static str, &str) {
    match key {
        Key::All => ("none", ""),
        Key::Department(code) => ("department", code.as_ref().map_or("", |code| code.as_str())),
        Key::Month(label) => ("month", label),
        Key::Quarter(label) => ("quarter", label),
        Key::Year(label) => ("year", label),
    }
}

fn figures(question: &QuestionFigures) -> [Cell<'_>; 15] {
    let number = |value: Option<f64>| value.map_or(Cell::Nothing, Cell::Number);
    let positive = question.positive;
    [
        Cell::Text(question.code.as_str()),
        Cell::Text(question.kind),
        Cell::Count(question.n),
        Cell::Count(question.missing),
        Cell::Count(question.not_applicable),
        number(question.mean),
        number(question.sd),
        positive.map_or(Cell::Nothing, |positive| Cell::Count(positive.n)),
        number(positive.map(|positive| positive.share)),
        number(positive.map(|positive| positive.low)),
        number(positive.map(|positive| positive.high)),
        number(positive.map(|_| LEVEL)),
        question.certainty.map_or(Cell::Nothing, |certainty| Cell::Text(certainty.as_str())),
        number(question.nps.as_ref().map(|nps| nps.score)),
        number(question.nps.as_ref().map(|nps| nps.margin)),
    ]
}

fn option_cells(option: &OptionFigures) -> [Cell<'_>; 3] {
    let share = option.share.map_or(Cell::Nothing, Cell::Number);
    [Cell::Text(&option.option), Cell::Count(option.n), share]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(dialect: Dialect, text: &str) -> String {
        let mut table = Table::new(dialect);
        table.row([Cell::Text(text), Cell::Number(0.5)].into_iter());
        table.bytes
    }

    #[test]
    fn no_text_becomes_a_formula() {
        for start in ["=", "+", "-", "@", "\t", "\r"] {
            let cell = row(Dialect::Standard, &format!("{start}1+1"));
            assert!(cell.trim_start_matches('"').starts_with('\''), "{cell:?}");
        }
        assert_eq!(row(Dialect::Standard, "a \"b\", c"), "\"a \"\"b\"\", c\",0.5\r\n");
    }

    #[test]
    fn a_polish_excel_finds_its_separators() {
        assert_eq!(row(Dialect::ExcelPl, "a"), "\u{feff}a;0,5\r\n");
    }
}
