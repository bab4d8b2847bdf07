//! `/console/targets`: targets are set and taken away, and told beside what was reached.

use ankieta::access::Role;
use jiff::civil::date;
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};

use crate::harness::{Engine, Office};
use crate::on_both_databases;
use crate::pages::console::{
    SINS, assert_guarded, assert_text_alone, make_account, noted, send, signed_in, somebody, upload,
};

on_both_databases!(a_target_is_set_told_and_taken_away);

const FIELDS: [(&str, &str); 5] =
    [("survey", "obsluga"), ("question", "OVERALL"), ("department", ""), ("from", "2026-Q3"), ("share", "85,5")];

fn with<'a>(other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let own = FIELDS.iter().filter(|(name, _)| other.iter().all(|(changed, _)| changed != name));
    own.chain(other).copied().collect()
}

fn all(office: &Office) -> Vec<Value> {
    let targets = office.get("/api/v1/surveys/obsluga/targets", &office.admin).expect(200).json();
    targets["targets"].as_array().unwrap().clone()
}

fn a_target_is_set_told_and_taken_away(engine: Engine) {
    let office = Office::open(engine);
    for _ in 0..40 {
        office.respond("KM", json!({ "OVERALL": 2 })).expect(201);
    }
    office.tick(date(2026, 10, 1));
    let visitor = somebody(&office, Role::QualityManager);
    assert!(visitor.get("/console/targets").expect(200).text().contains("Nie ma jeszcze żadnego celu."));
    let done = send(&visitor, "/console/targets", &FIELDS).expect(303);
    let list = visitor.get(done.header("location")).expect(200).text().replace('\u{a0}', " ");
    assert!(list.contains("Cel jest zapisany.") && list.contains("85,5"), "{list}");
    assert!(list.contains("Osiągnięto: III kwartał 2026") && list.contains("nieosiągnięty – 0,0"), "{list}");
    assert_eq!(all(&office)[0]["share"], 0.855);
    send(&visitor, "/console/targets", &with(&[("department", "KM"), ("share", "90 %")])).expect(303);
    assert_eq!((&all(&office)[1]["department"], &all(&office)[1]["share"]), (&json!("KM"), &json!(0.9)));
    for (other, why) in [
        (("share", "101"), "od 0 do 100"),
        (("share", "dużo"), "od 0 do 100"),
        (("share", "NaN"), "od 0 do 100"),
        (("share", "-1"), "od 0 do 100"),
        (("from", "wiosna"), "To powinien być okres"),
        (("question", "NOTHING"), "wybrać to z listy"),
        (("department", "XX"), "wybrać to z listy"),
        (("share", "10"), "jest już inny cel"),
    ] {
        let refused = send(&visitor, "/console/targets", &with(&[other])).expect(422).text();
        assert!(refused.contains(why), "{other:?}: {refused}");
    }
    send(&visitor, "/console/targets/delete", &FIELDS[..4]).expect(303);
    assert_eq!((all(&office).len(), &all(&office)[0]["department"]), (1, &json!("KM")));
    send(&visitor, "/console/targets/delete", &FIELDS[..4]).expect(404);
    let saved = noted(&office, "test-quality-manager");
    assert_eq!(saved.iter().filter(|(action, _)| action == "targets.save").count(), 3, "{saved:?}");
}

#[test]
fn whoever_looks_after_some_departments_sets_targets_of_those() {
    let office = Office::open(Engine::Sqlite);
    make_account(&office, "anna", Role::QualityManager, &["KM"]);
    let (anna, other) = (signed_in(&office, "anna"), somebody(&office, Role::QualityManager));
    send(&other, "/console/targets", &FIELDS).expect(303);
    send(&anna, "/console/targets", &with(&[("department", "KM")])).expect(303);
    send(&anna, "/console/targets", &with(&[("department", "GN")])).expect(422);
    send(&anna, "/console/targets", &with(&[("from", "2027")])).expect(422);
    send(&anna, "/console/targets/delete", &FIELDS[..4]).expect(403);
    let list = anna.get("/console/targets").expect(200).text();
    assert_eq!(list.matches("Usuń: ").count(), 1, "{list}");
}

#[test]
fn what_is_typed_is_text_and_forms_come_from_these_pages() {
    let office = Office::open(Engine::Sqlite);
    let visitor = somebody(&office, Role::QualityManager);
    assert_guarded(&visitor, "/console/targets", &FIELDS);
    send(&visitor, "/console/targets", &FIELDS).expect(303);
    assert_guarded(&visitor, "/console/targets/delete", &FIELDS[..4]);
    assert_eq!(all(&office).len(), 1);
    for sin in SINS {
        for (field, _) in FIELDS {
            let reply = send(&visitor, "/console/targets", &with(&[(field, sin)]));
            assert!([404, 422].contains(&reply.status), "{field}: {}", reply.status);
            assert_text_alone(&reply.text());
        }
    }
}

#[test]
fn targets_are_taken_from_a_table_and_given_out_as_one() {
    let office = Office::open(Engine::Sqlite);
    let visitor = somebody(&office, Role::QualityManager);
    let path = "/console/targets/table";
    send(&visitor, "/console/targets", &FIELDS).expect(303);
    let file = visitor.get(&format!("{path}/file")).expect(200).text();
    let again = send(&visitor, path, &[("text", &file)]).expect(200).text();
    assert!(again.contains("Nic by się nie zmieniło."), "{again}");
    let table = "pytanie\twydział\tod okresu\tcel w procentach\nOVERALL\t\t2026-Q3\t80\nOVERALL\tKM\t2027\t90,5\n";
    let look = send(&visitor, path, &[("text", table)]).expect(200).text();
    assert!(look.contains("85,5") && look.contains("→ 80,0"), "{look}");
    assert!(look.contains("OVERALL, KM, 2027") && look.contains("(nowy)"), "{look}");
    let windows = encoding_rs::WINDOWS_1250.encode(table).0.into_owned();
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, line) in [0, 3, 4].into_iter().zip(table.lines()) {
        sheet.write_row(row, 0, line.split('\t')).unwrap();
    }
    let workbook = workbook.save_to_buffer().unwrap();
    for file in [table.as_bytes(), &windows, &workbook] {
        let sure = [("survey", "obsluga"), ("text", "x"), ("sure", "true")];
        let look = upload(&visitor, path, &sure, ("cele", file)).expect(200).text();
        assert!(look.contains("→ 80,0") && look.contains("pytanie"), "a file is seen first: {look}");
    }
    let survey = [("survey", "obsluga")];
    let lines = upload(&visitor, path, &survey, ("a", &workbook)).text();
    let text = lines.split("<textarea").nth(1).unwrap().split_once('>').unwrap().1.split("</textarea>").next().unwrap();
    let pasted = text.replace("&#34;", "\"").replace("80", "x");
    let refused =
        send(&visitor, path, &[("survey", "obsluga"), ("text", pasted.trim_start_matches('\n'))]).expect(422).text();
    assert!(refused.contains("<th scope=\"row\">4</th>"), "the line of the sheet: {refused}");
    for broken in [&b"PK\x03\x04"[..], b"D\xa5b"] {
        assert!(upload(&visitor, path, &survey, ("a", broken)).expect(422).text().contains("Tego pliku nie da się"));
    }
    let large = vec![b'x'; 256 * 1024];
    assert_eq!(upload(&visitor, path, &survey, ("a", &large)).status, 413);
    assert_eq!(all(&office).len(), 1, "nothing is taken yet");
    send(&visitor, path, &[("text", table), ("sure", "true")]).expect(303);
    let shares: Vec<Value> = all(&office).iter().map(|one| one["share"].clone()).collect();
    assert_eq!(shares, [json!(0.8), json!(0.905)]);
    let wrong = "question;department;from;share\nNOTHING;;2026;80\nOVERALL;XX;2026;80\nOVERALL;;x;80\nOVERALL;;2026;x\n\
                 OVERALL;;2025;1\nOVERALL;;2025;2\n";
    let refused = send(&visitor, path, &[("text", wrong), ("sure", "true")]).expect(422).text();
    for why in ["wybrać to z listy", "Nie ma takiego wydziału", "To powinien być okres", "od 0 do 100", "już wyżej"]
    {
        assert!(refused.contains(why), "{why}: {refused}");
    }
    assert_eq!(all(&office).len(), 2);
    assert_guarded(&visitor, path, &[("text", table)]);
    for sin in SINS {
        assert_text_alone(&send(&visitor, path, &[("text", sin)]).expect(422).text());
    }
}
