//! Freezing: when a quarter is over, its tables by secondary dimensions and of two questions are made, once and for all.
//!
//! What is imported later for a quarter that has been frozen makes tables of its own, as it makes blocks of its own.

use std::sync::Arc;

use jiff::civil::Date;

use crate::storage::cuts::{Population, discard_unfinished, insert_frozen, list_populations, visit_population};
use crate::storage::{Error, Session};
use crate::survey::disclosure::{Census, Frozen, Threshold};
use crate::survey::period::Period;
use crate::survey::questionnaire::Version;

/// Freezes what was released of quarters, as part of the tick of a day; says how many tables there are.
///
/// # Errors
/// When the database is not available; then readers see nothing of it, and the next tick begins anew.
pub fn freeze_quarters(
    session: &mut Session,
    quarters: &[Period],
    versions: &[Version],
    k: Threshold,
    (tick, day): (i64, Date),
) -> Result<usize, Error> {
    session.exclusively(|session| discard_unfinished(session, tick))?;
    let mut tables = 0;
    for quarter in quarters.iter().filter(|quarter| quarter.last() < day) {
        for population in list_populations(session, quarter)? {
            let of_it =
                |version: &&Version| version.survey == population.survey && version.number == population.version;
            let version = versions.iter().find(of_it).ok_or(Error::Corrupt { what: "block" })?;
            let frozen = freeze(session, &population, version, k, day)?;
            tables += frozen.cuts.len() + frozen.pairs.len();
            session.exclusively(|session| insert_frozen(session, &population, tick, &frozen))?;
        }
    }
    Ok(tables)
}

/// What may be told of a population. Its rows stand still: nobody else releases meanwhile, and they are purged later.
fn freeze(
    session: &mut Session,
    population: &Population,
    version: &Version,
    k: Threshold,
    day: Date,
) -> Result<Frozen, Error> {
    let mut census = Census::of(Arc::new(version.clone()));
    visit_population(session, population, |subject| census.add(subject))?;
    let mut freezing = census.decide(k);
    if !freezing.is_empty() {
        visit_population(session, population, |subject| freezing.count(subject))?;
    }
    Ok(freezing.freeze(&population.quarter, day))
}
