//! Two shares held against each other, as the flat tables have them: the columns, and their cells.

use crate::reports::share::{LEVEL, POSITIVE_HIGH, POSITIVE_LOW, POSITIVE_N, POSITIVE_SHARE, cells as share};
use crate::reports::subject::ANSWERS;
use crate::reports::table::{Cell, Column, ColumnKind, Value, column};
use crate::survey::contrast::Contrast;
use crate::survey::wording::{DOUBTFUL, UNCONFIRMED, Verdict, Words};

const COUNT: ColumnKind = ColumnKind::Count;
const SHARE: ColumnKind = ColumnKind::Share;
const NUMBER: ColumnKind = ColumnKind::Number;

/// What may be concluded.
const VERDICTS: &[Value] = &[
    Value {
        text: "increase",
        about: Words::new("wzrost potwierdzony statystycznie", "a statistically confirmed increase"),
    },
    Value {
        text: "decrease",
        about: Words::new("spadek potwierdzony statystycznie", "a statistically confirmed decrease"),
    },
    Value { text: "higher", about: Words::new("wyżej niż reszta urzędu", "higher than the rest of the office") },
    Value { text: "lower", about: Words::new("niżej niż reszta urzędu", "lower than the rest of the office") },
    Value {
        text: "within_error",
        about: Words::new("różnica w granicach błędu", "a difference within the margin of error"),
    },
    Value {
        text: "too_few",
        about: Words::new("za mało odpowiedzi, by wnioskować", "too few answers to draw a conclusion"),
    },
    Value { text: UNCONFIRMED, about: DOUBTFUL },
];

/// The columns, from the left. What stands behind `against` is another period, or the rest of the office.
pub const COLUMNS: [Column; 19] = [
    ANSWERS,
    POSITIVE_N,
    POSITIVE_SHARE,
    POSITIVE_LOW,
    POSITIVE_HIGH,
    LEVEL,
    column(
        "against_n",
        COUNT,
        ["Odpowiedzi, z którymi zestawiono", "Answers held against"],
        [
            "Ile osób odpowiedziało po stronie, z którą zestawiono.",
            "How many answered on the side that it is held against.",
        ],
    ),
    column(
        "against_positive_n",
        COUNT,
        ["W tym pozytywne", "Positive among them"],
        ["Ile z nich.", "How many of them."],
    ),
    column("against_share", SHARE, ["Udział, z którym zestawiono", "Share held against"], ["Od 0 do 1.", "0 to 1."]),
    column(
        "against_low",
        SHARE,
        ["Udział ten od", "That share from"],
        ["Dolny koniec przedziału ufności Wilsona.", "The lower end of the Wilson interval."],
    ),
    column(
        "against_high",
        SHARE,
        ["Udział ten do", "That share to"],
        ["Górny koniec przedziału ufności Wilsona.", "The upper end of the Wilson interval."],
    ),
    column(
        "difference",
        NUMBER,
        ["Różnica udziałów", "Difference"],
        [
            "Udział minus udział, z którym go zestawiono, od −1 do 1.",
            "The share less the one it is held against, −1 to 1.",
        ],
    ),
    column(
        "difference_low",
        NUMBER,
        ["Różnica od", "Difference from"],
        ["Dolny koniec przedziału Newcombe’a.", "The lower end of Newcombe's interval."],
    ),
    column(
        "difference_high",
        NUMBER,
        ["Różnica do", "Difference to"],
        ["Górny koniec przedziału Newcombe’a.", "The upper end of Newcombe's interval."],
    ),
    column(
        "z",
        NUMBER,
        ["Statystyka z", "z"],
        ["Statystyka testu dwóch udziałów.", "The statistic of the test of two proportions."],
    ),
    column("p", SHARE, ["Wartość p", "p-value"], ["Dwustronna.", "Two-sided."]),
    column(
        "p_adjusted",
        SHARE,
        ["Wartość p po korekcie", "Adjusted p-value"],
        ["Z korektą Holma.", "Adjusted by Holm."],
    ),
    column(
        "p_adjusted_bh",
        SHARE,
        ["Wartość p po korekcie BH", "p-value adjusted by BH"],
        ["Z korektą Benjaminiego i Hochberga.", "Adjusted by Benjamini and Hochberg."],
    ),
    column(
        "verdict",
        ColumnKind::Text(VERDICTS),
        ["Wniosek", "Verdict"],
        ["Co można powiedzieć o różnicy.", "What may be concluded."],
    ),
];

/// Their cells.
pub fn cells<'a>(contrast: &Contrast, verdict: Verdict) -> [Cell<'a>; COLUMNS.len()] {
    let [positive, own, low, high, level] = share(contrast.share.as_ref());
    let [against_positive, against, against_low, against_high, _] = share(contrast.against.as_ref());
    let difference = contrast.difference;
    [
        contrast.share.map(|share| share.of).into(),
        positive,
        own,
        low,
        high,
        level,
        contrast.against.map(|share| share.of).into(),
        against_positive,
        against,
        against_low,
        against_high,
        difference.map(|difference| difference.share).into(),
        difference.map(|difference| difference.low).into(),
        difference.map(|difference| difference.high).into(),
        contrast.test.map(|test| test.z).into(),
        contrast.test.map(|test| test.p).into(),
        contrast.p_adjusted.into(),
        contrast.p_adjusted_bh.into(),
        verdict.as_str().into(),
    ]
}
