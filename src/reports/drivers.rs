//! Drivers as a flat table: one row for each rated dimension, every share beside its n.
//!
//! New columns go to the end: people count them.

use crate::reports::share::cells;
use crate::reports::table::{Cell, Column, ColumnKind, Table, Value, column};
use crate::survey::definitions;
use crate::survey::drivers::{Driver, Drivers};
use crate::survey::statistics::LEVEL;
use crate::survey::wording::Words;

/// Makes the table.
pub fn table(drivers: &Drivers) -> Table<'_> {
    Table {
        columns: COLUMNS.iter().collect(),
        rows: drivers.drivers.iter().map(|driver| row(drivers, driver).into()).collect(),
    }
}

fn row<'a>(drivers: &'a Drivers, driver: &'a Driver) -> [Cell<'a>; COLUMNS.len()] {
    let [performance_n, performance, low, high, _] = cells(driver.performance.as_ref());
    let [importance_n, importance, importance_low, importance_high, _] = cells(driver.importance.as_ref());
    let alpha = drivers.reliability.as_ref();
    [
        drivers.results.survey.as_str().into(),
        drivers.results.period.label().into(),
        drivers.headline.as_str().into(),
        driver.code.as_str().into(),
        driver.n.into(),
        driver.correlation.into(),
        driver.eta_squared.into(),
        driver.r_squared.into(),
        driver.performance.map(|share| share.of).into(),
        performance_n,
        performance,
        low,
        high,
        driver.importance.map(|share| share.of).into(),
        importance_n,
        importance,
        importance_low,
        importance_high,
        LEVEL.into(),
        driver.priority.map(|priority| priority.as_str()).into(),
        alpha.map(|alpha| alpha.items.contains(&driver.code)).into(),
        alpha.and_then(|alpha| alpha.raw).into(),
        alpha.and_then(|alpha| alpha.standardised).into(),
        u64::from(definitions::IN_FORCE.number).into(),
    ]
}

const ANY: ColumnKind = ColumnKind::Text(&[]);
const NUMBER: ColumnKind = ColumnKind::Number;
const SHARE: ColumnKind = ColumnKind::Share;
const COUNT: ColumnKind = ColumnKind::Count;

const PRIORITIES: &[Value] = &[
    Value { text: "improve", about: Words::new("ważne, oceniane niżej", "important, rated lower") },
    Value { text: "keep", about: Words::new("ważne, oceniane wysoko", "important, rated high") },
    Value { text: "watch", about: Words::new("mniej ważne, oceniane niżej", "less important, rated lower") },
    Value { text: "maintain", about: Words::new("mniej ważne, oceniane wysoko", "less important, rated high") },
];

const LOW: [&str; 2] = ["Dolny koniec przedziału ufności Wilsona.", "The lower end of the Wilson interval."];
const HIGH: [&str; 2] = ["Górny koniec przedziału ufności Wilsona.", "The upper end of the Wilson interval."];

const COLUMNS: [Column; 24] = [
    column("survey", ANY, ["Ankieta", "Survey"], ["Kod ankiety.", "The survey's code."]),
    column("period", ANY, ["Okres", "Period"], ["Okres wyników.", "The period of the figures."]),
    column("headline", ANY, ["Ocena ogólna", "Headline"], ["Kod pytania.", "The question's code."]),
    column("question", ANY, ["Pytanie", "Question"], ["Kod wymiaru.", "The dimension's code."]),
    column(
        "n",
        COUNT,
        ["Odpowiedzi na oba pytania", "Answers to both"],
        [
            "Ile osób odpowiedziało na oba pytania; puste: tabela utajniona.",
            "How many answered both; empty: the table is withheld.",
        ],
    ),
    column(
        "spearman",
        NUMBER,
        ["Korelacja Spearmana", "Spearman's correlation"],
        ["Korelacja rang z oceną ogólną, od -1 do 1.", "Rank correlation with the headline, -1 to 1."],
    ),
    column(
        "eta_squared",
        SHARE,
        ["Eta kwadrat", "Eta squared"],
        ["Część zmienności oceny ogólnej.", "The share of the headline's variance that it explains."],
    ),
    column(
        "r_squared",
        SHARE,
        ["R kwadrat", "R squared"],
        ["To samo dla linii prostej.", "The share that a straight line explains."],
    ),
    column(
        "positive_of",
        COUNT,
        ["Liczba ocen", "Ratings"],
        ["Ile osób oceniło wymiar.", "How many rated the dimension."],
    ),
    column("positive_n", COUNT, ["Oceny pozytywne", "Positive ratings"], ["Ile z nich.", "How many of them."]),
    column("positive_share", SHARE, ["Udział pozytywnych", "Positive share"], ["Od 0 do 1.", "0 to 1."]),
    column("positive_low", SHARE, ["Udział pozytywnych od", "Positive share from"], LOW),
    column("positive_high", SHARE, ["Udział pozytywnych do", "Positive share to"], HIGH),
    column(
        "importance_of",
        COUNT,
        ["Odpowiedzi o ważności", "Answers on importance"],
        ["Ile osób powiedziało, co jest najważniejsze.", "How many said what matters most."],
    ),
    column("importance_n", COUNT, ["Wskazania", "Named it"], ["Ile z nich wskazało wymiar.", "How many named it."]),
    column("importance_share", SHARE, ["Udział wskazań", "Share who named it"], ["Od 0 do 1.", "0 to 1."]),
    column("importance_low", SHARE, ["Udział wskazań od", "Share who named it from"], LOW),
    column("importance_high", SHARE, ["Udział wskazań do", "Share who named it to"], HIGH),
    column("level", SHARE, ["Poziom ufności", "Confidence level"], ["Przedziałów.", "Of the intervals."]),
    column(
        "priority",
        ColumnKind::Text(PRIORITIES),
        ["Wskazanie", "Priority"],
        ["Miejsce wobec średnich wszystkich wymiarów.", "Where it stands beside the means of all dimensions."],
    ),
    column(
        "alpha_item",
        ColumnKind::Flag,
        ["W alfie Cronbacha", "In Cronbach's alpha"],
        ["Czy wymiar wchodzi do alfy; puste: alfy nie ma.", "Whether alpha rests on it; empty: there is no alpha."],
    ),
    column(
        "alpha_raw",
        NUMBER,
        ["Alfa surowa", "Raw alpha"],
        ["Alfa Cronbacha z kowariancji.", "Cronbach's alpha, of covariances."],
    ),
    column(
        "alpha_standardised",
        NUMBER,
        ["Alfa standaryzowana", "Standardised alpha"],
        ["Alfa Cronbacha z korelacji.", "Cronbach's alpha, of correlations."],
    ),
    column(
        "definitions",
        COUNT,
        ["Wydanie definicji", "Edition of the definitions"],
        ["Według którego wydania definicji policzono wyniki.", "By which edition the figures are computed."],
    ),
];
