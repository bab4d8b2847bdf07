//! The people of the demo's office: one account for each role.

use jiff::civil::Date;

use crate::access::{Account, Password, Role, Secret};
use crate::storage::Session;
use crate::storage::accounts::{find_account_named, insert_account, set_password};

/// What they sign in with, in the order of [`Role::ALL`].
pub const NAMES: [&str; 5] = ["administrator", "jakosc", "kancelaria", "kierownik", "starosta"];
/// What they are called; the first is there already.
const CALLED: [&str; 5] = ["Administrator", "Maria Jakubowska", "Jan Kancelarz", "Ewa Kierzek", "Adam Starosta"];

/// Makes them, and returns the one password that all of them have: nobody need be told apart in a demo.
///
/// # Errors
/// When the database fails.
pub fn admit(session: &mut Session, today: Date) -> Result<Secret, Box<dyn std::error::Error>> {
    let secret = Secret::generate()?;
    for ((role, sign_in_name), name) in Role::ALL.into_iter().zip(NAMES).zip(CALLED) {
        let sign_in_name = sign_in_name.parse()?;
        let departments = if role.needs_departments() { vec!["KM".parse()?] } else { Vec::new() };
        let account = match find_account_named(session, &sign_in_name)? {
            Some(known) => known,
            None => {
                let account = Account::new(sign_in_name, name, role, departments, "pl".parse()?, today);
                insert_account(session, &account)?;
                account
            }
        };
        let password = Password::choose(secret.reveal(), &account.sign_in_name).map_err(|_| "no password was made")?;
        set_password(session, account.id, &password.hash()?)?;
    }
    Ok(secret)
}
