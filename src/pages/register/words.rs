//! The words of the register's entry, in Polish and English.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::pages::shared::{Lexicon, Translation};
use crate::storage::archive::Matter;
use crate::survey::codes::Language;

/// All words of one language. `{name}` in a text stands for something that the page puts in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    language: Language,
    pub title: String,
    pub lead: String,
    pub entry: String,
    pub activity: Field,
    pub controller: Field,
    pub officer: Field,
    pub purpose: Field,
    pub basis: Field,
    pub people: Field,
    pub data: Field,
    pub recipients: Field,
    pub transfers: Field,
    pub terms: Field,
    pub measures: Field,
    pub files: ByDatabase<String>,
    pub held: String,
    pub what: String,
    pub place: String,
    pub term: String,
    pub in_database: ByDatabase<String>,
    settings: Stored,
    records: Stored,
    access: Stored,
    passing: Stored,
    audit: Stored,
    responses: Stored,
    comments: Stored,
    receipts: Stored,
    waiting: Stored,
    figures: Stored,
    pub addresses: Holding,
    pub write_log: ByDatabase<Holding>,
    pub full_backup: Holding,
    pub kept_backup: Holding,
    pub other_backup: Holding,
    pub tablet: Holding,
    pub cookies: Holding,
    pub service_log: Holding,
    pub proxy_log: Holding,
    pub record: String,
}

/// A line of the entry.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    pub label: String,
    pub text: String,
}

/// What lies in the database.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stored {
    pub what: String,
    pub term: String,
}

/// What lies elsewhere.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holding {
    pub what: String,
    pub place: String,
    pub term: String,
}

/// What differs between the two databases.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByDatabase<T> {
    pub sqlite: T,
    pub postgres: T,
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

    /// The words about what tables hold.
    pub fn stored(&self, matter: Matter) -> &Stored {
        match matter {
            Matter::Settings => &self.settings,
            Matter::Records => &self.records,
            Matter::Access => &self.access,
            Matter::Passing => &self.passing,
            Matter::Audit => &self.audit,
            Matter::Responses => &self.responses,
            Matter::Comments => &self.comments,
            Matter::Receipts => &self.receipts,
            Matter::Waiting => &self.waiting,
            Matter::Figures => &self.figures,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::shared::assert_same_parts;

    #[test]
    fn both_languages_put_in_the_same_things() {
        assert_same_parts(&TEXTS);
    }
}
