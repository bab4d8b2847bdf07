//! A file that was read goes into its lot, unless it was imported before.

use std::collections::HashSet;

use jiff::ToSpan;
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::intake::import::examine::{Examined, Fitting};
use crate::intake::import::failure::Failure;
use crate::storage::audit::{Entry, insert_entry};
use crate::storage::lots::{
    Import, add_to_lot, end_lot, find_lot, insert_lot, list_imports, reopen_lot, replace_import,
};
use crate::storage::responses::{Outcome, Receipt, Submission};
use crate::storage::{Error as StorageError, Session, Storage};
use crate::survey::flags::Flags;
use crate::survey::lot::{Lot, LotNumber, Profile, Typing};
use crate::survey::response::OLDEST_DAYS;

/// How many rows are committed together.
const GROUP: usize = 256;

/// What is done with a file whose numbers are those of an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// It is refused, and somebody decides.
    Ask,
    /// It holds other people all the same.
    Again,
    /// It holds the same people: nothing is stored.
    Skip,
}

/// What became of a file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Rows that are stored now.
    pub created: usize,
    /// Rows that were stored before.
    pub replayed: usize,
    /// Rows whose id, or whose line of the batch, belongs to another response.
    pub conflicts: Vec<u64>,
    /// The day on which the same file was imported, if it was.
    pub known_since: Option<Date>,
    /// The lot that holds them, if it waits.
    pub lot: Option<Lot>,
}

/// Whether a file is new.
enum Standing {
    /// Its rows go into a lot: a new one, or the one that it has.
    Open(Lot, Option<Date>),
    /// It was imported before and its lot is confirmed, or it holds people who were imported before.
    Known(Date),
}

/// Stores what a file says in a lot, notes who did it, and calls `progress` with the number of rows read after each group.
///
/// # Errors
/// When it repeats what was imported before and `doubt` is to ask, or when the database fails. What was committed before
/// stays, and the same file goes on where it ended.
pub fn store(
    storage: &Storage,
    examined: &Examined<'_>,
    doubt: Doubt,
    entry: &Entry,
    mut progress: impl FnMut(usize),
) -> Result<Report, Failure> {
    let mut report = Report::default();
    if examined.fitting() == 0 {
        return Ok(report);
    }
    let open = |session: &mut Session| {
        let standing = examined.open(session, doubt)?;
        if let Ok(Standing::Open(..)) = standing {
            insert_entry(session, entry)?;
        }
        Ok(standing)
    };
    let lot = match storage.write(open)?? {
        Standing::Known(on) => {
            let replayed = examined.fitting();
            return Ok(Report { known_since: Some(on), replayed, ..report });
        }
        Standing::Open(lot, known_since) => {
            report.known_since = known_since;
            lot
        }
    };
    let refused: HashSet<u64> = examined.refused.iter().map(|(line, _)| *line).collect();
    let mut group: Vec<(u64, Submission)> = Vec::with_capacity(GROUP);
    for (place, row) in (1..).zip(examined.table.rows()) {
        if let Ok(row) = row
            && !refused.contains(&row.line)
            && let Ok(Some(fitting)) = examined.read(&row)
        {
            group.push((row.line, examined.submission(fitting, lot.number, row.line)));
        }
        if group.len() == GROUP || place == examined.rows {
            report.commit(storage, lot.number, &mut group)?;
            progress(place);
        }
    }
    let waits = storage.write(|session| end_lot(session, lot.number))?;
    report.lot = waits.then_some(Lot { whole: true, ..lot });
    Ok(report)
}

impl Report {
    fn commit(
        &mut self,
        storage: &Storage,
        number: LotNumber,
        group: &mut Vec<(u64, Submission)>,
    ) -> Result<(), StorageError> {
        let (lines, submissions): (Vec<u64>, Vec<Submission>) = group.drain(..).unzip();
        if submissions.is_empty() {
            return Ok(());
        }
        let outcomes = storage.write(|session| add_to_lot(session, number, &submissions))?;
        for (line, outcome) in lines.into_iter().zip(outcomes) {
            match outcome {
                Outcome::Created { .. } => self.created += 1,
                Outcome::Replayed => self.replayed += 1,
                Outcome::Conflict => self.conflicts.push(line),
            }
        }
        Ok(())
    }
}

impl Examined<'_> {
    /// The day and the number of responses of what the file may repeat, if anything.
    ///
    /// # Errors
    /// When the database is not available.
    pub fn find_repeated(&self, session: &mut Session) -> Result<Option<(Date, u64)>, StorageError> {
        let imports = list_imports(session, &self.target.version.survey, self.target.channel)?;
        Ok(self.repeated(imports.into_iter().filter(|import| import.digest != self.digest).collect()))
    }

    /// Whether the file is new; if it is, its lot is made.
    fn open(&self, session: &mut Session, doubt: Doubt) -> Result<Result<Standing, Failure>, StorageError> {
        let today = self.target.today;
        let imports = list_imports(session, &self.target.version.survey, self.target.channel)?;
        let known = imports.iter().find(|import| import.digest == self.digest);
        if let Some(lot) = find_lot(session, &self.digest)? {
            let since = known.map_or(lot.made_on, |import| import.imported_on);
            replace_import(session, &self.as_import(since))?;
            reopen_lot(session, lot.number)?;
            let known_since = lot.whole.then_some(since);
            return Ok(Ok(Standing::Open(lot, known_since)));
        }
        if let Some(known) = known {
            let other = self.target.batch.is_some() && known.profile != self.profile;
            return Ok(if other {
                Err(Failure::BatchTaken(known.imported_on))
            } else {
                Ok(Standing::Known(known.imported_on))
            });
        }
        match (self.repeated(imports), doubt) {
            (Some((on, number)), Doubt::Ask) => return Ok(Err(Failure::Repeats { on, number })),
            (Some((on, _)), Doubt::Skip) => return Ok(Ok(Standing::Known(on))),
            _ => {}
        }
        let lot = Lot {
            number: LotNumber::random(),
            digest: self.digest,
            name: self.name.clone(),
            survey: self.target.version.survey.clone(),
            channel: self.target.channel,
            made_on: today,
            whole: false,
            typing: Typing::default(),
        };
        replace_import(session, &self.as_import(today))?;
        insert_lot(session, &lot)?;
        Ok(Ok(Standing::Open(lot, None)))
    }

    /// The first of earlier imports, or all of them together, whose numbers the file has.
    fn repeated(&self, imports: Vec<Import>) -> Option<(Date, u64)> {
        // Where both have ids, as long as receipts are kept, each row is recognised by its own.
        let told_by_id = |import: &Import| {
            let kept_through = import.imported_on.saturating_add(OLDEST_DAYS.days());
            self.has_lasting_ids() && import.identified && self.target.today <= kept_through
        };
        let imports: Vec<Import> = imports.into_iter().filter(|import| !told_by_id(import)).collect();
        let last = imports.last()?.imported_on;
        let one = imports.iter().find(|import| self.profile.repeats(&import.profile));
        if let Some(import) = one {
            return Some((import.imported_on, import.profile.total()));
        }
        let all = imports.into_iter().fold(Profile::default(), |all, import| all.and(import.profile));
        self.profile.repeats(&all).then(|| (last, all.total()))
    }

    fn as_import(&self, imported_on: Date) -> Import {
        Import {
            digest: self.digest,
            survey: self.target.version.survey.clone(),
            channel: self.target.channel,
            imported_on,
            identified: self.has_lasting_ids(),
            profile: self.profile.clone(),
        }
    }

    /// Whether each row has an id that is the same in every file.
    fn has_lasting_ids(&self) -> bool {
        self.identified && self.target.batch.is_none()
    }

    fn submission(&self, fitting: Fitting, lot: LotNumber, line: u64) -> Submission {
        let Fitting { id, draft, response } = fitting;
        let version = self.target.version;
        let id = match id {
            Some(id) => self.id_of_office(&id),
            None => hashed(&[b"line", &lot.0, &line.to_be_bytes()]),
        };
        Submission {
            receipt: Receipt::new(&version.survey, id, &draft),
            flags: Flags::of_answers(&response.answers, version),
            response,
            channel: self.target.channel,
            received_on: self.target.today,
            history: true,
        }
    }

    /// The id of a response that the office named, such as the number of a form.
    fn id_of_office(&self, text: &str) -> Uuid {
        // A UUID version 4 is the response's own, by whatever way it came before.
        let own = Uuid::try_parse(text).ok().filter(|id| id.get_version_num() == 4);
        own.unwrap_or_else(|| {
            let (channel, batch) = (self.target.channel.as_str(), self.target.batch.unwrap_or_default());
            hashed(&[b"id", channel.as_bytes(), batch.as_bytes(), text.as_bytes()])
        })
    }
}

/// An id that follows from several parts, and from which none of them can be told.
fn hashed(parts: &[&[u8]]) -> Uuid {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let digest = hash.finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}
