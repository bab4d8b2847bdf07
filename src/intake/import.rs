//! Historical responses from a CSV file: through the same checks, into the same tables.
//!
//! One response a row: `id` (optional), `collected_on`, `department`, `language` (optional), then a column per question
//! code, several options separated by `|`. Other tools' exports fit with a [`Mapping`]; a column `CODE[option]` that
//! says `Y`, as LimeSurvey writes it, is one option of a question that takes several.

use std::collections::HashMap;
use std::io::Read;

use csv::StringRecord;
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::storage::responses::{Outcome, Receipt, Submission, commit_group};
use crate::storage::{Error as StorageError, Session};
use crate::survey::fault::Fault;
use crate::survey::fieldwork::Fieldwork;
use crate::survey::flags::Flags;
use crate::survey::questionnaire::{Kind, Version};
use crate::survey::response::{Channel, Draft, Given, Window, check};

/// How many rows are committed together.
const GROUP: usize = 256;

/// Other names for columns and options.
#[derive(Debug, Clone, Default)]
pub struct Mapping {
    columns: HashMap<String, String>,
    options: HashMap<(String, String), String>,
}

/// A mapping is not written as `OURS=THEIRS`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a mapping must be COLUMN=THEIR_COLUMN or QUESTION.option=THEIR_VALUE")]
pub struct InvalidMapping;

/// Where imported responses go.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// The version that the rows answer.
    pub version: &'a Version,
    /// The channel they came by.
    pub channel: Channel,
    /// The day at the office.
    pub today: Date,
    /// When the survey asks.
    pub fieldwork: &'a Fieldwork,
}

impl Target<'_> {
    /// Whether the survey is a trial: rows are checked, and not stored.
    pub fn is_trial(&self) -> bool {
        self.fieldwork.is_trial_on(self.today)
    }
}

/// What became of a file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Rows that are stored now; in a trial, those that would be.
    pub created: usize,
    /// Rows that were stored before.
    pub replayed: usize,
    /// Rows whose id belongs to another response.
    pub conflicts: Vec<u64>,
    /// Rows that were refused: the line, and why.
    pub refused: Vec<(u64, Vec<Fault>)>,
}

/// Why an import stopped. What was committed before stays; the same file can be imported again.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The file is not CSV.
    #[error("the file cannot be read as CSV")]
    Csv(#[from] csv::Error),
    /// The header lacks a column or has one that nothing answers to.
    #[error("the column {0:?} is missing, or is neither a question of this version nor mapped to one")]
    Column(String),
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Imports a file, and calls `progress` with the number of rows read after each group.
///
/// # Errors
/// When the file is not CSV, lacks a column, or the database fails. Rows that do not fit are reported, not an error.
pub fn import(
    session: &mut Session,
    target: Target<'_>,
    mapping: &Mapping,
    file: impl Read,
    mut progress: impl FnMut(usize),
) -> Result<Report, Failure> {
    let mut reader = csv::ReaderBuilder::new().flexible(false).trim(csv::Trim::All).from_reader(file);
    let columns = Columns::read(reader.headers()?, target.version, mapping)?;
    let mut report = Report::default();
    let mut group: Vec<(u64, Submission)> = Vec::with_capacity(GROUP);
    let mut seen: HashMap<[u8; 32], u64> = HashMap::new();
    let mut rows = 0;
    for record in reader.records() {
        let record = record?;
        rows += 1;
        let line = record.position().map_or(0, csv::Position::line);
        match columns.submission(&record, target, &mut seen) {
            Ok(submission) => group.push((line, submission)),
            Err(faults) => report.refused.push((line, faults)),
        }
        if group.len() == GROUP {
            commit(session, target, &mut group, &mut report)?;
            progress(rows);
        }
    }
    commit(session, target, &mut group, &mut report)?;
    progress(rows);
    Ok(report)
}

fn commit(
    session: &mut Session,
    target: Target<'_>,
    group: &mut Vec<(u64, Submission)>,
    report: &mut Report,
) -> Result<(), StorageError> {
    let (lines, submissions): (Vec<u64>, Vec<Submission>) = group.drain(..).unzip();
    if target.is_trial() {
        report.created += submissions.len();
        return Ok(());
    }
    if submissions.is_empty() {
        return Ok(());
    }
    for (line, outcome) in lines.into_iter().zip(commit_group(session, &submissions)?) {
        match outcome {
            Outcome::Created { .. } => report.created += 1,
            Outcome::Replayed => report.replayed += 1,
            Outcome::Conflict => report.conflicts.push(line),
        }
    }
    Ok(())
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
                Some((question, option)) => {
                    mapping.options.insert((question.to_owned(), theirs.to_owned()), option.to_owned());
                }
                None => {
                    mapping.columns.insert(theirs.to_owned(), ours.to_owned());
                }
            }
        }
        Ok(mapping)
    }

    fn column<'a>(&'a self, theirs: &'a str) -> &'a str {
        self.columns.get(theirs).map_or(theirs, String::as_str)
    }

    fn option<'a>(&'a self, question: &str, theirs: &'a str) -> &'a str {
        self.options.get(&(question.to_owned(), theirs.to_owned())).map_or(theirs, String::as_str)
    }
}

/// What each column of the file is.
struct Columns<'a> {
    mapping: &'a Mapping,
    columns: Vec<Column>,
}

enum Column {
    Id,
    CollectedOn,
    Department,
    Language,
    Answer(String),
    /// One option of a question that takes several.
    Tick(String, String),
}

impl<'a> Columns<'a> {
    fn read(header: &StringRecord, version: &Version, mapping: &'a Mapping) -> Result<Self, Failure> {
        let columns: Vec<Column> = header
            .iter()
            .map(|theirs| Column::named(mapping.column(theirs), version).ok_or(Failure::Column(theirs.to_owned())))
            .collect::<Result<_, _>>()?;
        for (wanted, found) in [
            ("collected_on", columns.iter().any(|column| matches!(column, Column::CollectedOn))),
            ("department", columns.iter().any(|column| matches!(column, Column::Department))),
        ] {
            if !found {
                return Err(Failure::Column(wanted.to_owned()));
            }
        }
        Ok(Self { mapping, columns })
    }

    fn submission(
        &self,
        record: &StringRecord,
        target: Target<'_>,
        seen: &mut HashMap<[u8; 32], u64>,
    ) -> Result<Submission, Vec<Fault>> {
        let (id, draft) = self.draft(record, target.version)?;
        let response = check(&draft, target.version, target.today, Window::History)?;
        target.fieldwork.admit_day(response.day).map_err(|fault| vec![fault])?;
        let id = id.unwrap_or_else(|| repeatable_id(record, seen));
        let flags = Flags::of_answers(&response.answers, target.version);
        Ok(Submission {
            receipt: Receipt::new(&target.version.survey, id, &draft),
            response,
            channel: target.channel,
            received_on: target.today,
            history: true,
            flags,
        })
    }

    fn draft(&self, record: &StringRecord, version: &Version) -> Result<(Option<Uuid>, Draft), Vec<Fault>> {
        let mut draft = Draft { version: Some(version.number), ..Draft::default() };
        let mut id = None;
        for (column, cell) in self.columns.iter().zip(record) {
            match column {
                _ if cell.is_empty() => {}
                Column::Id => {
                    let parsed = Uuid::parse_str(cell).ok().filter(|id| id.get_version_num() == 4);
                    id = Some(parsed.ok_or_else(|| vec![Fault::new("/id", "malformed", "must be a UUID version 4")])?);
                }
                // Exports often carry a time of day: only the day is taken.
                Column::CollectedOn => {
                    draft.collected_on = Some(cell.split([' ', 'T']).next().unwrap_or(cell).to_owned())
                }
                Column::Department => draft.department = cell.to_owned(),
                Column::Language => draft.language = Some(cell.to_owned()),
                Column::Answer(code) => draft.answers.push((code.clone(), self.given(code, cell, version))),
                Column::Tick(code, option) => tick(&mut draft, code, option, cell),
            }
        }
        if draft.collected_on.is_none() {
            return Err(vec![Fault::new("/collected_on", "required", "must say the day")]);
        }
        Ok((id, draft))
    }

    fn given(&self, code: &str, cell: &str, version: &Version) -> Given {
        let kind = version.question(code).map(|question| &question.kind);
        match kind {
            Some(Kind::Multiple { .. }) => {
                Given::List(cell.split('|').map(|option| self.mapping.option(code, option.trim()).to_owned()).collect())
            }
            Some(Kind::Rating { .. } | Kind::Nps) => {
                let mapped = self.mapping.option(code, cell);
                mapped.parse().map_or_else(|_| Given::Text(mapped.to_owned()), Given::Integer)
            }
            _ => Given::Text(self.mapping.option(code, cell).to_owned()),
        }
    }
}

impl Column {
    fn named(name: &str, version: &Version) -> Option<Self> {
        match name {
            "id" => Some(Self::Id),
            "collected_on" => Some(Self::CollectedOn),
            "department" => Some(Self::Department),
            "language" => Some(Self::Language),
            _ => match name.strip_suffix(']').and_then(|name| name.split_once('[')) {
                Some((code, option)) => version.question(code).map(|_| Self::Tick(code.to_owned(), option.to_owned())),
                None => version.question(name).map(|_| Self::Answer(name.to_owned())),
            },
        }
    }
}

fn tick(draft: &mut Draft, code: &str, option: &str, cell: &str) {
    if !matches!(cell, "Y" | "y" | "1" | "Yes" | "Tak") {
        return;
    }
    match draft.answers.iter_mut().find(|(answered, _)| answered == code) {
        Some((_, Given::List(options))) => options.push(option.to_owned()),
        _ => draft.answers.push((code.to_owned(), Given::List(vec![option.to_owned()]))),
    }
}

/// An id for a row that has none: the same row, read again, has the same one; the second of two equal rows another.
fn repeatable_id(record: &StringRecord, seen: &mut HashMap<[u8; 32], u64>) -> Uuid {
    let mut hash = Sha256::new();
    for cell in record {
        hash.update((cell.len() as u64).to_be_bytes());
        hash.update(cell);
    }
    let content: [u8; 32] = hash.clone().finalize().into();
    let earlier = seen.entry(content).or_default();
    hash.update(earlier.to_be_bytes());
    *earlier += 1;
    let digest = hash.finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}
