//! `/console/paper`: whoever is bound to departments types forms of theirs alone, and sees no other batch.

use ankieta::access::Role;
use ankieta::storage::lots::list_lots;
use serde_json::Value;
use uuid::Uuid;

use crate::harness::{Engine, Office};
use crate::on_both_databases;
use crate::pages::console::{make_account, signed_in, somebody, token};
use crate::pages::dashboard::Visitor;

on_both_databases!(
    a_clerk_of_a_department_types_its_forms_alone,
    a_batch_is_confirmed_or_taken_back_once_and_noted,
    a_batch_whose_sample_was_not_checked_is_confirmed_by_saying_so,
    a_blank_form_needs_no_batch,
);

/// Types a form, and says what became of it.
fn type_form(visitor: &Visitor, department: &str, batch: &str) -> Value {
    let token = token(visitor, "/console/paper");
    let id = Uuid::new_v4();
    let body = format!(
        "token={token}&id={id}&survey=obsluga&version=1&department={department}&batch={batch}&day=2026-07-13&OVERALL=5"
    );
    visitor.post("/console/paper/forms", &body, &[]).expect(200).json()
}

fn a_clerk_of_a_department_types_its_forms_alone(engine: Engine) {
    let office = Office::open(engine);
    make_account(&office, "jan.kowalski", Role::Clerk, &["KM"]);
    let (all, own) = (somebody(&office, Role::Clerk), signed_in(&office, "jan.kowalski"));
    assert_eq!(type_form(&own, "KM", "okienko-3")["status"], "stored");
    let refused = type_form(&own, "GN", "okienko-3");
    assert_eq!(refused["status"], "refused");
    assert!(refused["errors"][0].as_str().unwrap().contains("nie obejmuje tego wydziału"), "{refused}");
    assert_eq!(own.get("/console/paper/grid?survey=obsluga&department=GN").status, 403);
    assert_eq!(type_form(&all, "GN", "geodezja")["place"], 1);
    let seen = |visitor: &Visitor, batch: &str| visitor.get("/console/paper").expect(200).text().contains(batch);
    assert!(seen(&own, "okienko-3") && !seen(&own, "geodezja"));
    assert!(seen(&all, "okienko-3") && seen(&all, "geodezja"));
    let lots = office.storage.read(list_lots).unwrap();
    let other = lots.iter().find(|(lot, _)| lot.name == "geodezja").unwrap().0.number.label();
    let body = format!("token={}&lot={other}", token(&own, "/console/paper"));
    own.post("/console/paper/confirm", &body, &[]).expect(403);
    own.post("/console/paper/take-back", &body, &[]).expect(403);
    assert_eq!(office.storage.read(list_lots).unwrap().len(), 2);
}

fn a_batch_is_confirmed_or_taken_back_once_and_noted(engine: Engine) {
    let office = Office::open(engine);
    let clerk = somebody(&office, Role::Clerk);
    for (batch, way) in [("jedna", "confirm"), ("druga", "take-back")] {
        type_form(&clerk, "KM", batch);
        let label = office.storage.read(list_lots).unwrap()[0].0.number.label();
        let body = format!("token={}&lot={label}", token(&clerk, "/console/paper"));
        clerk.post(&format!("/console/paper/{way}"), &body, &[]).expect(303);
        clerk.post(&format!("/console/paper/{way}"), &body, &[]).expect(409);
    }
    let log = office.get("/api/v1/audit?limit=100", &office.admin).expect(200).json();
    let entries = log["items"].as_array().unwrap().iter();
    let mut noted: Vec<(&str, &str, &str)> = entries
        .filter(|entry| entry["action"].as_str().unwrap().starts_with("lot."))
        .map(|entry| {
            let text = |name: &str| entry[name].as_str().unwrap();
            (text("actor"), text("action"), text("subject"))
        })
        .collect();
    noted.sort_unstable();
    let who = "account test-clerk";
    assert_eq!(noted, [(who, "lot.confirm", "obsluga paper 1"), (who, "lot.take_back", "obsluga paper 1")]);
}

fn a_batch_whose_sample_was_not_checked_is_confirmed_by_saying_so(engine: Engine) {
    let office = Office::open(engine);
    let clerk = somebody(&office, Role::Clerk);
    let offers = || clerk.get("/console/paper").expect(200).text().contains("zatwierdzam bez sprawdzenia</label>");
    for place in 1..=10 {
        assert!(!offers(), "before form {place}");
        assert_eq!(type_form(&clerk, "KM", "stos")["place"], place);
    }
    assert!(offers());
    let label = office.storage.read(list_lots).unwrap()[0].0.number.label();
    let body = format!("token={}&lot={label}", token(&clerk, "/console/paper"));
    for page in ["paper", "imports"] {
        let refused = clerk.post(&format!("/console/{page}/confirm"), &body, &[]).expect(303);
        assert_eq!(refused.header("location"), "/console/paper?done=unchecked", "{page}");
    }
    assert_eq!(office.storage.read(list_lots).unwrap().len(), 1);
    let confirmed = clerk.post("/console/paper/confirm", &format!("{body}&unchecked=yes"), &[]).expect(303);
    assert_eq!(confirmed.header("location"), "/console/paper?done=confirmed");
    assert!(office.storage.read(list_lots).unwrap().is_empty());
}

fn a_blank_form_needs_no_batch(engine: Engine) {
    let office = Office::open(engine);
    let clerk = somebody(&office, Role::Clerk);
    for (batch, named) in [("", ""), ("okienko+3", "&batch=okienko+3")] {
        let query = format!("survey=obsluga&department=KM&language=de&batch={batch}");
        let form = clerk.get(&format!("/console/paper/blank?{query}")).expect(303);
        assert_eq!(form.header("location"), format!("/s/obsluga/KM/paper?lang=de{named}"));
    }
    clerk.get("/console/paper/blank?survey=../x&department=KM").expect(404);
}
