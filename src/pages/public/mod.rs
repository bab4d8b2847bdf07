//! `/wyniki`: what the office tells everybody, without a key and without a cookie.
//!
//! Only surveys that are marked public, only quarters and years that are closed, and nothing at all while the service's
//! k is below [`FEWEST_IN_PUBLIC`](crate::survey::settings::FEWEST_IN_PUBLIC). Figures come the same way as for the API, as sums over blocks.
//! Start at `shelf`, which decides what is open, and at `page`, which shows it.

mod shelf;
mod kept;
mod voices;
mod files;
mod catalogue;
mod board;
mod page;
mod surveys;
mod lobby;

pub use catalogue::get_catalogue;
pub use files::get_file;
pub use lobby::get_lobby;
pub use page::{get_latest, get_period};
pub use surveys::get_surveys;
