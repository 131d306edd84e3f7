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
use std::borrow::Cow;
use std::fmt::{Display, Write as _};

const SPEC_VERSION: &str = "1.0";
/// What the header of an attribute begins with.
const PREFIX: &str = "ce-";
const JSON: &str = "application/json";

/// The header of an attribute.
macro_rules! ce {
    ($attribute:literal) => {
        concat!("ce-", $attribute)
    };
}

/// A record as a `CloudEvent`, in few allocations: many of them wait for their turn, and the headers
/// of a message take many.
pub(crate) struct Event {
    format: EventFormat,
    attributes: Attributes,
    data: String,
}

impl Event {
    /// Writes a record. One that does not fit into a message of `bytes_max` goes without its data
    /// and says so.
    pub(crate) fn of(record: &PublicRecord, format: EventFormat, bytes_max: usize) -> Self {
        let mut attributes = Attributes::of(record);
        let mut data = record.payload.to_string();
        if !fits(data.len(), bytes_max) {
            attributes.add(ce!("databytes"), data.len());
            "null".clone_into(&mut data);
        }
        Self { format, attributes, data }
    }

    /// About how many bytes a message of it takes.
    pub(crate) fn bytes(&self) -> usize {
        self.attributes.text.len() + self.data.len()
    }

    /// As it is sent.
    pub(crate) fn message(self) -> Message {
        let Self { format, attributes, data } = self;
        let mut headers = HeaderMap::new();
        for (name, value) in attributes.iter() {
            match name {
                ce!("id") => headers.insert(NATS_MESSAGE_ID, value),
                ce!("position") => headers.insert(HeaderName::from_static(POSITION), value),
                _ => {}
            }
            if format == EventFormat::Binary {
                headers.insert(HeaderName::from_static(name), &*percent_encoded(value));
            }
        }
        let body = match format {
            EventFormat::Binary => data,
            EventFormat::Structured => {
                headers.insert("Content-Type", "application/cloudevents+json");
                structured(&attributes, &data)
            }
        };
        Message { headers, body: body.into() }
    }
}

/// The source of an event, by its id: the log.
pub(super) fn source(event_id: &str) -> String {
    format!("urn:pdca:log:{}", event_id.split('-').next().unwrap_or_default())
}

/// Texts by the names of their headers, one behind the other.
struct Attributes {
    text: String,
    /// Where each one ends.
    ends: Vec<(&'static str, usize)>,
}

impl Attributes {
    /// Those of the specification first. Numbers are texts, for its own are too short.
    fn of(record: &PublicRecord) -> Self {
        let PublicRecord { process, event, schema, event_id, .. } = record;
        let (text, ends) = (String::with_capacity(640), Vec::with_capacity(ATTRIBUTES.len()));
        let mut attributes = Self { text, ends };
        attributes.add(ce!("specversion"), SPEC_VERSION);
        attributes.add(ce!("id"), event_id);
        attributes.add(ce!("source"), source(event_id));
        attributes.add(ce!("type"), format_args!("pdca.{process}.{event}"));
        attributes.add(ce!("subject"), &record.key);
        attributes.add(ce!("time"), record.occurred_at);
        attributes.add(ce!("datacontenttype"), JSON);
        let dataschema = format_args!("urn:pdca:schema:{process}.{event}:{schema}");
        attributes.add(ce!("dataschema"), dataschema);
        attributes.add(ce!("process"), process);
        attributes.add(ce!("position"), record.position);
        attributes.add(ce!("version"), record.version);
        attributes.add(ce!("recordedat"), record.recorded_at);
        attributes.add(ce!("actor"), &record.actor);
        attributes.add(ce!("principal"), &record.principal);
        let door = json::of(&record.door);
        attributes.add(ce!("door"), door.as_str().unwrap_or_default());
        attributes.add(ce!("commandid"), &record.command_id);
        attributes.add(ce!("correlationid"), &record.correlation_id);
        attributes.add(ce!("basis"), record.basis);
        if let Some(causation) = record.causation {
            attributes.add(ce!("causation"), causation);
        }
        if let engine::Origin::Imported { run } = record.origin {
            attributes.add(ce!("importrun"), run);
        }
        if let Some(trace) = record.trace() {
            attributes.add(ce!("traceparent"), trace);
        }
        attributes
    }

    /// Adds one. An attribute that says nothing is not there.
    fn add(&mut self, header: &'static str, value: impl Display) {
        let begin = self.text.len();
        // Writing to a string cannot fail.
        let _ = write!(self.text, "{value}");
        if self.text.len() > begin {
            self.ends.push((header, self.text.len()));
        }
    }

    fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let mut begin = 0;
        self.ends.iter().map(move |&(header, end)| {
            let value = self.text.get(begin..end).unwrap_or_default();
            begin = end;
            (header, value)
        })
    }
}

fn structured(attributes: &Attributes, data: &str) -> String {
    let attributes = attributes.iter().map(|(header, value)| {
        let name = header.strip_prefix(PREFIX).unwrap_or(header);
        (name.to_owned(), value.into())
    });
    let mut text = Value::Object(attributes.collect::<Map<_, _>>()).to_string();
    // The data is JSON already.
    text.pop();
    text.push_str(",\"data\":");
    text.push_str(data);
    text.push('}');
    text
}

/// The names of all attributes.
pub(crate) const ATTRIBUTES: [&str; 22] = [
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
];

/// Attributes that not every event has.
pub(crate) const ATTRIBUTES_AT_TIMES: [&str; 4] =
    ["principal", "causation", "importrun", "databytes"];

/// As a header may hold it: the rule of the HTTP binding, which that of NATS refers to.
pub(super) fn percent_encoded(text: &str) -> Cow<'_, str> {
    let stays = |byte: u8| matches!(byte, b'!'..=b'~') && !matches!(byte, b'"' | b'%');
    if text.bytes().all(stays) {
        return Cow::Borrowed(text);
    }
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if stays(byte) {
            encoded.push(byte.into());
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    Cow::Owned(encoded)
}

#[cfg(test)]
mod tests {
    use super::{ATTRIBUTES, Event, percent_encoded};
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
        let written = Event::of(&record(), EventFormat::Binary, ROOM).message();
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
        let written = Event::of(&record(), EventFormat::Structured, ROOM).message();
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
        let written = Event::of(&large, EventFormat::Binary, 8 * 1024).message();
        assert_eq!(written.headers.get("ce-databytes").unwrap().as_str(), "8002");
        assert_eq!(&*written.body, b"null");
    }

    #[test]
    fn every_attribute_is_one_that_is_told_of() {
        let all = PublicRecord {
            principal: "uid 1000".into(),
            causation: Some(Position(5)),
            origin: Origin::Imported { run: 1 },
            payload: "x".repeat(8_000).into(),
            ..record()
        };
        let written = Event::of(&all, EventFormat::Binary, 8 * 1024).message();
        let headers = written.headers.iter().map(|(name, _)| name.to_string());
        let mut told: Vec<_> =
            headers.filter_map(|name| name.strip_prefix("ce-").map(str::to_owned)).collect();
        let mut known = ATTRIBUTES.to_vec();
        told.sort_unstable();
        known.sort_unstable();
        assert_eq!(told, known);
    }

    #[test]
    fn a_header_holds_no_line_break() {
        assert_eq!(percent_encoded("a b\r\n%\"z"), "a%20b%0D%0A%25%22z");
    }
}
