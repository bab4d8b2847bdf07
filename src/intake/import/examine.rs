//! A file read whole, before anything of it is stored.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use crate::intake::import::cells::fold;
use crate::intake::import::columns::{Columns, Mapping, Reading, is_known, misfit};
use crate::intake::import::failure::Failure;
use crate::intake::import::row::{Row, Unread};
use crate::intake::import::table::{Source, Table};
use crate::survey::codes::DepartmentCode;
use crate::survey::fault::Fault;
use crate::survey::fieldwork::Fieldwork;
use crate::survey::lot::{Profile, batch_digest, digest_of};
use crate::survey::period::Unit;
use crate::survey::questionnaire::Version;
use crate::survey::response::{Channel, Draft, Response, Window, check};

/// Where imported responses go.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// The version that the rows answer.
    pub version: &'a Version,
    /// The channel they came by.
    pub channel: Channel,
    /// The name of the stack of paper that the rows are; none: the file stands for itself.
    pub batch: Option<&'a str>,
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

/// How the columns and cells of a file are read.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// Other names for columns and options.
    pub mapping: Mapping,
    /// Columns that are left out.
    pub ignore: Vec<String>,
}

/// What a file says, all of it read and nothing stored.
#[derive(Debug)]
pub struct Examined<'a> {
    /// How many rows fit, by department and the first day of the month.
    pub months: BTreeMap<(DepartmentCode, Date), usize>,
    /// How many people did not finish: their rows are left out.
    pub unfinished: usize,
    /// Rows that were refused: the line, and why.
    pub refused: Vec<(u64, Vec<Fault>)>,
    /// Words that are no answers to their question, each once, as they stand where they come first: by the place of the
    /// question in the questionnaire, and folded.
    pub unknown_words: BTreeMap<(usize, String), String>,
    /// How many rows there are.
    pub rows: usize,
    pub(super) target: Target<'a>,
    pub(super) name: String,
    pub(super) table: Table,
    pub(super) digest: [u8; 32],
    pub(super) profile: Profile,
    /// Whether each row has an id of the office's own.
    pub(super) identified: bool,
    columns: Columns<'a>,
}

/// A row that fits.
pub(super) struct Fitting {
    pub(super) id: Option<String>,
    pub(super) draft: Draft,
    pub(super) response: Response,
}

/// A row that does not.
#[derive(Default)]
pub(super) struct Unfit {
    /// Which department and day it is of, as far as that can be read.
    place: Option<(DepartmentCode, Date)>,
    /// Why.
    faults: Vec<Fault>,
    /// What words are not known, each with the place of its question.
    words: Vec<(usize, String)>,
}

/// Reads a file.
///
/// # Errors
/// When it is no table that can be read, or its columns do not fit. Rows that do not fit are reported, not an error.
pub fn examine<'a>(target: Target<'a>, rules: &'a Rules, source: &Source<'_>) -> Result<Examined<'a>, Failure> {
    let table = Table::read(source, |name| is_known(name, target.version, &rules.mapping))?;
    let columns = Columns::read(table.header(), target.version, &rules.mapping, &rules.ignore);
    let columns = columns.map_err(Failure::Columns)?;
    let mut examined = Examined {
        months: BTreeMap::new(),
        unfinished: 0,
        refused: Vec::new(),
        unknown_words: BTreeMap::new(),
        rows: 0,
        target,
        name: target.batch.unwrap_or(source.name).to_owned(),
        digest: digest(target, source),
        profile: Profile::default(),
        identified: true,
        table,
        columns,
    };
    examined.read_all()?;
    Ok(examined)
}

impl Examined<'_> {
    /// How many rows fit.
    pub fn fitting(&self) -> usize {
        self.months.values().sum()
    }

    /// What the audit log says that something was done to when it is stored.
    pub fn subject(&self) -> String {
        format!("{} {} {}", self.target.version.survey, self.target.channel.as_str(), self.fitting())
    }

    /// What a column is called in the file, by the place that a fault names; none: it is not of one column.
    pub fn heading(&self, fault: &Fault) -> Option<&str> {
        self.columns.heading(&fault.pointer)
    }

    /// In which encoding the file is, where it is a text.
    pub fn encoding(&self) -> Option<&'static str> {
        self.table.encoding()
    }

    /// What a row says; none: it was left unfinished.
    pub(super) fn read(&self, row: &Row) -> Result<Option<Fitting>, Unfit> {
        let reading = self.columns.reading(row).map_err(|faults| Unfit { faults, ..Unfit::default() })?;
        let Reading::Response { id, draft, mut faults } = reading else { return Ok(None) };
        let checked = check(&draft, self.target.version, self.target.today, Window::History);
        let admitted = |response: Response| {
            let admitted = self.target.fieldwork.admit_day(response.day);
            admitted.map(|()| response).map_err(|fault| vec![fault])
        };
        match checked.and_then(admitted) {
            Ok(response) if faults.is_empty() => Ok(Some(Fitting { id, draft, response })),
            checked => {
                let refused = checked.err().unwrap_or_default();
                let words = self.columns.unknown_words(&draft, &refused);
                let words = words.map(|(question, word)| (question, word.to_owned())).collect();
                faults.extend(refused.into_iter().map(|fault| self.columns.with_choices(fault)));
                let day = draft.collected_on.and_then(|day| day.parse().ok());
                Err(Unfit { place: draft.department.parse().ok().zip(day), faults, words })
            }
        }
    }

    /// Goes through all rows, and writes down what they come to.
    fn read_all(&mut self) -> Result<(), Failure> {
        let rows: Vec<Result<Row, Unread>> = self.table.rows().collect();
        let mut unknown: BTreeSet<String> = BTreeSet::new();
        let mut ids: HashMap<String, u64> = HashMap::new();
        for row in rows {
            self.rows += 1;
            match row {
                Ok(row) => {
                    unknown.extend(self.columns.unknown(&row).map(str::to_owned));
                    self.take(&row, &mut ids);
                }
                Err(Unread { line, why, rows }) => {
                    (0..rows).for_each(|_| self.profile.add_unreadable());
                    self.refused.push((line, vec![Fault::new("", why.code(), why.to_string())]));
                }
            }
        }
        if unknown.is_empty() {
            return Ok(());
        }
        Err(Failure::Columns(misfit(Vec::new(), unknown.into_iter().collect(), self.target.version)))
    }

    /// Counts a row.
    fn take(&mut self, row: &Row, ids: &mut HashMap<String, u64>) {
        match self.read(row) {
            Ok(None) => self.unfinished += 1,
            Ok(Some(Fitting { id, response, .. })) => {
                self.profile.add(&response.department, response.day);
                self.identified &= id.is_some();
                let first = id.map_or(row.line, |id| *ids.entry(id).or_insert(row.line));
                if first == row.line {
                    let month = (response.department, Unit::Month.first_day(response.day));
                    *self.months.entry(month).or_default() += 1;
                } else {
                    let detail = format!("is the id of line {first}, too");
                    self.refused.push((row.line, vec![Fault::new("/id", "duplicate", detail)]));
                }
            }
            Err(Unfit { place, faults, words }) => {
                match place {
                    Some((department, day)) => self.profile.add(&department, day),
                    None => self.profile.add_unreadable(),
                }
                for (question, word) in words {
                    self.unknown_words.entry((question, fold(&word))).or_insert(word);
                }
                self.refused.push((row.line, faults));
            }
        }
    }
}

/// What the file, or the batch, is known by.
fn digest(target: Target<'_>, source: &Source<'_>) -> [u8; 32] {
    let (survey, channel) = (&target.version.survey, target.channel);
    match target.batch {
        Some(name) => batch_digest(survey, channel, name),
        None => {
            let sheet = source.sheet.unwrap_or_default().as_bytes();
            digest_of(survey, channel, "file", &[&Sha256::digest(source.bytes), sheet])
        }
    }
}
