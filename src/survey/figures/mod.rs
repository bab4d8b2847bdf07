//! What an analyst is told: sums over blocks, with n and uncertainty, and what was frozen when a quarter closed.
//! Figures are arithmetic on blocks and cuts, and nothing else.
//!
//! Start at [`results`]. How figures look on the wire or in a file is not decided here, see `http` and `reports`.

mod record;
mod query;
mod answer;
mod question;
mod dimension;
mod results;

pub use answer::{Certainty, Coverage, Group, Key, OptionFigures, Proportion, QuestionFigures, Results};
pub use query::{GroupBy, Query, UnknownName};
pub use question::others_together;
pub use record::{Block, Close, Record};
pub use results::{positive_share, results};
