//! Pairing codes: three words that someone reads off one screen and types into another, and the staff's PIN.
//!
//! There are 1,024 words, so a code is one of 2^30. That is enough because it opens one tablet once within a day,
//! and because `state` limits how often it may be guessed.

use crate::access::{SecretHash, hash};

/// How long a code can be used, in hours.
pub const LIFETIME_HOURS: i64 = 24;
/// The words: common Polish nouns that need no diacritics, no two of which are one slip of a finger apart.
const WORDS: &str = include_str!("words.txt");
/// How many words there are.
const VOCABULARY: u32 = 1_024;
/// How many words make a code.
const LENGTH: usize = 3;

/// A code that pairs a tablet with a kiosk. It is shown once, and only its SHA-256 is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct PairingCode(String);

impl PairingCode {
    /// A new one.
    ///
    /// # Errors
    /// When the system has no random bits to give.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let words: Vec<&str> = WORDS.lines().collect();
        let word = || random_below(VOCABULARY).map(|number| words[number as usize]);
        Ok(Self(format!("{}-{}-{}", word()?, word()?, word()?)))
    }

    /// The code that someone meant to type: case, accents, and what stands between the words do not matter.
    pub fn parse(typed: &str) -> Option<Self> {
        let plain: String = typed.chars().flat_map(char::to_lowercase).filter_map(without_accent).collect();
        let words: Vec<&str> = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let known = words.iter().all(|word| WORDS.lines().any(|known| known == *word));
        (words.len() == LENGTH && known).then(|| Self(words.join("-")))
    }

    /// The words themselves, to be shown once.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The address that a tablet opens to be paired. Browsers keep what follows the `#` to themselves.
    pub fn url(&self, public_url: &str) -> String {
        format!("{public_url}/kiosk#{}", self.0)
    }

    /// What is kept of them.
    pub fn hash(&self) -> SecretHash {
        hash(&self.0)
    }
}

/// Six random digits that open the staff's corner of a kiosk.
///
/// # Errors
/// When the system has no random bits to give.
pub fn generate_pin() -> Result<String, getrandom::Error> {
    Ok(format!("{:06}", random_below(1_000_000)?))
}

/// A random number below a bound, each as likely as any other: what falls outside is thrown again.
fn random_below(bound: u32) -> Result<u32, getrandom::Error> {
    let mask = bound.next_power_of_two() - 1;
    loop {
        let number = getrandom::u32()? & mask;
        if number < bound {
            return Ok(number);
        }
    }
}

/// A letter as the list has it. Some keyboards send an accent as a character of its own: that one is dropped.
fn without_accent(letter: char) -> Option<char> {
    match letter {
        'ą' => Some('a'),
        'ć' => Some('c'),
        'ę' => Some('e'),
        'ł' => Some('l'),
        'ń' => Some('n'),
        'ó' => Some('o'),
        'ś' => Some('s'),
        'ź' | 'ż' => Some('z'),
        '\u{300}'..='\u{36f}' => None,
        other => Some(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Whether one wrong, missing, additional or swapped letter makes one word of the other.
    fn one_slip_apart(left: &str, right: &str) -> bool {
        let (left, right) = (left.as_bytes(), right.as_bytes());
        if left.len() == right.len() {
            let wrong: Vec<usize> = (0..left.len()).filter(|place| left[*place] != right[*place]).collect();
            return match wrong[..] {
                [_] => true,
                [one, two] => two == one + 1 && left[one] == right[two] && left[two] == right[one],
                _ => false,
            };
        }
        let (short, long) = if left.len() < right.len() { (left, right) } else { (right, left) };
        long.len() == short.len() + 1
            && (0..long.len()).any(|place| [&long[..place], &long[place + 1..]].concat() == short)
    }

    #[test]
    fn the_words_are_1024_plain_and_not_easily_mistaken_for_each_other() {
        let words: Vec<&str> = WORDS.lines().collect();
        assert_eq!(words.len(), VOCABULARY as usize);
        assert_eq!(words.iter().collect::<BTreeSet<_>>().len(), words.len());
        for (place, word) in words.iter().enumerate() {
            assert!((4..=8).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_lowercase()), "{word}");
            let close = words[..place].iter().find(|other| one_slip_apart(word, other));
            assert_eq!(close, None, "{word}");
        }
    }

    #[test]
    fn a_code_is_understood_however_it_is_typed() {
        let meant = Some("rower-zamek-lipiec".to_owned());
        for typed in [
            "rower-zamek-lipiec",
            "ROWER ZAMEK LIPIEC",
            "  Rower--zamek - lipiec\n",
            "rower,zamek,lipiec.",
            "rower\u{2013}zamek\u{a0}lipiec",
            "rówer-ząmek-łipięć",
            "RÓWER-ZĄMEK-ŁIPIĘĆ",
            "ro\u{301}wer-za\u{328}mek-lipiec",
        ] {
            assert_eq!(PairingCode::parse(typed).map(|code| code.0), meant, "{typed}");
        }
        for typed in
            ["", "rower", "rower-zamek", "rower-zamek-lipiec-kot", "rower-zamek-lipie", "rowerzamek-lipiec-", "1-2-3"]
        {
            assert!(PairingCode::parse(typed).is_none(), "{typed}");
        }
    }

    #[test]
    fn codes_and_pins_are_made_of_all_words_and_digits() {
        let codes: Vec<PairingCode> = (0..4_000).map(|_| PairingCode::generate().unwrap()).collect();
        let words: BTreeSet<&str> = codes.iter().flat_map(|code| code.0.split('-')).collect();
        assert!(words.len() > 1_000, "{} words in 4,000 codes", words.len());
        let hashes: BTreeSet<SecretHash> = codes.iter().map(PairingCode::hash).collect();
        assert!(hashes.len() > 3_990);
        assert!(codes.iter().all(|code| PairingCode::parse(code.reveal()).as_ref() == Some(code)));
        let pins: Vec<String> = (0..1_000).map(|_| generate_pin().unwrap()).collect();
        assert!(pins.iter().all(|pin| pin.len() == 6 && pin.bytes().all(|byte| byte.is_ascii_digit())));
        let starts: BTreeSet<&str> = pins.iter().map(|pin| &pin[..1]).collect();
        assert_eq!(starts.len(), 10);
    }
}
