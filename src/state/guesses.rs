//! How often pairing codes, and keys at the dashboard's door, may be tried: by one address, and by all of them together.
//! A code is one of 2^30 and lives for a day, so a hundred tries an hour find one of a few open codes with a probability
//! of one in a hundred thousand; nobody finds a key.

use std::net::IpAddr;
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use jiff::civil::Date;

use crate::state::limiter::{Allowance, Limiter};

/// How many tries an address has in ten minutes.
const PER_ADDRESS: u32 = 10;
/// How many tries all have in an hour.
const PER_HOUR: std::num::NonZeroU32 = std::num::NonZeroU32::new(100).expect("it is not zero");

/// The limits, in each process.
pub struct Guesses {
    by_address: Limiter,
    in_all: DefaultDirectRateLimiter,
}

impl Default for Guesses {
    fn default() -> Self {
        Self { by_address: Limiter::new(PER_ADDRESS, 0), in_all: RateLimiter::direct(Quota::per_hour(PER_HOUR)) }
    }
}

impl Guesses {
    /// Counts a try, right or wrong.
    ///
    /// # Errors
    /// When there were too many: how long to wait.
    pub fn take(&self, address: Option<IpAddr>, today: Date) -> Result<(), Duration> {
        // One address alone must not use up what all have together.
        if let Some(Allowance::Wait(wait)) = address.map(|address| self.by_address.take(address, 1, today)) {
            return Err(wait);
        }
        self.in_all.check().map_err(|not_until| not_until.wait_time_from(DefaultClock::default().now()))
    }
}
