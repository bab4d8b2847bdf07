//! Whether a share of positive answers changed from one period to another, and how sure one can be.

use crate::survey::codes::{DepartmentCode, QuestionCode};
use crate::survey::contrast::{About, Contrast, adjust, adjust_families};
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
/// [family], also with those that the query leaves out. The family of a split is all of its groups; that of one department
/// all departments; that of everything selected stands for itself. Against the same period of the year before there is one
/// family of all: the office, its departments and all questions.
///
/// # Errors
/// As [`results`].
///
/// [family]: crate::survey::contrast::adjust_families
pub fn compare(query: &Query, against: Period, record: &Record) -> Result<Comparison, UnknownName> {
    let mut told = side_by_side(query, &against, record)?;
    let headline = query.headline(record);
    let pairs = |departments: &[DepartmentCode], group_by: &GroupBy| {
        if query.questions.is_empty() && query.departments == departments && query.group_by == *group_by {
            return Ok(told.clone());
        }
        let (departments, group_by) = (departments.to_vec(), group_by.clone());
        side_by_side(&Query { departments, questions: Vec::new(), group_by, ..query.clone() }, &against, record)
    };
    let year_on_year = query.is_year_on_year(&against);
    let office = || {
        let Comparison { mut groups, total, .. } = pairs(&[], &GroupBy::Department)?;
        if year_on_year {
            groups.push(total);
            adjust(&mut contrasts(&mut groups).map(|(_, contrast)| contrast).collect::<Vec<_>>());
            return Ok(groups);
        }
        Ok(adjusted(groups, headline.as_ref()))
    };
    let (own, alone) = match query.departments.as_slice() {
        [department] => (Key::Department(Some(department.clone())), office()?),
        [] if year_on_year => (Key::All, office()?),
        departments => (Key::All, adjusted(vec![pairs(departments, &GroupBy::Nothing)?.total], headline.as_ref())),
    };
    let groups = match &query.group_by {
        // Without a split the one group is the total.
        GroupBy::Nothing => Vec::new(),
        GroupBy::Department => office()?,
        split => adjusted(pairs(query.family_of_groups(), split)?.groups, headline.as_ref()),
    };
    for group in told.groups.iter_mut().chain([&mut told.total]) {
        let (key, family) = if group.key == Key::All { (&own, &alone) } else { (&group.key.clone(), &groups) };
        group.judge_as(key, family);
    }
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

/// All pairs of some groups, each with its question.
fn contrasts(groups: &mut [ComparedGroup]) -> impl Iterator<Item = (&QuestionCode, &mut Contrast)> {
    let questions = groups.iter_mut().flat_map(|group| &mut group.questions);
    questions.map(|question| (&question.code, &mut question.contrast))
}

/// Some groups, with all of their pairs adjusted: those of the headline, and all others.
fn adjusted(mut groups: Vec<ComparedGroup>, headline: Option<&QuestionCode>) -> Vec<ComparedGroup> {
    adjust_families(contrasts(&mut groups).map(|(code, contrast)| (headline == Some(code), contrast)));
    groups
}

impl ComparedGroup {
    /// Takes over what is concluded of the same pairs in their family, where they have a key.
    fn judge_as(&mut self, key: &Key, family: &[Self]) {
        let Some(same) = family.iter().find(|group| group.key == *key) else { return };
        for question in &mut self.questions {
            if let Some(judged) = same.questions.iter().find(|judged| judged.code == question.code) {
                question.contrast = judged.contrast;
            }
        }
    }
}

impl Query {
    /// Whether it is held against the same period of the year before, and that is not just the one before.
    fn is_year_on_year(&self, against: &Period) -> bool {
        let (period, against) = (self.period.usual(), against.usual());
        against == period.year_before() && against != period.before()
    }

    /// The departments that belong to the family of its groups: all, where these are departments themselves, by their site.
    fn family_of_groups(&self) -> &[DepartmentCode] {
        match self.group_by {
            GroupBy::Site => &[],
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
