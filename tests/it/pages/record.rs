//! `/s/{survey}/record`: the page names every column that there is, and the settings that hold.

use std::collections::{BTreeMap, BTreeSet};

use ankieta::storage::archive;
use ankieta::survey::languages;
use serde_json::json;

use crate::harness::{Engine, Office};

/// The columns of every table, by table.
fn schema(office: &Office) -> BTreeMap<String, BTreeSet<String>> {
    let mut tables: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for name in office.storage.dedicated().unwrap().columns().unwrap() {
        let (table, column) = name.split_once('.').unwrap();
        tables.entry(table.to_owned()).or_default().insert(column.to_owned());
    }
    tables
}

/// The columns that a page names, by the tables that it names them for.
fn named(page: &str) -> BTreeMap<String, BTreeSet<String>> {
    let tables = page.split("data-tables=\"").skip(1).map(|section| {
        let columns = section.split("data-column=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned());
        (section.split('"').next().unwrap().to_owned(), columns.collect())
    });
    tables.collect()
}

#[test]
fn the_page_names_every_column_and_no_other() {
    let office = Office::open(Engine::Sqlite);
    let schema = schema(&office);
    assert!(schema.len() > 10, "the schema was not read");
    for language in languages::all().iter().map(|words| words.language.as_str()) {
        let page = office.get(&format!("/s/obsluga/record?lang={language}"), "").expect(200);
        assert_eq!(page.header("content-language"), language);
        let named = named(&page.text());
        assert_eq!(
            named.keys().collect::<Vec<_>>(),
            ["comments released_comments", "receipts", "responses released_responses"]
        );
        for (tables, columns) in named {
            let stored: BTreeSet<String> = tables.split(' ').flat_map(|table| schema[table].clone()).collect();
            assert_eq!(columns, stored, "{tables} in {language}");
        }
    }
}

#[test]
fn a_response_touches_the_tables_that_the_page_names() {
    let office = Office::open(Engine::Sqlite);
    let filled = || {
        let mut written = Vec::new();
        archive::write(&mut office.storage.dedicated().unwrap(), &mut written).unwrap();
        let lines = String::from_utf8(written).unwrap();
        let tables = lines.lines().skip(1).map(|line| line.split('"').nth(1).unwrap().to_owned());
        tables.collect::<BTreeSet<String>>()
    };
    let before = filled();
    office.respond("KM", json!({ "OVERALL": 5, "SUGGEST": "Dziękuję." })).expect(201);
    let touched: Vec<String> = filled().difference(&before).cloned().collect();
    assert_eq!(touched, ["comments", "receipts", "responses"]);
}

#[test]
fn the_page_names_the_settings_that_hold() {
    let office = Office::with(Engine::Sqlite, &["--k", "23", "--purge-after-days", "77"]);
    for language in languages::all().iter().map(|words| words.language.as_str()) {
        let page = office.get(&format!("/s/obsluga/record?lang={language}"), "").expect(200).text();
        let later = page.split("<ol>").nth(1).unwrap().split("</ol>").next().unwrap();
        assert_eq!(later.matches("23").count(), 3, "{language}: {later}");
        assert_eq!(later.matches("77").count(), 1, "{language}: {later}");
        assert!(!page.contains("{k}") && !page.contains("{days}"), "{language}");
    }
    office.get("/s/nowhere/record", "").expect(404);
}
