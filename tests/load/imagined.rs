//! An office that is imagined, quarter by quarter: what its departments were told to have answered, as the record that
//! figures are made from. Nothing changes in it but what the caller changes.

use std::collections::BTreeMap;
use std::sync::Arc;

use ankieta::survey::codes::{DepartmentCode, SurveySlug};
use ankieta::survey::disclosure::{Class, Classified, Coefficients, Dimension, Threshold};
use ankieta::survey::figures::{Block, Blocks, Classes, Close, Record, Terms};
use ankieta::survey::period::{Period, Unit};
use ankieta::survey::questionnaire::{Kind, Version};
use ankieta::survey::signals::{Signal, Sought, signals};
use ankieta::survey::standard;
use fastrand::Rng;
use jiff::ToSpan;
use jiff::civil::date;
use serde_json::{Value, json};

/// How often who is satisfied with the whole is, without asking themselves anew, with a part of it.
const ALIKE: f64 = 0.5;
/// The channels, and who comes by each: of ten, the first so many.
const CHANNELS: [(&str, u8); 3] = [("kiosk", 7), ("web", 9), ("paper", 10)];

/// An office that is imagined.
pub struct Imagined {
    /// Its departments, with how many answer in each in a quarter.
    pub departments: Vec<(DepartmentCode, u64)>,
    /// What was released of it.
    pub record: Record,
    version: Arc<Version>,
    questions: Vec<String>,
    random: Rng,
}

impl Imagined {
    /// The standard office with its standard survey: `answers` a quarter in its first departments, one by one.
    pub fn new(seed: u64, answers: &[u64]) -> Self {
        let known = standard::departments();
        let slug = survey();
        let version = Version::publish(slug, standard::questionnaire(), &known, &[], date(2020, 1, 1));
        let version = Arc::new(version.expect("the standard survey fits its departments"));
        let rated =
            version.questionnaire.questions.iter().filter(|question| matches!(question.kind, Kind::Rating { .. }));
        let k = Threshold::try_from(10).expect("a threshold");
        let record = Record {
            versions: vec![Arc::clone(&version)],
            blocks: Blocks::default(),
            quarters: Blocks::default(),
            classes: Vec::new(),
            closes: Vec::new(),
            set_aside: Vec::new(),
            terms: Terms { close: Unit::Quarter, k },
            told_on: None,
        };
        Self {
            departments: known.iter().map(|it| it.code.clone()).zip(answers.iter().copied()).collect(),
            questions: rated.map(|question| question.code.to_string()).collect(),
            version,
            record,
            random: Rng::with_seed(seed),
        }
    }

    /// Lets a quarter pass, and closes it: in each department, a share of those who answer is satisfied.
    pub fn pass(&mut self, quarter: &Period, satisfied: impl Fn(&DepartmentCode) -> f64) {
        let closed_on = quarter.last().saturating_add(15.days());
        let mut channels: BTreeMap<&str, u64> = BTreeMap::new();
        for (code, answers) in self.departments.clone() {
            let counts = self.answers(quarter, answers, satisfied(&code));
            for _ in 0..answers {
                let drawn = self.random.u8(0..10);
                let channel = CHANNELS.iter().find(|(_, below)| drawn < *below).map_or("paper", |(name, _)| *name);
                *channels.entry(channel).or_default() += 1;
            }
            self.record.blocks.add(
                &Block {
                    version: self.version.number,
                    department: Some(code),
                    first_day: quarter.first(),
                    last_day: quarter.last(),
                    closed_on,
                    counts: serde_json::from_value(counts).expect("counts"),
                },
                None,
            );
        }
        let class = |(name, n): (&str, u64)| Class {
            values: vec![Some(name.to_owned())],
            counts: serde_json::from_value(json!({ "n": n, "questions": {} })).expect("counts"),
        };
        let classified = Classified {
            period: quarter.clone(),
            version: self.version.number,
            carried: false,
            dimensions: vec![Dimension::Channel],
            classes: channels.into_iter().map(class).collect(),
            coefficients: Coefficients::default(),
        };
        self.record.classes.push(Arc::new(Classes::of(closed_on, classified)));
        self.record.closes.push(Close { through: quarter.last(), on: closed_on });
        self.record.told_on = Some(closed_on);
    }

    /// What so many people answer, of whom a share is satisfied: ratings of a person are alike, more or less.
    fn answers(&mut self, quarter: &Period, people: u64, satisfied: f64) -> Value {
        let mut positive = vec![0_u64; self.questions.len()];
        for _ in 0..people {
            let whole = self.random.f64() < satisfied;
            for (place, positive) in positive.iter_mut().enumerate() {
                let same = place == 0 || self.random.f64() < ALIKE;
                *positive += u64::from(if same { whole } else { self.random.f64() < satisfied });
            }
        }
        let counts = self.questions.iter().zip(positive).map(|(code, positive)| {
            let told = json!({
                "people": people, "from": quarter.first(), "to": quarter.last(),
                "asked": people, "answered": people, "not_applicable": 0,
                "counts": { "1": people - positive, "5": positive },
            });
            (code.clone(), told)
        });
        json!({ "n": people, "questions": counts.collect::<serde_json::Map<_, _>>() })
    }

    /// What calls for a decision in a quarter, by the service's own list.
    pub fn signals(&self, quarter: &Period) -> Vec<Signal> {
        let sought = Sought {
            record: &self.record,
            survey: survey(),
            period: quarter.clone(),
            departments: Vec::new(),
            today: quarter.last().saturating_add(15.days()),
            actions: &[],
            targets: &[],
            complaints: &[],
            comments: &[],
        };
        let mut found = signals(&sought).expect("the record knows its own questions");
        found.retain(Signal::is_adverse);
        found
    }
}

fn survey() -> SurveySlug {
    standard::SURVEY.parse().expect("a slug")
}
