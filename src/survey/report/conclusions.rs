//! What the quality manager makes of the figures, in their own words.

use crate::survey::report::document::{Part, Phrase};
use crate::survey::text::LocalizedText;

/// The longest conclusions, in characters: with a summary they still fit on two sheets of A4.
pub const LONGEST: u64 = 4_000;

/// The conclusions, a note for each paragraph. The office writes Polish, whatever language the rest is told in.
pub fn conclusions(text: &str) -> Part {
    Part::default().notes(paragraphs(text).map(|paragraph| Phrase::Label(LocalizedText::same(paragraph))))
}

/// The paragraphs of a text: its lines, but for the empty ones between them.
pub fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}
