//! Targets as a flat table: one row for each, the share beside its n, and whether the interval says that it was reached.
//!
//! New columns go to the end: people count them.

use crate::reports::share::{LEVEL, POSITIVE_HIGH, POSITIVE_LOW, POSITIVE_N, POSITIVE_SHARE, cells};
use crate::reports::subject::{DEFINITIONS, PERIOD, QUESTION, SURVEY};
use crate::reports::table::{Cell, Column, ColumnKind, Table, Value, column};
use crate::survey::codes::SurveySlug;
use crate::survey::definitions;
use crate::survey::period::Period;
use crate::survey::target::Reached;
use crate::survey::wording::{DOUBTFUL, UNCONFIRMED, Words};

/// Makes the table.
pub fn table<'a>(survey: &'a SurveySlug, period: &'a Period, reached: &'a [Reached<'a>]) -> Table<'a> {
    Table {
        columns: COLUMNS.iter().collect(),
        rows: reached.iter().map(|reached| row(survey, period, reached).into()).collect(),
    }
}

fn row<'a>(survey: &'a SurveySlug, period: &'a Period, reached: &'a Reached<'a>) -> [Cell<'a>; COLUMNS.len()] {
    let (target, positive) = (reached.target, reached.positive.as_ref());
    let [n, share, low, high, level] = cells(positive);
    [
        survey.as_str().into(),
        period.label().into(),
        target.question.as_str().into(),
        target.department.as_ref().map(|code| code.as_str()).into(),
        target.from.label().into(),
        target.share.into(),
        positive.map(|positive| positive.of).into(),
        n,
        share,
        low,
        high,
        level,
        reached.verdict.as_str().into(),
        u64::from(definitions::IN_FORCE.number).into(),
    ]
}

const ANY: ColumnKind = ColumnKind::Text(&[]);

const VERDICTS: &[Value] = &[
    Value { text: "met", about: Words::new("osiągnięty", "met") },
    Value { text: "not_met", about: Words::new("nieosiągnięty", "not met") },
    Value {
        text: "undecided",
        about: Words::new("nierozstrzygnięty: cel leży w przedziale", "undecided: the target is within the interval"),
    },
    Value { text: "not_yet", about: Words::new("okres nie jest jeszcze zamknięty", "the period is not closed yet") },
    Value { text: UNCONFIRMED, about: DOUBTFUL },
];

const COLUMNS: [Column; 14] = [
    SURVEY,
    PERIOD,
    QUESTION,
    column(
        "department",
        ANY,
        ["Wydział", "Department"],
        ["Kod wydziału; puste: cały urząd.", "The department's code; empty: the whole office."],
    ),
    column("from", ANY, ["Od", "From"], ["Od którego okresu cel obowiązuje.", "The period from which it holds."]),
    column(
        "target",
        ColumnKind::Share,
        ["Cel", "Target"],
        ["Udział odpowiedzi pozytywnych do osiągnięcia.", "The share of positive answers to reach."],
    ),
    column(
        "n",
        ColumnKind::Count,
        ["Liczba odpowiedzi", "Answers"],
        ["Ile osób odpowiedziało; puste: wynik utajniony.", "How many answered; empty: the result is withheld."],
    ),
    POSITIVE_N,
    POSITIVE_SHARE,
    POSITIVE_LOW,
    POSITIVE_HIGH,
    LEVEL,
    column(
        "verdict",
        ColumnKind::Text(VERDICTS),
        ["Wniosek", "Verdict"],
        ["Czy przedział mówi, że cel osiągnięto.", "Whether the interval says that it was reached."],
    ),
    DEFINITIONS,
];
