//! What day it is at the office. The only place that asks the system for the time.
//!
//! A clock is a value: the service is given one, and tests give it one that they move.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// A source of the time, in the office's zone. Clones of a fixed clock move together.
#[derive(Debug, Clone)]
pub struct Clock {
    zone: TimeZone,
    fixed: Option<Arc<Mutex<Timestamp>>>,
}

impl Clock {
    /// The system's clock.
    pub fn system(zone: TimeZone) -> Self {
        Self { zone, fixed: None }
    }

    /// A clock that stands until it is [set](Clock::set).
    pub fn fixed(at: Zoned) -> Self {
        Self { zone: at.time_zone().clone(), fixed: Some(Arc::new(Mutex::new(at.timestamp()))) }
    }

    /// Moves a fixed clock. The system's clock is left alone.
    pub fn set(&self, at: Timestamp) {
        if let Some(fixed) = &self.fixed {
            *fixed.lock().unwrap_or_else(PoisonError::into_inner) = at;
        }
    }

    /// The time at the office.
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn now(&self) -> Zoned {
        let timestamp = match &self.fixed {
            Some(fixed) => *fixed.lock().unwrap_or_else(PoisonError::into_inner),
            None => Timestamp::now(),
        };
        timestamp.to_zoned(self.zone.clone())
    }

    /// The day at the office.
    pub fn today(&self) -> Date {
        self.now().date()
    }
}
