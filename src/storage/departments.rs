//! The office's departments.

use diesel::prelude::*;

use crate::storage::catalogue::advance_revision;
use crate::storage::dialect::Session;
use crate::storage::error::Error;
use crate::storage::schema::departments;
use crate::survey::department::Department;

/// All departments, by code.
///
/// # Errors
/// When the database is not available, or a department cannot be read.
pub fn list_departments(session: &mut Session) -> Result<Vec<Department>, Error> {
    let rows: Vec<(String, String, String, bool, String, Option<String>)> =
        departments::table.order(departments::code).load(session)?;
    rows.into_iter()
        .map(|(code, name, site, active, matters, renamed)| {
            Some(Department {
                code: code.parse().ok()?,
                name: serde_json::from_str(&name).ok()?,
                site,
                active,
                matters: serde_json::from_str(&matters).ok()?,
                renamed: renamed.map_or(Ok(Vec::new()), |renamed| serde_json::from_str(&renamed)).ok()?,
            })
        })
        .collect::<Option<_>>()
        .ok_or(Error::Corrupt { what: "department" })
}

/// Writes a department, new or changed, and says whether it is new.
///
/// # Errors
/// When the database is not available.
pub fn upsert_department(session: &mut Session, department: &Department) -> Result<bool, Error> {
    let columns = (
        departments::name.eq(json(&department.name)?),
        departments::site.eq(&department.site),
        departments::active.eq(department.active),
        departments::matters.eq(json(&department.matters)?),
        departments::renamed.eq(if department.renamed.is_empty() { None } else { Some(json(&department.renamed)?) }),
    );
    let code = department.code.as_str();
    let changed = diesel::update(departments::table.find(code)).set(columns.clone()).execute(session)?;
    if changed == 0 {
        diesel::insert_into(departments::table).values((departments::code.eq(code), columns)).execute(session)?;
    }
    advance_revision(session)?;
    Ok(changed == 0)
}

fn json(value: &impl serde::Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|_| Error::Corrupt { what: "department" })
}
