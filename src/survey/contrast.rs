//! Two shares held against each other: their difference, its interval and test, and what follows among many of them.

use crate::survey::figures::Proportion;
use crate::survey::statistics::{self, Difference, Test};
use crate::survey::wording::Verdict;

/// Below this many answers on either side nothing is concluded.
pub const FEWEST_TO_CONCLUDE: u64 = 30;
/// An adjusted p-value below this is a difference.
pub const SIGNIFICANT: f64 = 0.05;

/// One share held against another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contrast {
    /// The share that is asked about; none when nobody answered.
    pub share: Option<Proportion>,
    /// The share it is held against.
    pub against: Option<Proportion>,
    /// The first less the second, with Newcombe's interval.
    pub difference: Option<Difference>,
    /// The pooled test of two proportions.
    pub test: Option<Test>,
    /// The same, with as many of the answers that support the difference taken away on each side as repeat others there.
    pub without_repeated: Option<Test>,
    /// The test's p-value, adjusted by Holm for its [family](adjust_families); none with too few answers to conclude
    /// anything.
    pub p_adjusted: Option<f64>,
    /// The same, by Benjamini and Hochberg.
    pub p_adjusted_bh: Option<f64>,
    /// What the adjusted p-value would be by the test without them.
    pub p_without_repeated: Option<f64>,
}

/// What a contrast is about, which decides the word for its outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// The same part of the office at another time.
    Time,
    /// Another part of the office at the same time.
    Place,
}

impl Contrast {
    /// A contrast that stands alone so far; none when nobody answered on either side.
    pub fn between(share: Option<Proportion>, against: Option<Proportion>) -> Option<Self> {
        share.or(against)?;
        let both = share.zip(against);
        Some(Self {
            share,
            against,
            difference: both.and_then(|(one, other)| statistics::newcombe(one.n, one.of, other.n, other.of)),
            test: both.and_then(|(one, other)| test(&one, &other)),
            without_repeated: both.and_then(|(one, other)| test_without_repeated(&one, &other)),
            p_adjusted: None,
            p_adjusted_bh: None,
            p_without_repeated: None,
        })
    }

    /// Whether there are enough answers on both sides to conclude anything.
    fn has_enough(&self) -> bool {
        let enough = |share: Option<Proportion>| share.is_some_and(|share| share.of >= FEWEST_TO_CONCLUDE);
        enough(self.share) && enough(self.against)
    }

    /// What may be concluded, once it is adjusted.
    pub fn verdict(&self, about: About) -> Verdict {
        if !self.has_enough() {
            return Verdict::TooFew;
        }
        let significant = |p: Option<f64>| p.is_some_and(|p| p < SIGNIFICANT);
        let larger = self.difference.is_some_and(|difference| difference.share > 0.0);
        match (about, larger) {
            (About::Time, _) if !significant(self.p_adjusted) => Verdict::Unchanged,
            (About::Place, _) if !significant(self.p_adjusted) => Verdict::Alike,
            _ if !significant(self.p_without_repeated) => Verdict::Unconfirmed,
            (About::Time, true) => Verdict::Increase,
            (About::Time, false) => Verdict::Decrease,
            (About::Place, true) => Verdict::Higher,
            (About::Place, false) => Verdict::Lower,
        }
    }
}

fn test(one: &Proportion, other: &Proportion) -> Option<Test> {
    statistics::two_proportions(one.n, one.of, other.n, other.of)
}

/// The test that is left when the responses that repeat others are taken for those that support the difference; none:
/// too few are left, or the difference is none any more.
pub fn test_without_repeated(one: &Proportion, other: &Proportion) -> Option<Test> {
    let higher = one.share > other.share;
    // Positive answers support that a share is higher, the others that it is lower.
    let (left, against) = one.without_repeated(higher).zip(other.without_repeated(!higher))?;
    test(&left, &against).filter(|_| (left.share > against.share) == higher)
}

/// Adjusts contrasts by family: those of the headline, which is declared beforehand, and all others. Each comes with
/// whether it is of the headline.
pub fn adjust_families<'a>(contrasts: impl Iterator<Item = (bool, &'a mut Contrast)>) {
    let (headline, others): (Vec<_>, Vec<_>) = contrasts.partition(|(headline, _)| *headline);
    for family in [headline, others] {
        adjust(&mut family.into_iter().map(|(_, contrast)| contrast).collect::<Vec<_>>());
    }
}

/// Adjusts the p-values of one family of contrasts. One with too few answers to conclude anything takes no part: it
/// could only cost the others their verdict.
pub fn adjust(family: &mut [&mut Contrast]) {
    let mut tested: Vec<&mut &mut Contrast> =
        family.iter_mut().filter(|contrast| contrast.test.is_some() && contrast.has_enough()).collect();
    let p: Vec<f64> = tested.iter().filter_map(|contrast| contrast.test.map(|test| test.p)).collect();
    let without: Vec<f64> =
        tested.iter().map(|contrast| contrast.without_repeated.map_or(1.0, |test| test.p)).collect();
    let adjusted = statistics::holm(&p).into_iter().zip(statistics::benjamini_hochberg(&p));
    let adjusted = adjusted.zip(holm_without_repeated(&p, &without));
    for (contrast, ((holm, benjamini_hochberg), without)) in tested.iter_mut().zip(adjusted) {
        contrast.p_adjusted = Some(holm);
        contrast.p_adjusted_bh = Some(benjamini_hochberg);
        contrast.p_without_repeated = Some(without);
    }
}

/// The p-values of a family without the responses that repeat others, adjusted by Holm; where nothing repeats, that of
/// the family as it is, since a doubt about others is none about it.
pub fn holm_without_repeated(p: &[f64], without: &[f64]) -> Vec<f64> {
    // Less evidence is never more certain, however the sizes of the sides change.
    let doubted: Vec<f64> = p.iter().zip(without).map(|(p, without)| p.max(*without)).collect();
    let adjusted = statistics::holm(p).into_iter().zip(statistics::holm(&doubted));
    let changed = p.iter().zip(&doubted).map(|(p, doubted)| doubted > p);
    adjusted.zip(changed).map(|((known, left), changed)| if changed { left } else { known }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(n: u64, of: u64, repeated: u64) -> Option<Proportion> {
        Some(Proportion::of(n, of)?.with_repeated(repeated))
    }

    fn verdict(one: Option<Proportion>, other: Option<Proportion>) -> Verdict {
        let mut contrast = Contrast::between(one, other).unwrap();
        adjust(&mut [&mut contrast]);
        contrast.verdict(About::Time)
    }

    #[test]
    fn a_bound_takes_all_that_repeats_from_one_side() {
        let bound = |n, of, repeated| {
            let bound = share(n, of, repeated).unwrap().bound();
            (bound.low, bound.high)
        };
        assert_eq!(bound(40, 74, 30), (10.0 / 44.0, 40.0 / 44.0));
        assert_eq!(bound(3, 10, 5), (0.0, 3.0 / 5.0), "there are no more than three to take");
        assert_eq!(bound(3, 10, 0), (0.3, 0.3));
        assert_eq!(bound(10, 10, 10), (0.0, 1.0), "nobody is left");
    }

    #[test]
    fn a_verdict_that_only_repeats_support_is_not_confirmed() {
        let before = share(37, 40, 0);
        assert_eq!(verdict(share(40, 74, 0), before), Verdict::Decrease);
        assert_eq!(verdict(share(40, 74, 30), before), Verdict::Unconfirmed);
        assert_eq!(verdict(before, share(40, 74, 30)), Verdict::Unconfirmed);
        // What repeats others may as well have spoken against it, and a difference that is none is no doubt.
        assert_eq!(verdict(share(40, 74, 2), before), Verdict::Decrease);
        assert_eq!(verdict(share(40, 44, 30), before), Verdict::Unchanged);
    }

    #[test]
    fn a_doubt_about_one_is_none_about_another_of_which_nothing_repeats() {
        let mut family = [
            Contrast::between(share(100, 200, 150), share(180, 200, 0)).unwrap(),
            Contrast::between(share(155, 200, 0), share(173, 200, 0)).unwrap(),
        ];
        adjust(&mut family.each_mut());
        let [doubtful, sound] = family;
        assert_eq!(doubtful.verdict(About::Place), Verdict::Unconfirmed);
        assert_eq!((sound.p_without_repeated, sound.verdict(About::Place)), (sound.p_adjusted, Verdict::Lower));
    }
}
