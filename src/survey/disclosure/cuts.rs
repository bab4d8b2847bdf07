//! Cuts: what one quarter's people say by a secondary dimension, frozen once when the quarter is over.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use crate::survey::codes::{DepartmentCode, QuestionCode};
use crate::survey::disclosure::blocks::may_leave;
use crate::survey::disclosure::partition::MOST_PARTS;
use crate::survey::disclosure::published::{Published, Threshold};
use crate::survey::flags::{FLAGGED, Flags, UNFLAGGED};
use crate::survey::period::Period;
use crate::survey::questionnaire::Version;
use crate::survey::response::{Answer, Answers, NOT_APPLICABLE};

/// What people can be told apart by, apart from their department and the time: one at a time, never crossed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    /// Where the response came from.
    Channel,
    /// Where the department receives people.
    Site,
    /// The language that was asked in.
    Language,
    /// Whether the response carries a flag.
    Flags,
    /// The answer to a question that is marked as a segment.
    Question(QuestionCode),
}

/// The text names no dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("channel, site, language, flags, or the code of a question that is marked as a segment")]
pub struct UnknownDimension;

/// One person of a quarter, as far as tables need to know.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// Which of the quarter's blocks holds them.
    pub block: u32,
    /// Whether that is an office block.
    pub pooled: bool,
    /// The department they answered about.
    pub department: &'a DepartmentCode,
    /// Where the response came from.
    pub channel: &'a str,
    /// The language they were asked in, if known.
    pub language: Option<&'a str>,
    /// What speaks against the response.
    pub flags: Flags,
    /// What they said.
    pub answers: &'a Answers,
}

/// A frozen table of one quarter by one dimension.
#[derive(Debug, Clone, PartialEq)]
pub struct Cut {
    /// The version that its people answered.
    pub version: u32,
    /// The quarter they belong to.
    pub quarter: Period,
    /// What tells its parts apart.
    pub dimension: Dimension,
    /// The department they are about; none: the whole office.
    pub department: Option<DepartmentCode>,
    /// Its parts, the largest first; what was too small alone is in one part, the last.
    pub parts: Vec<Part>,
    /// The day it was frozen.
    pub closed_on: Date,
}

/// One part of a cut.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The categories that it holds; more than one: none of them could be told alone.
    pub categories: Vec<String>,
    /// What its people say.
    pub counts: Published,
}

impl Dimension {
    /// Its name in tables and documents.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Channel => "channel",
            Self::Site => "site",
            Self::Language => "language",
            Self::Flags => "flags",
            Self::Question(code) => code.as_str(),
        }
    }

    /// The dimensions that a version's people can be told apart by: its segments first, they matter most.
    pub fn all(version: &Version) -> Vec<Self> {
        let segments = version.questionnaire.questions.iter().filter(|question| question.segment);
        let segments = segments.map(|question| Self::Question(question.code.clone()));
        segments.chain([Self::Channel, Self::Site, Self::Language, Self::Flags]).collect()
    }

    /// Which category of this dimension a person is in.
    pub(in crate::survey::disclosure) fn category<'a>(
        &self,
        subject: &Subject<'a>,
        version: &'a Version,
    ) -> Cow<'a, str> {
        match self {
            Self::Channel => subject.channel.into(),
            Self::Site => version.department(subject.department).map_or("", |department| &department.site).into(),
            Self::Language => subject.language.unwrap_or(NOT_APPLICABLE).into(),
            Self::Flags if subject.flags.is_empty() => UNFLAGGED.into(),
            Self::Flags => FLAGGED.into(),
            Self::Question(code) => match subject.answers.get(code) {
                Some(Answer::Word(option)) => option.as_str().into(),
                Some(Answer::Number(value)) => value.to_string().into(),
                Some(Answer::Words(_) | Answer::NotApplicable) | None => NOT_APPLICABLE.into(),
            },
        }
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Dimension {
    type Err = UnknownDimension;

    fn from_str(text: &str) -> Result<Self, UnknownDimension> {
        match text {
            "channel" => Ok(Self::Channel),
            "site" => Ok(Self::Site),
            "language" => Ok(Self::Language),
            "flags" => Ok(Self::Flags),
            code => code.parse().map(Self::Question).map_err(|_| UnknownDimension),
        }
    }
}

/// How many people are in a category, and how many different answers they gave to the headline question (a bit each).
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::survey::disclosure) struct Size {
    pub n: u64,
    pub opinions: u64,
}

/// The finest parts that may be told: categories alone, and the smallest of them together, where one alone may not.
///
/// `accepts` says whether a way to part them, given as the part of each category, may stand beside what else is told.
/// None: there is no way that tells anything.
pub(in crate::survey::disclosure) fn choose_parts(
    sizes: &[Size],
    k: Threshold,
    accepts: impl Fn(&[u8]) -> bool,
) -> Option<Vec<u8>> {
    let mut largest_first: Vec<usize> = (0..sizes.len()).filter(|category| sizes[*category].n > 0).collect();
    largest_first.sort_by_key(|category| (std::cmp::Reverse(sizes[*category].n), *category));
    let alone_at_most = largest_first.len().min(MOST_PARTS);
    (1..=alone_at_most).rev().find_map(|alone| {
        // One that is left over would be alone as well.
        if alone + 1 == largest_first.len() || alone == MOST_PARTS && largest_first.len() > alone {
            return None;
        }
        let mut part_of = vec![0; sizes.len()];
        let mut parts = vec![Size::default(); alone + 1];
        for (place, category) in largest_first.iter().enumerate() {
            let part = place.min(alone);
            part_of[*category] = u8::try_from(part).ok()?;
            parts[part].n += sizes[*category].n;
            parts[part].opinions |= sizes[*category].opinions;
        }
        parts.retain(|part| part.n > 0);
        let told = parts.iter().all(|part| may_leave(part.n, part.opinions.count_ones() as usize, k));
        (parts.len() >= 2 && told && accepts(&part_of)).then_some(part_of)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(sizes: &[u64], accepts: impl Fn(&[u8]) -> bool) -> Option<Vec<u8>> {
        let sizes: Vec<Size> = sizes.iter().map(|n| Size { n: *n, opinions: 0b11 }).collect();
        choose_parts(&sizes, Threshold::try_from(10).unwrap(), accepts)
    }

    #[test]
    fn small_categories_go_together_until_they_are_enough() {
        assert_eq!(parts(&[40, 20, 10], |_| true), Some(vec![0, 1, 2]));
        assert_eq!(parts(&[6, 40, 20, 5], |_| true), Some(vec![2, 0, 1, 2]));
        assert_eq!(parts(&[40, 20, 3, 0], |_| true), Some(vec![0, 1, 1, 0]));
        assert_eq!(parts(&[40, 3, 3], |_| true), None);
        assert_eq!(parts(&[40], |_| true), None);
        assert_eq!(parts(&[], |_| true), None);
    }

    #[test]
    fn what_may_not_stand_beside_the_rest_is_made_coarser() {
        let coarse = |part_of: &[u8]| part_of.iter().max() == Some(&1);
        assert_eq!(parts(&[40, 20, 10], coarse), Some(vec![0, 1, 1]));
        assert_eq!(parts(&[40, 20, 10], |_| false), None);
    }

    #[test]
    fn one_opinion_alone_is_not_told() {
        let sizes = [Size { n: 50, opinions: 0b11 }, Size { n: 30, opinions: 0b1 }, Size { n: 20, opinions: 0b10 }];
        let k = Threshold::try_from(10).unwrap();
        assert_eq!(choose_parts(&sizes, k, |_| true), Some(vec![0, 1, 1]));
        let many = [Size { n: 50, opinions: 0b11 }, Size { n: 40, opinions: 0b1 }];
        assert_eq!(choose_parts(&many, k, |_| true), Some(vec![0, 1]));
    }

    #[test]
    fn there_are_never_too_many_parts() {
        let part_of = parts(&[20; 30], |_| true).unwrap();
        assert_eq!(usize::from(*part_of.iter().max().unwrap()) + 1, MOST_PARTS);
    }
}
