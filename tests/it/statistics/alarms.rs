//! How often the list of signals is wrong, and whether it sees a fall: a slice of what `cargo bench --bench load -- alarms`
//! does at length. And that all pairs of a year-on-year comparison are one family.

use ankieta::survey::comparison::{Comparison, compare};
use ankieta::survey::figures::{GroupBy, Query};
use ankieta::survey::period::{Period, Unit};
use ankieta::survey::signals::{EvidenceKind, SIMULATED, Signal};
use ankieta::survey::standard;
use ankieta::survey::statistics::holm;
use jiff::civil::date;

#[path = "../../load/imagined.rs"]
mod imagined;

use imagined::Imagined;

/// How many answer in each of eleven departments in a quarter.
const ANSWERS: [u64; 11] = [200; 11];

fn quarters() -> impl Iterator<Item = Period> {
    let first = Period::holding(date(2021, 1, 1), Unit::Quarter);
    std::iter::successors(Some(first), |quarter| Some(quarter.next(Unit::Quarter)))
}

#[test]
fn an_office_without_change_has_few_false_signals_and_a_fall_is_found() {
    let mut office = Imagined::new(7, &ANSWERS);
    let (years, fallen) = (4, office.departments[0].0.clone());
    let mut wrong = 0;
    for (place, quarter) in quarters().take(4 + 4 * years).enumerate() {
        office.pass(&quarter, |_| 0.8);
        wrong += if place < 4 { 0 } else { office.signals(&quarter).len() };
    }
    // One a year on average; chance may bring twice as many in so few years.
    assert!(wrong <= 2 * years, "{wrong} false signals in {years} years");
    let mut found = Vec::new();
    for quarter in quarters().skip(4 + 4 * years).take(2) {
        office.pass(&quarter, |code| if *code == fallen { 0.7 } else { 0.8 });
        found.extend(office.signals(&quarter));
    }
    let fall = found.iter().find_map(|signal| match signal {
        Signal::Share(place) if place.department.as_ref() == Some(&fallen) => Some(place),
        _ => None,
    });
    let fall = fall.unwrap_or_else(|| panic!("the fall is not found: {found:?}"));
    assert!(fall.evidence.iter().all(|evidence| evidence.certain && evidence.is_adverse()));
    assert!(fall.share.of == 200 && fall.evidence.iter().any(|it| !matches!(it.kind, EvidenceKind::Target { .. })));
}

#[test]
fn what_the_method_says_of_the_list_keeps_its_promise() {
    const { assert!(SIMULATED.false_a_year <= 1.0, "at most one false signal a year") };
    const { assert!(SIMULATED.found_by_the_next >= 0.9, "a fall is found") };
    const { assert!(SIMULATED.found_at_once <= SIMULATED.found_by_the_next) };
}

#[test]
fn all_pairs_of_a_year_are_one_family_whatever_is_asked_for() {
    let mut office = Imagined::new(3, &ANSWERS[..3]);
    let passed: Vec<Period> = quarters().take(5).collect();
    for (place, quarter) in passed.iter().enumerate() {
        office.pass(quarter, |_| if place < 4 { 0.8 } else { 0.7 });
    }
    let comparison = |departments: &[usize], group_by: GroupBy| -> Comparison {
        let query = Query {
            survey: standard::SURVEY.parse().unwrap(),
            period: passed[4].clone(),
            departments: departments.iter().map(|place| office.departments[*place].0.clone()).collect(),
            questions: Vec::new(),
            group_by,
            as_of: None,
        };
        compare(&query, passed[0].clone(), &office.record).unwrap()
    };
    let whole = comparison(&[], GroupBy::Department);
    let questions: Vec<_> = whole.groups.iter().chain([&whole.total]).flat_map(|group| &group.questions).collect();
    let p: Vec<f64> = questions.iter().map(|question| question.contrast.test.unwrap().p).collect();
    assert_eq!(p.len(), 4 * 12, "three departments and the office, twelve ratings");
    let adjusted: Vec<f64> = questions.iter().map(|question| question.contrast.p_adjusted.unwrap()).collect();
    assert_eq!(adjusted, holm(&p));
    assert_eq!(comparison(&[1], GroupBy::Nothing).total.questions, whole.groups[1].questions);
    assert_eq!(comparison(&[], GroupBy::Nothing).total.questions, whole.total.questions);
    assert_eq!(comparison(&[], GroupBy::Nothing).groups[0].questions, whole.total.questions);
    assert_eq!(comparison(&[0, 2], GroupBy::Department).groups[1].questions, whole.groups[2].questions);
}
