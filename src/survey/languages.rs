//! The languages that residents' pages speak, and what this program itself calls things in each. What is asked, a
//! questionnaire says; what the office is called, the office.
//!
//! A further language is a line of `in_every_language`, a file of its name in each folder that is read with it, and its
//! texts in `standard`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::survey::codes::Language;
use crate::survey::text::LocalizedText;

/// The files of a folder: one for each language that residents' pages speak, the office's own first.
macro_rules! in_every_language {
    ($folder:literal) => {
        [
            include_str!(concat!($folder, "/pl.json")),
            include_str!(concat!($folder, "/en.json")),
            include_str!(concat!($folder, "/uk.json")),
            include_str!(concat!($folder, "/de.json")),
        ]
    };
}
pub(crate) use in_every_language;

/// What the program calls things in one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// The language.
    pub language: Language,
    /// Its code among the EU's languages: `POL`.
    pub eu_code: String,
    /// The two answers of a question of the kind yes_no.
    pub yes: String,
    /// See `yes`.
    pub no: String,
    /// The channels that responses come by.
    pub channels: ChannelWords,
    /// A language that a response does not name.
    pub unknown: String,
    /// Those who did not answer a question, as a group.
    pub no_answer: String,
    /// What departments or values are called together that had too few to be told by themselves.
    pub others_together: String,
    /// What each language is called.
    pub languages: BTreeMap<Language, String>,
}

/// What the channels are called.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelWords {
    /// A tablet in a lobby.
    pub kiosk: String,
    /// A form in a browser.
    pub web: String,
    /// A form on paper.
    pub paper: String,
}

static ALL: LazyLock<Vec<Words>> = LazyLock::new(|| {
    let read = |text| serde_json::from_str(text).expect("the embedded words are complete");
    in_every_language!("words").map(read).into()
});

/// The words of every language, the office's own first.
pub fn all() -> &'static [Words] {
    &ALL
}

/// One of the texts in every language.
pub fn text(choose: impl Fn(&'static Words) -> &'static str) -> LocalizedText {
    LocalizedText(all().iter().map(|words| (words.language.clone(), choose(words).to_owned())).collect())
}

/// What a language is called in every language; its code, where nobody says.
pub fn name(language: &Language) -> LocalizedText {
    let named = all().iter().filter_map(|words| Some((words.language.clone(), words.languages.get(language)?.clone())));
    let names = LocalizedText(named.collect());
    if names.0.is_empty() { LocalizedText::same(language.as_str()) } else { names }
}
