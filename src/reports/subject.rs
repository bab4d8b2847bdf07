//! What a row of figures is about, of how many, and by which definitions: the columns that several tables share.

use crate::reports::table::{Column, ColumnKind, column};

const ANY: ColumnKind = ColumnKind::Text(&[]);

/// The survey.
pub const SURVEY: Column = column("survey", ANY, ["Ankieta", "Survey"], ["Kod ankiety.", "The survey's code."]);
/// The period of the figures.
pub const PERIOD: Column = column("period", ANY, ["Okres", "Period"], ["Okres wyników.", "The period of the figures."]);
/// Which group of a split it is.
pub const GROUP: Column = column(
    "group",
    ANY,
    ["Grupa", "Group"],
    [
        "Kod grupy, np. wydziału; puste: całość albo to, co podaje się tylko dla całego urzędu.",
        "The group's code, such as a department's; empty: all of it, or what is told only for the whole office.",
    ],
);
/// What the group is called.
pub const LABEL: Column =
    column("label", ANY, ["Nazwa grupy", "Group's name"], ["Nazwa grupy po polsku.", "The group's name in Polish."]);
/// The question.
pub const QUESTION: Column = column("question", ANY, ["Pytanie", "Question"], ["Kod pytania.", "The question's code."]);
/// The edition of the definitions.
pub const DEFINITIONS: Column = column(
    "definitions",
    ColumnKind::Count,
    ["Wydanie definicji", "Edition of the definitions"],
    ["Według którego wydania definicji policzono wyniki.", "By which edition the figures are computed."],
);
/// How many answered.
pub const ANSWERS: Column = column(
    "n",
    ColumnKind::Count,
    ["Liczba odpowiedzi", "Answers"],
    ["Ile osób odpowiedziało na pytanie.", "How many answered the question."],
);
/// Whether the period is closed.
pub const CLOSED: Column = column(
    "closed",
    ColumnKind::Flag,
    ["Okres zamknięty", "Period closed"],
    ["Czy cały okres jest zamknięty.", "Whether all of the period is closed."],
);
