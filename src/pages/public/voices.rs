//! "You said, we did", in the words of one language.

use crate::reports::render::{Said, Speech};
use crate::survey::report::{Phrase, voices};

/// One thing that was said, and what was done about it, or is going to be.
pub struct Voice {
    /// What was said.
    pub you_said: Said,
    /// What was done; none: nothing yet.
    pub we_did: Option<Said>,
    /// Where, and when or by when.
    pub place: String,
    /// What it changed, if that can be told.
    pub effect: Option<String>,
}

/// Voices in the words of a language.
pub fn said(speech: &Speech, voices: Vec<voices::Voice>) -> Vec<Voice> {
    let label = |text| speech.phrase(&Phrase::Label(text));
    let voice = |voice: voices::Voice| Voice {
        you_said: label(voice.you_said),
        we_did: voice.we_did.map(label),
        place: speech.line(&voice.place),
        effect: voice.effect.map(|effect| speech.line(&effect)),
    };
    voices.into_iter().map(voice).collect()
}
