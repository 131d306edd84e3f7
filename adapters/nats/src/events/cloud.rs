//! A record as a `CloudEvent` (1.0), in the binary or the structured mode of the NATS binding.

use crate::batch::Message;
use crate::context::fits;
use crate::settings::EventFormat;
use crate::subject::POSITION;
use async_nats::header::NATS_MESSAGE_ID;
use async_nats::{HeaderMap, HeaderName};
use engine::json;
use engine::outside::PublicRecord;
use serde_json::{Map, Value};
use std::fmt::Write as _;

const SPEC_VERSION: &str = "1.0";
const JSON: &str = "application/json";

/// Writes a record. One that does not fit into a message of `bytes_max` goes without its data and
/// says so.
pub(crate) fn message(record: &PublicRecord, format: EventFormat, bytes_max: usize) -> Message {
    let mut attributes = attributes(record);
    let mut data = record.payload.to_string();
    if !fits(data.len(), bytes_max) {
        attributes.push(("databytes", data.len().to_string()));
        "null".clone_into(&mut data);
    }
    let mut headers = HeaderMap::new();
    headers.insert(NATS_MESSAGE_ID, record.event_id.as_str());
    headers.insert(POSITION, record.position.to_string().as_str());
    let body = match format {
        EventFormat::Binary => {
            for (name, value) in &attributes {
                headers.insert(header(name), percent_encoded(value).as_str());
            }
            data
        }
        EventFormat::Structured => {
            headers.insert("Content-Type", "application/cloudevents+json");
            structured(attributes, &data)
        }
    };
    Message { headers, body: body.into() }
}

/// The source of an event, by its id: the log.
pub(super) fn source(event_id: &str) -> String {
    format!("urn:pdca:log:{}", event_id.split('-').next().unwrap_or_default())
}

/// The attributes, those of the specification first. Numbers are texts, for its own are too short.
fn attributes(record: &PublicRecord) -> Vec<(&'static str, String)> {
    let PublicRecord { process, event, schema, .. } = record;
    let door = json::of(&record.door).as_str().unwrap_or_default().to_owned();
    let mut attributes = vec![
        ("specversion", SPEC_VERSION.to_owned()),
        ("id", record.event_id.clone()),
        ("source", source(&record.event_id)),
        ("type", format!("pdca.{process}.{event}")),
        ("subject", record.key.clone()),
        ("time", record.occurred_at.to_string()),
        ("datacontenttype", JSON.to_owned()),
        ("dataschema", format!("urn:pdca:schema:{process}.{event}:{schema}")),
        ("process", process.clone()),
        ("position", record.position.to_string()),
        ("version", record.version.to_string()),
        ("recordedat", record.recorded_at.to_string()),
        ("actor", record.actor.clone()),
        ("principal", record.principal.clone()),
        ("door", door),
        ("commandid", record.command_id.clone()),
        ("correlationid", record.correlation_id.clone()),
        ("basis", record.basis.to_string()),
    ];
    if let Some(causation) = record.causation {
        attributes.push(("causation", causation.to_string()));
    }
    if let engine::Origin::Imported { run } = record.origin {
        attributes.push(("importrun", run.to_string()));
    }
    if let Some(trace) = record.trace() {
        attributes.push(("traceparent", trace.to_string()));
    }
    // An attribute that says nothing is not there.
    attributes.retain(|(_, value)| !value.is_empty());
    attributes
}

fn structured(attributes: Vec<(&'static str, String)>, data: &str) -> String {
    let attributes = attributes.into_iter().map(|(name, value)| (name.to_owned(), value.into()));
    let mut text = Value::Object(attributes.collect::<Map<_, _>>()).to_string();
    // The data is JSON already.
    text.pop();
    text.push_str(",\"data\":");
    text.push_str(data);
    text.push('}');
    text
}

macro_rules! names {
    ($($name:literal),+ $(,)?) => {
        /// The names of all attributes.
        pub(crate) const ATTRIBUTES: &[&str] = &[$($name),+];

        fn header(attribute: &str) -> HeaderName {
            match attribute {
                $($name => HeaderName::from_static(concat!("ce-", $name)),)+
                other => unreachable!("no attribute is called {other}"),
            }
        }
    };
}

names!(
    "specversion",
    "id",
    "source",
    "type",
    "subject",
    "time",
    "datacontenttype",
    "dataschema",
    "process",
    "position",
    "version",
    "recordedat",
    "actor",
    "door",
    "commandid",
    "correlationid",
    "basis",
    "traceparent",
    "principal",
    "causation",
    "importrun",
    "databytes",
);

/// Attributes that not every event has.
pub(crate) const ATTRIBUTES_AT_TIMES: [&str; 4] =
    ["principal", "causation", "importrun", "databytes"];

/// As a header may hold it: the rule of the HTTP binding, which that of NATS refers to.
pub(super) fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for character in text.chars() {
        if ('!'..='~').contains(&character) && !matches!(character, '"' | '%') {
            encoded.push(character);
            continue;
        }
        for byte in character.encode_utf8(&mut [0; 4]).bytes() {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::{message, percent_encoded};
    use crate::settings::EventFormat;
    use engine::outside::PublicRecord;
    use engine::{Door, Origin, Position, Timestamp, Version};
    use serde_json::{Value, json};

    const ROOM: usize = 1024 * 1024;

    fn record() -> PublicRecord {
        PublicRecord {
            event_id: "abc-1-7".into(),
            position: Position(7),
            process: "incident".into(),
            key: "Büro/1".into(),
            version: Version(2),
            event: "resolved".into(),
            schema: 1,
            recorded_at: Timestamp::from_seconds(20),
            occurred_at: Timestamp::from_seconds(10),
            actor: "ada".into(),
            principal: String::new(),
            door: Door::Request,
            command_id: "c".into(),
            correlation_id: "c".into(),
            causation: None,
            basis: Position(6),
            origin: Origin::Live,
            payload: json!({ "note": "ö" }),
        }
    }

    #[test]
    fn binary_is_headers_and_the_payload() {
        let written = message(&record(), EventFormat::Binary, ROOM);
        let header = |name: &str| written.headers.get(name).map(|value| value.as_str().to_owned());
        assert_eq!(header("ce-id"), header("Nats-Msg-Id"));
        assert_eq!(header("ce-type").unwrap(), "pdca.incident.resolved");
        assert_eq!(header("ce-subject").unwrap(), "B%C3%BCro/1");
        assert_eq!(header("ce-time").unwrap(), "1970-01-01T00:00:10Z");
        assert_eq!(header("Pdca-Position").unwrap(), "7");
        assert_eq!(header("ce-principal"), None);
        let trace = "00-0000000000000000000000000000000c-000000000000000c-01";
        assert_eq!(header("ce-traceparent").unwrap(), trace);
        assert_eq!(&*written.body, "{\"note\":\"ö\"}".as_bytes());
    }

    #[test]
    fn structured_is_one_document() {
        let written = message(&record(), EventFormat::Structured, ROOM);
        let document: Value = serde_json::from_slice(&written.body).unwrap();
        assert_eq!(document["subject"], "Büro/1");
        assert_eq!(document["specversion"], "1.0");
        assert_eq!(document["traceparent"], record().trace().unwrap().to_string());
        assert_eq!(document["data"], json!({ "note": "ö" }));
        assert!(written.headers.get("ce-id").is_none());
    }

    #[test]
    fn what_does_not_fit_says_so() {
        let large = PublicRecord { payload: "x".repeat(8_000).into(), ..record() };
        let written = message(&large, EventFormat::Binary, 8 * 1024);
        assert_eq!(written.headers.get("ce-databytes").unwrap().as_str(), "8002");
        assert_eq!(&*written.body, b"null");
    }

    #[test]
    fn a_header_holds_no_line_break() {
        assert_eq!(percent_encoded("a b\r\n%\"z"), "a%20b%0D%0A%25%22z");
    }
}
