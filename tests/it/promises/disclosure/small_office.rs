//! A small office in memory: people come, ticks pass, quarters close, and everybody's place is known.
//!
//! It drives the rule of the core as `release` does, without a database, so that attackers can be set on many offices. It
//! has every edge there is: versions that change a question, a follow-up, a question the kiosk does not ask, one whose
//! options depend on the department, imports, flags, departments that come late, and people who are carried on.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ankieta::survey::codes::{DepartmentCode, QuestionCode};
use ankieta::survey::disclosure::{
    Census, Class, Classified, Crowd, Days, Enumerated, Months, Published, Rule, Subject, Tails, Threshold, close,
};
use ankieta::survey::flags::{Flag, Flags};
use ankieta::survey::period::{Period, Unit};
use ankieta::survey::questionnaire::Version;
use ankieta::survey::response::{Answers, Asking, Channel};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde_json::{Map, Value, json};

pub const DEPARTMENTS: [&str; 4] = ["KM", "GN", "RK", "NP"];
pub const QUESTIONS: [&str; 7] = ["OVERALL", "WAIT", "DELAY", "TIMELY", "REASON", "RTYPE", "MATTER"];
/// The questions that follow others, each with the one that it follows.
pub const FOLLOW_UPS: [(&str, &str); 2] = [("DELAY", "WAIT"), ("REASON", "OVERALL")];
/// The first day of the two quarters that the office lives through.
const OPENING: Date = date(2026, 1, 1);
/// The day from which people answer the second version.
const NEW_VERSION: Date = date(2026, 5, 1);

/// Somebody who answers.
#[derive(Debug, Clone)]
pub struct Person {
    pub department: &'static str,
    pub channel: Channel,
    pub day: Date,
    pub history: bool,
    pub flagged: bool,
    pub version: u32,
    pub answers: Answers,
}

/// A block, and who is in it.
#[derive(Debug, Clone)]
pub struct Block {
    pub enumerated: Enumerated,
    pub period: Date,
    pub members: Vec<usize>,
}

/// An office with all that it told.
pub struct Office {
    pub k: Threshold,
    pub versions: Vec<Arc<Version>>,
    pub people: Vec<Person>,
    pub blocks: Vec<Block>,
    pub classified: Vec<(Classified, Vec<usize>)>,
    waiting: BTreeSet<usize>,
    /// The period that those who wait count for, where that is not their own.
    carried: BTreeMap<usize, Date>,
    tails: BTreeMap<(Date, bool), BTreeMap<Option<DepartmentCode>, Tails>>,
    /// Who is in the blocks that were closed since a question was last told, by stream.
    open: BTreeMap<Stream, Waiting>,
    unions: Vec<(QuestionCode, Vec<usize>, Published)>,
}

/// A question's stream: the period, whether it was imported, the question, since when it is the same, and the department.
type Stream = (Date, bool, QuestionCode, u32, Option<DepartmentCode>);

/// Who waits for a question to be told, and who also for the question that it follows.
#[derive(Default)]
struct Waiting {
    ready: Vec<usize>,
    behind: Vec<usize>,
}

/// How an office is made up.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    pub people: usize,
    pub departments: usize,
    /// The share of ratings of 1 or 2, and of flagged responses.
    pub low: f64,
    pub flagged: f64,
    pub imported: f64,
    /// Whether a tick comes every night, or now and then.
    pub nightly: bool,
}

fn version(number: u32) -> Arc<Version> {
    let text = json!({ "pl": "Jak było?" });
    let wait = json!({ "pl": if number == 1 { "Czy długo?" } else { "Ile trwało?" } });
    let option = |code: &str| json!({ "code": code, "text": text });
    let (reasons, types) = (["x", "y"].map(option), ["private", "business"].map(option));
    let own = |department: &str, name: &str| json!({ "code": format!("{}_{name}", department.to_lowercase()), "text": text, "departments": [department] });
    let matters: Vec<Value> = DEPARTMENTS.iter().flat_map(|code| ["a", "b"].map(|name| own(code, name))).collect();
    let questionnaire = json!({
        "title": text, "languages": ["pl"], "headline": "OVERALL", "departments": DEPARTMENTS,
        "questions": [
            { "code": "OVERALL", "kind": "rating", "scale": 5, "kiosk": true, "text": text },
            { "code": "WAIT", "kind": "rating", "scale": 5, "kiosk": true, "text": wait },
            { "code": "DELAY", "kind": "yes_no", "kiosk": true, "text": text,
              "show_if": { "question": "WAIT", "at_most": 3 } },
            { "code": "TIMELY", "kind": "yes_no", "text": text },
            { "code": "REASON", "kind": "single", "kiosk": true, "text": text,
              "show_if": { "question": "OVERALL", "at_most": 2 }, "options": reasons },
            { "code": "RTYPE", "kind": "single", "kiosk": true, "segment": true, "text": text,
              "options": types },
            { "code": "MATTER", "kind": "single", "kiosk": true, "segment": true, "text": text, "options": matters },
        ],
    });
    Arc::new(Version {
        survey: "proba".parse().unwrap(),
        number,
        questionnaire: serde_json::from_value(questionnaire).unwrap(),
        departments: Vec::new(),
        published_on: OPENING,
    })
}

/// What somebody answers, in the order of the questions.
pub fn answers(given: &[(&str, Value)]) -> Answers {
    let ordered = QUESTIONS.into_iter().filter_map(|code| given.iter().find(|(asked, _)| *asked == code));
    let map: Map<String, Value> = ordered.map(|(code, value)| ((*code).to_owned(), value.clone())).collect();
    serde_json::from_value(Value::Object(map)).unwrap()
}

fn person(random: &mut fastrand::Rng, shape: Shape) -> Person {
    let department = DEPARTMENTS[random.usize(..shape.departments).min(random.usize(..shape.departments))];
    let channel = [Channel::Kiosk, Channel::Kiosk, Channel::Web, Channel::Web, Channel::Paper][random.usize(..5)];
    let low = random.f64() < shape.low;
    let overall = if low { random.u8(1..=2) } else { [3, 4, 5, 5, 5][random.usize(..5)] };
    let mut given: Vec<(&str, Value)> = vec![("OVERALL", overall.into())];
    if random.bool() {
        let wait = random.u8(3..=5);
        given.push(("WAIT", if random.u8(..10) == 0 { "na".into() } else { wait.into() }));
        if wait == 3 && given[1].1 == 3 && random.u8(..5) > 0 {
            given.push(("DELAY", if random.bool() { "yes" } else { "no" }.into()));
        }
    }
    if channel != Channel::Kiosk && random.u8(..5) > 0 {
        given.push(("TIMELY", if random.u8(..3) > 0 { "yes" } else { "no" }.into()));
    }
    if low && random.u8(..3) > 0 {
        given.push(("REASON", if random.bool() { "x" } else { "y" }.into()));
    }
    if random.u8(..8) > 0 {
        given.push(("RTYPE", if random.u8(..3) > 0 { "private" } else { "business" }.into()));
    }
    if random.u8(..3) > 0 {
        let name = if random.u8(..3) > 0 { "a" } else { "b" };
        given.push(("MATTER", format!("{}_{name}", department.to_lowercase()).into()));
    }
    let day = OPENING.saturating_add(random.i64(0..181).days());
    Person {
        department,
        channel,
        day,
        history: day < NEW_VERSION && random.f64() < shape.imported,
        flagged: channel != Channel::Paper && random.f64() < shape.flagged,
        version: if day >= NEW_VERSION { 2 } else { 1 },
        answers: answers(&given),
    }
}

impl Person {
    pub fn is_real(&self, code: &str) -> bool {
        let code: QuestionCode = code.parse().unwrap();
        self.answers.get(&code).is_some_and(|answer| *answer != ankieta::survey::response::Answer::NotApplicable)
    }

    /// The option that they chose, if it is one of a single-valued question.
    pub fn says(&self, code: &str) -> Option<String> {
        let value = serde_json::to_value(&self.answers).unwrap();
        let said = value.get(code)?;
        let text = said.as_str().map(str::to_owned).or_else(|| said.as_u64().map(|number| number.to_string()))?;
        (text != "na").then_some(text)
    }

    fn flags(&self) -> Flags {
        if self.flagged { Flags::default().with(Flag::Burst) } else { Flags::default() }
    }
}

impl Office {
    /// An office with nobody in it yet.
    pub fn open(k: u32) -> Self {
        Self {
            k: Threshold::try_from(k).unwrap(),
            versions: vec![version(1), version(2)],
            people: Vec::new(),
            blocks: Vec::new(),
            classified: Vec::new(),
            waiting: BTreeSet::new(),
            carried: BTreeMap::new(),
            tails: BTreeMap::new(),
            open: BTreeMap::new(),
            unions: Vec::new(),
        }
    }

    /// A random office after two quarters.
    pub fn random(seed: u64, k: u32, shape: Shape) -> Self {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut people: Vec<Person> = (0..shape.people).map(|_| person(&mut random, shape)).collect();
        people.sort_by_key(|person| person.day);
        let mut office = Self::open(k);
        let mut ticks: BTreeSet<Date> = BTreeSet::from([date(2026, 4, 14), date(2026, 7, 14)]);
        ticks.extend(
            (0..195).filter(|_| shape.nightly || random.u8(..9) == 0).map(|day| OPENING.saturating_add(day.days())),
        );
        // History comes in all at once, long after its day.
        let arrival = |person: &Person| if person.history { date(2026, 6, 1) } else { person.day };
        for tick in ticks {
            let come: Vec<Person> = people.extract_if(.., |person| arrival(person) < tick).collect();
            office.accept(come);
            office.tick(tick);
        }
        office
    }

    pub fn accept(&mut self, people: Vec<Person>) {
        for person in people {
            self.waiting.insert(self.people.len());
            self.people.push(person);
        }
    }

    /// A tick, as `release` makes one.
    pub fn tick(&mut self, today: Date) {
        let mut strips: BTreeSet<(Date, bool)> = self.tails.keys().copied().collect();
        strips.extend(self.waiting.iter().map(|person| (self.period_of(*person), self.people[*person].history)));
        while let Some((first, history)) = strips.pop_first() {
            let period = Period::holding(first, Unit::Quarter);
            let over = period.last().saturating_add(14.days()) <= today;
            let next = period.next(Unit::Quarter).first();
            if self.release(&period, history, over, today) && next <= today {
                strips.insert((next, history));
            }
        }
        for period in ["2026-Q1", "2026-Q2"].map(|label| label.parse::<Period>().unwrap()) {
            if period.last().saturating_add(14.days()) <= today {
                self.classify(&period);
            }
        }
    }

    fn period_of(&self, person: usize) -> Date {
        let own = || Period::holding(self.people[person].day, Unit::Quarter).first();
        self.carried.get(&person).copied().unwrap_or_else(own)
    }

    fn day_of(&self, person: usize) -> Date {
        self.carried.get(&person).copied().unwrap_or(self.people[person].day)
    }

    fn release(&mut self, period: &Period, history: bool, over: bool, today: Date) -> bool {
        let versions = self.versions.clone();
        let rule = Rule { versions: &versions, k: self.k };
        let mut tails = self.tails.remove(&(period.first(), history)).unwrap_or_default();
        let mut pools: BTreeMap<u32, (Crowd, Vec<usize>)> = BTreeMap::new();
        for version in &versions {
            let mine: Vec<usize> = self
                .waiting
                .iter()
                .copied()
                .filter(|person| {
                    let come = &self.people[*person];
                    self.period_of(*person) == period.first()
                        && come.history == history
                        && come.version == version.number
                        && self.day_of(*person) <= today
                })
                .collect();
            let closing = close(self.streams(&mine, version), &version.questionnaire.headline, self.k, over);
            for (department, crowd) in closing.blocks {
                let months = crowd.days.from.first_of_month()..=crowd.days.to;
                let members = mine
                    .iter()
                    .copied()
                    .filter(|person| {
                        self.people[*person].department == department.as_str() && months.contains(&self.day_of(*person))
                    })
                    .collect();
                let carried = crowd.carried;
                let counts =
                    rule.tell(tails.entry(Some(department.clone())).or_default(), version, Some(&department), crowd);
                self.add(period, Some(department), version.number, (history, carried), counts, members);
            }
            if let Some((departments, crowd)) = closing.pool {
                let named =
                    |person: &usize| departments.iter().any(|code| code.as_str() == self.people[*person].department);
                let left = mine.into_iter().filter(|person| self.waiting.contains(person)).filter(named).collect();
                pools.insert(version.number, (crowd, left));
            }
        }
        if !over {
            self.tails.insert((period.first(), history), tails);
            return false;
        }
        let crowds = pools.iter().map(|(number, (crowd, _))| (*number, crowd.clone())).collect();
        for pooled in rule.tell_pooled(&mut tails, crowds) {
            let members = pools.get(&pooled.version).map(|(_, members)| members.clone()).unwrap_or_default();
            self.add(period, None, pooled.version, (history, pooled.carried), pooled.counts, members);
        }
        self.carry(period, history, tails)
    }

    /// Who waits, and what is yet to be told, goes to the next period.
    fn carry(&mut self, period: &Period, history: bool, tails: BTreeMap<Option<DepartmentCode>, Tails>) -> bool {
        let next = period.next(Unit::Quarter).first();
        let left: Vec<usize> = self
            .waiting
            .iter()
            .copied()
            .filter(|person| self.period_of(*person) == period.first() && self.people[*person].history == history)
            .collect();
        let closed: Vec<Stream> = self
            .open
            .keys()
            .filter(|(of, imported, ..)| (*of, *imported) == (period.first(), history))
            .cloned()
            .collect();
        for stream in closed {
            let mut waiting = self.open.remove(&stream).unwrap();
            let (_, _, code, since, department) = stream;
            let later = self.open.entry((next, history, code, since, department)).or_default();
            later.ready.append(&mut waiting.ready);
            later.behind.append(&mut waiting.behind);
        }
        let untold = tails.values().any(|tails| !tails.is_empty());
        let later = self.tails.entry((next, history)).or_default();
        tails.into_iter().for_each(|(department, tails)| later.entry(department).or_default().carry(tails));
        let any = untold || !left.is_empty();
        left.into_iter().for_each(|person| {
            self.carried.insert(person, next);
        });
        any
    }

    fn streams(&self, people: &[usize], version: &Version) -> BTreeMap<DepartmentCode, Months> {
        let mut streams: BTreeMap<DepartmentCode, Months> = BTreeMap::new();
        for person in people {
            let day = self.day_of(*person);
            let come = &self.people[*person];
            let department: DepartmentCode = come.department.parse().unwrap();
            let months = streams.entry(department.clone()).or_default();
            let crowd = months.entry(day.first_of_month()).or_insert_with(|| Crowd::empty(day));
            let asking = Asking { department: &department, channel: come.channel };
            crowd.tally.add(version, asking, &come.answers, come.flags());
            crowd.days = crowd.days.and(Days { from: day, to: day });
            crowd.carried |= self.carried.contains_key(person);
        }
        streams
    }

    fn add(
        &mut self,
        period: &Period,
        department: Option<DepartmentCode>,
        version: u32,
        (history, carried): (bool, bool),
        counts: Published,
        members: Vec<usize>,
    ) {
        assert_eq!(counts.n(), members.len() as u64);
        members.iter().for_each(|person| assert!(self.waiting.remove(person)));
        let enumerated = Enumerated { version, department, history, carried, counts };
        self.note_unions(period.first(), &enumerated, &members);
        self.blocks.push(Block { enumerated, period: period.first(), members });
    }

    /// Notes of whom questions are told with a block: of those in the blocks that were closed in their stream since, as
    /// far as the question is told that they follow.
    fn note_unions(&mut self, period: Date, block: &Enumerated, members: &[usize]) {
        let version = self.versions[block.version as usize - 1].clone();
        for question in &version.questionnaire.questions {
            let bound = version.depends_on_department(question);
            if bound && block.department.is_none() {
                continue;
            }
            let own = block.department.as_ref().filter(|_| bound);
            let since = version.unchanged_since(question.code.as_str(), own, &self.versions);
            let stream = (period, block.history, question.code.clone(), since, block.department.clone());
            let followed = question.show_if.as_ref().map(|show_if| &show_if.question);
            let waiting = self.open.entry(stream).or_default();
            if followed.is_some() { &mut waiting.behind } else { &mut waiting.ready }.extend(members);
            let same = |(of, history, code, strand, department): &Stream| {
                (*of, *history, *strand) == (period, block.history, since)
                    && *code == question.code
                    && (block.department.is_none() || *department == block.department)
            };
            let mut streams: Vec<&mut Waiting> =
                self.open.iter_mut().filter(|(stream, _)| same(stream)).map(|(_, waiting)| waiting).collect();
            if followed.is_some_and(|followed| block.counts.question(followed).is_some()) {
                streams.iter_mut().for_each(|waiting| waiting.ready.append(&mut waiting.behind));
            }
            if block.counts.question(&question.code).is_some() {
                let union = streams.iter_mut().flat_map(|waiting| std::mem::take(&mut waiting.ready)).collect();
                self.unions.push((question.code.clone(), union, block.counts.clone()));
            }
        }
    }

    fn classify(&mut self, period: &Period) {
        let known: BTreeSet<usize> = self.classified.iter().flat_map(|(_, blocks)| blocks).copied().collect();
        let fresh = |place: &usize| self.blocks[*place].period == period.first() && !known.contains(place);
        let places: Vec<usize> = (0..self.blocks.len()).filter(fresh).collect();
        let enumerated = places.iter().map(|place| self.blocks[*place].enumerated.clone()).collect();
        let Some(mut census) = Census::of(period.clone(), &self.versions, enumerated) else { return };
        for (block, place) in places.iter().enumerate() {
            for person in &self.blocks[*place].members {
                let person = &self.people[*person];
                census.add(&Subject {
                    block,
                    department: &person.department.parse().unwrap(),
                    channel: person.channel.as_str(),
                    language: None,
                    flags: person.flags(),
                    answers: &person.answers,
                });
            }
        }
        self.classified.push((census.classify(self.k), places));
    }
}

/// What is told: sets of people, by question.
impl Office {
    /// The unions of blocks of which a question is told, each with what is told of it.
    pub fn unions(&self, code: &str) -> Vec<(Vec<usize>, Published)> {
        let told = self.unions.iter().filter(|(question, ..)| question.as_str() == code);
        told.map(|(_, members, counts)| (members.clone(), counts.clone())).collect()
    }

    /// Who is in each class, or union of classes, of which a question is told; without a question: of which people are.
    pub fn classes(&self, code: Option<&str>) -> Vec<(Vec<usize>, Class)> {
        let code: Option<QuestionCode> = code.map(|code| code.parse().unwrap());
        let mut told = Vec::new();
        for (classified, blocks) in &self.classified {
            let is_told = |class: &&Class| match &code {
                Some(code) => class.counts.question(code).is_some(),
                None => class.counts.n() > 0,
            };
            let rows: Vec<&Class> = classified.classes.iter().filter(is_told).collect();
            let classes: Vec<&Class> = classified.classes.iter().filter(|class| class.counts.n() > 0).collect();
            let mut members: Vec<Vec<usize>> = vec![Vec::new(); rows.len()];
            for place in blocks.iter().filter(|_| !rows.is_empty()) {
                let pooled = self.blocks[*place].enumerated.department.is_none();
                for person in &self.blocks[*place].members {
                    let class = row_of(&classes, &self.values(*person, pooled, classified));
                    members[row_of(&rows, &classes[class].values)].push(*person);
                }
            }
            told.extend(members.into_iter().zip(rows).map(|(members, class)| (members, class.clone())));
        }
        told
    }

    fn values(&self, person: usize, pooled: bool, classified: &Classified) -> Vec<Option<String>> {
        let person = &self.people[person];
        let value = |name: &str| match name {
            "channel" => Some(person.channel.as_str().to_owned()),
            "department" => (!pooled).then(|| person.department.to_owned()),
            "language" => Some("na".to_owned()),
            "MATTER" if pooled => None,
            code => Some(person.says(code).unwrap_or_else(|| "na".to_owned())),
        };
        classified.dimensions.iter().map(|dimension| value(dimension.as_str())).collect()
    }
}

/// The one row that somebody with these values is in: that of their own value where there is one, else the others.
pub fn row_of(rows: &[&Class], values: &[Option<String>]) -> usize {
    let mut left: Vec<usize> = (0..rows.len()).collect();
    for (place, value) in values.iter().enumerate() {
        let own = left.iter().any(|row| rows[*row].values[place] == *value);
        left.retain(|row| rows[*row].values[place].as_ref() == value.as_ref().filter(|_| own));
    }
    assert_eq!(left.len(), 1, "{values:?} in {rows:?}");
    left[0]
}
