//! Copies of an embedded database: how one is made while the service goes on, whether it is well, and how it follows what
//! moderators leave out of comments.
//!
//! Where copies lie, when they are made and what becomes of older ones is decided in `backup`.

use std::collections::HashMap;
use std::path::Path;

use diesel::prelude::*;
use jiff::civil::Date;

use crate::storage::catalogue::load_revision;
use crate::storage::dialect::{Isolation, Session};
use crate::storage::error::Error;
use crate::storage::release::find_last_tick;
use crate::storage::schema::released_comments;

/// Writes the database as it stands into an empty file.
///
/// # Errors
/// When the database or the file fails, or when it is no file.
pub fn write(session: &mut Session, file: &Path) -> Result<(), Error> {
    session.copy_into(file)
}

/// Opens a copy, and looks whether all of it is well.
///
/// # Errors
/// When it cannot be read, or is not well.
pub fn look_over(file: &Path) -> Result<(), Error> {
    match Session::open_copy(file)?.integrity()?.as_str() {
        "ok" => Ok(()),
        broken => Err(Error::Unsuitable(format!("{} is broken: {broken}", file.display()))),
    }
}

/// The number and the day of the last tick that a copy was made after; none: it was made before any.
///
/// # Errors
/// When it cannot be read.
pub fn read_last_tick(file: &Path) -> Result<Option<(i64, Date)>, Error> {
    find_last_tick(&mut Session::open_copy(file)?)
}

/// Whether a copy holds words of comments that are not in the database any more.
///
/// # Errors
/// When the database is not available, or the copy cannot be read.
pub fn holds_other_comments(session: &mut Session, file: &Path) -> Result<bool, Error> {
    let mut copy = Session::open_copy(file)?;
    // What moderators decide moves it on, and little else does.
    if load_revision(&mut copy)? == load_revision(session)? {
        return Ok(false);
    }
    let bodies = released_comments::table.select((released_comments::key, released_comments::body));
    let now: HashMap<Vec<u8>, String> = bodies.load::<(Vec<u8>, String)>(session)?.into_iter().collect();
    let then: Vec<(Vec<u8>, String)> = bodies.load(&mut copy)?;
    Ok(then.iter().any(|(key, body)| now.get(key) != Some(body)))
}

/// Brings the comments of a copy to what is left of them in the database, and nothing else: what came in since the copy
/// was made stays out of it. What was left out is in no page of it any more.
///
/// # Errors
/// When the database is not available, or the copy cannot be changed.
pub fn follow_comments(session: &mut Session, file: &Path) -> Result<(), Error> {
    let now: HashMap<Vec<u8>, CommentRow> =
        list_comments(session)?.into_iter().map(|row| (row.key.clone(), row)).collect();
    let mut copy = Session::open_copy_to_change(file)?;
    copy.transact(Isolation::Exclusive, |copy| {
        let then = list_comments(copy)?;
        diesel::delete(released_comments::table).execute(copy)?;
        for row in then.iter().filter_map(|row| now.get(&row.key)) {
            diesel::insert_into(released_comments::table).values(row).execute(copy)?;
        }
        Ok(())
    })
}

fn list_comments(session: &mut Session) -> Result<Vec<CommentRow>, Error> {
    Ok(released_comments::table.order(released_comments::key).load(session)?)
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = released_comments)]
struct CommentRow {
    key: Vec<u8>,
    survey: String,
    department: Option<String>,
    quarter: String,
    question: String,
    body: String,
    tick: i64,
    decision: Option<String>,
    theme: Option<String>,
    reason: Option<String>,
}
