//! Results: counts that add up, shares with their intervals, what is withheld, and every form that they come in.

use std::io::Read;

use flate2::read::GzDecoder;
use jiff::civil::date;
use serde_json::{Value, json};

use crate::harness::{Engine, Office, Reply, noon};
use crate::on_both_databases;
use crate::v1::samples::{SURVEY, collect, every_kind, expected, faults, publish_first, publish_next, response_path};

on_both_databases!(
    figures_are_what_was_answered,
    an_nps_question_has_its_score,
    without_groups_there_is_one_equal_to_the_total,
    departments_and_the_pool_add_up_to_the_office,
    calendar_units_split_a_period,
    withheld_and_empty_look_alike,
    filters_narrow_and_never_double,
    unknown_names_and_parameters_are_refused,
    figures_are_as_they_stood_on_a_day,
    sums_by_quarter_and_by_month_are_the_same_figures,
    what_was_not_asked_is_not_missing,
    a_key_for_departments_sees_only_them,
    the_form_is_the_one_that_the_client_accepts,
    an_answer_has_a_tag_until_the_next_release,
    an_answer_is_packed_for_who_takes_it_so,
);

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A quarter of an office, released: KM in July and August, GN in July, and little from AB and OS, which is pooled.
struct Quarter {
    office: Office,
    analyst: String,
}

impl Quarter {
    fn collect(engine: Engine) -> Self {
        let office = Office::open(engine);
        let kiosk = office.key("submit", &[]);
        let send = |department: &str, day: &str, answers: Value, count: usize| {
            collect(&office, &kiosk, department, day, &answers, count);
        };
        send("KM", "2026-07-10", json!({ "OVERALL": 5, "OUTCOME": "yes", "IMPORT": ["forms", "waiting"] }), 12);
        send("KM", "2026-07-10", json!({ "OVERALL": 2, "REASON": ["time"] }), 6);
        send("KM", "2026-07-11", json!({ "OVERALL": 3, "WAIT": "na", "SUGGEST": "Krzesła" }), 2);
        send("GN", "2026-07-10", json!({ "OVERALL": 4, "OUTCOME": "no" }), 10);
        send("GN", "2026-07-10", json!({ "OVERALL": 1 }), 1);
        send("AB", "2026-07-10", json!({ "OVERALL": 5 }), 9);
        send("OS", "2026-07-12", json!({ "OVERALL": 3 }), 4);
        office.tick(date(2026, 7, 15));
        office.clock.set(noon(date(2026, 8, 14)).timestamp());
        send("KM", "2026-08-10", json!({ "OVERALL": 5 }), 10);
        send("KM", "2026-08-11", json!({ "OVERALL": 1 }), 5);
        office.tick(date(2026, 8, 20));
        office.tick(date(2026, 10, 1));
        let analyst = office.key("results", &[]);
        Self { office, analyst }
    }

    fn ask(&self, query: &str) -> Reply {
        self.office.get(&format!("{SURVEY}/results?{query}"), &self.analyst)
    }

    fn results(&self, query: &str) -> Value {
        self.ask(query).expect(200).json()
    }
}

/// The figures for one question of a group.
fn question<'a>(group: &'a Value, code: &str) -> &'a Value {
    group["questions"].as_array().unwrap().iter().find(|question| question["code"] == code).unwrap()
}

/// The n of each group, by the name in its key.
fn sizes(results: &Value, member: &str) -> Vec<(Value, Value)> {
    let groups = results["groups"].as_array().unwrap().iter();
    groups.map(|group| (group["key"][member].clone(), group["n"].clone())).collect()
}

#[track_caller]
fn assert_near(value: &Value, wanted: f64) {
    let value = value.as_f64().unwrap_or_else(|| panic!("{value} is not {wanted}"));
    assert!((value - wanted).abs() < 1e-12, "{value} is not {wanted}");
}

fn figures_are_what_was_answered(engine: Engine) {
    let quarter = Quarter::collect(engine);
    let results = quarter.results("period=2026-Q3&department=KM");
    assert_eq!(
        results["period"],
        json!({ "label": "2026-Q3", "from": "2026-07-01", "to": "2026-09-30", "closed": true })
    );
    let total = &results["total"];
    let overall = question(total, "OVERALL");
    let counts: Vec<&Value> = overall["distribution"].as_array().unwrap().iter().map(|option| &option["n"]).collect();
    assert_eq!(
        (&overall["kind"], counts),
        (&"rating".into(), vec![&json!(5), &json!(6), &json!(2), &json!(0), &json!(22)])
    );
    assert_eq!(overall["distribution"][0]["option"], "1");
    assert_eq!((&overall["n"], &overall["missing"], &overall["not_applicable"]), (&35.into(), &0.into(), &0.into()));
    assert_near(&overall["distribution"][1]["share"], 6.0 / 35.0);
    assert_near(&overall["mean"], 3.8);
    assert_near(&overall["sd"], 1.641_376_753_539_181_2);
    let positive = &overall["positive"];
    assert_eq!(
        (&positive["n"], &positive["level"], &overall["certainty"]),
        (&22.into(), &0.95.into(), &"too_few".into())
    );
    assert_near(&positive["share"], 22.0 / 35.0);
    assert_near(&positive["low"], 0.463_369_368_435_953_2);
    assert_near(&positive["high"], 0.768_341_804_966_342_9);

    // Two people said that it does not apply, nobody else said anything.
    let untold = json!({ "code": "WAIT", "withheld": "fewer_than_k" });
    assert!(total["untold"].as_array().unwrap().contains(&untold), "{}", total["untold"]);
    assert!(total["questions"].as_array().unwrap().iter().all(|question| question["code"] != "WAIT"));
    assert_eq!(overall["distribution"][4], json!({ "option": "5", "n": 22, "of": 35, "share": 22.0 / 35.0 }));

    let outcome = question(total, "OUTCOME");
    assert_eq!(
        (&outcome["n"], &outcome["missing"], &outcome["positive"]["share"]),
        (&12.into(), &8.into(), &1.0.into())
    );
    // Nobody in August said anything to it: it covers July, and is not held against the headline.
    assert_eq!((&outcome["people"], &outcome["asked"]), (&20.into(), &20.into()));
    assert_eq!(outcome["days"], json!({ "from": "2026-07-10", "to": "2026-07-11" }));
    assert_eq!((&outcome["comparable"], &overall["comparable"]), (&false.into(), &true.into()));
    assert_near(&outcome["positive"]["low"], 0.757_505_993_344_759_2);
    assert_eq!(outcome["mean"], Value::Null);
    let import = question(total, "IMPORT");
    let share = |code: &str| {
        let mut options = import["distribution"].as_array().unwrap().iter();
        options.find(|option| option["option"] == code).unwrap()["share"].clone()
    };
    assert_eq!((share("forms"), share("waiting"), share("courtesy")), (1.0.into(), 1.0.into(), 0.0.into()));
    let listed =
        |list: &str| total[list].as_array().unwrap().iter().map(|question| &question["code"]).collect::<Vec<_>>();
    let codes = [listed("questions"), listed("untold")].concat().into_iter();
    assert!(codes.clone().count() == 18 && codes.into_iter().all(|code| code != "SUGGEST"), "words are no figures");
}

fn an_nps_question_has_its_score(engine: Engine) {
    let office = Office::open(engine);
    publish_first(&office, "test", &every_kind());
    let marks = [10, 10, 10, 9, 9, 8, 7, 7, 6, 0];
    let items = marks.map(|mark| {
        let answers = json!({ "OVERALL": 4 + mark % 2, "SETTLED": "yes", "RECOMMEND": mark });
        json!({ "id": uuid::Uuid::new_v4(), "department": "KM", "answers": answers })
    });
    office.json("POST", "/api/v1/surveys/test/responses", "", &json!({ "responses": items })).expect(200);
    office.tick(date(2026, 7, 15));
    let analyst = office.key("results", &[]);
    let path = "/api/v1/surveys/test/results?period=2026-Q3&question=RECOMMEND";
    let results = office.get(path, &analyst).expect(200).json();
    let recommend = question(&results["total"], "RECOMMEND");
    let nps = &recommend["nps"];
    assert_eq!((&nps["promoters"], &nps["passives"], &nps["detractors"]), (&5.into(), &3.into(), &2.into()));
    assert_near(&nps["score"], 30.0);
    assert_near(&nps["margin"], 48.407_539_501_852_56);
    assert_eq!(recommend["distribution"].as_array().unwrap().len(), 11);
    assert_eq!((&recommend["positive"], &recommend["mean"]), (&Value::Null, &Value::Null));
}

fn without_groups_there_is_one_equal_to_the_total(engine: Engine) {
    let quarter = Quarter::collect(engine);
    let results = quarter.results("period=2026-Q3");
    assert_eq!(results["groups"], json!([results["total"]]));
    assert_eq!((&results["total"]["key"], &results["total"]["n"]), (&json!({}), &59.into()));
    assert_eq!(
        results["coverage"],
        json!({ "n": 59, "first_day": "2026-07-10", "last_day": "2026-08-11", "versions": [1], "pooled": 13,
                "as_of": "2026-10-01", "flags": {}, "repeated": 0, "straight_lining": null, "set_aside": null,
                "in_classes": null })
    );
    assert_eq!(quarter.results("period=2026-Q3&group_by=none"), results);
}

fn departments_and_the_pool_add_up_to_the_office(engine: Engine) {
    let quarter = Quarter::collect(engine);
    let results = quarter.results("period=2026-Q3&group_by=department");
    let sizes = sizes(&results, "department");
    assert_eq!(sizes.len(), 12);
    assert_eq!(sizes[..3], [("KM".into(), 35.into()), ("GN".into(), 11.into()), ("AB".into(), Value::Null)]);
    assert_eq!(sizes[11], (Value::Null, 13.into()));
    let pool = &results["groups"][11];
    assert!(pool["key"].as_object().unwrap().contains_key("department"));
    assert_eq!((&pool["label"]["pl"], &pool["withheld"]), (&"Pozostałe łącznie".into(), &Value::Null));
    let number = |value: &Value| value.as_u64().unwrap_or(0);
    assert_eq!(sizes.iter().map(|(_, n)| number(n)).sum::<u64>(), number(&results["total"]["n"]));
    let groups = results["groups"].as_array().unwrap().iter().filter(|group| group["withheld"].is_null());
    let answered: u64 = groups.map(|group| number(&question(group, "OVERALL")["n"])).sum();
    assert_eq!(answered, 59);
}

fn calendar_units_split_a_period(engine: Engine) {
    let quarter = Quarter::collect(engine);
    let split = |query: &str, unit: &str| {
        let results = quarter.results(&format!("{query}&group_by={unit}"));
        sizes(&results, unit)
    };
    let months = [("2026-07".into(), 44.into()), ("2026-08".into(), 15.into()), ("2026-09".into(), Value::Null)];
    assert_eq!(split("period=2026-Q3", "month"), months);
    assert_eq!(split("period=2026-07..2026-08", "month"), months[..2]);
    assert_eq!(split("period=2026-Q3", "quarter"), [("2026-Q3".into(), 59.into())]);
    assert_eq!(split("period=2026-07", "quarter"), [("2026-Q3".into(), 44.into())]);
    assert_eq!(split("period=2026", "year"), [("2026".into(), 59.into())]);
    assert_eq!(split("period=2026", "quarter")[1], ("2026-Q2".into(), Value::Null));
}

fn withheld_and_empty_look_alike(engine: Engine) {
    let quarter = Quarter::collect(engine);
    let withheld = json!({ "key": {}, "label": {}, "n": null, "withheld": "fewer_than_k", "partial": null,
                           "questions": [], "untold": [] });
    // AB had nine, NP nobody, and in 2025 there was no survey.
    for query in ["period=2026-Q3&department=AB", "period=2026-Q3&department=NP", "period=2025"] {
        let results = quarter.results(query);
        assert_eq!((&results["total"], &results["groups"]), (&withheld, &json!([withheld])), "{query}");
        let nothing = json!({ "n": null, "first_day": null, "last_day": null, "versions": [], "pooled": 0,
                              "as_of": null, "flags": {}, "repeated": 0, "straight_lining": null, "set_aside": null,
                "in_classes": null });
        assert_eq!(results["coverage"], nothing, "{query}");
    }
    let by_department = quarter.results("period=2026-Q3&group_by=department");
    let bare = |place: usize| {
        let mut group = by_department["groups"][place].clone();
        (group["key"], group["label"]) = (json!({}), json!({}));
        group
    };
    assert_eq!((bare(2), bare(9)), (withheld.clone(), withheld));
}

fn filters_narrow_and_never_double(engine: Engine) {
    let quarter = Quarter::collect(engine);
    let n = |query: &str| quarter.results(query)["coverage"]["n"].clone();
    assert_eq!(n("period=2026-Q3&department=KM&department=GN"), 46);
    assert_eq!(n("period=2026-Q3&department=KM&department=KM"), 35);
    assert_eq!(n("period=2026-Q3&department=KM&department=AB"), 35);
    let grouped = quarter.results("period=2026-Q3&department=GN&department=KM&group_by=department");
    assert_eq!(sizes(&grouped, "department"), [("KM".into(), 35.into()), ("GN".into(), 11.into())]);
    let narrow = quarter.results("period=2026-Q3&question=OUTCOME&question=OVERALL&question=OUTCOME");
    let wide = quarter.results("period=2026-Q3");
    assert_eq!(
        narrow["total"]["questions"],
        json!([question(&wide["total"], "OVERALL"), question(&wide["total"], "OUTCOME")])
    );
    assert_eq!(narrow["coverage"], wide["coverage"]);
}

fn unknown_names_and_parameters_are_refused(engine: Engine) {
    let office = Office::open(engine);
    let analyst = office.key("results", &[]);
    let ask = |query: &str| office.get(&format!("{SURVEY}/results?{query}"), &analyst);
    for (query, pointer) in [
        ("period=2026-Q3&department=XX", "?department"),
        ("period=2026-Q3&department=KM&department=km", "?department"),
        ("period=2026-Q3&department=", "?department"),
        ("period=2026-Q3&question=NOPE", "?question"),
        ("period=2026-Q3&question=SUGGEST", "?question"),
        ("period=2026-Q3&question=overall", "?question"),
        ("period=", "?period"),
        ("period=2026-Q5", "?period"),
        ("period=2026-07-14", "?period"),
        ("period=2026-09..2026-07", "?period"),
        ("period=2026-Q3&as_of=2026-02-30", "?as_of"),
        ("period=2026-Q3&as_of=today", "?as_of"),
        ("period=2026-Q3&dialect=excel-pl", "?dialect"),
        ("period=2026-Q3&format=xlsx&dialect=rfc4180", "?dialect"),
    ] {
        assert_eq!(faults(&ask(query).expect(400).json()), expected(&[(pointer, "malformed")]), "{query}");
    }
    for query in [
        "",
        "department=KM",
        "period=2026-Q3&period=2026-Q2",
        "period=2026-Q3&departments=KM",
        "period=2026-Q3&Department=KM",
        "period=2026-Q3&k=1",
        "period=2026-Q3&group_by=department&group_by=month",
        "period=2026-Q3&group_by=day",
        "period=2016-01..2026-01&group_by=month",
        "period=2026-Q3&format=pdf",
        "period=2026-Q3&format=csv&dialect=tsv",
    ] {
        ask(query).expect(400);
    }
    office.get("/api/v1/surveys/other/results?period=2026-Q3", &analyst).expect(404);
}

fn figures_are_as_they_stood_on_a_day(engine: Engine) {
    let quarter = Quarter::collect(engine);
    let coverage = |day: &str| {
        let results = quarter.results(&format!("period=2026-Q3&as_of={day}"));
        let coverage = &results["coverage"];
        (
            coverage["n"].clone(),
            coverage["pooled"].clone(),
            coverage["as_of"].clone(),
            results["period"]["closed"].clone(),
        )
    };
    assert_eq!(coverage("2026-07-14"), (Value::Null, 0.into(), Value::Null, false.into()));
    assert_eq!(coverage("2026-07-15"), (31.into(), 0.into(), "2026-07-15".into(), false.into()));
    assert_eq!(coverage("2026-09-30"), (46.into(), 0.into(), "2026-08-20".into(), false.into()));
    assert_eq!(coverage("2026-10-01"), (59.into(), 13.into(), "2026-10-01".into(), true.into()));
}

fn sums_by_quarter_and_by_month_are_the_same_figures(engine: Engine) {
    let quarter = Quarter::collect(engine);
    // What stood on a day is added up from months; in August there was something to add to July.
    for period in ["2026-Q3", "2026-07..2026-12", "2026"] {
        for split in ["none", "department", "quarter", "year", "channel", "MATTER"] {
            let query = format!("period={period}&group_by={split}");
            let by_quarter = quarter.results(&query);
            let mut by_month = quarter.results(&format!("{query}&as_of=2026-12-31"));
            assert_eq!(by_month["filters"]["as_of"].take(), "2026-12-31");
            assert_eq!(by_quarter, by_month, "{query}");
            assert_eq!(by_quarter["total"]["n"], 59);
        }
    }
}

fn what_was_not_asked_is_not_missing(engine: Engine) {
    let office = Office::open(engine);
    let (kiosk, analyst) = (office.key("submit", &[]), office.key("results", &[]));
    let send = |answers: Value| collect(&office, &kiosk, "KM", "2026-07-14", &answers, 10);
    send(json!({ "OVERALL": 5, "WAIT": 4 }));
    send(json!({ "OVERALL": 2 }));
    let shown = office.get(&format!("{SURVEY}/versions/1"), &office.admin).expect(200).json();
    let mut next = shown["questionnaire"].clone();
    next["questions"].as_array_mut().unwrap().retain(|question| question["code"] != "WAIT");
    publish_next(&office, "obsluga", &next);
    let sent: Vec<u16> = [5, 2]
        .iter()
        .flat_map(|overall| [*overall; 10])
        .map(|overall| {
            let body = json!({ "version": 2, "department": "KM", "answers": { "OVERALL": overall } });
            office.json("PUT", &response_path("obsluga"), &kiosk, &body).status
        })
        .collect();
    assert_eq!(sent, [201; 20]);
    office.tick(date(2026, 7, 16));
    for period in ["2026-07", "2026-Q3"] {
        let query = format!("{SURVEY}/results?period={period}");
        let results = office.get(&query, &analyst).expect(200).json();
        assert_eq!(results["coverage"]["versions"], json!([1, 2]), "{period}");
        let wait = question(&results["total"], "WAIT");
        assert_eq!((&wait["n"], &wait["missing"]), (&10.into(), &10.into()), "{period}");
        assert_eq!(question(&results["total"], "OVERALL")["n"], 40, "{period}");
    }
}

fn a_key_for_departments_sees_only_them(engine: Engine) {
    let mut quarter = Quarter::collect(engine);
    quarter.analyst = quarter.office.key("results", &["GN", "AB"]);
    let results = quarter.results("period=2026-Q3&group_by=department");
    assert_eq!(sizes(&results, "department"), [("GN".into(), 11.into()), ("AB".into(), Value::Null)]);
    assert_eq!((&results["coverage"]["n"], &results["coverage"]["pooled"]), (&11.into(), &0.into()));
    assert_eq!(quarter.results("period=2026-Q3&department=GN")["total"]["n"], 11);
    quarter.ask("period=2026-Q3&department=KM").expect(403);
    quarter.ask("period=2026-Q3&department=GN&department=KM").expect(403);
    let comparison = format!("{SURVEY}/comparison?period=2026-08&against=2026-07&department=KM");
    quarter.office.get(&comparison, &quarter.analyst).expect(403);
}

fn the_form_is_the_one_that_the_client_accepts(engine: Engine) {
    let office = Office::open(engine);
    let analyst = office.key("results", &[]);
    let ask = |accept: &str, more: &str| {
        let headers = if accept.is_empty() { vec![] } else { vec![("accept", accept)] };
        office.send("GET", &format!("{SURVEY}/results?period=2026-Q3{more}"), &analyst, &headers, &[])
    };
    for (accept, more, form) in [
        ("*/*", "", "application/json"),
        ("application/json", "", "application/json"),
        ("text/html, application/xhtml+xml, */*;q=0.8", "", "application/json"),
        ("text/csv", "", "text/csv; charset=utf-8"),
        ("text/csv, application/json;q=0.9", "", "text/csv; charset=utf-8"),
        ("application/json;q=0.5, text/csv", "", "text/csv; charset=utf-8"),
        ("text/csv;q=0, application/json", "", "application/json"),
        ("text/csv", "&format=json", "application/json"),
        ("image/png", "&format=csv", "text/csv; charset=utf-8"),
        ("text/csv", "&dialect=excel-pl", "text/csv; charset=utf-8"),
        (XLSX, "", XLSX),
        ("text/csv;q=0.3, application/vnd.json-stat+json;q=0.6", "", "application/vnd.json-stat+json"),
        ("application/zip, application/json;q=0.9", "", "application/zip"),
        ("application/csvm+json", "", "application/csvm+json"),
        ("text/csv;q=0, */*;q=0.1", "", "application/json"),
        ("*/*", "&format=xlsx", XLSX),
        ("*/*", "&format=json-stat", "application/vnd.json-stat+json"),
        ("*/*", "&format=data-package", "application/zip"),
        ("*/*", "&format=csvw", "application/csvm+json"),
    ] {
        let reply = ask(accept, more).expect(200);
        assert_eq!(reply.header("content-type"), form, "{accept} {more}");
        assert!(reply.header("vary").contains("Accept"));
    }
    for accept in ["image/png", "application/xml;q=0.9", "text/csv;q=0", "application/*;q=0, text/csv;q=0.0"] {
        let reply = ask(accept, "").expect(406);
        assert_eq!(reply.header("content-type"), "application/problem+json", "{accept}");
    }
}

fn an_answer_has_a_tag_until_the_next_release(engine: Engine) {
    let quarter = Quarter::collect(engine);
    let kiosk = quarter.office.key("submit", &[]);
    let query = "period=2026&group_by=department";
    let first = quarter.ask(query).expect(200);
    let tag = first.header("etag").to_owned();
    let again = |query: &str, tag: &str| {
        let path = format!("{SURVEY}/results?{query}");
        quarter.office.send("GET", &path, &quarter.analyst, &[("if-none-match", tag)], &[])
    };
    assert!(again(query, &tag).expect(304).bytes.is_empty());
    again("period=2026", &tag).expect(200);
    again(&format!("{query}&format=csv"), &tag).expect(200);
    // Responses alone move nothing.
    collect(&quarter.office, &kiosk, "GN", "2026-10-01", &json!({ "OVERALL": 4 }), 10);
    collect(&quarter.office, &kiosk, "GN", "2026-10-01", &json!({ "OVERALL": 5 }), 1);
    again(query, &tag).expect(304);
    quarter.office.tick(date(2026, 10, 2));
    let moved = again(query, &tag).expect(200);
    assert_eq!(moved.json()["total"]["n"], 70);
    assert_ne!(moved.header("etag"), tag);
    let mut then = quarter.results("period=2026&group_by=department&as_of=2026-10-01");
    assert_eq!(then["filters"]["as_of"].take(), "2026-10-01");
    assert_eq!(then, first.json());
}

fn an_answer_is_packed_for_who_takes_it_so(engine: Engine) {
    let quarter = Quarter::collect(engine);
    let path = format!("{SURVEY}/results?period=2026&group_by=department");
    let ask = |headers: &[(&str, &str)]| quarter.office.send("GET", &path, &quarter.analyst, headers, &[]);
    let plain = ask(&[]).expect(200);
    assert_eq!(plain.header("content-encoding"), "");
    for takes in ["gzip", "br;q=0.5, gzip", "gzip, identity;q=0.5"] {
        let packed = ask(&[("accept-encoding", takes)]).expect(200);
        assert_eq!(packed.header("content-encoding"), "gzip", "{takes}");
        assert!(packed.bytes.len() * 4 < plain.bytes.len(), "{} of {}", packed.bytes.len(), plain.bytes.len());
        let mut unpacked = Vec::new();
        GzDecoder::new(packed.bytes.as_slice()).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, plain.bytes);
        let tags = [&plain, &packed].map(|reply| reply.header("etag").to_owned());
        assert_ne!(tags[0], tags[1], "other bytes have another tag");
        for tag in &tags {
            let again = ask(&[("accept-encoding", takes), ("if-none-match", tag)]).expect(304);
            assert_eq!((again.header("content-encoding"), again.bytes.len()), ("", 0));
            ask(&[("if-none-match", tag)]).expect(304);
        }
        assert!(packed.header("vary").contains("Accept-Encoding"));
    }
    for refuses in ["identity", "gzip;q=0", "br"] {
        assert_eq!(ask(&[("accept-encoding", refuses)]).expect(200).header("content-encoding"), "", "{refuses}");
    }
}
