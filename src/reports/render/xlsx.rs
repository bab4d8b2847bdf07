//! A review as a workbook: one sheet for each table, and a first one that says what they are.
//!
//! Numbers are numbers, a share has its n and its interval in columns of their own, and no text becomes a formula.
//! The same review is the same bytes: the file's date is that of the figures.

use rust_xlsxwriter::{DocProperties, Format, FormatAlign, FormatBorder, Url, Workbook, Worksheet, XlsxError};

use crate::reports::render::seal::Seal;
use crate::reports::render::speech::Speech;
use crate::reports::render::words::Words;
use crate::reports::table::looks_like_a_formula;
use crate::reports::workbook::excel_day;
use crate::survey::report::{Cell, Part, Row, Shape, Table, Term};
use crate::survey::review::{PartId, Review};

/// The widest that a column is made, in characters.
const WIDEST: usize = 70;
/// How the cells of numbers are shown.
const SHARE: &str = "0.0%";
const COUNT: &str = "#,##0";
const POINTS: &str = "+0.0%;-0.0%;0.0%";

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
    write_contents(
        workbook.add_worksheet().set_name(speech.words.term(Term::Contents))?,
        review,
        seal,
        &title,
        &speech,
    )?;
    for (id, part) in &review.parts {
        for (place, table) in part.tables.iter().enumerate() {
            write_table(workbook.add_worksheet().set_name(sheet_name(*id, part, place))?, table, &speech)?;
        }
    }
    workbook.save_to_buffer()
}

/// `T3`, or `T9-1` where a part has several tables.
fn sheet_name(id: PartId, part: &Part, place: usize) -> String {
    let id = id.as_str();
    if part.tables.len() == 1 { id.to_owned() } else { format!("{id}-{}", place + 1) }
}

/// The first sheet: what the review is, and each sheet with its title and what must be said before it is read.
fn write_contents(
    sheet: &mut Worksheet,
    review: &Review,
    seal: &Seal,
    title: &str,
    speech: &Speech,
) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_align(FormatAlign::Top);
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_column_width(0, 12.0)?.set_column_width(1, 48.0)?.set_column_width(2, 90.0)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    text(sheet, 0, 0, title, &bold)?;
    let sealed = match &review.basis.edition {
        Some(_) => format!("{}: {}", speech.term(Term::Sha256), seal.sha256),
        None => speech.term(Term::DraftNote),
    };
    text(sheet, 1, 0, &sealed, &Format::new())?;
    let mut line = 3;
    for (id, part) in &review.parts {
        text(sheet, line, 1, speech.words.title(*id), &bold)?;
        let notes: Vec<String> = part.notes.iter().map(|note| speech.heading(note).text).collect();
        text(sheet, line, 2, &notes.join("\n"), &wrapped)?;
        if part.tables.is_empty() {
            text(sheet, line, 0, id.as_str(), &bold)?;
            line += 1;
        }
        for (place, table) in part.tables.iter().enumerate() {
            let name = sheet_name(*id, part, place);
            let link = Url::new(format!("internal:'{name}'!A1")).set_text(&name);
            sheet.write_url(line, 0, link)?;
            if let Some(caption) = &table.caption {
                let called = format!("{}: {}", speech.words.title(*id), speech.line(caption));
                text(sheet, line, 1, &called, &wrapped)?;
            }
            line += 1;
        }
    }
    Ok(())
}

fn write_table(sheet: &mut Worksheet, table: &Table, speech: &Speech) -> Result<(), XlsxError> {
    let header = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_background_color("#E8EEF4")
        .set_border_bottom(FormatBorder::Thin);
    let mut widths: Vec<usize> = Vec::new();
    for column in &table.columns {
        let heading = speech.heading(&column.heading).text;
        for part in names(column.shape) {
            let name = part.map_or(heading.clone(), |part| format!("{heading}: {}", speech.term(part)));
            text(sheet, 0, place(widths.len()), &name, &header)?;
            widths.push(name.chars().count().clamp(10, 24));
        }
    }
    for (line, row) in (1..).zip(&table.rows) {
        write_row(sheet, line, row, table, speech, &mut widths)?;
    }
    for (column, width) in widths.into_iter().enumerate() {
        sheet.set_column_width(place(column), width as f64)?;
    }
    sheet.set_freeze_panes(1, 1)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    Ok(())
}

/// What a column of a shape is spread over; none: it is one column.
fn names(shape: Shape) -> Vec<Option<Term>> {
    match shape {
        Shape::Share | Shape::Frequency | Shape::Compact => {
            [Term::CountOf, Term::Size, Term::ShareOf, Term::Low, Term::High, Term::Remark].map(Some).to_vec()
        }
        Shape::Change => [Term::DifferenceOf, Term::Low, Term::High].map(Some).to_vec(),
        Shape::Words | Shape::Numbers | Shape::Blank => vec![None],
    }
}

fn write_row(
    sheet: &mut Worksheet,
    line: u32,
    row: &Row,
    table: &Table,
    speech: &Speech,
    widths: &mut [usize],
) -> Result<(), XlsxError> {
    let mut format = Format::new().set_align(FormatAlign::Top).set_text_wrap();
    if row.total {
        format = format.set_bold().set_border_top(FormatBorder::Thin);
    }
    let mut first = 0;
    for (cell, column) in row.cells.iter().zip(&table.columns) {
        let wide = names(column.shape).len();
        write_cell(sheet, (line, place(first)), cell, wide, speech, &format)?;
        if column.shape == Shape::Words {
            let length = speech.cell(cell).iter().map(|text| text.chars().count()).max().unwrap_or(0);
            widths[first] = widths[first].max(length + 2).min(WIDEST);
        }
        first += wide;
    }
    Ok(())
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
        Cell::Share(share) | Cell::SharePhrase(share, _) if wide == 6 => {
            sheet.write_number_with_format(line, first, share.n as f64, &number(COUNT))?;
            sheet.write_number_with_format(line, first + 1, share.of as f64, &number(COUNT))?;
            for (offset, part) in (2..).zip([share.share, share.low, share.high]) {
                sheet.write_number_with_format(line, first + offset, part, &number(SHARE))?;
            }
            if let Cell::SharePhrase(_, term) = cell {
                text(sheet, line, first + 5, &speech.term(*term), format)?;
            }
        }
        Cell::Difference(difference) if wide == 3 => {
            for (offset, part) in (0..).zip([difference.share, difference.low, difference.high]) {
                sheet.write_number_with_format(line, first + offset, part, &number(POINTS))?;
            }
        }
        Cell::Blank => {}
        Cell::Count(count) => {
            sheet.write_number_with_format(line, first, *count as f64, &number(COUNT))?;
        }
        Cell::Number(value, places) => {
            let pattern = format!("0.{}", "0".repeat(usize::from(*places)));
            sheet.write_number_with_format(line, first, *value, &number(&pattern))?;
        }
        Cell::Signed(value, places) => {
            let pattern = format!("0.{}", "0".repeat(usize::from(*places)));
            sheet.write_number_with_format(
                line,
                first,
                *value,
                &number(&format!("+{pattern};-{pattern};{pattern}")),
            )?;
        }
        Cell::PValue(p) => {
            sheet.write_number_with_format(line, first, *p, &number("0.0000"))?;
        }
        Cell::Margin(share) | Cell::Goal(share) => {
            sheet.write_number_with_format(line, first, *share, &number(SHARE))?;
        }
        Cell::Percentage(part, whole) => {
            let share = *part as f64 / *whole as f64;
            sheet.write_number_with_format(line, first, share, &number(SHARE))?;
        }
        Cell::Day(day) => {
            sheet.write_datetime_with_format(line, first, &excel_day(*day)?, &number("dd\\.mm\\.yyyy"))?;
        }
        // What has no number says so where its remark would stand, and its numbers are left empty.
        Cell::Absent(term) if wide == 6 => text(sheet, line, first + 5, &speech.term(*term), format)?,
        _ => text(sheet, line, first, &speech.inline(cell), format)?,
    }
    Ok(())
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
