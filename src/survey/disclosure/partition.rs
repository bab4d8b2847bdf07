//! Whether two partitions of the same people can be subtracted from one another.
//!
//! Two tables of the same people are both told, each with parts of at least k. Whoever knows that nobody of some parts
//! of one is outside some parts of the other may subtract, and is told of those who are left. So a table may be frozen
//! only beside tables from which no such difference describes fewer than k people.

use std::collections::{BTreeMap, HashMap};

/// The most parts that a partition may have whose unions are all gone through.
pub(in crate::survey::disclosure) const MOST_PARTS: usize = 10;

/// The smallest group of people, if any is left at all, that remains of a union of parts of one partition when those
/// parts of another are taken away that lie wholly within it.
///
/// Both say for each person which part that one is in; `few` has at most [`MOST_PARTS`] parts, counted from 0. It does
/// not matter which of two partitions is `few`: what is left of a union of one is what is left of the complement of a
/// union of the other.
pub(in crate::survey::disclosure) fn smallest_difference(few: &[u8], many: &[u32]) -> Option<u64> {
    let parts = few.iter().max().map_or(0, |last| usize::from(*last) + 1);
    debug_assert!(parts <= MOST_PARTS && few.len() == many.len(), "{parts} parts");
    let mut sizes = vec![0_u64; parts];
    let mut others: HashMap<u32, (usize, u64)> = HashMap::new();
    for (part, other) in few.iter().zip(many) {
        sizes[usize::from(*part)] += 1;
        let (touched, size) = others.entry(*other).or_default();
        *touched |= 1 << part;
        *size += 1;
    }
    let mut by_touched: BTreeMap<usize, u64> = BTreeMap::new();
    others.into_values().for_each(|(touched, size)| *by_touched.entry(touched).or_default() += size);
    let left = |union: usize| {
        let all: u64 = sizes.iter().enumerate().filter(|(part, _)| union >> part & 1 == 1).map(|(_, size)| size).sum();
        let within: u64 = by_touched.iter().filter(|(touched, _)| *touched & !union == 0).map(|(_, size)| size).sum();
        all - within
    };
    (1..1 << parts).map(left).filter(|left| *left > 0).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn those_who_are_outside_the_only_kiosk_s_block_are_found() {
        // Twelve people in the first block, ten of them at the kiosk; all eleven of the second on the web.
        let channel = [vec![0; 10], vec![1; 2], vec![1; 11]].concat();
        let block = [vec![0; 12], vec![1; 11]].concat();
        assert_eq!(smallest_difference(&channel, &block), Some(2));
    }

    #[test]
    fn partitions_that_are_unions_of_each_other_leave_nobody() {
        assert_eq!(smallest_difference(&[0, 0, 1, 1, 1], &[7, 7, 8, 9, 9]), None);
        assert_eq!(smallest_difference(&[], &[]), None);
    }

    proptest! {
        /// Every sum of parts of both, with any signs, that counts some people once and all others not at all.
        #[test]
        fn no_sum_of_parts_counts_fewer(people in prop::collection::vec((0_u8..3, 0_u32..4), 1..40)) {
            let few: Vec<u8> = people.iter().map(|person| person.0).collect();
            let many: Vec<u32> = people.iter().map(|person| person.1).collect();
            let parts = few.iter().max().unwrap() + 1;
            prop_assume!((0..parts).all(|part| few.contains(&part)));
            let whole = (0..parts).map(|part| few.iter().filter(|other| **other == part).count() as u64)
                .chain((0..4).map(|part| many.iter().filter(|other| **other == part).count() as u64))
                .filter(|size| *size > 0).min().unwrap();
            let bound = smallest_difference(&few, &many).map_or(whole, |left| left.min(whole));
            for signs in 0..3_u32.pow(7) {
                let weight = |place: u32| i64::from(signs / 3_u32.pow(place) % 3) - 1;
                let values: Vec<i64> =
                    people.iter().map(|(one, other)| weight(u32::from(*one)) + weight(3 + other)).collect();
                if values.iter().all(|value| (0..=1).contains(value)) {
                    let counted = values.iter().sum::<i64>() as u64;
                    prop_assert!(counted == 0 || counted >= bound, "{counted} of {people:?}");
                }
            }
        }
    }
}
