//! What statistics say, in words for people: one place for pages, reports and the API.
//!
//! Words of certainty instead of coloured arrows: a report that colours noise misleads those who decide.

use serde::Serialize;
use utoipa::ToSchema;

use crate::survey::statistics::Rule;

/// Declares words by their codes: what each says in a language is written where it is said, and a test there holds the
/// two against each other.
macro_rules! words {
    ($(#[$about:meta])* $words:ident { $($word:ident $code:literal)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $words {
            $(#[doc = concat!("`", $code, "`")] $word,)*
        }

        impl $words {
            /// All of them.
            #[cfg(test)]
            pub const ALL: &'static [Self] = &[$(Self::$word,)*];

            /// The code, as documents write it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$word => $code,)* }
            }
        }
    };
}

pub(crate) use words;

/// One text in the languages that reports are offered in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Words {
    /// In Polish.
    pub pl: &'static str,
    /// In English.
    pub en: &'static str,
}

impl Words {
    /// A text in both languages.
    pub const fn new(pl: &'static str, en: &'static str) -> Self {
        Self { pl, en }
    }
}

/// The word that documents use for a verdict that does not stand without the responses that repeat others.
pub const UNCONFIRMED: &str = "not_confirmed";

/// The same, for people.
pub const DOUBTFUL: Words =
    Words::new("wątpliwe: wiele odpowiedzi budzi zastrzeżenia", "doubtful: many of the answers are flagged");

/// What may be concluded when two shares are held against each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The share rose.
    Increase,
    /// The share fell.
    Decrease,
    /// The change is within the error.
    Unchanged,
    /// The share is higher than elsewhere.
    Higher,
    /// The share is lower than elsewhere.
    Lower,
    /// The difference is within the error.
    Alike,
    /// There are too few answers to conclude anything.
    TooFew,
    /// It would be confirmed, but not without the responses that repeat others.
    Unconfirmed,
}

impl Rule {
    /// The rule that a point of a control chart breaks, in words.
    pub fn words(self) -> Words {
        match self {
            Self::BeyondLimit => Words::new("poza granicami zwykłych wahań", "beyond the limits of ordinary variation"),
            Self::RunOfEight => Words::new(
                "co najmniej osiem kolejnych okresów po jednej stronie średniej",
                "eight or more periods in a row on one side of the mean",
            ),
            Self::TrendOfSix => {
                Words::new("co najmniej sześć kolejnych wzrostów albo spadków", "six or more rises, or falls, in a row")
            }
            Self::TwoOfThree => Words::new(
                "dwa z trzech okresów daleko od średniej, po tej samej stronie",
                "two of three periods far from the mean, on the same side",
            ),
        }
    }
}

impl Verdict {
    /// The word that documents use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Increase => "increase",
            Self::Decrease => "decrease",
            Self::Higher => "higher",
            Self::Lower => "lower",
            Self::Unchanged | Self::Alike => "within_error",
            Self::TooFew => "too_few",
            Self::Unconfirmed => UNCONFIRMED,
        }
    }

    /// What people read.
    pub fn words(self) -> Words {
        let (pl, en) = match self {
            Self::Increase => ("wzrost potwierdzony statystycznie", "a statistically confirmed increase"),
            Self::Decrease => ("spadek potwierdzony statystycznie", "a statistically confirmed decrease"),
            Self::Unchanged => ("zmiana w granicach błędu", "a change within the margin of error"),
            Self::Higher => (
                "wyżej niż reszta urzędu – potwierdzone statystycznie",
                "higher than the rest of the office – statistically confirmed",
            ),
            Self::Lower => (
                "niżej niż reszta urzędu – potwierdzone statystycznie",
                "lower than the rest of the office – statistically confirmed",
            ),
            Self::Alike => ("różnica niepotwierdzona", "a difference that is not confirmed"),
            Self::TooFew => ("za mało odpowiedzi, by wnioskować", "too few answers to draw a conclusion"),
            Self::Unconfirmed => return DOUBTFUL,
        };
        Words::new(pl, en)
    }
}
