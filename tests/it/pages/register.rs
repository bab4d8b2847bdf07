//! `/rejestr-czynnosci`: every table is described, and the figures are those that hold.

use std::collections::BTreeSet;

use crate::harness::{Engine, Office};
use crate::on_both_databases;

on_both_databases!(it_describes_every_table_and_names_what_holds);

const PAGE: &str = "/rejestr-czynnosci";

/// The cells of a line of the page, by words in its first.
fn line<'a>(page: &'a str, words: &str) -> Vec<&'a str> {
    let row = page.split("<tr").find(|row| row.contains(words)).unwrap_or_else(|| panic!("{words}"));
    row.split("</t").filter_map(|cell| Some(cell.rsplit_once('>')?.1)).collect()
}

fn it_describes_every_table_and_names_what_holds(engine: Engine) {
    let office = Office::with(engine, &["--k", "23", "--purge-after-days", "77", "--close-after-days", "19"]);
    let columns = office.storage.dedicated().unwrap().columns().unwrap();
    let tables: BTreeSet<String> = columns.iter().map(|column| column.split_once('.').unwrap().0.to_owned()).collect();
    // Two that hold numbers of the program itself, and nothing else.
    let stored: BTreeSet<&str> = tables
        .iter()
        .map(String::as_str)
        .filter(|name| !name.starts_with("__diesel") && *name != "catalogue")
        .collect();
    for language in ["pl", "en"] {
        let page = office.get(&format!("{PAGE}?lang={language}"), "").expect(200);
        assert_eq!(page.header("content-language"), language);
        let page = page.text();
        let lines = page.split("data-tables=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
        let described: Vec<&str> = lines.flat_map(|names| names.split(' ')).collect();
        assert_eq!(described.iter().copied().collect::<BTreeSet<_>>(), stored, "{language}");
        assert_eq!(described.len(), stored.len(), "each once");
        assert!(!page.contains('{') && !page.contains('}'), "{page}");
        assert!(page.contains("Kochanowskiego 10"), "who answers for it");
        assert!(page.contains(&format!("/s/obsluga/record?lang={language}")));
        let database = if engine == Engine::Sqlite { "SQLite" } else { "PostgreSQL" };
        assert!(page.contains(database), "{language}");
    }
    let page = office.get(&format!("{PAGE}?lang=pl"), "").text();
    assert!(page.contains("co najmniej 23 osób"));
    let responses = line(&page, "Pojedyncze odpowiedzi")[2];
    assert!(responses.contains("19 dni od jego końca") && responses.contains("minie 77 dni"), "{responses}");
    assert!(line(&page, "Skróty, po których")[2].starts_with(&format!("{} dni", ankieta::release::RECEIPT_DAYS)));
    assert!(line(&page, "Dziennik audytu:")[2].contains(&format!("po {} latach", ankieta::release::AUDIT_YEARS)));
    assert!(page.contains("[gdzie; usługa ich nie wykonuje]"), "backups are turned off");
}

#[test]
fn it_says_where_backups_lie_and_for_how_long() {
    let office = Office::with(Engine::Sqlite, &["--backup-dir", "/nonexistent/kopie"]);
    let page = office.get(&format!("{PAGE}?lang=en"), "").expect(200).text();
    assert!(line(&page, "A copy of the whole database")[1].ends_with(": /nonexistent/kopie"));
    assert_eq!(line(&page, "A copy of what is frozen")[2], format!("{} days.", ankieta::backup::KEPT_DAYS));
    assert!(office.get("/s/obsluga/record?lang=de", "").text().contains("/rejestr-czynnosci?lang=de"));
    // Who speaks neither language reads Polish.
    let page = office.send("GET", &format!("{PAGE}?lang=de"), "", &[("accept-language", "de")], &[]).expect(200);
    assert_eq!(page.header("content-language"), "pl");
}
