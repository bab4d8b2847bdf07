//! Two periods compared, as one flat table: a row for each question of each part, and one for a part that is withheld.

use crate::reports::contrast;
use crate::reports::figures::WITHHELD;
use crate::reports::provenance;
use crate::reports::subject::{DEFINITIONS, GROUP, LABEL, PERIOD, QUESTION, SURVEY};
use crate::reports::table::{Cell, Column, ColumnKind, Table, column};
use crate::survey::comparison::{ComparedGroup, ComparedQuestion, Comparison};
use crate::survey::definitions;
use crate::survey::figures::Key;

/// Makes the table. Where it is split, the last rows are those of the total.
pub fn table(comparison: &Comparison) -> Table<'_> {
    let grouped = comparison.groups.iter().all(|group| group.key != Key::All);
    let parts = comparison.groups.iter().chain(grouped.then_some(&comparison.total));
    let rows = parts.flat_map(|group| {
        let questions: Vec<Option<&ComparedQuestion>> = match group.questions.as_slice() {
            [] => vec![None],
            questions => questions.iter().map(Some).collect(),
        };
        questions.into_iter().map(|question| row(comparison, group, question))
    });
    Table {
        columns: COLUMNS.iter().chain(&contrast::COLUMNS).chain(&LAST).chain(&provenance::COLUMNS).collect(),
        rows: rows.collect(),
    }
}

fn row<'a>(
    comparison: &'a Comparison,
    group: &'a ComparedGroup,
    question: Option<&'a ComparedQuestion>,
) -> Vec<Cell<'a>> {
    let (period, against) = (&comparison.period, &comparison.against);
    let (split, part) = group.key.parts();
    let days = against.coverage.days();
    let mut cells: Vec<Cell<'a>> = vec![
        period.survey.as_str().into(),
        period.period.label().into(),
        against.period.label().into(),
        split.into(),
        part.into(),
        Some(group.label.in_polish()).filter(|label| !label.is_empty()).into(),
        group.withheld.map(|withheld| withheld.as_str()).into(),
        question.map(|question| question.code.as_str()).into(),
    ];
    match question {
        Some(question) => cells.extend(contrast::cells(&question.contrast, question.verdict())),
        None => cells.extend(contrast::COLUMNS.map(|_| Cell::Nothing)),
    }
    cells.push(u64::from(definitions::IN_FORCE.number).into());
    cells.extend([days.map(|days| days.from).into(), days.map(|days| days.to).into()]);
    cells.extend(provenance::cells(&period.filters, period.coverage.days()));
    cells
}

const ANY: ColumnKind = ColumnKind::Text(&[]);

const COLUMNS: [Column; 8] = [
    SURVEY,
    PERIOD,
    column(
        "against",
        ANY,
        ["Okres odniesienia", "Held against"],
        ["Okres, z którym zestawiono.", "The period it is held against."],
    ),
    column(
        "group_by",
        ANY,
        ["Podział", "Split by"],
        ["Na jakie grupy podzielono wyniki; none: całość.", "What the figures are split by; none: all of them."],
    ),
    GROUP,
    LABEL,
    column(
        "withheld",
        ColumnKind::Text(WITHHELD),
        ["Powód utajnienia", "Why withheld"],
        ["Dlaczego nie podano wyników grupy; puste: podano.", "Why the group has no figures; empty: it has."],
    ),
    QUESTION,
];

const LAST: [Column; 3] = [
    DEFINITIONS,
    column(
        "against_first_day",
        ColumnKind::Day,
        ["Pierwszy dzień odniesienia", "First day held against"],
        [
            "Pierwszy dzień, z którego pochodzą odpowiedzi z okresu odniesienia.",
            "The first day on which the responses it is held against were collected.",
        ],
    ),
    column(
        "against_last_day",
        ColumnKind::Day,
        ["Ostatni dzień odniesienia", "Last day held against"],
        [
            "Ostatni dzień, z którego pochodzą odpowiedzi z okresu odniesienia.",
            "The last day on which they were collected.",
        ],
    ),
];
