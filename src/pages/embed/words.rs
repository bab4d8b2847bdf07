//! The words of the page for web editors. It is in fewer languages than the forms, and complete in each.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::pages::embed::snippet::Kind;
use crate::pages::shared::{Lexicon, Translation};
use crate::survey::codes::Language;

/// All words of one language. `{name}` in a text stands for something that the page puts in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    language: Language,
    /// The label of the choice of the page's own language.
    pub page_language: String,
    /// The heading.
    pub title: String,
    /// What the page is for.
    pub lead: String,
    /// The heading of the choices.
    pub choose: String,
    /// The label of the choice of a department.
    pub department: String,
    /// That the visitor chooses the department.
    pub any_department: String,
    /// The label of the choice of the form's language.
    pub form_language: String,
    /// The label of the choice of a kind.
    pub kind: String,
    /// All kinds.
    pub any_kind: String,
    /// The button that shows what was chosen.
    pub show: String,
    /// The label of a field with something to paste.
    pub paste: String,
    /// Why there is nothing to paste.
    pub only_here: String,
    /// The button that copies it.
    pub copy: String,
    /// That it was copied.
    pub copied: String,
    /// The heading of a preview.
    pub preview: String,
    /// That what is sent from a preview counts.
    pub preview_counts: String,
    /// The kinds: a link that becomes the form.
    pub inline: KindWords,
    /// See `inline`.
    pub dialog: KindWords,
    /// See `inline`.
    pub frame: KindWords,
    /// See `inline`.
    pub element: KindWords,
    /// The websites that may show the form.
    pub origins: OriginWords,
    /// What the policy of the website must allow.
    pub policy: PolicyWords,
}

/// The words of one kind of embedding.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindWords {
    /// Its name.
    pub name: String,
    /// When to take it.
    pub text: String,
}

/// The words about the websites that may show the form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OriginWords {
    /// The heading.
    pub title: String,
    /// What an origin is good for.
    pub text: String,
    /// That there is none.
    pub none: String,
    /// How to set them.
    pub command: String,
}

/// The words about the Content-Security-Policy of the website.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyWords {
    /// The heading.
    pub title: String,
    /// What to add.
    pub text: String,
    /// What need not be added.
    pub nothing_else: String,
}

const TEXTS: [&str; 2] = [include_str!("words/pl.json"), include_str!("words/en.json")];

static ALL: LazyLock<Lexicon<Words>> = LazyLock::new(|| Lexicon::read(&TEXTS));

impl Translation for Words {
    fn language(&self) -> &Language {
        &self.language
    }
}

impl Words {
    /// The words of a language; Polish ones where there are none.
    pub fn of(language: &Language) -> &'static Self {
        ALL.of(language)
    }

    /// The languages that there are words in.
    pub fn languages() -> Vec<Language> {
        ALL.languages()
    }

    /// The words of a kind.
    pub fn kind(&self, kind: &Kind) -> &KindWords {
        match kind {
            Kind::Inline => &self.inline,
            Kind::Dialog => &self.dialog,
            Kind::Frame => &self.frame,
            Kind::Element => &self.element,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::shared::assert_same_parts;

    #[test]
    fn languages_put_in_the_same_things() {
        assert_same_parts(&TEXTS);
    }
}
