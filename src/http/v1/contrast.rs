//! Contrasts on the wire: what comparisons between periods and between departments share.

use serde::Serialize;
use utoipa::ToSchema;

use crate::http::v1::figures::PositiveView;
use crate::survey::contrast::Contrast;
use crate::survey::figures::Proportion;
use crate::survey::statistics::{Difference, LEVEL};
use crate::survey::wording::{Verdict, Words};

/// One side of a comparison.
#[derive(Debug, Serialize, ToSchema)]
pub struct SideView {
    /// How many answered.
    n: u64,
    /// The share of positive answers.
    positive: Option<PositiveView>,
}

/// What follows from two shares.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutcomeView {
    /// The first share less the second, with Newcombe's hybrid score interval.
    difference: Option<DifferenceView>,
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
    words: WordsView,
}

/// A difference of two shares with its interval.
#[derive(Debug, Serialize, ToSchema)]
pub struct DifferenceView {
    /// The difference, -1 to 1.
    share: f64,
    /// The lower end of the interval.
    low: f64,
    /// The upper end of the interval.
    high: f64,
    /// The level of the interval.
    level: f64,
}

/// A text in the languages of reports.
#[derive(Debug, Serialize, ToSchema)]
pub struct WordsView {
    /// In Polish.
    pl: &'static str,
    /// In English.
    en: &'static str,
}

impl OutcomeView {
    /// What follows from a contrast.
    pub fn new(contrast: &Contrast, verdict: Verdict) -> Self {
        Self {
            difference: contrast.difference.as_ref().map(DifferenceView::from),
            z: contrast.test.map(|test| test.z),
            p: contrast.test.map(|test| test.p),
            p_adjusted: contrast.p_adjusted,
            p_adjusted_bh: contrast.p_adjusted_bh,
            verdict: verdict.as_str(),
            words: verdict.words().into(),
        }
    }
}

impl From<Option<&Proportion>> for SideView {
    fn from(proportion: Option<&Proportion>) -> Self {
        Self { n: proportion.map_or(0, |side| side.of), positive: proportion.map(PositiveView::from) }
    }
}

impl From<&Difference> for DifferenceView {
    fn from(difference: &Difference) -> Self {
        Self { share: difference.share, low: difference.low, high: difference.high, level: LEVEL }
    }
}

impl From<Words> for WordsView {
    fn from(words: Words) -> Self {
        Self { pl: words.pl, en: words.en }
    }
}
