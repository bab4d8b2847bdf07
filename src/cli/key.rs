//! `ankieta key`: make, list and revoke keys.

use uuid::Uuid;

use crate::access::{Key, Scope};
use crate::cli::change::change;
use crate::cli::first::tell_first;
use crate::cli::outcome::{Outcome, print};
use crate::clock::Clock;
use crate::config::Config;
use crate::server::prepare;
use crate::storage::{Error, departments, keys};
use crate::survey::codes::DepartmentCode;

/// What to do with keys.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Make a key, and print its secret alone on standard output
    Create {
        /// What it is good for
        #[arg(long)]
        scope: Scope,
        /// What it is for, in your words
        #[arg(long)]
        name: String,
        /// A department that it is good for; may be given more than once; none: all
        #[arg(long)]
        department: Vec<DepartmentCode>,
        /// The last day it is good for
        #[arg(long)]
        expires_on: Option<jiff::civil::Date>,
    },
    /// List the keys, without their secrets
    List,
    /// Revoke a key for good
    Revoke {
        /// The key's id
        id: Uuid,
    },
}

/// Runs a command about keys.
pub fn run(config: &Config, command: Command) -> Outcome {
    let clock = Clock::system(config.time_zone.clone());
    let (storage, first) = prepare(config, &clock)?;
    tell_first(config, &first);
    match command {
        Command::Create { scope, name, department, expires_on } => {
            let known = storage.read(departments::list_departments)?;
            if let Some(unknown) = department.iter().find(|code| !known.iter().any(|known| &known.code == *code)) {
                return Err(format!("there is no department {unknown}").into());
            }
            if let Some(fault) = scope.faults(&department, &known).first() {
                return Err(format!("--department {}", fault.detail).into());
            }
            let (key, secret) = Key::generate(name, scope, department, clock.today(), expires_on)?;
            change(&storage, &clock, "key.create", key.id, |session| keys::insert_key(session, &key))?;
            print(secret.reveal());
            Ok(())
        }
        Command::List => {
            for key in storage.read(keys::list_keys)? {
                let state = if key.is_valid_on(clock.today()) { "valid" } else { "revoked, retired or expired" };
                print(format_args!("{}  {:<8} {state:<8} {}", key.id, key.scope.as_str(), key.name));
            }
            Ok(())
        }
        Command::Revoke { id } => {
            let today = clock.today();
            match change(&storage, &clock, "key.revoke", id, |session| keys::revoke_key(session, id, today)) {
                Err(Error::Missing) => Err(format!("there is no valid key {id}").into()),
                other => Ok(other?),
            }
        }
    }
}
