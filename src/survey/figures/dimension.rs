//! Results by a secondary dimension: sums over the cuts of whole quarters.
//!
//! What was too small alone was put together with something else, and not with the same in every quarter. So categories
//! are told alone only where they are alone in every cut that is summed; all others are one group.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::survey::codes::Language;
use crate::survey::disclosure::{Cut, Dimension, Part};
use crate::survey::figures::answer::{Group, Key};
use crate::survey::figures::query::Query;
use crate::survey::figures::question::{ShownQuestions, Told, others_together};
use crate::survey::figures::record::Record;
use crate::survey::flags::{FLAGGED, UNFLAGGED};
use crate::survey::response::NOT_APPLICABLE;
use crate::survey::text::LocalizedText;

/// One group for each category that some version knows, and one for those that can be told only together.
pub(super) fn groups(query: &Query, record: &Record, by: &Dimension, shown: &ShownQuestions<'_>) -> Vec<Group> {
    let cuts = record.cuts.iter().map(Arc::as_ref);
    let chosen: Vec<&Cut> = cuts.filter(|cut| &cut.dimension == by && query.selects_cut(cut)).collect();
    let together: BTreeSet<&str> = parts(&chosen)
        .filter(|(_, part)| part.categories.len() > 1)
        .flat_map(|(_, part)| part.categories.iter().map(String::as_str))
        .collect();
    let within = |wanted: &dyn Fn(&str) -> bool| -> Vec<Told<'_>> {
        let parts = parts(&chosen).filter(|(_, part)| part.categories.iter().all(|category| wanted(category)));
        parts.map(|(version, part)| (version, &part.counts)).collect()
    };
    let alone = categories(query, record, by).into_iter().filter(|(category, _)| !together.contains(category.as_str()));
    let mut groups: Vec<Group> = alone
        .map(|(category, label)| {
            let told = within(&|other| other == category);
            shown.group(Key::Category(by.clone(), Some(category)), label, &told)
        })
        .collect();
    if !together.is_empty() {
        let told = within(&|category| together.contains(category));
        groups.push(shown.group(Key::Category(by.clone(), None), others_together(), &told));
    }
    groups
}

fn parts<'a>(cuts: &'a [&Cut]) -> impl Iterator<Item = (u32, &'a Part)> {
    cuts.iter().flat_map(|cut| cut.parts.iter().map(|part| (cut.version, part)))
}

/// Every category that could be told, with its name, in the order that people expect.
fn categories(query: &Query, record: &Record, by: &Dimension) -> Vec<(String, LocalizedText)> {
    let mut known: Vec<(String, LocalizedText)> = Vec::new();
    let mut add = |category: &str, label: LocalizedText| {
        if !known.iter().any(|(listed, _)| listed == category) {
            known.push((category.to_owned(), label));
        }
    };
    match by {
        Dimension::Channel => CHANNELS.iter().for_each(|(channel, label)| add(channel, LocalizedText::of(label))),
        Dimension::Flags => FLAGS.iter().for_each(|(flag, label)| add(flag, LocalizedText::of(label))),
        Dimension::Site => {
            let departments = query.reference_first(record).into_iter().flat_map(|version| &version.departments);
            departments.for_each(|department| add(&department.site, LocalizedText::same(&department.site)));
        }
        Dimension::Language => {
            let versions = query.reference_first(record).into_iter();
            let languages = versions.flat_map(|version| &version.questionnaire.languages);
            languages.for_each(|language| add(language.as_str(), language_name(language)));
            add(NOT_APPLICABLE, LocalizedText::of(&UNKNOWN));
        }
        Dimension::Question(code) => {
            let asked = query.reference_first(record).into_iter().filter_map(|version| version.question(code.as_str()));
            for question in asked {
                question.options().iter().for_each(|option| add(option, question.option_text(option)));
            }
            add(NOT_APPLICABLE, LocalizedText::of(&NO_ANSWER));
        }
    }
    known
}

type Label = [(&'static str, &'static str); 4];

const CHANNELS: [(&str, Label); 3] = [
    ("kiosk", [("pl", "Kiosk w urzędzie"), ("en", "Kiosk"), ("uk", "Кіоск в установі"), ("de", "Kiosk im Amt")]),
    ("web", [("pl", "Strona internetowa"), ("en", "Website"), ("uk", "Вебсайт"), ("de", "Website")]),
    ("paper", [("pl", "Ankieta papierowa"), ("en", "Paper form"), ("uk", "Паперова анкета"), ("de", "Papierbogen")]),
];

const FLAGS: [(&str, Label); 2] = [
    (
        UNFLAGGED,
        [("pl", "Bez zastrzeżeń"), ("en", "Without flags"), ("uk", "Без застережень"), ("de", "Ohne Vorbehalt")],
    ),
    (FLAGGED, [("pl", "Z zastrzeżeniami"), ("en", "Flagged"), ("uk", "Із застереженнями"), ("de", "Mit Vorbehalt")]),
];

const UNKNOWN: Label = [("pl", "Nieznany"), ("en", "Unknown"), ("uk", "Невідомо"), ("de", "Unbekannt")];
const NO_ANSWER: Label =
    [("pl", "Brak odpowiedzi"), ("en", "No answer"), ("uk", "Без відповіді"), ("de", "Keine Angabe")];

const LANGUAGES: [(&str, Label); 4] = [
    ("pl", [("pl", "polski"), ("en", "Polish"), ("uk", "польська"), ("de", "Polnisch")]),
    ("en", [("pl", "angielski"), ("en", "English"), ("uk", "англійська"), ("de", "Englisch")]),
    ("uk", [("pl", "ukraiński"), ("en", "Ukrainian"), ("uk", "українська"), ("de", "Ukrainisch")]),
    ("de", [("pl", "niemiecki"), ("en", "German"), ("uk", "німецька"), ("de", "Deutsch")]),
];

fn language_name(language: &Language) -> LocalizedText {
    let known = LANGUAGES.iter().find(|(code, _)| *code == language.as_str());
    known.map_or_else(|| LocalizedText::same(language.as_str()), |(_, label)| LocalizedText::of(label))
}
