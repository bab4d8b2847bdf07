//! What is set about a survey without being part of what it asks: where its form may be shown, and how, whether
//! everybody may read its results, and when it counts.
//!
//! Settings change at any time and make no new version: no figure depends on them.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::survey::department::Department;
use crate::survey::fault::Fault;
use crate::survey::questionnaire::{Asking, FrozenDepartment, Version};

pub use crate::survey::address::Origin;

/// The most websites that may show a survey's form.
pub const MOST_ORIGINS: usize = 20;

/// The settings of a survey for which nothing was set.
pub static UNSET: SurveySettings = SurveySettings {
    origins: Vec::new(),
    layout: Layout::OnePage,
    public: false,
    licence: Licence::CcBy,
    trial: false,
    opens_on: None,
    closes_on: None,
    departments: Vec::new(),
};

/// What is set about a survey.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveySettings {
    /// The other websites that may show its form and send its responses; none: only the service's own.
    #[serde(default)]
    pub origins: Vec<Origin>,
    /// How its form is laid out.
    #[serde(default)]
    pub layout: Layout,
    /// Whether everybody may read its closed periods.
    #[serde(default)]
    pub public: bool,
    /// On which terms everybody may use them.
    #[serde(default)]
    pub licence: Licence,
    /// Whether it is a trial without a day to open on yet: everything is checked, and nothing is stored.
    #[serde(default)]
    pub trial: bool,
    /// The first day whose responses count; until then it is a trial.
    #[serde(default)]
    pub opens_on: Option<Date>,
    /// The last day that it asks on.
    #[serde(default)]
    pub closes_on: Option<Date>,
    /// The departments that it asks about for some days only, or since some day; those of the version that are not
    /// among them are asked about without an end.
    #[serde(default)]
    pub departments: Vec<Asking>,
}

/// How a form is laid out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// All questions on one page.
    #[default]
    OnePage,
    /// A few questions on each of several pages.
    Pages,
}

/// On which terms open data may be used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
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

    /// Whether what is collected on a day is a trial, whenever it arrives.
    pub fn is_trial_on(&self, day: Date) -> bool {
        self.trial || self.opens_on.is_some_and(|first| day < first)
    }

    /// Whether nothing is asked on a day any more.
    pub fn is_closed_on(&self, day: Date) -> bool {
        self.closes_on.is_some_and(|last| day > last)
    }

    /// Checks that a survey still asked on the day that a response belongs to.
    ///
    /// # Errors
    /// When it had closed.
    pub fn admit_day(&self, day: Date) -> Result<(), Fault> {
        match self.closes_on {
            Some(last) if day > last => {
                Err(Fault::new("/collected_on", "closed", format!("is after {last}, the last day of the survey")))
            }
            _ => Ok(()),
        }
    }

    /// Takes up the departments that the version does not ask about, under the names that they have today.
    ///
    /// # Errors
    /// Everything that is wrong with the departments: figures that were given out must not change.
    pub fn take_up(
        &mut self,
        before: &Self,
        version: Option<&Version>,
        known: &[Department],
        today: Date,
    ) -> Result<(), Vec<Fault>> {
        let mut faults = Vec::new();
        for (index, asking) in self.departments.iter_mut().enumerate() {
            let place = format!("/departments/{index}");
            let Some(department) = known.iter().find(|department| department.code == asking.code) else {
                faults.push(Fault::new(
                    format!("{place}/code"),
                    "unknown_department",
                    "is not a department of this office",
                ));
                continue;
            };
            let stored = before.departments.iter().find(|stored| stored.code == asking.code);
            asking.taken_up = stored.and_then(|stored| stored.taken_up.clone());
            let missing = version.is_none_or(|version| !version.questionnaire.departments.contains(&asking.code));
            if missing || asking.taken_up.is_some() {
                let begun = stored.and_then(|stored| stored.from).filter(|_| asking.taken_up.is_some());
                asking.from = asking.from.or(begun).or(Some(today));
                if asking.from != begun && (asking.from < Some(today) || begun.is_some_and(|begun| begun <= today)) {
                    let detail = format!("must not change the days before {today}: figures of them were given out");
                    faults.push(Fault::new(format!("{place}/from"), "not_permitted", detail));
                }
                asking.taken_up = asking.taken_up.take().or_else(|| Some(FrozenDepartment::of(department, today)));
            }
            if let (Some(from), Some(until)) = (asking.from, asking.until)
                && until < from
            {
                let detail = format!("must not be before {from}, the first day");
                faults.push(Fault::new(format!("{place}/until"), "out_of_order", detail));
            }
        }
        for stored in &before.departments {
            let begun = stored.taken_up.is_some() && stored.from.is_some_and(|from| from <= today);
            if begun && !self.departments.iter().any(|asking| asking.code == stored.code) {
                let detail = format!("must keep {}, which was asked about: give it an `until`", stored.code);
                faults.push(Fault::new("/departments", "required", detail));
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    /// Everything that is wrong with the settings.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (index, asking) in self.departments.iter().enumerate() {
            if self.departments[..index].iter().any(|earlier| earlier.code == asking.code) {
                faults.push(Fault::new(format!("/departments/{index}/code"), "duplicate", "is there twice"));
            }
        }
        if self.trial && self.opens_on.is_some() {
            let detail = "a survey is a trial either without a day, or until this one: leave `trial` out";
            faults.push(Fault::new("/opens_on", "not_permitted", detail));
        }
        if let (Some(first), Some(last)) = (self.opens_on, self.closes_on)
            && last < first
        {
            faults.push(Fault::new("/closes_on", "out_of_order", format!("must not be before {first}, when it opens")));
        }
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
        let old: SurveySettings = serde_json::from_str(r#"{"origins":[],"layout":"one_page"}"#).unwrap();
        assert_eq!(old, UNSET);
        assert!(!old.public);
    }

    #[test]
    fn a_survey_is_a_trial_then_asks_and_then_is_closed() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let set = |opens: &str, closes: &str| SurveySettings {
            opens_on: Some(day(opens)),
            closes_on: Some(day(closes)),
            ..UNSET.clone()
        };
        let settings = set("2026-12-01", "2026-12-31");
        for (at, trial, closed) in [
            ("2026-11-30", true, false),
            ("2026-12-01", false, false),
            ("2026-12-31", false, false),
            ("2027-01-01", false, true),
        ] {
            assert_eq!((settings.is_trial_on(day(at)), settings.is_closed_on(day(at))), (trial, closed), "{at}");
            assert_eq!(settings.admit_day(day(at)).is_err(), closed, "{at}");
        }
        let undecided = SurveySettings { trial: true, ..UNSET.clone() };
        assert!(undecided.is_trial_on(day("2099-01-01")) && !UNSET.is_trial_on(day("2026-01-01")));
        let codes = |settings: SurveySettings| settings.faults().iter().map(|fault| fault.code).collect::<Vec<_>>();
        assert_eq!(codes(set("2026-12-01", "2026-12-01")), [""; 0]);
        assert_eq!(codes(set("2026-12-02", "2026-12-01")), ["out_of_order"]);
        assert_eq!(codes(SurveySettings { trial: true, ..settings }), ["not_permitted"]);
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
