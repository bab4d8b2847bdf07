//! Brings a database up to date: its tables, and what was released before questions nested.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::ToSpan;

use crate::release::tick::Policy;
use crate::storage::old_blocks::{drop_old_blocks, list_old_blocks};
use crate::storage::release::{Strip, find_closed_through, replace_tails};
use crate::storage::{Error, Session, migrations, surveys};
use crate::survey::codes::{DepartmentCode, SurveySlug};
use crate::survey::disclosure::{Rule, Tails};
use crate::survey::figures::Block;
use crate::survey::period::Period;
use crate::survey::questionnaire::Version;

/// Runs the migrations that have not been run yet, and returns their names.
///
/// # Errors
/// When the database is not available, or when it was made by a newer program.
pub fn bring_up_to_date(session: &mut Session, policy: &Policy) -> Result<Vec<String>, Error> {
    let run = migrations::migrate(session)?;
    session.exclusively(|session| nest_old_blocks(session, policy))?;
    Ok(run)
}

/// Nests the questions of blocks that were told question by question; what they have too few answers of goes on waiting.
fn nest_old_blocks(session: &mut Session, policy: &Policy) -> Result<(), Error> {
    let Some(blocks) = list_old_blocks(session)? else { return Ok(()) };
    let versions: Vec<Arc<Version>> = surveys::list_versions(session)?.into_iter().map(Arc::new).collect();
    let mut tails: BTreeMap<SurveySlug, BTreeMap<Option<DepartmentCode>, Tails>> = BTreeMap::new();
    for (place, block) in (0..).zip(&blocks) {
        let (survey, department) = (block.survey()?, block.department()?);
        let own: Vec<Arc<Version>> = versions.iter().filter(|version| version.survey == survey).cloned().collect();
        let number = block.version()?;
        let version = own.iter().find(|version| version.number == number).ok_or(Error::Corrupt { what: "block" })?;
        let rule = Rule { versions: &own, k: policy.k };
        let tails = tails.entry(survey).or_default().entry(department.clone()).or_default();
        let crowd = block.crowd(version)?;
        let (first_day, last_day, closed_on) = (crowd.days.from, crowd.days.to, block.closed_on()?);
        let counts = rule.tell(tails, version, department.as_ref(), crowd);
        let told = Block { version: number, department, first_day, last_day, closed_on, counts };
        block.insert_again(session, place, &told)?;
    }
    let closed = find_closed_through(session)?;
    for (survey, left) in tails {
        let newest = versions.iter().map(|version| version.published_on).max();
        let Some(day) = closed.map(|through| through.saturating_add(1.day())).or(newest) else { continue };
        let strip = Strip { survey, first_day: Period::holding(day, policy.close).first(), history: false };
        let mut carried: BTreeMap<Option<DepartmentCode>, Tails> = BTreeMap::new();
        for (department, untold) in left {
            carried.entry(department).or_default().carry(untold);
        }
        replace_tails(session, &strip, &carried)?;
    }
    drop_old_blocks(session)
}
