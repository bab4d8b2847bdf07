//! What each column of a file is: by its code, by what residents read, or by what LimeSurvey always exports.

use std::collections::HashMap;

use crate::intake::import::cells::{fold, read_day, read_tick};
use crate::intake::import::failure::{ColumnFault, Misfit};
use crate::intake::import::row::Row;
use crate::intake::import::vocabulary::{Vocabulary, choices};
use crate::survey::fault::{Fault, step};
use crate::survey::questionnaire::{Kind, Question, Version};
use crate::survey::response::{Draft, Given};

/// What the columns that are no question may be called.
const FIXED: [(&str, Column); 8] = [
    ("id", Column::Id),
    ("collected_on", Column::CollectedOn),
    ("data", Column::CollectedOn),
    ("department", Column::Department),
    ("wydział", Column::Department),
    ("language", Column::Language),
    ("język", Column::Language),
    ("response id", Column::Id),
];
/// What LimeSurvey puts beside the answers, by code and in full.
const LIME_SURVEY: [(&str, Column); 18] = [
    ("submitdate", Column::SubmittedOn),
    ("date submitted", Column::SubmittedOn),
    ("startlanguage", Column::StartLanguage),
    ("start language", Column::StartLanguage),
    ("lastpage", Column::Ignored),
    ("last page", Column::Ignored),
    ("seed", Column::Ignored),
    ("startdate", Column::Ignored),
    ("date started", Column::Ignored),
    ("datestamp", Column::Ignored),
    ("date last action", Column::Ignored),
    ("ipaddr", Column::Ignored),
    ("ip address", Column::Ignored),
    ("refurl", Column::Ignored),
    ("referrer url", Column::Ignored),
    ("token", Column::Ignored),
    ("interviewtime", Column::Ignored),
    ("total time", Column::Ignored),
];
/// How the columns begin in which it keeps how long people took.
const LIME_SURVEY_TIMES: [&str; 4] = ["grouptime", "questiontime", "group time", "question time"];

/// The longest word for an option, in characters.
const LONGEST_WORD: usize = 100;

/// Other names for columns and options. Options are compared as all words are: however large their letters.
#[derive(Debug, Clone, Default)]
pub struct Mapping {
    columns: HashMap<String, String>,
    options: HashMap<(String, String), String>,
}

/// A mapping is not written as `OURS=THEIRS`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a mapping must be COLUMN=THEIR_COLUMN or QUESTION.option=THEIR_VALUE")]
pub struct InvalidMapping;

/// What the columns of a file are, and what stands in them.
#[derive(Debug)]
pub struct Columns<'a> {
    version: &'a Version,
    mapping: &'a Mapping,
    vocabulary: Vocabulary,
    columns: Vec<(String, Column)>,
    /// Whether LimeSurvey wrote the file: then a row without a day of submission is unfinished.
    lime_survey: bool,
    /// How many cells a row has at least.
    width: usize,
}

/// What a row says, as far as cells go.
#[derive(Debug)]
pub enum Reading {
    /// A response.
    Response {
        /// The id that the office gave it.
        id: Option<String>,
        /// What it says, as far as that is understood.
        draft: Draft,
        /// What is not understood.
        faults: Vec<Fault>,
    },
    /// Somebody began and did not finish.
    Unfinished,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Column {
    Id,
    CollectedOn,
    Department,
    Language,
    /// When LimeSurvey took it; none: it is unfinished.
    SubmittedOn,
    StartLanguage,
    Answer(String),
    /// One option of a question that takes several.
    Tick(String, String),
    Ignored,
    /// Nothing that is known here, which is no fault as long as nothing stands in it.
    Unknown,
}

impl Mapping {
    /// Reads mappings of the form `COLUMN=THEIR_COLUMN` and `QUESTION.option=THEIR_VALUE`.
    ///
    /// # Errors
    /// When one has another form.
    pub fn parse<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Self, InvalidMapping> {
        let mut mapping = Self::default();
        for text in texts {
            let (ours, theirs) = text.split_once('=').ok_or(InvalidMapping)?;
            match ours.split_once('.') {
                Some((question, option)) => mapping.name_option(question, option, theirs),
                None => mapping.name_column(ours, theirs),
            }
        }
        Ok(mapping)
    }

    /// Says what a column of theirs is.
    pub fn name_column(&mut self, ours: &str, theirs: &str) {
        self.columns.insert(theirs.to_owned(), ours.to_owned());
    }

    /// Says which option of a question a word of theirs means.
    pub fn name_option(&mut self, question: &str, option: &str, theirs: &str) {
        self.options.insert((question.to_owned(), fold(theirs)), option.to_owned());
    }

    fn option<'a>(&'a self, question: &str, theirs: &str) -> Option<&'a str> {
        self.options.get(&(question.to_owned(), fold(theirs))).map(String::as_str)
    }
}

impl<'a> Columns<'a> {
    /// Reads a header.
    ///
    /// # Errors
    /// Everything that is wrong with it: columns that are missing, that there are twice, or that a mapping names in vain.
    pub fn read(header: &Row, version: &'a Version, mapping: &'a Mapping, ignore: &[String]) -> Result<Self, Misfit> {
        let mut wrong = Vec::new();
        let names = || header.cells.iter().map(String::as_str);
        for name in mapping.columns.keys().filter(|name| !names().any(|there| there == name.as_str())) {
            wrong.push(ColumnFault::Absent(name.clone()));
        }
        for ours in mapping.columns.values().filter(|ours| Column::named(ours, version).is_none()) {
            wrong.push(ColumnFault::NoTarget(ours.clone()));
        }
        let column = |name: &str| {
            if ignore.iter().any(|ignored| ignored == name) {
                return Column::Ignored;
            }
            match mapping.columns.get(name) {
                Some(ours) => Column::named(ours, version).unwrap_or(Column::Unknown),
                None => Column::named(name, version).unwrap_or(Column::Unknown),
            }
        };
        let mut columns: Vec<(String, Column)> = names().map(|name| (name.to_owned(), column(name))).collect();
        let has = |columns: &[(String, Column)], wanted: &Column| columns.iter().any(|(_, column)| column == wanted);
        let lime_survey = has(&columns, &Column::SubmittedOn);
        if !has(&columns, &Column::CollectedOn) && !lime_survey {
            wrong.push(ColumnFault::NoDay);
        }
        if !has(&columns, &Column::Department) {
            wrong.push(ColumnFault::NoDepartment);
        }
        wrong.extend(repeated(&columns));
        if !wrong.is_empty() {
            let strange = columns.iter().filter(|(name, column)| *column == Column::Unknown && !name.is_empty());
            return Err(misfit(wrong, strange.map(|(name, _)| name.clone()).collect(), version));
        }
        if has(&columns, &Column::Language) {
            columns
                .iter_mut()
                .filter(|(_, column)| *column == Column::StartLanguage)
                .for_each(|(_, column)| *column = Column::Ignored);
        }
        let width = columns.iter().rposition(|(name, _)| !name.is_empty()).map_or(0, |last| last + 1);
        Ok(Self { version, mapping, vocabulary: Vocabulary::of(version), columns, lime_survey, width })
    }

    /// The columns that are not known here, and in which a row has something nevertheless.
    pub fn unknown<'b>(&'b self, row: &'b Row) -> impl Iterator<Item = &'b str> {
        let filled = self.columns.iter().zip(&row.cells).filter(|(_, cell)| !cell.is_empty());
        let strange = filled.filter(|((name, column), _)| *column == Column::Unknown && !name.is_empty());
        strange.map(|((name, _), _)| name.as_str())
    }

    /// What a column is called in the file, by the place that a fault names.
    pub fn heading(&self, pointer: &str) -> Option<&str> {
        let subject = pointer.rsplit('/').next()?;
        let is_it = |column: &Column| match column {
            Column::Tick(code, _) => code == subject,
            other => other.subject().is_some_and(|its| its == subject),
        };
        self.columns.iter().find(|(_, column)| is_it(column)).map(|(name, _)| name.as_str())
    }

    /// What a row says, and the codes of its cells as far as they are known.
    ///
    /// # Errors
    /// When its cells cannot be told apart.
    pub fn reading(&self, row: &Row) -> Result<Reading, Vec<Fault>> {
        self.check_width(row)?;
        let mut draft = Draft { version: Some(self.version.number), ..Draft::default() };
        let (mut id, mut submitted, mut faults) = (None, None, Vec::new());
        for ((_, column), cell) in self.columns.iter().zip(&row.cells).filter(|(_, cell)| !cell.is_empty()) {
            match column {
                Column::Id => id = Some(cell.clone()),
                Column::CollectedOn => draft.collected_on = day(cell, &mut faults),
                Column::SubmittedOn => submitted = Some(cell),
                Column::Department => {
                    draft.department =
                        self.vocabulary.department(cell).map_or_else(|| cell.clone(), ToString::to_string);
                }
                Column::Language => draft.language = Some(cell.to_lowercase()),
                // A language that is not offered here says nothing about the answers.
                Column::StartLanguage => draft.language = self.offered(cell),
                Column::Answer(code) => draft.answers.extend(self.answer(code, cell)),
                Column::Tick(code, option) => self.tick(&mut draft, code, option, cell, &mut faults),
                Column::Ignored | Column::Unknown => {}
            }
        }
        match submitted {
            None if self.lime_survey => return Ok(Reading::Unfinished),
            Some(moment) if draft.collected_on.is_none() && faults.is_empty() => {
                draft.collected_on = day(moment, &mut faults)
            }
            _ => {}
        }
        if draft.collected_on.is_none() && faults.is_empty() {
            faults.push(Fault::new("/collected_on", "required", "must say the day"));
        }
        Ok(Reading::Response { id, draft, faults })
    }

    /// The words of a row that are no answers to their question, as far as they could be others' words for one: with the
    /// place of the question in the questionnaire.
    pub fn unknown_words<'b>(
        &'b self,
        draft: &'b Draft,
        faults: &'b [Fault],
    ) -> impl Iterator<Item = (usize, &'b str)> {
        let unread = faults.iter().filter(|fault| matches!(fault.code, "unknown_option" | "wrong_type"));
        let codes = unread.filter_map(|fault| fault.pointer.strip_prefix("/answers/"));
        codes.flat_map(|code| {
            let questions = &self.version.questionnaire.questions;
            let place = questions.iter().position(|question| question.code.as_str() == code);
            let given = draft.answers.iter().find(|(answered, _)| answered == code);
            place.zip(given).into_iter().flat_map(move |(place, (_, given))| {
                words_of(given).filter(move |word| may_mean(&questions[place], word)).map(move |word| (place, word))
            })
        })
    }

    /// A fault with what a cell may say there, which a form shows and a file does not.
    pub fn with_choices(&self, mut fault: Fault) -> Fault {
        let allowed = match (fault.code, fault.pointer.strip_prefix("/answers/")) {
            ("wrong_type" | "out_of_range" | "unknown_option", Some(code)) => {
                self.version.question(code).and_then(|question| choices(question, self.version))
            }
            ("unknown_department", _) => {
                let codes: Vec<&str> = self.version.departments.iter().map(|known| known.code.as_str()).collect();
                Some(format!("must be a department of this version, by its code or its name: {}", codes.join(", ")))
            }
            _ => None,
        };
        fault.detail = allowed.unwrap_or(fault.detail);
        fault
    }

    fn check_width(&self, row: &Row) -> Result<(), Vec<Fault>> {
        let nameless = |at: usize| self.columns.get(at).is_none_or(|(name, _)| name.is_empty());
        let strange = row.cells.iter().enumerate().any(|(at, cell)| nameless(at) && !cell.is_empty());
        if row.cells.len() < self.width || strange {
            let (found, wanted) = (row.cells.len(), self.width);
            let (code, detail) = match strange {
                true => ("too_wide", format!("has something behind or beside the {wanted} columns that have a name")),
                false => ("too_narrow", format!("has {found} cells, where the header has {wanted} columns")),
            };
            return Err(vec![Fault::new("", code, detail)]);
        }
        Ok(())
    }

    fn offered(&self, cell: &str) -> Option<String> {
        let sent = cell.split('-').next().unwrap_or(cell);
        let known = self.version.questionnaire.languages.iter().find(|language| language.as_str() == sent);
        known.map(ToString::to_string)
    }

    fn answer(&self, code: &str, cell: &str) -> Option<(String, Given)> {
        // What was not asked is "N/A" there, and a person who was not asked said nothing.
        if self.lime_survey && cell == "N/A" {
            return None;
        }
        let question = self.version.question(code)?;
        let mapped = self.mapping.option(code, cell).unwrap_or(cell);
        let given = match &question.kind {
            Kind::Multiple { .. } if mapped == cell => {
                let given = self.vocabulary.given(question, cell);
                let Given::List(list) = given else { return Some((code.to_owned(), given)) };
                let map = |part: String| self.mapping.option(code, &part).map_or(part, str::to_owned);
                Given::List(list.into_iter().map(map).collect())
            }
            _ => self.vocabulary.given(question, mapped),
        };
        Some((code.to_owned(), given))
    }

    fn tick(&self, draft: &mut Draft, code: &str, option: &str, cell: &str, faults: &mut Vec<Fault>) {
        let Some(question) = self.version.question(code) else { return };
        let option =
            self.mapping.option(code, option).map_or_else(|| self.vocabulary.word(question, option), str::to_owned);
        let ticked = read_tick(cell).or_else(|| (self.vocabulary.word(question, cell) == option).then_some(true));
        let skipped = self.lime_survey && cell == "N/A";
        match ticked {
            Some(true) => match draft.answers.iter_mut().find(|(answered, _)| answered == code) {
                Some((_, Given::List(options))) => options.push(option),
                _ => draft.answers.push((code.to_owned(), Given::List(vec![option]))),
            },
            None if !skipped => {
                let detail = "must be a tick (x, 1, tak, yes), or none (nothing, 0, nie, no)";
                faults.push(Fault::new(format!("/answers{}", step(code)), "malformed", detail));
            }
            _ => {}
        }
    }
}

fn words_of(given: &Given) -> impl Iterator<Item = &str> {
    let words = match given {
        Given::Text(word) => std::slice::from_ref(word),
        Given::List(words) => words,
        Given::Nothing | Given::Integer(_) | Given::Other => &[],
    };
    words.iter().map(String::as_str)
}

/// Whether a word that is no option of a question may be another's word for one: no number where numbers are asked for,
/// and nothing that is as long as a sentence.
fn may_mean(question: &Question, word: &str) -> bool {
    let is_short = word.chars().count() <= LONGEST_WORD;
    let is_word = match question.kind {
        Kind::Rating { .. } | Kind::Nps => word.chars().any(char::is_alphabetic),
        Kind::Single { .. } | Kind::Multiple { .. } | Kind::YesNo => true,
        Kind::Text { .. } => false,
    };
    is_short && is_word && !question.options().iter().any(|option| option == word)
}

fn day(cell: &str, faults: &mut Vec<Fault>) -> Option<String> {
    let day = read_day(cell);
    if day.is_none() {
        let detail = "must be a day such as 2026-09-30 or 30.09.2026, with a time or without";
        faults.push(Fault::new("/collected_on", "malformed", detail));
    }
    day.map(|day| day.to_string())
}

/// Whether a version, or LimeSurvey, has a column of a name: what tells one delimiter from another.
pub fn is_known(name: &str, version: &Version, mapping: &Mapping) -> bool {
    mapping.columns.contains_key(name) || Column::named(name, version).is_some()
}

impl Column {
    fn named(name: &str, version: &Version) -> Option<Self> {
        // A question's own code comes first, whatever it is.
        if let Some(question) = version.question(name) {
            return Some(Self::Answer(question.code.to_string()));
        }
        let folded = fold(name);
        if let Some((_, column)) = FIXED.iter().chain(&LIME_SURVEY).find(|(known, _)| *known == folded) {
            return Some(column.clone());
        }
        if LIME_SURVEY_TIMES.iter().any(|beginning| folded.starts_with(beginning)) {
            return Some(Self::Ignored);
        }
        if let Some(question) = find_question(&folded, version) {
            return Some(Self::Answer(question.code.to_string()));
        }
        let (question, option) = name.strip_suffix(']')?.rsplit_once('[')?;
        let question = find_question(&fold(question), version)?;
        matches!(question.kind, Kind::Multiple { .. })
            .then(|| Self::Tick(question.code.to_string(), option.trim().to_owned()))
    }

    /// What may be there once only.
    fn subject(&self) -> Option<String> {
        Some(match self {
            Self::Id => "id".to_owned(),
            Self::CollectedOn => "collected_on".to_owned(),
            Self::SubmittedOn => "submitdate".to_owned(),
            Self::Department => "department".to_owned(),
            Self::Language => "language".to_owned(),
            Self::StartLanguage => "startlanguage".to_owned(),
            Self::Answer(code) => code.clone(),
            Self::Tick(code, option) => format!("{code}[{option}]"),
            Self::Ignored | Self::Unknown => return None,
        })
    }
}

/// The question that a column is about: by its code, by its words, or by both.
fn find_question<'a>(folded: &str, version: &'a Version) -> Option<&'a Question> {
    let questions = || version.questionnaire.questions.iter();
    let by_code = questions().find(|question| fold(question.code.as_str()) == folded);
    let said = |question: &&Question| {
        let code = fold(question.code.as_str());
        let rest = folded.strip_prefix(&code).and_then(|rest| rest.strip_prefix(". "));
        question.text.0.values().any(|text| fold(text) == rest.unwrap_or(folded))
    };
    by_code.or_else(|| {
        let mut by_words = questions().filter(said);
        by_words.next().filter(|_| by_words.next().is_none())
    })
}

/// Why the columns of a file do not fit a version.
pub fn misfit(wrong: Vec<ColumnFault>, unknown: Vec<String>, version: &Version) -> Misfit {
    let questions = version.questionnaire.questions.iter();
    let questions = questions.map(|it| (it.code.to_string(), it.text.in_polish().to_owned())).collect();
    Misfit { wrong, unknown, questions }
}

/// What more than one column would say.
fn repeated(columns: &[(String, Column)]) -> Vec<ColumnFault> {
    let mut wrong = Vec::new();
    for (place, (name, column)) in columns.iter().enumerate() {
        let Some(subject) = column.subject() else { continue };
        let part = |column: &Column| matches!(column, Column::Tick(code, _) if *code == subject);
        for (at, (other, twin)) in columns.iter().enumerate() {
            if (at < place && twin.subject().as_ref() == Some(&subject)) || part(twin) {
                let (first, second, subject) = (other.clone(), name.clone(), subject.clone());
                wrong.push(ColumnFault::Twice { first, second, subject });
            }
        }
    }
    wrong
}
