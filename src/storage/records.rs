//! All that was released of a survey at once.

use std::sync::Arc;

use crate::storage::blocks::{list_blocks, load_generation};
use crate::storage::classes::list_classified;
use crate::storage::days::list_set_aside;
use crate::storage::dialect::Session;
use crate::storage::error::Error;
use crate::storage::release::{find_last_tick, list_closes};
use crate::storage::surveys::list_versions;
use crate::survey::codes::SurveySlug;
use crate::survey::figures::{Blocks, Classes, Record, Terms};

/// All that was released of a survey, for a command; a service remembers it instead.
///
/// # Errors
/// When the database is not available, or something cannot be read.
pub fn load_record(session: &mut Session, survey: &SurveySlug, terms: Terms) -> Result<Record, Error> {
    let through = load_generation(session)?;
    let blocks = list_blocks(session, 0, through)?.into_iter().filter(|(of, _)| of == survey);
    let classes = list_classified(session, 0, through)?.into_iter().filter(|(of, ..)| of == survey);
    let set_aside = list_set_aside(session, 0, through)?.into_iter().filter(|(of, _)| of == survey);
    let versions = list_versions(session)?.into_iter().filter(|version| version.survey == *survey);
    Ok(Record {
        versions: versions.map(Arc::new).collect(),
        blocks: blocks.map(|(_, block)| block).collect(),
        quarters: Blocks::default(),
        classes: classes.map(|(_, told_on, classified)| Arc::new(Classes::of(told_on, classified))).collect(),
        closes: list_closes(session)?,
        set_aside: set_aside.map(|(_, aside)| aside).collect(),
        terms,
        told_on: find_last_tick(session)?.map(|(_, day)| day),
    })
}
