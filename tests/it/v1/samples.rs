//! What the tests of the contract send, and how they read what comes back.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Office, Reply};

/// Where the standard survey is.
pub const SURVEY: &str = "/api/v1/surveys/obsluga";

/// What the office says about itself as long as nobody has put another document.
pub fn standard_office() -> Value {
    serde_json::from_str(include_str!("../../../src/survey/standard/office.json")).unwrap()
}

/// Where a new response to a survey belongs.
pub fn response_path(survey: &str) -> String {
    format!("/api/v1/surveys/{survey}/responses/{}", Uuid::new_v4())
}

/// A response of a batch, under a new id.
pub fn item(department: &str, answers: Value) -> Value {
    json!({ "id": Uuid::new_v4(), "department": department, "answers": answers })
}

/// Sends a batch to the standard survey.
pub fn send_batch(office: &Office, key: &str, items: &[Value]) -> Reply {
    office.json("POST", &format!("{SURVEY}/responses"), key, &json!({ "responses": items }))
}

/// Sends `count` equal responses to the standard survey, and asserts that all of them are stored.
pub fn collect(office: &Office, key: &str, department: &str, day: &str, answers: &Value, count: usize) {
    let mut left = count;
    while left > 0 {
        let items: Vec<Value> = std::iter::repeat_with(|| {
            let mut item = item(department, answers.clone());
            item["collected_on"] = day.into();
            item
        })
        .take(left.min(100))
        .collect();
        let results = send_batch(office, key, &items).expect(200).json();
        assert!(results["results"].as_array().unwrap().iter().all(|result| result["status"] == "created"), "{results}");
        left -= items.len();
    }
}

/// The faults of a problem as (pointer, code), sorted.
pub fn faults(problem: &Value) -> Vec<(String, String)> {
    let errors = problem["errors"].as_array().unwrap_or_else(|| panic!("no errors: {problem}"));
    let text = |error: &Value, member: &str| error[member].as_str().unwrap().to_owned();
    let mut faults: Vec<_> = errors.iter().map(|error| (text(error, "pointer"), text(error, "code"))).collect();
    faults.sort();
    faults
}

/// The same faults, written down in a test.
pub fn expected(faults: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut faults: Vec<_> = faults.iter().map(|(pointer, code)| ((*pointer).to_owned(), (*code).to_owned())).collect();
    faults.sort();
    faults
}

/// A questionnaire with every kind of question, for the departments KM and GN.
pub fn every_kind() -> Value {
    let option = |code: &str| json!({ "code": code, "text": { "pl": code } });
    let mut plates = option("plates");
    plates["departments"] = json!(["KM"]);
    json!({
        "title": { "pl": "Próba" }, "languages": ["pl"], "headline": "OVERALL", "departments": ["KM", "GN"],
        "questions": [
            { "code": "OVERALL", "kind": "rating", "required": true, "na": false, "text": { "pl": "Ogólnie?" } },
            { "code": "WAIT", "kind": "rating", "scale": 3, "text": { "pl": "Czekanie?" } },
            { "code": "OUTCOME", "kind": "single", "na": false, "text": { "pl": "Załatwione?" },
              "options": [option("yes"), option("no"), plates] },
            { "code": "REASON", "kind": "multiple", "max": 2, "text": { "pl": "Dlaczego?" },
              "show_if": { "question": "OVERALL", "at_most": 2 },
              "options": [option("time"), option("info"), option("other")] },
            { "code": "RECOMMEND", "kind": "nps", "text": { "pl": "Polecenie?" } },
            { "code": "SETTLED", "kind": "yes_no", "required": true, "text": { "pl": "Tak?" } },
            { "code": "SUGGEST", "kind": "text", "max_length": 10, "text": { "pl": "Co poprawić?" } }
        ]
    })
}

/// Drafts a survey and publishes its first version.
pub fn publish_first(office: &Office, slug: &str, questionnaire: &Value) {
    let body = json!({ "slug": slug, "questionnaire": questionnaire });
    office.json("POST", "/api/v1/surveys", &office.admin, &body).expect(201);
    publish(office, slug).expect(201);
}

/// Replaces a survey's draft and publishes it as the next version.
pub fn publish_next(office: &Office, slug: &str, questionnaire: &Value) {
    office.json("PUT", &format!("/api/v1/surveys/{slug}/draft"), &office.admin, questionnaire).expect(204);
    publish(office, slug).expect(201);
}

/// Publishes a survey's draft.
pub fn publish(office: &Office, slug: &str) -> Reply {
    office.send("POST", &format!("/api/v1/surveys/{slug}/versions"), &office.admin, &[], &[])
}
