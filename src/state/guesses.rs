//! How often pairing codes, keys and passwords may be tried in vain: from one address, and for one account. Never by all
//! people together, or anybody could shut the door for everybody; and what was right counts for nothing, or an office
//! behind one address would shut it for itself.
//!
//! A code is one of 2^30 and lives for a day. An address has ten wrong tries in ten minutes, so whoever commands a
//! hundred of them finds one with a probability of one in seven thousand; nobody finds a key. A password has ten wrong
//! tries in ten minutes, wherever they come from: half a million a year.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::access::SignInName;
use crate::clock::Clock;
use crate::state::limiter::{Allowance, Limiter, Limits, Lobby, TEN_MINUTES};
use crate::state::window::Window;

/// How many wrong tries an account has in ten minutes.
const PER_ACCOUNT: u32 = 10;

/// The limits, in each process.
pub struct Guesses {
    clock: Clock,
    by_address: Limiter,
    /// By what was signed in with, whether or not there is such an account.
    by_name: Mutex<HashMap<SignInName, Window>>,
}

/// A try that is under way. It counts as wrong, unless it [was right](Guess::was_right).
#[must_use]
pub struct Guess<'a> {
    guesses: &'a Guesses,
    address: Option<IpAddr>,
    name: Option<SignInName>,
}

impl Guesses {
    /// Nothing was tried yet; so many wrong tries an address has in ten minutes.
    pub fn new(clock: Clock, per_address: u32) -> Self {
        let limits = Limits { per_10_minutes: per_address, per_day: 0 };
        let by_address = Limiter::new(clock.clone(), limits, Lobby::default());
        Self { clock, by_address, by_name: Mutex::default() }
    }

    /// Begins a try from an address; for an account, if it is one to sign in.
    ///
    /// # Errors
    /// When too many were wrong: how long to wait.
    pub fn take(&self, address: Option<IpAddr>, name: Option<&SignInName>) -> Result<Guess<'_>, Duration> {
        if let Some(Allowance::Wait(wait)) = address.map(|address| self.by_address.take(address, 1)) {
            return Err(wait);
        }
        let guess = Guess { guesses: self, address, name: None };
        let Some(name) = name else { return Ok(guess) };
        let now = self.clock.now().timestamp().as_millisecond();
        let refused = {
            let mut by_name = self.by_name.lock().unwrap_or_else(PoisonError::into_inner);
            let window = by_name.entry(name.clone()).or_default();
            let full = window.count(now, TEN_MINUTES) >= PER_ACCOUNT;
            if full {
                Some(window.until_next(now, TEN_MINUTES))
            } else {
                window.add(now, 1);
                None
            }
        };
        match refused {
            // What is not even looked at is no wrong try of the address.
            Some(wait) => {
                guess.was_right();
                Err(wait)
            }
            None => Ok(Guess { name: Some(name.clone()), ..guess }),
        }
    }

    /// Forgets what nothing depends on any more.
    pub fn forget(&self) {
        self.by_address.forget();
        let now = self.clock.now().timestamp().as_millisecond();
        let mut by_name = self.by_name.lock().unwrap_or_else(PoisonError::into_inner);
        by_name.retain(|_, window| window.count(now, TEN_MINUTES) > 0);
    }
}

impl Guess<'_> {
    /// It does not count.
    pub fn was_right(self) {
        if let Some(address) = self.address {
            self.guesses.by_address.take_back(address, 1);
        }
        if let Some(name) = &self.name {
            let mut by_name = self.guesses.by_name.lock().unwrap_or_else(PoisonError::into_inner);
            by_name.entry(name.clone()).and_modify(|window| window.take_back(1));
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;

    use super::*;

    fn address(last: u8) -> Option<IpAddr> {
        Some(IpAddr::from([192, 0, 2, last]))
    }

    fn bench() -> (Clock, Guesses) {
        let clock = Clock::fixed("2026-07-14T12:00[Europe/Warsaw]".parse().unwrap());
        (clock.clone(), Guesses::new(clock, 3))
    }

    #[test]
    fn what_was_right_counts_for_nothing() {
        let (_, guesses) = bench();
        let anna = "anna".parse().unwrap();
        for _ in 0..100 {
            guesses.take(address(1), Some(&anna)).unwrap().was_right();
        }
        for _ in 0..3 {
            drop(guesses.take(address(1), None).unwrap());
        }
        assert_eq!(guesses.take(address(1), None).err(), Some(TEN_MINUTES));
    }

    #[test]
    fn nobody_shuts_the_door_for_others() {
        let (clock, guesses) = bench();
        let (anna, jan) = ("anna".parse().unwrap(), "jan".parse().unwrap());
        for last in 1..=200 {
            drop(guesses.take(address(last), None));
        }
        assert!(guesses.take(address(201), Some(&jan)).is_ok());
        for last in 1..=10 {
            drop(guesses.take(address(last), Some(&anna)).unwrap());
        }
        assert!(guesses.take(address(202), Some(&anna)).is_err(), "an account has ten, wherever they come from");
        assert!(guesses.take(address(202), Some(&jan)).is_ok());
        clock.set(clock.now().timestamp() + 10.minutes());
        assert!(guesses.take(address(202), Some(&anna)).is_ok());
        guesses.forget();
        assert_eq!(guesses.by_name.lock().unwrap().len(), 1, "the others are forgotten");
    }
}
