//! What is wrong with something that was sent, and where: for people to read and for programs to act on.

use std::fmt::Display;

/// One thing wrong with a document that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where: a JSON pointer (RFC 6901) into the document. Empty: the whole document.
    pub pointer: String,
    /// What, for programs: a stable word such as `out_of_range`.
    pub code: &'static str,
    /// What, for people, in English. Never repeats the value that was sent.
    pub detail: String,
}

impl Fault {
    /// A fault at a place.
    pub fn new(pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), code, detail: detail.into() }
    }

    /// The same fault, seen from a document that holds this one at `prefix`.
    pub fn below(mut self, prefix: &str) -> Self {
        self.pointer.insert_str(0, prefix);
        self
    }
}

/// One step of a JSON pointer, escaped as RFC 6901 asks, with its slash.
pub fn step(token: impl Display) -> String {
    format!("/{}", token.to_string().replace('~', "~0").replace('/', "~1"))
}
