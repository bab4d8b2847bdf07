//! Accounts, and the links that let people choose a password.

use diesel::prelude::*;
use jiff::civil::Date;
use uuid::Uuid;

use crate::access::{Account, Link, PasswordHash, Role, SecretHash, SignInName};
use crate::storage::dialect::Session;
use crate::storage::error::Error;
use crate::storage::schema::{account_links, accounts, sessions};
use crate::survey::codes::{DepartmentCode, Language};

const CORRUPT: Error = Error::Corrupt { what: "account" };

/// Writes a new account.
///
/// # Errors
/// `Conflict` when somebody has its sign-in name already; otherwise when the database is not available.
pub fn insert_account(session: &mut Session, account: &Account) -> Result<(), Error> {
    if find_account_named(session, &account.sign_in_name)?.is_some() {
        return Err(Error::Conflict);
    }
    let row = (
        accounts::id.eq(account.id.as_bytes().to_vec()),
        accounts::sign_in_name.eq(account.sign_in_name.as_str()),
        accounts::name.eq(&account.name),
        accounts::role.eq(account.role.as_str()),
        accounts::departments.eq(write_departments(&account.departments)?),
        accounts::language.eq(account.language.as_str()),
        accounts::password.eq(account.password.as_ref().map(PasswordHash::as_str)),
        accounts::created_on.eq(account.created_on.to_string()),
        accounts::disabled_on.eq(account.disabled_on.map(|day| day.to_string())),
    );
    diesel::insert_into(accounts::table).values(row).execute(session)?;
    Ok(())
}

/// All accounts, by what they sign in with.
///
/// # Errors
/// When the database is not available, or an account cannot be read.
pub fn list_accounts(session: &mut Session) -> Result<Vec<Account>, Error> {
    let rows: Vec<AccountRow> = accounts::table.order(accounts::sign_in_name).load(session)?;
    rows.into_iter().map(|row| row.read().ok_or(CORRUPT)).collect()
}

/// The account with an id.
///
/// # Errors
/// `Missing` when there is none; otherwise when the database is not available, or it cannot be read.
pub fn load_account(session: &mut Session, id: Uuid) -> Result<Account, Error> {
    let row: Option<AccountRow> = accounts::table.find(id.as_bytes().to_vec()).first(session).optional()?;
    row.ok_or(Error::Missing)?.read().ok_or(CORRUPT)
}

/// The account that signs in with a name, if there is one.
///
/// # Errors
/// When the database is not available, or it cannot be read.
pub fn find_account_named(session: &mut Session, name: &SignInName) -> Result<Option<Account>, Error> {
    let named = accounts::table.filter(accounts::sign_in_name.eq(name.as_str()));
    let row: Option<AccountRow> = named.first(session).optional()?;
    row.map(|row| row.read().ok_or(CORRUPT)).transpose()
}

/// Changes what an account's holder is called, what they are, and of which departments.
///
/// # Errors
/// `Missing` when there is no such account; `Conflict` when nobody would be left who looks after accounts; otherwise when
/// the database is not available.
pub fn update_account(session: &mut Session, account: &Account) -> Result<(), Error> {
    if account.role != Role::Administrator {
        keep_an_administrator(session, account.id)?;
    }
    let changes = (
        accounts::name.eq(&account.name),
        accounts::role.eq(account.role.as_str()),
        accounts::departments.eq(write_departments(&account.departments)?),
    );
    let changed = diesel::update(accounts::table.find(account.id.as_bytes().to_vec())).set(changes).execute(session)?;
    if changed == 0 { Err(Error::Missing) } else { Ok(()) }
}

/// Sets the language of a person's pages.
///
/// # Errors
/// When the database is not available.
pub fn set_language(session: &mut Session, id: Uuid, language: &Language) -> Result<(), Error> {
    let account = accounts::table.find(id.as_bytes().to_vec());
    diesel::update(account).set(accounts::language.eq(language.as_str())).execute(session)?;
    Ok(())
}

/// Disables an account from a day on, or enables it again: either way its links and sessions are over.
///
/// # Errors
/// `Missing` when there is no such account; `Conflict` when nobody would be left who looks after accounts; otherwise when
/// the database is not available.
pub fn set_disabled(session: &mut Session, id: Uuid, disabled_on: Option<Date>) -> Result<(), Error> {
    if disabled_on.is_some() {
        keep_an_administrator(session, id)?;
    }
    let account = accounts::table.find(id.as_bytes().to_vec());
    let day = disabled_on.map(|day| day.to_string());
    if diesel::update(account).set(accounts::disabled_on.eq(day)).execute(session)? == 0 {
        return Err(Error::Missing);
    }
    end_links(session, id)?;
    end_sessions(session, id)
}

/// Writes a link; those that the account had before are over.
///
/// # Errors
/// When the database is not available.
pub fn insert_link(session: &mut Session, link: &Link) -> Result<(), Error> {
    end_links(session, link.account)?;
    let row = (
        account_links::hash.eq(link.hash.to_vec()),
        account_links::account.eq(link.account.as_bytes().to_vec()),
        account_links::expires_at.eq(link.expires_at),
    );
    diesel::insert_into(account_links::table).values(row).execute(session)?;
    Ok(())
}

/// The account that a link is for, unless it is over by now (in seconds since 1970), or the account disabled.
///
/// # Errors
/// When the database is not available, or the account cannot be read.
pub fn find_account_of_link(session: &mut Session, hash: SecretHash, now: i64) -> Result<Option<Account>, Error> {
    let link =
        account_links::table.filter(account_links::hash.eq(hash.to_vec()).and(account_links::expires_at.gt(now)));
    let account: Option<Vec<u8>> = link.select(account_links::account).first(session).optional()?;
    let Some(account) = account else { return Ok(None) };
    let account = load_account(session, Uuid::from_slice(&account).map_err(|_| CORRUPT)?)?;
    Ok(Some(account).filter(|account| account.disabled_on.is_none()))
}

/// Sets a password with a link, which is over then, as are all other links and sessions of the account.
///
/// # Errors
/// `Missing` when the link is over; otherwise when the database is not available.
pub fn choose_password(
    session: &mut Session,
    link: SecretHash,
    now: i64,
    password: &PasswordHash,
) -> Result<Account, Error> {
    let account = find_account_of_link(session, link, now)?.ok_or(Error::Missing)?;
    set_password(session, account.id, password)?;
    Ok(account)
}

/// Sets the password of an account, whose links and sessions are over then.
///
/// # Errors
/// When the database is not available.
pub fn set_password(session: &mut Session, id: Uuid, password: &PasswordHash) -> Result<(), Error> {
    let account = accounts::table.find(id.as_bytes().to_vec());
    diesel::update(account).set(accounts::password.eq(password.as_str())).execute(session)?;
    end_links(session, id)?;
    end_sessions(session, id)
}

/// Refuses to take the last account that looks after accounts.
fn keep_an_administrator(session: &mut Session, without: Uuid) -> Result<(), Error> {
    let enabled = accounts::disabled_on.is_null().and(accounts::role.eq(Role::Administrator.as_str()));
    let ids: Vec<Vec<u8>> = accounts::table.filter(enabled).select(accounts::id).load(session)?;
    let is_the_last = ids.len() == 1 && ids[0] == without.as_bytes();
    if is_the_last { Err(Error::Conflict) } else { Ok(()) }
}

fn end_links(session: &mut Session, account: Uuid) -> Result<(), Error> {
    let links = account_links::table.filter(account_links::account.eq(account.as_bytes().to_vec()));
    diesel::delete(links).execute(session)?;
    Ok(())
}

fn end_sessions(session: &mut Session, account: Uuid) -> Result<(), Error> {
    let of_account = sessions::table.filter(sessions::account.eq(account.as_bytes().to_vec()));
    diesel::delete(of_account).execute(session)?;
    Ok(())
}

fn write_departments(departments: &[DepartmentCode]) -> Result<String, Error> {
    serde_json::to_string(departments).map_err(|_| CORRUPT)
}

#[derive(Queryable)]
struct AccountRow {
    id: Vec<u8>,
    sign_in_name: String,
    name: String,
    role: String,
    departments: String,
    language: String,
    password: Option<String>,
    created_on: String,
    disabled_on: Option<String>,
}

impl AccountRow {
    fn read(self) -> Option<Account> {
        Some(Account {
            id: Uuid::from_slice(&self.id).ok()?,
            sign_in_name: self.sign_in_name.parse().ok()?,
            name: self.name,
            role: Role::named(&self.role)?,
            departments: serde_json::from_str(&self.departments).ok()?,
            language: self.language.parse().ok()?,
            password: self.password.map(PasswordHash::of_text),
            created_on: self.created_on.parse().ok()?,
            disabled_on: self.disabled_on.map(|day| day.parse()).transpose().ok()?,
        })
    }
}
