//! Whether a graph falls apart where its edges are light. It knows nothing of surveys.
//!
//! A component's lightest cut is below k if, and only if, some node or group of nodes that nothing of weight k holds to the
//! rest has edges of less than k in all. So what certainly hangs together is contracted until nothing more does; then the
//! light groups are the nodes that are left with less than k. What hangs together is known from one scan in order of
//! attachment, linear in edges: an edge that brings its end to an attachment of k or more is crossed by no cut lighter
//! than k. Source: H. Nagamochi, T. Ibaraki, A linear-time algorithm for finding a sparse k-connected spanning subgraph of
//! a k-connected graph, Algorithmica 7, 1992; the same, Computing edge-connectivity in multigraphs and capacitated graphs,
//! SIAM J. Discrete Math. 5(1), 1992.

use std::collections::{BTreeMap, BinaryHeap};

/// An edge between two nodes. One of weight 0 is there: what it joins is one component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// The nodes, counted from 0.
    pub ends: (u32, u32),
    /// How much it takes to cut it.
    pub weight: u64,
}

/// The groups of nodes that a cut lighter than `k` parts from the rest of their component; none: there is no such cut.
pub fn light_groups(nodes: usize, edges: &[Edge], k: u64) -> Vec<Vec<usize>> {
    let mut components = Forest::of(nodes);
    edges.iter().for_each(|edge| components.join(edge.ends));
    let mut groups = Forest::of(nodes);
    edges.iter().filter(|edge| edge.weight >= k).for_each(|edge| groups.join(edge.ends));
    loop {
        let contracted = contract(edges, &mut groups);
        let held = held_together(&contracted, nodes, k);
        if held.is_empty() {
            return parted(&contracted, &mut groups, &mut components, nodes, k);
        }
        held.into_iter().for_each(|ends| groups.join(ends));
    }
}

/// The edges between groups.
fn contract(edges: &[Edge], groups: &mut Forest) -> Vec<Edge> {
    let moved = edges.iter().map(|edge| Edge { ends: (groups.root(edge.ends.0), groups.root(edge.ends.1)), ..*edge });
    let mut between: Vec<Edge> = moved.filter(|edge| edge.ends.0 != edge.ends.1 && edge.weight > 0).collect();
    between.iter_mut().for_each(|edge| edge.ends = (edge.ends.0.min(edge.ends.1), edge.ends.0.max(edge.ends.1)));
    between.sort_unstable_by_key(|edge| edge.ends);
    between.dedup_by(|next, kept| {
        let same = next.ends == kept.ends;
        kept.weight += if same { next.weight } else { 0 };
        same
    });
    between
}

/// Pairs of nodes that no cut lighter than `k` parts, from one scan: always the node that is most attached next.
fn held_together(edges: &[Edge], nodes: usize, k: u64) -> Vec<(u32, u32)> {
    let neighbours = Neighbours::of(edges, nodes);
    let mut attached = vec![0_u64; nodes];
    let mut scanned = vec![false; nodes];
    let mut held = Vec::new();
    let mut heap = BinaryHeap::new();
    for start in edges.iter().map(|edge| edge.ends.0) {
        if !scanned[start as usize] {
            heap.push((0, start));
        }
        while let Some((attachment, node)) = heap.pop() {
            if scanned[node as usize] || attachment < attached[node as usize] {
                continue;
            }
            scanned[node as usize] = true;
            for (other, weight) in neighbours.of_node(node) {
                if !scanned[other as usize] {
                    attached[other as usize] += weight;
                    heap.push((attached[other as usize], other));
                    if attached[other as usize] >= k {
                        held.push((node, other));
                    }
                }
            }
        }
    }
    held
}

/// The groups whose edges weigh less than `k`, in components of several groups; of two sides of one cut the smaller.
fn parted(edges: &[Edge], groups: &mut Forest, components: &mut Forest, nodes: usize, k: u64) -> Vec<Vec<usize>> {
    let mut degree = vec![0_u64; nodes];
    for edge in edges {
        degree[edge.ends.0 as usize] += edge.weight;
        degree[edge.ends.1 as usize] += edge.weight;
    }
    let mut members: BTreeMap<(u32, u32), Vec<usize>> = BTreeMap::new();
    for node in 0..nodes {
        members.entry((components.root(index(node)), groups.root(index(node)))).or_default().push(node);
    }
    let mut in_component: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
    for ((component, _), nodes) in &members {
        let (count, size) = in_component.entry(*component).or_default();
        *count += 1;
        *size += nodes.len();
    }
    let light = members
        .into_iter()
        .filter(|((component, group), _)| in_component[component].0 > 1 && degree[*group as usize] < k);
    let mut light: Vec<(u32, Vec<usize>)> = light.map(|((component, _), nodes)| (component, nodes)).collect();
    let mut lights: BTreeMap<u32, usize> = BTreeMap::new();
    light.iter().for_each(|(component, _)| *lights.entry(*component).or_default() += 1);
    light.retain(|(component, nodes)| lights[component] == 1 || nodes.len() * 2 <= in_component[component].1);
    light.into_iter().map(|(_, nodes)| nodes).collect()
}

/// The edges of each node.
struct Neighbours {
    first: Vec<usize>,
    ends: Vec<(u32, u64)>,
}

impl Neighbours {
    fn of(edges: &[Edge], nodes: usize) -> Self {
        let mut first = vec![0; nodes + 1];
        for edge in edges {
            first[edge.ends.0 as usize + 1] += 1;
            first[edge.ends.1 as usize + 1] += 1;
        }
        (0..nodes).for_each(|node| first[node + 1] += first[node]);
        let mut next = first.clone();
        let mut ends = vec![(0, 0); edges.len() * 2];
        for edge in edges {
            for (one, other) in [edge.ends, (edge.ends.1, edge.ends.0)] {
                ends[next[one as usize]] = (other, edge.weight);
                next[one as usize] += 1;
            }
        }
        Self { first, ends }
    }

    fn of_node(&self, node: u32) -> impl Iterator<Item = (u32, u64)> {
        self.ends[self.first[node as usize]..self.first[node as usize + 1]].iter().copied()
    }
}

/// Nodes that are joined step by step.
struct Forest(Vec<u32>);

impl Forest {
    fn of(nodes: usize) -> Self {
        Self((0..nodes).map(index).collect())
    }

    fn root(&mut self, node: u32) -> u32 {
        let mut at = node;
        while self.0[at as usize] != at {
            self.0[at as usize] = self.0[self.0[at as usize] as usize];
            at = self.0[at as usize];
        }
        at
    }

    fn join(&mut self, (one, other): (u32, u32)) {
        let (one, other) = (self.root(one), self.root(other));
        self.0[one.max(other) as usize] = one.min(other);
    }
}

fn index(node: usize) -> u32 {
    u32::try_from(node).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The weight of the lightest cut of each component of two nodes or more: M. Stoer, F. Wagner, A simple min-cut
    /// algorithm, J. ACM 44(4), 1997.
    fn lightest_cut(nodes: usize, edges: &[Edge]) -> Option<u64> {
        let mut components = Forest::of(nodes);
        edges.iter().for_each(|edge| components.join(edge.ends));
        let mut matrix = vec![vec![0; nodes]; nodes];
        for edge in edges.iter().filter(|edge| edge.ends.0 != edge.ends.1) {
            let (one, other) = (edge.ends.0 as usize, edge.ends.1 as usize);
            matrix[one][other] += edge.weight;
            matrix[other][one] += edge.weight;
        }
        let roots: Vec<u32> = (0..nodes).map(|node| components.root(node as u32)).collect();
        let cuts = (0..nodes as u32).filter_map(|root| {
            let members: Vec<usize> = (0..nodes).filter(|node| roots[*node] == root).collect();
            stoer_wagner(&members, matrix.clone())
        });
        cuts.min()
    }

    fn stoer_wagner(members: &[usize], mut matrix: Vec<Vec<u64>>) -> Option<u64> {
        let mut left = members.to_vec();
        let mut lightest = None;
        while left.len() > 1 {
            let mut attached = vec![0; matrix.len()];
            let mut order: Vec<usize> = Vec::new();
            while order.len() < left.len() {
                let next =
                    *left.iter().filter(|node| !order.contains(node)).max_by_key(|node| attached[**node]).unwrap();
                order.push(next);
                left.iter()
                    .for_each(|node| attached[*node] += if order.contains(node) { 0 } else { matrix[next][*node] });
            }
            let (last, before) = (order[order.len() - 1], order[order.len() - 2]);
            let degree: u64 = left.iter().map(|node| matrix[last][*node]).sum();
            lightest = Some(lightest.map_or(degree, |known: u64| known.min(degree)));
            for node in left.clone() {
                matrix[before][node] += matrix[last][node];
                matrix[node][before] = matrix[before][node];
            }
            matrix[before][before] = 0;
            left.retain(|node| *node != last);
        }
        lightest
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn there_is_a_light_group_where_there_is_a_light_cut(
            edges in prop::collection::vec((0_u32..6, 6_u32..11, 0_u64..7), 0..24),
            k in 1_u64..12,
        ) {
            let edges: Vec<Edge> = edges.into_iter().map(|(one, other, weight)| Edge { ends: (one, other), weight }).collect();
            let groups = light_groups(11, &edges, k);
            prop_assert_eq!(!groups.is_empty(), lightest_cut(11, &edges).is_some_and(|cut| cut < k));
            for group in groups {
                let inside = |node: u32| group.contains(&(node as usize));
                let across = edges.iter().filter(|edge| inside(edge.ends.0) != inside(edge.ends.1));
                prop_assert!(across.map(|edge| edge.weight).sum::<u64>() < k);
            }
        }
    }

    #[test]
    fn an_edge_of_no_weight_is_a_light_cut() {
        let edges = [Edge { ends: (0, 1), weight: 20 }, Edge { ends: (2, 1), weight: 0 }];
        assert_eq!(light_groups(3, &edges, 10), [vec![2]]);
        assert_eq!(light_groups(3, &edges[..1], 10), Vec::<Vec<usize>>::new());
    }
}
