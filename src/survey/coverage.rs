//! Who answered, of all who came: response rates, and how many answers a period needs.
//!
//! Visits are people who came, not people; somebody may come twice and answer once. Rates and margins take them for the
//! population all the same, as the method of the survey says.

use serde::Serialize;
use utoipa::ToSchema;

use crate::survey::disclosure::Withheld;
use crate::survey::figures::{Coverage, Filters, Group, GroupBy, Key, Query, Record, Results, UnknownName, results};
use crate::survey::period::Period;
use crate::survey::statistics::{margin, sample_size};
use crate::survey::text::LocalizedText;
use crate::survey::visits::{Visits, visits_to};

/// The share that samples are planned for: none needs more answers.
pub const PLANNED_SHARE: f64 = 0.5;

/// Who answered in a period, of all who came.
#[derive(Debug, Clone, PartialEq)]
pub struct CoverageReport {
    /// The period.
    pub period: Period,
    /// Whether all of it is closed.
    pub closed: bool,
    /// What it is limited to.
    pub filters: Filters,
    /// Which responses it rests on.
    pub basis: Coverage,
    /// One part for each department.
    pub departments: Vec<CoveragePart>,
    /// Responses that are told only for the whole office: they belong to departments, and nobody can say to which.
    /// So each department's response rate is at least what is told of it. None when the query names departments.
    pub unattributed: Option<Unattributed>,
    /// Everything that was selected.
    pub total: CoveragePart,
}

/// Who answered in one department, or in all of them.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CoveragePart {
    /// Which part.
    pub key: Key,
    /// Its name for people.
    pub label: LocalizedText,
    /// How many came; none unless that was entered for every month, and for every department of the total.
    pub visits: Option<u64>,
    /// How many answered; none when withheld.
    pub n: Option<u64>,
    /// Why that is not told, if it is not.
    pub withheld: Option<Withheld>,
    /// How many answered of those who came; above 1 when more answered than were counted, see `more_than_visits`.
    pub response_rate: Option<f64>,
    /// Whether more answered than were counted: then the visits are too few, or entered for other months.
    pub more_than_visits: bool,
    /// Its share of all visits; none unless those of all departments were entered.
    pub share_of_visits: Option<f64>,
    /// Its share of all responses.
    pub share_of_responses: Option<f64>,
    /// The half-width of the 95% interval that so many responses give for a share of one half, of those who came if
    /// that is known.
    pub margin: Option<f64>,
    /// How many responses ±5 points take.
    pub needed_5: Option<u64>,
    /// How many responses ±10 points take.
    pub needed_10: Option<u64>,
}

/// Responses that cannot be attributed to a department.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct Unattributed {
    /// How many; 0 when there are none that may be told.
    pub n: u64,
    /// Their share of all responses; none when there are no responses.
    pub share_of_responses: Option<f64>,
}

/// Who answered in a query's period, of those whom the office has counted.
///
/// # Errors
/// As [`results`].
pub fn coverage(query: &Query, record: &Record, entered: &[Visits]) -> Result<CoverageReport, UnknownName> {
    // How many there are is asked, not what they say: one question is enough.
    let headline = record.versions.last().map(|version| version.questionnaire.headline.clone());
    let query = Query { group_by: GroupBy::Department, questions: headline.into_iter().collect(), ..query.clone() };
    let results = results(&query, record)?;
    let period = &results.period;
    let own = |group: &&Group| matches!(group.key, Key::Department(Some(_)));
    let visits = |group: &Group| match &group.key {
        Key::Department(Some(code)) => visits_to(code, period, entered),
        _ => None,
    };
    let all_visits: Option<u64> = results.groups.iter().filter(own).map(visits).sum();
    let all = (all_visits, results.total.n);
    Ok(CoverageReport {
        period: period.clone(),
        closed: results.closed,
        filters: Filters { questions: Vec::new(), ..results.filters.clone() },
        basis: results.coverage.clone(),
        departments: results.groups.iter().filter(own).map(|group| part(group, visits(group), all)).collect(),
        unattributed: unattributed(&results),
        total: part(&results.total, all_visits, all),
    })
}

fn part(group: &Group, visits: Option<u64>, all: (Option<u64>, Option<u64>)) -> CoveragePart {
    // A population of nobody plans nothing.
    let population = visits.filter(|visits| *visits > 0);
    CoveragePart {
        key: group.key.clone(),
        label: group.label.clone(),
        visits,
        n: group.n,
        withheld: group.withheld,
        response_rate: ratio(group.n, visits),
        more_than_visits: group.n.zip(visits).is_some_and(|(n, visits)| n > visits),
        share_of_visits: ratio(visits, all.0),
        share_of_responses: ratio(group.n, all.1),
        margin: group.n.and_then(|n| margin(n, PLANNED_SHARE, population)),
        needed_5: sample_size(0.05, PLANNED_SHARE, population),
        needed_10: sample_size(0.10, PLANNED_SHARE, population),
    }
}

fn unattributed(results: &Results) -> Option<Unattributed> {
    let pool = results.groups.iter().find(|group| group.key == Key::Department(None))?;
    let n = pool.n.unwrap_or(0);
    Some(Unattributed { n, share_of_responses: ratio(Some(n), results.total.n) })
}

/// One number's share of another; none when either is not known, or when that is of nobody.
fn ratio(part: Option<u64>, whole: Option<u64>) -> Option<f64> {
    let (part, whole) = part.zip(whole.filter(|whole| *whole > 0))?;
    Some(part as f64 / whole as f64)
}
