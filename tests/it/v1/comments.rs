//! Comments: released with their quarter and at least k together, shown after an administrator has approved each, and
//! never beside anything that tells whose they are.

use std::collections::BTreeSet;

use jiff::civil::date;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Engine, Office, Reply, noon};
use crate::on_both_databases;
use crate::v1::samples::{SURVEY, expected, faults};

on_both_databases!(
    nothing_is_told_before_the_quarter_ends_and_then_only_cells_of_k,
    what_is_too_little_goes_to_the_next_quarter,
    late_comments_belong_to_the_quarter_in_which_they_come,
    nobody_reads_a_comment_that_was_not_approved,
    what_is_left_out_of_a_comment_is_gone,
    questions_for_comments_are_checked,
    keys_read_the_comments_of_their_departments,
);

fn path(rest: &str) -> String {
    format!("{SURVEY}/comments{rest}")
}

/// Sends comments about a department, each from somebody else.
fn say(office: &Office, department: &str, words: &[String]) {
    for text in words {
        office.respond(department, json!({ "OVERALL": 4, "SUGGEST": text })).expect(201);
    }
}

fn several(department: &str, count: usize) -> Vec<String> {
    (0..count).map(|number| format!("{department}: uwaga {number}")).collect()
}

fn waiting(office: &Office, query: &str) -> Vec<Value> {
    let list = office.get(&path(&format!("/moderation{query}")), &office.admin).expect(200).json();
    list["items"].as_array().unwrap().clone()
}

fn decide(office: &Office, id: &str, body: &Value) -> Reply {
    office.json("PUT", &path(&format!("/{id}")), &office.admin, body)
}

fn approve_all(office: &Office) {
    for comment in waiting(office, "") {
        decide(office, comment["id"].as_str().unwrap(), &json!({ "decision": "publish" })).expect(200);
    }
}

fn read(office: &Office, key: &str, query: &str) -> Value {
    office.get(&path(&format!("?period={query}")), key).expect(200).json()
}

/// The groups of an answer as quarter, department, how many there are, and how many are shown.
fn groups(answer: &Value) -> Vec<String> {
    let groups = answer["groups"].as_array().unwrap().iter();
    let line = |group: &Value| {
        let department = group["key"]["department"].as_str().unwrap_or("office");
        format!("{} {department} {} {}", group["key"]["quarter"].as_str().unwrap(), group["n"], group["published"])
    };
    groups.map(line).collect()
}

/// All that an answer shows of comments.
fn texts(answer: &Value) -> Vec<String> {
    let groups = answer["groups"].as_array().unwrap().iter();
    let themes = groups.flat_map(|group| group["themes"].as_array().unwrap());
    let comments = themes.flat_map(|theme| theme["comments"].as_array().unwrap());
    comments.map(|comment| comment["text"].as_str().unwrap().to_owned()).collect()
}

fn nothing_is_told_before_the_quarter_ends_and_then_only_cells_of_k(engine: Engine) {
    let office = Office::open(engine);
    let analyst = office.key("results", &[]);
    for (department, count) in [("KM", 12), ("GN", 10), ("AB", 9), ("OS", 4)] {
        say(&office, department, &several(department, count));
    }
    office.tick(date(2026, 9, 30));
    assert_eq!((groups(&read(&office, &analyst, "2026-Q3")), waiting(&office, "")), (Vec::new(), Vec::new()));
    office.tick(date(2026, 10, 1));
    // Released, and seen by nobody but administrators until each is approved.
    let quarter = ["2026-Q3 GN 10 0", "2026-Q3 KM 12 0", "2026-Q3 office 13 0"];
    let answer = read(&office, &analyst, "2026-Q3");
    assert_eq!((groups(&answer), texts(&answer)), (quarter.map(str::to_owned).to_vec(), Vec::new()));
    assert_eq!((&answer["period"]["closed"], &answer["groups"][2]["waiting"]), (&json!(true), &json!(13)));
    let all = waiting(&office, "");
    assert_eq!(all.len(), 35);
    assert_eq!(all.iter().filter(|comment| comment["department"].is_null()).count(), 13);
    approve_all(&office);
    let answer = read(&office, &analyst, "2026-Q3");
    assert_eq!(groups(&answer), ["2026-Q3 GN 10 10", "2026-Q3 KM 12 12", "2026-Q3 office 13 13"]);
    assert_eq!(answer["groups"][2]["label"]["pl"], "Pozostałe łącznie");
    assert_eq!(answer["groups"][1]["label"]["pl"], "Wydział Komunikacji");
    let told: BTreeSet<String> = texts(&answer).into_iter().collect();
    let said = [("KM", 12), ("GN", 10), ("AB", 9), ("OS", 4)].iter().flat_map(|(code, count)| several(code, *count));
    assert_eq!(told, said.collect());
    // They stand in no order, and nothing stands beside them but what they answer.
    let own: Vec<String> = texts(&answer).into_iter().filter(|text| text.starts_with("KM")).collect();
    assert_ne!(own, several("KM", 12));
    let comment = &answer["groups"][1]["themes"][0]["comments"][0];
    assert_eq!(comment.as_object().unwrap().keys().collect::<Vec<_>>(), ["question", "text"]);
    // The same bytes each time, and nothing more at the next tick.
    let before = office.get(&path("?period=2026"), &analyst).expect(200);
    office.tick(date(2026, 10, 2));
    let after = office.get(&path("?period=2026"), &analyst).expect(200);
    assert_eq!((before.bytes, before.headers.get("etag").cloned()), (after.bytes, after.headers.get("etag").cloned()));
}

fn what_is_too_little_goes_to_the_next_quarter(engine: Engine) {
    let office = Office::open(engine);
    let analyst = office.key("results", &[]);
    say(&office, "KM", &several("KM", 6));
    say(&office, "GN", &several("GN", 3));
    office.tick(date(2026, 10, 1));
    assert_eq!((groups(&read(&office, &analyst, "2026")), waiting(&office, "").len()), (Vec::new(), 0));
    // What KM had is not lost: with four more of the next quarter it is told under that.
    say(&office, "KM", &several("KM", 4));
    office.tick(date(2026, 12, 31));
    assert_eq!(waiting(&office, "").len(), 0);
    office.tick(date(2027, 1, 1));
    assert_eq!(groups(&read(&office, &analyst, "2026")), ["2026-Q4 KM 10 0"]);
    // GN's three wait as long as it takes, over quarters in which the service was off.
    say(&office, "AB", &several("AB", 7));
    office.tick(date(2027, 10, 5));
    assert_eq!(groups(&read(&office, &analyst, "2027")), ["2027-Q1 office 10 0"]);
    assert_eq!(groups(&read(&office, &analyst, "2026")), ["2026-Q4 KM 10 0"]);
}

fn late_comments_belong_to_the_quarter_in_which_they_come(engine: Engine) {
    let office = Office::open(engine);
    let analyst = office.key("results", &[]);
    say(&office, "KM", &several("KM", 10));
    office.tick(date(2026, 10, 1));
    office.clock.set(noon(date(2026, 10, 2)).timestamp());
    for text in several("spóźniona", 10) {
        let body =
            json!({ "department": "KM", "collected_on": "2026-09-20", "answers": { "OVERALL": 3, "SUGGEST": text } });
        let path = format!("{SURVEY}/responses/{}", Uuid::new_v4());
        office.json("PUT", &path, "", &body).expect(201);
    }
    office.tick(date(2026, 10, 3));
    assert_eq!(groups(&read(&office, &analyst, "2026")), ["2026-Q3 KM 10 0"]);
    office.tick(date(2027, 1, 1));
    assert_eq!(groups(&read(&office, &analyst, "2026")), ["2026-Q3 KM 10 0", "2026-Q4 KM 10 0"]);
}

fn nobody_reads_a_comment_that_was_not_approved(engine: Engine) {
    let office = Office::open(engine);
    let analyst = office.key("results", &[]);
    say(&office, "KM", &several("KM", 11));
    office.tick(date(2026, 10, 1));
    let all = waiting(&office, "?period=2026-Q3&department=KM");
    let id = |place: usize| all[place]["id"].as_str().unwrap();
    for (place, theme) in [(0, "waiting"), (1, "praise"), (2, "waiting")] {
        decide(&office, id(place), &json!({ "decision": "publish", "theme": theme })).expect(200);
    }
    decide(&office, id(3), &json!({ "decision": "withhold", "theme": "courtesy" })).expect(200);
    decide(&office, id(4), &json!({ "decision": "publish" })).expect(200);
    let answer = read(&office, &analyst, "2026-Q3");
    let group = &answer["groups"][0];
    let counts = [&group["n"], &group["published"], &group["withheld"], &group["waiting"]];
    assert_eq!(counts.map(|count| count.as_u64().unwrap()), [11, 4, 1, 6]);
    let themes: Vec<(Value, usize)> = group["themes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|theme| (theme["theme"].clone(), theme["comments"].as_array().unwrap().len()))
        .collect();
    assert_eq!(themes, [(Value::Null, 1), (json!("waiting"), 2), (json!("praise"), 1)]);
    assert_eq!(group["themes"][1]["label"], json!({ "pl": "Czas oczekiwania", "en": "Waiting time" }));
    // With its quotes: a text may be the beginning of another one.
    assert!(!answer.to_string().contains(&all[3]["text"].to_string()), "a withheld comment is read by nobody");
    assert!(!answer.to_string().contains(id(0)), "ids are for administrators");
    // Each list holds its own, page by page, and a decision can be made again.
    assert_eq!((waiting(&office, "").len(), waiting(&office, "?decision=publish").len()), (6, 4));
    let withheld = waiting(&office, "?decision=withhold");
    assert_eq!((withheld.len(), &withheld[0]["theme"]), (1, &json!("courtesy")));
    decide(&office, id(3), &json!({ "decision": "publish" })).expect(200);
    decide(&office, id(0), &json!({ "decision": "withhold" })).expect(200);
    assert_eq!(groups(&read(&office, &analyst, "2026-Q3")), ["2026-Q3 KM 11 4"]);
    let (mut pages, mut query) = (Vec::new(), "?limit=4".to_owned());
    loop {
        let page = office.get(&path(&format!("/moderation{query}")), &office.admin).expect(200).json();
        pages.extend(page["items"].as_array().unwrap().clone());
        let Some(cursor) = page["cursor"].as_str() else { break };
        query = format!("?limit=4&cursor={cursor}");
    }
    assert_eq!(pages, waiting(&office, ""));
    let log = office.get("/api/v1/audit", &office.admin).expect(200).text();
    for noted in ["comments.read", "moderation.read", "comment.decide", &format!("obsluga {} withhold", id(0))] {
        assert!(log.contains(noted), "{noted}");
    }
    let admin = office.admin.clone();
    let again = Office::on(office.close(), &[]);
    assert_eq!(groups(&again.get(&path("?period=2026-Q3"), &analyst).expect(200).json()), ["2026-Q3 KM 11 4"]);
    assert_eq!(again.get(&path("/moderation"), &admin).expect(200).json()["items"], Value::Array(pages));
}

fn what_is_left_out_of_a_comment_is_gone(engine: Engine) {
    let office = Office::open(engine);
    let analyst = office.key("results", &[]);
    let mut words = several("KM", 9);
    words.push("Pani Nowakowska z okienka 3 była bardzo niemiła.".to_owned());
    say(&office, "KM", &words);
    office.tick(date(2026, 10, 1));
    let all = waiting(&office, "");
    let named = all.iter().find(|comment| comment["text"].as_str().unwrap().contains("Nowakowska")).unwrap();
    let id = named["id"].as_str().unwrap();
    for text in ["Pani Nowakowska z okienka 3 była bardzo miła.", "Pani […] niemiła", "Wszystko dobrze.", " "] {
        let refused = decide(&office, id, &json!({ "decision": "publish", "text": text })).expect(422);
        assert_eq!(faults(&refused.json()), expected(&[("/text", "altered")]), "{text}");
    }
    let body =
        json!({ "decision": "publish", "theme": "courtesy", "text": "Pani [...] z okienka […] była bardzo niemiła." });
    let shown = decide(&office, id, &body).expect(200).json();
    assert_eq!(shown["text"], "Pani […] z okienka […] była bardzo niemiła.");
    assert_eq!(texts(&read(&office, &analyst, "2026-Q3")), ["Pani […] z okienka […] była bardzo niemiła."]);
    // The words are nowhere any more, and can be shortened further but not be given back.
    let mut backup = Vec::new();
    ankieta::storage::archive::write(&mut office.storage.dedicated().unwrap(), &mut backup).unwrap();
    let backup = String::from_utf8(backup).unwrap();
    assert!(!backup.contains("Nowakowska") && backup.contains("bardzo niemiła"));
    decide(&office, id, &json!({ "decision": "publish", "text": words[9] })).expect(422);
    decide(&office, id, &json!({ "decision": "publish", "text": "Pani […] była bardzo niemiła." })).expect(200);
}

fn questions_for_comments_are_checked(engine: Engine) {
    let office = Office::open(engine);
    let analyst = office.key("results", &[]);
    for query in [
        "",
        "?period=2026-07",
        "?period=2026-07..2026-08",
        "?period=soon",
        "?period=2026-Q3&department=NOPE",
        "?period=2026-Q3&department=km",
        "?period=2026-Q3&question=SUGGEST",
        "?period=2026-Q3&group_by=channel",
    ] {
        office.get(&path(query), &analyst).expect(400);
    }
    office.get("/api/v1/surveys/none/comments?period=2026-Q3", &analyst).expect(404);
    for query in ["?period=2026-07", "?decision=maybe", "?limit=0", "?cursor=*", "?department=km", "?order=asc"] {
        office.get(&path(&format!("/moderation{query}")), &office.admin).expect(400);
    }
    let decision = json!({ "decision": "publish" });
    for id in [Uuid::new_v4().to_string(), "1".to_owned()] {
        decide(&office, &id, &decision).expect(404);
    }
    // A comment that is not released is as unknown as one that does not exist.
    say(&office, "KM", &several("KM", 10));
    let mut session = office.storage.dedicated().unwrap();
    let mut backup = Vec::new();
    ankieta::storage::archive::write(&mut session, &mut backup).unwrap();
    let backup = String::from_utf8(backup).unwrap();
    let line = backup.lines().find(|line| line.starts_with("[\"comments\"")).unwrap();
    let key = serde_json::from_str::<Value>(line).unwrap()[1]["key"].as_str().unwrap().to_owned();
    decide(&office, &Uuid::parse_str(&key).unwrap().to_string(), &decision).expect(404);
    office.tick(date(2026, 10, 1));
    decide(&office, &Uuid::parse_str(&key).unwrap().to_string(), &decision).expect(200);
    for (body, place, code) in [
        (json!({ "decision": "maybe" }), "/decision", "wrong_type"),
        (json!({ "decision": "publish", "theme": "gossip" }), "/theme", "wrong_type"),
        (json!({ "decision": "publish", "text": "" }), "/text", "out_of_range"),
        (json!({ "decision": "publish", "text": "a\u{0}" }), "/text", "malformed"),
        (json!({ "decision": "publish", "text": "a".repeat(4_001) }), "/text", "out_of_range"),
    ] {
        assert_eq!(faults(&decide(&office, &key, &body).expect(422).json()), expected(&[(place, code)]), "{body}");
    }
    let other = format!("/api/v1/surveys/none/comments/{key}");
    office.json("PUT", &other, &office.admin, &decision).expect(404);
}

fn keys_read_the_comments_of_their_departments(engine: Engine) {
    let office = Office::open(engine);
    for (department, count) in [("KM", 10), ("GN", 11), ("AB", 5), ("OS", 5)] {
        say(&office, department, &several(department, count));
    }
    office.tick(date(2026, 10, 1));
    let all = office.key("results", &[]);
    assert_eq!(groups(&read(&office, &all, "2026-Q3&department=GN")), ["2026-Q3 GN 11 0"]);
    assert_eq!(groups(&read(&office, &all, "2026-Q3&department=AB")), [""; 0], "it is told for the whole office only");
    let bound = office.key("results", &["KM"]);
    assert_eq!(groups(&read(&office, &bound, "2026-Q3")), ["2026-Q3 KM 10 0"]);
    office.get(&path("?period=2026-Q3&department=GN"), &bound).expect(403);
}
