//! A table on a sheet of a workbook, as Excel and LibreOffice write it.
//!
//! A workbook of today is packed, may name each text once and put it into a million cells, and has room for seventeen
//! thousand million of them. So it is unpacked once before it is read, its cells are read one by one, and what would be
//! larger than any table of people is refused.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, copy, sink};

use calamine::{Data, DataRef, Reader, Sheets, Xlsx, open_workbook_auto_from_rs};
use zip::ZipArchive;

use crate::intake::import::failure::Unreadable;
use crate::intake::import::row::Row;

/// How the files of workbooks begin: those of today are ZIP archives, those of before are OLE documents.
const BEGINNINGS: [&[u8]; 2] = [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"];
/// How much a workbook may be when it is unpacked, and how much text may be in its cells, in bytes.
const MOST_BYTES: u64 = 64 * 1024 * 1024;
/// How many columns a table may have.
const MOST_COLUMNS: u32 = 2_000;

/// Whether a file is a workbook, by its first bytes.
pub fn is_workbook(bytes: &[u8]) -> bool {
    BEGINNINGS.iter().any(|beginning| bytes.starts_with(beginning))
}

/// The rows of a sheet, or of the only one that has any; those without anything in them are left out.
///
/// # Errors
/// When the workbook cannot be read, is too large, has no such sheet, or has several and none was named.
pub fn read_sheet(bytes: &[u8], named: Option<&str>) -> Result<Vec<Row>, Unreadable> {
    check_size(bytes)?;
    let mut workbook = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(unreadable)?;
    let names = workbook.sheet_names();
    let mut sheets = Vec::new();
    for name in names.iter().filter(|name| named.is_none_or(|named| named == name.as_str())) {
        let rows = match &mut workbook {
            Sheets::Xlsx(workbook) => read_cells(workbook, name)?,
            other => {
                let range = other.worksheet_range(name).map_err(unreadable)?;
                let first = range.start().map_or(0, |(row, _)| u64::from(row)) + 1;
                let cells = range.rows().map(|cells| cells.iter().map(text).collect());
                (first..).zip(cells).map(|(line, cells)| Row { line, cells }).collect()
            }
        };
        let rows: Vec<Row> = rows.into_iter().filter(|row| !row.is_empty()).collect();
        if !rows.is_empty() {
            sheets.push(rows);
        }
    }
    match (sheets.pop(), sheets.is_empty()) {
        (Some(rows), true) => Ok(rows),
        (Some(_), false) => Err(Unreadable::SeveralSheets(names)),
        (None, _) => Err(Unreadable::NoRows(names)),
    }
}

/// Unpacks all that is in an archive, and counts: what its directory says of sizes need not be so.
fn check_size(bytes: &[u8]) -> Result<(), Unreadable> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return Ok(()) };
    let mut room = MOST_BYTES;
    for index in 0..archive.len() {
        let Ok(file) = archive.by_index(index) else { continue };
        let unpacked = copy(&mut file.take(room + 1), &mut sink()).unwrap_or_default();
        room = room.checked_sub(unpacked).ok_or(Unreadable::TooLarge)?;
    }
    Ok(())
}

/// The rows of a sheet, each as wide as the widest, cell by cell.
fn read_cells(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Vec<Row>, Unreadable> {
    let no_sheet = |error: calamine::XlsxError| unreadable(error.into());
    let mut reader = match workbook.worksheet_cells_reader(name) {
        Err(calamine::XlsxError::NotAWorksheet(_)) => return Ok(Vec::new()),
        reader => reader.map_err(no_sheet)?,
    };
    let (mut sparse, mut room) = (BTreeMap::<u32, BTreeMap<u32, String>>::new(), MOST_BYTES);
    while let Some(cell) = reader.next_cell().map_err(no_sheet)? {
        let (row, column) = cell.get_position();
        let value = match cell.get_value() {
            DataRef::Empty => continue,
            DataRef::SharedString(shared) => shared.trim().to_owned(),
            other => text(&other.clone().into()),
        };
        if value.is_empty() {
            continue;
        }
        room = room.checked_sub(value.len() as u64 + 64).ok_or(Unreadable::TooLarge)?;
        sparse.entry(row).or_default().insert(column, value);
    }
    let columns = || sparse.values().flat_map(BTreeMap::keys).copied();
    let (Some(first), Some(last)) = (columns().min(), columns().max()) else { return Ok(Vec::new()) };
    let width = last - first + 1;
    if width > MOST_COLUMNS || u64::from(width) * 24 * sparse.len() as u64 > 4 * MOST_BYTES {
        return Err(Unreadable::TooLarge);
    }
    let row = |(row, mut cells): (u32, BTreeMap<u32, String>)| {
        let cells = (first..=last).map(|column| cells.remove(&column).unwrap_or_default()).collect();
        Row { line: u64::from(row) + 1, cells }
    };
    Ok(sparse.into_iter().map(row).collect())
}

fn unreadable(error: calamine::Error) -> Unreadable {
    Unreadable::NoWorkbook(error.to_string())
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
