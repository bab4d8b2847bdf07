//! How figures are defined, in numbered editions.
//!
//! A figure that was given out does not change while its definition holds. When a formula changes, the next edition
//! begins, and every answer carries its number: the same quarter never has two averages without saying why.

use jiff::civil::{Date, date};
use serde::Serialize;
use utoipa::ToSchema;

use crate::survey::wording::Words;

/// One edition of the definitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Definitions {
    /// Its number, from 1.
    pub number: u32,
    /// The day it came into force.
    pub since: Date,
    /// What changed with it.
    pub change: Words,
}

/// Every edition, oldest first.
pub const EDITIONS: [Definitions; 4] = [
    Definitions {
        number: 1,
        since: date(2026, 11, 24),
        change: Words {
            pl: "Odsetek ocen pozytywnych z przedziałem Wilsona 95%, średnia i odchylenie standardowe z próby, \
                 „nie dotyczy” poza mianownikiem, porównania metodą Newcombe’a z poprawką Holma.",
            en: "Share of positive answers with Wilson's 95% interval, mean and sample standard deviation, \
                 “not applicable” in no denominator, comparisons by Newcombe's method with Holm's adjustment.",
        },
    },
    Definitions {
        number: 2,
        since: date(2026, 11, 26),
        change: Words {
            pl: "Każde pytanie podaje się dla całych bloków, gdy odpowiedziało na nie co najmniej k osób. Brak odpowiedzi \
                 liczy się wśród zapytanych, a udział odpowiedzi wśród tych, którym ją zaproponowano. Podziały są \
                 sumami klas osób z zamkniętego okresu. Różnica jest potwierdzona, gdy utrzymuje się także po odjęciu \
                 odpowiedzi z oznaczeniem serii lub kolejnych z jednego adresu. Jeden współczynnik związku, z jedną \
                 cyfrą po przecinku.",
            en: "Each question is told for whole blocks, once at least k people have answered it. Silence is counted \
                 among those who were asked, an option's share among those to whom it was offered. Splits are sums of \
                 classes of the people of a closed period. A difference is confirmed if it also stands without the \
                 responses that are flagged as a burst or as further ones from one address. One coefficient of \
                 association, with one decimal.",
        },
    },
    Definitions {
        number: 3,
        since: date(2026, 11, 27),
        change: Words {
            pl: "Liczby, udziały i przedziały pozostają bez zmian. Każde porównanie należy do jednej, z góry określonej \
                 rodziny: pytanie główne osobno, pozostałe pytania razem, wydziały zawsze wszystkie; pary, w których po \
                 którejś stronie jest mniej niż 30 odpowiedzi, do niej nie należą. Punkt wykresu ocenia się według \
                 wcześniejszych: ośmiu pierwszych od początku, od potwierdzonego przesunięcia albo od skutecznego \
                 działania. Ważność i ocena są rozstrzygnięte, gdy cały przedział leży po jednej stronie średniej.",
            en: "Counts, shares and intervals stay as they were. Each comparison belongs to one family that is declared \
                 beforehand: the headline by itself, the other questions together, departments always all of them; \
                 pairs with fewer than 30 answers on either side do not belong to it. A point of a chart is judged by \
                 those before it: the first eight since the beginning, since a confirmed shift or since an effective \
                 action. Importance and performance are decided when all of an interval lies on one side of the mean.",
        },
    },
    Definitions {
        number: 4,
        since: date(2026, 11, 28),
        change: Words {
            pl: "Porównanie z tym samym okresem poprzedniego roku jest jedną rodziną: cały urząd, wydziały i wszystkie \
                 pytania razem. Udział kanałów uznaje się za zmieniony, gdy p < 0,01.",
            en: "A comparison with the same period of the year before is one family: the office, its departments and all \
                 questions together. The mix of channels counts as changed when p < 0.01.",
        },
    },
];

/// The edition in force, by which every figure is computed.
pub const IN_FORCE: Definitions = EDITIONS[EDITIONS.len() - 1];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editions_are_numbered_without_a_gap_and_follow_each_other() {
        for (index, edition) in EDITIONS.iter().enumerate() {
            assert_eq!(edition.number as usize, index + 1);
            assert!(!edition.change.pl.is_empty() && !edition.change.en.is_empty());
        }
        assert!(EDITIONS.windows(2).all(|pair| pair[0].since < pair[1].since));
    }
}
