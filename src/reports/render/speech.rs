//! Cells and phrases in the words and the typography of one language.

use crate::reports::numbers::Numbers;
use crate::reports::render::words::Words;
use crate::survey::codes::Language;
use crate::survey::disclosure::Threshold;
use crate::survey::figures::Proportion;
use crate::survey::report::{Cell, Phrase, Term};
use crate::survey::text::LocalizedText;

/// How one language says things.
#[derive(Debug, Clone, Copy)]
pub struct Speech {
    /// Its words.
    pub words: &'static Words,
    /// Its numbers.
    pub numbers: &'static Numbers,
    /// The fewest people that a figure may describe.
    pub k: Threshold,
    /// Whether it is for paper, where a cell may have several lines.
    pub on_paper: bool,
}

/// A piece of text, with the language that it is in where that is another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The text.
    pub text: String,
    /// Its language, if it is not the document's.
    pub language: Option<Language>,
}

impl Speech {
    /// How a language says things in a document.
    pub fn of(words: &'static Words, k: Threshold) -> Self {
        Self { words, numbers: Numbers::of(&words.language), k, on_paper: true }
    }

    /// The same on a screen.
    pub fn on_a_screen(words: &'static Words, k: Threshold) -> Self {
        Self { on_paper: false, ..Self::of(words, k) }
    }

    /// Its language.
    pub fn language(&self) -> &'static Language {
        &self.words.language
    }

    /// What a term says.
    pub fn term(&self, term: Term) -> String {
        self.filled(self.words.term(term), &[])
    }

    /// A text in its language, else in Polish.
    pub fn text<'a>(&self, text: &'a LocalizedText) -> &'a str {
        text.in_language(&self.words.language).unwrap_or_else(|| text.in_polish())
    }

    /// A text with what its places stand for.
    pub fn filled(&self, text: &str, values: &[Cell]) -> String {
        fill(text, |place| match place {
            "k" => Some(self.k.get().to_string()),
            place => values.get(place.parse::<usize>().ok()?).map(|value| self.inline(value)),
        })
    }

    /// A phrase, with the language that it is in.
    pub fn phrase(&self, phrase: &Phrase) -> Said {
        match phrase {
            Phrase::Term(term, values) => Said::own(self.filled(self.words.term(*term), values)),
            Phrase::Said(_, words) => {
                Said::own(if self.words.language.as_str() == "pl" { words.pl } else { words.en }.to_owned())
            }
            Phrase::Coded(code, label) if label.0.is_empty() => Said::own(code.clone()),
            Phrase::Label(label) | Phrase::Coded(_, label) => self.label(label),
        }
    }

    /// A phrase that stands by itself: a name that is written small in a sentence begins with a capital letter.
    pub fn heading(&self, phrase: &Phrase) -> Said {
        let said = self.phrase(phrase);
        Said { text: capitalised(&said.text), ..said }
    }

    /// The name of a row; what is listed below another begins small.
    pub fn name(&self, phrase: &Phrase) -> Said {
        if matches!(phrase, Phrase::Term(Term::Listed, _)) { self.phrase(phrase) } else { self.heading(phrase) }
    }

    fn label(&self, label: &LocalizedText) -> Said {
        let own = label.in_language(&self.words.language);
        let foreign = || label.0.iter().find(|(language, _)| language.as_str() == "pl").or(label.0.iter().next());
        let language = if own.is_some() { None } else { foreign().map(|(language, _)| language.clone()) };
        Said { text: own.unwrap_or_else(|| label.in_polish()).to_owned(), language }
    }

    /// A phrase in one line.
    pub fn line(&self, phrase: &Phrase) -> String {
        self.phrase(phrase).text
    }

    fn share(&self, share: &Proportion) -> Vec<String> {
        let numbers = self.numbers;
        let beside = format!("({}, {})", numbers.interval(share.low, share.high), numbers.size(share.of));
        vec![numbers.share(share.share), beside]
    }

    /// What a cell says in one line: a share never without its interval and its n.
    pub fn inline(&self, cell: &Cell) -> String {
        self.cell(cell).join(" ")
    }

    /// What a cell says, line by line; nothing for an empty one.
    pub fn cell(&self, cell: &Cell) -> Vec<String> {
        let numbers = self.numbers;
        let line = match cell {
            Cell::Blank => return Vec::new(),
            Cell::Share(share) => return self.share(share),
            Cell::SharePhrase(share, term) => {
                let mut lines = self.share(share);
                lines.insert(1, self.term(*term));
                return lines;
            }
            Cell::Difference(difference) => {
                let interval = numbers.points_interval(difference.low, difference.high);
                return vec![numbers.points(difference.share), format!("({interval})")];
            }
            Cell::DifferencePhrase(difference, term) => {
                let mut lines = self.cell(&Cell::Difference(*difference));
                lines[0] = format!("{} {}", lines[0], self.term(*term));
                return lines;
            }
            Cell::Absent(term) => self.term(*term),
            Cell::Phrase(phrase) => self.line(phrase),
            Cell::Phrases(phrases) => phrases.iter().map(|phrase| self.line(phrase)).collect::<Vec<_>>().join("; "),
            Cell::Text(text) => text.clone(),
            Cell::Count(count) => numbers.count(*count),
            Cell::Number(number, places) => numbers.decimal(*number, usize::from(*places)),
            Cell::Signed(number, places) => numbers.signed(*number, usize::from(*places)),
            Cell::PValue(p) => numbers.p_value(*p),
            Cell::Percentage(part, whole) => numbers.share(*part as f64 / *whole as f64),
            Cell::Limits(low, high) => numbers.interval(*low, *high),
            Cell::Margin(half_width) => format!("±{}", numbers.points(*half_width).trim_start_matches('+')),
            Cell::Goal(share) => self.filled(self.words.term(Term::AtLeast), &[Cell::per_cent(*share)]),
            Cell::Day(day) => numbers.day(*day),
            Cell::Days(first, last) => numbers.days(*first, *last),
            Cell::Period(period) => numbers.period(period),
        };
        vec![line]
    }
}

impl Said {
    fn own(text: String) -> Self {
        Self { text, language: None }
    }
}

/// A text whose first letter is a capital.
fn capitalised(text: &str) -> String {
    let Some((place, first)) = text.char_indices().find(|(_, letter)| letter.is_alphabetic()) else {
        return text.to_owned();
    };
    let (before, rest) = (&text[..place], &text[place + first.len_utf8()..]);
    format!("{before}{}{rest}", first.to_uppercase())
}

/// Puts values into the places of a text, `{name}`. A value is put in as it is, whatever braces it has.
pub fn fill(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let known = after.split_once('}').and_then(|(name, after)| Some((value(name)?, after)));
        match known {
            Some((value, after)) => {
                filled.push_str(&value);
                // The point of an abbreviation ends a sentence, too.
                rest = after.strip_prefix('.').filter(|_| value.ends_with('.')).unwrap_or(after);
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_never_taken_for_a_place() {
        let value = |name: &str| ["{1}", "2"].get(name.parse::<usize>().ok()?).map(|value| (*value).to_owned());
        assert_eq!(fill("{0} of {1}, {2}", value), "{1} of 2, {2}");
    }

    #[test]
    fn an_abbreviation_ends_a_sentence_with_one_point() {
        let value = |name: &str| (name == "0").then(|| "III kwartał 2025 r.".to_owned());
        assert_eq!(
            fill("Od: {0}. Do: {0}, {0}.", value),
            "Od: III kwartał 2025 r. Do: III kwartał 2025 r., III kwartał 2025 r."
        );
    }

    #[test]
    fn a_share_in_a_sentence_has_its_interval_and_its_n() {
        let speech = Speech::on_a_screen(&Words::all()[0], 10.try_into().unwrap());
        let share = Cell::Share(Proportion::of(180, 208).unwrap());
        let said = speech.filled("razem: {0}", &[share]).replace('\u{a0}', " ");
        assert_eq!(said, "razem: 86,5% (81,2–90,5%, n = 208)");
    }
}
