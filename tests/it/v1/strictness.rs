//! Schemas say what the code refuses: what fits the document and is refused all the same is few, and listed here.

use std::collections::BTreeSet;

use fastrand::Rng;
use proptest::strategy::{Strategy, ValueTree};
use proptest::string::string_regex;
use proptest::test_runner::TestRunner;
use serde_json::{Map, Value, json};

use crate::harness::{Engine, Office};

/// How many requests are made up for each operation.
const REQUESTS: usize = 40;

/// What no schema of one member can say, since it depends on another member, or on what the office has: a part of the
/// operation's name, where, and the fault's code. A `*` is any step of a pointer.
const BEYOND_SCHEMAS: &[(&str, &str, &str)] = &[
    ("", "?cursor", "malformed"),
    ("", "?period", "malformed"),
    ("comparison", "?against", "malformed"),
    ("trend", "?from", "malformed"),
    ("trend", "?to", "malformed"),
    ("", "?department", "malformed"),
    ("", "?question", "malformed"),
    ("results", "?group_by", "malformed"),
    ("", "?dialect", "malformed"),
    ("", "/questions/*/*", "wrong_kind"),
    ("departments/{code}", "/renamed", "not_permitted"),
    ("departments/{code}", "/renamed", "out_of_order"),
    ("departments/{code}", "/name/pl", "required"),
    ("actions", "/public/*/*", "required"),
    ("actions", "/before", "malformed"),
    ("actions", "/after", "malformed"),
    ("actions", "/after", "out_of_range"),
    ("actions", "/done_on", "out_of_range"),
    ("actions", "/due_on", "out_of_range"),
    ("actions", "/survey", "unknown_survey"),
    ("keys", "/departments", "not_applicable"),
    ("keys", "/departments", "unknown_department"),
    ("kiosks", "/opening_hours/*/*", "malformed"),
    ("kiosks", "/opening_hours/*/*", "out_of_order"),
    ("kiosks", "/out_of_use/*/from", "out_of_order"),
    ("kiosks", "/out_of_use/*/until", "out_of_order"),
    ("kiosks", "/survey", "unknown_survey"),
    ("complaints", "/*/justified", "out_of_range"),
    ("complaints", "/*/on_time", "out_of_range"),
    ("office", "/accessibility/assessor", "required"),
    ("office", "/accessibility/assessor", "unexpected"),
    ("office", "/accessibility/barriers", "required"),
    ("office", "/accessibility/barriers", "unexpected"),
    ("office", "/accessibility/updated_on", "out_of_order"),
    ("office", "/accessibility/reviewed_on", "out_of_order"),
    ("fieldwork", "/closes_on", "out_of_order"),
    ("fieldwork", "/departments/*/code", "unknown_department"),
    ("fieldwork", "/departments/*/code", "duplicate"),
    ("fieldwork", "/departments/*/until", "out_of_order"),
    ("fieldwork", "/opens_on", "not_permitted"),
    ("settings", "/origins/*", "malformed"),
    ("settings", "/origins/*", "duplicate"),
    ("responses", "/batch", "not_permitted"),
    ("responses", "/answers/*", "unknown_question"),
    ("responses", "/answers/*", "required"),
    ("responses", "/department", "unknown_department"),
    ("responses", "/language", "unknown_language"),
    ("responses", "/version", "unknown_version"),
    ("minutes", "/decisions/*/due_on", "out_of_range"),
    ("minutes", "/held_on", "out_of_range"),
    ("minutes", "/review", "unknown_edition"),
    ("targets", "/targets/*/department", "unknown_department"),
    ("targets", "/targets/*/from", "malformed"),
    ("targets", "/targets/*/question", "unknown_question"),
];

/// Makes up values that fit schemas.
struct Inventor {
    document: Value,
    dice: Rng,
    runner: TestRunner,
}

impl Inventor {
    fn new() -> Self {
        let document = serde_json::to_value(ankieta::server::document()).unwrap();
        Self { document, dice: Rng::with_seed(7), runner: TestRunner::deterministic() }
    }

    /// Begins anew, always in the same way for the same name.
    fn begin(&mut self, name: &str) {
        self.dice = Rng::with_seed(name.bytes().map(u64::from).sum());
        self.runner = TestRunner::deterministic();
    }

    fn value(&mut self, schema: &Value) -> Value {
        if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
            let schema = self.document["components"]["schemas"][name].clone();
            return self.value(&schema);
        }
        if let Some(values) = schema["enum"].as_array() {
            return values[self.dice.usize(..values.len())].clone();
        }
        if let Some(choices) = schema["oneOf"].as_array() {
            let choice = choices[self.dice.usize(..choices.len())].clone();
            return self.value(&choice);
        }
        let kinds: Vec<&str> = match &schema["type"] {
            Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
            kind => kind.as_str().into_iter().collect(),
        };
        match kinds[self.dice.usize(..kinds.len())] {
            "object" => self.object(schema),
            "array" => {
                let least = schema["minItems"].as_u64().unwrap_or(0);
                let most = schema["maxItems"].as_u64().unwrap_or(4).min(least + 4);
                let items = self.dice.u64(least..=most);
                (0..items).map(|_| self.value(&schema["items"].clone())).collect()
            }
            "string" => self.text(schema).into(),
            "integer" => {
                let least = schema["minimum"].as_i64().unwrap_or(if schema["format"] == "int32" { -9 } else { -99 });
                self.dice.i64(least..=schema["maximum"].as_i64().unwrap_or(least + 1_000)).into()
            }
            "number" => {
                let least = schema["minimum"].as_f64().unwrap_or(0.0);
                (least + self.dice.f64() * (schema["maximum"].as_f64().unwrap_or(1.0) - least)).into()
            }
            "boolean" => self.dice.bool().into(),
            "null" => Value::Null,
            kind => panic!("no value of the type {kind} is known: {schema}"),
        }
    }

    fn object(&mut self, schema: &Value) -> Value {
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let mut object = Map::new();
        for (name, member) in schema["properties"].as_object().cloned().unwrap_or_default() {
            if required.contains(&name.as_str()) || self.dice.bool() {
                object.insert(name, self.value(&member));
            }
        }
        if let Some(member) = schema.get("additionalProperties").filter(|member| member.is_object()) {
            let names = schema.get("propertyNames").cloned().unwrap_or(json!({ "pattern": "^[A-Z]{1,8}$" }));
            for _ in 0..self.dice.usize(..3) {
                let name = self.text(&names);
                object.insert(name, self.value(&member.clone()));
            }
        }
        Value::Object(object)
    }

    fn text(&mut self, schema: &Value) -> String {
        let (least, most) = (schema["minLength"].as_u64().unwrap_or(0), schema["maxLength"].as_u64().unwrap_or(40));
        if let Some(pattern) = schema["pattern"].as_str() {
            let pattern = pattern.trim_start_matches('^').trim_end_matches('$');
            let texts = string_regex(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
            let mut texts = (0..1_000).map(|_| texts.new_tree(&mut self.runner).unwrap().current());
            let fits = |text: &String| (least..=most).contains(&(text.chars().count() as u64));
            return texts.find(fits).unwrap_or_else(|| panic!("{pattern}: no text of {least} to {most} characters"));
        }
        let dice = &mut self.dice;
        match schema["format"].as_str() {
            Some("date") => format!("2026-{:02}-{:02}", dice.u8(1..=12), dice.u8(1..=28)),
            Some("uuid") => uuid::Uuid::new_v4().to_string(),
            Some("uri") => format!("https://www.example.pl/{}", dice.alphanumeric()),
            Some("email") => format!("{}@example.pl", dice.lowercase()),
            None => (0..dice.u64(least.max(1)..=most.min(least.max(1) + 20))).map(|_| dice.alphanumeric()).collect(),
            Some(format) => panic!("no text of the format {format} is known"),
        }
    }
}

/// The faults of an answer that refuses: where, and what.
fn faults(answer: &Value) -> Vec<(String, String)> {
    let whole = || vec![json!({ "pointer": "", "code": answer["detail"] })];
    let errors = answer["errors"].as_array().cloned().unwrap_or_else(whole);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    errors.iter().map(|fault| (text(&fault["pointer"]), text(&fault["code"]))).collect()
}

/// Whether a pointer is such a place.
fn fits(place: &str, pointer: &str) -> bool {
    let (place, pointer): (Vec<&str>, Vec<&str>) = (place.split('/').collect(), pointer.split('/').collect());
    let same = |(wanted, found): (&&str, &&str)| *wanted == "*" || wanted == found;
    let tail = pointer.len().checked_sub(place.len()).map(|start| &pointer[start..]);
    // A questionnaire may be a part of what is sent.
    tail.is_some_and(|tail| {
        place.iter().skip(1).zip(tail.iter().skip(1)).all(same) && (place.len() > 1 || place == tail)
    })
}

#[test]
fn what_fits_the_document_is_taken_but_for_what_no_schema_can_say() {
    let office = Office::open(Engine::Sqlite);
    let analyst = office.key("results", &[]);
    let mut inventor = Inventor::new();
    let mut unlisted = BTreeSet::new();
    for (path, item) in inventor.document["paths"].as_object().unwrap().clone() {
        for (method, operation) in item.as_object().unwrap() {
            let body = operation["requestBody"]["content"]["application/json"]["schema"].clone();
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            let queries: Vec<Value> = parameters.filter(|parameter| parameter["in"] == "query").cloned().collect();
            if body.is_null() && queries.is_empty() {
                continue;
            }
            let key = match operation["tags"][0].as_str().unwrap() {
                "analysts" => &analyst,
                "respondents" => "",
                _ => &office.admin,
            };
            let name = format!("{} {path}", method.to_uppercase());
            // What is made up for one operation does not depend on the others.
            inventor.begin(&name);
            for _ in 0..REQUESTS {
                let address = address(&path, &queries, &mut inventor);
                let sent = if body.is_null() { Value::Null } else { inventor.value(&body) };
                let reply = office.json(&method.to_uppercase(), &address, key, &sent);
                assert!(reply.status < 500 || reply.status == 503, "{name}: {sent} {}", reply.text());
                let refused = if matches!(reply.status, 400 | 422) { faults(&reply.json()) } else { Vec::new() };
                unlisted.extend(refused.iter().filter_map(|(pointer, code)| {
                    let same = |(of, place, known): &(&str, &str, &str)| {
                        name.contains(of) && known == code && fits(place, pointer)
                    };
                    (!BEYOND_SCHEMAS.iter().any(same)).then(|| format!("{name} {pointer} {code}"))
                }));
            }
        }
    }
    let unlisted: Vec<String> = unlisted.into_iter().collect();
    assert!(unlisted.is_empty(), "say it in the schema, or list it:\n{}", unlisted.join("\n"));
}

/// An address of what there is, with some of the parameters.
fn address(path: &str, queries: &[Value], inventor: &mut Inventor) -> String {
    let known = [
        ("{survey}", "obsluga"),
        ("{department}", "KM"),
        ("{code}", "KM"),
        ("{period}", "2026-Q2"),
        ("{quarter}", "2026-Q2"),
        ("{month}", "2026-06"),
        ("{channel}", "web"),
        ("{day}", "2026-07-01"),
        ("{number}", "1"),
        ("{id}", "11111111-2222-4333-8444-555555555555"),
    ];
    let mut address = known.iter().fold(path.to_owned(), |address, (name, value)| address.replace(name, value)) + "?";
    for parameter in queries {
        if parameter["required"] == true || inventor.dice.bool() {
            let value = inventor.value(&parameter["schema"]);
            let values = if let Value::Array(values) = value { values } else { vec![value] };
            for value in values.iter().filter(|value| !value.is_null()) {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                address += &format!("{}={text}&", parameter["name"].as_str().unwrap());
            }
        }
    }
    address
}
