//! What a fresh database is given: the office's departments, its standard survey, and an administrator's key; and what
//! an older one is offered: the standard survey in better words.

use diesel::prelude::*;
use jiff::civil::Date;

use crate::access::{Account, Key, Link, Role, Scope, Secret, SignInName};
use crate::storage::accounts::{insert_account, insert_link};
use crate::storage::departments::upsert_department;
use crate::storage::dialect::Session;
use crate::storage::error::Error;
use crate::storage::keys::insert_key;
use crate::storage::schema::{accounts, departments};
use crate::storage::surveys::{find_draft, insert_survey, insert_version, list_versions, replace_draft};
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

/// Makes the account of the first administrator where there is no account at all, and returns the secret of the link that
/// lets them choose a password, from a moment in seconds since 1970; none: there are accounts.
///
/// # Errors
/// When the database is not available.
pub fn admit_first(session: &mut Session, today: Date, now: i64) -> Result<Option<Secret>, Error> {
    if accounts::table.count().get_result::<i64>(session)? > 0 {
        return Ok(None);
    }
    let language = "pl".parse().map_err(|_| Error::Corrupt { what: "language" })?;
    let name = SignInName::of_first_administrator();
    let account = Account::new(name, "Administrator", Role::Administrator, Vec::new(), language, today);
    let (link, secret) = Link::generate(account.id, now).map_err(Error::unavailable)?;
    insert_account(session, &account)?;
    insert_link(session, &link)?;
    Ok(Some(secret))
}

/// Drafts the next version of a standard survey that has former words, in those of today, unless there is a draft
/// already. Nobody sees it until an administrator publishes it. Returns whether it did.
///
/// # Errors
/// When the database is not available, or what is in it cannot be read.
pub fn draft_better_words(session: &mut Session) -> Result<bool, Error> {
    let slug = standard::SURVEY.parse().map_err(|_| Error::Corrupt { what: "standard survey" })?;
    if find_draft(session, &slug)?.is_some() {
        return Ok(false);
    }
    let newest = list_versions(session)?.into_iter().rfind(|version| version.survey == slug);
    match newest.and_then(|version| standard::renew(&version.questionnaire)) {
        Some(draft) => replace_draft(session, &slug, &draft),
        None => Ok(false),
    }
}
