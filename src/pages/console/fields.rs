//! What `console/fields.html` makes fields of.

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
