//! What follows from told tables because counts are whole and never negative: bounds by linear programming.
//!
//! Row reduction finds what tables determine exactly. They also bound what they leave open: where a block has three low
//! answers and the other classes have none, the fourth class holds all three. A group is a block's people in one class;
//! it is a disclosure if it is known to hold somebody, fewer than `k`, and one of them who gave a sought answer.

use microlp::{ComparisonOp, OptimizationDirection, Problem};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

/// Less than this is rounding of the solver.
const SLACK: f64 = 1e-6;

/// One question's tables, and the people behind them. Only sums over them are told.
pub struct Told {
    /// The block of each person.
    pub block_of: Vec<usize>,
    /// The class of each person.
    pub class_of: Vec<usize>,
    /// By block and class: whether a person of the block can be in the class, as the labels tell.
    pub compatible: Vec<Vec<bool>>,
    /// What each person answered; nothing, if they were silent or not asked.
    pub answer_of: Vec<Option<usize>>,
    /// How many options there are.
    pub options: usize,
    /// By option, the joined option that tables by class tell.
    pub joined: Vec<usize>,
    /// The unions of blocks for which the answers are told by option.
    pub unions: Vec<Vec<usize>>,
    /// The unions of classes for which the answers are told by joined option.
    pub class_unions: Vec<Vec<usize>>,
    /// What other questions tell of the same people.
    pub beside: Vec<Beside>,
}

/// How many people of some blocks have a property, which all people of some classes have, and those of others may have.
pub struct Beside {
    /// The blocks that are told about together.
    pub blocks: Vec<usize>,
    /// The classes all of whose people have it.
    pub surely: Vec<usize>,
    /// The classes of which some people may have it.
    pub perhaps: Vec<usize>,
    /// How many of the blocks' people have it.
    pub people: usize,
}

/// A group of fewer than `k` people of whom it is certain that somebody gave a sought answer.
#[derive(Debug)]
pub struct Certain {
    /// The block.
    pub block: usize,
    /// The class.
    pub class: usize,
    /// So many people it has at most.
    pub people: usize,
    /// So many of them gave a sought answer at least.
    pub saying: usize,
}

/// The groups that the tables prove to hold somebody, fewer than `k`, and at least one who gave a `sought` answer.
///
/// Only groups are tried of which that is true, and not those for which the block's own table says as much already.
pub fn certain(told: &Told, k: u64, sought: &[usize]) -> Vec<Certain> {
    let wanted = |person: usize| told.answer_of[person].is_some_and(|answer| sought.contains(&answer));
    let (mut groups, mut blocks) = (BTreeMap::new(), BTreeMap::new());
    for person in 0..told.block_of.len() {
        let (block, said) = (told.block_of[person], usize::from(wanted(person)));
        add(groups.entry((block, told.class_of[person])).or_insert((0, 0)), said);
        add(blocks.entry(block).or_insert((0, 0)), said);
    }
    let mut tables = Tables::of(told, sought);
    let mut found = Vec::new();
    for ((block, class), (people, saying)) in groups {
        let (all, low) = blocks[&block];
        if people as u64 >= k || saying == 0 || low + people > all {
            continue;
        }
        let least = tables.least_saying(block, class);
        if least >= 1 {
            let most = tables.most_people(block, class, k);
            if (most as u64) < k {
                found.push(Certain { block, class, people: most, saying: least });
            }
        }
    }
    found
}

fn add((people, saying): &mut (usize, usize), said: usize) {
    *people += 1;
    *saying += said;
}

/// An equation or inequality: the sum of some unknowns lies within bounds.
struct Sum {
    unknowns: Vec<usize>,
    bounds: RangeInclusive<f64>,
}

/// The unknowns are how many people of a block and a class gave an answer. Answers that are told alike, and are alike
/// sought or not, are one, which loses nothing while unions do not overlap.
struct Tables {
    unknowns: BTreeMap<(usize, usize, usize), usize>,
    sought: BTreeSet<usize>,
    sums: Vec<Sum>,
    /// Points that fit all tables: what one of them contradicts need not be tried.
    points: Vec<Vec<f64>>,
}

impl Tables {
    fn of(told: &Told, sought: &[usize]) -> Self {
        let overlap = told.unions.iter().flatten().collect::<BTreeSet<_>>().len() < told.unions.concat().len();
        let key = |option: usize| (told.joined[option], sought.contains(&option), if overlap { option } else { 0 });
        let keys: BTreeSet<_> = (0..told.options).map(key).collect();
        let value_of = |option: usize| keys.range(..key(option)).count();
        let silent = keys.len();
        let said: Vec<usize> = told.answer_of.iter().map(|answer| answer.map_or(silent, value_of)).collect();
        let joined: Vec<BTreeSet<usize>> = (0..told.options)
            .map(|group| (0..told.options).filter(|option| told.joined[*option] == group).map(value_of).collect())
            .chain([BTreeSet::from([silent])])
            .filter(|values: &BTreeSet<usize>| !values.is_empty())
            .collect();
        let every: Vec<BTreeSet<usize>> = (0..=silent).map(|value| BTreeSet::from([value])).collect();
        let all = BTreeSet::from_iter(0..=silent);
        let (blocks, classes) = (told.compatible.len(), told.compatible.first().map_or(0, Vec::len));
        let mut counts = Counts { told, said: &said, told_of: Vec::new() };
        told.unions.iter().for_each(|union| every.iter().for_each(|values| counts.by(union, Side::Block, values)));
        told.class_unions
            .iter()
            .for_each(|union| joined.iter().for_each(|values| counts.by(union, Side::Class, values)));
        // How many people a block and a class have is told with the headline.
        (0..blocks).for_each(|block| counts.by(&[block], Side::Block, &all));
        (0..classes).for_each(|class| counts.by(&[class], Side::Class, &all));
        counts.tables(sought.iter().map(|option| value_of(*option)).collect(), silent)
    }

    /// A point that fits all tables where the sum of some unknowns is least, or most.
    fn extreme(&self, direction: OptimizationDirection, aim: &[usize]) -> Vec<f64> {
        let mut problem = Problem::new(direction);
        let weight = |unknown| if aim.contains(&unknown) { 1.0 } else { 0.0 };
        let vars: Vec<_> =
            (0..self.unknowns.len()).map(|unknown| problem.add_var(weight(unknown), (0.0, f64::INFINITY))).collect();
        for sum in &self.sums {
            let terms: Vec<_> = sum.unknowns.iter().map(|unknown| (vars[*unknown], 1.0)).collect();
            let (low, high) = (*sum.bounds.start(), *sum.bounds.end());
            if low == high {
                problem.add_constraint(terms, ComparisonOp::Eq, low);
            } else {
                problem.add_constraint(terms.clone(), ComparisonOp::Ge, low);
                problem.add_constraint(terms, ComparisonOp::Le, high);
            }
        }
        let outcome = problem.solve().expect("what was answered fits the tables");
        let solution = outcome.into_solution().expect("nothing interrupts it");
        vars.into_iter().map(|var| solution.var_value(var)).collect()
    }

    fn unknowns_of(&self, block: usize, class: usize, wanted: impl Fn(usize) -> bool) -> Vec<usize> {
        let of_group = self.unknowns.range((block, class, 0)..(block, class + 1, 0));
        of_group.filter(|((.., value), _)| wanted(*value)).map(|(_, unknown)| *unknown).collect()
    }

    /// So many people of the group gave a sought answer, in whatever way the tables are filled.
    fn least_saying(&mut self, block: usize, class: usize) -> usize {
        let aim = self.unknowns_of(block, class, |value| self.sought.contains(&value));
        let possible = |point: &Vec<f64>| total(point, &aim) < SLACK;
        if self.points.iter().any(possible) {
            return 0;
        }
        let point = self.extreme(OptimizationDirection::Minimize, &aim);
        let least = (total(&point, &aim) - SLACK).ceil();
        self.points.push(point);
        whole(least)
    }

    /// So many people the group has at most; `k` if it can have that many.
    fn most_people(&mut self, block: usize, class: usize, k: u64) -> usize {
        let aim = self.unknowns_of(block, class, |_| true);
        let enough = |point: &Vec<f64>| total(point, &aim) + SLACK >= k as f64;
        if self.points.iter().any(enough) {
            return whole(k as f64);
        }
        let point = self.extreme(OptimizationDirection::Maximize, &aim);
        let most = (total(&point, &aim) + SLACK).floor();
        self.points.push(point);
        whole(most)
    }
}

fn total(point: &[f64], aim: &[usize]) -> f64 {
    aim.iter().map(|unknown| point[*unknown]).sum()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rounded count of people")]
fn whole(count: f64) -> usize {
    count.max(0.0) as usize
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Block,
    Class,
}

/// What is told: of whose blocks or classes, which answers, how many people.
struct Counts<'a> {
    told: &'a Told,
    said: &'a [usize],
    told_of: Vec<(Vec<usize>, Side, BTreeSet<usize>, usize)>,
}

impl Counts<'_> {
    fn by(&mut self, union: &[usize], side: Side, values: &BTreeSet<usize>) {
        let place = if side == Side::Block { &self.told.block_of } else { &self.told.class_of };
        let counted = |person: &usize| union.contains(&place[*person]) && values.contains(&self.said[*person]);
        let count = (0..place.len()).filter(counted).count();
        self.told_of.push((union.to_vec(), side, values.clone(), count));
    }

    /// The sums, over those unknowns only that no count of nobody makes zero.
    fn tables(self, sought: BTreeSet<usize>, silent: usize) -> Tables {
        let inside = |(union, side, values, _): &(Vec<usize>, Side, BTreeSet<usize>, usize),
                      cell: (usize, usize, usize)| {
            union.contains(if *side == Side::Block { &cell.0 } else { &cell.1 }) && values.contains(&cell.2)
        };
        let mut unknowns = BTreeMap::new();
        for (block, classes) in self.told.compatible.iter().enumerate() {
            for class in (0..classes.len()).filter(|class| classes[*class]) {
                for cell in (0..=silent).map(|value| (block, class, value)) {
                    if !self.told_of.iter().any(|told| told.3 == 0 && inside(told, cell)) {
                        unknowns.insert(cell, unknowns.len());
                    }
                }
            }
        }
        let of = |wanted: &dyn Fn((usize, usize, usize)) -> bool| {
            unknowns.iter().filter(|(cell, _)| wanted(**cell)).map(|(_, unknown)| *unknown).collect::<Vec<_>>()
        };
        let mut sums: Vec<Sum> = Vec::new();
        for told in &self.told_of {
            sums.push(Sum { unknowns: of(&|cell| inside(told, cell)), bounds: told.3 as f64..=told.3 as f64 });
        }
        for Beside { blocks, surely, perhaps, people } in &self.told.beside {
            let sure = of(&|cell| blocks.contains(&cell.0) && surely.contains(&cell.1));
            let both = of(&|cell| blocks.contains(&cell.0) && (surely.contains(&cell.1) || perhaps.contains(&cell.1)));
            sums.push(Sum { unknowns: sure, bounds: 0.0..=*people as f64 });
            sums.push(Sum { unknowns: both, bounds: *people as f64..=f64::INFINITY });
        }
        sums.retain(|sum| !sum.unknowns.is_empty());
        sums.sort_by(|a, b| a.unknowns.cmp(&b.unknowns));
        sums.dedup_by(|a, b| a.unknowns == b.unknowns && a.bounds == b.bounds);
        Tables { unknowns, sought, sums, points: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::support::minimum_cut;
    use super::*;

    const K: u64 = 10;
    const OTHER: usize = 99;

    /// Department, channel, type, day and rating of a person.
    struct Person {
        department: usize,
        channel: usize,
        kind: usize,
        day: usize,
        rating: usize,
    }

    fn drawn(random: &mut fastrand::Rng, weights: &[f64]) -> usize {
        let mut left = random.f64() * weights.iter().sum::<f64>();
        weights
            .iter()
            .position(|weight| {
                left -= weight;
                left < 0.0
            })
            .unwrap_or(0)
    }

    fn people(random: &mut fastrand::Rng, count: usize, departments: usize, low: f64) -> Vec<Person> {
        let sizes: Vec<f64> = (0..departments).map(|_| random.f64() + 0.2).collect();
        (0..count)
            .map(|_| Person {
                department: drawn(random, &sizes),
                channel: drawn(random, &[0.5, 0.35, 0.15]),
                kind: drawn(random, &[0.6, 0.27, 0.13]),
                day: random.usize(..62),
                rating: drawn(
                    random,
                    &[low / 2.0, low / 2.0, 0.08 * (1.0 - low), 0.22 * (1.0 - low), 0.7 * (1.0 - low)],
                ),
            })
            .collect()
    }

    /// Blocks by department, each closed on the first tick that finds `k`, tails to the last one.
    fn blocks_of(random: &mut fastrand::Rng, people: &[Person], nightly: bool) -> (Vec<usize>, Vec<usize>) {
        let ticks: Vec<bool> = (0..62).map(|day| day == 61 || nightly || random.f64() < 0.12).collect();
        let (mut block_of, mut department_of) = (vec![usize::MAX; people.len()], Vec::new());
        for department in 0..=people.iter().map(|person| person.department).max().unwrap_or(0) {
            let mut waiting: Vec<usize> = Vec::new();
            for (day, tick) in ticks.iter().enumerate() {
                let new = |person: &usize| people[*person].department == department && people[*person].day == day;
                waiting.extend((0..people.len()).filter(new));
                if *tick && waiting.len() as u64 >= K {
                    waiting.drain(..).for_each(|person| block_of[person] = department_of.len());
                    department_of.push(department);
                }
            }
        }
        // Who still waits is carried on, and in nothing.
        (block_of, department_of)
    }

    /// Classes by channel, type and department, where no cut is lighter than `k`: the smallest value on the light side
    /// becomes "other".
    fn classes_of(people: &[Person], block_of: &[usize], blocks: usize, depth: usize) -> Vec<Vec<usize>> {
        let mut labels: Vec<Vec<usize>> = vec![Vec::new(); people.len()];
        for level in 0..depth {
            let value = |person: &Person| [person.channel, person.kind, person.department][level];
            for parent in labels.iter().cloned().collect::<BTreeSet<_>>() {
                let inside: Vec<usize> = (0..people.len()).filter(|person| labels[*person] == parent).collect();
                let mut values: BTreeMap<usize, usize> = inside.iter().map(|p| (*p, value(&people[*p]))).collect();
                let split = |values: &BTreeMap<usize, usize>| -> Vec<Vec<usize>> {
                    let next = |person: usize| values.get(&person).map(|value| [&parent[..], &[*value]].concat());
                    (0..people.len()).map(|person| next(person).unwrap_or_else(|| labels[person].clone())).collect()
                };
                while let Some(light) = light_values(&split(&values), block_of, blocks, &parent) {
                    let size = |value: usize| values.values().filter(|other| **other == value).count();
                    let all: BTreeSet<usize> = values.values().copied().collect();
                    let pick = |among: &BTreeSet<usize>| among.iter().copied().min_by_key(|value| size(*value));
                    let (Some(small), true) = (pick(&light).or_else(|| pick(&all)), all.len() > 1) else { break };
                    let rest: BTreeSet<usize> = all.iter().copied().filter(|value| *value != small).collect();
                    let into = if rest.contains(&OTHER) { Some(OTHER) } else { pick(&rest) };
                    values.values_mut().filter(|v| **v == small || Some(**v) == into).for_each(|v| *v = OTHER);
                }
                labels = split(&values);
            }
        }
        labels
    }

    /// If there is a cut lighter than `k`: the values of this parent's classes on its smaller side that has some.
    fn light_values(
        labels: &[Vec<usize>],
        block_of: &[usize],
        blocks: usize,
        parent: &[usize],
    ) -> Option<BTreeSet<usize>> {
        let classes: Vec<&Vec<usize>> = labels.iter().collect::<BTreeSet<_>>().into_iter().collect();
        let place = |label: &Vec<usize>| blocks + classes.binary_search(&label).unwrap();
        let edges: Vec<_> = labels.iter().zip(block_of).map(|(label, block)| (*block, place(label), 1)).collect();
        let (_, side) = minimum_cut(blocks + classes.len(), &edges).filter(|(weight, _)| *weight < K)?;
        let values = |inside: bool| -> BTreeSet<usize> {
            let own = classes.iter().filter(|label| label.len() == parent.len() + 1 && label.starts_with(parent));
            own.filter(|label| side.contains(&place(label)) == inside).map(|label| label[parent.len()]).collect()
        };
        Some(
            [values(true), values(false)]
                .into_iter()
                .filter(|v| !v.is_empty())
                .min_by_key(BTreeSet::len)
                .unwrap_or_default(),
        )
    }

    /// Neighbouring options joined from the lowest on until each holds so many answers; what is left joins the last.
    fn joined(ratings: &[Option<usize>], at_least: usize) -> Vec<usize> {
        let (mut joined, mut group, mut held) = (Vec::new(), 0_usize, 0);
        for option in 0..5 {
            joined.push(group);
            held += ratings.iter().filter(|rating| **rating == Some(option)).count();
            if held >= at_least.max(1) {
                (group, held) = (group + 1, 0);
            }
        }
        let last = group.saturating_sub(1);
        joined.into_iter().map(|group| group.min(last)).collect()
    }

    /// The tables of a random office whose options are joined until each holds so many answers.
    fn office(seed: u64, count: usize, departments: usize, depth: usize, at_least: usize) -> Option<Told> {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut people = people(&mut random, count, departments, 0.05);
        let (block_of, department_of) = blocks_of(&mut random, &people, seed % 2 == 1);
        let mut kept = block_of.iter().map(|block| *block != usize::MAX);
        people.retain(|_| kept.next() == Some(true));
        let block_of: Vec<usize> = block_of.into_iter().filter(|block| *block != usize::MAX).collect();
        let blocks = department_of.len();
        let labels = classes_of(&people, &block_of, blocks, depth);
        let classes: Vec<&Vec<usize>> = labels.iter().collect::<BTreeSet<_>>().into_iter().collect();
        let answer_of: Vec<Option<usize>> = people.iter().map(|person| Some(person.rating)).collect();
        let can = |class: &&Vec<usize>, department: usize| class.get(2).is_none_or(|d| *d == OTHER || *d == department);
        Some(Told {
            compatible: department_of.iter().map(|d| classes.iter().map(|class| can(class, *d)).collect()).collect(),
            class_of: labels.iter().map(|label| classes.binary_search(&label).unwrap()).collect(),
            beside: beside(&people, &block_of, blocks, &classes),
            joined: joined(&answer_of, at_least),
            unions: (0..blocks).map(|block| vec![block]).collect(),
            class_unions: (0..classes.len()).map(|class| vec![class]).collect(),
            options: 5,
            block_of,
            answer_of,
        })
        .filter(|told| told.compatible.len() > 1)
    }

    /// What the question after the type, and one that kiosks do not ask, tell of each block.
    fn beside(people: &[Person], block_of: &[usize], blocks: usize, classes: &[&Vec<usize>]) -> Vec<Beside> {
        let mut told = Vec::new();
        for (block, level, value) in
            (0..blocks).flat_map(|block| (0..3).map(move |v| (block, 1, v)).chain([(block, 0, 0)]))
        {
            let with = |wanted: &dyn Fn(usize) -> bool| -> Vec<usize> {
                (0..classes.len()).filter(|class| wanted(classes[*class][level])).collect()
            };
            let here = |person: &usize| block_of[*person] == block;
            let has = |person: &usize| [people[*person].channel, people[*person].kind][level] == value;
            told.push(Beside {
                blocks: vec![block],
                surely: with(&|label| label == value),
                perhaps: with(&|label| label == OTHER),
                people: (0..people.len()).filter(here).filter(has).count(),
            });
        }
        told
    }

    /// In how many of some offices the attacker is certain of something, in how many groups, and of how many offices.
    fn attacked(offices: u64, count: usize, depth: usize, at_least: usize) -> (usize, usize, usize) {
        let told: Vec<Told> = (0..offices).filter_map(|seed| office(seed, count, 4, depth, at_least)).collect();
        let ways: [&[usize]; 3] = [&[0], &[1], &[0, 1]];
        let groups = |told: &Told| ways.iter().map(|sought| certain(told, K, sought).len()).sum::<usize>();
        let found: Vec<usize> = told.iter().map(groups).collect();
        (found.iter().filter(|groups| **groups > 0).count(), found.iter().sum(), told.len())
    }

    #[test]
    fn a_block_whose_low_answers_fit_in_one_class_only_gives_them_away() {
        // Two blocks of ten, two classes: the first class has no low answer, so the block's one is in its other class.
        let block_of: Vec<usize> = (0..20).map(|person| person / 10).collect();
        let class_of: Vec<usize> = (0..20).map(|person| usize::from(person % 10 > 6)).collect();
        let mut answer_of = vec![Some(1); 20];
        answer_of[9] = Some(0);
        let alone = |count: usize| (0..count).map(|index| vec![index]).collect::<Vec<_>>();
        let kiosk = |block| Beside { blocks: vec![block], surely: vec![0], perhaps: Vec::new(), people: 7 };
        let mut told = Told {
            compatible: vec![vec![true; 2]; 2],
            beside: vec![kiosk(0), kiosk(1)],
            joined: vec![0, 1],
            unions: alone(2),
            class_unions: alone(2),
            options: 2,
            block_of,
            class_of,
            answer_of,
        };
        let found = certain(&told, 5, &[0]);
        assert!(matches!(found[..], [Certain { block: 0, class: 1, people: 3, saying: 1 }]), "{found:?}");
        told.joined = vec![0, 0];
        assert!(certain(&told, 5, &[0]).is_empty());
    }

    #[test]
    fn options_that_are_not_joined_give_low_answers_away() {
        let (hit, groups, offices) = attacked(8, 300, 3, 0);
        assert!(hit >= 3, "{hit} of {offices} offices, {groups} groups");
    }

    #[test]
    fn options_joined_to_four_times_k_answers_give_nothing_away() {
        let (hit, groups, offices) = attacked(8, 300, 3, 40);
        assert!(hit == 0 && offices == 8, "{hit} of {offices} offices, {groups} groups");
    }
}
