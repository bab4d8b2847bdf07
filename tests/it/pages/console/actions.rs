//! `/console/actions`: actions are written, changed and deleted from their form, and made from signals.

use ankieta::access::Role;
use jiff::civil::date;
use serde_json::{Value, json};

use crate::harness::{Engine, Office};
use crate::on_both_databases;
use crate::pages::console::{SINS, assert_guarded, assert_text_alone, noted, send, somebody};

on_both_databases!(an_action_is_written_changed_and_deleted);

/// Makes an action of a department, and returns its id.
pub fn make_action(office: &Office, department: &str) -> String {
    let action = json!({
        "title": "Drugie okienko", "source": "signal", "finding": "Długie czekanie", "survey": "obsluga",
        "question": "OVERALL", "department": department, "owner": "Ewa Kierzek", "due_on": "2027-09-15",
    });
    let made = office.json("POST", "/api/v1/actions", &office.admin, &action).expect(201).json();
    made["id"].as_str().unwrap().to_owned()
}

/// The fields of an action that fits.
const FIELDS: [(&str, &str); 9] = [
    ("survey", "obsluga"),
    ("title", "Drugie okienko"),
    ("source", "signal"),
    ("finding", "Długie czekanie"),
    ("question", "OVERALL"),
    ("department", "KM"),
    ("owner", "Ewa Kierzek"),
    ("decided_on", "2026-07-14"),
    ("due_on", "2026-09-15"),
];

/// The fields with some of them in another form.
fn with<'a>(other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let own = FIELDS.iter().filter(|(name, _)| other.iter().all(|(changed, _)| changed != name));
    own.chain(other).copied().collect()
}

fn all(office: &Office) -> Vec<Value> {
    office.get("/api/v1/actions", &office.admin).expect(200).json()["items"].as_array().unwrap().clone()
}

fn an_action_is_written_changed_and_deleted(engine: Engine) {
    let office = Office::open(engine);
    let visitor = somebody(&office, Role::QualityManager);
    assert!(visitor.get("/console/actions").expect(200).text().contains("Nie ma jeszcze żadnego działania."));
    let done = send(&visitor, "/console/actions", &with(&[("before", "2026-Q2"), ("after", "2026-Q4")])).expect(303);
    let list = visitor.get(done.header("location")).expect(200).text();
    assert!(list.contains("Działanie jest zapisane.") && list.contains("Drugie okienko"), "{list}");
    assert!(list.contains("w toku") && list.contains("15.09.2026") && list.contains("Wydział Komunikacji"), "{list}");
    let made = all(&office).remove(0);
    assert_eq!(
        (&made["before"], &made["department"], &made["public"]),
        (&json!("2026-Q2"), &json!("KM"), &Value::Null)
    );
    let page = format!("/console/actions/{}", made["id"].as_str().unwrap());
    let form = visitor.get(&page).expect(200).text();
    assert!(form.contains("value=\"Drugie okienko\""), "{form}");
    let form = form.replace('\u{a0}', " ");
    assert!(form.contains("<option value=\"2026-Q2\" selected>II kwartał 2026 r.</option>"), "{form}");
    assert!(form.contains("<option value=\"2026-Q4\" selected>IV kwartał 2026 r.</option>"), "{form}");
    assert!(!form.contains("OVERALL – ") && !form.contains("KM – "), "people see names, not codes: {form}");
    let told = [("public.you_said.pl", "Długo czekamy."), ("public.we_did.pl", "Jest drugie okienko.")];
    send(&visitor, &page, &with(&[&told[..], &[("done_on", "2026-08-01"), ("department", "")]].concat())).expect(303);
    let changed = all(&office).remove(0);
    assert_eq!(changed["public"]["we_did"]["pl"], "Jest drugie okienko.");
    assert_eq!((&changed["done_on"], &changed["department"]), (&json!("2026-08-01"), &Value::Null));
    assert!(visitor.get("/console/actions").text().contains("wykonane"));
    for (other, why) in [
        (("title", ""), "Prosimy wypełnić to pole."),
        (("due_on", "2026-07-13"), "Termin nie może być wcześniejszy"),
        (("due_on", "jutro"), "nie da się odczytać"),
        (("done_on", "2026-07-01"), "Dzień wykonania nie może być"),
        (("before", "wiosna"), "To powinien być okres"),
        (("question", "NOTHING"), "wybrać to z listy"),
        (("department", "XX"), "wybrać to z listy"),
        (("public.we_did.en", "A second counter."), "Prosimy wypełnić to pole."),
    ] {
        let refused = send(&visitor, &page, &with(&[other])).expect(422).text();
        assert!(refused.contains(why) && refused.contains("role=\"alert\""), "{other:?}: {refused}");
        assert!(refused.contains("Długie czekanie"), "nothing that was typed is lost");
    }
    let gone = send(&visitor, &format!("{page}/delete"), &[]).expect(303);
    assert!(visitor.get(gone.header("location")).text().contains("Działanie jest usunięte."));
    assert!(all(&office).is_empty());
    visitor.get(&page).expect(404);
    let done: Vec<String> = noted(&office, "test-quality-manager").into_iter().map(|(action, _)| action).collect();
    for action in ["action.create", "action.save", "action.delete"] {
        assert!(done.iter().any(|it| it == action), "{action}: {done:?}");
    }
}

#[test]
fn a_head_looks_after_the_actions_of_their_department() {
    let office = Office::open(Engine::Sqlite);
    let (own, other) = (make_action(&office, "KM"), make_action(&office, "GN"));
    let head = somebody(&office, Role::Head);
    let list = head.get("/console/actions").expect(200).text();
    assert!(list.contains(&own) && !list.contains(&other), "{list}");
    head.get(&format!("/console/actions/{other}")).expect(403);
    send(&head, &format!("/console/actions/{other}"), &FIELDS).expect(403);
    send(&head, &format!("/console/actions/{other}/delete"), &[]).expect(403);
    for department in ["GN", ""] {
        send(&head, "/console/actions", &with(&[("department", department)])).expect(422);
        send(&head, &format!("/console/actions/{own}"), &with(&[("department", department)])).expect(422);
    }
    let form = head.get("/console/actions/new").expect(200).text();
    assert!(form.contains("value=\"KM\"") && !form.contains("value=\"GN\""), "{form}");
    send(&head, "/console/actions", &FIELDS).expect(303);
    assert_eq!(all(&office).len(), 3);
}

#[test]
fn a_signal_becomes_an_action_by_one_click() {
    let office = Office::open(Engine::Sqlite);
    let answer = |score: u8, times: usize| {
        for _ in 0..times {
            office.respond("KM", json!({ "OVERALL": score })).expect(201);
        }
    };
    answer(5, 60);
    office.tick(date(2026, 10, 1));
    answer(1, 60);
    office.tick(date(2027, 1, 1));
    let visitor = somebody(&office, Role::QualityManager);
    let list = visitor.get("/console/actions").expect(200).text();
    let address = "/console/actions/new?survey=obsluga&#38;question=OVERALL&#38;department=KM";
    assert!(list.contains(address), "{list}");
    let form = visitor.get(&address.replace("&#38;", "&")).expect(200).text();
    for filled in
        ["value=\"2026-Q4\"", "value=\"OVERALL\" selected", "value=\"KM\" selected", "value=\"signal\" selected"]
    {
        assert!(form.contains(filled), "{filled}: {form}");
    }
    let finding = form.split("name=\"finding\"").nth(1).unwrap().split("</textarea>").next().unwrap();
    assert!(finding.contains("Wydział Komunikacji"), "{finding}");
    // An action that is open answers it.
    send(&visitor, "/console/actions", &with(&[("decided_on", "2027-01-01"), ("due_on", "2027-03-01")])).expect(303);
    assert!(!visitor.get("/console/actions").text().contains(address));
}

#[test]
fn what_is_typed_is_text_and_forms_come_from_these_pages() {
    let office = Office::open(Engine::Sqlite);
    let visitor = somebody(&office, Role::QualityManager);
    let page = format!("/console/actions/{}", make_action(&office, "KM"));
    for path in ["/console/actions", &page, &format!("{page}/delete")] {
        assert_guarded(&visitor, path, if path.ends_with("delete") { &[] } else { &FIELDS });
    }
    let more = ["done_on", "before", "after", "public.you_said.pl", "public.we_did.pl", "public.you_said.en"];
    for sin in SINS {
        for field in FIELDS.iter().map(|(name, _)| *name).chain(more) {
            let reply = send(&visitor, "/console/actions", &with(&[(field, sin)]));
            assert!([303, 404, 422].contains(&reply.status), "{field}: {}", reply.status);
            assert_text_alone(&reply.text());
        }
        assert_text_alone(&visitor.get(&format!("/console/actions/new?question={}", escaped(sin))).text());
    }
    for action in all(&office) {
        assert_text_alone(&visitor.get(&format!("/console/actions/{}", action["id"].as_str().unwrap())).text());
    }
    assert_text_alone(&visitor.get("/console/actions").text());
}

fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[test]
fn actions_are_taken_from_a_table_and_given_out_as_one() {
    let office = Office::open(Engine::Sqlite);
    let visitor = somebody(&office, Role::QualityManager);
    let id = make_action(&office, "KM");
    let path = "/console/actions/table";
    let file = visitor.get(&format!("{path}/file")).expect(200).text();
    let again = send(&visitor, path, &[("text", &file)]).expect(200).text();
    assert!(again.contains("Nic by się nie zmieniło."), "{again}");
    let (header, line) = file.trim_end().split_once("\r\n").unwrap();
    let more = format!("{header}\r\n{}\r\n{}", line.replace("Ewa Kierzek", "Jan Nowak"), line.replace(&id, ""));
    let look = send(&visitor, path, &[("text", &more)]).expect(200).text();
    assert!(look.contains("Drugie okienko (zmienione)") && look.contains("Drugie okienko (nowe)"), "{look}");
    assert_eq!(all(&office).len(), 1, "nothing is taken yet");
    send(&visitor, path, &[("text", &more), ("sure", "true")]).expect(303);
    let mut owners: Vec<String> = all(&office).iter().map(|one| one["owner"].as_str().unwrap().to_owned()).collect();
    owners.sort();
    assert_eq!(owners, ["Ewa Kierzek", "Jan Nowak"]);
    let wrong = format!("{header}\r\n{}\r\n{}", line.replace(&id, "x"), line.replace("OVERALL", "NOTHING"));
    let refused = send(&visitor, path, &[("text", &wrong), ("sure", "true")]).expect(422).text();
    assert!(
        refused.contains("Nie ma działania o tym identyfikatorze") && refused.contains("wybrać to z listy"),
        "{refused}"
    );
    assert_guarded(&visitor, path, &[("text", &file)]);
    for sin in SINS {
        assert_text_alone(&send(&visitor, path, &[("text", sin)]).expect(422).text());
        let named = line.replace(&id, "").replace("Drugie okienko", &format!("\"{}\"", sin.replace('"', "\"\"")));
        assert_text_alone(&send(&visitor, path, &[("text", &format!("{header}\r\n{named}"))]).expect(200).text());
    }
}
