use super::document::Document;
use crate::events::{ATTRIBUTES, ATTRIBUTES_AT_TIMES, Target};
use crate::settings::EventFormat;
use engine::Catalogue;
use serde_json::{Map, Value, json};

/// The message of an event that is larger than the server takes.
const LEFT_OUT: &str = "event_without_data";

/// The events of each process, as `CloudEvents` in the mode that is set.
pub(super) fn add(document: &mut Document, catalogue: &Catalogue) {
    let left_out = message(document, &json!({ "type": "null" }), &["databytes"]);
    document.message(LEFT_OUT, left_out);
    for target in Target::all(catalogue) {
        for process in catalogue.processes() {
            if !target.may_take(catalogue, process.name()) {
                continue;
            }
            for (event, schema) in process.event_schemas() {
                let name = format!("{}.{event}", process.name());
                let data =
                    document.schemas.add(&format!("{}.evt.{event}", process.name()), &schema);
                let message = message(document, &data, &[]);
                let message_name = format!("evt.{name}");
                document.message(&message_name, message);
                let address = target.subject(process.name(), "{key}", event);
                let id = address.trim_start_matches("pdca.").replace(".{key}", "");
                let about = format!("In the stream {}.", target.stream().name);
                document.channel(&id, &address, &about, &[&message_name, LEFT_OUT]);
                document.sends(&id);
            }
        }
    }
}

/// A `CloudEvent` with such data.
fn message(document: &Document, data: &Value, more: &[&str]) -> Value {
    let is_binary = document.settings.events == EventFormat::Binary;
    let name = |attribute: &&str| {
        if is_binary { format!("ce-{attribute}") } else { (*attribute).to_owned() }
    };
    let mut properties: Map<String, Value> =
        ATTRIBUTES.iter().map(|it| (name(it), json!({ "type": "string" }))).collect();
    properties.insert(name(&"specversion"), json!({ "const": "1.0" }));
    let always = ATTRIBUTES.iter().filter(|name| !ATTRIBUTES_AT_TIMES.contains(name));
    let mut required: Vec<_> = always.chain(more).map(name).collect();
    let mut headers = json!({
        "Nats-Msg-Id": { "type": "string", "description": "The event's id." },
        "Pdca-Position": { "type": "string", "description": "Its place in the log." },
    });
    if is_binary {
        if let Some(headers) = headers.as_object_mut() {
            headers.extend(properties);
        }
        let headers = json!({ "type": "object", "required": required, "properties": headers });
        return json!({ "headers": headers, "payload": data });
    }
    properties.insert("data".to_owned(), data.clone());
    required.push("data".to_owned());
    json!({
        "contentType": "application/cloudevents+json",
        "headers": { "type": "object", "properties": headers },
        "payload": { "type": "object", "required": required, "properties": properties },
    })
}
