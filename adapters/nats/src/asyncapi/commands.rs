use super::document::{Document, PROBLEM};
use crate::commands::RESERVED;
use crate::trace::{PARENT, STATE};
use engine::json::Schema;
use engine::outside::Done;
use engine::{Catalogue, json};
use serde_json::{Value, json};

/// The message that says what a command came to.
const DONE: &str = "done";
/// The message that was not worked on.
pub(super) const DEAD: &str = "dead";

/// Commands, those that nobody waits for, those that were refused, and their schemas.
pub(super) fn add(document: &mut Document, catalogue: &Catalogue) {
    let done = document.schemas.add(DONE, &json::schema_of::<Done>());
    let summary = "What a command came to, once that is durable.";
    let headers = json!({
        "type": "object",
        "required": [PARENT],
        "properties": { PARENT: { "type": "string", "description": "Its span (W3C Trace Context)." } },
    });
    document.message(DONE, json!({ "summary": summary, "headers": headers, "payload": done }));
    for process in catalogue.processes() {
        for (command, schema) in process.command_schemas() {
            one(document, process.name(), command, schema);
        }
    }
    schema(document);
    dead(document);
}

fn one(document: &mut Document, process: &str, command: &str, mut schema: Schema) {
    about_the_command(&mut schema);
    let name = format!("{process}.{command}");
    let payload = document.schemas.add(&name, &schema);
    let headers = document.asked_headers(&json!({
        "Nats-Msg-Id": {
            "type": "string",
            "description": "The sender's id of it: sent twice, it is done once. For a queue, \
                            command_id is better: the server itself drops the second of two messages \
                            with one Nats-Msg-Id within 0.1 s, whoever sent them, and says duplicate.",
        },
        PARENT: { "type": "string", "description": "The sender's span (W3C Trace Context)." },
        STATE: { "type": "string", "description": "What the sender's own tools say of it." },
    }));
    document.message(&name, json!({ "headers": headers, "payload": payload }));
    let tail = format!("{process}.{{key}}.{command}");
    let id = format!("cmd.{name}");
    let about = "Decided at once, and answered when its outcome is durable.";
    document.channel(&id, &document.address(&format!("cmd.{tail}")), about, &[&name]);
    document.answers(&id, &[DONE, PROBLEM]);
    let id = format!("queue.{name}");
    let about = "Kept in the stream PDCA_COMMANDS, and acknowledged when its outcome is durable.";
    document.channel(&id, &document.address(&format!("queue.{tail}")), about, &[&name]);
    document.takes(&id);
}

/// Members that are not part of a command's body.
fn about_the_command(schema: &mut Schema) {
    let [id, time] = RESERVED;
    let members = schema.ensure_object().entry("properties").or_insert_with(|| json!({}));
    if let Some(members) = members.as_object_mut() {
        let about = "The sender's id of it: sent twice, it is done once.";
        members.insert(id.to_owned(), json!({ "type": "string", "description": about }));
        let about = "When it happened, if not now.";
        let time_schema = json!({ "type": "string", "format": "date-time", "description": about });
        members.insert(time.to_owned(), time_schema);
    }
}

fn schema(document: &mut Document) {
    let headers = document.asked_headers(&json!({}));
    document.message("ask_schema", json!({ "headers": headers, "payload": {} }));
    let payload = json!({ "type": ["object", "boolean"] });
    document.message("schema", json!({ "summary": "A JSON schema.", "payload": payload }));
    let about = "What a command takes, or what an event says.";
    let address = document.address("schema.{process}.{name}");
    document.channel("schema", &address, about, &["ask_schema"]);
    document.answers("schema", &["schema", PROBLEM]);
}

fn dead(document: &mut Document) {
    let text = |about: &str| json!({ "type": "string", "description": about });
    let headers: Value = json!({
        "type": "object",
        "required": ["Pdca-Subject", "Pdca-Code", "Pdca-Detail"],
        "properties": {
            "Pdca-Subject": text("Where it was sent to."),
            "Pdca-Code": text("Why it was refused, for programs."),
            "Pdca-Detail": text("Why it was refused, for people."),
            "Pdca-Sent-As": text("What its sender called it, if so."),
            "Pdca-Bytes": text("How long it was, if not all of it is kept."),
        },
    });
    let summary = "A message that was not worked on, as it was.";
    document.message(DEAD, json!({ "summary": summary, "headers": headers, "payload": {} }));
    for (id, root) in [("dead", "pdca.dead"), ("restricted.dead", "pdca.restricted.dead")] {
        let tail = document.address("queue.{process}.{key}.{command}");
        let tail = tail.trim_start_matches("pdca.");
        let about = "Commands of the queue that were refused, each with the reason.";
        document.channel(id, &format!("{root}.{tail}"), about, &[DEAD]);
        document.sends(id);
    }
}
