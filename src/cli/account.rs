//! `ankieta account`: make, list and disable accounts, and make links that let people choose a password.

use crate::access::{Account, Link, Misfit, Role, SignInName};
use crate::cli::change::change;
use crate::cli::first::tell_first;
use crate::cli::outcome::{Outcome, print};
use crate::clock::Clock;
use crate::config::Config;
use crate::server::prepare;
use crate::storage::{Error, Storage, accounts, departments};
use crate::survey::codes::DepartmentCode;

/// What to do with accounts.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Make an account, and print the link that lets its holder choose a password
    Create {
        /// What they sign in with: small Latin letters, digits and . - _ @
        sign_in_name: SignInName,
        /// What they are called
        #[arg(long)]
        name: String,
        /// What they are at the office
        #[arg(long)]
        role: Role,
        /// A department that their role is about; may be given more than once; none: all
        #[arg(long)]
        department: Vec<DepartmentCode>,
    },
    /// List the accounts
    List,
    /// Print a link that lets the holder of an account choose a new password, once and within a day
    Link {
        /// What they sign in with
        sign_in_name: SignInName,
    },
    /// Disable an account; whoever is signed in with it is signed out
    Disable {
        /// What they sign in with
        sign_in_name: SignInName,
    },
}

/// Runs a command about accounts.
pub fn run(config: &Config, command: Command) -> Outcome {
    let clock = Clock::system(config.time_zone.clone());
    let (storage, first) = prepare(config, &clock)?;
    tell_first(config, &first);
    match command {
        Command::Create { sign_in_name, name, role, department } => {
            let known = storage.read(departments::list_departments)?;
            let language = "pl".parse()?;
            refuse(&Account::misfits(&name, role, &department, &known))?;
            let account = Account::new(sign_in_name, name, role, department, language, clock.today());
            let (link, secret) = Link::generate(account.id, clock.now().timestamp().as_second())?;
            let made = change(&storage, &clock, "account.create", &account.sign_in_name, |session| {
                accounts::insert_account(session, &account)?;
                accounts::insert_link(session, &link)
            });
            match made {
                Err(Error::Conflict) => {
                    return Err(format!("there is an account {} already", account.sign_in_name).into());
                }
                made => made?,
            }
            print(Link::url(&config.public_url(), &secret));
            Ok(())
        }
        Command::List => {
            for account in storage.read(accounts::list_accounts)? {
                let state = match (account.disabled_on, &account.password) {
                    (Some(_), _) => "disabled",
                    (None, Some(_)) => "active",
                    (None, None) => "no password",
                };
                print(format_args!(
                    "{:<24} {:<16} {state:<12} {}",
                    account.sign_in_name,
                    account.role.as_str(),
                    account.name
                ));
            }
            Ok(())
        }
        Command::Link { sign_in_name } => {
            let account = find(&storage, &sign_in_name)?;
            if account.disabled_on.is_some() {
                return Err(format!("the account {sign_in_name} is disabled").into());
            }
            let (link, secret) = Link::generate(account.id, clock.now().timestamp().as_second())?;
            change(&storage, &clock, "account.link", &sign_in_name, |session| accounts::insert_link(session, &link))?;
            print(Link::url(&config.public_url(), &secret));
            Ok(())
        }
        Command::Disable { sign_in_name } => {
            let (account, today) = (find(&storage, &sign_in_name)?, clock.today());
            let disable =
                |session: &mut crate::storage::Session| accounts::set_disabled(session, account.id, Some(today));
            match change(&storage, &clock, "account.disable", &sign_in_name, disable) {
                Err(Error::Conflict) => Err("nobody else is administrator: make another one first".into()),
                other => Ok(other?),
            }
        }
    }
}

/// Says everything that does not go together, if anything does not.
fn refuse(misfits: &[Misfit]) -> Result<(), String> {
    let all: Vec<String> = misfits.iter().map(ToString::to_string).collect();
    if all.is_empty() { Ok(()) } else { Err(all.join("; ")) }
}

fn find(storage: &Storage, name: &SignInName) -> Result<Account, Box<dyn std::error::Error>> {
    let found = storage.read(|session| accounts::find_account_named(session, name))?;
    found.ok_or_else(|| format!("there is no account {name}").into())
}
