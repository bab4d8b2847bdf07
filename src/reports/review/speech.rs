//! Cells and phrases in the words and the typography of one language.

use crate::reports::numbers::Numbers;
use crate::reports::review::words::Words;
use crate::survey::codes::Language;
use crate::survey::figures::Proportion;
use crate::survey::review::{Cell, Phrase, Term};
use crate::survey::text::LocalizedText;

/// How one language says things.
#[derive(Debug, Clone, Copy)]
pub struct Speech {
    /// Its words.
    pub words: &'static Words,
    /// Its numbers.
    pub numbers: &'static Numbers,
}

/// A piece of text, with the language that it is in where that is another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// A code that stands before it.
    pub code: Option<String>,
    /// The text.
    pub text: String,
    /// Its language, if it is not the document's.
    pub language: Option<Language>,
}

impl Speech {
    /// How a language says things.
    pub fn of(words: &'static Words) -> Self {
        Self { words, numbers: Numbers::of(&words.language) }
    }

    /// What a term says.
    pub fn term(&self, term: Term) -> &'static str {
        self.words.term(term)
    }

    /// A phrase, its code apart.
    pub fn phrase(&self, phrase: &Phrase) -> Said {
        match phrase {
            Phrase::Term(term, values) => {
                let text = values.iter().enumerate().fold(self.term(*term).to_owned(), |text, (place, value)| {
                    text.replace(&format!("{{{place}}}"), &self.cell(value).join(" "))
                });
                Said { code: None, text, language: None }
            }
            Phrase::Said(_, words) => {
                let text = if self.words.language.as_str() == "pl" { words.pl } else { words.en };
                Said { code: None, text: text.to_owned(), language: None }
            }
            Phrase::Label(label) => self.label(None, label),
            Phrase::Coded(code, label) => self.label(Some(code.clone()), label),
        }
    }

    fn label(&self, code: Option<String>, label: &LocalizedText) -> Said {
        let own = label.in_language(&self.words.language);
        let foreign = || label.0.iter().find(|(language, _)| language.as_str() == "pl").or(label.0.iter().next());
        let language = if own.is_some() { None } else { foreign().map(|(language, _)| language.clone()) };
        Said { code, text: own.unwrap_or_else(|| label.in_polish()).to_owned(), language }
    }

    /// A phrase in one line.
    pub fn line(&self, phrase: &Phrase) -> String {
        let Said { code, text, .. } = self.phrase(phrase);
        match code {
            Some(code) if text.is_empty() => code,
            Some(code) => format!("{code} – {text}"),
            None => text,
        }
    }

    /// A share with all that belongs to it, line by line.
    pub fn share(&self, share: &Proportion) -> Vec<String> {
        let interval = format!("({})", self.numbers.interval(share.low, share.high));
        vec![self.numbers.share(share.share), interval, self.numbers.size(share.of)]
    }

    /// What a cell says, line by line; nothing for an empty one.
    pub fn cell(&self, cell: &Cell) -> Vec<String> {
        let numbers = self.numbers;
        match cell {
            Cell::Blank => Vec::new(),
            Cell::Absent(term) => vec![self.term(*term).to_owned()],
            Cell::Phrase(phrase) => vec![self.line(phrase)],
            Cell::Text(text) => vec![text.clone()],
            Cell::Count(count) => vec![numbers.count(*count)],
            Cell::Number(number, places) => vec![numbers.decimal(*number, usize::from(*places))],
            Cell::PValue(p) => vec![numbers.p_value(*p)],
            Cell::Share(share) => self.share(share),
            Cell::SharePhrase(share, term) => {
                let mut lines = self.share(share);
                lines.insert(1, self.term(*term).to_owned());
                lines
            }
            Cell::Difference(difference) => {
                let interval = numbers.points_interval(difference.low, difference.high);
                vec![numbers.points(difference.share), format!("({interval})")]
            }
            Cell::PerHundred(part, whole) => {
                let each = 100.0 * *part as f64 / *whole as f64;
                let each = numbers.decimal(each, 1);
                vec![self.term(Term::OfHundred).replace("{0}", &each)]
            }
            Cell::Limits(low, high) => vec![numbers.interval(*low, *high)],
            Cell::Margin(half_width) => vec![format!("±{}", numbers.points(*half_width).trim_start_matches('+'))],
            Cell::Goal(share) => vec![self.term(Term::AtLeast).replace("{0}", &numbers.share(*share))],
            Cell::Day(day) => vec![numbers.day(*day)],
            Cell::Period(period) => vec![numbers.period(period)],
        }
    }
}
