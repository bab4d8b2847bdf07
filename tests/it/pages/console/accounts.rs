//! `/console/accounts`: made, changed, disabled and enabled, with a note of each in the audit log.

use ankieta::access::Role;
use ankieta::storage::accounts::{find_account_named, list_accounts};
use serde_json::Value;

use crate::harness::{Engine, Office, Reply};
use crate::on_both_databases;
use crate::pages::console::{PASSWORD, make_account, signed_in, somebody, token};
use crate::pages::dashboard::Visitor;

on_both_databases!(an_account_is_made_changed_disabled_and_enabled, somebody_is_always_left_who_looks_after_accounts);

struct Administrator<'a> {
    visitor: Visitor<'a>,
    token: String,
}

impl<'a> Administrator<'a> {
    fn of(office: &'a Office) -> Self {
        let visitor = somebody(office, Role::Administrator);
        let token = token(&visitor, "/console");
        Self { visitor, token }
    }

    fn post(&self, path: &str, body: &str) -> Reply {
        self.visitor.post(path, &format!("token={}&{body}", self.token), &[])
    }

    fn press(&self, path: &str) -> Reply {
        self.visitor.post(path, &format!("token={}", self.token), &[])
    }
}

/// What the audit log says of accounts: who, what, and to whom.
fn noted(office: &Office) -> Vec<[String; 3]> {
    let log = office.get("/api/v1/audit?limit=100", &office.admin).expect(200).json();
    let text = |entry: &Value, name: &str| entry[name].as_str().unwrap().to_owned();
    let entries = log["items"].as_array().unwrap().iter().rev();
    let of_accounts = entries.filter(|entry| entry["action"].as_str().unwrap().starts_with("account."));
    of_accounts.map(|entry| [text(entry, "actor"), text(entry, "action"), text(entry, "subject")]).collect()
}

fn an_account_is_made_changed_disabled_and_enabled(engine: Engine) {
    let office = Office::open(engine);
    let administrator = Administrator::of(&office);
    let made = administrator
        .post(
            "/console/accounts",
            "sign_in_name=Jan.Kowalski&name=+Jan+Kowalski+&role=head&departments=KM&departments=GN",
        )
        .expect(200);
    assert_eq!(made.header("cache-control"), "no-store");
    let link = made.text().split("/console/link/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let find = || {
        let found = office.storage.read(|session| find_account_named(session, &"jan.kowalski".parse().unwrap()));
        found.unwrap().unwrap()
    };
    let account = find();
    assert_eq!((account.name.as_str(), account.role, account.departments.len()), ("Jan Kowalski", Role::Head, 2));
    let mut jan = Visitor::new(&office);
    let path = format!("/console/link/{link}");
    let entered = jan.post(&path, &format!("password={PASSWORD}&again={PASSWORD}"), &[]).expect(303);
    jan.keep(&entered);
    assert!(jan.get("/console").expect(200).text().contains("Jan Kowalski – kierownik wydziału"));
    let page = format!("/console/accounts/{}", account.id);
    let changed = administrator.post(&page, "name=Jan+Kowalski&role=clerk").expect(303);
    assert_eq!(changed.header("location"), format!("{page}?done=changed"));
    assert!(administrator.visitor.get(changed.header("location")).text().contains("Zmiany zostały zapisane."));
    let foreign = administrator.visitor.get(&format!("{page}?done=%3Cb%3E")).expect(200).text();
    assert!(!foreign.contains("class=\"notice\"") && !foreign.contains("<b>"), "{foreign}");
    assert_eq!((find().role, find().departments.len()), (Role::Clerk, 0));
    assert!(jan.get("/console").expect(200).text().contains("pracownik kancelarii"), "at once");
    administrator.press(&format!("{page}/disable")).expect(303);
    assert_eq!(jan.get("/console").status, 303, "they are signed out");
    administrator.press(&format!("{page}/link")).expect(409);
    assert!(administrator.visitor.get("/console/accounts").text().contains("wyłączone 14.07.2026"));
    administrator.press(&format!("{page}/enable")).expect(303);
    assert_eq!(jan.get("/console").status, 303, "the session does not come back");
    assert_eq!(signed_in(&office, "jan.kowalski").get("/console").status, 200);
    let by = "account test-administrator";
    let expected = [
        [by, "account.create", "jan.kowalski"],
        ["account jan.kowalski", "account.password", "jan.kowalski"],
        [by, "account.change", "jan.kowalski"],
        [by, "account.disable", "jan.kowalski"],
        [by, "account.enable", "jan.kowalski"],
    ];
    let mut noted = noted(&office);
    let mut expected = expected.map(|entry| entry.map(str::to_owned)).to_vec();
    // All of it happened in one second, whose entries have no order.
    noted.sort();
    expected.sort();
    assert_eq!(noted, expected);
}

fn somebody_is_always_left_who_looks_after_accounts(engine: Engine) {
    let office = Office::open(engine);
    let administrator = Administrator::of(&office);
    let find = |name: &str| {
        let name = name.parse().unwrap();
        office.storage.read(move |session| find_account_named(session, &name)).unwrap().unwrap().id
    };
    let (own, first) = (find("test-administrator"), find("administrator"));
    administrator.press(&format!("/console/accounts/{first}/disable")).expect(303);
    let refused = administrator.press(&format!("/console/accounts/{own}/disable")).expect(422).text();
    assert!(refused.contains("To ostatnie czynne konto administratora."), "{refused}");
    administrator.post(&format!("/console/accounts/{own}"), "name=Anna&role=viewer").expect(422);
    administrator.post(&format!("/console/accounts/{own}"), "name=Anna&role=administrator").expect(303);
    administrator.press(&format!("/console/accounts/{first}/enable")).expect(303);
    administrator.post(&format!("/console/accounts/{own}"), "name=Anna&role=viewer").expect(303);
    assert_eq!(administrator.visitor.get("/console/accounts").status, 403);
}

#[test]
fn what_does_not_fit_is_shown_again_with_what_is_wrong() {
    let office = Office::open(Engine::Sqlite);
    let administrator = Administrator::of(&office);
    make_account(&office, "anna", Role::Clerk, &[]);
    let long = "a".repeat(201);
    for (body, why) in [
        ("sign_in_name=Ann+a&name=Anna&role=clerk", "Nazwa może mieć od 2 do 60 znaków"),
        ("sign_in_name=anna&name=Anna&role=clerk", "Ktoś ma już konto o tej nazwie."),
        ("sign_in_name=ewa&name=&role=clerk", "Prosimy podać imię i nazwisko"),
        (&format!("sign_in_name=ewa&name={long}&role=clerk"), "Prosimy podać imię i nazwisko"),
        ("sign_in_name=ewa&name=Ewa%0AB&role=clerk", "Prosimy podać imię i nazwisko"),
        ("sign_in_name=ewa&name=Ewa&role=head", "Kierownik musi mieć co najmniej jeden wydział."),
        ("sign_in_name=ewa&name=Ewa&role=administrator&departments=KM", "Administrator obejmuje cały urząd."),
        ("sign_in_name=ewa&name=Ewa&role=clerk&departments=XX", "Urząd nie ma takiego wydziału."),
    ] {
        let refused = administrator.post("/console/accounts", body).expect(422).text();
        assert!(refused.contains(why), "{body}: {refused}");
        assert!(refused.contains("role=\"alert\""));
    }
    for malformed in ["sign_in_name=ewa&name=Ewa&role=king", "sign_in_name=ewa&role=clerk", "name=Ewa&x=1&role=clerk"] {
        administrator.post("/console/accounts", malformed).expect(400);
    }
    assert_eq!(office.storage.read(list_accounts).unwrap().len(), 3, "none was made");
}

#[test]
fn what_is_typed_is_shown_as_text() {
    let office = Office::open(Engine::Sqlite);
    let administrator = Administrator::of(&office);
    let sins = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onfocus='alert(1)' autofocus='",
        "{{ 7 * 7 }}",
        "</textarea><svg/onload=alert(1)>",
        "javascript:alert(1)",
    ];
    for (place, sin) in sins.iter().enumerate() {
        let name: String = encoded(sin);
        let body = format!("sign_in_name=sin{place}&name={name}&role=clerk");
        let shown = administrator.post("/console/accounts", &body).expect(200).text();
        let echoed = administrator.post("/console/accounts", &format!("sign_in_name={name}&name={name}&role=clerk"));
        let list = administrator.visitor.get("/console/accounts").expect(200).text();
        for page in [&shown, &echoed.text(), &list] {
            for raw in ["<script>alert", "<img src=x", "<svg/onload", "onfocus='alert", "\"><img"] {
                assert!(!page.contains(raw), "{sin}: {page}");
            }
        }
    }
}

/// A text as a form sends it.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
