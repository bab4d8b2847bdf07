//! The only way out for counts: block release.
//!
//! Hiding small cells does not protect anyone, because two overlapping answers can be subtracted.
//! So counts leave only as *blocks*: at least k responses each, frozen, never to overlap.
//! Every figure is a sum of blocks; hence every difference between two figures is one, too.
//!
//! [`close`] decides what may leave when a tick comes. [`Census`] decides, once for each quarter that is over, which
//! tables by a secondary dimension ([`Cut`]) and of two questions ([`Pair`]) may be frozen; `partition` is the rule that
//! keeps those from being subtracted from blocks and from one another.
//! All of them see counts only, do no I/O and know no clock: `release` asks, and moves the rows that they name.
//! What is left: someone who fills k - 1 places of a block themselves, what respondents know of themselves,
//! and a database administrator before the release.

mod published;
mod blocks;
mod partition;
mod cuts;
mod pairs;
mod census;

pub use blocks::{Closing, Pool, close};
pub use census::{Census, Freezing, Frozen};
pub use cuts::{Cut, Dimension, Part, Subject, UnknownDimension};
pub use pairs::{Pair, Table};
pub use published::{Counts, InvalidThreshold, Published, Threshold, Withheld};
