//! Everything these tools print: results on standard output, progress on standard error. No measuring is done here.

use std::io::Write;

use serde_json::Value;

use crate::Outcome;

/// Prints a line of the result.
pub fn line(text: &str) -> Outcome<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}")?;
    Ok(out.flush()?)
}

/// Prints one document of the result, on one line.
pub fn json(value: &Value) -> Outcome<()> {
    line(&value.to_string())
}

/// Prints a Markdown table, padded so that people can read it as it is.
pub fn table(headers: &[&str], rows: &[Vec<String>]) -> Outcome<()> {
    let widths: Vec<usize> = (0..headers.len())
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
            cells.chain([headers[column].chars().count()]).max().unwrap_or_default()
        })
        .collect();
    let header: Vec<String> = headers.iter().map(|&header| header.to_owned()).collect();
    line(&row_line(&header, &widths))?;
    let rule: Vec<String> = widths
        .iter()
        .enumerate()
        .map(|(column, &width)| if column == 0 { "-".repeat(width) } else { format!("{}:", "-".repeat(width - 1)) })
        .collect();
    line(&row_line(&rule, &widths))?;
    rows.iter().try_for_each(|row| line(&row_line(row, &widths)))
}

/// Tells the person who waits what is going on; never part of the result.
pub fn note(text: &str) {
    // When standard error is gone, there is nobody to tell.
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// A number with so many decimals.
pub fn number(value: f64, decimals: usize) -> String {
    format!("{value:.decimals$}")
}

/// The middle of some figures; 0 when there are none.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => 0.0,
        even if even % 2 == 0 => f64::midpoint(values[middle - 1], values[middle]),
        _ => values[middle],
    }
}

fn row_line(cells: &[String], widths: &[usize]) -> String {
    let padded = cells.iter().zip(widths).enumerate().map(|(column, (cell, &width))| {
        if column == 0 { format!(" {cell:<width$} ") } else { format!(" {cell:>width$} ") }
    });
    format!("|{}|", padded.collect::<Vec<_>>().join("|"))
}
