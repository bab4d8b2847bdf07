//! The only way out for counts: block release.
//!
//! Hiding small cells does not protect anyone, because two overlapping answers can be subtracted.
//! So counts leave only as *blocks* of at least k people, frozen, never to overlap, and as *classes* of the people of a
//! closed period. Take one question, and let each person's value be their answer, "not applicable", silence, or not having been
//! asked. Every table of it counts these values over some set of people, and what follows from tables is a sum of values
//! with a weight for each person. Where every set is a union of blocks or a union of classes, each person is an edge
//! between their block and their class, and the smallest group of people that any such sum is about is the lightest edge
//! cut of that graph. So nobody can isolate fewer than k people if, and only if, no component has a cut lighter than k.
//! A third partition beside these two would break it.
//!
//! Sources: D. Gusfield, A graph theoretic approach to statistical data security, SIAM J. Comput. 17(3), 1988;
//! D. Denning, P. Denning, M. Schwartz, The tracker, ACM TODS 4(1), 1979, for why thresholds fail; K. Kenthapadi,
//! N. Mishra, K. Nissim, Simulatable auditing, PODS 2005: whether something is told must not depend on what it protects.
//!
//! [`close`] decides who leaves when a tick comes, [`Rule`] which questions are told with a block, [`Census`] which classes
//! there are when a period is closed; `graph` finds cuts, and knows nothing of surveys.
//! All of it sees counts only, does no I/O and knows no clock: `release` asks, and moves the rows that are named.
//! What is left: someone who fills k - 1 places of a block themselves, what respondents know of themselves,
//! and a database administrator before the release.

mod published;
mod blocks;
mod nesting;
mod graph;
mod joining;
mod coefficients;
mod classes;
mod census;
mod pace;

pub use blocks::{Closing, Crowd, Months, close};
pub use census::{Census, Enumerated, Subject};
pub use classes::{Class, Classified, Dimension, UnknownDimension};
pub use coefficients::{Association, Coefficients, Reliability, STRONGEST, association, reliability, straight_lining};
pub use nesting::{Pooled, Rule, Tails};
pub use pace::told_share;
pub use published::{Counts, Days, InvalidThreshold, Published, Threshold, Withheld};
