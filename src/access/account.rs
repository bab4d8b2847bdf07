//! Accounts: the people who use the console, and the links that let them choose a password.

use jiff::civil::Date;
use uuid::Uuid;

use crate::access::name::SignInName;
use crate::access::password::PasswordHash;
use crate::access::role::{Right, Role};
use crate::access::secret::{Secret, SecretHash};
use crate::survey::codes::{DepartmentCode, Language};
use crate::survey::department::Department;

/// How long a link is good for, in seconds: a day.
pub const LINK_LASTS: i64 = 24 * 60 * 60;

/// Somebody who signs in with a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: Uuid,
    /// What they sign in with. It never changes and is never given to another: the audit log names people by it.
    pub sign_in_name: SignInName,
    /// What they are called.
    pub name: String,
    /// What they are at the office.
    pub role: Role,
    /// The only departments that their role is about; empty: all.
    pub departments: Vec<DepartmentCode>,
    /// The language of their pages.
    pub language: Language,
    /// What proves their password; none: they have not chosen one yet.
    pub password: Option<PasswordHash>,
    /// The day it was made.
    pub created_on: Date,
    /// The day it was disabled, if it is.
    pub disabled_on: Option<Date>,
}

impl Account {
    /// A new account, whose holder has yet to choose a password.
    pub fn new(
        sign_in_name: SignInName,
        name: impl Into<String>,
        role: Role,
        departments: Vec<DepartmentCode>,
        language: Language,
        created_on: Date,
    ) -> Self {
        let (id, name) = (Uuid::new_v4(), name.into());
        Self { id, sign_in_name, name, role, departments, language, password: None, created_on, disabled_on: None }
    }

    /// What does not go together in a name, a role and departments, in an office with these departments.
    pub fn misfits(name: &str, role: Role, departments: &[DepartmentCode], known: &[Department]) -> Vec<Misfit> {
        let fits = (1..=200).contains(&name.chars().count()) && !name.chars().any(char::is_control);
        let is_known = |code: &DepartmentCode| known.iter().any(|department| department.code == *code);
        let found = [
            (!fits, Misfit::Name),
            (!departments.iter().all(is_known), Misfit::UnknownDepartment),
            (role.needs_departments() && departments.is_empty(), Misfit::NeedsDepartments),
            (!role.takes_departments() && !departments.is_empty(), Misfit::TakesNoDepartments),
        ];
        found.into_iter().filter(|(is_there, _)| *is_there).map(|(_, misfit)| misfit).collect()
    }

    /// Whether it has a right: by its role, and of the whole office unless it is bound to departments.
    pub fn may(&self, right: Right) -> bool {
        self.role.may(right) && (self.departments.is_empty() || !right.is_of_the_office())
    }

    /// Whether it is about a department.
    pub fn covers(&self, department: &DepartmentCode) -> bool {
        self.departments.is_empty() || self.departments.contains(department)
    }
}

/// What does not go together in an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// The name is empty, too long, or of several lines.
    #[error("the name must be one line of 1 to 200 characters")]
    Name,
    /// The office has no such department.
    #[error("the departments must be departments of this office")]
    UnknownDepartment,
    /// A head of department is head of some.
    #[error("a head of department needs a department")]
    NeedsDepartments,
    /// An administrator is one of the whole service.
    #[error("an administrator is one of the whole service: leave the departments out")]
    TakesNoDepartments,
}

/// A secret that lets somebody choose the password of an account, once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The SHA-256 of the secret.
    pub hash: SecretHash,
    /// The account.
    pub account: Uuid,
    /// When it is over, in seconds since 1970.
    pub expires_at: i64,
}

impl Link {
    /// A new one, from a moment in seconds since 1970.
    ///
    /// # Errors
    /// When the system has no random bits to give.
    pub fn generate(account: Uuid, now: i64) -> Result<(Self, Secret), getrandom::Error> {
        let secret = Secret::generate()?;
        Ok((Self { hash: secret.hash(), account, expires_at: now + LINK_LASTS }, secret))
    }

    /// The address that is handed over, below that of the service.
    pub fn url(service: &str, secret: &Secret) -> String {
        format!("{service}/console/link/{}", secret.reveal())
    }
}
