//! Kiosks, the codes that pair a tablet with one, and the last contact of each.

use std::collections::BTreeMap;

use diesel::prelude::*;
use jiff::civil::Date;
use uuid::Uuid;

use crate::access::{Key, SecretHash};
use crate::kiosk::{Contact, Kiosk, Settings};
use crate::storage::dialect::Session;
use crate::storage::error::Error;
use crate::storage::keys::{insert_key, list_keys, replace_departments, retire_key};
use crate::storage::schema::{contacts, kiosks, pairings};

/// What is read of a kiosk that cannot be.
const CORRUPT: Error = Error::Corrupt { what: "kiosk" };

/// Writes a new kiosk.
///
/// # Errors
/// When the database is not available.
pub fn insert_kiosk(session: &mut Session, kiosk: &Kiosk) -> Result<(), Error> {
    let row = KioskRow::try_from(kiosk)?;
    diesel::insert_into(kiosks::table).values(row).execute(session)?;
    Ok(())
}

/// Writes what is known of a kiosk anew.
///
/// # Errors
/// `Missing` when there is none with its id; otherwise when the database is not available.
pub fn replace_kiosk(session: &mut Session, kiosk: &Kiosk) -> Result<(), Error> {
    let row = KioskRow::try_from(kiosk)?;
    match diesel::update(kiosks::table.find(row.id.clone())).set(row).execute(session)? {
        0 => Err(Error::Missing),
        _ => Ok(()),
    }
}

/// Changes what a kiosk shows, and returns it. Its tablet's key becomes good for the new department too; the one before
/// stays, because responses about it may wait on the tablet. A key made by a new pairing is good for the new one alone.
///
/// # Errors
/// `Missing` when there is none with that id in service; otherwise when the database is not available.
pub fn change_settings(session: &mut Session, id: Uuid, settings: Settings) -> Result<Kiosk, Error> {
    let kiosk = find_kiosk(session, id)?.filter(|kiosk| kiosk.revoked_on.is_none()).ok_or(Error::Missing)?;
    let kiosk = Kiosk { settings, ..kiosk };
    replace_kiosk(session, &kiosk)?;
    let keys = list_keys(session)?;
    if let Some(mut key) = keys.into_iter().find(|key| Some(key.id) == kiosk.key && !key.departments.is_empty()) {
        match &kiosk.settings.department {
            Some(department) if key.covers(department) => return Ok(kiosk),
            Some(department) => key.departments.push(department.clone()),
            None => key.departments.clear(),
        }
        replace_departments(session, key.id, &key.departments)?;
    }
    Ok(kiosk)
}

/// Revokes a kiosk for good and retires its tablet's key; a code that is open opens nothing any more.
///
/// # Errors
/// `Missing` when there is none with that id, or it was revoked before; otherwise when the database is not available.
pub fn revoke_kiosk(session: &mut Session, id: Uuid, revoked_on: Date) -> Result<(), Error> {
    let kiosk = find_kiosk(session, id)?.filter(|kiosk| kiosk.revoked_on.is_none()).ok_or(Error::Missing)?;
    retire_tablet(session, &kiosk, revoked_on)?;
    diesel::delete(pairings::table.find(bytes(id))).execute(session)?;
    replace_kiosk(session, &Kiosk { revoked_on: Some(revoked_on), ..kiosk })
}

/// The kiosk with an id.
///
/// # Errors
/// When the database is not available, or the kiosk cannot be read.
pub fn find_kiosk(session: &mut Session, id: Uuid) -> Result<Option<Kiosk>, Error> {
    let row: Option<KioskRow> = kiosks::table.find(bytes(id)).first(session).optional()?;
    row.map(KioskRow::read).transpose()
}

/// The kiosk whose tablet holds a key.
///
/// # Errors
/// When the database is not available, or the kiosk cannot be read.
pub fn find_kiosk_of_key(session: &mut Session, key: Uuid) -> Result<Option<Kiosk>, Error> {
    let row: Option<KioskRow> = kiosks::table.filter(kiosks::key.eq(bytes(key))).first(session).optional()?;
    row.map(KioskRow::read).transpose()
}

/// All kiosks, by id, with the last that was heard of each.
///
/// # Errors
/// When the database is not available, or something cannot be read.
pub fn list_kiosks(session: &mut Session) -> Result<Vec<(Kiosk, Option<Contact>)>, Error> {
    let rows: Vec<ContactRow> = contacts::table.load(session)?;
    let mut heard: BTreeMap<Vec<u8>, Contact> = BTreeMap::new();
    for row in rows {
        heard.insert(row.kiosk.clone(), row.read()?);
    }
    let rows: Vec<KioskRow> = kiosks::table.order(kiosks::id).load(session)?;
    rows.into_iter()
        .map(|row| {
            let contact = heard.remove(&row.id);
            Ok((row.read()?, contact))
        })
        .collect()
}

/// The last that was heard of a kiosk.
///
/// # Errors
/// When the database is not available, or the contact cannot be read.
pub fn find_contact(session: &mut Session, kiosk: Uuid) -> Result<Option<Contact>, Error> {
    let row: Option<ContactRow> = contacts::table.find(bytes(kiosk)).first(session).optional()?;
    row.map(ContactRow::read).transpose()
}

/// Writes down the last that was heard of a kiosk, and forgets what was heard before.
///
/// # Errors
/// When the database is not available.
pub fn replace_contact(session: &mut Session, kiosk: Uuid, contact: &Contact) -> Result<(), Error> {
    let row = ContactRow::new(kiosk, contact)?;
    let changed = diesel::update(contacts::table.find(row.kiosk.clone())).set(&row).execute(session)?;
    if changed == 0 {
        diesel::insert_into(contacts::table).values(&row).execute(session)?;
    }
    Ok(())
}

/// Opens a kiosk for a code until a moment, in seconds since 1970. The code before opens it no more.
///
/// # Errors
/// `Conflict` when another kiosk is open for the same code; otherwise when the database is not available.
pub fn replace_code(session: &mut Session, kiosk: Uuid, hash: SecretHash, expires_at: i64) -> Result<(), Error> {
    diesel::delete(pairings::table.find(bytes(kiosk))).execute(session)?;
    let row = (pairings::kiosk.eq(bytes(kiosk)), pairings::hash.eq(hash.to_vec()), pairings::expires_at.eq(expires_at));
    diesel::insert_into(pairings::table).values(row).execute(session)?;
    Ok(())
}

/// The kiosk that is open for a code at a moment, in seconds since 1970.
///
/// # Errors
/// When the database is not available, or the kiosk cannot be read.
pub fn find_kiosk_of_code(session: &mut Session, hash: SecretHash, now: i64) -> Result<Option<Kiosk>, Error> {
    let open = pairings::table.filter(pairings::hash.eq(hash.to_vec()).and(pairings::expires_at.gt(now)));
    let id: Option<Vec<u8>> = open.select(pairings::kiosk).first(session).optional()?;
    match id {
        Some(id) => find_kiosk(session, Uuid::from_slice(&id).map_err(|_| CORRUPT)?),
        None => Ok(None),
    }
}

/// Hands a kiosk over to the tablet that holds a new key: the key of the tablet before is retired, and the code used up.
///
/// # Errors
/// When the database is not available.
pub fn pair_kiosk(session: &mut Session, kiosk: &Kiosk, key: &Key, contact: &Contact) -> Result<(), Error> {
    retire_tablet(session, kiosk, key.created_on)?;
    insert_key(session, key)?;
    diesel::delete(pairings::table.find(bytes(kiosk.id))).execute(session)?;
    replace_kiosk(session, &Kiosk { key: Some(key.id), ..kiosk.clone() })?;
    replace_contact(session, kiosk.id, contact)
}

/// Retires the key of a kiosk's tablet, unless an administrator has revoked it.
fn retire_tablet(session: &mut Session, kiosk: &Kiosk, retired_on: Date) -> Result<(), Error> {
    match kiosk.key.map(|key| retire_key(session, key, retired_on)) {
        None | Some(Err(Error::Missing)) => Ok(()),
        Some(retired) => retired,
    }
}

fn bytes(id: Uuid) -> Vec<u8> {
    id.as_bytes().to_vec()
}

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = kiosks, treat_none_as_null = true)]
struct KioskRow {
    id: Vec<u8>,
    name: String,
    survey: String,
    department: Option<String>,
    site: String,
    languages: String,
    opening_hours: String,
    cooldown_seconds: i32,
    staff_pin: String,
    created_on: String,
    revoked_on: Option<String>,
    key: Option<Vec<u8>>,
    out_of_use: String,
}

impl TryFrom<&Kiosk> for KioskRow {
    type Error = Error;

    fn try_from(kiosk: &Kiosk) -> Result<Self, Error> {
        let settings = &kiosk.settings;
        Ok(Self {
            id: bytes(kiosk.id),
            name: settings.name.clone(),
            survey: settings.survey.to_string(),
            department: settings.department.as_ref().map(ToString::to_string),
            site: settings.site.clone(),
            languages: serde_json::to_string(&settings.languages).map_err(|_| CORRUPT)?,
            opening_hours: serde_json::to_string(&settings.opening_hours).map_err(|_| CORRUPT)?,
            cooldown_seconds: settings.cooldown_seconds.into(),
            staff_pin: kiosk.staff_pin.clone(),
            created_on: kiosk.created_on.to_string(),
            revoked_on: kiosk.revoked_on.map(|day| day.to_string()),
            key: kiosk.key.map(bytes),
            out_of_use: serde_json::to_string(&settings.out_of_use).map_err(|_| CORRUPT)?,
        })
    }
}

impl KioskRow {
    fn read(self) -> Result<Kiosk, Error> {
        Ok(Kiosk {
            id: Uuid::from_slice(&self.id).map_err(|_| CORRUPT)?,
            settings: Settings {
                name: self.name,
                survey: self.survey.parse().map_err(|_| CORRUPT)?,
                department: self.department.map(|code| code.parse()).transpose().map_err(|_| CORRUPT)?,
                site: self.site,
                languages: serde_json::from_str(&self.languages).map_err(|_| CORRUPT)?,
                opening_hours: serde_json::from_str(&self.opening_hours).map_err(|_| CORRUPT)?,
                cooldown_seconds: self.cooldown_seconds.try_into().map_err(|_| CORRUPT)?,
                out_of_use: serde_json::from_str(&self.out_of_use).map_err(|_| CORRUPT)?,
            },
            staff_pin: self.staff_pin,
            created_on: self.created_on.parse().map_err(|_| CORRUPT)?,
            revoked_on: self.revoked_on.map(|day| day.parse()).transpose().map_err(|_| CORRUPT)?,
            key: self.key.map(|id| Uuid::from_slice(&id)).transpose().map_err(|_| CORRUPT)?,
        })
    }
}

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = contacts, primary_key(kiosk), treat_none_as_null = true)]
struct ContactRow {
    kiosk: Vec<u8>,
    at: i64,
    queued: i32,
    oldest_queued_on: Option<String>,
    refused: i32,
    app_version: Option<String>,
    battery: Option<i32>,
    storage_failing: bool,
}

impl ContactRow {
    fn new(kiosk: Uuid, contact: &Contact) -> Result<Self, Error> {
        Ok(Self {
            kiosk: bytes(kiosk),
            at: contact.at,
            queued: contact.queued.try_into().map_err(|_| CORRUPT)?,
            oldest_queued_on: contact.oldest_queued_on.map(|day| day.to_string()),
            refused: contact.refused.try_into().map_err(|_| CORRUPT)?,
            app_version: contact.app_version.clone(),
            battery: contact.battery.map(i32::from),
            storage_failing: contact.storage_failing,
        })
    }

    fn read(self) -> Result<Contact, Error> {
        Ok(Contact {
            at: self.at,
            queued: self.queued.try_into().map_err(|_| CORRUPT)?,
            oldest_queued_on: self.oldest_queued_on.map(|day| day.parse()).transpose().map_err(|_| CORRUPT)?,
            refused: self.refused.try_into().map_err(|_| CORRUPT)?,
            app_version: self.app_version,
            battery: self.battery.map(u8::try_from).transpose().map_err(|_| CORRUPT)?,
            storage_failing: self.storage_failing,
        })
    }
}
