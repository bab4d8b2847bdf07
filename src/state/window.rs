//! How many there were in a stretch of time that ends now: exact, whatever the pace.

use std::collections::VecDeque;
use std::time::Duration;

/// The instants of what was counted, in milliseconds, the oldest first. It holds no more than was allowed.
#[derive(Debug, Default)]
pub struct Window {
    instants: VecDeque<i64>,
}

impl Window {
    /// How many there were in the time up to now; older ones are forgotten.
    pub fn count(&mut self, now: i64, time: Duration) -> u32 {
        // Where the clock went back, what was later is now: it counts, and for no longer than the rest.
        self.instants.iter_mut().rev().take_while(|instant| **instant > now).for_each(|instant| *instant = now);
        let time = i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
        while self.instants.front().is_some_and(|instant| now.saturating_sub(*instant) >= time) {
            self.instants.pop_front();
        }
        if self.instants.is_empty() {
            self.instants = VecDeque::new();
        }
        u32::try_from(self.instants.len()).unwrap_or(u32::MAX)
    }

    /// How long it is until the oldest is older than a time; nothing, where there is none.
    pub fn until_next(&self, now: i64, time: Duration) -> Duration {
        let passed = self.instants.front().map_or(time, |oldest| Duration::from_millis(now.abs_diff(*oldest)));
        time.saturating_sub(passed)
    }

    /// Takes back the latest of what was counted.
    pub fn take_back(&mut self, many: u32) {
        let left = self.instants.len().saturating_sub(many as usize);
        self.instants.truncate(left);
    }

    /// Counts more of them at this instant.
    pub fn add(&mut self, now: i64, many: u32) {
        self.instants.extend((0..many).map(|_| now));
    }
}
