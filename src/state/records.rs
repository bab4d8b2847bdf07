//! What was released, remembered: blocks never change, so they are read once and added up by month, which is the
//! finest that a query can ask for, and by quarter, which is what most ask for. Answers made of them are kept until the next tick completes.

use std::collections::{BTreeMap, HashMap};
use std::io::Write;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use actix_web::web::Bytes;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::civil::Date;
use sha2::{Digest, Sha256};

use crate::storage::classes::list_classified;
use crate::storage::days::list_set_aside;
use crate::storage::release::{find_last_tick, list_closes};
use crate::storage::{Error, Session, blocks};
use crate::survey::codes::SurveySlug;
use crate::survey::figures::{Block, Blocks, Classes, Close, Record, SetAside, Terms};
use crate::survey::period::Unit;
use crate::survey::questionnaire::Version;

/// The most answers that are kept.
const MOST_ANSWERS: usize = 256;
/// The most bytes of answers that are kept, and of the questions they are found by; as they are, not as they are packed.
const MOST_BYTES: usize = 32 << 20;

/// A finished answer, ready to be sent again.
#[derive(Debug)]
pub struct Answer {
    /// Its media type.
    pub media_type: &'static str,
    /// Its bytes.
    pub body: Bytes,
    /// Its strong entity tag, with quotes.
    pub etag: String,
    packed: OnceLock<Option<Bytes>>,
}

impl Answer {
    /// An answer of this media type.
    pub fn new(media_type: &'static str, body: Vec<u8>) -> Self {
        Self { media_type, etag: etag(&body), body: body.into(), packed: OnceLock::new() }
    }

    /// Its bytes as gzip packs them, once, however often they are sent; none: they are no smaller.
    pub fn packed(&self) -> Option<&Bytes> {
        let pack = || {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
            let packed = encoder.write_all(&self.body).and_then(|()| encoder.finish()).ok()?;
            (packed.len() < self.body.len()).then(|| packed.into())
        };
        self.packed.get_or_init(pack).as_ref()
    }

    /// Whether that was done already, so that asking for it costs nothing.
    pub fn is_packed(&self) -> bool {
        self.packed.get().is_some()
    }
}

/// The strong entity tag of a body: half of its SHA-256, in quotes.
pub fn etag(body: &[u8]) -> String {
    format!("\"{}\"", BASE64_URL_SAFE_NO_PAD.encode(&Sha256::digest(body)[..16]))
}

/// What a question can see: the days it is about, and as of when.
#[derive(Debug, Clone, Copy)]
pub struct Sight {
    /// The first day.
    pub first: Date,
    /// The last day.
    pub last: Date,
    /// The day at whose end the figures stood so; none: now.
    pub as_of: Option<Date>,
}

/// The blocks and answers that this process remembers.
pub(super) struct Records {
    terms: Terms,
    memory: Mutex<Memory>,
}

#[derive(Default)]
struct Memory {
    generation: i64,
    /// Sums of like blocks by month, of each survey.
    months: BTreeMap<SurveySlug, Blocks>,
    /// The same by quarter.
    quarters: BTreeMap<SurveySlug, Blocks>,
    classes: BTreeMap<SurveySlug, Vec<Arc<Classes>>>,
    set_aside: BTreeMap<SurveySlug, Vec<SetAside>>,
    closes: Vec<Close>,
    told_on: Option<Date>,
    answers: Answers,
    answers_revision: i64,
}

/// The answers that are kept: few of them, and few bytes, however many different questions are asked.
#[derive(Default)]
struct Answers {
    by_question: HashMap<String, Arc<Answer>>,
    bytes: usize,
}

impl Records {
    /// Nothing yet, of an office that releases on these terms.
    pub fn new(terms: Terms) -> Self {
        Self { terms, memory: Mutex::default() }
    }

    /// Reads what completed ticks have added; `revision` is the catalogue's, because answers hold its names.
    pub fn refresh(&self, session: &mut Session, revision: i64) -> Result<i64, Error> {
        // Asked before the lock is taken, so that those who read wait for no other's question to the database.
        let last = find_last_tick(session)?;
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let (generation, told_on) = (last.map_or(0, |(number, _)| number), last.map(|(_, day)| day));
        // A reader may still see what was before the last tick; that is no reason to forget it.
        if generation >= memory.generation && told_on < memory.told_on {
            // The calendar was set back: the days that blocks were told on, and what was closed, are others now.
            *memory = Memory::default();
        }
        if generation > memory.generation {
            for (survey, block) in blocks::list_blocks(session, memory.generation, generation)? {
                memory.quarters.entry(survey.clone()).or_default().add(&block, Some(Unit::Quarter));
                memory.months.entry(survey).or_default().add(&block, Some(Unit::Month));
            }
            for (survey, told_on, classified) in list_classified(session, memory.generation, generation)? {
                memory.classes.entry(survey).or_default().push(Arc::new(Classes::of(told_on, classified)));
            }
            for (survey, set_aside) in list_set_aside(session, memory.generation, generation)? {
                memory.set_aside.entry(survey).or_default().push(set_aside);
            }
            memory.closes = list_closes(session)?;
            memory.told_on = told_on;
            memory.generation = generation;
            memory.answers = Answers::default();
        }
        if memory.answers_revision != revision {
            memory.answers_revision = revision;
            memory.answers = Answers::default();
        }
        Ok(memory.generation)
    }

    /// An answer that was made before, and still holds.
    pub fn find_answer(&self, question: &str) -> Option<Arc<Answer>> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner).answers.by_question.get(question).cloned()
    }

    /// Keeps an answer that was made of a generation, unless another has come meanwhile.
    pub fn keep_answer(&self, question: String, generation: i64, answer: Arc<Answer>) {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        if memory.generation == generation {
            memory.answers.keep(question, answer);
        }
    }

    /// What was released of a survey, as far as a question may see it, and the generation it is of.
    /// A question about a day before some of it was closed needs the single blocks, which the database has.
    pub fn record(
        &self,
        session: &mut Session,
        survey: &SurveySlug,
        versions: &[Arc<Version>],
        sight: Sight,
    ) -> Result<(i64, Record), Error> {
        let memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let (generation, mut record) = (memory.generation, memory.record(survey, versions, self.terms));
        drop(memory);
        if let Some(as_of) = sight.as_of {
            let later = |sum: &Block| sight.covers(sum) && sum.closed_on > as_of;
            if record.blocks.iter().any(later) {
                let days = (sight.first, sight.last);
                record.blocks = blocks::list_blocks_as_of(session, survey, days, as_of)?.into_iter().collect();
                record.quarters = Blocks::default();
            }
        }
        Ok((generation, record))
    }
}

/// What was released, as this process knows it once it has asked the database.
pub struct Released<'a>(pub(super) &'a Records);

impl Released<'_> {
    /// What was released of a survey with these versions.
    pub fn of(&self, survey: &SurveySlug, versions: &[Arc<Version>]) -> Record {
        let memory = self.0.memory.lock().unwrap_or_else(PoisonError::into_inner);
        memory.record(survey, versions, self.0.terms)
    }
}

impl Answers {
    /// Keeps an answer, unless it is too large by itself; when there is no room, the others are forgotten.
    fn keep(&mut self, question: String, answer: Arc<Answer>) {
        let bytes = question.len() + answer.body.len();
        if bytes > MOST_BYTES {
            return;
        }
        if self.by_question.len() >= MOST_ANSWERS || self.bytes + bytes > MOST_BYTES {
            *self = Self::default();
        }
        // Two who asked the same at once both bring the answer.
        if self.by_question.insert(question, answer).is_none() {
            self.bytes += bytes;
        }
    }
}

impl Memory {
    fn record(&self, survey: &SurveySlug, versions: &[Arc<Version>], terms: Terms) -> Record {
        Record {
            versions: versions.to_vec(),
            blocks: self.months.get(survey).cloned().unwrap_or_default(),
            quarters: self.quarters.get(survey).cloned().unwrap_or_default(),
            classes: self.classes.get(survey).cloned().unwrap_or_default(),
            closes: self.closes.clone(),
            set_aside: self.set_aside.get(survey).cloned().unwrap_or_default(),
            terms,
            told_on: self.told_on,
        }
    }
}

impl Sight {
    fn covers(&self, block: &Block) -> bool {
        (self.first..=self.last).contains(&block.last_day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn however_many_questions_are_asked_few_bytes_are_kept() {
        let answer = |bytes: usize| Arc::new(Answer::new("text/plain", vec![b'x'; bytes]));
        let mut answers = Answers::default();
        for number in 0..100 {
            answers.keep(format!("question {number}"), answer(1 << 20));
            let kept: usize = answers.by_question.iter().map(|(key, answer)| key.len() + answer.body.len()).sum();
            assert_eq!(kept, answers.bytes);
            assert!(kept <= MOST_BYTES && answers.by_question.contains_key(&format!("question {number}")));
        }
        let before = answers.bytes;
        answers.keep("question 99".to_owned(), answer(1 << 20));
        assert_eq!(answers.bytes, before, "the same question is kept once");
        answers.keep("too large".to_owned(), answer(MOST_BYTES));
        assert_eq!((answers.bytes, answers.by_question.contains_key("too large")), (before, false));
        for number in 0..1_000 {
            answers.keep(format!("small {number}"), answer(1));
            assert!(answers.by_question.len() <= MOST_ANSWERS);
        }
    }

    #[test]
    fn an_answer_is_packed_once_and_only_if_that_makes_it_smaller() {
        let answer = Answer::new("text/plain", vec![b'x'; 10_000]);
        assert!(!answer.is_packed());
        let first = answer.packed().unwrap().as_ptr();
        assert!(answer.is_packed() && answer.packed().unwrap().len() < 100);
        assert_eq!(answer.packed().unwrap().as_ptr(), first);
        let short = Answer::new("text/plain", b"x".to_vec());
        assert!(short.packed().is_none() && short.is_packed());
    }
}
