//! `/results`: the dashboard, for people who would rather look than read.
//!
//! Whoever shows a key of the scope `results` gets a session: the one cookie of this program, for these pages alone.
//! What is shown is in the address, so that it can be bookmarked and sent to a colleague, and works without scripts.
//! Figures come the same way as for the API, `State::answer`, and are drawn by `reports::charts`.
//! Start at `page`, which puts everything together.

mod words;
mod session;
mod entrance;
mod selection;
mod table;
mod lens;
mod choices;
mod headline;
mod departments;
mod questions;
mod trend;
mod coverage;
mod board;
mod page;
mod download;

pub use download::get_download;
pub use entrance::{get_surveys, post_sign_in, post_sign_out};
pub use page::get_board;
