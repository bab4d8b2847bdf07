//! The words that a survey knows: its codes, and beside them what residents read, in every language.

use std::collections::HashMap;

use crate::intake::import::cells::{fold, read_whole};
use crate::survey::codes::DepartmentCode;
use crate::survey::questionnaire::{Kind, Question, QuestionOption, Version};
use crate::survey::response::{Given, NOT_APPLICABLE};
use crate::survey::text::LocalizedText;

/// What "not applicable" is called where no questionnaire says.
const NOT_APPLICABLE_ANYWHERE: [&str; 4] = [NOT_APPLICABLE, "n/a", "n/d", "nie dotyczy"];
/// What the two options of a yes_no question are called in a file, beside the words that residents read.
const YES_NO: [(&str, [&str; 5]); 2] =
    [("yes", ["yes", "y", "t", "true", "prawda"]), ("no", ["no", "n", "nie", "false", "fałsz"])];

/// The words of one version.
#[derive(Debug)]
pub struct Vocabulary {
    departments: HashMap<String, Option<DepartmentCode>>,
    answers: HashMap<String, Words>,
}

/// What each word means as an answer to one question; none: more than one thing.
type Words = HashMap<String, Option<String>>;

impl Vocabulary {
    /// The words of a version.
    pub fn of(version: &Version) -> Self {
        let mut departments = HashMap::new();
        for department in &version.departments {
            add(&mut departments, department.code.as_str(), &department.code);
            department.name.0.values().for_each(|name| add(&mut departments, name, &department.code));
        }
        let answers = version.questionnaire.questions.iter();
        let answers = answers.map(|question| (question.code.to_string(), words(question, version))).collect();
        Self { departments, answers }
    }

    /// The code of a department, as it stands or by its name.
    pub fn department(&self, cell: &str) -> Option<&DepartmentCode> {
        self.departments.get(&fold(cell))?.as_ref()
    }

    /// What a cell says to a question. What is not known is handed on as it is, for the check to refuse.
    pub fn given(&self, question: &Question, cell: &str) -> Given {
        match &question.kind {
            Kind::Text { .. } => Given::Text(cell.to_owned()),
            Kind::Multiple { .. } => Given::List(self.options(question, cell)),
            Kind::Rating { .. } | Kind::Nps => match read_whole(cell) {
                Some(number) => Given::Integer(number),
                None => {
                    let word = self.word(question, cell);
                    word.parse().map_or(Given::Text(word), Given::Integer)
                }
            },
            Kind::Single { .. } | Kind::YesNo => Given::Text(self.word(question, cell)),
        }
    }

    /// The code of one option, or the cell as it is.
    pub fn word(&self, question: &Question, cell: &str) -> String {
        let known = self.answers.get(question.code.as_str()).and_then(|words| words.get(&fold(cell)));
        known.cloned().flatten().unwrap_or_else(|| cell.to_owned())
    }

    /// Several options in one cell, with bars or semicolons between them.
    fn options(&self, question: &Question, cell: &str) -> Vec<String> {
        let whole = self.word(question, cell);
        if whole != cell {
            return vec![whole];
        }
        let delimiter = if cell.contains('|') { '|' } else { ';' };
        let parts = cell.split(delimiter).map(str::trim).filter(|part| !part.is_empty());
        parts.map(|part| self.word(question, part)).collect()
    }
}

/// What a cell may say to a question, for whoever wrote something else; none: any text.
pub fn choices(question: &Question, version: &Version) -> Option<String> {
    let named = |label: &LocalizedText| format!("{:?}", label.in_polish());
    let options = |options: &[QuestionOption]| {
        let named = options.iter().map(|option| format!("{} ({})", option.code, named(&option.text)));
        format!("must be {}", named.collect::<Vec<_>>().join(", "))
    };
    match &question.kind {
        Kind::Rating { scale } => {
            let labels = &version.questionnaire.rating_labels;
            let in_words = if labels.len() == usize::from(*scale) {
                format!(", or in words: {}", labels.iter().map(named).collect::<Vec<_>>().join(", "))
            } else {
                String::new()
            };
            Some(format!("must be a whole number from 1 to {scale}{in_words}"))
        }
        Kind::Nps => Some("must be a whole number from 0 to 10".to_owned()),
        Kind::YesNo => Some("must be yes (tak) or no (nie)".to_owned()),
        Kind::Single { options: list, .. } | Kind::Multiple { options: list, .. } => Some(options(list)),
        Kind::Text { .. } => None,
    }
}

/// What each word means as an answer to a question.
fn words(question: &Question, version: &Version) -> Words {
    let mut words = Words::new();
    let add_text = |words: &mut Words, text: &LocalizedText, code: &str| {
        text.0.values().for_each(|label| add(words, label, &code.to_owned()));
    };
    match &question.kind {
        Kind::Rating { scale } => {
            let labels = &version.questionnaire.rating_labels;
            for (point, label) in (1..).zip(labels).filter(|_| labels.len() == usize::from(*scale)) {
                let point: u8 = point;
                add_text(&mut words, label, &point.to_string());
            }
        }
        Kind::YesNo => {
            for (code, others) in YES_NO {
                others.iter().for_each(|word| add(&mut words, word, &code.to_owned()));
                add_text(&mut words, &question.option_text(code), code);
            }
        }
        Kind::Single { options, .. } | Kind::Multiple { options, .. } => {
            for option in options {
                add(&mut words, option.code.as_str(), &option.code.to_string());
                add_text(&mut words, &option.text, option.code.as_str());
            }
        }
        Kind::Nps | Kind::Text { .. } => {}
    }
    if question.na {
        let label = version.questionnaire.na_label.iter().flat_map(|label| label.0.values());
        // A label such as "nie dotyczy / trudno powiedzieć" is two ways of saying it.
        let parts = label.flat_map(|label| std::iter::once(label.as_str()).chain(label.split(" / ")));
        for word in parts.chain(NOT_APPLICABLE_ANYWHERE) {
            words.entry(fold(word)).or_insert_with(|| Some(NOT_APPLICABLE.to_owned()));
        }
    }
    words
}

/// Notes what a word means; one that means two things means nothing.
fn add<T: Clone + PartialEq>(words: &mut HashMap<String, Option<T>>, word: &str, meaning: &T) {
    let known = words.entry(fold(word)).or_insert_with(|| Some(meaning.clone()));
    if known.as_ref() != Some(meaning) {
        *known = None;
    }
}
