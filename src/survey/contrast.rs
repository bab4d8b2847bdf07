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
    /// The test's p-value, adjusted by Holm for all contrasts of the answer.
    pub p_adjusted: Option<f64>,
    /// The same, by Benjamini and Hochberg.
    pub p_adjusted_bh: Option<f64>,
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
        if share.is_none() && against.is_none() {
            return None;
        }
        let both = share.zip(against);
        let difference = both.and_then(|(one, other)| statistics::newcombe(one.n, one.of, other.n, other.of));
        let test = both.and_then(|(one, other)| statistics::two_proportions(one.n, one.of, other.n, other.of));
        Some(Self { share, against, difference, test, p_adjusted: None, p_adjusted_bh: None })
    }

    /// What may be concluded, once it is adjusted.
    pub fn verdict(&self, about: About) -> Verdict {
        let enough = |share: Option<Proportion>| share.is_some_and(|share| share.of >= FEWEST_TO_CONCLUDE);
        if !enough(self.share) || !enough(self.against) {
            return Verdict::TooFew;
        }
        let significant = self.p_adjusted.is_some_and(|p| p < SIGNIFICANT);
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

/// Adjusts the p-values of one family of contrasts.
pub fn adjust(family: &mut [&mut Contrast]) {
    let p: Vec<f64> = family.iter().filter_map(|contrast| contrast.test.map(|test| test.p)).collect();
    let adjusted = statistics::holm(&p).into_iter().zip(statistics::benjamini_hochberg(&p));
    let tested = family.iter_mut().filter(|contrast| contrast.test.is_some());
    for (contrast, (holm, benjamini_hochberg)) in tested.zip(adjusted) {
        contrast.p_adjusted = Some(holm);
        contrast.p_adjusted_bh = Some(benjamini_hochberg);
    }
}
