//! "You said, we did", in the words of one language.

use jiff::civil::Date;

use crate::reports::render::Speech;
use crate::survey::codes::Language;
use crate::survey::report::{Findings, Phrase, voices as report};
use crate::survey::text::LocalizedText;

/// One thing that was said, and what was done about it.
pub struct Voice {
    /// What was said.
    pub you_said: Told,
    /// What was done.
    pub we_did: Told,
    /// Where and when.
    pub done: String,
    /// What it changed, if that can be told.
    pub effect: Option<String>,
}

/// A text, and its language where that is not the page's.
pub struct Told {
    /// The text.
    pub text: String,
    /// Its language.
    pub language: Option<Language>,
}

/// What residents are told of the actions that are done.
pub fn voices(speech: &Speech, findings: &Findings<'_>, today: Date) -> Vec<Voice> {
    let voices = report::voices(findings, today).into_iter().map(|voice| Voice {
        you_said: told(speech, voice.you_said),
        we_did: told(speech, voice.we_did),
        done: speech.line(&voice.done),
        effect: voice.effect.map(|effect| speech.line(&effect)),
    });
    voices.collect()
}

fn told(speech: &Speech, text: LocalizedText) -> Told {
    let said = speech.phrase(&Phrase::Label(text));
    Told { text: said.text, language: said.language }
}
