//! What a rank correlation gives away beside the two distributions that it is about.
//!
//! Given both distributions, Spearman's coefficient is a sum over the cells of the joint table, so a rounded coefficient
//! is one inequality more on whole numbers whose rows and columns are known. Few tables may be left: then they are gone
//! through one by one; else bounds by linear programming, which are wider. A fact is a group of fewer than `k` people,
//! who gave some neighbouring answers to the one question and to the other, that the distributions alone do not show.

use microlp::{ComparisonOp, OptimizationDirection, Problem};
use std::ops::RangeInclusive;

/// Up to so many joint tables are gone through.
const TABLES: usize = 50_000;
/// Less than this is rounding of the solver.
const SLACK: f64 = 1e-6;

/// What is certain of those who gave answers in `rows` to the first question, and in `columns` to the second.
#[derive(Debug, PartialEq)]
pub struct Fact {
    /// Neighbouring answers to the first question.
    pub rows: RangeInclusive<usize>,
    /// Neighbouring answers to the second question.
    pub columns: RangeInclusive<usize>,
    /// How many gave both.
    pub people: RangeInclusive<u64>,
}

/// What is learned about fewer than `k` people from two distributions and a coefficient that lies within bounds, and
/// not from the distributions alone: how many they are, exactly; or that there are any, and fewer than `k`.
pub fn learns(rows: &[u64], columns: &[u64], rho: RangeInclusive<f64>, k: u64) -> Option<Fact> {
    let pair = Pair::of(rows, columns, rho);
    pair.enumerated(k).unwrap_or_else(|| pair.bounded(k))
}

/// Whether nothing is learned whichever of these ranges is told: what two distributions alone decide, so that a refusal
/// does not depend on what it protects.
pub fn never_learns(rows: &[u64], columns: &[u64], ranges: &[RangeInclusive<f64>], k: u64) -> bool {
    let can = attainable(rows, columns);
    let possible =
        ranges.iter().filter(|range| range.start() + SLACK < *can.end() && can.start() + SLACK < *range.end());
    possible.cloned().all(|range| learns(rows, columns, range, k).is_none())
}

/// Spearman's coefficient of a joint table; nothing if one of its sides is all of one mind.
pub fn spearman(table: &[Vec<u64>]) -> Option<f64> {
    let (rows, columns) = margins(table);
    let pair = Pair::of(&rows, &columns, 0.0..=0.0);
    (pair.scale > 0.0).then(|| pair.coefficient(table))
}

/// The lowest and the highest coefficient that two distributions can have.
pub fn attainable(rows: &[u64], columns: &[u64]) -> RangeInclusive<f64> {
    let pair = Pair::of(rows, columns, 0.0..=0.0);
    let paired = |order: &mut dyn Iterator<Item = usize>| {
        let (mut table, mut left) = (vec![vec![0; columns.len()]; rows.len()], rows.to_vec());
        for column in order {
            let mut people = columns[column];
            for row in 0..rows.len() {
                table[row][column] = people.min(left[row]);
                left[row] -= table[row][column];
                people -= table[row][column];
            }
        }
        pair.coefficient(&table)
    };
    paired(&mut (0..columns.len()).rev())..=paired(&mut (0..columns.len()))
}

/// The coefficients that are told as this one.
pub fn rounded(rho: f64, decimals: i32) -> RangeInclusive<f64> {
    let unit = 10_f64.powi(decimals);
    let told = (rho * unit).round();
    (told - 0.5) / unit..=(told + 0.5) / unit
}

/// The same, if those from a bound on are told as "so much or more", and the negative ones likewise.
pub fn capped(rho: f64, decimals: i32, cap: f64) -> RangeInclusive<f64> {
    let from = *rounded(cap, decimals).start();
    if rho.abs() < from {
        rounded(rho, decimals)
    } else if rho > 0.0 {
        from..=1.0
    } else {
        -1.0..=-from
    }
}

/// How many gave each answer to the one question and to the other.
pub fn margins(table: &[Vec<u64>]) -> (Vec<u64>, Vec<u64>) {
    let columns = (0..table[0].len()).map(|column| table.iter().map(|row| row[column]).sum());
    (table.iter().map(|row| row.iter().sum()).collect(), columns.collect())
}

/// Two distributions, and the bounds of their coefficient.
struct Pair<'a> {
    rows: &'a [u64],
    columns: &'a [u64],
    /// Mid-ranks of the answers, less their mean.
    ranks: [Vec<f64>; 2],
    /// What the sum of products is divided by.
    scale: f64,
    rho: RangeInclusive<f64>,
}

/// A group to try: neighbouring answers on both sides.
type Group = (RangeInclusive<usize>, RangeInclusive<usize>);

impl<'a> Pair<'a> {
    fn of(rows: &'a [u64], columns: &'a [u64], rho: RangeInclusive<f64>) -> Self {
        assert_eq!(rows.iter().sum::<u64>(), columns.iter().sum::<u64>(), "the same people answered both");
        let ranks = [centred_ranks(rows), centred_ranks(columns)];
        let squares = |counts: &[u64], ranks: &[f64]| -> f64 {
            counts.iter().zip(ranks).map(|(count, rank)| *count as f64 * rank * rank).sum()
        };
        let scale = (squares(rows, &ranks[0]) * squares(columns, &ranks[1])).sqrt();
        Self { rows, columns, ranks, scale, rho }
    }

    fn product(&self, row: usize, column: usize) -> f64 {
        self.ranks[0][row] * self.ranks[1][column]
    }

    fn coefficient(&self, table: &[Vec<u64>]) -> f64 {
        let row = |(row, cells): (usize, &Vec<u64>)| -> f64 {
            cells.iter().enumerate().map(|(column, count)| *count as f64 * self.product(row, column)).sum()
        };
        table.iter().enumerate().map(row).sum::<f64>() / self.scale
    }

    fn possible(&self, rho: f64) -> bool {
        (self.rho.start() - SLACK..=self.rho.end() + SLACK).contains(&rho)
    }

    /// The groups whose size the distributions alone do not tell.
    fn groups(&self) -> Vec<Group> {
        let ranges = |answers: usize| (0..answers).flat_map(move |from| (from..answers).map(move |to| from..=to));
        let all = ranges(self.rows.len())
            .flat_map(|rows| ranges(self.columns.len()).map(move |columns| (rows.clone(), columns)));
        all.filter(|group| self.by_distributions(group).start() < self.by_distributions(group).end()).collect()
    }

    /// How many people the group holds as the distributions tell.
    fn by_distributions(&self, (rows, columns): &Group) -> RangeInclusive<u64> {
        let (n, one) = (self.rows.iter().sum::<u64>(), self.rows[rows.clone()].iter().sum::<u64>());
        let other = self.columns[columns.clone()].iter().sum::<u64>();
        (one + other).saturating_sub(n)..=one.min(other)
    }

    /// The fact in these bounds, if there is one.
    fn fact(&self, group: &Group, people: RangeInclusive<u64>, k: u64) -> Option<Fact> {
        let before = self.by_distributions(group);
        let small = |people: &RangeInclusive<u64>| *people.start() > 0 && *people.end() < k;
        let new = !small(&before) || people.start() == people.end();
        (small(&people) && new).then(|| Fact { rows: group.0.clone(), columns: group.1.clone(), people })
    }

    /// What all joint tables have in common, if there are few enough to go through.
    fn enumerated(&self, k: u64) -> Option<Option<Fact>> {
        (ways(self.rows).min(ways(self.columns)) <= 10.0 * TABLES as f64).then_some(())?;
        let groups = self.groups();
        let mut seen: Vec<Option<(u64, u64)>> = vec![None; groups.len()];
        let mut look = |table: &[Vec<u64>]| {
            if self.possible(self.coefficient(table)) {
                for (group, seen) in groups.iter().zip(&mut seen) {
                    let people = people_in(table, group);
                    let (least, most) = seen.unwrap_or((people, people));
                    *seen = Some((least.min(people), most.max(people)));
                }
            }
        };
        let fill = Fill { top: (most_common(self.rows), most_common(self.columns)), left: TABLES };
        fill.all(self.rows, self.columns, &mut look).then_some(())?;
        let mut facts = groups.iter().zip(seen).filter_map(|(group, seen)| self.fact(group, seen?.0..=seen?.1, k));
        Some(facts.next())
    }

    /// What linear programming proves of all joint tables.
    fn bounded(&self, k: u64) -> Option<Fact> {
        let mut points: Vec<Vec<f64>> = Vec::new();
        for group in self.groups() {
            // A point that fits everything and has nobody in the group, or too many, speaks against a fact.
            let held = |point: &Vec<f64>| self.cells(&group).map(|cell| point[cell]).sum::<f64>();
            if points.iter().map(held).any(|people| people < SLACK || people + SLACK >= k as f64) {
                continue;
            }
            let point = self.extreme(OptimizationDirection::Minimize, &group);
            let least = held(&point);
            points.push(point);
            if least >= SLACK {
                let point = self.extreme(OptimizationDirection::Maximize, &group);
                let people = whole((least - SLACK).ceil())..=whole((held(&point) + SLACK).floor());
                if let Some(fact) = self.fact(&group, people, k) {
                    return Some(fact);
                }
                points.push(point);
            }
        }
        None
    }

    fn cells(&self, (rows, columns): &Group) -> impl Iterator<Item = usize> {
        let (columns, width) = (columns.clone(), self.columns.len());
        rows.clone().flat_map(move |row| columns.clone().map(move |column| row * width + column))
    }

    /// A joint table, of numbers that need not be whole, where the group is smallest or largest.
    fn extreme(&self, direction: OptimizationDirection, group: &Group) -> Vec<f64> {
        let mut problem = Problem::new(direction);
        let aim: Vec<usize> = self.cells(group).collect();
        let (height, width) = (self.rows.len(), self.columns.len());
        let weight = |cell| if aim.contains(&cell) { 1.0 } else { 0.0 };
        let vars: Vec<_> =
            (0..height * width).map(|cell| problem.add_var(weight(cell), (0.0, f64::INFINITY))).collect();
        for (row, count) in self.rows.iter().enumerate() {
            let terms: Vec<_> = (0..width).map(|column| (vars[row * width + column], 1.0)).collect();
            problem.add_constraint(terms, ComparisonOp::Eq, *count as f64);
        }
        for (column, count) in self.columns.iter().enumerate() {
            let terms: Vec<_> = (0..height).map(|row| (vars[row * width + column], 1.0)).collect();
            problem.add_constraint(terms, ComparisonOp::Eq, *count as f64);
        }
        let largest = |ranks: &[f64]| ranks.iter().fold(0.0, |most: f64, rank| most.max(rank.abs()));
        let unit = largest(&self.ranks[0]) * largest(&self.ranks[1]);
        let product = |cell: usize| (vars[cell], self.product(cell / width, cell % width) / unit);
        let terms: Vec<_> = (0..height * width).map(product).collect();
        problem.add_constraint(terms.clone(), ComparisonOp::Ge, self.rho.start() * self.scale / unit);
        problem.add_constraint(terms, ComparisonOp::Le, self.rho.end() * self.scale / unit);
        let outcome = problem.solve().expect("some joint table has this coefficient");
        let solution = outcome.into_solution().expect("nothing interrupts it");
        vars.into_iter().map(|var| solution.var_value(var)).collect()
    }
}

fn people_in(table: &[Vec<u64>], (rows, columns): &Group) -> u64 {
    table[rows.clone()].iter().map(|row| row[columns.clone()].iter().sum::<u64>()).sum()
}

/// The mid-rank of each answer, less the mean.
fn centred_ranks(counts: &[u64]) -> Vec<f64> {
    let all: u64 = counts.iter().sum();
    let mut below = 0;
    let rank = |count: &u64| {
        below += count;
        (below as f64 - *count as f64 / 2.0) - all as f64 / 2.0
    };
    counts.iter().map(rank).collect()
}

/// In how many ways those outside the most common answer can have given one of as many answers to the other question.
fn ways(counts: &[u64]) -> f64 {
    let others = (0..counts.len()).filter(|answer| *answer != most_common(counts));
    let choices =
        |people: u64| (1..counts.len()).map(|more| (people as f64 + more as f64) / more as f64).product::<f64>();
    others.map(|answer| choices(counts[answer])).product()
}

fn most_common(counts: &[u64]) -> usize {
    (0..counts.len()).max_by_key(|answer| counts[*answer]).unwrap_or(0)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rounded count of people")]
fn whole(count: f64) -> u64 {
    count.max(0.0) as u64
}

/// Goes through all tables with given rows and columns. The most common row and column follow from the others.
struct Fill {
    top: (usize, usize),
    left: usize,
}

impl Fill {
    /// Whether that were all tables, and not too many.
    fn all(mut self, rows: &[u64], columns: &[u64], look: &mut impl FnMut(&[Vec<u64>])) -> bool {
        let mut table = vec![vec![0; columns.len()]; rows.len()];
        self.cell(0, &mut table, &mut rows.to_vec(), &mut columns.to_vec(), look)
    }

    /// Fills the table from this cell on, with what rows and columns have left.
    fn cell(
        &mut self,
        cell: usize,
        table: &mut Vec<Vec<u64>>,
        rows: &mut Vec<u64>,
        columns: &mut Vec<u64>,
        look: &mut impl FnMut(&[Vec<u64>]),
    ) -> bool {
        let (row, column) = (cell / columns.len(), cell % columns.len());
        if row == rows.len() {
            return self.complete(table, rows, columns, look);
        }
        if row == self.top.0 || column == self.top.1 {
            return self.cell(cell + 1, table, rows, columns, look);
        }
        for count in 0..=rows[row].min(columns[column]) {
            table[row][column] = count;
            rows[row] -= count;
            columns[column] -= count;
            let few = self.cell(cell + 1, table, rows, columns, look);
            rows[row] += count;
            columns[column] += count;
            if !few {
                return false;
            }
        }
        table[row][column] = 0;
        true
    }

    fn complete(
        &mut self,
        table: &mut [Vec<u64>],
        rows: &[u64],
        columns: &[u64],
        look: &mut impl FnMut(&[Vec<u64>]),
    ) -> bool {
        let (top, side) = self.top;
        let beside: u64 = (0..columns.len()).filter(|column| *column != side).map(|column| columns[column]).sum();
        if let Some(corner) = rows[top].checked_sub(beside) {
            (0..rows.len()).filter(|row| *row != top).for_each(|row| table[row][side] = rows[row]);
            table[top].copy_from_slice(columns);
            table[top][side] = corner;
            look(table);
        }
        self.left = self.left.saturating_sub(1);
        self.left > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const K: u64 = 10;

    /// The joint table of people of whom such a share does not give the best answer, and some give the same twice.
    fn answered(random: &mut fastrand::Rng, people: u64, shares: [f64; 2], alike: f64) -> Vec<Vec<u64>> {
        let mut table = vec![vec![0; 5]; 5];
        for _ in 0..people {
            let (one, other) = (random.f64(), random.f64());
            let second = if random.f64() < alike { one } else { other };
            table[answer(one, shares[0])][answer(second, shares[1])] += 1;
        }
        table
    }

    fn answer(place: f64, outside: f64) -> usize {
        [0.15, 0.3, 0.55, 1.0].into_iter().position(|below| place < below * outside).unwrap_or(4)
    }

    /// How many people gave another answer than the most common one, to the question with fewer of them.
    fn outside(table: &[Vec<u64>]) -> u64 {
        let (rows, columns) = margins(table);
        [rows, columns].iter().map(|side| side.iter().sum::<u64>() - side[most_common(side)]).min().unwrap_or(0)
    }

    fn learned(table: &[Vec<u64>], decimals: i32) -> Option<Fact> {
        let (rows, columns) = margins(table);
        learns(&rows, &columns, rounded(spearman(table)?, decimals), K)
    }

    #[test]
    fn the_coefficient_is_the_textbooks() {
        let table = vec![vec![1, 1, 0], vec![0, 1, 0], vec![0, 1, 1]];
        // Ranks 1.5, 1.5, 3, 4.5, 4.5 and 1, 3, 3, 3, 5.
        assert!((spearman(&table).unwrap() - 6.0 / 72_f64.sqrt()).abs() < 1e-12);
        assert_eq!(spearman(&[vec![3, 4], vec![0, 0]]), None);
        assert_eq!(rounded(0.26, 1), 0.25..=0.35);
    }

    #[test]
    fn what_is_proved_by_bounds_holds_in_all_tables() {
        let mut random = fastrand::Rng::with_seed(3);
        let (mut proved, mut held) = (0, 0);
        for _ in 0..40 {
            let alike = random.f64();
            let table = answered(&mut random, 100, [0.07; 2], alike);
            let (rows, columns) = margins(&table);
            let Some(rho) = spearman(&table) else { continue };
            let pair = Pair::of(&rows, &columns, rounded(rho, 2));
            let Some(exactly) = pair.enumerated(K) else { continue };
            let bounded = pair.bounded(K);
            assert!(bounded.is_none() || exactly.is_some(), "{bounded:?}");
            if let Some(fact) = &bounded {
                let people = people_in(&table, &(fact.rows.clone(), fact.columns.clone()));
                assert!(fact.people.contains(&people), "{fact:?} {table:?}");
            }
            proved += usize::from(bounded.is_some());
            held += usize::from(exactly.is_some());
        }
        assert!(proved > 0 && proved <= held, "{proved} {held}");
    }

    #[test]
    fn two_decimals_of_a_hundred_people_who_are_nearly_all_content_give_answers_away() {
        let mut random = fastrand::Rng::with_seed(4);
        let tables: Vec<_> = (0..60).map(|_| answered(&mut random, 100, [0.07; 2], 0.4)).collect();
        let holes = tables.iter().filter(|table| learned(table, 2).is_some()).count();
        assert!(holes >= 40, "{holes} of 60");
    }

    /// Low answers in random proportions, so that some options are rare.
    fn skewed(random: &mut fastrand::Rng, people: u64, shares: [f64; 2], alike: f64) -> Vec<Vec<u64>> {
        let mut cuts = || {
            let mut cuts = [random.f64(), random.f64(), random.f64(), 1.0].map(|cut: f64| cut.powi(2));
            cuts.sort_by(f64::total_cmp);
            cuts
        };
        let (first, second) = (cuts(), cuts());
        let at = |place: f64, cuts: &[f64; 4], share: f64| cuts.iter().position(|cut| place < cut * share).unwrap_or(4);
        let mut table = vec![vec![0; 5]; 5];
        for _ in 0..people {
            let (one, mut other) = (random.f64(), random.f64());
            if random.f64() < alike.abs() {
                other = if alike < 0.0 { 1.0 - one } else { one };
            }
            table[at(one, &first, shares[0])][at(other, &second, shares[1])] += 1;
        }
        table
    }

    /// Random tables with at least so many people outside the most common answer of each question.
    fn random_table(random: &mut fastrand::Rng, people: RangeInclusive<u64>, least: u64) -> Vec<Vec<u64>> {
        loop {
            let people = random.u64(people.clone());
            let mut share = || least as f64 / people as f64 * (1.0 + 2.0 * random.f64().powi(2));
            let mut shares = [share(), share()].map(|share| share.min(0.7));
            if random.u8(..3) == 0 {
                shares[1] = shares[1].max(0.5);
            }
            let alike = (random.f64() * 1.3 - 0.3).min(1.0);
            let table = match alike >= 0.0 && random.bool() {
                true => answered(random, people, shares, alike),
                false => skewed(random, people, shares, alike),
            };
            if outside(&table) >= least && spearman(&table).is_some() {
                return table;
            }
        }
    }

    /// Of how many such tables something is learned from a coefficient of one decimal that ends at a cap.
    fn holes(tables: usize, people: RangeInclusive<u64>, least: u64, cap: f64, k: u64) -> usize {
        let mut random = fastrand::Rng::with_seed(78);
        let hole = |_: &usize| {
            let table = random_table(&mut random, people.clone(), least);
            let (rows, columns) = margins(&table);
            spearman(&table).is_some_and(|rho| learns(&rows, &columns, capped(rho, 1, cap), k).is_some())
        };
        (0..tables).filter(hole).count()
    }

    #[test]
    fn one_decimal_with_four_times_k_outside_still_gives_answers_away() {
        let holes = holes(100, 400..=1000, 4 * K, 2.0, K);
        assert!(holes >= 5, "{holes} of 100");
    }

    #[test]
    fn one_decimal_with_twenty_times_k_outside_and_a_cap_gives_nothing_away() {
        assert_eq!(holes(200, 400..=2000, 20 * K, 0.8, K), 0);
    }

    #[test]
    fn what_distributions_alone_call_safe_gives_nothing_away() {
        let mut random = fastrand::Rng::with_seed(79);
        let ranges: Vec<_> = (-8..=8).map(|tenths| capped(f64::from(tenths) / 10.0, 1, 0.8)).collect();
        let (mut safe, mut holes) = (0, 0);
        for _ in 0..60 {
            let table = random_table(&mut random, 400..=2000, 4 * K);
            let (rows, columns) = margins(&table);
            let Some(rho) = spearman(&table) else { continue };
            let (never, told) = (never_learns(&rows, &columns, &ranges, K), capped(rho, 1, 0.8));
            let hole = learns(&rows, &columns, told, K).is_some();
            assert!(!never || !hole, "{table:?}");
            safe += usize::from(never);
            holes += usize::from(hole);
        }
        assert!(safe >= 5 && holes >= 5, "{safe} {holes} of 60");
    }

    #[test]
    fn what_can_be_attained_is_between_opposite_and_alike() {
        assert_eq!(attainable(&[5, 5], &[5, 5]), -1.0..=1.0);
        let can = attainable(&[1, 9], &[1, 9]);
        assert!((can.end() - 1.0).abs() < 1e-12 && (can.start() + 1.0 / 9.0).abs() < 1e-12, "{can:?}");
    }
}
