//! Callers' errors: loud in a debug build, brought back into range otherwise.

/// `hits`, or `n` if a caller mistakenly reports more hits than respondents.
pub(super) fn at_most(hits: u64, n: u64) -> u64 {
    debug_assert!(hits <= n, "{hits} hits among only {n}");
    hits.min(n)
}

/// `p`, brought into 0..=1 if a caller mistakenly passes something else.
pub(super) fn probability(p: f64) -> f64 {
    debug_assert!((0.0..=1.0).contains(&p), "{p} is not a probability");
    if p.is_nan() { 1.0 } else { p.clamp(0.0, 1.0) }
}
