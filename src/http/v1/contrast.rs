//! Contrasts on the wire: what comparisons between periods and between departments share.

use serde::Serialize;
use utoipa::ToSchema;

use crate::survey::contrast::Contrast;
use crate::survey::figures::Proportion;
use crate::survey::statistics::Difference;
use crate::survey::wording::{Verdict, Words};

/// One side of a comparison.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Side)]
pub struct SideView {
    /// How many answered.
    n: u64,
    /// The share of positive answers.
    positive: Option<Proportion>,
}

/// What follows from two shares.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Outcome)]
pub struct OutcomeView {
    /// The first share less the second, with Newcombe's hybrid score interval.
    difference: Option<Difference>,
    /// The statistic of the pooled test of two proportions.
    z: Option<f64>,
    /// Its two-sided p-value.
    p: Option<f64>,
    /// The p-value, adjusted by Holm for all comparisons of the answer.
    p_adjusted: Option<f64>,
    /// The p-value, adjusted by Benjamini and Hochberg for all comparisons of the answer.
    p_adjusted_bh: Option<f64>,
    /// What may be concluded: `increase` or `decrease` between periods, `higher` or `lower` between departments, else
    /// `within_error` or `too_few`; `not_confirmed`: it would be one of the first four, but not without the responses
    /// that carry `burst` or `repeat`, if these are the ones that support it.
    verdict: &'static str,
    /// The same, for people.
    words: Words,
}

impl OutcomeView {
    /// What follows from a contrast.
    pub fn new(contrast: &Contrast, verdict: Verdict) -> Self {
        Self {
            difference: contrast.difference,
            z: contrast.test.map(|test| test.z),
            p: contrast.test.map(|test| test.p),
            p_adjusted: contrast.p_adjusted,
            p_adjusted_bh: contrast.p_adjusted_bh,
            verdict: verdict.as_str(),
            words: verdict.words(),
        }
    }
}

impl From<Option<Proportion>> for SideView {
    fn from(positive: Option<Proportion>) -> Self {
        Self { n: positive.map_or(0, |side| side.of), positive }
    }
}
