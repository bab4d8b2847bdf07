//! How far a share can be relied on, in words.

use serde::Deserialize;

use crate::survey::figures::Certainty;

/// The words for each certainty.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertaintyWords {
    /// At most 5 points.
    reliable: String,
    /// At most 15 points.
    indicative: String,
    /// Too few answers to conclude anything.
    too_few: String,
}

impl CertaintyWords {
    /// The words for it.
    pub fn of(&self, certainty: Certainty) -> &str {
        match certainty {
            Certainty::Reliable => &self.reliable,
            Certainty::Indicative => &self.indicative,
            Certainty::TooFew => &self.too_few,
        }
    }
}
