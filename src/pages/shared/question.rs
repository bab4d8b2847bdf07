//! A question as every form shows it: the hosted one, the embedded one and the kiosk's.
//!
//! The template `question.html` beside this file is the only place that knows its HTML.

use askama::Template;

use crate::pages::shared::words::Words;
use crate::survey::codes::{DepartmentCode, Language};
use crate::survey::fault::Fault;
use crate::survey::questionnaire::{Kind, Question, QuestionOption, Questionnaire, Version};
use crate::survey::response::NOT_APPLICABLE;
use crate::survey::text::LocalizedText;

/// What a form was sent with, to be shown again: fields by name, and what does not fit.
#[derive(Debug, Default)]
pub struct Filled {
    /// The fields, as the browser sent them.
    pub fields: Vec<(String, String)>,
    /// What is wrong with them.
    pub faults: Vec<Fault>,
}

/// A question with everything that its HTML shows. It is its own template.
#[derive(Template)]
#[template(path = "shared/question.html", config = "src/pages/askama.toml")]
pub struct QuestionView<'a> {
    /// The words of the page.
    pub words: &'static Words,
    /// Its code, which is also the name of its field.
    pub code: &'a str,
    /// Its words.
    pub text: &'a str,
    /// Whether it must be answered.
    pub required: bool,
    /// How it is answered.
    pub control: Control<'a>,
    /// "Not applicable", where that is offered.
    pub na: Option<ChoiceView<'a>>,
    /// What is wrong with its answer.
    pub error: Option<String>,
    /// The questions that some of its answers lead to.
    pub follow_ups: Vec<QuestionView<'a>>,
    /// Its place among the follow-ups of the question before it, from 0.
    pub place: usize,
}

/// How a question is answered.
pub enum Control<'a> {
    /// Five faces with their words, worst first.
    Faces(Vec<ChoiceView<'a>>),
    /// A row of numbers, worst first; the words of its ends where there are any.
    Scale {
        /// The numbers.
        choices: Vec<ChoiceView<'a>>,
        /// The word of the first.
        worst: &'a str,
        /// The word of the last.
        best: &'a str,
    },
    /// One of a list.
    One(Vec<ChoiceView<'a>>),
    /// Several of a list.
    Several {
        /// The list.
        choices: Vec<ChoiceView<'a>>,
        /// What is said about how many.
        hint: Option<String>,
        /// How many.
        most: u8,
    },
    /// Words.
    Text {
        /// The most characters.
        most: u32,
        /// What is said about their number.
        hint: String,
        /// What was typed.
        typed: &'a str,
    },
}

/// Whether a question is answered by faces: it has five points, and there are words for each of them.
pub fn has_faces(questionnaire: &Questionnaire, question: &Question) -> bool {
    matches!(question.kind, Kind::Rating { scale: 5 }) && questionnaire.rating_labels.len() == 5
}

impl QuestionView<'_> {
    /// Whether one thing is chosen out of several.
    fn is_single(&self) -> bool {
        matches!(self.control, Control::Faces(_) | Control::Scale { .. } | Control::One(_))
    }

    /// Its words as they are set: no word of one letter stands at the end of a line.
    fn unbroken(&self) -> String {
        unbroken(self.text, self.words.language.as_str())
    }

    /// The ids of what describes it.
    fn described(&self) -> Option<String> {
        let error = self.error.as_ref().map(|_| format!("{}-error", self.code));
        let hint = match &self.control {
            Control::Several { hint: Some(_), .. } => Some(format!("{}-hint", self.code)),
            _ => None,
        };
        let ids: Vec<String> = error.into_iter().chain(hint).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

/// One thing to choose.
pub struct ChoiceView<'a> {
    /// The value of its field.
    pub value: String,
    /// Its words.
    pub label: &'a str,
    /// Whether it was chosen.
    pub chosen: bool,
    /// The places of the follow-ups that it leads to, separated by spaces.
    pub reveals: String,
    /// The only departments that offer it, separated by spaces; empty: all.
    pub departments: String,
}

impl Filled {
    fn has(&self, name: &str, value: &str) -> bool {
        self.fields.iter().any(|(field, given)| field == name && given == value)
    }

    fn text(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, given)| given)
    }

    /// What is wrong with the answer to a question, in words.
    pub fn error(&self, code: &str, words: &Words) -> Option<String> {
        let place = format!("/answers/{code}");
        let fault = self.faults.iter().find(|fault| fault.pointer == place)?;
        Some(match fault.code {
            "required" => words.errors.required.clone(),
            "too_many" => words.errors.too_many.clone(),
            "too_long" => words.errors.too_long.clone(),
            _ => words.errors.unfit.clone(),
        })
    }
}

/// Makes the views of a version's questions in one language.
pub struct QuestionViews<'a> {
    /// What is asked.
    pub version: &'a Version,
    /// The words of the page.
    pub words: &'static Words,
    /// The department it is asked about; none: any.
    pub department: Option<&'a DepartmentCode>,
    /// What was filled in.
    pub filled: &'a Filled,
}

impl<'a> QuestionViews<'a> {
    /// One question, with those that its answers lead to.
    pub fn view(&self, question: &'a Question, place: usize) -> QuestionView<'a> {
        let code = question.code.as_str();
        let follow_ups = self.follow_ups(question);
        let na = question.na && !matches!(question.kind, Kind::Text { .. });
        let na_label = self.questionnaire().na_label.as_ref();
        QuestionView {
            words: self.words,
            code,
            text: self.text(&question.text),
            required: question.required,
            control: self.control(question, &follow_ups),
            na: na_label.filter(|_| na).map(|label| self.choice(code, NOT_APPLICABLE.to_owned(), self.text(label))),
            error: self.filled.error(code, self.words),
            follow_ups: follow_ups.iter().enumerate().map(|(place, question)| self.view(question, place)).collect(),
            place,
        }
    }

    fn control(&self, question: &'a Question, follow_ups: &[&Question]) -> Control<'a> {
        let code = question.code.as_str();
        let number = |value: u8, label: &'a str| {
            self.revealing(self.choice(code, value.to_string(), label), Some(value), follow_ups)
        };
        let labels = &self.questionnaire().rating_labels;
        match &question.kind {
            Kind::Rating { .. } if has_faces(self.questionnaire(), question) => {
                Control::Faces((1..=5).zip(labels).map(|(value, label)| number(value, self.text(label))).collect())
            }
            Kind::Rating { scale } => Control::Scale {
                choices: (1..=*scale).map(|value| number(value, "")).collect(),
                worst: labels.first().map_or("", |label| self.text(label)),
                best: labels.last().map_or("", |label| self.text(label)),
            },
            Kind::Nps => {
                Control::Scale { choices: (0..=10).map(|value| number(value, "")).collect(), worst: "", best: "" }
            }
            Kind::Single { options, .. } => {
                let offered = options.iter().filter(|option| self.offers(option));
                Control::One(
                    offered.map(|option| self.revealing(self.option(code, option), None, follow_ups)).collect(),
                )
            }
            Kind::YesNo => {
                let both = [("yes", self.words.yes.as_str()), ("no", self.words.no.as_str())];
                let choices = both.map(|(value, label)| self.choice(code, value.to_owned(), label));
                Control::One(choices.map(|choice| self.revealing(choice, None, follow_ups)).into())
            }
            Kind::Multiple { options, max } => {
                let choices: Vec<_> = options
                    .iter()
                    .filter(|option| self.offers(option))
                    .map(|option| self.option(code, option))
                    .collect();
                let limited = usize::from(*max) < choices.len();
                let hint = limited.then(|| self.words.at_most.replace("{most}", &max.to_string()));
                Control::Several { choices, hint, most: *max }
            }
            Kind::Text { max_length } => Control::Text {
                most: *max_length,
                hint: self.words.characters.replace("{most}", &max_length.to_string()),
                typed: self.filled.text(code),
            },
        }
    }

    fn option(&self, code: &str, option: &'a QuestionOption) -> ChoiceView<'a> {
        let departments: Vec<&str> = option.departments.iter().map(DepartmentCode::as_str).collect();
        let choice = self.choice(code, option.code.to_string(), self.text(&option.text));
        ChoiceView { departments: departments.join(" "), ..choice }
    }

    fn choice(&self, code: &str, value: String, label: &'a str) -> ChoiceView<'a> {
        let chosen = self.filled.has(code, &value);
        ChoiceView { value, label, chosen, reveals: String::new(), departments: String::new() }
    }

    fn revealing(&self, choice: ChoiceView<'a>, number: Option<u8>, follow_ups: &[&Question]) -> ChoiceView<'a> {
        let revealed = follow_ups.iter().enumerate().filter(|(_, question)| {
            question.show_if.as_ref().is_some_and(|show_if| show_if.condition.holds(number, &choice.value))
        });
        let reveals: Vec<String> = revealed.map(|(place, _)| place.to_string()).collect();
        ChoiceView { reveals: reveals.join(" "), ..choice }
    }

    fn follow_ups(&self, question: &Question) -> Vec<&'a Question> {
        let led_to =
            |later: &&Question| later.show_if.as_ref().is_some_and(|show_if| show_if.question == question.code);
        self.questionnaire().questions.iter().filter(led_to).collect()
    }

    fn offers(&self, option: &QuestionOption) -> bool {
        option.departments.is_empty() || self.department.is_none_or(|code| option.departments.contains(code))
    }

    fn questionnaire(&self) -> &'a Questionnaire {
        &self.version.questionnaire
    }

    fn text(&self, text: &'a LocalizedText) -> &'a str {
        let language: &Language = &self.words.language;
        text.in_language(language).unwrap_or_else(|| text.in_polish())
    }
}

/// A text in which the words of one letter that Polish and Ukrainian have are bound to the word after them, as their
/// typography asks.
fn unbroken(text: &str, language: &str) -> String {
    let bound = match language {
        "pl" => "aiouwz",
        "uk" => "аийіоувз",
        _ => "",
    };
    let is_bound = |word: &str| word.chars().count() == 1 && bound.contains(&word.to_lowercase());
    let mut line = String::with_capacity(text.len());
    for word in text.split_inclusive(' ') {
        match word.strip_suffix(' ').filter(|word| is_bound(word)) {
            Some(word) => line.extend([word, "\u{a0}"]),
            None => line.push_str(word),
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_of_one_letter_ends_a_line() {
        assert_eq!(unbroken("Sprawa w urzędzie i  z wózkiem", "pl"), "Sprawa w\u{a0}urzędzie i\u{a0} z\u{a0}wózkiem");
        assert_eq!(unbroken("Усе в нашій установі", "uk"), "Усе в\u{a0}нашій установі");
        assert_eq!(unbroken("W urzędzie", "pl"), "W\u{a0}urzędzie");
        assert_eq!(unbroken("Is this a test?", "en"), "Is this a test?");
        assert_eq!(unbroken("", "pl"), "");
    }
}
