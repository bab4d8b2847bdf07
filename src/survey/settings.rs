//! What is set about a survey without being part of what it asks: where its form may be shown, and whether everybody may
//! read its results.
//!
//! Settings change at any time and make no new version: no figure depends on them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::survey::fault::Fault;

pub use crate::survey::address::Origin;

/// The most websites that may show a survey's form.
pub const MOST_ORIGINS: usize = 20;

/// The lowest k that everybody is told anything with; what an analyst may see with a lower one stays with analysts.
pub const FEWEST_IN_PUBLIC: u64 = 10;

/// The settings of a survey for which nothing was set.
pub static UNSET: SurveySettings = SurveySettings { origins: Vec::new(), public: false, licence: Licence::CcBy };

/// What is set about a survey.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveySettings {
    /// The other websites that may show its form and send its responses; none: only the service's own.
    #[serde(default)]
    pub origins: Vec<Origin>,
    /// Whether everybody may read its closed periods.
    #[serde(default)]
    pub public: bool,
    /// On which terms everybody may use them.
    #[serde(default)]
    pub licence: Licence,
}

/// On which terms open data may be used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum Licence {
    /// Creative Commons Attribution 4.0.
    #[default]
    #[serde(rename = "cc-by-4.0")]
    CcBy,
    /// Creative Commons Zero 1.0.
    #[serde(rename = "cc0-1.0")]
    Cc0,
}

impl Licence {
    /// Its name in every language.
    pub fn name(self) -> &'static str {
        match self {
            Self::CcBy => "CC BY 4.0",
            Self::Cc0 => "CC0 1.0",
        }
    }

    /// The address of its text.
    pub fn url(self) -> &'static str {
        match self {
            Self::CcBy => "https://creativecommons.org/licenses/by/4.0/",
            Self::Cc0 => "https://creativecommons.org/publicdomain/zero/1.0/",
        }
    }
}

impl SurveySettings {
    /// Whether the website of this origin may show the form and send responses.
    pub fn admits(&self, origin: &str) -> bool {
        self.origins.iter().any(|admitted| admitted.as_str() == origin)
    }

    /// Everything that is wrong with the settings.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        if self.origins.len() > MOST_ORIGINS {
            faults.push(Fault::new("/origins", "out_of_range", format!("may hold at most {MOST_ORIGINS} origins")));
        }
        for (index, origin) in self.origins.iter().enumerate() {
            if self.origins[..index].contains(origin) {
                faults.push(Fault::new(format!("/origins/{index}"), "duplicate", "is there twice"));
            }
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_very_origin_is_admitted() {
        let settings = SurveySettings { origins: vec!["https://www.example.pl".parse().unwrap()], ..UNSET.clone() };
        assert!(settings.admits("https://www.example.pl"));
        for other in [
            "",
            "null",
            "*",
            "https://example.pl",
            "http://www.example.pl",
            "https://www.example.pl:8443",
            "https://www.example.pl.evil.pl",
            "https://WWW.example.pl",
            "https://www.example.pl/",
            "https://www.example.p",
        ] {
            assert!(!settings.admits(other), "{other}");
        }
        assert!(!UNSET.admits("https://www.example.pl"));
    }

    #[test]
    fn what_was_stored_before_there_was_anything_public_is_not_public() {
        let old: SurveySettings = serde_json::from_str(r#"{"origins":[]}"#).unwrap();
        assert_eq!(old, UNSET);
        assert!(!old.public);
    }

    #[test]
    fn what_is_there_twice_or_too_often_is_a_fault() {
        let origin = |number: usize| format!("https://{number}.example.pl").parse().unwrap();
        let settings = |origins: Vec<Origin>| SurveySettings { origins, ..UNSET.clone() };
        assert_eq!(settings((0..20).map(origin).collect()).faults(), []);
        assert_eq!(settings((0..21).map(origin).collect()).faults()[0].pointer, "/origins");
        let faults = settings(vec![origin(1), origin(2), origin(1)]).faults();
        assert_eq!((faults[0].pointer.as_str(), faults[0].code, faults.len()), ("/origins/2", "duplicate", 1));
    }
}
