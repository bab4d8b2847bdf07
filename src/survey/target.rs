//! What the office has set itself: shares of positive answers to reach, and whether they were.
//!
//! A target is met or missed only when all of the share's interval says so; otherwise the answers do not decide.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::survey::codes::{DepartmentCode, QuestionCode, SurveySlug};
use crate::survey::fault::Fault;
use crate::survey::figures::{Proportion, Record, positive_share};
use crate::survey::period::Period;
use crate::survey::questionnaire::{Question, Version};
use crate::survey::wording::UNCONFIRMED;

/// The most targets of one survey.
pub const MOST_TARGETS: usize = 500;

/// A share of positive answers to reach.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Target {
    /// The question.
    pub question: QuestionCode,
    /// The department; none: the whole office.
    pub department: Option<DepartmentCode>,
    /// The period from which it holds, until a later target for the same question and department takes its place.
    pub from: Period,
    /// The share, 0 to 1.
    pub share: f64,
}

/// Whether a target was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TargetVerdict {
    /// All of the interval is at the target or above.
    Met,
    /// All of the interval is below the target.
    NotMet,
    /// The target is within the interval, or nothing is told.
    Undecided,
    /// The period is not closed: more answers may come.
    NotYet,
    /// The interval says so, but not without the responses that repeat others.
    #[serde(rename = "not_confirmed")]
    Unconfirmed,
}

/// A target beside what was reached.
#[derive(Debug, Clone, PartialEq)]
pub struct Reached<'a> {
    /// The target.
    pub target: &'a Target,
    /// The share that is held against it; none when nothing is told.
    pub positive: Option<Proportion>,
    /// Whether that reaches it.
    pub verdict: TargetVerdict,
}

impl Target {
    /// The share that is held against it in a period of its survey; none when nothing is told.
    pub fn positive(&self, survey: &SurveySlug, period: &Period, record: &Record) -> Option<Proportion> {
        positive_share(record, survey, period, self.department.as_ref(), &self.question)
    }

    /// Whether the share of positive answers in a period reaches it, once that is closed; none: nothing is told.
    pub fn verdict(&self, positive: Option<&Proportion>, closed: bool) -> TargetVerdict {
        if !closed {
            return TargetVerdict::NotYet;
        }
        let by = |share: &Proportion| match share {
            share if share.low >= self.share => TargetVerdict::Met,
            share if share.high < self.share => TargetVerdict::NotMet,
            _ => TargetVerdict::Undecided,
        };
        let Some(positive) = positive else { return TargetVerdict::Undecided };
        let verdict = by(positive);
        let left = positive.without_repeated(verdict == TargetVerdict::Met);
        let stands = verdict == TargetVerdict::Undecided || left.is_some_and(|left| by(&left) == verdict);
        if stands { verdict } else { TargetVerdict::Unconfirmed }
    }
}

impl TargetVerdict {
    /// The word that documents use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not_met",
            Self::Undecided => "undecided",
            Self::NotYet => "not_yet",
            Self::Unconfirmed => UNCONFIRMED,
        }
    }
}

/// The targets that hold for a period, by question and department: of each the latest that begins no later than it.
pub fn in_force<'a>(targets: &'a [Target], period: &Period) -> Vec<&'a Target> {
    let mut holding: BTreeMap<(&QuestionCode, Option<&DepartmentCode>), &Target> = BTreeMap::new();
    for target in targets.iter().filter(|target| target.from.first() <= period.first()) {
        let place = holding.entry((&target.question, target.department.as_ref())).or_insert(target);
        if target.from.first() > place.from.first() {
            *place = target;
        }
    }
    holding.into_values().collect()
}

/// The targets that hold for a period, each beside what was reached in it.
pub fn reached<'a>(targets: &'a [Target], survey: &SurveySlug, period: &Period, record: &Record) -> Vec<Reached<'a>> {
    let (holding, closed) = (in_force(targets, period).into_iter(), record.is_closed(period));
    let beside = holding.map(|target| {
        let positive = target.positive(survey, period, record);
        Reached { target, verdict: target.verdict(positive.as_ref(), closed), positive }
    });
    beside.collect()
}

/// Everything that is wrong with a survey's targets, given its published versions.
pub fn faults(targets: &[Target], versions: &[Arc<Version>]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (index, target) in targets.iter().enumerate() {
        let place = format!("/targets/{index}");
        faults.extend(measure_faults(&target.question, target.department.as_ref(), versions, &place));
        let same = |other: &Target| {
            (&other.question, &other.department, other.from.first())
                == (&target.question, &target.department, target.from.first())
        };
        if targets[..index].iter().any(same) {
            let detail = "there is another target for the same question and department from the same day";
            faults.push(Fault::new(place, "duplicate", detail));
        }
    }
    faults
}

/// What keeps a question and a department from having a share of positive answers, given the versions of the survey.
pub fn measure_faults(
    question: &QuestionCode,
    department: Option<&DepartmentCode>,
    versions: &[Arc<Version>],
    place: &str,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut asked = versions.iter().filter_map(|version| version.question(question.as_str()));
    if !asked.any(Question::knows_positive) {
        let detail = "must be a question of the survey that knows positive answers";
        faults.push(Fault::new(format!("{place}/question"), "unknown_question", detail));
    }
    let about = |code: &DepartmentCode| versions.iter().any(|version| version.department(code).is_some());
    if !department.is_none_or(about) {
        let detail = "must be a department that the survey asks about";
        faults.push(Fault::new(format!("{place}/department"), "unknown_department", detail));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(question: &str, department: Option<&str>, from: &str, share: f64) -> Target {
        Target {
            question: question.parse().unwrap(),
            department: department.map(|code| code.parse().unwrap()),
            from: from.parse().unwrap(),
            share,
        }
    }

    #[test]
    fn the_interval_decides_and_its_ends_count() {
        // Wilson's interval of 90 among 100 is 0.8256 to 0.9448.
        let positive = Proportion::of(90, 100).unwrap();
        let verdict = |share| target("OVERALL", None, "2026-Q1", share).verdict(Some(&positive), true);
        assert_eq!(verdict(0.8), TargetVerdict::Met);
        assert_eq!(verdict(positive.low), TargetVerdict::Met);
        assert_eq!(verdict(0.83), TargetVerdict::Undecided);
        assert_eq!(verdict(0.9), TargetVerdict::Undecided);
        assert_eq!(verdict(positive.high), TargetVerdict::Undecided);
        assert_eq!(verdict(0.95), TargetVerdict::NotMet);
        assert_eq!(target("OVERALL", None, "2026-Q1", 0.0).verdict(None, true), TargetVerdict::Undecided);
        assert_eq!(target("OVERALL", None, "2026-Q1", 0.0).verdict(Some(&positive), false), TargetVerdict::NotYet);
    }

    #[test]
    fn the_latest_target_that_has_begun_holds() {
        let targets = [
            target("OVERALL", None, "2026-Q3", 0.9),
            target("OVERALL", None, "2025", 0.8),
            target("OVERALL", Some("KM"), "2026-Q1", 0.7),
            target("WAIT", None, "2027", 0.6),
        ];
        let shares = |period: &str| -> Vec<f64> {
            in_force(&targets, &period.parse().unwrap()).iter().map(|target| target.share).collect()
        };
        assert_eq!(shares("2024"), [0.0; 0]);
        assert_eq!(shares("2025-12"), [0.8]);
        assert_eq!(shares("2026"), [0.8, 0.7], "a year that a target begins in the middle of keeps the one before");
        assert_eq!(shares("2026-Q3"), [0.9, 0.7]);
        assert_eq!(shares("2027-01..2027-02"), [0.9, 0.7, 0.6]);
    }
}
