//! In which language a page is read, and the phrases that all its parts share.

use crate::pages::public::words::{Words, fill};
use crate::reports::charts::Estimate;
use crate::reports::numbers::Numbers;
use crate::survey::codes::Language;
use crate::survey::comparison::ComparedQuestion;
use crate::survey::disclosure::Threshold;
use crate::survey::figures::{Group, Proportion};
use crate::survey::questionnaire::{Kind, Question, Questionnaire};
use crate::survey::text::LocalizedText;
use crate::survey::wording;

/// The reader's language, and the threshold that holds.
#[derive(Debug, Clone)]
pub struct Reader {
    /// The language.
    pub language: Language,
    /// Its words.
    pub words: &'static Words,
    /// How it writes figures.
    pub numbers: &'static Numbers,
    /// The fewest people that any figure may describe.
    pub k: Threshold,
}

/// A change, in words and in figures.
pub struct Change {
    /// What may be concluded.
    pub verdict: String,
    /// How large it is, with its interval; none: there is nothing to hold it against.
    pub size: Option<String>,
    /// The share before.
    pub before: Option<Proportion>,
}

impl Reader {
    /// The reader of a language.
    pub fn new(language: &Language, k: Threshold) -> Self {
        Self { language: language.clone(), words: Words::of(language), numbers: Numbers::of(language), k }
    }

    /// A text in the reader's language.
    pub fn text<'a>(&self, text: &'a LocalizedText) -> &'a str {
        text.in_language(&self.language).unwrap_or_else(|| text.in_polish())
    }

    /// Words of the core in the reader's language.
    pub fn said(&self, words: wording::Words) -> &'static str {
        if self.language.as_str() == "en" { words.en } else { words.pl }
    }

    /// Words with the threshold in them.
    pub fn with_k(&self, text: &str) -> String {
        fill(text, &[("k", &self.k.get().to_string())])
    }

    /// Why a group has no figures of a question.
    pub fn reason(&self, group: &Group) -> String {
        match group.withheld {
            Some(_) => self.with_k(&self.words.withheld.fewer_than_k),
            None => self.words.withheld.nobody.clone(),
        }
    }

    /// An interval of a share.
    pub fn interval(&self, share: &Proportion) -> String {
        self.numbers.interval(share.low, share.high)
    }

    /// A text with a share, its interval and its n.
    pub fn with_share(&self, text: &str, share: &Proportion) -> String {
        let parts = [
            ("share", self.numbers.share(share.share)),
            ("interval", self.interval(share)),
            ("n", self.numbers.size(share.of)),
            ("positive", self.numbers.count(share.n)),
            ("of", self.numbers.count(share.of)),
        ];
        fill(text, &parts.each_ref().map(|(name, part)| (*name, part.as_str())))
    }

    /// Something with its share, interval and n: `Wydział Komunikacji 86,5 % (81,2–90,5 %), n = 208`.
    pub fn named_share(&self, name: &str, share: &Proportion) -> String {
        format!("{name} {}", self.with_share("{share} ({interval}), {n}", share))
    }

    /// What a chart of shares shows, in a sentence.
    pub fn summary(&self, shown: &[(&str, Proportion)], all: usize) -> String {
        let by_share = |left: &&(&str, Proportion), right: &&(&str, Proportion)| left.1.share.total_cmp(&right.1.share);
        let named = |found: Option<&(&str, Proportion)>| {
            found.map_or_else(|| "–".to_owned(), |(name, share)| self.named_share(name, share))
        };
        let parts = [
            ("shown", shown.len().to_string()),
            ("all", all.to_string()),
            ("best", named(shown.iter().max_by(by_share))),
            ("worst", named(shown.iter().min_by(by_share))),
        ];
        fill(&self.words.summary, &parts.each_ref().map(|(name, part)| (*name, part.as_str())))
    }

    /// What became of a share since the period before.
    pub fn change(&self, compared: Option<&ComparedQuestion>) -> Change {
        let known = compared.and_then(|compared| Some((compared, compared.contrast.difference?)));
        let Some((compared, difference)) = known else {
            return Change { verdict: self.words.nothing_before.clone(), size: None, before: None };
        };
        let interval = self.numbers.points_interval(difference.low, difference.high);
        let size = format!("{} ({interval})", self.numbers.points(difference.share));
        let verdict = self.said(compared.verdict().words());
        Change { verdict: verdict.to_owned(), size: Some(size), before: compared.contrast.against }
    }

    /// The words of an option.
    pub fn option(&self, question: &Question, questionnaire: &Questionnaire, option: &str) -> String {
        let words = match &question.kind {
            Kind::Rating { scale } if questionnaire.rating_labels.len() == usize::from(*scale) => {
                let place = option.parse::<usize>().ok().and_then(|value| value.checked_sub(1));
                place.and_then(|place| questionnaire.rating_labels.get(place)).map(|label| self.text(label))
            }
            Kind::Single { options, .. } | Kind::Multiple { options, .. } => {
                let known = options.iter().find(|known| known.code.as_str() == option);
                known.map(|known| self.text(&known.text))
            }
            Kind::YesNo => Some(if option == "yes" { &self.words.yes } else { &self.words.no }.as_str()),
            _ => None,
        };
        words.unwrap_or(option).to_owned()
    }
}

/// A share as charts take it.
pub fn estimate(share: &Proportion) -> Estimate {
    Estimate { share: share.share, low: share.low, high: share.high, n: share.of }
}
