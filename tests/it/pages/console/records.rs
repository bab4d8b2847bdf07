//! `/console/visits` and `/console/complaints`: what the office counts is entered in a form or as a table.

use ankieta::access::Role;
use serde_json::{Value, json};

use crate::harness::{Engine, Office};
use crate::on_both_databases;
use crate::pages::console::{SINS, assert_guarded, assert_text_alone, make_account, noted, send, signed_in, somebody};

on_both_databases!(visits_are_entered_for_a_month, complaints_are_entered_for_a_quarter);

fn entered(office: &Office, what: &str) -> Vec<Value> {
    office.get(&format!("/api/v1/{what}"), &office.admin).expect(200).json()["items"].as_array().unwrap().clone()
}

fn visits_are_entered_for_a_month(engine: Engine) {
    let office = Office::open(engine);
    let clerk = somebody(&office, Role::Clerk);
    // On 14 July it is the visits of June that are known.
    let page = clerk.get("/console/visits").expect(200).text();
    assert!(page.contains("<h2>czerwiec 2026") && page.contains("name=\"KM\""), "{page}");
    let fields = [("month", "2026-06"), ("KM", "1 200"), ("GN", "0"), ("OS", "")];
    let done = send(&clerk, "/console/visits", &fields).expect(303);
    let page = clerk.get(done.header("location")).expect(200).text();
    assert!(page.contains("Wizyty są zapisane.") && page.contains("value=\"1200\""), "{page}");
    let visits = entered(&office, "visits");
    assert_eq!(visits.len(), 2, "an empty field is no zero: {visits:?}");
    assert_eq!(visits[1], json!({ "month": "2026-06", "department": "KM", "visits": 1200 }));
    send(&clerk, "/console/visits", &[("month", "2026-06"), ("KM", "")]).expect(303);
    assert_eq!(entered(&office, "visits").len(), 1, "what is emptied is taken back, and nothing else");
    for (fields, why) in [
        ([("month", "2026-06"), ("KM", "dużo")], "liczba całkowita"),
        ([("month", "2026-06"), ("KM", "10000001")], "liczba całkowita"),
        ([("month", "2026-06"), ("KM", "-1")], "liczba całkowita"),
        ([("month", "2026-08"), ("KM", "1")], "jeszcze się nie zaczął"),
    ] {
        let refused = send(&clerk, "/console/visits", &fields).expect(422).text();
        assert!(refused.contains(why) && refused.contains(&format!("value=\"{}\"", fields[1].1)), "{refused}");
    }
    send(&clerk, "/console/visits", &[("month", "2026-06"), ("XX", "1")]).expect(400);
    send(&clerk, "/console/visits", &[("month", "2026-Q2"), ("KM", "1")]).expect(400);
    assert!(noted(&office, "test-clerk").contains(&("visits.save".to_owned(), "2026-06 KM GN".to_owned())));
}

fn complaints_are_entered_for_a_quarter(engine: Engine) {
    let office = Office::open(engine);
    let clerk = somebody(&office, Role::Clerk);
    let page = clerk.get("/console/complaints").expect(200).text().replace('\u{a0}', " ");
    assert!(page.contains("<h2>II kwartał 2026") && page.contains("name=\"KM.complaints.received\""), "{page}");
    let names = |department: &str| {
        let field = |what| ["received", "on_time", "justified"].map(|part| format!("{department}.{what}.{part}"));
        [field("complaints"), field("motions")].concat()
    };
    let enter = |quarter: &'static str, rows: &[(&str, [&str; 6])]| {
        let row = |(department, typed): &(&str, [&str; 6])| -> Vec<(String, String)> {
            names(department).into_iter().zip(typed.map(str::to_owned)).collect()
        };
        let fields: Vec<_> = rows.iter().flat_map(row).collect();
        let fields = fields.iter().map(|(name, typed)| (&**name, &**typed));
        send(&clerk, "/console/complaints", &[("quarter", quarter)].into_iter().chain(fields).collect::<Vec<_>>())
    };
    let (none, empty) = (["0"; 6], [""; 6]);
    let rows = [("KM", ["3", "2", "0", "1", "0", "0"]), ("GN", none), ("OS", empty)];
    let done = enter("2026-Q2", &rows).expect(303);
    assert!(clerk.get(done.header("location")).text().contains("Skargi i wnioski są zapisane."));
    let all = entered(&office, "complaints");
    assert_eq!(all.len(), 2, "a row of zeros is entered, an empty one is not: {all:?}");
    assert_eq!(all[1]["complaints"], json!({ "received": 3, "on_time": 2, "justified": 0 }));
    let refused = enter("2026-Q2", &[("KM", ["1", "2", "0", "0", "0", "0"])]).expect(422).text();
    assert!(refused.contains("nie może być większa od liczby spraw, które wpłynęły"), "{refused}");
    let half = enter("2026-Q2", &[("KM", ["2", "", "", "0", "0", "0"])]).expect(422).text();
    for name in ["KM.complaints.on_time", "KM.complaints.justified"] {
        assert!(half.contains(&format!("id=\"{name}-wrong\">Tej liczby brakuje.")), "{name}: {half}");
    }
    assert_eq!(entered(&office, "complaints"), all, "what is blank beside numbers is no zero, and nothing is entered");
    assert!(enter("2026-Q4", &[("KM", none)]).expect(422).text().contains("jeszcze się nie zaczął"));
    enter("2026-Q2", &[("KM", empty)]).expect(303);
    assert_eq!(entered(&office, "complaints").len(), 1);
    assert!(noted(&office, "test-clerk").contains(&("complaints.save".to_owned(), "2026-Q2 KM GN".to_owned())));
}

#[test]
fn a_table_is_looked_through_before_it_is_taken() {
    let office = Office::open(Engine::Sqlite);
    let clerk = somebody(&office, Role::Clerk);
    send(&clerk, "/console/visits", &[("month", "2026-06"), ("KM", "5"), ("GN", "7")]).expect(303);
    let table = "miesiąc\twydział\twizyty\r\n2026-06\tKM\t1200\r\n2026-06\tGN\t7\r\n2026-05\tKM\t3\r\n";
    let look = send(&clerk, "/console/visits/table", &[("text", table)]).expect(200).text().replace('\u{a0}', " ");
    assert!(look.contains("czerwiec 2026 r., KM: 5 → 1"), "{look}");
    assert!(look.contains("maj 2026 r., KM: 3 (nowe)") && !look.contains("GN: 7"), "{look}");
    assert_eq!(entered(&office, "visits").len(), 2, "nothing is taken yet");
    send(&clerk, "/console/visits/table", &[("text", table), ("sure", "true")]).expect(303);
    assert_eq!(entered(&office, "visits").len(), 3);
    // What is fetched is what can be pasted again.
    let file = clerk.get("/console/visits/table/file").expect(200);
    assert!(file.header("content-disposition").contains("visits.csv"));
    let again = send(&clerk, "/console/visits/table", &[("text", &file.text())]).expect(200).text();
    assert!(again.contains("Nic by się nie zmieniło."), "{again}");
    let wrong = "month;department;visits\n2026-06;KM;1\n2026-08;XX;dużo\n2026-05";
    let refused = send(&clerk, "/console/visits/table", &[("text", wrong), ("sure", "true")]).expect(422).text();
    for why in [
        "Nic nie zostało zmienione",
        "jeszcze się nie zaczął",
        "Nie ma takiego wydziału",
        "liczba całkowita",
        "inne kolumny",
    ] {
        assert!(refused.contains(why), "{why}: {refused}");
    }
    assert!(refused.contains("<th scope=\"row\">3</th>") && refused.contains("<th scope=\"row\">4</th>"), "{refused}");
    assert_eq!(entered(&office, "visits").len(), 3);
    let table = "quarter;department;complaints_received;complaints_on_time;complaints_justified;motions_received;\
                 motions_on_time;motions_justified\n2026-Q2;KM;3;2;1;0;0;0\n";
    let look = send(&clerk, "/console/complaints/table", &[("text", table)]).expect(200).text();
    assert!(look.contains("skargi 3/2/1, wnioski 0/0/0 (nowe)"), "{look}");
    send(&clerk, "/console/complaints/table", &[("text", table), ("sure", "true")]).expect(303);
    let file = clerk.get("/console/complaints/table/file").expect(200).text();
    let again = send(&clerk, "/console/complaints/table", &[("text", &file)]).expect(200).text();
    assert!(again.contains("Nic by się nie zmieniło."), "{again}");
    let refused =
        send(&clerk, "/console/complaints/table", &[("text", &table.replace(";3;2;1", ";1;2;1"))]).expect(422);
    assert!(refused.text().contains("nie może być większa od liczby spraw, które wpłynęły"));
    let half = table.replace(";3;2;1", ";3;;1");
    let refused = send(&clerk, "/console/complaints/table", &[("text", &half), ("sure", "true")]).expect(422).text();
    assert!(refused.contains("skargi w terminie") && refused.contains("liczba całkowita"), "{refused}");
    let imported = noted(&office, "test-clerk");
    for action in ["visits.import", "complaints.import"] {
        assert!(imported.iter().any(|(done, _)| done == action), "{action}: {imported:?}");
    }
}

#[test]
fn a_clerk_of_some_departments_enters_what_is_theirs() {
    let office = Office::open(Engine::Sqlite);
    make_account(&office, "jan", Role::Clerk, &["KM"]);
    let jan = signed_in(&office, "jan");
    let page = jan.get("/console/visits").expect(200).text();
    assert!(page.contains("name=\"KM\"") && !page.contains("name=\"GN\""), "{page}");
    send(&jan, "/console/visits", &[("month", "2026-06"), ("GN", "1")]).expect(403);
    send(&jan, "/console/complaints", &[("quarter", "2026-Q2"), ("GN.complaints.received", "1")]).expect(403);
    let table = "month;department;visits\n2026-06;GN;1\n";
    send(&jan, "/console/visits/table", &[("text", table), ("sure", "true")]).expect(422);
    send(&somebody(&office, Role::QualityManager), "/console/visits", &[("month", "2026-06"), ("GN", "9")]).expect(303);
    assert!(!jan.get("/console/visits/table/file").text().contains("GN"));
    assert_eq!(entered(&office, "visits").len(), 1);
}

#[test]
fn what_is_typed_is_text_and_forms_come_from_these_pages() {
    let office = Office::open(Engine::Sqlite);
    let clerk = somebody(&office, Role::Clerk);
    for (path, fields) in [
        ("/console/visits", [("month", "2026-06"), ("KM", "1")]),
        ("/console/complaints", [("quarter", "2026-Q2"), ("KM.complaints.received", "1")]),
        ("/console/visits/table", [("text", "month;department;visits\n2026-06;KM;1\n"), ("sure", "true")]),
        ("/console/complaints/table", [("text", "quarter"), ("sure", "true")]),
    ] {
        assert_guarded(&clerk, path, &fields);
        for sin in SINS {
            for (field, _) in fields {
                let sent: Vec<(&str, &str)> =
                    fields.iter().map(|(name, value)| (*name, if *name == field { sin } else { value })).collect();
                let reply = send(&clerk, path, &sent);
                assert!([400, 422].contains(&reply.status), "{path} {field}: {}", reply.status);
                assert_text_alone(&reply.text());
            }
        }
    }
    assert!(entered(&office, "visits").is_empty() && entered(&office, "complaints").is_empty());
}
