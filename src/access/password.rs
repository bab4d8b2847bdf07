//! Passwords: chosen by people, so they are hashed slowly, and never kept.

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};

use crate::access::name::SignInName;

/// The fewest characters of a password (NIST SP 800-63B asks for 8 at least, and for 15 where there is nothing else).
const SHORTEST: usize = 12;
/// The most: enough for a sentence, and no more than hashing needs to be kept from.
const LONGEST: usize = 256;
/// The fewest different characters.
const FEWEST_DIFFERENT: usize = 5;
/// What is tried first: common words and rows of keys, as they are when capitals, digits and signs around them are left out.
const COMMON: [&str; 12] = [
    "password",
    "haslo",
    "hasło",
    "qwerty",
    "qwertyuiop",
    "zaq12wsx",
    "administrator",
    "starostwo",
    "ankieta",
    "polska",
    "123456789012",
    "letmein",
];

/// The memory of a hash in KiB, its passes and lanes: what OWASP's Password Storage Cheat Sheet recommends for Argon2id.
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);

/// A password that may be chosen.
pub struct Password(String);

/// What is kept of a password: its Argon2id hash, with salt and cost, as a PHC string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

/// Why a text is not taken as a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// It has fewer than 12 characters.
    TooShort,
    /// It has more than 256 characters.
    TooLong,
    /// It is among what is tried first.
    Guessable,
}

impl Password {
    /// The text as a password for an account. It may hold any characters; there are no rules which.
    ///
    /// # Errors
    /// Why it is not taken.
    pub fn choose(text: &str, of: &SignInName) -> Result<Self, Unfit> {
        let length = text.chars().count();
        if length < SHORTEST {
            return Err(Unfit::TooShort);
        }
        if length > LONGEST {
            return Err(Unfit::TooLong);
        }
        if is_guessable(text, of) { Err(Unfit::Guessable) } else { Ok(Self(text.to_owned())) }
    }

    /// What is kept of it. It takes some 30 ms and 19 MiB.
    ///
    /// # Errors
    /// When the system has no random bits to give.
    pub fn hash(&self) -> Result<PasswordHash, getrandom::Error> {
        let mut salt = [0; 16];
        getrandom::fill(&mut salt)?;
        Ok(PasswordHash(hash(&self.0, &salt)))
    }
}

impl PasswordHash {
    /// What was kept before.
    pub fn of_text(text: String) -> Self {
        Self(text)
    }

    /// As it is kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a text is the password. It takes as long where there is none to compare it with, so that nobody learns
    /// from the time which accounts there are.
    pub fn proves(known: Option<&Self>, presented: &str) -> bool {
        // Longer ones were never taken, and need not be hashed.
        if presented.chars().count() > LONGEST {
            return false;
        }
        match known {
            Some(known) => hasher().verify_password(presented.as_bytes(), known.as_str()).is_ok(),
            None => {
                std::hint::black_box(hash(presented, &[0; 16]));
                false
            }
        }
    }
}

fn hash(text: &str, salt: &[u8]) -> String {
    let hashed = hasher().hash_password_with_salt(text.as_bytes(), salt);
    hashed.expect("the salt has its length, and the password is short enough").to_string()
}

fn hasher() -> Argon2<'static> {
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, None).expect("the costs are within what Argon2 takes");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn is_guessable(text: &str, of: &SignInName) -> bool {
    let lower = text.to_lowercase();
    let different: std::collections::BTreeSet<char> = lower.chars().collect();
    let core = lower.trim_matches(|c: char| !c.is_alphabetic());
    let own = of.as_str();
    let is_mostly_own = own.len() >= 4 && lower.contains(own) && lower.replace(own, "").chars().count() < 6;
    different.len() < FEWEST_DIFFERENT
        || COMMON.iter().any(|common| core == *common || lower == *common)
        || is_mostly_own
        || is_run(&lower)
}

/// Whether each character follows the one before it, as in 123456789012 or abcdefghijkl.
fn is_run(text: &str) -> bool {
    let codes: Vec<u32> = text.chars().map(u32::from).collect();
    codes.windows(2).filter(|pair| pair[1].abs_diff(pair[0]) != 1).count() < 3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anna() -> SignInName {
        "anna.nowak".parse().unwrap()
    }

    #[test]
    fn a_password_is_long_and_not_among_the_first_that_are_tried() {
        let fault = |text: &str| Password::choose(text, &anna()).err();
        assert_eq!(fault("jedenasciez"), Some(Unfit::TooShort));
        assert_eq!(fault("żółć żółć żó"), None, "characters, not bytes");
        assert_eq!(fault(&"ab3d.".repeat(52)), Some(Unfit::TooLong));
        assert_eq!(fault(&"ab3d.".repeat(51)), None);
        for guessable in
            ["aaaaaaaaaaaa", "123456789012", "Password1234!", "anna.nowak12", "Administrator1", "abcdefghijklm"]
        {
            assert_eq!(fault(guessable), Some(Unfit::Guessable), "{guessable}");
        }
        for good in ["cztery kolory nieba", "correct horse battery", "kW7-zielony-rower", "qwerty i jeszcze coś"] {
            assert_eq!(fault(good), None, "{good}");
        }
    }

    #[test]
    fn a_hash_proves_its_password_and_no_other() {
        let password = Password::choose("cztery kolory nieba", &anna()).unwrap();
        let (hash, other) = (password.hash().unwrap(), password.hash().unwrap());
        assert!(hash.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hash.as_str());
        assert_ne!(hash, other, "each has a salt of its own");
        assert!(PasswordHash::proves(Some(&hash), "cztery kolory nieba"));
        assert!(!PasswordHash::proves(Some(&hash), "cztery kolory nieb"));
        assert!(!PasswordHash::proves(Some(&PasswordHash::of_text("garbage".to_owned())), "cztery kolory nieba"));
        assert!(!PasswordHash::proves(None, "cztery kolory nieba"));
    }
}
