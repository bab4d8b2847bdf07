//! Nesting: of which blocks each question is told, and when.
//!
//! A question is told for whole blocks: those that were closed since it was last told, once k independent people in them
//! gave it a real answer. One that follows another covers whole unions of that one. So what two tables of questions
//! differ by is always whole blocks, and whether one is told depends on how many answered, never on what they said.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::survey::codes::{DepartmentCode, QuestionCode};
use crate::survey::disclosure::blocks::Crowd;
use crate::survey::disclosure::published::{Counts, Days, Published, Threshold};
use crate::survey::questionnaire::{Kind, Question, Version};
use crate::survey::tally::QuestionTally;

/// A question, and the version since which it has been the same.
type Strand = (QuestionCode, u32);

/// A strand that waits, the newest version that asks it, and what it follows.
type Waiting = (Strand, u32, Option<Strand>);

/// What is yet to be told of the questions of one stream: of the blocks that were closed since each was last told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<(Strand, Tail)>", into = "Vec<(Strand, Tail)>")]
pub struct Tails(BTreeMap<Strand, Tail>);

/// What is yet to be told of one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Tail {
    /// The newest version that its people answered.
    version: u32,
    /// Of the blocks that it may be told of.
    ready: Union,
    /// Of blocks of which the question that it follows is yet to be told.
    behind: Union,
}

/// What the people of some blocks say to one question.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Union {
    people: u64,
    /// How many of them repeat others.
    #[serde(default)]
    repeated: u64,
    days: Option<Days>,
    /// Whether some of the blocks are of an earlier period.
    carried: bool,
    tally: QuestionTally,
}

/// The versions of a survey and the threshold: what decisions about its questions rest on.
#[derive(Debug, Clone, Copy)]
pub struct Rule<'a> {
    /// The survey's versions, in order.
    pub versions: &'a [Arc<Version>],
    /// The fewest people.
    pub k: Threshold,
}

/// What is told of a period's office block, and of what departments could not tell by themselves.
#[derive(Debug, PartialEq, Eq)]
pub struct Pooled {
    /// The version whose words the questions have.
    pub version: u32,
    /// The days that its figures cover.
    pub days: Days,
    /// Whether some of its people waited when an earlier period was closed.
    pub carried: bool,
    /// The figures; of no people, when only questions were left over.
    pub counts: Published,
}

impl Rule<'_> {
    /// Closes a block of a department, or of the office: what may be told with it.
    pub fn tell(
        &self,
        tails: &mut Tails,
        version: &Version,
        department: Option<&DepartmentCode>,
        block: Crowd,
    ) -> Published {
        tails.extend(self.versions, version, department, &block);
        let mut told = BTreeMap::new();
        for question in closed(version) {
            let followed = question.show_if.as_ref().map(|show_if| &show_if.question);
            let strand = strand(self.versions, version, &question.code, department);
            let Some(tail) = tails.0.get_mut(&strand) else { continue };
            if followed.is_some_and(|followed| told.contains_key(followed)) {
                tail.catch_up();
            }
            if tail.ready.is_enough(self.k) {
                told.insert(question.code.clone(), std::mem::take(&mut tail.ready).counts());
            }
        }
        tails.forget_empty();
        Published::of(block.tally.n, block.tally.flags, block.tally.twice, told)
    }

    /// Closes a period: what all streams together may tell that none of them could alone. `streams` are the tails of the
    /// departments and, under none, of the office; `blocks` are the office blocks by version.
    pub fn tell_pooled(
        &self,
        streams: &mut BTreeMap<Option<DepartmentCode>, Tails>,
        blocks: BTreeMap<u32, Crowd>,
    ) -> Vec<Pooled> {
        let mut questions: BTreeMap<u32, BTreeMap<QuestionCode, Counts>> = BTreeMap::new();
        for (number, block) in &blocks {
            let Some(version) = self.versions.iter().find(|version| version.number == *number) else { continue };
            streams.entry(None).or_default().extend(self.versions, version, None, block);
            let asked = |strand: &Strand| self.asks(version, strand).then_some(*number);
            self.pool(streams, &mut questions, |strand, _| asked(strand));
        }
        let pooled = || self.versions.iter().filter(|version| blocks.contains_key(&version.number));
        let left = |strand: &Strand| !pooled().any(|version| self.asks(version, strand));
        self.pool(streams, &mut questions, |strand, newest| left(strand).then_some(newest));
        streams.values_mut().for_each(Tails::forget_empty);
        let mut pooled: Vec<Pooled> = Vec::new();
        for (version, block) in blocks {
            let questions = questions.remove(&version).unwrap_or_default();
            let counts = Published::of(block.tally.n, block.tally.flags, block.tally.twice, questions);
            pooled.push(Pooled { version, days: block.days, carried: block.carried, counts });
        }
        for (version, questions) in questions {
            let days = questions.values().filter_map(|counts| counts.days).reduce(Days::and);
            let Some(days) = days else { continue };
            let counts = Published::of(0, BTreeMap::new(), 0, questions);
            pooled.push(Pooled { version, days, carried: false, counts });
        }
        pooled
    }

    /// Tells questions that all streams together have enough answers to: those for which `row` names the version whose
    /// words they have, given the newest that asks them.
    fn pool(
        &self,
        streams: &mut BTreeMap<Option<DepartmentCode>, Tails>,
        questions: &mut BTreeMap<u32, BTreeMap<QuestionCode, Counts>>,
        row: impl Fn(&Strand, u32) -> Option<u32>,
    ) {
        let mut told: BTreeSet<Strand> = BTreeSet::new();
        for (strand, newest, followed) in self.strands(streams) {
            let Some(version) = row(&strand, newest) else { continue };
            let mut sum = Union::default();
            for tail in streams.values_mut().filter_map(|tails| tails.0.get_mut(&strand)) {
                if followed.as_ref().is_some_and(|followed| told.contains(followed)) {
                    tail.catch_up();
                }
                sum.merge(&tail.ready);
            }
            if sum.is_enough(self.k) {
                let tails = streams.values_mut().filter_map(|tails| tails.0.get_mut(&strand));
                tails.for_each(|tail| tail.ready = Union::default());
                questions.entry(version).or_default().insert(strand.0.clone(), sum.counts());
                told.insert(strand);
            }
        }
    }

    fn asks(&self, version: &Version, strand: &Strand) -> bool {
        self::strand(self.versions, version, &strand.0, None) == *strand
    }

    /// What waits in some streams and may be pooled: each with the newest version that asks it, and with what it
    /// follows; followers come later.
    fn strands(&self, streams: &BTreeMap<Option<DepartmentCode>, Tails>) -> Vec<Waiting> {
        let mut newest: BTreeMap<&Strand, u32> = BTreeMap::new();
        for (strand, tail) in streams.values().flat_map(|tails| &tails.0) {
            let known = newest.entry(strand).or_default();
            *known = tail.version.max(*known);
        }
        let mut strands: Vec<(usize, Waiting)> = Vec::new();
        for (strand, number) in newest {
            let version = self.versions.iter().find(|version| version.number == number);
            let Some((version, question)) = version.and_then(|all| Some((all, all.question(strand.0.as_str())?)))
            else {
                continue;
            };
            if version.depends_on_department(question) {
                continue;
            }
            let followed =
                question.show_if.as_ref().map(|show_if| self::strand(self.versions, version, &show_if.question, None));
            strands.push((version.depth(question), (strand.clone(), number, followed)));
        }
        strands.sort_by_key(|(depth, _)| *depth);
        strands.into_iter().map(|(_, strand)| strand).collect()
    }
}

impl Tails {
    /// Adds what a block says to every question that may be told of it.
    fn extend(
        &mut self,
        versions: &[Arc<Version>],
        version: &Version,
        department: Option<&DepartmentCode>,
        block: &Crowd,
    ) {
        for question in closed(version) {
            if department.is_none() && version.depends_on_department(question) {
                continue;
            }
            let tally = block.tally.questions.get(&question.code).cloned().unwrap_or_default();
            let (people, repeated) = (block.tally.n, block.tally.repeated());
            let union = Union { people, repeated, days: Some(block.days), carried: false, tally };
            let fresh = || Tail { version: version.number, ready: Union::default(), behind: Union::default() };
            let strand = strand(versions, version, &question.code, department);
            let tail = self.0.entry(strand).or_insert_with(fresh);
            tail.version = tail.version.max(version.number);
            let part = if question.show_if.is_some() { &mut tail.behind } else { &mut tail.ready };
            part.merge(&union);
        }
    }

    /// Takes in what was left when an earlier period was closed.
    pub fn carry(&mut self, earlier: Self) {
        for (strand, mut tail) in earlier.0 {
            tail.ready.carried |= tail.ready.people > 0;
            tail.behind.carried |= tail.behind.people > 0;
            match self.0.entry(strand) {
                Entry::Vacant(place) => {
                    place.insert(tail);
                }
                Entry::Occupied(mut later) => {
                    let later = later.get_mut();
                    later.version = later.version.max(tail.version);
                    later.ready.merge(&tail.ready);
                    later.behind.merge(&tail.behind);
                }
            }
        }
    }

    /// Whether nothing is left to be told.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn forget_empty(&mut self) {
        self.0.retain(|_, tail| tail.ready.people + tail.behind.people > 0);
    }
}

impl Tail {
    /// The question that it follows has been told.
    fn catch_up(&mut self) {
        self.ready.merge(&std::mem::take(&mut self.behind));
    }
}

impl Union {
    fn is_enough(&self, k: Threshold) -> bool {
        self.tally.independent >= k.get()
    }

    fn merge(&mut self, other: &Self) {
        self.people += other.people;
        self.repeated += other.repeated;
        self.days = self.days.into_iter().chain(other.days).reduce(Days::and);
        self.carried |= other.carried;
        self.tally.merge(&other.tally);
    }

    fn counts(self) -> Counts {
        Counts::of(self.people, self.repeated, self.days, self.carried, self.tally)
    }
}

impl From<Vec<(Strand, Tail)>> for Tails {
    fn from(list: Vec<(Strand, Tail)>) -> Self {
        Self(list.into_iter().collect())
    }
}

impl From<Tails> for Vec<(Strand, Tail)> {
    fn from(tails: Tails) -> Self {
        tails.0.into_iter().collect()
    }
}

/// The questions of a version that are counted.
fn closed(version: &Version) -> impl Iterator<Item = &Question> {
    version.questionnaire.questions.iter().filter(|question| !matches!(question.kind, Kind::Text { .. }))
}

/// A question in every department has the strand of its words; one whose options depend on the department, in each that
/// of its own.
fn strand(
    versions: &[Arc<Version>],
    version: &Version,
    code: &QuestionCode,
    department: Option<&DepartmentCode>,
) -> Strand {
    let bound = version.question(code.as_str()).is_some_and(|question| version.depends_on_department(question));
    (code.clone(), version.unchanged_since(code.as_str(), department.filter(|_| bound), versions))
}
