//! How each department stands against the rest of the office in one period, and which departments are equal.
//!
//! There are no ranks: a list from best to worst is mostly noise. Departments that share a letter do not differ.

use crate::survey::codes::{DepartmentCode, QuestionCode};
use crate::survey::contrast::{
    About, Contrast, FEWEST_TO_CONCLUDE, SIGNIFICANT, adjust_families, holm_without_repeated, test_without_repeated,
};
use crate::survey::disclosure::Withheld;
use crate::survey::figures::{Group, GroupBy, Key, Proportion, Query, Record, Results, UnknownName, results};
use crate::survey::statistics;
use crate::survey::text::LocalizedText;
use crate::survey::wording::Verdict;

/// The departments of an office side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Standings {
    /// The figures they rest on, by department.
    pub results: Results,
    /// One for each department, in the order of the results.
    pub departments: Vec<DepartmentStanding>,
}

/// How one department stands.
#[derive(Debug, Clone, PartialEq)]
pub struct DepartmentStanding {
    /// The department.
    pub code: DepartmentCode,
    /// Its name for people.
    pub label: LocalizedText,
    /// Why nothing is told, if nothing is.
    pub withheld: Option<Withheld>,
    /// The questions that know positive answers.
    pub questions: Vec<QuestionStanding>,
}

/// How one department stands in one question.
#[derive(Debug, Clone, PartialEq)]
pub struct QuestionStanding {
    /// The question.
    pub code: QuestionCode,
    /// The department's share of positive answers, held against that of everything else that was selected.
    pub contrast: Contrast,
    /// The groups of equals it belongs to, by letter; none with too few answers to be placed.
    pub equals: Option<String>,
}

/// Holds each department of a query against everything else that the query selects: without a choice of departments
/// that is the rest of the office, with what is told only for the whole office.
///
/// A pair is adjusted with all departments and all questions of its [family], also with questions that the query leaves
/// out.
///
/// # Errors
/// As [`results`].
///
/// [family]: crate::survey::contrast::adjust_families
pub fn stand(query: &Query, record: &Record) -> Result<Standings, UnknownName> {
    let by_department = Query { group_by: GroupBy::Department, ..query.clone() };
    let results = results(&by_department, record)?;
    let mut departments = if query.questions.is_empty() {
        standings(&results)
    } else {
        standings(&self::results(&Query { questions: Vec::new(), ..by_department }, record)?)
    };
    let headline = query.headline(record);
    let questions = departments.iter_mut().flat_map(|department| &mut department.questions);
    adjust_families(questions.map(|question| (headline.as_ref() == Some(&question.code), &mut question.contrast)));
    for question in &results.total.questions {
        find_equals(&mut departments, &question.code);
    }
    for department in &mut departments {
        department.questions.retain(|question| query.questions.is_empty() || query.questions.contains(&question.code));
    }
    Ok(Standings { results, departments })
}

/// The departments of some results against the rest, as if each pair stood alone.
fn standings(results: &Results) -> Vec<DepartmentStanding> {
    let standing = |group: &Group| match &group.key {
        Key::Department(Some(code)) => Some(DepartmentStanding {
            code: code.clone(),
            label: group.label.clone(),
            withheld: group.withheld,
            questions: against_the_rest(group, &results.total),
        }),
        _ => None,
    };
    results.groups.iter().filter_map(standing).collect()
}

fn against_the_rest(group: &Group, total: &Group) -> Vec<QuestionStanding> {
    let standing = group.questions.iter().filter_map(|question| {
        let own = group.whole_share(&question.code)?;
        let rest = total.whole_share(&question.code).and_then(|all| all.without(&own));
        let contrast = Contrast::between(Some(own), rest)?;
        Some(QuestionStanding { code: question.code.clone(), contrast, equals: None })
    });
    standing.collect()
}

/// Gives their letters to the departments with enough answers to a question.
fn find_equals(departments: &mut [DepartmentStanding], code: &QuestionCode) {
    let standings = departments.iter_mut().flat_map(|department| &mut department.questions);
    let enough = |question: &QuestionStanding| {
        question.code == *code && question.contrast.share.is_some_and(|share| share.of >= FEWEST_TO_CONCLUDE)
    };
    let placed: Vec<&mut QuestionStanding> = standings.filter(|question| enough(question)).collect();
    let shares: Vec<Proportion> = placed.iter().filter_map(|question| question.contrast.share).collect();
    let letters = statistics::letters(shares.len(), &differing(&shares));
    for (question, letters) in placed.into_iter().zip(letters) {
        question.equals = Some(letters);
    }
}

/// Which pairs of shares differ, when every two are tested, adjusted by Holm for all those pairs, and go on doing so
/// without the responses that repeat others.
fn differing(shares: &[Proportion]) -> Vec<(usize, usize)> {
    let pairs = (0..shares.len()).flat_map(|one| (one + 1..shares.len()).map(move |other| (one, other)));
    let tested = pairs.filter_map(|(one, other)| {
        let (left, right) = (shares[one], shares[other]);
        let test = statistics::two_proportions(left.n, left.of, right.n, right.of)?;
        let without = test_without_repeated(&left, &right).map_or(1.0, |test| test.p);
        Some(((one, other), (test.p, without)))
    });
    let (pairs, p): (Vec<_>, Vec<_>) = tested.unzip();
    let (p, without): (Vec<f64>, Vec<f64>) = p.into_iter().unzip();
    let significant = holm_without_repeated(&p, &without).into_iter().map(|p| p < SIGNIFICANT);
    pairs.into_iter().zip(significant).filter_map(|(pair, significant)| significant.then_some(pair)).collect()
}

impl QuestionStanding {
    /// What may be concluded.
    pub fn verdict(&self) -> Verdict {
        self.contrast.verdict(About::Place)
    }
}
