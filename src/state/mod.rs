//! What handlers share. It stands below `http`, so that no cycle forms.
//!
//! Everything here is a cache or a handle: the truth is in the database, and several processes may share it.

mod catalogue;
mod window;
mod limiter;
mod guesses;
mod passwords;
mod room;
mod rates;
mod reads;
mod records;
mod service;

pub use catalogue::Catalogue;
pub use guesses::{Guess, Guesses};
pub use limiter::{Allowance, Limiter, Limits, Lobby, Standing, TEN_MINUTES};
pub use passwords::Passwords;
pub use rates::Rates;
pub use reads::{Reads, Recorder};
pub use records::{Answer, Released, Sight, etag};
pub use service::{Question, State};
