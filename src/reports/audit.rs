//! The audit log as a flat table, in the words in which a page shows it.

use crate::reports::table::{Cell, Column, ColumnKind, Table, column};

/// An entry of the log, as people read it.
pub struct Line {
    /// When, in the office's time.
    pub at: String,
    /// Who.
    pub actor: String,
    /// What was done.
    pub action: String,
    /// To what.
    pub subject: String,
    /// How many times in that hour.
    pub count: u64,
}

/// Makes the table.
pub fn table(lines: &[Line]) -> Table<'_> {
    Table { columns: COLUMNS.iter().collect(), rows: lines.iter().map(|line| row(line).into()).collect() }
}

fn row(line: &Line) -> [Cell<'_>; COLUMNS.len()] {
    let Line { at, actor, action, subject, count } = line;
    [at.as_str().into(), actor.as_str().into(), action.as_str().into(), subject.as_str().into(), (*count).into()]
}

const ANY: ColumnKind = ColumnKind::Text(&[]);

const COLUMNS: [Column; 5] = [
    column("at", ANY, ["kiedy", "when"], ["czas urzędu", "the office's time"]),
    column("actor", ANY, ["kto", "who"], ["osoba, klucz albo polecenie", "a person, a key or a command"]),
    column("action", ANY, ["co", "what"], ["co zostało zrobione", "what was done"]),
    column("subject", ANY, ["czego dotyczy", "what it was about"], ["czego dotyczy", "what it was about"]),
    column(
        "count",
        ColumnKind::Count,
        ["ile razy", "times"],
        ["ile razy w tej godzinie", "how many times in that hour"],
    ),
];
