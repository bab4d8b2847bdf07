//! HEAD is GET without the body, on everything that can be read.

use crate::harness::{Engine, Office};
use crate::on_both_databases;
use crate::v1::samples::SURVEY;

on_both_databases!(head_is_get_without_the_body);

fn head_is_get_without_the_body(engine: Engine) {
    let office = Office::open(engine);
    let (analyst, admin) = (office.key("results", &[]), office.admin.as_str());
    let results = format!("{SURVEY}/results?period=2026-Q3");
    let comparison = format!("{SURVEY}/comparison?period=2026-Q3&against=2026-Q2");
    let trend = format!("{SURVEY}/trend?from=2026-07&to=2026-09");
    let kept = ["content-type", "content-length", "etag", "cache-control", "vary", "www-authenticate"];
    for (path, key) in [
        (SURVEY, ""),
        ("/livez", ""),
        ("/readyz", ""),
        ("/version", ""),
        ("/openapi.json", ""),
        ("/docs/", ""),
        (results.as_str(), analyst.as_str()),
        (comparison.as_str(), analyst.as_str()),
        (trend.as_str(), analyst.as_str()),
        ("/api/v1/departments", admin),
        ("/api/v1/departments/KM", admin),
        ("/api/v1/keys", admin),
        ("/api/v1/keys", ""),
        ("/api/v1/keys", "ank_none"),
        ("/api/v1/surveys", admin),
        ("/api/v1/surveys/obsluga/versions/1", admin),
        ("/api/v1/surveys/other", ""),
        ("/api/v1/surveys/obsluga?page=1", ""),
        ("/nothing/here", ""),
    ] {
        // On one connection: a body that came after all would be taken for the next answer.
        let head = office.send("HEAD", path, key, &[], &[]);
        let get = office.get(path, key);
        assert_eq!((head.status, head.bytes.len()), (get.status, 0), "{path}");
        for name in kept {
            assert_eq!(head.header(name), get.header(name), "{name} of {path}");
        }
        if get.status != 204 {
            assert_eq!(head.header("content-length"), get.bytes.len().to_string(), "{path}");
        }
    }
    let etag = office.get(SURVEY, "").header("etag").to_owned();
    office.send("HEAD", SURVEY, "", &[("if-none-match", &etag)], &[]).expect(304);
    assert!(office.send("HEAD", "/metrics", admin, &[], &[]).expect(200).bytes.is_empty());
    let counted = office.get("/metrics", admin).expect(200).text();
    assert!(counted.lines().any(|line| line.contains("HEAD") && line.contains("200")), "{counted}");
}
