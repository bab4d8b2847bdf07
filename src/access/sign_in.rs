//! Visits: somebody showed a key or a password, and their browser holds a secret in its place for a while.

use uuid::Uuid;

use crate::access::secret::SecretHash;

/// How long a visit lasts without a sign of life, in seconds: an hour, as NIST SP 800-63B has it. It is as long as
/// somebody at a counter may be busy with residents between two forms.
pub const IDLE: i64 = 60 * 60;
/// How long it lasts at most, in seconds: the longest working day of an office, with some time to spare.
pub const LONGEST: i64 = 11 * 60 * 60;
/// How much of the idle time may pass before a sign of life is written down: reading is not writing.
const UNWRITTEN: i64 = 5 * 60;

/// Whom a visit is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// Whoever showed this key.
    Key(Uuid),
    /// The person with this account.
    Account(Uuid),
}

/// A visit of someone who signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// The SHA-256 of the secret that the browser holds.
    pub hash: SecretHash,
    /// Whom it is of.
    pub holder: Holder,
    /// When it is over without a sign of life, in seconds since 1970.
    pub idle_at: i64,
    /// When it is over in any case, in seconds since 1970.
    pub expires_at: i64,
}

impl SignIn {
    /// A visit that begins now, in seconds since 1970.
    pub fn new(hash: SecretHash, holder: Holder, now: i64) -> Self {
        Self { hash, holder, idle_at: now + IDLE, expires_at: now + LONGEST }
    }

    /// Whether it goes on.
    pub fn is_open(&self, now: i64) -> bool {
        now < self.idle_at && now < self.expires_at
    }

    /// When it is over without another sign of life than the one just given, where that is worth writing down.
    pub fn renewed(&self, now: i64) -> Option<i64> {
        (now + IDLE - self.idle_at >= UNWRITTEN).then_some(now + IDLE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visit_ends_an_hour_after_the_last_sign_of_life_and_with_the_day() {
        let mut visit = SignIn::new([0; 32], Holder::Key(Uuid::nil()), 1_000);
        assert!(visit.is_open(1_000 + IDLE - 1) && !visit.is_open(1_000 + IDLE));
        assert_eq!(visit.renewed(1_000 + UNWRITTEN - 1), None);
        for minute in (0..11 * 60).step_by(10) {
            let now = 1_000 + minute * 60;
            assert!(visit.is_open(now), "{minute}");
            visit.idle_at = visit.renewed(now).unwrap_or(visit.idle_at);
        }
        assert!(!visit.is_open(1_000 + LONGEST));
    }
}
