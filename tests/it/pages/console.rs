//! `/console`: who is let in, where, and what they can do there.

mod access;
mod accounts;
mod home;
mod keys;
mod sessions;

use ankieta::access::{Account, Password, Right, Role};
use ankieta::storage::accounts::{insert_account, set_password};

use crate::harness::Office;
use crate::pages::dashboard::Visitor;

/// The password of everybody in these tests.
pub const PASSWORD: &str = "cztery kolory nieba";

/// Makes an account that signs in with [`PASSWORD`].
pub fn make_account(office: &Office, name: &str, role: Role, departments: &[&str]) -> Account {
    let departments = departments.iter().map(|code| code.parse().unwrap()).collect();
    let language = "pl".parse().unwrap();
    let account = Account::new(name.parse().unwrap(), "Anna Nowak", role, departments, language, office.clock.today());
    let hash = Password::choose(PASSWORD, &account.sign_in_name).unwrap().hash().unwrap();
    let write = |session: &mut ankieta::storage::Session| {
        insert_account(session, &account)?;
        set_password(session, account.id, &hash)
    };
    office.storage.write(write).unwrap();
    account
}

/// Somebody who has signed in with a name and [`PASSWORD`].
pub fn signed_in<'a>(office: &'a Office, name: &str) -> Visitor<'a> {
    let mut visitor = Visitor::new(office);
    let reply = visitor.post("/console/sign-in", &format!("name={name}&password={PASSWORD}"), &[]).expect(303);
    visitor.keep(&reply);
    visitor
}

/// Somebody of a role, who has signed in; a head of department is one of KM.
pub fn somebody(office: &Office, role: Role) -> Visitor<'_> {
    let departments: &[&str] = if role.needs_departments() { &["KM"] } else { &[] };
    let name = role.as_str().replace('_', "-");
    make_account(office, &format!("test-{name}"), role, departments);
    signed_in(office, &format!("test-{name}"))
}

/// The token that the forms of a page bring along.
pub fn token(visitor: &Visitor, path: &str) -> String {
    let page = visitor.get(path).expect(200).text();
    page.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[test]
fn every_right_of_the_table_leads_somewhere() {
    let used: Vec<Right> = ankieta::pages::CONSOLE.iter().map(|(_, _, right)| *right).collect();
    assert!(used.contains(&Right::UseConsole) && used.contains(&Right::ManageAccounts));
}
