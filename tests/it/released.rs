//! The document only grows: whoever wrote a client against `openapi/released.json` still finds all of it.
//!
//! When a version is released, the document becomes the released one: `cp openapi/openapi.json openapi/released.json`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

/// Everything that a client of one document misses in another one.
fn missed(released: &Value, now: &Value) -> Vec<String> {
    let mut comparison = Comparison { released, now, missed: Vec::new(), seen: BTreeSet::new() };
    for (path, item) in released["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let place = format!("{} {path}", method.to_uppercase());
            match now["paths"][path].get(method) {
                Some(today) => comparison.operation(&place, operation, today),
                None => comparison.missed.push(place),
            }
        }
    }
    comparison.missed
}

struct Comparison<'a> {
    released: &'a Value,
    now: &'a Value,
    missed: Vec<String>,
    /// The pairs of named schemas that were compared, since they may refer to each other.
    seen: BTreeSet<(String, String, bool)>,
}

impl<'a> Comparison<'a> {
    fn operation(&mut self, place: &str, before: &'a Value, today: &'a Value) {
        let parameters = |operation: &'a Value| -> BTreeMap<(&'a str, &'a str), &'a Value> {
            let all = operation["parameters"].as_array().into_iter().flatten();
            all.map(|it| ((it["in"].as_str().unwrap(), it["name"].as_str().unwrap()), it)).collect()
        };
        let (known, taken) = (parameters(before), parameters(today));
        for (key, parameter) in &known {
            let place = format!("{place} ?{}", key.1);
            match taken.get(key) {
                Some(now) => self.schema(&place, &parameter["schema"], &now["schema"], true),
                None => self.missed.push(place),
            }
        }
        for (key, parameter) in taken.iter().filter(|(_, parameter)| parameter["required"] == true) {
            if known.get(key).is_none_or(|known| known["required"] != true) {
                self.missed.push(format!("{place} without ?{}, which is required: {}", key.1, parameter["name"]));
            }
        }
        self.contents(place, &before["requestBody"], &today["requestBody"], true);
        for (status, answer) in before["responses"].as_object().unwrap() {
            self.contents(&format!("{place} {status}"), answer, &today["responses"][status], false);
        }
    }

    fn contents(&mut self, place: &str, before: &'a Value, today: &'a Value, sent: bool) {
        for (media_type, content) in before["content"].as_object().into_iter().flatten() {
            match today["content"].get(media_type) {
                Some(now) => self.schema(place, &content["schema"], &now["schema"], sent),
                None => self.missed.push(format!("{place} as {media_type}")),
            }
        }
    }

    fn schema(&mut self, place: &str, before: &'a Value, today: &'a Value, sent: bool) {
        let name = |schema: &Value| schema["$ref"].as_str().unwrap_or_default().to_owned();
        if before.get("$ref").is_some() && !self.seen.insert((name(before), name(today), sent)) {
            return;
        }
        let (known, now) = (Shape::of(self.released, before), Shape::of(self.now, today));
        for value in known.values.difference(&now.values).filter(|_| sent && !now.values.is_empty()) {
            self.missed.push(format!("{place} = {value}"));
        }
        for member in now.required.difference(&known.required).filter(|_| sent && !known.members.is_empty()) {
            self.missed.push(format!("{place} without {member}, which is required"));
        }
        for member in
            known.required.difference(&now.required).filter(|member| !sent && now.members.contains_key(*member))
        {
            self.missed.push(format!("{place}/{member}, which may be missing"));
        }
        for (member, before) in known.members {
            let place = format!("{place}/{member}");
            match now.members.get(member) {
                Some(now) => self.schema(&place, before, now, sent),
                None => self.missed.push(place),
            }
        }
        if let Some((before, now)) = known.items.zip(now.items) {
            self.schema(&format!("{place}/*"), before, now, sent);
        }
    }
}

/// What a schema holds, with everything that it is put together from.
#[derive(Default)]
struct Shape<'a> {
    members: BTreeMap<&'a str, &'a Value>,
    required: BTreeSet<&'a str>,
    values: BTreeSet<String>,
    items: Option<&'a Value>,
}

impl<'a> Shape<'a> {
    fn of(document: &'a Value, schema: &'a Value) -> Self {
        let mut shape = Self::default();
        shape.add(document, schema);
        shape
    }

    fn add(&mut self, document: &'a Value, schema: &'a Value) {
        if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
            self.add(document, &document["components"]["schemas"][name]);
        }
        for part in ["allOf", "oneOf", "anyOf"].iter().filter_map(|word| schema[*word].as_array()).flatten() {
            self.add(document, part);
        }
        let members = schema["properties"].as_object().into_iter().flatten();
        self.members.extend(members.map(|(name, member)| (name.as_str(), member)));
        self.required.extend(schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str));
        self.values.extend(schema["enum"].as_array().into_iter().flatten().map(Value::to_string));
        self.items = self.items.or(schema.get("items"));
    }
}

#[test]
fn the_document_only_grows() {
    let released = serde_json::from_str(include_str!("../../openapi/released.json")).unwrap();
    let now = serde_json::to_value(ankieta::server::document()).unwrap();
    let missed = missed(&released, &now);
    assert!(missed.is_empty(), "clients of the released document rely on what is gone: {missed:#?}");
}

#[test]
fn what_a_client_would_miss_is_seen() {
    let sent = |schema: Value| {
        json!({ "paths": { "/a": { "put": {
            "parameters": [{ "in": "query", "name": "by", "schema": { "enum": ["x", "y"] } }],
            "requestBody": { "content": { "application/json": { "schema": schema } } },
            "responses": { "200": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/B" } } } } }
        } } }, "components": { "schemas": { "B": { "properties": { "n": {}, "more": { "$ref": "#/components/schemas/B" } } } } } })
    };
    let released = sent(json!({ "properties": { "name": {} } }));
    assert_eq!(missed(&released, &released), [""; 0]);
    let change = |pointer: &str, value: Value| {
        let mut now = released.clone();
        *now.pointer_mut(pointer).unwrap() = value;
        missed(&released, &now)
    };
    assert_eq!(change("/paths/~1a", json!({})), ["PUT /a"]);
    assert_eq!(change("/paths/~1a/put/parameters", json!([])), ["PUT /a ?by"]);
    assert_eq!(change("/paths/~1a/put/parameters/0/schema/enum", json!(["x", "z"])), ["PUT /a ?by = \"y\""]);
    assert_eq!(change("/components/schemas/B/properties", json!({ "n": {} })), ["PUT /a 200/more"]);
    let body = "/paths/~1a/put/requestBody/content/application~1json/schema";
    assert_eq!(change(body, json!({ "properties": { "nom": {} } })), ["PUT /a/name"]);
    let required = json!({ "properties": { "name": {}, "age": {} }, "required": ["age"] });
    assert_eq!(change(body, required), ["PUT /a without age, which is required"]);
    assert_eq!(change(body, json!({ "properties": { "name": {}, "age": {} } })), [""; 0]);
}
