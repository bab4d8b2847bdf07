//! Whether a share of positive answers changed from one period to another, and how sure one can be.

use crate::survey::codes::QuestionCode;
use crate::survey::contrast::{About, Contrast, adjust};
use crate::survey::disclosure::Withheld;
use crate::survey::figures::{Group, Key, Proportion, Query, Record, Results, UnknownName, results};
use crate::survey::period::Period;
use crate::survey::text::LocalizedText;
use crate::survey::wording::Verdict;

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
    /// Its share of positive answers in the period, held against that in the other.
    pub contrast: Contrast,
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
    adjust_together(&mut groups);
    let mut total = [pair(&period.total, Some(&against.total))];
    adjust_together(&mut total);
    let [total] = total;
    Ok(Comparison { period, against, groups, total })
}

fn pair(group: &Group, against: Option<&Group>) -> ComparedGroup {
    let key = group.key.clone();
    let label = group.label.clone();
    match against {
        Some(other) if group.withheld.is_none() && other.withheld.is_none() => {
            let questions = group.questions.iter().filter_map(|question| {
                let contrast = Contrast::between(group.whole_share(&question.code), other.whole_share(&question.code))?;
                Some(ComparedQuestion { code: question.code.clone(), contrast })
            });
            ComparedGroup { key, label, withheld: None, questions: questions.collect() }
        }
        _ => {
            let why = group.withheld.or(against.and_then(|other| other.withheld)).unwrap_or(Withheld::FewerThanK);
            ComparedGroup { key, label, withheld: Some(why), questions: Vec::new() }
        }
    }
}

impl Group {
    /// A question's share of positive answers, to be held against another; none: it is not told, or only in part.
    pub fn whole_share(&self, code: &QuestionCode) -> Option<Proportion> {
        self.question(code).filter(|figures| figures.partial.is_none())?.positive
    }
}

fn adjust_together(groups: &mut [ComparedGroup]) {
    let questions = groups.iter_mut().flat_map(|group| &mut group.questions);
    adjust(&mut questions.map(|question| &mut question.contrast).collect::<Vec<_>>());
}

impl ComparedQuestion {
    /// What may be concluded.
    pub fn verdict(&self) -> Verdict {
        self.contrast.verdict(About::Time)
    }
}
