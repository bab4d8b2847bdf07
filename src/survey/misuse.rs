//! Whether a share would be another without the responses that carry a flag. Nobody is ever left out because of one.

use crate::survey::codes::QuestionCode;
use crate::survey::figures::{Proportion, Results};
use crate::survey::flags::{FLAGGED, UNFLAGGED};

/// The share of positive answers of those without any flag, of those with one, and of both together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WithAndWithout {
    /// Of both together.
    pub all: Proportion,
    /// Of those without any flag.
    pub unflagged: Proportion,
    /// Of those with one.
    pub flagged: Proportion,
}

impl WithAndWithout {
    /// The shares for a question, from results that are split by flags; none unless both parts are told.
    pub fn of(results: &Results, question: &QuestionCode) -> Option<Self> {
        let share = |category: &str| {
            let group = results.groups.iter().find(|group| group.key.parts().1 == Some(category))?;
            group.question(question)?.positive
        };
        let (unflagged, flagged) = (share(UNFLAGGED)?, share(FLAGGED)?);
        let all = Proportion::of(unflagged.n + flagged.n, unflagged.of + flagged.of)?;
        Some(Self { all, unflagged, flagged })
    }
}
