//! Why a file is not imported at all. What was committed before stays; the same file can be imported again.
//!
//! The texts are those of the command line; other faces say the same in their own words, from what each reason holds.

use jiff::civil::Date;

use crate::intake::import::row::Broken;
use crate::storage::Error as StorageError;
use crate::survey::text::counted;

/// Why a file is not imported, or why its import stopped.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The file is no table that can be read.
    #[error("the file cannot be read: {0}")]
    Unreadable(#[from] Unreadable),
    /// Its columns are not those of a survey.
    #[error("the columns do not fit:\n  {}", .0.lines().join("\n  "))]
    Columns(Misfit),
    /// It may hold people that were imported before.
    #[error(
        "its numbers of responses by department and day repeat those of what was imported on {on} ({}); nothing was \
         stored; say --skip if they are the same people, --again if they are others",
        counted(*number, "response")
    )]
    Repeats {
        /// The day of that import.
        on: Date,
        /// How many responses it had.
        number: u64,
    },
    /// A batch of its name was confirmed, and held something else.
    #[error("another batch of that name was imported on {0} and is confirmed; give this one another name")]
    BatchTaken(Date),
    /// The lot was taken back, or made by another process, meanwhile.
    #[error("another process took the lot back, or imports the same file; nothing more was stored")]
    Interrupted,
    /// The database failed.
    #[error(transparent)]
    Storage(StorageError),
}

/// Why a file is no table that can be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It begins like a workbook and is none.
    #[error("it is no workbook of Excel ({0})")]
    NoWorkbook(String),
    /// It is a workbook, or what programs hand out as one, in another format, which is named here.
    #[error(
        "its format is {0}, and of workbooks only XLSX is read; open it and save it, by File, Save As, with the type \
         \"Excel Workbook (*.xlsx)\" or \"CSV UTF-8\" in Excel, \"Excel 2007-365 (.xlsx)\" or \"Text CSV\" in LibreOffice"
    )]
    OtherFormat(&'static str),
    /// It is protected with a password.
    #[error("it is protected with a password; save it without one, as XLSX or CSV")]
    Protected,
    /// Its workbook is larger than there is room for.
    #[error("its workbook holds more than can be read at once; save the sheet as CSV")]
    TooLarge,
    /// Several sheets have something in them, and none was named: all that there are.
    #[error("several sheets have something in them; name one with --sheet: {}", .0.join(", "))]
    SeveralSheets(Vec<String>),
    /// Nothing is in its sheets, or in the one that was named: all that there are.
    #[error("there is nothing in its sheets, or no sheet of that name: {}", .0.join(", "))]
    NoRows(Vec<String>),
    /// It is not in the encoding that was named.
    #[error("it is not in {0}, as it should be")]
    NotIn(&'static str),
    /// Its encoding cannot be told.
    #[error(
        "its letters are neither UTF-8 nor, as far as they show, Windows-1250 or ISO-8859-2; save it as \"CSV UTF-8\", \
         or name the encoding, such as windows-1250: with --encoding here, with charset over HTTP"
    )]
    Letters,
    /// The line that should name the columns cannot be read.
    #[error("in line {0}, {1}")]
    Header(u64, Broken),
}

/// Why the columns of a file do not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// What is wrong with the header; nothing, where only rows say something in columns that are not known.
    pub wrong: Vec<ColumnFault>,
    /// The columns that are not known here: those in which something stands, as far as rows were read.
    pub unknown: Vec<String>,
    /// The questions, by their codes and words, for whoever says what a column is.
    pub questions: Vec<(String, String)>,
}

/// What is wrong with a header.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ColumnFault {
    /// A mapping names a column that is not there.
    #[error("there is no column {0:?}")]
    Absent(String),
    /// A column is mapped to what is neither a question nor another column.
    #[error("{0:?}, to which a column is mapped, is neither a question nor another column")]
    NoTarget(String),
    /// No column says the day.
    #[error("there is no column collected_on, which says the day")]
    NoDay,
    /// No column says the department.
    #[error("there is no column department")]
    NoDepartment,
    /// Two columns say the same.
    #[error("two columns, {first:?} and {second:?}, both say {subject}; take one out, or rename it")]
    Twice {
        /// The first of them.
        first: String,
        /// The second.
        second: String,
        /// What they say.
        subject: String,
    },
}

impl Misfit {
    /// What is wrong, a line for each thing.
    pub fn lines(&self) -> Vec<String> {
        if !self.wrong.is_empty() {
            return self.wrong.iter().map(ToString::to_string).collect();
        }
        let strange = self.unknown.iter().map(|name| {
            format!(
                "{name:?} is no question of this version, by its code or its words, and no other column that is known \
                 here; say what it is with --map \"CODE={name}\", or leave it out with --ignore \"{name}\""
            )
        });
        let questions = self.questions.iter().map(|(code, text)| format!("{code} ({text})"));
        let questions = format!("the questions are {}", questions.collect::<Vec<_>>().join(", "));
        strange.chain([questions]).collect()
    }
}

impl From<StorageError> for Failure {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Missing | StorageError::Conflict => Self::Interrupted,
            other => Self::Storage(other),
        }
    }
}
