//! In which language figures are read, and the phrases that all pages of figures share.

use std::fmt;

use crate::reports::charts::Estimate;
use crate::reports::numbers::Numbers;
use crate::survey::codes::Language;
use crate::survey::disclosure::Threshold;
use crate::survey::figures::Proportion;
use crate::survey::statistics::Difference;
use crate::survey::text::LocalizedText;
use crate::survey::wording;

/// The reader's language, the words of the page, and the threshold that holds.
pub struct Reader<W: 'static> {
    /// The language.
    pub language: Language,
    /// The words of the page in it.
    pub words: &'static W,
    /// How it writes figures.
    pub numbers: &'static Numbers,
    /// The fewest people that any figure may describe.
    pub k: Threshold,
}

impl<W> Reader<W> {
    /// The reader of a page's words in a language.
    pub fn of(words: &'static W, language: &Language, k: Threshold) -> Self {
        Self { language: language.clone(), words, numbers: Numbers::of(language), k }
    }

    /// A text in the reader's language.
    pub fn text<'a>(&self, text: &'a LocalizedText) -> &'a str {
        text.in_language(&self.language).unwrap_or_else(|| text.in_polish())
    }

    /// Words of the core in the reader's language.
    pub fn said(&self, words: wording::Words) -> &'static str {
        if self.language.as_str() == "en" { words.en } else { words.pl }
    }

    /// A text with the threshold in it.
    pub fn with_k(&self, text: &str) -> String {
        fill(text, &[("k", &self.k.get().to_string())])
    }

    /// An interval of a share.
    pub fn interval(&self, share: &Proportion) -> String {
        self.numbers.interval(share.low, share.high)
    }

    /// A text with a share, its interval and its n; how many they are, and of how many.
    pub fn with_share(&self, text: &str, share: &Proportion) -> String {
        let parts = [
            ("share", self.numbers.share(share.share)),
            ("interval", self.interval(share)),
            ("n", self.numbers.size(share.of)),
            ("positive", self.numbers.count(share.n)),
            ("of", self.numbers.count(share.of)),
        ];
        fill(text, &parts.each_ref().map(|(name, part)| (*name, part.as_str())))
    }

    /// Something with its share, interval and n: `Wydział Komunikacji 86,5 % (81,2–90,5 %), n = 208`.
    pub fn named_share(&self, name: &str, share: &Proportion) -> String {
        format!("{name} {}", self.with_share("{share} ({interval}), {n}", share))
    }

    /// A difference with its interval, on one line.
    pub fn difference(&self, difference: &Difference) -> String {
        let interval = self.numbers.points_interval(difference.low, difference.high);
        format!("{} ({interval})", self.numbers.points(difference.share))
    }
}

impl<W> Clone for Reader<W> {
    fn clone(&self) -> Self {
        Self { language: self.language.clone(), ..*self }
    }
}

impl<W> fmt::Debug for Reader<W> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Reader of {} at k = {}", self.language.as_str(), self.k.get())
    }
}

/// A share as charts take it.
pub fn estimate(share: &Proportion) -> Estimate {
    Estimate { share: share.share, low: share.low, high: share.high, n: share.of }
}

/// Puts parts into a text. A part is put in as it is, whatever braces it has.
pub fn fill(text: &str, parts: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let known = after
            .split_once('}')
            .and_then(|(name, after)| Some((parts.iter().find(|(known, _)| *known == name)?.1, after)));
        match known {
            Some((part, after)) => {
                filled.push_str(part);
                rest = after;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_never_taken_for_a_pattern() {
        assert_eq!(fill("{a} of {b}, {c}", &[("a", "{b}"), ("b", "2")]), "{b} of 2, {c}");
    }
}
