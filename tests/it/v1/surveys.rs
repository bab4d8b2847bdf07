//! What a form shows.

use crate::harness::{Engine, Office};
use crate::on_both_databases;

on_both_databases!(the_current_version_is_shown);

fn the_current_version_is_shown(engine: Engine) {
    let office = Office::open(engine);
    let reply = office.get("/api/v1/surveys/obsluga", "").expect(200);
    let survey = reply.json();
    assert_eq!((&survey["survey"], &survey["version"]), (&"obsluga".into(), &1.into()));
    assert_eq!(survey["departments"].as_array().unwrap().len(), 11);
    let headers = [("if-none-match", reply.header("etag"))];
    office.send("GET", "/api/v1/surveys/obsluga", "", &headers, &[]).expect(304);
    office.get("/api/v1/surveys/other", "").expect(404);
}
