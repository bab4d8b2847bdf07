//! When a survey asks, and about whom: its trial, the day that it opens on, the day that it closes on, and the days on
//! which it asks about which departments.
//!
//! It changes at any time and makes no new version. Figures that were given out stay as they are.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::survey::department::Department;
use crate::survey::fault::Fault;
use crate::survey::questionnaire::{Asking, FrozenDepartment, Version};

/// The fieldwork of a survey for which nothing was set: it asks about the departments of its version, without an end.
pub static OPEN: Fieldwork = Fieldwork { trial: false, opens_on: None, closes_on: None, departments: Vec::new() };

/// When a survey asks, and about whom.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fieldwork {
    /// Whether it is a trial without a day to open on yet: everything is checked, and nothing is stored.
    pub trial: bool,
    /// The first day whose responses count; until then it is a trial.
    pub opens_on: Option<Date>,
    /// The last day that it asks on.
    pub closes_on: Option<Date>,
    /// The departments that it asks about for some days only, or since some day; those of the version that are not
    /// among them are asked about without an end.
    pub departments: Vec<Asking>,
}

impl Fieldwork {
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

    /// Checks that a trial does not begin after something `counts` that was said: what residents say in it would be
    /// thrown away.
    ///
    /// # Errors
    /// When it does.
    pub fn admit_trial(&self, today: Date, counts: bool) -> Result<(), Fault> {
        if !counts || !self.is_trial_on(today) {
            return Ok(());
        }
        let place = if self.trial { "/trial" } else { "/opens_on" };
        let detail = "responses that count were given already: rehearse with a survey of its own, which asks the same";
        Err(Fault::new(place, "not_permitted", detail))
    }

    /// Takes up the departments that the version does not ask about, under the names that they have then.
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
                asking.taken_up = asking
                    .taken_up
                    .take()
                    .or_else(|| Some(FrozenDepartment::of(department, asking.from.unwrap_or(today))));
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

    /// Everything that is wrong with it, whatever the survey asks.
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
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_survey_is_a_trial_then_asks_and_then_is_closed() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let set = |opens: &str, closes: &str| Fieldwork {
            opens_on: Some(day(opens)),
            closes_on: Some(day(closes)),
            ..OPEN.clone()
        };
        let fieldwork = set("2026-12-01", "2026-12-31");
        for (at, trial, closed) in [
            ("2026-11-30", true, false),
            ("2026-12-01", false, false),
            ("2026-12-31", false, false),
            ("2027-01-01", false, true),
        ] {
            assert_eq!((fieldwork.is_trial_on(day(at)), fieldwork.is_closed_on(day(at))), (trial, closed), "{at}");
            assert_eq!(fieldwork.admit_day(day(at)).is_err(), closed, "{at}");
        }
        let undecided = Fieldwork { trial: true, ..OPEN.clone() };
        assert!(undecided.is_trial_on(day("2099-01-01")) && !OPEN.is_trial_on(day("2026-01-01")));
        let codes = |fieldwork: Fieldwork| fieldwork.faults().iter().map(|fault| fault.code).collect::<Vec<_>>();
        assert_eq!(codes(set("2026-12-01", "2026-12-01")), [""; 0]);
        assert_eq!(codes(set("2026-12-02", "2026-12-01")), ["out_of_order"]);
        assert_eq!(codes(Fieldwork { trial: true, ..fieldwork }), ["not_permitted"]);
    }
}
