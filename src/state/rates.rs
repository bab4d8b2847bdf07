//! How often one key may read: at an even pace, by the key, wherever it is used from.
//!
//! Whoever reads faster than that waits for their turn and is refused only when too many wait, so that a program that
//! reads in a loop cannot take the processor from those who answer. It is the generic cell rate algorithm of ITU-T
//! I.371: all that is remembered of a key is when its next turn is.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use uuid::Uuid;

/// The stretch of time that the limit is for.
const MINUTE: Duration = Duration::from_secs(60);
/// How many reads are answered at once, if there was a pause before them: what a workbook asks for when it is opened.
const AT_ONCE: u32 = 20;
/// How long a read waits for its turn at most.
const PATIENCE: Duration = Duration::from_secs(1);

/// The limit, in each process.
pub struct Rates {
    per_minute: u32,
    /// When the next turn of each key is; there are as many as keys that were used.
    turns: Mutex<HashMap<Uuid, Instant>>,
}

impl Rates {
    /// So many reads a minute; 0: as many as anybody likes.
    pub fn new(per_minute: u32) -> Self {
        Self { per_minute, turns: Mutex::default() }
    }

    /// How many reads a key has in how many seconds; none: as many as it likes.
    pub fn policy(&self) -> Option<(u32, u64)> {
        (self.per_minute > 0).then_some((self.per_minute, MINUTE.as_secs()))
    }

    /// Takes a turn at an instant: how long to wait for it.
    ///
    /// # Errors
    /// When too many wait already, and this one takes no turn: after how long it could.
    pub fn take(&self, key: Uuid, now: Instant) -> Result<Duration, Duration> {
        if self.per_minute == 0 {
            return Ok(Duration::ZERO);
        }
        let apart = MINUTE / self.per_minute;
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        let next = turns.entry(key).or_insert(now);
        let turn = (*next).max(now);
        let wait = (turn - now).saturating_sub(apart * (AT_ONCE.min(self.per_minute) - 1));
        if wait > PATIENCE {
            return Err(wait);
        }
        *next = turn + apart;
        Ok(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_reads_at_its_pace() {
        let (rates, key, start) = (Rates::new(2), Uuid::new_v4(), Instant::now());
        let take = |key, seconds| rates.take(key, start + Duration::from_secs(seconds));
        assert_eq!(take(key, 0), Ok(Duration::ZERO));
        assert_eq!(take(key, 20), Ok(Duration::ZERO));
        assert_eq!(take(key, 20), Err(Duration::from_secs(10)));
        assert_eq!(take(Uuid::new_v4(), 20), Ok(Duration::ZERO), "another key");
        assert_eq!(take(key, 29), Ok(Duration::from_secs(1)), "it waits for its turn");
        assert_eq!(take(key, 30), Err(Duration::from_secs(30)));
    }

    #[test]
    fn a_loop_is_slowed_down_and_a_crowd_refused() {
        let (rates, key, now) = (Rates::new(3_000), Uuid::new_v4(), Instant::now());
        let waits: Vec<_> = (0..200).map(|_| rates.take(key, now)).collect();
        assert!(waits[..20].iter().all(|wait| *wait == Ok(Duration::ZERO)));
        assert_eq!(
            waits[20..70],
            std::array::from_fn::<_, 50, _>(|at| Ok(Duration::from_millis(20 * (at as u64 + 1))))
        );
        assert!(waits[70..].iter().all(|wait| *wait == Err(Duration::from_millis(1_020))));
    }

    #[test]
    fn there_need_be_no_limit() {
        let (rates, key, now) = (Rates::new(0), Uuid::new_v4(), Instant::now());
        assert!((0..10_000).all(|_| rates.take(key, now) == Ok(Duration::ZERO)));
        assert_eq!(rates.policy(), None);
    }
}
