//! Responses: what is taken, what is refused and why, that a retry is recognised, and how much one address may send.

use ankieta::storage::{Error, Session};
use diesel::sql_types::Text;
use diesel::{QueryableByName, RunQueryDsl, sql_query};
use jiff::ToSpan;
use jiff::civil::date;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Engine, Office, Reply, noon};
use crate::on_both_databases;
use crate::v1::samples::{
    SURVEY, collect, every_kind, expected, faults, item, publish_first, publish_next, response_path, send_batch,
};

on_both_databases!(
    a_retry_is_recognised_and_other_content_is_a_conflict,
    every_fault_is_named_at_once,
    each_answer_must_fit_its_question,
    a_question_is_answered_once,
    a_day_out_of_the_window_is_today,
    a_day_must_be_a_day,
    older_published_versions_are_taken,
    a_retry_is_recognised_after_stricter_rules,
    an_id_must_be_a_random_uuid,
    a_refusal_never_repeats_what_was_sent,
    a_batch_is_answered_in_order_item_by_item,
    a_batch_and_a_body_have_their_sizes,
    the_channel_follows_from_the_credential,
    a_key_that_does_not_fit_is_never_taken_for_none,
    a_key_is_good_for_its_departments_only,
    an_address_may_send_three_in_ten_minutes,
    an_address_may_send_ten_a_day,
    headers_do_not_tell_a_neighbour_that_somebody_answered,
    a_lobby_has_a_limit_of_its_own,
    an_address_that_repeats_itself_is_one_person,
    several_at_once_are_the_first_of_their_address_and_its_repeats,
    a_forwarded_address_is_believed_of_trusted_proxies_only,
    a_named_stack_of_paper_waits_to_be_confirmed,
);

fn a_retry_is_recognised_and_other_content_is_a_conflict(engine: Engine) {
    let office = Office::open(engine);
    let path = response_path("obsluga");
    let sent = json!({ "department": "KM", "answers": { "OVERALL": 5 } });
    let put = |body: &Value| office.json("PUT", &path, "", body);
    assert_eq!(put(&sent).expect(201).json(), json!({ "status": "created" }));
    assert_eq!(put(&sent).expect(200).json(), json!({ "status": "replayed" }));
    let nothing_more = json!({ "OVERALL": 5, "WAIT": null, "REASON": [], "SUGGEST": "  " });
    put(&json!({ "department": "KM", "version": null, "answers": nothing_more })).expect(200);
    for other in [
        json!({ "department": "KM", "answers": { "OVERALL": 4 } }),
        json!({ "department": "GN", "answers": { "OVERALL": 5 } }),
        json!({ "department": "KM", "language": "pl", "answers": { "OVERALL": 5 } }),
        json!({ "department": "KM", "answers": { "OVERALL": 5, "WAIT": "na" } }),
    ] {
        put(&other).expect(409);
    }
    office.json("PUT", &response_path("other"), "", &sent).expect(404);
    office.json("POST", "/api/v1/surveys/other/responses", "", &json!({ "responses": [] })).expect(404);
}

fn every_fault_is_named_at_once(engine: Engine) {
    let office = Office::open(engine);
    publish_first(&office, "test", &every_kind());
    let body = json!({
        "department": "GN", "language": "en", "collected_on": "14.07.2026",
        "answers": {
            "OVERALL": 6, "WAIT": "good", "OUTCOME": "plates", "REASON": ["time"], "RECOMMEND": 11,
            "SUGGEST": "Więcej krzeseł", "NOPE": 1, "a/b~c": 1
        }
    });
    let problem = office.json("PUT", &response_path("test"), "", &body).expect(422).json();
    let all = [
        ("/language", "unknown_language"),
        ("/collected_on", "malformed"),
        ("/answers/OVERALL", "out_of_range"),
        ("/answers/WAIT", "wrong_type"),
        ("/answers/OUTCOME", "not_offered"),
        ("/answers/REASON", "not_shown"),
        ("/answers/RECOMMEND", "out_of_range"),
        ("/answers/SETTLED", "required"),
        ("/answers/SUGGEST", "too_long"),
        ("/answers/NOPE", "unknown_question"),
        ("/answers/a~1b~0c", "unknown_question"),
    ];
    assert_eq!(faults(&problem), expected(&all));
    let elsewhere = json!({ "department": "AB", "answers": { "OVERALL": 5, "SETTLED": "yes" } });
    let problem = office.json("PUT", &response_path("test"), "", &elsewhere).expect(422).json();
    assert_eq!(faults(&problem), expected(&[("/department", "unknown_department")]));
}

/// Answers to [`every_kind`], one of them replaced.
fn answers_with(question: &str, answer: Value) -> Value {
    let mut answers = json!({ "OVERALL": 1, "SETTLED": "yes" });
    answers[question] = answer;
    answers
}

fn each_answer_must_fit_its_question(engine: Engine) {
    let office = Office::open(engine);
    publish_first(&office, "test", &every_kind());
    let put = |question: &str, answer: &Value| {
        let body = json!({ "department": "KM", "answers": answers_with(question, answer.clone()) });
        office.json("PUT", &response_path("test"), "", &body)
    };
    let fitting = [
        ("OVERALL", json!([1, 5])),
        ("WAIT", json!([1, 3, "na", null])),
        ("OUTCOME", json!(["yes", "plates", null, ""])),
        ("REASON", json!([["time", "info"], ["other"], [], "na", null])),
        ("RECOMMEND", json!([0, 10, "na"])),
        ("SETTLED", json!(["yes", "no", "na"])),
        ("SUGGEST", json!(["żółtą jaźń", "na", "", null])),
    ];
    for (question, answers) in fitting {
        for answer in answers.as_array().unwrap() {
            put(question, answer).expect(201);
        }
    }
    let wrong = [
        ("OVERALL", "out_of_range", json!([0, 6, -1, 300, 9_007_199_254_740_993_i64])),
        ("OVERALL", "wrong_type", json!([4.5, 5.0, "5", true, [5], {}, u64::MAX])),
        ("OVERALL", "required", json!([null, "", []])),
        ("OVERALL", "na_not_offered", json!(["na"])),
        ("WAIT", "out_of_range", json!([0, 4])),
        ("OUTCOME", "unknown_option", json!(["maybe", "YES", "yes "])),
        ("OUTCOME", "wrong_type", json!([1, ["yes"], false])),
        ("OUTCOME", "na_not_offered", json!(["na"])),
        ("REASON", "too_many", json!([["time", "info", "other"]])),
        ("REASON", "duplicate", json!([["time", "time"]])),
        ("REASON", "unknown_option", json!([["time", "rain"], ["na"]])),
        ("REASON", "wrong_type", json!(["time", 1, [1], [["time"]], {}])),
        ("RECOMMEND", "out_of_range", json!([-1, 11])),
        ("SETTLED", "unknown_option", json!(["maybe", "tak"])),
        ("SETTLED", "wrong_type", json!([true, 1, ["yes"]])),
        ("SETTLED", "required", json!([null])),
        ("SUGGEST", "too_long", json!(["żółta jaźń!"])),
        ("SUGGEST", "wrong_type", json!([1, ["a"], {}, true])),
    ];
    for (question, code, answers) in wrong {
        for answer in answers.as_array().unwrap() {
            let problem = put(question, answer).expect(422).json();
            assert_eq!(faults(&problem), expected(&[(&format!("/answers/{question}"), code)]), "{answer}");
        }
    }
}

fn a_question_is_answered_once(engine: Engine) {
    let office = Office::open(engine);
    let twice = r#""department": "KM", "answers": { "OVERALL": 5, "OVERALL": 5 } }"#;
    let json_type = [("content-type", "application/json")];
    let reply = office.send("PUT", &response_path("obsluga"), "", &json_type, format!("{{ {twice}").as_bytes());
    assert_eq!(faults(&reply.expect(422).json())[0].1, "duplicate");
    let batch = format!(r#"{{ "responses": [{{ "id": "{}", {twice}] }}"#, Uuid::new_v4());
    let reply = office.send("POST", &format!("{SURVEY}/responses"), "", &json_type, batch.as_bytes());
    assert_eq!(reply.expect(200).json()["results"][0]["errors"][0]["code"], "duplicate");
}

fn a_day_out_of_the_window_is_today(engine: Engine) {
    let office = Office::with(engine, &["--k", "5"]);
    let kiosk = office.key("submit", &[]);
    office.clock.set(noon(date(2026, 9, 14)).timestamp());
    let claims = [
        ("KM", "2026-07-31", "2026-07-31"),
        ("GN", "2026-07-30", "2026-09-14"),
        ("AB", "2026-09-15", "2026-09-14"),
        ("OS", "2026-09-16", "2026-09-14"),
        ("OR", "1999-01-01", "2026-09-14"),
    ];
    for (department, claimed, _) in claims {
        collect(&office, &kiosk, department, claimed, &json!({ "OVERALL": 5 }), 4);
        collect(&office, &kiosk, department, claimed, &json!({ "OVERALL": 1 }), 1);
    }
    (0..5).for_each(|rating| drop(office.respond("OK", json!({ "OVERALL": 1 + rating })).expect(201)));
    office.tick(date(2026, 9, 20));
    let analyst = office.key("results", &[]);
    for (department, _, day) in claims.into_iter().chain([("OK", "", "2026-09-14")]) {
        let path = format!("{SURVEY}/results?period=2026&department={department}");
        let coverage = office.get(&path, &analyst).expect(200).json()["coverage"].clone();
        assert_eq!(
            (&coverage["n"], &coverage["first_day"], &coverage["last_day"]),
            (&5.into(), &day.into(), &day.into())
        );
    }
}

fn a_day_must_be_a_day(engine: Engine) {
    let office = Office::open(engine);
    for day in ["", "2026-7-14", "20260714", "2026-02-30", "2026-07-14T10:00", "2026-07-14 ", "14.07.2026", "yesterday"]
    {
        let body = json!({ "department": "KM", "collected_on": day, "answers": { "OVERALL": 5 } });
        let problem = office.json("PUT", &response_path("obsluga"), "", &body).expect(422).json();
        assert_eq!(faults(&problem), expected(&[("/collected_on", "malformed")]), "{day}");
    }
}

/// The standard of [`every_kind`] with one more question that must be answered.
fn stricter() -> Value {
    let mut stricter = every_kind();
    let age = json!({ "code": "AGE", "kind": "rating", "required": true, "text": { "pl": "Wiek?" } });
    stricter["questions"].as_array_mut().unwrap().push(age);
    stricter
}

fn older_published_versions_are_taken(engine: Engine) {
    let office = Office::open(engine);
    publish_first(&office, "test", &every_kind());
    publish_next(&office, "test", &stricter());
    let put = |version: Value| {
        let body = json!({ "version": version, "department": "KM", "answers": { "OVERALL": 5, "SETTLED": "yes" } });
        office.json("PUT", &response_path("test"), "", &body)
    };
    put(json!(1)).expect(201);
    for (version, pointer, code) in [
        (json!(2), "/answers/AGE", "required"),
        (json!(null), "/answers/AGE", "required"),
        (json!(3), "/version", "unknown_version"),
        (json!(0), "/version", "unknown_version"),
        (json!(-1), "/version", "wrong_type"),
        (json!("1"), "/version", "wrong_type"),
        (json!(4_294_967_297_u64), "/version", "wrong_type"),
    ] {
        assert_eq!(faults(&put(version).expect(422).json()), expected(&[(pointer, code)]));
    }
}

fn a_retry_is_recognised_after_stricter_rules(engine: Engine) {
    let office = Office::open(engine);
    publish_first(&office, "test", &every_kind());
    let path = response_path("test");
    let sent = json!({ "department": "KM", "answers": { "OVERALL": 5, "SETTLED": "yes" } });
    office.json("PUT", &path, "", &sent).expect(201);
    publish_next(&office, "test", &stricter());
    assert_eq!(office.json("PUT", &path, "", &sent).expect(200).json(), json!({ "status": "replayed" }));
    let other = json!({ "department": "KM", "answers": { "OVERALL": 4, "SETTLED": "yes" } });
    office.json("PUT", &path, "", &other).expect(422);
    office.json("PUT", &response_path("test"), "", &sent).expect(422);
}

fn an_id_must_be_a_random_uuid(engine: Engine) {
    let office = Office::open(engine);
    let random = Uuid::new_v4();
    for id in [
        "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        "01890a5d-ac96-774b-bcce-b302099a8057",
        "00000000-0000-0000-0000-000000000000",
        "a",
        &random.simple().to_string(),
        &random.braced().to_string(),
        &random.urn().to_string(),
    ] {
        let mut item = item("KM", json!({ "OVERALL": 5 }));
        item["id"] = id.into();
        let result = send_batch(&office, "", &[item]).expect(200).json()["results"][0].clone();
        assert_eq!((faults(&result), &result["id"]), (expected(&[("/id", "malformed")]), &Value::Null), "{id}");
        let body = json!({ "department": "KM", "answers": { "OVERALL": 5 } });
        let path = format!("{SURVEY}/responses/{}", id.replace('{', "%7B").replace('}', "%7D"));
        let problem = office.json("PUT", &path, "", &body).expect(422).json();
        assert_eq!(faults(&problem), expected(&[("/id", "malformed")]), "{id}");
    }
}

fn a_refusal_never_repeats_what_was_sent(engine: Engine) {
    const SECRET: &str = "pesel44051401359";
    let office = Office::open(engine);
    let whole = json!({
        "id": Uuid::new_v4(), "version": 1, "department": "KM", "language": "pl", "collected_on": "2026-07-14",
        "answers": { "OVERALL": 5, "OUTCOME": "yes", "RTYPE": "private", "IMPORT": ["forms"], "SUGGEST": "-" }
    });
    let mut wrong = Vec::new();
    for member in ["id", "version", "department", "language", "collected_on", "answers"] {
        wrong.extend([json!(SECRET), json!([SECRET]), json!({ "a": SECRET })].map(|value| {
            let mut body = whole.clone();
            body[member] = value;
            body
        }));
    }
    for question in ["OVERALL", "OUTCOME", "RTYPE", "IMPORT", "SUGGEST", "MATTER", "REASON"] {
        wrong.extend([json!([[SECRET]]), json!({ "a": SECRET }), json!([SECRET, 1])].map(|value| {
            let mut body = whole.clone();
            body["answers"][question] = value;
            body
        }));
    }
    let batch = send_batch(&office, "", &wrong).expect(200);
    assert!(batch.json()["results"].as_array().unwrap().iter().all(|result| result["status"] == "invalid"));
    assert!(!batch.text().contains(SECRET), "{}", batch.text());
    for mut body in wrong {
        let id = body.as_object_mut().unwrap().remove("id").unwrap();
        let path = format!("{SURVEY}/responses/{}", id.as_str().unwrap_or(SECRET));
        let reply = office.json("PUT", &path, "", &body).expect(422);
        assert!(!reply.text().contains(SECRET), "{}", reply.text());
    }
}

fn a_batch_is_answered_in_order_item_by_item(engine: Engine) {
    let office = Office::open(engine);
    let (first, last) = (item("KM", json!({ "OVERALL": 5 })), item("GN", json!({ "OVERALL": 1 })));
    let mut other = first.clone();
    other["answers"]["OVERALL"] = 4.into();
    let mut unknown = item("XX", json!({}));
    unknown["answers"]["NOPE"] = 1.into();
    let mut strange = item("KM", json!({ "OVERALL": 5 }));
    strange["channel"] = "paper".into();
    let items = [
        first.clone(),
        unknown.clone(),
        first.clone(),
        Value::Null,
        other.clone(),
        json!(5),
        json!({ "id": Uuid::new_v4() }),
        strange,
        json!([]),
        last.clone(),
    ];
    let reply = send_batch(&office, "", &items).expect(200).json();
    let results = reply["results"].as_array().unwrap();
    let statuses: Vec<&str> = results.iter().map(|result| result["status"].as_str().unwrap()).collect();
    let invalid = "invalid";
    assert_eq!(
        statuses,
        ["created", invalid, "replayed", invalid, "conflict", invalid, invalid, invalid, invalid, "created"]
    );
    for place in [0, 1, 2, 4, 9] {
        assert_eq!(results[place]["id"], items[place]["id"]);
    }
    let every = [
        ("/answers/NOPE", "unknown_question"),
        ("/answers/OVERALL", "required"),
        ("/department", "unknown_department"),
    ];
    assert_eq!(faults(&results[1]), expected(&every));
    for (place, code) in
        [(3, "wrong_type"), (5, "wrong_type"), (6, "required"), (7, "unknown_field"), (8, "wrong_type")]
    {
        assert_eq!(faults(&results[place])[0].1, code, "{}", results[place]);
    }
    let again = send_batch(&office, "", &[last, other, unknown, first]).expect(200).json();
    let statuses: Vec<&Value> = again["results"].as_array().unwrap().iter().map(|result| &result["status"]).collect();
    assert_eq!(statuses, ["replayed", "conflict", "invalid", "replayed"]);
    assert_eq!(send_batch(&office, "", &[]).expect(200).json(), json!({ "results": [] }));
}

/// JSON of exactly so many bytes, by blanks at its end.
fn padded(body: &Value, bytes: usize) -> Vec<u8> {
    let mut text = body.to_string().into_bytes();
    text.resize(bytes, b' ');
    text
}

fn a_batch_and_a_body_have_their_sizes(engine: Engine) {
    let office = Office::open(engine);
    let path = format!("{SURVEY}/responses");
    let json_type = [("content-type", "application/json")];
    let items: Vec<Value> = (0..101).map(|_| item("KM", json!({ "OVERALL": 5 }))).collect();
    send_batch(&office, "", &items).expect(413);
    let hundred = json!({ "responses": items[..100] });
    let (largest, mebibyte) = (64 * 1024, 1024 * 1024);
    // Who has a key may send more at once; a key that is none opens nothing.
    let key = office.key("submit", &[]);
    office.send("POST", &path, "", &json_type, &padded(&hundred, largest + 1)).expect(413);
    office.send("POST", &path, "ank_no-such-key", &json_type, &padded(&hundred, largest + 1)).expect(401);
    office.send("POST", &path, &key, &json_type, &padded(&hundred, mebibyte + 1)).expect(413);
    let reply = office.send("POST", &path, &key, &json_type, &padded(&hundred, mebibyte)).expect(200).json();
    let results = reply["results"].as_array().unwrap();
    assert_eq!(results.len(), 100);
    assert!(results.iter().all(|result| result["status"] == "created"), "nothing of what was refused was stored");
    let one = json!({ "department": "KM", "answers": { "OVERALL": 5 } });
    let few = json!({ "responses": [item("KM", json!({ "OVERALL": 5 }))] });
    office.send("POST", &path, "", &json_type, &padded(&few, largest)).expect(200);
    let path = response_path("obsluga");
    office.send("PUT", &path, "", &json_type, &padded(&one, largest + 1)).expect(413);
    office.send("PUT", &path, "", &json_type, &padded(&one, largest)).expect(201);
}

#[derive(QueryableByName)]
struct ChannelRow {
    #[diesel(sql_type = Text)]
    channel: String,
}

/// The channels of what waits to be released; nothing outside the database ever tells them.
fn channels(office: &Office) -> Vec<String> {
    let query = |session: &mut Session| -> Result<Vec<ChannelRow>, Error> {
        Ok(sql_query("SELECT channel FROM responses ORDER BY channel").load(session)?)
    };
    office.storage.read(query).unwrap().into_iter().map(|row| row.channel).collect()
}

fn the_channel_follows_from_the_credential(engine: Engine) {
    let office = Office::open(engine);
    let body = json!({ "department": "KM", "answers": { "OVERALL": 5 } });
    for key in ["", &office.key("submit", &[]), &office.key("paper", &[])] {
        office.json("PUT", &response_path("obsluga"), key, &body).expect(201);
        send_batch(&office, key, &[item("KM", json!({ "OVERALL": 5 }))]).expect(200);
    }
    assert_eq!(channels(&office), ["kiosk", "kiosk", "paper", "paper", "web", "web"]);
}

fn a_key_that_does_not_fit_is_never_taken_for_none(engine: Engine) {
    let office = Office::open(engine);
    let body = json!({ "department": "KM", "answers": { "OVERALL": 5 } });
    let results = office.key("results", &[]);
    let truncated = &office.key("submit", &[])[..30];
    for (key, status) in [(results.as_str(), 403), (&office.admin, 403), (truncated, 401), ("ank_nothing", 401)] {
        office.json("PUT", &response_path("obsluga"), key, &body).expect(status);
        send_batch(&office, key, &[item("KM", json!({ "OVERALL": 5 }))]).expect(status);
    }
    for header in [("authorization", "Bearer"), ("authorization", "Token abc"), ("x-api-key", ""), ("x-api-key", "?")] {
        let headers = [("content-type", "application/json"), header];
        let sent = body.to_string();
        office.send("PUT", &response_path("obsluga"), "", &headers, sent.as_bytes()).expect(401);
    }
    assert!(channels(&office).is_empty());
}

fn a_key_is_good_for_its_departments_only(engine: Engine) {
    let office = Office::open(engine);
    let kiosk = office.key("submit", &["KM", "GN"]);
    let send = |department: &str| {
        let body = json!({ "department": department, "answers": { "OVERALL": 5 } });
        office.json("PUT", &response_path("obsluga"), &kiosk, &body)
    };
    send("KM").expect(201);
    assert_eq!(faults(&send("AB").expect(422).json()), expected(&[("/department", "not_permitted")]));
    let items = ["AB", "GN"].map(|department| item(department, json!({ "OVERALL": 5 })));
    let results = send_batch(&office, &kiosk, &items).expect(200).json();
    assert_eq!(
        (&results["results"][0]["status"], &results["results"][1]["status"]),
        (&"invalid".into(), &"created".into())
    );
}

/// Sends a response without a key and with headers.
fn send_with(office: &Office, path: &str, rating: u8, headers: &[(&str, &str)]) -> Reply {
    let body = json!({ "department": "KM", "answers": { "OVERALL": rating } }).to_string();
    let headers: Vec<_> = headers.iter().copied().chain([("content-type", "application/json")]).collect();
    office.send("PUT", path, "", &headers, body.as_bytes())
}

#[track_caller]
fn assert_must_wait(reply: Reply, seconds: u64) {
    assert_eq!(reply.expect(429).header("retry-after"), seconds.to_string());
}

fn an_address_may_send_three_in_ten_minutes(engine: Engine) {
    let office = Office::with(engine, &["--web-per-10-minutes", "3", "--web-per-day", "10"]);
    let send = |path: &str, rating: u8| send_with(&office, path, rating, &[]);
    let pass = |seconds: i64| office.clock.set(office.clock.now().timestamp() + seconds.seconds());
    (0..5).for_each(|_| drop(send(&response_path("obsluga"), 9).expect(422)));
    let accepted: Vec<String> = (0..3).map(|_| response_path("obsluga")).collect();
    for path in &accepted {
        send(path, 5).expect(201);
        pass(100);
    }
    // At no pace it is more, and nobody learns when somebody sent something.
    for _ in 0..2 {
        assert_must_wait(send(&response_path("obsluga"), 5), 600);
        assert_must_wait(send_batch(&office, "", &[item("KM", json!({ "OVERALL": 5 }))]), 600);
        pass(149);
    }
    pass(1);
    assert_must_wait(send(&response_path("obsluga"), 5), 600);
    // What was accepted is said to be so, however many came.
    accepted.iter().for_each(|path| drop(send(path, 5).expect(200)));
    send(&accepted[0], 4).expect(409);
    pass(1);
    send(&response_path("obsluga"), 5).expect(201);
    assert_must_wait(send(&response_path("obsluga"), 5), 600);
    let kiosk = office.key("submit", &[]);
    collect(&office, &kiosk, "KM", "2026-07-14", &json!({ "OVERALL": 5 }), 120);
    office.clock.set(noon(date(2026, 7, 15)).timestamp());
    let items: Vec<Value> = (0..3).map(|_| item("KM", json!({ "OVERALL": 5 }))).collect();
    send_batch(&office, "", &items).expect(200);
    assert_must_wait(send(&response_path("obsluga"), 5), 600);
    send_batch(&office, "", &items).expect(200);
}

fn an_address_may_send_ten_a_day(engine: Engine) {
    let office = Office::with(engine, &["--web-per-10-minutes", "0", "--web-per-day", "10"]);
    (0..10).for_each(|_| drop(office.respond("KM", json!({ "OVERALL": 5 })).expect(201)));
    assert_must_wait(office.respond("KM", json!({ "OVERALL": 5 })), 12 * 60 * 60);
    office.clock.set(noon(date(2026, 7, 15)).timestamp());
    office.respond("KM", json!({ "OVERALL": 5 })).expect(201);
}

fn headers_do_not_tell_a_neighbour_that_somebody_answered(engine: Engine) {
    let office = Office::with(engine, &["--web-per-10-minutes", "3"]);
    let path = response_path("obsluga");
    let others: Vec<String> = (0..3).map(|_| response_path("obsluga")).collect();
    let told = |reply: Reply, status: u16| {
        let reply = reply.expect(status);
        ["ratelimit-policy", "ratelimit", "retry-after"].map(|name| reply.header(name).to_owned())
    };
    let policy = "\"web\";q=3;w=600";
    for (path, rating, status) in [
        (&path, 5, 201),
        (&path, 5, 200),
        (&others[0], 5, 201),
        (&others[1], 9, 422),
        (&others[1], 5, 429),
        (&path, 5, 200),
    ] {
        let expected = match status {
            422 => ["", "", ""],
            429 => [policy, "", "600"],
            _ => [policy, "", ""],
        };
        assert_eq!(told(send_with(&office, path, rating, &[]), status), expected, "{status}");
    }
    assert_eq!(told(office.get(SURVEY, ""), 200), ["", "", ""]);
    let kiosk = office.key("submit", &[]);
    assert_eq!(told(send_batch(&office, &kiosk, &[item("KM", json!({ "OVERALL": 5 }))]), 200), ["", "", ""]);
}

fn a_lobby_has_a_limit_of_its_own(engine: Engine) {
    let limits = ["--web-per-10-minutes", "3", "--lobby-per-10-minutes", "5", "--trusted-proxy", "127.0.0.1"];
    let office = Office::with(engine, &[&limits[..], &["--lobby", "192.0.2.0/28,2001:db8:5::/48"]].concat());
    let granted = |address: &str| {
        let send = || send_with(&office, &response_path("obsluga"), 5, &[("x-forwarded-for", address)]);
        (0..7).filter(|_| send().status == 201).count()
    };
    assert_eq!(["192.0.2.15", "2001:db8:5::1", "192.0.2.16", "2001:db8:6::1"].map(granted), [5, 5, 3, 3]);
}

fn an_address_that_repeats_itself_is_one_person(engine: Engine) {
    let options = ["--web-per-10-minutes", "0", "--web-per-day", "0", "--trusted-proxy", "127.0.0.1"];
    let office = Office::with(engine, &[&options[..], &["--lobby", "192.0.2.0/28"]].concat());
    let analyst = office.key("results", &[]);
    let results = || office.get(&format!("{SURVEY}/results?period=2026&department=KM"), &analyst).expect(200).json();
    let path = response_path("obsluga");
    let send =
        |path: &str, rating: u8, address: &str| send_with(&office, path, rating, &[("x-forwarded-for", address)]);
    // Of one address: what does not fit and what is not stored is not the first of it, and what is sent again no second.
    send(&response_path("obsluga"), 9, "198.51.100.1").expect(422);
    send(&path, 5, "198.51.100.1").expect(201);
    send(&path, 5, "198.51.100.1:50123").expect(200);
    send(&path, 5, "198.51.100.2").expect(200);
    send(&path, 4, "198.51.100.2").expect(409);
    (2..10).for_each(|host| drop(send(&response_path("obsluga"), 4, &format!("198.51.100.{host}")).expect(201)));
    (0..5).for_each(|_| drop(send(&response_path("obsluga"), 1, "198.51.100.1").expect(201)));
    let items: Vec<Value> = (0..3).map(|_| item("KM", json!({ "OVERALL": 1 }))).collect();
    let batch = json!({ "responses": items }).to_string();
    let headers = [("content-type", "application/json"), ("forwarded", "for=\"198.51.100.2:443\"")];
    office.send("POST", &format!("{SURVEY}/responses"), "", &headers, batch.as_bytes()).expect(200);
    office.tick(date(2026, 7, 15));
    assert_eq!(results()["total"]["n"], Value::Null, "nine people sent seventeen");
    // Another day, the same address is one more person; a lobby is many.
    send(&response_path("obsluga"), 4, "198.51.100.1").expect(201);
    (0..3).for_each(|_| drop(send(&response_path("obsluga"), 4, "192.0.2.1").expect(201)));
    office.tick(date(2026, 7, 16));
    let told = results();
    assert_eq!((&told["total"]["n"], &told["coverage"]["flags"]), (&json!(21), &json!({ "repeat": 8 })));
}

fn several_at_once_are_the_first_of_their_address_and_its_repeats(engine: Engine) {
    let office = Office::with(engine, &["--web-per-10-minutes", "0", "--web-per-day", "0", "--k", "5"]);
    let items: Vec<Value> = (0..4).map(|_| item("KM", json!({ "OVERALL": 1 }))).collect();
    send_batch(&office, "", &items).expect(200);
    let kiosk = office.key("submit", &[]);
    collect(&office, &kiosk, "KM", "2026-07-14", &json!({ "OVERALL": 5 }), 4);
    office.tick(date(2026, 7, 15));
    let analyst = office.key("results", &[]);
    let told = office.get(&format!("{SURVEY}/results?period=2026&department=KM"), &analyst).expect(200).json();
    assert_eq!((&told["total"]["n"], &told["coverage"]["flags"]), (&json!(8), &json!({ "repeat": 3 })));
}

fn a_forwarded_address_is_believed_of_trusted_proxies_only(engine: Engine) {
    let limits = ["--web-per-10-minutes", "1", "--trusted-proxy"];
    let trusting = Office::with(engine, &[&limits[..], &["127.0.0.1,10.9.9.9"]].concat());
    let send = |office: &Office, hops: &[&str]| {
        let headers: Vec<_> = hops.iter().map(|hop| ("x-forwarded-for", *hop)).collect();
        send_with(office, &response_path("obsluga"), 5, &headers)
    };
    for (hops, status) in [
        (&["198.51.100.1"][..], 201),
        (&["198.51.100.2"], 201),
        (&["198.51.100.1"], 429),
        (&["203.0.113.1, 198.51.100.1"], 429),
        (&["203.0.113.2", "198.51.100.1"], 429),
        (&["198.51.100.1, 10.9.9.9"], 429),
        (&["198.51.100.3, 10.9.9.9", "127.0.0.1"], 201),
        // Some proxies name the port, too.
        (&["198.51.100.3:50123"], 429),
        (&["198.51.100.4:50123"], 201),
        (&["198.51.100.4:50124, 10.9.9.9:443"], 429),
        (&["2001:db8:1:2::1"], 201),
        (&["2001:db8:1:2:ffff::9"], 429),
        (&["[2001:db8:1:2::1]:443"], 429),
        (&["2001:db8:1:3::1"], 201),
        (&[], 201),
        (&[], 429),
        // Before what cannot be read, nothing is believed.
        (&["203.0.113.3, unknown"], 429),
        (&["unknown"], 429),
    ] {
        assert_eq!(send(&trusting, hops).status, status, "{hops:?}");
    }
    for (line, status) in
        [("for=\"[2001:db8:1:4::1]:1234\"", 201), ("for=\"[2001:db8:1:4::2]:1235\";proto=https, for=10.9.9.9", 429)]
    {
        let reply = send_with(&trusting, &response_path("obsluga"), 5, &[("forwarded", line)]);
        assert_eq!(reply.status, status, "{line}");
    }
    let wary = Office::with(engine, &[&limits[..], &["10.9.9.9"]].concat());
    send(&wary, &["198.51.100.1"]).expect(201);
    send(&wary, &["198.51.100.2"]).expect(429);
}

fn a_named_stack_of_paper_waits_to_be_confirmed(engine: Engine) {
    let office = Office::open(engine);
    let clerk = office.key("paper", &[]);
    let path = format!("{SURVEY}/responses");
    let items: Vec<Value> = (0..24).map(|place| item("KM", json!({ "OVERALL": 1 + place % 5 }))).collect();
    let stack = |key: &str, items: &[Value]| {
        office.json("POST", &path, key, &json!({ "responses": items, "batch": "okienko 3" }))
    };
    let first = stack(&clerk, &items[..12]).expect(200).json();
    assert_eq!(
        (&first["results"][11]["status"], &first["lot"]["counts_from"]),
        (&"created".into(), &"2026-07-21".into())
    );
    let rest = stack(&clerk, &items).expect(200).json();
    let statuses: Vec<&str> =
        rest["results"].as_array().unwrap().iter().map(|it| it["status"].as_str().unwrap()).collect();
    assert_eq!((&statuses[..12], &statuses[12..]), (&["replayed"; 12][..], &["created"; 12][..]));
    assert_eq!(rest["lot"], first["lot"], "one stack is one lot");
    // The same response by another way is known, and one that is no part of a stack does not wait.
    let mut alone = items[0].clone();
    let id = alone.as_object_mut().unwrap().remove("id").unwrap();
    let known = office.json("PUT", &format!("{path}/{}", id.as_str().unwrap()), &clerk, &alone);
    assert_eq!(known.expect(200).json()["status"], "replayed");
    assert_eq!(
        send_batch(&office, &clerk, &[item("KM", json!({ "OVERALL": 5 }))]).expect(200).json()["lot"],
        Value::Null
    );
    assert_eq!(office.tick(date(2026, 7, 20)).released, 0);
    assert_eq!(office.tick(date(2026, 7, 21)).released, 25);
    // Only paper comes in stacks, and a stack has a name.
    let kiosk = office.key("submit", &[]);
    for key in [kiosk.as_str(), ""] {
        assert_eq!(faults(&stack(key, &items).expect(422).json()), expected(&[("/batch", "not_permitted")]));
    }
    let nameless = office.json("POST", &path, &clerk, &json!({ "responses": [], "batch": "" }));
    assert_eq!(nameless.expect(422).json()["errors"][0]["pointer"], "/batch");
}
