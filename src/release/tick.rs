//! One tick: late arrivals find their day, days that bring too much are held, streams become blocks, quarters that ended are frozen and their comments may
//! be told, periods that ended are closed, old rows are purged.
//!
//! Each step is one transaction; a tick that is cut short is finished by the next. Readers see all of it or nothing,
//! because a block counts only when its tick is complete.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::config::Config;
use crate::release::arrivals::Measure;
use crate::release::classify::classify_periods;
use crate::release::guard::a_little_ahead;
use crate::storage::blocks::{BlockKey, Standing, insert_block};
use crate::storage::calendar::book_ahead;
use crate::storage::comments::{self, CommentBatch};
use crate::storage::lots::confirm_due_lots;
use crate::storage::release::{self as rows, Batch, Strip};
use crate::storage::{Error, Session, Storage, audit, responses, surveys};
use crate::survey::ceiling::Ceiling;
use crate::survey::codes::{DepartmentCode, SurveySlug};
use crate::survey::comment::leaving;
use crate::survey::disclosure::{Crowd, Days, Rule, Tails, Threshold, close};
use crate::survey::figures::{Block, Close};
use crate::survey::period::{Period, Unit};
use crate::survey::questionnaire::Version;

/// What waits to be told of a strip's questions, by department; none: of the office.
type Streams = BTreeMap<Option<DepartmentCode>, Tails>;

/// How many days a receipt recognises a retry, at least; it is deleted within seven ticks after.
pub const RECEIPT_DAYS: i32 = 45;
/// How many years the audit log goes back.
pub const AUDIT_YEARS: i16 = 2;

/// The rules of an office.
#[derive(Debug, Clone, Copy)]
pub struct Policy {
    /// The fewest people in a block.
    pub k: Threshold,
    /// How long small departments wait before what they have left is pooled.
    pub close: Unit,
    /// How many days after its end a period is closed, at least 1.
    pub close_after_days: u16,
    /// How many days after their period responses are purged.
    pub purge_after_days: u16,
    /// From how many responses on a day, at the least, more of them are a burst.
    pub ceiling: Ceiling,
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
    /// The day up to which it closed, if it did.
    pub closed_through: Option<Date>,
    /// How many responses it set aside.
    pub set_aside: u64,
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
    forget_order(storage);
    drop(lock);
    Ok(report)
}

/// Runs the tick of today, unless some process has run one for that day or a later one. Nothing: one has.
///
/// # Errors
/// As [`run`].
pub fn run_nightly(storage: &Storage, policy: &Policy, day: Date) -> Result<Option<Report>, Failure> {
    let lock = storage.try_lock_release()?.ok_or(Failure::Locked)?;
    // Only under the lock is this certain.
    if storage.read(rows::find_last_tick)?.is_some_and(|(_, last)| last >= day) {
        return Ok(None);
    }
    let mut tick = Tick::prepare(storage, policy, day)?;
    // What was collected while the clock was far ahead would wait until that day comes.
    tick.exclusively(|session| book_ahead(session, a_little_ahead(day), day))?;
    let report = tick.run()?;
    forget_order(storage);
    drop(lock);
    Ok(Some(report))
}

/// Empties the log of writes: it holds in the order of their coming what was just taken out of that order, and rows that
/// were purged. The tick is complete either way.
fn forget_order(storage: &Storage) {
    match storage.empty_log() {
        Ok(true) => {}
        Ok(false) => tracing::info!("somebody is reading: the log of writes will be emptied later"),
        Err(error) => tracing::warn!(error = error.chain(), "the log of writes could not be emptied"),
    }
}

struct Tick<'a> {
    session: Session,
    policy: &'a Policy,
    versions: Vec<Arc<Version>>,
    last: Option<LastTick>,
    day: Date,
    number: i64,
    report: Report,
}

/// The tick before: its day, and what was closed by it.
#[derive(Debug, Clone, Copy)]
struct LastTick {
    day: Date,
    closed_through: Option<Date>,
}

/// One transaction of a tick.
struct Step<'a> {
    day: Date,
    tick: i64,
    strip: &'a Strip,
    period: &'a Period,
    rule: Rule<'a>,
    released: Report,
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
        let closed_through = rows::find_closed_through(&mut session)?;
        let last = last.map(|(_, day)| LastTick { day, closed_through });
        let versions = surveys::list_versions(&mut session)?.into_iter().map(Arc::new).collect();
        Ok(Self { session, policy, versions, last, day, number, report: Report::default() })
    }

    fn run(mut self) -> Result<Report, Failure> {
        let day = self.day;
        self.exclusively(|session| confirm_due_lots(session, day))?;
        self.release()?;
        self.purge()?;
        Ok(self.report)
    }

    fn release(&mut self) -> Result<(), Error> {
        if let Some(through) = self.closed_before() {
            let first_open = through.saturating_add(1.day());
            let on = self.day.max(first_open);
            self.exclusively(|session| rows::book_late_arrivals(session, through, on))?;
        }
        self.measure()?;
        let mut strips: BTreeSet<Strip> = rows::list_waiting_days(&mut self.session, self.day)?
            .into_iter()
            .map(|(survey, history, day)| Strip { survey, history, first_day: self.period(day).first() })
            .collect();
        // What one period carries over, the next sees.
        while let Some(strip) = strips.pop_first() {
            let next = self.period(strip.first_day).next(self.policy.close).first();
            if self.release_strip(&strip, next)? && next <= self.day {
                strips.insert(Strip { first_day: next, ..strip });
            }
        }
        self.release_comments()?;
        let through = self.closing_through();
        classify_periods(&mut self.session, through, &self.versions, self.policy.k, self.number)?;
        self.complete()
    }

    /// Counts what came, holds days that bring too much, and sets aside what was ordered.
    fn measure(&mut self) -> Result<(), Error> {
        let (versions, policy, day, number) = (self.versions.clone(), *self.policy, self.day, self.number);
        self.report.set_aside = self.exclusively(|session| {
            let measure = Measure::load(session, policy.ceiling, policy.k, &versions)?;
            measure.count(session, day)?;
            measure.set_aside(session, number)
        })?;
        Ok(())
    }

    /// The last day that is closed when the tick is complete.
    fn closing_through(&self) -> Date {
        let due = self.policy.first_open(self.day).first().saturating_sub(1.day());
        self.closed_before().map_or(due, |before| before.max(due))
    }

    fn closed_before(&self) -> Option<Date> {
        self.last.and_then(|last| last.closed_through)
    }

    fn period(&self, day: Date) -> Period {
        Period::holding(day, self.policy.close)
    }

    /// Releases what may leave of one strip, all versions of the survey, and says whether something was carried into
    /// the next period.
    fn release_strip(&mut self, strip: &Strip, next: Date) -> Result<bool, Error> {
        let (day, tick, policy) = (self.day, self.number, *self.policy);
        let period = self.period(strip.first_day);
        let over = policy.closes(&period, day) || self.closed_before().is_some_and(|through| period.last() <= through);
        let versions = self.versions(&strip.survey);
        let (released, carried) = self.exclusively(|session| {
            let rule = Rule { versions: &versions, k: policy.k };
            let mut step = Step { day, tick, strip, period: &period, rule, released: Report::default() };
            let mut tails = rows::load_tails(session, strip)?;
            let (mut pools, mut waiting) = (BTreeMap::new(), Vec::new());
            for version in &versions {
                let batch =
                    Batch { version: version.clone(), period: period.clone(), history: strip.history, through: day };
                let closing =
                    close(rows::load_streams(session, &batch)?, &version.questionnaire.headline, policy.k, over);
                step.insert_blocks(session, &batch, closing.blocks, &mut tails)?;
                if closing.waiting {
                    waiting.push(batch.clone());
                }
                pools.extend(closing.pool.map(|pool| (version.number, (batch, pool))));
            }
            if !over {
                rows::replace_tails(session, strip, &tails)?;
                return Ok((step.released, false));
            }
            step.insert_pools(session, pools, &mut tails)?;
            for batch in &waiting {
                rows::carry_responses(session, batch, next)?;
            }
            let untold = tails.values().any(|tails| !tails.is_empty());
            // What could not be told of a period's questions waits on in the next one.
            rows::carry_tails(session, strip, next, tails)?;
            Ok((step.released, untold || !waiting.is_empty()))
        })?;
        self.report.blocks += released.blocks;
        self.report.pools += released.pools;
        self.report.released += released.released;
        Ok(carried)
    }

    fn versions(&self, survey: &SurveySlug) -> Vec<Arc<Version>> {
        self.versions.iter().filter(|version| version.survey == *survey).cloned().collect()
    }

    /// Goes through the quarters of comments that are over, oldest first; what one carries over, the next sees.
    /// Imported comments of a quarter that was closed long ago are more of it if they are enough by themselves.
    fn release_comments(&mut self) -> Result<(), Error> {
        let current = Policy { close: Unit::Quarter, ..*self.policy }.first_open(self.day);
        let mut batches: BTreeSet<CommentBatch> =
            comments::list_comment_batches(&mut self.session, &current)?.into_iter().collect();
        let (number, k, mut touched) = (self.number, self.policy.k, false);
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
            touched = true;
            if next.first() < current.first() {
                batches.insert(CommentBatch { quarter: next.label().to_owned(), ..batch });
            }
        }
        if touched {
            self.exclusively(comments::rewrite_waiting_comments)?;
        }
        Ok(())
    }

    /// Makes the tick's blocks visible, and closes the period before the one that holds the tick's day.
    fn complete(&mut self) -> Result<(), Error> {
        let (day, number, through) = (self.day, self.number, self.closing_through());
        let closes = self.closed_before().is_none_or(|before| before < through);
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
        if let Some(last) = self.last {
            self.purge_responses(last)?;
        }
        if self.report.released > 0 || self.report.purged > 0 || self.report.set_aside > 0 {
            self.exclusively(rows::rewrite_waiting_responses)?;
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

    /// Purges the rows that the tick before found old enough.
    fn purge_responses(&mut self, last: LastTick) -> Result<(), Error> {
        let Some(through) = last.closed_through else { return Ok(()) };
        let keep = i32::from(self.policy.purge_after_days);
        let old = |period: &Period| period.last() <= through && period.last().saturating_add(keep.days()) < last.day;
        for period in rows::list_kept_periods(&mut self.session)?.iter().filter(|period| old(period)) {
            self.report.purged += self.exclusively(|session| rows::purge_released(session, period))?;
        }
        let carried_to = through.saturating_add(1.day());
        let closed = self.period(through);
        if old(&closed) {
            let versions = self.versions.clone();
            self.report.purged +=
                self.exclusively(|session| rows::purge_carried(session, &versions, carried_to, closed.last()))?;
        }
        Ok(())
    }

    fn exclusively<T>(&mut self, work: impl FnOnce(&mut Session) -> Result<T, Error>) -> Result<T, Error> {
        self.session.exclusively(work)
    }
}

impl Step<'_> {
    /// Writes the blocks of single departments, and moves their rows.
    fn insert_blocks(
        &mut self,
        session: &mut Session,
        batch: &Batch,
        blocks: Vec<(DepartmentCode, Crowd)>,
        streams: &mut Streams,
    ) -> Result<(), Error> {
        for (department, crowd) in blocks {
            let (days, carried) = (crowd.days, crowd.carried);
            let tails = streams.entry(Some(department.clone())).or_default();
            let counts = self.rule.tell(tails, &batch.version, Some(&department), crowd);
            let block = Block {
                version: batch.version.number,
                department: Some(department.clone()),
                first_day: days.from,
                last_day: days.to,
                closed_on: self.day,
                counts,
            };
            let block = self.insert(session, &block, carried)?;
            rows::release_responses(session, batch, days, &department, &block)?;
        }
        Ok(())
    }

    /// Closes the period: writes what is told of all departments together, and moves the rows of who is pooled.
    fn insert_pools(
        &mut self,
        session: &mut Session,
        pools: BTreeMap<u32, (Batch, (Vec<DepartmentCode>, Crowd))>,
        streams: &mut Streams,
    ) -> Result<(), Error> {
        let crowds = pools.iter().map(|(number, (_, (_, crowd)))| (*number, crowd.clone())).collect();
        let (first, last) = (self.period.first(), self.period.last());
        for pooled in self.rule.tell_pooled(streams, crowds) {
            // Questions that were carried into the period belong to it now.
            let block = Block {
                version: pooled.version,
                department: None,
                first_day: pooled.days.from.clamp(first, last),
                last_day: pooled.days.to.clamp(first, last),
                closed_on: self.day,
                counts: pooled.counts,
            };
            let block = self.insert(session, &block, pooled.carried)?;
            let Some((batch, (departments, _))) = pools.get(&pooled.version) else { continue };
            let all = Days { from: first, to: last.min(batch.through) };
            for department in departments {
                rows::release_responses(session, batch, all, department, &block)?;
            }
        }
        Ok(())
    }

    fn insert(&mut self, session: &mut Session, block: &Block, carried: bool) -> Result<BlockKey, Error> {
        let place = i32::try_from(self.released.blocks).unwrap_or(i32::MAX);
        self.released.blocks += 1;
        self.released.pools += usize::from(block.department.is_none());
        self.released.released += block.counts.n();
        let standing = Standing { tick: self.tick, place, history: self.strip.history, carried };
        insert_block(session, &self.strip.survey, standing, block)
    }
}

impl Policy {
    /// The rules that are set.
    pub fn of(config: &Config) -> Self {
        Self {
            k: config.k,
            close: config.close,
            close_after_days: config.close_after_days,
            purge_after_days: config.purge_after_days,
            ceiling: Ceiling(config.day_ceiling),
        }
    }

    /// The day whose tick closes a period.
    pub fn closes_on(&self, period: &Period) -> Date {
        period.last().saturating_add(i32::from(self.close_after_days.max(1)).days())
    }

    /// Whether the first tick on or after the close of a period has come.
    fn closes(&self, period: &Period, day: Date) -> bool {
        self.closes_on(period) <= day
    }

    /// The first period that is not closed yet.
    fn first_open(&self, day: Date) -> Period {
        let mut open = Period::holding(day, self.close);
        while !self.closes(&open.before(), day) {
            open = open.before();
        }
        open
    }
}
