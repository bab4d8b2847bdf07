//! The words of the pages themselves, in every language that they speak. What a survey asks, it brings along.
//!
//! A language is complete or the program does not start its tests: every member is required, and none is unknown.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::survey::codes::Language;

/// All words of one language. `{name}` in a text stands for something that the page puts in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// The language.
    pub language: Language,
    /// Its name in itself: `polski`.
    pub language_name: String,
    /// The label of the choice of languages.
    pub languages: String,
    /// The link past the head of the page.
    pub skip: String,
    /// The link to the declaration of accessibility.
    pub statement: String,
    /// The link to the page that shows what is stored.
    pub record: String,
    /// The heading above the departments.
    pub choose_department: String,
    /// What stands beside a question that must be answered.
    pub required: String,
    /// The two answers of a question of the kind yes_no.
    pub yes: String,
    /// See `yes`.
    pub no: String,
    /// What stands beside a question that may be answered several times: `{most}`.
    pub at_most: String,
    /// The length of a text: `{most}`.
    pub characters: String,
    /// The button that sends a form.
    pub send: String,
    /// The page after a form was sent.
    pub thanks: Thanks,
    /// The notice at the head of a form.
    pub notice: Notice,
    /// What can be wrong.
    pub errors: Errors,
}

/// The words after a form was sent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thanks {
    /// The heading.
    pub title: String,
    /// What happens now.
    pub text: String,
    /// The link to another response.
    pub again: String,
}

/// The words at the head of a form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// That nobody is identified.
    pub anonymous: String,
    /// That this is not a complaint, and where to file one.
    pub not_a_complaint: String,
}

/// The words for what is wrong.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Errors {
    /// The heading of the summary.
    pub title: String,
    /// A required question without an answer.
    pub required: String,
    /// More options than allowed.
    pub too_many: String,
    /// A text that is too long.
    pub too_long: String,
    /// Anything else.
    pub unfit: String,
    /// Another response was stored from this page before.
    pub conflict: String,
    /// Too many from one address.
    pub too_many_requests: String,
    /// The service cannot take it now.
    pub unavailable: String,
    /// There is no such page.
    pub not_found: String,
}

static ALL: LazyLock<Vec<Words>> = LazyLock::new(|| {
    [
        include_str!("words/pl.json"),
        include_str!("words/en.json"),
        include_str!("words/uk.json"),
        include_str!("words/de.json"),
    ]
    .map(|text| serde_json::from_str(text).expect("the embedded words are complete"))
    .into()
});

impl Words {
    /// The words of a language, if the program speaks it.
    pub fn find(language: &str) -> Option<&'static Self> {
        ALL.iter().find(|words| words.language.as_str() == language)
    }

    /// The words of every language that the program speaks, the office's own first.
    pub fn all() -> &'static [Self] {
        &ALL
    }

    /// The words of the office's own language.
    pub fn polish() -> &'static Self {
        &ALL[0]
    }
}
