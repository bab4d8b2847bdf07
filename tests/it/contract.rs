//! Holds every answer that a test receives against the document, so that what clients are told is what they get.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use jsonschema::Validator;
use serde_json::{Map, Value, json};

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| serde_json::to_value(ankieta::server::document()).unwrap());

/// The validators that were needed so far, by method, path, status and media type.
static VALIDATORS: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);

/// Panics unless the document declares an answer of that status and media type, and its body fits. What is no JSON, and
/// what answers at an address or to a method that the document does not know, says nothing about the document.
pub fn check(method: &str, path: &str, status: u16, media_type: &str, body: &[u8]) {
    let media_type = media_type.split(';').next().unwrap_or_default().trim();
    if !matches!(media_type, "application/json" | "application/problem+json") || body.is_empty() {
        return;
    }
    let Some((template, operation)) = operation(method, path.split('?').next().unwrap_or(path)) else { return };
    let place = format!("{method} {template} {status} {media_type}");
    let known = VALIDATORS.lock().unwrap().get(&place).cloned();
    let validator = known.unwrap_or_else(|| {
        let answer = &operation["responses"][status.to_string().as_str()];
        let schema = &answer["content"][media_type]["schema"];
        assert!(!schema.is_null(), "the document has no such answer: {place}: {}", String::from_utf8_lossy(body));
        let validator = Arc::new(compiled(schema));
        VALIDATORS.lock().unwrap().insert(place.clone(), validator.clone());
        validator
    });
    let body: Value = serde_json::from_slice(body).unwrap_or_else(|error| panic!("{place}: no JSON: {error}"));
    let faults: Vec<String> =
        validator.iter_errors(&body).map(|fault| format!("{} {fault}", fault.instance_path())).take(5).collect();
    assert!(faults.is_empty(), "the document says otherwise: {place}:\n{}\n{body:.2000}", faults.join("\n"));
}

/// The operation that a request is for, and its path as the document has it: what has fewer parameters comes first.
fn operation(method: &str, path: &str) -> Option<(&'static str, &'static Value)> {
    let fits = |template: &str| {
        let (known, asked): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
        let same = |(known, asked): (&&str, &&str)| known.starts_with('{') || known == asked;
        known.len() == asked.len() && known.iter().zip(&asked).all(same)
    };
    let paths = DOCUMENT["paths"].as_object().unwrap().iter().filter(|(template, _)| fits(template));
    let (template, item) = paths.min_by_key(|(template, _)| template.matches('{').count())?;
    Some((template.as_str(), item.get(method.to_lowercase())?))
}

/// A schema of the document with the parts that it refers to.
fn compiled(schema: &Value) -> Validator {
    let mut whole = json!({ "allOf": [schema], "components": { "schemas": Map::new() } });
    let mut missing = references(schema);
    while let Some(name) = missing.pop() {
        if whole["components"]["schemas"].get(&name).is_none() {
            let part = &DOCUMENT["components"]["schemas"][&name];
            missing.extend(references(part));
            whole["components"]["schemas"][&name] = part.clone();
        }
    }
    jsonschema::options().should_validate_formats(true).build(&whole).unwrap()
}

fn references(schema: &Value) -> Vec<String> {
    match schema {
        Value::Object(members) => {
            let own = members.get("$ref").and_then(Value::as_str).and_then(|name| name.rsplit('/').next());
            own.map(str::to_owned).into_iter().chain(members.values().flat_map(references)).collect()
        }
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

#[test]
#[should_panic(expected = "the document says otherwise")]
fn an_answer_that_breaks_its_schema_is_seen() {
    check("GET", "/version", 200, "application/json", b"{\"version\":7}");
}

#[test]
#[should_panic(expected = "the document has no such answer")]
fn an_answer_that_is_not_declared_is_seen() {
    check("GET", "/version", 418, "application/json", b"{}");
}
