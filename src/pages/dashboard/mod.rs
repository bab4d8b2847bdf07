//! `/results`: the dashboard, for people who would rather look than read.
//!
//! Whoever shows a key of the scope `results` gets a session: the one cookie of this program, for these pages alone.
//! What is shown is in the address, so that it can be bookmarked and sent to a colleague, and works without scripts.
//! Figures come the same way as for the API, `State::answer`; the parts of a board are those of `survey::report`.
//! Start at `board`, the list of them; comments and the review are pages of their own.

mod session;
mod entrance;
mod selection;
mod choices;
mod notice;
mod calls;
mod board;
mod page;
mod comments;
mod review;
mod download;

pub use comments::get_comments;
pub use download::get_download;
pub use entrance::{get_surveys, post_sign_in, post_sign_out};
pub use page::get_board;
pub use review::{get_department_review, get_lobby, get_minutes, get_review};
