//! Keys: what programs, kiosks and readers of figures show, and what each is good for.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::secret::{Secret, SecretHash};
use crate::survey::codes::DepartmentCode;
use crate::survey::department::Department;
use crate::survey::fault::Fault;
use crate::survey::response::OLDEST_DAYS;

/// What a key is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Sends responses from a kiosk.
    Submit,
    /// Sends responses that came on paper.
    Paper,
    /// Reads figures.
    Results,
    /// Looks after departments, surveys and keys.
    Admin,
}

impl Scope {
    /// All scopes.
    pub const ALL: [Self; 4] = [Self::Submit, Self::Paper, Self::Results, Self::Admin];

    /// Its name in tables and documents.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Paper => "paper",
            Self::Results => "results",
            Self::Admin => "admin",
        }
    }

    /// Whether a key of it may be good for some departments alone: an administrator's never is.
    pub fn takes_departments(self) -> bool {
        self != Self::Admin
    }

    /// What is wrong with binding a key of it to departments, in an office with these.
    pub fn faults(self, departments: &[DepartmentCode], known: &[Department]) -> Vec<Fault> {
        let mut faults = Vec::new();
        if !departments.iter().all(|code| known.iter().any(|department| department.code == *code)) {
            faults.push(Fault::new("/departments", "unknown_department", "must be departments of this office"));
        }
        if !departments.is_empty() && !self.takes_departments() {
            let detail = "must be left out: a key with the scope `admin` is good for the whole office";
            faults.push(Fault::new("/departments", "not_applicable", detail));
        }
        faults
    }

    /// The scope of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == name)
    }
}

/// A key, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Its id, for administrators.
    pub id: Uuid,
    /// The SHA-256 of its secret.
    pub hash: SecretHash,
    /// What it is for, in an administrator's words.
    pub name: String,
    /// What it is good for.
    pub scope: Scope,
    /// The only departments it is good for; empty: all.
    pub departments: Vec<DepartmentCode>,
    /// The day it was made.
    pub created_on: Date,
    /// The last day it is good for, if there is one.
    pub expires_on: Option<Date>,
    /// The day it was revoked, if it was.
    pub revoked_on: Option<Date>,
    /// The day its tablet was taken out of service, if it was: it still hands in what was collected by then.
    pub retired_on: Option<Date>,
}

impl Key {
    /// A new key and its secret.
    ///
    /// # Errors
    /// When the system has no random bits to give.
    pub fn generate(
        name: impl Into<String>,
        scope: Scope,
        departments: Vec<DepartmentCode>,
        created_on: Date,
        expires_on: Option<Date>,
    ) -> Result<(Self, Secret), getrandom::Error> {
        let secret = Secret::generate()?;
        let key = Self {
            id: Uuid::new_v4(),
            hash: secret.hash(),
            name: name.into(),
            scope,
            departments,
            created_on,
            expires_on,
            revoked_on: None,
            retired_on: None,
        };
        Ok((key, secret))
    }

    /// Whether it opens anything on a day.
    pub fn is_valid_on(&self, day: Date) -> bool {
        self.retired_on.is_none() && self.hands_in_on(day)
    }

    /// Whether it hands in anything on a day: as [`Key::is_valid_on`], and for [`OLDEST_DAYS`] after it was retired.
    pub fn hands_in_on(&self, day: Date) -> bool {
        let in_time = |retired: Date| day <= retired.saturating_add(OLDEST_DAYS.days());
        self.revoked_on.is_none()
            && self.expires_on.is_none_or(|last| day <= last)
            && self.retired_on.is_none_or(in_time)
    }

    /// Whether it hands in what was collected on a day; none: nobody says when, so it may be now.
    pub fn takes(&self, collected_on: Option<Date>) -> bool {
        self.retired_on.is_none_or(|retired| collected_on.is_some_and(|day| day <= retired))
    }

    /// Whether it is good for a department.
    pub fn covers(&self, department: &DepartmentCode) -> bool {
        self.departments.is_empty() || self.departments.contains(department)
    }
}
