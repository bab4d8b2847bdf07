//! What figures are limited to, and which days they cover: the last columns of every table of figures, so that a file of
//! one department is never taken for the office's.

use crate::reports::table::{Cell, Column, ColumnKind, column};
use crate::survey::disclosure::Days;
use crate::survey::figures::Filters;

const ANY: ColumnKind = ColumnKind::Text(&[]);

/// The columns, from the left.
pub const COLUMNS: [Column; 5] = [
    column(
        "selected_departments",
        ANY,
        ["Wybrane wydziały", "Selected departments"],
        [
            "Wydziały, do których ograniczono wyniki, przez spację; puste: cały urząd.",
            "The departments that the figures are limited to, separated by spaces; empty: the whole office.",
        ],
    ),
    column(
        "selected_questions",
        ANY,
        ["Wybrane pytania", "Selected questions"],
        [
            "Pytania, do których ograniczono wyniki, przez spację; puste: wszystkie.",
            "The questions that the figures are limited to, separated by spaces; empty: all.",
        ],
    ),
    column(
        "stood_on",
        ColumnKind::Day,
        ["Stan na koniec dnia", "As they stood on"],
        [
            "Dzień, na którego koniec odtworzono wyniki; puste: wyniki bieżące.",
            "The day at whose end the figures stood so; empty: as they stand.",
        ],
    ),
    column(
        "first_day",
        ColumnKind::Day,
        ["Pierwszy dzień", "First day"],
        [
            "Pierwszy dzień, z którego pochodzą odpowiedzi; puste: nie podano żadnych.",
            "The first day on which the responses were collected; empty: none are told.",
        ],
    ),
    column(
        "last_day",
        ColumnKind::Day,
        ["Ostatni dzień", "Last day"],
        ["Ostatni dzień, z którego pochodzą odpowiedzi.", "The last day on which the responses were collected."],
    ),
];

/// Their cells.
pub fn cells<'a>(filters: &Filters, days: Option<Days>) -> [Cell<'a>; COLUMNS.len()] {
    let listed = |codes: Vec<&str>| Some(codes.join(" ")).filter(|codes| !codes.is_empty()).into();
    [
        listed(filters.departments.iter().map(|code| code.as_str()).collect()),
        listed(filters.questions.iter().map(|code| code.as_str()).collect()),
        filters.as_of.into(),
        days.map(|days| days.from).into(),
        days.map(|days| days.to).into(),
    ]
}
