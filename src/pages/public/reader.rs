//! In which language a page is read, and the phrases that all its parts share.

use crate::pages::public::words::Words;
use crate::pages::shared::{self, fill};
use crate::survey::comparison::ComparedQuestion;
use crate::survey::disclosure::Withheld;
use crate::survey::figures::Proportion;
use crate::survey::questionnaire::{Kind, Question, Questionnaire};

/// The reader of what the office tells everybody.
pub type Reader = shared::Reader<Words>;

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
    /// Why there are no figures: of a period that is closed everything is told of which there is enough. Without a
    /// reason nobody gave an answer.
    pub fn reason(&self, withheld: Option<Withheld>) -> String {
        match withheld {
            Some(_) => self.with_k(&self.words.withheld.fewer_than_k),
            None => self.words.withheld.nobody.clone(),
        }
    }

    /// What a chart shows in a sentence: so many of so many, and the highest and the lowest of the shares that may be
    /// held against each other.
    pub fn summary(&self, compared: &[(&str, Proportion)], (shown, all): (usize, usize)) -> String {
        let by_share = |left: &&(&str, Proportion), right: &&(&str, Proportion)| left.1.share.total_cmp(&right.1.share);
        let named = |found: Option<&(&str, Proportion)>| {
            found.map_or_else(|| "–".to_owned(), |(name, share)| self.named_share(name, share))
        };
        let parts = [
            ("shown", shown.to_string()),
            ("all", all.to_string()),
            ("best", named(compared.iter().max_by(by_share))),
            ("worst", named(compared.iter().min_by(by_share))),
        ];
        fill(&self.words.summary, &parts.each_ref().map(|(name, part)| (*name, part.as_str())))
    }

    /// What became of a share since the period before.
    pub fn change(&self, compared: Option<&ComparedQuestion>) -> Change {
        let known = compared.and_then(|compared| Some((compared, compared.contrast.difference?)));
        let Some((compared, difference)) = known else {
            return Change { verdict: self.words.nothing_before.clone(), size: None, before: None };
        };
        let verdict = self.said(compared.verdict().words());
        Change {
            verdict: verdict.to_owned(),
            size: Some(self.difference(&difference)),
            before: compared.contrast.against,
        }
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
