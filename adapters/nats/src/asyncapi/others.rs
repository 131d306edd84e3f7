use super::Question;
use super::document::{Document, PROBLEM};
use crate::micro;
use crate::query::AT_LEAST;
use crate::replay::schema as replay_schema;
use serde_json::json;

/// Questions to read models.
pub(super) fn questions(document: &mut Document, questions: &[Question]) {
    let payload = json!({ "type": "object" });
    document.message("answer", json!({ "summary": "What it knows.", "payload": payload }));
    for Question { model, name, arguments } in questions {
        let mut arguments = arguments.clone();
        let members = arguments.ensure_object().entry("properties").or_insert_with(|| json!({}));
        if let Some(members) = members.as_object_mut() {
            let about = "The position that the answer must know at least: that of a reply.";
            let schema = json!({ "type": "integer", "minimum": 0, "description": about });
            members.insert(AT_LEAST.to_owned(), schema);
        }
        let id = format!("query.{model}.{name}");
        let payload = document.schemas.add(&id, &arguments);
        let headers = document.asked_headers(&json!({}));
        document.message(&id, json!({ "headers": headers, "payload": payload }));
        document.channel(&id, &document.address(&id), "A question to a read model.", &[&id]);
        document.answers(&id, &["answer", PROBLEM]);
    }
}

/// The audit trail, to the asker's inbox.
pub(super) fn replay(document: &mut Document) {
    let payload = document.schemas.add("replay", &replay_schema());
    let headers = document.asked_headers(&json!({}));
    document.message("replay", json!({ "headers": headers, "payload": payload }));
    document.message("replayed", json!({
        "summary": "An event, as in the stream of events. With a reply subject, it asks whether it \
                    may go on.",
        "headers": { "type": "object", "properties": { "Pdca-Position": { "type": "string" } } },
        "payload": {},
    }));
    document.message("replay_wait", json!({
        "summary": "Nothing yet: a replay at a certain speed asks whether anybody is there still.",
        "headers": {
            "type": "object",
            "required": ["Pdca-Wait"],
            "properties": { "Pdca-Wait": { "type": "string", "format": "duration" } },
        },
        "payload": {},
    }));
    document.message(
        "replay_end",
        json!({
            "summary": "The end: how many there were, up to where, and their digest.",
            "headers": { "type": "object", "required": ["Pdca-Replay"] },
            "payload": {
                "type": "object",
                "required": ["count", "position", "digest"],
                "properties": {
                    "count": { "type": "integer" },
                    "position": { "type": "integer" },
                    "digest": { "type": "string", "pattern": "^sha256:[0-9a-f]{64}$" },
                },
            },
        }),
    );
    let about = "A part of the audit trail, sent to the asker's inbox.";
    document.channel("replay", &document.address("replay"), about, &["replay"]);
    document.answers("replay", &["replayed", "replay_wait", "replay_end", PROBLEM]);
}

/// The micro service protocol (ADR-32).
pub(super) fn service(document: &mut Document) {
    document.message("ask_service", json!({ "payload": {} }));
    for verb in micro::VERBS {
        let (id, name) = (format!("service.{verb}"), format!("service_{verb}"));
        let kind = micro::kind(verb);
        document.message(
            &name,
            json!({
                "payload": {
                    "type": "object",
                    "required": ["type", "name", "id", "version"],
                    "properties": {
                        "type": { "const": kind },
                        "name": { "const": micro::NAME },
                        "id": { "type": "string" },
                        "version": { "type": "string" },
                        "endpoints": { "type": "array", "items": { "type": "object" } },
                    },
                },
            }),
        );
        let about = "The micro service protocol of NATS.";
        let address = format!("$SRV.{verb}.{}", micro::NAME);
        document.channel(&id, &address, about, &["ask_service"]);
        document.answers(&id, &[&name]);
    }
}
