//! Results with what is needed to explain them: the words of what was asked, and the rules of the installation.

use std::sync::Arc;

use crate::survey::codes::QuestionCode;
use crate::survey::disclosure::Threshold;
use crate::survey::figures::{OptionFigures, Results};
use crate::survey::questionnaire::{Kind, Question, Questionnaire, Version};
use crate::survey::text::LocalizedText;

/// What files are made of.
#[derive(Debug, Clone, Copy)]
pub struct Content<'a> {
    /// The figures.
    pub results: &'a Results,
    /// The survey's published versions.
    pub versions: &'a [Arc<Version>],
    /// The fewest people that any figure may describe.
    pub k: Threshold,
    /// The address of the same figures as CSV.
    pub csv_address: &'a str,
}

/// A question that figures are given for.
pub struct Asked<'a> {
    /// Its code.
    pub code: &'a QuestionCode,
    /// The options that its figures show, in order.
    pub options: Vec<&'a str>,
    /// How the newest version that was answered asks it.
    words: Option<(&'a Questionnaire, &'a Question)>,
}

impl<'a> Content<'a> {
    /// The versions that the figures rest on, newest first.
    pub fn answered(&self) -> impl Iterator<Item = &'a Version> {
        let answered = &self.results.coverage.versions;
        let versions = self.versions.iter().rev().map(Arc::as_ref);
        versions.filter(|version| answered.contains(&version.number))
    }

    /// Every question that was asked, in the order of the questionnaire, also those that are told of no group.
    pub fn questions(&self) -> Vec<Asked<'a>> {
        let mut asked: Vec<Asked<'a>> = Vec::new();
        let mut place = |code: &'a QuestionCode, options: &'a [OptionFigures]| {
            let place = asked.iter().position(|known| known.code == code).unwrap_or_else(|| {
                asked.push(Asked { code, options: Vec::new(), words: self.words(code) });
                asked.len() - 1
            });
            for option in options {
                if !asked[place].options.contains(&option.option.as_str()) {
                    asked[place].options.push(&option.option);
                }
            }
        };
        let groups = || self.results.parts();
        groups().flat_map(|group| &group.questions).for_each(|told| place(&told.code, &told.distribution));
        groups().flat_map(|group| &group.untold).for_each(|(code, _)| place(code, &[]));
        let order = self.answered().flat_map(|version| &version.questionnaire.questions);
        let order: Vec<&QuestionCode> = order.map(|question| &question.code).collect();
        asked.sort_by_key(|asked| order.iter().position(|code| *code == asked.code));
        asked
    }

    fn words(&self, code: &QuestionCode) -> Option<(&'a Questionnaire, &'a Question)> {
        self.answered().find_map(|version| Some((&version.questionnaire, version.question(code.as_str())?)))
    }
}

impl Asked<'_> {
    /// What it asks.
    pub fn text(&self) -> LocalizedText {
        self.words.map(|(_, question)| question.text.clone()).unwrap_or_default()
    }

    /// The words of one of its options, or of several that are told together; none: they speak for themselves, as
    /// numbers do.
    pub fn option_text(&self, option: &str) -> LocalizedText {
        let texts: Vec<LocalizedText> = option.split('|').map(|option| self.text_of_one(option)).collect();
        let Some((first, others)) = texts.split_first() else { return LocalizedText::default() };
        let joined = first.0.iter().map(|(language, text)| {
            let words = others.iter().map(|other| other.in_language(language).unwrap_or(other.in_polish()));
            (language.clone(), std::iter::once(text.as_str()).chain(words).collect::<Vec<_>>().join(" / "))
        });
        LocalizedText(joined.collect())
    }

    fn text_of_one(&self, option: &str) -> LocalizedText {
        let Some((questionnaire, question)) = self.words else { return LocalizedText::default() };
        match &question.kind {
            Kind::Rating { scale } if questionnaire.rating_labels.len() == usize::from(*scale) => {
                let place = option.parse::<usize>().ok().and_then(|value| value.checked_sub(1));
                place.and_then(|place| questionnaire.rating_labels.get(place)).cloned().unwrap_or_default()
            }
            Kind::Single { options, .. } | Kind::Multiple { options, .. } => {
                let known = options.iter().find(|known| known.code.as_str() == option);
                known.map(|known| known.text.clone()).unwrap_or_default()
            }
            Kind::YesNo => yes_or_no(option),
            Kind::Rating { .. } | Kind::Nps | Kind::Text { .. } => LocalizedText::default(),
        }
    }

    /// The options that count as positive; none: the question knows no positive.
    pub fn positive_options(&self) -> Vec<&str> {
        // Options that are told together are on one side of what counts as positive.
        let positive = |option: &&str| {
            let first = option.split('|').next().unwrap_or(option);
            self.words.is_some_and(|(_, question)| question.counts_as_positive(first) == Some(true))
        };
        self.options.iter().copied().filter(positive).collect()
    }
}

fn yes_or_no(option: &str) -> LocalizedText {
    let texts = if option == "yes" { [("pl", "tak"), ("en", "yes")] } else { [("pl", "nie"), ("en", "no")] };
    let entry = |(language, text): (&str, &str)| Some((language.parse().ok()?, text.to_owned()));
    LocalizedText(texts.into_iter().filter_map(entry).collect())
}
