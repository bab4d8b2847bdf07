//! Signs that a response may not be what it seems. They are counted and never acted on: nobody's answer is dropped.
//!
//! A tablet says what only it can see, because no time of day reaches the server; that an address repeats itself is known
//! to the limiter alone; that a day brings too many is counted at the tick; the rest follows from the answers.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::survey::questionnaire::{Kind, Version};
use crate::survey::response::{Answer, Answers};

/// From how many ratings on one answer to all of them is a sign: with fewer, a contented resident looks the same.
const STRAIGHT_LINE: usize = 8;

/// One sign. Its number is its place among the bits of a table: a new one goes to the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// More than a department's pace explains came on its day, from the website or from kiosks, or more than the kiosks
    /// could have collected: it is one of so many above the day's ceiling, drawn by lot when they are
    /// counted. Which one is nobody's choice, so whoever floods a department silences nobody.
    Burst = 0,
    /// It was given while the lobby was closed.
    OutsideHours = 1,
    /// At least eight ratings, and all of them the same.
    StraightLining = 2,
    /// Several questions were answered in less than three seconds.
    TooFast = 3,
    /// It came from the website, and its address had sent one that day already. Addresses are never stored: the service
    /// knows by hashes that are forgotten with the day. An address that the office has named as its lobby says nothing,
    /// since many people share it, and what comes from there never carries this.
    Repeat = 4,
}

/// The signs of one response.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flags(u8);

/// The text names no sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("names no flag")]
pub struct UnknownFlag;

impl Flag {
    /// All of them, by name.
    pub const ALL: [Self; 5] = [Self::Burst, Self::OutsideHours, Self::Repeat, Self::StraightLining, Self::TooFast];

    /// Its name in tables and documents.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Burst => "burst",
            Self::OutsideHours => "outside_hours",
            Self::Repeat => "repeat",
            Self::StraightLining => "straight_lining",
            Self::TooFast => "too_fast",
        }
    }

    /// Whether a block counts it: the others follow from answers, and would tell of them.
    pub fn is_counted(self) -> bool {
        self != Self::StraightLining
    }

    /// Whether a response that carries it does not count as one more person. It is found by numbers alone, never by
    /// answers: whether something is told must not depend on what was said.
    pub fn repeats(self) -> bool {
        matches!(self, Self::Burst | Self::Repeat)
    }

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl Flags {
    /// With another sign.
    #[must_use]
    pub fn with(self, flag: Flag) -> Self {
        Self(self.0 | flag.bit())
    }

    /// Those of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The signs, by name.
    pub fn iter(self) -> impl Iterator<Item = Flag> {
        Flag::ALL.into_iter().filter(move |flag| self.0 & flag.bit() != 0)
    }

    /// Those that blocks count.
    pub fn counted(self) -> impl Iterator<Item = Flag> {
        self.iter().filter(|flag| flag.is_counted())
    }

    /// Whether the response counts towards the fewest people that anything may be told of.
    pub fn is_independent(self) -> bool {
        !self.iter().any(Flag::repeats)
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// As a number for a table.
    pub fn to_bits(self) -> u8 {
        self.0
    }

    /// From a number of a table; bits that mean nothing are left out.
    pub fn from_bits(bits: u8) -> Self {
        Flag::ALL.into_iter().filter(|flag| bits & flag.bit() != 0).fold(Self::default(), Self::with)
    }

    /// The signs that the answers themselves give.
    pub fn of_answers(answers: &Answers, version: &Version) -> Self {
        let is_rating =
            |code: &str| version.question(code).is_some_and(|question| matches!(question.kind, Kind::Rating { .. }));
        let mut values: BTreeMap<u8, usize> = BTreeMap::new();
        for (code, answer) in answers.iter() {
            if let (Answer::Number(value), true) = (answer, is_rating(code.as_str())) {
                *values.entry(*value).or_default() += 1;
            }
        }
        let straight = values.len() == 1 && values.values().all(|count| *count >= STRAIGHT_LINE);
        if straight { Self::default().with(Flag::StraightLining) } else { Self::default() }
    }
}

impl fmt::Display for Flag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Flag {
    type Err = UnknownFlag;

    fn from_str(text: &str) -> Result<Self, UnknownFlag> {
        Self::ALL.into_iter().find(|flag| flag.as_str() == text).ok_or(UnknownFlag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_and_names_lead_back_to_the_flags() {
        let flags = Flags::default().with(Flag::TooFast).with(Flag::Burst);
        assert_eq!(Flags::from_bits(flags.to_bits()), flags);
        assert_eq!(flags.iter().collect::<Vec<_>>(), [Flag::Burst, Flag::TooFast]);
        assert_eq!(Flags::from_bits(u8::MAX).iter().count(), Flag::ALL.len());
        for flag in Flag::ALL {
            assert_eq!(flag.as_str().parse(), Ok(flag));
        }
        assert_eq!("slow".parse::<Flag>(), Err(UnknownFlag));
    }

    #[test]
    fn bits_mean_what_they_meant_in_older_databases() {
        let bits = Flag::ALL.map(|flag| (flag.as_str(), Flags::default().with(flag).to_bits()));
        assert_eq!(bits, [("burst", 1), ("outside_hours", 2), ("repeat", 16), ("straight_lining", 4), ("too_fast", 8)]);
    }

    #[test]
    fn only_numbers_say_that_a_response_is_no_more_people() {
        let repeating = Flag::ALL.into_iter().filter(|flag| flag.repeats());
        assert_eq!(repeating.collect::<Vec<_>>(), [Flag::Burst, Flag::Repeat]);
        assert!(Flag::ALL.into_iter().filter(|flag| flag.repeats()).all(Flag::is_counted));
    }
}
