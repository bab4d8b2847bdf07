//! Who may do what: every page of the console against every role. One that is missing here fails.

use std::collections::BTreeSet;

use ankieta::access::Role;
use ankieta::pages::CONSOLE;
use serde_json::json;
use uuid::Uuid;

use crate::harness::{Engine, Office};
use crate::on_both_databases;
use crate::pages::console::actions::make_action;
use crate::pages::console::{make_account, signed_in, somebody, token};
use crate::pages::dashboard::Visitor;

use Role::{Administrator, Clerk, Head, QualityManager, Viewer};

on_both_databases!(every_page_opens_to_those_it_is_for, a_form_comes_from_these_pages_with_its_token);

const ALL: &[Role] = &Role::ALL;
const QUALITY: &[Role] = &[QualityManager];
const ACTING: &[Role] = &[QualityManager, Head];
const ENTERING: &[Role] = &[QualityManager, Clerk];
const ADMINISTRATORS: &[Role] = &[Administrator];
const MANAGERS: &[Role] = &[Administrator, QualityManager];

/// Every page: its method, its address, and whom it opens to.
const MATRIX: &[(&str, &str, &[Role])] = &[
    ("GET", "/console", ALL),
    ("POST", "/console/language", ALL),
    ("GET", "/console/accounts", ADMINISTRATORS),
    ("POST", "/console/accounts", ADMINISTRATORS),
    ("GET", "/console/accounts/new", ADMINISTRATORS),
    ("GET", "/console/accounts/{id}", ADMINISTRATORS),
    ("POST", "/console/accounts/{id}", ADMINISTRATORS),
    ("POST", "/console/accounts/{id}/link", ADMINISTRATORS),
    ("POST", "/console/accounts/{id}/disable", ADMINISTRATORS),
    ("POST", "/console/accounts/{id}/enable", ADMINISTRATORS),
    ("GET", "/console/comments", QUALITY),
    ("GET", "/console/comments/decided", QUALITY),
    ("POST", "/console/comments/{id}", QUALITY),
    ("POST", "/console/comments/{id}/undo", QUALITY),
    ("GET", "/console/reviews", QUALITY),
    ("GET", "/console/reviews/{period}", QUALITY),
    ("POST", "/console/reviews/{period}", QUALITY),
    ("GET", "/console/paper", ENTERING),
    ("GET", "/console/paper/blank", ENTERING),
    ("POST", "/console/paper/confirm", ENTERING),
    ("POST", "/console/paper/take-back", ENTERING),
    ("GET", "/console/paper/grid", ENTERING),
    ("POST", "/console/paper/forms", ENTERING),
    ("POST", "/console/paper/forms/undo", ENTERING),
    ("POST", "/console/paper/forms/check", ENTERING),
    ("GET", "/console/imports", ENTERING),
    ("POST", "/console/imports", ENTERING),
    ("GET", "/console/imports/template", ENTERING),
    ("POST", "/console/imports/confirm", ENTERING),
    ("POST", "/console/imports/take-back", ENTERING),
    ("GET", "/console/kiosks", MANAGERS),
    ("POST", "/console/kiosks", MANAGERS),
    ("GET", "/console/kiosks/new", MANAGERS),
    ("POST", "/console/kiosks/preview", MANAGERS),
    ("GET", "/console/kiosks/{kiosk}", MANAGERS),
    ("GET", "/console/kiosks/{kiosk}/preview", MANAGERS),
    ("POST", "/console/kiosks/{kiosk}", MANAGERS),
    ("POST", "/console/kiosks/{kiosk}/pairing", MANAGERS),
    ("POST", "/console/kiosks/{kiosk}/revoke", MANAGERS),
    ("GET", "/console/departments", MANAGERS),
    ("POST", "/console/departments", MANAGERS),
    ("GET", "/console/departments/new", MANAGERS),
    ("GET", "/console/departments/{code}", MANAGERS),
    ("POST", "/console/departments/{code}", MANAGERS),
    ("POST", "/console/departments/{code}/fieldwork", MANAGERS),
    ("GET", "/console/surveys", MANAGERS),
    ("GET", "/console/surveys/{survey}", MANAGERS),
    ("POST", "/console/surveys/{survey}/fieldwork", MANAGERS),
    ("POST", "/console/surveys/{survey}/settings", MANAGERS),
    ("GET", "/console/surveys/{survey}/set-aside", ADMINISTRATORS),
    ("POST", "/console/surveys/{survey}/set-aside", ADMINISTRATORS),
    ("POST", "/console/surveys/{survey}/set-aside/take-back", ADMINISTRATORS),
    ("GET", "/console/keys", ADMINISTRATORS),
    ("POST", "/console/keys", ADMINISTRATORS),
    ("GET", "/console/keys/new", ADMINISTRATORS),
    ("POST", "/console/keys/{id}/revoke", ADMINISTRATORS),
    ("GET", "/console/audit", ADMINISTRATORS),
    ("GET", "/console/audit.csv", ADMINISTRATORS),
    ("GET", "/console/reviews/{period}/meeting", QUALITY),
    ("POST", "/console/reviews/{period}/meeting", QUALITY),
    ("GET", "/console/reviews/{period}/minutes/{edition}", QUALITY),
    ("GET", "/console/actions", ACTING),
    ("POST", "/console/actions", ACTING),
    ("GET", "/console/actions/new", ACTING),
    ("GET", "/console/actions/{action}", ACTING),
    ("POST", "/console/actions/{action}", ACTING),
    ("POST", "/console/actions/{action}/delete", ACTING),
    ("GET", "/console/actions/table", ACTING),
    ("POST", "/console/actions/table", ACTING),
    ("GET", "/console/actions/table/file", ACTING),
    ("GET", "/console/targets/table", QUALITY),
    ("POST", "/console/targets/table", QUALITY),
    ("GET", "/console/targets/table/file", QUALITY),
    ("GET", "/console/targets", QUALITY),
    ("POST", "/console/targets", QUALITY),
    ("POST", "/console/targets/delete", QUALITY),
    ("GET", "/console/visits", ENTERING),
    ("POST", "/console/visits", ENTERING),
    ("GET", "/console/visits/table", ENTERING),
    ("POST", "/console/visits/table", ENTERING),
    ("GET", "/console/visits/table/file", ENTERING),
    ("GET", "/console/complaints", ENTERING),
    ("POST", "/console/complaints", ENTERING),
    ("GET", "/console/complaints/table", ENTERING),
    ("POST", "/console/complaints/table", ENTERING),
    ("GET", "/console/complaints/table/file", ENTERING),
];

/// The pages of the dashboard, which the same sign-in opens.
const DASHBOARD: [(&str, &[Role]); 2] =
    [("/results", &[QualityManager, Head, Viewer]), ("/results/obsluga", &[QualityManager, Head, Viewer])];

/// An address with something in the place of its parts.
pub fn filled(address: &str, account: Uuid, action: &str, kiosk: &str) -> String {
    address
        .replace("{id}", &account.to_string())
        .replace("{period}", "2026-Q3")
        .replace("{action}", action)
        .replace("{edition}", "1")
        .replace("{kiosk}", kiosk)
        .replace("{code}", "KM")
        .replace("{survey}", "obsluga")
}

fn every_page_opens_to_those_it_is_for(engine: Engine) {
    let known: BTreeSet<(String, &str)> =
        CONSOLE.iter().map(|(method, address, _)| (method.to_uppercase(), *address)).collect();
    let listed: BTreeSet<(String, &str)> =
        MATRIX.iter().map(|(method, address, _)| ((*method).to_owned(), *address)).collect();
    assert_eq!(listed, known, "a page of the console is missing here");
    let office = Office::open(engine);
    let subject = make_account(&office, "subject", Viewer, &[]).id;
    let action = make_action(&office, "KM");
    let body = json!({ "name": "a", "survey": "obsluga" });
    let made = office.json("POST", "/api/v1/kiosks", &office.admin, &body).expect(201).json();
    let kiosk = made["kiosk"]["id"].as_str().unwrap();
    for role in Role::ALL {
        let visitor = somebody(&office, role);
        for (method, address, open_to) in MATRIX {
            let body = if *method == "GET" { "" } else { "token=wrong" };
            let path = filled(address, subject, &action, kiosk);
            let reply = visitor.try_form(method, &path, body);
            let refused = reply.text().contains("Ta strona nie jest dostępna dla Państwa roli");
            let is_in = open_to.contains(&role);
            assert_eq!(refused, !is_in, "{role:?} {method} {address}: {}", reply.status);
            // No minutes were issued yet.
            let found = if address.contains("{edition}") { 404 } else { 200 };
            let expected = if *method == "GET" && is_in { found } else { 403 };
            assert_eq!(reply.status, expected, "{role:?} {method} {address}: {}", reply.text());
        }
        for (address, open_to) in DASHBOARD {
            let inside = matches!(visitor.get(address).status, 200 | 303)
                && !visitor.get(address).header("location").starts_with("/results?");
            assert_eq!(inside, open_to.contains(&role), "{role:?} {address}");
        }
    }
    // Whoever is not signed in, or has shown a key alone, is led to the door.
    let key = Visitor::signed_in(&office, &office.key("results", &[]));
    for visitor in [&Visitor::new(&office), &key] {
        for (method, address, _) in MATRIX {
            let reply = visitor.try_form(method, &filled(address, subject, &action, kiosk), "").expect(303);
            assert!(reply.header("location").starts_with("/console/sign-in?next="), "{method} {address}");
        }
    }
}

fn a_form_comes_from_these_pages_with_its_token(engine: Engine) {
    let office = Office::open(engine);
    make_account(&office, "subject", Viewer, &[]);
    let visitor = somebody(&office, Administrator);
    let token = token(&visitor, "/console");
    let change = |visitor: &Visitor, body: &str, headers: &[(&str, &str)]| {
        visitor.post("/console/language", &format!("language=en&back=%2Fconsole{body}"), headers).status
    };
    let own = format!("&token={token}");
    for foreign in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
    ] {
        assert_eq!(change(&visitor, &own, &[foreign]), 403, "{foreign:?}");
    }
    let another = somebody(&office, Viewer);
    let anothers = format!("&token={}", crate::pages::console::token(&another, "/console"));
    for wrong in ["", "&token=", &format!("{own}x"), &anothers, &format!("{own}{own}")] {
        assert_eq!(change(&visitor, wrong, &[]), 403, "{wrong}");
    }
    assert!(visitor.get("/console").text().contains("<html lang=\"pl\">"), "nothing was changed");
    assert_eq!(change(&visitor, &format!("{own}&role=viewer"), &[]), 400, "a field that the form does not have");
    assert_eq!(change(&visitor, &own, &[("sec-fetch-site", "same-origin")]), 303);
    assert!(visitor.get("/console").text().contains("<html lang=\"en\">"));
}

#[test]
fn an_account_opens_nothing_of_the_api() {
    let office = Office::open(Engine::Sqlite);
    let visitor = somebody(&office, Administrator);
    for path in ["/api/v1/keys", "/api/v1/audit", "/api/v1/surveys/obsluga/results?period=2026-Q3", "/metrics"] {
        visitor.send("GET", path, "", &[("accept", "application/json")]).expect(401);
    }
}

#[test]
fn a_page_that_is_not_there_is_said_to_be_so_in_the_console() {
    let office = Office::open(Engine::Sqlite);
    let visitor = somebody(&office, Clerk);
    let missing = visitor.get("/console/nothing").expect(404).text();
    assert!(missing.contains("Nie ma takiej strony") && missing.contains("action=\"/console/sign-out\""), "{missing}");
    let administrator = somebody(&office, Administrator);
    administrator.get(&format!("/console/accounts/{}", Uuid::new_v4())).expect(404);
    administrator.get("/console/accounts/none").expect(404);
    let page = visitor.get("/console").expect(200);
    let policy = page.header("content-security-policy");
    assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("referrer-policy"), "same-origin");
}

#[test]
fn a_head_of_department_sees_the_figures_of_their_own() {
    let office = Office::open(Engine::Sqlite);
    make_account(&office, "kierownik", Head, &["KM"]);
    let head = signed_in(&office, "kierownik");
    head.get("/results/obsluga?department=KM").expect(200);
    head.get("/results/obsluga?department=GN").expect(403);
}
