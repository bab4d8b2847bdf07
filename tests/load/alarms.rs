//! `alarms`: how often the list of signals cries wolf, and whether it sees one. Offices in which nothing ever changes live
//! through years in memory, and everything that the service's own list says of them is false; then one department falls.

use std::collections::BTreeMap;

use ankieta::survey::codes::DepartmentCode;
use ankieta::survey::period::{Period, Unit};
use ankieta::survey::signals::{EvidenceKind, Place, Signal};
use clap::Args;
use jiff::civil::{Date, date};

use crate::Outcome;
use crate::imagined::Imagined;
use crate::report;

/// The first day of the first quarter.
const OPENING: Date = date(2021, 1, 1);
/// How many quarters pass before signals are counted: then all that can be held against each other is there.
const BEFORE: usize = 8;
/// How many quarters are looked at after a fall.
const AFTER: usize = 2;

/// Options of `alarms`.
#[derive(Debug, Args)]
pub struct Options {
    /// How many offices there are, each with its own seed.
    #[arg(long, default_value_t = 1_000)]
    offices: u64,
    /// The seed of the first of them.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// How many years each of them is looked at.
    #[arg(long, default_value_t = 2)]
    years: usize,
    /// How many answer in a quarter, in each department.
    #[arg(long, value_delimiter = ',', default_value = "200,200,200,200,200,200,200,200,200,200,200")]
    answers: Vec<u64>,
    /// How many of a hundred are satisfied.
    #[arg(long, default_value_t = 80.0)]
    satisfied: f64,
    /// By how many of a hundred the first department falls, where one does.
    #[arg(long, default_value_t = 10.0)]
    fall: f64,
}

/// Lets offices live, and reports what the list of signals said of them.
pub fn run(options: &Options) -> Outcome<()> {
    let (quarters, satisfied) = (BEFORE + 4 * options.years, options.satisfied / 100.0);
    let (mut signals, mut evidence) = (0_u64, BTreeMap::<String, u64>::new());
    let mut found = [0_u64; AFTER];
    for seed in options.seed..options.seed + options.offices {
        let mut office = Imagined::new(seed, &options.answers);
        let fallen = office.departments[0].0.clone();
        for (place, quarter) in quarters_from_opening().take(quarters).enumerate() {
            office.pass(&quarter, |_| satisfied);
            if place >= BEFORE {
                let said = office.signals(&quarter);
                signals += said.len() as u64;
                let kinds = said.iter().flat_map(|signal| kinds(signal, &quarter));
                kinds.for_each(|kind| *evidence.entry(kind).or_default() += 1);
            }
        }
        let after = quarters_from_opening().skip(quarters).take(AFTER).enumerate();
        let mut seen = false;
        for (place, quarter) in after {
            let lower =
                |code: &DepartmentCode| if *code == fallen { satisfied - options.fall / 100.0 } else { satisfied };
            office.pass(&quarter, lower);
            seen |= office.signals(&quarter).iter().any(|signal| is_about(signal, &fallen));
            found[place] += u64::from(seen);
        }
    }
    let years = options.offices as f64 * options.years as f64;
    let a_year = |count: u64| report::number(count as f64 / years, 3);
    let rows = evidence.into_iter().map(|(kind, count)| vec![kind, a_year(count)]);
    report::table(&["false evidence", "a year"], &rows.collect::<Vec<_>>())?;
    report::line(&format!("False signals a year: {} ({signals} in {years} years).", a_year(signals)))?;
    let share = |count: u64| report::number(100.0 * count as f64 / options.offices as f64, 1);
    report::line(&format!(
        "A fall by {} points in a department of {} answers a quarter is found in the same quarter in {} % of {} offices, \
         by the next in {} %.",
        options.fall,
        options.answers[0],
        share(found[0]),
        options.offices,
        share(found[1])
    ))
}

fn quarters_from_opening() -> impl Iterator<Item = Period> {
    let first = Period::holding(OPENING, Unit::Quarter);
    std::iter::successors(Some(first), |quarter| Some(quarter.next(Unit::Quarter)))
}

/// Whether a signal is about the first question in a department.
fn is_about(signal: &Signal, department: &DepartmentCode) -> bool {
    let Signal::Share(Place { question, department: of, .. }) = signal else { return false };
    question.as_str() == "OVERALL" && of.as_ref() == Some(department)
}

/// What a signal rests on, in words for a table.
fn kinds(signal: &Signal, quarter: &Period) -> Vec<String> {
    let Signal::Share(place) = signal else { return vec!["the mix of channels".to_owned()] };
    let whose = if place.department.is_some() { "department" } else { "office" };
    let what = if place.question.as_str() == "OVERALL" { "headline" } else { "other questions" };
    let evidence = place.evidence.iter().filter(|evidence| evidence.is_adverse());
    let kind = evidence.map(|evidence| match &evidence.kind {
        EvidenceKind::Change { against, .. } if *against == quarter.before() => format!("{whose}, {what}: a fall"),
        EvidenceKind::Change { .. } => format!("{whose}, {what}: a fall in a year"),
        EvidenceKind::Distance { .. } => format!("{whose}, {what}: below the rest"),
        EvidenceKind::Chart { rule, .. } => format!("{whose}, {what}: {}", rule.as_str()),
        EvidenceKind::Target { .. } => format!("{whose}, {what}: a target"),
    });
    kind.collect()
}
