//! What the words of a review say in each language that it is offered in. It is complete in each.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::survey::codes::Language;
use crate::survey::review::{PartId, Term};

/// All words of one language. `{0}` in a text stands for the first thing that is put in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// The language.
    pub language: Language,
    parts: BTreeMap<String, String>,
    terms: BTreeMap<String, String>,
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

    /// A part's title.
    pub fn title(&self, part: PartId) -> &str {
        self.parts.get(part.as_str()).map_or("", String::as_str)
    }

    /// What a term says.
    pub fn term(&self, term: Term) -> &str {
        self.terms.get(term.as_str()).map_or("", String::as_str)
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
            assert!(words.terms.values().chain(words.parts.values()).all(|text| !text.trim().is_empty()));
        }
    }

    #[test]
    fn a_term_takes_the_same_values_in_every_language() {
        for term in Term::ALL {
            let places =
                |words: &Words| (0..5).filter(|place| words.term(*term).contains(&format!("{{{place}}}"))).count();
            let counts: Vec<usize> = Words::all().iter().map(places).collect();
            assert!(counts.windows(2).all(|pair| pair[0] == pair[1]), "{}", term.as_str());
        }
    }
}
