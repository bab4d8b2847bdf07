//! What an office enters by hand, from a file with named columns: lines of cells, in the letters and with the marks that
//! people's programs write. What a line means is said by whoever reads it.

use encoding_rs::Encoding;

use crate::intake::import::{Row, Source, Table, Unreadable, decode, is_workbook, read_sheet};
use crate::survey::codes::DepartmentCode;
use crate::survey::fault::Fault;

/// After so many faults the rest is not read: it is probably another file.
pub const MOST_FAULTS: usize = 100;

/// A column: its name, and what it is called in Polish.
pub type Column = (&'static str, &'static str);

/// A line of a file: its number, and its cells in the order of the columns.
pub struct Line {
    /// Its number in the file, from 1.
    pub number: u64,
    /// Its cells, as they are written; empty: nothing.
    pub cells: Vec<String>,
    columns: &'static [Column],
}

/// Reads the lines of a file that has all of these columns, in any order, and no other. Without an encoding it is in the
/// one that it shows. Lines that do not fit are told beside the others.
///
/// # Errors
/// When it is another file.
pub fn read_lines(
    name: &str,
    bytes: &[u8],
    encoding: Option<&'static Encoding>,
    columns: &'static [Column],
) -> Result<(Vec<Line>, Vec<Fault>), Vec<Fault>> {
    let source = Source { name, bytes, sheet: None, encoding };
    let table = Table::read(&source, |name| find(columns, name).is_some());
    let table = table.map_err(|failure| vec![Fault::new("", "malformed", failure.to_string())])?;
    let places = places(columns, table.header())?;
    let (mut lines, mut faults) = (Vec::new(), Vec::new());
    for row in table.rows() {
        if faults.len() >= MOST_FAULTS {
            break;
        }
        match row {
            Ok(row) => match Line::cut(&row, &places, columns) {
                Ok(line) => lines.push(line),
                Err(fault) => faults.push(fault),
            },
            Err(unread) => faults.push(Fault::new(format!("/{}", unread.line), "malformed", unread.why.to_string())),
        }
    }
    Ok((lines, faults))
}

/// A file as the text that would be pasted from it, on the same lines: of a workbook its only sheet, with tabs.
///
/// # Errors
/// When it is neither a text nor a workbook that can be read.
pub fn as_text(bytes: &[u8]) -> Result<String, Unreadable> {
    if !is_workbook(bytes) {
        return decode(bytes, None).map(|(text, _)| text);
    }
    let (mut text, mut next) = (String::new(), 1);
    for Row { line, cells } in read_sheet(bytes, None)? {
        (next..line).for_each(|_| text.push('\n'));
        let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
        text.push_str(&cells.join("\t"));
        text.push('\n');
        next = line + 1;
    }
    Ok(text)
}

/// A cell in quotes, on one line.
fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\"").replace(['\n', '\r'], " "))
}

/// Which of the columns a name means.
fn find(columns: &[Column], name: &str) -> Option<usize> {
    let name = name.to_lowercase();
    columns.iter().position(|(english, polish)| name == *english || name == *polish)
}

/// Where each column is. There is no other one, but what a program leaves empty at the end of its lines.
fn places(columns: &[Column], header: &Row) -> Result<Vec<usize>, Vec<Fault>> {
    let not_the_columns = || {
        let names: Vec<&str> = columns.iter().map(|(english, _)| *english).collect();
        let detail = format!("must name the columns {}, each once, and no other", names.join(", "));
        vec![Fault::new(format!("/{}", header.line), "malformed", detail)]
    };
    let mut places = vec![None; columns.len()];
    for (place, name) in header.cells.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
        let known = find(columns, name).filter(|column| places[*column].is_none());
        places[known.ok_or_else(not_the_columns)?] = Some(place);
    }
    places.into_iter().collect::<Option<_>>().ok_or_else(not_the_columns)
}

/// A cell without the apostrophe by which our own files keep a spreadsheet from making a date or a formula of it.
fn unguarded(cell: &str) -> String {
    cell.strip_prefix('\'').unwrap_or(cell).to_owned()
}

impl Line {
    /// The cells of a row, where it has no more and no fewer.
    fn cut(row: &Row, places: &[usize], columns: &'static [Column]) -> Result<Self, Fault> {
        let odd = |(place, cell): (usize, &String)| !cell.is_empty() && !places.contains(&place);
        let cells: Option<Vec<String>> =
            places.iter().map(|place| row.cells.get(*place).map(|cell| unguarded(cell))).collect();
        match cells {
            Some(cells) if !row.cells.iter().enumerate().any(odd) => Ok(Self { number: row.line, cells, columns }),
            _ => {
                let detail = format!("must have {} cells", columns.len());
                Err(Fault::new(format!("/{}", row.line), "malformed", detail))
            }
        }
    }

    /// A fault of the line, or of one of its cells: `/3/visits`.
    pub fn fault(&self, column: Option<usize>, code: &'static str, detail: &str) -> Fault {
        let column = column.map(|column| format!("/{}", self.columns[column].0)).unwrap_or_default();
        Fault::new(format!("/{}{column}", self.number), code, detail)
    }

    /// The department in a cell; none: the office has none of that code, which is a fault.
    pub fn department(
        &self,
        column: usize,
        departments: &[DepartmentCode],
        faults: &mut Vec<Fault>,
    ) -> Option<DepartmentCode> {
        let department = departments.iter().find(|known| known.as_str() == self.cells[column]);
        if department.is_none() {
            faults.push(self.fault(Some(column), "unknown_department", "must be a department of this office"));
        }
        department.cloned()
    }

    /// The whole number in a cell, up to a largest one; none: it is no such number, which is a fault.
    pub fn number(&self, column: usize, most: u64, faults: &mut Vec<Fault>) -> Option<u64> {
        let text = &self.cells[column];
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|number| digits && *number <= most);
        if number.is_none() {
            let detail = format!("must be a whole number up to {most}, without spaces");
            faults.push(self.fault(Some(column), "malformed", &detail));
        }
        number
    }
}
