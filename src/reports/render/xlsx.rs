//! A review as a workbook: a first sheet with the contents, and one for each theme, which has all of its tables.
//!
//! Numbers are numbers, a share has its n and its interval beside it, and no text becomes a formula. Each sheet says what
//! it is of, and is printed on its side and as wide as the paper.
//! The same review is the same bytes: the file's date is that of the figures.

use jiff::civil::Date;
use rust_xlsxwriter::{DocProperties, Format, FormatAlign, FormatBorder, Url, Workbook, Worksheet, XlsxError};

use crate::reports::render::seal::Seal;
use crate::reports::render::speech::Speech;
use crate::reports::render::words::Words;
use crate::reports::table::looks_like_a_formula;
use crate::reports::workbook::excel_day;
use crate::survey::figures::Proportion;
use crate::survey::report::{Cell, Page, Part, Rank, Row, Shape, Table, Term};
use crate::survey::review::{PartId, Review};
use crate::survey::statistics::Difference;

/// The widest that a column is made, in characters.
const WIDEST: usize = 48;
/// The longest name that a sheet may have, in characters.
const LONGEST_NAME: usize = 31;
/// How wide all columns together are at least, so that notes above them can be read.
const WIDTH: usize = 100;
/// How high a line is, in points.
const LINE: f64 = 15.0;
/// The most that the foot of a page holds, in characters.
const LONGEST_FOOT: usize = 200;
/// The most shares that stand in a row with each of their numbers in a column of its own.
const SPREAD: usize = 3;
/// How the cells of numbers are shown.
const SHARE: &str = "0.0%";
const COUNT: &str = "#,##0";

/// What all sheets say.
struct Frame<'a> {
    speech: &'a Speech,
    title: String,
    /// Which review it is.
    foot: String,
}

/// A sheet that is filled from above.
struct Leaf<'a> {
    sheet: &'a mut Worksheet,
    speech: &'a Speech,
    /// How wide each column is, in characters.
    widths: Vec<usize>,
    /// The next line.
    line: u32,
}

/// Writes the workbook in a language.
///
/// # Errors
/// When a table has more than a sheet can hold.
pub fn write(review: &Review, seal: &Seal, words: &'static Words) -> Result<Vec<u8>, XlsxError> {
    let speech = Speech::of(words, review.k);
    let mut workbook = Workbook::new();
    let created = excel_day(review.basis.as_of.unwrap_or(review.basis.period.last()))?;
    let title = format!("{} – {}", speech.term(Term::Title), speech.numbers.period(&review.basis.period));
    workbook
        .set_properties(&DocProperties::new().set_title(&title).set_author("Ankieta").set_creation_datetime(&created));
    let frame = Frame { speech: &speech, title, foot: seal.foot(&review.basis, &speech) };
    write_contents(workbook.add_worksheet().set_name(speech.words.term(Term::Contents))?, review, seal, &frame)?;
    for (id, part) in &review.parts {
        write_part(workbook.add_worksheet().set_name(id.as_str())?, *id, part, &frame)?;
    }
    workbook.save_to_buffer()
}

/// Writes a page as a workbook in a language: one sheet for each part that has a table. `day` is the file's date.
///
/// # Errors
/// When a table has more than a sheet can hold.
pub fn write_page(page: &Page, day: Date, speech: &Speech) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let title = speech.heading(&page.title).text;
    let properties = DocProperties::new().set_title(&title).set_author("Ankieta");
    workbook.set_properties(&properties.set_creation_datetime(&excel_day(day)?));
    let about =
        std::iter::once(speech.heading(&(&page.office).into())).chain(page.about.iter().map(|it| speech.heading(it)));
    let frame = Frame { speech, title, foot: about.map(|said| said.text).collect::<Vec<_>>().join(" · ") };
    for section in page.sections.iter().filter(|section| !section.part.tables.is_empty()) {
        let heading = speech.heading(&section.title).text;
        let name: String = heading.chars().take(LONGEST_NAME).collect();
        let sheet = workbook.add_worksheet().set_name(name)?;
        frame.open(sheet, widths(&section.part, speech))?.part(&heading, &section.part)?;
    }
    workbook.save_to_buffer()
}

/// The first sheet: what the review is, and its parts.
fn write_contents(sheet: &mut Worksheet, review: &Review, seal: &Seal, frame: &Frame<'_>) -> Result<(), XlsxError> {
    let mut page = frame.open(sheet, vec![8, WIDTH])?;
    let sealed = match &review.basis.edition {
        Some(_) => format!("{}: {}", frame.speech.term(Term::Sha256), seal.sha256),
        None => frame.speech.term(Term::DraftNote),
    };
    page.paragraph(&sealed, &Format::new())?;
    page.line += 1;
    for (id, _) in &review.parts {
        let name = id.as_str();
        page.sheet.write_url(page.line, 0, Url::new(format!("internal:'{name}'!A1")).set_text(name))?;
        text(page.sheet, page.line, 1, frame.speech.words.title(*id), &Format::new())?;
        page.line += 1;
    }
    Ok(())
}

/// A theme: what must be said before its figures are read, then its tables.
fn write_part(sheet: &mut Worksheet, id: PartId, part: &Part, frame: &Frame<'_>) -> Result<(), XlsxError> {
    let speech = frame.speech;
    let heading = format!("{}. {}", id.as_str(), speech.words.title(id));
    frame.open(sheet, widths(part, speech))?.part(&heading, part)
}

impl Frame<'_> {
    /// Begins a sheet whose columns are so wide.
    fn open<'a>(&'a self, sheet: &'a mut Worksheet, widths: Vec<usize>) -> Result<Leaf<'a>, XlsxError> {
        for (column, width) in widths.iter().enumerate() {
            sheet.set_column_width(place(column), *width as f64)?;
        }
        let foot: String = self.foot.chars().take(LONGEST_FOOT).collect();
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        sheet.set_footer(format!("&L&8{}&R&8&P / &N", foot.replace('&', "&&")));
        let mut page = Leaf { sheet, speech: self.speech, widths, line: 0 };
        page.paragraph(&self.title, &Format::new().set_bold())?;
        page.paragraph(&self.foot, &Format::new().set_font_color("#434B55"))?;
        page.line += 1;
        Ok(page)
    }
}

impl Leaf<'_> {
    /// A text over all columns.
    fn paragraph(&mut self, words: &str, format: &Format) -> Result<(), XlsxError> {
        let format = format.clone().set_text_wrap().set_align(FormatAlign::Top);
        let width: usize = self.widths.iter().sum();
        if let Some(last) = self.widths.len().checked_sub(1).filter(|last| *last > 0) {
            self.sheet.merge_range(self.line, 0, self.line, place(last), "", &format)?;
        }
        text(self.sheet, self.line, 0, words, &format)?;
        self.sheet.set_row_height(self.line, LINE * lines(words, width) as f64)?;
        self.line += 1;
        Ok(())
    }

    /// A part under its heading.
    fn part(&mut self, heading: &str, part: &Part) -> Result<(), XlsxError> {
        self.paragraph(heading, &Format::new().set_bold().set_font_color("#0A4A82"))?;
        for note in &part.notes {
            self.paragraph(&self.speech.heading(note).text, &Format::new())?;
        }
        for table in &part.tables {
            self.line += 1;
            if let Some(caption) = &table.caption {
                self.paragraph(&self.speech.heading(caption).text, &Format::new().set_bold())?;
            }
            self.table(table)?;
        }
        Ok(())
    }

    fn table(&mut self, table: &Table) -> Result<(), XlsxError> {
        let header = Format::new()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Top)
            .set_background_color("#E8EEF4")
            .set_border_bottom(FormatBorder::Thin);
        let names = headings(table, self.speech);
        let mut height = 1;
        for (column, name) in names.iter().enumerate() {
            text(self.sheet, self.line, place(column), name, &header)?;
            height = height.max(lines(name, self.widths[column]));
        }
        self.sheet.set_row_height(self.line, LINE * height as f64)?;
        self.line += 1;
        for row in &table.rows {
            self.row(row, table)?;
        }
        Ok(())
    }

    fn row(&mut self, row: &Row, table: &Table) -> Result<(), XlsxError> {
        let mut format = Format::new().set_align(FormatAlign::Top).set_text_wrap();
        if row.rank != Rank::Plain {
            format = format.set_bold().set_border_top(FormatBorder::Thin);
        }
        let (mut first, mut height) = (0, 1);
        for (index, (cell, column)) in row.cells.iter().zip(&table.columns).enumerate() {
            let wide = names(column.shape, table).len();
            let at = (self.line, place(first));
            if let Some(words) = self.words(index, cell) {
                // Words go over all columns of theirs, and the last ones to the edge of the sheet.
                let to_the_edge = column.shape == Shape::Words && index + 1 == row.cells.len();
                let end = if to_the_edge { self.widths.len() } else { first + wide };
                if end > first + 1 {
                    self.sheet.merge_range(at.0, at.1, at.0, place(end - 1), "", &format)?;
                }
                text(self.sheet, at.0, at.1, &words, &format)?;
                height = height.max(lines(&words, self.widths[first..end].iter().sum()));
            } else {
                write_cell(self.sheet, at, cell, wide, self.speech, &format)?;
                height = height.max(lines(&remark(cell, wide, self.speech), self.widths[first + wide - 1]));
            }
            first += wide;
        }
        self.sheet.set_row_height(self.line, LINE * height as f64)?;
        self.line += 1;
        Ok(())
    }

    /// What a cell says if it is words alone; the first one of a row names it.
    fn words(&self, index: usize, cell: &Cell) -> Option<String> {
        match cell {
            Cell::Phrase(phrase) if index == 0 => Some(self.speech.name(phrase).text),
            Cell::Phrase(_) | Cell::Phrases(_) | Cell::Text(_) => Some(self.speech.inline(cell)),
            _ => None,
        }
    }
}

/// The words beside the numbers of a cell, in the last of its columns.
fn remark(cell: &Cell, wide: usize, speech: &Speech) -> String {
    match (cell, wide) {
        (Cell::Share(share), 2) => beside(share, None, speech),
        (Cell::SharePhrase(share, sign), 2) => beside(share, Some(*sign), speech),
        (Cell::SharePhrase(_, sign), 6) => speech.term(*sign),
        (Cell::Absent(term), _) => speech.term(*term),
        (_, 1) => speech.inline(cell),
        _ => String::new(),
    }
}

/// How wide the columns of a theme are: as its widest table needs them, and together wide enough for its notes.
fn widths(part: &Part, speech: &Speech) -> Vec<usize> {
    let mut widths: Vec<usize> = Vec::new();
    for table in &part.tables {
        let mut first = 0;
        for (index, column) in table.columns.iter().enumerate() {
            let wide = names(column.shape, table).len();
            let words = matches!(column.shape, Shape::Words);
            let longest = table.rows.iter().map(|row| speech.inline(&row.cells[index]).chars().count()).max();
            let own = if words { longest.unwrap_or_default() + 2 } else { 0 };
            widths.resize(widths.len().max(first + wide), 0);
            for (offset, width) in widths[first..first + wide].iter_mut().enumerate() {
                let remark = wide > 1 && offset + 1 == wide && !matches!(column.shape, Shape::Change | Shape::Points);
                let least = match (column.shape, remark) {
                    (Shape::Compact, true) if abreast(table) <= SPREAD => 24,
                    (Shape::Blank, _) | (_, true) => 16,
                    _ => 11,
                };
                *width = (*width).max(own.clamp(least, WIDEST));
            }
            first += wide;
        }
    }
    let missing = WIDTH.saturating_sub(widths.iter().sum());
    match widths.as_mut_slice() {
        [] => widths.push(WIDTH),
        [first, ..] => *first += missing.min(WIDEST),
    }
    widths
}

/// How many lines a text takes in a column; a little more than what fits, since letters differ.
fn lines(text: &str, width: usize) -> usize {
    let line = |line: &str| (line.chars().count() * 11 / 10).div_ceil(width.max(1)).max(1);
    text.lines().map(line).sum::<usize>().max(1)
}

/// The headings of a table's columns, as they are spread over those of the sheet.
fn headings(table: &Table, speech: &Speech) -> Vec<String> {
    let spread = table.columns.iter().flat_map(|column| {
        let heading = speech.heading(&column.heading).text;
        names(column.shape, table).into_iter().map(move |part| (heading.clone(), part))
    });
    let named = spread.map(|(heading, part)| match part {
        Some(part) => format!("{heading}: {}", speech.term(part)),
        None => heading,
    });
    named.collect()
}

/// How many shares stand side by side in a table.
fn abreast(table: &Table) -> usize {
    table.columns.iter().filter(|column| column.shape == Shape::Compact).count()
}

/// What a column of a shape is spread over; none: it is one column. Where many figures stand abreast, all but each share
/// itself are in words beside it.
fn names(shape: Shape, table: &Table) -> Vec<Option<Term>> {
    let beside_points = table.columns.iter().any(|column| column.shape == Shape::Points);
    match shape {
        Shape::Compact if beside_points || abreast(table) > SPREAD => [Term::ShareOf, Term::Remark].map(Some).to_vec(),
        Shape::Share | Shape::Frequency | Shape::Compact => {
            [Term::CountOf, Term::Size, Term::ShareOf, Term::Low, Term::High, Term::Remark].map(Some).to_vec()
        }
        Shape::Change | Shape::Points => [Term::DifferenceOf, Term::Low, Term::High].map(Some).to_vec(),
        Shape::Words | Shape::Numbers | Shape::Blank => vec![None],
    }
}

/// What goes with a share, in words: its sign, its interval and its n.
fn beside(share: &Proportion, sign: Option<Term>, speech: &Speech) -> String {
    let interval = format!("({})", speech.numbers.interval(share.low, share.high));
    let words = sign.map(|sign| speech.term(sign)).into_iter().chain([interval, speech.numbers.size(share.of)]);
    words.collect::<Vec<_>>().join(" ")
}

fn write_cell(
    sheet: &mut Worksheet,
    (line, first): (u32, u16),
    cell: &Cell,
    wide: usize,
    speech: &Speech,
    format: &Format,
) -> Result<(), XlsxError> {
    let number = |pattern: &str| format.clone().set_num_format(pattern);
    match cell {
        Cell::Share(share) if wide > 1 => write_share(sheet, (line, first), (share, None), wide, speech, format)?,
        Cell::SharePhrase(share, sign) if wide > 1 => {
            write_share(sheet, (line, first), (share, Some(*sign)), wide, speech, format)?;
        }
        Cell::Difference(difference) if wide == 3 => {
            write_difference(sheet, (line, first), (difference, None), speech, format)?;
        }
        Cell::DifferencePhrase(difference, sign) if wide == 3 => {
            write_difference(sheet, (line, first), (difference, Some(*sign)), speech, format)?;
        }
        Cell::Blank => {}
        Cell::Count(count) => {
            sheet.write_number_with_format(line, first, *count as f64, &number(COUNT))?;
        }
        Cell::Number(value, places) => {
            sheet.write_number_with_format(line, first, *value, &number(&decimals(*places)))?;
        }
        Cell::Signed(value, places) => {
            let pattern = decimals(*places);
            let pattern = format!("+{pattern};-{pattern};{pattern}");
            sheet.write_number_with_format(line, first, *value, &number(&pattern))?;
        }
        Cell::PValue(p) => {
            sheet.write_number_with_format(line, first, *p, &number("0.0000"))?;
        }
        Cell::Margin(share) => {
            let pattern = speech.numbers.points_pattern(false);
            sheet.write_number_with_format(line, first, 100.0 * share, &number(&pattern))?;
        }
        Cell::Goal(share) => {
            let is_whole = matches!(Cell::per_cent(*share), Cell::Number(_, 0));
            sheet.write_number_with_format(line, first, *share, &number(if is_whole { "0%" } else { SHARE }))?;
        }
        Cell::Percentage(part, whole) => {
            let share = *part as f64 / *whole as f64;
            sheet.write_number_with_format(line, first, share, &number(SHARE))?;
        }
        Cell::Day(day) => {
            sheet.write_datetime_with_format(line, first, &excel_day(*day)?, &number("dd\\.mm\\.yyyy"))?;
        }
        // What has no number says so where its remark would stand, and its numbers are left empty.
        Cell::Absent(term) if wide == 6 || wide == 2 => {
            text(sheet, line, first + place(wide - 1), &speech.term(*term), format)?;
        }
        _ => text(sheet, line, first, &speech.inline(cell), format)?,
    }
    Ok(())
}

/// A difference and the ends of its interval; a sign is shown beside the number, which stays one.
fn write_difference(
    sheet: &mut Worksheet,
    (line, first): (u32, u16),
    (difference, sign): (&Difference, Option<Term>),
    speech: &Speech,
    format: &Format,
) -> Result<(), XlsxError> {
    let plain = speech.numbers.points_pattern(true);
    let signed =
        |sign| plain.split(';').map(|part| format!("{part}\" {}\"", speech.term(sign))).collect::<Vec<_>>().join(";");
    let marked = sign.map_or_else(|| plain.clone(), signed);
    let numbers = [(difference.share, &marked), (difference.low, &plain), (difference.high, &plain)];
    for (offset, (part, pattern)) in (0..).zip(numbers) {
        sheet.write_number_with_format(line, first + offset, 100.0 * part, &format.clone().set_num_format(pattern))?;
    }
    Ok(())
}

/// How a number with so many decimals is shown.
fn decimals(places: u8) -> String {
    format!("0.{}", "0".repeat(usize::from(places)))
}

/// A share with its n and its interval: in columns of their own, or in words beside it where there is one column for all.
fn write_share(
    sheet: &mut Worksheet,
    (line, first): (u32, u16),
    (share, sign): (&Proportion, Option<Term>),
    wide: usize,
    speech: &Speech,
    format: &Format,
) -> Result<(), XlsxError> {
    let number = |pattern: &str| format.clone().set_num_format(pattern);
    if wide == 2 {
        sheet.write_number_with_format(line, first, share.share, &number(SHARE))?;
        return text(sheet, line, first + 1, &beside(share, sign, speech), format);
    }
    for (offset, count) in (0..).zip([share.n, share.of]) {
        sheet.write_number_with_format(line, first + offset, count as f64, &number(COUNT))?;
    }
    for (offset, part) in (2..).zip([share.share, share.low, share.high]) {
        sheet.write_number_with_format(line, first + offset, part, &number(SHARE))?;
    }
    match sign {
        Some(sign) => text(sheet, line, first + 5, &speech.term(sign), format),
        None => Ok(()),
    }
}

/// Text that stays text, also when somebody edits it.
fn text(sheet: &mut Worksheet, line: u32, column: u16, text: &str, format: &Format) -> Result<(), XlsxError> {
    let format = if looks_like_a_formula(text) { format.clone().set_quote_prefix() } else { format.clone() };
    sheet.write_string_with_format(line, column, text, &format)?;
    Ok(())
}

fn place(column: usize) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}
