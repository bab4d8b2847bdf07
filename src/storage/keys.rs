//! Keys, without their secrets.

use diesel::prelude::*;
use jiff::civil::Date;
use uuid::Uuid;

use crate::access::{Key, Scope};
use crate::storage::catalogue::advance_revision;
use crate::storage::dialect::Session;
use crate::storage::error::Error;
use crate::storage::schema::keys;
use crate::survey::codes::DepartmentCode;

/// Writes a new key.
///
/// # Errors
/// When the database is not available.
pub fn insert_key(session: &mut Session, key: &Key) -> Result<(), Error> {
    let departments = serde_json::to_string(&key.departments).map_err(|_| Error::Corrupt { what: "key" })?;
    let row = (
        keys::id.eq(key.id.as_bytes().to_vec()),
        keys::hash.eq(key.hash.to_vec()),
        keys::name.eq(&key.name),
        keys::scope.eq(key.scope.as_str()),
        keys::departments.eq(departments),
        keys::created_on.eq(key.created_on.to_string()),
        keys::expires_on.eq(key.expires_on.map(|day| day.to_string())),
        keys::revoked_on.eq(key.revoked_on.map(|day| day.to_string())),
        keys::retired_on.eq(key.retired_on.map(|day| day.to_string())),
    );
    diesel::insert_into(keys::table).values(row).execute(session)?;
    advance_revision(session)
}

/// Revokes a key for good.
///
/// # Errors
/// `Missing` when there is none with that id, or it was revoked before; otherwise when the database is not available.
pub fn revoke_key(session: &mut Session, id: Uuid, revoked_on: Date) -> Result<(), Error> {
    let key = keys::table.filter(keys::id.eq(id.as_bytes().to_vec()).and(keys::revoked_on.is_null()));
    let revoked = diesel::update(key).set(keys::revoked_on.eq(revoked_on.to_string())).execute(session)?;
    if revoked == 0 {
        return Err(Error::Missing);
    }
    advance_revision(session)
}

/// Retires a key: it hands in what was collected by that day, and opens nothing else any more.
///
/// # Errors
/// `Missing` when there is none with that id in use; otherwise when the database is not available.
pub fn retire_key(session: &mut Session, id: Uuid, retired_on: Date) -> Result<(), Error> {
    let in_use = keys::revoked_on.is_null().and(keys::retired_on.is_null());
    let key = keys::table.filter(keys::id.eq(id.as_bytes().to_vec()).and(in_use));
    if diesel::update(key).set(keys::retired_on.eq(retired_on.to_string())).execute(session)? == 0 {
        return Err(Error::Missing);
    }
    advance_revision(session)
}

/// Makes a key good for other departments; none: for all. A key that is not there is none that needs it.
///
/// # Errors
/// When the database is not available.
pub fn replace_departments(session: &mut Session, id: Uuid, departments: &[DepartmentCode]) -> Result<(), Error> {
    let departments = serde_json::to_string(departments).map_err(|_| Error::Corrupt { what: "key" })?;
    let key = keys::table.find(id.as_bytes().to_vec());
    diesel::update(key).set(keys::departments.eq(departments)).execute(session)?;
    advance_revision(session)
}

/// All keys, by id.
///
/// # Errors
/// When the database is not available, or a key cannot be read.
pub fn list_keys(session: &mut Session) -> Result<Vec<Key>, Error> {
    let rows: Vec<KeyRow> = keys::table.order(keys::id).load(session)?;
    rows.into_iter().map(|row| row.read().ok_or(Error::Corrupt { what: "key" })).collect()
}

#[derive(Queryable)]
struct KeyRow {
    id: Vec<u8>,
    hash: Vec<u8>,
    name: String,
    scope: String,
    departments: String,
    created_on: String,
    expires_on: Option<String>,
    revoked_on: Option<String>,
    retired_on: Option<String>,
}

impl KeyRow {
    fn read(self) -> Option<Key> {
        let day = |text: Option<String>| text.map(|day| day.parse().ok()).map_or(Some(None), |day| day.map(Some));
        Some(Key {
            id: Uuid::from_slice(&self.id).ok()?,
            hash: self.hash.try_into().ok()?,
            name: self.name,
            scope: Scope::named(&self.scope)?,
            departments: serde_json::from_str(&self.departments).ok()?,
            created_on: self.created_on.parse().ok()?,
            expires_on: day(self.expires_on)?,
            revoked_on: day(self.revoked_on)?,
            retired_on: day(self.retired_on)?,
        })
    }
}
