//! Texts for residents, by language.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::survey::codes::Language;

/// The months in the case that Polish dates have.
pub const POLISH_MONTHS: [&str; 12] = [
    "stycznia",
    "lutego",
    "marca",
    "kwietnia",
    "maja",
    "czerwca",
    "lipca",
    "sierpnia",
    "września",
    "października",
    "listopada",
    "grudnia",
];

/// One text in several languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LocalizedText(pub BTreeMap<Language, String>);

impl PartialSchema for LocalizedText {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .description(Some("A text by language, each an ISO 639 code."))
            .property_names(Some(
                ObjectBuilder::new().schema_type(Type::String).pattern(Some(format!("^{}$", Language::FORM))),
            ))
            .additional_properties(Some(ObjectBuilder::new().schema_type(Type::String)))
            .into()
    }
}

impl ToSchema for LocalizedText {}

/// How many there are of something, in English, for messages: `1 block`, `2 blocks`.
pub fn counted<T: fmt::Display + PartialEq + From<u8>>(number: T, noun: &str) -> String {
    let ending = if number == T::from(1) { "" } else { "s" };
    format!("{number} {noun}{ending}")
}

impl LocalizedText {
    /// A text of the program's own, by language; what is no language is left out.
    pub fn of(texts: &[(&str, &str)]) -> Self {
        let entry = |(language, text): &(&str, &str)| Some((language.parse().ok()?, (*text).to_owned()));
        Self(texts.iter().filter_map(entry).collect())
    }

    /// A name that is the same in every language.
    pub fn same(name: &str) -> Self {
        Self::of(&[("pl", name)])
    }

    /// Whether it says the same as another text in every language that both have.
    pub fn agrees_with(&self, other: &Self) -> bool {
        self.0.iter().all(|(language, text)| other.0.get(language).is_none_or(|same| same == text))
    }

    /// The text in one language, if it has words in it.
    pub fn in_language(&self, language: &Language) -> Option<&str> {
        self.0.get(language).map(String::as_str).filter(|text| !text.trim().is_empty())
    }

    /// The text in English, if it has words in it.
    pub fn in_english(&self) -> Option<&str> {
        let english = self.0.iter().find(|(language, _)| language.as_str() == "en");
        english.map(|(_, text)| text.as_str()).filter(|text| !text.trim().is_empty())
    }

    /// The text in Polish, else in whatever language it has, else nothing.
    pub fn in_polish(&self) -> &str {
        let polish = self.0.iter().find(|(language, _)| language.as_str() == "pl");
        polish.or_else(|| self.0.iter().next()).map_or("", |(_, text)| text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_not_many() {
        assert_eq!(
            [0, 1, 2, 11, 21].map(|number: u32| counted(number, "block")).join(", "),
            "0 blocks, 1 block, 2 blocks, 11 blocks, 21 blocks"
        );
    }
}
