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
    /// The same, with as many of the answers that support the difference taken away on each side as are flagged there.
    pub without_flagged: Option<Test>,
    /// The test's p-value, adjusted by Holm for all contrasts of the answer.
    pub p_adjusted: Option<f64>,
    /// The same, by Benjamini and Hochberg.
    pub p_adjusted_bh: Option<f64>,
    /// The p-value of the test without what is flagged, adjusted by Holm.
    pub p_without_flagged: Option<f64>,
}

/// A share, and how many of the responses behind it repeat others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Side {
    /// The share.
    pub share: Proportion,
    /// How many.
    pub repeated: u64,
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
    pub fn between(one: Option<Side>, other: Option<Side>) -> Option<Self> {
        if one.is_none() && other.is_none() {
            return None;
        }
        let without_flagged = one.zip(other).and_then(|(one, other)| test_without_flagged(one, other));
        let (share, against) = (one.map(|side| side.share), other.map(|side| side.share));
        let both = share.zip(against);
        let difference = both.and_then(|(one, other)| statistics::newcombe(one.n, one.of, other.n, other.of));
        let test = both.and_then(|(one, other)| statistics::two_proportions(one.n, one.of, other.n, other.of));
        let (p_adjusted, p_adjusted_bh, p_without_flagged) = (None, None, None);
        Some(Self { share, against, difference, test, without_flagged, p_adjusted, p_adjusted_bh, p_without_flagged })
    }

    /// What may be concluded, once it is adjusted.
    pub fn verdict(&self, about: About) -> Verdict {
        let enough = |share: Option<Proportion>| share.is_some_and(|share| share.of >= FEWEST_TO_CONCLUDE);
        if !enough(self.share) || !enough(self.against) {
            return Verdict::TooFew;
        }
        let below = |p: Option<f64>| p.is_some_and(|p| p < SIGNIFICANT);
        let significant = below(self.p_adjusted) && below(self.p_without_flagged);
        let larger = self.difference.is_some_and(|difference| difference.share > 0.0);
        match (about, significant, larger) {
            (About::Time, false, _) => Verdict::Unchanged,
            (About::Time, true, true) => Verdict::Increase,
            (About::Time, true, false) => Verdict::Decrease,
            (About::Place, false, _) => Verdict::Alike,
            (About::Place, true, true) => Verdict::Higher,
            (About::Place, true, false) => Verdict::Lower,
        }
    }
}

/// The test that is left when flagged answers are taken for those that support the difference; none: too few are left,
/// or the difference is none any more.
fn test_without_flagged(one: Side, other: Side) -> Option<Test> {
    let higher = one.share.share > other.share.share;
    // Positive answers support that a share is higher, the others that it is lower.
    let left = |side: Side, positive: bool| {
        let (hits, of) = (side.share.n, side.share.of);
        let taken = side.repeated.min(if positive { hits } else { of - hits });
        (if positive { hits - taken } else { hits }, of - taken)
    };
    let ((n, of), (against_n, against_of)) = (left(one, higher), left(other, !higher));
    if of == 0 || against_of == 0 {
        return None;
    }
    let still = (n as f64 / of as f64 > against_n as f64 / against_of as f64) == higher;
    statistics::two_proportions(n, of, against_n, against_of).filter(|_| still)
}

/// Adjusts the p-values of one family of contrasts.
pub fn adjust(family: &mut [&mut Contrast]) {
    let p: Vec<f64> = family.iter().filter_map(|contrast| contrast.test.map(|test| test.p)).collect();
    let adjusted = statistics::holm(&p).into_iter().zip(statistics::benjamini_hochberg(&p));
    let tested = family.iter_mut().filter(|contrast| contrast.test.is_some());
    for (contrast, (holm, benjamini_hochberg)) in tested.zip(adjusted) {
        contrast.p_adjusted = Some(holm);
        contrast.p_adjusted_bh = Some(benjamini_hochberg);
    }
    let p = |contrast: &Contrast| contrast.without_flagged.map_or(1.0, |test| test.p);
    let p: Vec<f64> = family.iter().filter(|contrast| contrast.test.is_some()).map(|contrast| p(contrast)).collect();
    let tested = family.iter_mut().filter(|contrast| contrast.test.is_some());
    tested.zip(statistics::holm(&p)).for_each(|(contrast, holm)| contrast.p_without_flagged = Some(holm));
}
