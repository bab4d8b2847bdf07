//! How a board reads: the shared reader with the words of the dashboard, and the few phrases that all its parts share.

use crate::pages::dashboard::words::Words;
use crate::pages::shared::Reader;
use crate::survey::codes::Language;
use crate::survey::comparison::ComparedQuestion;
use crate::survey::disclosure::{Threshold, Withheld};
use crate::survey::figures::Proportion;

/// The reader of a board.
pub type Lens = Reader<Words>;

impl Lens {
    /// The lens of a language.
    pub fn new(language: &Language, k: Threshold) -> Self {
        Self::of(Words::of(language), language, k)
    }

    /// Why a cell is empty; without a reason nobody gave an answer.
    pub fn why(&self, withheld: Option<Withheld>) -> String {
        let words = &self.words.withheld;
        match withheld {
            None => words.nobody.clone(),
            Some(Withheld::FewerThanK) => self.with_k(&words.short),
            Some(Withheld::NotClosedYet) => words.not_closed_yet.clone(),
            Some(Withheld::Future) => words.future.clone(),
            Some(Withheld::QuartersOnly) => words.quarters_only.clone(),
            Some(Withheld::Carried) => words.carried.clone(),
            Some(Withheld::TooAlike) => words.too_alike.clone(),
        }
    }

    /// The cells of a share: n, the share, its interval, its certainty; without one, the reason.
    pub fn share_cells(&self, share: Option<&Proportion>, withheld: Option<Withheld>) -> Result<Vec<String>, String> {
        let cells = share.map(|share| {
            let certainty = self.words.certainty_short.of(share.certainty()).to_owned();
            vec![self.numbers.count(share.of), self.numbers.share(share.share), self.interval(share), certainty]
        });
        cells.ok_or_else(|| self.why(withheld))
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
