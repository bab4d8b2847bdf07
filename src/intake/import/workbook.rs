//! A table on a sheet of a workbook, as Excel and LibreOffice write it.

use std::io::Cursor;

use calamine::{Data, Reader, open_workbook_auto_from_rs};

use crate::intake::import::failure::Failure;
use crate::intake::import::row::Row;

/// How the files of workbooks begin: those of today are ZIP archives, those of before are OLE documents.
const BEGINNINGS: [&[u8]; 2] = [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"];

/// Whether a file is a workbook, by its first bytes.
pub fn is_workbook(bytes: &[u8]) -> bool {
    BEGINNINGS.iter().any(|beginning| bytes.starts_with(beginning))
}

/// The rows of a sheet, or of the only one that has any; those without anything in them are left out.
///
/// # Errors
/// When the workbook cannot be read, has no such sheet, or has several and none was named.
pub fn read_sheet(bytes: &[u8], named: Option<&str>) -> Result<Vec<Row>, Failure> {
    let unreadable = |error: calamine::Error| Failure::Unreadable(format!("it is no workbook of Excel ({error})"));
    let mut workbook = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(unreadable)?;
    let names = workbook.sheet_names();
    let mut sheets = Vec::new();
    for name in names.iter().filter(|name| named.is_none_or(|named| named == name.as_str())) {
        let range = workbook.worksheet_range(name).map_err(unreadable)?;
        let first = range.start().map_or(0, |(row, _)| u64::from(row)) + 1;
        let cells = range.rows().map(|cells| cells.iter().map(text).collect());
        let rows = (first..).zip(cells).map(|(line, cells)| Row { line, cells });
        let rows: Vec<Row> = rows.filter(|row| !row.is_empty()).collect();
        if !rows.is_empty() {
            sheets.push(rows);
        }
    }
    let known = names.join(", ");
    match (sheets.pop(), sheets.is_empty()) {
        (Some(rows), true) => Ok(rows),
        (Some(_), false) => {
            Err(Failure::Unreadable(format!("several sheets have something in them; name one with --sheet: {known}")))
        }
        (None, _) => {
            Err(Failure::Unreadable(format!("there is nothing in its sheets, or no sheet of that name: {known}")))
        }
    }
}

/// A cell as it would stand in a text file. What Excel could not compute stays as it says so, and is refused later.
fn text(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.trim().to_owned(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::Bool(true) => "true".to_owned(),
        Data::Bool(false) => "false".to_owned(),
        Data::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::DateTime(duration) => duration.as_f64().to_string(),
        other => other.to_string(),
    }
}
