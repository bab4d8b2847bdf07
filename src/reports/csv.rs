//! Tables as CSV.
//!
//! A text cell that a spreadsheet could take for a formula gets a leading apostrophe, in headers too.

use std::fmt::Write;

use serde::Deserialize;
use utoipa::ToSchema;

use crate::reports::table::{Cell, Table, looks_like_a_date, looks_like_a_formula};

/// How the file is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Dialect {
    /// RFC 4180: commas, decimal points.
    #[default]
    #[serde(rename = "rfc4180")]
    Standard,
    /// What a Polish Excel opens by a double click: semicolons, decimal commas, a byte order mark.
    ExcelPl,
}

/// Writes a table as a file.
pub fn write(table: &Table<'_>, dialect: Dialect) -> Vec<u8> {
    let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
    write_rows(&names, &table.rows, dialect)
}

/// Writes rows under the names of their columns as a file.
pub fn write_rows(names: &[&str], rows: &[Vec<Cell<'_>>], dialect: Dialect) -> Vec<u8> {
    let mark = if dialect == Dialect::ExcelPl { "\u{feff}" } else { "" };
    let mut file = File { dialect, text: mark.to_owned() };
    let header: Vec<Cell<'_>> = names.iter().map(|name| (*name).into()).collect();
    for row in std::iter::once(&header).chain(rows) {
        file.row(row);
    }
    file.text.into_bytes()
}

struct File {
    dialect: Dialect,
    text: String,
}

impl File {
    fn row(&mut self, cells: &[Cell<'_>]) {
        let separator = if self.dialect == Dialect::ExcelPl { ';' } else { ',' };
        for (index, cell) in cells.iter().enumerate() {
            if index > 0 {
                self.text.push(separator);
            }
            match cell {
                Cell::Nothing => {}
                Cell::Flag(flag) => self.append(flag),
                Cell::Day(day) => self.append(day),
                Cell::Count(count) => self.append(count),
                Cell::Number(number) if self.dialect == Dialect::ExcelPl => {
                    let text = number.to_string().replace('.', ",");
                    self.text.push_str(&text);
                }
                Cell::Number(number) => self.append(number),
                Cell::Text(text) => self.guarded(text),
            }
        }
        self.text.push_str("\r\n");
    }

    fn append(&mut self, value: impl std::fmt::Display) {
        write!(self.text, "{value}").expect("a String takes all that is written to it");
    }

    fn guarded(&mut self, text: &str) {
        // What a spreadsheet would make something else of is told that it is text.
        let odd = looks_like_a_formula(text) || self.dialect == Dialect::ExcelPl && looks_like_a_date(text);
        let safe = if odd { format!("'{text}") } else { text.to_owned() };
        if safe.contains(['"', ',', ';', '\n', '\r']) {
            self.append(format_args!("\"{}\"", safe.replace('"', "\"\"")));
        } else {
            self.text.push_str(&safe);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::table::{Column, ColumnKind};
    use crate::survey::wording::Words;

    const COLUMN: Column =
        Column { name: "=name", kind: ColumnKind::Number, title: Words::new("", ""), about: Words::new("", "") };

    fn file(dialect: Dialect, text: &str) -> String {
        let table = Table { columns: vec![&COLUMN, &COLUMN], rows: vec![vec![text.into(), 0.5.into()]] };
        String::from_utf8(write(&table, dialect)).unwrap()
    }

    #[test]
    fn no_text_becomes_a_formula() {
        for start in ["=", "+", "-", "@", "\t", "\r", " =", "＝"] {
            let text = file(Dialect::Standard, &format!("{start}1+1"));
            let (header, row) = text.split_once("\r\n").unwrap();
            assert_eq!(header, "'=name,'=name");
            assert!(row.trim_start_matches('"').starts_with('\''), "{row:?}");
        }
        assert!(file(Dialect::Standard, "a \"b\", c").ends_with("\r\n\"a \"\"b\"\", c\",0.5\r\n"));
    }

    #[test]
    fn a_polish_excel_finds_its_separators() {
        assert_eq!(file(Dialect::ExcelPl, "a"), "\u{feff}'=name;'=name\r\na;0,5\r\n");
    }
}
