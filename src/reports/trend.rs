//! A trend as a flat table: one row for each point, its share beside its n, its limits, and the rules it breaks.
//!
//! New columns go to the end: people count them.

use crate::reports::figures::WITHHELD;
use crate::reports::provenance;
use crate::reports::share::{
    BOUND_HIGH, BOUND_LOW, LEVEL, POSITIVE_HIGH, POSITIVE_LOW, POSITIVE_N, POSITIVE_SHARE, REPEATED, cells,
};
use crate::reports::subject::{ANSWERS, CLOSED, DEFINITIONS, QUESTION, SURVEY};
use crate::reports::table::{Cell, Column, ColumnKind, Table, Value, column};
use crate::survey::definitions;
use crate::survey::trend::{Point, Trend};
use crate::survey::wording::Words;

/// Makes the table. A withheld point is a row that says why.
pub fn table(trend: &Trend) -> Table<'_> {
    Table {
        columns: COLUMNS.iter().chain(&provenance::COLUMNS).collect(),
        rows: trend.points.iter().map(|point| row(trend, point)).collect(),
    }
}

fn row<'a>(trend: &'a Trend, point: &'a Point) -> Vec<Cell<'a>> {
    let [n, share, low, high, level] = cells(point.positive.as_ref());
    let limits = point.limits.as_ref();
    let listed = |words: Vec<String>| Some(words.join(" ")).filter(|words| !words.is_empty());
    let cells: [Cell<'a>; COLUMNS.len()] = [
        trend.survey.as_str().into(),
        trend.question.as_str().into(),
        trend.unit.as_str().into(),
        point.period.label().into(),
        point.closed.into(),
        point.withheld.map(|withheld| withheld.as_str()).into(),
        point.n.into(),
        n,
        share,
        low,
        high,
        level,
        limits.map(|limits| limits.center).into(),
        limits.map(|limits| limits.low).into(),
        limits.map(|limits| limits.high).into(),
        listed(point.signals.iter().map(|signal| signal.as_str().to_owned()).collect()).into(),
        listed(point.versions.iter().map(u32::to_string).collect()).into(),
        point.version_mark.map(u64::from).into(),
        u64::from(definitions::IN_FORCE.number).into(),
        listed(point.unconfirmed.iter().map(|signal| signal.as_str().to_owned()).collect()).into(),
        point.positive.map(|share| share.repeated).into(),
        point.positive.map(|share| share.bound().low).into(),
        point.positive.map(|share| share.bound().high).into(),
        trend.unsaid().into(),
    ];
    cells.into_iter().chain(provenance::cells(&trend.filters, point.days)).collect()
}

const ANY: ColumnKind = ColumnKind::Text(&[]);

const COLUMNS: [Column; 24] = [
    SURVEY,
    QUESTION,
    column("by", ANY, ["Krok", "Step"], ["Czym jest jeden punkt.", "What one point is."]),
    column("period", ANY, ["Okres", "Period"], ["Miesiąc, kwartał lub rok.", "The month, quarter or year."]),
    CLOSED,
    column(
        "withheld",
        ColumnKind::Text(WITHHELD),
        ["Powód utajnienia", "Why withheld"],
        ["Dlaczego punkt nie ma wyników; puste: ma.", "Why the point has no figures; empty: it has."],
    ),
    ANSWERS,
    POSITIVE_N,
    POSITIVE_SHARE,
    POSITIVE_LOW,
    POSITIVE_HIGH,
    LEVEL,
    column(
        "center",
        ColumnKind::Share,
        ["Linia środkowa", "Centre line"],
        [
            "Udział w okresach, według których ocenia się punkt.",
            "The share in the periods that the point is judged by.",
        ],
    ),
    column(
        "limit_low",
        ColumnKind::Share,
        ["Granica dolna", "Lower limit"],
        ["Trzy odchylenia standardowe poniżej linii środkowej.", "Three standard deviations below the centre line."],
    ),
    column(
        "limit_high",
        ColumnKind::Share,
        ["Granica górna", "Upper limit"],
        ["Trzy odchylenia standardowe powyżej linii środkowej.", "Three standard deviations above the centre line."],
    ),
    column(
        "signals",
        ANY,
        ["Sygnały", "Signals"],
        ["Reguły, które punkt narusza, przez spację.", "The rules that the point breaks, separated by spaces."],
    ),
    column(
        "versions",
        ANY,
        ["Wersje", "Versions"],
        ["Wersje ankiety, na które odpowiadano.", "The versions of the survey that were answered."],
    ),
    column(
        "version_mark",
        ColumnKind::Count,
        ["Nowa wersja", "New version"],
        ["Wersja nowsza niż wszystkie wcześniejsze.", "A version that is newer than all before."],
    ),
    DEFINITIONS,
    column(
        "not_confirmed",
        ANY,
        ["Sygnały niepotwierdzone", "Signals not confirmed"],
        [
            "Reguły, których punkt nie naruszałby bez odpowiedzi ponad zwykłą miarę i kolejnych z jednego adresu.",
            "The rules that the point would not break without bursts and further responses from one address.",
        ],
    ),
    REPEATED,
    BOUND_LOW,
    BOUND_HIGH,
    column(
        "limits_unsaid",
        ColumnKind::Text(UNSAID),
        ["Dlaczego nie ma granic", "Why there are no limits"],
        ["Puste: granice podano.", "Empty: there are limits."],
    ),
];

const UNSAID: &[Value] = &[Value {
    text: "too_few_points",
    about: Words::new(
        "za mało okresów z udziałem odpowiedzi pozytywnych",
        "too few periods have a share of positive answers",
    ),
}];
