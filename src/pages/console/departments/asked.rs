//! On which days surveys ask about a department.

use jiff::civil::Date;

use crate::pages::console::departments::words::Words;
use crate::pages::console::fields::Misfits;
use crate::pages::console::layout::Layout;
use crate::state::Catalogue;
use crate::survey::department::Department;

/// A survey, and on which days it asks about a department.
pub struct Asked {
    /// Its slug.
    pub survey: String,
    /// Its title.
    pub title: String,
    /// Whether it asks when no days are given.
    pub state: &'static str,
    /// The first day, as it is or was typed.
    pub from: String,
    /// The last day.
    pub until: String,
    /// What is wrong with them.
    pub wrong: Misfits,
}

impl Asked {
    /// What is wrong with the first day, or with all of it: that it must be there is told where days begin.
    pub fn wrong_first_day(&self) -> &'static str {
        match self.wrong.with("departments.0.from") {
            "" => self.wrong.with("departments"),
            said => said,
        }
    }
}

/// The surveys that are published, and on which days they ask about a department.
pub fn surveys(catalogue: &Catalogue, layout: &Layout, department: &Department) -> Vec<Asked> {
    let words = Words::of(&layout.frame.words.language);
    let published = catalogue.surveys.iter().filter_map(|(slug, versions)| Some((slug, versions.last()?)));
    let asked = published.map(|(slug, version)| {
        let fieldwork = catalogue.fieldwork(slug.as_str());
        let asking = fieldwork.departments.iter().find(|asking| asking.code == department.code);
        let is_in_version = version.questionnaire.departments.contains(&department.code);
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        Asked {
            survey: slug.to_string(),
            title: layout.frame.text(&version.questionnaire.title).to_owned(),
            state: if is_in_version { &words.asks } else { &words.asks_not },
            from: day(asking.and_then(|asking| asking.from)),
            until: day(asking.and_then(|asking| asking.until)),
            wrong: Misfits::default(),
        }
    });
    asked.collect()
}
