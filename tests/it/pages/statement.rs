//! `/deklaracja-dostepnosci`, what is in it and what programs find in it; and what programs ask of every website.

use std::collections::BTreeSet;

use crate::harness::{Engine, Office};

/// The identifiers of the technical conditions that are on every declaration.
const ALWAYS: [&str; 15] = [
    "a11y-wstep",
    "a11y-podmiot",
    "a11y-zakres",
    "a11y-url",
    "a11y-data-publikacja",
    "a11y-data-aktualizacja",
    "a11y-status",
    "a11y-data-sporzadzenie",
    "a11y-kontakt",
    "a11y-osoba",
    "a11y-email",
    "a11y-telefon",
    "a11y-procedura",
    "a11y-architektura",
    "a11y-deklaracja",
];

/// The identifiers of a page; each is there once.
fn identifiers(page: &str) -> BTreeSet<String> {
    let all: Vec<String> =
        page.split("id=\"a11y-").skip(1).map(|rest| format!("a11y-{}", rest.split('"').next().unwrap())).collect();
    let different: BTreeSet<String> = all.iter().cloned().collect();
    assert_eq!(different.len(), all.len(), "{all:?}");
    different
}

#[test]
fn the_declaration_has_the_official_parts() {
    let office = Office::with(Engine::Sqlite, &["--public-url", "https://ankieta.example.pl"]);
    let mut document = office.get("/api/v1/office", "").expect(200).json();
    let fresh = office.get("/deklaracja-dostepnosci", "").expect(200).text();
    let found = identifiers(&fresh);
    assert!(ALWAYS.iter().all(|id| found.contains(*id)), "{found:?}");
    assert!(!found.contains("a11y-data-przeglad") && !found.contains("a11y-audytor") && !found.contains("a11y-ocena"));
    let accessibility = &mut document["accessibility"];
    accessibility["published_on"] = "2026-12-01".into();
    accessibility["updated_on"] = "2027-01-02".into();
    accessibility["reviewed_on"] = "2027-03-31".into();
    accessibility["method"] = "third_party".into();
    accessibility["assessor"] = "Pracownia <Dostępna>".into();
    accessibility["burden_assessment"] = "https://www.example.pl/analiza".into();
    accessibility["contact"]["email"] = "dostepnosc@example.pl".into();
    accessibility["contact"]["phone"] = "+48 75 123-45-67".into();
    office.json("PUT", "/api/v1/office", &office.admin, &document).expect(200);
    let page = office.get("/deklaracja-dostepnosci", "").expect(200).text();
    let found = identifiers(&page);
    assert!(["a11y-data-przeglad", "a11y-audytor", "a11y-ocena"].iter().all(|id| found.contains(*id)), "{found:?}");
    for part in [
        "<time id=\"a11y-data-publikacja\" datetime=\"2026-12-01\">1\u{a0}grudnia 2026\u{a0}r.</time>",
        "<time id=\"a11y-data-aktualizacja\" datetime=\"2027-01-02\">2\u{a0}stycznia 2027\u{a0}r.</time>",
        "<time id=\"a11y-data-przeglad\" datetime=\"2027-03-31\">31\u{a0}marca 2027\u{a0}r.</time>",
        "<a id=\"a11y-email\" href=\"mailto:dostepnosc@example.pl\">",
        "<a id=\"a11y-telefon\" href=\"tel:+48751234567\">",
        "<a id=\"a11y-url\" href=\"https://ankieta.example.pl\">",
        "jest częściowo zgodna",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("<Dostępna>"));
}

#[test]
fn the_declaration_is_polish_and_says_so() {
    let office = Office::open(Engine::Sqlite);
    for (language, note) in [
        ("en", "This declaration is published in Polish"),
        ("uk", "Цю декларацію опубліковано польською"),
        ("de", "Diese Erklärung wird auf Polnisch veröffentlicht"),
    ] {
        let page = office.get(&format!("/deklaracja-dostepnosci?lang={language}"), "").expect(200).text();
        assert!(page.contains(note) && page.contains("class=\"statement\" lang=\"pl\""), "{language}");
        assert!(page.contains("<h1>Deklaracja dostępności</h1>"), "{language}");
    }
    assert!(!office.get("/deklaracja-dostepnosci?lang=pl", "").expect(200).text().contains("language-note"));
}

#[test]
fn programs_find_what_they_ask_of_every_website() {
    let office = Office::open(Engine::Sqlite);
    let robots = office.get("/robots.txt", "").expect(200);
    assert_eq!(robots.header("content-type"), "text/plain; charset=utf-8");
    assert!(robots.text().starts_with("User-agent: *\n") && robots.text().contains("\nDisallow: /api/\n"));
    assert_eq!(office.get("/favicon.ico", "").expect(200).header("content-type"), "image/svg+xml");
    let form = office.get("/s/obsluga/KM", "").expect(200).text();
    let icon = form.split("rel=\"icon\"").nth(1).unwrap().split("href=\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(office.get(icon, "").expect(200).header("content-type"), "image/svg+xml");
    assert!(office.get("/s/obsluga/KM/thanks", "").expect(200).text().contains("content=\"noindex\""));
    assert!(!form.contains("noindex") && form.contains("/deklaracja-dostepnosci"));
}
