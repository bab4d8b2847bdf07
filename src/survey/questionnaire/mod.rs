//! What is asked: questionnaires, their questions, and the versions that were published.
//!
//! [`Questionnaire::faults`] is the one place that decides whether a questionnaire makes sense.
//! How an answer is checked against a question is in `response`; drafts and versions are kept by `storage`.

mod questions;
mod check;
mod version;

pub use check::MOST_QUESTIONS;
pub use questions::{
    Condition, Kind, LONGEST_SHORT, LONGEST_TEXT, MOST_OPTIONS, OptionSource, Question, QuestionOption, Questionnaire,
    Role, SCALES, ShowIf,
};
pub use version::{Asking, FrozenDepartment, Version};
