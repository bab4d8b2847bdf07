//! What a fresh installation starts with: the office's departments and its standard survey.

use crate::survey::department::Department;
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

/// The standard questionnaire, in Polish, English, Ukrainian and German.
///
/// # Panics
/// Never: the text is part of the program, and a test reads it.
pub fn questionnaire() -> Questionnaire {
    serde_json::from_str(include_str!("standard/questionnaire.json")).expect("the embedded questionnaire is valid")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::questionnaire::Version;

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
