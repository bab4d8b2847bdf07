//! How often one key may read in a minute: exact, and by the key, wherever it is used from.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use uuid::Uuid;

use crate::clock::Clock;
use crate::state::window::Window;

/// The stretch of time that the limit is for.
const MINUTE: Duration = Duration::from_secs(60);

/// The limit, in each process.
pub struct Rates {
    clock: Clock,
    per_minute: u32,
    /// What each key has read in the last minute; there are as many as keys that were used.
    recent: Mutex<HashMap<Uuid, Window>>,
}

impl Rates {
    /// So many reads a minute; 0: as many as anybody likes.
    pub fn new(clock: Clock, per_minute: u32) -> Self {
        Self { clock, per_minute, recent: Mutex::default() }
    }

    /// How many reads a key has in how many seconds; none: as many as it likes.
    pub fn policy(&self) -> Option<(u32, u64)> {
        (self.per_minute > 0).then_some((self.per_minute, MINUTE.as_secs()))
    }

    /// Counts a read.
    ///
    /// # Errors
    /// When there were too many: how long to wait.
    pub fn take(&self, key: Uuid) -> Result<(), Duration> {
        if self.per_minute == 0 {
            return Ok(());
        }
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now().timestamp().as_millisecond();
        let window = recent.entry(key).or_default();
        if window.count(now, MINUTE) >= self.per_minute {
            return Err(window.until_next(now, MINUTE));
        }
        window.add(now, 1);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;

    use super::*;

    #[test]
    fn each_key_reads_so_often_in_any_minute() {
        let clock = Clock::fixed("2026-07-14T12:00[Europe/Warsaw]".parse().unwrap());
        let pass = |seconds: i64| clock.set(clock.now().timestamp() + seconds.seconds());
        let (rates, key) = (Rates::new(clock.clone(), 2), Uuid::new_v4());
        assert_eq!(rates.take(key), Ok(()));
        pass(20);
        assert_eq!(rates.take(key), Ok(()));
        assert_eq!(rates.take(key), Err(Duration::from_secs(40)));
        assert_eq!(rates.take(Uuid::new_v4()), Ok(()), "another key");
        pass(40);
        assert_eq!(rates.take(key), Ok(()));
        assert_eq!(rates.take(key), Err(Duration::from_secs(20)));
    }

    #[test]
    fn there_need_be_no_limit() {
        let clock = Clock::fixed("2026-07-14T12:00[Europe/Warsaw]".parse().unwrap());
        let (rates, key) = (Rates::new(clock, 0), Uuid::new_v4());
        assert!((0..10_000).all(|_| rates.take(key).is_ok()));
        assert_eq!(rates.policy(), None);
    }
}
