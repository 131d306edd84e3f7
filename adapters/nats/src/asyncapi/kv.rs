use super::document::{Document, PROBLEM};
use crate::kv::Bucket;
use engine::Catalogue;
use engine::projection::EntitySet;
use serde_json::{Value, json};

/// The message that says that there is none any more.
const GONE: &str = "kv_gone";
/// The message of one that is larger than the server takes.
const LEFT_OUT: &str = "kv_without_value";

/// The buckets, and the door through which they are read.
pub(super) fn add(document: &mut Document, catalogue: &Catalogue, sets: &[EntitySet]) {
    let about = "That there is none any more.";
    let operation = json!({ "KV-Operation": { "const": "DEL" } });
    let headers =
        json!({ "type": "object", "required": ["KV-Operation"], "properties": operation });
    document.message(GONE, json!({ "summary": about, "headers": headers, "payload": {} }));
    let about = "One that is larger than the server takes: how large it is.";
    let payload = json!({
        "type": "object",
        "required": ["databytes", "position"],
        "properties": { "databytes": { "type": "integer" }, "position": position() },
    });
    document.message(LEFT_OUT, json!({ "summary": about, "payload": payload }));
    for bucket in Bucket::all(catalogue, sets) {
        one(document, &bucket);
    }
    door(document);
}

fn one(document: &mut Document, bucket: &Bucket) {
    let id = format!("kv.{}", bucket.set.model);
    let entity = document.schemas.add(&id, &(bucket.set.schema)());
    let own = json!({
        "type": "object",
        "required": ["position"],
        "properties": { "position": position() },
    });
    let headers = json!({ "type": "object", "properties": {
        "Pdca-Position": { "type": "string", "description": "Up to where the bucket is right." },
        "Pdca-Event-Id": { "type": "string", "description": "The event that lies there." },
        "Pdca-Fold": { "type": "string", "description": "By which fold the bucket was made." },
    } });
    document.message(&id, json!({ "headers": headers, "payload": { "allOf": [entity, own] } }));
    let name = bucket.name();
    let about = format!("A key of the bucket {name}: a value for each.");
    let address = format!("{}{{key}}", bucket.root());
    document.channel(&id, &address, &about, &[&id, GONE, LEFT_OUT]);
    document.sends(&id);
    for process in bucket.set.others {
        let about = format!("A {process} in the bucket {name}, under its process and its key.");
        let (channel, address) =
            (format!("{id}.{process}"), format!("{}{process}.{{key}}", bucket.root()));
        document.channel(&channel, &address, &about, &[&id, GONE, LEFT_OUT]);
        document.sends(&channel);
    }
}

fn position() -> Value {
    let about = "Up to where the read model knew the log when this was written: no less than the \
                 position of the reply to the command that changed it. What changes nothing of it \
                 does not move it.";
    json!({ "type": "integer", "minimum": 0, "description": about })
}

fn door(document: &mut Document) {
    let headers = document.asked_headers(&json!({}));
    document.message("ask_js", json!({ "headers": headers, "payload": {} }));
    let summary = "What the server answers.";
    document.message("js", json!({ "summary": summary, "payload": { "type": "object" } }));
    let about = "What of the interface of JetStream reads buckets: KV clients take what stands \
                 before it for their prefix.";
    document.channel("js", &document.address("js.{request}"), about, &["ask_js"]);
    document.answers("js", &["js", PROBLEM]);
}
