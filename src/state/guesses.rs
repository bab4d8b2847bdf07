//! How often pairing codes, and keys at the dashboard's door, may be tried: by one address, and by all of them together.
//! A code is one of 2^30 and lives for a day, so a hundred tries an hour find one of a few open codes with a probability
//! of one in a hundred thousand; nobody finds a key.

use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::clock::Clock;
use crate::state::limiter::{Allowance, Limiter, Limits, Lobby};
use crate::state::window::Window;

/// How many tries an address has in ten minutes.
const PER_ADDRESS: u32 = 10;
/// How many tries all have in an hour.
const PER_HOUR: u32 = 100;
/// The hour.
const HOUR: Duration = Duration::from_secs(60 * 60);

/// The limits, in each process.
pub struct Guesses {
    clock: Clock,
    by_address: Limiter,
    in_all: Mutex<Window>,
}

impl Guesses {
    /// Nothing was tried yet.
    pub fn new(clock: Clock) -> Self {
        let limits = Limits { per_10_minutes: PER_ADDRESS, per_day: 0 };
        let by_address = Limiter::new(clock.clone(), limits, Lobby::default());
        Self { clock, by_address, in_all: Mutex::default() }
    }

    /// Counts a try, right or wrong.
    ///
    /// # Errors
    /// When there were too many: how long to wait.
    pub fn take(&self, address: Option<IpAddr>) -> Result<(), Duration> {
        // One address alone must not use up what all have together.
        if let Some(Allowance::Wait(wait)) = address.map(|address| self.by_address.take(address, 1)) {
            return Err(wait);
        }
        let mut in_all = self.in_all.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now().timestamp().as_millisecond();
        if in_all.count(now, HOUR) >= PER_HOUR {
            return Err(in_all.until_next(now, HOUR));
        }
        in_all.add(now, 1);
        Ok(())
    }

    /// Forgets the addresses of days that are over.
    pub fn forget(&self) {
        self.by_address.forget();
    }
}
