//! The parts of an office that residents deal with.

use serde::{Deserialize, Serialize};

use crate::survey::codes::{DepartmentCode, OptionCode};
use crate::survey::text::LocalizedText;

/// A department as it is today. Published versions keep a copy of its name, so that figures keep theirs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Department {
    /// Its stable code.
    pub code: DepartmentCode,
    /// Its name; at least in Polish.
    pub name: LocalizedText,
    /// Where it receives people: a street address.
    pub site: String,
    /// Whether forms offer it.
    pub active: bool,
    /// The kinds of matter it handles, for a question that takes its options from them.
    #[serde(default)]
    pub matters: Vec<Matter>,
}

/// A kind of matter that a department handles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matter {
    /// Its stable code within the department.
    pub code: OptionCode,
    /// Its name.
    pub text: LocalizedText,
}
