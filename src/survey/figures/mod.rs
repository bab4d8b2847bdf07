//! What an analyst is told: sums over blocks, with n and uncertainty, and over the classes of closed periods.
//! Figures are arithmetic on blocks and classes, and nothing else.
//!
//! Start at [`results`]. How figures look on the wire or in a file is not decided here, see `http` and `reports`.

mod columns;
mod classes;
mod record;
mod answer;
mod query;
mod question;
mod dimension;
mod results;

pub use answer::{
    Bound, Certainty, Coverage, Filters, Group, Key, OptionFigures, Proportion, QuestionFigures, Results,
};
pub use classes::Classes;
pub use query::{GroupBy, Query, UnknownGroupBy, UnknownName};
pub use question::others_together;
pub use record::{Block, Blocks, Close, Record, SetAside, Terms};
pub use results::{positive_share, results};
