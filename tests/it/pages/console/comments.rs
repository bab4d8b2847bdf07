//! `/console/comments`: what residents wrote is read, shortened, approved and withheld, and nothing ties it to a score.

use ankieta::access::Role;
use jiff::civil::date;
use serde_json::{Value, json};

use crate::harness::{Engine, Office};
use crate::on_both_databases;
use crate::pages::console::{SINS, assert_guarded, assert_text_alone, make_account, noted, send, signed_in, somebody};
use crate::pages::dashboard::Visitor;

on_both_databases!(comments_are_read_one_after_the_other, words_are_struck_out_only_after_a_second_look);

/// An office whose quarter is over, with what was said about each department: `KM: uwaga 0` and so on.
fn office_with(engine: Engine, said: &[(&str, usize)]) -> Office {
    let office = Office::open(engine);
    for (department, count) in said {
        for number in 0..*count {
            let text = format!("{department}: uwaga {number}");
            office.respond(department, json!({ "OVERALL": 2, "SUGGEST": text })).expect(201);
        }
    }
    office.tick(date(2026, 10, 1));
    office
}

/// What stands on a page between two marks.
fn between<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    page.split(from).nth(1).unwrap_or_else(|| panic!("{from}: {page}")).split(to).next().unwrap()
}

/// The comment that a page shows: its address, how it was seen, and what it says.
fn current(page: &str) -> (String, String, String) {
    let path = between(page, "<form class=\"fields judge\" method=\"post\" action=\"", "\"");
    let seen = between(page, "name=\"seen\" value=\"", "\"");
    (path.to_owned(), seen.to_owned(), between(page, "<blockquote>", "</blockquote>").to_owned())
}

fn judge(visitor: &Visitor, page: &str, fields: &[(&str, &str)]) -> crate::harness::Reply {
    let (path, seen, _) = current(page);
    let own = [("survey", "obsluga"), ("seen", &*seen)];
    send(visitor, &path, &own.iter().chain(fields).copied().collect::<Vec<_>>())
}

/// The comments with a decision, as the API tells them: what each says, its theme and the reason.
fn decided(office: &Office, decision: &str) -> Vec<(String, Value, Value)> {
    let path = format!("/api/v1/surveys/obsluga/comments/moderation?decision={decision}");
    let list = office.get(&path, &office.admin).expect(200).json();
    let read = |one: &Value| (one["text"].as_str().unwrap().to_owned(), one["theme"].clone(), one["reason"].clone());
    list["items"].as_array().unwrap().iter().map(read).collect()
}

fn comments_are_read_one_after_the_other(engine: Engine) {
    let office = office_with(engine, &[("KM", 12)]);
    let visitor = somebody(&office, Role::QualityManager);
    let first = visitor.get("/console/comments").expect(200).text().replace('\u{a0}', " ");
    assert!(first.contains("Do przeczytania: 12"), "{first}");
    assert!(first.contains("Wydział Komunikacji, III kwartał 2026 r. · co poprawić<"), "{first}");
    assert!(!first.contains("Prosimy nie podawać nazwisk"), "what respondents were asked to leave out is not repeated");
    let (path, _, text) = current(&first);
    // Whoever skips one comes back to it at the end.
    let id = path.rsplit('/').next().unwrap();
    let second = visitor.get(&format!("/console/comments?after={id}")).expect(200).text();
    assert_ne!(current(&second).2, text);
    let done = judge(&visitor, &first, &[("theme", "waiting"), ("decision", "publish")]).expect(303);
    let next = visitor.get(done.header("location")).expect(200).text();
    assert!(next.contains("Uwaga jest dopuszczona.") && next.contains("Do przeczytania: 11"), "{next}");
    assert!(next.contains("Czas oczekiwania (1)"), "{next}");
    assert_eq!(current(&next).2, current(&second).2);
    assert_eq!(decided(&office, "publish"), [(text.clone(), json!("waiting"), Value::Null)]);
    // To hold one back takes a reason, and nothing is lost without one.
    let refused = judge(&visitor, &next, &[("theme", "praise"), ("decision", "withhold")]).expect(422).text();
    assert!(refused.contains("Prosimy wybrać powód") && refused.contains("value=\"praise\" checked"), "{refused}");
    judge(&visitor, &next, &[("theme", "praise"), ("reason", "offensive"), ("decision", "withhold")]).expect(303);
    assert_eq!(decided(&office, "withhold"), [(current(&next).2, json!("praise"), json!("offensive"))]);
    // Whoever saw what has changed meanwhile decides nothing.
    let late = judge(&visitor, &first, &[("decision", "withhold"), ("reason", "other")]).expect(422).text();
    assert!(late.contains("Ktoś inny zdecydował"), "{late}");
    // And back.
    let list = visitor.get("/console/comments/decided").expect(200).text();
    assert!(list.contains("dopuszczona") && list.contains("wstrzymana: obraża") && list.contains(&text), "{list}");
    let undone = send(&visitor, &format!("{path}/undo"), &[("survey", "obsluga")]).expect(303);
    let again = visitor.get(undone.header("location")).expect(200).text();
    assert_eq!(current(&again).2, text);
    assert!(again.contains("uwaga znowu czeka") && decided(&office, "publish").is_empty(), "{again}");
    assert!(again.contains("value=\"waiting\" checked"), "the theme that was chosen stays chosen: {again}");
    let noted = noted(&office, "test-quality-manager");
    let count = |action: &str| noted.iter().filter(|(done, _)| done == action).count();
    assert_eq!((count("comment.decide"), count("comment.reopen")), (2, 1), "{noted:?}");
    assert!(count("moderation.read") >= 1);
    for page in [&first, &next, &list] {
        assert!(!page.contains("OVERALL") && !page.contains("RTYPE"), "no score stands beside a comment");
    }
}

fn words_are_struck_out_only_after_a_second_look(engine: Engine) {
    let office = office_with(engine, &[("KM", 10)]);
    let visitor = somebody(&office, Role::QualityManager);
    let page = visitor.get("/console/comments").expect(200).text();
    let text = current(&page).2;
    let strike = [("strike", "0"), ("strike", "1"), ("decision", "publish")];
    let look = judge(&visitor, &page, &strike).expect(200).text();
    let shortened = format!("[…] {}", text.rsplit(' ').next().unwrap());
    assert!(look.contains(&format!("<blockquote>{shortened}</blockquote>")), "{look}");
    assert!(decided(&office, "publish").is_empty(), "nothing is done yet");
    judge(&visitor, &page, &[&strike[..], &[("sure", "true")]].concat()).expect(303);
    assert_eq!(decided(&office, "publish")[0].0, shortened);
    let (path, ..) = current(&page);
    send(&visitor, &format!("{path}/undo"), &[("survey", "obsluga")]).expect(303);
    let id = path.rsplit('/').next().unwrap();
    let again = visitor.get(&format!("/console/comments?id={id}")).expect(200).text();
    assert_eq!(current(&again).2, shortened, "what was struck out does not come back");
}

#[test]
fn whoever_looks_after_some_departments_reads_what_is_said_of_those() {
    let office = office_with(Engine::Sqlite, &[("KM", 10), ("GN", 11), ("OS", 9), ("AB", 9)]);
    make_account(&office, "anna", Role::QualityManager, &["KM"]);
    let anna = signed_in(&office, "anna");
    assert!(anna.get("/console/comments").text().contains("Do przeczytania: 10"));
    let other = somebody(&office, Role::QualityManager);
    let all = other.get("/console/comments").expect(200).text();
    assert!(all.contains("Do przeczytania: 39"), "{all}");
    let list = office.get("/api/v1/surveys/obsluga/comments/moderation", &office.admin).json();
    for comment in list["items"].as_array().unwrap().iter().filter(|one| one["department"] != "KM").take(12) {
        let path = format!("/console/comments/{}", comment["id"].as_str().unwrap());
        send(&anna, &path, &[("survey", "obsluga"), ("seen", ""), ("decision", "publish")]).expect(403);
        send(&anna, &format!("{path}/undo"), &[("survey", "obsluga")]).expect(403);
    }
    assert!(decided(&office, "publish").is_empty());
}

#[test]
fn what_residents_wrote_is_text_and_forms_come_from_these_pages() {
    let office = Office::open(Engine::Sqlite);
    for text in SINS.iter().cycle().take(12) {
        office.respond("KM", json!({ "OVERALL": 2, "SUGGEST": text })).expect(201);
    }
    let visitor = somebody(&office, Role::QualityManager);
    let empty = visitor.get("/console/comments").expect(200).text();
    assert!(empty.contains("Uwagi z bieżącego kwartału będzie można czytać od "), "{empty}");
    assert!(empty.contains(".10.2026."), "{empty}");
    office.tick(date(2026, 10, 1));
    let visitor = signed_in(&office, "test-quality-manager");
    let mut page = visitor.get("/console/comments").expect(200).text();
    let (path, ..) = current(&page);
    let fields = [("survey", "obsluga"), ("seen", "x"), ("decision", "publish")];
    assert_guarded(&visitor, &path, &fields);
    assert_guarded(&visitor, &format!("{path}/undo"), &fields[..1]);
    for sin in SINS {
        for field in ["theme", "reason", "strike", "sure", "decision", "survey", "seen"] {
            let sent: Vec<(&str, &str)> =
                fields.iter().copied().filter(|(name, _)| *name != field).chain([(field, sin)]).collect();
            assert_text_alone(&send(&visitor, &path, &sent).text());
        }
    }
    for _ in 0..12 {
        assert_text_alone(&page);
        let look = judge(&visitor, &page, &[("strike", "0"), ("decision", "publish")]).expect(200);
        assert_text_alone(&look.text());
        let done = judge(&visitor, &page, &[("decision", "publish")]).expect(303);
        page = visitor.get(done.header("location")).expect(200).text();
    }
    assert!(page.contains("Wszystkie uwagi są przeczytane."), "{page}");
    assert_text_alone(&visitor.get("/console/comments/decided").expect(200).text());
}
