//! Whoever does something, as the audit log names them, and whoever reads figures.

use std::fmt;
use std::sync::Arc;

use uuid::Uuid;

use crate::access::account::Account;
use crate::access::key::Key;
use crate::access::name::SignInName;
use crate::survey::codes::DepartmentCode;

/// Who did something: what stands in the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Whoever holds a key.
    Key(Uuid),
    /// Somebody with an account.
    Account(SignInName),
    /// Somebody at the command line.
    CommandLine,
    /// A tablet that showed a pairing code.
    PairingCode,
}

impl fmt::Display for Actor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(id) => id.fmt(formatter),
            Self::Account(name) => write!(formatter, "account {name}"),
            Self::CommandLine => formatter.write_str("command line"),
            Self::PairingCode => formatter.write_str("pairing code"),
        }
    }
}

impl From<&Key> for Actor {
    fn from(key: &Key) -> Self {
        Self::Key(key.id)
    }
}

impl From<&Arc<Key>> for Actor {
    fn from(key: &Arc<Key>) -> Self {
        Self::Key(key.id)
    }
}

impl From<&Account> for Actor {
    fn from(account: &Account) -> Self {
        Self::Account(account.sign_in_name.clone())
    }
}

impl From<&Reader> for Actor {
    fn from(reader: &Reader) -> Self {
        reader.actor.clone()
    }
}

/// Someone who may read figures, by a key or by an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    /// The id of the key or the account: limits go by it.
    pub id: Uuid,
    /// What the key or the person is called.
    pub name: String,
    /// The only departments whose figures they read; empty: all.
    pub departments: Vec<DepartmentCode>,
    actor: Actor,
}

impl Reader {
    /// Whether they read the figures of a department.
    pub fn covers(&self, department: &DepartmentCode) -> bool {
        self.departments.is_empty() || self.departments.contains(department)
    }
}

impl From<&Key> for Reader {
    fn from(key: &Key) -> Self {
        Self { id: key.id, name: key.name.clone(), departments: key.departments.clone(), actor: key.into() }
    }
}

impl From<&Account> for Reader {
    fn from(account: &Account) -> Self {
        let departments = account.departments.clone();
        Self { id: account.id, name: account.name.clone(), departments, actor: account.into() }
    }
}
