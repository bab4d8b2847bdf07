//! Drivers as a flat table: one row for each rated dimension, every share beside its n.
//!
//! New columns go to the end: people count them.

use crate::reports::figures::WITHHELD;
use crate::reports::provenance;
use crate::reports::share::cells;
use crate::reports::subject::{DEFINITIONS, PERIOD, SURVEY};
use crate::reports::table::{Cell, Column, ColumnKind, Table, Value, column};
use crate::survey::definitions;
use crate::survey::drivers::{Driver, Drivers};
use crate::survey::statistics::LEVEL;
use crate::survey::wording::Words;

/// Makes the table.
pub fn table(drivers: &Drivers) -> Table<'_> {
    Table {
        columns: COLUMNS.iter().chain(&provenance::COLUMNS).collect(),
        rows: drivers.drivers.iter().map(|driver| row(drivers, driver)).collect(),
    }
}

fn row<'a>(drivers: &'a Drivers, driver: &'a Driver) -> Vec<Cell<'a>> {
    let [performance_n, performance, low, high, _] = cells(driver.performance.as_ref());
    let [importance_n, importance, importance_low, importance_high, _] = cells(driver.importance.as_ref());
    let alpha = drivers.reliability.as_ref();
    let cells: [Cell<'a>; COLUMNS.len()] = [
        drivers.results.survey.as_str().into(),
        drivers.results.period.label().into(),
        drivers.headline.as_str().into(),
        driver.code.as_str().into(),
        driver.association.ok().map(|association| association.n).into(),
        driver.association.ok().map(|association| association.rho).into(),
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
        alpha.ok().map(|alpha| alpha.items.contains(&driver.code)).into(),
        alpha.ok().map(|alpha| alpha.alpha).into(),
        u64::from(definitions::IN_FORCE.number).into(),
        driver.association.err().map(|why| why.as_str()).into(),
        alpha.ok().map(|alpha| alpha.n).into(),
        alpha.err().map(|why| why.as_str()).into(),
        driver.comparable.into(),
    ];
    let results = &drivers.results;
    cells.into_iter().chain(provenance::cells(&results.filters, results.coverage.days())).collect()
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
    Value { text: "undecided", about: Words::new("nierozstrzygnięte", "undecided") },
];

const LOW: [&str; 2] = ["Dolny koniec przedziału ufności Wilsona.", "The lower end of the Wilson interval."];
const HIGH: [&str; 2] = ["Górny koniec przedziału ufności Wilsona.", "The upper end of the Wilson interval."];

const COLUMNS: [Column; 25] = [
    SURVEY,
    PERIOD,
    column("headline", ANY, ["Ocena ogólna", "Headline"], ["Kod pytania.", "The question's code."]),
    column("question", ANY, ["Pytanie", "Question"], ["Kod wymiaru.", "The dimension's code."]),
    column(
        "n",
        COUNT,
        ["Odpowiedzi na oba pytania", "Answers to both"],
        [
            "Ile osób odpowiedziało na oba pytania w zamkniętych okresach roku, który kończy się z tym okresem; puste: nie podano.",
            "How many answered both in the closed periods of the year that ends with this one; empty: withheld.",
        ],
    ),
    column(
        "spearman",
        NUMBER,
        ["Korelacja Spearmana", "Spearman's correlation"],
        [
            "Korelacja rang z oceną ogólną, z jedną cyfrą po przecinku; najsilniejsza podawana oznacza też silniejsze.",
            "Rank correlation with the headline, with one decimal; the strongest that is told stands for stronger ones, too.",
        ],
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
        "alpha",
        NUMBER,
        ["Alfa Cronbacha", "Cronbach's alpha"],
        ["Z jedną cyfrą po przecinku; ta sama w każdym wierszu.", "With one decimal; the same in every row."],
    ),
    DEFINITIONS,
    column(
        "withheld",
        ColumnKind::Text(WITHHELD),
        ["Powód utajnienia", "Why withheld"],
        ["Dlaczego nie podano korelacji; puste: podano.", "Why there is no correlation; empty: there is one."],
    ),
    column(
        "alpha_n",
        COUNT,
        ["Osoby w alfie Cronbacha", "People in Cronbach's alpha"],
        [
            "Ile osób oceniło wszystkie wymiary, które do niej wchodzą.",
            "How many rated all dimensions that it rests on.",
        ],
    ),
    column(
        "alpha_withheld",
        ColumnKind::Text(WITHHELD),
        ["Powód utajnienia alfy", "Why alpha is withheld"],
        ["Dlaczego nie podano alfy; puste: podano.", "Why there is no alpha; empty: there is one."],
    ),
    column(
        "comparable",
        ColumnKind::Flag,
        ["Porównywalne", "Comparable"],
        [
            "Czy ocena i ważność obejmują te same dni; jeżeli nie, nie zestawia się ich.",
            "Whether rating and importance cover the same days; if not, they are not held against each other.",
        ],
    ),
];
