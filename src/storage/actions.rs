//! What the office does about what it found.

use diesel::prelude::*;
use uuid::Uuid;

use crate::storage::catalogue::advance_revision;
use crate::storage::dialect::Session;
use crate::storage::error::Error;
use crate::storage::schema::actions;
use crate::survey::action::{Action, Source};

/// What is read of an action that cannot be.
const CORRUPT: Error = Error::Corrupt { what: "action" };

/// All actions, those that were decided first before the others.
///
/// # Errors
/// When the database is not available, or an action cannot be read.
pub fn list_actions(session: &mut Session) -> Result<Vec<Action>, Error> {
    let rows: Vec<ActionRow> = actions::table.order((actions::decided_on, actions::id)).load(session)?;
    rows.into_iter().map(ActionRow::read).collect()
}

/// The action with an id.
///
/// # Errors
/// When the database is not available, or the action cannot be read.
pub fn find_action(session: &mut Session, id: Uuid) -> Result<Option<Action>, Error> {
    let row: Option<ActionRow> = actions::table.find(id.as_bytes().to_vec()).first(session).optional()?;
    row.map(ActionRow::read).transpose()
}

/// Writes a new action.
///
/// # Errors
/// When the database is not available.
pub fn insert_action(session: &mut Session, action: &Action) -> Result<(), Error> {
    diesel::insert_into(actions::table).values(ActionRow::try_from(action)?).execute(session)?;
    advance_revision(session)
}

/// Writes an action anew.
///
/// # Errors
/// `Missing` when there is none with its id; otherwise when the database is not available.
pub fn replace_action(session: &mut Session, action: &Action) -> Result<(), Error> {
    let row = ActionRow::try_from(action)?;
    match diesel::update(actions::table.find(row.id.clone())).set(row).execute(session)? {
        0 => Err(Error::Missing),
        _ => advance_revision(session),
    }
}

/// Deletes an action.
///
/// # Errors
/// `Missing` when there is none with that id; otherwise when the database is not available.
pub fn delete_action(session: &mut Session, id: Uuid) -> Result<(), Error> {
    match diesel::delete(actions::table.find(id.as_bytes().to_vec())).execute(session)? {
        0 => Err(Error::Missing),
        _ => advance_revision(session),
    }
}

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = actions, treat_none_as_null = true)]
struct ActionRow {
    id: Vec<u8>,
    title: String,
    source: String,
    finding: String,
    survey: String,
    question: String,
    department: Option<String>,
    owner: String,
    decided_on: String,
    due_on: String,
    done_on: Option<String>,
    before_period: Option<String>,
    after_period: Option<String>,
    public_words: Option<String>,
}

impl TryFrom<&Action> for ActionRow {
    type Error = Error;

    fn try_from(action: &Action) -> Result<Self, Error> {
        let public = action.public.as_ref().map(serde_json::to_string);
        Ok(Self {
            id: action.id.as_bytes().to_vec(),
            title: action.title.clone(),
            source: action.source.as_str().to_owned(),
            finding: action.finding.clone(),
            survey: action.survey.to_string(),
            question: action.question.to_string(),
            department: action.department.as_ref().map(ToString::to_string),
            owner: action.owner.clone(),
            decided_on: action.decided_on.to_string(),
            due_on: action.due_on.to_string(),
            done_on: action.done_on.map(|day| day.to_string()),
            before_period: action.before.as_ref().map(ToString::to_string),
            after_period: action.after.as_ref().map(ToString::to_string),
            public_words: public.transpose().map_err(|_| CORRUPT)?,
        })
    }
}

impl ActionRow {
    fn read(self) -> Result<Action, Error> {
        let mut sources = Source::ALL.into_iter();
        Ok(Action {
            id: Uuid::from_slice(&self.id).map_err(|_| CORRUPT)?,
            title: self.title,
            source: sources.find(|source| source.as_str() == self.source).ok_or(CORRUPT)?,
            finding: self.finding,
            survey: self.survey.parse().map_err(|_| CORRUPT)?,
            question: self.question.parse().map_err(|_| CORRUPT)?,
            department: read_optional(self.department)?,
            owner: self.owner,
            decided_on: self.decided_on.parse().map_err(|_| CORRUPT)?,
            due_on: self.due_on.parse().map_err(|_| CORRUPT)?,
            done_on: read_optional(self.done_on)?,
            before: read_optional(self.before_period)?,
            after: read_optional(self.after_period)?,
            public: self.public_words.map(|text| serde_json::from_str(&text)).transpose().map_err(|_| CORRUPT)?,
        })
    }
}

fn read_optional<T: std::str::FromStr>(text: Option<String>) -> Result<Option<T>, Error> {
    text.map(|text| text.parse().map_err(|_| CORRUPT)).transpose()
}
