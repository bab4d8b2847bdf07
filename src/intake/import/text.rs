//! A table as text: commas, semicolons or tabs between the cells, quotes around those that need them.
//!
//! A quote that is not closed where its cell ends would make one cell of many rows. So what is not well formed is
//! refused by line and reading goes on with the next one, and so is a cell of several lines of which one reads as a row.

use crate::intake::import::cells::read_day;
use crate::intake::import::row::{Broken, Row, Unread};

/// What may stand between two cells.
const DELIMITERS: [u8; 3] = *b",;\t";

/// A table as text, and how it is written.
#[derive(Debug)]
pub struct TextTable {
    text: String,
    delimiter: u8,
    /// The first row, which names the columns.
    pub header: Row,
    /// Where the second one begins.
    body: Place,
}

/// Where reading is.
#[derive(Debug, Clone, Copy)]
struct Place {
    at: usize,
    line: u64,
}

/// The rows below the header.
pub struct Rows<'a> {
    table: &'a TextTable,
    place: Place,
}

impl TextTable {
    /// Finds the header, and the delimiter with which most of its cells are known.
    ///
    /// # Errors
    /// Why the header cannot be read; the file may be empty.
    pub fn new(text: String, known: impl Fn(&str) -> bool) -> Result<Self, Unread> {
        let (mut start, mut named) = (Place { at: 0, line: 1 }, None);
        // Excel believes a first line that names the delimiter.
        if let Some(first) = text.lines().next()
            && let [delimiter] = first.strip_prefix("sep=").unwrap_or_default().as_bytes()
        {
            named = DELIMITERS.into_iter().find(|known| known == delimiter);
            start = Place { at: end_of_line(&text, 0), line: 2 };
        }
        let blank = |line: &str| line.trim_matches(|c: char| c.is_whitespace() || c == ',' || c == ';').is_empty();
        while start.at < text.len() && blank(line_at(&text, start.at)) {
            start = Place { at: end_of_line(&text, start.at), line: start.line + 1 };
        }
        let candidates = DELIMITERS.into_iter().filter(|delimiter| named.is_none_or(|named| named == *delimiter));
        let read = candidates.map(|delimiter| (delimiter, read_record(&text, start, delimiter)));
        let score = |(_, record): &(u8, Result<Record, Unread>)| {
            let cells = record.as_ref().map_or(&[][..], |record| &record.cells);
            (cells.iter().filter(|cell| known(cell)).count(), cells.len())
        };
        let best = read.max_by_key(score).filter(|_| start.at < text.len());
        let Some((delimiter, record)) = best else { return Err(Unread::new(1, Broken::Empty)) };
        let record = record?;
        let header = Row { line: start.line, cells: record.cells };
        Ok(Self { text, delimiter, header, body: record.end })
    }

    /// The rows below the header; those without anything in them are left out.
    pub fn rows(&self) -> Rows<'_> {
        Rows { table: self, place: self.body }
    }

    /// Whether a line, seen alone, is a row of this table: it has as many cells, and one of them is a day.
    fn is_row(&self, line: &str) -> bool {
        let cells: Vec<&str> = line.split(char::from(self.delimiter)).collect();
        cells.len() >= self.header.cells.len() && cells.iter().any(|cell| read_day(cell.trim_matches('"')).is_some())
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<Row, Unread>;

    fn next(&mut self) -> Option<Self::Item> {
        let TextTable { text, delimiter, .. } = self.table;
        while self.place.at < text.len() {
            let start = self.place;
            let record = match read_record(text, start, *delimiter) {
                Ok(record) => record,
                Err(unread) => {
                    self.place = Place { at: end_of_line(text, start.at), line: start.line + 1 };
                    return Some(Err(unread));
                }
            };
            self.place = record.end;
            let mut later = lines(&text[end_of_line(text, start.at).min(record.end.at)..record.end.at]);
            if later.any(|line| self.table.is_row(line)) {
                let why = Broken::Swallowing { first: start.line, last: record.end.line - 1 };
                return Some(Err(Unread { line: start.line, why, rows: record.end.line - start.line }));
            }
            let row = Row { line: start.line, cells: record.cells };
            if !row.is_empty() {
                return Some(Ok(row));
            }
        }
        None
    }
}

struct Record {
    cells: Vec<String>,
    end: Place,
}

/// Reads one record, which may go over several lines where a cell is in quotes.
fn read_record(text: &str, start: Place, delimiter: u8) -> Result<Record, Unread> {
    let bytes = text.as_bytes();
    let is_end = |at: usize| bytes.get(at).is_none_or(|byte| matches!(byte, b'\n' | b'\r'));
    let blank = |at: usize| bytes.get(at).is_some_and(|byte| *byte != delimiter && matches!(byte, b' ' | b'\t'));
    let refuse = |why: Broken| Unread::new(start.line, why);
    let (mut cells, mut at) = (Vec::new(), start.at);
    loop {
        while blank(at) {
            at += 1;
        }
        if bytes.get(at) == Some(&b'"') {
            let (cell, end) = read_quoted(text, at + 1).ok_or_else(|| refuse(Broken::OpenQuote))?;
            at = end;
            while blank(at) {
                at += 1;
            }
            if !is_end(at) && bytes[at] != delimiter {
                return Err(refuse(Broken::TextAfterQuote));
            }
            cells.push(cell.trim().to_owned());
        } else {
            let end = (at..).find(|at| is_end(*at) || bytes[*at] == delimiter).unwrap_or(bytes.len());
            let cell = text[at..end].trim();
            if cell.matches('"').count() % 2 == 1 {
                return Err(refuse(Broken::LoneQuote));
            }
            cells.push(cell.to_owned());
            at = end;
        }
        if is_end(at) {
            break;
        }
        at += 1;
    }
    let end = end_of_line(text, at);
    let line = start.line + u64::try_from(lines(&text[start.at..end]).count().max(1)).unwrap_or(1);
    Ok(Record { cells, end: Place { at: end, line } })
}

/// The text in quotes from a place on, with doubled quotes as one, and where it ends.
fn read_quoted(text: &str, start: usize) -> Option<(String, usize)> {
    let (mut cell, mut at) = (String::new(), start);
    loop {
        let quote = at + text[at..].find('"')?;
        cell.push_str(&text[at..quote]);
        if text.as_bytes().get(quote + 1) != Some(&b'"') {
            return Some((cell, quote + 1));
        }
        cell.push('"');
        at = quote + 2;
    }
}

/// Where the line after the one at a place begins.
fn end_of_line(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let end = (at..bytes.len()).find(|at| matches!(bytes[*at], b'\n' | b'\r')).unwrap_or(bytes.len());
    match &bytes[end..] {
        [b'\r', b'\n', ..] => end + 2,
        [] => end,
        _ => end + 1,
    }
}

/// The line at a place, without its end.
fn line_at(text: &str, at: usize) -> &str {
    text[at..end_of_line(text, at)].trim_end_matches(['\r', '\n'])
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let line = (at < text.len()).then(|| line_at(text, at))?;
        at = end_of_line(text, at);
        Some(line)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows as `line: cell|cell`, or `line!` where one is refused.
    fn read(text: &str) -> Vec<String> {
        let table = TextTable::new(text.to_owned(), |name| matches!(name, "day" | "words")).unwrap();
        let row = |row: Result<Row, Unread>| match row {
            Ok(row) => format!("{}: {}", row.line, row.cells.join("|")),
            Err(unread) => format!("{}!", unread.line),
        };
        table.rows().map(row).collect()
    }

    #[test]
    fn any_common_way_of_writing_gives_the_same_rows() {
        for text in [
            "day,words\n2026-03-01,a b\n2026-03-02,\"c, \"\"d\"\"\"\n",
            "day;words\r\n2026-03-01;a b\r\n2026-03-02;\"c, \"\"d\"\"\"",
            "day\twords\r2026-03-01\ta b\r2026-03-02\tc, \"d\"\r",
            " \"day\" , \"words\" \n2026-03-01, a b \n2026-03-02,  \"c, \"\"d\"\"\" \n",
        ] {
            assert_eq!(read(text), ["2: 2026-03-01|a b", "3: 2026-03-02|c, \"d\""], "{text}");
        }
        assert_eq!(read("sep=;\nday;words\n\n2026-03-01;a,b\n;;\n"), ["4: 2026-03-01|a,b"]);
        assert_eq!(read("sep=\t\r\nday\twords\r\n2026-03-01\ta,b\r\n"), ["3: 2026-03-01|a,b"]);
        assert_eq!(read("day,words, and more; and more; and more\n1,2,3"), ["2: 1|2|3"], "by what is known");
    }

    #[test]
    fn a_comment_may_have_several_lines() {
        assert_eq!(
            read("day,words\n2026-03-01,\"one\ntwo, three\n\nfour\"\n2026-03-02,b\n"),
            ["2: 2026-03-01|one\ntwo, three\n\nfour", "6: 2026-03-02|b"]
        );
    }

    #[test]
    fn a_stray_quote_costs_its_own_row_and_no_other() {
        let row = |day: u8, words: &str| format!("2026-03-0{day},{words}\n");
        let text = |middle: &str| format!("day,words\n{}{middle}{}", row(1, "a"), row(9, "z"));
        // The second quote is no end of the first one's cell.
        let stray = text(&[row(2, "\"b"), row(3, "c"), row(4, "\"d"), row(5, "e")].concat());
        assert_eq!(
            read(&stray),
            ["2: 2026-03-01|a", "3!", "4: 2026-03-03|c", "5!", "6: 2026-03-05|e", "7: 2026-03-09|z"]
        );
        assert_eq!(read(&text(&row(2, "b\" c"))), ["2: 2026-03-01|a", "3!", "4: 2026-03-09|z"]);
        // It is one, so that the rows between would be its text.
        let swallowing = text(&[row(2, "\"b"), row(3, "c"), row(4, "d\""), row(5, "e")].concat());
        assert_eq!(read(&swallowing), ["2: 2026-03-01|a", "3!", "6: 2026-03-05|e", "7: 2026-03-09|z"]);
    }

    #[test]
    fn an_empty_file_has_no_header() {
        for text in ["", "\n", " ;;\n,\n", "sep=;\n"] {
            assert!(TextTable::new(text.to_owned(), |_| true).is_err(), "{text}");
        }
    }
}
