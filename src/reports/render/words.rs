//! The lexicon: what the words of reports, and of the pages around them, say in each language that they are offered in.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::survey::codes::Language;
use crate::survey::report::Term;
use crate::survey::review::PartId;
use crate::survey::text::LocalizedText;

/// All words of one language. In a text, `{0}` stands for the first thing that is put in, and `{k}` for the threshold.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// The language.
    pub language: Language,
    parts: BTreeMap<String, String>,
    terms: BTreeMap<String, String>,
    pages: BTreeMap<String, String>,
}

static ALL: LazyLock<[Words; 2]> = LazyLock::new(|| {
    [include_str!("words/pl.json"), include_str!("words/en.json")]
        .map(|text| serde_json::from_str(text).expect("the embedded words have their form"))
});

impl Words {
    /// The words of every language, Polish first.
    pub fn all() -> &'static [Self] {
        &*ALL
    }

    /// The words of a language, if there are any.
    pub fn find(language: &str) -> Option<&'static Self> {
        ALL.iter().find(|words| words.language.as_str() == language)
    }

    /// The words of a language; Polish ones where there are none.
    pub fn of(language: &Language) -> &'static Self {
        Self::find(language.as_str()).unwrap_or(&ALL[0])
    }

    /// The languages that there are words in.
    pub fn languages() -> Vec<Language> {
        ALL.iter().map(|words| words.language.clone()).collect()
    }

    /// The title of a part of a review.
    pub fn title(&self, part: PartId) -> &str {
        self.parts.get(part.as_str()).map_or("", String::as_str)
    }

    /// What a term says.
    pub fn term(&self, term: Term) -> &str {
        self.terms.get(term.as_str()).map_or("", String::as_str)
    }

    /// What a word of a page says, by its code.
    pub fn page(&self, code: &str) -> &str {
        self.pages.get(code).map_or("", String::as_str)
    }

    /// The codes of the words of pages.
    pub fn pages(&self) -> impl Iterator<Item = &str> {
        self.pages.keys().map(String::as_str)
    }

    /// One of the texts in all languages, for programs.
    pub fn everywhere(text: impl Fn(&'static Self) -> String) -> LocalizedText {
        LocalizedText(ALL.iter().map(|words| (words.language.clone(), text(words))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_all_words_and_no_others() {
        let terms: Vec<&str> = Term::ALL.iter().map(|term| term.as_str()).collect();
        let parts: Vec<&str> = PartId::ALL.iter().map(|part| part.as_str()).collect();
        for words in Words::all() {
            let mut known: Vec<&str> = words.terms.keys().map(String::as_str).collect();
            known.sort_by_key(|code| terms.iter().position(|term| term == code));
            assert_eq!(known, terms, "{}", words.language);
            let mut known: Vec<&str> = words.parts.keys().map(String::as_str).collect();
            known.sort_by_key(|code| parts.iter().position(|part| part == code));
            assert_eq!(known, parts, "{}", words.language);
            let texts = words.terms.values().chain(words.parts.values()).chain(words.pages.values());
            assert!(texts.into_iter().all(|text| !text.trim().is_empty()));
        }
    }

    #[test]
    fn a_text_takes_the_same_values_in_every_language() {
        let places = |text: &str| -> Vec<String> {
            let mut places: Vec<String> =
                text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect();
            places.sort();
            assert!(places.iter().all(|place| place == "k" || place.parse::<usize>().is_ok()), "{text}");
            places
        };
        let [polish, english] = &*ALL;
        for (one, other) in [(&polish.terms, &english.terms), (&polish.pages, &english.pages)] {
            for (code, text) in one {
                assert_eq!(places(text), places(&other[code]), "{code}");
            }
        }
    }
}
