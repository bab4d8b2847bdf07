//! How much one address may send without a key. It remembers addresses only as hashes under a random key
//! that lives in memory and dies at midnight, so nobody can be found in it, and nothing of it is stored.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};
use hmac::{Hmac, KeyInit, Mac};
use jiff::civil::Date;
use sha2::Sha256;

/// What an address may still do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowance {
    /// It may send, without a limit.
    Unlimited,
    /// It may send, and after that so many more in the next ten minutes.
    Granted {
        /// How many more.
        remaining: u32,
    },
    /// It must wait this long.
    Wait(Duration),
}

/// Limits for addresses, made anew every day.
pub struct Limiter {
    per_10_minutes: Option<NonZeroU32>,
    per_day: Option<NonZeroU32>,
    today: RwLock<Option<Arc<Day>>>,
}

/// A limit for each hash of an address that has sent something.
type Limit = RateLimiter<u64, DefaultKeyedStateStore<u64>, DefaultClock, StateInformationMiddleware>;

struct Day {
    date: Date,
    secret: [u8; 32],
    limits: Vec<Limit>,
}

impl Limiter {
    /// Limits of so many responses in ten minutes and in a day; 0: no limit.
    pub fn new(per_10_minutes: u32, per_day: u32) -> Self {
        Self {
            per_10_minutes: NonZeroU32::new(per_10_minutes),
            per_day: NonZeroU32::new(per_day),
            today: RwLock::new(None),
        }
    }

    /// How many are allowed in how many seconds, by the tightest limit there is.
    pub fn policy(&self) -> Option<(u32, u32)> {
        let tightest = self.per_10_minutes.map(|most| (most.get(), 10 * 60));
        tightest.or(self.per_day.map(|most| (most.get(), 24 * 60 * 60)))
    }

    /// Counts `responses` more from an address, unless that is too many. Without random bits nothing is limited.
    pub fn take(&self, address: IpAddr, responses: u32, today: Date) -> Allowance {
        let Some(responses) = NonZeroU32::new(responses) else { return Allowance::Unlimited };
        if self.per_10_minutes.is_none() && self.per_day.is_none() {
            return Allowance::Unlimited;
        }
        let Some(day) = self.day(today) else { return Allowance::Unlimited };
        let key = day.key(address);
        let mut remaining = u32::MAX;
        for limit in &day.limits {
            match limit.check_key_n(&key, responses) {
                Ok(Ok(state)) => remaining = remaining.min(state.remaining_burst_capacity()),
                Ok(Err(not_until)) => return Allowance::Wait(not_until.wait_time_from(limit.clock().now())),
                Err(_) => return Allowance::Wait(Duration::from_secs(24 * 60 * 60)),
            }
        }
        Allowance::Granted { remaining }
    }

    fn day(&self, date: Date) -> Option<Arc<Day>> {
        let known = self.today.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(day) = known.filter(|day| day.date == date) {
            return Some(day);
        }
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).ok()?;
        let quota = |most: NonZeroU32, one_more_every: Duration| {
            let quota = Quota::with_period(one_more_every)?.allow_burst(most);
            Some(RateLimiter::keyed(quota).with_middleware())
        };
        // What was used of ten minutes comes back bit by bit; what was used of a day comes back with the next one.
        let limits = [
            self.per_10_minutes.and_then(|most| quota(most, Duration::from_secs(10 * 60) / most.get())),
            self.per_day.and_then(|most| quota(most, Duration::from_secs(24 * 60 * 60))),
        ];
        let day = Arc::new(Day { date, secret, limits: limits.into_iter().flatten().collect() });
        *self.today.write().unwrap_or_else(PoisonError::into_inner) = Some(day.clone());
        Some(day)
    }
}

impl Day {
    /// A household's IPv6 addresses share their first 64 bits: they count as one.
    fn key(&self, address: IpAddr) -> u64 {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.secret).expect("HMAC takes keys of any length");
        match address.to_canonical() {
            IpAddr::V4(address) => mac.update(&address.octets()),
            IpAddr::V6(address) => mac.update(&address.octets()[..8]),
        }
        let digest = mac.finalize().into_bytes();
        digest.iter().take(8).fold(0, |key, byte| key << 8 | u64::from(*byte))
    }
}
