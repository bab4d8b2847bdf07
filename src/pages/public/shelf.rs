//! What is open to everybody: surveys that are marked public, and their quarters and years that are closed.

use std::sync::Arc;

use jiff::civil::Date;

use crate::state::{Catalogue, Question, Sight, State};
use crate::survey::figures::{GroupBy, Query, Record};
use crate::survey::period::{Period, Unit};
use crate::survey::questionnaire::Version;
use crate::survey::settings::{FEWEST_IN_PUBLIC, Licence};

/// A survey that everybody may read.
#[derive(Debug, Clone)]
pub struct OpenSurvey {
    /// Its published versions, oldest first; there is one at least.
    pub versions: Vec<Arc<Version>>,
    /// On which terms its figures may be used.
    pub licence: Licence,
}

/// The closed periods of a survey, from the first of which there is a figure, in order.
#[derive(Debug, Default)]
pub struct Periods {
    /// Its quarters.
    pub quarters: Vec<Period>,
    /// Its years.
    pub years: Vec<Period>,
}

/// Whether anything is published at all.
pub fn is_open(state: &State) -> bool {
    state.config.k.get() >= FEWEST_IN_PUBLIC
}

/// A survey, if everybody may read it.
pub fn find_open(catalogue: &Catalogue, survey: &str) -> Option<OpenSurvey> {
    let settings = catalogue.settings(survey);
    let versions = catalogue.versions(survey).filter(|_| settings.public)?;
    Some(OpenSurvey { versions: versions.to_vec(), licence: settings.licence })
}

/// All surveys that everybody may read.
pub fn list_open(catalogue: &Catalogue) -> Vec<OpenSurvey> {
    catalogue.surveys.keys().filter_map(|survey| find_open(catalogue, survey.as_str())).collect()
}

impl OpenSurvey {
    /// The newest version.
    pub fn newest(&self) -> &Version {
        &self.versions[self.versions.len() - 1]
    }

    /// What `State` is asked; the text names all that the answer depends on beside the survey.
    pub fn question(&self, text: &str) -> Question {
        let survey = self.newest().survey.clone();
        let sight = Sight { first: Date::MIN, last: Date::MAX, as_of: None };
        let text = format!("public {survey} {:?} {text}", self.licence);
        Question { text, survey, versions: self.versions.clone(), sight }
    }

    /// The query for a period.
    pub fn query(&self, period: &Period, group_by: GroupBy) -> Query {
        Query {
            survey: self.newest().survey.clone(),
            period: period.clone(),
            departments: Vec::new(),
            questions: Vec::new(),
            group_by,
            as_of: None,
        }
    }
}

impl Periods {
    /// The closed periods of what was released.
    pub fn of(record: &Record) -> Self {
        let Some(through) = record.closes.iter().map(|close| close.through).max() else { return Self::default() };
        let last_days = record.blocks.iter().map(|block| block.last_day);
        let Some(first) = last_days.filter(|day| *day <= through).min() else { return Self::default() };
        let closed = |unit| {
            let all = std::iter::successors(Some(Period::holding(first, unit)), |period| Some(period.next(unit)));
            all.take_while(|period| period.last() <= through).collect()
        };
        Self { quarters: closed(Unit::Quarter), years: closed(Unit::Year) }
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Period> {
        self.quarters.iter().chain(&self.years)
    }

    /// The closed period of a name.
    pub fn find(&self, label: &str) -> Option<&Period> {
        self.all().find(|period| period.label() == label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::figures::{Blocks, Terms};

    #[test]
    fn nothing_is_closed_before_anything_was_released() {
        let record = Record {
            versions: Vec::new(),
            blocks: Blocks::default(),
            quarters: Blocks::default(),
            classes: Vec::new(),
            closes: Vec::new(),
            set_aside: Vec::new(),
            terms: Terms { close: Unit::Quarter, k: 10.try_into().unwrap() },
            told_on: None,
        };
        assert_eq!(Periods::of(&record).all().count(), 0);
    }
}
