//! A file as a table, whatever kind of file it is.

use encoding_rs::Encoding;

use crate::intake::import::failure::Unreadable;
use crate::intake::import::letters::decode;
use crate::intake::import::row::{Row, Unread};
use crate::intake::import::text::TextTable;
use crate::intake::import::workbook::{is_workbook, read_sheet};

/// A file as it was handed in.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Its name, for people.
    pub name: &'a str,
    /// What is in it.
    pub bytes: &'a [u8],
    /// The sheet of a workbook that is meant; none: the only one with something in it.
    pub sheet: Option<&'a str>,
    /// The encoding of a text; none: as it shows.
    pub encoding: Option<&'static Encoding>,
}

/// The rows of a file.
#[derive(Debug)]
pub enum Table {
    /// A text, and the name of its encoding.
    Text(TextTable, &'static str),
    /// A sheet: its first row, and the others.
    Sheet(Row, Vec<Row>),
}

impl Table {
    /// Reads a file; `known` says whether there may be a column of a name.
    ///
    /// # Errors
    /// When it is neither a text nor a workbook, or has no header.
    pub fn read(source: &Source<'_>, known: impl Fn(&str) -> bool) -> Result<Self, Unreadable> {
        if is_workbook(source.bytes) {
            let mut rows = read_sheet(source.bytes, source.sheet)?;
            let header = rows.remove(0);
            return Ok(Self::Sheet(header, rows));
        }
        let (text, encoding) = decode(source.bytes, source.encoding)?;
        let unread = |unread: Unread| Unreadable::Header(unread.line, unread.why);
        Ok(Self::Text(TextTable::new(text, known).map_err(unread)?, encoding))
    }

    /// The row that names the columns.
    pub fn header(&self) -> &Row {
        match self {
            Self::Text(table, _) => &table.header,
            Self::Sheet(header, _) => header,
        }
    }

    /// The rows below it; those without anything in them are left out.
    pub fn rows(&self) -> Box<dyn Iterator<Item = Result<Row, Unread>> + '_> {
        match self {
            Self::Text(table, _) => Box::new(table.rows()),
            Self::Sheet(_, rows) => Box::new(rows.iter().cloned().map(Ok)),
        }
    }

    /// In which encoding it is, where it is a text.
    pub fn encoding(&self) -> Option<&'static str> {
        match self {
            Self::Text(_, encoding) => Some(encoding),
            Self::Sheet(..) => None,
        }
    }
}
