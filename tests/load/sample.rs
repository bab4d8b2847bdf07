//! Invented responses to the standard survey: eight answers each. Not the whole questionnaire, and no free text.

use std::fmt::Write;

/// The survey that is loaded when nothing else is said.
pub const SURVEY: &str = "obsluga";

/// The departments of the standard survey.
pub const DEPARTMENTS: [&str; 11] = ["KM", "GN", "AB", "OS", "OR", "OK", "FN", "ZK", "RK", "NP", "ZDP"];

/// The questions that are answered, in the order of the questionnaire, with their options; the first is the headline.
pub const QUESTIONS: [(&str, &[&str]); 8] = [
    ("OVERALL", RATING),
    ("COURTESY", RATING),
    ("COMPETENCE", RATING),
    ("INFO", RATING),
    ("WAIT", RATING),
    ("CONDITIONS", RATING),
    ("OUTCOME", &["yes", "partly", "no", "in_progress"]),
    ("RTYPE", &["private", "business", "professional", "organisation"]),
];

const RATING: &[&str] = &["1", "2", "3", "4", "5"];

/// What one invented person says.
#[derive(Debug, Clone)]
pub struct Sample {
    /// The department, as an index.
    pub department: usize,
    /// The option chosen for each question, as an index.
    pub choices: [usize; QUESTIONS.len()],
}

impl Sample {
    /// Somebody; mostly satisfied, as people are.
    pub fn random(random: &mut fastrand::Rng) -> Self {
        let choices = QUESTIONS.map(|(_, options)| {
            let roll = random.usize(..options.len());
            if is_rating(options) { roll.max(random.usize(..options.len())) } else { roll }
        });
        Self { department: random.usize(..DEPARTMENTS.len()), choices }
    }

    /// The code of the department.
    pub fn department(&self) -> &'static str {
        DEPARTMENTS[self.department]
    }

    /// The answers as JSON, as they are sent and as they are stored.
    pub fn answers(&self) -> String {
        let mut text = String::from("{");
        for ((code, options), &choice) in QUESTIONS.iter().zip(&self.choices) {
            let quote = if is_rating(options) { "" } else { "\"" };
            let comma = if text.len() > 1 { "," } else { "" };
            // Writing to a String cannot fail.
            let _ = write!(text, "{comma}\"{code}\":{quote}{}{quote}", options[choice]);
        }
        text.push('}');
        text
    }
}

fn is_rating(options: &[&str]) -> bool {
    options.len() == RATING.len()
}
