//! What the actions of the audit log are called, for people; a file has their codes.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::pages::console::fields::Choice;
use crate::pages::shared::lexicon::{Lexicon, Translation};
use crate::storage::audit::{ACTIONS, Entry};
use crate::survey::codes::Language;

/// What actions are called in a language, by their codes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    language: Language,
    actions: BTreeMap<String, String>,
}

impl Translation for Names {
    fn language(&self) -> &Language {
        &self.language
    }
}

static NAMES: LazyLock<Lexicon<Names>> =
    LazyLock::new(|| Lexicon::read(&[include_str!("words/pl.json"), include_str!("words/en.json")]));

/// What was done, and to what: a decision on a comment is a part of what was done. What has no name keeps its code.
pub fn told<'a>(entry: &'a Entry, language: &Language) -> (&'a str, &'a str) {
    let names = &NAMES.of(language).actions;
    let decided = entry.subject.rsplit_once(' ').and_then(|(subject, decision)| {
        let name = names.get(&format!("{} {decision}", entry.action))?;
        Some((name.as_str(), subject))
    });
    decided.unwrap_or_else(|| (names.get(&entry.action).unwrap_or(&entry.action), &entry.subject))
}

/// All actions, to choose one from, by their names. What was chosen may also be a part of a code.
pub fn choices(chosen: &str, any: &str, language: &Language) -> Vec<Choice> {
    let names = &NAMES.of(language).actions;
    let name = |code: &str| names.get(code).map_or(code, String::as_str).to_owned();
    let mut choices: Vec<Choice> = ACTIONS.iter().map(|code| Choice::new(*code, name(code), *code == chosen)).collect();
    choices.sort_by(|one, other| one.text.cmp(&other.text));
    let is_part = !chosen.is_empty() && !ACTIONS.contains(&chosen);
    let first = [Choice::new("", any, chosen.is_empty())].into_iter();
    first.chain(is_part.then(|| Choice::new(chosen, chosen, true))).chain(choices).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_can_be_noted_has_a_name_in_every_language() {
        for language in NAMES.languages() {
            let names = &NAMES.of(&language).actions;
            let named: Vec<&str> = names.keys().map(String::as_str).filter(|code| !code.contains(' ')).collect();
            assert_eq!(named, ACTIONS, "{language}");
            assert!(names.values().all(|name| !name.is_empty() && !name.contains('.')), "{language}");
        }
    }
}
