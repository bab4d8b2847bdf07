//! The route table tells the truth: the URL beside each line is the one that the line serves.

use std::collections::BTreeMap;

/// What the table's comments say, by handler.
fn commented() -> BTreeMap<String, (String, String)> {
    let table = include_str!("../../../src/http/mod.rs");
    let mut lines = BTreeMap::new();
    for line in table.lines().filter(|line| line.contains(".service(") && !line.ends_with('(')) {
        let (code, comment) = line.split_once("//").unwrap_or_else(|| panic!("a route without its URL: {line}"));
        let handler = code.split(['(', ')']).nth(1).unwrap().rsplit("::").next().unwrap();
        let (method, path) = comment.trim().split_once(' ').unwrap();
        lines.insert(handler.to_owned(), (method.to_owned(), path.trim().to_owned()));
    }
    lines
}

/// What the document says, by handler.
fn documented() -> BTreeMap<String, (String, String)> {
    let document = serde_json::to_value(ankieta::server::document()).unwrap();
    let mut operations = BTreeMap::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let handler = operation["operationId"].as_str().unwrap().to_owned();
            operations.insert(handler, (method.to_uppercase(), path.clone()));
        }
    }
    operations
}

#[test]
fn the_comments_of_the_route_table_are_the_document() {
    assert_eq!(commented(), documented());
    assert!(commented().len() >= 24);
}
