//! Who answered, of all who came, as one flat table: a row for each department, one for the responses that nobody can
//! attribute to a department, and one for the total.

use crate::reports::figures::WITHHELD;
use crate::reports::provenance;
use crate::reports::subject::{CLOSED, LABEL, PERIOD, SURVEY};
use crate::reports::table::{Cell, Column, ColumnKind, Table, column};
use crate::survey::codes::SurveySlug;
use crate::survey::coverage::{CoveragePart, CoverageReport, Unattributed};
use crate::survey::figures::Key;

/// Makes the table.
pub fn table<'a>(survey: &'a SurveySlug, report: &'a CoverageReport) -> Table<'a> {
    let mut rows: Vec<Vec<Cell<'a>>> = report.departments.iter().map(|part| row(survey, report, part)).collect();
    rows.extend(report.unattributed.map(|unattributed| office(survey, report, unattributed)));
    rows.push(row(survey, report, &report.total));
    Table { columns: COLUMNS.iter().chain(&provenance::COLUMNS).collect(), rows }
}

fn row<'a>(survey: &'a SurveySlug, report: &'a CoverageReport, part: &'a CoveragePart) -> Vec<Cell<'a>> {
    let (split, code) = part.key.parts();
    let cells: [Cell<'a>; COLUMNS.len()] = [
        survey.as_str().into(),
        report.period.label().into(),
        report.closed.into(),
        split.into(),
        code.into(),
        Some(part.label.in_polish()).filter(|label| !label.is_empty()).into(),
        part.visits.into(),
        part.n.into(),
        part.withheld.map(|withheld| withheld.as_str()).into(),
        part.response_rate.into(),
        part.more_than_visits.into(),
        part.share_of_visits.into(),
        part.share_of_responses.into(),
        part.margin.into(),
        part.needed_5.into(),
        part.needed_10.into(),
    ];
    cells.into_iter().chain(provenance::cells(&report.filters, report.basis.days())).collect()
}

/// The responses that are told only for the whole office.
fn office<'a>(survey: &'a SurveySlug, report: &'a CoverageReport, unattributed: Unattributed) -> Vec<Cell<'a>> {
    let mut cells = vec![Cell::Nothing; COLUMNS.len()];
    let (split, _) = Key::Department(None).parts();
    (cells[0], cells[1], cells[2]) = (survey.as_str().into(), report.period.label().into(), report.closed.into());
    (cells[3], cells[7], cells[12]) = (split.into(), unattributed.n.into(), unattributed.share_of_responses.into());
    cells.into_iter().chain(provenance::cells(&report.filters, report.basis.days())).collect()
}

const ANY: ColumnKind = ColumnKind::Text(&[]);
const COUNT: ColumnKind = ColumnKind::Count;
const SHARE: ColumnKind = ColumnKind::Share;

const COLUMNS: [Column; 16] = [
    SURVEY,
    PERIOD,
    CLOSED,
    column(
        "group_by",
        ANY,
        ["Podział", "Split by"],
        ["department: wydział; none: całość.", "department; none: all of it."],
    ),
    column(
        "group",
        ANY,
        ["Grupa", "Group"],
        [
            "Kod wydziału; puste: całość albo to, co podaje się tylko dla całego urzędu.",
            "The department's code; empty: all of it, or what is told only for the whole office.",
        ],
    ),
    LABEL,
    column(
        "visits",
        COUNT,
        ["Wizyty", "Visits"],
        [
            "Ile wizyt policzył urząd; puste: nie wpisano wszystkich miesięcy.",
            "How many came; empty: not entered for every month.",
        ],
    ),
    column("n", COUNT, ["Wypełnione ankiety", "Responses"], ["Ile wypełniono ankiet.", "How many responded."]),
    column(
        "withheld",
        ColumnKind::Text(WITHHELD),
        ["Powód utajnienia", "Why withheld"],
        ["Dlaczego nie podano wyników; puste: podano.", "Why there are no figures; empty: there are."],
    ),
    column(
        "response_rate",
        ColumnKind::Number,
        ["Odsetek wypełnień", "Response rate"],
        ["Ankiety na wizytę, 0 lub więcej.", "Responses for each visit, 0 or more."],
    ),
    column(
        "more_than_visits",
        ColumnKind::Flag,
        ["Więcej ankiet niż wizyt", "More responses than visits"],
        [
            "Czy ankiet jest więcej niż wizyt: wtedy wizyt wpisano za mało albo w innych miesiącach.",
            "Whether there are more responses than visits: then too few visits were entered, or for other months.",
        ],
    ),
    column("share_of_visits", SHARE, ["Udział w wizytach", "Share of visits"], ["Od 0 do 1.", "0 to 1."]),
    column("share_of_responses", SHARE, ["Udział w ankietach", "Share of responses"], ["Od 0 do 1.", "0 to 1."]),
    column(
        "margin",
        SHARE,
        ["Margines błędu", "Margin of error"],
        [
            "Połowa szerokości przedziału przy udziale jednej drugiej.",
            "The half-width of the interval of a share of one half.",
        ],
    ),
    column(
        "needed_5",
        COUNT,
        ["Potrzeba na ±5 p.p.", "Needed for ±5 points"],
        ["Ile ankiet trzeba.", "How many responses it takes."],
    ),
    column(
        "needed_10",
        COUNT,
        ["Potrzeba na ±10 p.p.", "Needed for ±10 points"],
        ["Ile ankiet trzeba.", "How many responses it takes."],
    ),
];
