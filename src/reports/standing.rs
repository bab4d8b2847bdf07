//! Departments held against the rest of the office, as one flat table: a row for each question of each department, and
//! one for a department that is withheld.

use crate::reports::contrast;
use crate::reports::figures::WITHHELD;
use crate::reports::provenance;
use crate::reports::subject::{DEFINITIONS, PERIOD, QUESTION, SURVEY};
use crate::reports::table::{Cell, Column, ColumnKind, Table, column};
use crate::survey::definitions;
use crate::survey::standing::{DepartmentStanding, QuestionStanding, Standings};

/// Makes the table.
pub fn table(standings: &Standings) -> Table<'_> {
    let rows = standings.departments.iter().flat_map(|standing| {
        let questions: Vec<Option<&QuestionStanding>> = match standing.questions.as_slice() {
            [] => vec![None],
            questions => questions.iter().map(Some).collect(),
        };
        questions.into_iter().map(|question| row(standings, standing, question))
    });
    Table {
        columns: COLUMNS.iter().chain(&contrast::COLUMNS).chain(&LAST).chain(&provenance::COLUMNS).collect(),
        rows: rows.collect(),
    }
}

fn row<'a>(
    standings: &'a Standings,
    standing: &'a DepartmentStanding,
    question: Option<&'a QuestionStanding>,
) -> Vec<Cell<'a>> {
    let results = &standings.results;
    let mut cells: Vec<Cell<'a>> = vec![
        results.survey.as_str().into(),
        results.period.label().into(),
        standing.code.as_str().into(),
        standing.label.in_polish().into(),
        standing.withheld.map(|withheld| withheld.as_str()).into(),
        question.map(|question| question.code.as_str()).into(),
    ];
    match question {
        Some(question) => cells.extend(contrast::cells(&question.contrast, question.verdict())),
        None => cells.extend(contrast::COLUMNS.map(|_| Cell::Nothing)),
    }
    cells.push(question.and_then(|question| question.equals.as_deref()).into());
    cells.push(u64::from(definitions::IN_FORCE.number).into());
    cells.extend(provenance::cells(&results.filters, results.coverage.days()));
    cells
}

const ANY: ColumnKind = ColumnKind::Text(&[]);

const COLUMNS: [Column; 6] = [
    SURVEY,
    PERIOD,
    column("department", ANY, ["Wydział", "Department"], ["Kod wydziału.", "The department's code."]),
    column("label", ANY, ["Nazwa wydziału", "Department's name"], ["Nazwa po polsku.", "Its name in Polish."]),
    column(
        "withheld",
        ColumnKind::Text(WITHHELD),
        ["Powód utajnienia", "Why withheld"],
        ["Dlaczego nie podano wyników wydziału; puste: podano.", "Why the department has no figures; empty: it has."],
    ),
    QUESTION,
];

const LAST: [Column; 2] = [
    column(
        "equals",
        ANY,
        ["Litery", "Letters"],
        [
            "Wydziały ze wspólną literą nie różnią się w tym pytaniu; puste: za mało odpowiedzi. Litery nie są miejscami.",
            "Departments that share a letter do not differ in this question; empty: too few answers. They are no ranks.",
        ],
    ),
    DEFINITIONS,
];
