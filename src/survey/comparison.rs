//! Whether a share of positive answers changed from one period to another, and how sure one can be.

use crate::survey::codes::{DepartmentCode, QuestionCode};
use crate::survey::contrast::{About, Contrast, adjust_families};
use crate::survey::disclosure::Withheld;
use crate::survey::figures::{Group, GroupBy, Key, Proportion, Query, Record, Results, UnknownName, results};
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
/// What may be concluded of a pair does not depend on what else is asked for: it is adjusted with all pairs of its
/// [family], also with those that the query leaves out. The family of a split is all of its groups; that
/// of one department all departments; that of everything selected stands for itself.
///
/// # Errors
/// As [`results`].
///
/// [family]: crate::survey::contrast::adjust_families
pub fn compare(query: &Query, against: Period, record: &Record) -> Result<Comparison, UnknownName> {
    let mut told = side_by_side(query, &against, record)?;
    let headline = query.headline(record);
    let family = |departments: &[DepartmentCode], group_by: &GroupBy| {
        if query.questions.is_empty() && query.departments == departments && query.group_by == *group_by {
            return Ok(told.clone());
        }
        let (departments, group_by) = (departments.to_vec(), group_by.clone());
        side_by_side(&Query { departments, questions: Vec::new(), group_by, ..query.clone() }, &against, record)
    };
    let split = family(query.family_of_groups(), &query.group_by)?;
    let mut groups = split.groups;
    let mut alone = match query.departments.as_slice() {
        [department] => family(&[], &GroupBy::Department)?.groups_of(department, &told.total.key),
        departments if departments == query.family_of_groups() => vec![split.total],
        departments => vec![family(departments, &GroupBy::Nothing)?.total],
    };
    for family in [&mut groups, &mut alone] {
        adjust_together(family, headline.as_ref());
    }
    // Without a split the one group is the total.
    let of_groups = if query.group_by == GroupBy::Nothing { &alone } else { &groups };
    told.groups.iter_mut().for_each(|group| group.judge_as(of_groups));
    told.total.judge_as(&alone);
    Ok(told)
}

/// Two periods side by side, as if each pair stood alone.
fn side_by_side(query: &Query, against: &Period, record: &Record) -> Result<Comparison, UnknownName> {
    let period = results(query, record)?;
    let against = results(&Query { period: against.clone(), ..query.clone() }, record)?;
    let other = |group: &Group| against.groups.iter().find(|other| other.key == group.key);
    let groups = period.groups.iter().map(|group| pair(group, other(group))).collect();
    let total = pair(&period.total, Some(&against.total));
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

/// Adjusts all pairs of some groups: those of the headline, and all others.
fn adjust_together(groups: &mut [ComparedGroup], headline: Option<&QuestionCode>) {
    let questions = groups.iter_mut().flat_map(|group| &mut group.questions);
    adjust_families(questions.map(|question| (headline == Some(&question.code), &mut question.contrast)));
}

impl ComparedGroup {
    /// Takes over what is concluded of the same pairs in their family.
    fn judge_as(&mut self, family: &[Self]) {
        let Some(same) = family.iter().find(|group| group.key == self.key) else { return };
        for question in &mut self.questions {
            if let Some(judged) = same.questions.iter().find(|judged| judged.code == question.code) {
                question.contrast = judged.contrast;
            }
        }
    }
}

impl Comparison {
    /// Its groups, with that of a department under another key.
    fn groups_of(mut self, department: &DepartmentCode, key: &Key) -> Vec<ComparedGroup> {
        let its_own = Key::Department(Some(department.clone()));
        self.groups.iter_mut().filter(|group| group.key == its_own).for_each(|group| group.key = key.clone());
        self.groups
    }
}

impl Query {
    /// The departments that belong to the family of its groups: all, where they are departments themselves.
    fn family_of_groups(&self) -> &[DepartmentCode] {
        match self.group_by {
            GroupBy::Department | GroupBy::Site => &[],
            _ => &self.departments,
        }
    }
}

impl ComparedQuestion {
    /// What may be concluded.
    pub fn verdict(&self) -> Verdict {
        self.contrast.verdict(About::Time)
    }
}
