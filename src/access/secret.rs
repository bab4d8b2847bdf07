//! Secrets: shown once and never kept; only their SHA-256 is. How a request carries one is in `http`.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// What every secret starts with, so that a leaked one can be recognised.
pub const SECRET_PREFIX: &str = "ank_";

/// The SHA-256 of a secret.
pub type SecretHash = [u8; 32];

/// The text that proves a key: a prefix and 256 random bits.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// A new one.
    ///
    /// # Errors
    /// When the system has no random bits to give.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let mut bits = [0; 32];
        getrandom::fill(&mut bits)?;
        Ok(Self(format!("{SECRET_PREFIX}{}", BASE64_URL_SAFE_NO_PAD.encode(bits))))
    }

    /// The text itself, to be shown once.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    pub fn hash(&self) -> SecretHash {
        hash(&self.0)
    }
}

/// What is kept of a secret that someone presents.
pub fn hash(presented: &str) -> SecretHash {
    Sha256::digest(presented.as_bytes()).into()
}
