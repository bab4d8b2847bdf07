//! `/console/reviews`: what is missing before a review is issued, and that it is issued and corrected from its page.

use ankieta::access::Role;
use jiff::civil::date;
use serde_json::json;

use crate::harness::{Engine, Office};
use crate::on_both_databases;
use crate::pages::console::{SINS, assert_guarded, assert_text_alone, make_account, noted, send, signed_in, somebody};
use crate::v1::samples::collect;

on_both_databases!(
    a_review_is_issued_and_corrected_from_its_page,
    what_a_meeting_decided_is_issued_and_becomes_actions,
);

const DESK: &str = "/console/reviews/2026-Q3";
const MEETING: &str = "/console/reviews/2026-Q3/meeting";

/// An office whose third quarter is over.
fn office(engine: Engine) -> Office {
    let office = Office::open(engine);
    for number in 0..12 {
        office.respond("KM", json!({ "OVERALL": 4, "SUGGEST": format!("uwaga {number}") })).expect(201);
    }
    office.tick(date(2026, 10, 1));
    office
}

fn a_review_is_issued_and_corrected_from_its_page(engine: Engine) {
    let office = office(engine);
    let visitor = somebody(&office, Role::QualityManager);
    let list = visitor.get("/console/reviews").expect(200).text().replace('\u{a0}', " ");
    assert!(list.contains("III kwartał 2026") && list.contains("do wydania"), "{list}");
    assert!(list.contains("kwartał nie jest jeszcze zamknięty"), "{list}");
    let desk = visitor.get(DESK).expect(200).text().replace('\u{a0}', " ");
    for gap in [
        "Nieprzeczytane uwagi: 12",
        "Brak liczby wizyt za lipiec 2026 r.: ",
        "Brak skarg i wniosków za III kwartał 2026 r.: ",
    ] {
        assert!(desk.contains(gap), "{gap}: {desk}");
    }
    let said = [("survey", "obsluga"), ("conclusions", "Czekanie się skróciło.\r\n\r\nZalecamy drugie okienko.")];
    let refused = send(&visitor, DESK, &said).expect(422).text();
    assert!(refused.contains("potwierdzić, że przegląd ma być wydany"), "{refused}");
    assert!(refused.contains("Zalecamy drugie okienko."), "nothing that was typed is lost");
    let in_spite = [&said[..], &[("procedure", "Procedura PS-05"), ("in_spite", "true")]].concat();
    let done = send(&visitor, DESK, &in_spite).expect(303);
    let desk = visitor.get(done.header("location")).expect(200).text();
    assert!(desk.contains("Przegląd jest wydany.") && desk.contains("Wydanie 1 z "), "{desk}");
    let issued = office.get("/api/v1/reviews", &office.key("results", &[])).expect(200).json();
    assert_eq!(issued["items"][0]["conclusions"], "Czekanie się skróciło.\n\nZalecamy drugie okienko.");
    assert_eq!(issued["items"][0]["procedure"], "Procedura PS-05");
    assert!(visitor.get("/console/reviews").text().contains("wydanie 1 z "));
    // A correction begins with what was said, and says why it is made.
    assert!(desk.contains("Czekanie się skróciło.") && desk.contains("value=\"Procedura PS-05\""), "{desk}");
    let refused = send(&visitor, DESK, &in_spite).expect(422).text();
    assert!(refused.contains("Prosimy podać powód"), "{refused}");
    assert!(!desk.contains("mimo braków"), "what is missing was looked at when it was issued: {desk}");
    assert!(desk.find("Dokumenty") < desk.find("Nadal brakuje:"), "the documents come first");
    send(&visitor, DESK, &[&said[..], &[("reason", "Poprawiona liczba wizyt")]].concat()).expect(303);
    let desk = visitor.get(DESK).expect(200).text();
    assert!(desk.contains("Wydanie 2 z ") && desk.contains("powód: Poprawiona liczba wizyt"), "{desk}");
    let issues: Vec<String> = noted(&office, "test-quality-manager")
        .into_iter()
        .filter_map(|(action, subject)| (action == "review.issue").then_some(subject))
        .collect();
    assert_eq!(issues.len(), 2, "{issues:?}");
}

/// Whoever came from the desk finds back, is told how to print, and reads their own name instead of a key's.
fn assert_leads_back(document: &str) {
    assert!(document.contains("href=\"/console/reviews/2026-Q3?survey=obsluga\">Wróć do przeglądu"), "{document}");
    assert!(document.contains("Ctrl+P") && document.contains("<body"), "{document}");
}

#[test]
fn what_is_read_outside_the_console_leads_back() {
    let office = office(Engine::Sqlite);
    let visitor = somebody(&office, Role::QualityManager);
    send(&visitor, DESK, &[("survey", "obsluga"), ("in_spite", "true")]).expect(303);
    let board = visitor.get("/results/obsluga").expect(200).text();
    assert!(board.contains("Anna Nowak – pełnomocnik ds. jakości") && board.contains("href=\"/console\""), "{board}");
    assert!(!board.contains("Klucz:"), "{board}");
    let issued = visitor.get("/results/obsluga/review/2026-Q3?edition=1").expect(200);
    assert_eq!(issued.header("cache-control"), "no-store");
    assert_leads_back(&issued.text());
    let sealed = office.get("/api/v1/reviews/2026-Q3?format=html", &office.key("results", &[])).expect(200).text();
    assert!(!sealed.contains("/console"), "what was issued stays as it is");
    let viewer = somebody(&office, Role::Viewer);
    let read = viewer.get("/results/obsluga/review/2026-Q3?edition=1").expect(200).text();
    assert!(read.contains("href=\"/console\"") && !read.contains("/console/reviews"), "{read}");
    let out = send(&visitor, "/results/sign-out", &[]).expect(303);
    assert!(out.header("location").starts_with("/console/sign-in"), "{}", out.header("location"));
}

#[test]
fn what_the_review_asks_is_taken_over_as_a_decision() {
    let office = Office::open(Engine::Sqlite);
    let kiosk = office.key("submit", &[]);
    collect(&office, &kiosk, "KM", "2026-07-10", &json!({ "OVERALL": 1 }), 60);
    let target = json!({ "targets": [{ "question": "OVERALL", "department": "KM", "share": 0.9, "from": "2026-Q3" }] });
    office.json("PUT", "/api/v1/surveys/obsluga/targets", &office.admin, &target).expect(200);
    office.tick(date(2026, 10, 1));
    let visitor = somebody(&office, Role::QualityManager);
    send(&visitor, DESK, &[("survey", "obsluga"), ("in_spite", "true")]).expect(303);
    let page = visitor.get(MEETING).expect(200).text();
    let calls = page.split("name=\"take\" value=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    let call = calls.into_iter().find(|call| call.contains("Wydział Komunikacji")).unwrap_or_else(|| panic!("{page}"));
    let typed = [("survey", "obsluga"), ("decisions.0.text", "Drugie okienko"), ("decisions.0.owner", "Ewa")];
    let taken = send(&visitor, MEETING, &[&typed[..], &[("take", call)]].concat()).expect(200).text();
    assert!(taken.contains("Drugie okienko</textarea>"), "nothing that was typed is lost: {taken}");
    let block = taken.split("name=\"decisions.1.text\"").nth(1).unwrap();
    assert!(block.contains("ustalić przyczynę i zdecydować o działaniu</textarea>"), "{block}");
    assert!(block.contains("<option value=\"OVERALL\" selected>") && block.contains("<option value=\"KM\" selected>"));
    let other = send(&visitor, MEETING, &[&typed[..], &[("take", "nic takiego")]].concat()).expect(200).text();
    assert!(!other.contains("decisions.1.text"), "{other}");
}

#[test]
fn what_is_entered_is_not_missing_any_more() {
    let office = office(Engine::Sqlite);
    let visitor = somebody(&office, Role::QualityManager);
    let codes = office.get("/api/v1/departments", &office.admin).json();
    for code in codes["items"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()) {
        for month in ["2026-07", "2026-08", "2026-09"] {
            office.json("PUT", &format!("/api/v1/visits/{month}/{code}"), &office.admin, &json!({ "visits": 9 }));
        }
        let none = json!({ "received": 0, "on_time": 0, "justified": 0 });
        let path = format!("/api/v1/complaints/2026-Q3/{code}");
        office.json("PUT", &path, &office.admin, &json!({ "complaints": none, "motions": none })).expect(200);
    }
    let waiting = office.get("/api/v1/surveys/obsluga/comments/moderation", &office.admin).json();
    for comment in waiting["items"].as_array().unwrap() {
        let path = format!("/api/v1/surveys/obsluga/comments/{}", comment["id"].as_str().unwrap());
        office.json("PUT", &path, &office.admin, &json!({ "decision": "publish" })).expect(200);
    }
    let desk = visitor.get(DESK).expect(200).text();
    assert!(desk.contains("Niczego nie brakuje."), "{desk}");
    let action = |more: serde_json::Value| {
        let mut action = json!({
            "title": "Drugie okienko", "source": "signal", "finding": "Długie czekanie", "survey": "obsluga",
            "question": "OVERALL", "owner": "Ewa Kierzek", "decided_on": "2026-07-15", "due_on": "2026-09-15",
        });
        action.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        office.json("POST", "/api/v1/actions", &office.admin, &action).expect(201);
    };
    action(json!({}));
    action(json!({ "title": "Nowe druki", "done_on": "2026-08-01", "before": "2026-Q2" }));
    action(json!({ "title": "Zmierzone", "done_on": "2026-08-01", "before": "2026-Q2", "after": "2026-Q4" }));
    let desk = visitor.get(DESK).expect(200).text();
    let news = desk.split("To nie są braki").nth(1).unwrap_or_else(|| panic!("{desk}"));
    assert!(news.contains("Działanie po terminie: Drugie okienko (Ewa Kierzek)"), "{desk}");
    assert!(desk.contains("bez okresów do zmierzenia skutku: Nowe druki"), "{desk}");
    assert!(!desk.contains("Zmierzone"), "{desk}");
}

#[test]
fn an_open_quarter_is_not_issued_and_a_part_of_the_office_issues_nothing() {
    let office = office(Engine::Sqlite);
    make_account(&office, "anna", Role::QualityManager, &["KM"]);
    signed_in(&office, "anna").get(DESK).expect(403);
    let visitor = somebody(&office, Role::QualityManager);
    let running = visitor.get("/console/reviews/2026-Q4").expect(200).text();
    assert!(running.contains("Kwartał zostanie zamknięty") && !running.contains("Wydaj przegląd"), "{running}");
    let fields = [("survey", "obsluga"), ("in_spite", "true")];
    send(&visitor, "/console/reviews/2026-Q4", &fields).expect(409);
    visitor.get("/console/reviews/2026-13").expect(404);
    visitor.get("/console/reviews/2026-Q3?survey=nothing").expect(404);
}

#[test]
fn what_is_typed_is_text_and_forms_come_from_these_pages() {
    let office = office(Engine::Sqlite);
    let visitor = somebody(&office, Role::QualityManager);
    assert_guarded(&visitor, DESK, &[("survey", "obsluga"), ("in_spite", "true")]);
    let long = "a".repeat(4_001);
    let refused = send(&visitor, DESK, &[("conclusions", &long), ("in_spite", "true")]).expect(422).text();
    assert!(refused.contains("za długi "), "{refused}");
    for sin in SINS {
        for field in ["conclusions", "procedure", "reason"] {
            assert_text_alone(&send(&visitor, DESK, &[("survey", "obsluga"), (field, sin)]).expect(422).text());
        }
        for field in ["survey", "in_spite"] {
            assert_text_alone(&send(&visitor, DESK, &[(field, sin)]).text());
        }
    }
    let all = [("conclusions", SINS[4]), ("procedure", SINS[0]), ("in_spite", "true")];
    send(&visitor, DESK, &all).expect(303);
    send(&visitor, DESK, &[&all[..], &[("reason", SINS[1])]].concat()).expect(303);
    assert_text_alone(&visitor.get(DESK).expect(200).text());
}

fn what_a_meeting_decided_is_issued_and_becomes_actions(engine: Engine) {
    let office = office(engine);
    let visitor = somebody(&office, Role::QualityManager);
    let desk = visitor.get(DESK).expect(200).text();
    assert!(!desk.contains("Wpisz protokół"), "there is no meeting about what was not issued");
    send(&visitor, DESK, &[("survey", "obsluga"), ("in_spite", "true")]).expect(303);
    assert!(visitor.get(DESK).text().contains("Wpisz protokół"));
    let page = visitor.get(MEETING).expect(200).text();
    assert!(page.contains("value=\"Anna Nowak\"") && page.contains("decisions.0.text"), "{page}");
    assert!(!page.contains("decisions.1.text"), "nobody scrolls past what is empty");
    assert!(page.contains("Zatwierdził(a) (wymagane)") && !page.contains("Rozdzielnik (wymagane)"), "{page}");
    let today = office.clock.today().to_string();
    let meeting = [
        ("survey", "obsluga"),
        ("held_on", &*today),
        ("participants", "Starosta\r\nPełnomocnik ds. jakości\r\n"),
        ("prepared_by", "Anna Nowak"),
        ("approved_by", "Jan Kowalski"),
        ("decisions.0.text", "Drugie okienko w poniedziałki"),
        ("decisions.0.owner", "Ewa Kierzek"),
        ("decisions.0.due_on", "2099-01-31"),
        ("decisions.0.action.question", "OVERALL"),
        ("decisions.0.action.department", "KM"),
        ("decisions.1.text", ""),
        ("decisions.2.text", "Przypomnieć o godzinach pracy"),
        ("decisions.2.owner", "Jan Kancelarz"),
        ("decisions.2.due_on", "2099-02-28"),
    ];
    let room = send(&visitor, MEETING, &[&meeting[..], &[("more", "true")]].concat()).expect(200).text();
    assert!(room.contains("decisions.2.text") && room.contains("Drugie okienko w poniedziałki"), "{room}");
    assert!(!room.contains("decisions.3.text"), "one more is one more: {room}");
    let future = send(&visitor, MEETING, &[&[("held_on", "2099-01-01")], &meeting[2..]].concat()).expect(422).text();
    assert!(future.contains("Narada nie może być w przyszłości"), "{future}");
    let unnamed = [&meeting[..4], &[("approved_by", " ")], &meeting[5..]].concat();
    let unnamed = send(&visitor, MEETING, &unnamed).expect(422).text();
    assert!(unnamed.contains("id=\"approved_by-wrong\">Prosimy wypełnić to pole.</span>"), "{unnamed}");
    assert!(unnamed.matches(" autofocus").count() == 1, "what is wrong has the focus");
    let nothing = send(&visitor, MEETING, &meeting[..5]).expect(422).text();
    assert!(nothing.contains("co najmniej jedną decyzję"), "{nothing}");
    let done = send(&visitor, MEETING, &meeting).expect(303);
    let desk = visitor.get(done.header("location")).expect(200).text();
    assert!(desk.contains("Protokół jest wydany") && desk.contains("Protokół, wydanie 1: narada "), "{desk}");
    let actions = office.get("/api/v1/actions", &office.admin).json()["items"].as_array().unwrap().clone();
    assert_eq!(actions.len(), 1, "one decision becomes an action, the other is none");
    assert_eq!(
        (&actions[0]["title"], &actions[0]["before"]),
        (&json!("Drugie okienko w poniedziałki"), &json!("2026-Q3"))
    );
    let read = visitor.get("/console/reviews/2026-Q3/minutes/1?survey=obsluga").expect(200).text();
    assert!(read.contains("Jan Kowalski") && read.contains("Przypomnieć o godzinach pracy"), "{read}");
    assert_leads_back(&read);
    visitor.get("/console/reviews/2026-Q3/minutes/2").expect(404);
    // A correction begins with what was issued, says why, and makes no second action.
    let page = visitor.get(MEETING).expect(200).text();
    assert!(page.contains("decisions.0.action_id") && page.contains("Przypomnieć o godzinach pracy"), "{page}");
    let id = actions[0]["id"].as_str().unwrap();
    let corrected: Vec<(&str, &str)> = meeting
        .into_iter()
        .filter(|(name, _)| !name.starts_with("decisions.0.action"))
        .chain([("decisions.0.action_id", id)])
        .collect();
    assert!(send(&visitor, MEETING, &corrected).expect(422).text().contains("Prosimy podać powód"));
    send(&visitor, MEETING, &[&corrected[..], &[("reason", "Literówka")]].concat()).expect(303);
    let desk = visitor.get(DESK).text();
    assert!(desk.contains("Protokół, wydanie 2") && !desk.contains("Narada omawiała wydanie"), "{desk}");
    // When the review is corrected, it is said that the meeting saw another edition, and minutes can name the new one.
    send(&visitor, DESK, &[("survey", "obsluga"), ("reason", "Wizyty")]).expect(303);
    let desk = visitor.get(DESK).text();
    assert!(desk.contains("Narada omawiała wydanie 1 przeglądu, a ostatnie jest wydanie 2."), "{desk}");
    assert!(visitor.get(MEETING).text().contains("<option value=\"1\" selected>Wydanie 1 z "));
    let again = [&corrected[..], &[("reason", "Nowe wydanie"), ("review", "2")]].concat();
    send(&visitor, MEETING, &again).expect(303);
    let desk = visitor.get(DESK).text();
    assert!(desk.contains("nad wydaniem 2 przeglądu") && !desk.contains("Narada omawiała wydanie"), "{desk}");
    send(&visitor, MEETING, &[&corrected[..], &[("reason", "a"), ("review", "x")]].concat()).expect(422);
    assert_eq!(office.get("/api/v1/actions", &office.admin).json()["items"].as_array().unwrap().len(), 1);
    assert_guarded(&visitor, MEETING, &meeting);
    for sin in SINS {
        for (field, _) in meeting {
            let sent: Vec<(&str, &str)> =
                meeting.iter().map(|(name, value)| (*name, if *name == field { sin } else { value })).collect();
            assert_text_alone(&send(&visitor, MEETING, &sent).text());
        }
    }
}
