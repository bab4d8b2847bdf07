//! What administrators and analysts did, kept for two years. Never what respondents do.

use diesel::prelude::*;
use uuid::Uuid;

use crate::access::Actor;
use crate::storage::dialect::Session;
use crate::storage::error::Error;
use crate::storage::schema::audit;

/// An hour, in seconds.
const HOUR: i64 = 60 * 60;

/// Everything that an entry can say was done. The pages have words for each.
pub const ACTIONS: [&str; 61] = [
    "account.change",
    "account.create",
    "account.disable",
    "account.enable",
    "account.link",
    "account.password",
    "action.create",
    "action.delete",
    "action.read",
    "action.save",
    "actions.import",
    "actions.read",
    "audit.export",
    "comment.decide",
    "comment.reopen",
    "comments.read",
    "comparison.read",
    "complaints.delete",
    "complaints.import",
    "complaints.save",
    "console.sign_in",
    "console.sign_out",
    "coverage.read",
    "department.save",
    "drivers.read",
    "key.create",
    "key.revoke",
    "kiosk.change",
    "kiosk.code",
    "kiosk.create",
    "kiosk.pair",
    "kiosk.revoke",
    "lot.confirm",
    "lot.store",
    "lot.take_back",
    "minutes.issue",
    "minutes.read",
    "moderation.read",
    "office.save",
    "release.confirm",
    "release.reopen",
    "results.read",
    "results.sign_in",
    "results.sign_out",
    "review.issue",
    "review.read",
    "set_aside.order",
    "set_aside.withdraw",
    "signals.read",
    "standing.read",
    "survey.create",
    "survey.draft",
    "survey.fieldwork",
    "survey.publish",
    "survey.settings",
    "targets.read",
    "targets.save",
    "trend.read",
    "visits.delete",
    "visits.import",
    "visits.save",
];

/// Something that someone with a key or an account did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When, in seconds since 1970; of what was done several times in an hour, when it was done first.
    pub at: i64,
    /// The entry's own id.
    pub id: Uuid,
    /// Who, as [`Actor`] says it.
    pub actor: String,
    /// What was done: `key.create`.
    pub action: String,
    /// To what: an id, a code, or a query.
    pub subject: String,
    /// How many times in that hour, at least 1.
    pub count: i64,
}

impl Entry {
    /// What was just done, once.
    pub fn new(at: i64, actor: impl Into<Actor>, action: &str, subject: impl Into<String>) -> Self {
        debug_assert!(ACTIONS.contains(&action), "{action} is not in the list of actions");
        let (actor, action, subject) = (actor.into().to_string(), action.to_owned(), subject.into());
        Self { at, id: Uuid::new_v4(), actor, action, subject, count: 1 }
    }

    /// The beginning of the hour in which it was done, in seconds since 1970.
    pub fn hour(&self) -> i64 {
        Self::hour_of(self.at)
    }

    /// The beginning of the hour of a moment, both in seconds since 1970.
    pub fn hour_of(at: i64) -> i64 {
        at - at.rem_euclid(HOUR)
    }
}

/// Writes an entry down.
///
/// # Errors
/// When the database is not available.
pub fn insert_entry(session: &mut Session, entry: &Entry) -> Result<(), Error> {
    let row = (
        audit::at.eq(entry.at),
        audit::id.eq(entry.id.as_bytes().to_vec()),
        audit::actor.eq(&entry.actor),
        audit::action.eq(&entry.action),
        audit::subject.eq(&entry.subject),
        audit::count.eq(entry.count),
    );
    diesel::insert_into(audit::table).values(row).execute(session)?;
    Ok(())
}

/// Adds to how often something was done; what is not in the log yet is written down.
///
/// # Errors
/// When the database is not available.
pub fn count_entry(session: &mut Session, entry: &Entry) -> Result<(), Error> {
    let known = audit::table.find((entry.at, entry.id.as_bytes().to_vec()));
    match diesel::update(known).set(audit::count.eq(audit::count + entry.count)).execute(session)? {
        0 => insert_entry(session, entry),
        _ => Ok(()),
    }
}

/// The newest entries before a place in the log, newest first.
///
/// # Errors
/// When the database is not available, or an entry cannot be read.
pub fn list_entries(session: &mut Session, before: Option<(i64, Uuid)>, limit: i64) -> Result<Vec<Entry>, Error> {
    list_entries_of(session, &Sought::default(), before, limit)
}

/// Which entries are sought; by default, all.
#[derive(Debug, Clone)]
pub struct Sought {
    /// What the actor's name has in it, in small letters.
    pub actor: String,
    /// What the action has in it, in small letters.
    pub action: String,
    /// From this moment on, in seconds since 1970.
    pub from: i64,
    /// Before this moment.
    pub until: i64,
}

impl Default for Sought {
    fn default() -> Self {
        Self { actor: String::new(), action: String::new(), from: i64::MIN, until: i64::MAX }
    }
}

/// The newest of the entries that are sought, before a place in the log, newest first.
///
/// # Errors
/// When the database is not available, or an entry cannot be read.
pub fn list_entries_of(
    session: &mut Session,
    sought: &Sought,
    before: Option<(i64, Uuid)>,
    limit: i64,
) -> Result<Vec<Entry>, Error> {
    let (at, id) = before.unwrap_or((i64::MAX, Uuid::max()));
    let is_before = audit::at.lt(at).or(audit::at.eq(at).and(audit::id.lt(id.as_bytes().to_vec())));
    let in_time = audit::at.ge(sought.from).and(audit::at.lt(sought.until));
    // Actors and actions are written in small letters, so both databases find the same.
    let by = audit::actor.like(holding(&sought.actor)).escape('\\');
    let done = audit::action.like(holding(&sought.action)).escape('\\');
    let rows: Vec<(i64, Vec<u8>, String, String, String, i64)> = audit::table
        .filter(is_before.and(in_time).and(by).and(done))
        .order((audit::at.desc(), audit::id.desc()))
        .limit(limit)
        .load(session)?;
    rows.into_iter()
        .map(|(at, id, actor, action, subject, count)| {
            let id = Uuid::from_slice(&id).map_err(|_| Error::Corrupt { what: "audit entry" })?;
            Ok(Entry { at, id, actor, action, subject, count })
        })
        .collect()
}

/// The pattern of everything that holds a text.
fn holding(text: &str) -> String {
    let plain = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{plain}%")
}

/// Deletes entries older than a moment, in seconds since 1970.
///
/// # Errors
/// When the database is not available.
pub fn purge_entries(session: &mut Session, before: i64) -> Result<usize, Error> {
    Ok(diesel::delete(audit::table.filter(audit::at.lt(before))).execute(session)?)
}
