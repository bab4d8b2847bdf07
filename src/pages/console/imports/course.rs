//! What becomes of a file: it is examined, and stored if that is asked for and all of it fits, or nearly.

use std::sync::Arc;

use encoding_rs::Encoding;
use jiff::civil::Date;

use crate::http::FormFile;
use crate::intake::import::{Doubt, Examined, Failure, Mapping, Report, Rules, Source, Target, examine, store};
use crate::storage::Storage;
use crate::storage::audit::Entry;
use crate::survey::codes::DepartmentCode;
use crate::survey::fault::Fault;
use crate::survey::fieldwork::Fieldwork;
use crate::survey::lot::Months;
use crate::survey::questionnaire::Version;
use crate::survey::response::Channel;

/// A file, and what is to become of it.
pub struct Order {
    /// The version that its rows answer.
    pub version: Arc<Version>,
    /// When the survey asks.
    pub fieldwork: Fieldwork,
    /// The day at the office.
    pub today: Date,
    /// How the responses came in.
    pub channel: Channel,
    /// The name of the stack of paper that its rows are; none: the file stands for itself.
    pub batch: Option<String>,
    /// The encoding; none: as it shows.
    pub encoding: Option<&'static Encoding>,
    /// The sheet of a workbook; none: the only one with something in it.
    pub sheet: Option<String>,
    /// What its columns are that are not known, as name and meaning.
    pub columns: Vec<(String, String)>,
    /// Which options words mean that are not known: the question, the option, and the word.
    pub words: Vec<(String, String, String)>,
    /// The columns that are left out.
    pub ignore: Vec<String>,
    /// The departments of whoever sent it.
    pub own: Vec<DepartmentCode>,
    /// The file.
    pub file: FormFile,
    /// Whether it is stored, and not only looked at.
    pub store: bool,
    /// Whether rows that fit are stored where others do not.
    pub partial: bool,
    /// Whether it holds other people than an earlier file with the same numbers.
    pub again: bool,
}

/// What is in a file, and what became of it.
pub struct Seen {
    /// How many rows fit.
    pub fitting: usize,
    /// How many are of which department and month.
    pub months: Months,
    /// How many people did not finish.
    pub unfinished: usize,
    /// The encoding of a text.
    pub encoding: Option<&'static str>,
    /// What does not fit.
    pub refused: Vec<Refused>,
    /// Words that are no answers to their question, each with the question's code.
    pub unknown_words: Vec<(String, String)>,
    /// Departments that are none of theirs.
    pub foreign: Vec<DepartmentCode>,
    /// Whether the survey is a trial, so that nothing is stored.
    pub is_trial: bool,
    /// The day and the number of an earlier import whose numbers it has.
    pub repeated: Option<(Date, u64)>,
    /// What was stored, if anything was to be.
    pub report: Option<Report>,
}

/// A fault of a row.
pub struct Refused {
    /// The line on which it begins.
    pub line: u64,
    /// What the column is called in the file.
    pub column: String,
    /// What is wrong.
    pub fault: Fault,
}

impl Order {
    /// Examines the file, and stores it if it may be; `entry` notes that, with what `subject` says of it.
    ///
    /// # Errors
    /// Why the file as a whole is not taken.
    pub fn carry_out(&self, storage: &Storage, entry: impl FnOnce(String) -> Entry) -> Result<Seen, Failure> {
        let (version, channel, batch) = (&*self.version, self.channel, self.batch.as_deref());
        let target = Target { version, channel, batch, today: self.today, fieldwork: &self.fieldwork };
        let mut mapping = Mapping::default();
        self.columns.iter().for_each(|(name, meaning)| mapping.name_column(meaning, name));
        self.words.iter().for_each(|(question, option, word)| mapping.name_option(question, option, word));
        let rules = Rules { mapping, ignore: self.ignore.clone() };
        let (name, bytes) = (self.file.name.as_str(), &*self.file.bytes);
        let source = Source { name, bytes, sheet: self.sheet.as_deref(), encoding: self.encoding };
        let examined = examine(target, &rules, &source)?;
        let mut seen = self.look(&examined);
        if self.store && self.may_store(&seen) {
            let doubt = if self.again { Doubt::Again } else { Doubt::Ask };
            seen.report = Some(store(storage, &examined, doubt, &entry(examined.subject()), |_| {})?);
        } else {
            seen.repeated = storage.read(|session| examined.find_repeated(session))?;
        }
        Ok(seen)
    }

    fn look(&self, examined: &Examined<'_>) -> Seen {
        let number = |number: &usize| u64::try_from(*number).unwrap_or(u64::MAX);
        let months: Months = examined.months.iter().map(|(place, rows)| (place.clone(), number(rows))).collect();
        let mut foreign: Vec<DepartmentCode> = months.keys().map(|(department, _)| department.clone()).collect();
        foreign.dedup();
        foreign.retain(|department| !self.own.contains(department));
        let refused = examined.refused.iter().flat_map(|(line, faults)| faults.iter().map(move |fault| (*line, fault)));
        let refused = refused.map(|(line, fault)| Refused {
            line,
            column: examined.heading(fault).or(fault.pointer.rsplit('/').next()).unwrap_or_default().to_owned(),
            fault: fault.clone(),
        });
        let questions = &self.version.questionnaire.questions;
        let unknown_words = examined.unknown_words.iter();
        let unknown_words = unknown_words.map(|((at, _), word)| (questions[*at].code.to_string(), word.clone()));
        Seen {
            fitting: examined.fitting(),
            months,
            unfinished: examined.unfinished,
            encoding: examined.encoding(),
            refused: refused.collect(),
            unknown_words: unknown_words.collect(),
            foreign,
            is_trial: self.fieldwork.is_trial_on(self.today),
            repeated: None,
            report: None,
        }
    }

    fn may_store(&self, seen: &Seen) -> bool {
        let fits = seen.refused.is_empty() || self.partial;
        fits && seen.fitting > 0 && seen.foreign.is_empty() && !seen.is_trial
    }
}
