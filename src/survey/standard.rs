//! What a fresh installation starts with: the office and its departments, and its standard survey.
//!
//! The words of the survey improve; the codes stay. [`renew`] brings a questionnaire that still has former words to
//! those of today.

use serde::Deserialize;

use crate::survey::codes::{OptionCode, QuestionCode};
use crate::survey::department::Department;
use crate::survey::office::Office;
use crate::survey::questionnaire::{Kind, OptionSource, Question, QuestionOption, Questionnaire};
use crate::survey::text::LocalizedText;

/// The slug of the standard survey.
pub const SURVEY: &str = "obsluga";

/// The departments of Starostwo Powiatowe w Jeleniej Górze, to be confirmed by the office.
///
/// # Panics
/// Never: the text is part of the program, and a test reads it.
pub fn departments() -> Vec<Department> {
    serde_json::from_str(include_str!("standard/departments.json")).expect("the embedded departments are valid")
}

/// Starostwo Powiatowe w Jeleniej Górze, as long as it has not said more about itself. Its texts say what it has to confirm.
///
/// # Panics
/// Never: the text is part of the program, and a test reads it.
pub fn office() -> Office {
    serde_json::from_str(include_str!("standard/office.json")).expect("the embedded office is valid")
}

/// The standard questionnaire, in Polish, English, Ukrainian and German.
///
/// # Panics
/// Never: the text is part of the program, and a test reads it.
pub fn questionnaire() -> Questionnaire {
    serde_json::from_str(include_str!("standard/questionnaire.json")).expect("the embedded questionnaire is valid")
}

/// What a question or an option of the standard survey was called before.
#[derive(Deserialize)]
struct Former {
    question: QuestionCode,
    /// The option; none: the question itself.
    option: Option<OptionCode>,
    text: LocalizedText,
}

/// The questionnaire with today's words of the standard survey in the place of former ones; none: it has no former
/// words. What an office worded itself stays as it is, in each language.
///
/// # Panics
/// Never: the text is part of the program, and a test reads it.
pub fn renew(questionnaire: &Questionnaire) -> Option<Questionnaire> {
    let former: Vec<Former> =
        serde_json::from_str(include_str!("standard/former.json")).expect("the embedded texts are valid");
    let (mut renewed, mut today) = (questionnaire.clone(), self::questionnaire());
    for former in former {
        if let (Some(text), Some(better)) = (former.find(&mut renewed), former.find(&mut today)) {
            for (language, words) in &mut text.0 {
                if former.text.0.get(language) == Some(words)
                    && let Some(better) = better.0.get(language)
                {
                    words.clone_from(better);
                }
            }
        }
    }
    if renewed == *questionnaire {
        return None;
    }
    renewed.questions.iter_mut().for_each(take_matters_again);
    Some(renewed)
}

/// Gives the questions of a version of the standard survey that is older than roles, or than short names, those that
/// they have today.
pub fn mark(questionnaire: &mut Questionnaire) {
    let has_roles = questionnaire.questions.iter().any(|question| question.role.is_some());
    let has_names = questionnaire.questions.iter().any(|question| question.short.is_some());
    if has_roles && has_names {
        return;
    }
    let today = self::questionnaire().questions;
    for question in &mut questionnaire.questions {
        let same = today.iter().find(|standard| standard.code == question.code);
        if !has_roles {
            question.role = same.and_then(|standard| standard.role);
        }
        if !has_names {
            question.short = same.and_then(|standard| standard.short.clone());
        }
    }
}

/// Options that were taken from the departments are taken anew when it is published.
fn take_matters_again(question: &mut Question) {
    let is_matter = |option: &QuestionOption| option.departments.len() == 1;
    if let Kind::Single { options, options_from } = &mut question.kind
        && question.code.as_str() == "MATTER"
        && options.iter().all(is_matter)
    {
        options.clear();
        *options_from = Some(OptionSource::Matters);
    }
}

impl Former {
    /// The text that it is a former one of.
    fn find<'a>(&self, questionnaire: &'a mut Questionnaire) -> Option<&'a mut LocalizedText> {
        let question = questionnaire.questions.iter_mut().find(|question| question.code == self.question)?;
        let Some(code) = &self.option else { return Some(&mut question.text) };
        match &mut question.kind {
            Kind::Single { options, .. } | Kind::Multiple { options, .. } => {
                options.iter_mut().find(|option| option.code == *code).map(|option| &mut option.text)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::questionnaire::Version;

    #[test]
    fn a_version_that_is_older_than_roles_and_short_names_gets_those_of_today() {
        let today = questionnaire();
        assert!(today.questions.iter().all(|question| question.short.is_some()));
        let without = |remove: fn(&mut Question)| {
            let mut older = today.clone();
            older.questions.iter_mut().for_each(remove);
            assert_ne!(older, today);
            mark(&mut older);
            assert_eq!(older, today);
            older
        };
        without(|question| question.short = None);
        let mut older = without(|question| question.role = None);
        older.questions.iter_mut().filter(|question| question.code.as_str() == "MATTER").for_each(|it| it.role = None);
        let unmarked = older.clone();
        mark(&mut older);
        assert_eq!(older, unmarked, "an office may take a mark away");
    }

    /// The standard survey in its former words.
    fn former_survey() -> Questionnaire {
        let mut survey = questionnaire();
        let all: Vec<Former> = serde_json::from_str(include_str!("standard/former.json")).unwrap();
        for former in &all {
            let text = former.find(&mut survey).expect("a former text is of a question or an option that there is");
            assert_ne!(*text, former.text, "{}", former.question);
            *text = former.text.clone();
        }
        survey
    }

    #[test]
    fn former_words_become_those_of_today_and_an_offices_own_stay() {
        assert_eq!(renew(&questionnaire()), None);
        assert_eq!(renew(&former_survey()).unwrap(), questionnaire());
        let day = jiff::civil::date(2026, 1, 1);
        let published = Version::publish(SURVEY.parse().unwrap(), former_survey(), &departments(), &[], day).unwrap();
        assert_eq!(renew(&published.questionnaire).unwrap(), questionnaire(), "matters are taken from departments");
        let mut own = former_survey();
        let polish = "pl".parse().unwrap();
        own.questions[0].text.0.insert(polish, "Jak było?".to_owned());
        own.questions.truncate(3);
        let renewed = renew(&own).unwrap();
        let text = |questionnaire: &Questionnaire, language: &str| {
            questionnaire.questions[0].text.in_language(&language.parse().unwrap()).unwrap().to_owned()
        };
        assert_eq!((text(&renewed, "pl"), renewed.questions.len()), ("Jak było?".to_owned(), 3));
        assert_eq!(text(&renewed, "en"), text(&questionnaire(), "en"));
    }

    #[test]
    fn people_answer_at_home_too_and_are_addressed_in_one_way() {
        let survey = serde_json::to_string(&questionnaire()).unwrap().to_lowercase();
        for word in ["dziś", "dzisiej", "today", "сьогодн", "heute", "pan/", "pana/", "pani"] {
            assert!(!survey.contains(word), "{word}");
        }
    }

    #[test]
    fn the_standard_survey_can_be_published() {
        let slug = SURVEY.parse().unwrap();
        let day = jiff::civil::date(2026, 1, 1);
        let version = Version::publish(slug, questionnaire(), &departments(), &[], day).unwrap();
        assert_eq!(version.departments.len(), departments().len());
        let matters: usize = departments().iter().map(|department| department.matters.len()).sum();
        assert_eq!(version.question("MATTER").unwrap().options().len(), matters);
        assert!(version.question("OVERALL").unwrap().required);
    }
}
