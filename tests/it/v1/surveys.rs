//! Surveys: what a form shows, how a draft becomes a version, and that a version never changes.

use serde_json::{Value, json};

use crate::harness::{Engine, Office};
use crate::on_both_databases;
use crate::v1::samples::{every_kind, expected, faults, publish, publish_first, publish_next};

on_both_databases!(
    the_current_version_is_shown,
    a_draft_is_seen_by_nobody_until_it_is_published,
    a_published_version_never_changes,
    a_code_keeps_its_kind_and_scale,
    a_draft_of_the_wrong_shape_is_refused,
    a_draft_that_makes_no_sense_is_not_published,
    a_question_has_a_short_name_in_every_language,
    options_are_taken_from_the_matters_of_departments,
    reads_are_repeated_cheaply,
    an_office_with_former_words_is_offered_better_ones,
);

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

fn a_draft_is_seen_by_nobody_until_it_is_published(engine: Engine) {
    let office = Office::open(engine);
    let draft = every_kind();
    let body = json!({ "slug": "test", "questionnaire": draft });
    let created = office.json("POST", "/api/v1/surveys", &office.admin, &body).expect(201).json();
    assert_eq!(created, json!({ "survey": "test", "version": null }));
    office.json("POST", "/api/v1/surveys", &office.admin, &body).expect(409);
    office.get("/api/v1/surveys/test", "").expect(404);
    let kept = office.get("/api/v1/surveys/test/draft", &office.admin).expect(200).json();
    assert_eq!((&kept["title"], &kept["headline"]), (&draft["title"], &draft["headline"]));
    assert_eq!(kept["questions"][3]["show_if"], draft["questions"][3]["show_if"]);
    let list = office.get("/api/v1/surveys/test/versions", &office.admin).expect(200).json();
    assert_eq!(list["items"], json!([]));

    let published = publish(&office, "test").expect(201).json();
    assert_eq!(published, json!({ "survey": "test", "version": 1, "published_on": "2026-07-14" }));
    let shown = office.get("/api/v1/surveys/test", "").expect(200).json();
    assert_eq!(shown["questions"], kept["questions"]);
    assert_eq!(shown["departments"][0]["name"]["pl"], "Wydział Komunikacji");
    office.get("/api/v1/surveys/test/draft", &office.admin).expect(404);
    publish(&office, "test").expect(409);
    let surveys = office.get("/api/v1/surveys", &office.admin).expect(200).json();
    assert_eq!(surveys["items"], json!([{ "survey": "obsluga", "version": 1 }, { "survey": "test", "version": 1 }]));
}

fn a_published_version_never_changes(engine: Engine) {
    let office = Office::open(engine);
    publish_first(&office, "test", &every_kind());
    let first = office.get("/api/v1/surveys/test/versions/1", &office.admin).expect(200);
    let mut next = every_kind();
    next["title"]["pl"] = "Inny".into();
    next["departments"] = json!(["GN", "KM", "AB"]);
    next["questions"].as_array_mut().unwrap().swap(1, 2);
    publish_next(&office, "test", &next);
    let again = office.get("/api/v1/surveys/test/versions/1", &office.admin).expect(200);
    assert_eq!((again.header("etag"), &again.bytes), (first.header("etag"), &first.bytes));
    let second = office.get("/api/v1/surveys/test/versions/2", &office.admin).expect(200).json();
    assert_eq!(second["questionnaire"]["title"]["pl"], "Inny");
    let shown = office.get("/api/v1/surveys/test", "").expect(200).json();
    assert_eq!((&shown["version"], &shown["title"]["pl"]), (&2.into(), &"Inny".into()));
    let list = office.get("/api/v1/surveys/test/versions", &office.admin).expect(200).json();
    let numbers: Vec<&Value> = list["items"].as_array().unwrap().iter().map(|version| &version["version"]).collect();
    assert_eq!(numbers, [1, 2]);
    for unknown in ["3", "0", "-1", "x", "99999999999"] {
        office.get(&format!("/api/v1/surveys/test/versions/{unknown}"), &office.admin).expect(404);
    }
    for path in ["/api/v1/surveys/test/versions/1", "/api/v1/surveys/test"] {
        office.json("PUT", path, &office.admin, &next).expect(405);
        office.delete(path, &office.admin).expect(405);
    }
}

fn a_code_keeps_its_kind_and_scale(engine: Engine) {
    let office = Office::open(engine);
    publish_first(&office, "test", &every_kind());
    let mut next = every_kind();
    next["questions"][0]["scale"] = 11.into();
    let waiting = json!({ "code": "WAIT", "kind": "yes_no", "text": { "pl": "Długo?" } });
    next["questions"][1] = waiting;
    let draft = "/api/v1/surveys/test/draft";
    office.json("PUT", draft, &office.admin, &next).expect(204);
    let problem = publish(&office, "test").expect(422).json();
    let reused = [("/questions/0/code", "code_reused"), ("/questions/1/code", "code_reused")];
    assert_eq!(faults(&problem), expected(&reused));
    // The draft is still there to be mended.
    office.get(draft, &office.admin).expect(200);
    assert_eq!(office.get("/api/v1/surveys/test", "").json()["version"], 1);
    next["questions"][0]["scale"] = 5.into();
    next["questions"][1]["code"] = "LONG".into();
    publish_next(&office, "test", &next);
    // Also a code that only an older version had is taken.
    next["questions"][1]["code"] = "WAIT".into();
    office.json("PUT", draft, &office.admin, &next).expect(204);
    assert_eq!(faults(&publish(&office, "test").expect(422).json()), expected(&[("/questions/1/code", "code_reused")]));
}

/// [`every_kind`] with one value replaced at a pointer, or added below it.
fn every_kind_but(pointer: &str, value: Value) -> Value {
    let mut questionnaire = every_kind();
    match questionnaire.pointer_mut(pointer) {
        Some(place) => *place = value,
        None => {
            let (place, member) = pointer.rsplit_once('/').unwrap();
            questionnaire.pointer_mut(place).unwrap()[member] = value;
        }
    }
    questionnaire
}

fn a_draft_of_the_wrong_shape_is_refused(engine: Engine) {
    let office = Office::open(engine);
    publish_first(&office, "test", &every_kind());
    let cases = [
        ("/languages", json!(["pl", "Polish"]), "/languages/1", "malformed"),
        ("/languages", json!([]), "/languages", "out_of_range"),
        ("/title", json!({ "pl": "a", "Polish": "b" }), "/title", "malformed"),
        ("/title", json!("Próba"), "/title", "wrong_type"),
        ("/headline", json!("overall"), "/headline", "malformed"),
        ("/departments", json!(["km"]), "/departments/0", "malformed"),
        ("/questions", json!([]), "/questions", "out_of_range"),
        ("/questions", Value::Array(vec![every_kind()["questions"][0].clone(); 51]), "/questions", "out_of_range"),
        ("/questions/0/code", json!("1ST"), "/questions/0/code", "malformed"),
        ("/questions/0/code", json!("A".repeat(33)), "/questions/0/code", "out_of_range"),
        ("/questions/0/kind", json!("stars"), "/questions/0/kind", "wrong_type"),
        ("/questions/0/scale", json!(1), "/questions/0/scale", "out_of_range"),
        ("/questions/0/scale", json!(12), "/questions/0/scale", "out_of_range"),
        ("/questions/0/scale", json!(256), "/questions/0/scale", "wrong_type"),
        ("/questions/0/options", json!([]), "/questions/0/options", "wrong_kind"),
        ("/questions/2/max", json!(1), "/questions/2/max", "wrong_kind"),
        ("/questions/2/options/0/code", json!("na"), "/questions/2/options/0/code", "malformed"),
        ("/questions/2/options/0/code", json!("Yes"), "/questions/2/options/0/code", "malformed"),
        ("/questions/3/max", json!(0), "/questions/3/max", "out_of_range"),
        ("/questions/3/show_if/question", json!("?"), "/questions/3/show_if/question", "malformed"),
        ("/questions/6/max_length", json!(2001), "/questions/6/max_length", "out_of_range"),
        ("/questions/6/scale", json!(5), "/questions/6/scale", "wrong_kind"),
    ];
    for (place, value, pointer, code) in cases {
        let draft = every_kind_but(place, value);
        let problem = office.json("PUT", "/api/v1/surveys/test/draft", &office.admin, &draft).expect(422).json();
        assert_eq!(faults(&problem), expected(&[(pointer, code)]), "{place}");
        let body = json!({ "slug": "new", "questionnaire": draft });
        let problem = office.json("POST", "/api/v1/surveys", &office.admin, &body).expect(422).json();
        assert_eq!(faults(&problem), expected(&[(&format!("/questionnaire{pointer}"), code)]), "{place}");
    }
    for slug in ["Test", "../test", "1st", "ą", ""] {
        let body = json!({ "slug": slug, "questionnaire": every_kind() });
        let problem = office.json("POST", "/api/v1/surveys", &office.admin, &body).expect(422).json();
        assert_eq!(faults(&problem)[0].0, "/slug", "{slug}");
    }
    let unknown = every_kind_but("/questions/0/colour", json!("red"));
    let problem = office.json("PUT", "/api/v1/surveys/test/draft", &office.admin, &unknown).expect(422).json();
    assert_eq!(faults(&problem)[0].1, "unknown_field");
    office.json("PUT", "/api/v1/surveys/other/draft", &office.admin, &every_kind()).expect(404);
    office.get("/api/v1/surveys/test/draft", &office.admin).expect(404);
}

fn a_draft_that_makes_no_sense_is_not_published(engine: Engine) {
    let office = Office::open(engine);
    let mut draft = every_kind();
    draft["languages"] = json!(["pl", "en"]);
    draft["title"]["en"] = " ".into();
    draft["departments"] = json!(["KM", "XX", "KM"]);
    draft["headline"] = "SUGGEST".into();
    draft["questions"] = json!([
        { "code": "A", "kind": "rating", "text": { "pl": "a", "en": "a" }, "positive": { "options": ["yes"] } },
        { "code": "A", "kind": "rating", "text": { "pl": "a" }, "segment": true },
        { "code": "B", "kind": "single", "text": { "pl": "b", "en": "b" }, "options": [
            { "code": "x", "text": { "pl": "x", "en": "x" }, "departments": ["GN"] },
            { "code": "x", "text": { "pl": "x", "en": "x" } } ] },
        { "code": "C", "kind": "multiple", "max": 2, "text": { "pl": "c", "en": "c" }, "options": [],
          "show_if": { "question": "D", "at_most": 2 } },
        { "code": "D", "kind": "nps", "text": { "pl": "d", "en": "d" }, "show_if": { "question": "B", "options": ["z"] } },
        { "code": "SUGGEST", "kind": "text", "text": { "pl": "s", "en": "s" }, "show_if": { "question": "D" } }
    ]);
    let body = json!({ "slug": "test", "questionnaire": draft });
    office.json("POST", "/api/v1/surveys", &office.admin, &body).expect(201);
    let all = [
        ("/title/en", "required"),
        ("/departments", "duplicate"),
        ("/departments/1", "unknown_department"),
        ("/headline", "wrong_kind"),
        ("/questions/0/positive", "wrong_kind"),
        ("/questions/1/code", "duplicate"),
        ("/questions/1/text/en", "required"),
        ("/questions/1/segment", "wrong_kind"),
        ("/questions/2/options/0/departments", "unknown_department"),
        ("/questions/2/options/1/code", "duplicate"),
        ("/questions/3/options", "out_of_range"),
        ("/questions/3/max", "out_of_range"),
        ("/questions/3/show_if", "unknown_question"),
        ("/questions/4/show_if/options", "unknown_option"),
        ("/questions/5/show_if", "malformed"),
    ];
    assert_eq!(faults(&publish(&office, "test").expect(422).json()), expected(&all));
    office.get("/api/v1/surveys/test", "").expect(404);
    let nameless = every_kind_but("/headline", json!("NOPE"));
    office.json("PUT", "/api/v1/surveys/test/draft", &office.admin, &nameless).expect(204);
    assert_eq!(faults(&publish(&office, "test").expect(422).json()), expected(&[("/headline", "unknown_question")]));
}

fn a_question_has_a_short_name_in_every_language(engine: Engine) {
    let office = Office::open(engine);
    let standard = office.get("/api/v1/surveys/obsluga", "").expect(200).json();
    for question in standard["questions"].as_array().unwrap() {
        for language in standard["languages"].as_array().unwrap() {
            assert!(question["short"][language.as_str().unwrap()].is_string(), "{question}");
        }
    }
    let short = json!({ "pl": "ocena", "en": "r".repeat(41) });
    let body = json!({ "slug": "test", "questionnaire": every_kind_but("/questions/0/short", short) });
    office.json("POST", "/api/v1/surveys", &office.admin, &body).expect(201);
    let wrong = [("/questions/0/short/en", "out_of_range")];
    assert_eq!(faults(&publish(&office, "test").expect(422).json()), expected(&wrong));
    let mut draft = every_kind_but("/questions/0/short", json!({ "pl": "ocena" }));
    draft["questions"][1]["short"] = json!({ "en": "wait" });
    office.json("PUT", "/api/v1/surveys/test/draft", &office.admin, &draft).expect(204);
    let wrong = [("/questions/1/short/pl", "required")];
    assert_eq!(faults(&publish(&office, "test").expect(422).json()), expected(&wrong));
    draft["questions"][1]["short"] = Value::Null;
    publish_next(&office, "test", &draft);
    let shown = office.get("/api/v1/surveys/test", "").expect(200).json();
    assert_eq!(shown["questions"][0]["short"], json!({ "pl": "ocena" }));
    assert_eq!(shown["questions"][1].get("short"), None);
}

fn options_are_taken_from_the_matters_of_departments(engine: Engine) {
    let office = Office::open(engine);
    let matter = json!({ "code": "MATTER", "kind": "single", "options_from": "matters", "text": { "pl": "Sprawa?" } });
    publish_first(&office, "test", &every_kind_but("/questions/2", matter));
    let shown = office.get("/api/v1/surveys/test", "").expect(200).json();
    let options = shown["questions"][2]["options"].as_array().unwrap();
    let of = |department: &str| {
        let offered = options.iter().filter(|option| option["departments"] == json!([department]));
        offered.map(|option| option["code"].as_str().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(of("GN"), ["gn_extract", "gn_maps", "gn_register_change", "gn_state_property"]);
    assert_eq!(of("KM").len() + of("GN").len(), options.len());
    // What a department handles later does not change the version.
    let body = json!({ "matters": [] });
    office.json("PATCH", "/api/v1/departments/GN", &office.admin, &body).expect(200);
    assert_eq!(office.get("/api/v1/surveys/test", "").json()["questions"], shown["questions"]);
}

fn reads_are_repeated_cheaply(engine: Engine) {
    let office = Office::open(engine);
    let body = json!({ "slug": "test", "questionnaire": every_kind() });
    office.json("POST", "/api/v1/surveys", &office.admin, &body).expect(201);
    let again = |path: &str, etag: &str| office.send("GET", path, &office.admin, &[("if-none-match", etag)], &[]);
    let paths = ["", "/obsluga", "/obsluga/versions", "/obsluga/versions/1", "/test/draft"];
    for path in paths.map(|path| format!("/api/v1/surveys{path}")) {
        let reply = office.get(&path, &office.admin).expect(200);
        let etag = reply.header("etag");
        assert!(etag.starts_with('"') && etag.len() > 20, "a strong entity tag: {etag}");
        assert!(!reply.header("cache-control").is_empty() && reply.header("vary").contains("Authorization"));
        let unchanged = again(&path, &format!("\"other\", {etag}")).expect(304);
        assert!(unchanged.bytes.is_empty() && unchanged.header("etag") == etag);
        again(&path, "\"other\"").expect(200);
    }
    let etag = office.get("/api/v1/surveys/obsluga", "").header("etag").to_owned();
    let site = json!({ "site": "ul. Nowa 1" });
    office.json("PATCH", "/api/v1/departments/KM", &office.admin, &site).expect(200);
    let changed = again("/api/v1/surveys/obsluga", &etag).expect(200);
    assert_eq!(changed.json()["departments"][0]["site"], "ul. Nowa 1");
}

fn an_office_with_former_words_is_offered_better_ones(engine: Engine) {
    let office = Office::open(engine);
    let draft = "/api/v1/surveys/obsluga/draft";
    office.get(draft, &office.admin).expect(404);
    let today = office.get("/api/v1/surveys/obsluga/versions/1", &office.admin).expect(200).json();
    let mut former = today["questionnaire"].clone();
    former["questions"][0]["text"]["pl"] = "Jak ocenia Pan/Pani dzisiejszą obsługę w urzędzie?".into();
    former["questions"][1]["text"]["pl"] = "Czy było miło?".into();
    publish_next(&office, "obsluga", &former);
    let (admin, database) = (office.admin.clone(), office.close());

    let office = Office::on(database, &[]);
    let offered = office.get(draft, &admin).expect(200).json();
    assert_eq!(offered["questions"][0]["text"], today["questionnaire"]["questions"][0]["text"]);
    assert_eq!(offered["questions"][1]["text"]["pl"], "Czy było miło?", "what the office worded stays");
    let shown = office.get("/api/v1/surveys/obsluga", "").expect(200).json();
    assert_eq!(shown["questions"][0]["text"], former["questions"][0]["text"], "nothing is published by itself");
    let mut own = offered.clone();
    own["title"]["pl"] = "Nasza ankieta".into();
    office.json("PUT", draft, &admin, &own).expect(204);
    let office = Office::on(office.close(), &[]);
    assert_eq!(office.get(draft, &admin).expect(200).json()["title"]["pl"], "Nasza ankieta", "a draft is left alone");
    office.send("POST", "/api/v1/surveys/obsluga/versions", &admin, &[], &[]).expect(201);
    let office = Office::on(office.close(), &[]);
    office.get(draft, &admin).expect(404);
    let shown = office.get("/api/v1/surveys/obsluga", "").expect(200).json();
    assert_eq!(shown["questions"][0]["text"], today["questionnaire"]["questions"][0]["text"]);
}
