//! The words of the public pages. They are in fewer languages than the forms, and complete in each.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::pages::shared::{CertaintyWords, Lexicon, Translation, TrendWords};
use crate::survey::codes::Language;
use crate::survey::text::LocalizedText;

/// All words of one language. `{name}` in a text stands for something that the page puts in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// The language.
    pub language: Language,
    /// The name of these pages.
    pub title: String,
    /// What they are.
    pub lead: String,
    /// That no survey is public.
    pub none: String,
    /// That the service's `{k}` is below the `{fewest}` that anything is published with.
    pub closed: String,
    /// That no quarter with figures is closed yet.
    pub not_yet: String,
    /// The link to all surveys.
    pub all_surveys: String,
    /// The periods.
    pub periods: PeriodWords,
    /// The headline.
    pub headline: HeadlineWords,
    /// How sure a share is.
    pub certainty: CertaintyWords,
    /// That there is nothing to hold a share against.
    pub nothing_before: String,
    /// Why something is not shown.
    pub withheld: WithheldWords,
    /// The heads of columns.
    pub columns: ColumnWords,
    /// What a chart shows, for who does not see it.
    pub summary: String,
    /// The headline over time.
    pub trend: TrendWords,
    /// The departments.
    pub departments: DepartmentWords,
    /// The ratings.
    pub ratings: RatingWords,
    /// All other questions.
    pub others: OtherWords,
    /// What was done.
    pub voices: VoiceWords,
    /// The method.
    pub method: MethodWords,
    /// The open data.
    pub data: DataWords,
    /// The label of the table of a section: `{title}`.
    pub table: String,
    /// The answer yes.
    pub yes: String,
    /// The answer no.
    pub no: String,
}

/// The words around the choice of a period.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeriodWords {
    /// The heading.
    pub title: String,
    /// Quarters.
    pub quarters: String,
    /// Years.
    pub years: String,
}

/// The words of the headline.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadlineWords {
    /// What the large share is of.
    pub positive: String,
    /// How many said so: `{positive}` of `{of}`.
    pub people: String,
    /// What the interval means: `{interval}`, `{n}`.
    pub interval: String,
    /// The heading above the change.
    pub change: String,
    /// The change: `{size}`, `{period}`, and what was `{before}`.
    pub against: String,
    /// That there is too little to show anything, for `{k}`.
    pub nothing: String,
}

/// Why something is not shown.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithheldWords {
    /// It would describe fewer than `{k}` people.
    pub fewer_than_k: String,
    /// Nobody answered the question.
    pub nobody: String,
}

/// The heads of columns.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnWords {
    /// The department.
    pub department: String,
    /// The question.
    pub question: String,
    /// The answer.
    pub answer: String,
    /// The period.
    pub period: String,
    /// How many answered.
    pub n: String,
    /// The share of positive answers.
    pub positive: String,
    /// The share.
    pub share: String,
    /// Its interval.
    pub interval: String,
    /// The change, with its interval.
    pub change: String,
    /// What follows from it.
    pub verdict: String,
    /// The limits of ordinary variation.
    pub limits: String,
    /// What is more than that.
    pub signal: String,
}

/// The words about departments.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DepartmentWords {
    /// The heading.
    pub title: String,
    /// How to read the chart.
    pub lead: String,
    /// The title of the chart: `{period}`.
    pub chart: String,
    /// The whole office: `{share}`, `{interval}`, `{n}`.
    pub reference: String,
}

/// The words about ratings.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RatingWords {
    /// The heading.
    pub title: String,
    /// How to read the chart.
    pub lead: String,
    /// The title of the chart: `{period}`.
    pub chart: String,
    /// What stands under a bar: `{n}`, `{share}`, `{interval}`.
    pub note: String,
    /// Which cover other days than the headline: `{list}`.
    pub other_days: String,
}

/// The words about all other questions.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherWords {
    /// The heading.
    pub title: String,
    /// That several answers could be chosen.
    pub several: String,
    /// Those who recommend.
    pub promoters: String,
    /// Those in between.
    pub passives: String,
    /// Those who do not.
    pub detractors: String,
    /// Which are not told: `{list}`, `{k}` people.
    pub untold: String,
}

/// The words about what was done.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoiceWords {
    /// The heading.
    pub title: String,
    /// What was said.
    pub you_said: String,
    /// What was done.
    pub we_did: String,
    /// Where and when: `{place}`, `{day}`.
    pub done: String,
    /// The place of what was done everywhere.
    pub office: String,
    /// What it changed: `{question}`, `{before}`, `{after}`, `{verdict}`.
    pub effect: String,
    /// It helped.
    pub effective: String,
    /// It did not.
    pub not_effective: String,
    /// That cannot be told.
    pub undecided: String,
    /// That it would be said to have helped, or not, but for responses that repeat others.
    pub unconfirmed: String,
}

/// The method in plain words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MethodWords {
    /// The heading.
    pub title: String,
    /// What these figures rest on: `{n}` responses of `{days}`.
    pub basis: String,
    /// The sentences; `{k}` is the threshold.
    pub items: Vec<String>,
    /// By which definitions: `{number}`, `{day}`, `{change}`.
    pub definitions: String,
}

/// The words about open data.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataWords {
    /// The heading.
    pub title: String,
    /// What the files are.
    pub lead: String,
    /// The licence, before its name.
    pub licence: String,
    /// The link to the catalogue.
    pub catalogue: String,
    /// What the data of a survey are, for catalogues: `{title}`.
    pub description: String,
    /// What the catalogue holds, for catalogues.
    pub catalogue_description: String,
    /// What the data are about, for catalogues.
    pub keywords: Vec<String>,
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

    /// One of the texts in all languages, for programs.
    pub fn everywhere(text: impl Fn(&Self) -> String) -> LocalizedText {
        LocalizedText(ALL.all().iter().map(|words| (words.language.clone(), text(words))).collect())
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
