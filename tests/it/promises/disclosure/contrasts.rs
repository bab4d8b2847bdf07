//! The analyst holds shares against each other: trends, periods, and departments against the rest of the office.
//!
//! Each side is held against the people whom it should count, as in `attack`, and tells them from all others.

use ankieta::survey::comparison::compare;
use ankieta::survey::figures::{GroupBy, Key, Proportion, Query};
use ankieta::survey::period::{Period, Unit};
use ankieta::survey::standing::stand;
use ankieta::survey::trend::{TrendQuery, trend};
use jiff::civil::Date;

use super::attack::{Analyst, RATES, Trail, period, query, selects};

/// The question that everybody answers, and the one that only the second version asks.
const QUESTIONS: [&str; 2] = ["OVERALL", "EXTRA"];

impl Analyst {
    /// Every trend by department and unit, every two neighbouring periods, and every department against the rest;
    /// some of them as of many days.
    pub fn hold_shares_against_each_other(&mut self) {
        let everything = period("2025-10..2026-12");
        let days: Vec<Option<Date>> = self.ticks.iter().step_by(9).copied().map(Some).chain([None]).collect();
        for question in QUESTIONS {
            for unit in [Unit::Month, Unit::Quarter, Unit::Year] {
                for departments in RATES.iter().map(|(code, _)| vec![*code]).chain([vec![], vec!["RK", "NP"]]) {
                    self.ask_trend(question, &query(&everything, &departments, GroupBy::Unit(unit), None));
                }
                for pair in everything.parts(unit).windows(2) {
                    let departments = query(&pair[1], &[], GroupBy::Department, None);
                    self.ask_comparison(question, &departments, &pair[0]);
                    self.ask_standing(question, &departments);
                }
            }
            for day in &days {
                self.ask_trend(question, &query(&everything, &[], GroupBy::Unit(Unit::Month), *day));
                self.ask_standing(question, &query(&everything, &[], GroupBy::Department, *day));
                self.ask_standing(question, &query(&everything, &["RK", "NP", "BP"], GroupBy::Department, *day));
            }
        }
    }

    fn ask_trend(&mut self, question: &str, query: &Query) {
        let GroupBy::Unit(unit) = query.group_by else { panic!("a trend is by unit") };
        let asked = TrendQuery {
            survey: query.survey.clone(),
            question: Some(question.parse().unwrap()),
            unit,
            period: query.period.clone(),
            departments: query.departments.clone(),
            as_of: query.as_of,
            actions: Vec::new(),
        };
        let told = trend(&asked, &self.record).unwrap();
        assert_eq!(told.points.len(), query.period.parts(unit).len());
        for point in told.points {
            let people = self.people(question, &Query { period: point.period.clone(), ..query.clone() }, |_| true);
            assert_eq!(point.n.unwrap_or(0), self.count(&people), "{question} in {}", point.period);
            self.learn_share(question, point.positive, &people);
        }
    }

    fn ask_comparison(&mut self, question: &str, query: &Query, against: &Period) {
        let asked = Query { questions: vec![question.parse().unwrap()], ..query.clone() };
        let earlier = Query { period: against.clone(), ..query.clone() };
        let told = compare(&asked, against.clone(), &self.record).unwrap();
        for group in told.groups.iter().chain([&told.total]) {
            let key = group.key.clone();
            let here = move |trail: &Trail| match &key {
                Key::Department(code) => is_of(trail, code.as_ref().map(|code| code.as_str())),
                _ => true,
            };
            for compared in &group.questions {
                let (now, before) = (self.people(question, query, &here), self.people(question, &earlier, &here));
                self.learn_share(question, compared.contrast.share, &now);
                self.learn_share(question, compared.contrast.against, &before);
            }
        }
    }

    fn ask_standing(&mut self, question: &str, query: &Query) {
        let asked = Query { questions: vec![question.parse().unwrap()], ..query.clone() };
        for department in stand(&asked, &self.record).unwrap().departments {
            let own = |trail: &Trail| is_of(trail, Some(department.code.as_str()));
            for standing in &department.questions {
                let (own, rest) =
                    (self.people(question, query, own), self.people(question, query, |trail| !own(trail)));
                self.learn_share(question, standing.contrast.share, &own);
                self.learn_share(question, standing.contrast.against, &rest);
            }
        }
    }

    /// Those of a query's people who answered a question.
    fn people(&self, question: &str, query: &Query, here: impl Fn(&Trail) -> bool) -> Vec<usize> {
        let seen: Vec<usize> = (0..self.crowds.len()).collect();
        let asked = |trail: &Trail| question != "EXTRA" || trail.version == 2;
        self.filter(&seen, |trail| selects(query, trail) && asked(trail) && here(trail))
    }

    /// Holds one share against the people whom it should count.
    pub fn learn_share(&mut self, question: &str, share: Option<Proportion>, people: &[usize]) {
        let expected = (!people.is_empty()).then(|| (self.positive(question, people), self.count(people)));
        assert_eq!(share.map(|share| (share.n, share.of)), expected, "{question} of {people:?}");
        self.separate(people);
    }

    /// How many of some people answer a question positively.
    pub fn positive(&self, question: &str, people: &[usize]) -> u64 {
        let satisfied = |index: &usize| self.crowds[*index].chose[3] + self.crowds[*index].chose[4];
        // Everybody finds the additional question neither good nor bad.
        if question == "EXTRA" { 0 } else { people.iter().map(satisfied).sum() }
    }
}

/// Whether people were released under a department's name; none: in an office block.
pub fn is_of(trail: &Trail, department: Option<&str>) -> bool {
    department.map_or(trail.pooled, |code| !trail.pooled && trail.department == code)
}
