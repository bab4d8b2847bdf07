//! The census of a period that is closed: who its people are and what they say, for the classes of them that may be told.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::survey::codes::{DepartmentCode, QuestionCode};
use crate::survey::disclosure::classes::{Class, Classified, Dimension, Tie, Values, split};
use crate::survey::disclosure::coefficients::Coefficients;
use crate::survey::disclosure::joining::{Column, join_rare};
use crate::survey::disclosure::published::{Counts, Published, Threshold};
use crate::survey::flags::{Flag, Flags};
use crate::survey::period::Period;
use crate::survey::questionnaire::{Kind, Question, Version};
use crate::survey::response::{Answer, Answers, NOT_APPLICABLE};

/// A block of the period, in the order in which they were closed.
#[derive(Debug, Clone, PartialEq)]
pub struct Enumerated {
    /// The version that its people answered.
    pub version: u32,
    /// The department; none: an office block.
    pub department: Option<DepartmentCode>,
    /// Whether they were imported.
    pub history: bool,
    /// Whether some of them waited when an earlier period was closed.
    pub carried: bool,
    /// What is told of it.
    pub counts: Published,
}

/// One person of a period.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// Their block's place.
    pub block: usize,
    /// The department they answered about.
    pub department: &'a DepartmentCode,
    /// Where the response came from.
    pub channel: &'a str,
    /// The language they were asked in, if known.
    pub language: Option<&'a str>,
    /// What speaks against the response.
    pub flags: Flags,
    /// What they said.
    pub answers: &'a Answers,
}

/// Everybody who was released for a period and is in no class yet.
pub struct Census {
    period: Period,
    /// The newest version that they answered.
    version: Arc<Version>,
    dimensions: Vec<Dimension>,
    blocks: Vec<Enumerated>,
    /// The values that occur, by dimension.
    names: Vec<Vec<String>>,
    leaves: HashMap<Values, u32>,
    people: Vec<Person>,
    /// How many of them gave one answer to all ratings.
    straight: u64,
    questions: Vec<Column>,
    /// Of which union of blocks each block is a part, by question; none: it is not told of exactly these people.
    unions: Vec<Option<Vec<u32>>>,
}

struct Person {
    block: u32,
    leaf: u32,
    independent: bool,
}

impl Census {
    /// A census with nobody in it yet; none: the period has no block.
    pub fn of(period: Period, versions: &[Arc<Version>], blocks: Vec<Enumerated>) -> Option<Self> {
        let newest = blocks.iter().map(|block| block.version).max()?;
        let version = versions.iter().find(|version| version.number == newest)?.clone();
        let dimensions = Dimension::all(&version);
        let told = |question: &&Question| !matches!(question.kind, Kind::Text { .. });
        let questions: Vec<Column> = version.questionnaire.questions.iter().filter(told).map(Column::of).collect();
        let unions = questions.iter().map(|column| unions(&column.question, &version, versions, &blocks)).collect();
        let (names, leaves, people) = (vec![Vec::new(); dimensions.len()], HashMap::new(), Vec::new());
        Some(Self { period, version, dimensions, blocks, names, leaves, people, straight: 0, questions, unions })
    }

    /// Notes one person.
    pub fn add(&mut self, subject: &Subject<'_>) {
        let pooled = self.blocks[subject.block].department.is_none();
        let values = (0..self.dimensions.len()).map(|place| {
            let name = value(&self.dimensions[place], subject, pooled, &self.version)?;
            let known = self.names[place].iter().position(|known| *known == name);
            let number = known.unwrap_or_else(|| {
                self.names[place].push(name);
                self.names[place].len() - 1
            });
            u32::try_from(number).ok()
        });
        let values: Values = values.collect();
        let next = index(self.leaves.len());
        let leaf = *self.leaves.entry(values).or_insert(next);
        self.straight += u64::from(subject.flags.iter().any(|flag| flag == Flag::StraightLining));
        let independent = subject.flags.is_independent();
        self.people.push(Person { block: index(subject.block), leaf, independent });
        self.questions.iter_mut().for_each(|column| column.add(subject.answers));
    }

    /// What may be told by class.
    pub fn classify(self, k: Threshold) -> Classified {
        let everybody: u64 = self.blocks.iter().map(|block| block.counts.n()).sum();
        let carried = self.blocks.iter().any(|block| block.carried) || self.people.len() as u64 != everybody;
        let classes = if carried { Vec::new() } else { self.classes(k) };
        let coefficients = Coefficients::of(&self.questions, &self.version.questionnaire, self.straight);
        Classified {
            period: self.period,
            version: self.version.number,
            carried,
            dimensions: self.dimensions,
            classes,
            coefficients,
        }
    }

    fn classes(&self, k: Threshold) -> Vec<Class> {
        let mut leaves = vec![Values::new(); self.leaves.len()];
        self.leaves.iter().for_each(|(values, leaf)| leaves[*leaf as usize].clone_from(values));
        let ties = ties(self.people.iter().map(|person| (person.block, person.leaf, person.independent)));
        let Some(told) = split(&ties, &leaves, k.get()) else { return Vec::new() };
        let (class_of_leaf, labels) = numbered(&told);
        let class_of: Vec<u32> = self.people.iter().map(|person| class_of_leaf[person.leaf as usize]).collect();
        let mut people = vec![0; labels.len()];
        class_of.iter().for_each(|class| people[*class as usize] += 1);
        let mut rows: BTreeMap<Values, (u64, BTreeMap<QuestionCode, Counts>)> = BTreeMap::new();
        labels.iter().zip(&people).for_each(|(label, n)| {
            rows.insert(label.clone(), (*n, BTreeMap::new()));
        });
        for (column, unions) in self.questions.iter().zip(&self.unions) {
            let (Some(unions), Some(options)) = (unions, self.joined(column, k)) else { continue };
            let Some(told) = split(&self.answered(column, unions, &class_of), &labels, k.get()) else { continue };
            for (label, counts) in table(column, &options, &class_of, &told, &people) {
                rows.entry(label).or_default().1.insert(column.question.code.clone(), counts);
            }
        }
        let named = |label: Values| {
            let names = self.names.iter().zip(label);
            names.map(|(names, value)| value.map(|value| names[value as usize].clone())).collect()
        };
        let class = |(label, (n, questions))| Class {
            values: named(label),
            counts: Published::of(n, BTreeMap::new(), 0, questions),
        };
        rows.into_iter().map(class).collect()
    }

    /// Who gave a question a real answer, by union of blocks and class.
    fn answered(&self, column: &Column, unions: &[u32], class_of: &[u32]) -> Vec<Tie> {
        let people = self.people.iter().zip(class_of).zip(&column.chosen).filter(|(_, chosen)| **chosen != 0);
        ties(people.map(|((person, class), _)| (unions[person.block as usize], *class, person.independent)))
    }

    /// The options of a question as they are told by class, each with its bits; none: there is no such table.
    fn joined(&self, column: &Column, k: Threshold) -> Option<Vec<(String, u64)>> {
        let joined = join_rare(column, k)?;
        if let Some(show_if) = &column.question.show_if {
            let followed = self.questions.iter().find(|followed| followed.question.code == show_if.question)?;
            let all = vec![(0..followed.options.len()).collect::<Vec<_>>()];
            let groups = join_rare(followed, k).unwrap_or(all);
            let shows = |option: &usize| {
                let name = &followed.options[*option];
                show_if.condition.holds(name.parse().ok(), name)
            };
            let whole = |group: &Vec<usize>| group.iter().all(shows) || !group.iter().any(shows);
            if !groups.iter().all(whole) {
                return None;
            }
        }
        let named = joined.into_iter().map(|group| {
            let names: Vec<&str> = group.iter().map(|option| column.options[*option].as_str()).collect();
            (names.join("|"), group.iter().fold(0, |bits, option| bits | 1 << option))
        });
        Some(named.collect())
    }
}

/// A question's table by class, or by unions of classes; empty: all classes together tell nobody apart.
fn table(
    column: &Column,
    options: &[(String, u64)],
    class_of: &[u32],
    told: &[Values],
    people: &[u64],
) -> BTreeMap<Values, Counts> {
    let mut table: BTreeMap<Values, Counts> = BTreeMap::new();
    told.iter().zip(people).for_each(|(label, n)| table.entry(label.clone()).or_default().people += n);
    if table.len() < 2 {
        return BTreeMap::new();
    }
    for (class, chosen) in class_of.iter().zip(&column.chosen).filter(|(_, chosen)| **chosen != 0) {
        let Some(counts) = table.get_mut(&told[*class as usize]) else { continue };
        counts.answered += 1;
        for (name, _) in options.iter().filter(|(_, bits)| bits & chosen != 0) {
            *counts.options.entry(name.as_str().into()).or_default() += 1;
        }
    }
    table
}

/// A person's value; none: they count among the others, because it would tell the department of who was pooled.
fn value(dimension: &Dimension, subject: &Subject<'_>, pooled: bool, version: &Version) -> Option<String> {
    let own = |name: &str| Some(name.to_owned());
    match dimension {
        Dimension::Channel => own(subject.channel),
        Dimension::Department if pooled => None,
        Dimension::Department => own(subject.department.as_str()),
        Dimension::Language => own(subject.language.unwrap_or(NOT_APPLICABLE)),
        Dimension::Question(code) => {
            let question = version.question(code.as_str());
            if pooled && question.is_some_and(|question| version.depends_on_department(question)) {
                return None;
            }
            match subject.answers.get(code) {
                Some(Answer::Word(option)) => own(option.as_str()),
                Some(Answer::Number(value)) => Some(value.to_string()),
                Some(Answer::Words(_) | Answer::NotApplicable) | None => own(NOT_APPLICABLE),
            }
        }
    }
}

/// The union of blocks of which a question is told with each block; none: it depends on the department, was changed, or
/// is not told of exactly the people of these blocks.
fn unions(
    question: &Question,
    version: &Version,
    versions: &[Arc<Version>],
    blocks: &[Enumerated],
) -> Option<Vec<u32>> {
    let since = version.unchanged_since(question.code.as_str(), None, versions);
    let told = || blocks.iter().filter_map(|block| block.counts.question(&question.code));
    let people: u64 = told().map(|counts| counts.people).sum();
    let everybody: u64 = blocks.iter().map(|block| block.counts.n()).sum();
    let whole = people == everybody && blocks.iter().all(|block| block.version >= since);
    if version.depends_on_department(question) || !whole || told().any(|counts| counts.carried) {
        return None;
    }
    let (mut unions, mut next) = (vec![None; blocks.len()], 0);
    let mut open: BTreeMap<(bool, &DepartmentCode), Vec<usize>> = BTreeMap::new();
    for (place, block) in blocks.iter().enumerate() {
        let Some(department) = &block.department else { continue };
        let waiting = open.entry((block.history, department)).or_default();
        waiting.push(place);
        if block.counts.question(&question.code).is_some() {
            waiting.drain(..).for_each(|place| unions[place] = Some(next));
            next += 1;
        }
    }
    // What departments could not tell by themselves is told with the office block.
    Some((0..blocks.len()).map(|place| unions[place].unwrap_or(next + u32::from(blocks[place].history))).collect())
}

/// Who has the same block and leaf, and how many they are.
fn ties(people: impl Iterator<Item = (u32, u32, bool)>) -> Vec<Tie> {
    let mut ties: HashMap<(u32, u32), (u64, u64)> = HashMap::new();
    for (block, leaf, independent) in people {
        let (weight, people) = ties.entry((block, leaf)).or_default();
        *weight += u64::from(independent);
        *people += 1;
    }
    let mut ties: Vec<Tie> =
        ties.into_iter().map(|((block, leaf), (weight, people))| Tie { block, leaf, weight, people }).collect();
    ties.sort_unstable_by_key(|tie| (tie.block, tie.leaf));
    ties
}

fn numbered(told: &[Values]) -> (Vec<u32>, Vec<Values>) {
    let mut labels: Vec<Values> = told.to_vec();
    labels.sort();
    labels.dedup();
    let place = |label: &Values| index(labels.binary_search(label).unwrap_or(0));
    (told.iter().map(place).collect(), labels)
}

fn index(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
