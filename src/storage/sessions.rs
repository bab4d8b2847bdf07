//! Who is signed in to the dashboard: the hash of a cookie's token, the key that was shown, and until when.

use diesel::prelude::*;
use uuid::Uuid;

use crate::access::{SecretHash, SignIn};
use crate::storage::dialect::Session;
use crate::storage::error::Error;
use crate::storage::schema::sessions;

/// Writes a new session, and forgets those that are over by now (in seconds since 1970).
///
/// # Errors
/// When the database is not available.
pub fn insert_session(session: &mut Session, sign_in: &SignIn, now: i64) -> Result<(), Error> {
    diesel::delete(sessions::table.filter(sessions::expires_at.le(now))).execute(session)?;
    let row = (
        sessions::hash.eq(sign_in.hash.to_vec()),
        sessions::key.eq(sign_in.key.as_bytes().to_vec()),
        sessions::expires_at.eq(sign_in.expires_at),
    );
    diesel::insert_into(sessions::table).values(row).execute(session)?;
    Ok(())
}

/// The key that a session was opened with, unless the session is over by now (in seconds since 1970).
///
/// # Errors
/// When the database is not available, or the session cannot be read.
pub fn find_key_of_session(session: &mut Session, hash: SecretHash, now: i64) -> Result<Option<Uuid>, Error> {
    let open = sessions::table.filter(sessions::hash.eq(hash.to_vec()).and(sessions::expires_at.gt(now)));
    let key: Option<Vec<u8>> = open.select(sessions::key).first(session).optional()?;
    key.map(|key| Uuid::from_slice(&key).map_err(|_| Error::Corrupt { what: "session" })).transpose()
}

/// Ends a session; one that is over already is none to end.
///
/// # Errors
/// When the database is not available.
pub fn delete_session(session: &mut Session, hash: SecretHash) -> Result<(), Error> {
    diesel::delete(sessions::table.find(hash.to_vec())).execute(session)?;
    Ok(())
}
