//! People who come to an office of the demo's shape and answer its whole questionnaire. What they think never changes.
//! Nothing here is stored or released.

use ankieta::survey::questionnaire::{Kind, Question, Version};
use ankieta::survey::response::{Channel, Draft, Given, Response, Window, check};
use fastrand::Rng;
use jiff::civil::{Date, Weekday};

use crate::Outcome;

/// How many answer in each department of the demo on a working day, in the order of the questionnaire.
pub const DEMO: [f64; 11] = [9.0, 5.0, 3.2, 1.8, 1.4, 0.9, 0.7, 0.5, 0.4, 0.35, 0.06];
/// The share of people who rate the office well.
pub const POSITIVE: f64 = 0.85;
/// A question that half of the people answer.
pub const HALF_ANSWERED: &str = "CONDITIONS";
/// A question that follows a low rating; two thirds of those who are asked answer it.
pub const FOLLOW_UP: &str = "REASON";

const HEADLINE: [(i64, f64); 5] = [(5, 0.55), (4, 0.3), (3, 0.05), (2, 0.06), (1, 0.04)];
const CHANNELS: [(Channel, f64); 3] = [(Channel::Kiosk, 0.6), (Channel::Web, 0.2), (Channel::Paper, 0.2)];
const LANGUAGES: [(&str, f64); 4] = [("pl", 0.93), ("uk", 0.04), ("en", 0.02), ("de", 0.01)];
const TYPES: [(&str, f64); 4] = [("private", 0.62), ("business", 0.2), ("professional", 0.13), ("organisation", 0.05)];
const FREQUENCIES: [(&str, f64); 3] = [("first", 0.4), ("few_a_year", 0.4), ("monthly", 0.2)];
/// How much more people come from May to September.
const SUMMER: f64 = 1.2;
/// How many come at once, at most, for Knuth's method.
const FEW: f64 = 30.0;

/// People who come to an office.
pub struct Visitors {
    random: Rng,
    expected: Vec<f64>,
}

/// What one of them says.
pub struct Visit {
    /// As it is sent.
    pub draft: Draft,
    /// As it is checked.
    pub response: Response,
    /// Where it comes from.
    pub channel: Channel,
}

impl Visitors {
    /// Those of an office with so many responses a working day, all year round, in the proportions of some departments.
    pub fn of(seed: u64, proportions: &[f64], a_day: f64) -> Self {
        let scale = a_day / usual(proportions);
        Self { random: Rng::with_seed(seed), expected: proportions.iter().map(|expected| expected * scale).collect() }
    }

    /// How many come to a department on a working day, all year round.
    pub fn rate(&self, department: usize) -> f64 {
        self.expected.get(department).map_or(0.0, |expected| usual(&[*expected]))
    }

    /// The departments, by place, of those who come on a day; nobody does at a weekend.
    pub fn arrivals(&mut self, day: Date) -> Vec<usize> {
        if matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            return Vec::new();
        }
        let season = if (5..=9).contains(&day.month()) { SUMMER } else { 1.0 };
        let mut people = Vec::new();
        for department in 0..self.expected.len() {
            let come = self.poisson(self.expected[department] * season);
            people.extend(std::iter::repeat_n(department, come));
        }
        people
    }

    /// What somebody says who comes to a department on a day.
    pub fn visit(&mut self, version: &Version, department: usize, day: Date) -> Outcome<Visit> {
        let code = version.questionnaire.departments.get(department).ok_or("the survey has too few departments")?;
        let channel = self.pick(&CHANNELS);
        let mut draft = Draft {
            version: Some(version.number),
            department: code.to_string(),
            language: Some(self.pick(&LANGUAGES).to_owned()),
            collected_on: Some(day.to_string()),
            answers: Vec::new(),
        };
        let overall = self.pick(&HEADLINE);
        for question in &version.questionnaire.questions {
            let given = match question.code.as_str() {
                code if code == version.questionnaire.headline.as_str() => Some(Given::Integer(overall)),
                code => {
                    self.is_answered(code, question, channel, overall).then(|| self.answer(question, &draft, overall))
                }
            };
            draft.answers.extend(given.map(|given| (question.code.to_string(), given)));
        }
        let response = check(&draft, version, day, Window::History)
            .map_err(|faults| format!("a made-up response does not fit: {faults:?}"))?;
        Ok(Visit { draft, response, channel })
    }

    fn is_answered(&mut self, code: &str, question: &Question, channel: Channel, overall: i64) -> bool {
        let asked = (channel != Channel::Kiosk || question.kiosk) && (question.show_if.is_none() || overall <= 2);
        let share = match (code, &question.kind) {
            (HALF_ANSWERED, _) => 0.5,
            ("RTYPE", _) => 0.75,
            ("FREQ", _) => 0.7,
            (_, Kind::Rating { .. }) => 0.9,
            (_, Kind::Text { .. }) => 0.1,
            _ => 2.0 / 3.0,
        };
        asked && self.random.f64() < share
    }

    fn answer(&mut self, question: &Question, draft: &Draft, overall: i64) -> Given {
        let random = &mut self.random;
        match (question.code.as_str(), &question.kind) {
            ("RTYPE", _) => Given::Text(self.pick(&TYPES).to_owned()),
            ("FREQ", _) => Given::Text(self.pick(&FREQUENCIES).to_owned()),
            (_, Kind::Rating { scale }) => Given::Integer((overall + random.i64(-1..=1)).clamp(1, i64::from(*scale))),
            (_, Kind::Nps) => Given::Integer((2 * overall + random.i64(-1..=1)).clamp(0, 10)),
            (_, Kind::YesNo) => Given::Text(if overall > 2 { "yes" } else { "no" }.to_owned()),
            (_, Kind::Text { .. }) => Given::Text("Kolejka do okienka trwała prawie godzinę.".to_owned()),
            (_, Kind::Multiple { options, .. }) => {
                let chosen = random.choice(options).map(|option| option.code.to_string());
                Given::List(chosen.into_iter().collect())
            }
            (_, Kind::Single { options, .. }) => {
                let here = |code: &str| code == draft.department;
                let offered = options.iter().filter(|option| {
                    option.departments.is_empty() || option.departments.iter().any(|code| here(code.as_str()))
                });
                random
                    .choice(offered.collect::<Vec<_>>())
                    .map_or(Given::Nothing, |option| Given::Text(option.code.to_string()))
            }
        }
    }

    fn pick<T: Copy>(&mut self, weighted: &[(T, f64)]) -> T {
        let mut left = self.random.f64();
        let found = weighted.iter().find(|(_, weight)| {
            left -= weight;
            left < 0.0
        });
        found.unwrap_or(&weighted[0]).0
    }

    /// How many come when so many are expected (Knuth's method, for a few at a time).
    fn poisson(&mut self, expected: f64) -> usize {
        let (mut left, mut count) = (expected, 0);
        while left > 0.0 {
            let limit = (-left.min(FEW)).exp();
            let mut product = self.random.f64();
            while product > limit {
                count += 1;
                product *= self.random.f64();
            }
            left -= FEW;
        }
        count
    }
}

/// How many come on a working day, all year round, where so many come in winter.
pub fn usual(expected: &[f64]) -> f64 {
    expected.iter().sum::<f64>() * (7.0 + 5.0 * SUMMER) / 12.0
}
