//! `/console`: who is let in, where, and what they can do there.

mod access;
mod accounts;
mod actions;
mod comments;
mod departments;
mod home;
mod keys;
mod imports;
mod kiosks;
mod notes;
mod paper;
mod records;
mod targets;
mod reviews;
mod sessions;
mod set_aside;
mod surveys;
mod sweeps;

use ankieta::access::{Account, Password, Right, Role};
use ankieta::storage::accounts::{insert_account, set_password};

use crate::harness::{Office, Reply};
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

/// Sends a form of the console, with its token.
pub fn send(visitor: &Visitor, path: &str, fields: &[(&str, &str)]) -> Reply {
    let token = token(visitor, "/console");
    let all: Vec<(&str, &str)> = fields.iter().copied().chain([("token", &*token)]).collect();
    visitor.post(path, &serde_html_form::to_string(all).unwrap(), &[])
}

/// Sends a form with a file in it, as a browser does, with its token.
pub fn upload(visitor: &Visitor, path: &str, fields: &[(&str, &str)], file: (&str, &[u8])) -> Reply {
    let token = token(visitor, "/console");
    let all: Vec<(&str, &str)> = fields.iter().copied().chain([("token", &*token)]).collect();
    upload_as_is(visitor, path, &all, file, &[])
}

/// Sends a form with a file in it and nothing that is not said.
pub fn upload_as_is(
    visitor: &Visitor,
    path: &str,
    fields: &[(&str, &str)],
    (name, bytes): (&str, &[u8]),
    headers: &[(&str, &str)],
) -> Reply {
    let mut body = Vec::new();
    for (field, text) in fields {
        let part = format!("--part\r\ncontent-disposition: form-data; name=\"{field}\"\r\n\r\n{text}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    let head = format!("--part\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n");
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(b"content-type: application/octet-stream\r\n\r\n");
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--part--\r\n");
    let form = ("content-type", "multipart/form-data; boundary=part");
    visitor.send("POST", path, &body, &[&[form, ("accept", "text/html")], headers].concat())
}

/// Texts that would do something if a page took them for more than text.
pub const SINS: [&str; 6] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onfocus='alert(1)' autofocus='",
    "{{ 7 * 7 }}",
    "</textarea><svg/onload=alert(1)>",
    "javascript:alert(1)",
];

/// Fails where a page shows one of [`SINS`] as more than text.
pub fn assert_text_alone(page: &str) {
    for raw in ["<script>alert", "<img src=x", "<svg/onload", "onfocus='alert", "\"><img", "</textarea><svg"] {
        assert!(!page.contains(raw), "{raw}: {page}");
    }
    assert!(!page.contains("href=\"javascript:"), "{page}");
}

/// Sends forms that are no forms of these pages: without a token, with a wrong one, and from another website. None is taken.
pub fn assert_guarded(visitor: &Visitor, path: &str, fields: &[(&str, &str)]) {
    let token = token(visitor, "/console");
    let body = |token: &[(&str, &str)]| {
        let all: Vec<(&str, &str)> = fields.iter().chain(token).copied().collect();
        serde_html_form::to_string(all).unwrap()
    };
    visitor.post(path, &body(&[]), &[]).expect(403);
    visitor.post(path, &body(&[("token", "wrong")]), &[]).expect(403);
    for foreign in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        visitor.post(path, &body(&[("token", &token)]), &[foreign]).expect(403);
    }
}

/// What the audit log holds of somebody: what was done, to what, by time.
pub fn noted(office: &Office, name: &str) -> Vec<(String, String)> {
    let log = office.get("/api/v1/audit?limit=100", &office.admin).expect(200).json();
    let entries = log["items"].as_array().unwrap().iter();
    let own = entries.filter(|entry| entry["actor"] == format!("account {name}"));
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    own.map(|entry| (text(&entry["action"]), text(&entry["subject"]))).collect()
}
