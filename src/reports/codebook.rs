//! What every column, code and word of the figures means, in Polish and English, as one more table.

use crate::reports::content::Content;
use crate::reports::table::{Cell, Column, ColumnKind, Table, Value};
use crate::survey::text::LocalizedText;
use crate::survey::wording::Words;

/// Makes the table: the columns of the figures, then their groups, questions and options.
pub fn table<'a>(content: &Content<'a>, columns: &[&'static Column]) -> Table<'a> {
    let mut rows = of_columns(columns);
    for group in content.results.parts() {
        let (split, part) = group.key.parts();
        let [pl, en] = in_both(&group.label);
        rows.push(vec!["group".into(), split.into(), part.into(), pl, en]);
    }
    for question in content.questions() {
        let [pl, en] = in_both(&question.text());
        rows.push(vec!["question".into(), Cell::Nothing, question.code.as_str().into(), pl, en]);
        for option in &question.options {
            let [pl, en] = in_both(&question.option_text(option));
            rows.push(vec!["option".into(), question.code.as_str().into(), (*option).into(), pl, en]);
        }
    }
    Table { columns: COLUMNS.iter().collect(), rows }
}

/// Makes a table that explains columns alone.
pub fn table_of_columns<'a>(columns: &[&'static Column]) -> Table<'a> {
    Table { columns: COLUMNS.iter().collect(), rows: of_columns(columns) }
}

fn of_columns<'a>(columns: &[&'static Column]) -> Vec<Vec<Cell<'a>>> {
    let mut rows = Vec::new();
    for column in columns {
        let joined = |title: &str, about: &str| format!("{title}. {about}");
        let [pl, en] = [joined(column.title.pl, column.about.pl), joined(column.title.en, column.about.en)];
        rows.push(vec!["column".into(), Cell::Nothing, column.name.into(), pl.into(), en.into()]);
        if let ColumnKind::Text(values) = column.kind {
            rows.extend(values.iter().map(|value| {
                vec![
                    "value".into(),
                    column.name.into(),
                    value.text.into(),
                    value.about.pl.into(),
                    value.about.en.into(),
                ]
            }));
        }
    }
    rows
}

fn in_both<'a>(text: &LocalizedText) -> [Cell<'a>; 2] {
    let polish = Some(text.in_polish()).filter(|text| !text.is_empty());
    [polish, text.in_english()].map(|text| text.map(str::to_owned).into())
}

const WHAT: &[Value] = &[
    Value { text: "column", about: Words::new("kolumna", "a column") },
    Value { text: "value", about: Words::new("wartość w kolumnie", "a value in a column") },
    Value { text: "group", about: Words::new("grupa", "a group") },
    Value { text: "question", about: Words::new("pytanie", "a question") },
    Value { text: "option", about: Words::new("odpowiedź", "an option") },
];

const COLUMNS: &[Column] = &[
    Column {
        name: "what",
        kind: ColumnKind::Text(WHAT),
        title: Words::new("Co to jest", "What it is"),
        about: Words::new("Czego dotyczy wiersz.", "What the row is about."),
    },
    Column {
        name: "of",
        kind: ColumnKind::Text(&[]),
        title: Words::new("Należy do", "Belongs to"),
        about: Words::new(
            "Kolumna, podział albo pytanie, do którego kod należy.",
            "The column, split or question that the code belongs to.",
        ),
    },
    Column {
        name: "code",
        kind: ColumnKind::Text(&[]),
        title: Words::new("Kod", "Code"),
        about: Words::new("Kod, jaki mają dane.", "The code that the data have."),
    },
    Column {
        name: "pl",
        kind: ColumnKind::Text(&[]),
        title: Words::new("Po polsku", "In Polish"),
        about: Words::new("Co to znaczy, po polsku.", "What it means, in Polish."),
    },
    Column {
        name: "en",
        kind: ColumnKind::Text(&[]),
        title: Words::new("Po angielsku", "In English"),
        about: Words::new("Co to znaczy, po angielsku.", "What it means, in English."),
    },
];
