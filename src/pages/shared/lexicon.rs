//! Words of pages that are offered in fewer languages than the forms: read once, and complete in each.

use serde::de::DeserializeOwned;

use crate::survey::codes::Language;

/// All words of some pages in one language.
pub trait Translation: DeserializeOwned {
    /// The language.
    fn language(&self) -> &Language;
}

/// The translations that there are, Polish first.
pub struct Lexicon<W>(Vec<W>);

impl<W: Translation> Lexicon<W> {
    /// Reads translations from their JSON, which is part of the program.
    ///
    /// # Panics
    /// When a word is missing, or one too many.
    pub fn read(texts: &[&str]) -> Self {
        let read = texts.iter().map(|text| serde_json::from_str(text).expect("the embedded words are complete"));
        Self(read.collect())
    }

    /// The words of a language; Polish ones where there are none.
    pub fn of(&self, language: &Language) -> &W {
        self.0.iter().find(|words| words.language() == language).unwrap_or(&self.0[0])
    }

    /// The languages that there are words in.
    pub fn languages(&self) -> Vec<Language> {
        self.0.iter().map(|words| words.language().clone()).collect()
    }
}

/// Declares the words of some pages: each is a field, and what it says lies in `words/{pl,en}.json` beside the file that
/// declares it. A word that is missing there, or one too many, fails when the words are first read, which a test does;
/// that all languages put in the same things is one of the rules.
macro_rules! translated {
    ($(#[$about:meta])* $words:ident { $($word:ident,)* }) => {
        $(#[$about])*
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $words {
            language: crate::survey::codes::Language,
            $(pub $word: String,)*
        }

        impl crate::pages::shared::lexicon::Translation for $words {
            fn language(&self) -> &crate::survey::codes::Language {
                &self.language
            }
        }

        impl $words {
            /// The words of a language; Polish ones where there are none.
            pub fn of(language: &crate::survey::codes::Language) -> &'static Self {
                Self::all().of(language)
            }

            fn all() -> &'static crate::pages::shared::lexicon::Lexicon<Self> {
                static ALL: std::sync::LazyLock<crate::pages::shared::lexicon::Lexicon<$words>> = std::sync::LazyLock::new(|| {
                    crate::pages::shared::lexicon::Lexicon::read(&[include_str!("words/pl.json"), include_str!("words/en.json")])
                });
                &ALL
            }
        }

        #[cfg(test)]
        mod lexicon {
            #[test]
            fn every_language_has_all_words_and_no_others() {
                assert_eq!(super::$words::all().languages().len(), 2);
            }
        }
    };
}

pub(crate) use translated;

/// Fails when one language puts other things into a text than another.
#[cfg(test)]
pub fn assert_same_parts(texts: &[&str]) {
    let parts: Vec<_> = texts.iter().map(|text| parts(&serde_json::from_str(text).unwrap())).collect();
    assert!(parts.windows(2).all(|pair| pair[0] == pair[1]), "{parts:#?}");
}

/// What is put into each text, with the way to the text.
#[cfg(test)]
fn parts(value: &serde_json::Value) -> Vec<(String, Vec<String>)> {
    let under = |name: String, value: &serde_json::Value| {
        parts(value).into_iter().map(move |(way, names)| (format!("{name}/{way}"), names)).collect::<Vec<_>>()
    };
    match value {
        serde_json::Value::Object(members) => {
            members.iter().flat_map(|(name, value)| under(name.clone(), value)).collect()
        }
        serde_json::Value::Array(items) => {
            items.iter().enumerate().flat_map(|(place, value)| under(place.to_string(), value)).collect()
        }
        text => {
            let pieces = text.as_str().unwrap().split('{').skip(1);
            let mut names: Vec<String> = pieces.filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect();
            names.sort();
            vec![(String::new(), names)]
        }
    }
}
