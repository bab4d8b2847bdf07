//! Classes: what the people of a closed period are by the survey's dimensions, one class for each of them.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::survey::codes::QuestionCode;
use crate::survey::disclosure::coefficients::Coefficients;
use crate::survey::disclosure::graph::{Edge, light_groups};
use crate::survey::disclosure::published::Published;
use crate::survey::period::Period;
use crate::survey::questionnaire::Version;

/// What the people of a period that is closed can be told apart by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Dimension {
    /// Where the response came from.
    Channel,
    /// The department they answered about, where it has a block of its own.
    Department,
    /// The language that was asked in.
    Language,
    /// The answer to a question that is marked as a segment.
    Question(QuestionCode),
}

/// The text names no dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("channel, language, or the code of a question that is marked as a segment")]
pub struct UnknownDimension;

/// The classes of a period's people, made once when it was closed; what is imported for it later has classes of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Classified {
    /// The period.
    pub period: Period,
    /// The newest version that its people answered.
    pub version: u32,
    /// Whether some people were carried into the period, so that nothing is told by class.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub carried: bool,
    /// What tells them apart, the most important first.
    pub dimensions: Vec<Dimension>,
    /// The classes. A question that can be told only of several classes together is told in a class of its own, of no
    /// people.
    pub classes: Vec<Class>,
    /// How ratings go together.
    pub coefficients: Coefficients,
}

/// One class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Class {
    /// The value for each dimension; none: that is not told, it is one of those that the others do not have.
    pub values: Vec<Option<String>>,
    /// What its people say.
    pub counts: Published,
}

impl Dimension {
    /// Its name in tables and documents.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Channel => "channel",
            Self::Department => "department",
            Self::Language => "language",
            Self::Question(code) => code.as_str(),
        }
    }

    /// The dimensions that a version's people are told apart by, in the order of their priority: the channel, the first
    /// segment, the department, the language, and the other segments as the questionnaire has them; those that depend
    /// on the department come last.
    pub fn all(version: &Version) -> Vec<Self> {
        let segments = version.questionnaire.questions.iter().filter(|question| question.segment);
        let (bound, free): (Vec<_>, Vec<_>) = segments.partition(|question| version.depends_on_department(question));
        let mut segments = free.into_iter().chain(bound).map(|question| Self::Question(question.code.clone()));
        let first = segments.next();
        let first = std::iter::once(Self::Channel).chain(first).chain([Self::Department, Self::Language]);
        first.chain(segments).collect()
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Dimension {
    type Err = UnknownDimension;

    fn from_str(text: &str) -> Result<Self, UnknownDimension> {
        match text {
            "channel" => Ok(Self::Channel),
            "department" => Ok(Self::Department),
            "language" => Ok(Self::Language),
            code => code.parse().map(Self::Question).map_err(|_| UnknownDimension),
        }
    }
}

impl TryFrom<String> for Dimension {
    type Error = UnknownDimension;

    fn try_from(text: String) -> Result<Self, UnknownDimension> {
        text.parse()
    }
}

impl From<Dimension> for String {
    fn from(dimension: Dimension) -> Self {
        dimension.to_string()
    }
}

/// What some people have in common: their block, or union of blocks, and the leaf of the tree of their values.
#[derive(Debug, Clone, Copy)]
pub(in crate::survey::disclosure) struct Tie {
    pub block: u32,
    pub leaf: u32,
    /// How many of them count towards the fewest; 0: they are there all the same.
    pub weight: u64,
    /// How many they are.
    pub people: u64,
}

/// One value for each dimension; none: it is one of the others.
pub(in crate::survey::disclosure) type Values = Vec<Option<u32>>;

/// The finest classes of leaves that may be told, as one list of values for each leaf; none: not even all together.
///
/// Dimensions are split one after another. Where that leaves a cut lighter than k, the smallest value on its light side
/// is joined to the others of its class.
pub(in crate::survey::disclosure) fn split(ties: &[Tie], leaves: &[Values], k: u64) -> Option<Vec<Values>> {
    let mut told: Vec<Values> = vec![Vec::new(); leaves.len()];
    if !light_classes(ties, &vec![0; leaves.len()], k).is_empty() {
        return None;
    }
    for dimension in 0..leaves.first().map_or(0, Vec::len) {
        let (parents, _) = numbered(told.iter());
        let mut values: Vec<Option<u32>> = leaves.iter().map(|leaf| leaf[dimension]).collect();
        loop {
            let (classes, keys) = numbered(parents.iter().copied().zip(values.iter().copied()));
            let light = light_classes(ties, &classes, k);
            if light.is_empty() {
                break;
            }
            let sizes = sizes(ties, &classes, keys.len());
            let mut merged: BTreeMap<u32, [Option<u32>; 2]> = BTreeMap::new();
            for group in &light {
                merged.extend(others_of(group, &keys, &sizes, &merged));
            }
            if merged.is_empty() {
                return None;
            }
            join_others(&mut values, &parents, &merged);
        }
        told.iter_mut().zip(values).for_each(|(told, value)| told.push(value));
    }
    Some(told)
}

/// Numbers for things, the same for those that are alike, and one of each.
fn numbered<T: Ord + Clone>(things: impl Iterator<Item = T>) -> (Vec<u32>, Vec<T>) {
    let (mut known, mut keys) = (BTreeMap::new(), Vec::new());
    let numbers = things.map(|thing| {
        *known.entry(thing.clone()).or_insert_with(|| {
            keys.push(thing);
            u32::try_from(keys.len() - 1).unwrap_or(u32::MAX)
        })
    });
    (numbers.collect(), keys)
}

/// The classes on the light sides of cuts lighter than k.
fn light_classes(ties: &[Tie], classes: &[u32], k: u64) -> Vec<Vec<u32>> {
    let blocks = ties.iter().map(|tie| tie.block + 1).max().unwrap_or(0);
    let nodes = classes.iter().map(|class| class + 1).max().unwrap_or(0) + blocks;
    let edge = |tie: &Tie| Edge { ends: (tie.block, blocks + classes[tie.leaf as usize]), weight: tie.weight };
    let edges: Vec<Edge> = ties.iter().map(edge).collect();
    let groups = light_groups(nodes as usize, &edges, k).into_iter();
    let classes_in = |group: Vec<usize>| {
        let nodes = group.into_iter().filter_map(|node| u32::try_from(node).ok()?.checked_sub(blocks));
        nodes.collect::<Vec<u32>>()
    };
    groups.map(classes_in).collect()
}

fn sizes(ties: &[Tie], classes: &[u32], count: usize) -> Vec<u64> {
    let mut sizes = vec![0; count];
    ties.iter().for_each(|tie| sizes[classes[tie.leaf as usize] as usize] += tie.people);
    sizes
}

/// The smallest value in a light group that has siblings, and the value that it joins; none: its siblings were joined
/// already. A value that is one of the others draws the smallest of its siblings in.
fn others_of(
    group: &[u32],
    keys: &[(u32, Option<u32>)],
    sizes: &[u64],
    merged: &BTreeMap<u32, [Option<u32>; 2]>,
) -> Option<(u32, [Option<u32>; 2])> {
    let siblings = |class: u32| {
        let (parent, value) = keys[class as usize];
        keys.iter().zip(sizes).filter(move |((other, own), _)| *other == parent && *own != value)
    };
    let free = |class: &&u32| !merged.contains_key(&keys[**class as usize].0) && siblings(**class).next().is_some();
    let smallest = *group.iter().filter(free).min_by_key(|class| sizes[**class as usize])?;
    let target = siblings(smallest).min_by_key(|((_, value), size)| (value.is_some(), **size))?;
    let (parent, value) = keys[smallest as usize];
    Some((parent, [value, target.0.1]))
}

/// Makes two values of a class others of it, for each class that is named.
fn join_others(values: &mut [Option<u32>], parents: &[u32], merged: &BTreeMap<u32, [Option<u32>; 2]>) {
    for (value, parent) in values.iter_mut().zip(parents) {
        if merged.get(parent).is_some_and(|joined| joined.contains(value)) {
            *value = None;
        }
    }
}
