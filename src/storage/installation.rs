//! What a fresh database is given: the office's departments, its standard survey, and an administrator's key.

use diesel::prelude::*;
use jiff::civil::Date;

use crate::access::{Key, Scope, Secret};
use crate::storage::departments::upsert_department;
use crate::storage::dialect::Session;
use crate::storage::error::Error;
use crate::storage::keys::insert_key;
use crate::storage::schema::departments;
use crate::storage::surveys::{insert_survey, insert_version};
use crate::survey::questionnaire::Version;
use crate::survey::standard;

/// Fills a database that has nothing in it, and returns the administrator's secret; none: it was filled before.
///
/// # Errors
/// When the database is not available.
pub fn install(session: &mut Session, today: Date) -> Result<Option<Secret>, Error> {
    if departments::table.count().get_result::<i64>(session)? > 0 {
        return Ok(None);
    }
    let offered = standard::departments();
    for department in &offered {
        upsert_department(session, department)?;
    }
    let slug = standard::SURVEY.parse().map_err(|_| Error::Corrupt { what: "standard survey" })?;
    let questionnaire = standard::questionnaire();
    insert_survey(session, &slug, &questionnaire, today)?;
    let version = Version::publish(slug, questionnaire, &offered, &[], today)
        .map_err(|_| Error::Corrupt { what: "standard survey" })?;
    insert_version(session, &version)?;
    let (key, secret) =
        Key::generate("first administrator", Scope::Admin, Vec::new(), today, None).map_err(Error::unavailable)?;
    insert_key(session, &key)?;
    Ok(Some(secret))
}
