//! Results: the answer to a query.

use std::sync::Arc;

use crate::survey::codes::{DepartmentCode, QuestionCode, SurveySlug};
use crate::survey::figures::answer::{Coverage, Group, Key, Proportion, Results};
use crate::survey::figures::dimension;
use crate::survey::figures::query::{GroupBy, Query, UnknownName};
use crate::survey::figures::question::{ShownQuestions, Told, others_together};
use crate::survey::figures::record::{Block, Record};
use crate::survey::period::{Period, Unit};
use crate::survey::text::LocalizedText;

/// Figures for a query, from what was released.
///
/// # Errors
/// When the query names a department or question that no version knows; a filter is never silently widened.
pub fn results(query: &Query, record: &Record) -> Result<Results, UnknownName> {
    query.check_names(record)?;
    let blocks = if query.needs_months() || record.quarters.is_empty() { &record.blocks } else { &record.quarters };
    let chosen: Vec<&Block> = blocks.iter().map(Arc::as_ref).filter(|block| query.selects(block)).collect();
    let shown = ShownQuestions::of(query, record, &chosen);
    let total = shown.group(Key::All, LocalizedText::default(), &told(chosen.iter().copied()));
    let mut coverage = Coverage::of(&chosen);
    let groups = match &query.group_by {
        GroupBy::Nothing => vec![total.clone()],
        GroupBy::Department => by_department(query, record, &chosen, &shown),
        GroupBy::Unit(unit) => by_unit(query, *unit, &chosen, &shown),
        GroupBy::Dimension(by) => {
            let groups = dimension::groups(query, record, by, &shown);
            coverage.in_cuts = Some(groups.iter().filter_map(|group| group.n).sum());
            groups
        }
    };
    Ok(Results {
        survey: query.survey.clone(),
        period: query.period.clone(),
        closed: record.closes.iter().any(|close| close.through >= query.period.last() && query.sees(close.on)),
        coverage,
        groups,
        total,
    })
}

/// The share of positive answers to a question in a period, of a department or of the whole office; none when nothing
/// is told of it.
pub fn positive_share(
    record: &Record,
    survey: &SurveySlug,
    period: &Period,
    department: Option<&DepartmentCode>,
    question: &QuestionCode,
) -> Option<Proportion> {
    let query = Query {
        survey: survey.clone(),
        period: period.clone(),
        departments: department.cloned().into_iter().collect(),
        questions: vec![question.clone()],
        group_by: GroupBy::Nothing,
        as_of: None,
    };
    results(&query, record).ok()?.total.questions.first()?.positive
}

fn by_department(query: &Query, record: &Record, chosen: &[&Block], shown: &ShownQuestions<'_>) -> Vec<Group> {
    let mut labels: Vec<(DepartmentCode, LocalizedText)> = Vec::new();
    for version in query.reference_first(record) {
        for department in &version.departments {
            let listed = labels.iter().any(|(code, _)| code == &department.code);
            let wanted = query.departments.is_empty() || query.departments.contains(&department.code);
            if wanted && !listed {
                labels.push((department.code.clone(), department.name.clone()));
            }
        }
    }
    let of =
        |code: Option<&DepartmentCode>| told(chosen.iter().copied().filter(|block| block.department.as_ref() == code));
    let mut groups: Vec<Group> = labels
        .into_iter()
        .map(|(code, label)| shown.group(Key::Department(Some(code.clone())), label, &of(Some(&code))))
        .collect();
    if query.departments.is_empty() {
        groups.push(shown.group(Key::Department(None), others_together(), &of(None)));
    }
    groups
}

fn by_unit(query: &Query, unit: Unit, chosen: &[&Block], shown: &ShownQuestions<'_>) -> Vec<Group> {
    let parts = query.period.parts(unit).into_iter();
    let group = |part: Period| {
        let blocks = told(chosen.iter().copied().filter(|block| part.holds(block.last_day)));
        let label = part.label().to_owned();
        let key = match unit {
            Unit::Month => Key::Month(label),
            Unit::Quarter => Key::Quarter(label),
            Unit::Year => Key::Year(label),
        };
        shown.group(key, LocalizedText::default(), &blocks)
    };
    parts.map(group).collect()
}

fn told<'a>(blocks: impl Iterator<Item = &'a Block>) -> Vec<Told<'a>> {
    blocks.map(|block| (block.version, &block.counts)).collect()
}
