//! In which language a board is read, and the few phrases that all its parts share.

use crate::pages::dashboard::words::{Words, fill, with_k};
use crate::reports::charts::Estimate;
use crate::reports::numbers::Numbers;
use crate::survey::codes::Language;
use crate::survey::comparison::ComparedQuestion;
use crate::survey::disclosure::Threshold;
use crate::survey::figures::Proportion;
use crate::survey::statistics::Difference;
use crate::survey::text::LocalizedText;
use crate::survey::wording;

/// The language of a board, and what it says of the rule that stands behind all figures.
#[derive(Debug, Clone)]
pub struct Lens {
    /// The language.
    pub language: Language,
    /// Its words.
    pub words: &'static Words,
    /// How it writes figures.
    pub numbers: &'static Numbers,
    /// The fewest people that any figure may describe.
    pub k: Threshold,
}

impl Lens {
    /// The lens of a language.
    pub fn new(language: &Language, k: Threshold) -> Self {
        Self { language: language.clone(), words: Words::of(language), numbers: Numbers::of(language), k }
    }

    /// A text in the language of the board.
    pub fn text<'a>(&self, text: &'a LocalizedText) -> &'a str {
        text.in_language(&self.language).unwrap_or_else(|| text.in_polish())
    }

    /// Words of the core in the language of the board.
    pub fn said(&self, words: wording::Words) -> &'static str {
        if self.language.as_str() == "en" { words.en } else { words.pl }
    }

    /// Why a cell is empty.
    pub fn withheld(&self) -> String {
        with_k(&self.words.withheld.short, self.k)
    }

    /// An interval of a share.
    pub fn interval(&self, share: &Proportion) -> String {
        self.numbers.interval(share.low, share.high)
    }

    /// A text with a share, its interval and its n.
    pub fn with_share(&self, text: &str, share: &Proportion) -> String {
        let parts = [
            ("share", self.numbers.share(share.share)),
            ("interval", self.interval(share)),
            ("n", self.numbers.size(share.of)),
        ];
        fill(text, &parts.each_ref().map(|(name, part)| (*name, part.as_str())))
    }

    /// Something with its share, interval and n: `Wydział Komunikacji 86,5 % (81,2–90,5 %), n = 208`.
    pub fn named_share(&self, name: &str, share: &Proportion) -> String {
        format!("{name} {}", self.with_share("{share} ({interval}), {n}", share))
    }

    /// The cells of a share: n, the share, its interval, its certainty; without one, the reason.
    pub fn share_cells(&self, share: Option<&Proportion>, withheld: bool) -> Result<Vec<String>, String> {
        let cells = share.map(|share| {
            let certainty = self.words.certainty_short.of(share.certainty()).to_owned();
            vec![self.numbers.count(share.of), self.numbers.share(share.share), self.interval(share), certainty]
        });
        cells.ok_or_else(|| if withheld { self.withheld() } else { self.words.withheld.nobody.clone() })
    }

    /// A difference with its interval, on one line.
    pub fn difference(&self, difference: &Difference) -> String {
        let interval = self.numbers.points_interval(difference.low, difference.high);
        format!("{} ({interval})", self.numbers.points(difference.share))
    }

    /// The two cells of a change: how large it is, and what follows from it.
    pub fn change(&self, compared: Option<&ComparedQuestion>) -> [String; 2] {
        let difference = compared.and_then(|compared| Some((compared.contrast.difference?, compared.verdict())));
        match difference {
            Some((difference, verdict)) => [self.difference(&difference), self.said(verdict.words()).to_owned()],
            None => ["–".to_owned(), self.words.withheld.before.clone()],
        }
    }
}

/// A share as charts take it.
pub fn estimate(share: &Proportion) -> Estimate {
    Estimate { share: share.share, low: share.low, high: share.high, n: share.of }
}
