//! `/console/surveys/{survey}/set-aside`: what came for a department over a channel on a day is left out of all results,
//! such as what a stolen tablet sent. How much of it waits is told nowhere: that would tell who answered.

mod words;
mod page;
mod order;

pub use order::{post_order, post_take_back};
pub use page::get_set_aside;
