//! Lots: what one file or one stack of paper brought, which waits apart until somebody confirms it.
//!
//! Whether a file holds people that an earlier one brought is told by how many it has of which department and day
//! ([`Profile`]), and never by what one of them said.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::survey::codes::{DepartmentCode, SurveySlug};
use crate::survey::period::Period;
use crate::survey::response::Channel;

/// After how many days a lot is confirmed by itself.
pub const WAITS_DAYS: i32 = 7;

/// The longest name of a batch, in characters.
pub const LONGEST_BATCH: usize = 64;

/// On how many days of departments a file must agree with another that has more of them.
const FEWEST_PLACES: usize = 3;

/// What a lot is known by while it waits: a random number, deleted when it is confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LotNumber(pub [u8; 16]);

/// A lot that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lot {
    /// Its number.
    pub number: LotNumber,
    /// What brought it: a hash of the survey, the channel and the file, or the name of the batch.
    pub digest: [u8; 32],
    /// The name of the file or of the batch.
    pub name: String,
    /// The survey that its responses answer.
    pub survey: SurveySlug,
    /// How they came in.
    pub channel: Channel,
    /// The day it was made.
    pub made_on: Date,
    /// Whether what brought it came to its end; one that was cut short is not confirmed.
    pub whole: bool,
    /// How well it was typed.
    pub typing: Typing,
}

/// How well a stack of paper was typed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Typing {
    /// How many answers nobody could read; they are stored as if there were none.
    pub unreadable: u64,
    /// How many answers were typed twice.
    pub compared: u64,
    /// How many of these were typed differently.
    pub different: u64,
}

/// How many forms there are of which department and month, the month by its first day.
pub type Months = BTreeMap<(DepartmentCode, Date), u64>;

/// A stack of paper that was confirmed: what is left of it when nothing says any more which responses it held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// The survey that its forms answer.
    pub survey: SurveySlug,
    /// What the office calls it.
    pub name: String,
    /// The day it was confirmed.
    pub confirmed_on: Date,
    /// How many forms it held.
    pub forms: Months,
    /// How well it was typed.
    pub typing: Typing,
}

impl Batch {
    /// How many forms it held that count for a period.
    pub fn forms_in(&self, period: &Period) -> u64 {
        self.forms.iter().filter(|((_, month), _)| period.holds(*month)).map(|(_, number)| number).sum()
    }
}

/// What a file or a batch is known by: a hash of the survey, the channel, what kind of thing it is, and its parts.
///
/// It is kept for good. The ids of responses follow from a lot's number, not from this, so that nothing about who came
/// together can be worked out of it when the lot is gone.
pub fn digest_of(survey: &SurveySlug, channel: Channel, kind: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in [survey.as_str().as_bytes(), channel.as_str().as_bytes(), kind.as_bytes()].iter().chain(parts) {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

impl Lot {
    /// What the audit log says that something was done to, where it holds so many responses. Its number is not told:
    /// that would group people.
    pub fn subject(&self, responses: u64) -> String {
        format!("{} {} {responses}", self.survey, self.channel.as_str())
    }

    /// The first day whose release counts it even if nobody confirmed it.
    pub fn confirmed_from(&self) -> Date {
        self.made_on.saturating_add(WAITS_DAYS.days())
    }
}

impl LotNumber {
    /// A new one.
    pub fn random() -> Self {
        Self(Uuid::new_v4().into_bytes())
    }

    /// The part of it that people write: eight digits.
    pub fn label(&self) -> String {
        self.0[..4].iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The first and the last number of a label; none: the text is no label.
    pub fn range(label: &str) -> Option<(Self, Self)> {
        let beginning = u32::from_str_radix(label, 16).ok().filter(|_| label.len() == 8)?.to_be_bytes();
        let filled = |with: u8| {
            let mut number = [with; 16];
            number[..4].copy_from_slice(&beginning);
            Self(number)
        };
        Some((filled(0), filled(0xff)))
    }
}

/// What a named batch of paper is known by, in a file or not.
pub fn batch_digest(survey: &SurveySlug, channel: Channel, name: &str) -> [u8; 32] {
    digest_of(survey, channel, "batch", &[name.as_bytes()])
}

/// How many responses of which department and day a file holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "StoredProfile", into = "StoredProfile")]
pub struct Profile {
    counts: BTreeMap<(DepartmentCode, Date), u64>,
    unreadable: u64,
}

impl Profile {
    /// Counts a response, whether or not it was refused.
    pub fn add(&mut self, department: &DepartmentCode, day: Date) {
        *self.counts.entry((department.clone(), day)).or_default() += 1;
    }

    /// Counts one whose department or day could not be read.
    pub fn add_unreadable(&mut self) {
        self.unreadable += 1;
    }

    /// How many responses it counts.
    pub fn total(&self) -> u64 {
        self.readable() + self.unreadable
    }

    /// Two files as one.
    pub fn and(mut self, other: Self) -> Self {
        for (place, number) in other.counts {
            *self.counts.entry(place).or_default() += number;
        }
        self.unreadable += other.unreadable;
        self
    }

    /// Whether the numbers are those of an earlier file, of one with more days, or of some of its days.
    pub fn repeats(&self, earlier: &Self) -> bool {
        self.holds(earlier) || earlier.holds(self)
    }

    /// Whether this has as many of each department and day of a part as the part has; what could not be read of it may be
    /// among them now. A part of a few days may fit by chance.
    fn holds(&self, part: &Self) -> bool {
        let number = |place| self.counts.get(place).copied().unwrap_or_default();
        let surplus = part.counts.iter().map(|(place, known)| number(place).checked_sub(*known)).sum::<Option<u64>>();
        let is_all = self.readable() <= part.readable() + part.unreadable;
        let fits = surplus.is_some_and(|surplus| surplus <= part.unreadable);
        fits && !part.counts.is_empty() && (is_all || part.counts.len() >= FEWEST_PLACES)
    }

    fn readable(&self) -> u64 {
        self.counts.values().sum()
    }
}

/// A profile as it is written down.
#[derive(Clone, Serialize, Deserialize)]
struct StoredProfile {
    counts: Vec<(DepartmentCode, Date, u64)>,
    unreadable: u64,
}

impl From<Profile> for StoredProfile {
    fn from(profile: Profile) -> Self {
        let counts = profile.counts.into_iter().map(|((department, day), number)| (department, day, number)).collect();
        Self { counts, unreadable: profile.unreadable }
    }
}

impl From<StoredProfile> for Profile {
    fn from(stored: StoredProfile) -> Self {
        let counts = stored.counts.into_iter().map(|(department, day, number)| ((department, day), number)).collect();
        Self { counts, unreadable: stored.unreadable }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// A profile of KM: how many there are of each of the first days of March.
    fn profile(numbers: &[u64], unreadable: u64) -> Profile {
        let mut profile = Profile::default();
        for (index, number) in numbers.iter().enumerate() {
            let day = date(2026, 3, 1 + i8::try_from(index).unwrap());
            (0..*number).for_each(|_| profile.add(&"KM".parse().unwrap(), day));
        }
        (0..unreadable).for_each(|_| profile.add_unreadable());
        profile
    }

    #[test]
    fn a_file_repeats_one_with_the_same_numbers_or_a_part_of_it() {
        let box_of_24 = profile(&[8, 8, 8], 0);
        assert!(box_of_24.repeats(&box_of_24));
        assert!(profile(&[8, 8, 8, 5], 0).repeats(&box_of_24), "the same and a day more");
        assert!(box_of_24.repeats(&profile(&[8, 8, 8, 5], 0)), "some of its days");
        assert!(!profile(&[8, 8], 0).repeats(&box_of_24), "too few to tell");
        assert!(profile(&[8], 0).repeats(&profile(&[8], 0)), "few, and all of them");
        assert!(!profile(&[8, 8, 7], 0).repeats(&box_of_24), "another box");
        assert!(!profile(&[9, 8, 8], 0).repeats(&box_of_24));
        assert!(!Profile::default().repeats(&box_of_24) && !box_of_24.repeats(&Profile::default()));
    }

    #[test]
    fn what_could_not_be_read_of_a_file_may_be_put_right_in_the_next() {
        assert!(profile(&[8, 8, 8], 0).repeats(&profile(&[8, 7, 7], 2)));
        assert!(!profile(&[8, 8, 8], 0).repeats(&profile(&[8, 7, 6], 2)));
        assert!(profile(&[8, 1], 0).repeats(&profile(&[8], 1)), "also on a day of which there was none");
    }

    #[test]
    fn it_is_read_as_it_was_written() {
        let written = serde_json::to_string(&profile(&[2, 1], 1)).unwrap();
        assert_eq!(written, r#"{"counts":[["KM","2026-03-01",2],["KM","2026-03-02",1]],"unreadable":1}"#);
        assert_eq!(serde_json::from_str::<Profile>(&written).unwrap(), profile(&[2, 1], 1));
    }
}
