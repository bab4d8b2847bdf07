//! What `console/fields.html` makes fields of.

use crate::http::Problem;
use crate::pages::console::words::Words;

/// An option of a choice, or a box to tick.
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub text: String,
    /// Whether it is chosen.
    pub is_chosen: bool,
}

impl Choice {
    /// An option.
    pub fn new(value: impl Into<String>, text: impl Into<String>, is_chosen: bool) -> Self {
        Self { value: value.into(), text: text.into(), is_chosen }
    }
}

/// What is wrong with which field, in words.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wrong(pub Option<(&'static str, &'static str)>);

impl Wrong {
    /// What is wrong with a field; nothing: it is all right.
    pub fn with(&self, field: &str) -> &'static str {
        self.0.filter(|(name, _)| *name == field).map_or("", |(_, words)| words)
    }
}

/// What the rules of the API found wrong, field by field: `/public/we_did/pl` is the field `public.we_did.pl`.
#[derive(Debug, Clone, Default)]
pub struct Misfits(Vec<(String, &'static str)>);

impl Misfits {
    /// What a problem says of fields: in these words, by field and code, or in general ones. A `*` is any row of several.
    ///
    /// # Errors
    /// The problem, when it is another one.
    pub fn read(problem: Problem, words: &'static Words, own: &[(&str, &str, &'static str)]) -> Result<Self, Problem> {
        let mut misfits = Self::default();
        for (pointer, code) in problem.faults() {
            let field = pointer.trim_start_matches('/').replace('/', ".");
            let said = own.iter().find(|(name, its_code, _)| is_named(&field, name) && *its_code == code);
            misfits.add(&field, said.map_or_else(|| words.misfit(code), |(_, _, said)| *said));
        }
        if misfits.is_empty() { Err(problem) } else { Ok(misfits) }
    }

    /// Something wrong with a field, if nothing was; no words: nothing is.
    pub fn add(&mut self, field: &str, words: &'static str) {
        if self.with(field).is_empty() && !words.is_empty() {
            self.0.push((field.to_owned(), words));
        }
    }

    /// What is wrong with a field; nothing: it is all right.
    pub fn with(&self, field: &str) -> &'static str {
        self.0.iter().find(|(name, _)| name == field).map_or("", |(_, words)| words)
    }

    /// What is wrong with a field of this name, in which `*` stands for any part.
    pub fn like(&self, name: &str) -> &'static str {
        self.0.iter().find(|(field, _)| is_named(field, name)).map_or("", |(_, words)| words)
    }

    /// What is wrong with a field or a part of it: `languages.1` is a part of `languages`.
    pub fn within(&self, field: &str) -> &'static str {
        let is_part =
            |name: &str| name.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        self.0.iter().find(|(name, _)| is_part(name)).map_or("", |(_, words)| words)
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Whether a field has a name, in which `*` stands for any part.
fn is_named(field: &str, name: &str) -> bool {
    let (field, name) = (field.split('.'), name.split('.'));
    field.clone().count() == name.clone().count() && field.zip(name).all(|(part, known)| known == "*" || part == known)
}
