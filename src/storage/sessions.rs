//! Who is signed in: the hash of a cookie's token, the key or the account that was shown, and until when.

use diesel::prelude::*;
use uuid::Uuid;

use crate::access::{Holder, SecretHash, SignIn};
use crate::storage::dialect::Session;
use crate::storage::error::Error;
use crate::storage::schema::sessions;

const CORRUPT: Error = Error::Corrupt { what: "session" };

/// Writes a new session, and forgets those that are over by now (in seconds since 1970).
///
/// # Errors
/// When the database is not available.
pub fn insert_session(session: &mut Session, sign_in: &SignIn, now: i64) -> Result<(), Error> {
    let over = sessions::expires_at.le(now).or(sessions::idle_at.le(now));
    diesel::delete(sessions::table.filter(over)).execute(session)?;
    let (key, account) = match sign_in.holder {
        Holder::Key(id) => (Some(id.as_bytes().to_vec()), None),
        Holder::Account(id) => (None, Some(id.as_bytes().to_vec())),
    };
    let row = (
        sessions::hash.eq(sign_in.hash.to_vec()),
        sessions::key.eq(key),
        sessions::account.eq(account),
        sessions::idle_at.eq(sign_in.idle_at),
        sessions::expires_at.eq(sign_in.expires_at),
    );
    diesel::insert_into(sessions::table).values(row).execute(session)?;
    Ok(())
}

/// A session, over or not.
///
/// # Errors
/// When the database is not available, or the session cannot be read.
pub fn find_session(session: &mut Session, hash: SecretHash) -> Result<Option<SignIn>, Error> {
    type Row = (Option<Vec<u8>>, Option<Vec<u8>>, i64, i64);
    let found = sessions::table.find(hash.to_vec());
    let columns = (sessions::key, sessions::account, sessions::idle_at, sessions::expires_at);
    let row: Option<Row> = found.select(columns).first(session).optional()?;
    let Some((key, account, idle_at, expires_at)) = row else { return Ok(None) };
    let read = |id: Vec<u8>| Uuid::from_slice(&id).map_err(|_| CORRUPT);
    let holder = match (key, account) {
        (Some(key), None) => Holder::Key(read(key)?),
        (None, Some(account)) => Holder::Account(read(account)?),
        _ => return Err(CORRUPT),
    };
    Ok(Some(SignIn { hash, holder, idle_at, expires_at }))
}

/// Notes a sign of life: when a session is over without another, in seconds since 1970.
///
/// # Errors
/// When the database is not available.
pub fn renew_session(session: &mut Session, hash: SecretHash, idle_at: i64) -> Result<(), Error> {
    diesel::update(sessions::table.find(hash.to_vec())).set(sessions::idle_at.eq(idle_at)).execute(session)?;
    Ok(())
}

/// Ends a session; one that is over already is none to end.
///
/// # Errors
/// When the database is not available.
pub fn delete_session(session: &mut Session, hash: SecretHash) -> Result<(), Error> {
    diesel::delete(sessions::table.find(hash.to_vec())).execute(session)?;
    Ok(())
}
