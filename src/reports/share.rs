//! A share beside its n, as the flat tables have it: the columns, and their cells.

use crate::reports::table::{Cell, Column, ColumnKind, column};
use crate::survey::figures::Proportion;
use crate::survey::statistics;

/// How many answers are positive.
pub const POSITIVE_N: Column = column(
    "positive_n",
    ColumnKind::Count,
    ["Odpowiedzi pozytywne", "Positive answers"],
    ["Ile odpowiedzi jest pozytywnych.", "How many answers are positive."],
);
/// Their share.
pub const POSITIVE_SHARE: Column = column(
    "positive_share",
    ColumnKind::Share,
    ["Udział pozytywnych", "Positive share"],
    ["Ich udział wśród n, od 0 do 1.", "Their share among n, 0 to 1."],
);
/// The lower end of its interval.
pub const POSITIVE_LOW: Column = column(
    "positive_low",
    ColumnKind::Share,
    ["Udział pozytywnych od", "Positive share from"],
    ["Dolny koniec przedziału ufności Wilsona.", "The lower end of the Wilson interval."],
);
/// The upper end of its interval.
pub const POSITIVE_HIGH: Column = column(
    "positive_high",
    ColumnKind::Share,
    ["Udział pozytywnych do", "Positive share to"],
    ["Górny koniec przedziału ufności Wilsona.", "The upper end of the Wilson interval."],
);
/// The level of the interval.
pub const LEVEL: Column = column(
    "level",
    ColumnKind::Share,
    ["Poziom ufności", "Confidence level"],
    ["Poziom ufności przedziału.", "The interval's confidence level."],
);

/// How many of the responses behind it repeat others.
pub const REPEATED: Column = column(
    "repeated",
    ColumnKind::Count,
    ["Odpowiedzi wątpliwe", "Doubtful responses"],
    [
        "Ile odpowiedzi oznaczono jako nadmiar jednego dnia albo kolejne z jednego adresu; przy podziale na grupy: najwyżej tyle.",
        "How many responses are marked as too many on one day or as further ones from one address; by class: at most so many.",
    ],
);
/// The lowest that it may be without them.
pub const BOUND_LOW: Column = column(
    "without_repeated_low",
    ColumnKind::Share,
    ["Udział bez wątpliwych od", "Share without doubtful ones from"],
    [
        "Jaki byłby udział bez nich, gdyby wszystkie były pozytywne.",
        "The share without them if all of them were positive.",
    ],
);
/// The highest.
pub const BOUND_HIGH: Column = column(
    "without_repeated_high",
    ColumnKind::Share,
    ["Udział bez wątpliwych do", "Share without doubtful ones to"],
    [
        "Jaki byłby udział bez nich, gdyby żadna nie była pozytywna.",
        "The share without them if none of them was positive.",
    ],
);

/// The cells of a share, in the order of these columns; all of them empty without one.
pub fn cells<'a>(share: Option<&Proportion>) -> [Cell<'a>; 5] {
    [
        share.map(|share| share.n).into(),
        share.map(|share| share.share).into(),
        share.map(|share| share.low).into(),
        share.map(|share| share.high).into(),
        share.map(|_| statistics::LEVEL).into(),
    ]
}
