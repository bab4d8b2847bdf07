//! Sign-in, sessions and links: what opens the door, and what does not.

use ankieta::access::Role;
use ankieta::storage::accounts::{find_account_named, set_disabled};
use jiff::{Span, ToSpan};

use crate::harness::{Engine, Office, TestDatabase, config};
use crate::on_both_databases;
use crate::pages::console::{PASSWORD, make_account, signed_in, token};
use crate::pages::dashboard::Visitor;

on_both_databases!(
    a_link_lets_the_first_administrator_in_once,
    a_session_ends_with_sign_out_idleness_the_day_and_its_account,
    whoever_guesses_is_stopped_and_nobody_else,
);

fn advance(office: &Office, span: Span) {
    office.clock.set((&office.clock.now() + span).timestamp());
}

fn is_in(visitor: &Visitor) -> bool {
    visitor.get("/console").status == 200
}

/// Prepares a database as a service does at its start, and returns the link that it would print.
fn start(database: &TestDatabase, clock: &ankieta::clock::Clock) -> Option<String> {
    let (_, first) = ankieta::server::prepare(&config(&database.url, &[]), clock).unwrap();
    first.link.map(|link| format!("/console/link/{}", link.reveal()))
}

fn a_link_lets_the_first_administrator_in_once(engine: Engine) {
    let database = TestDatabase::new(engine);
    let clock = ankieta::clock::Clock::fixed(crate::harness::noon(jiff::civil::date(2026, 7, 14)));
    let link = start(&database, &clock).unwrap();
    assert_eq!(start(&database, &clock), None, "it is printed at the first start alone");
    let office = Office::on(database, &[]);
    let mut visitor = Visitor::new(&office);
    // To look at it uses nothing up.
    for _ in 0..2 {
        assert!(visitor.get(&link).expect(200).text().contains("Administrator"));
    }
    for (password, again, why) in [
        ("krótkie", "krótkie", "za krótkie"),
        ("administrator", "administrator", "łatwo odgadnąć"),
        (PASSWORD, "cztery kolory ziemi", "różnią się"),
    ] {
        let refused = visitor.post(&link, &format!("password={password}&again={again}"), &[]).expect(422).text();
        assert!(refused.contains(why), "{refused}");
        let fields: Vec<&str> = refused.split("<input").filter(|field| field.contains("type=\"password\"")).collect();
        assert!(fields.len() == 2 && fields.iter().all(|field| !field.contains("value=")), "it is not shown again");
    }
    let foreign = [("sec-fetch-site", "cross-site")];
    visitor.post(&link, &format!("password={PASSWORD}&again={PASSWORD}"), &foreign).expect(403);
    let reply = visitor.post(&link, &format!("password={PASSWORD}&again={PASSWORD}"), &[]).expect(303);
    visitor.keep(&reply);
    assert!(is_in(&visitor));
    visitor.get("/console/accounts").expect(200);
    visitor.get(&link).expect(404);
    visitor.post(&link, "password=inne+haslo+dla+mnie&again=inne+haslo+dla+mnie", &[]).expect(404);
    assert!(is_in(&signed_in(&office, "Administrator")), "capitals do not matter");
}

#[test]
fn a_link_is_over_after_a_day_and_with_the_next_one() {
    let office = Office::open(Engine::Sqlite);
    let administrator = crate::pages::console::somebody(&office, Role::Administrator);
    let anna = make_account(&office, "anna", Role::Clerk, &[]);
    let make = |visitor: &Visitor| {
        let body = format!("token={}", token(visitor, "/console"));
        let page = visitor.post(&format!("/console/accounts/{}/link", anna.id), &body, &[]).expect(200).text();
        let url = page.split("/console/link/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        format!("/console/link/{url}")
    };
    let first = make(&administrator);
    let second = make(&administrator);
    let visitor = Visitor::new(&office);
    visitor.get(&first).expect(404);
    advance(&office, 23.hours().minutes(59));
    visitor.get(&second).expect(200);
    advance(&office, 1.minutes());
    visitor.get(&second).expect(404);
    visitor.post(&second, &format!("password={PASSWORD}x&again={PASSWORD}x"), &[]).expect(404);
    assert!(is_in(&signed_in(&office, "anna")), "the password of before holds until another is chosen");
}

fn a_session_ends_with_sign_out_idleness_the_day_and_its_account(engine: Engine) {
    let office = Office::open(engine);
    let anna = make_account(&office, "anna", Role::Clerk, &[]);
    let visitor = signed_in(&office, "anna");
    advance(&office, 59.minutes());
    assert!(is_in(&visitor));
    advance(&office, 60.minutes());
    assert!(!is_in(&visitor), "an hour without a sign of life");
    let visitor = signed_in(&office, "anna");
    for _ in 0..13 {
        advance(&office, 50.minutes());
        assert!(is_in(&visitor));
    }
    advance(&office, 10.minutes());
    assert!(!is_in(&visitor), "eleven hours");
    let visitor = signed_in(&office, "anna");
    let out = visitor.post("/console/sign-out", &format!("token={}", token(&visitor, "/console")), &[]).expect(303);
    assert!(out.header("set-cookie").ends_with("; Max-Age=0"));
    assert!(!is_in(&visitor), "the cookie that was kept opens nothing any more");
    // A browser has one session at a time, and its secret is a new one each time.
    let mut visitor = signed_in(&office, "anna");
    let again = visitor.post("/console/sign-in", &format!("name=anna&password={PASSWORD}"), &[]).expect(303);
    assert!(!is_in(&visitor));
    visitor.keep(&again);
    assert!(is_in(&visitor));
    let day = Some(office.clock.today());
    make_account(&office, "other-administrator", Role::Administrator, &[]);
    office.storage.write(|session| set_disabled(session, anna.id, day)).unwrap();
    assert!(!is_in(&visitor));
    Visitor::new(&office).post("/console/sign-in", &format!("name=anna&password={PASSWORD}"), &[]).expect(403);
}

fn whoever_guesses_is_stopped_and_nobody_else(engine: Engine) {
    // Each request names the address that it comes from.
    let office = Office::with(engine, &["--trusted-proxy", "127.0.0.1"]);
    make_account(&office, "anna", Role::Clerk, &[]);
    make_account(&office, "jan", Role::Clerk, &[]);
    let visitor = Visitor::new(&office);
    let sign_in = |name: &str, password: &str, address: &str| {
        let body = format!("name={name}&password={password}");
        visitor.post("/console/sign-in", &body, &[("x-forwarded-for", address)])
    };
    for _ in 0..40 {
        sign_in("anna", PASSWORD, "198.51.100.1").expect(303);
    }
    for last in 0..100 {
        sign_in(&format!("nobody{last}"), "x", &format!("203.0.113.{last}")).expect(403);
    }
    sign_in("anna", PASSWORD, "198.51.100.1").expect(303);
    for last in 0..10 {
        let wrong = sign_in("anna", "wrong", &format!("203.0.113.{last}")).expect(403).text();
        assert!(wrong.contains("Nazwa użytkownika lub hasło są nieprawidłowe."), "{wrong}");
    }
    let refused = sign_in("anna", PASSWORD, "198.51.100.1").expect(429);
    assert!(refused.header("retry-after").parse::<u64>().unwrap() > 0);
    sign_in("jan", PASSWORD, "198.51.100.1").expect(303);
    for attempt in 0..30 {
        sign_in(&format!("nobody{attempt}"), "x", "198.51.100.9").expect(403);
    }
    sign_in("jan", PASSWORD, "198.51.100.9").expect(429);
    sign_in("jan", PASSWORD, "198.51.100.1").expect(303);
    advance(&office, 10.minutes());
    sign_in("anna", PASSWORD, "198.51.100.9").expect(303);
}

#[test]
fn nobody_learns_which_accounts_there_are() {
    let office = Office::open(Engine::Sqlite);
    make_account(&office, "anna", Role::Clerk, &[]);
    let invited = make_account(&office, "jan", Role::Clerk, &[]);
    make_account(&office, "keeper", Role::Administrator, &[]);
    office.storage.write(|session| set_disabled(session, invited.id, Some(office.clock.today()))).unwrap();
    let visitor = Visitor::new(&office);
    let mut said = Vec::new();
    for name in ["anna", "jan", "nobody", "żaden", "administrator", ""] {
        let body = format!("name={}&password=wrong+password", name.replace('ż', "%C5%BC"));
        let reply = visitor.post("/console/sign-in", &body, &[]).expect(403);
        assert_eq!(reply.header("set-cookie"), "");
        said.push(reply.text().replace(&format!("value=\"{name}\""), "value=\"\""));
    }
    said.dedup();
    assert_eq!(said.len(), 1);
    let known = office.storage.read(|session| find_account_named(session, &"administrator".parse().unwrap())).unwrap();
    assert!(known.unwrap().password.is_none(), "an account without a password opens with none");
}

#[test]
fn nobody_is_sent_elsewhere_by_signing_in() {
    let office = Office::open(Engine::Sqlite);
    make_account(&office, "anna", Role::QualityManager, &[]);
    let go = |next: &str| {
        let body = format!("name=anna&password={PASSWORD}&next={next}");
        Visitor::new(&office).post("/console/sign-in", &body, &[]).expect(303).header("location").to_owned()
    };
    for next in ["https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2Fconsole%2F%5C..%2F", "%2F", ""] {
        assert_eq!(go(next), "/console");
    }
    assert_eq!(go("%2Fresults%2Fobsluga%3Flang%3Dpl"), "/results/obsluga?lang=pl");
    assert_eq!(go("%2Fconsole%2Faccounts"), "/console/accounts");
}

#[test]
fn the_cookie_is_sent_to_the_pages_for_staff_alone() {
    let office = Office::with(Engine::Sqlite, &["--public-url", "https://ankieta.example"]);
    make_account(&office, "anna", Role::Clerk, &[]);
    let body = format!("name=anna&password={PASSWORD}");
    let reply = Visitor::new(&office).post("/console/sign-in", &body, &[("origin", "https://ankieta.example")]);
    let cookies: Vec<&str> =
        reply.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap()).collect();
    assert_eq!(cookies.len(), 2);
    for (cookie, place) in cookies.iter().zip(["/console", "/results"]) {
        assert!(cookie.starts_with("ankieta_session=ank_"), "{cookie}");
        assert!(cookie.ends_with(&format!("; Path={place}; HttpOnly; SameSite=Strict; Secure")), "{cookie}");
    }
}
