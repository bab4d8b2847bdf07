//! A document of one sheet or a few, beside the review: a heading, what it is about, and parts under headings of their own.

use crate::survey::report::document::{Phrase, Section};
use crate::survey::text::LocalizedText;

/// A document of one sheet or a few.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The office's name.
    pub office: LocalizedText,
    /// What it is.
    pub title: Phrase,
    /// What it is about, line by line.
    pub about: Vec<Phrase>,
    /// Its parts, in order.
    pub sections: Vec<Section>,
}
