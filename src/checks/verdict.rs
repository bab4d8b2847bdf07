//! How what was found is to be taken.

/// How a finding is to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// All is well.
    Well,
    /// Something to know, and no fault.
    Note,
    /// Somebody has to do something.
    Bad,
}
