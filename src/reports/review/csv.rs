//! The annex with all shares of a review, one in each line, for programs that read the printed document's file.

use std::fmt::Write;

use crate::reports::review::speech::Speech;
use crate::reports::table::looks_like_a_formula;
use crate::survey::review::{Cell, Phrase, Review, Row, Table, Term};

/// The names of the fields.
const HEADER: &str = "part,table,row,column,count,n,share,low,high";

/// All shares of a review. What has a code is named by it; what could be a formula elsewhere is made harmless.
pub fn lines(review: &Review, speech: &Speech) -> String {
    let mut text = HEADER.to_owned();
    for part in &review.parts {
        for (place, table) in part.tables.iter().enumerate() {
            for row in &table.rows {
                append(&mut text, part.id.as_str(), place + 1, table, row, speech);
            }
        }
    }
    text
}

fn append(text: &mut String, part: &str, place: usize, table: &Table, row: &Row, speech: &Speech) {
    let name = row.cells.first().map(|cell| name(cell, speech)).unwrap_or_default();
    for (cell, column) in row.cells.iter().zip(&table.columns) {
        if let Cell::Share(share) | Cell::SharePhrase(share, _) = cell {
            let heading = short(&column.heading, speech);
            write!(
                text,
                "\n{part},{place},{},{},{},{},{:.4},{:.4},{:.4}",
                field(&name),
                field(&heading),
                share.n,
                share.of,
                share.share,
                share.low,
                share.high
            )
            .expect("a String takes all that is written to it");
        }
    }
}

fn name(cell: &Cell, speech: &Speech) -> String {
    match cell {
        Cell::Phrase(phrase) => short(phrase, speech),
        Cell::Period(period) => period.label().to_owned(),
        _ => speech.cell(cell).join(" "),
    }
}

/// The code of what has one, and otherwise its words.
fn short(phrase: &Phrase, speech: &Speech) -> String {
    match phrase {
        Phrase::Term(term, values) if values.is_empty() => term.as_str().to_owned(),
        // The number is that of a mark in a figure, which these lines do not have.
        Phrase::Term(Term::Numbered, values) => values.iter().skip(1).map(|cell| name(cell, speech)).collect(),
        Phrase::Coded(code, _) => code.clone(),
        _ => speech.line(phrase),
    }
}

fn field(text: &str) -> String {
    let safe = if looks_like_a_formula(text) { format!("'{text}") } else { text.to_owned() };
    if safe.contains(['"', ',', ';', '\n', '\r']) { format!("\"{}\"", safe.replace('"', "\"\"")) } else { safe }
}
