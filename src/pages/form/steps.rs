//! How a form is divided into steps of one screen each: the headline by itself, then what its answer leads to, then
//! like things together.
//!
//! Nothing is remembered between steps: what is asked follows from the answers that each of them brings along.

use crate::pages::shared::has_faces;
use crate::survey::codes::DepartmentCode;
use crate::survey::questionnaire::{Kind, Question, QuestionOption, Version};

/// The most rows of faces in a step.
const MOST_ROWS: usize = 6;
/// The most choices in a step of other questions.
const MOST_CHOICES: usize = 12;
/// How many choices take the room of a field for words.
const WORDS: usize = 5;

/// What is asked at once. A question that another one leads to comes along with that one, and is not named here; only
/// those that the headline leads to have steps of their own, after it.
pub struct Step<'a> {
    /// The questions, in the order they are asked.
    pub questions: Vec<&'a Question>,
    /// Whether all of them are answered by faces, so that they stand in rows.
    pub rows: bool,
    /// How many rows or choices there are.
    room: usize,
}

/// The steps of a form for one department, when the questions `asked` are those that the answers so far lead to. The
/// first is the headline, unless that follows another question.
pub fn divide<'a>(version: &'a Version, department: &DepartmentCode, asked: &[&'a Question]) -> Vec<Step<'a>> {
    let questionnaire = &version.questionnaire;
    let is_first = |question: &Question| question.code == questionnaire.headline && question.show_if.is_none();
    let follows_first = |question: &Question| {
        let followed = question.show_if.as_ref().and_then(|show_if| version.question(show_if.question.as_str()));
        followed.is_some_and(is_first)
    };
    let asked = || asked.iter().copied().filter(|question| question.is_offered_in(department));
    let first = asked().filter(|question| is_first(question));
    let following = asked().filter(|question| follows_first(question));
    let others = asked().filter(|question| question.show_if.is_none() && !is_first(question));
    let mut steps: Vec<Step<'a>> = Vec::new();
    let mut closed = true;
    for question in first.chain(following).chain(others) {
        let alone = is_first(question) || follows_first(question);
        let rows = !alone && has_faces(questionnaire, question);
        let room = if rows { 1 } else { room(question, department) };
        let most = if rows { MOST_ROWS } else { MOST_CHOICES };
        match steps.last_mut().filter(|step| !closed && !alone && step.rows == rows && step.room + room <= most) {
            Some(step) => {
                step.questions.push(question);
                step.room += room;
            }
            None => steps.push(Step { questions: vec![question], rows, room }),
        }
        closed = alone;
    }
    steps
}

/// The step that a question stands in: its own, or that of the question that leads to it.
pub fn place(steps: &[Step<'_>], version: &Version, code: &str) -> Option<usize> {
    let own = steps.iter().position(|step| step.questions.iter().any(|question| question.code.as_str() == code));
    own.or_else(|| place(steps, version, version.question(code)?.show_if.as_ref()?.question.as_str()))
}

/// How many choices a question has, or takes the room of.
fn room(question: &Question, department: &DepartmentCode) -> usize {
    let offered = |options: &[QuestionOption]| options.iter().filter(|option| option.is_offered_in(department)).count();
    match &question.kind {
        Kind::Rating { .. } | Kind::Nps => 3,
        Kind::Single { options, .. } | Kind::Multiple { options, .. } => offered(options),
        Kind::YesNo => 2,
        Kind::Text { .. } => WORDS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::response::{Draft, Given, asked};
    use crate::survey::standard;

    fn steps(department: &str, overall: i64) -> Vec<String> {
        let day = jiff::civil::date(2026, 7, 14);
        let slug = standard::SURVEY.parse().unwrap();
        let offered = standard::departments();
        let version = Version::publish(slug, standard::questionnaire(), &offered, &[], day).unwrap();
        let answers = vec![("OVERALL".to_owned(), Given::Integer(overall))];
        let draft = Draft { department: department.to_owned(), answers, ..Draft::default() };
        let steps = divide(&version, &department.parse().unwrap(), &asked(&draft, &version));
        for question in &version.questionnaire.questions {
            let code = question.code.as_str();
            let step = place(&steps, &version, code).unwrap();
            assert!(step == 0 || code != "OVERALL", "{code} is asked in step {step}");
        }
        let codes = |step: &Step<'_>| -> Vec<String> { step.questions.iter().map(|it| it.code.to_string()).collect() };
        steps.iter().map(|step| codes(step).join(" ")).collect()
    }

    #[test]
    fn the_standard_survey_goes_by_the_headline_then_rows_then_the_rest() {
        let usual = [
            "OVERALL",
            "COURTESY COMPETENCE INFO WAIT CONDITIONS TIMELY",
            "EFFORT FAIRNESS FORMS FIND ACCESS",
            "OUTCOME MATTER",
            "IMPORT",
            "RTYPE FREQ SUGGEST",
        ];
        assert_eq!(steps("KM", 5), usual);
        let (first, others) = usual.split_at(1);
        assert_eq!(steps("KM", 2), [first, &["REASON"], others].concat());
    }
}
