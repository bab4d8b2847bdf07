//! The statistics that a survey report shows: pure functions of counts.
//!
//! | what is wanted | where | start at |
//! |---|---|---|
//! | a share and how sure it is | `shares` | [`wilson`] |
//! | a mean and its spread | `means` | [`mean`], [`standard_deviation`] |
//! | whether two shares differ | `differences` | [`newcombe`], [`two_proportions`] |
//! | the same, with the mix of departments held still | `strata` | [`mantel_haenszel`] |
//! | many tests in one answer | `adjustment` | [`holm`], [`benjamini_hochberg`] |
//! | which of many do not differ | `equals` | [`letters`] |
//! | whether a series is more than noise | `control` | [`p_chart`] |
//! | whether two questions go together | `tables` | [`chi_squared`], [`spearman`] |
//! | whether several questions measure one thing | `reliability` | [`alpha`] |
//! | how many answers are needed | `sampling` | [`sample_size`], [`margin`], [`answers_to_see`] |
//! | the Net Promoter Score | `promoters` | [`net_promoter`] |
//!
//! Answers are passed in already tallied, so the cost depends on the number of distinct answers, not on the number of
//! respondents, and counts of 1e9 and more lose no accuracy.
//!
//! Every result is finite: where a formula has no value the function returns `None`, never NaN.
//! All intervals are two-sided at [`LEVEL`]. Shares are fractions in 0..=1, not per cent; only the Net Promoter Score
//! is in points.
//!
//! Deliberately not here: reading answers from storage, weighting, rounding and wording for display, and any decision
//! on which results are worth showing. All formulas assume a simple random sample, which a survey open to anyone is not.

mod level;
mod bounds;
mod tail;
mod means;
mod shares;
mod differences;
mod strata;
mod adjustment;
mod equals;
mod control;
mod tables;
mod reliability;
mod sampling;
mod promoters;

pub use adjustment::{benjamini_hochberg, holm};
pub use control::{BASELINE, FEWEST_POINTS, Judged, Limits, Observed, Rule, p_chart};
pub use differences::{Difference, Test, leads, newcombe, two_proportions};
pub use equals::letters;
pub use level::{LEVEL, Z95};
pub use means::{mean, standard_deviation};
pub use promoters::{NetPromoter, net_promoter};
pub use reliability::alpha;
pub use sampling::{answers_to_see, margin, sample_size};
pub use shares::{Interval, wilson};
pub use strata::{Stratum, mantel_haenszel};
pub use tables::{ChiSquared, chi_squared, spearman};
