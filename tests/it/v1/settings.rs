//! What is set about a survey: apart from its versions, for every survey alone, and never half.

use serde_json::{Value, json};

use crate::harness::{Engine, Office};
use crate::on_both_databases;
use crate::v1::samples::{every_kind, expected, faults, publish_first};

on_both_databases!(
    settings_are_those_of_one_survey_and_make_no_version,
    only_whole_origins_are_taken,
    what_is_set_is_noted_and_outlives_the_process,
);

fn path(survey: &str) -> String {
    format!("/api/v1/surveys/{survey}/settings")
}

fn settings_are_those_of_one_survey_and_make_no_version(engine: Engine) {
    let office = Office::open(engine);
    publish_first(&office, "test", &every_kind());
    let defaults = json!({ "origins": [], "public": false, "licence": "cc-by-4.0" });
    let form = office.get("/api/v1/surveys/test", "").expect(200).json();
    let get = |survey: &str| office.get(&path(survey), &office.admin).expect(200).json();
    let put = |body: &Value| office.json("PUT", &path("test"), &office.admin, body).expect(200).json();
    assert_eq!(get("test"), defaults);
    let origins = ["https://www.example.pl", "http://localhost:3000"];
    let settings = json!({ "origins": origins, "public": true, "licence": "cc0-1.0" });
    assert_eq!((put(&settings), get("test"), get("obsluga")), (settings.clone(), settings, defaults.clone()));
    assert_eq!(
        put(&json!({ "public": true })),
        json!({ "origins": [], "public": true, "licence": "cc-by-4.0" }),
        "left out: the default"
    );
    assert_eq!((put(&json!({})), get("test")), (defaults.clone(), defaults));
    assert_eq!(office.get("/api/v1/surveys/test", "").expect(200).json(), form);
    let etag = office.get(&path("test"), &office.admin).header("etag").to_owned();
    office.send("GET", &path("test"), &office.admin, &[("if-none-match", &etag)], &[]).expect(304);
    // A survey that is only a draft can be set up before it is published.
    let draft = json!({ "slug": "draft", "questionnaire": every_kind() });
    office.json("POST", "/api/v1/surveys", &office.admin, &draft).expect(201);
    office.json("PUT", &path("draft"), &office.admin, &json!({ "public": true })).expect(200);
    office.get(&path("nope"), &office.admin).expect(404);
    office.json("PUT", &path("nope"), &office.admin, &json!({})).expect(404);
}

fn only_whole_origins_are_taken(engine: Engine) {
    let office = Office::open(engine);
    let put = |body: &Value| office.json("PUT", &path("obsluga"), &office.admin, body);
    let good = json!({ "origins": ["https://www.example.pl"] });
    put(&good).expect(200);
    for wrong in
        ["*", "null", "https://*.example.pl", "http://www.example.pl", "https://WWW.example.pl", "https://a.pl/", ""]
    {
        let body = json!({ "origins": ["https://a.pl", wrong] });
        assert_eq!(faults(&put(&body).expect(422).json()), expected(&[("/origins/1", "malformed")]), "{wrong}");
    }
    let many =
        |count: usize| json!({ "origins": (0..count).map(|n| format!("https://{n}.example.pl")).collect::<Vec<_>>() });
    let shapes = [
        (json!({ "origins": ["https://a.pl", "https://a.pl"] }), "/origins/1", "duplicate"),
        (many(21), "/origins", "out_of_range"),
        (json!({ "public": "yes" }), "/public", "wrong_type"),
        (json!({ "licence": "all rights reserved" }), "/licence", "wrong_type"),
        (json!({ "origins": "https://a.pl" }), "/origins", "wrong_type"),
    ];
    for (body, place, code) in shapes {
        assert_eq!(faults(&put(&body).expect(422).json()), expected(&[(place, code)]), "{body}");
    }
    assert_eq!(faults(&put(&json!({ "origin": [] })).expect(422).json())[0].1, "unknown_field");
    assert_eq!(office.get(&path("obsluga"), &office.admin).json()["origins"], good["origins"]);
    put(&many(20)).expect(200);
}

fn what_is_set_is_noted_and_outlives_the_process(engine: Engine) {
    let office = Office::open(engine);
    let origins = ["https://www.example.pl"];
    let settings = json!({ "origins": origins, "public": true, "licence": "cc0-1.0" });
    office.json("PUT", &path("obsluga"), &office.admin, &settings).expect(200);
    let log = office.get("/api/v1/audit", &office.admin).expect(200).json();
    let newest = &log["items"][0];
    assert_eq!((&newest["action"], &newest["subject"]), (&json!("survey.settings"), &json!("obsluga")));
    let admin = office.admin.clone();
    let again = Office::on(office.close(), &[]);
    assert_eq!(again.get(&path("obsluga"), &admin).expect(200).json(), settings);
}
