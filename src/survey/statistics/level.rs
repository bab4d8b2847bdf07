//! The level of every interval.

/// The 0.975 quantile of the standard normal distribution (no unit): the
/// half-width, in standard errors, of a two-sided interval at [`LEVEL`].
pub const Z95: f64 = 1.959963984540054;

/// The confidence level of every interval in this module, as a fraction.
pub const LEVEL: f64 = 0.95;
