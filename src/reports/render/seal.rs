//! What proves that a review is the one that was issued.

use crate::reports::render::speech::Speech;
use crate::survey::report::Term;
use crate::survey::review::Basis;

/// How many hexadecimal digits of a SHA-256 each page shows.
const SHORT: usize = 12;

/// What proves that a review is the one that was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// The SHA-256 of its JSON form, in hexadecimal digits.
    pub sha256: String,
}

impl Seal {
    /// Which review it is, in a line for the foot of each page: the office, the period, the edition and the seal.
    pub fn foot(&self, basis: &Basis, speech: &Speech) -> String {
        let seal = self.sha256.get(..SHORT).filter(|_| basis.edition.is_some());
        let seal = seal.map(|seal| format!(" · SHA-256 {seal}"));
        format!("{}{}", edition(basis, speech), seal.unwrap_or_default())
    }

    /// The same with all of the seal, which has a line of its own.
    pub fn whole_foot(&self, basis: &Basis, speech: &Speech) -> String {
        let seal = basis.edition.as_ref().map(|_| format!("\nSHA-256 {}", self.sha256));
        format!("{}{}", edition(basis, speech), seal.unwrap_or_default())
    }
}

/// The office, the period and the edition.
fn edition(basis: &Basis, speech: &Speech) -> String {
    let edition = match &basis.edition {
        Some(edition) => format!("{} {}", speech.term(Term::EditionNumber), edition.number),
        None => speech.term(Term::Draft),
    };
    [speech.text(&basis.office), &speech.numbers.period(&basis.period), &edition].join(" · ")
}
