//! A table on a sheet of a workbook, as Excel and LibreOffice write it: XLSX, and no other format.
//!
//! A workbook is packed, may name each text once and put it into a million cells, and has room for seventeen thousand
//! million of them. So it is unpacked once before it is read, its cells are read one by one, and what would be larger
//! than any table of people is refused. Of the other formats no reader goes cell by cell; they are told by what is in
//! the file, whatever its name is, and refused.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, copy, sink};

use calamine::{Data, DataRef, Reader, Xlsx, XlsxError};
use zip::ZipArchive;

use crate::intake::import::failure::Unreadable;
use crate::intake::import::row::Row;

/// How a ZIP archive begins, which XLSX, XLSB and ODS are.
const ARCHIVE: &[u8] = b"PK\x03\x04";
/// How an OLE document begins, which XLS is, and any workbook with a password of Excel's.
const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// How a page begins that programs hand out as a workbook.
const MARKUP: [&str; 5] = ["<?xml", "<!doctype", "<html", "<meta", "<table"];
/// How much a workbook may be when it is unpacked, and how much text may be in its cells, in bytes.
const MOST_BYTES: u64 = 64 * 1024 * 1024;
/// How many columns a table may have.
const MOST_COLUMNS: u32 = 2_000;

/// Whether a file is a workbook, of whatever format, by its first bytes.
pub fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(ARCHIVE) || bytes.starts_with(OLE) || is_markup(bytes)
}

/// The rows of a sheet, or of the only one that has any; those without anything in them are left out.
///
/// # Errors
/// When the workbook is no XLSX, cannot be read, is too large, has no such sheet, or has several and none was named.
pub fn read_sheet(bytes: &[u8], named: Option<&str>) -> Result<Vec<Row>, Unreadable> {
    refuse_others(bytes)?;
    check_size(bytes)?;
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let names = workbook.sheet_names();
    let mut sheets = Vec::new();
    for name in names.iter().filter(|name| named.is_none_or(|named| named == name.as_str())) {
        let rows = read_cells(&mut workbook, name)?;
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

/// Refuses what is no XLSX, by the name of its format.
fn refuse_others(bytes: &[u8]) -> Result<(), Unreadable> {
    if is_markup(bytes) {
        return Err(Unreadable::OtherFormat("HTML/XML"));
    }
    if bytes.starts_with(OLE) {
        return Err(match ["EncryptedPackage", "Workbook", "Book"].map(|stream| has_stream(bytes, stream)) {
            [true, ..] => Unreadable::Protected,
            [_, false, false] => Unreadable::NoWorkbook("there is none in this document".to_owned()),
            _ => Unreadable::OtherFormat("XLS"),
        });
    }
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return Ok(()) };
    if archive.index_for_name("xl/workbook.bin").is_some() {
        return Err(Unreadable::OtherFormat("XLSB"));
    }
    let Ok(file) = archive.by_name("mimetype") else { return Ok(()) };
    let mut kind = String::new();
    let is_read = file.take(100).read_to_string(&mut kind).is_ok();
    let is_ods = is_read && kind.starts_with("application/vnd.oasis.opendocument.spreadsheet");
    if is_ods { Err(Unreadable::OtherFormat("ODS")) } else { Ok(()) }
}

fn is_markup(bytes: &[u8]) -> bool {
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let begins = |tag: &&str| start.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag.as_bytes()));
    MARKUP.iter().any(begins)
}

/// Whether an OLE document has a stream of a name, which its directory holds in UTF-16 with a zero behind it.
fn has_stream(bytes: &[u8], name: &str) -> bool {
    let name: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
    bytes.windows(name.len()).any(|place| place == name)
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

/// The rows of a sheet that have something in them, each as wide as the widest, cell by cell.
fn read_cells(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Vec<Row>, Unreadable> {
    let mut reader = match workbook.worksheet_cells_reader(name) {
        Err(XlsxError::NotAWorksheet(_)) => return Ok(Vec::new()),
        reader => reader.map_err(unreadable)?,
    };
    let (mut sparse, mut room) = (BTreeMap::<u32, BTreeMap<u32, String>>::new(), MOST_BYTES);
    while let Some(cell) = reader.next_cell().map_err(unreadable)? {
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

fn unreadable(error: XlsxError) -> Unreadable {
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
