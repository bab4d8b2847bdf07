//! What was released, remembered: blocks never change, so they are read once, and answers made of them are kept
//! until the next tick completes.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use crate::storage::release::list_closes;
use crate::storage::{Error, Session, blocks};
use crate::survey::codes::SurveySlug;
use crate::survey::figures::{Block, Close, Record};
use crate::survey::questionnaire::Version;

/// The most answers that are kept.
const MOST_ANSWERS: usize = 256;

/// A finished answer, ready to be sent again.
#[derive(Debug)]
pub struct Answer {
    /// Its media type.
    pub media_type: &'static str,
    /// Its bytes.
    pub body: Vec<u8>,
    /// Its strong entity tag, with quotes.
    pub etag: String,
}

/// The blocks and answers that this process remembers.
#[derive(Default)]
pub(super) struct Records {
    memory: Mutex<Memory>,
}

#[derive(Default)]
struct Memory {
    generation: i64,
    blocks: BTreeMap<SurveySlug, Vec<Arc<Block>>>,
    closes: Vec<Close>,
    answers: HashMap<String, Arc<Answer>>,
    answers_revision: i64,
}

impl Records {
    /// Reads what completed ticks have added; `revision` is the catalogue's, because answers hold its names.
    pub fn refresh(&self, session: &mut Session, revision: i64) -> Result<i64, Error> {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let generation = blocks::load_generation(session)?;
        if generation > memory.generation {
            for (survey, block) in blocks::list_blocks(session, memory.generation, generation)? {
                memory.blocks.entry(survey).or_default().push(Arc::new(block));
            }
            memory.closes = list_closes(session)?;
            memory.generation = generation;
            memory.answers.clear();
        }
        if memory.answers_revision != revision {
            memory.answers_revision = revision;
            memory.answers.clear();
        }
        Ok(memory.generation)
    }

    /// An answer that was made before, and still holds.
    pub fn find_answer(&self, question: &str) -> Option<Arc<Answer>> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner).answers.get(question).cloned()
    }

    /// Keeps an answer that was made of a generation, unless another has come meanwhile.
    pub fn keep_answer(&self, question: String, generation: i64, answer: Arc<Answer>) {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        if memory.generation == generation {
            if memory.answers.len() >= MOST_ANSWERS {
                memory.answers.clear();
            }
            memory.answers.insert(question, answer);
        }
    }

    /// Everything that was released of a survey, and the generation it is of.
    pub fn record(&self, survey: &SurveySlug, versions: &[Arc<Version>]) -> (i64, Record) {
        let memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let blocks = memory.blocks.get(survey).cloned().unwrap_or_default();
        (memory.generation, Record { versions: versions.to_vec(), blocks, closes: memory.closes.clone() })
    }
}
