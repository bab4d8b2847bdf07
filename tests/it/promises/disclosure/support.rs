//! Whom sums and differences of told sets describe: the lightest group of people that some combination of sets is about.
//!
//! Every told table is a count over a set of people. A combination of sets is non-zero for some people and zero for all
//! others; it is a disclosure if those people are fewer than `k`. People who are alike in all sets are one atom, so a
//! combination is a row in the row space of the matrix of sets by atoms, and the question is for its lightest row.

use std::collections::{BTreeMap, BTreeSet};

use super::linear::{PRIME, power};

/// Up to so many groups of light atoms are gone through one by one.
const EXHAUSTIVE: u64 = 200_000;

/// The lightest non-empty group that weighs less than `k` and that a combination of the sets is about, with its people.
///
/// A person without a weight is one whose value is known beforehand, and is left out. A person of weight zero is in a
/// group for nothing, but a group of such people alone is one too. The answer is exact if the sets are two partitions,
/// or if the light groups are few; otherwise a search that is all but certain to meet what there is.
pub fn smallest_support(sets: &[Vec<usize>], weights: &[Option<u64>], k: u64) -> Option<(u64, Vec<usize>)> {
    let office = Office::seen(sets, weights);
    let columns = |wanted: &dyn Fn(u64) -> bool| -> Vec<usize> {
        (0..office.atoms.len()).filter(|atom| wanted(office.weights[*atom])).collect()
    };
    let (heavy, light, zero) = (columns(&|w| w >= k), columns(&|w| w > 0 && w < k), columns(&|w| w == 0));
    let order: Vec<usize> = heavy.iter().chain(&light).chain(&zero).copied().collect();
    // Rows that begin beyond the heavy atoms are zero on them; rows that begin beyond the light ones weigh nothing.
    let reduced = Reduced::of(office.rows.clone(), &order);
    if let Some(row) = reduced.rows.iter().find(|(first, _)| office.weights[*first] == 0) {
        return Some(office.about(&row.1));
    }
    let mut best = Best { below: k, row: None };
    if let Some(cut) = office.lightest_cut() {
        if cut.0 < k {
            best.row = office.combination_within(&cut.1);
        }
    } else {
        let mut code =
            Reduced { rows: reduced.rows.into_iter().filter(|(first, _)| office.weights[*first] < k).collect() };
        code.search_by_rows(&office.weights, &light, &mut best);
        if let Some(atoms) = code.search_all(&office.weights, &light, best.below) {
            best.row = office.combination_within(&atoms);
        }
    }
    best.row.map(|row| office.about(&row))
}

/// The atoms of an office, and the matrix of sets by atoms.
struct Office {
    atoms: Vec<Vec<usize>>,
    weights: Vec<u64>,
    /// Independent sets, small ones first: a total beside its parts is left out.
    rows: Vec<Vec<u64>>,
}

impl Office {
    fn seen(sets: &[Vec<usize>], weights: &[Option<u64>]) -> Self {
        let mut signatures = vec![Vec::new(); weights.len()];
        for (set, people) in sets.iter().enumerate() {
            people.iter().for_each(|person| signatures[*person].push(set));
        }
        let mut alike: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
        for (person, mut signature) in signatures.into_iter().enumerate() {
            signature.dedup();
            if weights[person].is_some() && !signature.is_empty() {
                alike.entry(signature).or_default().push(person);
            }
        }
        let mut rows = vec![vec![0; alike.len()]; sets.len()];
        for (atom, signature) in alike.keys().enumerate() {
            signature.iter().for_each(|set| rows[*set][atom] = 1);
        }
        rows.sort_by_key(|row| row.iter().sum::<u64>());
        let atoms: Vec<Vec<usize>> = alike.into_values().collect();
        let weights = atoms.iter().map(|people| people.iter().filter_map(|person| weights[*person]).sum()).collect();
        Self { rows: independent(rows), atoms, weights }
    }

    /// What a row weighs, and the people for whom it is not zero.
    fn about(&self, row: &[u64]) -> (u64, Vec<usize>) {
        let atoms: Vec<usize> = (0..row.len()).filter(|atom| row[*atom] != 0).collect();
        let mut people: Vec<usize> = atoms.iter().flat_map(|atom| self.atoms[*atom].iter().copied()).collect();
        people.sort_unstable();
        (atoms.iter().map(|atom| self.weights[*atom]).sum(), people)
    }

    /// A combination of the sets that is zero outside these atoms and those of weight zero, if there is one.
    fn combination_within(&self, atoms: &[usize]) -> Option<Vec<u64>> {
        let inside = |atom: &usize| self.weights[*atom] == 0 || atoms.contains(atom);
        let (within, mut order): (Vec<usize>, Vec<usize>) = (0..self.atoms.len()).partition(inside);
        order.extend(&within);
        let last = Reduced::of(self.rows.clone(), &order).rows.pop()?;
        within.contains(&last.0).then_some(last.1)
    }

    /// If every atom is in one or two of the sets, and the sets fall into two sides: the lightest cut of that graph, as
    /// its weight and the atoms that are its edges. An atom in one set only is an edge to the ground, which is what is
    /// left of a set that follows from the others.
    fn lightest_cut(&self) -> Option<(u64, Vec<usize>)> {
        let ground = self.rows.len();
        let mut edges = Vec::new();
        for atom in 0..self.atoms.len() {
            let ends: Vec<usize> = (0..ground).filter(|set| self.rows[*set][atom] != 0).collect();
            edges.push(match ends[..] {
                [one] => (one, ground),
                [one, other] => (one, other),
                _ => return None,
            });
        }
        let between: Vec<_> = edges.iter().copied().filter(|(_, end)| *end != ground).collect();
        two_sided(ground, &between).then_some(())?;
        let weighed: Vec<_> = edges.iter().zip(&self.weights).map(|((a, b), weight)| (*a, *b, *weight)).collect();
        let (weight, side) = minimum_cut(ground + 1, &weighed)?;
        let crosses = |(a, b): (usize, usize)| side.contains(&a) != side.contains(&b);
        Some((weight, (0..edges.len()).filter(|atom| crosses(edges[*atom])).collect()))
    }
}

/// Whether the nodes can be parted in two so that every edge goes across.
fn two_sided(nodes: usize, edges: &[(usize, usize)]) -> bool {
    let mut near = vec![Vec::new(); nodes];
    for (a, b) in edges {
        near[*a].push(*b);
        near[*b].push(*a);
    }
    let mut side: Vec<Option<bool>> = vec![None; nodes];
    for start in 0..nodes {
        let mut open = if side[start].is_none() { vec![start] } else { Vec::new() };
        side[start].get_or_insert(false);
        while let Some(node) = open.pop() {
            for next in &near[node] {
                if side[*next].is_none() {
                    side[*next] = side[node].map(|value| !value);
                    open.push(*next);
                } else if side[*next] == side[node] {
                    return false;
                }
            }
        }
    }
    true
}

/// The lightest cut through a component of a graph, as its weight and the nodes of one side: the oracle of the tests
/// (M. Stoer, F. Wagner, A simple min-cut algorithm, J. ACM 44(4), 1997). None if there is no edge.
pub fn minimum_cut(nodes: usize, edges: &[(usize, usize, u64)]) -> Option<(u64, BTreeSet<usize>)> {
    components(nodes, edges).iter().filter_map(|part| cut_of_component(part, edges)).min()
}

fn components(nodes: usize, edges: &[(usize, usize, u64)]) -> Vec<Vec<usize>> {
    let mut part: Vec<usize> = (0..nodes).collect();
    for (a, b, _) in edges {
        let (from, into) = (part[*a], part[*b]);
        part.iter_mut().filter(|label| **label == from).for_each(|label| *label = into);
    }
    let mut parts = vec![Vec::new(); nodes];
    (0..nodes).for_each(|node| parts[part[node]].push(node));
    parts.retain(|part| !part.is_empty());
    parts
}

fn cut_of_component(part: &[usize], edges: &[(usize, usize, u64)]) -> Option<(u64, BTreeSet<usize>)> {
    let place: BTreeMap<usize, usize> = part.iter().enumerate().map(|(place, node)| (*node, place)).collect();
    let mut weight = vec![vec![0; part.len()]; part.len()];
    for (a, b, value) in edges {
        if let (Some(a), Some(b)) = (place.get(a), place.get(b)) {
            weight[*a][*b] += value;
            weight[*b][*a] += value;
        }
    }
    let mut merged: Vec<BTreeSet<usize>> = part.iter().map(|node| BTreeSet::from([*node])).collect();
    let mut left: Vec<usize> = (0..part.len()).collect();
    let mut best: Option<(u64, BTreeSet<usize>)> = None;
    while left.len() > 1 {
        let (before, last, cut) = last_added(&left, &weight);
        if best.as_ref().is_none_or(|(lightest, _)| cut < *lightest) {
            best = Some((cut, merged[last].clone()));
        }
        let moved = std::mem::take(&mut merged[last]);
        merged[before].extend(moved);
        left.retain(|node| *node != last);
        for node in &left {
            weight[before][*node] += weight[last][*node];
            weight[*node][before] = weight[before][*node];
        }
    }
    best
}

/// Adds node by node, each time the one most tightly bound to those before; the last two, and what binds the last.
fn last_added(left: &[usize], weight: &[Vec<u64>]) -> (usize, usize, u64) {
    let mut waiting: Vec<(u64, usize)> = left.iter().map(|node| (0, *node)).collect();
    let (mut before, mut last, mut cut) = (left[0], left[0], 0);
    while let Some(next) = (0..waiting.len()).max_by_key(|index| waiting[*index].0) {
        let (bound, node) = waiting.swap_remove(next);
        (before, last, cut) = (last, node, bound);
        waiting.iter_mut().for_each(|(bound, other)| *bound += weight[node][*other]);
    }
    (before, last, cut)
}

/// Rows in reduced form: each has a one in the column where it begins, where all others have zero.
struct Reduced {
    rows: Vec<(usize, Vec<u64>)>,
}

/// The lightest row found so far, and what the next one has to weigh less than.
struct Best {
    below: u64,
    row: Option<Vec<u64>>,
}

impl Best {
    fn offer(&mut self, weight: u64, row: impl FnOnce() -> Vec<u64>) {
        if weight < self.below {
            (self.below, self.row) = (weight, Some(row()));
        }
    }
}

impl Reduced {
    /// Rows begin in the columns that come first in `order`; those that begin latest come last.
    fn of(mut matrix: Vec<Vec<u64>>, order: &[usize]) -> Self {
        let mut rows: Vec<(usize, Vec<u64>)> = Vec::new();
        for column in order {
            let Some(found) = matrix.iter().position(|row| row[*column] != 0) else { continue };
            let mut row = matrix.swap_remove(found);
            begin(&mut row, *column);
            matrix.iter_mut().for_each(|other| clear(other, &row, *column));
            rows.iter_mut().for_each(|(_, other)| clear(other, &row, *column));
            rows.push((*column, row));
        }
        Self { rows }
    }

    /// Light rows among many reduced forms of the same rows, and among what pairs of their rows combine to.
    ///
    /// A light row is not zero in few columns, so often in one or two only of those where the rows of a form begin: then
    /// it is a row of that form, or a combination of two.
    fn search_by_rows(&mut self, weights: &[u64], light: &[usize], best: &mut Best) {
        let mut random = fastrand::Rng::with_seed(1);
        let exchanges = if self.rows.is_empty() { 0 } else { 12 * light.len() };
        self.offer_rows(weights, best);
        self.offer_pairs(weights, light, best);
        for round in 1..=exchanges {
            let chosen = random.usize(..self.rows.len());
            let row = &self.rows[chosen].1;
            let others: Vec<usize> =
                light.iter().copied().filter(|atom| row[*atom] != 0 && *atom != self.rows[chosen].0).collect();
            if others.is_empty() {
                continue;
            }
            self.begin_elsewhere(chosen, others[random.usize(..others.len())]);
            self.offer_rows(weights, best);
            if round % light.len() == 0 {
                self.offer_pairs(weights, light, best);
            }
        }
    }

    fn begin_elsewhere(&mut self, chosen: usize, column: usize) {
        let (_, mut row) = self.rows.swap_remove(chosen);
        begin(&mut row, column);
        self.rows.iter_mut().for_each(|(_, other)| clear(other, &row, column));
        self.rows.push((column, row));
    }

    fn offer_rows(&self, weights: &[u64], best: &mut Best) {
        for (_, row) in &self.rows {
            let weight = row.iter().zip(weights).filter(|(value, _)| **value != 0).map(|(_, weight)| weight).sum();
            best.offer(weight, || row.clone());
        }
    }

    /// Of two rows, the combination that is zero in as much weight as can be: both times the most common ratio.
    fn offer_pairs(&self, weights: &[u64], light: &[usize], best: &mut Best) {
        let sparse = |row: &[u64]| -> Vec<(usize, u64, u64)> {
            let used = light.iter().filter(|atom| row[**atom] != 0);
            used.map(|atom| (*atom, row[*atom], inverse(row[*atom]))).collect()
        };
        let rows: Vec<_> = self.rows.iter().map(|(_, row)| sparse(row)).collect();
        let total = |row: &[(usize, u64, u64)]| row.iter().map(|(atom, ..)| weights[*atom]).sum::<u64>();
        let totals: Vec<u64> = rows.iter().map(|row| total(row)).collect();
        for first in 0..rows.len() {
            for second in 0..first {
                let shared = meeting(&rows[first], &rows[second], weights);
                let both: u64 = shared.values().sum();
                for (ratio, gone) in &shared {
                    // Their sum weighs what only one of the two holds, and what both hold at another ratio.
                    best.offer(totals[first] + totals[second] - both - gone, || {
                        let mut row = self.rows[first].1.clone();
                        subtract(&mut row, &self.rows[second].1, *ratio);
                        row
                    });
                }
            }
        }
    }

    /// Goes through all groups of light atoms that weigh less than `below`, if they are few, for the lightest in which a
    /// row lies. That is a group whose columns in the rows' dual depend on each other.
    fn search_all(&self, weights: &[u64], light: &[usize], below: u64) -> Option<Vec<usize>> {
        (!self.rows.is_empty() && groups_below(weights, light, below) <= EXHAUSTIVE).then_some(())?;
        let begins: BTreeSet<usize> = self.rows.iter().map(|(first, _)| *first).collect();
        let free: Vec<usize> = light.iter().copied().filter(|atom| !begins.contains(atom)).collect();
        let mut columns: BTreeMap<usize, Vec<u64>> = BTreeMap::new();
        for (first, row) in &self.rows {
            columns.insert(*first, free.iter().map(|atom| (PRIME - row[*atom]) % PRIME).collect());
        }
        for atom in &free {
            columns.insert(*atom, free.iter().map(|other| u64::from(other == atom)).collect());
        }
        let columns = columns.into_iter().map(|(atom, column)| (atom, weights[atom], column)).collect();
        let mut walk = Walk { columns, below, chosen: Vec::new(), found: None };
        walk.on(0, 0, &mut Vec::new());
        walk.found
    }
}

/// By the ratio of two rows' values, the weight of the columns where both are not zero.
fn meeting(a: &[(usize, u64, u64)], b: &[(usize, u64, u64)], weights: &[u64]) -> BTreeMap<u64, u64> {
    let mut shared: BTreeMap<u64, u64> = BTreeMap::new();
    let (mut left, mut right) = (a.iter().peekable(), b.iter().peekable());
    while let (Some((one, value, _)), Some((other, _, inverse))) = (left.peek(), right.peek()) {
        if one == other {
            *shared.entry(value * inverse % PRIME).or_default() += weights[*one];
        }
        let (one, other) = (*one, *other);
        left.next_if(|_| one <= other);
        right.next_if(|_| other <= one);
    }
    shared
}

/// How many groups of these atoms weigh less than a bound.
fn groups_below(weights: &[u64], atoms: &[usize], below: u64) -> u64 {
    let mut ways = vec![0_u64; usize::try_from(below).unwrap_or(usize::MAX)];
    ways.first_mut().into_iter().for_each(|none| *none = 1);
    for weight in atoms.iter().filter_map(|atom| usize::try_from(weights[*atom]).ok()) {
        for total in (weight..ways.len()).rev() {
            ways[total] = ways[total].saturating_add(ways[total - weight]);
        }
    }
    ways.into_iter().fold(0, u64::saturating_add)
}

/// A walk through groups of columns, deeper by one column at a time.
struct Walk {
    columns: Vec<(usize, u64, Vec<u64>)>,
    below: u64,
    chosen: Vec<usize>,
    found: Option<Vec<usize>>,
}

impl Walk {
    fn on(&mut self, from: usize, weight: u64, basis: &mut Vec<(usize, Vec<u64>)>) {
        for next in from..self.columns.len() {
            let (atom, own, column) = &self.columns[next];
            if weight + own >= self.below {
                continue;
            }
            let (atom, total, mut column) = (*atom, weight + own, column.clone());
            basis.iter().for_each(|(first, known)| clear(&mut column, known, *first));
            self.chosen.push(atom);
            if let Some(first) = column.iter().position(|value| *value != 0) {
                begin(&mut column, first);
                basis.push((first, column));
                self.on(next + 1, total, basis);
                basis.pop();
            } else {
                (self.below, self.found) = (total, Some(self.chosen.clone()));
            }
            self.chosen.pop();
        }
    }
}

/// The rows that do not follow from those before.
fn independent(rows: Vec<Vec<u64>>) -> Vec<Vec<u64>> {
    let mut known: Vec<(usize, Vec<u64>)> = Vec::new();
    let mut kept = Vec::new();
    for row in rows {
        let mut rest = row.clone();
        known.iter().for_each(|(first, other)| clear(&mut rest, other, *first));
        if let Some(first) = rest.iter().position(|value| *value != 0) {
            begin(&mut rest, first);
            known.push((first, rest));
            kept.push(row);
        }
    }
    kept
}

/// Takes a row away from another so many times.
fn subtract(row: &mut [u64], known: &[u64], times: u64) {
    if times != 0 {
        for (value, taken) in row.iter_mut().zip(known).filter(|(_, taken)| **taken != 0) {
            *value = (*value + (PRIME - times) * taken) % PRIME;
        }
    }
}

/// Makes a row zero in a column where another one has a one.
fn clear(row: &mut [u64], known: &[u64], column: usize) {
    subtract(row, known, row[column]);
}

/// Makes a row have a one in a column where it is not zero.
fn begin(row: &mut [u64], column: usize) {
    let times = inverse(row[column]);
    if times != 1 {
        row.iter_mut().for_each(|value| *value = *value * times % PRIME);
    }
}

fn inverse(value: u64) -> u64 {
    match value {
        1 => 1,
        value if value == PRIME - 1 => value,
        value => power(value, PRIME - 2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// People by where they are in each of some partitions, as told sets.
    fn sets_of(people: &[Vec<usize>]) -> Vec<Vec<usize>> {
        let mut sets: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
        for (person, places) in people.iter().enumerate() {
            places.iter().enumerate().for_each(|part| sets.entry((part.0, *part.1)).or_default().push(person));
        }
        sets.into_values().collect()
    }

    fn random_people(random: &mut fastrand::Rng, people: usize, parts: &[usize]) -> Vec<Vec<usize>> {
        (0..people).map(|_| parts.iter().map(|values| random.usize(..*values)).collect()).collect()
    }

    /// The lightest group, from all groups of people, whose removal makes sets depend on each other.
    fn by_brute_force(sets: &[Vec<usize>], weights: &[u64]) -> Option<u64> {
        let people = weights.len();
        let rank = |gone: usize| {
            let left = |set: &Vec<usize>| {
                (0..people).map(|person| u64::from(set.contains(&person) && gone >> person & 1 == 0)).collect()
            };
            independent(sets.iter().map(left).collect()).len()
        };
        let weigh = |group: usize| (0..people).filter(|person| group >> person & 1 == 1).map(|p| weights[p]).sum();
        let whole = rank(0);
        let mut groups: Vec<(u64, usize)> = (1..1 << people).map(|group| (weigh(group), group)).collect();
        groups.sort_unstable();
        groups.into_iter().find(|(_, group)| rank(*group) < whole).map(|(weight, _)| weight)
    }

    /// The smallest support by one way of searching alone; `cut` is what two partitions give.
    fn by_each_way(sets: &[Vec<usize>], weights: &[u64], k: u64) -> [Option<u64>; 3] {
        let office = Office::seen(sets, &weights.iter().copied().map(Some).collect::<Vec<_>>());
        let (light, heavy): (Vec<usize>, Vec<usize>) = (0..office.atoms.len()).partition(|a| office.weights[*a] < k);
        let order: Vec<usize> = heavy.iter().chain(&light).copied().collect();
        let mut code = Reduced::of(office.rows.clone(), &order);
        code.rows.retain(|(first, _)| office.weights[*first] < k);
        let all = code.search_all(&office.weights, &light, k).and_then(|atoms| office.combination_within(&atoms));
        let mut best = Best { below: k, row: None };
        code.search_by_rows(&office.weights, &light, &mut best);
        let cut = office.lightest_cut().map(|(weight, _)| weight).filter(|weight| *weight < k);
        [cut, all.map(|row| office.about(&row).0), best.row.map(|row| office.about(&row).0)]
    }

    #[test]
    fn in_small_offices_of_blocks_and_classes_it_is_what_brute_force_finds() {
        let mut random = fastrand::Rng::with_seed(7);
        for office in 0..200 {
            let (blocks, classes, people) = (random.usize(1..=3), random.usize(1..=3), random.usize(4..=9));
            let sets = sets_of(&random_people(&mut random, people, &[blocks, classes]));
            let flagged = if office % 2 == 0 { 0 } else { 3 };
            let weights: Vec<u64> = (0..people).map(|_| u64::from(random.usize(..10) >= flagged)).collect();
            let found = smallest_support(&sets, &weights.iter().copied().map(Some).collect::<Vec<_>>(), 99);
            assert_eq!(found.map(|(weight, _)| weight), by_brute_force(&sets, &weights), "office {office}");
            if flagged == 0 {
                let [cut, all, rows] = by_each_way(&sets, &weights, 99);
                assert!(cut == all && all == rows, "office {office}: {cut:?} {all:?} {rows:?}");
            }
        }
    }

    #[test]
    fn in_small_offices_of_three_partitions_it_is_what_brute_force_finds() {
        let mut random = fastrand::Rng::with_seed(8);
        for office in 0..60 {
            let people = random.usize(5..=9);
            let parts: Vec<usize> = (0..3).map(|_| random.usize(2..=3)).collect();
            let sets = sets_of(&random_people(&mut random, people, &parts));
            let weights: Vec<u64> = (0..people).map(|_| random.u64(0..=2)).collect();
            let found = smallest_support(&sets, &weights.iter().copied().map(Some).collect::<Vec<_>>(), 99);
            assert_eq!(found.map(|(weight, _)| weight), by_brute_force(&sets, &weights), "office {office}");
        }
    }

    #[test]
    fn a_third_partition_isolates_one_person_though_each_pair_differs_by_fifteen() {
        // Block, channel (kiosk, web), type (private, business).
        let groups = [(15, vec![0, 0, 0]), (15, vec![0, 1, 1]), (15, vec![1, 1, 0]), (1, vec![1, 1, 1])];
        let people: Vec<_> = groups.into_iter().flat_map(|(count, places)| vec![places; count]).collect();
        let all = vec![Some(1); people.len()];
        assert_eq!(smallest_support(&sets_of(&people), &all, 10), Some((1, vec![45])));
        for left_out in 0..3 {
            let two: Vec<_> =
                people.iter().map(|places| [&places[..left_out], &places[left_out + 1..]].concat()).collect();
            let pair = smallest_support(&sets_of(&two), &all, 15);
            assert_eq!(pair, None, "without {left_out}");
        }
    }

    #[test]
    fn what_is_known_beforehand_hides_nobody_and_flagged_people_weigh_nothing() {
        let sets = [(0..20).collect(), (0..18).collect::<Vec<_>>()];
        let mut weights = vec![Some(1); 20];
        assert_eq!(smallest_support(&sets, &weights, 10), Some((2, vec![18, 19])));
        (weights[18], weights[19]) = (None, Some(0));
        assert_eq!(smallest_support(&sets, &weights, 10), Some((0, vec![19])));
        weights[19] = None;
        assert_eq!(smallest_support(&sets, &weights, 10), None);
    }

    #[test]
    fn the_search_by_rows_misses_nothing_that_is_known() {
        let mut random = fastrand::Rng::with_seed(9);
        let mut found = 0;
        for (office, k) in (0..30).map(|office| (office, 4 + office % 2)) {
            let people = random.usize(30..60);
            let parts: Vec<usize> = (0..3).map(|_| random.usize(3..9)).collect();
            let sets = sets_of(&random_people(&mut random, people, &parts));
            let weights: Vec<u64> = (0..people).map(|_| random.u64(1..=2)).collect();
            let [_, all, rows] = by_each_way(&sets, &weights, k);
            assert_eq!(all, rows, "office {office}");
            found += usize::from(all.is_some());
        }
        assert!((5..=25).contains(&found), "{found} of 30 offices have something to find");
    }

    #[test]
    fn in_large_offices_the_search_by_rows_finds_the_minimum_cut() {
        let mut random = fastrand::Rng::with_seed(10);
        for (nodes, k) in [(50, 40), (20, 40), (12, 60), (90, 20)] {
            let sets = sets_of(&random_people(&mut random, 200, &[nodes, nodes]));
            let weights: Vec<u64> = (0..200).map(|_| random.u64(1..=3)).collect();
            let [cut, _, rows] = by_each_way(&sets, &weights, k);
            assert!(cut.is_some() && cut == rows, "{nodes} blocks: {cut:?} {rows:?}");
        }
    }

    #[test]
    fn a_light_cut_between_two_dense_halves_is_found_by_rows_too() {
        let mut random = fastrand::Rng::with_seed(12);
        for crossing in [3, 5, 7] {
            let half = |person: usize| if person < crossing { [0, 10] } else { [person % 2 * 10; 2] };
            let mut place = |from: usize| from + random.usize(..10);
            let people: Vec<_> = (0..200).map(|person| half(person).map(&mut place).to_vec()).collect();
            let [cut, _, rows] = by_each_way(&sets_of(&people), &[1; 200], 10);
            assert!(cut.is_some_and(|weight| weight <= crossing as u64) && cut == rows, "{cut:?} {rows:?}");
        }
    }
}
