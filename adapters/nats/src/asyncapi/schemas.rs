//! JSON schemas as an `AsyncAPI` document takes them: draft 7, with what they share in one place.

use engine::json::Schema;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The schemas of a document.
#[derive(Default)]
pub(super) struct Schemas {
    written: Map<String, Value>,
    /// As they came, to tell those of one name apart.
    known: BTreeMap<String, Value>,
}

impl Schemas {
    /// Adds a schema as `name`, and what it defines by the side; a reference to it.
    pub(super) fn add(&mut self, name: &str, schema: &Schema) -> Value {
        let mut schema = schema.clone().to_value();
        let own = schema.as_object_mut().map(|members| {
            members.remove("$schema");
            members.remove("$defs")
        });
        let own = own.flatten().and_then(|own| own.as_object().cloned()).unwrap_or_default();
        let scope = name.split('.').next().unwrap_or(name);
        let names: BTreeMap<String, String> = own
            .iter()
            .map(|(short, definition)| (short.clone(), self.free(scope, short, definition)))
            .collect();
        for (short, definition) in own {
            if let Some(long) = names.get(&short) {
                self.known.insert(long.clone(), definition.clone());
                self.written.insert(long.clone(), rewritten(definition, &names));
            }
        }
        self.written.insert(name.to_owned(), rewritten(schema, &names));
        json!({ "$ref": format!("#/components/schemas/{name}") })
    }

    /// A name for a definition that is not taken by another one.
    fn free(&self, scope: &str, short: &str, definition: &Value) -> String {
        let mut name = format!("{scope}.{short}");
        while self.known.get(&name).is_some_and(|known| known != definition) {
            name.push('_');
        }
        name
    }

    pub(super) fn into_json(self) -> Value {
        Value::Object(self.written)
    }
}

/// With references into the document, and in the words of draft 7.
fn rewritten(schema: Value, names: &BTreeMap<String, String>) -> Value {
    match schema {
        Value::Array(values) => values.into_iter().map(|value| rewritten(value, names)).collect(),
        Value::Object(mut members) => {
            let reference = members.remove("$ref");
            let mut written: Map<_, _> = members
                .into_iter()
                .map(|(name, value)| {
                    let name = if name == "prefixItems" { "items".to_owned() } else { name };
                    (name, rewritten(value, names))
                })
                .collect();
            let Some(reference) = reference.as_ref().and_then(Value::as_str) else {
                return Value::Object(written);
            };
            let short = reference.strip_prefix("#/$defs/").unwrap_or(reference);
            let long = names.get(short).map_or(short, String::as_str);
            let reference = json!({ "$ref": format!("#/components/schemas/{long}") });
            // Beside a reference, nothing counts in draft 7.
            if written.is_empty() {
                return reference;
            }
            written.insert("allOf".to_owned(), json!([reference]));
            Value::Object(written)
        }
        plain @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => plain,
    }
}
