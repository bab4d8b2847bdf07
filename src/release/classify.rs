//! Classification: when a period is closed, its people are sorted into classes, once and for all.
//!
//! What is imported later for a period that is closed has classes of its own, as it has blocks of its own.

use std::sync::Arc;

use jiff::civil::Date;

use crate::storage::classes::{Population, discard_unfinished, insert_classified, list_populations, visit_population};
use crate::storage::release::list_kept_periods;
use crate::storage::{Error, Session};
use crate::survey::disclosure::{Census, Classified, Threshold};
use crate::survey::questionnaire::Version;

/// Classifies what was released of periods that end on or before a day, as part of a tick.
///
/// # Errors
/// When the database is not available; then readers see nothing of it, and the next tick begins anew.
pub fn classify_periods(
    session: &mut Session,
    through: Date,
    versions: &[Arc<Version>],
    k: Threshold,
    tick: i64,
) -> Result<(), Error> {
    session.exclusively(|session| discard_unfinished(session, tick))?;
    for period in list_kept_periods(session)?.iter().filter(|period| period.last() <= through) {
        for population in list_populations(session, period)? {
            let of_it = versions.iter().filter(|version| version.survey == population.survey);
            let versions: Vec<Arc<Version>> = of_it.cloned().collect();
            if let Some(classified) = classify(session, &population, &versions, k)? {
                session.exclusively(|session| insert_classified(session, &population.survey, tick, &classified))?;
            }
        }
    }
    Ok(())
}

/// The classes of a population. Its rows stand still: nobody else releases meanwhile, and they are purged later.
fn classify(
    session: &mut Session,
    population: &Population,
    versions: &[Arc<Version>],
    k: Threshold,
) -> Result<Option<Classified>, Error> {
    let Some(mut census) = Census::of(population.period.clone(), versions, population.blocks.clone()) else {
        return Ok(None);
    };
    visit_population(session, population, |subject| census.add(subject))?;
    Ok(Some(census.classify(k)))
}
