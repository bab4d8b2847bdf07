//! The annex with all shares of a review, one in each line, for programs that read the printed document's file.

use crate::reports::csv::{Dialect, write};
use crate::reports::render::speech::Speech;
use crate::reports::table::{Cell as Value, Column as Field, ColumnKind, Table as Lines, column};
use crate::survey::report::{Cell, Phrase, Table, Term};
use crate::survey::review::Review;

const TEXT: ColumnKind = ColumnKind::Text(&[]);

const FIELDS: [Field; 9] = [
    column("part", TEXT, ["Część", "Part"], ["Część przeglądu.", "The part of the review."]),
    column("table", ColumnKind::Count, ["Tabela", "Table"], ["Która tabela części.", "Which table of the part."]),
    column("row", TEXT, ["Wiersz", "Row"], ["Kod albo nazwa wiersza.", "The row's code or name."]),
    column("column", TEXT, ["Kolumna", "Column"], ["Kod albo nazwa kolumny.", "The column's code or name."]),
    column("count", ColumnKind::Count, ["Liczba", "Count"], ["Ile osób.", "How many people."]),
    column("n", ColumnKind::Count, ["n", "n"], ["Spośród ilu.", "Of how many."]),
    column("share", ColumnKind::Share, ["Udział", "Share"], ["Ich udział.", "Their share."]),
    column("low", ColumnKind::Share, ["Od", "From"], ["Dolny koniec przedziału.", "The lower end of the interval."]),
    column("high", ColumnKind::Share, ["Do", "To"], ["Górny koniec przedziału.", "The upper end of the interval."]),
];

/// All shares of a review. What has a code is named by it.
pub fn lines(review: &Review, speech: &Speech) -> String {
    let mut lines = Lines { columns: FIELDS.iter().collect(), rows: Vec::new() };
    for (id, part) in &review.parts {
        for (place, table) in (1..).zip(&part.tables) {
            lines.rows.extend(rows(id.as_str(), place, table, speech));
        }
    }
    String::from_utf8_lossy(&write(&lines, Dialect::Standard)).into_owned()
}

fn rows<'a>(part: &'a str, place: u64, table: &'a Table, speech: &'a Speech) -> impl Iterator<Item = Vec<Value<'a>>> {
    let cells = table.rows.iter().flat_map(|row| {
        let name = row.cells.first().map(|cell| name(cell, speech)).unwrap_or_default();
        row.cells.iter().zip(&table.columns).map(move |(cell, column)| (name.clone(), cell, column))
    });
    cells.filter_map(move |(name, cell, column)| {
        let (Cell::Share(share) | Cell::SharePhrase(share, _)) = cell else { return None };
        let exact = |share: f64| Value::Number((share * 1e4).round() / 1e4);
        let mut line = vec![part.into(), Value::Count(place), Value::Text(name.into())];
        line.push(Value::Text(short(&column.heading, speech).into()));
        line.extend([share.n, share.of].map(Value::Count));
        line.extend([share.share, share.low, share.high].map(exact));
        Some(line)
    })
}

fn name(cell: &Cell, speech: &Speech) -> String {
    match cell {
        Cell::Phrase(phrase) => short(phrase, speech),
        Cell::Period(period) => period.label().to_owned(),
        _ => speech.inline(cell),
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
