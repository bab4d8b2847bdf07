//! Figures as an Excel workbook: the data, a codebook, and how they came about. The same figures are the same bytes.
//!
//! Text is written as text: no cell of this file is a formula, and none becomes one when somebody edits it.

use jiff::civil::Date;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use crate::reports::codebook;
use crate::reports::content::Content;
use crate::reports::figures;
use crate::reports::method;
use crate::reports::table::{Cell, ColumnKind, Table, looks_like_a_formula};

/// The widest that a column is made, in characters.
const WIDEST: usize = 60;
/// The width of the paragraphs on the sheet about the method, in characters.
const PARAGRAPH: f64 = 110.0;

/// Writes the workbook.
///
/// # Errors
/// When there is more than a sheet can hold: a million rows.
pub fn write(content: &Content<'_>) -> Result<Vec<u8>, XlsxError> {
    let data = figures::table(content.results);
    let codebook = codebook::table(content, &data.columns);
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(content)?);
    write_table(workbook.add_worksheet().set_name("Dane")?, &data, "withheld")?;
    write_table(workbook.add_worksheet().set_name("Słownik")?, &codebook, "what")?;
    write_method(workbook.add_worksheet().set_name("Metodyka")?, content)?;
    workbook.save_to_buffer()
}

/// Writes another table of figures, which stood so on a day, with what its columns mean.
///
/// # Errors
/// When there is more than a sheet can hold: a million rows.
pub fn write_table_alone(title: &str, day: Date, table: &Table<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&described(title, day)?);
    write_table(workbook.add_worksheet().set_name("Dane")?, table, "withheld")?;
    let codebook = codebook::table_of_columns(&table.columns);
    write_table(workbook.add_worksheet().set_name("Słownik")?, &codebook, "what")?;
    workbook.save_to_buffer()
}

/// What the file says about itself. Its date is that of the figures, never today.
fn properties(content: &Content<'_>) -> Result<DocProperties, XlsxError> {
    let results = content.results;
    let title = format!("{} {}", results.survey, results.period);
    described(&title, results.coverage.as_of.unwrap_or(results.period.last()))
}

fn described(title: &str, day: Date) -> Result<DocProperties, XlsxError> {
    let day = excel_day(day);
    // Excel knows no day before 1900, and nothing was ever released then.
    let created = day.or_else(|_| ExcelDateTime::from_ymd(1900, 1, 1))?;
    Ok(DocProperties::new().set_title(title).set_author("Ankieta").set_creation_datetime(&created))
}

/// Writes a table under a frozen header. In one column each text is shown with what it means beside it.
fn write_table(sheet: &mut Worksheet, table: &Table<'_>, explained: &str) -> Result<(), XlsxError> {
    write_header(sheet, table.columns.iter().map(|column| column.name))?;
    let has = |row: &[Cell<'_>], name: &str| {
        let mut cells = table.columns.iter().zip(row);
        cells.any(|(column, cell)| column.name == name && *cell != Cell::Nothing)
    };
    let mut widths: Vec<usize> = table.columns.iter().map(|column| column.name.len() + 4).collect();
    for (number, row) in (1..).zip(&table.rows) {
        // Something else may be told where a coefficient is withheld.
        let quiet = has(row, "withheld") && !has(row, "positive_share");
        for ((place, column), cell) in (0..).zip(&table.columns).zip(row) {
            let mut format = cell_format(column.kind, cell);
            if let (ColumnKind::Text(values), true) = (column.kind, column.name == explained) {
                let value = values.iter().find(|value| *cell == Cell::from(value.text));
                format = value.map_or(format.clone(), |value| {
                    let shown = format!("@\": {}\"", value.about.pl);
                    format.set_num_format(shown)
                });
            }
            if quiet {
                format = format.set_italic().set_font_color("#595959");
            }
            write_cell(sheet, number, place, cell, &format)?;
            if let Cell::Text(text) = cell {
                let width = &mut widths[usize::from(place)];
                *width = (*width).max(text.chars().count() + 2).min(WIDEST);
            }
        }
    }
    for (place, width) in (0..).zip(widths) {
        sheet.set_column_width(place, width as f64)?;
    }
    let last_column = u16::try_from(table.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    sheet.autofilter(0, 0, u32::try_from(table.rows.len()).unwrap_or(u32::MAX), last_column)?;
    Ok(())
}

fn write_header<'a>(sheet: &mut Worksheet, names: impl Iterator<Item = &'a str>) -> Result<(), XlsxError> {
    let header = Format::new().set_bold().set_background_color("#E8EEF4").set_border_bottom(FormatBorder::Thin);
    for (place, name) in (0..).zip(names) {
        write_cell(sheet, 0, place, &name.into(), &header)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    Ok(())
}

fn cell_format(kind: ColumnKind, cell: &Cell<'_>) -> Format {
    let format = Format::new().set_align(FormatAlign::Top);
    match (kind, cell) {
        (ColumnKind::Share, _) => format.set_num_format("0.0%"),
        (ColumnKind::Number, _) => format.set_num_format("0.00"),
        (ColumnKind::Count, _) => format.set_num_format("#,##0"),
        (ColumnKind::Day, _) => format.set_num_format("dd\\.mm\\.yyyy"),
        // Shown as it is; editing the cell does not turn it into a formula.
        (_, Cell::Text(text)) if looks_like_a_formula(text) => format.set_quote_prefix(),
        _ => format,
    }
}

fn write_cell(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell<'_>, format: &Format) -> Result<(), XlsxError> {
    match cell {
        Cell::Nothing => sheet.write_blank(row, column, format),
        Cell::Text(text) => sheet.write_string_with_format(row, column, text.as_ref(), format),
        Cell::Flag(flag) => sheet.write_boolean_with_format(row, column, *flag, format),
        Cell::Day(day) => sheet.write_datetime_with_format(row, column, &excel_day(*day)?, format),
        Cell::Count(count) => sheet.write_number_with_format(row, column, *count as f64, format),
        Cell::Number(number) => sheet.write_number_with_format(row, column, *number, format),
    }?;
    Ok(())
}

fn write_method(sheet: &mut Worksheet, content: &Content<'_>) -> Result<(), XlsxError> {
    write_header(sheet, ["Zagadnienie", "Opis"].into_iter())?;
    let heading = Format::new().set_bold().set_align(FormatAlign::Top);
    let paragraph = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (number, (about, text)) in (1..).zip(method::sections(content)) {
        write_cell(sheet, number, 0, &about.into(), &heading)?;
        write_cell(sheet, number, 1, &text.into(), &paragraph)?;
    }
    sheet.set_column_width(0, 26.0)?.set_column_width(1, PARAGRAPH)?;
    Ok(())
}

/// A day as Excel keeps it.
///
/// # Errors
/// When it is before 1900.
pub fn excel_day(day: Date) -> Result<ExcelDateTime, XlsxError> {
    let out_of_range = || XlsxError::DateTimeRangeError(day.to_string());
    let year = u16::try_from(day.year()).map_err(|_| out_of_range())?;
    let part = |part: i8| u8::try_from(part).map_err(|_| out_of_range());
    ExcelDateTime::from_ymd(year, part(day.month())?, part(day.day())?)
}
