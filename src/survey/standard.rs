//! What a fresh installation starts with: the office and its departments, and its standard survey.

use crate::survey::department::Department;
use crate::survey::office::Office;
use crate::survey::questionnaire::Questionnaire;

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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::survey::questionnaire::Version;

    #[test]
    fn the_standard_office_speaks_the_languages_of_the_standard_survey() {
        assert_eq!(office().faults(), []);
        let languages: BTreeSet<String> = questionnaire().languages.iter().map(ToString::to_string).collect();
        let mut texts = 0;
        let mut values = vec![serde_json::to_value(office()).unwrap()];
        while let Some(value) = values.pop() {
            let Some(members) = value.as_object() else { continue };
            if members.contains_key("pl") {
                texts += 1;
                assert_eq!(members.keys().cloned().collect::<BTreeSet<_>>(), languages, "{value}");
            }
            values.extend(members.values().cloned());
            values.extend(members.values().filter_map(|value| value.as_array()).flatten().cloned());
        }
        assert_eq!(texts, 11);
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
