//! Whether a share of positive answers changed from one period to another, and how sure one can be.

use crate::survey::codes::QuestionCode;
use crate::survey::disclosure::Withheld;
use crate::survey::figures::{Group, Key, Proportion, Query, Record, Results, UnknownName, results};
use crate::survey::period::Period;
use crate::survey::statistics::{self, Difference, Test};
use crate::survey::text::LocalizedText;

/// Below this many answers on either side nothing is concluded.
pub const FEWEST_TO_CONCLUDE: u64 = 30;
/// An adjusted p-value below this is a change.
pub const SIGNIFICANT: f64 = 0.05;

/// Two periods side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The figures of the period that was asked for.
    pub period: Results,
    /// The figures of the period it is held against.
    pub against: Results,
    /// One group for each part.
    pub groups: Vec<ComparedGroup>,
    /// Everything that was selected, adjusted on its own.
    pub total: ComparedGroup,
}

/// One part of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparedGroup {
    /// Which part.
    pub key: Key,
    /// Its name for people.
    pub label: LocalizedText,
    /// Why nothing is told, if nothing is.
    pub withheld: Option<Withheld>,
    /// The questions that know positive answers.
    pub questions: Vec<ComparedQuestion>,
}

/// One question of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparedQuestion {
    /// The question.
    pub code: QuestionCode,
    /// Its share of positive answers in the period.
    pub period: Option<Proportion>,
    /// Its share of positive answers in the period it is held against.
    pub against: Option<Proportion>,
    /// Period minus against, with Newcombe's interval.
    pub difference: Option<Difference>,
    /// The pooled test of two proportions.
    pub test: Option<Test>,
    /// The test's p-value, adjusted by Holm for all comparisons of the answer.
    pub p_adjusted: Option<f64>,
    /// What may be concluded.
    pub verdict: Verdict,
}

/// What may be concluded about a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The share rose.
    Increase,
    /// The share fell.
    Decrease,
    /// The change is within the error.
    WithinError,
    /// There are too few answers to conclude anything.
    TooFew,
}

/// Compares a query's period with another one.
///
/// # Errors
/// As [`results`].
pub fn compare(query: &Query, against: Period, record: &Record) -> Result<Comparison, UnknownName> {
    let period = results(query, record)?;
    let against = results(&Query { period: against, ..query.clone() }, record)?;
    let mut groups: Vec<ComparedGroup> = period
        .groups
        .iter()
        .map(|group| pair(group, against.groups.iter().find(|other| other.key == group.key)))
        .collect();
    conclude(&mut groups);
    let mut total = [pair(&period.total, Some(&against.total))];
    conclude(&mut total);
    let [total] = total;
    Ok(Comparison { period, against, groups, total })
}

fn pair(group: &Group, against: Option<&Group>) -> ComparedGroup {
    let key = group.key.clone();
    let label = group.label.clone();
    match against {
        Some(other) if group.withheld.is_none() && other.withheld.is_none() => {
            let questions = group.questions.iter().filter_map(|question| {
                let before = other.questions.iter().find(|before| before.code == question.code);
                compare_question(&question.code, question.positive, before.and_then(|before| before.positive))
            });
            ComparedGroup { key, label, withheld: None, questions: questions.collect() }
        }
        _ => ComparedGroup { key, label, withheld: Some(Withheld::FewerThanK), questions: Vec::new() },
    }
}

fn compare_question(
    code: &QuestionCode,
    period: Option<Proportion>,
    against: Option<Proportion>,
) -> Option<ComparedQuestion> {
    if period.is_none() && against.is_none() {
        return None;
    }
    let both = period.zip(against);
    let difference = both.and_then(|(now, before)| statistics::newcombe(now.n, now.of, before.n, before.of));
    let test = both.and_then(|(now, before)| statistics::two_proportions(now.n, now.of, before.n, before.of));
    let verdict = Verdict::TooFew;
    Some(ComparedQuestion { code: code.clone(), period, against, difference, test, p_adjusted: None, verdict })
}

/// Adjusts the p-values of one family of comparisons, and says what follows from each.
fn conclude(groups: &mut [ComparedGroup]) {
    let mut family: Vec<&mut ComparedQuestion> = groups.iter_mut().flat_map(|group| &mut group.questions).collect();
    let p: Vec<f64> = family.iter().filter_map(|question| question.test.as_ref().map(|test| test.p)).collect();
    let mut adjusted = statistics::holm(&p).into_iter();
    for question in &mut family {
        if question.test.is_some() {
            question.p_adjusted = adjusted.next();
        }
        question.verdict = question.conclusion();
    }
}

impl ComparedQuestion {
    fn conclusion(&self) -> Verdict {
        let enough = |share: Option<Proportion>| share.is_some_and(|share| share.of >= FEWEST_TO_CONCLUDE);
        if !enough(self.period) || !enough(self.against) {
            return Verdict::TooFew;
        }
        match (self.p_adjusted, &self.difference) {
            (Some(p), Some(difference)) if p < SIGNIFICANT && difference.share > 0.0 => Verdict::Increase,
            (Some(p), Some(_)) if p < SIGNIFICANT => Verdict::Decrease,
            _ => Verdict::WithinError,
        }
    }
}

impl Verdict {
    /// The word that documents use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Increase => "increase",
            Self::Decrease => "decrease",
            Self::WithinError => "within_error",
            Self::TooFew => "too_few",
        }
    }
}
