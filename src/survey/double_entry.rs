//! Double entry: a form is typed a second time, by somebody else, and the two are held against each other. What parts them
//! is counted, and says how often the typing of a stack is wrong.

use crate::survey::codes::{DepartmentCode, QuestionCode};
use crate::survey::questionnaire::{Kind, Question, Version};
use crate::survey::response::{Answers, Asking, Channel, is_asked};

/// Each form of so many in a stack is put aside, to be typed a second time.
pub const SAMPLE: u32 = 10;

/// What two entries of one form come to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compared {
    /// How many answers were compared; none is an answer, too.
    pub answers: u64,
    /// The questions whose answers differ, in their order.
    pub different: Vec<QuestionCode>,
}

/// Holds two entries of one paper form against each other: every question that is answered by ticking, if it was asked
/// after the answers of either.
pub fn compare_entries(version: &Version, department: &DepartmentCode, first: &Answers, second: &Answers) -> Compared {
    let asking = Asking { department, channel: Channel::Paper };
    let ticked = version.questionnaire.questions.iter().filter(|question| !matches!(question.kind, Kind::Text { .. }));
    let asked = |question: &&Question| [first, second].iter().any(|answers| is_asked(question, asking, answers));
    ticked.filter(asked).fold(Compared::default(), |mut compared, question| {
        compared.answers += 1;
        if first.get(&question.code) != second.get(&question.code) {
            compared.different.push(question.code.clone());
        }
        compared
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// How many answers are compared, and the codes of those that differ.
    fn compared(first: Value, second: Value) -> (u64, Vec<String>) {
        let version = Version {
            survey: "obsluga".parse().unwrap(),
            number: 1,
            questionnaire: serde_json::from_str(include_str!("standard/questionnaire.json")).unwrap(),
            departments: Vec::new(),
            published_on: jiff::civil::date(2026, 1, 1),
        };
        let read = |answers: Value| serde_json::from_value::<Answers>(answers).unwrap();
        let compared = compare_entries(&version, &"KM".parse().unwrap(), &read(first), &read(second));
        (compared.answers, compared.different.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn what_parts_two_entries_is_counted_and_so_is_what_does_not() {
        let alike = json!({ "OVERALL": 5, "WAIT": "na", "IMPORT": ["wait", "info"] });
        // All that is ticked but the reason, which nobody was asked for, and the matter, which has no options before it is
        // published.
        assert_eq!(compared(alike.clone(), alike.clone()), (16, vec![]));
        let other = json!({ "OVERALL": 5, "WAIT": 1, "IMPORT": ["wait"], "FREQ": "first" });
        assert_eq!(compared(alike, other), (16, ["WAIT", "IMPORT", "FREQ"].map(str::to_owned).to_vec()));
    }

    #[test]
    fn a_slip_that_opens_a_question_counts_there_too() {
        let (low, high) = (json!({ "OVERALL": 2, "REASON": ["time"] }), json!({ "OVERALL": 3 }));
        assert_eq!(compared(low, high), (17, ["OVERALL", "REASON"].map(str::to_owned).to_vec()));
    }
}
