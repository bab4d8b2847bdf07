//! The decision alone: who leaves at a tick, and what is told of their questions.
//!
//! Streams are asked again and again, as ticks would, with what was left waiting and what arrived meanwhile. Whatever
//! people say, as long as as many answer each question, the decisions are the same.

use std::collections::BTreeMap;
use std::sync::Arc;

use ankieta::survey::codes::DepartmentCode;
use ankieta::survey::disclosure::{Crowd, Days, Months, Published, Rule, Tails, Threshold, close};
use ankieta::survey::flags::{Flag, Flags};
use ankieta::survey::questionnaire::Version;
use ankieta::survey::response::{Answers, Asking, Channel};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use serde_json::{Value, json};

const DEPARTMENTS: [&str; 3] = ["KM", "GN", "RK"];

/// One person: what they answer, not what they say.
#[derive(Debug, Clone)]
struct Person {
    department: usize,
    month: i8,
    flagged: bool,
    overall: bool,
    /// Whether they are dissatisfied, so that they are asked why; and whether they then say so.
    low: bool,
    reason: bool,
    wait: bool,
}

#[derive(Debug, Clone)]
struct Tick {
    people: Vec<Person>,
    over: bool,
}

fn ticks() -> impl Strategy<Value = Vec<Tick>> {
    let person = (
        0..3_usize,
        1..=3_i8,
        prop::bool::weighted(0.2),
        prop::bool::weighted(0.9),
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
    );
    let person = person.prop_map(|(department, month, flagged, overall, low, reason, wait)| Person {
        department,
        month,
        flagged,
        overall,
        low,
        reason,
        wait,
    });
    let tick = (prop::collection::vec(person, 0..40), prop::bool::weighted(0.25));
    prop::collection::vec(tick.prop_map(|(people, over)| Tick { people, over }), 1..8)
}

fn version() -> Arc<Version> {
    let text = json!({ "pl": "Jak było?" });
    let questionnaire = json!({
        "title": text, "languages": ["pl"], "headline": "OVERALL", "departments": DEPARTMENTS,
        "questions": [
            { "code": "OVERALL", "kind": "rating", "scale": 5, "text": text },
            { "code": "WAIT", "kind": "rating", "scale": 5, "text": text },
            { "code": "REASON", "kind": "rating", "scale": 5, "text": text,
              "show_if": { "question": "OVERALL", "at_most": 2 } },
        ],
    });
    Arc::new(Version {
        survey: "proba".parse().unwrap(),
        number: 1,
        questionnaire: serde_json::from_value(questionnaire).unwrap(),
        departments: Vec::new(),
        published_on: date(2026, 1, 1),
    })
}

impl Person {
    /// What they say, drawn by `seed`; who answers what does not depend on it.
    fn answers(&self, seed: u64) -> Answers {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut answers: BTreeMap<&str, Value> = BTreeMap::new();
        if self.overall {
            answers.insert("OVERALL", if self.low { random.u8(1..=2) } else { random.u8(3..=5) }.into());
            if self.low && self.reason {
                answers.insert("REASON", random.u8(1..=5).into());
            }
        }
        answers.insert("WAIT", if self.wait { random.u8(1..=5).into() } else { "na".into() });
        // In the order of the questions.
        let ordered = ["OVERALL", "WAIT", "REASON"]
            .into_iter()
            .filter_map(|code| Some((code.to_owned(), answers.get(code)?.clone())));
        serde_json::from_value(Value::Object(ordered.collect())).unwrap()
    }

    fn flags(&self) -> Flags {
        if self.flagged { Flags::default().with(Flag::Burst) } else { Flags::default() }
    }
}

/// What was told, without what people said: who, how many, and of which questions.
type Told = Vec<(Option<DepartmentCode>, u64, Vec<(String, u64, u64)>)>;

struct Office {
    version: Arc<Version>,
    k: Threshold,
    waiting: BTreeMap<DepartmentCode, Months>,
    tails: BTreeMap<Option<DepartmentCode>, Tails>,
    told: Told,
    seed: u64,
    people: u64,
}

impl Office {
    fn open(k: u32, seed: u64) -> Self {
        let (waiting, tails, told) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
        Self { version: version(), k: Threshold::try_from(k).unwrap(), waiting, tails, told, seed, people: 0 }
    }

    fn tick(&mut self, tick: &Tick) -> Result<(), TestCaseError> {
        tick.people.iter().for_each(|person| self.accept(person));
        let headline = self.version.questionnaire.headline.clone();
        let rule_versions = [self.version.clone()];
        let rule = Rule { versions: &rule_versions, k: self.k };
        let closing = close(self.waiting.clone(), &headline, self.k, tick.over);
        let months = |days: Days| days.from.first_of_month()..=days.to.first_of_month();
        for (department, crowd) in closing.blocks {
            let days = crowd.days;
            self.waiting.get_mut(&department).unwrap().retain(|month, _| !months(days).contains(month));
            let tails = self.tails.entry(Some(department.clone())).or_default();
            let told = rule.tell(tails, &self.version, Some(&department), crowd);
            self.note(Some(department), &told)?;
        }
        if tick.over {
            let pool = closing.pool.map(|(departments, crowd)| {
                departments.iter().for_each(|department| self.waiting.get_mut(department).unwrap().clear());
                (1, crowd)
            });
            for pooled in rule.tell_pooled(&mut self.tails, pool.into_iter().collect()) {
                self.note(None, &pooled.counts)?;
            }
        }
        let told: u64 = self.told.iter().map(|(_, n, _)| n).sum();
        let waiting = self.waiting.values().flatten().map(|(_, crowd)| people(crowd)).sum::<u64>();
        prop_assert_eq!(told + waiting, self.people, "blocks plus waiting is everybody");
        Ok(())
    }

    fn accept(&mut self, person: &Person) {
        self.people += 1;
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let day = date(2026, person.month, 10);
        let department: DepartmentCode = DEPARTMENTS[person.department].parse().unwrap();
        let months = self.waiting.entry(department.clone()).or_default();
        let crowd = months.entry(day.first_of_month()).or_insert_with(|| Crowd::empty(day));
        let asking = Asking { department: &department, channel: Channel::Paper };
        crowd.tally.add(&self.version, asking, &person.answers(self.seed), person.flags());
    }

    /// Everything that is told has k real answers of people who count.
    fn note(&mut self, department: Option<DepartmentCode>, told: &Published) -> Result<(), TestCaseError> {
        let k = self.k.get();
        for (code, counts) in told.questions() {
            prop_assert!(counts.answered >= k, "{code} is told with {}", counts.answered);
            prop_assert!(counts.people >= told.n() && counts.asked.unwrap() <= counts.people);
        }
        let headline = told.question(&self.version.questionnaire.headline);
        prop_assert!(told.n() == 0 || headline.is_some_and(|counts| counts.people == told.n()));
        // A department tells what follows a question only with it.
        let is_told = |code: &str| told.question(&code.parse().unwrap()).is_some();
        prop_assert!(department.is_none() || !is_told("REASON") || is_told("OVERALL"));
        let questions = told.questions().map(|(code, counts)| (code.to_string(), counts.people, counts.answered));
        self.told.push((department, told.n(), questions.collect()));
        Ok(())
    }
}

fn people(crowd: &Crowd) -> u64 {
    let tally = serde_json::to_value(&crowd.tally).unwrap();
    tally["n"].as_u64().unwrap()
}

fn live(ticks: &[Tick], k: u32, seed: u64) -> Result<Told, TestCaseError> {
    let mut office = Office::open(k, seed);
    for tick in ticks {
        office.tick(tick)?;
    }
    Ok(office.told)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_told_has_k_answers_and_never_depends_on_what_was_said(
        ticks in ticks(), k in 5..=15_u32, seed: u64, other: u64,
    ) {
        prop_assert_eq!(live(&ticks, k, seed)?, live(&ticks, k, other)?);
    }
}

#[test]
fn months_of_one_tick_are_blocks_of_their_own_and_tails_go_with_their_neighbours() {
    let k = Threshold::try_from(5).unwrap();
    let version = version();
    let months = |counts: &[(i8, usize)]| -> BTreeMap<DepartmentCode, Months> {
        let department: DepartmentCode = "KM".parse().unwrap();
        let crowd = |(month, count): &(i8, usize)| {
            let day: Date = date(2026, *month, 10);
            let mut crowd = Crowd::empty(day);
            let asking = Asking { department: &department, channel: Channel::Paper };
            let answers: Answers = serde_json::from_value(json!({ "OVERALL": 5 })).unwrap();
            (0..*count).for_each(|_| crowd.tally.add(&version, asking, &answers, Flags::default()));
            (day.first_of_month(), crowd)
        };
        BTreeMap::from([(department.clone(), counts.iter().map(crowd).collect())])
    };
    let blocks = |counts: &[(i8, usize)], over: bool| -> Vec<(i8, i8, u64)> {
        let closing = close(months(counts), &version.questionnaire.headline, k, over);
        closing
            .blocks
            .iter()
            .map(|(_, crowd)| (crowd.days.from.month(), crowd.days.to.month(), people(crowd)))
            .collect()
    };
    assert_eq!(blocks(&[(1, 6), (2, 7), (3, 9)], false), [(1, 1, 6), (2, 2, 7), (3, 3, 9)]);
    assert_eq!(blocks(&[(1, 3), (2, 4), (3, 2)], false), [(1, 2, 7)]);
    assert_eq!(blocks(&[(1, 3), (2, 4), (3, 2)], true), [(1, 3, 9)]);
    assert_eq!(blocks(&[(1, 3)], true), []);
}
