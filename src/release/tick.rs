//! One tick: late arrivals find their day, streams become blocks, quarters that ended are frozen and their comments may
//! be told, periods that ended are closed, old rows are purged.
//!
//! Each step is one transaction; a tick that is cut short is finished by the next. Readers see all of it or nothing,
//! because a block counts only when its tick is complete.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;

use crate::release::freeze::freeze_quarters;
use crate::storage::comments::{self, CommentBatch};
use crate::storage::release::{self as rows, Batch};
use crate::storage::{Error, Session, Storage, audit, blocks, responses, surveys};
use crate::survey::codes::{DepartmentCode, QuestionCode};
use crate::survey::comment::leaving;
use crate::survey::disclosure::{Threshold, close};
use crate::survey::figures::{Block, Close};
use crate::survey::period::{Period, Unit};
use crate::survey::questionnaire::Version;
use crate::survey::tally::Tally;

/// How many days a receipt recognises a retry, at least; it is deleted within seven ticks after.
const RECEIPT_DAYS: i32 = 45;
/// How many years the audit log goes back.
const AUDIT_YEARS: i16 = 2;

/// The rules of an office.
#[derive(Debug, Clone, Copy)]
pub struct Policy {
    /// The fewest people in a block.
    pub k: Threshold,
    /// How long small departments wait before what they have left is pooled.
    pub close: Unit,
    /// How many days after their quarter released responses are purged.
    pub purge_after_days: u16,
}

/// What a tick did, for the log and the command line. Not for analysts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// How many blocks it closed, office blocks among them.
    pub blocks: usize,
    /// How many of them are office blocks.
    pub pools: usize,
    /// How many responses are in them.
    pub released: u64,
    /// How many tables of quarters that are over it froze.
    pub tables: usize,
    /// The day up to which it closed, if it did.
    pub closed_through: Option<Date>,
    /// How many rows it purged.
    pub purged: usize,
}

/// Why a tick did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Another process is at it.
    #[error("another process is running a release")]
    Locked,
    /// Figures as of that day have been given out, and must not change.
    #[error("a release for {last} has been run; one for an earlier day would change figures that were given out")]
    Past {
        /// The day of the last tick.
        last: Date,
    },
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] Error),
}

/// Runs a tick for a day: closes what the rule allows on it, no more.
///
/// # Errors
/// When another process is at it, when the day is before the last tick's, or when the database fails.
/// Then the tick is not complete, and readers see nothing of it.
pub fn run(storage: &Storage, policy: &Policy, day: Date) -> Result<Report, Failure> {
    let lock = storage.try_lock_release()?.ok_or(Failure::Locked)?;
    let report = Tick::prepare(storage, policy, day)?.run()?;
    drop(lock);
    Ok(report)
}

/// Runs the tick of a day, unless some process has run one for that day or a later one. Nothing: one has.
///
/// # Errors
/// As [`run`].
pub fn run_nightly(storage: &Storage, policy: &Policy, day: Date) -> Result<Option<Report>, Failure> {
    let lock = storage.try_lock_release()?.ok_or(Failure::Locked)?;
    // Only under the lock is this certain.
    if storage.read(rows::find_last_tick)?.is_some_and(|(_, last)| last >= day) {
        return Ok(None);
    }
    let report = Tick::prepare(storage, policy, day)?.run()?;
    drop(lock);
    Ok(Some(report))
}

struct Tick<'a> {
    session: Session,
    policy: &'a Policy,
    day: Date,
    number: i64,
    report: Report,
}

impl<'a> Tick<'a> {
    fn prepare(storage: &Storage, policy: &'a Policy, day: Date) -> Result<Self, Failure> {
        let mut session = storage.dedicated()?;
        session.take_your_time()?;
        let last = rows::find_last_tick(&mut session)?;
        if let Some((_, last)) = last.filter(|(_, last)| *last > day) {
            return Err(Failure::Past { last });
        }
        let number = last.map_or(1, |(number, _)| number + 1);
        Ok(Self { session, policy, day, number, report: Report::default() })
    }

    fn run(mut self) -> Result<Report, Failure> {
        self.release()?;
        self.purge()?;
        Ok(self.report)
    }

    fn release(&mut self) -> Result<(), Error> {
        let closed_before = rows::find_closed_through(&mut self.session)?;
        if let Some(through) = closed_before {
            let first_open = through.saturating_add(1.day());
            self.exclusively(|session| rows::redate_late_arrivals(session, through, first_open))?;
        }
        let versions = surveys::list_versions(&mut self.session)?;
        for ((survey, number), days) in rows::list_pending_days(&mut self.session, self.day)? {
            let version = versions.iter().find(|version| version.survey == survey && version.number == number);
            let version = version.ok_or(Error::Corrupt { what: "response" })?;
            self.release_version(version, &days)?;
        }
        self.release_comments()?;
        let quarters = rows::list_kept_quarters(&mut self.session)?;
        let tick = (self.number, self.day);
        self.report.tables = freeze_quarters(&mut self.session, &quarters, &versions, self.policy.k, tick)?;
        self.complete(closed_before)
    }

    /// Goes through the periods of a version's pending responses, oldest first; what one carries over, the next sees.
    fn release_version(&mut self, version: &Version, days: &[Date]) -> Result<(), Error> {
        let unit = self.policy.close;
        let mut firsts: BTreeSet<Date> = days.iter().map(|day| Period::holding(*day, unit).first()).collect();
        while let Some(first) = firsts.pop_first() {
            let period = Period::holding(first, unit);
            let next = period.next(unit).first();
            let batch = Batch { survey: version.survey.clone(), version: version.number, period };
            if self.release_batch(&batch, &version.questionnaire.headline, next)? && next <= self.day {
                firsts.insert(next);
            }
        }
        Ok(())
    }

    /// Releases what may leave of one version and period, and says whether something was carried into the next.
    fn release_batch(&mut self, batch: &Batch, headline: &QuestionCode, next: Date) -> Result<bool, Error> {
        let (day, number, k) = (self.day, self.number, self.policy.k);
        let over = batch.period.last() < day;
        let released = self.exclusively(|session| {
            let streams = rows::load_streams(session, batch, day)?;
            let days: BTreeMap<DepartmentCode, (Date, Date)> =
                streams.iter().map(|(code, stream)| (code.clone(), (stream.first_day, stream.last_day))).collect();
            let tallies: BTreeMap<DepartmentCode, Tally> =
                streams.into_iter().map(|(code, stream)| (code, stream.tally)).collect();
            let closing = close(tallies, headline, k, over);
            let mut released = Report::default();
            let own = closing.blocks.into_iter().map(|(code, counts)| (Some(code.clone()), vec![code], counts));
            let pooled = closing.pool.map(|pool| (None, pool.departments, pool.counts));
            for (department, members, counts) in own.chain(pooled) {
                let spans = members.iter().filter_map(|code| days.get(code));
                let (first_day, last_day) =
                    spans.copied().reduce(|one, two| (one.0.min(two.0), one.1.max(two.1))).unwrap_or((day, day));
                released.blocks += 1;
                released.pools += usize::from(department.is_none());
                released.released += counts.n();
                let block = Block { version: batch.version, department, first_day, last_day, closed_on: day, counts };
                let block = blocks::insert_block(session, &batch.survey, number, &block)?;
                for code in &members {
                    rows::release_responses(session, batch, day, code, &block)?;
                }
            }
            let carried = over && !closing.waiting.is_empty();
            if carried {
                rows::carry_responses(session, batch, next)?;
            }
            Ok((released, carried))
        });
        let (released, carried) = released?;
        self.report.blocks += released.blocks;
        self.report.pools += released.pools;
        self.report.released += released.released;
        Ok(carried)
    }

    /// Goes through the quarters of comments that are over, oldest first; what one carries over, the next sees.
    /// Imported comments of a quarter that was closed long ago are more of it if they are enough by themselves.
    fn release_comments(&mut self) -> Result<(), Error> {
        let current = Period::holding(self.day, Unit::Quarter);
        let mut batches: BTreeSet<CommentBatch> =
            comments::list_comment_batches(&mut self.session, &current)?.into_iter().collect();
        let (number, k) = (self.number, self.policy.k);
        while let Some(batch) = batches.pop_first() {
            let quarter: Period = batch.quarter.parse().map_err(|_| Error::Corrupt { what: "comment" })?;
            let next = quarter.next(Unit::Quarter);
            self.exclusively(|session| {
                let leaving = leaving(&comments::count_comments(session, &batch)?, k);
                for department in &leaving.own {
                    comments::release_comments(session, &batch, Some(department), number)?;
                }
                match leaving.rest {
                    true => comments::release_comments(session, &batch, None, number),
                    false => comments::carry_comments(session, &batch, &next),
                }
            })?;
            if next.first() < current.first() {
                batches.insert(CommentBatch { quarter: next.label().to_owned(), ..batch });
            }
        }
        Ok(())
    }

    /// Makes the tick's blocks visible, and closes the period before the one that holds the tick's day.
    fn complete(&mut self, closed_before: Option<Date>) -> Result<(), Error> {
        let (day, number) = (self.day, self.number);
        let current = Period::holding(day, self.policy.close);
        let through = current.first().saturating_sub(1.day());
        let closes = closed_before.is_none_or(|before| before < through);
        self.exclusively(|session| {
            if closes {
                rows::insert_close(session, Close { through, on: day })?;
            }
            rows::insert_tick(session, number, day)
        })?;
        self.report.closed_through = closes.then_some(through);
        Ok(())
    }

    fn purge(&mut self) -> Result<(), Error> {
        let day = self.day;
        let keep = i32::from(self.policy.purge_after_days);
        for quarter in rows::list_kept_quarters(&mut self.session)? {
            if quarter.last().saturating_add(keep.days()) < day {
                self.report.purged += self.exclusively(|session| rows::purge_released(session, &quarter))?;
            }
        }
        let before = day.saturating_sub(RECEIPT_DAYS.days());
        let turn = self.number;
        self.report.purged += self.exclusively(|session| responses::purge_receipts(session, before, turn))?;
        let midnight = day.saturating_sub(AUDIT_YEARS.years()).to_zoned(jiff::tz::TimeZone::UTC);
        if let Ok(before) = midnight {
            let before = before.timestamp().as_second();
            self.report.purged += self.exclusively(|session| audit::purge_entries(session, before))?;
        }
        Ok(())
    }

    fn exclusively<T>(&mut self, work: impl FnOnce(&mut Session) -> Result<T, Error>) -> Result<T, Error> {
        self.session.exclusively(work)
    }
}
