//! What is wrong with a file, a column or a row, in the words of a language, with what is allowed.

use crate::intake::import::{Broken, ColumnFault, Failure, Unreadable};
use crate::pages::console::imports::words::Words;
use crate::pages::shared::Frame;
use crate::reports::numbers::Numbers;
use crate::survey::fault::Fault;
use crate::survey::questionnaire::{Kind, Question, QuestionOption, Version};
use crate::survey::response::EARLIEST;
use crate::survey::text::LocalizedText;

/// Who tells it: in which words, and of which version.
pub struct Teller<'a> {
    /// The words.
    pub words: &'static Words,
    /// The frame, which knows the language of texts.
    pub frame: &'a Frame,
    /// The version that the rows answer.
    pub version: &'a Version,
}

impl Teller<'_> {
    /// Why a file is not taken, a sentence for each thing that is wrong.
    pub fn failure(&self, failure: &Failure) -> Vec<String> {
        let (words, numbers) = (self.words, Numbers::of(&self.frame.words.language));
        match failure {
            Failure::Unreadable(why) => vec![self.unreadable(why)],
            Failure::Columns(misfit) if misfit.wrong.is_empty() => vec![words.unknown_columns.clone()],
            Failure::Columns(misfit) => misfit.wrong.iter().map(|fault| self.column(fault)).collect(),
            Failure::Repeats { on, number } => vec![self.repeats(*on, *number)],
            Failure::BatchTaken(on) => vec![words.batch_taken.replace("{day}", &numbers.day(*on))],
            Failure::Interrupted | Failure::Storage(_) => vec![words.interrupted.clone()],
        }
    }

    /// That a file may hold people who were imported before.
    pub fn repeats(&self, on: jiff::civil::Date, number: u64) -> String {
        let numbers = Numbers::of(&self.frame.words.language);
        self.words.repeats.replace("{day}", &numbers.day(on)).replace("{number}", &numbers.count(number))
    }

    /// What is wrong with a row, and what is allowed there.
    pub fn fault(&self, fault: &Fault) -> String {
        let words = self.words;
        let question = fault.pointer.strip_prefix("/answers/").and_then(|code| self.version.question(code));
        if let Some(question) = question {
            return self.answer(question, fault.code);
        }
        match (fault.pointer.as_str(), fault.code) {
            ("", "too_wide") => words.too_wide.clone(),
            ("", "too_narrow") => words.too_narrow.clone(),
            ("", "open_quote") => words.open_quote.clone(),
            ("", "text_after_quote") => words.text_after_quote.clone(),
            ("", "lone_quote") => words.lone_quote.clone(),
            ("", "swallowing_quote") => words.swallowing_quote.clone(),
            ("", "conflict") => words.conflict.clone(),
            ("/collected_on", "required") => words.no_day.clone(),
            ("/collected_on", "malformed") => words.not_a_day.clone(),
            ("/collected_on", "closed") => words.closed_day.clone(),
            ("/collected_on", _) => {
                words.day_out_of_range.replace("{day}", &Numbers::of(&self.frame.words.language).day(EARLIEST))
            }
            ("/department", _) => {
                let codes: Vec<&str> = self.version.departments.iter().map(|known| known.code.as_str()).collect();
                words.unknown_department.replace("{codes}", &codes.join(", "))
            }
            ("/language", _) => {
                let known = self.version.questionnaire.languages.iter();
                let codes: Vec<&str> = known.map(|language| language.as_str()).collect();
                words.unknown_language.replace("{codes}", &codes.join(", "))
            }
            ("/id", _) => words.id_twice.clone(),
            _ => words.other.clone(),
        }
    }

    fn answer(&self, question: &Question, code: &str) -> String {
        let words = self.words;
        match (code, &question.kind) {
            ("required", _) => words.required.clone(),
            ("not_shown", _) => words.not_shown.clone(),
            ("na_not_offered", _) => words.na_not_offered.clone(),
            ("not_offered", _) => words.not_offered.clone(),
            ("malformed", _) => words.not_a_tick.clone(),
            ("duplicate", _) => words.option_twice.clone(),
            ("too_long", Kind::Text { max_length }) => words.too_long.replace("{most}", &max_length.to_string()),
            ("too_many", Kind::Multiple { max, .. }) => words.too_many.replace("{most}", &max.to_string()),
            (_, kind) => self.allowed(kind),
        }
    }

    fn allowed(&self, kind: &Kind) -> String {
        let words = self.words;
        let named = |label: &LocalizedText| words.quoted.replace("{text}", self.frame.text(label));
        let list = |options: &[QuestionOption]| {
            let named = options.iter().map(|option| format!("{} ({})", option.code, named(&option.text)));
            words.one_of.replace("{options}", &named.collect::<Vec<_>>().join(", "))
        };
        let number = |lowest: u8, highest: u8, in_words: &str| {
            let said = words.whole_number.replace("{lowest}", &lowest.to_string());
            said.replace("{highest}", &highest.to_string()).replace("{words}", in_words)
        };
        match kind {
            Kind::Rating { scale } => {
                let labels = &self.version.questionnaire.rating_labels;
                let in_words = labels.iter().map(named).collect::<Vec<_>>().join(", ");
                let in_words = words.in_words.replace("{labels}", &in_words);
                number(1, *scale, if labels.len() == usize::from(*scale) { &in_words } else { "" })
            }
            Kind::Nps => number(0, 10, ""),
            Kind::YesNo => words.yes_or_no.clone(),
            Kind::Single { options, .. } | Kind::Multiple { options, .. } => list(options),
            Kind::Text { .. } => words.other.clone(),
        }
    }

    fn column(&self, fault: &ColumnFault) -> String {
        let words = self.words;
        match fault {
            ColumnFault::Absent(name) => words.absent_column.replace("{name}", name),
            ColumnFault::NoTarget(name) => words.no_target.replace("{name}", name),
            ColumnFault::NoDay => words.no_day_column.clone(),
            ColumnFault::NoDepartment => words.no_department_column.clone(),
            ColumnFault::Twice { first, second, subject } => {
                words.column_twice.replace("{first}", first).replace("{second}", second).replace("{subject}", subject)
            }
        }
    }

    fn unreadable(&self, why: &Unreadable) -> String {
        let words = self.words;
        match why {
            Unreadable::NoWorkbook(_) => words.no_workbook.clone(),
            Unreadable::OtherFormat(format) => words.other_format.replace("{format}", format),
            Unreadable::Protected => words.protected.clone(),
            Unreadable::TooLarge => words.workbook_too_large.clone(),
            Unreadable::SeveralSheets(names) => words.several_sheets.replace("{names}", &names.join(", ")),
            Unreadable::NoRows(_) | Unreadable::Header(_, Broken::Empty) => words.empty_file.clone(),
            Unreadable::NotIn(_) => words.other_encoding.clone(),
            Unreadable::Letters => words.unknown_letters.clone(),
            Unreadable::Header(line, why) => {
                let fault = self.fault(&Fault::new("", why.code(), ""));
                words.broken_header.replace("{line}", &line.to_string()).replace("{why}", &fault)
            }
        }
    }
}
