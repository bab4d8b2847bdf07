//! The parts of an office that residents deal with.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::survey::codes::{DepartmentCode, OptionCode};
use crate::survey::fault::Fault;
use crate::survey::text::LocalizedText;

/// A department as it is today. Published versions keep a copy of its name, so that figures keep theirs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Department {
    /// Its stable code.
    pub code: DepartmentCode,
    /// Its name, until it was renamed; at least in Polish.
    pub name: LocalizedText,
    /// Where it receives people: a street address.
    pub site: String,
    /// Whether forms offer it.
    pub active: bool,
    /// The kinds of matter it handles, for a question that takes its options from them.
    #[serde(default)]
    pub matters: Vec<Matter>,
    /// The names that it has from a day on, oldest first.
    #[serde(default)]
    pub renamed: Vec<Renamed>,
}

/// The name that a department has from a day on, under the same code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renamed {
    /// The first day.
    pub from: Date,
    /// The name; at least in Polish.
    pub name: LocalizedText,
}

impl Department {
    /// What it is called on a day.
    pub fn name_on(&self, day: Date) -> &LocalizedText {
        name_on(&self.renamed, day).unwrap_or(&self.name)
    }

    /// Calls it something else today. A name that it was given from a day on stays in the figures of the days before.
    pub fn rename(&mut self, name: LocalizedText, today: Date) {
        if *self.name_on(today) == name {
            return;
        }
        match self.renamed.iter().rposition(|renamed| renamed.from <= today) {
            None => self.name = name,
            Some(place) if self.renamed[place].from == today => self.renamed[place].name = name,
            Some(place) => self.renamed.insert(place + 1, Renamed { from: today, name }),
        }
    }

    /// Replaces the names that it will have.
    ///
    /// # Errors
    /// When a name that it has or had would change, or when the days are in no order.
    pub fn plan_names(&mut self, renamed: Vec<Renamed>, today: Date) -> Result<(), Fault> {
        if !renamed.is_sorted_by(|one, next| one.from < next.from) {
            return Err(Fault::new("/renamed", "out_of_order", "must be in the order of their days"));
        }
        let past = |names: &[Renamed]| names.iter().filter(|it| it.from < today).cloned().collect::<Vec<_>>();
        if past(&renamed) != past(&self.renamed) {
            let detail = format!("must keep the names from days before {today}: figures hold them");
            return Err(Fault::new("/renamed", "not_permitted", detail));
        }
        self.renamed = renamed;
        Ok(())
    }
}

/// The name that holds on a day, of those that are given from a day on.
pub fn name_on(renamed: &[Renamed], day: Date) -> Option<&LocalizedText> {
    renamed.iter().rfind(|renamed| renamed.from <= day).map(|renamed| &renamed.name)
}

/// A kind of matter that a department handles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matter {
    /// Its stable code within the department.
    pub code: OptionCode,
    /// Its name.
    pub text: LocalizedText,
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn department() -> Department {
        let json = r#"{"code":"KM","name":{"pl":"Komunikacja"},"site":"","active":true,
            "renamed":[{"from":"2026-07-01","name":{"pl":"Transport"}}]}"#;
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_name_holds_from_its_day_on() {
        let mut department = department();
        let today = date(2026, 9, 1);
        let on = |department: &Department, day| department.name_on(day).in_polish().to_owned();
        assert_eq!(on(&department, date(2026, 6, 30)), "Komunikacja");
        assert_eq!(on(&department, date(2026, 7, 1)), "Transport");
        department.rename(LocalizedText::same("Pojazdy"), today);
        let days = [date(2026, 6, 30), date(2026, 8, 31), today].map(|day| on(&department, day));
        assert_eq!(days, ["Komunikacja", "Transport", "Pojazdy"]);
        department.rename(LocalizedText::same("Auta"), today);
        assert_eq!((department.renamed.len(), on(&department, today).as_str()), (2, "Auta"));
    }

    #[test]
    fn names_that_figures_hold_stay() {
        let today = date(2026, 9, 1);
        let past = department().renamed;
        let next = |from| Renamed { from, name: LocalizedText::same("Pojazdy") };
        let plan = |renamed: Vec<Renamed>| department().plan_names(renamed, today).map_err(|fault| fault.code);
        assert_eq!(plan([past.clone(), vec![next(today), next(date(2027, 1, 1))]].concat()), Ok(()));
        assert_eq!(plan(Vec::new()), Err("not_permitted"));
        assert_eq!(plan([past.clone(), vec![next(date(2026, 8, 31))]].concat()), Err("not_permitted"));
        assert_eq!(plan([past, vec![next(date(2027, 1, 1)), next(today)]].concat()), Err("out_of_order"));
    }
}
